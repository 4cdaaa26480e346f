"""Charts as the spreadsheet's own: lines over weeks or hours, stacked bars by scenario; alternative text for each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from present.figures.style import MEANINGS, colour_of
from present.formats import plain
from present.report.chart import HOLLOW, Chart, Series
from present.report.workbook.book import FONT, LIGHT, Sheet
from present.report.workbook.text import clean, title

WIDE, HIGH = 560, 290
"""px of a chart."""


@dataclass(frozen=True)
class SeriesStyle:
    """How a scenario's line looks: apart by colour, dash and marker, so that none is needed alone."""

    colour: str
    dash: str
    marker: str


SERIES_STYLES = (
    SeriesStyle(LIGHT.baseline, "dash", "square"),
    SeriesStyle(LIGHT.current, "solid", "circle"),
    SeriesStyle(LIGHT.between, "long_dash", "triangle"),
    SeriesStyle("#4A98D3", "solid", "diamond"),
    SeriesStyle("#B5347A", "round_dot", "x"),
    SeriesStyle("#7D8B1F", "solid", "plus"),
    SeriesStyle(LIGHT.text, "dash_dot", "star"),
    SeriesStyle("#2C5B7F", "dash", "triangle"),
    SeriesStyle("#CA9E66", "solid", "circle"),
    SeriesStyle("#A694BE", "round_dot", "square"),
)
"""The baseline's first; the same as on the slides."""


def series_styles(count: int) -> Sequence[SeriesStyle]:
    """One for each scenario; one that stands alone is drawn as the current one."""
    return SERIES_STYLES[1:2] if count == 1 else SERIES_STYLES[:count]


@dataclass(frozen=True)
class SeriesCells:
    """Where a chart's numbers stand: the first row of each series, `count` rows each."""

    firsts: tuple[int, ...]
    count: int


NAME, CATEGORY, MEAN, LOWER, UPPER = range(2, 7)
"""Their columns, by what they hold."""


def font(size: float = 9.0, **more: Any) -> dict[str, Any]:
    """Return the font of a chart's text."""
    return {"name": FONT, "size": size, "color": LIGHT.faint, "bold": False} | more


HAIR = {"color": LIGHT.grid, "width": 0.75}
BARE = {"line": {"none": True}}
LINES = {"major_gridlines": {"visible": True, "line": HAIR}}
NO_LINES = {"major_gridlines": {"visible": False}}
LEGEND = {"position": "bottom", "font": font(color=LIGHT.text)}


def _plain(drawn: Any, heading: str) -> None:
    """What all charts have: title, pale ground, legend below."""
    drawn.set_title({"name": title(heading), "name_font": font(11.0, color=LIGHT.text, bold=True)})
    drawn.set_legend(LEGEND)
    drawn.set_chartarea({"border": {"color": LIGHT.grid}, "fill": {"color": "#FFFFFF"}})
    drawn.show_blanks_as("gap")
    drawn.show_hidden_data()  # a filter on the table does not empty the charts


def dress(drawn: Any, heading: str, across: str, up: str) -> None:
    """A chart with values upwards: both axes with their units, pale lines behind the values."""
    _plain(drawn, heading)
    drawn.set_x_axis(
        {"name": title(across), "name_font": font(), "num_font": font(), "line": HAIR} | NO_LINES
    )
    drawn.set_y_axis({"name": title(up), "name_font": font(), "num_font": font()} | BARE | LINES)


def dress_bars(drawn: Any, heading: str, along: str) -> None:
    """A chart with bars to the right, the first scenario on top."""
    _plain(drawn, heading)
    drawn.set_x_axis({"name": title(along), "name_font": font(), "num_font": font(), "min": 0} | BARE | LINES)
    drawn.set_y_axis(
        {"reverse": True, "crossing": "max", "num_font": font(color=LIGHT.text), "line": HAIR} | NO_LINES
    )


def lines(sheet: Sheet, chart: Chart, place: SeriesCells, *, from_zero: bool = False) -> Any:
    """One line for each scenario; with two at most, thin lines for the ends of the 95% intervals."""
    drawn = sheet.book.file.add_chart({"type": "line"})
    styles = [
        _of_meaning(*both) for both in zip(series_styles(len(chart.series)), chart.series, strict=False)
    ]
    dots = any(sum(x is not None for x in s.values) == 1 for s in chart.series)  # which no line can show
    marked = dots or (len(styles) > 2 and len(chart.categories) <= MARKED)
    for first, style in zip(place.firsts, styles, strict=True):
        line = {"color": style.colour, "width": 2.25, "dash_type": style.dash}
        marker = {"type": style.marker, "size": 5} | _coloured(style)
        drawn.add_series(
            _series(sheet, place, first, MEAN) | {"line": line, "marker": marker if marked else NONE}
        )
    banded = len(styles) <= 2 and any(x is not None for s in chart.series for x in s.low)
    for first, style in zip(place.firsts, styles, strict=True) if banded else ():
        line = {"color": style.colour, "width": 0.75, "dash_type": "solid", "transparency": 45}
        for col in (LOWER, UPPER):
            end = {"type": "long_dash", "size": 7} | _coloured(style) if dots else NONE
            drawn.add_series(_series(sheet, place, first, col) | {"line": line, "marker": end})
    dress(
        drawn, chart.title, chart.across, f"{chart.unit}; thin lines: 95% interval" if banded else chart.unit
    )
    if from_zero:
        drawn.y_axis["min"] = 0
    if banded:
        own = len(chart.series)
        drawn.set_legend(LEGEND | {"delete_series": list(range(own, 3 * own))})
    known = [x for s in chart.series for x in (*s.values, *s.high) if x is not None]
    if chart.unit.startswith("%") and max(known, default=0.0) > 60.0:
        drawn.y_axis["max"] = 100
    drawn.set_size({"width": WIDE, "height": HIGH if len(styles) <= 2 else HIGH + LEGEND_PX * len(styles)})
    return drawn


def _of_meaning(style: SeriesStyle, series: Series) -> SeriesStyle:
    """In the colour that its meaning has everywhere, where it has one."""
    return replace(style, colour=colour_of(series.meaning)) if series.meaning in MEANINGS else style


def _coloured(style: SeriesStyle) -> dict[str, Any]:
    return {part: {"color": style.colour} for part in ("border", "fill")}


LEGEND_PX = 22
"""px of a scenario's line in the legend: long names stand one under the other."""


MARKED = 30
"""Most weeks or half-hours that get a marker each."""
NONE = {"type": "none"}


def _series(sheet: Sheet, place: SeriesCells, first: int, col: int) -> dict[str, Any]:
    """A series by the cells of its name, its categories and its values."""
    last = first + place.count - 1
    return {
        "name": [sheet.name, first, NAME],
        "categories": [sheet.name, first, CATEGORY, last, CATEGORY],
        "values": [sheet.name, first, col, last, col],
    }


def stacked(sheet: Sheet, chart: Chart, place: SeriesCells) -> Any:
    """One bar for each scenario, its parts one behind the other."""
    drawn = sheet.book.file.add_chart({"type": "bar", "subtype": "stacked"})
    for series, first in zip(chart.series, place.firsts, strict=True):
        drawn.add_series(
            _series(sheet, place, first, MEAN)
            | {
                "fill": {"color": colour_of(series.meaning)},
                "border": {"color": "#FFFFFF", "width": 0.75},
                "gap": 45,
            }
        )
    dress_bars(drawn, chart.title, chart.unit)
    drawn.set_size({"width": WIDE, "height": 150 + 50 * len(chart.categories)})
    return drawn


def number_lines(sheet: Sheet, chart: Chart, place: SeriesCells) -> Any:
    """One line for each series over the numbers that its categories lie at, with its 95% intervals as whiskers."""
    return _over_numbers(sheet, chart, place, "straight_with_markers")


def dots(sheet: Sheet, chart: Chart, place: SeriesCells) -> Any:
    """One kind of dot for each series, never joined."""
    return _over_numbers(sheet, chart, place, None)


def _over_numbers(sheet: Sheet, chart: Chart, place: SeriesCells, subtype: str | None) -> Any:
    kind = {"type": "scatter"} | ({"subtype": subtype} if subtype else {})
    drawn = sheet.book.file.add_chart(kind)
    for series, first, style in zip(chart.series, place.firsts, SERIES_STYLES, strict=False):
        known = [i for i, x in enumerate(series.values) if x is not None]
        if not known:
            continue
        fill = {"color": "#FFFFFF" if series.meaning == HOLLOW else style.colour}
        marker = {"type": style.marker, "size": 6, "border": {"color": style.colour}, "fill": fill}
        line = (
            {"color": style.colour, "width": 2.25, "dash_type": style.dash}
            if subtype and len(known) > 1
            else {"none": True}
        )
        drawn.add_series(
            _series(sheet, SeriesCells((first,), len(known)), first, MEAN)
            | {"line": line, "marker": marker}
            | _whiskers(series, known)
        )
    up = f"{chart.unit}; whiskers: 95% interval" if any(s.low for s in chart.series) else chart.unit
    dress(drawn, chart.title, chart.across, up)
    margin = 0.04 * (max(chart.at) - min(chart.at)) or 1.0
    drawn.x_axis["min"], drawn.x_axis["max"] = min(chart.at) - margin, max(chart.at) + margin
    drawn.set_size({"width": WIDE, "height": HIGH})
    return drawn


def _whiskers(series: Series, known: Sequence[int]) -> dict[str, Any]:
    """The interval's arms of these values, as error bars; nothing where there are none."""
    if not any(x is not None for x in series.low):
        return {}
    plus, minus = (
        [abs((ends[i] or 0.0) - (series.values[i] or 0.0)) if ends[i] is not None else 0.0 for i in known]
        for ends in (series.high, series.low)
    )
    line = {"color": LIGHT.text, "width": 1.0}
    return {
        "y_error_bars": {"type": "custom", "plus_values": plus, "minus_values": minus, "line": line},
    }


def end_bars(sheet: Sheet, chart: Chart, place: SeriesCells) -> Any:
    """Two bars in each row, one for each end, their 95% intervals as whiskers."""
    drawn = sheet.book.file.add_chart({"type": "bar"})
    for number, (series, first) in enumerate(zip(chart.series, place.firsts, strict=True)):
        drawn.add_series(
            _series(sheet, place, first, MEAN)
            | {"fill": {"color": LIGHT.current, "transparency": 0 if number else 55}, "gap": 40}
            | _whiskers(series, range(len(series.values)))
        )
    dress_bars(drawn, chart.title, f"{chart.unit}; whiskers: 95% interval")
    del drawn.x_axis["min"]
    drawn.y_axis["label_position"] = "low"
    drawn.set_size({"width": WIDE, "height": 110 + 34 * len(chart.categories)})
    return drawn


def place_chart(sheet: Sheet, drawn: Any, row: int, col: int, words: str, *, right: int = 0) -> None:
    """Put a chart at a cell, `right` px from its left, with its text alternative. It moves but keeps its size."""
    options = {"description": clean(words, 2000), "object_position": 2, "x_offset": 4 + right, "y_offset": 4}
    sheet.raw.insert_chart(row, col, drawn, options)


def lines_in_words(chart: Chart) -> str:
    """A text alternative for lines."""
    paths = "; ".join(f"{s.name}: {_ends(chart, s)}" for s in chart.series)
    return f"Lines. {chart.title}, {chart.unit}, by {chart.across}. {paths}."


def _ends(chart: Chart, series: Series) -> str:
    known = [(x, c) for x, c in zip(series.values, chart.categories, strict=True) if x is not None]
    if not known:
        return "no value"
    (first, at), (last, until) = known[0], known[-1]
    (low, _), (high, _) = min(known), max(known)
    return f"{plain(first, 1)} at {at}, {plain(last, 1)} at {until}, least {plain(low, 1)}, most {plain(high, 1)}"


def stacked_in_words(chart: Chart) -> str:
    """A text alternative for stacked bars."""
    bars = []
    for i, name in enumerate(chart.categories):
        parts = [f"{s.name} {plain(x, 1)}" for s in chart.series if (x := s.values[i]) is not None]
        bars.append(f"{name}: {', '.join(parts) or 'no value'}")
    return f"Stacked bars. {chart.title}, {chart.unit}. {'; '.join(bars)}."
