"""Scenarios beside their baseline as tables, for the screen and for a spreadsheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from present.comparison import BASELINE, NOTHING, SIGNS, Cell, Side
from present.formats import difference_unit, digits, mark, scale, signed, unit, value
from present.pair import Pair
from present.tiles import is_simulated
from sim import KPIS, Result, model_version
from sim.experiment import KEYS, Estimate
from sim.kpis import Kpi


@dataclass(frozen=True)
class TableColumn:
    """`decimals`: of a number; None for text. `signed`: numbers carry their sign. `help`: what it is."""

    name: str
    decimals: int | None = None
    signed: bool = False
    help: str = ""


@dataclass(frozen=True)
class Table:
    """Numbers are numbers, in the unit that the column's name gives; None where there is no value."""

    columns: tuple[TableColumn, ...]
    rows: tuple[tuple[Any, ...], ...]

    def frame(self) -> pd.DataFrame:
        """As a data frame; number columns are numbers even where all are missing."""
        names = distinct([c.name for c in self.columns])
        frame = pd.DataFrame(list(self.rows), columns=names)
        for name, c in zip(names, self.columns, strict=True):
            if c.decimals is not None:
                frame[name] = pd.to_numeric(frame[name])
        return frame


def distinct(names: Sequence[str]) -> list[str]:
    """The names, a number behind each that has occurred before: columns cannot share one."""
    distinct_names: list[str] = []
    for name in names:
        free, number = name, 2
        while free in distinct_names:
            free, number = f"{name} ({number})", number + 1
        distinct_names.append(free)
    return distinct_names


def shown_number(kpi: Kpi, x: float | None) -> float | None:
    """A figure as it is shown: shares in per cent, as many digits as on screen."""
    if x is None:
        return None
    return round(x * scale(kpi), _decimals(kpi, [x])) + 0.0


def _decimals(kpi: Kpi, xs: Sequence[float | None]) -> int:
    """Digits behind the point that the finest of these numbers has on screen."""
    return max((len(digits(kpi, x).partition(".")[2]) for x in xs if x is not None), default=1)


def by_scenario(baseline_name: str, baseline: Result, sides: Sequence[Side], keys: Sequence[str]) -> Table:
    """One row a scenario, the baseline first; for each key figure its value, the difference, its range, the verdict."""
    columns = [TableColumn("Scenario")]
    rows: list[list[Any]] = [[baseline_name], *([s.name] for s in sides)]
    for key in keys:
        kpi = KPIS[key]
        alone = Pair(baseline, baseline).figure(key) if is_simulated(baseline, key) else NOTHING
        cells = [s.cell(key) for s in sides]
        name, about = f"{kpi.name}{mark(kpi)}", f"{kpi.name}: {kpi.definition}. Source: {kpi.source}."
        figures = [(baseline.scenario.costs.currency, alone), *((c.currency, c.figure) for c in cells)]
        for currency in dict.fromkeys(c for c, _ in figures) if kpi.is_money else [figures[0][0]]:
            values = [e.mean if not kpi.is_money or c == currency else None for c, e in figures]
            columns.append(TableColumn(f"{name} ({unit(kpi, currency)})", _decimals(kpi, values), help=about))
            for row, x in zip(rows, values, strict=True):
                row.append(shown_number(kpi, x))
        words = difference_unit(kpi, baseline.scenario.costs.currency)
        means = [None, *(c.difference.mean for c in cells)]
        columns += [
            TableColumn(
                f"{name}, difference ({words})", _decimals(kpi, means), signed=True, help="From the baseline"
            ),
            TableColumn(
                f"{name}, 95 % interval ({words})", help="Where the difference lies, by chance alone"
            ),
            TableColumn(
                f"{name}, verdict", help="Whether the difference is there, and large enough to matter"
            ),
        ]
        for row, mean, cell in zip(rows, means, [None, *cells], strict=True):
            ends = "" if cell is None else _interval_text(kpi, cell.difference)
            row += [shown_number(kpi, mean), ends, BASELINE if cell is None else cell.signed_word]
    return Table(tuple(columns), tuple(tuple(row) for row in rows))


def _interval_text(kpi: Kpi, e: Estimate) -> str:
    return "" if e.low is None or e.high is None else f"{signed(kpi, e.low)} to {signed(kpi, e.high)}"


def by_kpi(baseline_name: str, baseline: Result, sides: Sequence[Side], keys: Sequence[str]) -> Table:
    """One row a key figure, for reading: the baseline's value, then each scenario's with its difference and verdict."""
    columns = [TableColumn("Key figure"), TableColumn(baseline_name, help=f"{baseline_name} (the baseline)")]
    columns += [TableColumn(s.name, help=s.name) for s in sides]
    rows = []
    for key in keys:
        kpi = KPIS[key]
        alone = (
            value(kpi, Pair(baseline, baseline).figure(key).mean, baseline.scenario.costs.currency)
            if is_simulated(baseline, key)
            else "not simulated"
        )
        rows.append((f"{kpi.name}{mark(kpi)}", alone, *(_in_words(s.cell(key)) for s in sides)))
    return Table(tuple(columns), tuple(rows))


def _in_words(cell: Cell) -> str:
    if cell.figure.mean is None:
        return cell.word
    shown = value(cell.kpi, cell.figure.mean, cell.currency)
    return f"{shown}  {SIGNS.get(cell.verdict.kind, '')} {cell.verdict.short}".rstrip()


def differences(sides: Sequence[Side], keys: Sequence[str]) -> pd.DataFrame:
    """The numbers of the forest plot: one row for each key figure and scenario; the unit has a column of its own."""
    rows = []
    for key in keys:
        kpi = KPIS[key]
        for side in sides:
            cell = side.cell(key)
            rows.append(
                {
                    "Key figure": f"{kpi.name}{mark(kpi)}",
                    "Scenario": side.name,
                    "Difference": shown_number(kpi, cell.difference.mean),
                    "95 % from": shown_number(kpi, cell.difference.low),
                    "95 % to": shown_number(kpi, cell.difference.high),
                    "Unit": difference_unit(kpi, cell.currency),
                    "Verdict": cell.word,
                }
            )
    frame = pd.DataFrame(rows)
    for name in ("Difference", "95 % from", "95 % to"):
        frame[name] = pd.to_numeric(frame[name])
    return frame


# ── As a file ─────────────────────────────────────────────────────────────────────────────────────


def to_csv(baseline_name: str, baseline: Result, sides: Sequence[Side], keys: Sequence[str] = KEYS) -> bytes:
    """Everything, one row for each scenario and key figure, numbers unrounded; UTF-8 that spreadsheets recognise."""
    all_sides = (Side(baseline_name, Pair(baseline, baseline)), *sides)
    rows = [_csv_row(baseline_name, side, key) for side in all_sides for key in keys]
    text: str = pd.DataFrame(rows, dtype=object).to_csv(index=False, lineterminator="\r\n")
    return text.encode("utf-8-sig")


def _csv_row(baseline_name: str, side: Side, key: str) -> dict[str, object]:
    pair, cell = side.pair, side.cell(key)
    kpi, current, is_baseline = cell.kpi, pair.current, pair.current is pair.baseline
    difference = NOTHING if is_baseline else cell.difference
    row = {
        "scenario": side.name,
        "baseline": baseline_name,
        "group": kpi.group,
        "key figure": kpi.name,
        "key": key,
        "unit": unit(kpi, cell.currency),
        "value": _unrounded(kpi, cell.figure.mean),
        "value from": _unrounded(kpi, cell.figure.low),
        "value to": _unrounded(kpi, cell.figure.high),
        "baseline value": _unrounded(kpi, cell.before.mean),
        "difference": _unrounded(kpi, difference.mean),
        "difference from": _unrounded(kpi, difference.low),
        "difference to": _unrounded(kpi, difference.high),
        "difference unit": difference_unit(kpi, cell.currency),
        "verdict": BASELINE if is_baseline else cell.word,
        "rests on assumptions about people": "yes" if kpi.is_assumed else "no",
        "weeks counted": f"{pair.first_week + 1} to {current.scenario.horizon.weeks}",
        "replications": len(current.replications),
        "replications paired": pair.shared_replications,
        "interval": "95 % by chance alone",
        "seed": current.seed,
        "engine": current.engine,
        "model version": model_version(),
    }
    return {head: in_cell(x) if isinstance(x, str) else x for head, x in row.items()}


def _unrounded(kpi: Kpi, x: float | None) -> float | None:
    return None if x is None else x * scale(kpi)


STARTS_A_FORMULA = tuple("=+-@\t\r\n＝＋－＠")


def in_cell(text: str) -> str:
    """Text that no spreadsheet takes for a formula: an apostrophe goes before what could begin one."""
    return (
        f"'{text}"
        if text.startswith(STARTS_A_FORMULA) or text.lstrip().startswith(STARTS_A_FORMULA)
        else text
    )
