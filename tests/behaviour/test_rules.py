"""Rules of the centre: what a cap, quota, rule for ending calls, people and pauses do, and must leave alone."""

from __future__ import annotations

import numpy as np
import pytest

from sim import Scenario, replace, simulate
from sim.record import Outcome
from tests.behaviour.presets import REPLICATIONS, assert_directions, cut, preset, small

CAP = "rules.handle_time_cap."
ENDING = "rules.disengagement.policy"
SAME_BOOK = ("issue", "type", "arrived")


def centre() -> Scenario:
    return small("typical_centre")


def capped(minutes: float, **values: object) -> Scenario:
    return replace(centre(), {CAP + "minutes": minutes, CAP + "enforcement": 0.85, **values})


def brief(scenario: Scenario) -> Scenario:
    """A week is enough where bits are compared."""
    return cut(scenario, weeks=1, warm_up_weeks=1)


@pytest.mark.parametrize(
    ("tighter", "looser"), [(6.0, None), (4.0, 6.0)], ids=["6 min against none", "4 min against 6"]
)
def test_a_tighter_cap_handles_more_calls_and_settles_less(tighter: float, looser: float | None) -> None:
    assert_directions(
        capped(tighter),
        centre() if looser is None else capped(looser),
        up="calls_handled_per_agent_day",
        down="issues_resolved_per_day fcr satisfaction_surveyed satisfaction_all",
    )


def test_the_end_call_rule_has_an_effect_under_a_cap_too() -> None:
    """A cap gives nobody the right to hang up: it squeezes the work, not the time a difficult caller holds."""
    assert_directions(
        capped(6.0),
        capped(6.0, **{ENDING: "caller_ends"}),
        up="closed_by_rule_share satisfaction_all issues_resolved_per_day",
        down="difficult_time_share asa_s exhaustion_mean",
    )


def test_until_satisfied_pleases_fewer_callers_and_exhausts() -> None:
    until = replace(centre(), {ENDING: "until_satisfied"})
    for other in (centre(), replace(centre(), {ENDING: "caller_ends"})):
        assert_directions(until, other, up="exhaustion_mean asa_s", down="satisfaction_all")


@pytest.mark.parametrize("basis", ["each_call", "shift_average"])
def test_a_cap_nobody_enforces_is_no_cap_to_the_bit(basis: str) -> None:
    free = brief(centre())
    loose = replace(free, {CAP + "minutes": 4.0, CAP + "basis": basis, CAP + "enforcement": 0.0})
    assert simulate(loose).data_bytes() == simulate(free).data_bytes()
    assert simulate(replace(loose, {CAP + "enforcement": 0.1})).data_bytes() != simulate(free).data_bytes()


def test_a_quota_nobody_enforces_is_no_quota_and_leaves_the_cap_alone() -> None:
    quota = {"rules.quota.calls_per_shift": 60, "rules.quota.enforcement": 0.0}
    for baseline in (centre(), capped(6.0)):
        assert (
            simulate(brief(replace(baseline, quota))).data_bytes() == simulate(brief(baseline)).data_bytes()
        )
    strict = {"rules.quota.calls_per_shift": 60, "rules.quota.enforcement": 0.85}
    assert_directions(replace(centre(), strict), centre(), up="squeezed_share exhaustion_mean", down="fcr")


def test_ending_calls_changes_no_bit_where_nobody_is_difficult_or_upset() -> None:
    kind = brief(
        replace(
            centre(), {"callers.difficult_share": 0.0, "callers.upset_share": 0.0, "callers.upset_max": 0.0}
        )
    )
    closing = simulate(kind)
    assert simulate(replace(kind, {ENDING: "caller_ends"})).data_bytes() == closing.data_bytes()
    assert (closing.legs["outcome"] == Outcome.ANSWERED).sum() > 1000
    assert simulate(replace(kind, {ENDING: "until_satisfied"})).data_bytes() != closing.data_bytes()


def test_more_staff_shortens_the_wait() -> None:
    more = replace(centre(), {"teams.Front line.agents": 13})
    assert_directions(more, centre(), up="service_level", down="asa_s abandonment occupancy exhaustion_mean")


def test_coping_training_lowers_exhaustion() -> None:
    trained = {"training.coping.effect": 0.25, "training.coping.weeks": [-6]}
    assert_directions(
        replace(centre(), trained),
        centre(),
        up="quality_score satisfaction_all",
        down="exhaustion_mean quits_per_year aht_min",
    )


def test_breaks_cost_waiting_and_save_exhaustion() -> None:
    without = replace(centre(), {"teams.Front line.breaks": []})
    assert_directions(centre(), without, up="asa_s occupancy", down="exhaustion_mean quits_per_year")


def test_a_pause_after_hostile_calls_costs_waiting_and_saves_exhaustion() -> None:
    pause = replace(centre(), {"rules.pause_after_hostile_min": 5.0})
    assert_directions(pause, centre(), up="asa_s", down="exhaustion_mean quits_per_year satisfaction_all")


def test_the_next_call_to_the_most_rested_spares_people() -> None:
    rested = replace(centre(), {"rules.routing": "most_rested"})
    assert_directions(rested, centre(), up="quality_score", down="quits_per_year")
    assert_directions(rested, centre(), down="exhaustion_mean", replications=4 * REPLICATIONS)


@pytest.mark.parametrize("path", ["callers.difficult_share", "callers.upset_share"])
def test_more_hostile_callers_wear_people_down(path: str) -> None:
    hostile = replace(centre(), {path: 0.25})
    assert_directions(
        hostile, centre(), up="asa_s exhaustion_mean aht_min", down="satisfaction_surveyed satisfaction_all"
    )


def test_the_length_of_the_warm_up_moves_no_measured_caller() -> None:
    def measured(warm_up_weeks: int) -> list[np.ndarray[tuple[int], np.dtype[np.void]]]:
        legs = simulate(cut(preset("typical_centre"), weeks=1, warm_up_weeks=warm_up_weeks)).legs
        first = legs[(legs["call"] == 1) & (legs["leg"] == 0) & (legs["arrived"] >= 0.0)]
        return [first[name] for name in SAME_BOOK]

    none, two, four = measured(0), measured(2), measured(4)
    assert len(none[0]) > 1000
    for name, a, b, c in zip(SAME_BOOK, none, two, four, strict=True):
        assert np.array_equal(a, b), name
        assert np.array_equal(a, c), name


def test_nobody_talks_to_two_callers_at_once() -> None:
    """Not even who comes out of a course at closing time, while more callers wait than one."""
    course = {"training.coping.effect": 0.25, "training.coping.weeks": [0], "demand.calls_per_day": 800}
    legs = simulate(cut(replace(centre(), course), weeks=1, warm_up_weeks=0)).legs
    answered = np.sort(legs[legs["agent"] >= 0], order=["agent", "answered"])
    same = answered["agent"][1:] == answered["agent"][:-1]
    assert (answered["answered"][1:] >= answered["wrap_end"][:-1])[same].all()
    assert not np.isnan(legs["arrived"]).any()
