"""Where hours go: what people on duty do with the hours of an average open day, one stacked bar for each scenario."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from present.figures.difference_table import Line, pair_in_words, table, weeks_meant
from present.figures.labels import USUAL, Labels
from present.figures.stacked_bars import BOTTOM, TOP, Part, stacked_bars
from present.figures.style import blank, colour_of, palette, subtitle, with_message
from present.floor.colours import ink_on
from present.formats import ASSUMED, plain
from present.pair import Pair
from sim import Result
from sim.experiment import Estimate, Quantity
from sim.kpis.hours import USES

NAMES = {
    "ordinary": "Ordinary calls",
    "hostile": f"Difficult, upset{ASSUMED}",
    "repeats": f"Repeat calls{ASSUMED}",
    "wrap_up": "Wrap-up",
    "free": "Free for a call",
    "breaks": "Breaks",
    "pauses": "Pauses",
    "courses": "Courses",
}
WRITTEN_OUT = NAMES | {
    "hostile": f"Difficult and upset callers{ASSUMED}",
    "pauses": "Pauses after hostile calls",
}
"""As they are written where space allows."""
LEAST = 0.05
"""Hours a day under which a use is not drawn."""
NUMBER_FROM = 0.06
"""Share of the longest bar from which a part is wide enough for its number."""
NOBODY = "nobody is on duty in this scenario"


def in_use(use: str, first_week: int) -> Quantity:
    """Hours a day in one use, from a measured week on; of those on duty."""
    return Quantity(lambda r: float(r.hours_per_day(first_week)[USES.index(use)]), whole=in_all(first_week))


def in_all(first_week: int) -> Quantity:
    """Hours a day in all uses together, from a measured week on."""
    return Quantity(lambda r: float(r.hours_per_day(first_week).sum()))


def hours(
    current: Result, baseline: Result, labels: Labels = USUAL, *, mode: str | None = "light"
) -> go.Figure:
    """Draw one bar, or two: the baseline above the current scenario."""
    colours, first = palette(mode), Pair(current, baseline).first_week
    shown = [("", current)]
    if Pair(current, baseline).is_comparison:
        shown = [(labels.leading.baseline, baseline), (labels.leading.current, current)]
    estimates = {use: [in_use(use, first).mean(r) for _, r in shown] for use in USES}
    used = [use for use in USES if any((e.mean or 0.0) >= LEAST for e in estimates[use])]
    if not used:
        return with_message(blank("Where hours go", colours), NOBODY, colours)
    figure = blank("Where hours go", colours, height=TOP + 78 * len(shown) + BOTTOM)
    subtitle(figure, f"hours a day of all people together{weeks_meant(current, baseline)}", colours)
    totals = [in_all(first).mean(r).mean or 0.0 for _, r in shown]
    headings = [
        f"{f'<b>{name}</b>  ' if name else ''}{plain(total, 0)} hours a day"
        for (name, _), total in zip(shown, totals, strict=True)
    ]
    parts = [
        Part(
            NAMES[use],
            [e.mean or 0.0 for e in estimates[use]],
            colour_of(use, mode),
            ink_on(colour_of(use, mode)),
            [_hover(e, total) for e, total in zip(estimates[use], totals, strict=True)],
            WRITTEN_OUT[use],
        )
        for use in used
    ]
    stacked_bars(figure, parts, headings, max(totals), colours, number_from=NUMBER_FROM, gap=0.4)
    return figure


def _hover(e: Estimate, total: float) -> str:
    if e.mean is None or not total:
        return "no value"
    ends = "" if e.low is None or e.high is None else f" ({plain(e.low, 1)} to {plain(e.high, 1)})"
    return f"{plain(e.mean, 1)}{ends} hours a day, {plain(100.0 * e.mean / total, 0)}%"


def hours_in_words(current: Result, baseline: Result, labels: Labels = USUAL) -> str:
    """A text alternative for the picture."""
    first = Pair(current, baseline).first_week

    def sentence(result: Result) -> str:
        total = in_all(first).mean(result).mean or 0.0
        if total < LEAST:
            return NOBODY
        shares = {use: 100.0 * (in_use(use, first).mean(result).mean or 0.0) / total for use in USES}
        parts = [
            f"{WRITTEN_OUT[u].rstrip(ASSUMED).lower()} {plain(s, 0)}%" for u, s in shares.items() if s >= 0.5
        ]
        return f"{plain(total, 0)} hours on duty a day; {', '.join(parts)}"

    return pair_in_words(
        f"Where hours go{weeks_meant(current, baseline)}: ", sentence, current, baseline, labels
    )


def hours_table(current: Result, baseline: Result, labels: Labels = USUAL) -> pd.DataFrame:
    """Every use and all together: hours a day, mean and 95% interval; compared, both and their paired difference."""
    first = Pair(current, baseline).first_week
    lines: list[Line] = [({"use": WRITTEN_OUT[use]}, in_use(use, first)) for use in USES]
    lines.append(({"use": "All hours on duty"}, in_all(first)))
    return table(current, baseline, lines, "hours a day", labels)
