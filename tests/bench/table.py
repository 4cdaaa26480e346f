"""A report as text for people. Plain functions of what `tests.bench.report` gathers."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

WIDTH = 46


def table(report: dict[str, Any]) -> str:
    """All of it."""
    return "\n".join(
        [
            *_speeds(report),
            *_waiting(report),
            *_growth(report),
            *_targets(report),
        ]
    )


def _speeds(report: dict[str, Any]) -> Iterator[str]:
    if not report["works"]:
        return
    rounds = f"medians of {report['rounds']} interleaved rounds" if report["rounds"] > 1 else "one round"
    yield f"Calls per CPU second, one core: {rounds}; answers within {report['most_errors']:g} standard errors"
    yield f"{'':{WIDTH}s}{'calls/s':>12s}{'× textbook':>12s}{'× Ciw':>9s}   abandoned (s.e.)"
    load = ""
    for row in report["works"]:
        if row["load"] != load:
            load = row["load"]
            exact = f", exact {report['exact_abandonment']:.4f}" if row["judged"] else ""
            yield f"{load}{exact}"
        name = "  " + row["title"]
        if "not_here" in row:
            yield f"{name:{WIDTH}s}  not here: {row['not_here']}"
            continue
        ratios = "".join(
            f"{_number(row['times'][other]):>{width}s}" if other in row["times"] else " " * width
            for other, width in (("textbook", 12), ("ciw", 9))
        )
        yield f"{name:{WIDTH}s}{row['median']:12,.0f}{ratios}   {_answer(row)}"
    yield ""


def _answer(row: dict[str, Any]) -> str:
    share = f"{row['abandoned']:.4f}"
    if not row["judged"]:
        return share
    verdict = (
        "" if row["right"] else f"  WRONG: {row['expected']:.4f} expected, {row['errors_off']:+.1f} s.e."
    )
    return f"{share} ({row['standard_error']:.4f}){verdict}"


def _number(value: float) -> str:
    return f"{value:.1f}" if value >= 10.0 else f"{value:.2f}"


def _waiting(report: dict[str, Any]) -> Iterator[str]:
    rows = report["waiting"]
    if not rows:
        return
    busy = report["load_average_before"]
    others = f"; load average {busy:.1f} before we began" if busy is not None else ""
    yield f"Waiting for typical_centre, engine {report['engine']}: seconds on the clock"
    yield f"  ({report['cores']} cores{others})"
    for row in rows:
        name = f"{'  ' + row['title']:{WIDTH + 12}s}"
        if "not_measured" in row:
            yield f"{name}  not measured: {row['not_measured']}"
            continue
        yield f"{name}{row['seconds']:12.3f}   {row['note']}"
    yield ""


def _growth(report: dict[str, Any]) -> Iterator[str]:
    rows = report["growth"]
    if not rows:
        return
    yield f"One replication of M/M/50+M reduced to key figures, engine {report['engine']}"
    yield f"{'  calls':{WIDTH}s}{'µs a call':>12s}{'bytes a call':>14s}   abandoned"
    for row in rows:
        name = f"  {row['calls']:,}"
        if "left_out" in row:
            yield f"{name:{WIDTH}s}  left out: {row['left_out']}"
            continue
        wrong = "" if row["right"] else f"  WRONG: {row['expected']:.4f} expected"
        yield (
            f"{name:{WIDTH}s}{1e6 * row['cpu_s_per_call']:12.3f}{row['peak_bytes_per_call']:14,.0f}"
            f"   {row['abandoned']:.4f} ({row['standard_error']:.4f}){wrong}"
        )
    yield ""


def _targets(report: dict[str, Any]) -> Iterator[str]:
    yield "Targets" + (" (a quick run: too small to be judged by)" if report["quick"] else "")
    for row in report["targets"]:
        reached = "" if row["reached"] is None or math.isnan(row["reached"]) else f"{row['reached']:.3g}"
        wanted = f"{row['sign']} {row['bound']:g} {row['unit']}"
        yield f"{'  ' + row['text']:{WIDTH + 8}s}{wanted:>20s}{reached:>10s}   {row['verdict']}"
