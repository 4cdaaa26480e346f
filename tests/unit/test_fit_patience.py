"""Patience from waits that mostly end by being served: single calls, classes of wait, interval sums."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.optimize import brentq

from sim.calibrate.fit.patience import AT_ONCE_S, Patience, from_calls, from_classes, from_sums
from tests.interval_sums import EDGES_S

CALLS = 30_000
TRUTHS = {
    "exponential": lambda draw, n: draw.exponential(300.0, n),
    "weibull": lambda draw, n: 300.0 / math.gamma(1 + 1 / 0.7) * draw.weibull(0.7, n),
    "at once": lambda draw, n: np.where(draw.random(n) < 0.05, 0.0, draw.exponential(400.0, n)),
}
"""Patience, seconds. The share gone by t is exact for each: see `gone`."""


def gone(truth: str, t: float) -> float:
    if truth == "exponential":
        return 1.0 - math.exp(-t / 300.0)
    if truth == "weibull":
        return 1.0 - math.exp(-((t * math.gamma(1 + 1 / 0.7) / 300.0) ** 0.7))
    return 1.0 - 0.95 * math.exp(-t / 400.0)


def waits(truth: str, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """Waits in whole seconds, and who hung up: four in ten must wait, an exponential minute if they stay."""
    draw = np.random.default_rng(seed)
    offered = np.where(draw.random(CALLS) < 0.6, 0.0, draw.exponential(60.0, CALLS))
    patience = TRUTHS[truth](draw, CALLS)
    hung = (patience < offered) & (offered > 0.0)
    return np.rint(np.where(hung, patience, offered)), hung


def assert_near(found: Patience, truth: str, error: float) -> None:
    for t, chance in found.hang_up_by.items():
        assert chance.value == pytest.approx(gone(truth, t), abs=error), t
        assert chance.low - error / 2 < gone(truth, t) < chance.high + error / 2, t


@pytest.mark.parametrize("truth", TRUTHS)
def test_single_calls_give_the_form_and_the_chance_to_hang_up(truth: str) -> None:
    found = from_calls(*waits(truth))
    assert found.distribution == ("weibull" if truth == "weibull" else "exponential")
    assert_near(found, truth, 0.02)
    if truth == "at once":
        assert found.give_up_at_once.holds(0.05)
        assert found.mean_min.holds(400 / 60)
    else:
        assert found.give_up_at_once.value < 0.01


def weibull_of_cohen(t: np.ndarray, ended: np.ndarray) -> tuple[float, float]:
    """(shape, scale) of the greatest censored likelihood: the root of its one equation for the shape (Cohen 1965)."""
    logs = np.log(t)

    def slope(shape: float) -> float:
        weights = t**shape
        return float((weights * logs).sum() / weights.sum() - 1.0 / shape - logs[ended].mean())

    shape = brentq(slope, 0.1, 10.0)
    return shape, float(((t**shape).sum() / ended.sum()) ** (1.0 / shape))


@pytest.mark.parametrize("shape", [0.8, 1.6])
def test_a_weibull_is_that_of_its_likelihood_equation_with_no_share_at_once(shape: float) -> None:
    draw = np.random.default_rng(3)
    patience, offered = 300.0 * draw.weibull(shape, 20_000), draw.exponential(180.0, 20_000)
    wait, hung = np.minimum(patience, offered) + AT_ONCE_S, patience < offered
    by_hand, scale = weibull_of_cohen(wait, hung)
    found = from_calls(wait, hung)
    assert found.distribution == "weibull"
    assert found.give_up_at_once.basis == "default"
    assert found.shape.value == pytest.approx(by_hand, rel=1e-3)
    assert found.mean_min.value == pytest.approx(scale * math.gamma(1.0 + 1.0 / by_hand) / 60.0, rel=1e-3)


@pytest.mark.parametrize("truth", TRUTHS)
def test_classes_of_wait_are_nearly_as_good(truth: str) -> None:
    wait, hung = waits(truth, 2)
    place = np.searchsorted(EDGES_S, wait, side="left")
    answered, lost = (np.bincount(place[w], minlength=len(EDGES_S)).astype(float) for w in (~hung, hung))
    assert_near(from_classes(np.array(EDGES_S), answered, lost, float(wait[~hung].sum())), truth, 0.03)


def sums(truth: str) -> tuple[np.ndarray, ...]:
    wait, hung = waits(truth, 3)
    interval = np.random.default_rng(4).integers(0, 300, CALLS)
    weights = (np.ones(CALLS), hung, wait * ~hung, wait * hung)
    return tuple(np.bincount(interval, w.astype(float), 300) for w in weights)


def test_sums_of_all_waits_give_an_exponentials_mean() -> None:
    offered, hung, answered_s, hung_s = sums("exponential")
    found = from_sums(offered, hung, answered_s, hung_s)
    assert found.mean_min.holds(5.0)
    assert found.mean_min.value == pytest.approx(5.0, rel=0.05)
    assert found.give_up_at_once.basis == "default"


def test_without_the_waits_of_those_who_hung_up_the_interval_is_wider() -> None:
    offered, hung, answered_s, hung_s = sums("exponential")
    alone, whole = from_sums(offered, hung, answered_s, None), from_sums(offered, hung, answered_s, hung_s)
    assert alone.mean_min.holds(5.0)
    assert alone.mean_min.high - alone.mean_min.low > 3 * (whole.mean_min.high - whole.mean_min.low)


def test_of_other_forms_sums_say_that_they_cannot_tell() -> None:
    offered, hung, answered_s, hung_s = sums("weibull")
    found = from_sums(offered, hung, answered_s, hung_s)
    assert found.mean_min.value < 3.5  # half the true mean: patience at short waits
    assert "short waits only" in found.mean_min.cannot


def test_hang_ups_that_the_system_hides_are_no_patience() -> None:
    wait, hung = waits("at once", 5)
    shown = ~(hung & (wait < 10))
    found = from_calls(wait[shown], hung[shown], short_abandon_s=10.0)
    assert found.mean_min.holds(400 / 60)
    assert found.give_up_at_once.basis == "default"
    assert "before 10 s" in found.mean_min.cannot


def test_where_ringing_counts_as_waiting_the_answered_at_once_did_not_have_to_wait() -> None:
    wait, hung = waits("exponential", 6)
    rings = np.where(hung, wait, wait + 3.0)
    assert from_calls(rings, hung).hang_up_by[60.0].value == pytest.approx(
        gone("exponential", 60.0), abs=0.02
    )


def test_too_few_hang_ups_are_refused() -> None:
    with pytest.raises(ValueError, match="9 hang-ups are too few"):
        from_calls(np.full(100, 30.0), np.arange(100) < 9)


def test_a_mean_beyond_the_longest_wait_is_said_to_be_one() -> None:
    draw = np.random.default_rng(7)
    patience, offered = draw.exponential(900.0, 5000), draw.uniform(0.0, 100.0, 5000)
    found = from_calls(np.rint(np.minimum(patience, offered)) + 1.0, patience < offered)
    assert "extrapolation" in found.mean_min.cannot
    assert found.hang_up_by[300.0].cannot != "" == found.hang_up_by[60.0].cannot
