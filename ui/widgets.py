"""A scenario's field as a widget: drawn from the draft, written back to it, a sentence beside it where it cannot be.

A number has a slider for trying out and a box for an exact figure; the box takes anything, and where it cannot be,
both go back to the last good value.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from present.field_names import at, number, value_of
from present.locale import NO_BREAK
from present.problem_text import problem_in_words
from present.range_levers import RangeLever, closed_up, has_range
from present.sentences import after
from sim import Scenario, ScenarioError
from sim.scenario.field_metadata import field as declared
from sim.scenario.fields import NO_UNIT
from ui.explore_state import EXPLORE, explore_state
from ui.field_help import help_text, out_of_bounds
from ui.markdown_text import as_text
from ui.state import Draft
from ui.widget_sync import WidgetSync

BOX_PX = 74
"""Width of the box beside a slider: six digits."""
LARGE = 3.0
"""From so many times the baseline's value on, the page asks whether that is meant."""
LINE_PX = 600
"""More than there is beside a lever: a sentence so wide gets a line of its own."""


class Widgets:
    """The widgets of one draft, by the paths they stand for."""

    def __init__(self, draft: Draft, widget_sync: WidgetSync) -> None:
        self.draft = draft
        self.widget_sync = widget_sync
        self.baseline = draft.baseline
        self.current = draft.levers

    def choice(
        self,
        name: str,
        label: str,
        options: dict[str, str],
        chosen: str,
        take: Callable[[str], dict[str, Any]],
        words: str,
        path: str,
        *,
        disabled: bool = False,
    ) -> None:
        """One of a few options in words. `take` turns it into changes."""
        key = self.draft.key(name, "choice")
        self.widget_sync.show(key, chosen, lambda choice: self.attempt(path, take(choice)))
        st.radio(
            label, list(options), format_func=options.__getitem__, key=key, help=words, disabled=disabled
        )
        self.beside(path)

    def switch(
        self, path: str, label: str, default: Any, others: list[str], words: str, *, disabled: bool = False
    ) -> bool:
        """A rule that can be off (its field is null); whether it is on. `others`: fields that mean nothing then."""
        key = self.draft.key(path, "on")
        on = at(self.current, path) is not None

        def take(on: bool) -> None:
            baseline = at(self.draft.baseline, path)
            if on:
                self.attempt(path, {path: default if baseline is None else baseline}, label)
            elif baseline is None:  # nothing of the rule is left
                self.draft.remove([path, *others])
            else:
                self.attempt(path, {path: None}, label)

        self.widget_sync.show(key, on, take)
        st.toggle(label, key=key, help=words, disabled=disabled)
        self.beside(path)
        return on

    def quantity(self, lever: RangeLever, *, nothing: str = "") -> None:
        """A slider and a box for one number, and the way to a range of it. `nothing`: why it is without effect."""
        path, label, scale = lever.path, as_text(lever.label), lever.scale
        field = declared(path)
        value, before = (0.0 if x is None else x for x in map(lever.value, (self.current, self.baseline)))
        times, whole = lever.times, isinstance(value, int)
        as_shown: Callable[[float], Any] = (lambda x: round(x)) if whole else (lambda x: round(x * times, 6))
        low, high = self.draft.widen(path, scale.low, scale.high, value)
        step = as_shown(scale.step)
        slider = f"{self.draft.key(path, 'slider')}|{low:g} to {high:g}"
        box = self.draft.key(path, "box")

        def in_words(x: float) -> str:
            return f"{number(as_shown(x))}{closed_up(shown_unit)}" if lever.read else value_of(path, x)

        def take(shown_value: Any) -> None:
            typed = shown_value if shown_value is None or whole else shown_value / times
            if whole and isinstance(typed, float) and typed.is_integer():
                typed = int(typed)
            wrong = out_of_bounds(field, typed, whole=whole)
            if wrong:
                self.draft.problems[path] = f"{label}: {wrong}. {self._stays(stands_at)}"
            else:
                self.attempt(path, lever.values(self.draft, typed), label, stands_at)

        def stands_at(scenario: Scenario) -> str:
            return in_words(lever.value(scenario) or 0.0)

        shown_unit = lever.unit or ("%" if field.is_share else field.unit)
        shown_unit = shown_unit.replace("currency per h", f"{as_text(self.baseline.costs.currency)} an hour")
        name = label if lever.unit == NO_UNIT else f"{label} ({shown_unit.replace(' ', NO_BREAK)})"
        decimals = 0 if whole or step >= 1 else 1
        in_box = "%.1f" if decimals or field.is_share else "%g"
        self.widget_sync.show(slider, as_shown(value), take)
        self.widget_sync.show(box, float(as_shown(value)), take)  # a box of whole numbers would cut 7.5 to 7
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
            st.slider(
                name,
                as_shown(low),
                as_shown(high),
                step=step,
                key=slider,
                format="%.0f" if float(as_shown(value)).is_integer() and not decimals else in_box,
                help=help_text(self.baseline, path, lever.words, in_words(before) if lever.read else "")
                + nothing,
                disabled=bool(nothing),
            )
            st.number_input(
                f"{name}, exact",
                value=None,  # or an emptied box would report 0
                key=box,
                step=float(step),
                format=in_box,
                label_visibility="collapsed",
                disabled=bool(nothing),
                width=BOX_PX,
            )
            if not nothing and has_range(self.draft, path):
                self._over_a_range(lever, label)
            if before and value >= LARGE * before and not field.is_share:
                many = "many" if lever.unit == NO_UNIT else "much"
                st.caption(
                    f":material/help: That is {value / before:,.0f} times as {many} as in the baseline.",
                    width=LINE_PX,
                )
            self.beside(path)

    def _over_a_range(self, lever: RangeLever, label: str) -> None:
        """The way to the page Explore with this lever."""
        key = self.draft.key(lever.path, "range")
        words, about = f"{label} over a range…", "Over a range: opens it on Explore"
        if st.button(words, key=key, icon=":material/show_chart:", type="tertiary", help=about):
            explore_state().begin(lever.path)
            st.switch_page(EXPLORE)

    # Moves are taken by the widgets of an earlier run: they ask the draft, not `self.current`, what holds at present.

    def attempt(
        self,
        path: str,
        values: dict[str, Any],
        label: str = "",
        stands_at: Callable[[Scenario], str] | None = None,
    ) -> None:
        """Write changes; where they cannot be, say so beside the lever, and at what it stays, in words."""
        try:
            self.draft.change(values)
        except ScenarioError as error:
            stays = self._stays(stands_at or (lambda scenario: value_of(path, at(scenario, path))))
            wrong = f"{label}: {error.problem}" if label else problem_in_words(error)
            self.draft.problems[path] = f"{wrong}. {stays}"

    def _stays(self, stands_at: Callable[[Scenario], str]) -> str:
        return f"The figures stay at {stands_at(self.draft.levers)}."

    def beside(self, path: str) -> None:
        """What there is to say beside a lever: that the scenario changes it at a date, that a value cannot be."""
        for change in self.baseline.changes:
            for changed, new in change.set.items():
                if path == changed or path.startswith(f"{changed}."):
                    st.caption(
                        f":material/event: The scenario changes this {after(change.week)}, to: "
                        f"{as_text(value_of(path, new))}.",
                        width=LINE_PX,
                    )
        if path in self.draft.problems:
            st.error(as_text(self.draft.problems[path]), icon=":material/error:", width=LINE_PX)
