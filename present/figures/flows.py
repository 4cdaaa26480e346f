"""Where calls go: a Sankey of the average open day, from coming in to resolved, calling again or gone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
import plotly.graph_objects as go

from present.figures.difference_table import Line, pair_in_words, table, weeks_meant
from present.figures.labels import USUAL, Labels
from present.figures.style import blank, colour_of, palette, subtitle, translucent, with_message
from present.formats import ASSUMED, plain
from present.pair import BASELINE, Pair
from sim import Result
from sim.experiment import Estimate, Quantity
from sim.kpis.flows import LINKS, SOURCE, through

NAMES = {
    "offered": "Calls in",
    "answered": "Answered",
    "abandoned": "Abandoned",
    "blocked": "Turned away",
    "open": "Not served",
    "passed_on": f"Transferred{ASSUMED}",
    "cut": f"Cut off, unresolved{ASSUMED}",
    "squeezed": f"Rushed, unresolved{ASSUMED}",
    "unsettled": f"Other unresolved{ASSUMED}",
    "settled": f"Resolved{ASSUMED}",
    "again": f"Calls again{ASSUMED}",
    "gone": f"Gone{ASSUMED}",
}
"""Calls that were cut off or rushed, yet resolved, are not in those that say unresolved."""
COLUMNS = (
    ("offered",),
    ("answered", "abandoned", "blocked", "open"),
    ("passed_on", "cut", "squeezed", "unsettled"),
    ("settled", "again", "gone"),
)
"""Nodes from left to right and from the top down."""
ACROSS = (0.001, 0.205, 0.46, 0.728)
"""The middle of each column's bars, as a share of the width. The space after them is for their labels."""

HEIGHT, TOP, BOTTOM = 560, 62, 10
BAR, GAP, LINE, LETTER = 12, 8, 18, 14
"""px: a bar's width, the least space between two, a line of text, its letters: read from the back of a room."""
LONGEST_NAME = 10
"""Letters in one line of a label."""
LEAST = 0.05
"""Calls a day under which nothing is drawn."""
TITLE = "Where calls go, calls a day"
NOBODY = "nobody calls in this scenario"


def passing(node: str, first_week: int) -> Quantity:
    """Calls a day that pass a node, from a measured week on; of all calls that come in."""
    whole = None if node == SOURCE else passing(SOURCE, first_week)
    return Quantity(lambda r: through(r.flows_per_day(first_week), node), whole=whole)


def along(links: Sequence[tuple[str, str]], first_week: int) -> Quantity:
    """Calls a day that go along links which leave one node, from a measured week on; of those that pass the node."""
    indices = [LINKS.index(link) for link in links]
    return Quantity(
        lambda r: float(r.flows_per_day(first_week)[indices].sum()), whole=passing(links[0][0], first_week)
    )


def _nodes(result: Result, first_week: int) -> dict[str, Estimate]:
    return {node: passing(node, first_week).mean(result) for node in NAMES}


def _places(calls: Mapping[str, float], lines: Mapping[str, int]) -> tuple[dict[str, float], float]:
    """Return each node's middle in px from the top, and the `pad` with which Plotly draws bars of these heights.

    `lines`: of each node's label. Bars share one scale: the largest at which all bars, or at least their labels, fit
    into every column.
    """
    drawn_height = HEIGHT - TOP - BOTTOM
    drawn = [[n for n in column if n in calls] for column in COLUMNS]
    settled_at_once = calls.get("answered", 0.0) - sum(calls.get(n, 0.0) for n in COLUMNS[2])
    not_answered = calls[SOURCE] - calls.get("answered", 0.0)
    passing = {2: (settled_at_once, not_answered)}  # ribbons that go by a column, above and below its bars

    def heights(c: int, scale: float) -> list[float]:
        above, below = passing.get(c, (0.0, 0.0))
        bars = [max(calls[n] * scale, lines[n] * LINE) for n in drawn[c]]
        return [above * scale, *bars, below * scale]

    def fits(scale: float) -> bool:
        return all(
            sum(heights(c, scale)) + GAP * max(0, len(drawn[c]) - 1 + 2 * (c in passing)) <= drawn_height
            for c in range(len(COLUMNS))
        )

    low, high = 0.0, drawn_height / calls[SOURCE]
    for _ in range(40):
        middle = (low + high) / 2.0
        low, high = (middle, high) if fits(middle) else (low, middle)
    middles = {}
    for c, column in enumerate(drawn):
        parts = heights(c, low)
        y = parts[0] + GAP * (c in passing)
        spare = drawn_height - sum(parts) - GAP * max(0, len(column) - 1 + 2 * (c in passing))
        for i, (node, height) in enumerate(zip(column, parts[1:-1], strict=True)):
            middles[node] = y + height / 2.0
            y += height + GAP
            if c in passing:  # spare height: between all bars, or below the topmost
                y += spare / len(column)
            elif i == 0:
                y += spare
    pads = [
        (drawn_height - low * sum(calls[n] for n in column)) / (len(column) - 1)
        for column in ([n for n in column if calls[n] >= LEAST] for column in drawn)
        if len(column) > 1
    ]
    return middles, min(pads, default=0.0)


def _label(node: str, calls: float, of: float, before: float | None, one_line: bool) -> str:
    """Two lines, or three: "Resolved†", "1,045 (68%)", "was 985". `one_line`: "1,045 (68%), was 985".

    One more where the name is in two: a phone has no space for it in one. `one_line` is for what is wide.
    """
    is_long = len(NAMES[node]) > LONGEST_NAME and not one_line
    name = "<br>".join(NAMES[node].rsplit(" ", 1)) if is_long else NAMES[node]
    lines = [f"<b>{name}</b>", _number(calls)]
    if node != SOURCE:
        lines[1] += f" ({plain(100.0 * calls / of, 0)}%)"
    if before is not None:
        lines[1] += f"{', ' if one_line else '<br>'}was {_number(before)}"
    return "<br>".join(lines)


def _number(calls: float) -> str:
    return plain(calls, 0 if calls >= 9.95 or calls < LEAST else 1)


def _hover(name: str, e: Estimate, before: Estimate | None, labels: Labels) -> str:
    text = f"{name}: {_with_interval(e)} calls a day"
    return text if before is None else f"{text}<br>{labels.baseline}: {_with_interval(before)}"


def _with_interval(e: Estimate) -> str:
    if e.mean is None:
        return "no value"
    ends = "" if e.low is None or e.high is None else f" ({_number(e.low)} to {_number(e.high)})"
    return f"{_number(e.mean)}{ends}"


def flows(
    current: Result,
    baseline: Result,
    labels: Labels = USUAL,
    *,
    mode: str | None = "light",
    one_line: bool = False,
) -> go.Figure:
    """What becomes of the calls of an average open day; each label says what it was without the changes.

    `one_line`: what it was stands behind the number, not below it.
    """
    colours, first = palette(mode), Pair(current, baseline).first_week
    nodes = _nodes(current, first)
    if (nodes[SOURCE].mean or 0.0) < LEAST:
        return with_message(blank(TITLE, colours), NOBODY, colours)
    figure = blank(f"{TITLE}{weeks_meant(current, baseline)}", colours, height=HEIGHT, legend=False)
    was = f"; \u201cwas\u201d: {BASELINE if labels.are_names else labels.baseline}"
    compared = Pair(current, baseline).is_comparison
    subtitle(figure, f"in brackets: of all calls in{was if compared else ''}", colours, top_px=TOP)
    figure.update_layout(hovermode="closest", margin={"b": BOTTOM, "l": 10, "r": 4})
    before = _nodes(baseline, first) if compared else {}
    seen = [
        n
        for n in NAMES
        if any((estimates[n].mean or 0.0) >= LEAST for estimates in (nodes, before) if estimates)
    ]
    calls = {n: nodes[n].mean or 0.0 for n in seen}
    texts = {
        n: _label(n, calls[n], calls[SOURCE], before[n].mean if before else None, one_line) for n in seen
    }
    larger = (2 if before else 1) if one_line else 0  # letters are, where all stands in one line
    middles, pad = _places(calls, {n: text.count("<br>") + 1 + larger for n, text in texts.items()})
    names = [n for n in seen if calls[n] >= LEAST]
    drawn_height = HEIGHT - TOP - BOTTOM
    values = {link: along([link], first).mean(current) for link in LINKS}
    links = [link for link in LINKS if set(link) <= set(names) and (values[link].mean or 0.0) > 0.0]
    figure.add_sankey(
        arrangement="fixed",
        node={
            "label": [""] * len(names),
            "x": [_across(n) for n in names],
            "y": [middles[n] / drawn_height for n in names],
            "pad": pad,
            "thickness": BAR,
            "color": [colour_of(n, mode) for n in names],
            "line": {"width": 0},
            "customdata": [_hover(NAMES[n], nodes[n], before.get(n), labels) for n in names],
            "hovertemplate": "%{customdata}<extra></extra>",
        },
        link={
            "source": [names.index(s) for s, _ in links],
            "target": [names.index(t) for _, t in links],
            "value": [values[link].mean for link in links],
            "color": [translucent(colour_of(t, mode), 0.28) for _, t in links],
            "customdata": [_hover(f"{NAMES[s]} → {NAMES[t]}", values[s, t], None, labels) for s, t in links],
            "hovertemplate": "%{customdata}<extra></extra>",
        },
    )
    notes = [
        {
            "text": texts[n],
            "x": _across(n),
            "y": 1.0 - middles[n] / drawn_height,
            "xref": "paper",
            "yref": "paper",
            "xanchor": "left",
            "yanchor": "middle",
            "xshift": BAR / 2,
            "align": "left",
            "showarrow": False,
            "font": {"size": LETTER, "color": colours.text},
        }
        for n in seen
    ]
    figure.update_layout(annotations=notes)
    return figure


def _across(node: str) -> float:
    return next(x for x, column in zip(ACROSS, COLUMNS, strict=True) if node in column)


def flows_in_words(current: Result, baseline: Result, labels: Labels = USUAL) -> str:
    """A text alternative for the picture."""
    first = Pair(current, baseline).first_week

    def sentence(result: Result) -> str:
        calls = {n: e.mean or 0.0 for n, e in _nodes(result, first).items()}
        of = calls[SOURCE]
        if of < LEAST:
            return NOBODY
        shares = [
            f"{NAMES[n].rstrip(ASSUMED).lower()} {plain(100.0 * calls[n] / of, 0)}%"
            for column in COLUMNS[1:]
            for n in column
            if calls[n] >= LEAST
        ]
        return f"{_number(of)} calls a day; {', '.join(shares)}"

    beginning = f"{TITLE.split(',')[0]}{weeks_meant(current, baseline)}: "
    return pair_in_words(beginning, sentence, current, baseline, labels)


def flows_table(current: Result, baseline: Result, labels: Labels = USUAL) -> pd.DataFrame:
    """Every link: calls a day, mean and 95% interval; compared, both scenarios and their paired difference."""
    first = Pair(current, baseline).first_week
    lines: list[Line] = [({"from": "", "to": NAMES[SOURCE]}, passing(SOURCE, first))]
    lines += [({"from": NAMES[s], "to": NAMES[t]}, along([(s, t)], first)) for s, t in LINKS]
    return table(current, baseline, lines, "calls a day", labels)
