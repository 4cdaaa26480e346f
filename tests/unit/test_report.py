"""What a report says, whatever its form: the same numbers and words as the screen, for any choice of scenarios."""

from __future__ import annotations

from dataclasses import replace as with_
from datetime import date

import pytest

from present.formats import digits, interval, signed, value
from present.pair import Pair
from present.ranges import least_sure_in_words
from present.ranking import headline, reason, rule
from present.report.assumption_table import assumption_rows
from present.report.chart_data import (
    day_chart,
    difference_ranges,
    ends_chart,
    figure_chart,
    hours_chart,
    ways_chart,
    weeks_chart,
)
from present.report.outline import figure_in_words, outline, provenance
from present.report.report import Report, ReportResults, collect, names_of, searched_runs
from present.sentences import summarise
from present.text_layout import lower_first
from present.tiles import HERO
from sim import KPIS, model_version, parse, replace
from sim.experiment import KEYS, Estimate, Runner, assumption_ranges, run
from tests.golden_text import assert_golden

SMALL = """
schema: 1
name: Small centre
horizon: {weeks: 2, warm_up_weeks: 0}
demand: {calls_per_day: 120}
call_types: [{name: Billing, share: 0.6}, {name: Service, share: 0.4}]
teams: [{name: Front line, agents: 6, shifts: [{start: "08:00"}]}]
rules: {handle_time_cap: {minutes: 4.0, basis: each_call}}
"""
BASE = parse(SMALL)
FREE = replace(BASE, {"rules.handle_time_cap.minutes": None, "name": "No target"})
CALM = replace(BASE, {"behaviour.strain": False, "name": "Nobody tires"})
DATED = replace(
    BASE, {"changes": [{"week": 1, "set": {"rules.handle_time_cap.minutes": None}}], "name": "From week 2"}
)
REPS = 4


def report_of(*scenarios, client=""):
    simulated = collect(scenarios, Runner(seed=3, replications=REPS))
    return Report(simulated, names_of(scenarios), date(2026, 11, 25), client)


@pytest.fixture(scope="module")
def pair():
    return report_of(BASE, FREE)


@pytest.fixture(scope="module")
def several():
    return report_of(BASE, FREE, CALM, DATED)


@pytest.fixture(scope="module")
def alone():
    return report_of(BASE)


# ── What is simulated ─────────────────────────────────────────────────────────────────────────────


def test_what_is_looked_for_rests_on_the_runs_of_the_page_and_says_so(pair):
    known = collect([BASE, FREE], Runner(seed=3, replications=12))
    report = Report(known, names_of([BASE, FREE]), date(2026, 11, 25))
    assert len(report.baseline.replications) == 12
    (as_on_the_page,) = assumption_ranges(BASE, [FREE], seed=3, replications=searched_runs(12))
    assert known.ranges[0].differences == as_on_the_page.differences
    (sureness,) = (s for s in outline(report) if s.key == "sureness")
    assert "Looked for with the first 10 of 12 runs, so its figures may differ a little." in sureness.notes
    assert dict(provenance(report))["Simulated runs"].startswith("12 of each scenario; ")
    assert not any("Looked for" in note for s in outline(pair) for note in s.notes)


def test_what_is_certain_is_counted_from_the_start():
    shown = []
    collect([BASE, FREE, CALM], Runner(seed=3, replications=1), lambda *counts: shown.append(counts))
    first = shown[0][1]
    assert first > 2 * 8 * 2, "the assumptions, at either end, of both"
    assert {total for done, total in shown if done < first} == {first}
    assert [total for _, total in shown] == sorted(total for _, total in shown)
    done, total = shown[-1]
    assert done == total


def test_a_report_holds_what_compare_gives_on_the_same_callers(pair):
    theirs = run([BASE, FREE], seed=3, replications=REPS)
    assert [r.hash for r in pair.results] == [r.hash for r in theirs]
    for mine, other in zip(pair.results, theirs, strict=True):
        assert [r.fingerprint for r in mine.replications] == [r.fingerprint for r in other.replications]
    (ranges,) = assumption_ranges(BASE, [FREE], seed=3, replications=REPS)
    assert pair.ranges[0].differences == ranges.differences
    assert [w.key for w in pair.simulated.staffing_equivalents[0]] == ["service_level", "exhaustion_mean"]
    assert pair.simulated.headroom is None


def test_a_scenario_alone_is_told_its_headroom_and_has_nothing_to_compare(alone):
    assert alone.simulated.headroom is not None
    assert not alone.is_comparison
    assert alone.sides == alone.ranges == ()


def test_names_are_one_line_and_never_alike():
    twins = [BASE, replace(BASE, {"name": "Small \N{NO-BREAK SPACE} centre"})]
    assert names_of(twins) == ("Small centre", "Small centre (2)")


# ── The leaves ────────────────────────────────────────────────────────────────────────────────────

OF_SEVERAL = [
    "question",
    "answer",
    "figures",
    "weeks",
    "day",
    "calls",
    "hours",
    "sureness",
    "assumptions",
    "levers",
    "limits",
    "made",
]


def test_a_comparison_has_twelve_leaves_and_a_scenario_alone_ten(pair, several, alone):
    assert [section.key for section in outline(pair)] == OF_SEVERAL
    assert [section.key for section in outline(several)] == OF_SEVERAL
    assert [section.key for section in outline(alone)] == [
        k for k in OF_SEVERAL if k not in ("sureness", "levers")
    ]


@pytest.mark.parametrize("name", ["pair", "several", "alone"])
def test_every_leaf_has_a_heading_and_notes_in_whole_sentences(name, request):
    for section in outline(request.getfixturevalue(name)):
        assert section.kicker
        assert section.title, section
        assert section.notes, section.key
        for text in section.notes:
            assert text.lstrip("*†")[:1].isupper() or text[0].isdigit() or text.startswith("†"), text
            assert text.rstrip("*").endswith((".", "?")), text


def test_the_answer_is_what_the_screen_says(pair):
    answer = outline(pair)[1]
    baseline, now = pair.results
    told = summarise(now, baseline)
    assert answer.lines[0] == told.headline
    assert (
        f"How sure: {lower_first(least_sure_in_words(pair.ranges[0], Pair(now, baseline)))}" in answer.lines
    )
    assert told.behind in answer.notes


@pytest.mark.parametrize("name", ["pair", "several", "alone"])
def test_golden_every_leaf_reads_as_it_did(name, request):
    """Headings, lines and notes, with what changes from version to version left out."""
    leaves = outline(request.getfixturevalue(name))
    text = "\n".join(
        "\n".join((f"## {leaf.title}", *leaf.lines, *(f"> {note}" for note in leaf.notes), ""))
        for leaf in leaves
    )
    assert_golden(f"report_{name}.md", text.replace(model_version(), "VERSION"))


def test_the_answer_on_several_is_the_headline_of_compare_and_what_it_rests_on(several):
    answer = outline(several)[1]
    assert answer.title == headline(several.ranking())
    assert answer.lines[:2] == (reason(several.ranking()), "Compared with **Small centre**:")
    assert rule(several.ranking()) in answer.notes


def test_names_are_made_fit_for_where_they_are_written(pair):
    text = " ".join(
        t for section in outline(pair, as_text=lambda s: f"<{s}>") for t in (section.title, *section.lines)
    )
    assert "<Small centre>" in text
    assert "<No target>" in text


def test_anyone_can_repeat_it(several):
    rows = dict(provenance(several))
    assert rows["Seed"] == "3"
    assert rows["Model version"] == model_version()
    assert rows["Simulated runs"] == f"{REPS} of each scenario"
    assert rows["Small centre (baseline)"] == f"scenario {several.baseline.hash}"
    assert rows["Made on"] == "25 November 2026"


# ── Numbers ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("key", HERO)
def test_a_figure_in_words_has_value_interval_and_verdict(pair, key):
    kpi, text = KPIS[key], figure_in_words(pair, key)
    before, now = pair.alone.figure(key), pair.sides[0].pair.figure(key)
    assert f"Small centre {value(kpi, before.mean)} ({interval(kpi, before)})" in text
    assert (
        f"No target {value(kpi, now.mean)} ({interval(kpi, now)}; {pair.sides[0].cell(key).verdict.short})"
        in text
    )


def test_what_is_not_simulated_is_said_and_not_drawn(several):
    assert "Nobody tires not simulated" in figure_in_words(several, "exhaustion_mean")
    (series,) = figure_chart(several, "exhaustion_mean").series
    assert series.values[2] is None
    assert series.values[0] is not None
    assert set(weeks_chart(several, "exhaustion_mean").series[2].values) == {None}


def test_bars_are_the_key_figures_of_the_screen(several):
    for key in HERO:
        chart = figure_chart(several, key)
        scale = 100.0 if KPIS[key].unit.startswith("share") else 1.0
        (series,) = chart.series
        for i, side in enumerate(several.sides, start=1):
            figure = side.cell(key).figure
            assert series.values[i] == (None if figure.mean is None else figure.mean * scale)
            assert series.low[i] == (None if figure.low is None else figure.low * scale)


def test_paths_have_a_point_a_week_and_a_line_a_scenario(several):
    chart = weeks_chart(several, "satisfaction_all")
    assert chart.categories == ("1", "2")
    assert [s.name for s in chart.series] == list(several.names)
    assert chart.series[1].values[1] == several.results[1].path("satisfaction_all")[1].mean * 100.0


def test_the_day_has_the_open_half_hours(pair):
    chart = day_chart(pair, "offered")
    assert chart.categories[0] == "08:00"
    assert len(chart.categories) == 20
    assert sum(chart.series[0].values) == pytest.approx(
        sum(e.mean for e in pair.baseline.half_hour("offered")), rel=1e-9
    )
    assert day_chart(pair, "in_time").unit == "% of calls"


def test_every_call_ends_one_way_and_every_hour_has_one_use(several):
    ends, ways, hours = ends_chart(several), ways_chart(several), hours_chart(several)
    for i, pair_ in enumerate([several.alone, *(s.pair for s in several.sides)]):
        replications = pair_.current.replications
        offered = sum(r.flows_per_day(pair_.first_week)[:4].sum() for r in replications) / len(replications)
        assert sum(s.values[i] for s in ends.series) == pytest.approx(offered, abs=0.2)
        unsettled = sum(s.values[i] for s in ends.series if not s.name.startswith("Resolved"))
        assert sum(s.values[i] for s in ways.series) == pytest.approx(unsettled, abs=0.3)
        on_duty = sum(r.hours_per_day(pair_.first_week).sum() for r in replications) / len(replications)
        assert sum(s.values[i] for s in hours.series) == pytest.approx(on_duty, abs=0.3)


def test_how_far_assumptions_move_a_difference_is_what_the_tiles_say(pair):
    (row,) = difference_ranges(pair)
    side, found = pair.sides[0], pair.ranges[0]
    for reach in row:
        kpi, span = KPIS[reach.key], found.span(reach.key, side.pair.window(reach.key))
        scale = 100.0 if kpi.unit.startswith("share") else 1.0
        assert signed(kpi, reach.own / scale) == signed(kpi, side.pair.difference(reach.key).mean)
        assert digits(kpi, reach.lowest / scale) == digits(kpi, span.lowest)
        assert reach.lowest <= reach.own <= reach.highest


def test_assumptions_come_with_value_range_and_source(pair):
    rows = assumption_rows(pair)
    assert len(rows) >= 6
    assert all(row.meaning and row.here and row.source for row in rows)
    assert rows[0].between == "0.5 to 2.5"


def test_the_heading_of_a_picture_is_its_message(pair, several, alone):
    headings = {section.key: section.title for section in outline(pair)}
    of_chart = {s.name: s.values for s in ends_chart(pair).series}
    shares = [100.0 * of_chart["Calls again†"][i] / sum(v[i] for v in of_chart.values()) for i in (0, 1)]
    assert headings["calls"] == f"{shares[1]:.0f}% of calls lead to another call, instead of {shares[0]:.0f}%"
    headings = {section.key: section.title for section in outline(several)}
    assert headings["weeks"] == "Week by week"
    assert headings["day"] == "No scenario stands out in average wait: 1 to 2\u00a0s"
    assert {section.key: section.title for section in outline(alone)}["hours"].startswith("Occupancy is ")


def with_exhaustion(pair, means, ranges=()):
    """A report on scenarios that differ in exhaustion alone."""
    results = []
    for i, mean in enumerate(means):
        runs = []
        for one in pair.baseline.replications:
            row = one.values.copy()
            row[KEYS.index("exhaustion_mean")] = mean
            runs.append(with_(one, values=row))
        scenario = replace(BASE, {"teams.Front line.agents": 6 + i})
        results.append(with_(pair.baseline, scenario=scenario, replications=tuple(runs)))
    return Report(ReportResults(tuple(results), ranges, (), None), ("Now", "A", "B"), date(2026, 11, 25))


@pytest.mark.parametrize(
    ("exhaustion", "heading", "of_figures"),
    [
        (
            (40.0, 50.0, 36.0),
            "Exhaustion is lowest with B: 36.0 of 100",
            "Best in exhaustion: B; none stands out in",
        ),
        (
            (40.0, 36.2, 36.0),
            "Exhaustion is lowest with B and A: 36.0 to 36.2 of 100",
            "No scenario stands out in any of the three figures",
        ),
        (
            (40.0, 40.2, 40.4),
            "No scenario stands out in exhaustion: 40.0 to 40.4 of 100",
            "No scenario stands out in any of the three figures",
        ),
    ],
)
def test_among_several_a_heading_says_which_is_best_only_where_it_can_be_told(
    exhaustion, heading, of_figures, pair
):
    report = with_exhaustion(pair, exhaustion)
    headings = {section.key: section.title.replace("\u00a0", " ") for section in outline(report)}
    assert headings["weeks"] == heading
    assert headings["figures"].startswith(of_figures)


def test_the_best_of_several_is_in_doubt_where_an_assumption_turns_what_it_has_over_the_baseline(pair):
    (steady,) = pair.ranges
    by_setting = {
        setting: {**of, "exhaustion_mean": Estimate(-4.0, -5.0, -3.0)}
        for setting, of in steady.differences.items()
    }
    turned = next(setting for setting in by_setting if setting.assumption and setting.assumption.key == "w_A")
    by_setting[turned] = {**by_setting[turned], "exhaustion_mean": Estimate(5.0, 4.0, 6.0)}
    turning = with_(steady, differences=by_setting)
    doubt = "Compared with Now, for exhaustion, better or worse depends on how much time pressure itself tires people."
    said = [
        doubt in outline(with_exhaustion(pair, means, ranges))[1].lines
        for means, ranges in (
            ((40.0, 50.0, 36.0), (steady, turning)),
            ((40.0, 50.0, 36.0), (turning, steady)),
            ((30.0, 50.0, 36.0), (turning, turning)),
        )
    ]
    assert said == [True, False, False], "of the best alone, and not where that is the baseline"
