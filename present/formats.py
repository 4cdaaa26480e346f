"""Numbers as a reader wants them: unit, sensible digits, interval; differences with their verdict."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from sim.experiment import Estimate
from sim.experiment.verdict import VERDICT_FROM
from sim.kpis import Kpi
from sim.scenario import Scenario

MINUS = "\N{MINUS SIGN}"
NO_VALUE = "no value"
ASSUMED = "†"
"""Mark of a figure that rests on assumptions of the model about people."""
STILL_SETTLING = f"still settling; a first verdict comes after {VERDICT_FROM} simulated runs"
"""What stands in place of a verdict as long as there are fewer."""

PER = {
    "share": "%",
    "share of offered": "% of calls",
    "share of answered": "% of answered calls",
    "share of seats": "% of positions",
    "share of upset": "% of upset callers",
    "index 0-100": "of 100",
    "points 0-100": "of 100",
    "issues a day": "a day",
    "calls a day": "a day",
}
"""Units as they stand behind a number on screen, where not as declared."""


def mark(kpi: Kpi) -> str:
    """The mark behind the name of a figure that rests on assumptions; "" for one that is counted."""
    return ASSUMED if kpi.is_assumed else ""


def with_targets(words: str, scenario: Scenario) -> str:
    """A KPI's label or tile with the scenario's targets in it: "Answered in 20 s"."""
    targets = scenario.targets
    return words.format(within_s=targets.within_s, exhaustion_line=targets.exhaustion_line)


def is_share(kpi: Kpi) -> bool:
    """True for shares in [0, 1], which are shown in per cent; their differences in points."""
    return kpi.unit.startswith("share")


def scale(kpi: Kpi) -> float:
    """By what a figure is multiplied to be shown: shares are in per cent."""
    return 100.0 if is_share(kpi) else 1.0


def rounded(kpi: Kpi, x: float | None) -> float | None:
    """A figure for a table of numbers, shares in per cent; never "−0"."""
    return None if x is None else round(scale(kpi) * x, 2) + 0.0


def _decimals(kpi: Kpi, size: float) -> int:
    """One for shares and indices, none for large numbers, else one digit finer than what is worth noticing."""
    if is_share(kpi) or kpi.unit.endswith("0-100"):
        return 1
    if size >= (10.0 if kpi.unit.endswith("a day") else 100.0):
        return 0
    return min(2, max(0, 1 - math.floor(math.log10(kpi.min_important_difference))))


def plain(x: float, decimals: int) -> str:
    """A number with thousands separators, a true minus sign and never "−0"."""
    text = f"{x:,.{decimals}f}"
    if float(text.replace(",", "")) == 0.0:
        text = text.lstrip("-")
    return text.replace("-", MINUS)


def unit(kpi: Kpi, currency: str = "currency") -> str:
    """The unit as it stands behind a number: "%", "s", "of 100", "AUD"."""
    return PER.get(kpi.unit, kpi.unit_in(currency))


def digits(kpi: Kpi, x: float | None) -> str:
    """The number alone, shares in per cent: "73.4"."""
    if x is None:
        return "–"
    shown = x * scale(kpi)
    return plain(shown, _decimals(kpi, abs(shown)))


def value(kpi: Kpi, x: float | None, currency: str = "currency") -> str:
    """The number with its unit: "73.4 %", "12 s", "1,150 a day"."""
    return NO_VALUE if x is None else f"{digits(kpi, x)} {unit(kpi, currency)}"


def interval(kpi: Kpi, estimate: Estimate) -> str:
    """The 95 % interval's ends, "70.7 to 76.1"; "" for a single replication."""
    if estimate.low is None or estimate.high is None:
        return ""
    return f"{digits(kpi, estimate.low)} to {digits(kpi, estimate.high)}"


def difference_unit(kpi: Kpi, currency: str = "currency") -> str:
    """The unit of a difference: points for shares and indices."""
    if is_share(kpi) or kpi.unit.endswith("0-100"):
        return "points"
    return unit(kpi, currency)


def signed(kpi: Kpi, x: float) -> str:
    """A difference with its sign: "+4.2", "−17.7"; "0" where nothing is left after rounding."""
    text = digits(kpi, x)
    if text.strip("0.,") == "":
        return "0"
    return text if x < 0.0 else f"+{text}"


Kind = Literal["better", "worse", "changed", "small", "undetected", "same", "settling", "unknown"]


@dataclass(frozen=True)
class Verdict:
    """What a difference says. `short` for a tile, `range` the interval in words, `up` the number's direction."""

    kind: Kind
    short: str
    range: str
    up: bool | None

    @property
    def judged(self) -> bool:
        """True where the difference is shown to be there and large enough to matter."""
        return self.kind in ("better", "worse", "changed")


def verdict(
    kpi: Kpi, difference: Estimate, *, replications: int, baseline: float | None, currency: str = "currency"
) -> Verdict:
    """Judge a paired difference by its interval, by what is worth noticing and by the KPI's better direction.

    `replications`: in which both have a value. `baseline`: the value compared with, needed where a band is best
    (occupancy).
    """
    if difference.mean is None:
        return Verdict("unknown", difference.reason or "no comparison", "", None)
    words = difference_unit(kpi, currency)
    amount = f"{signed(kpi, difference.mean)} {words}"
    up = difference.mean > 0.0 if difference.mean else None
    if difference.low is None or difference.high is None:
        return Verdict("settling", f"{amount}, still settling", "", up)
    ends = f"{signed(kpi, difference.low)} and {signed(kpi, difference.high)} {words}"
    if replications < VERDICT_FROM:
        return Verdict("settling", f"{amount}, still settling", f"between {ends} so far", up)
    if max(abs(difference.low), abs(difference.high)) < 1e-9:  # nothing but rounding
        return Verdict("same", "no change", "", None)
    if difference.low <= 0.0 <= difference.high:
        return Verdict("undetected", "not detected", f"between {ends}", None)
    if abs(difference.mean) < kpi.min_important_difference:
        return Verdict("small", f"{amount}, too small to matter", f"between {ends}", up)
    kind = _direction(kpi, difference.mean, baseline)
    word = {"better": ", better", "worse": ", worse"}.get(kind, "")
    return Verdict(kind, f"{amount}{word}", f"between {ends}", up)


def _direction(kpi: Kpi, change: float, baseline: float | None) -> Kind:
    if kpi.better == "band":
        if kpi.band is None or baseline is None:
            return "changed"
        # Above the band people are overloaded. Below it they have time: no fault, whatever it costs.
        before, after = (max(x - kpi.band[1], 0.0) for x in (baseline, baseline + change))
        return "changed" if before == after else ("better" if after < before else "worse")
    if kpi.better == "none":
        return "changed"
    return "better" if (change > 0.0) == (kpi.better == "up") else "worse"
