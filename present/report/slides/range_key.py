"""What the marks of a range chart are."""

from __future__ import annotations

from typing import Any

from pptx.enum.dml import MSO_THEME_COLOR
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR

from present.report.slides.measure import width
from present.report.slides.range_chart import ASSUMED, BAR, CHANCE
from present.report.slides.style import Box
from present.report.slides.text import paragraph
from present.report.slides.write import text_box

SIZE_PT = 14.0
MARKS = (
    (BAR, MSO_THEME_COLOR.ACCENT_4, 0.6, 0.2),
    (CHANCE, MSO_THEME_COLOR.TEXT_1, 0.0, 0.085),
    (ASSUMED, MSO_THEME_COLOR.TEXT_1, 0.0, 0.025),
)
"""Words, colour, its brightness, thickness in inches."""
LONG_IN, HIGH_IN = 0.45, 0.3


def range_key(slide: Any, box: Box) -> None:
    """One line at the top of a box."""
    x = box.x
    for number, (words, colour, brightness, thick) in enumerate(MARKS, 1):
        bars = [Box(x, box.y + (HIGH_IN - thick) / 2.0, LONG_IN, thick)]
        if words == ASSUMED:
            bars += [Box(end, box.y + HIGH_IN / 2.0 - 0.06, 0.02, 0.12) for end in (x, x + LONG_IN - 0.02)]
        for part, place in enumerate(bars, 1):
            shape = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, *place.emu)
            shape.name, shape.shadow.inherit = f"Key mark {number}.{part}", False
            shape.fill.solid()
            shape.fill.fore_color.theme_color, shape.fill.fore_color.brightness = colour, brightness
            shape.line.fill.background()
        wide = width(words, SIZE_PT) / 72.0 + 0.05
        area = Box(x + LONG_IN + 0.1, box.y, wide, HIGH_IN)
        text_box(slide, area, [paragraph(words)], SIZE_PT, name=f"Key {number}", anchor=MSO_ANCHOR.MIDDLE)
        x = area.right + 0.35
