"""How far a difference moves when the assumptions do, in a line for a tile and in sentences."""

from __future__ import annotations

from collections.abc import Iterator

from present.changes import joined
from present.formats import difference_unit, signed
from present.pair import Pair
from present.tiles import HERO, is_simulated
from sim import KPIS
from sim.experiment.assumptions import ASSUMPTIONS, AssumptionRange
from sim.experiment.window import Window

WAITING = "Under other assumptions: being simulated…"


def range_line(found: AssumptionRange, key: str, window: Window, currency: str = "AUD") -> str:
    """Such as "Under other assumptions +9.8 to +28.1 points"; "" where there is no difference to move."""
    kpi, span = KPIS[key], found.span(key, window)
    if span.lowest is None or span.highest is None:
        return ""
    low, high = signed(kpi, span.lowest), signed(kpi, span.highest)
    words = difference_unit(kpi, currency)
    if low == high:
        return f"Under other assumptions {low} {words} as well"
    line = f"Under other assumptions {low} to {high} {words}"
    if span.sign_turns:
        line += f": better or worse depends on {joined([a.words for a in span.decided_by])}"
    return line


def range_lines(found: AssumptionRange, pair: Pair) -> tuple[str, ...]:
    """The lines of the three large tiles; "" for a figure that is not simulated or has no value."""
    currency = pair.now.scenario.costs.currency
    return tuple(
        range_line(found, key, pair.window(key), currency) if is_simulated(pair.now, key) else ""
        for key in HERO
    )


def what_was_moved(found: AssumptionRange) -> Iterator[str]:
    """Sentences for whoever asks what these ranges are."""
    moved = [a.words for a in ASSUMPTIONS if a not in found.not_moved]
    yield (
        "Under other assumptions: the same comparison, on the same callers, with one of these at a time at either "
        f"end of what the evidence leaves open: {'; '.join(moved)}."
    )
    for a in found.not_moved:
        yield f"Not moved, since the two differ in it: {a.words}."
