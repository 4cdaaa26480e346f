"""The scorecard as HTML: a table for eyes and screen readers, for which a browser loads nothing; cards where it is
narrow. Verdicts are told by word and shape, and by colour as well.
"""

from __future__ import annotations

from present.comparison import CALCULATING, Cell
from present.figures.style import Palette, palette, translucent
from present.formats import NO_BREAK, difference_unit, plain
from present.html_table import name as _name
from present.html_table import safe as _safe
from present.ranking import headline, reason
from present.scorecard import Column, Row, Scorecard, is_doubted, number_of, scorecard_in_words, verdict_of
from present.text_layout import together, upper_first

NAME_PX, COLUMN_PX = 190, 112
"""Least widths: a table that has less becomes cards."""
ROOMY_COLUMN_PX = 160
"""From here on the ends of two columns' axes stand apart, lest they be read as one range."""
LEGEND = (
    ("better", "better"),
    ("worse", "worse"),
    ("changed", "different"),
    ("small", "too small to matter"),
    ("undetected", "not detected"),
)
EXPLAINED = "line: 95% interval by chance alone; shaded: too small to matter"

STYLE = """
.scorecard{container-type:inline-size;font-variant-numeric:tabular-nums;print-color-adjust:exact}
.scorecard h3{font-size:1.625rem;line-height:1.25;font-weight:650;margin:0 0 .25rem;padding:0;text-wrap:balance}
.scorecard p{margin:0 0 .75rem;max-width:50rem;text-wrap:pretty}
.scorecard table{width:100%;table-layout:fixed;border-collapse:collapse;margin:0}
.scorecard th,.scorecard td{border:0;border-top:1px solid GRID;padding:.5rem .5rem .6rem;text-align:left;
 vertical-align:top;font-weight:400;overflow-wrap:break-word}
.scorecard thead th{border-top:0;padding-bottom:.35rem;vertical-align:bottom;font-weight:600;line-height:1.25}
.scorecard thead small{display:block;font-weight:400}
.scorecard thead th:first-child{width:22%}
.scorecard thead .matters{box-shadow:inset 0 -3px NOW}
.scorecard small{font-size:.8125rem;color:FAINT}
.scorecard tfoot td,.scorecard tfoot th{padding:.2rem .5rem 0;font-size:.8125rem;color:FAINT}
.scorecard .ends{display:grid;grid-template-columns:auto auto;justify-content:space-between;line-height:1.3}
.scorecard .ends span:last-child{grid-column:1/-1;text-align:center}
.scorecard tbody th{line-height:1.3;position:relative}
.scorecard tbody th strong{font-weight:600}
.scorecard tbody th small{display:block;margin-top:.15rem}
.scorecard .with-place{display:grid;grid-template-columns:1.9rem 1fr;gap:.5rem}
.scorecard .place{width:1.9rem;height:1.9rem;border-radius:50%;border:2px solid FAINT;display:grid;place-items:center;
 font-weight:650;font-size:.9375rem;box-sizing:border-box}
.scorecard .winner .place{background:NOW;border-color:NOW;color:PAPER}
.scorecard .winner th,.scorecard .winner td{background:TINT}
.scorecard .winner th{box-shadow:inset 4px 0 NOW}
.scorecard .baseline{border-top:2px solid FAINT;border-bottom:2px solid FAINT}
.scorecard .badge{display:inline-block;border:1px solid FAINT;border-radius:.25rem;padding:0 .35rem;font-size:.8125rem;
 color:FAINT;margin-top:.2rem}
.scorecard .value{display:block;font-size:1.3125rem;font-weight:600;line-height:1.25;white-space:nowrap}
.scorecard .value small{font-weight:400}
.scorecard .verdict{display:block;font-size:.875rem;line-height:1.3;color:FAINT}
.scorecard .verdict.better{color:BETTER;font-weight:600}
.scorecard .verdict.worse{color:WORSE;font-weight:600}
.scorecard .verdict.changed{color:TEXT;font-weight:600}
.scorecard .mark{display:inline-block;width:.625rem;height:.625rem;box-sizing:border-box;border:2px solid FAINT;
 background:PAPER;border-radius:50%;margin-right:.3rem;flex:none}
.scorecard .mark.better{background:BETTER;border-color:BETTER}
.scorecard .mark.worse{background:WORSE;border-color:WORSE;border-radius:0;transform:rotate(45deg) scale(.86)}
.scorecard .mark.changed{background:TEXT;border-color:TEXT;border-radius:0}
.scorecard .mark.small{border-radius:0}
.scorecard .mark.doubted{background:FAINT}
.scorecard td{position:relative;padding-bottom:2rem}
.scorecard tfoot td{padding-bottom:0}
.scorecard .track{position:absolute;left:.5rem;right:.5rem;bottom:.6rem;height:1.125rem}
.scorecard .track i{position:absolute}
.scorecard .track .rail{left:0;right:0;top:.5rem;height:1px;background:GRID}
.scorecard .track .near{top:0;bottom:0;background:BAND}
.scorecard .track .zero{top:0;bottom:0;width:1.5px;background:FAINT}
.scorecard .track .line{top:.4375rem;height:3px;border-radius:2px;background:FAINT}
.scorecard .track .line.better{background:BETTER}
.scorecard .track .line.worse{background:WORSE}
.scorecard .track .line.changed{background:TEXT}
.scorecard .track .mark{top:.1875rem;margin:0 0 0 -.3125rem;width:.6875rem;height:.6875rem}
.scorecard .legend{display:flex;flex-wrap:wrap;gap:.1rem 1rem;margin:.6rem 0 0;font-size:.8125rem;color:FAINT;
 max-width:none}
.scorecard .common{display:none;font-size:.8125rem;color:FAINT;margin:0 0 .4rem}
.scorecard .unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
@container (min-width:ROOMYpx){.scorecard .track{right:1.25rem}.scorecard .ends{margin-right:.75rem}}
@container (max-width:LEASTpx){
.scorecard table,.scorecard tbody{display:block}
.scorecard thead,.scorecard tfoot{display:none}
.scorecard tbody tr{display:grid;grid-template-columns:repeat(auto-fill,minmax(max(8.75rem,18%),1fr));
 border:1px solid GRID;border-radius:.375rem;margin-bottom:.75rem}
.scorecard .winner{background:TINT}
.scorecard .winner th,.scorecard .winner td{background:none;box-shadow:none}
.scorecard tbody th,.scorecard td{border-top:0}
.scorecard .common{display:block}
.scorecard tbody tr.winner{border:2px solid NOW}
.scorecard tbody tr.baseline{border:2px solid FAINT}
.scorecard tbody th{grid-column:1/-1}
.scorecard .badge{margin-left:.4rem}
.scorecard td::before{content:attr(data-name);display:block;font-size:.8125rem;font-weight:600;line-height:1.25}
}
"""


def scorecard_html(card: Scorecard, mode: str | None, *, is_calculating: bool = False) -> str:
    """The scorecard with its headline, fit for `st.html`. `is_calculating`: more is coming."""
    colours = palette(mode)
    common = f"{_name(card.common.rstrip())} …" if card.common else ""
    heads = f'<th role="columnheader" scope="col">Scenario<small>{common}</small></th>'
    heads += "".join(_head(column) for column in card.columns)
    rows = "".join(_row(card, row) for row in card.rows)
    ends = "".join(_ends(card, column, at) for at, column in enumerate(card.columns))
    return (
        f"<style>{_style(card, colours, mode)}</style>"
        f'<section class="scorecard">{_answer(card, is_calculating)}'
        f'<p class="common" aria-hidden="true">{common and f"Left out of names: {common}"}</p>'
        f'<table role="table"><caption class="unseen">{_safe(scorecard_in_words(card))}</caption>'
        f'<thead role="rowgroup"><tr role="row">{heads}</tr></thead>'
        f'<tbody role="rowgroup">{rows}</tbody>'
        f'<tfoot aria-hidden="true"><tr><th></th>{ends}</tr></tfoot></table>{_legend()}</section>'
    )


def _style(card: Scorecard, colours: Palette, mode: str | None) -> str:
    style = STYLE
    for word, colour in (
        ("GRID", colours.grid),
        ("FAINT", colours.faint),
        ("TEXT", colours.text),
        ("PAPER", colours.paper),
        ("NOW", colours.current),
        ("TINT", "#FFFFFF" if mode != "dark" else translucent(colours.current, 0.08)),
        ("BAND", translucent(colours.faint, 0.16)),
        ("BETTER", colours.better),
        ("WORSE", colours.worse),
        ("LEAST", str(NAME_PX + COLUMN_PX * len(card.columns))),
        ("ROOMY", str(NAME_PX + ROOMY_COLUMN_PX * len(card.columns))),
    ):
        style = style.replace(word, colour)
    return style


def _answer(card: Scorecard, is_calculating: bool) -> str:
    """The headline, and what it rests on."""
    if is_calculating and not card.ranking.is_decided:
        return f"<h3>{CALCULATING}</h3><p>The same callers ring in each scenario.</p>"
    words = reason(card.ranking, lambda name: f"<strong>{_name(name)}</strong>")
    return f"<h3>{headline(card.ranking, _name)}</h3>" + (f"<p>{_bold(together(words))}</p>" if words else "")


def _bold(words: str) -> str:
    """Sentences whose names are HTML already, with `**` around what is strong."""
    parts = words.split("**")
    return "".join(f"<strong>{part}</strong>" if at % 2 else part for at, part in enumerate(parts))


def _head(column: Column) -> str:
    css_class = ' class="matters"' if column.matters else ""
    direction = f"<small>{_safe(upper_first(column.direction))}</small>" if column.direction else ""
    return f'<th role="columnheader" scope="col"{css_class}>{_safe(column.name)}{direction}</th>'


def _row(card: Scorecard, row: Row) -> str:
    css_class = " ".join(["winner"] * row.is_winner + ["baseline"] * row.is_baseline)
    cells = "".join(_cell(column, row, cell) for column, cell in zip(card.columns, row.cells, strict=True))
    return f'<tr role="row" class="{css_class}">{_row_head(row)}{cells}</tr>'


def _row_head(row: Row) -> str:
    place = "–" if row.place is None else f"{row.place}{'=' if row.is_shared else ''}"
    spoken = "" if row.place is None else f"Rank {row.place}{', shared' if row.is_shared else ''}: "
    below = ['<span class="badge">Baseline</span>'] if row.is_baseline else []
    below += [
        f"<small>{_safe(words)}</small>" for words in (row.tally, row.weeks) if words and not row.is_baseline
    ]
    below += [f"<small>Same settings as {_name(row.same_as)}</small>"] if row.same_as else []
    name = f'<span class="unseen">{spoken}</span><strong>{_name(row.name)}</strong>'
    return (
        '<th role="rowheader" scope="row"><span class="with-place">'
        f'<span class="place" aria-hidden="true">{place}</span><span>{name} {"".join(below)}</span></span></th>'
    )


def _cell(column: Column, row: Row, cell: Cell) -> str:
    number, unit = number_of(cell)
    words, kind = verdict_of(row, cell), _kind(row, cell)
    ends = (
        f'<span class="unseen"> ({_safe(cell.verdict.range)})</span>' if cell.verdict.range and words else ""
    )
    mark = "" if kind in ("unknown", "same") or row.is_baseline else f'<i class="mark {kind}"></i>'
    shown_unit = unit if unit == "%" else f" {unit}"
    return (
        f'<td role="cell" data-name="{_safe(column.name)}">'
        f'<span class="value">{_safe(number)}<small>{_safe(shown_unit)}</small></span>'
        f'<span class="verdict {kind}">{mark}{_safe(together(words))}{ends}</span>{_track(column, row, cell)}</td>'
    )


def _kind(row: Row, cell: Cell) -> str:
    """Class of a verdict's words and marks."""
    return "doubted" if is_doubted(row, cell) else cell.verdict.kind


def _track(column: Column, row: Row, cell: Cell) -> str:
    """The difference on the column's axis."""
    near = cell.matters_from
    left, right = column.at(-near), column.at(near)
    parts = [
        '<i class="rail"></i>',
        f'<i class="near" style="left:{left:.2%};width:{right - left:.2%}"></i>',
        f'<i class="zero" style="left:{column.at(0.0):.2%}"></i>',
    ]
    difference, kind = cell.difference, _kind(row, cell)
    if not row.is_baseline and difference.mean is not None:
        if difference.low is not None and difference.high is not None:
            low, high = column.at(difference.low), column.at(difference.high)
            parts.append(f'<i class="line {kind}" style="left:{low:.2%};width:{high - low:.2%}"></i>')
        parts.append(f'<i class="mark {kind}" style="left:{column.at(difference.mean):.2%}"></i>')
    title = f' title="{_safe(cell.verdict.range)}"' if cell.verdict.range and not row.is_baseline else ""
    return f'<span class="track" aria-hidden="true"{title}>{"".join(parts)}</span>'


def _ends(card: Scorecard, column: Column, at: int) -> str:
    """The axis of a column: its ends, and the unit below them."""
    compared = [row.cells[at] for row in card.rows if row.cells[at].difference.mean is not None]
    currency = compared[0].currency if compared else card.rows[0].cells[at].currency
    places = 0 if column.high - column.low >= 5.0 else 1 if column.high - column.low >= 0.5 else 2
    low, high = (plain(x, places) for x in (column.low, column.high))
    words = difference_unit(column.kpi, currency).replace(" ", NO_BREAK)
    sign = "" if high.strip("0.,") == "" else "+"
    return (
        f'<td><span class="ends"><span>{low}</span><span>{sign}{high}</span>'
        f"<span>{_safe(words)}</span></span></td>"
    )


def _legend() -> str:
    marks = "".join(f'<span><i class="mark {kind}"></i>{words}</span>' for kind, words in LEGEND)
    return f'<p class="legend">{marks}<span>{EXPLAINED}</span></p>'
