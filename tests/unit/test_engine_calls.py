"""The engine as a specification: small centres whose every time can be worked out by hand. Callers."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.record import Kind, Outcome
from sim.rules import later_factor
from sim.scenario import replace
from sim.scenario.behaviour import Behaviour
from tests.builders import DAY, WEEK, Caller, call_type, clock, number, scenario, simulate_callers, team

ANSWERED, PASSED_ON, ABANDONED, BLOCKED, OPEN = Outcome
EVERY_DAY = {"days": WEEK, "from": "00:00", "to": "24:00"}


def times(record, *columns):
    """One tuple of these columns for each leg, in order of the callers, their calls and legs."""
    legs = record.legs[np.lexsort([record.legs["leg"], record.legs["call"], number(record.legs)])]
    return [tuple(row[c].item() for c in columns) for row in legs]


def answers(record):
    return times(record, "answered", "talk_end")


def outcomes(record):
    return [Outcome(o) for (o,) in times(record, "outcome")]


@pytest.fixture
def patience(monkeypatch):
    """Make everybody's patience this many minutes."""

    def fixed(minutes):
        monkeypatch.setattr("tests.builders.compare_engines", False)
        monkeypatch.setattr("sim.engine.simpy.call_flow.patience_min", lambda *_: minutes)
        return {"distribution": "exponential", "mean_min": 1.0}

    return fixed


# ── One agent ─────────────────────────────────────────────────────────────────────────────────────


def test_first_come_first_served():
    record = simulate_callers(scenario(), [Caller(480), Caller(481), Caller(482.5), Caller(600)])
    assert answers(record) == [(480, 485), (485, 490), (490, 495), (600, 605)]
    assert outcomes(record) == [ANSWERED] * 4


def test_a_call_at_the_instant_of_opening_is_answered():
    assert answers(simulate_callers(scenario(), [Caller(clock("08:00"))])) == [(480, 485)]


def test_the_next_call_waits_for_the_wrap_up():
    s = scenario({"call_types.Calls.wrap_up_min": 1.5})
    record = simulate_callers(s, [Caller(480), Caller(481)])
    assert times(record, "answered", "talk_end", "wrap_end") == [(480, 485, 486.5), (486.5, 491.5, 493)]


def test_a_caller_at_the_instant_the_agent_gets_free_does_not_wait():
    record = simulate_callers(scenario(), [Caller(480), Caller(485)])
    assert times(record, "queued", "answered") == [(480, 480), (485, 485)]


def test_who_waited_is_served_before_who_calls_at_the_instant_the_agent_gets_free():
    record = simulate_callers(scenario(), [Caller(480), Caller(485), Caller(484)])
    assert times(record, "answered") == [(480,), (490,), (485,)]


def test_callers_of_the_same_instant_are_served_in_order_of_their_ids():
    record = simulate_callers(scenario(), [Caller(480), Caller(481), Caller(481), Caller(481)])
    assert times(record, "answered") == [(480,), (485,), (490,), (495,)]


# ── Priority and head start ───────────────────────────────────────────────────────────────────────


def two_types(**second):
    return [call_type("A", share=0.5), call_type("B", share=0.5, **second)]


def test_higher_priority_is_served_first_however_long_others_waited():
    s = scenario(call_types=two_types(priority=1))
    record = simulate_callers(s, [Caller(480), Caller(481), Caller(484, type=1)])
    assert times(record, "answered") == [(480,), (490,), (485,)]


@pytest.mark.parametrize(
    ("later", "expected"),
    [(2.0, [490, 485]), (3.5, [485, 490]), (3.0, [485, 490])],
    ids=["within it", "beyond it", "a tie goes to the older id"],
)
def test_a_head_start_is_waiting_that_is_credited(later, expected):
    s = scenario(call_types=two_types(head_start_min=3.0))
    record = simulate_callers(s, [Caller(480), Caller(481), Caller(481 + later, type=1)])
    assert [t for (t,) in times(record, "answered")][1:] == expected


# ── Patience and redials ──────────────────────────────────────────────────────────────────────────


def test_who_is_answered_at_the_instant_patience_ends_is_answered(patience):
    s = scenario({"call_types.Calls.patience": patience(4.0)})
    record = simulate_callers(s, [Caller(480), Caller(481)])
    assert outcomes(record) == [ANSWERED, ANSWERED]
    assert times(record, "answered")[1] == (485,)


def test_who_waits_longer_than_patience_hangs_up_then(patience):
    s = scenario({"call_types.Calls.patience": patience(3.5)})
    record = simulate_callers(s, [Caller(480), Caller(481), Caller(484)])
    assert outcomes(record) == [ANSWERED, ABANDONED, ANSWERED]
    assert times(record, "queued", "left_queue")[1] == (481, 484.5)
    assert all(math.isnan(x) for x in times(record, "answered", "talk_end", "wrap_end", "need", "given")[1])


def test_who_gives_up_at_once_does_so_only_if_they_must_wait():
    s = scenario({"call_types.Calls.patience.give_up_at_once": 1.0})
    record = simulate_callers(s, [Caller(480), Caller(481), Caller(485)])
    assert outcomes(record) == [ANSWERED, ABANDONED, ANSWERED]
    assert times(record, "queued", "left_queue")[1] == (481, 481)


def test_who_hangs_up_dials_again_up_to_six_calls_and_never_from_the_sixth(patience):
    s = scenario(
        {
            "call_types.Calls.patience": patience(2.0),
            "callers.redial": 1.0,
            "callers.redial_after_min": 0.0,
            "call_types.Calls.need.mean_min": 100.0,
        }
    )
    record = simulate_callers(s, [Caller(480, need=100), Caller(490)])
    mine = times(record, "call", "queued", "left_queue", "outcome", "p_again", "attempt")[1:]
    assert mine == [(n, 488 + 2 * n, 490 + 2 * n, ABANDONED, 1.0 if n < 6 else 0.0, 1) for n in range(1, 7)]


def test_a_redial_keeps_the_need(patience):
    s = scenario(
        {"call_types.Calls.patience": patience(3.0), "callers.redial": 1.0, "callers.redial_after_min": 0.0}
    )
    record = simulate_callers(s, [Caller(480), Caller(481, need=7.0)])
    assert times(record, "queued", "answered", "need", "attempt")[-1] == (484, 485, 7, 1)


# ── Settling, calling back ────────────────────────────────────────────────────────────────────────

UNSETTLED = {
    "call_types.Calls.resolvable": 0.0,
    "behaviour.resolve_min": 0.0,
    "callers.call_back": 1.0,
    "callers.call_back_days": 0.0,
    "behaviour.call_back_earliest_days": 0.0,
}


def test_an_unsettled_issue_calls_six_times_and_each_call_saves_15_percent_of_the_first_need():
    s = scenario({**UNSETTLED, "call_types.Calls.overhead_min": 1.0})
    record = simulate_callers(s, [Caller(480, need=5.0)])
    assert times(record, "call", "attempt", "p_again") == [(n, n, 1.0 if n < 6 else 0.0) for n in range(1, 7)]
    needs = [need for (need,) in times(record, "need")]
    assert needs == [5.0] + [1.0 + 4.0 * later_factor(Behaviour(), 1.0)] * 5
    assert times(record, "queued")[1:] == times(record, "talk_end")[:-1]


def test_what_was_achieved_last_counts_for_the_next_call():
    s = scenario({**UNSETTLED, "rules.handle_time_cap": {"minutes": 3.0, "enforcement": 1.0}})
    s = replace(s, {"call_types.Calls.overhead_min": 1.0, "call_types.Calls.resolvable": 0.0})
    record = simulate_callers(s, [Caller(480, need=5.0)])
    given = times(record, "need", "given", "achieved")
    assert given[0] == (5.0, 3.0, 0.5)
    assert given[1][0] == 1.0 + 4.0 * (1.0 - 0.15 * 0.5)
    g = given[1][2]
    assert g == pytest.approx(2.0 / (given[1][0] - 1.0))
    assert given[2][0] == pytest.approx(1.0 + 4.0 * (1.0 - 0.15 * g), rel=1e-15), (
        "of the original, never compounded"
    )


def test_a_settled_issue_does_not_call_again():
    s = scenario({"callers.call_back": 1.0})
    record = simulate_callers(s, [Caller(480)])
    assert times(record, "resolved", "p_resolved", "p_again") == [(1, 1.0, 0.0)]


def test_a_call_back_in_closed_time_moves_to_the_next_opening_at_its_own_share_of_that_days_profile(
    monkeypatch,
):
    monkeypatch.setattr("tests.builders.compare_engines", False)
    monkeypatch.setattr("sim.engine.call.call_uniform", lambda seed, replication, purpose, issue: 0.25)
    two_days = {"days": ["mon", "wed"], "from": "08:00", "to": "18:00"}
    s = scenario(
        {**UNSETTLED, "behaviour.call_back_earliest_days": 1.0},
        demand={"calls_per_day": 1.0, "open": two_days},
    )
    record = simulate_callers(s, [Caller(500)])
    # due Tuesday, closed; a quarter of Wednesday is behind at 10:30; the next would be past the horizon
    assert times(record, "queued") == [(500,), (2 * DAY + 630,)]


# ── Queue limit ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("places", "expected"),
    [
        (0, [ANSWERED, BLOCKED, BLOCKED, ANSWERED]),
        (1, [ANSWERED, ANSWERED, BLOCKED, ANSWERED]),
        (2, [ANSWERED] * 4),
    ],
)
def test_who_finds_all_waiting_places_taken_is_turned_away_and_does_not_come_back(places, expected):
    s = scenario({"demand.queue_limit": places, "callers.redial": 1.0, "callers.call_back": 1.0})
    record = simulate_callers(s, [Caller(480), Caller(481), Caller(482), Caller(495)])
    assert outcomes(record) == expected
    blocked = record.legs[record.legs["outcome"] == BLOCKED]
    assert (blocked["queued"] == blocked["left_queue"]).all()


# ── Transfers ─────────────────────────────────────────────────────────────────────────────────────

PASSING = {
    "call_types.Calls.resolvable": 0.0,
    "behaviour.resolve_min": 0.0,
    "callers.pass_on": 1.0,
    "callers.pass_on_pressed": 1.0,
}


def test_a_passed_on_call_goes_to_another_agent_at_talk_end_and_needs_80_percent():
    s = scenario({**PASSING, "teams.Agents.agents": 2, "call_types.Calls.wrap_up_min": 2.0})
    record = simulate_callers(s, [Caller(480, need=10.0)])
    assert times(record, "leg", "agent", "queued", "answered", "talk_end", "outcome") == [
        (0, 0, 480, 480, 490, PASSED_ON),
        (1, 1, 490, 490, 498, PASSED_ON),
        (2, 0, 498, 498, 506, ANSWERED),  # at most two transfers; the first agent is free again since 492
    ]
    assert {arrived for (arrived,) in times(record, "arrived")} == {480.0}


def test_alone_the_agent_takes_the_passed_on_call_back_after_the_wrap_up():
    s = scenario({**PASSING, "call_types.Calls.wrap_up_min": 2.0})
    record = simulate_callers(s, [Caller(480, need=10.0)])
    assert times(record, "queued", "answered", "talk_end") == [
        (480, 480, 490),
        (490, 492, 500),
        (500, 502, 510),
    ]


def test_a_passed_on_call_joins_the_back_of_its_priority_class_and_ignores_the_queue_limit():
    s = scenario({**PASSING, "demand.queue_limit": 1, "call_types.Calls.head_start_min": 30.0})
    record = simulate_callers(s, [Caller(480), Caller(484)])
    assert times(record, "answered", "leg") == [(480, 0), (490, 1), (498, 2), (485, 0), (494, 1), (502, 2)]


def test_a_passed_on_leg_has_no_head_start():
    kinds = [call_type("A", share=0.5, resolvable=0.0, head_start_min=30.0), call_type("B", share=0.5)]
    passing = {k: v for k, v in PASSING.items() if not k.startswith("call_types")}
    record = simulate_callers(scenario(passing, call_types=kinds), [Caller(480), Caller(484, type=1)])
    assert times(record, "type", "leg", "answered")[1::2] == [(0, 1, 490), (1, 0, 485)]


def two_teams(**second):
    return [team("First", handles=["Calls"]), team("Second", **{"handles": [], **second})]


def test_escalation_goes_to_that_team_only_whether_or_not_it_handles_the_type():
    s = scenario(PASSING, teams=two_teams(), call_types=[call_type(escalates_to="Second")])
    record = simulate_callers(s, [Caller(480), Caller(481)])
    assert times(record, "team", "answered", "talk_end", "outcome") == [
        (0, 480, 485, PASSED_ON), (1, 485, 489, PASSED_ON), (1, 489, 493, ANSWERED),
        (0, 485, 490, PASSED_ON), (1, 493, 497, PASSED_ON), (1, 497, 501, ANSWERED),
    ]  # fmt: skip


def test_nothing_is_passed_to_a_team_with_nobody_rostered_for_the_rest_of_the_day():
    early = [{"start": "08:00", "hours": 2.0}]
    s = scenario(PASSING, teams=two_teams(shifts=early), call_types=[call_type(escalates_to="Second")])
    record = simulate_callers(s, [Caller(clock("09:00")), Caller(clock("09:58"))])
    assert outcomes(record)[0] is PASSED_ON
    assert times(record, "queued", "team", "outcome")[-1] == (598, 0, ANSWERED)


def test_nothing_is_passed_on_after_closing():
    s = scenario(PASSING)
    record = simulate_callers(s, [Caller(clock("17:57"))])
    assert times(record, "talk_end", "outcome") == [(1082, ANSWERED)]


def test_who_hangs_up_on_a_later_leg_redials_as_a_further_attempt_and_keeps_the_last_factor(patience):
    s = scenario(
        {
            **PASSING,
            "call_types.Calls.patience": patience(1.0),
            "callers.redial": 1.0,
            "callers.redial_after_min": 0.0,
        }
    )
    record = simulate_callers(s, [Caller(480, need=10.0), Caller(489, need=1.5)])
    # the second is answered at the instant patience ends; behind it the first's passed-on leg waits in vain
    assert times(record, "call", "leg", "attempt", "queued", "outcome")[:3] == [
        (1, 0, 1, 480, PASSED_ON),
        (1, 1, 1, 490, ABANDONED),
        (2, 0, 2, 491, PASSED_ON),
    ]
    assert times(record, "answered", "need")[2] == (491.5, 8.0)


def test_waiting_and_transfers_add_up_over_the_legs_of_a_call():
    s = scenario(
        {**PASSING, "behaviour.satisfied_min": 0.0},
        teams=two_teams(),
        call_types=[call_type(escalates_to="Second")],
    )
    record = simulate_callers(s, [Caller(480), Caller(481)])
    second = times(record, "p_satisfied")[3:]
    # waited 4, then 4 + 3, then 4 + 3 + 0 minutes; not settled: .95 - .35 - .08 transfers - .03 (W - 1)
    expected = [0.6 - 0.03 * 3, 0.6 - 0.08 - 0.03 * 6, 0.6 - 0.16 - 0.03 * 6]
    assert [p for (p,) in second] == pytest.approx(expected, rel=1e-12)


# ── Cap and quota ─────────────────────────────────────────────────────────────────────────────────


def capped(**cap):
    return scenario({"rules.handle_time_cap": cap, "call_types.Calls.overhead_min": 1.0})


def test_a_cap_on_each_call():
    s = capped(minutes=4.0, basis="each_call", enforcement=0.5)
    record = simulate_callers(s, [Caller(480, need=10.0), Caller(500, need=3.0)])
    assert times(record, "need", "given", "achieved", "pressure") == [
        (10, 7, 6 / 9, 2 * (1 - 0.7)),
        (3, 3, 1, 0),
    ]
    assert answers(record) == [(480, 487), (500, 503)]


def test_a_cap_on_the_shifts_average_is_paid_back_by_the_next_callers():
    s = capped(minutes=4.0, basis="shift_average", enforcement=1.0)
    record = simulate_callers(s, [Caller(480, need=2.0), Caller(500, need=7.0), Caller(520, need=5.0)])
    # 4; 2 · 4 - 2 = 6; 3 · 4 - 8 = 4
    assert [given for (given,) in times(record, "given")] == [2, 6, 4]


def test_the_average_forgets_yesterday():
    s = scenario({"rules.handle_time_cap": {"minutes": 4.0, "basis": "shift_average", "enforcement": 1.0}},
                 demand={"calls_per_day": 1.0, "open": {"days": ["mon", "tue"]}})  # fmt: skip
    record = simulate_callers(s, [Caller(480, need=1.0), Caller(DAY + 480, need=10.0)])
    assert [given for (given,) in times(record, "given")] == [1, 4]


def test_no_enforcement_is_no_cap_to_the_bit():
    free = simulate_callers(scenario(), [Caller(480, need=10.0)])
    unenforced = simulate_callers(capped(minutes=4.0, enforcement=0.0), [Caller(480, need=10.0)])
    assert free.data_bytes() == unenforced.data_bytes()


def test_a_quota_leaves_the_rest_of_the_shift_less_breaks_to_the_calls_still_due():
    s = scenario(
        {"rules.quota": {"calls_per_shift": 3, "enforcement": 1.0}, "call_types.Calls.wrap_up_min": 1.0},
        teams=[team(shifts=[{"start": "08:00", "hours": 1.0}], breaks=[{"after_min": 50.0, "minutes": 6.0}])],
    )
    callers = [Caller(480, need=30.0), Caller(481, need=30.0), Caller(482, need=12.0), Caller(483, need=2.0)]
    record = simulate_callers(s, callers)
    # (60 - 6) / 3 - 1 = 17, till 498; (42 - 6) / 2 - 1 = 17, till 516; (24 - 6) / 1 - 1 = 17: 12, till 529
    assert times(record, "answered", "given")[:3] == [(480, 17), (498, 17), (516, 12)]
    # the quota is met: no more squeezing; then the break due at 530 from 532, until 538
    assert times(record, "answered", "given")[3] == (529, 2)
    day = record.agent_days[record.agent_days["day"] == 0][0]
    assert (day["break_min"], day["legs"]) == (6.0, 4)


def test_with_cap_and_quota_the_smaller_time_counts():
    s = scenario(
        {
            "rules.quota": {"calls_per_shift": 10, "enforcement": 1.0},
            "rules.handle_time_cap": {"minutes": 4.0, "enforcement": 1.0},
        },
        teams=[team(shifts=[{"start": "08:00", "hours": 1.0}])],
    )
    record = simulate_callers(s, [Caller(480, need=30.0), Caller(525, need=30.0)])
    assert [given for (given,) in times(record, "given")] == [4.0, 15.0 / 9]


def test_switching_one_of_two_rules_off_leaves_the_other():
    shifts = [team(shifts=[{"start": "08:00", "hours": 1.0}])]
    quota = {"calls_per_shift": 10, "enforcement": 1.0}
    only_quota = scenario(
        {"rules.quota": quota, "rules.handle_time_cap": {"minutes": 1.0, "enforcement": 0.0}}, teams=shifts
    )
    assert times(simulate_callers(only_quota, [Caller(480, need=30.0)]), "given") == [(6.0,)]
    cap = {"minutes": 1.0, "enforcement": 1.0}
    only_cap = scenario(
        {"rules.quota": {**quota, "enforcement": 0.0}, "rules.handle_time_cap": cap}, teams=shifts
    )
    assert times(simulate_callers(only_cap, [Caller(480, need=30.0)]), "given") == [(1.0,)]


# ── Difficult and upset callers ───────────────────────────────────────────────────────────────────

LONG_HOLDS = {"behaviour.difficult_hold_min": 10_000.0, "behaviour.upset_hold_min": 10_000.0}


def ending(policy, **more):
    return {"rules.disengagement": {"policy": policy, **more}}


def test_a_difficult_caller_read_rightly_is_closed_after_the_minutes_of_the_rule():
    s = scenario({**LONG_HOLDS, **ending("after_minutes", after_min=6.0, discernment=1.0)})
    record = simulate_callers(s, [Caller(480, difficult=True)])
    assert times(record, "kind", "cut", "held", "talk_end") == [(Kind.DIFFICULT, 1, 6.0, 491.0)]


@pytest.mark.parametrize(
    "rule", [ending("after_minutes", discernment=0.0), ending("caller_ends"), ending("until_satisfied")]
)
def test_otherwise_a_difficult_caller_holds_the_agent(rule):
    s = scenario({**LONG_HOLDS, **rule}, horizon={"weeks": 4, "warm_up_weeks": 0})
    record = simulate_callers(s, [Caller(480, difficult=True)])
    (kind, cut, held, given), = times(record, "kind", "cut", "held", "given")  # fmt: skip
    assert (kind, cut, given) == (Kind.DIFFICULT, 0, 5.0)
    assert held > 6.0


@pytest.mark.parametrize(("discernment", "cut"), [(0.0, 1), (1.0, 0)])
def test_an_upset_caller_is_cut_only_when_read_wrongly(discernment, cut):
    s = scenario(
        {
            **LONG_HOLDS,
            **ending("after_minutes", after_min=6.0, discernment=discernment),
            "callers.upset_share": 1.0,
            "callers.upset_max": 1.0,
        },
        horizon={"weeks": 4, "warm_up_weeks": 0},
    )
    record = simulate_callers(s, [Caller(480)])
    assert times(record, "kind", "cut") == [(Kind.UPSET, cut)]
    assert (times(record, "held") == [(6.0,)]) == bool(cut)


def test_a_cut_call_is_never_passed_on():
    s = scenario(
        {
            **LONG_HOLDS,
            **PASSING,
            **ending("after_minutes", discernment=1.0),
            "behaviour.resolvable_difficult": 0.0,
        }
    )
    assert outcomes(simulate_callers(s, [Caller(480, difficult=True)])) == [ANSWERED]


def test_until_satisfied_stretches_ordinary_calls_by_15_percent_and_settles_3_percent_more():
    s = scenario({**ending("until_satisfied"), "call_types.Calls.resolvable": 0.8})
    record = simulate_callers(s, [Caller(480, need=6.0)])
    ((need, given, g, x, p, talk_end),) = times(
        record, "need", "given", "achieved", "pressure", "p_resolved", "talk_end"
    )
    assert (need, g, x) == (6.0, 1.0, 0.0)
    assert given == pytest.approx(6.9, rel=1e-15)
    assert p == pytest.approx(0.8 * 1.03, rel=1e-15)
    assert talk_end == 480.0 + given


def test_until_satisfied_does_not_stretch_a_squeezed_call():
    s = scenario({**ending("until_satisfied"), "rules.handle_time_cap": {"minutes": 4.0, "enforcement": 1.0}})
    assert times(simulate_callers(s, [Caller(480, need=6.0)]), "given") == [(4.0,)]


def test_a_cap_squeezes_the_work_and_not_the_unproductive_time():
    s = scenario({**LONG_HOLDS, **ending("after_minutes", after_min=6.0, discernment=1.0),
                  "rules.handle_time_cap": {"minutes": 2.0, "enforcement": 1.0}})  # fmt: skip
    record = simulate_callers(s, [Caller(480, difficult=True)])
    assert times(record, "given", "held", "talk_end") == [(2.0, 6.0, 488.0)]


def test_the_agent_rests_after_a_hostile_caller_and_the_next_waits():
    s = scenario({**LONG_HOLDS, **ending("after_minutes", after_min=6.0, discernment=1.0),
                  "rules.pause_after_hostile_min": 3.0, "call_types.Calls.wrap_up_min": 1.0})  # fmt: skip
    record = simulate_callers(s, [Caller(480, difficult=True), Caller(481), Caller(482)])
    assert times(record, "answered") == [(480,), (495,), (501,)]
    assert record.agent_days[0]["pause_min"] == 3.0


def test_waiting_makes_anger():
    s = scenario({"behaviour.upset_per_wait_min": 1.0, "callers.upset_max": 1.0})
    record = simulate_callers(s, [Caller(480), Caller(483), Caller(483)])
    # waits of 0, 2 and 7 or more minutes: chance 0, 0 and 1
    assert [Kind(k) for (k,) in times(record, "kind")] == [Kind.ORDINARY, Kind.ORDINARY, Kind.UPSET]


def test_a_call_keeps_the_policy_in_force_when_it_was_answered():
    cap = {"minutes": 2.0, "enforcement": 1.0}
    s = scenario(
        {"call_types.Calls.wrap_up_min": 1.0},
        horizon={"weeks": 2, "warm_up_weeks": 0},
        demand={"calls_per_day": 1.0, "open": EVERY_DAY},
        changes=[{"week": 1, "set": {"call_types.Calls.wrap_up_min": 3.0, "rules.handle_time_cap": cap}}],
    )
    monday = 7 * DAY
    record = simulate_callers(s, [Caller(monday - 2), Caller(monday + 1)])
    assert times(record, "policy", "answered", "given", "wrap_end") == [
        (0, monday - 2, 5.0, monday + 4),
        (1, monday + 4, 2.0, monday + 9),
    ]


def test_chances_in_the_record_are_those_of_the_rules():
    s = scenario(
        {"behaviour.skill_sd": 0.0, "call_types.Calls.resolvable": 0.82, "behaviour.resolve_max": 0.98}
    )
    record = simulate_callers(s, [Caller(480), Caller(481)])
    assert [p for (p,) in times(record, "p_resolved")] == [0.82, 0.82]
    quality = 100 * (0.45 + 0.55 * (1 - 0.9 * 0.45))
    assert [q for (q,) in times(record, "quality")] == pytest.approx([quality] * 2)
    waits = [0.95, 0.95 - 0.03 * 3]
    unsettled = [0.35 * (1 - r) for (r,) in times(record, "resolved")]
    assert [p for (p,) in times(record, "p_satisfied")] == pytest.approx(
        [w - u for w, u in zip(waits, unsettled, strict=True)]
    )
