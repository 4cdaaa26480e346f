"""The search for people by half-hour, on centres whose answer is known exactly."""

from __future__ import annotations

import math
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from sim import load
from sim.experiment import AdaptiveExperiment
from sim.experiment.adaptive import WithRuns
from sim.staffing.claim import claim_requirement, runs_to_tell
from sim.staffing.people_on_phones import people_at_work
from sim.staffing.requirement import Requirement, groups, search_requirement
from sim.staffing.service_target import (
    ENOUGH,
    NOT_ENOUGH,
    OPEN,
    UNSEEN,
    ServiceTarget,
    Shares,
    SharesBeside,
    shares,
)
from tests.processes import ROOT

TYPICAL = load(ROOT / "configs" / "typical_centre.yaml")
TEAM = "Front line"
RINGS = np.zeros((7, 48), bool)
RINGS[:5, 16:36] = True
LOADS = np.where(RINGS, 6.0 + 4.0 * np.sin(np.arange(336).reshape(7, 48) / 2.3), 0.0)
AHT_MIN = 5.0
CALLS = LOADS * 30.0 / AHT_MIN * TYPICAL.horizon.weeks
"""Of a run."""


class MadeUpCentre:
    """A centre whose share in time follows from the people by a formula: what is left over burdens the half-hour after.

    `noise`: standard deviation of a replication's share in a half-hour.
    """

    def __init__(self, noise: float = 0.0) -> None:
        self.noise, self.asked = noise, 0

    def share(self, people: np.ndarray) -> np.ndarray:
        """By half-hour."""
        spare = people - LOADS
        before = np.roll(spare.ravel(), 1).reshape(7, 48) * np.roll(RINGS.ravel(), 1).reshape(7, 48)
        return np.where(
            RINGS, 1.0 - np.exp(-np.maximum(0.0, spare + 0.5 * np.minimum(0.0, before)) / 2.0), 0.0
        )

    def minimum(self, share: float) -> np.ndarray:
        """The fewest people, half-hour after half-hour from the first of the day on."""
        people = np.zeros((7, 48), np.int64)
        for day, at in np.argwhere(RINGS):
            people[day, at] = 1
            while self.share(people)[day, at] < share:
                people[day, at] += 1
        return people

    def simulate(self, scenario, numbers: range) -> SimpleNamespace:
        """A result of it."""
        share = self.share(people_at_work(scenario, TEAM))
        replications = []
        for number in numbers:
            chance = np.random.default_rng(number).normal(0.0, self.noise, share.shape)
            counts = {"offered": CALLS, "in_time": np.clip(share + chance, 0.0, 1.0) * CALLS}
            week = {name: x.ravel() for name, x in counts.items()}
            days = {name: x.sum(axis=1) for name, x in counts.items()}
            replications.append(SimpleNamespace(week=week, days=days))
        return SimpleNamespace(replications=replications, kpi=lambda _: SimpleNamespace(mean=AHT_MIN))

    def complete(self, experiment: AdaptiveExperiment, numbers: range = range(5)):
        """Answer what an experiment asks for until it answers."""
        try:
            scenarios = next(experiment)
            while True:
                self.asked += len(scenarios)
                asked = scenarios.replications if isinstance(scenarios, WithRuns) else None
                runs = numbers if asked is None else asked
                scenarios = experiment.send([self.simulate(scenario, runs) for scenario in scenarios])
        except StopIteration as end:
            return end.value


def one_fewer(centre: MadeUpCentre, people: np.ndarray, at: tuple[int, int]) -> float:
    """The share of a half-hour with one person fewer in it."""
    fewer = people.copy()
    fewer[at] -= 1
    return float(centre.share(fewer)[at])


@pytest.mark.parametrize("share", [0.5, 0.8, 0.9])
def test_it_finds_the_fewest_people_in_order_through_the_day(share):
    centre, target = MadeUpCentre(), ServiceTarget(share=share)
    found = centre.complete(search_requirement(TYPICAL, TEAM, target))
    assert found.is_settled
    assert (found.needed == centre.minimum(share)).all()
    assert centre.asked < 75
    claimed, people = centre.complete(claim_requirement(TYPICAL, TEAM, found, range(5, 65)))
    assert (people == found.needed).all()
    assert claimed.is_claimed
    assert not found.is_claimed
    assert (claimed.needed == found.needed).all()
    with_them = centre.share(found.needed)
    assert len(claimed.open) < 50
    for at in claimed.open:
        assert abs(with_them[at] - share) < 0.06 or abs(one_fewer(centre, found.needed, at) - share) < 0.06


def test_what_noise_leaves_undecided_is_called_open_and_the_rest_is_true():
    centre, target = MadeUpCentre(noise=0.03), ServiceTarget(share=0.8)
    found = centre.complete(search_requirement(TYPICAL, TEAM, target))
    guessed, next_people = centre.complete(
        claim_requirement(TYPICAL, TEAM, found, range(5, 20), is_last=False)
    )
    if not guessed.is_claimed:
        guessed = replace(found, needed=next_people)
    found, people = centre.complete(claim_requirement(TYPICAL, TEAM, guessed, range(20, 35)))
    assert (people == found.needed).all()
    assert found.is_settled
    assert found.open, "some are within noise"
    assert (found.figure.mean[RINGS] >= 0.8).all(), "no number is named that is likelier too small"
    assert runs_to_tell(found) > 15
    share = centre.share(found.needed)
    decided = 0
    for at in map(tuple, np.argwhere(RINGS)):
        open_numbers = found.open.get(at, ())
        people = found.needed[at]
        if people not in open_numbers:
            assert share[at] >= 0.8
        if people - 1 not in open_numbers and people > 1:
            assert one_fewer(centre, found.needed, at) < 0.8
        decided += not open_numbers
    assert decided > 10


def test_over_a_day_people_go_where_it_costs_least_and_none_is_below_the_floor():
    centre, target = MadeUpCentre(), ServiceTarget(share=0.8, per="day", floor=0.6)
    found = centre.complete(search_requirement(TYPICAL, TEAM, target))
    each = centre.complete(search_requirement(TYPICAL, TEAM, ServiceTarget(share=0.8)))
    share = centre.share(found.needed)
    assert (share[RINGS] >= 0.6).all()
    by_day = np.average(share[:5, 16:36], axis=1, weights=CALLS[:5, 16:36])
    assert (by_day >= 0.8).all()
    assert found.needed.sum() < each.needed.sum(), "every half-hour by itself asks for more"
    assert by_day.max() < 0.83, "and no day is far above"


def test_days_are_claimed_together_with_their_floors_and_over_all_analyses():
    centre, target = MadeUpCentre(noise=0.05), ServiceTarget(share=0.8, per="day", floor=0.6)
    found = centre.complete(search_requirement(TYPICAL, TEAM, target))
    assert (found.days == UNSEEN).all(), "nothing is claimed yet"
    claimed, people = centre.complete(claim_requirement(TYPICAL, TEAM, found, range(5, 25)))
    assert (people == claimed.needed).all()
    assert len(claimed.figure.good) == 200, "some are open to the last analysis"
    expected = np.full(5, OPEN)
    for runs, spent in ((20, 0.1), (80, 0.2), (200, 0.4)):
        seen = Shares(claimed.figure.good[:runs], claimed.figure.all[:runs])
        sure = 1.0 - 2.0 * 0.05 * spent / (100 + 5)  # a hundred floors and five days, one side each
        (low, high), floors = seen.by_day.interval(sure), seen.interval(sure)
        for day in np.flatnonzero(expected == OPEN):
            reached = low[day, 0] >= 0.8 and (floors[0][day, 16:36] >= 0.6).all()
            missed = high[day, 0] < 0.8 or (floors[1][day, 16:36] < 0.6).any()
            expected[day] = ENOUGH if reached else NOT_ENOUGH if missed else OPEN
    assert claimed.days[:5].tolist() == expected.tolist()
    assert (claimed.days[5:] == UNSEEN).all()
    assert (runs_to_tell(claimed) > 0) == (claimed.days == OPEN).any()
    more = replace(found, needed=found.needed + 3 * (found.needed > 0))
    claimed, _ = centre.complete(claim_requirement(TYPICAL, TEAM, more, range(5, 25)))
    assert claimed.days[:5].tolist() == [ENOUGH] * 5
    assert len(claimed.figure.good) == 20, "all decided at the first analysis"
    assert runs_to_tell(claimed) == 0


def test_more_runs_decide_more_and_nothing_decided_turns():
    centre, target = MadeUpCentre(noise=0.1), ServiceTarget(share=0.8)
    found = centre.complete(search_requirement(TYPICAL, TEAM, target), range(20))
    usual, longer = (
        centre.complete(claim_requirement(TYPICAL, TEAM, found, range(20, 40), most_runs=most))[0]
        for most in (200, 1200)
    )
    assert (usual.figure.runs, longer.figure.runs) == (200, 1200)
    assert 0 < len(longer.open) < len(usual.open)
    share = centre.share(longer.needed)
    for at in map(tuple, np.argwhere(RINGS)):
        assert longer.needed[at] in longer.open.get(at, ()) or share[at] >= 0.8
    for day in np.flatnonzero(
        (usual.needed == longer.needed).all(axis=1)
    ):  # on others, people who came help later
        for at in range(48):
            assert set(longer.open.get((day, at), ())) <= set(usual.open.get((day, at), ()))


def test_those_tried_together_are_two_hours_apart_and_all_are_tried_once():
    made = groups(RINGS)
    assert sum(mask.astype(int) for mask in made).tolist() == RINGS.astype(int).tolist()
    assert min(np.diff(np.flatnonzero(mask)).min() for mask in made) >= 4


def test_few_calls_that_all_went_well_are_no_certainty():
    good = np.full((10, 7, 48), 2.0)
    figure = Shares(good, good)
    low, high = figure.interval(0.95)
    assert figure.mean[0, 0] == 1.0
    assert low[0, 0] < 0.95
    assert high[0, 0] == 1.0


def test_a_ratios_error_is_that_of_the_linear_form():
    """Ten replications of 100 calls, shares .7 and .9 by turns: mean .8, sd .1054, over the root of ten .0333."""
    good = np.array([70.0, 90.0] * 5).reshape(10, 1, 1)
    figure = Shares(good, np.full((10, 1, 1), 100.0))
    assert figure.mean[0, 0] == pytest.approx(0.8)
    assert figure.error[0, 0] == pytest.approx(0.0333, abs=1e-4)


def test_what_is_known_as_a_difference_is_as_sure_as_both_together():
    """Of 100 calls five fewer in time, in the first four of ten runs: .75, with an error of .0333 and of 22 in 400."""
    all_ = np.full((10, 1, 1), 100.0)
    base = Shares(np.array([70.0, 90.0] * 5).reshape(10, 1, 1), all_)
    beside = SharesBeside(base.good[:4] - 5.0, all_[:4], base=base)
    assert beside.runs == 10
    assert beside.mean[0, 0] == pytest.approx(0.75)
    assert beside.error[0, 0] == pytest.approx(math.hypot(math.sqrt(0.02 / 18.0), math.sqrt(22.0) / 400.0))
    low, high = beside.interval(0.95)
    assert (low[0, 0] + high[0, 0]) / 2.0 == pytest.approx(0.75)
    assert high[0, 0] - low[0, 0] > base.interval(0.95)[1][0, 0] - base.interval(0.95)[0][0, 0]


def test_days_that_reach_the_target_are_counted_in_each_run():
    """Two weeks of two runs, 100 calls on each Monday: 80 and 79 in time, then 90 and 85; nobody rings on Tuesday."""

    def run(*in_time):
        offered, good = np.zeros(14), np.zeros(14)
        offered[[0, 7]], good[[0, 7]] = 100.0, in_time
        return SimpleNamespace(
            week={name: np.zeros(336) for name in ("in_time", "offered")},
            days={"in_time": good, "offered": offered},
        )

    figure = shares(
        SimpleNamespace(replications=[run(80.0, 79.0), run(90.0, 85.0)]), ServiceTarget(share=0.8)
    )
    assert figure.days[:, 0].tolist() == [0.5, 1.0]
    monday = figure.days_reaching(0)
    assert monday.mean == 0.75
    assert 0.0 <= monday.low < monday.mean < monday.high <= 1.0
    assert figure.days_reaching(1).mean is None
    assert (
        shares(SimpleNamespace(replications=[run(80.0, 79.0)]), ServiceTarget(share=0.95))
        .days_reaching(0)
        .mean
        == 0.0
    )


def test_short_and_idle():
    needed, rostered = np.zeros((7, 48), np.int64), np.zeros((7, 48))
    needed[0, 16:19], rostered[0, 16:20] = [5, 5, 5], [3.0, 5.0, 8.0, 2.0]
    requirement = Requirement(ServiceTarget(), needed, {}, needed, rostered, CALLS, None)
    assert requirement.short[0, 16:20].tolist() == [2.0, 0.0, 0.0, 0.0]
    assert requirement.idle[0, 16:20].tolist() == [0.0, 0.0, 3.0, 0.0], "where nobody rings nobody is idle"
