"""As many replications as it takes: until intervals are as narrow as asked.

Looking at an interval again and again and stopping when it happens to be narrow makes it too optimistic. So there
are at least FIRST replications, looks only after every BATCH more, and the interval must be within MARGIN of what
was asked. `tests/theory/test_coverage.py` shows that such intervals hold the truth 95 times in 100.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass

from sim.experiment.result import Estimate, Replication, estimate, index_of
from sim.kpis import KPIS

FIRST = 10
BATCH = 5
MARGIN = 0.9
CAP = 200
MOST = 100_000
"""Upper limit on the number of replications."""

Source = Callable[[range], Iterable[Replication]]
"""Gives the replications of these numbers, in any order; fewer where it was cancelled. It may be closed early."""


@dataclass(frozen=True)
class HalfWidth:
    """Half the width of a 95 % interval: in the KPI's unit, or `relative`, a share of the mean."""

    amount: float
    relative: bool = False

    def allowed(self, mean: float) -> float:
        """The half-width that is allowed around this mean, in the KPI's unit."""
        return self.amount * mean if self.relative else self.amount

    def met_by(self, interval: Estimate) -> bool:
        """Whether an interval is narrow enough: within MARGIN of what was asked."""
        if interval.mean is None or interval.half_width is None:
            return False
        return interval.half_width <= MARGIN * self.allowed(interval.mean)


def parse_half_width(text: str) -> tuple[str, HalfWidth]:
    """From "service_level=0.01", in the KPI's own unit (here one point), or "asa_s=5%", of the mean.

    Raises ValueError with a sentence for a person.
    """
    key, equals, amount = text.partition("=")
    if not equals:
        raise ValueError(f"{text!r} is not KPI=HALFWIDTH, such as service_level=0.01 or asa_s=5%")
    index_of(key)
    relative = amount.endswith("%")
    try:
        number = float(amount.removesuffix("%"))
    except ValueError:
        number = math.nan
    if not 0.0 < number < math.inf:
        raise ValueError(f"{amount!r} is not a half-width: a number above 0, or one with % of the mean")
    return key, HalfWidth(number / 100.0 if relative else number, relative)


@dataclass(frozen=True)
class Precise:
    """The result. `replications` in order of their numbers; `intervals`, for each KPI asked, its interval."""

    requested: Mapping[str, HalfWidth]
    replications: tuple[Replication, ...]
    intervals: Mapping[str, Estimate]

    @property
    def missed(self) -> tuple[str, ...]:
        """KPIs whose intervals are still too wide, or that have no value."""
        return tuple(key for key, width in self.requested.items() if not width.met_by(self.intervals[key]))

    @property
    def without_value(self) -> tuple[str, ...]:
        """KPIs without a value in any replication."""
        return tuple(key for key in self.requested if self.intervals[key].mean is None)

    @property
    def reached(self) -> bool:
        """Whether every interval is as narrow as asked."""
        return not self.missed

    def __repr__(self) -> str:
        intervals = ", ".join(f"{key}={interval}" for key, interval in self.intervals.items())
        return f"Precise({len(self.replications)} runs, reached={self.reached}, {intervals})"


def replicate_until_precise(
    source: Source,
    kpis: Mapping[str, HalfWidth],
    *,
    most: int = CAP,
    progress: Callable[[int, int], None] | None = None,
) -> Precise:
    """Take replications until the 95 % interval of each of these KPIs is as narrow as asked, `most` at most.

    `progress` is called with (replications done, replications that will probably be needed).
    Raises ValueError for an unknown KPI, none at all, or a `most` below 2.
    """
    if not kpis or most < 2:
        raise ValueError(f"cannot make {len(kpis)} intervals narrow in {most} replications")
    for key in kpis:
        index_of(key)
    done: list[Replication] = []
    next_check = needed = min(FIRST, most)
    while True:
        with closing(_in_order(source(range(len(done), needed)), len(done))) as results:
            for replication in results:
                done.append(replication)
                if progress is not None:
                    progress(len(done), needed)
                if len(done) == next_check:
                    current = _intervals(done, kpis)
                    if current.reached or next_check >= most or current.without_value == current.missed:
                        return current
                    next_check = min(next_check + BATCH, most)
        if len(done) < needed:  # it was cancelled
            return _intervals(done, kpis)
        # All that will probably be needed at once, so that every worker has something to do. Which ones are looked
        # at does not depend on that.
        needed = min(most, max(next_check, _expected(current)))


def _in_order(results: Iterable[Replication], number: int) -> Generator[Replication, None, None]:
    """Replications in the order of their numbers, from this one on, each as soon as it can be had."""
    early: dict[int, Replication] = {}
    try:
        for replication in results:
            early[replication.number] = replication
            while number in early:
                yield early.pop(number)
                number += 1
    finally:
        if isinstance(results, Generator):
            results.close()  # what has not begun is not needed any more


def _intervals(done: Sequence[Replication], kpis: Mapping[str, HalfWidth]) -> Precise:
    columns = {key: index_of(key) for key in kpis}
    intervals = {
        key: estimate([r.values[i] for r in done], 0.0, KPIS[key].most) for key, i in columns.items()
    }
    return Precise(dict(kpis), tuple(done), intervals)


def _expected(current: Precise) -> int:
    """How many replications will probably be needed: intervals narrow with the root of their number."""
    count = 0.0
    for key in current.missed:
        mean, half = current.intervals[key].mean, current.intervals[key].half_width
        if mean is not None and half is not None:
            allowed = MARGIN * current.requested[key].allowed(mean)
            count = max(count, len(current.replications) * (half / allowed) ** 2 if allowed else MOST)
    return FIRST + BATCH * math.ceil((min(count, MOST) - FIRST) / BATCH)
