"""The engine as a specification: small centres whose every time can be worked out by hand. Agents and days."""

from __future__ import annotations

import math
from itertools import pairwise

import mpmath
import numpy as np
import pytest

from sim.engine import simulate
from sim.record import DayStatus, Outcome
from sim.scenario import replace
from tests.builders import DAY, WEEK, Caller, call_type, clock, number, scenario, simulate_callers, team

ANSWERED, PASSED_ON, ABANDONED, BLOCKED, OPEN = Outcome
ON_PHONES, SICK, AWAY, OFF, VACANT, TRAINING = DayStatus
EVERY_DAY = {"days": WEEK, "from": "00:00", "to": "24:00"}
SHIFT = {"start": "08:00", "hours": 10.0, "share": 1.0}


def legs(record, *columns):
    rows = record.legs[np.lexsort([record.legs["leg"], record.legs["call"], number(record.legs)])]
    return [tuple(row[c].item() for c in columns) for row in rows]


def days(record, *columns, seat=0):
    rows = record.agent_days[record.agent_days["seat"] == seat]
    return [tuple(row[c].item() for c in columns) for row in rows]


def minutes(record, seat=0, day=0):
    """Talk, wrap-up, free, break, pause and course minutes of a seat's day."""
    names = ("talk_min", "wrap_min", "free_min", "break_min", "pause_min", "course_min")
    return next(row[1:] for row in days(record, "day", *names, seat=seat) if row[0] == day)


def shift(start="08:00", hours=10.0, **more):
    return {"shifts": [{"start": start, "hours": hours, "share": 1.0}], **more}


# ── Breaks ────────────────────────────────────────────────────────────────────────────────────────

BREAK = {"after_min": 60.0, "minutes": 10.0}


def test_a_free_agent_takes_the_break_when_it_is_due():
    s = scenario(teams=[team(**shift(breaks=[BREAK]))])
    record = simulate_callers(s, [Caller(clock("09:03"))])
    assert legs(record, "queued", "answered") == [(543, 550)]
    assert minutes(record) == (5, 0, 585, 10, 0, 0)


def test_an_agent_finishes_the_call_and_its_wrap_up_before_a_break_of_full_length():
    s = scenario({"call_types.Calls.wrap_up_min": 1.0}, teams=[team(**shift(breaks=[BREAK]))])
    record = simulate_callers(s, [Caller(clock("08:58")), Caller(clock("08:59"))])
    assert legs(record, "answered", "wrap_end") == [(538, 544), (554, 560)]


def test_a_call_at_the_instant_a_break_is_due_finds_the_agent_gone_and_one_at_its_end_is_answered():
    s = scenario(teams=[team(**shift(breaks=[BREAK]))])
    record = simulate_callers(s, [Caller(clock("09:00"))])
    assert legs(record, "answered") == [(550,)]
    record = simulate_callers(s, [Caller(clock("09:10"))])
    assert legs(record, "answered") == [(550,)]


def test_a_call_that_ends_at_the_instant_a_break_is_due_is_followed_by_the_next_call():
    # talk ends (2) before the break is due (4), and hands over at once
    s = scenario(teams=[team(**shift(breaks=[BREAK]))])
    record = simulate_callers(s, [Caller(clock("08:55")), Caller(clock("08:56"))])
    assert legs(record, "answered") == [(535,), (540,)]
    assert minutes(record)[3] == 10.0


def test_a_break_that_would_overlap_the_end_of_the_shift_is_skipped():
    late = {"after_min": 591.0, "minutes": 10.0}
    s = scenario(teams=[team(**shift(breaks=[late]))])
    assert minutes(simulate_callers(s, []))[3] == 0.0
    just = {"after_min": 590.0, "minutes": 10.0}
    s = scenario(teams=[team(**shift(breaks=[just]))])
    assert minutes(simulate_callers(s, []))[3] == 10.0
    record = simulate_callers(s, [Caller(clock("17:48"))])  # the call pushes it past the end
    assert minutes(record)[3] == 0.0


def test_a_break_replaces_a_due_pause():
    s = scenario(
        {
            "rules.disengagement": {"policy": "after_minutes", "after_min": 2.0, "discernment": 1.0},
            "rules.pause_after_hostile_min": 30.0,
            "behaviour.difficult_hold_min": 10_000.0,
        },
        teams=[team(**shift(breaks=[BREAK]))],
    )
    record = simulate_callers(s, [Caller(clock("08:55"), difficult=True), Caller(clock("09:11"))])
    assert legs(record, "talk_end")[0] == (542,)
    assert minutes(record) == (12, 0, 578, 10, 0, 0)
    assert legs(record, "answered")[1] == (552,)


def test_two_breaks_that_fall_due_in_one_call_follow_each_other():
    breaks = [BREAK, {"after_min": 62.0, "minutes": 5.0}]
    s = scenario(teams=[team(**shift(breaks=breaks))])
    record = simulate_callers(s, [Caller(clock("08:58")), Caller(clock("08:59"))])
    assert legs(record, "answered") == [(538,), (558,)]


def test_staggered_colleagues_take_turns():
    s = scenario(teams=[team(agents=2, **shift(breaks=[{**BREAK, "stagger_min": 40.0}]))])
    record = simulate_callers(s, [Caller(clock("08:55")), Caller(clock("09:15"))])
    # the break is at 09:00: seat 0 is away 08:50-09:00, seat 1 09:10-09:20
    assert legs(record, "agent", "answered") == [(1, 535), (0, 555)]


# ── Routing ───────────────────────────────────────────────────────────────────────────────────────


def test_the_longest_idle_agent_is_next_and_ties_go_round_with_the_day():
    s = scenario({"teams.Agents.agents": 3}, demand={"calls_per_day": 1.0, "open": {"days": ["mon", "tue"]}})
    monday = [Caller(480), Caller(481), Caller(482), Caller(490)]
    tuesday = [Caller(c.at + DAY) for c in monday]
    record = simulate_callers(s, [*monday, *tuesday])
    agents = [a for (a,) in legs(record, "agent")]
    # on Monday the order is seat mod 3, on Tuesday (seat + 1) mod 3; then seat 0 or 2 has been idle longest
    assert agents[:4] == [0, 1, 2, 0]
    assert agents[4:] == [2, 0, 1, 2]


def test_idle_time_restarts_after_a_break():
    s = scenario(teams=[team("A", **shift(breaks=[BREAK])), team("B", **shift())])
    record = simulate_callers(s, [Caller(clock("09:20")), Caller(clock("09:21"))])
    assert [t for (t,) in legs(record, "team")] == [1, 0]


def test_the_most_rested_agent_is_next_where_routing_says_so():
    s = scenario(
        {"teams.Agents.agents": 2, "behaviour.strain": True, "rules.routing": "most_rested"},
        horizon={"weeks": 1, "warm_up_weeks": 0},
    )
    s = replace(s, {"behaviour.vulnerability_cv": 0.0, "behaviour.exhaustion_start_sd": 0.0})
    # seat 0 talks long and gets free first; seat 1 talks shortly but later
    callers = [Caller(480, need=60.0), Caller(539, need=2.0), Caller(545)]
    assert [a for (a,) in legs(simulate_callers(s, callers), "agent")] == [0, 1, 1]
    longest_idle = replace(s, {"rules.routing": "longest_idle"})
    assert [a for (a,) in legs(simulate_callers(longest_idle, callers), "agent")] == [0, 1, 0]


def test_any_team_that_handles_the_type_may_take_it_and_no_other():
    kinds = [call_type("A", share=0.5), call_type("B", share=0.5)]
    s = scenario(teams=[team("One", handles=["A"]), team("Both")], call_types=kinds)
    callers = [Caller(480, type=1), Caller(481, type=1), Caller(482), Caller(483)]
    assert legs(simulate_callers(s, callers), "team", "answered") == [(1, 480), (1, 485), (0, 482), (0, 487)]


# ── Closing and the end of shifts ─────────────────────────────────────────────────────────────────


def test_after_closing_who_waits_is_still_served_in_paid_overtime():
    s = scenario(teams=[team(**shift())])
    record = simulate_callers(s, [Caller(clock("17:57")), Caller(clock("17:58")), Caller(clock("17:59"))])
    assert legs(record, "answered", "outcome") == [(1077, 0), (1082, 0), (1087, 0)]
    assert days(record, "rostered_min", "overtime_min", "went")[0] == (600, 12, 1092)


def test_whose_shift_ends_before_closing_leaves_after_the_call_and_the_waiting_become_open_at_closing():
    s = scenario({"call_types.Calls.wrap_up_min": 2.0}, teams=[team(**shift(hours=9.0))])
    record = simulate_callers(s, [Caller(clock("16:58")), Caller(clock("16:59")), Caller(clock("17:30"))])
    assert legs(record, "outcome", "left_queue") == [(ANSWERED, 1018), (OPEN, 1080), (OPEN, 1080)]
    assert days(record, "overtime_min", "went")[0] == (5, 1025)


def test_a_call_at_the_instant_the_shift_ends_finds_nobody():
    s = scenario(teams=[team(**shift(hours=9.0))])
    record = simulate_callers(s, [Caller(clock("17:00"))])
    assert legs(record, "outcome") == [(OPEN,)]


def test_a_call_that_ends_with_the_shift_is_the_last():
    s = scenario(teams=[team(**shift(hours=9.0))])
    record = simulate_callers(s, [Caller(clock("16:55")), Caller(clock("16:56"))])
    assert legs(record, "outcome", "left_queue") == [(ANSWERED, 1015), (OPEN, 1080)]
    assert days(record, "went", "overtime_min")[0] == (1020, 0)


def test_before_closing_a_caller_waits_even_if_nobody_is_there_yet():
    s = scenario(teams=[team(**shift(start="10:00", hours=8.0))])
    record = simulate_callers(s, [Caller(clock("08:00"))])
    assert legs(record, "answered") == [(600,)]


def test_a_break_that_ends_with_the_shift_does_not_end_the_overtime_call():
    s = scenario(teams=[team(**shift(breaks=[{"after_min": 590.0, "minutes": 10.0}]))])
    record = simulate_callers(s, [Caller(clock("17:55")), Caller(clock("17:56"))])
    assert legs(record, "answered", "talk_end") == [(1080, 1085), (1085, 1090)]
    assert days(record, "overtime_min", "talk_min", "break_min")[0] == (10, 10, 10)


def test_after_closing_an_agent_stays_to_the_end_of_the_shift_for_who_waits():
    s = scenario(teams=[team(**shift(start="09:00", hours=10.0))])
    record = simulate_callers(s, [Caller(clock("17:50"), need=30.0), Caller(clock("17:55"), need=45.0)])
    assert legs(record, "answered") == [(1070,), (1100,)]
    assert days(record, "overtime_min", "went")[0] == (5, 1145)


def test_at_closing_who_cannot_be_served_by_anybody_on_duty_becomes_open():
    kinds = [call_type("A", share=0.5), call_type("B", share=0.5)]
    teams = [team("One", handles=["A"], **shift()), team("Two", handles=["B"], **shift(hours=2.0))]
    s = scenario(teams=teams, call_types=kinds)
    callers = [Caller(clock("17:58")), Caller(clock("17:59")), Caller(clock("15:00"), type=1)]
    record = simulate_callers(s, callers)
    assert legs(record, "outcome", "left_queue") == [(ANSWERED, 1078), (ANSWERED, 1083), (OPEN, 1080)]


def test_when_the_last_agent_who_could_leaves_after_closing_the_waiting_become_open():
    # somebody on a break at closing counts as on duty; the shift ends 18:20, at 18:05 the break does
    s = scenario(teams=[team(**shift(hours=10 + 1 / 3, breaks=[{"after_min": 590.0, "minutes": 15.0}]))])
    record = simulate_callers(s, [Caller(clock("17:55")), Caller(clock("17:56"))])
    assert legs(record, "answered", "outcome") == [(1085, 0), (1090, 0)]


def test_nothing_is_served_past_the_horizon():
    s = scenario(demand={"calls_per_day": 1.0, "open": EVERY_DAY})
    end = 7 * DAY
    record = simulate_callers(s, [Caller(end - 4), Caller(end - 3)])
    assert legs(record, "outcome", "left_queue", "talk_end")[0] == (ANSWERED, end - 4, end + 1)
    assert legs(record, "outcome", "left_queue")[1] == (OPEN, end)


def test_a_shift_across_midnight_belongs_to_the_day_it_starts():
    s = scenario(
        teams=[team(**shift(start="22:00", hours=8.0), days_per_week=7)],
        demand={"calls_per_day": 1.0, "open": {**EVERY_DAY, "days": ["mon", "tue"]}},
    )
    record = simulate_callers(
        s, [Caller(clock("23:58")), Caller(clock("05:59", day=1)), Caller(clock("06:30", day=1))]
    )
    assert legs(record, "answered") == [(1438,), (DAY + 359,), (DAY + 22 * 60,)]
    assert days(record, "day", "legs", "came", "went")[0] == (-1, 0, 0, 360), (
        "Sunday's shift runs into Monday"
    )
    assert days(record, "day", "legs", "came", "went")[1] == (0, 2, 1320, DAY + 364)
    # Tuesday's shift runs into closed Wednesday; nobody waits after closing
    assert days(record, "day", "legs", "came", "went")[2] == (1, 1, DAY + 1320, 2 * DAY + 360)


NIGHTS = {"agents": 1, **shift("22:00", 8.0), "days_per_week": 7}


def worked(record, seat=0):
    """(day, minutes at work) of each shift that was worked."""
    rows = days(record, "day", "came", "went", seat=seat)
    return [(day, went - came) for day, came, went in rows if not math.isnan(came)]


def test_two_of_three_relieve_each_other_at_breaks_whoever_has_the_day_off():
    # Turns of two are at 229.5 and 250.5 min, a quarter of 42 either side: somebody is always there. Turns of all
    # three would be 226, 240 and 254, and two of them 14 min apart: nobody from 240 to 246 or from 254 to 260.
    breaks = [{"after_min": 240.0, "minutes": 20.0, "stagger_min": 42.0}]
    s = scenario(
        teams=[team(agents=3, **shift(breaks=breaks), days_per_week=4)],
        demand={"calls_per_day": 1.0, "open": {"days": WEEK[:6], "from": "08:00", "to": "16:00"}},
    )
    times = [clock("08:00", day) + minute for day in range(6) for minute in (243.0, 257.0)]
    record = simulate_callers(s, [Caller(at) for at in times])
    assert legs(record, "arrived", "answered") == [(at, at) for at in times]


def test_a_shift_begins_on_every_day_of_the_roster_open_or_not():
    five = {**EVERY_DAY, "days": WEEK[:5]}
    s = scenario(teams=[team(**NIGHTS)], demand={"calls_per_day": 1.0, "open": five})
    s = replace(s, {"teams.Agents.shifts": [{"start": "22:00", "hours": 8.0, "days": ["sun", "mon"]}]})
    s = replace(s, {"horizon.weeks": 2})
    record = simulate_callers(s, [Caller(clock("03:00", 7)), Caller(clock("05:00", 1))])
    assert legs(record, "outcome") == [(ANSWERED,), (ANSWERED,)]
    assert worked(record) == [(-1, 360), (0, 480), (6, 480), (7, 480), (13, 480), (14, 120)], (
        "the last Sunday night runs out"
    )
    closed = replace(s, {"teams.Agents.shifts": [{"start": "08:00", "hours": 8.0, "days": ["sat"]}]})
    rows = days(simulate_callers(closed, []), "day", "rostered_min", "free_min")
    assert [(day, free) for day, minutes, free in rows if minutes] == [(5, 480), (12, 480)], (
        "paid for nothing"
    )


def test_on_a_holiday_only_shifts_that_run_into_open_hours_are_worked():
    shifts = [{"start": "08:00", "hours": 8.0, "share": 0.5}, {"start": "22:00", "hours": 8.0, "share": 0.5}]
    s = scenario(
        teams=[team(agents=2, shifts=shifts, days_per_week=7)],
        demand={"calls_per_day": 1.0, "open": EVERY_DAY,
                "special_days": [{"week": 0, "day": "wed", "closed": True}]},
    )  # fmt: skip
    record = simulate_callers(s, [Caller(clock("03:00", 3))])
    assert legs(record, "outcome", "arrived") == [(ANSWERED, clock("03:00", 3))], (
        "the night after the holiday"
    )
    assert [day for day, _ in worked(record)] == [0, 1, 3, 4, 5, 6, 7]
    assert [day for day, _ in worked(record, seat=1)] == list(range(-1, 8))


def test_a_shift_whose_open_hours_a_closed_day_takes_away_is_not_worked():
    # Friday's opening would run to Saturday 04:00; Sunday's shift serves Monday's opening at 00:00
    late = {"days": ["fri", "mon"], "from": "20:00", "to": "04:00", "hours": {"mon": ["00:00", "08:00"]}}
    tail = [{"start": "00:00", "hours": 4.0, "days": ["sat"]}]
    eve = [{"start": "23:00", "hours": 8.0, "days": ["sun"]}]
    empty = [{"start": "08:00", "hours": 8.0, "days": ["wed"]}]
    s = scenario(
        teams=[team("Tail", shifts=tail), team("Eve", shifts=eve), team("Never open", shifts=empty)],
        demand={"calls_per_day": 0.0, "open": late},
        horizon={"weeks": 2, "warm_up_weeks": 0},
    )
    usual = simulate_callers(s, [])
    assert [worked(usual, seat) for seat in range(3)] == [
        [(5, 240), (12, 240)],
        [(-1, 420), (6, 480), (13, 480)],
        [(2, 480), (9, 480)],
    ]
    special = [{"week": week, "day": day, "closed": True} for week, day in ((0, "fri"), (1, "mon"))]
    closed = simulate_callers(replace(s, {"demand.special_days": special}), [])
    assert [worked(closed, seat) for seat in range(3)] == [
        [(12, 240)],
        [(-1, 420), (13, 480)],
        [(2, 480), (9, 480)],
    ]
    assert days(closed, "day", "status", "rostered_min", seat=0)[5] == (5, OFF, 0)


def test_minutes_past_the_end_of_the_week_are_told_apart():
    # Sunday 22:00 to Monday 06:00; a call from Monday 05:58 to 06:03, a break from 23:50 to 00:10
    s = scenario(
        teams=[team(**NIGHTS, breaks=[{"after_min": 110.0, "minutes": 20.0}])],
        demand={"calls_per_day": 1.0, "open": EVERY_DAY},
    )
    record = simulate_callers(s, [Caller(clock("22:10", 6)), Caller(clock("05:58", 7))])
    names = ("rostered", "overtime", "talk", "free", "break")
    rows = days(
        record, "day", *(f"{name}_min" for name in names), *(f"{name}_next_week_min" for name in names)
    )
    sunday = next(row for row in rows if row[0] == 6)
    assert sunday[1:6] == (480, 3, 10, 453, 20)
    assert sunday[6:] == (360, 3, 5, 348, 10)
    assert all(row[6:] == (0,) * 5 for row in rows if 0 <= row[0] < 6), "other nights are of one week"


def test_in_an_opening_past_midnight_who_is_always_there_works_to_its_end():
    late = {"days": ["mon", "tue", "sun"], "from": "20:00", "to": "02:00"}
    s = scenario(demand={"calls_per_day": 1.0, "open": late})
    record = simulate_callers(s, [Caller(clock("01:58", 1)), Caller(clock("01:00", 0))])
    assert sorted(legs(record, "arrived", "talk_end")) == [
        (clock("01:00"), clock("01:05")),
        (clock("01:58", 1), clock("02:03", 1)),
    ]
    assert worked(record) == [(-1, 120), (0, 363), (1, 360), (6, 360), (7, 240)]
    assert [m for m in days(record, "rostered_min") if m[0]] == [(360,), (360,), (360,), (360,), (240,)]


def test_in_two_spans_nobody_calls_between_them_and_who_waits_at_the_first_closing_is_served():
    siesta = {"days": ["mon"], "spans": [["09:00", "13:00"], ["16:00", "20:00"]]}
    s = scenario(teams=[team(**shift("09:00", 11.0))], demand={"calls_per_day": 400.0, "open": siesta})
    record = simulate(s)
    arrived = record.legs["arrived"]
    assert not ((arrived >= 780) & (arrived < 960)).any()
    assert (arrived < 780).any()
    assert (arrived >= 960).any()
    late = simulate_callers(s, [Caller(778.0), Caller(779.0), Caller(965.0)])
    assert legs(late, "outcome", "answered") == [(ANSWERED, 778), (ANSWERED, 783), (ANSWERED, 965)]


# ── On duty always ────────────────────────────────────────────────────────────────────────────────


def test_a_night_shift_that_begins_late_after_midnight_is_a_day_worked():
    s = scenario(
        teams=[team(**shift("22:00", 8.0), days_per_week=7)],
        demand={"calls_per_day": 1.0, "open": EVERY_DAY},
    )
    twenty_hours = Caller(clock("05:30", 1), need=1200.0)  # on the line when Tuesday's own shift begins
    record = simulate_callers(s, [twenty_hours, Caller(clock("02:00", 2))])
    found = days(record, "day", "status", "came", "went", "legs")
    assert found[1] == (0, ON_PHONES, clock("22:00"), clock("01:30", 2), 1)
    assert found[2] == (1, ON_PHONES, clock("01:30", 2), clock("06:00", 2), 1)
    assert [day for day, *_ in found] == list(range(-1, 8))


def test_on_duty_always_is_one_day_per_open_day_from_opening_to_closing():
    s = scenario(
        demand={"calls_per_day": 1.0, "open": {"days": ["mon", "wed"], "from": "09:00", "to": "17:30"}}
    )
    record = simulate_callers(s, [Caller(clock("17:28"))])
    monday, tuesday, wednesday = days(record, "status", "rostered_min", "came", "went")[:3]
    assert monday == (ON_PHONES, 510, 540, 1053)
    assert tuesday[:2] == (OFF, 0)
    assert all(math.isnan(t) for t in tuesday[2:])
    assert wednesday == (ON_PHONES, 510, 2 * DAY + 540, 2 * DAY + 1050)
    assert days(record, "overtime_min")[0] == (3,)


def test_open_day_and_night_a_call_in_hand_at_midnight_goes_on_and_nobody_leaves():
    s = scenario(demand={"calls_per_day": 1.0, "open": EVERY_DAY})
    record = simulate_callers(s, [Caller(DAY - 2), Caller(DAY - 1)])
    assert legs(record, "answered", "talk_end") == [(DAY - 2, DAY + 3), (DAY + 3, DAY + 8)]
    assert minutes(record, day=0)[:3] == (2, 0, DAY - 2)
    assert minutes(record, day=1)[:3] == (8, 0, DAY - 8)
    assert days(record, "legs", "overtime_min")[:2] == [(1, 0), (1, 0)]
    assert days(record, "came", "went")[:2] == [(0, DAY), (DAY, 2 * DAY)]


def test_at_midnight_strain_restarts_and_the_leg_in_hand_keeps_its_exhaustion():
    s = scenario({"behaviour.strain": True}, demand={"calls_per_day": 1.0, "open": EVERY_DAY})
    record = simulate_callers(s, [Caller(DAY - 60, need=120.0), Caller(DAY + 180)])
    E0, E1 = days(record, "exhaustion")[0][0], legs(record, "exhaustion")[1][0]
    assert E0 == E1 != legs(record, "exhaustion")[0][0]
    talk_end = legs(record, "talk_end")[0][0]
    after_midnight = 1 - (1 - 0.25 * E0) * math.exp(-(talk_end - DAY) / 75)
    at_answer = after_midnight * math.exp(-(DAY + 180 - talk_end) / 18)
    assert legs(record, "strain")[1][0] == pytest.approx(at_answer, rel=1e-12)


# ── Sick, away ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("values", "status", "p_sick"),
    [({"behaviour.sick_rate": 1.0}, SICK, 1.0), ({"teams.Agents.shrinkage": 0.95}, AWAY, 0.0)],
)
def test_who_is_sick_or_away_is_rostered_but_does_not_come(values, status, p_sick):
    s = scenario(values)
    records = [simulate_callers(s, [Caller(600)], seed=seed) for seed in range(1, 4)]
    record = next(r for r in records if days(r, "status")[0] == (status,))
    assert legs(record, "outcome", "left_queue") == [(OPEN, 1080)]
    assert days(record, "rostered_min", "p_sick")[0] == (600, p_sick)
    assert minutes(record) == (0, 0, 0, 0, 0, 0)


def test_somebody_sick_at_midnight_in_a_centre_that_never_closes_leaves_after_the_call():
    s = scenario(
        {"behaviour.sick_rate": 0.0, "call_types.Calls.wrap_up_min": 1.0},
        demand={"calls_per_day": 1.0, "open": EVERY_DAY},
        horizon={"weeks": 2, "warm_up_weeks": 0},
        changes=[{"week": 1, "set": {"behaviour.sick_rate": 1.0}}],
    )
    monday = 7 * DAY
    record = simulate_callers(s, [Caller(monday - 2), Caller(monday + 10)])
    assert legs(record, "outcome", "wrap_end")[0] == (ANSWERED, monday + 4)
    assert legs(record, "outcome")[1] == (OPEN,)
    assert days(record, "status", "went")[7] == (SICK, monday + 4)


# ── Strain and exhaustion ─────────────────────────────────────────────────────────────────────────


def strained(**top):
    values = {
        "behaviour.strain": True,
        "behaviour.vulnerability_cv": 0.0,
        "behaviour.exhaustion_start_sd": 0.0,
        "behaviour.need_exhaustion": 0.0,
        "call_types.Calls.wrap_up_min": 10.0,
    }
    return scenario(values, **top)


def test_strain_and_exhaustion_of_one_day_by_the_models_equations():
    two = {"days": ["mon", "tue"], "from": "08:00", "to": "18:00"}
    record = simulate_callers(strained(demand={"calls_per_day": 1.0, "open": two}), [Caller(500, need=40.0)])
    e, m = mpmath.exp, mpmath.mpf
    F0 = m("0.25") * m("0.45")
    F1 = F0 * e(-m(20) / 18)  # free from 480 to 500
    F2 = 1 - (1 - F1) * e(-m(50) / 75)  # talk and wrap-up, both at intensity 1, to 550
    F3 = F2 * e(-m(530) / 18)  # free to 1080
    area = 18 * (F0 - F1) + (50 - 75 * (F2 - F1)) + 18 * (F2 - F3)
    mean = area / 600
    E = mean + (m("0.45") - mean) * e(-m(1) / 25)
    assert legs(record, "strain", "exhaustion")[0] == (pytest.approx(float(F1), rel=1e-12), 0.45)
    row = days(record, "mean_strain", "mean_pressure", "exhaustion", "p_quit")[0]
    assert row == pytest.approx((float(mean), 0.0, float(E), 0.0), rel=1e-11)


def test_pressure_and_hostile_callers_add_to_strain_and_to_the_target():
    s = strained()
    s = replace(
        s,
        {
            "rules.handle_time_cap": {"minutes": 6.0, "enforcement": 1.0},
            "rules.disengagement": {"policy": "after_minutes", "after_min": 4.0, "discernment": 1.0},
            "behaviour.difficult_hold_min": 10_000.0,
            "call_types.Calls.wrap_up_min": 0.0,
        },
    )
    record = simulate_callers(s, [Caller(480, need=8.0, difficult=True)])
    # pressure 2 (1 - 6/8) = .5; intensity 1 + .6 · .5 + 3.5; ten minutes of talk
    F1 = 1 - (1 - 0.25 * 0.45) * math.exp(-10 * 4.8 / 75)
    area = 10 - (F1 - 0.25 * 0.45) * 75 / 4.8 + 18 * F1 * (1 - math.exp(-590 / 18))
    target = area / 600 + 0.25 * 0.5
    row = days(record, "mean_pressure", "mean_strain", "exhaustion")[0]
    assert row[:2] == pytest.approx((0.5, area / 600), rel=1e-12)
    assert row[2] == pytest.approx(target + (0.45 - target) * math.exp(-1 / 25), rel=1e-12)


def test_chances_of_quitting_and_of_being_sick_are_those_of_the_moment():
    s = replace(
        strained(),
        {"behaviour.quit_rate": 0.135, "behaviour.quit_newcomer": 1.0, "behaviour.sick_rate": 0.022},
    )
    s = replace(s, {"teams.Agents.agents": 30, "demand.open.days": WEEK[:5]})
    rows = simulate_callers(s, []).agent_days
    worked = rows[rows["status"] == ON_PHONES]
    assert len(worked) > 100
    # quits are drawn at the step, with the exhaustion after it; sickness at shift start, with that before it
    np.testing.assert_allclose(worked["p_quit"], 1 - np.exp(-0.135 * np.exp(2 * worked["exhaustion"]) / 260))
    before = {(r["seat"], r["day"] + 1): r["exhaustion"] for r in rows}
    expected = [
        0.022 * math.exp(1.2 * before.get((r["seat"], r["day"]), 0.45)) for r in worked if r["since_day"] == 0
    ]
    np.testing.assert_allclose([r["p_sick"] for r in worked if r["since_day"] == 0], expected)


def test_a_day_off_rests():
    record = simulate_callers(strained(), [])
    E = [e for (e,) in days(record, "exhaustion")]
    assert len(E) == 7
    for before, after in pairwise(E):
        assert after == pytest.approx(0.05 + (before - 0.05) * math.exp(-1 / 25), rel=1e-12)


def test_strain_off_fixes_everything_at_neutral():
    s = scenario(
        {"behaviour.quit_rate": 1.0, "teams.Agents.agents": 41}, horizon={"weeks": 1, "warm_up_weeks": 2}
    )
    record = simulate(s)
    E = record.agent_days["exhaustion"]
    assert set(E[~np.isnan(E)]) == {0.45}
    answered = record.legs["outcome"] <= 1
    assert set(record.legs["exhaustion"][answered]) == {0.45}
    assert set(record.legs["strain"][answered]) == {0.0}


def test_strain_switched_off_by_a_change_brings_everybody_to_neutral():
    s = strained(
        horizon={"weeks": 2, "warm_up_weeks": 0}, changes=[{"week": 1, "set": {"behaviour.strain": False}}]
    )
    record = simulate_callers(s, [Caller(7 * DAY + 500)])
    assert legs(record, "exhaustion", "strain") == [(0.45, 0.0)]
    assert {e for (e,) in days(record, "exhaustion")[7:]} == {0.45}


@pytest.mark.parametrize("n", [9, 13, 41, 99])
def test_a_refilled_seat_takes_the_mean_which_is_neutral_to_the_bit_where_strain_is_off(n):
    s = scenario(
        {"behaviour.quit_rate": 3.0, "teams.Agents.agents": n}, horizon={"weeks": 1, "warm_up_weeks": 3}
    )
    E = simulate(s).agent_days["exhaustion"]
    assert set(E[~np.isnan(E)]) == {0.45}


# ── Warm-up ───────────────────────────────────────────────────────────────────────────────────────


def test_at_the_end_of_a_warm_up_week_its_net_change_is_multiplied():
    s = strained(horizon={"weeks": 1, "warm_up_weeks": 2})
    record = simulate_callers(s, [])
    E = dict(days(record, "day", "exhaustion"))
    F0, step_down = 0.25, math.exp(-1 / 25)

    def monday(E0):
        mean = 18 * F0 * E0 * (1 - math.exp(-600 / 18)) / 600
        return mean + (E0 - mean) * step_down

    start = 0.45
    for week in (-2, -1):
        assert E[week * 7] == pytest.approx(monday(start), rel=1e-12)
        start = start + 2.5 * (E[week * 7 + 6] - start)
    assert E[0] == pytest.approx(monday(start), rel=1e-12)
    assert E[6] == pytest.approx(0.05 + (E[0] - 0.05) * math.exp(-6 / 25), rel=1e-12)


def test_nobody_quits_in_the_warm_up_and_the_first_week_is_measured_from_0():
    s = scenario(
        {"behaviour.quit_rate": 10.0, "teams.Agents.agents": 20, "behaviour.vacancy_days": 0,
         "behaviour.newcomer_training_days": 0},
        horizon={"weeks": 1, "warm_up_weeks": 3},
    )  # fmt: skip
    record = simulate_callers(s, [])
    rows = record.agent_days
    assert rows["day"].min() == -21
    assert set(rows["hire"][rows["day"] < 0]) == {0}
    assert (rows["p_quit"][(rows["day"] < 0) & (rows["status"] == ON_PHONES)] > 0).all()


def test_vacancies_at_the_start_are_those_of_the_steady_state():
    # λT/(1 + λT) with λ = .135 e^.9 = .332 and T = 70/365: 6 %; 40 % of the absent are in training
    s = scenario(
        {"behaviour.quit_rate": 0.135, "teams.Agents.agents": 4000}, horizon={"weeks": 1, "warm_up_weeks": 0}
    )
    rows = simulate_callers(s, []).agent_days
    first = rows[rows["day"] == 0]
    lam = 0.135 * math.exp(0.9) * 70 / 365
    share = lam / (1 + lam)
    out = np.isin(first["status"], (VACANT, TRAINING)).mean()
    assert out == pytest.approx(share, abs=4 * math.sqrt(share * (1 - share) / 4000))  # 1 in 16,000
    training = (first["status"] == TRAINING).sum() / max(
        1, np.isin(first["status"], (VACANT, TRAINING)).sum()
    )
    assert training == pytest.approx(28 / 70, abs=4 * math.sqrt(0.24 / (share * 4000)))


# ── Quitting and hiring ───────────────────────────────────────────────────────────────────────────


def test_a_seat_stays_empty_42_days_then_a_newcomer_trains_28_and_starts_fresh():
    s = scenario(
        {"behaviour.quit_rate": 10.0, "behaviour.strain": True, "teams.Agents.agents": 3},
        demand={"calls_per_day": 0.0, "open": {"days": WEEK, "from": "08:00", "to": "18:00"}},
        horizon={"weeks": 30, "warm_up_weeks": 0},
    )
    record = simulate_callers(s, [])
    seen = 0
    for seat in range(3):
        rows = days(record, "day", "status", "hire", "since_day", "exhaustion", "p_quit", seat=seat)
        left = [i for i in range(len(rows) - 1) if rows[i][1] == ON_PHONES and rows[i + 1][1] == VACANT]
        for i in left:
            after = rows[i + 1 : i + 72]
            assert [r[1] for r in after[:70]] == ([VACANT] * 42 + [TRAINING] * 28)[: len(after)]
            assert all(math.isnan(r[4]) and math.isnan(r[5]) for r in after[:70])
            if len(after) > 70:
                seen += 1
                assert after[70][1:4] == (ON_PHONES, rows[i][2] + 1, after[70][0])
                assert after[70][4] < 0.25 + 0.05
    assert seen >= 2, "nobody came back: the test shows nothing"


def test_exhaustion_is_not_set_until_the_first_day_on_the_phones():
    s = scenario(
        {"behaviour.quit_rate": 2.0, "teams.Agents.agents": 60}, horizon={"weeks": 2, "warm_up_weeks": 1}
    )
    rows = simulate_callers(s, []).agent_days
    absent = np.isin(rows["status"], (VACANT, TRAINING))
    assert absent.any()
    assert np.isnan(rows["exhaustion"][absent]).all()
    assert not np.isnan(rows["exhaustion"][~absent]).any()
    assert (np.isnan(rows["p_quit"]) == (rows["status"] != ON_PHONES)).all()


def test_a_newcomer_takes_longer_and_settles_less():
    s = scenario(
        {"behaviour.quit_rate": 10.0, "behaviour.vacancy_days": 0, "behaviour.newcomer_training_days": 0,
         "call_types.Calls.resolvable": 0.8},
        demand={"calls_per_day": 0.0, "open": {"days": WEEK, "from": "08:00", "to": "18:00"}},
        horizon={"weeks": 4, "warm_up_weeks": 0},
    )  # fmt: skip
    record = simulate_callers(s, [Caller(d * DAY + 600) for d in range(28)])
    for row, (need, p) in zip(
        days(record, "since_day", "day"), legs(record, "need", "p_resolved"), strict=True
    ):
        first, day = row
        if first > 0:
            nov = math.exp(-(day - first) / 40)
            assert need == pytest.approx(5 * (1 + 0.45 * nov), rel=1e-12)
            assert p == pytest.approx(0.8 * (1 - 0.15 * nov), rel=1e-12)
    assert max(first for first, _ in days(record, "since_day", "day")) > 0


def test_a_night_workers_last_shift_counts_for_the_next():
    s = scenario(
        {"behaviour.quit_rate": 10.0, "behaviour.vacancy_days": 0, "behaviour.newcomer_training_days": 0},
        teams=[team(**shift(start="22:00", hours=8.0), days_per_week=7)],
        demand={"calls_per_day": 0.0, "open": EVERY_DAY},
        horizon={"weeks": 4, "warm_up_weeks": 0},
    )
    record = simulate_callers(s, [Caller(d * DAY + 1400) for d in range(28)])
    hired = [
        (f, d) for f, d, status in days(record, "since_day", "day", "status") if f > 0 and status == ON_PHONES
    ]
    needs = {int(t // DAY): need for t, need in legs(record, "answered", "need") if need == need}
    assert hired
    for first, day in hired:
        assert needs[day] == pytest.approx(5 * (1 + 0.45 * math.exp(-(day - first) / 40)), rel=1e-12)


@pytest.mark.parametrize("seed", range(1, 4))
def test_who_works_through_the_last_warm_up_night_finishes_the_shift_even_if_the_seat_is_then_vacant(seed):
    s = scenario(
        {"behaviour.quit_rate": 2.0, "behaviour.strain": True},
        teams=[team(agents=12, **shift(start="22:00", hours=8.0), days_per_week=7)],
        demand={"calls_per_day": 300.0, "open": EVERY_DAY},
        horizon={"weeks": 1, "warm_up_weeks": 2},
    )
    record = simulate(s, seed=seed)
    answered = record.legs[record.legs["outcome"] <= PASSED_ON]
    for column in ("exhaustion", "strain", "need", "talk_end", "wrap_end", "p_satisfied"):
        assert not np.isnan(answered[column]).any(), column


# ── Courses ───────────────────────────────────────────────────────────────────────────────────────


def course(effect=0.4, weeks=(0,), hours=3.0, **top):
    training = {"coping": {"effect": effect, "weeks": list(weeks), "hours_per_agent": hours}}
    open_days = {"days": WEEK[:5], "from": "08:00", "to": "18:00"}
    return scenario(training=training, demand={"calls_per_day": 0.0, "open": open_days}, **top)


def test_seat_j_is_off_for_the_course_from_the_start_of_its_jth_shift_of_the_week():
    s = course(teams=[team(agents=7, **shift())])
    record = simulate_callers(s, [])
    for seat in range(7):
        expected = [180.0 if day == seat % 5 else 0.0 for day in range(5)]
        assert [c for (c,) in days(record, "course_min", seat=seat)[:5]] == expected


def test_a_newcomer_of_the_course_week_neither_attends_nor_learns():
    s = course(
        weeks=[1, 2, 3, 4, 5, 6, 7],
        horizon={"weeks": 8, "warm_up_weeks": 0},
        teams=[team(agents=10, **shift())],
    )
    s = replace(
        s, {"behaviour.quit_rate": 10.0, "behaviour.vacancy_days": 0, "behaviour.newcomer_training_days": 0}
    )
    rows = simulate_callers(s, []).agent_days
    rows = rows[(rows["day"] >= 7) & (rows["status"] == ON_PHONES)]
    came_since_monday = rows["since_day"] > rows["day"] // 7 * 7
    assert came_since_monday.sum() > 10
    assert rows["course_min"][came_since_monday].max() == 0.0
    assert rows["course_min"][~came_since_monday].max() == 180.0


def test_what_does_not_fit_into_one_shift_is_made_up_on_the_next():
    s = course(hours=13.0, teams=[team(**shift())])
    assert [c for (c,) in days(simulate_callers(s, []), "course_min")[:3]] == [600, 180, 0]


def test_somebody_in_a_course_is_not_on_the_phones():
    s = course(teams=[team(**shift())])
    assert legs(simulate_callers(s, [Caller(500)]), "answered") == [(480 + 180,)]


def test_coping_spares_the_toll_and_follows_its_curve():
    s = course(weeks=[-6], horizon={"weeks": 9, "warm_up_weeks": 0}, teams=[team(**shift())])
    s = replace(s, {"behaviour.strain": True, "behaviour.exhaustion_start_sd": 0.0})
    s = replace(
        s, {"rules.disengagement": {"policy": "after_minutes", "after_min": 30.0, "discernment": 1.0}}
    )
    s = replace(s, {"behaviour.difficult_hold_min": 10_000.0, "behaviour.need_exhaustion": 0.0})
    record = simulate_callers(
        s, [Caller(480, difficult=True), Caller(515), Caller(56 * DAY + 480, difficult=True)]
    )
    coping = 0.4 * 2 ** (-3 / 26)
    F1 = 1 - (1 - 0.25 * 0.45) * math.exp(-35 * (1 + 3.5 * (1 - coping)) / 75)
    assert legs(record, "strain")[1][0] == pytest.approx(F1, rel=1e-12)
    E = legs(record, "exhaustion")[2][0]
    coping = 0.4 * 2 ** (-11 / 26)
    manner = max(0.0, 1 - 0.9 * E * (1 - 0.5 * coping) - 0.45 * (1 - coping))
    quality = 100 * (0.45 * (1 - 0.3 * (E - 0.45)) + 0.55 * manner)
    assert legs(record, "quality")[2][0] == pytest.approx(quality, rel=1e-12)


def test_script_training_adds_to_settling_and_nothing_else():
    baseline = course(teams=[team(**shift())], hours=0.0, effect=0.0)
    baseline = replace(baseline, {"call_types.Calls.resolvable": 0.7})
    trained = replace(baseline, {"training.script": {"effect": 0.02, "weeks": [-3], "hours_per_agent": 0.0}})
    a, b = (simulate_callers(s, [Caller(480)]) for s in (baseline, trained))
    assert legs(a, "p_resolved") == [(0.7,)]
    assert legs(b, "p_resolved") == [(pytest.approx(0.72, rel=1e-14),)]
    for name in a.legs.dtype.names:
        if name not in ("p_resolved", "resolved", "p_satisfied", "p_again"):
            assert a.legs[name].tobytes() == b.legs[name].tobytes(), name


# ── Dated changes ─────────────────────────────────────────────────────────────────────────────────


def changing(set_, agents=2, **top):
    return scenario(
        {"teams.Agents.agents": agents},
        horizon={"weeks": 3, "warm_up_weeks": 1},
        changes=[{"week": 1, "set": set_}],
        **top,
    )


def test_added_seats_come_on_the_monday_experienced_with_the_mean_exhaustion():
    s = replace(changing({"teams.Agents.agents": 3}), {"behaviour.strain": True})
    record = simulate_callers(s, [Caller(7 * DAY + 480 + i / 8) for i in range(3)])
    added = days(record, "day", "exhaustion", "hire", "since_day", seat=2)
    assert (added[0][0], added[0][2], added[0][3]) == (7, 0, 7)
    sunday = [dict(days(record, "day", "exhaustion", seat=seat))[6] for seat in range(2)]
    E = dict(legs(record, "agent", "exhaustion"))
    assert E[2] == pytest.approx(sum(sunday) / 2, rel=1e-15)
    assert {need for (need,) in legs(record, "need")} == {5 * (1 + 0.10 * (E[a] - 0.45)) for a in range(3)}, (
        "nobody is new"
    )


def test_removed_seats_are_the_highest_numbers_and_leave_after_their_call():
    s = changing({"teams.Agents.agents": 1}, demand={"calls_per_day": 1.0, "open": EVERY_DAY})
    monday = 7 * DAY
    # on Sunday (day 6) of two tied seats number 0 is first; both are busy at midnight
    record = simulate_callers(s, [Caller(monday - 3), Caller(monday - 2), Caller(monday - 1)])
    by_agent = dict(legs(record, "agent", "talk_end"))
    assert by_agent[1] in (monday + 2, monday + 3)
    answers = sorted(legs(record, "answered", "agent"))
    assert answers[2][1] == 0, "the removed seat takes no further call"
    assert max(d for (d,) in days(record, "day", seat=1)) == 6


def test_from_shifts_to_always_and_back():
    night = [{"start": "22:00", "hours": 8.0}]
    s = scenario(
        teams=[team(**shift(start="22:00", hours=8.0), days_per_week=7)],
        demand={"calls_per_day": 0.0, "open": EVERY_DAY},
        horizon={"weeks": 3, "warm_up_weeks": 0},
        changes=[
            {"week": 1, "set": {"teams.Agents.shifts": "always"}},
            {"week": 2, "set": {"teams.Agents.shifts": night}},
        ],
    )
    eve, *rows = days(simulate_callers(s, []), "day", "came", "went", "overtime_min")
    assert eve[:3] == (-1, 0, 360)
    for day, came, went, overtime in rows:
        assert overtime == 0.0
        if 8 <= day < 14:
            assert (came, went) == (day * DAY, (day + 1) * DAY)
        elif day != 7:
            assert came == day * DAY + 1320
            assert went == min(came + 480, 22 * DAY)
    assert rows[7][1:3] == (7 * DAY + 360, 8 * DAY), "last night's shift is finished first"


def test_a_closed_special_day_has_no_calls_and_nobody_works():
    s = scenario(
        demand={
            "calls_per_day": 30.0,
            "open": {"days": ["mon", "tue"]},
            "special_days": [{"week": 0, "day": "tue", "closed": True}],
        }
    )
    record = simulate(s)
    assert set(np.floor_divide(record.legs["arrived"], DAY)) == {0.0}
    assert days(record, "status")[:2] == [(ON_PHONES,), (OFF,)]


def test_after_a_change_of_skills_who_is_free_takes_what_waits():
    kinds = [call_type("A", share=0.5), call_type("B", share=0.5)]
    s = scenario(
        teams=[team("One", handles=["A"]), team("Two", handles=["B"])],
        call_types=kinds,
        horizon={"weeks": 2, "warm_up_weeks": 0},
        demand={"calls_per_day": 1.0, "open": EVERY_DAY},
        changes=[{"week": 1, "set": {"teams.One.handles": "all"}}],
    )
    monday = 7 * DAY
    record = simulate_callers(s, [Caller(monday - 20, need=100.0, type=1), Caller(monday - 10, type=1)])
    assert legs(record, "team", "answered") == [(1, monday - 20), (0, monday)]
    assert dict(days(record, "day", "legs"))[7] == 1
