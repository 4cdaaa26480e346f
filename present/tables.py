"""Results as plain text for a terminal: one scenario with what was observed, or several side by side."""

from __future__ import annotations

from collections.abc import Sequence

from present import formats
from present.tiles import is_simulated
from sim.experiment import KEYS, Result, difference
from sim.kpis import KPIS, Kpi

Row = Sequence[str]


def _aligned(head: Row, rows: Sequence[Row | None]) -> list[str]:
    """Columns of equal width, the first to the left, the others to the right; None is an empty line."""
    full = [r for r in (head, *rows) if r is not None]
    widths = [max(len(row[i]) for row in full) for i in range(len(head))]

    def line(row: Row) -> str:
        return "  ".join(
            cell.ljust(width) if i == 0 else cell.rjust(width)
            for i, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()

    return [line(head), "-" * len(line(head)), *("" if row is None else line(row) for row in rows)]


def _name(kpi: Kpi) -> str:
    return kpi.name + formats.mark(kpi)


def _by_group(row_of: dict[str, Row]) -> list[Row | None]:
    """Rows in the order of the declarations, an empty line between groups."""
    rows: list[Row | None] = []
    group = ""
    for key, row in row_of.items():
        if group and KPIS[key].group != group:
            rows.append(None)
        group = KPIS[key].group
        rows.append(row)
    return rows


def _foot(results: Sequence[Result]) -> list[str]:
    first = results[0]
    count = len(first.replications)
    runs = f"{count} replications" if count > 1 else "1 replication: no intervals"
    return [
        "",
        f"{runs}, seed {first.seed}, engine {first.engine}; 95 % intervals over replications.",
        f"{formats.ASSUMED} rests on assumptions about people; the exhaustion index is in model units, no diagnosis.",
    ]


def run_table(result: Result) -> str:
    """All KPIs of one scenario; where the scenario carries observed values, they and the distance beside."""
    scenario = result.scenario
    currency = scenario.costs.currency
    seen = scenario.observed
    rows: dict[str, Row] = {}
    for key in KEYS:
        kpi, e = KPIS[key], result.kpi(key)
        cells = [
            _name(kpi),
            formats.digits(kpi, e.mean),
            formats.interval(kpi, e),
            formats.unit(kpi, currency),
        ]
        if not is_simulated(result, key):
            cells[1:] = ["–", "not simulated", ""]
        if seen:
            cells += [formats.digits(kpi, seen.get(key)) if key in seen else "", ""]
            if key in seen and e.mean is not None:
                cells[-1] = (
                    f"{formats.signed(kpi, e.mean - seen[key])} {formats.difference_unit(kpi, currency)}"
                )
        rows[key] = cells
    head = ["", "simulated", "95 % interval", "unit", *(["observed", "distance"] if seen else [])]
    title = [f"{scenario.name}  ({result.hash})", ""]
    note = ["", f"Observed: {scenario.source.strip()}"] if seen and scenario.source else []
    return "\n".join([*title, *_aligned(head, _by_group(rows)), *_foot([result]), *note])


def compare_table(results: Sequence[Result]) -> str:
    """All KPIs of several scenarios, and each one's paired difference from the first with its verdict."""
    base = results[0]
    currency = base.scenario.costs.currency
    lines = [f"A  {base.scenario.name}  ({base.hash}), the baseline"]
    for number, one in enumerate(results[1:]):
        letter = chr(ord("B") + number)
        lines += [f"{letter}  {one.scenario.name}  ({one.hash})", ""]
        rows: dict[str, Row] = {}
        for key in KEYS:
            kpi, was, now = KPIS[key], base.kpi(key), one.kpi(key)
            judged = formats.verdict(
                kpi,
                difference(one, base, key),
                replications=len(one.replications),
                base=was.mean,
                currency=currency,
            )
            rows[key] = [
                _name(kpi),
                formats.digits(kpi, was.mean),
                formats.digits(kpi, now.mean),
                formats.unit(kpi, currency),
                judged.short,
                judged.range,
            ]
        head = ["", "A", letter, "unit", f"{letter} less A", "95 % interval of the difference"]
        lines += [*_aligned(head, _by_group(rows)), ""]
    lines += _foot(results)[1:]
    return "\n".join(
        [*lines, "Differences are paired: with the same demand, the same callers in the same moods."]
    )
