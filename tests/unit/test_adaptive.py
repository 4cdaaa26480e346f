"""Inquiries: who asks step by step gets what it asked for, whoever drives it; and where a figure passes zero."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from sim import parse, replace
from sim.experiment import (
    AbandonedError,
    AdaptiveExperiment,
    Estimate,
    Result,
    Store,
    complete,
    run,
    together,
)
from sim.experiment.root_search import MOST_ASKED, Crossing, crossing
from sim.experiment.scaling import (
    most_fewer_people,
    most_more_calls,
    most_more_people,
    with_calls,
    with_people,
)
from sim.scenario import Scenario

SMALL = parse(
    """
schema: 1
name: Small
horizon: {weeks: 1, warm_up_weeks: 0}
demand: {calls_per_day: 60, open: {from: "09:00", to: "11:00"}}
call_types: [{name: Calls, share: 1.0}]
teams: [{name: Agents, agents: 8}]
"""
)


def agents(n: int) -> Scenario:
    return replace(SMALL, {"teams.Agents.agents": n})


# ── Driving one ───────────────────────────────────────────────────────────────────────────────────


def one_by_one(*steps: Sequence[int]) -> AdaptiveExperiment[list[Sequence[Result]]]:
    """Asks for these numbers of agents, and answers with everything it was sent."""
    found = []
    for step in steps:
        found.append((yield [agents(n) for n in step]))
    return found


def test_it_is_sent_what_it_asked_for_in_that_order():
    found = complete(one_by_one([8, 4], [6]), seed=3, replications=2)
    assert [[r.scenario.teams[0].agents for r in step] for step in found] == [[8, 4], [6]]
    (directly,) = run([agents(4)], seed=3, replications=2)
    assert [r.fingerprint for r in found[0][1].replications] == [r.fingerprint for r in directly.replications]


def test_what_was_asked_before_is_not_simulated_again():
    steps = []
    complete(one_by_one([8, 4], [4, 8]), replications=2, progress=lambda done, of: steps.append((done, of)))
    assert steps == [(1, 4), (2, 4), (3, 4), (4, 4)] * 2
    kept = Store()
    complete(one_by_one([8, 4], [4, 8]), replications=2, store=kept)
    assert len(kept) == 4


def test_a_cancelled_one_has_no_answer_and_is_closed():
    experiment = one_by_one([8], [4])
    done = []
    with pytest.raises(AbandonedError):
        complete(
            experiment,
            replications=2,
            progress=lambda *_: done.append(1),
            cancelled=lambda: len(done) >= 3,
        )
    assert len(done) == 3
    assert experiment.gi_frame is None


def test_several_go_side_by_side_and_one_may_end_earlier():
    sent = []

    def record_requests(experiment: AdaptiveExperiment[object]) -> AdaptiveExperiment[object]:
        requested = next(experiment)
        try:
            while True:
                sent.append([s.teams[0].agents for s in requested])
                requested = experiment.send((yield requested))
        except StopIteration as end:
            return end.value

    first, second, third = complete(
        record_requests(together([one_by_one([8, 4], [5], [3]), one_by_one([7]), one_by_one()])),
        replications=1,
    )
    assert sent == [[8, 4, 7], [5], [3]]
    assert [[r.scenario.teams[0].agents for r in step] for step in first] == [[8, 4], [5], [3]]
    assert [[r.scenario.teams[0].agents for r in step] for step in second] == [[7]]
    assert third == []


def test_abandoning_several_closes_all():
    inner = [one_by_one([8], [4]), one_by_one([7])]
    outer = together(inner)
    next(outer)
    outer.close()
    assert all(i.gi_frame is None for i in inner)


# ── Where a figure passes zero ────────────────────────────────────────────────────────────────────


def search(
    figure: Callable[[int], float], half: float = 0.0, most: int = 40, scale: float = 40.0
) -> Crossing:
    """Search a figure that is known everywhere, and hold it to its limit of amounts asked for."""

    def at(amount: int) -> Estimate:
        return Estimate(figure(amount), figure(amount) - half, figure(amount) + half)

    def ask(amounts: Sequence[int]) -> AdaptiveExperiment[Sequence[Estimate]]:
        assert all(0 < amount <= most for amount in amounts)
        yield []
        return [at(amount) for amount in amounts]

    found = complete(crossing(at(0), ask, most=most, scale=scale))
    assert len(found.asked) - 1 <= MOST_ASKED
    return found


SHAPES: dict[str, Callable[[float], float]] = {
    "straight": lambda x: x,
    "ever slower": lambda x: 6.0 * x**0.5 if x > 0 else 6.0 * x,
    "ever faster": lambda x: x**2 / 10.0,
    "in steps": lambda x: x // 3.0,
}


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("at", [1, 2, 3, 7, 8, 9, 15, 22, 31, 39, 40])
def test_it_finds_the_first_amount_that_is_there(shape: str, at: int):
    f = SHAPES[shape]
    level = f(at) - 1e-6
    first = next(k for k in range(41) if f(k) >= level)
    found = search(lambda k: f(k) - level)
    assert (found.below, found.above) == (first - 1, first)


def test_it_says_so_where_there_is_none_after_looking_at_the_last():
    found = search(lambda k: k - 41.0)
    assert (found.above, found.nearest) == (None, None)
    assert 40 in found.asked
    flat = search(lambda k: -1.0)
    assert flat.above is None
    assert 40 in flat.asked


@pytest.mark.parametrize("half", [0.4, 1.5, 3.0, 6.0])
def test_its_ends_hold_what_chance_could_explain_and_little_more(half: float):
    found = search(lambda k: k - 10.3, half)
    assert (found.below, found.above, found.nearest) == (10, 11, 10)
    last_clear = max(k for k in range(41) if k - 10.3 + half < 0.0)
    first_clear = min(k for k in range(41) if k - 10.3 - half > 0.0)
    assert last_clear - 1 <= found.clearly_below <= last_clear
    assert first_clear <= found.clearly_above <= first_clear + 1


def test_a_start_in_doubt_has_no_lower_end():
    assert search(lambda k: k - 2.5, 4.0).clearly_below == -1


def test_it_never_stands_on_one_side_only_though_the_figure_is_rough():
    rough = [-5.0, -3.0, -4.0, 1.0, -1.0, 2.0, 1.0, 4.0, 5.0]
    found = search(lambda k: rough[k], most=8, scale=8)
    assert rough[found.below] < 0.0 <= rough[found.above]


def test_a_huge_centre_is_found_roughly():
    found = search(lambda k: (k / 4000.0) ** 0.7 - 0.4, most=4000, scale=4000)
    true = 4000 * 0.4 ** (1 / 0.7)
    assert found.below < true <= found.above
    assert found.above - found.below < 0.02 * true


# ── More and fewer people and calls ───────────────────────────────────────────────────────────────

TEAMS = parse(
    """
schema: 1
name: Teams
horizon: {weeks: 4, warm_up_weeks: 0}
demand: {calls_per_day: 400}
call_types: [{name: Calls, share: 1.0}]
teams: [{name: A, agents: 10}, {name: B, agents: 5}, {name: C, agents: 0}]
"""
)


def sizes(scenario: Scenario) -> list[int]:
    return [team.agents for team in scenario.teams]


def test_people_come_and_go_in_proportion_to_seats():
    assert sizes(with_people(TEAMS, 3)) == [12, 6, 0]
    assert sizes(with_people(TEAMS, 1)) == [11, 5, 0]
    assert sizes(with_people(TEAMS, -4)) == [7, 4, 0]
    assert sizes(with_people(TEAMS, -14)) == [1, 0, 0]
    assert with_people(TEAMS, 0) == TEAMS
    for more in range(-14, 16):
        assert sum(sizes(with_people(TEAMS, more))) == 15 + more


def test_dated_changes_of_people_and_calls_move_along():
    dated = replace(
        TEAMS,
        {
            "changes": [
                {"week": 1, "set": {"rules.pause_after_hostile_min": 2.0}},
                {"week": 2, "set": {"teams.A.agents": 4, "demand.calls_per_day": 200.0}},
            ]
        },
    )
    fewer = with_people(dated, -3)
    assert sizes(fewer) == [8, 4, 0]
    assert fewer.changes[0] == dated.changes[0]
    assert fewer.changes[1].set == {
        "teams.A.agents": 3,
        "demand.calls_per_day": 200.0,
        "teams.B.agents": 3,
        "teams.C.agents": 0,
    }
    busier = with_calls(dated, 50)
    assert busier.demand.calls_per_day == 600.0
    assert busier.changes[1].set == {"teams.A.agents": 4, "demand.calls_per_day": 300.0}
    assert most_fewer_people(dated) == 8
    assert most_more_people(dated) == 9


def test_a_dated_change_of_the_whole_demand_moves_along():
    whole = replace(TEAMS, {"changes": [{"week": 2, "set": {"demand": {"calls_per_day": 100.0}}}]})
    assert with_calls(whole, 10).changes[0].set["demand.calls_per_day"] == pytest.approx(110.0)


def test_bounds_keep_within_what_a_scenario_may_hold():
    assert most_more_people(replace(TEAMS, {"teams.A.agents": 4900})) == 100
    assert most_more_calls(TEAMS) == 100
    assert most_more_calls(replace(TEAMS, {"demand.calls_per_day": 8e6})) == 25
    assert most_more_calls(replace(TEAMS, {"demand.calls_per_day": 0.0})) == 0
