"""A table of words as HTML: names wrap, nothing is cut; where it is narrow every row becomes a card."""

from __future__ import annotations

import html
from collections.abc import Sequence

from present.figures.style import palette
from present.text_layout import together

COLUMN_PX, MOST_COLUMN_PX = 150, 420
"""Least width of a column, below which rows become cards, and the most: from there on rows are hard to follow."""
STYLE = """
.words-table{container-type:inline-size}
.words-table table{width:100%;max-width:MOSTpx;border-collapse:collapse;margin:0;font-size:.9375rem}
.words-table th,.words-table td{border:0;border-top:1px solid GRID;padding:.4rem .6rem;text-align:left;
 vertical-align:top;font-weight:400;overflow-wrap:break-word}
.words-table thead th{border-top:0;font-weight:600;vertical-align:bottom}
.words-table tbody th{font-weight:600}
.words-table .faint{color:FAINT}
.words-table .unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
@container (max-width:LEASTpx){
.words-table table,.words-table tbody{display:block}
.words-table thead{display:none}
.words-table tbody tr{display:block;border-top:1px solid GRID;padding:.4rem 0}
.words-table tbody tr th,.words-table tbody tr td{display:block;border:0;padding:.15rem 0}
.words-table tbody tr td:has(bdi:empty){display:none}
.words-table td::before{content:attr(data-name) ": ";color:FAINT}
}
"""


def safe(text: str) -> str:
    """Text as HTML, for an element or an attribute in quotation marks."""
    return html.escape(text, quote=True)


def name(text: str) -> str:
    """A name as HTML, of whatever script and direction, its figures beside their units."""
    return f"<bdi>{safe(together(text))}</bdi>"


def table_html(
    heads: Sequence[str], rows: Sequence[Sequence[str]], label: str, mode: str | None, *, faint: str = ""
) -> str:
    """A table, fit for `st.html`. `label`: its title for a screen reader; `faint`: a cell that says nothing new."""
    colours = palette(mode)
    style = STYLE.replace("GRID", colours.grid).replace("FAINT", colours.faint)
    style = style.replace("LEAST", str(COLUMN_PX * len(heads))).replace(
        "MOST", str(MOST_COLUMN_PX * len(heads))
    )
    head = "".join(f'<th role="columnheader" scope="col">{name(text)}</th>' for text in heads)
    body = "".join(f'<tr role="row">{_cells(heads, row, faint)}</tr>' for row in rows)
    return (
        f'<style>{style}</style><div class="words-table"><table role="table">'
        f'<caption class="unseen">{safe(label)}</caption>'
        f'<thead role="rowgroup"><tr role="row">{head}</tr></thead><tbody role="rowgroup">{body}</tbody></table></div>'
    )


def _cells(heads: Sequence[str], row: Sequence[str], faint: str) -> str:
    first, *others = row
    parts = [f'<th role="rowheader" scope="row">{name(first)}</th>']
    for head, text in zip(heads[1:], others, strict=True):
        css_class = ' class="faint"' if text == faint else ""
        parts.append(f'<td role="cell" data-name="{safe(head)}"{css_class}>{name(text)}</td>')
    return "".join(parts)
