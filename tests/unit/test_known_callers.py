"""Callers that are known are those that would be drawn, whatever the scenarios that share them differ in."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from sim import load, replace
from sim.callers import ArrivalGenerator
from sim.experiment import one_replication
from sim.experiment.known_callers import CALLER_BYTES, KnownCallers
from tests.processes import ROOT

TYPICAL = replace(
    load(ROOT / "configs" / "typical_centre.yaml"), {"horizon": {"weeks": 2, "warm_up_weeks": 1}}
)
KIND = TYPICAL.call_types[0].name
TEAM = TYPICAL.teams[0].name
OTHERS = {
    "people": {f"teams.{TEAM}.agents": 38},
    "calls": {"demand.calls_per_day": 900.0},
    "busy days": {"demand.day_to_day_cv": 0.3},
    "busy half-hours": {"demand.intraday_cv": 0.3},
    "busy half-hours together": {"demand.intraday_cv": 0.3, "demand.intraday_correlation": 0.1},
    "hours": {
        "demand.open": {"days": ["mon", "tue"], "from": "10:00", "to": "16:00"},
        "demand.profile": None,
    },
    "a day closed": {"horizon.start_date": "2026-12-28", "demand.closed_days": ["2027-01-05"]},
    "weekdays": {"demand.weekday_factor": {"mon": 2.0}},
    "difficult callers": {"callers.difficult_share": 0.3},
    "needs": {f"call_types.{KIND}.need.mean_min": 4.0},
    "kind of needs": {f"call_types.{KIND}.need.distribution": "gamma"},
    "a bot": {f"call_types.{KIND}.self_service_share": 0.3},
    "a dated change": {"changes": [{"week": 1, "set": {"demand.calls_per_day": 700.0}}]},
}


@pytest.fixture
def drawn(monkeypatch):
    """The days that were drawn, in order."""
    days: list[int] = []
    original = ArrivalGenerator.arrivals

    def noting(self, scenario, day, *others):
        days.append(day)
        return original(self, scenario, day, *others)

    monkeypatch.setattr(ArrivalGenerator, "arrivals", noting)
    return days


def fingerprint(scenario, callers=None, seed=3, number=0):
    return one_replication(scenario, seed, number, "compiled", callers=callers).fingerprint


def test_the_same_replication_of_another_roster_draws_nobody(drawn):
    callers = KnownCallers()
    first = fingerprint(TYPICAL, callers)
    days = len(drawn)
    assert days == 15
    assert fingerprint(replace(TYPICAL, OTHERS["people"]), callers) != first
    assert len(drawn) == days
    assert fingerprint(TYPICAL, callers) == first == fingerprint(TYPICAL)


@pytest.mark.parametrize("what", OTHERS)
def test_what_differs_is_as_if_nobody_were_known(what):
    callers = KnownCallers()
    fingerprint(TYPICAL, callers)
    other = replace(TYPICAL, OTHERS[what])
    assert fingerprint(other, callers) == fingerprint(other) != fingerprint(TYPICAL)


def test_other_seeds_and_numbers_have_other_callers():
    callers = KnownCallers()
    both = [(1, 0), (1, 1), (2, 0)]
    known = [fingerprint(TYPICAL, callers, *one) for one in both]
    assert known == [fingerprint(TYPICAL, None, *one) for one in both]
    assert len(set(known)) == 3


def test_only_so_many_are_kept_and_none_of_a_large_centre(drawn):
    one = int(CALLER_BYTES * TYPICAL.demand.calls_per_day * len(TYPICAL.demand.open.days) * 3)
    few, none = KnownCallers(8 * one), KnownCallers(7 * one)
    for callers, again in ((few, 0), (none, 15)):
        fingerprint(TYPICAL, callers)
        drawn.clear()
        fingerprint(TYPICAL, callers)
        assert len(drawn) == again
    for number in range(1, 9):
        fingerprint(TYPICAL, few, number=number)
    drawn.clear()
    fingerprint(TYPICAL, few)
    assert len(drawn) == 15, "eight others have come since"


def test_other_hours_of_the_same_callers_have_no_room_of_their_own():
    """Each is kept under the same replication: what they take is counted day by day."""
    one = int(CALLER_BYTES * TYPICAL.demand.calls_per_day * len(TYPICAL.demand.open.days) * 3)
    callers, most = KnownCallers(8 * one), 0
    for start in range(6, 12):
        for length in (6, 8):
            hours = {"days": ["mon", "tue", "wed"], "from": f"{start:02}:00", "to": f"{start + length:02}:00"}
            other = replace(TYPICAL, {"demand.open": hours, "demand.profile": None})
            assert fingerprint(other, callers) == fingerprint(other)
            assert callers.bytes <= 8 * one
            most = max(most, callers.bytes)
    assert most > 4 * one


def test_threads_that_share_them_get_what_each_would_alone():
    callers, scenarios = (
        KnownCallers(),
        [replace(TYPICAL, {f"teams.{TEAM}.agents": n}) for n in range(38, 46)],
    )
    with ThreadPoolExecutor(4) as threads:
        together = list(threads.map(lambda s: fingerprint(s, callers), scenarios))
    assert together == [fingerprint(s) for s in scenarios]
