"""One name and one colour for one meaning, on the page, the slides, the workbook and the web page."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date

import pytest
from pptx import Presentation

from present.figures.flows import NAMES, flows, passing
from present.figures.hours import WRITTEN_OUT as USE_NAMES
from present.figures.hours import hours
from present.figures.style import MEANINGS
from present.report.chart_data import WAY_NAMES, ends_chart, figure_chart, hours_chart, ways_chart
from present.report.outline import outline
from present.report.page.stacked import stacked
from present.report.report import Report, collect, names_of
from present.report.slides import to_slides
from present.report.workbook import to_workbook
from sim import parse, replace
from sim.experiment import Runner
from sim.experiment.result import KEYS

BEFORE = parse("""
schema: 1
name: Before
horizon: {weeks: 2, warm_up_weeks: 0}
demand: {calls_per_day: 120}
call_types: [{name: Calls, share: 1.0, escalates_to: Second line}]
teams:
  - {name: Front line, agents: 6, shifts: [{start: "08:00"}]}
  - {name: Second line, agents: 2, shifts: [{start: "08:00"}]}
rules: {handle_time_cap: {minutes: 4.0, basis: each_call}}
""")
AFTER = replace(BEFORE, {"rules.handle_time_cap.minutes": 6.0, "name": "Six minutes"})
DATED = replace(
    BEFORE, {"changes": [{"week": 1, "set": {"rules.handle_time_cap.minutes": None}}], "name": "From week 2"}
)
COLOUR_OF = {name: MEANINGS[key][0] for key, name in (*WAY_NAMES.items(), *USE_NAMES.items())}
COLOUR_OF |= {name: MEANINGS[key][0] for key, name in NAMES.items()}


def report_of(*scenarios):
    return Report(collect(scenarios, Runner(seed=2, replications=4)), names_of(scenarios), date(2026, 11, 29))


@pytest.fixture(scope="module")
def report():
    return report_of(BEFORE, AFTER)


def parts(report):
    """Names of what is drawn as stacked bars."""
    return [s.name for make in (ends_chart, ways_chart, hours_chart) for s in make(report).series]


def test_a_colour_has_one_meaning_in_a_chart(report):
    for chart in (ends_chart(report), ways_chart(report), hours_chart(report)):
        colours = [COLOUR_OF[s.name] for s in chart.series]
        assert len(set(colours)) == len(colours)


def test_slides_workbook_and_web_page_have_the_page_s_colours(report):
    deck = Presentation(io.BytesIO(to_slides(report)))
    of_slides = {}
    for slide in deck.slides:
        for shape in (s for s in slide.shapes if s.has_chart):
            for series in shape.chart.plots[0].series:
                if series.name in COLOUR_OF:
                    of_slides[series.name] = f"#{series.format.fill.fore_color.rgb}"
    with zipfile.ZipFile(io.BytesIO(to_workbook(report))) as file:
        xml = "".join(file.read(n).decode() for n in file.namelist() if n.startswith("xl/charts/chart"))
    of_workbook = dict(
        re.findall(r"<c:ser>.*?<c:v>([^<]*)</c:v>.*?<a:srgbClr val=\"(\w+)\"", xml.replace("\n", ""))
    )
    of_page = {
        bar.name: bar.marker.color
        for chart in (ends_chart(report), ways_chart(report), hours_chart(report))
        for bar in stacked(chart, report.names).data
    }
    for name in parts(report):
        assert of_slides[name] == of_page[name] == COLOUR_OF[name], name
        assert f"#{of_workbook[name]}" == COLOUR_OF[name], name


def test_the_app_s_own_pictures_have_them_too(report):
    after, before = report.results[1], report.results[0]
    (sankey,) = flows(after, before).data
    for text, colour in zip(sankey.node.customdata, sankey.node.color, strict=True):
        assert colour == COLOUR_OF[text.partition(":")[0]]
    for bar in hours(after, before).data:
        assert bar.marker.color == MEANINGS[next(k for k in USE_NAMES if bar.name[:6] == USE_NAMES[k][:6])][0]


def test_what_has_one_name_is_one_number(report):
    """Of calls transferred some are resolved: "Transferred" are all of them, wherever it is said."""
    counted = {
        NAMES[node]: [passing(node, 0).mean(result).mean for result in report.results] for node in NAMES
    }
    shown = [s for make in (ends_chart, ways_chart) for s in make(report).series]
    assert {"Transferred, unresolved†", "Resolved†"} <= {s.name for s in shown}
    for series in shown:
        if series.name in counted:
            assert list(series.values) == pytest.approx(counted[series.name]), series.name
        else:
            assert series.name == "Transferred, unresolved†"
            assert all(x < y for x, y in zip(series.values, counted["Transferred†"], strict=True))


def test_the_title_of_calls_is_what_the_chart_says(report):
    title = next(section.title for section in outline(report) if section.key == "calls")
    of_chart = {s.name: s.values for s in ends_chart(report).series}
    share = [100.0 * of_chart["Calls again†"][i] / sum(v[i] for v in of_chart.values()) for i in (0, 1)]
    assert title.startswith(f"{share[1]:.0f}% of calls lead to another call")


def test_both_scenarios_of_a_dated_change_count_the_same_weeks():
    report = report_of(BEFORE, DATED)
    (side,) = report.sides
    assert side.pair.first_week == 1
    (series,) = figure_chart(report, "satisfaction_all").series
    weeks = [r.by_week[:, 1] for r in report.baseline.replications]
    own = sum(float(week[KEYS.index("satisfaction_all")]) for week in weeks) / len(weeks)
    assert series.values[0] == pytest.approx(100.0 * own)
    offered = [sum(r.flows_per_day(1)[:4]) for r in report.baseline.replications]
    assert sum(s.values[0] for s in ends_chart(report).series) == pytest.approx(
        sum(offered) / len(offered), abs=0.2
    )
