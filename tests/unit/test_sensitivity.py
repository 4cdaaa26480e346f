"""The range of a comparison over what nobody knows."""

from __future__ import annotations

import pytest

from sim import parse
from sim.experiment import (
    ASSUMPTIONS,
    AssumptionRange,
    Estimate,
    Window,
    assumption_ranges,
    difference,
    run,
)
from sim.experiment.sensitivity import OWN, AssumptionSetting, assumption_experiment, settings
from sim.kpis import KPIS
from sim.scenario import as_dict, replace
from sim.scenario.field_metadata import field
from tests.fake_results import Answers

ETA, CALL_BACK, HOLD, W_A = ASSUMPTIONS

TEXT = """
schema: 1
name: Small centre
horizon: {weeks: 1, warm_up_weeks: 0}
demand: {calls_per_day: 150}
call_types: [{name: Calls, share: 1.0}]
teams: [{name: Front line, agents: 6, shifts: [{start: "08:00"}]}]
"""
BASE = parse(TEXT)
CAPPED = replace(BASE, {"rules.handle_time_cap.minutes": 4.0})


# ── What is moved ─────────────────────────────────────────────────────────────────────────────────


def test_the_ends_are_those_of_the_declarations():
    assert [a.paths for a in ASSUMPTIONS] == [
        ("behaviour.eta",),
        ("callers.call_back",),
        ("behaviour.difficult_hold_min", "behaviour.upset_hold_min"),
        ("behaviour.w_A",),
    ]
    for assumption in ASSUMPTIONS:
        for path in assumption.paths:
            low, high = field(path).evidence_range
            assert low < high
            assert assumption.at("low")[path] == low
            assert assumption.at("high")[path] == high


def test_one_assumption_moves_at_a_time_and_nothing_else():
    found = settings(BASE, CAPPED)
    assert found[0] == OWN
    assert len(found) == len(set(found)) == 9
    before = as_dict(BASE)
    assert OWN.applied_to(BASE) == BASE
    for setting in found[1:]:
        after = as_dict(setting.applied_to(BASE))
        moved = {
            f"{part}.{name}"
            for part in before
            if isinstance(before[part], dict)
            for name in before[part]
            if before[part][name] != after[part][name]
        }
        assert moved == set(setting.assumption.paths)


def test_hold_times_that_were_shortened_with_short_calls_have_a_range_as_much_shorter():
    """13.333 and 2.667 min are two thirds of 20 and 4, as a file writes them; so 10 to 30 and 2 to 8 become."""
    shorter = {"behaviour.difficult_hold_min": 13.333, "behaviour.upset_hold_min": 2.667}
    found = {(s.assumption, s.end): s for s in settings(replace(BASE, shorter), replace(CAPPED, shorter))}
    low, high = found[HOLD, "low"].values, found[HOLD, "high"].values
    assert list(low.values()) == pytest.approx([6.667, 1.333], abs=1e-3)
    assert list(high.values()) == pytest.approx([20.0, 5.333], abs=1e-3)
    assert found[ETA, "low"].scale == found[W_A, "high"].scale == 1.0
    after = as_dict(found[HOLD, "high"].applied_to(BASE))
    assert after["behaviour"]["difficult_hold_min"] == pytest.approx(20.0, abs=1e-3)


@pytest.mark.parametrize(
    "own",
    [
        {},
        {"behaviour.difficult_hold_min": 10.0},
        {"behaviour.difficult_hold_min": 30.0, "behaviour.upset_hold_min": 6.0},
        {"behaviour.eta": 0.75},
    ],
)
def test_other_ranges_are_those_of_the_evidence(own):
    assert {s.scale for s in settings(replace(BASE, own), replace(CAPPED, own))} == {1.0}


def test_what_the_scenarios_differ_in_is_not_moved():
    steeper = replace(BASE, {"behaviour.eta": 2.0})
    assert {s.assumption for s in settings(BASE, steeper)} == {None, CALL_BACK, HOLD, W_A}
    calmer = replace(BASE, {"behaviour.upset_hold_min": 3.0})
    assert HOLD not in {s.assumption for s in settings(BASE, calmer)}


def test_dated_changes_of_an_assumption_stay_and_are_named():
    dated = parse(TEXT.replace("weeks: 1", "weeks: 2") + "changes: [{week: 1, set: {behaviour.eta: 0.9}}]\n")
    moved = AssumptionSetting(ETA, "high").applied_to(dated)
    assert (moved.behaviour.eta, moved.changes) == (2.5, dated.changes)
    (found,) = assumption_ranges(dated, [replace(dated, {"teams.Front line.agents": 7})], replications=1)
    assert found.dated == ("behaviour.eta",)


# ── What is found ─────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def ranges():
    seen = []
    others = [CAPPED, replace(CAPPED, {"behaviour.eta": 2.0})]
    found = assumption_ranges(
        BASE, others, seed=2, replications=2, progress=lambda done, of: seen.append((done, of))
    )
    return found, seen


def test_it_is_the_same_comparison_with_both_changed_alike(ranges):
    (found, _), _ = ranges
    for setting in (OWN, AssumptionSetting(ETA, "low"), AssumptionSetting(HOLD, "high")):
        baseline, one = run([setting.applied_to(BASE), setting.applied_to(CAPPED)], seed=2, replications=2)
        assert found.differences[setting] == {key: difference(one, baseline, key) for key in KPIS}


def test_each_scenario_is_simulated_once_under_each_setting(ranges):
    (first, second), seen = ranges
    assert (len(first.differences), len(second.differences)) == (9, 7)
    assert (first.not_moved, second.not_moved) == ((), (ETA,))
    # the base under 9 settings, the second under 9, the third under 7; 2 replications
    assert seen[-1] == (50, 50)
    assert len(seen) == 50


def test_a_cap_costs_most_where_settling_falls_fastest(ranges):
    (found, _), _ = ranges
    span = found.span("fcr")
    assert span.lowest_at == AssumptionSetting(ETA, "high")
    assert span.highest_at == AssumptionSetting(ETA, "low")
    assert span.lowest < found.differences[OWN]["fcr"].mean < span.highest


def test_it_asks_for_everything_in_one_step():
    answers = Answers(
        {"fcr": lambda s: 0.7 - 0.1 * s.behaviour.eta * (s.rules.handle_time_cap.minutes is not None)}
    )
    (found,) = answers.complete(assumption_experiment(BASE, [CAPPED]))
    assert len(answers.asked) == 1
    assert [
        s for pair in found.results.values() for s in (pair[0].scenario, pair[1].scenario)
    ] == answers.asked[0]
    low, high = ETA.at("low")["behaviour.eta"], ETA.at("high")["behaviour.eta"]
    span = found.span("fcr")
    assert (span.lowest, span.lowest_at) == (pytest.approx(-0.1 * high), AssumptionSetting(ETA, "high"))
    assert (span.highest, span.highest_at) == (pytest.approx(-0.1 * low), AssumptionSetting(ETA, "low"))


def test_the_range_of_a_mean_of_weeks():
    later = parse(TEXT.replace("weeks: 1", "weeks: 3"))
    changed = replace(later, {"changes": [{"week": 1, "set": {"rules.handle_time_cap.minutes": 4.0}}]})
    since = Window(of_weeks=True, first_week=1)
    (found,) = assumption_ranges(later, [changed], replications=2)
    seen = found.under("satisfaction_all", since)
    assert found.under("exhaustion_mean", since) == found.under("exhaustion_mean"), "always of the last week"
    assert set(seen) == set(settings(later, changed))
    for setting in (OWN, AssumptionSetting(W_A, "high")):
        one, baseline = run([setting.applied_to(changed), setting.applied_to(later)], replications=2)
        assert seen[setting] == difference(one, baseline, "satisfaction_all", of_weeks=True, first_week=1)
    span = found.span("satisfaction_all", since)
    assert span.lowest < span.highest
    assert span != found.span("satisfaction_all")


# ── When a sign turns ─────────────────────────────────────────────────────────────────────────────

ABOVE, BELOW = Estimate(5.0, 4.0, 6.0), Estimate(-5.0, -6.0, -4.0)
NOISE, SMALL_BELOW = Estimate(-5.0, -11.0, 1.0), Estimate(-0.5, -0.6, -0.4)


def range_with(own: Estimate, **at: Estimate) -> AssumptionRange:
    """A range in which everything is as in the scenarios' own setting, but for some "eta_low", "w_A_high", …"""
    by_setting = {OWN: own}
    for a in ASSUMPTIONS:
        for end in ("low", "high"):
            by_setting[AssumptionSetting(a, end)] = at.get(f"{a.key}_{end}", own)
    return AssumptionRange({s: {"asa_s": e} for s, e in by_setting.items()}, (), ())


def test_the_assumption_that_turns_the_sign_decides():
    span = range_with(ABOVE, eta_high=BELOW, w_A_low=Estimate(9.0, 8.0, 10.0)).span("asa_s")
    assert (span.lowest, span.lowest_at) == (-5.0, AssumptionSetting(ETA, "high"))
    assert (span.highest, span.highest_at) == (9.0, AssumptionSetting(W_A, "low"))
    assert (span.sign_turns, span.decided_by) == (True, (ETA,))


def test_several_can_decide():
    assert range_with(ABOVE, eta_high=BELOW, call_back_low=BELOW).span("asa_s").decided_by == (ETA, CALL_BACK)


@pytest.mark.parametrize("end", [NOISE, SMALL_BELOW, Estimate(-5.0, None, None), Estimate(None, None, None)])
def test_neither_noise_nor_trifles_turn_a_sign(end):
    span = range_with(ABOVE, eta_high=end).span("asa_s")
    assert (span.sign_turns, span.decided_by) == (False, ())


@pytest.mark.parametrize(("size", "turns"), [(8.0, False), (12.0, True)])
def test_a_sign_turns_only_where_the_figure_changes_by_what_is_worth_noticing(size, turns):
    # of 1,000 issues a day 10 are 1%; rushing helps at the low end of what it does to resolution
    def resolved(scenario):
        is_capped = scenario.rules.handle_time_cap.minutes is not None
        return 1000.0 + is_capped * (size if scenario.behaviour.eta == low else -size)

    low = field("behaviour.eta").evidence_range[0]
    answers = Answers({"issues_resolved_per_day": resolved})
    (found,) = answers.complete(assumption_experiment(BASE, [CAPPED]))
    assert found.span("issues_resolved_per_day").sign_turns == turns


def test_where_the_default_says_nothing_the_ends_decide():
    alone = range_with(NOISE, hold_times_low=BELOW, hold_times_high=ABOVE, eta_low=BELOW).span("asa_s")
    assert (alone.sign_turns, alone.decided_by) == (True, (HOLD,))
    together = range_with(NOISE, eta_low=BELOW, w_A_high=ABOVE).span("asa_s")
    assert (together.sign_turns, together.decided_by) == (True, (ETA, W_A))


def test_no_value_anywhere_is_no_range():
    span = range_with(Estimate(None, None, None)).span("asa_s")
    assert (span.lowest, span.highest, span.sign_turns) == (None, None, False)
