"""Every key figure of every scenario, and every difference from the baseline with what it says."""

from __future__ import annotations

from present.comparison import NOTHING, WORDS, Side, windows
from present.formats import ASSUMED, difference_unit, mark, unit
from present.report.report import Report
from present.report.workbook.book import CELL, HEAD, LIGHT, Book, Sheet
from present.report.workbook.numbers import difference_cells, estimate_cells, figure_cells, shown
from present.report.workbook.table import LEFT, NUMBER, Cell, WorkbookColumn, height_of, numeric, write_table
from present.report.workbook.text import lines_of
from present.text_layout import joined
from present.tiles import is_simulated
from sim import KPIS
from sim.experiment import Estimate
from sim.experiment.sensitivity import AssumptionRange, Span
from sim.kpis import GROUPS

SCALE = (
    f"Shares are in per cent, their differences in points. 95% intervals are about chance alone. {ASSUMED}: rests on "
    "the model's assumptions about people. An empty cell: no value."
)


def figure_of(report: Report, number: int, key: str) -> Estimate:
    """A KPI of the scenario at this place, as the screen shows it; nothing where it is not simulated."""
    if number:
        return report.sides[number - 1].cell(key).figure
    return report.baseline_figure(key) if is_simulated(report.baseline, key) else NOTHING


def write_key_figures(book: Book) -> None:
    """One row for each KPI, money of another currency in a row of its own; three columns for each scenario."""
    report = book.report
    notes = [f"{name} counts {weeks}." for name, weeks in windows(report.sides)]
    sheet = book.sheet("Key figures", "Key figures of every scenario", SCALE, *notes)
    columns = [
        WorkbookColumn("About", 18.0),
        WorkbookColumn("Key figure", 37.0),
        WorkbookColumn("Unit", 19.0),
    ]
    for _ in report.names:
        columns += [numeric("Value"), numeric("95% from"), numeric("95% to")]
    top = sheet.row
    sheet.row += 1
    write_table(sheet, columns, _rows(report), frozen=3)
    sheet.across(top, 0, 2, "", HEAD)
    most = 1
    for i, name in enumerate(report.names):
        shown_name = f"{name} (baseline)" if i == 0 and report.is_comparison else name
        most = max(most, lines_of(shown_name, 3 * NUMBER - 2.0))
        sheet.across(top, 3 + 3 * i, 5 + 3 * i, shown_name, HEAD, **LEFT)
    sheet.raw.set_row(top, height_of(most))
    sheet.raw.repeat_rows(top, top + 1)
    sheet.raw.fit_to_pages(-(-len(report.names) // SCENARIOS_A_PAGE), 0)


SCENARIOS_A_PAGE = 4


def _rows(report: Report) -> list[list[Cell]]:
    rows: list[list[Cell]] = []
    currencies = [r.scenario.costs.currency for r in report.results]
    for key, kpi in KPIS.items():
        figures = [figure_of(report, i, key) for i in range(len(report.names))]
        for currency in dict.fromkeys(currencies) if kpi.is_money else currencies[:1]:
            row: list[Cell] = [GROUPS[kpi.group], f"{kpi.name}{mark(kpi)}", unit(kpi, currency)]
            for figure, own in zip(figures, currencies, strict=True):
                row += estimate_cells(kpi, NOTHING if kpi.is_money and own != currency else figure)
            rows.append(row)
    return rows


# ── Differences ───────────────────────────────────────────────────────────────────────────────────

COLUMNS = (
    WorkbookColumn("Scenario", 30.0, wrap=True),
    WorkbookColumn("About", 17.0),
    WorkbookColumn("Key figure", 32.0, wrap=True),
    numeric("Baseline's value", 10.0),
    numeric("Value", 10.0),
    WorkbookColumn("Unit", 20.0),
    numeric("Difference", 11.0),
    numeric("95% from", 10.0),
    numeric("95% to", 10.0),
    WorkbookColumn("Unit of the difference", 20.0),
    WorkbookColumn("Verdict", 22.0),
    numeric("Under other assumptions from", 13.0),
    numeric("Under other assumptions to", 13.0),
    WorkbookColumn("Sign clearly turns", 10.0),
    WorkbookColumn("What decides the sign", 40.0, wrap=True),
)
VERDICT = 10
COLOURS = {"better": LIGHT.better, "worse": LIGHT.worse}


def write_differences(book: Book) -> None:
    """One row for each other scenario and KPI."""
    report = book.report
    sheet = book.sheet(
        "Differences",
        "Differences from the baseline, paired on the same callers",
        SCALE,
        f"Baseline: {report.baseline_name}",
        "Under other assumptions: the lowest and the highest mean difference. The least known assumptions go, one "
        "at a time, to both ends of their evidence.",
        *(f"{name} and its baseline count {weeks}." for name, weeks in windows(report.sides)),
    )
    rows, kinds = [], []
    for side, assumption_range in zip(report.sides, report.ranges, strict=True):
        for key in KPIS:
            rows.append(_difference(side, assumption_range, key))
            kinds.append(side.cell(key).verdict.kind)
    first = write_table(sheet, COLUMNS, rows, frozen=3)
    for i, kind in enumerate(kinds):
        paint(sheet, first + i, VERDICT, str(rows[i][VERDICT]), kind)
    sheet.raw.fit_to_pages(1, 0)


def paint(sheet: Sheet, row: int, col: int, verdict: str, kind: str) -> None:
    """Write a verdict again in its colour; its shape and word already say the same."""
    if kind in COLOURS:
        sheet.text(row, col, verdict, CELL | LEFT, font_color=COLOURS[kind], bold=True)


def span_of(side: Side, assumption_range: AssumptionRange, key: str) -> Span | None:
    """How far a difference moves with the assumptions; None where there is no difference."""
    if side.cell(key).difference.mean is None or not side.pair.is_comparison:
        return None
    return assumption_range.span(key, side.pair.window(key))


def _turns(span: Span | None, assumption_range: AssumptionRange) -> str:
    if span is None:
        return ""
    return ("yes" if span.sign_turns else "no") if assumption_range.allows_verdict else WORDS["settling"]


def _difference(side: Side, assumption_range: AssumptionRange, key: str) -> list[Cell]:
    cell, span = side.cell(key), span_of(side, assumption_range, key)
    kpi = cell.kpi
    return [
        side.name,
        GROUPS[kpi.group],
        f"{kpi.name}{mark(kpi)}",
        shown(kpi, cell.before.mean),
        figure_cells(cell)[0],
        unit(kpi, cell.currency),
        *difference_cells(cell),
        difference_unit(kpi, cell.currency),
        cell.signed_word,
        shown(kpi, span.lowest if span else None, signed=True),
        shown(kpi, span.highest if span else None, signed=True),
        _turns(span, assumption_range),
        joined([a.words for a in span.decided_by]) if span and span.decided_by else "",
    ]
