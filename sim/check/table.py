"""The check's results as lines of text and as plain data."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from itertools import islice
from typing import Any

from sim.check.acceptance import CaseRun, FigureVerdict, Finding
from sim.check.record_comparison import Agreement, Comparison
from sim.check.theory_case import PublishedInterval

HEAD = ("case", "figure", "expected", "got", "std. error", "off by", "")
ALIGNED = "<<>>>><"
"""Words to the left, numbers to the right."""


def lines(runs: Sequence[CaseRun], compared: Mapping[str, Comparison]) -> list[str]:
    """A table: one line per figure and run of a case; "off by" is (got − expected) / standard error.

    Below the last run of each case, how the second engine compared; `compared` is by name of the case.
    """
    rows = [HEAD, *(_cells(run, finding) for run in runs for finding in run.findings)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    form = "  ".join(f"{{:{side}{width}}}" for side, width in zip(ALIGNED, widths, strict=True))
    table = iter([form.format(*row).rstrip() for row in rows])
    text = [next(table)]
    last = {run.case.name: run for run in runs}
    for run in runs:
        text += islice(table, len(run.findings))
        name = run.case.name
        if run is last[name] and name in compared:
            text.append(f"{name.ljust(widths[0])}  second engine: {_in_words(compared[name])}")
    return text


def _in_words(comparison: Comparison) -> str:
    calls = f"{comparison.calls:,} calls"
    match comparison.agreement:
        case Agreement.SAME:
            return f"same {calls}"
        case Agreement.LAST_DIGITS:
            return f"same {calls} but for last digits, which is harmless: {comparison.where}"
        case Agreement.DIFFERENT:
            return f"FAILED, another event within {calls}: {comparison.where}"


def _cells(run: CaseRun, finding: Finding) -> tuple[str, ...]:
    figure, error = finding.figure, finding.standard_error
    places = 1 - math.floor(math.log10(error)) if 0.0 < error < math.inf else 6
    places = min(max(places, 0), 6)  # as many as two digits of the standard error need
    expected = (
        f"{figure.expected.low:g} to {figure.expected.high:g}"
        if isinstance(figure.expected, PublishedInterval)
        else f"{figure.expected:.{places}f}"
    )
    verdict = run.verdict(finding).value
    if run.is_last:
        verdict += " (second run)"
    if finding.is_blurred and run.verdict(finding) is not FigureVerdict.OK:
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


def summary(
    runs: Sequence[CaseRun], compared: Mapping[str, Comparison], engine: str, other: str, seconds: float
) -> list[str]:
    """How much was checked, and what failed: a line about theory, one about the two engines."""
    last = {run.case.name: run for run in runs}
    failed = [name for name, run in last.items() if run.failed]
    figures = sum(len(run.findings) for run in last.values())
    calls = sum(run.calls for run in runs)
    what = f"failed: {', '.join(failed)}" if failed else "all as theory says"
    again = sum(run.is_last for run in runs)
    twice = f", {again} of them run twice" if again else ""
    errors = [
        (finding.relative_error, f"{name} {finding.figure.name}")
        for name, run in last.items()
        for finding in run.findings
        if math.isfinite(finding.relative_error)
    ]
    error, where = max(errors, default=(math.nan, "none"))
    return [
        f"{len(last)} cases{twice}, {figures} figures, {calls / 1e6:.1f} million calls ({engine}), "
        f"{seconds:.0f} s: {what}; largest standard error {100.0 * error:.2f}% ({where})",
        f"second engine ({other}): {_engines(compared)}",
    ]


def _engines(compared: Mapping[str, Comparison]) -> str:
    different = [name for name, comparison in compared.items() if comparison.failed]
    digits = [name for name, c in compared.items() if c.agreement is Agreement.LAST_DIGITS]
    calls = f"{sum(comparison.calls for comparison in compared.values()):,} calls"
    if different:
        return f"failed, other events in {', '.join(different)} ({calls} compared)"
    if digits:
        return f"same {calls} but for last digits in {', '.join(digits)}, which is harmless"
    return f"same {calls}, byte for byte"


def passed(runs: Sequence[CaseRun], compared: Mapping[str, Comparison]) -> bool:
    """No case failed, and nowhere did the engines part."""
    return not any(run.failed for run in runs) and not any(c.failed for c in compared.values())


def as_data(
    runs: Sequence[CaseRun], compared: Mapping[str, Comparison], engine: str, other: str, quick: bool
) -> dict[str, Any]:
    """The same for JSON; what is not finite is null, and so is the seed of all: every case has its own."""
    return {
        "engine": engine,
        "seed": None,
        "runs": sum(run.replications for run in runs),
        "second_engine": other,
        "quick": quick,
        "passed": passed(runs, compared),
        "cases": [
            {
                "case": run.case.name,
                "title": run.case.title,
                "run": 2 if run.is_last else 1,
                "seed": run.seed,
                "runs": run.replications,
                "calls": run.calls,
                "accepted": run.accepted,
                "figures": [_figure_data(run, finding) for finding in run.findings],
                "second_engine": asdict(compared[run.case.name]) if run.case.name in compared else None,
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
        "expected": [expected.low, expected.high] if isinstance(expected, PublishedInterval) else expected,
        "got": _finite(finding.got),
        "standard_error": _finite(finding.standard_error),
        "relative_error": _finite(finding.relative_error),
        "largest_standard_error": figure.largest_error,
        "errors_off": _finite(finding.errors_off),
        "batches": finding.batches,
        "verdict": run.verdict(finding).value,
    }


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None
