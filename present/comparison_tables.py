"""Scenarios beside their baseline as tables, for the screen and for a spreadsheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from present.comparison import NOTHING, SIGNS, Cell, Side
from present.formats import decimals, difference_unit, mark, plain, scale, unit, value, with_sign, with_unit
from present.pair import BASELINE, Pair
from present.tiles import is_simulated
from sim import KPIS, Result, model_version
from sim.experiment import KEYS
from sim.kpis import Kpi


@dataclass(frozen=True)
class TableColumn:
    """`decimals`: of a number; None for text. `signed`: numbers carry their sign. `help`: what it is."""

    name: str
    decimals: int | None = None
    signed: bool = False
    help: str = ""

    def written(self, x: float) -> str:
        """A number of this column as it is shown, with a true minus sign."""
        return (with_sign if self.signed else plain)(x, self.decimals or 0)


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
    return None if x is None else round(x * scale(kpi), decimals(kpi, x)) + 0.0


def _number(cell: Cell) -> float | None:
    """A scenario's figure as it is shown beside its difference."""
    shown = cell.verdict.shown
    return shown_number(cell.kpi, cell.figure.mean) if shown is None else shown.current


def _difference(cell: Cell) -> float | None:
    """The difference as it is shown; none where there is no change, which its verdict says."""
    shown = cell.verdict.shown
    return None if shown is None or cell.verdict.kind == "same" else shown.difference


def _places(cell: Cell) -> int:
    shown = cell.verdict.shown
    return decimals(cell.kpi, cell.figure.mean) if shown is None else shown.places


def by_scenario(baseline_name: str, baseline: Result, sides: Sequence[Side], keys: Sequence[str]) -> Table:
    """One row a scenario, the baseline first; for each key figure its value, the difference, its range, the verdict."""
    columns = [TableColumn("Scenario")]
    rows: list[list[Any]] = [[baseline_name], *([s.name] for s in sides)]
    for key in keys:
        kpi = KPIS[key]
        alone = Side(baseline_name, Pair(baseline, baseline)).cell(key)
        cells = [s.cell(key) for s in sides]
        places = max(map(_places, (alone, *cells)))
        name, about = f"{kpi.name}{mark(kpi)}", f"{kpi.name}: {kpi.definition}. Source: {kpi.source}."
        all_cells = (alone, *cells)
        for currency in dict.fromkeys(c.currency for c in all_cells) if kpi.is_money else [alone.currency]:
            columns.append(TableColumn(f"{name} ({unit(kpi, currency)})", places, help=about))
            for row, cell in zip(rows, all_cells, strict=True):
                row.append(_number(cell) if not kpi.is_money or cell.currency == currency else None)
        words = difference_unit(kpi, baseline.scenario.costs.currency)
        columns += [
            TableColumn(f"{name}, difference ({words})", places, signed=True, help="From the baseline"),
            TableColumn(f"{name}, 95% interval ({words})", help="Where the difference lies, by chance alone"),
            TableColumn(
                f"{name}, verdict", help="Whether the difference is there, and large enough to matter"
            ),
        ]
        rows[0] += [None, "", BASELINE]
        for row, cell in zip(rows[1:], cells, strict=True):
            shown = cell.verdict.shown
            row += [_difference(cell), shown.ends_text if shown else "", cell.signed_word]
    return Table(tuple(columns), tuple(tuple(row) for row in rows))


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
    shown, words = cell.verdict.shown, unit(cell.kpi, cell.currency)
    number = (
        value(cell.kpi, cell.figure.mean, cell.currency)
        if shown is None
        else with_unit(shown.current_text, words)
    )
    return f"{number}  {SIGNS.get(cell.verdict.kind, '')} {cell.verdict.short}".rstrip()


def differences(sides: Sequence[Side], keys: Sequence[str]) -> pd.DataFrame:
    """The numbers of the forest plot: one row for each key figure and scenario; the unit has a column of its own."""
    rows = []
    for key in keys:
        kpi = KPIS[key]
        for side in sides:
            cell = side.cell(key)
            shown = cell.verdict.shown
            rows.append(
                {
                    "Key figure": f"{kpi.name}{mark(kpi)}",
                    "Scenario": side.name,
                    "Difference": _difference(cell),
                    "95% from": shown.low if shown else None,
                    "95% to": shown.high if shown else None,
                    "Unit": difference_unit(kpi, cell.currency),
                    "Verdict": cell.word,
                }
            )
    frame = pd.DataFrame(rows)
    for name in ("Difference", "95% from", "95% to"):
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
        "interval": "95% by chance alone",
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
