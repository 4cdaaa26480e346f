"""Numbers as a reader wants them: unit, sensible digits, interval; differences with their verdict.

What is shown adds up: a difference is taken of the figures as they are shown (`compared`). How many digits a figure
has depends on the figure alone, so that it reads the same wherever it stands; see decision 22.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from present import locale
from sim.experiment import Estimate
from sim.experiment.verdict import VERDICT_FROM
from sim.kpis import Kpi
from sim.scenario import Scenario

MINUS, NO_BREAK = locale.MINUS, locale.NO_BREAK
NO_VALUE = "no value"
ASSUMED = "†"
"""Mark of a figure that rests on assumptions of the model about people."""
TOO_FEW_RUNS = "too few runs to say"
STILL_SETTLING = f"{TOO_FEW_RUNS}; a first verdict comes after {VERDICT_FROM} simulated runs"
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


def full_name(kpi: Kpi, scenario: Scenario) -> str:
    """What a figure is called where it is chosen, as pictures call it: "Answered in 20 s, of all calls offered"."""
    return kpi.full_name.replace(kpi.name, with_targets(kpi.label, scenario), 1)


def is_share(kpi: Kpi) -> bool:
    """True for shares in [0, 1], which are shown in per cent; their differences in points."""
    return kpi.unit.startswith("share")


def scale(kpi: Kpi) -> float:
    """By what a figure is multiplied to be shown: shares are in per cent."""
    return 100.0 if is_share(kpi) else 1.0


def rounded(kpi: Kpi, x: float | None) -> float | None:
    """A figure for a table of numbers, shares in per cent; never "−0"."""
    return None if x is None else round(scale(kpi) * x, 2) + 0.0


# ── Digits ────────────────────────────────────────────────────────────────────────────────────────

WHOLE_FROM = 1000.0
MOST_PLACES = 2


def decimals(kpi: Kpi, x: float | None = None) -> int:
    """Digits behind the point of a figure: the last one is worth half of what is worth noticing, or less.

    `x`: the figure or a difference, in the KPI's unit. Calls and issues a day have none from 10 on, nothing has any
    from 1,000 on.
    """
    size = abs(x or 0.0) * scale(kpi)
    if size >= (10.0 if kpi.unit.endswith("s a day") else WHOLE_FROM):
        return 0
    step = kpi.min_important_difference * scale(kpi) / 2.0
    return min(MOST_PLACES, max(0, -math.floor(math.log10(step) + 1e-9)))


def plain(x: float, decimals: int) -> str:
    """A number with thousands separators, a true minus sign and never "−0", as the reader's locale has it."""
    return locale.number(x, decimals)


def with_sign(x: float, decimals: int) -> str:
    """A difference as it is shown: "+4.2", "−17.7"; "0" where nothing is left after rounding."""
    text = plain(x, decimals)
    if not any(c in "123456789" for c in text):
        return "0"
    return text if x < 0.0 else f"+{text}"


def with_unit(number: str, unit: str) -> str:
    """A number and its unit, which no line break parts: "95%", "12 s", "1,150 a day"."""
    if not unit or unit.startswith("%"):
        return f"{number}{unit}"
    return locale.with_currency(number, unit)


def with_percent(number: str, unit: str) -> str:
    """A number beside another of its unit, which goes unsaid but for a per cent sign."""
    return f"{number}%" if unit.startswith("%") else number


def unit(kpi: Kpi, currency: str = "currency") -> str:
    """The unit as it stands behind a number: "%", "s", "of 100", "AUD"."""
    return PER.get(kpi.unit, kpi.unit_in(currency))


def with_mark_and_unit(kpi: Kpi, scenario: Scenario) -> str:
    """What a picture shows: "Satisfied, all callers†, %"."""
    return f"{with_targets(kpi.label, scenario)}{mark(kpi)}, {unit(kpi, scenario.costs.currency)}"


def short_unit(kpi: Kpi, currency: str = "currency") -> str:
    """The unit where it goes unsaid what a share is of: "%" for every share."""
    return "%" if is_share(kpi) else unit(kpi, currency)


def digits(kpi: Kpi, x: float | None, places: int | None = None) -> str:
    """The number alone, shares in per cent: "73.4". `places`: decimals other than the figure's own."""
    if x is None:
        return "–"
    return plain(x * scale(kpi), decimals(kpi, x) if places is None else places)


def value(kpi: Kpi, x: float | None, currency: str = "currency") -> str:
    """The number with its unit: "73.4%", "12 s", "1,150 a day"."""
    return NO_VALUE if x is None else with_unit(digits(kpi, x), unit(kpi, currency))


def interval(kpi: Kpi, estimate: Estimate) -> str:
    """The 95% interval's ends, "70.7 to 76.1"; "" for a single replication."""
    if estimate.low is None or estimate.high is None:
        return ""
    places = decimals(kpi, estimate.mean)
    return f"{digits(kpi, estimate.low, places)} to {digits(kpi, estimate.high, places)}"


def difference_unit(kpi: Kpi, currency: str = "currency") -> str:
    """The unit of a difference: points for shares and indices."""
    if is_share(kpi) or kpi.unit.endswith("0-100"):
        return "points"
    return unit(kpi, currency)


def signed(kpi: Kpi, x: float, places: int | None = None) -> str:
    """A difference with its sign: "+4.2", "−17.7". `places`: decimals of the figures it is of."""
    return with_sign(x * scale(kpi), decimals(kpi, x) if places is None else places)


def none_of(kpi: Kpi, shown: float | None, figure: Estimate, word: str = "none") -> str:
    """What is said in place of a share of 0: `word`, or "hardly any" where it is rounded to 0; "" of others."""
    if shown != 0.0 or not is_share(kpi):
        return ""
    return "hardly any" if figure.mean else word


# ── Two figures and their difference ──────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Shown:
    """A figure, what it is compared with and the difference, rounded as they are shown: shares in per cent.

    Where all three are known, `current` less `before` is `difference` to the last digit. `low`, `high`: the ends of
    the difference's interval. `places`, `end_places`: decimals of the three, and of the ends.
    """

    current: float | None
    before: float | None
    difference: float | None
    low: float | None
    high: float | None
    places: int
    end_places: int

    @property
    def current_text(self) -> str:
        """The figure: "41.3"."""
        return "–" if self.current is None else plain(self.current, self.places)

    @property
    def before_text(self) -> str:
        """What it is compared with: "58.0"."""
        return "–" if self.before is None else plain(self.before, self.places)

    @property
    def difference_text(self) -> str:
        """The difference with its sign: "−16.7"."""
        return "–" if self.difference is None else with_sign(self.difference, self.places)

    @property
    def size_text(self) -> str:
        """The difference without its sign: "16.7"."""
        return "–" if self.difference is None else plain(abs(self.difference), self.places)

    @property
    def ends_text(self) -> str:
        """The ends of the difference's interval: "−17.1 to −16.3"; "" where there is none."""
        if self.low is None or self.high is None:
            return ""
        return f"{with_sign(self.low, self.end_places)} to {with_sign(self.high, self.end_places)}"


def compared(kpi: Kpi, current: float | None, before: float | None, difference: Estimate) -> Shown:
    """Round a figure, what it is compared with and their paired difference so that what is shown adds up.

    All three have one number of decimals, that of the larger figure, and the difference is that of the rounded
    figures: off by one unit of the last digit at most. Where a difference that is worth noticing would so become 0,
    all three have one digit more. Where the two figures are not of the same runs, as when one has no value in some,
    their difference is not the paired one: then that is shown, rounded. The interval's ends are moved outwards to hold
    the difference shown, and have a digit or two more where one would become 0 although 0 lies outside.
    """
    times, mean = scale(kpi), difference.mean
    places = decimals(kpi, max((abs(x) for x in (current, before, mean) if x is not None), default=None))
    if mean is not None and current is not None and before is not None:
        matters = abs(mean) >= kpi.matters_from(before)
        while True:
            now, then = round(current * times, places), round(before * times, places)
            taken = round(now - then, places)
            if abs(taken - mean * times) > 1.001 * 10.0**-places:
                taken = round(mean * times, places)
            if taken or not matters or places >= decimals(kpi) + MOST_PLACES:
                break
            places += 1
        shown: tuple[float | None, ...] = now, then, taken
    else:
        shown = tuple(None if x is None else round(x * times, places) for x in (current, before, mean))
    low, high, end_places = _ends(difference, times, shown[2], places)
    return Shown(shown[0], shown[1], shown[2], low, high, places, end_places)


def _ends(
    difference: Estimate, times: float, taken: float | None, places: int
) -> tuple[float | None, float | None, int]:
    """The interval's ends as they are shown, and their decimals."""
    if difference.low is None or difference.high is None or taken is None:
        return None, None, places
    ends = difference.low * times, difference.high * times
    is_detected = ends[0] > 0.0 or ends[1] < 0.0
    most = places + MOST_PLACES
    while is_detected and taken and places < most and 0.0 in (round(end, places) for end in ends):
        places += 1
    return min(round(ends[0], places), taken), max(round(ends[1], places), taken), places


# ── Verdicts ──────────────────────────────────────────────────────────────────────────────────────

AS_MANY = "as many"
"""Issues coming in, where a change brings neither more nor fewer of them."""
GROWS_WITH_DEMAND = ("issues_resolved_per_day", "issues_resolved_per_agent_day")
"""Figures that go up because more comes in, which is no merit; down because less does, which is no fault."""

Kind = Literal["better", "worse", "changed", "small", "undetected", "same", "settling", "unknown"]


@dataclass(frozen=True)
class Verdict:
    """What a difference says. `short` for a tile, `range` the interval in words, `up` the number's direction.

    `shown`: the numbers of which it speaks; None where nothing is compared.
    """

    kind: Kind
    short: str
    range: str
    up: bool | None
    shown: Shown | None = None

    @property
    def judged(self) -> bool:
        """True where the difference is shown to be there and large enough to matter."""
        return self.kind in ("better", "worse", "changed")


def verdict(
    kpi: Kpi,
    difference: Estimate,
    *,
    replications: int,
    baseline: float | None,
    current: float | None = None,
    currency: str = "currency",
    coming_in: str = AS_MANY,
) -> Verdict:
    """Judge a paired difference by its interval, by what is worth noticing and by the KPI's better direction.

    `replications`: in which both have a value. `baseline`: the value compared with, needed where a band is best
    (occupancy) or a share of it is worth noticing; `current`: the other, with which the difference shown adds up.
    `coming_in`: "more" or "fewer" issues than before, which leaves what grows with them unjudged, or `AS_MANY`.
    """
    if difference.mean is None:
        return Verdict("unknown", difference.reason or "no comparison", "", None)
    words = difference_unit(kpi, currency)
    shown = compared(kpi, current, baseline, difference)
    amount = with_unit(shown.difference_text, words)
    up = difference.mean > 0.0 if difference.mean else None
    if not shown.ends_text:
        return Verdict("settling", f"{amount}, {TOO_FEW_RUNS}", "", up, shown)
    ends = with_unit(shown.ends_text, words)
    if replications < VERDICT_FROM:
        return Verdict("settling", f"{amount}, {TOO_FEW_RUNS}", f"{ends} so far", up, shown)
    low, high = difference.low or 0.0, difference.high or 0.0
    if max(abs(low), abs(high)) < 1e-9:  # nothing but rounding
        return Verdict("same", "no change", "", None, shown)
    if low <= 0.0 <= high:
        return Verdict("undetected", "not detected", ends, None, shown)
    if abs(difference.mean) < kpi.matters_from(baseline):
        if not shown.difference:
            amount = with_unit(f"under {plain(10.0**-shown.places, shown.places)}", words)
        return Verdict("small", f"{amount}, too small to matter", ends, up, shown)
    if kpi.key in GROWS_WITH_DEMAND and coming_in != AS_MANY:
        return Verdict("changed", f"{amount}, {coming_in} coming in", ends, up, shown)
    kind = _direction(kpi, difference.mean, baseline)
    word = {"better": ", better", "worse": ", worse"}.get(kind, "")
    return Verdict(kind, f"{amount}{word}", ends, up, shown)


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
