"""The workbook: the screen's numbers in cells, charts that refer to them, names that stay text."""

from __future__ import annotations

import dataclasses
import io
import re
import xml.etree.ElementTree as ElementTree
import zipfile
from datetime import date

import openpyxl
import pytest

from present.formats import ASSUMED, interval, plain
from present.report.report import Report, ReportResults
from present.report.workbook import SHEETS, to_workbook
from present.report.workbook.exhaustion import days_shown
from present.report.workbook.long_tables import WEEKLY
from present.report.workbook.numbers import decimals, pattern, scaled
from present.report.workbook.settings import settings_of
from present.report.workbook.text import clean, in_header, lines_of, title
from present.trust_table import STATUS
from sim import KPIS
from sim.experiment import Estimate, assumption_ranges, run
from sim.scenario import as_dict, replace
from sim.scenario.field_metadata import fields
from tests.builders import call_type, scenario, team

CENTRE = scenario(
    {
        "behaviour.strain": True,
        "demand.calls_per_day": 40.0,
        "horizon.weeks": 2,
        "demand.open.days": ["mon", "tue"],
    },
    name="Centre as it is",
    call_types=[call_type("Billing", share=0.6), call_type("Service", share=0.4)],
    teams=[team("Front line", agents=2), team("Experts", agents=1)],
)
HOSTILE = (
    '=HYPERLINK("http://x","y")',
    "+1",
    "@SUM(1)",
    "-2+3 & <b>\x07bell\x1f",
    "<r><t>x</t></r>",
    "'By week'!A1 _x0041_ **bold**",
)
CHANGES = (
    {"teams.Front line.agents": 3},
    {"demand.calls_per_day": 50.0},
    {"teams.Experts.agents": 2},
    {"rules.handle_time_cap.minutes": 4.0},
    {"targets.within_s": 30.0},
)


def report_of(count, names=None, client="Client & Co", **more):
    scenarios = [CENTRE, *(replace(CENTRE, values) for values in CHANGES[: count - 1])]
    results = tuple(run(scenarios, replications=4, engine="compiled"))
    moved = assumption_ranges(CENTRE, scenarios[1:], replications=4, engine="compiled") if count > 1 else []
    found = ReportResults(results, tuple(moved), tuple(() for _ in moved), None)
    names = names or tuple(f"Scenario {i}" for i in range(count))
    return Report(found, names, date(2026, 11, 25), client, **more)


@pytest.fixture(scope="module")
def reports():
    """Of one, two and six scenarios; the six have names that try to be something else."""
    return {1: report_of(1), 2: report_of(2), 6: report_of(6, HOSTILE, '=cmd|"x"!A1 & [Picture] R&G')}


@pytest.fixture(scope="module")
def files(reports):
    return {count: to_workbook(report) for count, report in reports.items()}


@pytest.fixture(scope="module")
def books(files):
    return {count: openpyxl.load_workbook(io.BytesIO(data)) for count, data in files.items()}


def table(book, name, head):
    """Rows under the row whose first cell is `head`, as dictionaries by the header."""
    rows = [[cell.value for cell in row] for row in book[name].iter_rows()]
    at = next(i for i, row in enumerate(rows) if row[0] == head)
    return [dict(zip(rows[at], row, strict=True)) for row in rows[at + 1 :] if row[0] is not None]


def same(cell, number):
    return cell is None if number is None else cell == pytest.approx(number, rel=1e-12, abs=1e-12)


def parts(data, pattern):
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return {n: file.read(n).decode() for n in file.namelist() if re.fullmatch(pattern, n)}


# ── What is there ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("count", [1, 2, 6])
def test_every_sheet_is_there_and_differences_only_where_there_are_some(books, count):
    expected = ["Summary", *(name for name, _, _, compares in SHEETS if count > 1 or not compares)]
    assert books[count].sheetnames == expected


@pytest.mark.parametrize("count", [1, 2, 6])
def test_key_figures_are_the_kpis_they_name(reports, books, count):
    report, sheet = reports[count], books[count]["Key figures"]
    rows = {r[1].value: r for r in sheet.iter_rows() if r[1].value}
    for kpi in KPIS.values():
        row = rows[kpi.name + (ASSUMED if kpi.is_assumed else "")]
        for i in range(count):
            e = report.alone.figure(kpi.key) if i == 0 else report.sides[i - 1].cell(kpi.key).figure
            for j, x in enumerate((e.mean, e.low, e.high)):
                assert same(row[3 + 3 * i + j].value, scaled(kpi, x)), (kpi.key, i, j)


@pytest.mark.parametrize("count", [2, 6])
def test_differences_are_the_paired_ones_with_their_range_and_verdict(reports, books, count):
    report = reports[count]
    assert f"Baseline: {clean(report.baseline_name)}" in [c.value for c in books[count]["Differences"]["A"]]
    rows = iter(table(books[count], "Differences", "Scenario"))
    for side, moved in zip(report.sides, report.ranges, strict=True):
        for key, kpi in KPIS.items():
            row, cell = next(rows), side.cell(key)
            assert row["Scenario"] == clean(side.name)
            assert row["Key figure"].rstrip(ASSUMED) == kpi.name
            for head, x in (
                ("Baseline's value", cell.before.mean),
                ("Value", cell.figure.mean),
                ("Difference", cell.difference.mean),
                ("95% from", cell.difference.low),
                ("95% to", cell.difference.high),
            ):
                assert same(row[head], scaled(kpi, x)), (key, head)
            assert row["Verdict"] == cell.signed_word
            if cell.difference.mean is None:
                continue
            span = moved.span(key, side.pair.window(key))
            assert same(row["Under other assumptions from"], scaled(kpi, span.lowest))
            assert same(row["Under other assumptions to"], scaled(kpi, span.highest))
            assert row["Sign clearly turns"] == ("yes" if span.sign_turns else "no")
    assert next(rows, None) is None


def test_the_summary_has_the_heroes_and_where_they_come_from(reports, books):
    report = reports[2]
    text = " ".join(
        str(c.value) for row in books[2]["Summary"].iter_rows() for c in row if c.value is not None
    )
    for result in report.results:
        assert result.hash in text
    assert "For Client & Co, 25 November 2026" in text
    assert ASSUMED in text
    assert "95% interval" in text
    assert "**" not in text
    rows = table(books[2], "Summary", "Figure")[:6]
    gap = report.sides[0].cell("exhaustion_mean").difference.mean
    assert [r["Scenario"] for r in rows] == list(report.names) * 3
    assert same(rows[3]["Difference"], gap)


def test_weeks_are_the_paths_in_per_cent_where_they_are_shares(reports, books):
    report, rows = reports[2], table(books[2], "By week", "Figure")
    assert len(rows) == len(WEEKLY) * 2 * 2
    for name, result in zip(report.names, report.results, strict=True):
        mine = [r for r in rows if r["Scenario"] == name and r["Figure"].startswith("Answered in time")]
        for row, e in zip(mine, result.path("service_level"), strict=True):
            assert same(row["Mean"], None if e.mean is None else 100.0 * e.mean)
            assert same(row["95% from"], None if e.low is None else 100.0 * e.low)
            assert row["Unit"] == "% of calls"


def test_calls_and_hours_come_to_as_many_as_come_in_and_are_on_duty(books):
    calls = table(books[2], "Calls", "Figure")
    hours = table(books[2], "Hours", "Figure")
    for name in ("Scenario 0", "Scenario 1"):
        mine = [r for r in calls if r["Scenario"] == name]
        total = next(r["Mean"] for r in mine if r["What happens to a call"] == "Calls in")
        ends = sum(r["Mean"] for r in mine if r["Figure"] == "What happens to calls")
        assert ends == pytest.approx(total)
        own = [r for r in hours if r["Scenario"] == name]
        assert sum(r["Mean"] for r in own[:-1]) == pytest.approx(own[-1]["Mean"])


def test_exhaustion_is_every_seat_on_every_open_day_of_the_first_run(reports, books):
    sheet, result = books[2]["Exhaustion"], reports[2].baseline
    rows = [r for r in sheet.iter_rows(values_only=True) if r[1] and str(r[1]).startswith("Position ")]
    assert [r[:2] for r in rows[:3]] == [
        ("Front line", "Position 1"),
        ("Front line", "Position 2"),
        ("Experts", "Position 1"),
    ]
    assert len(rows) == 3 + 4
    assert rows[0][3:7] == pytest.approx([float(result.people[0, day]) for day in (0, 1, 7, 8)])
    assert len(sheet.conditional_formatting) == 2


def test_too_many_days_are_thinned_to_ends_of_weeks_and_that_is_said(reports):
    results = reports[2].results
    assert days_shown(results) == ([0, 1, 7, 8], "")
    days, said = days_shown(results, most=20)
    assert days == [1, 8]
    assert "last open day of each week" in said
    assert days_shown(results, most=8)[0] == [8]


# ── Inputs ────────────────────────────────────────────────────────────────────────────────────────


def test_every_field_of_the_file_is_an_input_with_unit_status_and_source(books):
    rows = table(books[2], "Inputs", "About")
    by_path = {row["Path in the file"]: row for row in rows}
    declared = {f.path: f for f in fields()}
    assert declared.keys() >= {s.declared.path for s in settings_of([CENTRE])}
    for setting in settings_of([CENTRE]):
        row, f = by_path[setting.path], declared[setting.declared.path]
        assert row["Status"] == STATUS[f.status]
        assert row["Source"].startswith(f.source)
        if f.unit:
            assert row["Unit"] == ("%" if f.is_share else f.unit.replace("currency", "AUD"))
        if f.evidence_range:
            assert row["Evidence to"] == pytest.approx(f.evidence_range[1] * (100.0 if f.is_share else 1.0))


def sections(data, path=""):
    """Paths of all plain values, list items by name."""
    if isinstance(data, dict) and data:
        return [p for k, v in data.items() for p in sections(v, f"{path}.{k}" if path else k)]
    if isinstance(data, list) and data and isinstance(data[0], dict):
        return [p for n, v in enumerate(data, 1) for p in sections(v, f"{path}.{v.get('name', n)}")]
    return [path]


def test_no_setting_is_left_out_and_those_that_differ_say_so(books):
    rows = {row["Path in the file"]: row for row in table(books[2], "Inputs", "About")}
    assert list(rows) == sections(as_dict(CENTRE))
    assert rows["teams.Front line.agents"]["Scenario 0"] == 2
    assert rows["teams.Front line.agents"]["Scenario 1"] == 3
    assert [p for p, row in rows.items() if row["Differs"] == "yes"] == ["teams.Front line.agents"]
    assert rows["call_types.Billing.share"]["Scenario 0"] == 60


def test_dated_changes_maps_and_values_seen_are_inputs_of_their_own():
    dated = replace(
        CENTRE,
        {
            "changes": [{"week": 1, "set": {"callers.redial": 0.3}}],
            "demand.weekday_factor": {"tue": 0.9},
            "observed": {"service_level": 0.07},
        },
    )
    rows = {s.path: s for s in settings_of([CENTRE, dated])}
    assert rows["changes.1.set.callers.redial"].values == (None, 30.0)
    assert rows["changes.1.set.callers.redial"].declared.path == "callers.redial"
    assert rows["demand.weekday_factor.tue"].values == (None, 0.9)
    assert rows["observed.service_level"].values == (None, 7.0)
    assert all(rows[p].differs for p in ("changes.1.week", "observed.service_level"))


# ── Nothing but text and numbers ──────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("count", [1, 2, 6])
def test_no_cell_is_a_formula_and_nothing_but_ours_is_a_link(files, books, count):
    for sheet in books[count]:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f", cell.coordinate
                assert cell.hyperlink is None or cell.hyperlink.target is None
    with zipfile.ZipFile(io.BytesIO(files[count])) as file:
        names = file.namelist()
        assert not [n for n in names if "vba" in n.lower() or "externalLink" in n]
        for name in names:
            if name.startswith("xl/worksheets/sheet"):
                assert b"<f>" not in file.read(name)


def test_hostile_names_stay_what_they_are_everywhere(reports, files, books):
    report, book = reports[6], books[6]
    names = [clean(name) for name in report.names]
    scenarios = {row["Scenario"] for row in table(book, "Differences", "Scenario")}
    assert scenarios == set(names[1:])
    merged = [c.value for row in book["Key figures"].iter_rows() for c in row if c.value]
    assert '=HYPERLINK("http://x","y") (baseline)' in merged
    assert not set(book.sheetnames) & set(names)
    assert all(sheet.oddFooter.left.text for sheet in book)
    for xml in parts(files[6], r".*\.xml").values():
        ElementTree.fromstring(xml)
        assert "\x07" not in xml
    links = parts(files[6], r"xl/worksheets/_rels/.*")
    assert "http://x" not in " ".join(links.values())
    for xml in parts(files[6], r"xl/charts/chart\d+\.xml").values():
        assert all(re.fullmatch(RANGE, f) for f in re.findall(r"<c:f>(.*?)</c:f>", xml))


RANGE = r"(Summary|Calls|Hours|'By week'|'By half-hour')!\$[A-Z]+\$\d+(:\$[A-Z]+\$\d+)?"


def test_text_that_would_be_code_elsewhere_is_made_harmless():
    assert not clean("<r><t>x</t></r>").endswith("</r>")
    assert clean("a\x00b\ud800c\nd") == "a b c d"
    assert len(clean("x" * 40_000)) <= 32_000
    assert len(clean("\N{GRINNING FACE}" * 20_000).encode("utf-16-le")) <= 2 * 32_000
    assert "&G" not in in_header("R&G &[Picture] &P", 80)
    assert in_header("A & B", 80) == "A && B"
    assert "!" not in title("Sheet!A1")
    assert lines_of("word " * 30, 20.0) > 5
    assert lines_of("short", 20.0) == 1


# ── Charts ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("count", [1, 2, 6])
def test_charts_have_text_alternatives_titles_and_cells_that_hold_their_numbers(files, books, count):
    book = books[count]
    described = [
        m
        for xml in parts(files[count], r"xl/drawings/drawing\d+\.xml").values()
        for m in re.findall(r'<xdr:cNvPr [^>]*descr="([^"]+)"', xml)
    ]
    charts = parts(files[count], r"xl/charts/chart\d+\.xml")
    assert len(described) == len(charts) >= 3 + len(WEEKLY) + 4 + 2
    for xml in charts.values():
        assert "<c:title>" in xml
        for series in re.findall(r"<c:ser>.*?</c:ser>", xml):
            name, *_ = re.findall(r"<c:tx>.*?<c:f>(.*?)</c:f>", series)
            (values,) = re.findall(r"<c:val>.*?<c:f>(.*?)</c:f>", series)
            assert cells(book, name)[0]
            found = [x for x in cells(book, values) if x is not None]
            cached = re.findall(r"<c:v>(.*?)</c:v>", series[series.index("<c:val>") :].split("</c:val>")[0])
            assert [float(x) for x in cached if x] == pytest.approx(found)
            assert all(isinstance(x, int | float) for x in found)


def cells(book, reference):
    sheet, _, area = reference.rpartition("!")
    found = book[sheet.strip("'").replace("&apos;", "").strip("'")][area.replace("$", "")]
    return [c.value for row in found for c in row] if isinstance(found, tuple) else [found.value]


@pytest.mark.parametrize("count", [1, 2, 6])
def test_whiskers_end_where_the_intervals_do(files, books, count):
    rows = list(books[count]["Summary"].iter_rows(max_col=5, values_only=True))
    head = next(i for i, row in enumerate(rows) if row[2:] == ("Value", "95% from", "95% to"))
    first_three = [
        parts(files[count], rf"xl/charts/chart{n}\.xml")[f"xl/charts/chart{n}.xml"] for n in (1, 2, 3)
    ]
    for i, xml in enumerate(first_three):
        plus, minus = (
            [float(x) for x in re.findall(r"<c:v>(.*?)</c:v>", re.search(f"<c:{end}>.*?</c:{end}>", xml)[0])]
            for end in ("plus", "minus")
        )
        of_figure = [row[2:] for row in rows[head + 1 + count * i : head + 1 + count * (i + 1)]]
        known = [(j, *numbers) for j, numbers in enumerate(of_figure) if None not in numbers]
        assert known
        for j, mean, low, high in known:
            assert (minus[j], plus[j]) == pytest.approx((mean - low, high - mean))


def test_a_single_week_has_marks_where_no_line_can_be(reports):
    one_week = [
        dataclasses.replace(r, scenario=replace(r.scenario, {"horizon.weeks": 1})) for r in reports[2].results
    ]
    simulated = dataclasses.replace(reports[2].simulated, results=tuple(one_week))
    data = to_workbook(dataclasses.replace(reports[2], simulated=simulated))
    of_weeks = [xml for xml in parts(data, r"xl/charts/chart\d+\.xml").values() if ">week<" in xml]
    assert len(of_weeks) == len(WEEKLY)
    for xml in of_weeks:
        symbols = re.findall('<c:symbol val="(.*?)"', xml)
        assert symbols == ["square", "circle", *["dash"] * 4]


# ── The file ──────────────────────────────────────────────────────────────────────────────────────


def test_the_same_report_gives_the_same_bytes_on_its_own_date(reports, files):
    assert to_workbook(reports[2]) == files[2]
    core = parts(files[2], "docProps/core.xml")["docProps/core.xml"]
    assert core.count("2026-11-25T00:00:00Z") == 2


def test_every_table_keeps_its_head_has_a_filter_and_prints_across(books):
    for sheet in books[2]:
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.page_setup.paperSize == 9
        if sheet.title not in ("Summary",):
            assert sheet.freeze_panes, sheet.title
            assert sheet.print_title_rows, sheet.title
        if sheet.title not in ("Summary", "Exhaustion"):
            assert sheet.auto_filter.ref, sheet.title
        assert (
            "Client && Co" in (sheet.oddHeader.left.text or "") or "Client & Co" in sheet.oddHeader.left.text
        )


def test_what_rounds_to_nought_has_no_sign():
    assert pattern(1, signed=True, value=-0.04) == "0;0"
    assert pattern(1, value=0.0) == "#,##0.0;#,##0.0"
    assert pattern(0, signed=True, value=-2.0) == '+#,##0;"−"#,##0;#,##0'


def test_intervals_are_those_on_screen():
    for kpi in KPIS.values():
        e = Estimate(0.5, 0.0, min(kpi.most, 200.0))
        places = decimals(kpi, e.mean)
        ends = f"{plain(scaled(kpi, e.low), places)} to {plain(scaled(kpi, e.high), places)}"
        assert ends == interval(kpi, e), kpi.key


def test_a_logo_stands_on_the_summary_with_its_text_alternative():
    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", (400, 100), "#0B5E68").save(out, "PNG")
    data = to_workbook(report_of(1, logo=out.getvalue()))
    assert parts(data, r"xl/drawings/drawing1\.xml")["xl/drawings/drawing1.xml"].count('descr="Logo"') == 1


def test_where_strain_is_off_burnout_is_left_empty_and_the_heat_map_says_so():
    calm = scenario({"horizon.weeks": 2}, name="Calm")
    results = tuple(run([calm], replications=2, engine="compiled"))
    book = openpyxl.load_workbook(
        io.BytesIO(to_workbook(Report(ReportResults(results, (), (), None), ("Calm",), date(2026, 1, 2))))
    )
    row = next(r for r in book["Key figures"].iter_rows(values_only=True) if r[1] == f"Exhaustion{ASSUMED}")
    assert row[3:6] == (None, None, None)
    words = [c for r in book["Exhaustion"].iter_rows(values_only=True) for c in r if c]
    assert "not simulated in this scenario" in words
