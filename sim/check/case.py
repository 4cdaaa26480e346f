"""What a theory case is: a verification scenario with edits, and the figures it must show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sim.check.batch import Measure
from sim.scenario import Scenario, but, load

FOLDER = Path(__file__).resolve().parents[2] / "configs" / "verification"

SHARE_ERROR = 0.003
"""A share must be known to 0.3 points: the largest standard error accepted, whatever the share."""
RELATIVE_ERROR = 0.02
"""Any other figure must be known to 2 % of its value, unless declared otherwise."""


@dataclass(frozen=True)
class Interval:
    """A published confidence interval, where the figure itself is not known exactly."""

    low: float
    high: float


@dataclass(frozen=True)
class Figure:
    """One figure of a case.

    `unit` "share" means 0 to 1. `relative_error`: see `largest_error`.
    `quick`: also judged in the quick check, whose fewer calls still give it the standard error it needs.
    """

    name: str
    unit: str
    expected: float | Interval
    measure: Measure
    relative_error: float = RELATIVE_ERROR
    quick: bool = True

    @property
    def largest_error(self) -> float:
        """The standard error above which a result says too little to be accepted, in the figure's unit."""
        if self.unit == "share":
            return SHARE_ERROR
        value = self.expected.low if isinstance(self.expected, Interval) else self.expected
        return self.relative_error * value


@dataclass(frozen=True)
class Size:
    """How much to simulate, and how it is cut into batches of nearly independent observations.

    A replication is `warm_up_weeks` + `weeks` long; its first `skip_days` measured days are not used (busy
    centres, where a whole week of warm-up would be a waste), the rest is cut into batches of `batch_days`.
    Batches of one replication touch, but even the slowest queue here forgets in about an hour, so batches
    of days are as good as independent.
    """

    replications: int
    weeks: int
    warm_up_weeks: int = 1
    skip_days: int = 0
    batch_days: int = 1

    def __post_init__(self) -> None:
        if (7 * self.weeks - self.skip_days) % self.batch_days:
            raise ValueError(f"{self} leaves a piece of a batch over")
        if self.batches < 16:
            raise ValueError(f"{self} makes {self.batches} batches; a standard error needs at least 16")

    @property
    def batches_each(self) -> int:
        """Batches of one replication."""
        return (7 * self.weeks - self.skip_days) // self.batch_days

    @property
    def batches(self) -> int:
        """Batches in all."""
        return self.replications * self.batches_each

    def times(self, factor: int) -> Size:
        """As many times the calls, in more replications of the same length."""
        return Size(
            factor * self.replications, self.weeks, self.warm_up_weeks, self.skip_days, self.batch_days
        )


@dataclass(frozen=True)
class Case:
    """One exactly known centre. `file` is in configs/verification, `edits` as for `sim.scenario.but`."""

    name: str
    title: str
    file: str
    size: Size
    figures: tuple[Figure, ...]
    edits: Mapping[str, object] = field(default_factory=dict)
    quick: Size | None = None

    def scenario(self, size: Size) -> Scenario:
        """The scenario, as long as this size says."""
        horizon = {"horizon.weeks": size.weeks, "horizon.warm_up_weeks": size.warm_up_weeks}
        return but(load(FOLDER / self.file), {**self.edits, **horizon})

    def in_brief(self) -> Case:
        """The case as the quick check runs it. ValueError for a case that takes part in the full check only."""
        if self.quick is None:
            raise ValueError(f"case {self.name} is not part of the quick check")
        figures = tuple(f for f in self.figures if f.quick)
        return Case(self.name, self.title, self.file, self.quick, figures, self.edits, self.quick)
