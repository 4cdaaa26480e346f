"""The pictures of a step: the figures that the pages show too, with the scenarios' names, legible from afar."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import plotly.graph_objects as go

from present.comparison import Side
from present.figures import day, flows, hours, weeks
from present.pair import Pair
from present.report.difference_ranges import Row, reach, reach_in_words, rows_of
from present.report.named import in_figure, in_words
from present.report.report import Report
from present.text_layout import columns, escaped, isolated, middle_out
from present.tiles import HERO
from ui.present.enlarge import enlarge
from ui.present.screen import Screen
from ui.present.steps import REACH, Step, heading_height

ONE, ONE_ON_PHONE = 60, 34
"""Letters of a name alone in a line; in full all stand at the beginning."""
BESIDE, LETTER = 96 + 140, 11.8
"""Units of width beside two names, and of one of their letters."""
AROUND = 32 + 29 + 14 + 24 + 32 + 14 + 24
"""Units of the height around pictures besides the heading: padding, kicker, names and the gaps between."""
AT_MOST = {"hours": 440}
"""Units a picture is high where more would only stretch it."""
PHONE_PX = {"weeks": 300, "day": 300, "calls": 520, "hours": 420, "sureness": 200}


@dataclass(frozen=True)
class Picture:
    """`make`: the figure, when it is needed; `words`: for whom it cannot be seen."""

    make: Callable[[], go.Figure]
    words: str


def short(name: str, most: int = ONE) -> str:
    """A name for where there is little room."""
    return middle_out(name, most)


def both(current: str, baseline: str, screen: Screen, words: int = 0) -> tuple[str, str]:
    """Two names that fit beside each other and so many letters between them."""
    room = max(24, int(0.85 * (screen.width / screen.unit - BESIDE) / LETTER) - words)  # names may be wide
    return short(current, max(room // 2, room - columns(baseline))), short(
        baseline, max(room // 2, room - columns(current))
    )


def pictures(step: Step, report: Report, screen: Screen, mode: str | None) -> list[list[Picture]]:
    """Rows of pictures of a step about one scenario, or about the baseline alone."""
    side = report.sides[0] if report.is_comparison else Side(report.baseline_name, report.alone)
    pair, current, baseline, key = side.pair, side.name, report.baseline_name, step.key

    def picture(make: Callable[[], go.Figure], words: str, rows: int = 1) -> Picture:
        def made() -> go.Figure:
            height = height_of(step, screen, rows)
            most = ONE_ON_PHONE if screen.is_phone else ONE
            figure = enlarge(_apart(key, make(), screen, height), screen.letters, height)
            return named(figure, current, baseline, most)

        return Picture(made, in_words(words, current, baseline) if pair.is_comparison else words)

    if key == "weeks":
        return [
            [
                picture(_weeks(pair, k, mode), weeks.weeks_in_words(pair.current, pair.baseline, k))
                for k in HERO
            ]
        ]
    if key == "day":
        found = [
            picture(_day(pair, name, mode), day.day_in_words(pair.current, name), 2) for name in day.SHOWN
        ]
        return [found[2:], found[:2]]  # waits first: the heading speaks of them
    if key == "calls":
        words = flows.flows_in_words(pair.current, pair.baseline)
        return [[picture(lambda: flows.flows(pair.current, pair.baseline, mode=mode), words)]]
    if key == "hours":
        words = hours.hours_in_words(pair.current, pair.baseline)
        return [[picture(lambda: hours.hours(pair.current, pair.baseline, mode=mode), words)]]
    if key == "sureness":
        return [
            [
                Picture(_reach(report, k, screen, height_of(step, screen), mode), words)
                for k, words in _reached(report)
            ]
        ]
    return []


def height_of(step: Step, screen: Screen, rows: int = 1) -> int:
    """px of one picture."""
    if screen.is_phone:
        return PHONE_PX[step.key]
    if step.key == "sureness":
        return round(REACH * screen.unit)
    room = screen.height / screen.unit - AROUND - heading_height(step) - 12 * (rows - 1)
    return round(min(AT_MOST.get(step.key, 10_000), room / rows) * screen.unit)


def _weeks(pair: Pair, key: str, mode: str | None) -> Callable[[], go.Figure]:
    return lambda: weeks.weeks(pair.current, pair.baseline, key, mode=mode)


def _day(pair: Pair, name: str, mode: str | None) -> Callable[[], go.Figure]:
    return lambda: day.day(pair.current, pair.baseline, name, mode=mode)


def _reached(report: Report) -> list[tuple[str, str]]:
    return [(k, reach_in_words(rows, report.baseline_name)) for k in HERO if (rows := rows_of(report, k))]


def _reach(
    report: Report, key: str, screen: Screen, height: int, mode: str | None
) -> Callable[[], go.Figure]:
    def made() -> go.Figure:
        figure = reach([_without_name(row) for row in rows_of(report, key)], mode)
        figure.update_layout(title={"subtitle": {"text": ""}})
        return enlarge(figure, screen.letters, height)

    return made


def _without_name(row: Row) -> Row:
    return replace(row, name="")


def _apart(key: str, figure: go.Figure, screen: Screen, height: int) -> go.Figure:
    """What a large picture needs besides large letters."""
    if key == "day":
        figure.update_xaxes(title={"text": ""})  # the times of day speak for themselves
    if key in ("weeks", "day"):
        figure.update_layout(showlegend=False)  # the names stand above all pictures
        figure.update_xaxes(dtick=None, nticks=6 if key == "weeks" else 8)
        figure.update_yaxes(nticks=6)
    if key == "calls" and figure.data and figure.data[0].type == "sankey":
        drawn = flows.HEIGHT - flows.TOP - flows.BOTTOM
        room = height - (flows.TOP + flows.BOTTOM) * screen.letters
        figure.data[0].node.pad *= room / drawn
        if not screen.is_phone:  # two lines for each bar: three have no room in large letters
            for note in figure.layout.annotations:
                note.text = note.text.replace("<br>was ", ", was ")
    return figure


def named(figure: go.Figure, current: str, baseline: str, most: int) -> go.Figure:
    """With the scenarios' names in place of "unchanged" and "with your changes", in `most` letters each."""
    mine, theirs = (isolated(escaped(short(name, most))) for name in (current, baseline))
    return go.Figure(in_figure(figure.to_plotly_json(), mine, theirs))
