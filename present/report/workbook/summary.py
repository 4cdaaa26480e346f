"""The first sheet: the question, the answer, three figures with how sure they are, and how all of this was made."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence

from present.comparison import NOTHING
from present.formats import ASSUMED, difference_unit, mark, plain, unit
from present.glossary import WORDS
from present.pair import BASELINE
from present.report.chart_data import figure_chart
from present.report.marks import escape_marks, without_marks
from present.report.outline import Section, outline, provenance
from present.report.report import Report
from present.report.workbook.book import LIGHT, LINE_PT, NOTE, ROW_PX, TITLE, Book, Sheet, Style
from present.report.workbook.charts import dress_bars, place_chart, series_styles
from present.report.workbook.key_figures import figure_of, paint
from present.report.workbook.long_tables import weeks_note
from present.report.workbook.numbers import difference_cells, estimate_cells, figure_cells
from present.report.workbook.table import Cell, WorkbookColumn, height_of, numeric, write_head, write_row
from present.report.workbook.text import lines_of
from present.tiles import HERO
from sim import KPIS

COLUMNS = (
    WorkbookColumn("Figure", 25.0, wrap=True),
    WorkbookColumn("Scenario", 38.0, wrap=True),
    numeric("Value", 10.0),
    numeric("95% from", 10.0),
    numeric("95% to", 10.0),
    WorkbookColumn("Unit", 9.0),
    numeric("Difference", 11.0),
    numeric("95% from", 10.0),
    numeric("95% to", 10.0),
    WorkbookColumn("Unit", 9.0),
    WorkbookColumn("Verdict", 33.0),
)
ALONE = COLUMNS[:6]
LAST = len(COLUMNS) - 1
WIDE = sum(c.width for c in COLUMNS)
HEADING = {
    "bold": True,
    "font_size": 12,
    "font_color": LIGHT.current,
    "bottom": 2,
    "bottom_color": LIGHT.current,
}
BODY = {"text_wrap": True}


def write_summary(book: Book, others: Sequence[tuple[str, str]]) -> None:
    """`others`: name of every other sheet and what is on it."""
    report = book.report
    sheet = book.sheet("Summary", "")
    sections = {section.key: section for section in outline(report, escape_marks)}
    for i, column in enumerate(COLUMNS):
        sheet.raw.set_column(i, i, column.width, book.style({}))
    _logo(sheet)
    _line(sheet, without_marks(sections["question"].title), TITLE, size=15)
    _line(sheet, f"For {report.client}, {report.day}" if report.client else report.day, NOTE)
    for line in sections["question"].lines:
        _line(sheet, without_marks(line), BODY)
    if not report.is_answer:
        _answer(sheet, sections)
    for answer in report.answers:
        _heading(sheet, f"{answer.page}: {answer.title}")
        for line in answer.lines:
            _line(sheet, line, BODY)
    _heading(sheet, "How to read this")
    for line in legend(report):
        _line(sheet, line, BODY)
    _heading(sheet, "Sheets")
    for name, words in others:
        sheet.raw.write_url(
            sheet.row,
            0,
            f"internal:'{name}'!A1",
            book.style(BODY, font_color=LIGHT.current, underline=1),
            name,
        )
        sheet.across(sheet.row, 1, LAST, words, BODY)
        sheet.row += 1
    _heading(sheet, "How this was made")
    for label, text in provenance(report):
        high = height_of(lines_of(label, COLUMNS[0].width + COLUMNS[1].width))
        sheet.across(sheet.row, 0, 1, label, BODY, height=high)
        sheet.across(sheet.row, 2, LAST, text, BODY)
        sheet.row += 1


def _answer(sheet: Sheet, sections: Mapping[str, Section]) -> None:
    _heading(sheet, f"The answer: {without_marks(sections['answer'].title)}")
    for line in sections["answer"].lines:
        _line(sheet, without_marks(line), BODY)
    _heading(sheet, without_marks(sections["figures"].title))
    _charts(sheet, _figures(sheet))


def _line(sheet: Sheet, text: str, style: Style, *, size: int = 10) -> None:
    """A paragraph across the sheet, as high as it needs."""
    lines = lines_of(text, WIDE * 10 / size)
    height = lines * LINE_PT * size / 10 + 3.0
    sheet.across(sheet.row, 0, LAST, text, style | {"text_wrap": True}, height=height)
    sheet.row += 1


def _heading(sheet: Sheet, text: str) -> None:
    sheet.row += 1
    sheet.across(sheet.row, 0, LAST, text, HEADING, height=20)
    sheet.row += 1


def legend(report: Report) -> list[str]:
    """What the marks and words mean, as the glossary has them."""
    starts = ["Range", f"The mark {ASSUMED}"]
    if report.is_comparison:
        starts += ["Same callers", "Not detected", "Too small to matter", "Other assumptions"]
    entries = [next(w for w in WORDS if w.name.startswith(start)) for start in starts]
    return [
        *(f"{w.name}: {w.meaning}" for w in entries),
        "Shares are in per cent and their differences in points. Cells hold numbers unrounded; only their display is "
        "rounded. An empty cell: no value.",
    ]


def _figures(sheet: Sheet) -> list[int]:
    """The table of the three figures; the first row of each."""
    report = sheet.book.report
    columns = COLUMNS if report.is_comparison else ALONE
    for note in weeks_note(report):
        _line(sheet, note, NOTE)
    write_head(sheet, sheet.row, columns)
    firsts = []
    for key in HERO:
        firsts.append(sheet.row + 1)
        for number in range(len(report.names)):
            sheet.row += 1
            row, kind = _figure_row(report, number, key)
            write_row(sheet, sheet.row, columns, row[: len(columns)])
            paint(sheet, sheet.row, LAST, str(row[LAST]), kind)
    sheet.row += 1
    return firsts


def _figure_row(report: Report, number: int, key: str) -> tuple[list[Cell], str]:
    kpi, result = KPIS[key], report.results[number]
    currency = result.scenario.costs.currency
    verdict, kind = BASELINE, ""
    figures, differences = estimate_cells(kpi, figure_of(report, number, key)), estimate_cells(kpi, NOTHING)
    if number:
        cell = report.sides[number - 1].cell(key)
        verdict, kind = cell.signed_word, cell.verdict.kind
        figures, differences = figure_cells(cell), difference_cells(cell)
    row: list[Cell] = [
        f"{kpi.name}{mark(kpi)}",
        report.names[number],
        *figures,
        unit(kpi, currency),
        *differences,
        difference_unit(kpi, currency) if number else "",
        verdict,
    ]
    return row, kind


# ── Pictures ──────────────────────────────────────────────────────────────────────────────────────

CHART_PX = (395, 110, 34)
"""Width; height without bars; of one scenario's bar."""


def _charts(sheet: Sheet, firsts: list[int]) -> None:
    """The three figures side by side as bars, with the intervals' ends as whiskers."""
    report = sheet.book.report
    count = len(report.names)
    wide, high, bar = CHART_PX
    high += bar * count
    sheet.row += 1
    for i, (key, first) in enumerate(zip(HERO, firsts, strict=True)):
        chart = figure_chart(report, key)
        if chart.is_empty:
            continue
        drawn = sheet.book.file.add_chart({"type": "bar"})
        (series,) = chart.series
        below, above = (
            [0.0 if x is None or e is None else abs(x - e) for x, e in zip(series.values, ends, strict=True)]
            for ends in (series.low, series.high)
        )
        drawn.add_series(
            {
                "name": [sheet.name, first, 0],
                "categories": [sheet.name, first, 1, first + count - 1, 1],
                "values": [sheet.name, first, 2, first + count - 1, 2],
                "gap": 60,
                "points": [{"fill": {"color": style.colour}} for style in series_styles(count)],
                "y_error_bars": {
                    "type": "custom",
                    "plus_values": above,
                    "minus_values": below,
                    "line": {"color": LIGHT.text, "width": 1.25},
                },
            }
        )
        dress_bars(drawn, chart.title, f"{chart.unit}; whiskers: 95% interval")
        drawn.set_legend({"none": True})
        drawn.set_size({"width": wide, "height": high})
        values = zip(chart.categories, series.values, strict=True)
        bars = "; ".join(f"{name} {'no value' if x is None else plain(x, 1)}" for name, x in values)
        words = f"Bars. {chart.title}, {chart.unit}. {bars}."
        place_chart(sheet, drawn, sheet.row, 0, words, right=i * (wide + 8))
    sheet.row += -(-high // ROW_PX) + 1


def _logo(sheet: Sheet) -> None:
    """The client's or consultant's logo above the title, if there is one."""
    data = sheet.book.report.logo
    if not data:
        return
    from PIL import Image

    with Image.open(io.BytesIO(data)) as picture:
        wide, high = picture.size
        dots = picture.info.get("dpi", (96.0, 96.0))
    scale = min(220.0 / wide, 56.0 / high)
    x_dpi, y_dpi = (float(d) or 96.0 for d in dots)
    sheet.raw.set_row_pixels(0, 64)
    sheet.raw.insert_image(
        0,
        0,
        "logo",
        {
            "image_data": io.BytesIO(data),
            "x_scale": scale * x_dpi / 96.0,
            "y_scale": scale * y_dpi / 96.0,
            "description": "Logo",
            "object_position": 2,
        },
    )
    sheet.row = 1
