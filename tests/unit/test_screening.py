"""Elementary effects: SALib's on the same trajectories, exact ones of known functions, and what is said of them."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest
from SALib.analyze import morris

from sim import ScenarioError, parse
from sim.experiment.inputs import Input, placed_in
from sim.experiment.result import index_of
from sim.experiment.screening import (
    DEPENDS_FROM,
    LEVELS,
    STEP,
    Effect,
    effect,
    screening,
    steps_of,
    trajectory,
)
from sim.kpis import KPIS
from tests.app.app_helpers import SMALL
from tests.fake_results import Answers

BASE = parse(SMALL)
KEY = "satisfaction_all"
MATTERS_FROM = KPIS[KEY].min_important_difference


def points_of(count, inputs, seed=3):
    random = np.random.default_rng(seed)
    return np.array([trajectory(inputs, random) for _ in range(count)])


def effects_of(function, inputs, count=20, runs=1, noise=0.0):
    points = points_of(count, inputs)
    values = np.apply_along_axis(function, 2, points)[..., None] * np.ones(runs)
    values = values + noise * np.random.default_rng(5).normal(size=values.shape)
    steps = steps_of(points, values)
    return points, values, [effect(steps, place, np.random.default_rng(1)) for place in range(inputs)]


def ishigami(x):
    a, b, c = np.pi * (2.0 * x - 1.0)
    return np.sin(a) + 7.0 * np.sin(b) ** 2 + 0.1 * c**4 * np.sin(a)


def linear(x):
    return 3.0 * x[0] - 2.0 * x[1] + 0.0 * x[2]


@pytest.mark.parametrize("function", [ishigami, linear])
def test_mean_size_and_spread_are_those_of_salib_on_the_same_trajectories(function):
    points, values, found = effects_of(function, 3)
    problem = {"num_vars": 3, "names": ["a", "b", "c"], "bounds": [[0.0, 1.0]] * 3}
    theirs = morris.analyze(problem, points.reshape(-1, 3), values.reshape(-1), num_levels=LEVELS)
    assert [e.mean for e in found] == pytest.approx(list(theirs["mu"]))
    assert [e.size for e in found] == pytest.approx(list(theirs["mu_star"]))
    assert [e.sd for e in found] == pytest.approx(list(theirs["sigma"]), abs=1e-9)


def test_every_trajectory_moves_every_input_once_by_a_step_within_its_way():
    points = points_of(50, 4)
    moved = np.diff(points, axis=1)
    assert ((points > -1e-9) & (points < 1.0 + 1e-9)).all()
    assert np.allclose(np.abs(moved).sum(axis=2), STEP)
    assert np.allclose(np.abs(moved).sum(axis=1), STEP)


def test_a_straight_line_has_its_slopes_and_acts_alone():
    _, _, found = effects_of(linear, 3)
    assert [e.mean for e in found] == pytest.approx([3.0, -2.0, 0.0])
    assert [e.by_others for e in found] == pytest.approx([0.0, 0.0, 0.0])
    assert [e.kind(MATTERS_FROM) for e in found] == ["alone", "alone", "hardly"]
    assert found[0].size_ends == pytest.approx((3.0, 3.0))


def test_curvature_of_its_own_is_no_dependence_on_others():
    # x squared: from 0 to 2/3 by 2/3, per way 2/3; from 1/3 to 1 by 8/9, per way 4/3
    _, _, (found, _) = effects_of(lambda x: x[0] ** 2, 2)
    assert 2.0 / 3.0 < found.size < 4.0 / 3.0
    assert found.sd > 0.3
    assert found.by_others == pytest.approx(0.0)
    assert found.kind(MATTERS_FROM) == "alone"


def test_a_product_depends_on_the_other():
    # the effect of either is where the other stands: one of 0, 1/3, 2/3, 1, each as likely: SD 0.373 of 0.5 on average
    _, _, (found, other, _) = effects_of(lambda x: (x[0] - 0.5) * (x[1] - 0.5), 3, count=60)
    for one in (found, other):
        assert one.by_others == pytest.approx(np.std([-0.5, -1 / 6, 1 / 6, 0.5]), rel=0.15)
        assert one.kind(MATTERS_FROM) == "depends"


def test_chance_alone_is_not_taken_for_dependence():
    _, _, (found, _) = effects_of(lambda x: x[0], 2, count=30, runs=4, noise=0.3)
    assert found.sd > 0.15, "chance spreads the effects"
    assert found.by_others < 0.5 * found.sd


@pytest.mark.parametrize(
    ("ends", "kind"), [((0.6, 0.9), "depends"), ((0.1, 0.4), "alone"), ((0.3, 0.8), "open")]
)
def test_what_is_said_follows_from_the_interval_of_the_share(ends, kind):
    assert DEPENDS_FROM == 0.5
    assert Effect(1.0, 1.0, 0.5, 0.5, (0.9, 1.1), ends).kind(MATTERS_FROM) == kind
    assert Effect(0.0, 0.001, 0.5, 0.5, (0.0, 0.002), ends).kind(MATTERS_FROM) == "hardly"


# ── The search ────────────────────────────────────────────────────────────────────────────────────


def lever(path, low, high, **more):
    return Input(path, "lever", lambda part: {path: low + part * (high - low)}, **more)


CALLS, ETA = lever("demand.calls_per_day", 200.0, 500.0), lever("behaviour.eta", 0.5, 2.5)


def test_the_search_finds_the_slopes_of_a_formula_of_the_scenario():
    answers = Answers({KEY: lambda s: 0.001 * s.demand.calls_per_day + 0.1 * s.behaviour.eta}, noise=0.05)
    seen = []
    alone = lever("call_types.Billing.share", 0.1, 0.9, alone=True)
    found = answers.complete(
        screening(BASE, [CALLS, ETA, alone], partial(placed_in, BASE), trajectories=5, publish=seen.append)
    )
    assert [len(step) for step in answers.asked] == [3] * 5
    assert found.values.shape[:2] == (5, 3)
    assert len(seen) == 5
    effects = found.effects(KEY)
    assert list(effects) == [CALLS.key, ETA.key]
    assert [e.mean for e in effects.values()] == pytest.approx([0.3, 0.2])
    assert found.values[..., index_of("asa_s")].shape == (5, 3, 4)
    assert found.effects("asa_s") == {}


def test_a_trajectory_that_cannot_be_is_drawn_again_and_one_that_never_can_left_out():
    def never_many_and_hurt(placed):
        if all(part > 0.9 for _, part in placed):
            raise ScenarioError("behaviour.eta", "too much")
        return placed_in(BASE, placed)

    def never(placed):
        raise ScenarioError("behaviour.eta", "too much")

    answers = Answers({KEY: lambda s: s.behaviour.eta})
    found = answers.complete(screening(BASE, [CALLS, ETA], never_many_and_hurt, trajectories=6))
    assert (len(found.points), found.skipped) == (6, 0)
    assert not (found.points > 0.9).all(axis=2).any()
    none = Answers({}).complete(screening(BASE, [CALLS, ETA], never, trajectories=3))
    assert (len(none.points), none.skipped) == (0, 3)
    assert none.effects(KEY) == {}
