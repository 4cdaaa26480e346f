"""A grid over levers: which points, which scenarios, on which callers."""

from __future__ import annotations

import numpy as np
import pytest

from sim import parse
from sim.engine import ENGINES
from sim.experiment import KEYS, Lever, Result, SweepError, grid, parse_lever, run, sweep
from sim.experiment.sweep import MOST_POINTS
from sim.scenario import replace

CENTRE = parse("""
schema: 1
name: Small centre
horizon: {weeks: 1, warm_up_weeks: 0}
demand: {calls_per_day: 100}
call_types: [{name: Billing, share: 0.5}, {name: Service, share: 0.3}, {name: Other, share: 0.2}]
teams: [{name: Front line, agents: 6, shifts: [{start: "08:00"}]}]
""")


# ── Levers ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "path", "values"),
    [
        ("teams.Front line.agents=35:45:11", "teams.Front line.agents", tuple(range(35, 46))),
        ("behaviour.eta=0.1:0.3:3", "behaviour.eta", (0.1, 0.2, 0.3)),
        ("demand.calls_per_day=1100:900:3", "demand.calls_per_day", (1100, 1000, 900)),
        ("behaviour.eta=0.5:2:4", "behaviour.eta", (0.5, 1, 1.5, 2)),
        ("behaviour.w_A=0:1:4", "behaviour.w_A", (0, 1 / 3, 2 / 3, 1)),
    ],
)
def test_levers_in_words(text, path, values):
    lever = parse_lever(text)
    assert lever == Lever(path, values)
    assert [type(x) for x in lever.values] == [type(x) for x in values]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("behaviour.eta", "is not PATH=FROM:TO:STEPS"),
        ("behaviour.eta=1:2", "is not PATH=FROM:TO:STEPS"),
        ("=1:2:3", "is not PATH=FROM:TO:STEPS"),
        ("behaviour.eta=a:2:3", "behaviour.eta: a:2 are not two numbers"),
        ("behaviour.eta=nan:2:3", "nan:2 are not two numbers"),
        ("behaviour.eta=1:1e999:3", "1:1e999 are not two numbers"),
        ("behaviour.eta=1:2:1", "'1' is not a number of steps"),
        ("behaviour.eta=1:2:2.5", "'2.5' is not a number of steps"),
        ("behaviour.eta=1:2:-3", "'-3' is not a number of steps"),
        ("behaviour.eta=1:2:10001", "'10001' is not a number of steps from 2 to 10,000"),
    ],
)
def test_wrong_levers_are_named(text, complaint):
    with pytest.raises(SweepError, match=complaint):
        parse_lever(text)


# ── Points ────────────────────────────────────────────────────────────────────────────────────────


def points(*texts):
    return grid(CENTRE, [parse_lever(text) for text in texts])


def test_all_combinations_the_last_lever_fastest():
    found = points("teams.Front line.agents=5:7:3", "behaviour.eta=1:2:2")
    assert [tuple(p.values.values()) for p in found] == [(5, 1), (5, 2), (6, 1), (6, 2), (7, 1), (7, 2)]
    for p in found:
        assert p.scenario == replace(CENTRE, dict(p.values))
    assert found[3].scenario.teams[0].agents == 6
    assert found[3].scenario.behaviour.eta == 2.0


def test_shares_scale_the_others_in_proportion():
    shares = [[t.share for t in p.scenario.call_types] for p in points("call_types.Billing.share=0:1:3")]
    np.testing.assert_allclose(shares, [[0.0, 0.6, 0.4], [0.5, 0.3, 0.2], [1.0, 0.0, 0.0]], atol=1e-12)
    two = points("call_types.Billing.share=0.4:0.5:2", "call_types.Service.share=0.1:0.4:2")
    np.testing.assert_allclose([t.share for t in two[0].scenario.call_types], [0.4, 0.1, 0.5], atol=1e-12)


@pytest.mark.parametrize(
    ("texts", "complaint"),
    [
        (["teams.Front line.agents=5:7:4"], r"^teams.Front line.agents: 5.66\d* is not a whole number$"),
        (["teams.Frontline.agents=5:7:3"], 'there is no "Frontline" here; did you mean "Front line"'),
        (["teams.Front line.agent=5:7:3"], 'there is no "agent" here; did you mean "agents"'),
        (["behaviour.eta=1:11:3"], "behaviour.eta: 11 is above the maximum, 10$"),
        (["name=1:2:2"], "name: 1 is not text"),
        (
            ["call_types.Billing.share=0.5:0.9:2", "call_types.Service.share=0.1:0.2:2"],
            r"shares sum to 1\.1.*at ",
        ),
        (["behaviour.eta=1:2:2", "behaviour.eta=1:2:2"], "is there 2 times"),
        (["behaviour.eta=1:2:101", "behaviour.w_A=0:1:100"], "10,100 combinations, 10,000 are the most"),
    ],
)
def test_wrong_points_are_named_before_anything_is_simulated(texts, complaint):
    with pytest.raises(SweepError, match=complaint):
        points(*texts)


def test_the_most_points_are_possible():
    assert MOST_POINTS == 10_000
    levers = [
        Lever("behaviour.eta", tuple(0.5 + i / 50 for i in range(50))),
        Lever("behaviour.w_A", (0, 0.1)),
    ]
    assert len(grid(CENTRE, levers)) == 100


# ── Outcomes ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("engine", ENGINES)
def test_every_point_meets_the_same_callers_and_gives_what_a_run_gives(engine):
    seen = []
    wanted = points("teams.Front line.agents=5:7:3")
    found = sweep(
        wanted, seed=4, replications=2, engine=engine, progress=lambda done, of: seen.append((done, of))
    )
    assert seen == [(n, 6) for n in range(1, 7)]
    assert [o.point for o in found] == wanted
    results: list[Result] = run([p.scenario for p in wanted], seed=4, replications=2)
    for outcome, result in zip(found, results, strict=True):
        assert outcome.values.shape == (2, len(KEYS))
        assert [outcome.kpi(key) for key in KEYS] == [result.kpi(key) for key in KEYS]
    waits = [o.kpi("asa_s").mean for o in found]
    assert waits == sorted(waits, reverse=True)
    assert waits[0] > waits[-1]


def test_points_that_are_one_scenario_are_simulated_once():
    same = points("behaviour.eta=1:2:2")[:1] * 3
    seen = []
    found = sweep(same, replications=1, progress=lambda done, of: seen.append((done, of)))
    assert seen == [(1, 1)]
    assert [o.values.tobytes() for o in found] == [found[0].values.tobytes()] * 3


def test_a_cancelled_sweep_gives_what_was_finished():
    done = []
    found = sweep(
        points("teams.Front line.agents=5:7:3"),
        replications=2,
        progress=lambda n, of: done.append(n),
        cancelled=lambda: len(done) >= 2,
    )
    assert [len(o.values) for o in found] == [1, 1, 0]
    assert found[2].kpi("asa_s").mean is None
