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
.words-table table{width:100%;border-collapse:collapse;margin:0;font-size:.9375rem}
.words-table th,.words-table td{border:0;border-top:1px solid GRID;padding:.4rem .6rem;text-align:left;
 vertical-align:top;font-weight:400;overflow-wrap:break-word}
.words-table thead th{border-top:0;font-weight:600;vertical-align:bottom}
.words-table tbody th{font-weight:600}
.words-table .faint{color:FAINT}
.words-table .unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.under-LEAST table{max-width:MOSTpx}
@container (max-width:LEASTpx){
.under-LEAST table,.under-LEAST tbody{display:block}
.under-LEAST thead{display:none}
.under-LEAST tbody tr{display:block;border-top:1px solid GRID;padding:.4rem 0}
.under-LEAST tbody tr th,.under-LEAST tbody tr td{display:block;border:0;padding:.15rem 0}
.under-LEAST tbody tr td:has(bdi:empty){display:none}
.under-LEAST td::before,.first-cards th::before{content:attr(data-name) ": ";color:FAINT;font-weight:400}
.first-cards tbody tr:nth-child(n+4){display:none}
}
"""


def safe(text: str) -> str:
    """Text as HTML, for an element or an attribute in quotation marks."""
    return html.escape(text, quote=True)


def name(text: str) -> str:
    """A name as HTML, of whatever script and direction, its figures beside their units."""
    return f"<bdi>{safe(together(text))}</bdi>"


def table_html(
    heads: Sequence[str],
    rows: Sequence[Sequence[str]],
    label: str,
    mode: str | None,
    *,
    faint: str = "",
    column_px: int = COLUMN_PX,
    few_cards: bool = False,
) -> str:
    """A table, fit for `st.html`. `label`: its title for a screen reader; `faint`: a cell that says nothing new.

    `column_px`: least width of a column. `few_cards`: whether only the first three rows become cards, as examples.
    """
    colours, least = palette(mode), str(column_px * len(heads))
    style = STYLE.replace("GRID", colours.grid).replace("FAINT", colours.faint).replace("LEAST", least)
    style = style.replace("MOST", str(MOST_COLUMN_PX * len(heads)))
    css = f"words-table under-{least}{' first-cards' if few_cards else ''}"
    head = "".join(f'<th role="columnheader" scope="col">{name(text)}</th>' for text in heads)
    body = "".join(f'<tr role="row">{_cells(heads, row, faint)}</tr>' for row in rows)
    return (
        f'<style>{style}</style><div class="{css}"><table role="table">'
        f'<caption class="unseen">{safe(label)}</caption>'
        f'<thead role="rowgroup"><tr role="row">{head}</tr></thead><tbody role="rowgroup">{body}</tbody></table></div>'
    )


def _cells(heads: Sequence[str], row: Sequence[str], faint: str) -> str:
    first, *others = row
    parts = [f'<th role="rowheader" scope="row" data-name="{safe(heads[0])}">{name(first)}</th>']
    for head, text in zip(heads[1:], others, strict=True):
        css_class = ' class="faint"' if text == faint else ""
        parts.append(f'<td role="cell" data-name="{safe(head)}"{css_class}>{name(text)}</td>')
    return "".join(parts)
