"""Slides: one for each section, native charts with the screen's numbers, text that stays in its box, fixed bytes."""

from __future__ import annotations

import dataclasses
import io
import re
import zipfile
from datetime import date

import pytest
from openpyxl import load_workbook
from PIL import Image
from pptx import Presentation
from pptx.enum.chart import XL_CHART_TYPE
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.oxml.ns import qn
from pptx.util import Inches

from present.figures.style import PALETTES
from present.formats import digits, interval, scale
from present.report.chart_data import (
    day_chart,
    difference_ranges,
    ends_chart,
    hours_chart,
    ways_chart,
    weeks_chart,
)
from present.report.logo import LogoError
from present.report.marks import without_marks
from present.report.outline import outline
from present.report.report import Report, ReportResults, collect, names_of
from present.report.slides import to_slides
from present.report.slides.measure import cut, fitting, height, lines_of, width
from present.report.slides.scale import AxisScale
from present.report.slides.tables import cells, lay_out
from present.report.slides.text import clean, in_sentence, is_right_to_left, paragraph, text_of
from present.tiles import HERO
from sim import KPIS, model_version, parse, replace
from sim.experiment import Runner

BASE = parse("""
schema: 1
name: Before
horizon: {weeks: 2, warm_up_weeks: 0}
demand: {calls_per_day: 100}
call_types: [{name: Calls, share: 1.0}]
teams: [{name: Front line, agents: 5, shifts: [{start: "08:00"}]}]
rules: {handle_time_cap: {minutes: 4.0, basis: each_call}}
""")
FREE = replace(BASE, {"rules.handle_time_cap.minutes": None, "name": "No target"})
CALM = replace(BASE, {"behaviour.strain": False, "name": "Nobody tires"})
DATED = replace(
    BASE, {"changes": [{"week": 1, "set": {"rules.handle_time_cap.minutes": None}}], "name": "From week 2"}
)
LONG = "A very long name that says all that was changed, one thing after the other, until nobody reads on"
HOSTILE = (
    "مركز خدمة العملاء في سيدني، هدف أربع دقائق لكل مكالمة",
    '<b>&"\'</b> =HYPERLINK("x") **bold**\x07\x1b\u202e',
    "客户服务中心：取消四分钟通话目标并允许坐席结束无望的来电，同时增加一次应对培训和一名员工",
    f"{LONG}, one",
    f"{LONG}, two",
    "שירות לקוחות ללא יעד זמן 👩‍👩‍👧‍👦🏳️‍🌈",
)


def report_of(*scenarios, replications=4):
    simulated = collect(scenarios, Runner(seed=3, replications=replications))
    return Report(simulated, names_of(scenarios), date(2026, 11, 25))


@pytest.fixture(scope="module")
def pair():
    return report_of(BASE, FREE)


@pytest.fixture(scope="module")
def mixed():
    """One scenario in which strain is not simulated, one that changes its rules at a date."""
    return report_of(BASE, CALM, DATED, replications=2)


@pytest.fixture(scope="module")
def alone():
    return report_of(BASE, replications=2)


def many(report, names, **more):
    """As many scenarios as there are names, of the same two results."""
    others, (baseline, other) = len(names) - 1, report.results
    equivalents = report.simulated.staffing_equivalents * others
    copied = ReportResults((baseline, *[other] * others), report.ranges * others, equivalents, None)
    return dataclasses.replace(report, simulated=copied, names=tuple(names), **more)


def opened(report):
    """The report's slides as python-pptx reads them."""
    return Presentation(io.BytesIO(to_slides(report)))


@pytest.fixture(scope="module")
def deck(pair):
    return opened(pair)


def slide(deck, report, key):
    return deck.slides[[section.key for section in outline(report)].index(key)]


def charts(one):
    return [shape.chart for shape in one.shapes if shape.has_chart]


def tables(one):
    return [shape.table for shape in one.shapes if shape.has_table]


def texts(one):
    """All that a slide says, charts apart."""
    found = [shape.text_frame.text for shape in one.shapes if shape.has_text_frame]
    found += [cell.text for table in tables(one) for row in table.rows for cell in row.cells]
    return found


def arms(series):
    """(minus, plus) of a series' error bars."""
    bars = series._element.find(qn("c:errBars"))
    return tuple(
        [float(v.text) for v in bars.find(qn(f"c:{side}")).iter(qn("c:v"))] for side in ("minus", "plus")
    )


def near(values):
    return pytest.approx(list(values), rel=1e-9, abs=1e-9)


# ── Structure ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("kind", ["alone", "pair", "mixed", "ten"])
def test_one_slide_for_each_leaf_with_its_title_and_notes_in_whole_sentences(kind, pair, request):
    if kind == "ten":
        report = many(pair, [f"Scenario {i}" for i in range(10)])
    else:
        report = request.getfixturevalue(kind)
    sections = outline(report)
    deck = request.getfixturevalue("deck") if kind == "pair" else opened(report)
    assert 8 <= len(sections) <= 12
    assert [one.shapes.title.text_frame.text for one in deck.slides] == [
        section.title for section in sections
    ]
    for one, section in zip(deck.slides, sections, strict=True):
        assert section.kicker in texts(one)
        told = one.notes_slide.notes_text_frame.text.split("\n")
        for note in section.notes:
            assert set(without_marks(note).splitlines()) - set(told) <= {""} or without_marks(
                note
            ) in "\n".join(told)
        assert all(line.endswith((".", "!", "?", "…", ".”")) for line in told)
        assert not any("**" in line for line in [*told, *texts(one)])
        written = "\n".join([*texts(one), *told])
        assert section.key == "figures" or all(
            without_marks(line) in written for line in section.lines if "**" not in line
        )


def test_slides_are_wide_with_a_footer_and_a_number_on_each(deck, pair):
    assert (deck.slide_width, deck.slide_height) == (Inches(13.333), Inches(7.5))
    for one in deck.slides:
        kinds = {p.placeholder_format.type: p for p in one.placeholders}
        footer = kinds[PP_PLACEHOLDER.FOOTER].text_frame.text
        assert footer == f"Headroom {model_version()} · seed 3 · 4 runs"
        assert 'type="slidenum"' in kinds[PP_PLACEHOLDER.SLIDE_NUMBER]._element.xml
    named = opened(dataclasses.replace(pair, client="Client & Sons"))
    assert f"Client & Sons · Headroom {model_version()} · seed 3 · 4 runs" in texts(named.slides[3])
    assert "Client & Sons" in texts(named.slides[0])


def test_places_and_colours_come_from_a_master_of_our_own(deck):
    assert len(deck.slide_layouts) == 8
    assert {layout.name for layout in deck.slide_layouts} >= {"Opening", "Text", "Table", "Three charts"}
    for one in deck.slides:
        own = {p.placeholder_format.idx for p in one.slide_layout.placeholders}
        assert {p.placeholder_format.idx for p in one.placeholders} <= own
    blob = {part.partname: part.blob for part in deck.part.package.iter_parts()}
    theme = blob["/ppt/theme/theme1.xml"].decode()
    assert PALETTES["light"].current.lstrip("#") in theme
    assert 'script="Jpan"' in theme
    assert "Calibri" not in theme
    assert not any("thumbnail" in name or "printerSettings" in name for name in blob)


def test_every_chart_is_native_with_data_and_a_text_alternative(deck, pair):
    assert not any(shape.shape_type == 13 for one in deck.slides for shape in one.shapes)  # no picture
    counts = {"figures": 3, "weeks": 3, "day": 4, "calls": 2, "hours": 1, "sureness": 3}
    for key, count in counts.items():
        assert len(charts(slide(deck, pair, key))) == count
    for one in deck.slides:
        for shape in one.shapes:
            if shape.has_chart or shape.has_table:
                words = shape._element.nvGraphicFramePr.cNvPr.get("descr")
                assert len(words) > 20
                assert words.endswith((".", "…"))
        for chart in charts(one):
            sheet = load_workbook(io.BytesIO(chart.part.chart_workbook.xlsx_part.blob)).active
            assert sheet.max_row >= 2
            assert any(v is not None for s in chart.plots[0].series for v in s.values)


def test_axes_are_numbered_without_a_sign_and_refer_to_each_other(deck):
    """The format's ids are unsigned."""
    for chart in (chart for one in deck.slides for chart in charts(one)):
        space = chart._chartSpace
        axes = [axis.find(qn("c:axId")) for axis in space.iter(qn("c:catAx"), qn("c:valAx"))]
        crossed = [axis.get("val") for axis in space.iter(qn("c:crossAx"))]
        numbers = [axis.get("val") for axis in axes]
        assert all(0 <= int(number) < 2**32 for number in numbers)
        assert len(numbers) == len(set(numbers)) == 2
        assert sorted(crossed) == sorted(numbers)
        for plot in space.chart.plotArea.iterchildren(
            qn("c:barChart"), qn("c:lineChart"), qn("c:scatterChart")
        ):
            assert sorted(of.get("val") for of in plot.findall(qn("c:axId"))) == sorted(numbers)


def test_no_two_shapes_of_a_slide_have_one_number(deck):
    for one in deck.slides:
        ids = [shape.shape_id for shape in one.shapes]
        assert len(ids) == len(set(ids))


# ── Numbers ───────────────────────────────────────────────────────────────────────────────────────


def test_the_three_figures_are_the_kpis_with_intervals_and_verdicts(deck, pair):
    one = slide(deck, pair, "figures")
    side = pair.sides[0]
    for key, chart, table in zip(HERO, charts(one), tables(one), strict=True):
        figures = [pair.alone.figure(key), side.pair.figure(key)]
        times = scale(KPIS[key])
        (series,) = chart.plots[0].series
        assert list(series.values) == near(f.mean * times for f in figures)
        minus, plus = arms(series)
        assert minus == near((f.mean - f.low) * times for f in figures)
        assert plus == near((f.high - f.mean) * times for f in figures)
        decimals = len(digits(KPIS[key], figures[0].mean).partition(".")[2])
        assert series.data_labels.number_format == "#,##0" + ("." + "0" * decimals if decimals else "")
        told = [[cell.text for cell in row.cells] for row in table.rows]
        assert told == [
            list(pair.names),
            [interval(KPIS[key], f) for f in figures],
            ["the baseline", side.cell(key).verdict.short],
        ]


def test_with_many_scenarios_bars_and_numbers_stand_in_rows(pair):
    report = many(pair, [f"Scenario {i}" for i in range(6)])
    one = slide(opened(report), report, "figures")
    names, *told = tables(one)
    assert [row.cells[0].text for row in names.rows] == list(report.names)
    for key, chart, table in zip(HERO, charts(one), told, strict=True):
        cell = report.sides[0].cell(key)
        kpi = KPIS[key]
        assert chart.chart_type == XL_CHART_TYPE.BAR_CLUSTERED
        assert chart.plots[0].series[0].values[-1] == pytest.approx(cell.figure.mean * scale(KPIS[key]))
        shown = f"{digits(kpi, cell.figure.mean)} ({interval(kpi, cell.figure)})"
        assert table.cell(5, 0).text == f"{shown}\n{cell.verdict.short}"


def test_weeks_and_the_day_are_those_of_the_series_with_their_intervals(deck, pair):
    wanted = {"weeks": [weeks_chart(pair, key) for key in HERO]}
    wanted["day"] = [day_chart(pair, n) for n in ("offered", "on_duty", "average_wait_s", "in_time")]
    for key, found in wanted.items():
        for chart, of in zip(charts(slide(deck, pair, key)), found, strict=True):
            assert chart.chart_title.text_frame.text == of.title
            for series, line in zip(chart.plots[0].series, of.series, strict=True):
                assert series.name == line.name
                assert [v for v in series.values if v is not None] == near(
                    v for v in line.values if v is not None
                )
                high = [0.0 if x is None else h - x for x, h in zip(line.values, line.high, strict=True)]
                assert arms(series)[1] == near(high)


def test_axes_hold_all_that_is_drawn(deck, pair):
    for chart in [c for key in ("weeks", "day") for c in charts(slide(deck, pair, key))]:
        up = chart.value_axis
        for series in chart.plots[0].series:
            minus, plus = arms(series)
            found = [(v, a, b) for v, a, b in zip(series.values, minus, plus, strict=True) if v is not None]
            assert all(up.minimum_scale <= v <= up.maximum_scale for v, _, _ in found)
            assert all(v + b <= up.maximum_scale or up.maximum_scale == 100.0 for v, _, b in found)
            across = [float(v.text) for v in series._element.iterfind(f"{qn('c:xVal')}//{qn('c:v')}")]
            if across:
                axis = chart.category_axis
                assert axis.minimum_scale <= min(across) <= max(across) <= axis.maximum_scale + 1e-9


def test_calls_and_hours_are_stacked_as_the_series_have_them(deck, pair):
    drawn = [*charts(slide(deck, pair, "calls")), *charts(slide(deck, pair, "hours"))]
    for chart, of in zip(drawn, (ends_chart(pair), ways_chart(pair), hours_chart(pair)), strict=True):
        assert chart.chart_type == XL_CHART_TYPE.BAR_STACKED
        assert chart.has_legend
        assert list(chart.plots[0].categories) == list(pair.names)
        assert [(s.name, tuple(s.values)) for s in chart.plots[0].series] == [
            (s.name, near(s.values)) for s in of.series
        ]


def test_the_ranges_are_chance_and_assumptions_around_the_difference(deck, pair):
    (row,) = difference_ranges(pair)
    for reach, chart in zip(row, charts(slide(deck, pair, "sureness")), strict=True):
        bar, chance = chart.plots[0].series
        assert list(bar.values) == near([reach.own])
        assert arms(bar) == (near([reach.own - reach.lowest]), near([reach.highest - reach.own]))
        assert arms(chance) == (near([reach.own - reach.low]), near([reach.high - reach.own]))


def test_the_workbook_in_a_chart_has_what_it_shows_intervals_included(deck, pair):
    for key in ("figures", "weeks", "day", "hours", "sureness"):
        for chart in charts(slide(deck, pair, key)):
            sheet = load_workbook(io.BytesIO(chart.part.chart_workbook.xlsx_part.blob)).active
            for node in chart._chartSpace.iter(qn("c:numRef")):
                cells_ = sheet[node.find(qn("c:f")).text.split("!")[1].replace("$", "")]
                rows = cells_ if isinstance(cells_, tuple) else ((cells_,),)
                held = [cell[0].value for cell in rows]
                shown = {int(p.get("idx")): float(p.find(qn("c:v")).text) for p in node.iter(qn("c:pt"))}
                if isinstance(held[0], int | float):
                    assert [held[i] or 0.0 for i in sorted(shown)] == near(shown[i] for i in sorted(shown))


def test_tables_say_assumptions_levers_and_how_it_was_made(deck, pair):
    (assumed,) = tables(slide(deck, pair, "assumptions"))
    assert [c.text for c in assumed.rows[0].cells][-2:] == ["Evidence leaves open", "Source"]
    assert 7 <= len(assumed.rows) <= 10
    assert "0.5 to 2.5" in texts(slide(deck, pair, "assumptions"))
    (levers,) = tables(slide(deck, pair, "levers"))
    assert [[c.text for c in row.cells] for row in levers.rows][1] == [
        "Handle-time target",
        "4\u00a0min",
        "none",
    ]
    told = texts(slide(deck, pair, "made"))
    assert {"3", model_version(), f"scenario {pair.baseline.hash}"} <= set(told)


def test_what_is_not_simulated_is_said_and_not_drawn(mixed):
    deck = opened(mixed)
    one = slide(deck, mixed, "figures")
    _, burnout, _ = charts(one)
    assert burnout.plots[0].series[0].values[1] is None
    assert any("not simulated" in text for text in texts(one))
    calm = dataclasses.replace(
        mixed,
        simulated=dataclasses.replace(
            mixed.simulated, results=mixed.results[1:2], ranges=(), staffing_equivalents=()
        ),
        names=("Calm",),
    )
    one = slide(opened(calm), calm, "weeks")
    assert len(charts(one)) == 2
    assert any("not simulated" in text for text in texts(one))


# ── Names, languages, logos ───────────────────────────────────────────────────────────────────────


def overflowing(deck):
    """(Slide, shape) where text is taken to be higher than its box."""
    found = []
    for number, one in enumerate(deck.slides, 1):
        for shape in (s for s in one.shapes if s.has_text_frame):
            sizes = [r.font.size.pt for p in shape.text_frame.paragraphs for r in p.runs if r.font.size]
            if sizes and _high(shape.text_frame, shape.width / 12700, sizes[0]) > shape.height / 12700 + 0.5:
                found.append((number, shape.name))
    return found


def _high(frame, across, size):
    def runs(p):
        return tuple(paragraph(r.text, bold=bool(r.font.bold))[0] for r in p.runs if clean(r.text))

    return height([runs(p) for p in frame.paragraphs], across, size)


@pytest.mark.parametrize("count", [3, 6])
def test_hostile_names_neither_raise_nor_leave_their_boxes(count, pair):
    report = many(pair, HOSTILE[:count], client=" & ".join(HOSTILE), logo=picture("PNG", (9, 9)))
    data = to_slides(report)
    deck = Presentation(io.BytesIO(data))
    assert overflowing(deck) == []
    seen = "\n".join(text for one in deck.slides for text in texts(one))
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\u202e]|_x00", seen)
    assert "**bold**" in seen  # a name's own asterisks
    for one in deck.slides:
        for shape in one.shapes:
            assert shape.left >= 0
            assert shape.top >= 0
            assert shape.left + shape.width <= deck.slide_width
            assert shape.top + shape.height <= deck.slide_height
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            if name.endswith(".xlsx"):
                sheet = load_workbook(io.BytesIO(archive.read(name))).active
                assert not any(cell.data_type == "f" for row in sheet.iter_rows() for cell in row)


def test_names_stay_apart_when_they_are_cut_and_are_whole_in_the_notes(pair):
    report = many(pair, HOSTILE)
    deck = opened(report)
    one = slide(deck, report, "figures")
    shown = [row.cells[0].text for row in tables(one)[0].rows]
    assert len(set(shown)) == len(HOSTILE)
    assert any(name.endswith("one") for name in shown)
    assert f"{LONG}, one" in deck.slides[0].notes_slide.notes_text_frame.text


def test_right_to_left_names_run_from_the_right_and_move_no_sentence(pair):
    report = many(pair, HOSTILE[:2], client=HOSTILE[0])
    deck = opened(report)
    client = next(s for s in deck.slides[0].placeholders if s.text_frame.text == HOSTILE[0])
    assert client.text_frame.paragraphs[0]._p.pPr.get("rtl") == "1"
    assert client.text_frame.paragraphs[0].runs[0]._r.rPr.get("lang") == "ar-SA"
    line = next(
        p
        for s in deck.slides[0].placeholders
        for p in s.text_frame.paragraphs
        if p.text.endswith("(the baseline)")
    )
    assert line._p.pPr is None or line._p.pPr.get("rtl") is None
    assert {r._r.rPr.get("lang") for r in line.runs} == {"en-GB", "ar-SA"}


def picture(kind, size):
    out = io.BytesIO()
    Image.new("RGB", size, "#0B5E68").save(out, kind)
    return out.getvalue()


@pytest.mark.parametrize(("kind", "size"), [("PNG", (400, 100)), ("JPEG", (60, 300))])
def test_a_logo_keeps_its_shape_on_the_opening_and_on_the_master(kind, size, pair):
    deck = opened(dataclasses.replace(pair, logo=picture(kind, size), client="Client"))
    opening = deck.slides[0].slide_layout
    assert opening._element.get("showMasterSp") == "0"
    large, small = (
        next(s for s in owner.shapes if s.shape_type == 13) for owner in (opening, deck.slide_master)
    )
    for shape in (large, small):
        assert shape.width / shape.height == pytest.approx(size[0] / size[1], rel=0.01)
        assert shape._element.nvPicPr.cNvPr.get("descr") == "Logo of Client"
        assert shape.left + shape.width <= deck.slide_width
    assert large.width > small.width


@pytest.mark.parametrize(
    "data", [b"no picture", picture("GIF", (9, 9)), picture("PNG", (90, 90))[:60], b"\x89PNG" * 600_000]
)
def test_a_broken_logo_is_one_clear_sentence(data, pair):
    refused = r"^(it is not a PNG or JPEG picture, or it is damaged|a logo may have 2 MB at most, this one has [\d.]+)$"
    with pytest.raises(LogoError, match=refused):
        to_slides(dataclasses.replace(pair, logo=data))


# ── Bytes ─────────────────────────────────────────────────────────────────────────────────────────


def test_the_same_report_gives_the_same_bytes(pair):
    report = dataclasses.replace(pair, logo=picture("PNG", (40, 20)), client="Client")
    data = to_slides(report)
    assert data == to_slides(report)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.testzip() is None
    about = Presentation(io.BytesIO(data)).core_properties
    assert (about.author, about.subject, about.language) == ("Headroom", "Client", "en-GB")
    assert about.title == outline(report)[0].title
    assert about.created.date() == about.modified.date() == report.made_on


# ── Measuring ─────────────────────────────────────────────────────────────────────────────────────


def test_text_is_measured_generously_and_cut_at_whole_signs():
    assert 60 * 0.5 * 10 < width("n" * 60, 10) < 60 * 0.6 * 10
    assert width("漢" * 10, 10) >= 100
    assert lines_of(paragraph("one two three"), 1000, 12) == 1
    assert lines_of(paragraph("word " * 100), 200, 12) > 10
    assert lines_of(paragraph("x" * 400), 200, 12) >= 400 * 6 / 200
    runs = cut(paragraph("**strong** and " + "weak " * 50), 200, 12, 2)
    assert text_of(runs).endswith("…")
    assert runs[0].bold
    assert lines_of(runs, 200, 12) <= 2
    family = "👩‍👩‍👧‍👦"
    assert text_of(cut(paragraph(family * 40), 100, 12, 1)).replace("…", "").replace(family, "") == ""


def test_the_largest_size_that_fits_is_taken_else_as_much_as_fits():
    found = [paragraph("word " * 20)] * 4
    assert fitting(found, 1000, 1000, (20, 16)) == (20, 4)
    size, count = fitting(found, 200, 120, (20, 16))
    assert size == 16
    assert 0 < count < 4
    assert height(found[:count], 200, 16) <= 120


def test_rows_that_do_not_fit_a_table_are_counted_in_its_last():
    rows = [cells(("What", "Value")), *(cells((f"Row {i}", "x " * 30)) for i in range(40))]
    laid = lay_out(rows, [2.0, 3.0], 4.0)
    assert sum(laid.heights) <= 4.0
    assert text_of(laid.rows[-1][0]) == f"and {len(rows) - len(laid.rows) + 1} more: see the workbook"


def test_text_is_clean_before_it_is_written():
    assert clean(" a\x00b\ufffe\u202ec\n d\ud800 ") == "abc d"
    assert is_right_to_left("123 שלום")
    assert not is_right_to_left("a שלום")
    assert text_of(paragraph(in_sentence("a ** b"))) == "a ** b"
    assert not is_right_to_left(in_sentence("שלום"))


@pytest.mark.parametrize(
    ("low", "high", "ends"),
    [(0.0, 87.0, (0.0, 100.0, 20.0)), (-22.4, 0.0, (-25.0, 0.0, 5.0)), (3.0, 3.0, None)],
)
def test_axes_end_at_round_numbers_around_all_that_is_drawn(low, high, ends):
    scale = AxisScale.over(low, high)
    assert scale.low <= low <= high <= scale.high
    assert (scale.high - scale.low) / scale.step <= 5.0 + 1e-9
    assert ends is None or (scale.low, scale.high, scale.step) == ends


def test_a_bar_too_low_for_its_figure_has_it_above_with_the_same_digits(pair):
    found = [
        dataclasses.replace(
            r,
            replications=tuple(
                dataclasses.replace(one, values=one.values * (0.1 if i else 1.0)) for one in r.replications
            ),
        )
        for i, r in enumerate(pair.results)
    ]
    report = dataclasses.replace(pair, simulated=dataclasses.replace(pair.simulated, results=tuple(found)))
    (series,) = charts(slide(opened(report), report, "figures"))[0].plots[0].series
    label = series._element.find(qn("c:dLbls")).find(qn("c:dLbl"))
    assert label.find(qn("c:idx")).get("val") == "1"
    assert label.find(qn("c:numFmt")).get("formatCode") == series.data_labels.number_format
    assert label.find(qn("c:dLblPos")).get("val") == "outEnd"
    assert label.find(qn("c:showVal")).get("val") == "1"
