"""The check's results as lines of text and as plain data."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from sim.check.case import Interval
from sim.check.judge import CaseRun, Finding, Verdict

HEAD = ("case", "figure", "expected", "got", "std. error", "off by", "")


def lines(runs: Sequence[CaseRun]) -> list[str]:
    """A table: one line per figure and run of a case; "off by" is (got − expected) / standard error."""
    rows: list[tuple[str, ...]] = [HEAD]
    for run in runs:
        rows += [_cells(run, finding) for finding in run.findings]
    widths = [max(len(row[i]) for row in rows) for i in range(len(HEAD))]
    return ["  ".join(_aligned(row, widths)).rstrip() for row in rows]


def _aligned(row: tuple[str, ...], widths: Sequence[int]) -> list[str]:
    """Words to the left, numbers to the right."""
    is_number = (False, False, True, True, True, True, False)
    return [
        cell.rjust(width) if number else cell.ljust(width)
        for cell, width, number in zip(row, widths, is_number, strict=True)
    ]


def _cells(run: CaseRun, finding: Finding) -> tuple[str, ...]:
    figure, error = finding.figure, finding.standard_error
    places = 1 - math.floor(math.log10(error)) if 0.0 < error < math.inf else 6
    places = min(max(places, 0), 6)  # as many as two digits of the standard error need
    expected = (
        f"{figure.expected.low:g} to {figure.expected.high:g}"
        if isinstance(figure.expected, Interval)
        else f"{figure.expected:.{places}f}"
    )
    verdict = run.verdict(finding).value
    if run.is_last:
        verdict += " (second run)"
    if finding.is_blurred and run.verdict(finding) is not Verdict.OK:
        verdict += f": standard error above {figure.largest_error:.3g}"
    return (
        run.case.name,
        figure.name if figure.unit in ("share", "ratio") else f"{figure.name} [{figure.unit}]",
        expected,
        f"{finding.got:.{places}f}",
        f"{error:.{places}f}",
        f"{finding.errors_off:+.2f}",
        verdict,
    )


def summary(runs: Sequence[CaseRun], seconds: float) -> str:
    """One line: how much was checked, and what failed."""
    last = {run.case.name: run for run in runs}
    failed = [name for name, run in last.items() if run.failed]
    figures = sum(len(run.findings) for run in last.values())
    calls = sum(run.calls for run in runs)
    what = f"failed: {', '.join(failed)}" if failed else "all as theory says"
    again = sum(run.is_last for run in runs)
    twice = f", {again} of them run twice" if again else ""
    return f"{len(last)} cases{twice}, {figures} figures, {calls / 1e6:.1f} million calls, {seconds:.0f} s: {what}"


def as_data(runs: Sequence[CaseRun], engine: str, quick: bool) -> dict[str, Any]:
    """The same for JSON; what is not finite is null."""
    return {
        "engine": engine,
        "quick": quick,
        "passed": not any(run.failed for run in runs),
        "cases": [
            {
                "case": run.case.name,
                "title": run.case.title,
                "run": 2 if run.is_last else 1,
                "seed": run.seed,
                "calls": run.calls,
                "accepted": run.accepted,
                "figures": [_figure_data(run, finding) for finding in run.findings],
            }
            for run in runs
        ],
    }


def _figure_data(run: CaseRun, finding: Finding) -> dict[str, Any]:
    figure = finding.figure
    expected = figure.expected
    return {
        "figure": figure.name,
        "unit": figure.unit,
        "expected": [expected.low, expected.high] if isinstance(expected, Interval) else expected,
        "got": _finite(finding.got),
        "standard_error": _finite(finding.standard_error),
        "largest_standard_error": figure.largest_error,
        "errors_off": _finite(finding.errors_off),
        "batches": finding.batches,
        "verdict": run.verdict(finding).value,
    }


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None
