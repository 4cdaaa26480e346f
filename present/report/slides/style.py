"""The style of the slides: measures, fonts, colours; each scenario's line, distinct in black and white too.

Charts name the theme's colours and not their own, so whoever changes the theme changes all charts.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from pptx.dml.color import ColorFormat, RGBColor
from pptx.enum.chart import XL_MARKER_STYLE
from pptx.enum.dml import MSO_LINE, MSO_PATTERN, MSO_THEME_COLOR
from pptx.util import Emu, Inches

from present.figures.style import MEANINGS, PALETTES, colour_of
from present.floor.colours import ink_on

LIGHT = PALETTES["light"]
FONT = "Arial"
BY_SCRIPT = {
    "Jpan": "Yu Gothic",
    "Hang": "Malgun Gothic",
    "Hans": "Microsoft YaHei",
    "Hant": "Microsoft JhengHei",
    "Arab": "Arial",
    "Hebr": "Arial",
    "Thai": "Tahoma",
    "Deva": "Nirmala UI",
    "Beng": "Nirmala UI",
    "Taml": "Nirmala UI",
    "Geor": "Sylfaen",
}
"""Which font the theme names for a script that the first one lacks."""


def hexa(colour: str) -> str:
    """ "#RRGGBB" as slides write it."""
    return colour.lstrip("#").upper()


THEME_COLOURS = {
    "dk1": hexa(LIGHT.text),
    "lt1": "FFFFFF",
    "dk2": hexa(LIGHT.faint),
    "lt2": hexa(LIGHT.paper),
    "accent1": hexa(LIGHT.current),
    "accent2": hexa(LIGHT.baseline),
    "accent3": hexa(LIGHT.between),
    "accent4": "4A98D3",
    "accent5": "B5347A",
    "accent6": "7D8B1F",
    "hlink": hexa(LIGHT.current),
    "folHlink": hexa(LIGHT.between),
}
BETTER, WORSE = hexa(LIGHT.better), hexa(LIGHT.worse)

# ── Measures ──────────────────────────────────────────────────────────────────────────────────────

TITLE_PT, KICKER_PT, SMALL_PT = 28.0, 14.0, 12.0
OPENING_SIZES = (34.0, 32.0, 30.0, 28.0, 26.0)
TITLE_SIZES = (28.0, 27.0, 26.0)
BODY_SIZES = (20.0, 19.0, 18.0, 17.0, 16.0)
TABLE_SIZES = (18.0, 17.0, 16.0, 15.0, 14.0, 13.0, 12.0)
GAP_PT, SMALL_GAP_PT = 8.0, 4.0
"""Between two paragraphs of body text; less where there are many."""


@dataclass(frozen=True)
class Box:
    """A place on a slide, in inches."""

    x: float
    y: float
    w: float
    h: float

    @property
    def emu(self) -> tuple[Emu, Emu, Emu, Emu]:
        """Left, top, width, height."""
        return Inches(self.x), Inches(self.y), Inches(self.w), Inches(self.h)

    @property
    def right(self) -> float:
        return self.x + self.w

    @property
    def bottom(self) -> float:
        return self.y + self.h

    def columns(self, count: int, gap: float = 0.25) -> list[Box]:
        """Split into `count` boxes side by side."""
        wide = (self.w - gap * (count - 1)) / count
        return [Box(self.x + i * (wide + gap), self.y, wide, self.h) for i in range(count)]

    def rows(self, count: int, gap: float = 0.15) -> list[Box]:
        """Split into `count` boxes one under the other."""
        high = (self.h - gap * (count - 1)) / count
        return [Box(self.x, self.y + i * (high + gap), self.w, high) for i in range(count)]

    def below(self, high: float) -> Box:
        """What is left under a strip at the top."""
        return Box(self.x, self.y + high, self.w, self.h - high)

    def top(self, high: float) -> Box:
        """A strip at the top."""
        return Box(self.x, self.y, self.w, high)


PAGE = Box(0.0, 0.0, 13.333, 7.5)
SIDE = 0.55
KICKER = Box(SIDE, 0.36, PAGE.w - 2 * SIDE, 0.3)
TITLE = Box(SIDE, 0.66, PAGE.w - 2 * SIDE, 0.98)
CONTENT = Box(SIDE, 1.74, PAGE.w - 2 * SIDE, 5.06)
FOOTER = Box(SIDE, 7.02, 9.6, 0.28)
NUMBER = Box(PAGE.w - SIDE - 0.6, 7.02, 0.6, 0.28)
SMALL_LOGO = Box(NUMBER.x - 1.6, 6.96, 1.45, 0.38)
LARGE_LOGO = Box(PAGE.w - SIDE - 2.9, 0.5, 2.9, 1.0)

# ── Scenarios ─────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class LineStyle:
    """The style of a scenario's line. `brightness`: of the theme's colour, from -1 to 1; `own`: "RRGGBB" instead."""

    colour: MSO_THEME_COLOR
    dash: MSO_LINE
    marker: XL_MARKER_STYLE
    brightness: float = 0.0
    own: str = ""

    def paint(self, colour: ColorFormat) -> None:
        """Give a line or a fill its colour."""
        if self.own:
            colour.rgb = RGBColor.from_string(self.own)
        else:
            colour.theme_color, colour.brightness = self.colour, self.brightness


_C, _D, _M = MSO_THEME_COLOR, MSO_LINE, XL_MARKER_STYLE
LINE_STYLES = (
    LineStyle(_C.ACCENT_2, _D.DASH, _M.SQUARE),
    LineStyle(_C.ACCENT_1, _D.SOLID, _M.CIRCLE),
    LineStyle(_C.ACCENT_3, _D.LONG_DASH, _M.TRIANGLE),
    LineStyle(_C.ACCENT_4, _D.SOLID, _M.DIAMOND),
    LineStyle(_C.ACCENT_5, _D.ROUND_DOT, _M.X),
    LineStyle(_C.ACCENT_6, _D.SOLID, _M.PLUS),
    LineStyle(_C.TEXT_1, _D.DASH_DOT, _M.STAR),
    LineStyle(_C.ACCENT_4, _D.DASH, _M.TRIANGLE, -0.4),
    LineStyle(_C.ACCENT_2, _D.SOLID, _M.CIRCLE, 0.4),
    LineStyle(_C.ACCENT_3, _D.ROUND_DOT, _M.SQUARE, 0.4),
)
"""The baseline's first; apart by colour, dash and marker, so that none is needed alone."""


def line_style(number: int, count: int = 2, meaning: str = "") -> LineStyle:
    """Return the style of scenario `number` of `count`; a scenario alone has the current one's, not the baseline's.

    `meaning`: of the colour, where the line is no scenario's.
    """
    style = LINE_STYLES[(number if count > 1 else 1) % len(LINE_STYLES)]
    return replace(style, own=hexa(colour_of(meaning))) if meaning in MEANINGS else style


@dataclass(frozen=True)
class Fill:
    """How a part of a stacked bar looks. `colour`: of its meaning, "RRGGBB"."""

    colour: str
    pattern: MSO_PATTERN | None = None

    @property
    def has_light_text(self) -> bool:
        """Whether figures on it are white; on a hatched part they have a white ground."""
        return self.pattern is None and ink_on(f"#{self.colour}") == "#FFFFFF"


_UP, _DOWN = MSO_PATTERN.DARK_UPWARD_DIAGONAL, MSO_PATTERN.WIDE_DOWNWARD_DIAGONAL
HATCHED = {
    "again": _UP,
    "cut": _UP,
    "unsettled": _DOWN,
    "blocked": _UP,
    "hostile": _UP,
    "wrap_up": _DOWN,
    "pauses": _UP,
}
"""Every second part, so that a black-and-white print tells neighbours apart."""


def fill_of(meaning: str) -> Fill:
    """The fill of a part of a bar: the colour that its meaning has everywhere."""
    return Fill(hexa(colour_of(meaning)), HATCHED.get(meaning))
