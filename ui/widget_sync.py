"""What each widget shows, which of the browser's reports are moves by hand, and which are older than what it was told.

With every rerun the browser sends the values of all its widgets. A box that was set because its slider moved is
reported with the value from before until the browser has heard of it: that is no move. So a number goes along with
the levers, in a box that nobody sees, drawn after them: once the browser reports that number, it has heard all that
was said before. A superseded run may never have sent what it said; it is said again in every run until it was heard.

Moves are found here and not by `on_change`: Streamlit drops a callback if the next request comes while it runs, and
it takes an old value for a move if the run that was to set it was superseded.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import streamlit as st

HEARD = "heard"
"""Key of the unseen box, and so the end of its CSS class."""


@dataclass(frozen=True)
class _Word:
    """A widget's value, the number that went along when it was told, and the values it may still report instead."""

    number: int
    value: Any
    before: tuple[Any, ...]
    take: Callable[[Any], None]


@dataclass
class Told:
    """One session's widgets, by key. Their keys never change, so they stay the same elements of the page."""

    last: int = 0
    heard: int = 0
    words: dict[str, _Word] = field(default_factory=dict)
    asked: list[Callable[[], None]] = field(default_factory=list)

    def ask(self, action: Callable[..., None], *args: Any) -> None:
        """For a button's `on_click`: do this after the moves that were made before the click."""
        self.asked.append(lambda: action(*args))

    def listen(self) -> None:
        """Before all widgets: hand every move by hand to whoever takes it, then do what buttons asked for."""
        self.heard = st.session_state.get(HEARD, 0)
        reports = {key: st.session_state[key] for key in list(self.words) if key in st.session_state}
        # A superseded run ends at its next call of Streamlit. There is none below, so no move is taken by half.
        for key, value in reports.items():
            word = self.words[key]
            unheard = word.number > self.heard
            if value == word.value or (unheard and value in word.before):
                continue
            if unheard:  # what it was told is on its way and will undo the move: tell it the move afterwards
                self._say(key, value, word.take)
            else:
                self.words[key] = replace(word, value=value)
            word.take(value)
        while self.asked:
            self.asked.pop(0)()

    def tell(self, key: str, value: Any, take: Callable[[Any], None]) -> None:
        """Before a widget is drawn: let it show this value. `take` gets the next value that it is moved to.

        Nothing is said to a widget that shows the value by itself, being in the user's hand.
        """
        word = self.words.get(key)
        if word is None or key not in st.session_state:
            self.words[key] = _Word(0, value, (), take)
            st.session_state[key] = value
            return
        if word.value == value:
            self.words[key] = replace(word, take=take)
        else:
            self._say(key, value, take)
        if self.words[key].number > self.heard:
            st.session_state[key] = value

    def _say(self, key: str, value: Any, take: Callable[[Any], None]) -> None:
        word = self.words[key]
        older = word.before if word.number > self.heard else ()
        self.last += 1
        self.words[key] = _Word(self.last, value, (*older, word.value), take)

    def close(self) -> None:
        """After all widgets: the number that says how much the browser has heard."""
        if st.session_state.get(HEARD) != self.last:
            st.session_state[HEARD] = self.last
        st.number_input("Heard", step=1, key=HEARD, on_change="ignore", label_visibility="collapsed")


def told() -> Told:
    """The session's."""
    return st.session_state.setdefault("told", Told())
