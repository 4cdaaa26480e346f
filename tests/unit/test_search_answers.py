"""What a search has found is said alike on its page, on slides, in the workbook and on the web page, to the digit.

Expected sentences and tables are those of the functions that the pages call; expected numbers are worked out here from
the runs.
"""

from __future__ import annotations

import html
import io
import re
from dataclasses import replace as with_
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from itertools import takewhile

import numpy as np
import openpyxl
import pytest
from pptx import Presentation

from present.figures.style import PALETTES, ROSTERED_MEANING, colour_of
from present.report.answers.roster import contracts_in_words
from present.report.page import to_page
from present.report.report import Report, answer_report, collect, names_of
from present.report.slides import to_slides
from present.report.slides.master import KICKER_IDX
from present.report.workbook import to_workbook
from present.tiles import HERO
from sim import KPIS, model_version, replace
from sim.experiment import Runner
from sim.experiment.result import index_of
from sim.staffing import Contracts
from tests.search_answers import BASE, KINDS, SHORT_DAY, STORE, case

DAY = date(2026, 11, 30)
SHOWN_DIGITS = {"satisfaction_all": 1, "exhaustion_mean": 1, "issues_resolved_per_day": 0, "cost_per_week": 0}


def spaced(text: str) -> str:
    return " ".join(html.unescape(text).replace("\N{NO-BREAK SPACE}", " ").split())


class Written:
    """One answer in all three forms, as plain texts."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.deck = Presentation(io.BytesIO(to_slides(report)))
        self.book = openpyxl.load_workbook(io.BytesIO(to_workbook(report)))
        self.page = to_page(report).decode()

    def of_slide(self, slide) -> str:
        texts = [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
        texts += [
            cell.text
            for shape in slide.shapes
            if shape.has_table
            for row in shape.table.rows
            for cell in row.cells
        ]
        return spaced("\n".join([*texts, slide.notes_slide.notes_text_frame.text]))

    @property
    def slides(self) -> str:
        return " ".join(self.of_slide(slide) for slide in self.deck.slides)

    @property
    def cells(self) -> str:
        return spaced(
            " ".join(
                str(cell.value)
                for sheet in self.book
                for row in sheet.iter_rows()
                for cell in row
                if cell.value is not None
            )
        )

    @property
    def text(self) -> str:
        body = self.page[self.page.index("<main") : self.page.index("</main>")]
        return spaced(re.sub(r"<[^>]+>", " ", body.replace("</strong>", "").replace("<strong>", "")))

    def table(self, title: str) -> list[list[str]]:
        """Rows of a table of the web page, its head first."""
        inner = self.page[self.page.index(f'aria-label="{title}"') :]
        inner = inner[: inner.index("</table>")]
        rows = re.findall(r"<tr>(.*?)</tr>", inner, re.S)
        return [
            [
                spaced(re.sub(r"<[^>]+>", "", cell))
                for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.S)
            ]
            for row in rows
        ]

    def sheet(self, name: str, head: str) -> list[list[object]]:
        """Rows of a sheet from the one that begins with `head`."""
        rows = [[cell.value for cell in row] for row in self.book[name].iter_rows()]
        at = next(i for i, row in enumerate(rows) if row[0] == head)
        return list(takewhile(lambda row: row[0] is not None, rows[at:]))


@pytest.fixture(scope="module")
def written():
    made: dict[str, Written] = {}

    def of(kind: str) -> Written:
        if kind not in made:
            made[kind] = Written(answer_report(case(kind).answer, DAY, "Client & Co"))
        return made[kind]

    return of


# ── The words ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("kind", list(KINDS))
def test_the_sentence_and_all_lines_of_the_page_stand_in_every_form(kind, written):
    one, forms = case(kind), written(kind)
    for line in (one.title, *(line for line in one.lines if line)):
        for form in (forms.slides, forms.cells, forms.text):
            assert spaced(line) in form, (kind, line)
    on_slide = [spaced(s.text_frame.text) for s in forms.deck.slides[1].shapes if s.has_text_frame]
    assert any(spaced(one.title) in text for text in on_slide), "whole, whatever its length"
    assert spaced(forms.book[case(kind).answer.page]["A1"].value) == spaced(one.title)


@pytest.mark.parametrize("kind", list(KINDS))
def test_the_question_stands_in_full_with_runs_seed_engine_and_model(kind, written):
    one, forms = case(kind).answer, written(kind)
    settings = one.settings
    made = (
        f"{settings.replications} of each scenario",
        f"Seed {settings.seed}",
        model_version(),
        settings.engine,
    )
    for form in (forms.slides, forms.cells, forms.text):
        for what, value in one.question:
            assert spaced(what) in form
            assert spaced(value) in form, (kind, what)
        assert all(spaced(words) in form for words in made), kind
        assert "Client & Co" in form or form is forms.cells
    assert "30 November 2026" in forms.text
    assert spaced(one.asked) == spaced(forms.deck.slides[0].shapes.title.text_frame.text)


def test_a_target_and_its_contracts_are_told_as_they_were_asked(written):
    target = "80% of all calls answered within 20 s, those who hang up counted as missed, in every half-hour"
    for kind in ("staffing", "roster"):
        assert target in written(kind).slides
    assert "Front line: 1 h, 09:00 to 10:30, 2 days a week; rest of 11 h" in written("roster").cells
    part = Contracts.model_validate(
        {"contracts": [{"name": "Part time", "hours": [4, 5.5], "days_per_week": 3}], "rest_hours": 12}
    )
    assert contracts_in_words(part) == "Part time: 4 and 5.5 h, from 00:00, 3 days a week; rest of 12 h"


# ── The numbers ───────────────────────────────────────────────────────────────────────────────────


def numbers_of(frame) -> list[list[float | None]]:
    """The numeric columns of the page's table."""
    columns = [
        frame.iloc[:, i].tolist()
        for i in range(frame.shape[1])
        if all(isinstance(x, int | float) for x in frame.iloc[:, i] if x is not None)
    ]
    return [[None if x is None or np.isnan(x) else float(x) for x in column] for column in columns]


def as_number(text: object) -> float | None:
    return None if text in ("", None) else float(str(text).replace(",", "").replace("−", "-"))


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "staffing"])
def test_every_number_of_the_pages_table_stands_in_workbook_and_web_page(kind, written):
    one, forms = case(kind), written(kind)
    first = one.answer.tables[0]
    head = str(one.table.columns[0])
    sheet, page = forms.sheet(one.answer.page, head), forms.table(first.title)
    assert (
        [spaced(str(name)) for name in sheet[0]]
        == [spaced(name) for name in page[0]]
        == [spaced(str(name)) for name in one.table.columns]
    )
    numeric = [
        i
        for i in range(one.table.shape[1])
        if all(isinstance(x, int | float) for x in one.table.iloc[:, i].dropna())
    ]
    assert numeric
    assert len(sheet) == len(page) == len(one.table) + 1
    for i in numeric:
        expected = [None if np.isnan(x) else float(x) for x in one.table.iloc[:, i].astype(float)]
        assert [as_number(row[i]) for row in page[1:]] == expected, (kind, i)
        assert [row[i] for row in sheet[1:]] == expected, (kind, i)


def test_a_point_of_a_range_is_the_mean_of_its_runs_in_every_form(written):
    one, forms = case("explore"), written("explore")
    table = next(slide for slide in forms.deck.slides if any(s.has_table for s in slide.shapes))
    for key in HERO:
        digits = SHOWN_DIGITS[key]
        times = 100 if KPIS[key].unit.startswith("share") else 1
        for point in one.found.in_order():
            mean = sum(float(x) for x in point.values[:, index_of(key)]) / point.runs * times
            text = f"{Decimal(mean).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_EVEN):,}"
            assert f" {text} (" in forms.of_slide(table), (key, point.at)
            assert any(
                cell.value == pytest.approx(mean, abs=1e-9)
                for row in forms.book["Explore, charts"].iter_rows()
                for cell in row
                if isinstance(cell.value, float)
            )


def test_people_by_half_hour_are_those_found_on_slides_in_the_workbook_and_on_the_web_page(written):
    found, forms = case("staffing").found, written("staffing")
    rows = forms.sheet("Staffing", "Day")[1:]
    expected = [
        [day, f"{at // 2:02}:{30 * (at % 2):02}", int(found.needed[d, at]), int(found.erlang_a[d, at])]
        for d, day in ((0, "Monday"), (1, "Tuesday"))
        for at in (18, 19, 20)
    ]
    assert [[row[0], row[1], row[3], row[6]] for row in rows] == expected
    page = forms.table("People by half-hour")[1:]
    assert [[row[0], row[1], int(row[3]), int(row[6])] for row in page] == expected
    shares = [[100.0 * found.figure.mean[d, at] for at in (18, 19, 20)] for d in (0, 1)]
    assert [row[7] for row in rows] == [round(x) for day in shares for x in day]
    table = next(s.table for slide in forms.deck.slides for s in slide.shapes if s.has_table)
    on_slide = [[cell.text for cell in row.cells] for row in table.rows]
    peak = int(np.unravel_index(int(found.needed.argmax()), found.needed.shape)[0])
    assert [[row[0], int(row[2]), int(row[5])] for row in on_slide[1:]] == [
        row[1:] for row in expected if row[0] == ("Monday", "Tuesday")[peak]
    ]
    assert all(row[6].startswith(f"{shares[peak][i]:.0f} (") for i, row in enumerate(on_slide[1:]))


def test_a_roster_stands_beside_today_with_the_same_digits_everywhere(written):
    found, forms = case("roster").found, written("roster")
    key, name = "cost_per_week", "Cost†"
    means = [
        Decimal(sum(float(r.values[index_of(key)]) for r in result.replications) / len(result.replications))
        for result in (found.today, found.result)
    ]
    was, now = (f"{mean.quantize(Decimal(1), ROUND_HALF_EVEN):,}" for mean in means)
    row = next(row for row in forms.table("Compared with now") if row[0] == name)
    assert row[1:3] == [was, now]
    sheet = next(row for row in forms.sheet("Compared with now", "Key figure") if row[0] == name)
    assert [f"{x:,.0f}" for x in sheet[1:3]] == [was, now]
    assert f"{name} {was} {now}" in forms.slides
    assert len(forms.sheet("Compared with now", "Key figure")) == 1 + len(KPIS)


# ── The pictures ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "map"])
def test_charts_are_native_and_hold_the_values_of_the_answer_unrounded(kind, written):
    drawn = [s for slide in written(kind).deck.slides for s in slide.shapes if s.has_chart]
    charts = [figure.chart() for figure in case(kind).answer.figures]
    assert len(drawn) == len(charts)
    for shape, chart in zip(drawn, charts, strict=True):
        assert len(shape._element.nvGraphicFramePr.cNvPr.get("descr")) > 40
        sheet = openpyxl.load_workbook(io.BytesIO(shape.chart.part.chart_workbook.xlsx_part.blob)).active
        for i, series in enumerate(chart.series, 2):
            column = [sheet.cell(row, i).value for row in range(2, len(chart.categories) + 2)]
            assert column == [None if x is None else pytest.approx(x) for x in series.values]
    assert not any(s.shape_type == 13 for slide in written(kind).deck.slides for s in slide.shapes)


@pytest.mark.parametrize("kind", ["staffing", "roster"])
def test_a_rosters_line_has_a_colour_of_its_own_everywhere_for_it_is_no_baseline(kind, written):
    own = colour_of(ROSTERED_MEANING).lstrip("#")
    figure = case(kind).answer.figures[0]
    drawn = [line.line.color for line in figure.draw().data if line.type == "scatter" and line.name]
    assert f"#{own}" in drawn
    assert PALETTES["light"].baseline not in drawn
    slide = next(s for s in written(kind).deck.slides if any(shape.has_chart for shape in s.shapes))
    chart = next(shape.chart for shape in slide.shapes if shape.has_chart)
    marks = {shape.name: shape for shape in slide.shapes if shape.name.startswith("Key ")}
    for drawn in (chart.plots[0].series[0].format.line.color, marks["Key line 1"].line.color):
        assert str(drawn.rgb) == own
    lines = [line for sheet in written(kind).book for chart in sheet._charts for line in chart.series]
    assert own in [line.graphicalProperties.line.solidFill.srgbClr for line in lines]


def test_dots_are_the_means_of_cost_and_satisfaction_of_every_design(written):
    found = case("tradeoff").found
    (figure,) = case("tradeoff").answer.figures
    chart = figure.chart()
    alike = {at for blob in found.blobs for at in blob.places[1:]}
    designs = [at for at in found.searched if at not in alike]
    assert sorted(chart.at) == pytest.approx(
        sorted(found.best(at).values[:, index_of("cost_per_week")].mean() for at in designs)
    )
    marks = {series.name: {x for x in series.values if x is not None} for series in chart.series}
    assert "Now" in marks
    assert sum(len(values) for name, values in marks.items() if name != "Now") == len(designs)


def test_a_map_is_a_table_that_marks_what_is_met_and_what_is_open(written):
    found, forms = case("map").found, written("map")
    table = next(s.table for slide in forms.deck.slides for s in slide.shapes if s.has_table)
    rows = [[cell.text for cell in row.cells] for row in table.rows]
    assert rows[0] == ["", "10", "12", "14"]
    assert [row[0] for row in rows[1:]] == ["320", "300", "280"]
    for i, issues in enumerate((320, 300, 280), 1):
        for j, agents in enumerate((10, 12, 14), 1):
            point = found.points[agents, issues]
            mean = 100.0 * point.values[:, index_of("service_level")].mean()
            standing = found.standing(point, ["service_level"])
            assert rows[i][j] == (f"({mean:.1f})" if standing == "open" else f"{mean:.1f}")
            bold = [run.font.bold for p in table.cell(i, j).text_frame.paragraphs for run in p.runs]
            assert any(bold) == (standing == "met")
    grid = forms.sheet("Explore, charts", next(iter(case("map").answer.figures)).chart().across)
    assert grid[1][1] == pytest.approx(
        100.0 * found.points[10, 320].values[:, index_of("service_level")].mean()
    )


def test_no_picture_of_a_file_offers_a_click(written):
    for kind in ("explore", "map", "matters"):
        assert "Click to open" not in written(kind).page


@pytest.mark.parametrize("kind", KINDS)
def test_what_a_picture_keeps_silent_has_no_template_that_would_speak(kind):
    """Plotly's page takes a template for the wish to speak, whatever `hoverinfo` says."""
    for figure in case(kind).answer.figures:
        for mode in ("light", "dark"):
            for part in figure.draw(mode=mode).data:
                assert part.hoverinfo != "skip" or part.hovertemplate is None


# ── Alone and within a report ─────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("kind", ["roster", "matters"])
def test_the_same_answer_gives_the_same_bytes(kind):
    report = answer_report(case(kind).answer, DAY)
    for make in (to_slides, to_workbook, to_page):
        assert make(report) == make(report)


def test_an_answer_alone_brings_assumptions_limits_and_how_it_was_made(written):
    forms = written("staffing")
    kickers = [spaced(slide.placeholders[KICKER_IDX].text_frame.text) for slide in forms.deck.slides]
    assert kickers[0] == "The question"
    assert set(kickers[1:-3]) == {"Staffing"}
    assert kickers[-3:] == ["Assumptions", "What this does not show", "How this was made"]
    assert forms.book.sheetnames == [
        "Summary",
        "Staffing",
        "Staffing, charts",
        "Inputs",
        "What it does not show",
        "Definitions",
    ]
    assert re.findall(r'<section id="(\w+)"', forms.page) == ["staffing", "assumptions", "limits", "made"]


def test_a_report_on_the_same_scenario_includes_what_was_asked_of_it():
    other = replace(SHORT_DAY, {"teams.Front line.wage_per_hour": 30.0, "name": "Another pay"})
    answers = tuple(case(kind).answer for kind in ("staffing", "roster", "explore"))
    assert [answer.is_about([other, SHORT_DAY]) for answer in answers] == [True, True, False]
    simulated = collect([SHORT_DAY, other], Runner(1, 4, store=STORE))
    report = Report(simulated, names_of([SHORT_DAY, other]), DAY, answers=answers[:2])
    forms = Written(report)
    for kind in ("staffing", "roster"):
        for form in (forms.slides, forms.cells, forms.text):
            assert spaced(case(kind).title) in form
    assert {"Key figures", "Staffing", "Roster", "Coverage", "Compared with now"} <= set(
        forms.book.sheetnames
    )
    order = re.findall(r'<section id="(\w+)"', forms.page)
    assert order[order.index("hours") + 1 :][:2] == ["staffing", "roster"]
    without = Written(with_(report, answers=()))
    assert len(forms.deck.slides) > len(without.deck.slides)
    assert spaced(case("roster").title) not in without.slides


def test_what_users_wrote_stays_text_in_every_form():
    evil = "</script><b>**x**</b> =1+1 مركز"
    answer = case("explore").answer
    hostile = with_(
        answer,
        title=f"{evil} is best",
        lines=(evil,),
        question=((evil, evil),),
        settings=with_(answer.settings, scenario=replace(BASE, {"name": evil})),
    )
    forms = Written(answer_report(hostile, DAY, evil))
    assert "</script><b>" not in forms.page
    assert "**x**" in forms.slides
    assert all(cell.data_type != "f" for sheet in forms.book for row in sheet.iter_rows() for cell in row)
