"""What a theory case is: a verification scenario with edits, and the figures it must show."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field

from sim.check.measurements import Measure
from sim.scenario import Scenario, load, replace
from sim.shipped_files import shipped_file

FOLDER = shipped_file("configs") / "verification"

RELATIVE_ERROR = 0.01
"""Every figure must be known to 1 % of its expected value: the largest standard error accepted."""
SHARE_ERROR = 0.003
"""A share must also be known to 0.3 points: 1 % of nearly everybody would say little about the rest."""
SMALL_SHARE = 0.01
"""Shares below this must be known as well as this one, to 0.01 points, that is one call in ten thousand. For 1 % of
themselves they would take millions of calls and more the smaller they are, to see what no screen shows. None of
today's cases has one."""


@dataclass(frozen=True)
class PublishedInterval:
    """A published confidence interval, where the figure itself is not known exactly."""

    low: float
    high: float


@dataclass(frozen=True)
class TheoryFigure:
    """One figure of a case. `unit` "share" means 0 to 1."""

    name: str
    unit: str
    expected: float | PublishedInterval
    measure: Measure

    @property
    def value(self) -> float:
        """The expected value, of an interval the lower end: what relative errors are relative to."""
        return self.expected.low if isinstance(self.expected, PublishedInterval) else self.expected

    @property
    def largest_error(self) -> float:
        """The standard error above which a result says too little to be accepted, in the figure's unit."""
        if self.unit == "share":
            return min(RELATIVE_ERROR * max(self.value, SMALL_SHARE), SHARE_ERROR)
        return RELATIVE_ERROR * self.value


@dataclass(frozen=True)
class Size:
    """How much to simulate, and how it is cut into batches of nearly independent observations.

    A replication is `warm_up_weeks` + `weeks` long. Its first `skip_days` measured days are not used: a whole
    week of warm-up would be a waste. The rest is one batch, independent of all others, or is cut into batches
    of `batch_days`; these touch, but even the slowest queue here forgets in about an hour, so batches of days
    are as good as independent.
    """

    replications: int
    weeks: int
    batch_days: int | None = None
    skip_days: int = 1
    warm_up_weeks: int = 0

    def __post_init__(self) -> None:
        if self._measured_days % self.days_each:
            raise ValueError(f"{self} leaves a piece of a batch over")
        if self.batches < 16:
            raise ValueError(f"{self} makes {self.batches} batches; a standard error needs at least 16")

    @property
    def _measured_days(self) -> int:
        return 7 * self.weeks - self.skip_days

    @property
    def days_each(self) -> int:
        """Days of one batch."""
        return self.batch_days or self._measured_days

    @property
    def batches(self) -> int:
        """Batches in all."""
        return self.replications * (self._measured_days // self.days_each)

    def times(self, factor: int) -> Size:
        """As many times the calls, in more replications of the same length."""
        return dataclasses.replace(self, replications=factor * self.replications)


@dataclass(frozen=True)
class TheoryCase:
    """One exactly known centre. `file` is in configs/verification, `edits` as for `sim.scenario.replace`.

    `quick`: part of the quick check.
    """

    name: str
    title: str
    file: str
    size: Size
    figures: tuple[TheoryFigure, ...]
    edits: Mapping[str, object] = field(default_factory=dict)
    quick: bool = False

    def scenario(self, size: Size) -> Scenario:
        """The scenario, as long as this size says."""
        horizon = {"horizon.weeks": size.weeks, "horizon.warm_up_weeks": size.warm_up_weeks}
        return replace(load(FOLDER / self.file), {**self.edits, **horizon})
