"""A range of one or two levers: figures are those of `sim.run`, zones and optimum follow from constructed data."""

from __future__ import annotations

import math
from dataclasses import replace as replace_part
from functools import partial
from itertools import pairwise

import numpy as np
import pytest

from present.explore import (
    LeverWords,
    best,
    cells_in_words,
    headline,
    held,
    row_headline,
    table,
    time_in_words,
)
from present.figures.explore import line, outer_side
from sim import parse, replace, run
from sim.experiment import KEYS, Runner, Store, complete
from sim.experiment.adaptive import WithRuns
from sim.experiment.exploring import (
    COARSE,
    STEP_POINTS,
    Exploration,
    Optimum,
    Point,
    Zone,
    explore,
    from_coarse_to_fine,
    seconds,
    values_over,
)
from sim.experiment.result import index_of
from tests.app.app_helpers import SMALL
from tests.fake_results import Answers

BASE = parse(SMALL)
AGENTS, CALLS = "teams.Front line.agents", "demand.calls_per_day"
LEVER = LeverWords("Agents, Front line", lambda x: f"{x:g}", counted="agents", one="agent")
DIFFICULT = LeverWords("Difficult callers", lambda x: f"{100 * x:g}", "%")
T9 = 2.262157162740992
"""Student's quantile for 95% of ten runs, from a printed table: 2.262."""


def plain_blanks(text):
    return text.replace("\xa0", " ")


def agents(at):
    return replace(BASE, {AGENTS: at[0]})


def both(at):
    return replace(BASE, {AGENTS: at[0], CALLS: at[1]})


# ── The search simulates what it says ─────────────────────────────────────────────────────────────


def test_a_point_has_the_figures_of_a_run_of_its_scenario_to_the_last_digit():
    current = replace(BASE, {AGENTS: 11})
    found = complete(explore(BASE, current, [(9, 10, 11, 13)], agents, key="service_level", most_runs=5))
    assert found.finished
    assert list(found.points) == sorted(found.points)
    for at, point in found.points.items():
        (alone,) = run([agents(at)], replications=5)
        assert np.array_equal(point.values, [r.values for r in alone.replications], equal_nan=True)
        assert point.figure("service_level") == alone.kpi("service_level")
    assert np.array_equal(found.current.values, found.points[11,].values, equal_nan=True)
    (before,) = run([BASE], replications=5)
    assert found.baseline.figure("asa_s") == before.kpi("asa_s")


def test_figures_are_of_the_weeks_since_a_dated_change():
    dated = replace(BASE, {"horizon.weeks": 2, "changes": [{"week": 1, "set": {AGENTS: 8}}]})
    found = complete(
        explore(BASE, dated, [(280, 300, 320)], partial(_calls_in, dated), key="asa_s", most_runs=4)
    )
    (alone,) = run([_calls_in(dated, (280,))], replications=4)
    assert found.points[280,].figure("asa_s") == alone.mean_of_weeks("asa_s", 1)
    assert found.points[280,].figure("exhaustion_mean") == alone.kpi("exhaustion_mean")


def _calls_in(scenario, at):
    return replace(scenario, {CALLS: at[0]})


def test_it_begins_with_a_coarse_picture_and_hands_over_what_it_knows_after_every_step():
    seen: list[Exploration] = []
    answers = Answers({"service_level": lambda s: s.teams[0].agents / 100.0})
    values = tuple(range(4, 25))
    found = answers.complete(
        explore(BASE, BASE, [values], agents, key="service_level", most_runs=4, publish=seen.append)
    )
    first = seen[0]
    assert sorted(first.points) == [(4,), (9,), (14,), (19,), (24,)]
    assert not first.finished
    assert len(found.points) == len(values)
    assert [len(known.points) for known in seen] == sorted(len(known.points) for known in seen)
    assert all(isinstance(step, list) and len(step) <= STEP_POINTS + 2 for step in answers.asked)
    assert not any(set(before.points) - set(after.points) for before, after in pairwise(seen))


def test_two_levers_spend_their_runs_where_the_figure_is_not_known_and_first_where_the_target_is_open():
    asked: list[tuple[int, list[int]]] = []
    axes = [(8, 10, 12, 14, 16, 18, 20), (200, 250, 300, 350, 400, 450)]
    store = Store()
    experiment = explore(BASE, BASE, axes, both, key="service_level", most_runs=10)
    requested = next(experiment)
    try:
        while True:
            assert isinstance(requested, WithRuns)
            asked.append((requested.replications, [s.teams[0].agents for s in requested[2:]]))
            by = Runner(replications=requested.replications, store=store)
            requested = experiment.send(by.run(requested))
    except StopIteration as end:
        found = end.value
    runs = {at: point.runs for at, point in found.points.items()}
    assert len(runs) == 42
    assert asked[0] == (2, asked[0][1])
    assert len(asked[0][1]) == COARSE * COARSE
    assert min(runs.values()) == 4
    i = index_of("service_level")
    for at, n in runs.items():
        point = found.points[at]
        if n == 10 or point.figure("service_level").half_width <= 0.01:
            continue
        assert found.standing(point, ["service_level"]) != "open", "what is open gets all runs"
        squares = (
            (point.values[:, i] - point.values[:, i].mean()) ** 2
        ).sum()  # further runs can only add to them
        assert T9 * math.sqrt(squares / 9 / 10) > 0.01, "ten runs could not make it a point"
    stopped = {at for at, n in runs.items() if n < 10}
    assert any(found.points[at].figure("service_level").half_width <= 0.01 for at in stopped)
    assert any(found.points[at].figure("service_level").half_width > 0.01 for at in stopped)


def test_every_beginning_of_the_order_is_spread_over_the_range():
    order = from_coarse_to_fine([tuple(range(15)), tuple(range(15))])
    assert len(order) == len(set(order)) == 225
    corners = [(0, 0), (0, 14), (14, 0), (14, 14)]
    assert set(corners) <= set(order[:25])
    for count in (25, 64, 128):
        xs = sorted({at[0] for at in order[:count]})
        assert max(b - a for a, b in pairwise(xs)) <= 4


# ── Which values ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("low", "high", "step", "most", "expected"),
    [
        (4, 8, 1, 21, (4, 5, 6, 7, 8)),
        (29, 55, 1, 15, (29, 30, 32, 34, 36, 38, 40, 42, 44, 46, 48, 50, 52, 54, 55)),
        (0.0, 0.5, 0.01, 11, (0.0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5)),
        (1.0, 1.3, 0.5, 21, (1.0, 1.3)),
    ],
)
def test_values_are_round_and_hold_both_ends(low, high, step, most, expected):
    assert values_over(low, high, step, most, whole=isinstance(step, int)) == pytest.approx(expected)


def test_where_one_stands_is_among_the_values_unless_it_is_outside():
    assert 41 in values_over(29, 55, 1, 15, also=[41], whole=True)
    assert len(values_over(29, 55, 1, 15, also=[41], whole=True)) <= 15
    assert values_over(4, 8, 2, 9, also=[20, 4], whole=True) == (4, 6, 8)


def test_a_search_of_twice_the_runs_on_half_the_workers_takes_four_times_as_long():
    assert seconds([BASE, BASE], 10, 1, "compiled") == pytest.approx(
        4.0 * seconds([BASE, BASE], 5, 2, "compiled")
    )
    assert [time_in_words(s) for s in (2.0, 41.0, 100.0)] == [
        "a few seconds",
        "about 40 seconds",
        "about 2 minutes",
    ]


# ── Targets: three zones ──────────────────────────────────────────────────────────────────────────


def known(figures, key, *, noise=0.0, common=0.0, runs=10, finished=True, scenario=BASE, axis=None):
    """One lever from 0, 1, 2 … (or `axis`): these means, `noise` (SD) at each point its own, `common` in all alike."""
    signs = np.array([1.0, -1.0] * (runs // 2)) * math.sqrt((runs - 1) / runs)  # SD 1
    rng = np.random.default_rng(7)
    points = {}
    for x, mean in zip(axis or range(len(figures)), figures, strict=True):
        own = rng.normal(size=runs)
        own = (own - own.mean()) / own.std(ddof=1)
        values = np.full((runs, len(KEYS)), np.nan)
        values[:, index_of(key)] = mean + common * signs + noise * own
        points[x,] = Point((x,), values)
    first = next(iter(points.values()))
    return Exploration(scenario, (tuple(x for (x,) in points),), points, first, first, 0, finished)


def test_zones_are_where_the_interval_lies_above_spans_or_lies_below_the_target():
    # SD 0.05 of ten runs: half-width 2.262 * 0.05 / sqrt(10) = 0.0358, before the bound at 1 has its part
    found = known([0.60, 0.75, 0.78, 0.82, 0.85, 0.95], "service_level", common=0.05)
    assert found.points[0,].figure("service_level").half_width == pytest.approx(
        T9 * 0.05 / math.sqrt(10), rel=0.02
    )
    zones = found.zones(found.in_order(), ["service_level"])
    assert zones == [Zone("missed", 0, 1), Zone("open", 2, 3), Zone("met", 4, 5)]
    assert headline(found, LEVER, ["service_level"]) == (
        "With 4 to 5 agents answer speed meets its target (80%). With 0 to 1 agents it surely does not. "
        "With 2 to 3 agents it is open: more runs would tell."
    )
    assert headline(replace_part(found, finished=False), LEVER, ["service_level"]).startswith(
        "So far: with 4 to 5"
    )


def test_below_four_runs_nothing_is_sure():
    found = known([0.1, 0.95], "service_level", common=0.001, runs=2)
    assert {zone.standing for zone in found.zones(found.in_order(), ["service_level"])} == {"open"}


def test_exhaustion_is_met_below_its_line_and_targets_together_by_the_worst():
    satisfied = known([0.70, 0.80, 0.80], "satisfaction_all", common=0.001)
    exhausted = known([40.0, 60.0, 40.0], "exhaustion_mean", common=0.1)
    i = index_of("exhaustion_mean")
    for at, point in satisfied.points.items():
        point.values[:, i] = exhausted.points[at].values[:, i]
    keys = ["satisfaction_all", "exhaustion_mean", "issues_resolved_per_day"]
    assert satisfied.zones(satisfied.in_order(), keys) == [Zone("missed", 0, 1), Zone("met", 2, 2)]
    assert plain_blanks(headline(satisfied, LEVER, keys)) == (
        "With 2 agents both targets are met: satisfaction 75% and exhaustion 55 of 100. "
        "With 0 to 1 agents one is surely missed."
    )
    assert plain_blanks(held(satisfied, LEVER, "exhaustion_mean")) == (
        " Target 55 of 100: met with 0 and 2 agents, missed with 1 agent."
    )


def test_of_several_targets_only_those_that_are_missed_are_said_to_be():
    found = known([0.70, 0.75, 0.75], "satisfaction_all", common=0.02)
    exhausted = known([40.0, 40.0, 40.0], "exhaustion_mean", common=0.1)
    i = index_of("exhaustion_mean")
    for at, point in found.points.items():
        point.values[:, i] = exhausted.points[at].values[:, i]
        if at == (0,):
            point.values[:, index_of("satisfaction_all")] = 0.70
    keys = ["satisfaction_all", "exhaustion_mean"]
    assert plain_blanks(headline(found, LEVER, keys)) == (
        "With 0 agents satisfaction† surely misses its target (75%). "
        "With 1 to 2 agents it is open: more runs would tell."
    )


def test_a_target_met_or_missed_all_over_says_so_and_that_the_range_may_be_widened():
    all_met = known([0.9, 0.95], "service_level", common=0.001)
    assert headline(all_met, DIFFICULT, ["service_level"]) == (
        "All over this range answer speed meets its target (80%)."
    )
    none = known([0.1, 0.2], "service_level", common=0.001)
    assert headline(none, LEVER, ["service_level"]).startswith("Nowhere in this range does ")
    assert "Widen the range" in headline(none, LEVER, ["service_level"])


def test_strain_switched_off_has_no_target_and_says_that_it_is_not_simulated():
    found = known([40.0, 60.0], "exhaustion_mean", scenario=replace(BASE, {"behaviour.strain": False}))
    assert found.target("exhaustion_mean") is None
    assert "not simulated" in best(found, LEVER, "exhaustion_mean")


# ── Where it is best ──────────────────────────────────────────────────────────────────────────────

PEAK = [10.0, 7.0, 5.0, 5.05, 7.0, 10.0]
"""Cost per resolved issue, of which less is better and 0.1 is worth noticing."""


def test_an_optimum_inside_is_named_with_what_cannot_be_told_from_it():
    found = known(
        PEAK, "cost_per_resolved", common=2.0
    )  # far wider bands than differences, but the same callers
    assert found.points[2,].figure("cost_per_resolved").half_width > 1.0
    assert found.optimum("cost_per_resolved") == Optimum("inside", 2, 2, 3)
    assert best(found, LEVER, "cost_per_resolved").endswith(
        ". Best near 2 agents; 2 to 3 agents cannot be told apart."
    )


def test_noise_of_each_point_its_own_hides_the_optimum():
    # differences have an SD of about 11: their half-width, of ten runs and five comparisons, is some 12
    found = known(PEAK, "cost_per_resolved", noise=8.0)
    assert found.optimum("cost_per_resolved").kind == "alike"
    assert "No value can be told apart" in best(found, LEVER, "cost_per_resolved")


def test_many_comparisons_ask_for_more_than_one():
    one, other = known([1.0, 0.0], "cost_per_resolved", noise=0.5).in_order()
    alone, of_twenty = (one.difference(other, "cost_per_resolved", n) for n in (1, 20))
    assert alone.mean == of_twenty.mean == pytest.approx(1.0)
    # Student's quantiles for nine degrees, from a printed table: 2.262 at 0.025, 3.690 at 0.0025, 4.297 at 0.001; of
    # twenty comparisons each is at 0.025 / 20 = 0.00125
    assert 3.690 / 2.262 < of_twenty.half_width / alone.half_width < 4.297 / 2.262


@pytest.mark.parametrize(
    ("figures", "key", "kind", "words"),
    [
        (
            [10.0, 8.0, 6.0, 4.0],
            "cost_per_resolved",
            "edge",
            "Best at the edge of the range, 3 agents: widen it",
        ),
        (
            [4.0, 6.0, 8.0, 10.0],
            "cost_per_resolved",
            "edge",
            "Best at the edge of the range, 0 agents: widen it",
        ),
        (
            [900.0, 1000.0, 1000.3, 1000.2],
            "issues_resolved_per_day",
            "plateau",
            "Best somewhere in 1 to 3 agents",
        ),
        (
            [994.0, 1000.0, 1002.0, 997.0],  # less than 1% apart
            "issues_resolved_per_day",
            "alike",
            "No value can be told apart from the others",
        ),
        (
            [0.7, 0.701, 0.702, 0.701],
            "satisfaction_all",
            "alike",
            "No value can be told apart from the others",
        ),
    ],
)
def test_an_edge_a_plateau_and_none_are_told_as_such(figures, key, kind, words):
    found = known(figures, key, common=0.001)
    assert found.optimum(key).kind == kind
    assert words in best(found, LEVER, key)


@pytest.mark.parametrize(
    ("now", "baseline", "anchors"),
    [
        (1, 2, {"now": "right", "baseline": "left"}),
        (2, 1, {"now": "left", "baseline": "right"}),
        (0, None, {"now": "left"}),
        (3, None, {"now": "right"}),
    ],
)
def test_the_words_of_two_lines_stand_on_theirouter_sides(now, baseline, anchors):
    found = known([10.0, 8.0, 6.0, 4.0], "cost_per_resolved")
    drawn = line(found, LEVER, "cost_per_resolved", now=now, baseline=baseline)
    assert {a.text: a.xanchor for a in drawn.layout.annotations} == anchors


@pytest.mark.parametrize(
    ("now", "baseline", "sides"),
    [
        ((1, 1), (2, 1), {"now": "middle left", "baseline": "middle right"}),
        ((2, 0), (1, 1), {"now": "middle right", "baseline": "middle left"}),
        ((1, 0), (1, 1), {"now": "bottom center", "baseline": "top center"}),
        ((1, 1), None, {"now": "top center"}),
    ],
)
def test_the_words_of_two_marks_on_a_map_stand_on_theirouter_sides(now, baseline, sides):
    assert {
        name: outer_side(at, other)
        for name, at, other in (("now", now, baseline), ("baseline", baseline, now))
        if at is not None
    } == sides


@pytest.mark.parametrize(("means", "anchor"), [([0.6, 0.7, 0.8], "left"), ([0.8, 0.7, 0.6], "right")])
def test_the_words_of_a_target_stand_where_the_line_is_further_away(means, anchor):
    drawn = line(known(means, "service_level", common=0.001), LEVER, "service_level")
    assert {a.text.split()[0]: a.xanchor for a in drawn.layout.annotations} == {"target": anchor}


def test_at_the_lever_s_own_end_nothing_is_to_be_widened():
    found = known([10.0, 8.0, 6.0], "cost_per_resolved")
    assert best(found, LEVER, "cost_per_resolved", at_bound=True).endswith(
        "with 2 agents, as far as this lever goes."
    )


def test_a_figure_without_a_better_direction_has_no_optimum():
    found = known([1.0, 5.0, 2.0], "calls_offered_per_day")
    assert found.optimum("calls_offered_per_day") is None
    assert (
        plain_blanks(best(found, LEVER, "calls_offered_per_day"))
        == "Calls offered: 1.0 a day with 0 agents, 2.0 a day with 2 agents."
    )


def test_nobody_served_has_no_value():
    found = known([math.nan, math.nan], "satisfaction_all")
    assert "no value" in best(found, LEVER, "satisfaction_all")
    assert headline(found, LEVER, ["satisfaction_all"]).endswith("there is no value.")


# ── Two levers, the table ─────────────────────────────────────────────────────────────────────────


def of_two():
    row = known([0.60, 0.79, 0.95], "service_level", common=0.05, axis=[10, 20, 30])
    points = {
        (x, y): Point((x, y), p.values - (y == 400) * 0.3)
        for (x,), p in row.points.items()
        for y in (300, 400)
    }
    return replace_part(row, axes=((10, 20, 30), (300, 400)), points=points)


def test_a_map_answers_for_the_second_lever_where_it_stands():
    found, calls = of_two(), LeverWords("New issues a day", lambda x: f"{x:g}", counted="new issues a day")
    assert row_headline(found, [LEVER, calls], "service_level", 300) == (
        "300 new issues a day, as now: with 30 agents answer speed meets its target (80%). "
        "With 10 agents it surely does not. With 20 agents it is open: more runs would tell."
    )
    assert cells_in_words(found, "service_level") == (
        "1 of 6 combinations surely meets the target (80%), 4 surely miss it, 1 is open."
    )
    assert row_headline(found, [LEVER, calls], "service_level", None) == cells_in_words(
        found, "service_level"
    )


def test_the_table_has_a_row_a_point_with_the_figures_of_the_picture():
    found = known([0.60, 0.95], "service_level", common=0.05)
    made = table(found, [LEVER], ["service_level"], [[0], [1]])
    assert list(made["Agents, Front line"]) == [0, 1]
    assert list(made["Target 80%"]) == ["missed", "met"]
    assert made["Answered in 20 s, % of calls"].tolist() == pytest.approx([60.0, 95.0])
    assert list(made["Runs"]) == [10, 10]
