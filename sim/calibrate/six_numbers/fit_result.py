"""What a fit answers: the scenario, and how near each of the six numbers it comes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from sim.calibrate.six_numbers.inputs import SixNumbers
from sim.calibrate.six_numbers.roster import Roster
from sim.calibrate.six_numbers.template import Unknowns
from sim.experiment.result import Estimate, Result
from sim.scenario import Scenario

Floats = NDArray[np.float64]
End = Literal["low", "high"]

TOLERANCES = {
    "calls_offered_per_day": 0.01,
    "aht_min": 0.1,
    "service_level": 0.01,
    "abandonment": 0.005,
    "quits_per_year": 0.01,
}
"""How near the simulated mean must come: calls as a share of those asked, the others in their KPI's unit."""
CALLS, AHT, SL, AB, LEAVERS = range(5)
"""Places of the figures, in the order of the tolerances."""


@dataclass(frozen=True)
class Match:
    """One of the numbers: as given and as simulated. `end`: where what should bring it about stands at a bound."""

    key: str
    given: float
    simulated: Estimate
    tolerance: float
    end: End | None = None

    @property
    def met(self) -> bool:
        """Whether the simulated mean is within the tolerance."""
        return (
            self.simulated.mean is not None
            and abs(self.simulated.mean - self.given) <= self.tolerance + 1e-12
        )

    @property
    def near(self) -> bool:
        """Whether chance alone could make the difference: what was asked lies within the 95 % interval."""
        low, high = self.simulated.low, self.simulated.high
        return low is not None and high is not None and low <= self.given <= high


@dataclass(frozen=True)
class Fit:
    """A scenario for six numbers, its simulation, and how near it comes. `attempts`: scenarios simulated for it."""

    six: SixNumbers
    scenario: Scenario
    result: Result
    setting: Unknowns
    roster: Roster
    matches: tuple[Match, ...]
    attempts: int

    @property
    def missed(self) -> tuple[Match, ...]:
        """What could not be met."""
        return tuple(m for m in self.matches if not m.met)


def keys(six: SixNumbers) -> tuple[str, ...]:
    """The KPIs that are matched, in the order of the unknowns."""
    return ("calls_offered_per_day", "aht_min", six.service_level_key, "abandonment", "quits_per_year")


def target_values(six: SixNumbers) -> Floats:
    """What those KPIs should be."""
    return np.array(
        [six.calls_per_day, six.aht_min, six.service_level, six.abandonment, six.leavers_share], dtype=float
    )


def tolerances(six: SixNumbers) -> Floats:
    """How near they must come, each in its KPI's unit."""
    amounts = np.array(list(TOLERANCES.values()))
    amounts[CALLS] *= six.calls_per_day
    return amounts
