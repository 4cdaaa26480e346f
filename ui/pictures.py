"""The pictures under the tiles, as tabs; only the open one is drawn."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial

import plotly.graph_objects as go
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from present.figures.pair_figures import DAY, FLOWS, HOURS, TEAM, WEEKS, PairFigure
from present.figures.style import Range, set_y_range, steady_range, y_range
from sim import Result
from ui.charts import as_tables, pair_chart, row_of_three
from ui.runner import Snapshot
from ui.theme import small

TABS: dict[str, tuple[tuple[PairFigure, ...], int, str]] = {
    "Weeks": (WEEKS, 0, ""),
    "Day": (DAY, 320, "The average open day, half-hour by half-hour."),
    "Team": ((TEAM,), 0, ""),
    "Where calls go": ((FLOWS,), 0, ""),
    "Where hours go": ((HOURS,), 0, ""),
}
"""By name: the pictures, the least width of one of two in px, a line above them."""


@dataclass
class Axes:
    """Upright axes of a scenario's pictures, by the picture's key; they stand still while its levers are moved.

    `drawn_for`: the results for which each was drawn last; `rescaled`: those whose ends became others for these.
    """

    scenario: str = ""
    ends: dict[str, Range] = field(default_factory=dict)
    drawn_for: dict[str, str] = field(default_factory=dict)
    rescaled: set[str] = field(default_factory=set)

    def hold(self, picture: PairFigure, results: str, figure: go.Figure) -> None:
        """Let a figure have the axis it had, if that holds what is drawn now; else a new one, and say so."""
        needed = y_range(figure) if picture.paths is not None else None
        if needed is None:
            return
        key, before = picture.key, self.ends.get(picture.key)
        ends = self.ends[key] = steady_range(before, needed, least=0.0, most=picture.most)
        if results != self.drawn_for.get(key):
            self.rescaled.discard(key)
            if before not in (None, ends):
                self.rescaled.add(key)
        self.drawn_for[key] = results
        set_y_range(figure, ends, is_new=key in self.rescaled)

    def state(self, key: str, results: str) -> str:
        """All that `hold` depends on beside the figure."""
        same = results == self.drawn_for.get(key)
        return f"{self.scenario} {self.ends.get(key)} {key in self.rescaled} {same}"


def axes_of(scenario: str) -> Axes:
    """This session's, of the scenario that is shown: another one has axes of its own."""
    kept: Axes | None = st.session_state.get("axes")
    if kept is None or kept.scenario != scenario:
        kept = st.session_state["axes"] = Axes(scenario)
    return kept


def drawn_of(view: Snapshot) -> Snapshot:
    """Whose pictures to draw: the first figures of a setting, then those of all its runs.

    Laying pictures out takes ten times as long as a run; what comes between moves them by a few pixels.
    """
    of: list[object] = [view.total, *(result.hash for result in view.results)]
    kept: tuple[list[object] | None, Snapshot] = st.session_state.get("pictured", (None, view))
    setting, drawn = kept
    if setting != of or view.finished:
        drawn = view
        st.session_state["pictured"] = of, view
    return drawn


def draw_pictures(
    view: Snapshot | None, scenario: str, *, is_dated: bool, previous: Result | None = None
) -> None:
    """Five tabs. `scenario`: key of the one at work; `is_dated`: the changes hold from some week on only;
    `previous`: before the last move, as a pale line. Without a view there are no pictures yet.
    """
    tabs = dict(zip(TABS, st.tabs(list(TABS), key="pictures", on_change="rerun"), strict=True))
    name = next((name for name, tab in tabs.items() if tab.open), next(iter(TABS)))
    pictures, width, line = TABS[name]
    with tabs[name]:
        if view is None:
            st.empty().skeleton(height=300)
            return
        view = drawn_of(view)
        if line:
            st.markdown(small(f"{line} All weeks, those before the change too." if is_dated else line))
        pair, axes = (view.current, view.baseline), axes_of(scenario)
        results = f"{view.baseline.hash} {view.current.hash}"
        with row_of_three(name) if len(pictures) == 3 else _row_of_two(width):
            for picture in pictures:
                hold = partial(axes.hold, picture, results)
                pair_chart(picture, *pair, name, previous, hold, axes.state(picture.key, results))
        as_tables(name, [partial(picture.tabulate, *pair) for picture in pictures])


def _row_of_two(least_px: int) -> DeltaGenerator:
    """A place for pictures in pairs; 0: for one."""
    return st.grid(2, min_column_width=least_px) if least_px else st.container()
