"""Tables of the page: numbers to the right, columns of one scenario under its name."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

import pandas as pd

from present.figures.difference_table import heads_of
from present.formats import plain
from present.report.frames import decimals_of, is_number
from present.report.page.html_text import name, safe


def frame_as_html(frame: pd.DataFrame, label: str) -> str:
    """A table of numbers, each scenario's under its name."""
    heads = [
        (f"{whose}, {unit}", end or "mean") if whose else ("", unit) for whose, end, unit in heads_of(frame)
    ]
    columns = [_column(frame.iloc[:, i].tolist()) for i in range(len(heads))]
    numbers = [kind for _, kind in columns]
    rows = list(zip(*(cells for cells, _ in columns), strict=True))
    return _table(_heads(heads, numbers), [_row(row, numbers) for row in rows], label)


def texts_as_html(head: Sequence[str], rows: Sequence[Sequence[str]], label: str, same: str = "") -> str:
    """A table of words. `same`: a cell that says only that nothing differs; shown faintly."""
    texts = [False] * len(head)
    cells = [_row(row, texts, same) for row in rows]
    return _table(_heads([("", one) for one in head], texts), cells, label)


def _column(cells: Sequence[Any]) -> tuple[list[str], bool]:
    """The cells as text, and whether they are numbers."""
    known = [c for c in cells if not pd.isna(c)]
    if known and all(is_number(c) for c in known):
        decimals = decimals_of(known)
        return ["" if pd.isna(c) else plain(float(c), decimals) for c in cells], True
    return ["" if pd.isna(c) else str(c) for c in cells], False


def _heads(heads: Sequence[tuple[str, str]], numbers: Sequence[bool]) -> str:
    def cell(text: str, number: bool, more: str = "") -> str:
        return f'<th scope="col"{" class=n" if number else ""}{more}>{name(text)}</th>'

    if not any(whose for whose, _ in heads):
        cells = "".join(cell(text, number) for (_, text), number in zip(heads, numbers, strict=True))
        return f"<tr>{cells}</tr>"
    above, below, at = [], [], 0
    for whose, group in groupby(heads, key=lambda h: h[0]):
        members = list(group)
        if whose:
            above.append(f'<th scope="colgroup" colspan="{len(members)}">{name(whose)}</th>')
            below += [cell(text, True) for _, text in members]
        else:
            above += [cell(text, numbers[at + i], " rowspan=2") for i, (_, text) in enumerate(members)]
        at += len(members)
    return f"<tr>{''.join(above)}</tr><tr>{''.join(below)}</tr>"


def _row(cells: Sequence[str], numbers: Sequence[bool], same: str = "") -> str:
    parts = []
    for i, (cell, number) in enumerate(zip(cells, numbers, strict=True)):
        css_class = " class=n" if number else (" class=same" if same and cell == same else "")
        text = safe(cell) if number else name(cell)
        parts.append(f'<th scope="row"{css_class}>{text}</th>' if i == 0 else f"<td{css_class}>{text}</td>")
    return f"<tr>{''.join(parts)}</tr>"


def _table(head: str, rows: Sequence[str], label: str) -> str:
    """A table that scrolls within itself, also by the keyboard."""
    return (
        f'<div class="table" role="region" tabindex="0" aria-label="{safe(label)}">'
        f"<table><thead>{head}</thead><tbody>{''.join(rows)}</tbody></table></div>"
    )
