"""Where a rising figure passes zero, over whole amounts from 1 up: found with few simulations, two at a time.

First a small and a larger amount, then further out along the line through the last two until zero is passed, then
between the nearest two on either side, cutting the distance in three where a straight line is a bad guess. Last the
amounts at which the figure's interval just still, or no longer, spans zero. The figure need rise only up to noise:
what is returned is always a place where it was seen on both sides.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil, floor, inf

from sim.experiment.adaptive import AdaptiveExperiment
from sim.experiment.result import Estimate

FigureAt = Callable[[Sequence[int]], AdaptiveExperiment[Sequence[Estimate]]]
"""The figure at each of these amounts, by asking for simulations."""

MOST_ASKED = 10
"""How many amounts are asked for at most; the mean's place comes before the interval's."""
FIRST = (0.05, 0.2)
"""The amounts asked for first, as shares of `scale`."""


@dataclass(frozen=True)
class Crossing:
    """By its mean the figure is below zero at `below` and not at `above`; None: not up to `most`.

    By its interval it is clearly below up to `clearly_below` (-1 where not even at the start) and clearly above from
    `clearly_above` on; None: not up to `most`. Both lie as far out as the amounts asked for leave open.
    `asked`: the figure at all amounts asked for.
    """

    below: int
    above: int | None
    clearly_below: int
    clearly_above: int | None
    most: int
    asked: dict[int, Estimate]

    @property
    def nearest(self) -> int | None:
        """The whole amount at which the mean is nearest to zero."""
        if self.above is None:
            return None
        return round(_between(self.asked, by_mean, self.below, self.above))


Level = Callable[[Estimate], float]


def by_mean(figure: Estimate) -> float:
    """The mean; minus infinity without a value."""
    return -1.0 if figure.mean is None else figure.mean


def by_high(figure: Estimate) -> float:
    """The interval's upper end; the mean where there is none."""
    return by_mean(figure) if figure.high is None else figure.high


def by_low(figure: Estimate) -> float:
    """The interval's lower end, of which zero itself is not clearly above."""
    return (by_mean(figure) if figure.low is None else figure.low) - 1e-12


def crossing(
    start: Estimate, figure_at: FigureAt, *, most: int, scale: float
) -> AdaptiveExperiment[Crossing]:
    """Find where a figure passes zero, from its value at 0 on, up to `most`. `scale`: what a large amount is."""
    known = {0: start}
    yield from _learn(known, figure_at, {min(most, max(1, round(share * scale))) for share in FIRST})
    yield from _go_beyond(known, figure_at, most)
    if _bracket(known, by_mean)[1] is not None:
        yield from _pin_the_mean(known, figure_at)
        while (left := MOST_ASKED + 1 - len(known)) and (
            edges := _lower_edge(known) | _upper_edge(known, most)
        ):
            yield from _learn(known, figure_at, set(sorted(edges)[:left]))
    below, above = _bracket(known, by_mean)
    return Crossing(below, above, _bracket(known, by_high)[0], _bracket(known, by_low)[1], most, known)


def _learn(known: dict[int, Estimate], figure_at: FigureAt, amounts: set[int]) -> AdaptiveExperiment[None]:
    new = sorted(k for k in amounts if k > 0 and k not in known)
    if new:
        known.update(zip(new, (yield from figure_at(new)), strict=True))


def _bracket(known: dict[int, Estimate], level: Level) -> tuple[int, int | None]:
    """The known amounts around the zero of `level`: the last before it (else -1), the first at or past it."""
    above = min((k for k, figure in known.items() if level(figure) >= 0.0), default=None)
    return max((k for k in known if above is None or k < above), default=-1), above


def _between(known: dict[int, Estimate], level: Level, below: int, above: int) -> float:
    """Where a level passes zero between two known amounts, as on a straight line."""
    start, end = level(known[below]), level(known[above])
    return below + (above - below) * -start / (end - start)


def _ahead(known: dict[int, Estimate], level: Level) -> float:
    """How far beyond the largest known amount a level should pass zero; infinite where it does not rise."""
    earlier, last = sorted(known)[-2:]
    rise = (level(known[last]) - level(known[earlier])) / (last - earlier)
    return max(0.0, -level(known[last]) / rise) if rise > 0.0 else inf


def _go_beyond(known: dict[int, Estimate], figure_at: FigureAt, most: int) -> AdaptiveExperiment[None]:
    """Ask further out until the mean has passed zero, or has not even at `most`."""
    for stretch in (1.25, 2.0, inf):
        below, above = _bracket(known, by_mean)
        if above is not None or below >= most:
            return
        ahead = _ahead(known, by_mean)
        if below + ahead >= most or stretch == inf:
            amounts = {most}
        else:
            amounts = {below + max(1, floor(ahead)), below + ceil(stretch * ahead) + 1}
        yield from _learn(known, figure_at, {min(most, k) for k in amounts})


def _pin_the_mean(known: dict[int, Estimate], figure_at: FigureAt) -> AdaptiveExperiment[None]:
    before = None
    while len(known) < MOST_ASKED - 1:  # leaves one for each end of the interval, as a rule
        below, above = _bracket(known, by_mean)
        if above is None or below < 0 or above - below <= 1:
            return
        width = above - below
        slow = before is not None and width > before / 2
        if slow:
            amounts = {below + width // 3, above - width // 3}
        else:
            guess = floor(_between(known, by_mean, below, above))
            amounts = {guess, guess + 1}
        before = width
        yield from _learn(known, figure_at, {min(max(k, below + 1), above - 1) for k in amounts})


def _lower_edge(known: dict[int, Estimate]) -> set[int]:
    """Amounts to ask for next to find the largest one at which the figure is clearly below zero."""
    below, above = _bracket(known, by_high)
    if above is None or below < 0:
        return set()
    guess = floor(_between(known, by_high, below, above))
    return {guess} if below < guess < above else set()


def _upper_edge(known: dict[int, Estimate], most: int) -> set[int]:
    """Amounts to ask for next to find the smallest one at which the figure is clearly above zero."""
    below, above = _bracket(known, by_low)
    if above is not None:
        guess = ceil(_between(known, by_low, below, above)) if below >= 0 else above
        return {guess} if below < guess < above else set()
    if below >= most:
        return set()
    ahead = _ahead(known, by_low)
    return {min(most, below + max(1, ceil(min(ahead, below))))}
