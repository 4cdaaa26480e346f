"""Whether what was measured is what theory says.

Accepted: at most 3 standard errors off, and the standard error small enough to mean something
(`TheoryFigure.largest_error`). With about a hundred figures and seeds that were not chosen, one in some runs lies
outside by chance alone; so a case outside is run again, once, on another seed with four times the calls.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sim.check.measurements import Counts
from sim.check.theory_case import PublishedInterval, TheoryCase, TheoryFigure

MOST_ERRORS = 3.0
"""Standard errors that a result may be off."""


class FigureVerdict(StrEnum):
    """The verdict on one figure in one run."""

    OK = "ok"
    AGAIN = "outside, run again"
    FAILED = "FAILED"


@dataclass(frozen=True)
class Finding:
    """One figure: what was measured, in its unit, over `batches` batches (degrees of freedom: one less)."""

    figure: TheoryFigure
    got: float
    standard_error: float
    batches: int

    @property
    def deviation(self) -> float:
        """How far from the expected value; from a published interval: how far outside it, 0 within."""
        expected = self.figure.expected
        if isinstance(expected, PublishedInterval):
            return min(0.0, self.got - expected.low) + max(0.0, self.got - expected.high)
        return self.got - expected

    @property
    def errors_off(self) -> float:
        """The same in standard errors. Without any spread but rounding: 0 if right to 9 digits, else infinite."""
        if not self.standard_error <= 1e-12 * abs(self.got):
            return self.deviation / self.standard_error
        expected = self.figure.expected
        exact = not isinstance(expected, PublishedInterval) and math.isclose(self.got, expected, rel_tol=1e-9)
        return 0.0 if self.deviation == 0.0 or exact else math.copysign(math.inf, self.deviation)

    @property
    def relative_error(self) -> float:
        """The standard error as a share of the expected value."""
        return self.standard_error / self.figure.value if self.figure.value else math.inf

    @property
    def is_blurred(self) -> bool:
        """The standard error is too large for the result to mean much."""
        return not self.standard_error <= self.figure.largest_error

    @property
    def accepted(self) -> bool:
        """Near enough, and known well enough. A figure that is not a number is neither."""
        return abs(self.errors_off) <= MOST_ERRORS and not self.is_blurred


@dataclass(frozen=True)
class CaseRun:
    """One case on one seed."""

    case: TheoryCase
    seed: int
    calls: int
    findings: tuple[Finding, ...]
    is_last: bool
    """No further run would follow."""
    replications: int = 0

    @property
    def accepted(self) -> bool:
        """Whether all its figures are accepted."""
        return all(f.accepted for f in self.findings)

    @property
    def failed(self) -> bool:
        """Not accepted and not to be run again."""
        return self.is_last and not self.accepted

    def verdict(self, finding: Finding) -> FigureVerdict:
        """The verdict on one of its findings."""
        if finding.accepted:
            return FigureVerdict.OK
        return FigureVerdict.FAILED if self.is_last else FigureVerdict.AGAIN


def findings(case: TheoryCase, counted: Sequence[Sequence[Counts]]) -> tuple[Finding, ...]:
    """From the counts of all batches, (batch, figure): figures of all batches together, and their errors.

    Most figures are ratios of sums (waits / calls), and a mean of daily ratios is not the ratio: days with
    long waits have more abandonments, so the daily mean times to abandon average too low. Hence the figure of
    the sums, and the standard error by the jackknife over batches (Efron & Stein 1981).
    """
    columns = zip(*counted, strict=True)
    return tuple(_finding(figure, column) for figure, column in zip(case.figures, columns, strict=True))


def _finding(figure: TheoryFigure, column: Sequence[Counts]) -> Finding:
    n = len(column)
    total = {key: math.fsum(counts[key] for counts in column) for key in column[0]}
    without = [figure.measure.value({key: total[key] - counts[key] for key in total}) for counts in column]
    mean = math.fsum(without) / n
    variance = math.fsum((value - mean) ** 2 for value in without) * (n - 1) / n
    return Finding(figure, figure.measure.value(total), math.sqrt(variance), n)
