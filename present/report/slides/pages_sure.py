"""What the result rests on: how far each difference moves by chance and under other assumptions."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from present.report.chart_data import difference_ranges
from present.report.outline import Section
from present.report.slides import alternative_text
from present.report.slides.context import Context, notes
from present.report.slides.key import range_key
from present.report.slides.master import BODY_IDX, FIRST_IDX
from present.report.slides.measure import fitting, height
from present.report.slides.range_chart import AXIS_IN, TITLE_IN, range_chart
from present.report.slides.style import BODY_SIZES, CONTENT, GAP_PT, Box
from present.report.slides.tables import names_column
from present.report.slides.text import paragraph
from present.report.slides.write import body, placeholder, remove, text_box
from present.tiles import HERO
from sim import KPIS

NAMES_IN, MANY_NAMES_IN, KEY_IN = 2.3, 3.1, 0.4
NUMBERS_IN = 1.4
"""Height of the numbers under the charts, where there is one scenario only."""


def sureness(context: Context, section: Section) -> Any:
    """Sentences, a key, and a range chart for each of the three figures."""
    report = context.report
    slide = context.slide("Text and three charts", section)
    ranges = difference_ranges(report)
    shown = [of_side for of_side in zip(report.sides, report.ranges, ranges, strict=True) if of_side[2]]
    rows = max(1, len(shown))
    row_high = 0.62 if rows <= 4 else (0.5 if rows <= 6 else 0.36)
    numbers_high = NUMBERS_IN if rows == 1 else 0.0
    charts_high = TITLE_IN + rows * row_high + AXIS_IN + numbers_high
    area = Box(CONTENT.x, CONTENT.y, CONTENT.w, CONTENT.h - charts_high - KEY_IN - 0.15)
    used = _body(slide, section, area)
    left = CONTENT.below(used)
    if not shown:
        for i in range(len(HERO)):
            remove(placeholder(slide, FIRST_IDX + i))
        return slide
    spare = max(0.0, left.h - charts_high - KEY_IN - 0.15)
    row_high += min(spare * 0.6 / rows, 0.3)
    range_key(slide, Box(left.x, left.y + 0.08, left.w, KEY_IN))
    below = left.below(KEY_IN + 0.15)
    area = Box(below.x, below.y, below.w, TITLE_IN + rows * row_high + AXIS_IN)
    names = [side.name for side, _, _ in shown]
    if rows > 1:
        wide = NAMES_IN if rows <= 6 else MANY_NAMES_IN
        column = Box(area.x, area.y + TITLE_IN, wide, rows * row_high)
        names_column(slide, column, names)
        area = Box(area.x + wide + 0.15, area.y, area.w - wide - 0.15, area.h)
    for i, (key, box) in enumerate(zip(HERO, area.columns(3, 0.3), strict=True)):
        _chart(slide, placeholder(slide, FIRST_IDX + i), context, key, shown, box)
        if rows == 1:
            side, assumption_range, _ = shown[0]
            numbers_box = Box(box.x, box.bottom + 0.05, box.w, NUMBERS_IN - 0.1)
            short, *more = alternative_text.of_difference(side, assumption_range, key)
            numbers = [paragraph(short, bold=True), *map(paragraph, more)]
            text_box(slide, numbers_box, numbers, 14.0, name=f"Numbers {i + 1}")
    return slide


def _body(slide: Any, section: Section, area: Box) -> float:
    """Write as many sentences as the charts leave space for; return their height in inches."""
    shape = placeholder(slide, BODY_IDX)
    lines = [paragraph(line) for line in section.lines]
    across = area.w * 72.0
    size, count = fitting(lines, across, area.h * 72.0, BODY_SIZES[1:], GAP_PT)
    if count == 0 or count < min(2, len(lines)):
        remove(shape)
        notes(slide, section.lines)
        return 0.0
    shown = body(shape.text_frame, section.lines, area, BODY_SIZES[1:])
    notes(slide, section.lines[shown:])
    texts = [paragraph(p.text) for p in shape.text_frame.paragraphs]
    high = height(texts, across, size, GAP_PT) / 72.0 + 0.12
    shape.left, shape.top, shape.width, shape.height = Box(area.x, area.y, area.w, high).emu
    return high


def _chart(slide: Any, holder: Any, context: Context, key: str, shown: Any, box: Box) -> None:
    differences = [next((d for d in row if d.key == key), None) for _, _, row in shown]
    known = next((d for d in differences if d is not None and d.own is not None), None)
    if known is None:
        remove(holder)
        text = [paragraph(KPIS[key].name, bold=True), paragraph("Not compared in these scenarios.")]
        text_box(slide, box, text, 14.0, name=KPIS[key].name)
        return
    blank = replace(known, own=None, low=None, high=None, lowest=None, highest=None)
    rows = [d or blank for d in differences]  # a row without a bar where there is no difference
    alt_text = alternative_text.of_ranges(context.report, key)
    range_chart(holder, box, known.label, [side.name for side, _, _ in shown], rows, alt_text)
