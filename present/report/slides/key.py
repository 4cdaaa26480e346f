"""Keys, once for all charts of a slide: which line is whose by dash, marker, name; what the marks of ranges are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pptx.enum.chart import XL_MARKER_STYLE
from pptx.enum.dml import MSO_THEME_COLOR
from pptx.enum.shapes import MSO_CONNECTOR, MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR
from pptx.util import Inches, Pt

from present.report.marks import escape_marks
from present.report.slides.measure import cut, leading, width
from present.report.slides.range_chart import ASSUMED, BAR, CHANCE
from present.report.slides.style import Box, line_style
from present.report.slides.text import paragraph
from present.report.slides.write import text_box

SIZE_PT = 14.0
SAMPLE_IN, SPACE_IN = 0.6, 0.35
SHAPES = {
    XL_MARKER_STYLE.SQUARE: MSO_SHAPE.RECTANGLE,
    XL_MARKER_STYLE.CIRCLE: MSO_SHAPE.OVAL,
    XL_MARKER_STYLE.TRIANGLE: MSO_SHAPE.ISOSCELES_TRIANGLE,
    XL_MARKER_STYLE.DIAMOND: MSO_SHAPE.DIAMOND,
    XL_MARKER_STYLE.X: MSO_SHAPE.MATH_MULTIPLY,
    XL_MARKER_STYLE.PLUS: MSO_SHAPE.MATH_PLUS,
    XL_MARKER_STYLE.STAR: MSO_SHAPE.STAR_8_POINT,
}


def line_key(slide: Any, box: Box, names: Sequence[str], meanings: Sequence[str] = ()) -> float:
    """Draw the key into the top of a box; returns how high it is, in inches. `meanings`: of the lines' colours."""
    size = SIZE_PT if len(names) <= 4 else 12.0
    widest = max(width(name, size) for name in names) / 72.0 + SAMPLE_IN + 0.1 + SPACE_IN
    across = max(1, min(len(names), int((box.w + SPACE_IN) / widest), 3))
    if len(names) > 3 * across:
        across = 3
    wide = min(widest, (box.w + SPACE_IN) / across)
    if len(names) > 2:
        wide = (box.w + SPACE_IN) / across
    high = max(size * leading(name) for name in names) / 72.0 + 0.06
    for i, (name, meaning) in enumerate(zip(names, meanings or [""] * len(names), strict=True)):
        x, y = box.x + (i % across) * wide, box.y + (i // across) * high
        _sample(slide, i, meaning, x, y + high / 2.0)
        area = Box(x + SAMPLE_IN + 0.1, y, wide - SAMPLE_IN - 0.1 - SPACE_IN, high)
        runs = cut(paragraph(escape_marks(name)), area.w * 72.0, size, 1)
        text_box(slide, area, [runs], size, name=f"Key {i + 1}", anchor=MSO_ANCHOR.MIDDLE)
    return -(-len(names) // across) * high + 0.12


def _sample(slide: Any, number: int, meaning: str, x: float, y: float) -> None:
    of = line_style(number, meaning=meaning)
    line = slide.shapes.add_connector(
        MSO_CONNECTOR.STRAIGHT, Inches(x), Inches(y), Inches(x + SAMPLE_IN), Inches(y)
    )
    line.name = f"Key line {number + 1}"
    line.line.width, line.line.dash_style = Pt(2.5), of.dash
    of.paint(line.line.color)
    side = 0.14
    mark = slide.shapes.add_shape(
        SHAPES[of.marker], *Box(x + SAMPLE_IN / 2.0 - side / 2.0, y - side / 2.0, side, side).emu
    )
    mark.name = f"Key mark {number + 1}"
    mark.fill.solid()
    of.paint(mark.fill.fore_color)
    of.paint(mark.line.color)
    mark.shadow.inherit = False


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
