"""A centre whose policy never changes must stay where it is: no drift left over from the warm-up or from hiring."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from sim.experiment import KEYS
from tests.behaviour.presets import cut, preset, results

WEEKS = 26


def weekly(agents: int, replications: int) -> dict[str, NDArray[np.float64]]:
    """Weekly means, (replication, week): people on the phones, exhaustion, handle time."""
    scenario = cut(preset("typical_centre"), agents=agents, weeks=WEEKS, warm_up_weeks=4)
    paths = np.array([r.by_week for r in results(scenario, replications).replications])

    def of(key: str) -> NDArray[np.float64]:
        return paths[:, KEYS.index(key)]

    return {
        "people on the phones": of("calls_handled_per_day") / of("calls_handled_per_agent_day"),
        "exhaustion": of("exhaustion_mean"),
        "handle time": of("aht_min"),
    }


def drift(path: NDArray[np.float64]) -> tuple[float, float]:
    """Fitted change over all weeks and its standard error over replications, as shares of the mean."""
    slopes = np.polyfit(np.arange(WEEKS), path.T, 1)[0] * WEEKS / path.mean()
    return float(slopes.mean()), float(slopes.std(ddof=1) / np.sqrt(len(slopes)))


def assert_no_trend(paths: dict[str, NDArray[np.float64]], small: dict[str, float]) -> None:
    for name, path in paths.items():
        change, error = drift(path)
        assert abs(change) <= 2.0 * error, f"{name}: {change:+.2%} over {WEEKS} weeks, error {error:.2%}"
        assert abs(change) <= small[name], f"{name}: {change:+.2%} over {WEEKS} weeks"


def test_26_unchanged_weeks_show_no_trend() -> None:
    small = {"people on the phones": 0.08, "exhaustion": 0.08, "handle time": 0.02}
    assert_no_trend(weekly(agents=6, replications=16), small)


@pytest.mark.soak
def test_26_unchanged_weeks_show_no_trend_looked_at_closely() -> None:
    small = {"people on the phones": 0.03, "exhaustion": 0.04, "handle time": 0.01}
    assert_no_trend(weekly(agents=8, replications=100), small)
