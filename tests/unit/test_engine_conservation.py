"""What must hold of any record of any scenario: nobody is lost, nobody is in two places, nothing waits for ever."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.calendar import Calendar
from sim.callers import ArrivalGenerator
from sim.engine import simulate
from sim.record import DAY_MIN, NAN, DayStatus, Outcome, Record
from sim.scenario import Scenario, from_dict, policies
from tests.builders import scenario
from tests.random_scenarios import scenarios

ANSWERED, PASSED_ON, ABANDONED, BLOCKED, OPEN = Outcome

# ── What must hold ────────────────────────────────────────────────────────────────────────────────


def check_calls(s: Scenario, record: Record, calendar: Calendar) -> None:
    """Everybody in the caller book is there; each call's legs and each issue's calls follow from each other."""
    book = ArrivalGenerator(record.seed, record.replication)
    in_force = policies(s)
    expected = []
    for day, hours in calendar.days.items():
        policy = [p for week, p in in_force if week <= day // 7][-1]
        expected += book.arrivals(policy, day, hours).issue.tolist()
    legs = record.legs
    first_calls = legs[(legs["call"] == 1) & (legs["leg"] == 0)]
    assert sorted(first_calls["issue"].tolist()) == sorted(expected), "who calls is who is recorded"
    assert all(calendar.is_open(t) for t in legs["arrived"].tolist())

    offered = legs[legs["leg"] == 0]
    counts = np.bincount(offered["outcome"], minlength=5)
    assert (
        len(offered)
        == counts.sum()
        == counts[ANSWERED] + counts[PASSED_ON] + counts[ABANDONED] + counts[BLOCKED] + counts[OPEN]
    )

    by_call: dict[tuple[int, int], list] = {}
    for row in legs:
        by_call.setdefault((int(row["issue"]), int(row["call"])), []).append(row)
    by_issue: dict[int, list] = {}
    for (issue, call), rows in by_call.items():
        assert [int(r["leg"]) for r in rows] == list(range(len(rows)))
        assert len(rows) <= 3
        assert 1 <= call <= 6
        assert all(r["outcome"] == PASSED_ON for r in rows[:-1])
        assert rows[-1]["outcome"] != PASSED_ON, "a passed-on leg is followed by another"
        assert len({float(r["arrived"]) for r in rows}) == 1
        assert rows[0]["queued"] == rows[0]["arrived"]
        for earlier, later in pairwise(rows):
            assert later["queued"] == earlier["talk_end"]
            assert not earlier["resolved"]
            assert not earlier["cut"]
        assert all(r["outcome"] != BLOCKED for r in rows[1:]), "passed-on legs ignore the queue limit"
        by_issue.setdefault(issue, []).append(rows)
    for calls in by_issue.values():
        attempt = 1
        for number, rows in enumerate(calls, 1):
            last = rows[-1]
            assert int(rows[0]["call"]) == number
            assert {int(r["attempt"]) for r in rows} == {attempt}
            if number < len(calls):
                assert last["outcome"] in (ABANDONED, ANSWERED)
                assert not last["resolved"]
                assert last["p_again"] > 0.0
                ended = float(last["talk_end"] if last["outcome"] == ANSWERED else last["left_queue"])
                assert calls[number][0]["queued"] >= ended
            if rows[0]["outcome"] in (ANSWERED, PASSED_ON):
                attempt += 1


def check_legs(s: Scenario, record: Record, calendar: Calendar) -> None:
    """Times in their order, values in their bounds, what does not apply not set."""
    legs = record.legs
    answered = np.isin(legs["outcome"], (ANSWERED, PASSED_ON))
    assert (legs["left_queue"] >= legs["queued"]).all()
    a = legs[answered]
    assert (a["answered"] == a["left_queue"]).all()
    assert (a["talk_end"] == a["answered"] + (a["given"] + a["held"])).all()
    assert (a["wrap_end"] >= a["talk_end"]).all()
    stretch = s.behaviour.satisfied_stretch
    assert (a["given"] <= a["need"] * stretch * (1 + 1e-12)).all()
    for column in ("achieved", "pressure", "exhaustion", "strain", "p_resolved", "p_satisfied", "p_again"):
        assert ((a[column] >= 0.0) & (a[column] <= 1.0)).all(), column
    assert ((a["quality"] >= 0.0) & (a["quality"] <= 100.0)).all()
    assert (a["agent"] >= 0).all()
    assert (a["held"][a["kind"] == 0] == 0.0).all()
    assert not a["cut"][a["kind"] == 0].any()
    u = legs[~answered]
    for column in (
        "answered",
        "talk_end",
        "wrap_end",
        "need",
        "given",
        "held",
        "p_resolved",
        "p_satisfied",
        "quality",
    ):
        assert np.isnan(u[column]).all(), column
    assert (u["agent"] == -1).all()
    assert not u["resolved"].any()
    for row in legs[legs["outcome"] == OPEN]:
        close = next(c for o, c in calendar.periods if o <= row["queued"] < c)
        assert row["left_queue"] >= close, "before closing a leg waits"


def check_bits(record: Record) -> None:
    """No -0.0, and one bit pattern of NaN."""
    nan = np.array([NAN]).view(np.uint64)[0]
    for rows in (record.legs, record.agent_days):
        for name in rows.dtype.names:
            if rows.dtype[name] == np.float64:
                values = np.ascontiguousarray(rows[name])
                assert not (np.signbit(values) & (values == 0.0)).any(), f"-0.0 in {name}"
                assert set(values[np.isnan(values)].view(np.uint64).tolist()) <= {int(nan)}, name


def check_agents(s: Scenario, record: Record, last_day: int) -> None:
    """One row per seat and day; nobody is in two calls or at work off duty; every minute has one use."""
    in_force, days = policies(s), record.agent_days
    expected = []
    room = [max(p.teams[t].agents for _, p in in_force) for t in range(len(s.teams))]
    for day in range(-7 * s.horizon.warm_up_weeks, last_day + 1):
        policy = [p for week, p in in_force if week <= day // 7][-1]
        seat = 0
        for t, places in enumerate(room):
            expected += [(day, seat + n) for n in range(policy.teams[t].agents)]
            seat += places
    eve = days["day"] < -7 * s.horizon.warm_up_weeks
    assert list(zip(days["day"][~eve].tolist(), days["seat"][~eve].tolist(), strict=True)) == expected
    first = (days["day"][eve] + 1) * 1440.0
    assert (np.isnan(days["came"][eve]) | (days["came"][eve] == first)).all(), (
        "a shift that runs into the first day"
    )
    assert (np.isnan(days["went"][eve]) | (days["went"][eve] > first)).all()

    uses = sum(days[f"{use}_min"] for use in ("talk", "wrap", "free", "break", "pause", "course"))
    came = ~np.isnan(days["came"])
    assert (~np.isnan(days["went"]) == came).all()
    np.testing.assert_allclose(uses[came], (days["went"] - days["came"])[came], rtol=0, atol=1e-6)
    assert (uses[~came] == 0.0).all()
    week_ends = (days["day"] // 7 + 1) * 10080.0
    later = sum(days[f"{use}_next_week_min"] for use in ("talk", "wrap", "free", "break", "pause", "course"))
    passed = np.maximum(0.0, days["went"] - np.maximum(days["came"], week_ends))
    np.testing.assert_allclose(later[came], passed[came], rtol=0, atol=1e-6)
    assert (days["overtime_min"] >= 0.0).all()
    on_phones = days["status"] == DayStatus.ON_PHONES
    assert came[on_phones].all()
    assert ((days["exhaustion"] >= 0.0) & (days["exhaustion"] <= 1.0) | np.isnan(days["exhaustion"])).all()

    answered = record.legs[record.legs["agent"] >= 0]
    for seat in np.unique(answered["agent"]):
        mine = np.sort(answered[answered["agent"] == seat], order="answered")
        assert (mine["answered"][1:] >= mine["wrap_end"][:-1]).all(), "two calls at a time"
        duty = days[(days["seat"] == seat) & came & on_phones]
        for start, end in zip(mine["answered"].tolist(), mine["wrap_end"].tolist(), strict=True):
            there = duty[(duty["came"] <= start) & (start <= duty["went"])]
            assert len(there) > 0, "answered off duty"
            assert end <= there["went"].max() + 1e-9 or s_always(s, int(seat), room)


def s_always(s: Scenario, seat: int, room: list[int]) -> bool:
    """Whether this seat is, at some time, on duty always: its days end at midnight in mid-call."""
    team = next(t for t in range(len(room)) if seat < sum(room[: t + 1]))
    return any(p.teams[team].shifts == "always" for _, p in policies(s))


def check(s: Scenario, record: Record) -> None:
    calendar = Calendar(policies(s), s.horizon.weeks)
    check_calls(s, record, calendar)
    check_legs(s, record, calendar)
    check_bits(record)
    check_agents(s, record, calendar.last_day)


@settings(max_examples=120, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(scenarios(), st.integers(0, 2**32 - 1))
def test_every_record_of_every_scenario_adds_up(data, seed):
    s = from_dict(data)
    record = simulate(s, seed=seed)
    check(s, record)


# ── No agent idles while somebody waits whom they can serve ───────────────────────────────────────


def idle_spans(record: Record, seat: int) -> list[tuple[float, float]]:
    """When an agent without breaks, pauses and courses was free."""
    spans = []
    legs = np.sort(record.legs[record.legs["agent"] == seat], order="answered")
    for row in record.agent_days[record.agent_days["seat"] == seat]:
        if not math.isnan(row["came"]):
            edges = [float(row["came"]), float(row["went"])]
            for leg in legs:
                lo, hi = max(edges[0], float(leg["answered"])), min(edges[-1], float(leg["wrap_end"]))
                if lo < hi:
                    edges[-1:-1] = [lo, hi]
            spans += [(a, b) for a, b in zip(edges[::2], edges[1::2], strict=True) if b - a > 1e-9]
    return spans


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(scenarios(), st.integers(0, 2**32 - 1))
def test_nobody_waits_while_somebody_who_could_serve_is_free(data, seed):
    data["rules"]["pause_after_hostile_min"] = 0.0
    data["training"] = {}
    data["changes"] = []
    for each in data["teams"]:
        each["breaks"] = []
    s = from_dict(data)
    record = simulate(s, seed=seed)
    waited = record.legs[record.legs["left_queue"] > record.legs["queued"]]
    seat = 0
    for each in s.teams:
        handled = [i for i, t in enumerate(s.call_types) if each.handles == "all" or t.name in each.handles]
        mine = [
            (float(w["queued"]), float(w["left_queue"]))
            for w in waited
            if (s.call_types[w["type"]].escalates_to == each.name)
            or (w["type"] in handled and (w["leg"] == 0 or s.call_types[w["type"]].escalates_to is None))
            if w["leg"] > 0 or w["type"] in handled
        ]
        for _ in range(each.agents):
            for start, end in idle_spans(record, seat):
                assert not [w for w in mine if min(end, w[1]) - max(start, w[0]) > 1e-9]
            seat += 1


# ── The same again, and not the same ──────────────────────────────────────────────────────────────


@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(scenarios(), st.integers(0, 2**32 - 2))
def test_the_same_scenario_seed_and_replication_give_the_same_bytes_and_others_others(data, seed):
    s = from_dict(data)
    record = simulate(s, seed=seed, replication=3)
    assert simulate(from_dict(data), seed=seed, replication=3).data_bytes() == record.data_bytes()
    for other in (simulate(s, seed=seed + 1, replication=3), simulate(s, seed=seed, replication=4)):
        assert other.legs.tobytes() != record.legs.tobytes() or len(record.legs) == 0


def test_a_run_can_be_watched_and_stopped_week_by_week():
    s = scenario(horizon={"weeks": 3, "warm_up_weeks": 2})
    weeks: list[int] = []
    simulate(s, on_week=weeks.append)
    assert weeks == [-2, -1, 0, 1, 2]

    def stop(week):
        if week == 1:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        simulate(s, on_week=stop)


def test_length_of_the_run_moves_nothing_that_happened_before():
    short = simulate(scenario(horizon={"weeks": 1, "warm_up_weeks": 0}, demand={"calls_per_day": 50.0}))
    long = simulate(scenario(horizon={"weeks": 3, "warm_up_weeks": 0}, demand={"calls_per_day": 50.0}))
    before = long.legs[long.legs["arrived"] < 5 * DAY_MIN]
    assert before.tobytes() == short.legs.tobytes()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"engine": "simpi"}, 'engine "simpi" is not one of'),
        ({"seed": -1}, "seed -1 is not between 0 and 4294967295"),
        ({"seed": 2**32}, "seed 4294967296 is not between"),
        ({"replication": 2**20}, "replication 1048576 is not between"),
    ],
)
def test_arguments_that_cannot_be_are_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        simulate(scenario(), **arguments)
