"""The pictures of a step: the figures that the pages show too, with the scenarios' names, legible from afar."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

import plotly.graph_objects as go

from present.comparison import Side
from present.figures import flows
from present.figures.labels import USUAL, Labels
from present.figures.pair_figures import DAY, FLOWS, HOURS, WEEKS, PairFigure
from present.report.difference_ranges import DifferenceRow, ranges_figure, ranges_in_words, rows_of
from present.report.report import Report
from present.text_layout import escaped, isolated, middle_out, upper_first
from present.tiles import HERO
from ui.present.enlarge import enlarge
from ui.present.names import told_apart
from ui.present.screen import Screen
from ui.present.steps import RANGES_HIGH, Step, heading_height

ONE, ONE_ON_PHONE = 60, 34
"""Letters of a name alone in a line; in full all stand at the beginning."""
PADDING, BESIDE, LETTER = 96, 140, 11.8
"""Units of width beside a line, of what stands beside two names in a key, and of one of their letters."""
AROUND = 32 + 29 + 14 + 24 + 32 + 14 + 24
"""Units of the height around pictures besides the heading: padding, kicker, names and the gaps between."""
AT_MOST = {"hours": 440}
"""Units a picture is high where more would only stretch it."""
PHONE_PX = {"weeks": 300, "day": 300, "calls": 580, "hours": 420, "sureness": 200}


@dataclass(frozen=True)
class Picture:
    """`make`: builds the figure when needed; `words`: its text alternative."""

    make: Callable[[], go.Figure]
    words: str


def short_names(report: Report, screen: Screen, around: str = "", lines: int = 1) -> tuple[str, ...]:
    """The names of a report on one scenario, so short that they fit into so many lines, beside each other.

    What names begin with alike is left out before anything else: it tells nothing apart. `around`: words of the
    sentence that they stand in; without one each stands beside its line in the pictures.
    """
    wide = screen.width / screen.unit - PADDING - (0 if around else BESIDE)
    return told_apart(report.names, max(48, int(lines * wide / LETTER) - len(around)))


def pictures(step: Step, report: Report, screen: Screen, mode: str | None) -> list[list[Picture]]:
    """Rows of pictures of a step about one scenario, or about the baseline alone."""
    if step.key == "sureness":
        return [_ranges(step, report, screen, mode)]
    side = report.sides[0] if report.is_comparison else Side(report.baseline_name, report.alone)
    pair, names = side.pair, USUAL
    if pair.is_comparison:
        names = Labels(side.name, report.baseline_name, are_names=True)
    most = ONE_ON_PHONE if screen.is_phone else ONE
    cut = [middle_out(name, most) for name in told_apart(report.names, most * len(report.names))]
    baseline, current = (isolated(escaped(name)) for name in (cut[0], cut[-1]))
    short = Labels(current, baseline, are_names=True)

    def picture(figure: PairFigure, rows: int = 1) -> Picture:
        def make() -> go.Figure:
            height = height_of(step, screen, rows)
            drawn = figure.draw(pair.current, pair.baseline, labels=short, mode=mode)
            _leave_out(step.kicker.split(" · ")[0], drawn)
            return enlarge(_apart(step.key, drawn, screen, height), screen.letters, height)

        return Picture(make, figure.describe(pair.current, pair.baseline, labels=names))

    match step.key:
        case "weeks":
            return [[picture(figure) for figure in WEEKS]]
        case "day":
            by_figure = [picture(figure, rows=2) for figure in DAY]
            return [by_figure[2:], by_figure[:2]]  # waits first: the heading speaks of them
        case "calls":  # two lines for each bar: there is no space for three in large letters
            return [[picture(replace(FLOWS, draw=partial(flows.flows, one_line=not screen.is_phone)))]]
        case "hours":
            return [[picture(HOURS)]]
    return []


def height_of(step: Step, screen: Screen, rows: int = 1) -> int:
    """px of one picture."""
    if screen.is_phone:
        return PHONE_PX[step.key]
    if step.key == "sureness":
        return round(RANGES_HIGH * screen.unit)
    units_high = screen.height / screen.unit - AROUND - heading_height(step) - 12 * (rows - 1)
    return round(min(AT_MOST.get(step.key, 10_000), units_high / rows) * screen.unit)


def _ranges(step: Step, report: Report, screen: Screen, mode: str | None) -> list[Picture]:
    """How sure each difference is."""

    def picture(rows: list[DifferenceRow]) -> Picture:
        def make() -> go.Figure:
            figure = ranges_figure([replace(row, name="") for row in rows], mode)
            figure.update_layout(title={"subtitle": {"text": ""}})
            return enlarge(figure, screen.letters, height_of(step, screen))

        return Picture(make, ranges_in_words(rows, report.baseline_name))

    return [picture(rows) for key in HERO if (rows := rows_of(report, key))]


def _leave_out(kicker: str, figure: go.Figure) -> None:
    """Take out of a picture's title what stands above it already."""
    title = figure.layout.title
    if not str(title.text).startswith(kicker):
        return
    rest = title.text.removeprefix(kicker).lstrip(", ")
    if rest:
        title.text = upper_first(rest)
    elif title.subtitle.text:
        title.update(text=upper_first(title.subtitle.text), subtitle={"text": ""})
        figure.update_layout(margin={"t": 40})


def _apart(key: str, figure: go.Figure, screen: Screen, height: int) -> go.Figure:
    """Adjust what larger letters alone do not make legible."""
    if key == "day":
        figure.update_xaxes(
            title=None
        )  # the times of day speak for themselves; an empty text would keep its place
        figure.update_layout(margin={"t": 34})
    if key in ("weeks", "day"):
        figure.update_layout(showlegend=False)  # the names stand above all pictures
        count = max((len(line.x) for line in figure.data), default=0)  # whole weeks, not 1.2
        figure.update_xaxes(**{"dtick": max(1, -(-count // 6))} if key == "weeks" else {"nticks": 8})
        figure.update_yaxes(nticks=6)
    if key == "calls" and figure.data and figure.data[0].type == "sankey":
        drawn = flows.HEIGHT - flows.TOP - flows.BOTTOM
        height_left = height - (flows.TOP + flows.BOTTOM) * screen.letters
        figure.data[0].node.pad *= height_left / drawn
    return figure
