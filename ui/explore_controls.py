"""What the page Explore lets one choose: one or two levers, their ranges, the key figure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import streamlit as st

from present.field_names import number
from present.formats import full_name
from present.range_levers import RangeLever, range_levers
from present.ranking import ALIKE_WORDS
from sim import KPIS
from sim.experiment import KEYS
from sim.experiment.capacity_margin import TARGETS
from sim.experiment.sweep import Number
from ui.explore_search import Search
from ui.explore_state import HEADLINES, ExploreState
from ui.markdown_text import as_text
from ui.number_fields import outside
from ui.state import Draft
from ui.widget_sync import WidgetSync

NONE = ""
LABELS = ("Lever", "And a second lever")
HELP = (
    "Moved over its range while all else stays as it is on What if.",
    "With a second lever the picture is a map of one key figure over both.",
)
LEVER_PX, END_PX, FIGURE_PX = 216, 92, 262
"""One lever with its range, the way to a second, and the key figure stand in one row of a small laptop."""


def moved_end(
    lever: RangeLever, draft: Draft, ends: tuple[Number, Number], end: int, shown: float | None
) -> tuple[Number, Number]:
    """A lever's ends with another first or last value, `shown` as it is shown; the other one may be yet to come.

    Raises ValueError with a sentence where it cannot be.
    """
    words = lever.in_words(draft.baseline)
    whole = lever.is_whole(draft.levers)
    least, most = (float(round(end * lever.times, 6)) for end in lever.bounds())
    wrong = outside(shown, least, most, lever.unit_in(draft.baseline), whole=whole)
    if shown is None or wrong:
        raise ValueError(f"{words.name}: {wrong}. The range stays as it was.")
    value: Number = round(shown) if whole else shown / lever.times
    return (value, ends[1]) if end == 0 else (ends[0], value)


@dataclass(frozen=True)
class Controls:
    """The widgets of one search."""

    draft: Draft
    state: ExploreState
    search: Search
    sync: WidgetSync

    def draw(self) -> None:
        """A row for each lever, then the key figure."""
        known = range_levers(self.draft)
        with st.container(horizontal=True, vertical_alignment="bottom", key="explore_levers"):
            for place in range(2):
                self._lever(place, known)
            self._figure()

    def _lever(self, place: int, known: dict[str, RangeLever]) -> None:
        levers = self.search.levers
        taken = {lever.path for i, lever in enumerate(levers) if i != place}
        shares = any(path.endswith(".share") for path in taken)
        options = [p for p in known if p not in taken and not (shares and p.endswith(".share"))]
        names = {path: known[path].in_words(self.draft.baseline).name for path in options} | {NONE: "None"}
        options = [NONE, *options] if place else options
        key, shown = f"explore lever {place}", levers[place].path if place < len(levers) else NONE
        self.sync.show(key, shown, lambda path: self.state.choose(place, path or None))
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small", width="content"):
            st.selectbox(
                LABELS[place],
                options,
                format_func=lambda path: as_text(names[path]),
                key=key,
                help=HELP[place],
                width=LEVER_PX,
            )
            if place < len(levers):
                for end, label in enumerate(("From", "To")):
                    self._end(place, end, label)

    def _end(self, place: int, end: int, label: str) -> None:
        lever = self.search.levers[place]
        ends = self.state.pending.get(lever.path, self.search.ranges[place])
        unit = lever.unit_in(self.draft.baseline)
        key = f"explore {label} {lever.path}"
        self.sync.show(key, float(round(ends[end] * lever.times, 6)), self._taker(place, end))
        st.number_input(
            f"{label} ({unit})" if unit else label,
            value=None,
            key=key,
            step=float(round(lever.scale.step * lever.times, 6)),
            format="%g",
            width=END_PX,
        )

    def _taker(self, place: int, end: int) -> Callable[[Any], None]:
        lever, drawn, state = self.search.levers[place], self.search.ranges[place], self.state
        words = lever.in_words(self.draft.baseline)

        def take(shown: float | None) -> None:
            stands = state.range_of(lever.path) or drawn  # the same report may have moved the other end
            try:
                low, high = moved_end(lever, self.draft, state.pending.get(lever.path, stands), end, shown)
            except ValueError as error:
                state.problem = str(error)
                return
            if low < high:
                state.set_range(place, low, high)
                return
            state.pending[lever.path] = low, high
            wants = (
                f"To must be above {words.amount(low)}"
                if end == 0
                else f"From must be below {words.amount(high)}"
            )
            below = f"{number(stands[0] * lever.times)} to {words.amount(stands[1])}"
            state.problem = f"{words.name}: {wants}. What stands below is still of {below}."

        return take

    def _figure(self) -> None:
        options = [*TARGETS, *(key for key in KEYS if key not in TARGETS)]
        shown = self.state.figure
        if len(self.search.levers) == 1:
            options = [HEADLINES, *options]
        else:
            shown = self.state.keys[0]

        def take(key: str) -> None:
            self.state.figure = key

        self.sync.show("explore figure", shown, take)
        st.selectbox(
            "Key figure",
            options,
            format_func=lambda key: as_text(full_name(KPIS[key], self.draft.current)) if key else ALIKE_WORDS,
            key="explore figure",
            help="Shown over the range, with its 95% interval and its target if it has one.",
            width=FIGURE_PX,
        )
