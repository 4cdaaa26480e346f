"""An axis's ends and steps in round numbers."""

from __future__ import annotations

import math
from dataclasses import dataclass

from present.formats import MINUS

STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)


@dataclass(frozen=True)
class AxisScale:
    """From `low` to `high`, a number at every `step`."""

    low: float
    high: float
    step: float

    @property
    def format(self) -> str:
        """How its numbers are written, negative ones with a true minus sign."""
        if self.step >= 1.0 and self.step == int(self.step):
            one = "#,##0"
        else:
            one = "0." + "0" * max(1, min(4, math.ceil(-math.log10(self.step))))
        return f'{one};"{MINUS}"{one};{one}' if self.low < 0.0 else one

    @classmethod
    def over(cls, low: float, high: float, most: int = 5) -> AxisScale:
        """Return round numbers around both ends, with at most `most` steps."""
        if not high > low:
            low, high = low - 0.5 * (abs(low) or 1.0), high + 0.5 * (abs(high) or 1.0)
        rough = (high - low) / most
        power = 10.0 ** math.floor(math.log10(rough))
        for factor in STEPS:
            step = factor * power
            first, last = math.floor(low / step + 1e-9) * step, math.ceil(high / step - 1e-9) * step
            if round((last - first) / step) <= most:
                break
        return cls(round(first, 10) + 0.0, round(last, 10) + 0.0, step)
