"""The sheet of inputs: every setting with unit, values, default, bounds, evidence and what it rests on."""

from __future__ import annotations

from pydantic import BaseModel

from present.provenance import constant
from present.report.workbook.book import PAGE_PX, Book, Sheet, Style
from present.report.workbook.numbers import Number
from present.report.workbook.settings import InputRow, percent, settings_of, shown_value, unit_of
from present.report.workbook.table import Cell, WorkbookColumn, numeric, px, write_table
from present.trust_table import STATUS

ABOUT_REST = {
    "name": "The file",
    "schema": "The file",
    "description": "The file",
    "source": "The file",
    "observed": "Seen in reality",
    "changes": "Dated changes",
}
GENERAL = "0.########"
"""All digits that a setting has."""
VALUE = 17.0
DIFFERS: Style = {"bg_color": "#E4F0EF"}


def columns_of(names: tuple[str, ...]) -> list[WorkbookColumn]:
    """Return the sheet's columns; a single scenario has none for "differs"."""
    several = [WorkbookColumn("Differs", 8.0)] if len(names) > 1 else []
    return [
        WorkbookColumn("About", 24.0),
        WorkbookColumn("Setting", 34.0, wrap=True),
        WorkbookColumn("Unit", 15.0, wrap=True),
        *(WorkbookColumn(name, VALUE, wrap=True, right=True) for name in names),
        *several,
        WorkbookColumn("Default", VALUE, wrap=True, right=True),
        numeric("At least", 9.0),
        numeric("At most", 9.0),
        numeric("Evidence from", 9.0),
        numeric("Evidence to", 9.0),
        WorkbookColumn("Status", 22.0),
        WorkbookColumn("Source", 44.0, wrap=True),
        WorkbookColumn("How the source carries it", 20.0, wrap=True),
        WorkbookColumn("What it is", 46.0, wrap=True),
        WorkbookColumn("Path in the file", 42.0),
    ]


def write_inputs(book: Book) -> None:
    """One row for each setting; those that differ have a pale ground and say so."""
    report = book.report
    scenarios = [r.scenario for r in report.results]
    sheet = book.sheet(
        "Inputs",
        "Every input of every scenario",
        "Shares are in per cent. Assumed: an assumption of the model. Sourced: from literature, as the source column "
        "says. The centre's own: to be replaced by your figures.",
        "An empty value: the scenario has no such setting. Weeks in dated changes are counted from 0.",
    )
    currencies = {s.costs.currency for s in scenarios}
    currency = currencies.pop() if len(currencies) == 1 else "currency"
    settings = settings_of(scenarios)
    rows = [_row(setting, currency, len(scenarios) > 1) for setting in settings]
    over = [DIFFERS if setting.differs else None for setting in settings]
    columns = columns_of(report.names)
    write_table(sheet, columns, rows, frozen=2, over=over)
    _print_in_two(sheet, columns)


FROZEN = 2
"""Columns that stay: what a setting is about and its name."""
RIGHT_HALF = 4
"""Columns from the source on are printed on pages of their own."""


def _print_in_two(sheet: Sheet, columns: list[WorkbookColumn]) -> None:
    """Printed: values on one page, sources on the next."""
    cut = len(columns) - RIGHT_HALF
    left = sum(px(c.width) for c in columns[:cut])
    right = sum(px(c.width) for c in [*columns[:FROZEN], *columns[cut:]])
    sheet.raw.set_print_scale(max(30, min(90, int(92.0 * PAGE_PX / max(left, right)))))
    sheet.raw.set_v_pagebreaks([cut])


def _cell(x: float | str | None) -> Cell:
    return x if isinstance(x, str) else Number(x, GENERAL)


def _row(setting: InputRow, currency: str, several: bool) -> list[Cell]:
    f = setting.declared
    scale = percent if f.is_share else float
    low, high = (None if x is None else scale(x) for x in (f.low, f.high))
    evidence = (None, None) if f.evidence_range is None else tuple(scale(x) for x in f.evidence_range)
    basis = constant(f)
    default = None
    if f.default is not None and not isinstance(f.default, BaseModel) and not setting.is_entry:
        default = shown_value(f.path, f, f.default)
    return [
        about(setting),
        setting.name,
        unit_of(setting.path, f, currency),
        *(_cell(v) for v in setting.values),
        *([("yes" if setting.differs else "no")] if several else []),
        _cell(default),
        Number(low, GENERAL),
        Number(high, GENERAL),
        *(Number(x, GENERAL) for x in evidence),
        STATUS.get(f.status, f.status),
        basis.source + (f" ({basis.departure})" if basis.departure else ""),
        basis.rests if f.status == "sourced" else "",
        basis.meaning,
        setting.path,
    ]


def about(setting: InputRow) -> str:
    """What a setting is about."""
    head = setting.path.partition(".")[0]
    return ABOUT_REST.get(head) or setting.declared.topic or head.replace("_", " ").capitalize()
