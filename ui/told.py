"""What the browser has been told to show, and which of its reports are older than that.

With every rerun the browser sends the values of all its widgets. A box that was set because its slider moved is
reported with the value from before until the browser has heard of it, and Streamlit takes that for a move by hand.
So a number goes along with the levers, in a box that nobody sees, drawn after them: once the browser reports
that number, it has heard all that was said before. A superseded run may never have sent what it said; it is said
again in every run until it was heard.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import streamlit as st

HEARD = "heard"
"""Key of the unseen box, and so the end of its CSS class."""
_NOTHING = object()


@dataclass(frozen=True)
class _Word:
    """A value told to a widget, the number that goes along, and the values it may still report instead."""

    number: int
    value: Any
    before: tuple[Any, ...]


@dataclass
class Told:
    """One session's widgets, by key. Their keys never change, so they stay the same elements of the page."""

    last: int = 0
    words: dict[str, _Word] = field(default_factory=dict)

    def _unheard(self, key: str) -> _Word | None:
        word = self.words.get(key)
        return word if word is not None and word.number > st.session_state.get(HEARD, 0) else None

    def was_moved(self, key: str) -> bool:
        """Whether a widget that reports another value was moved by hand; if not, what it was told still stands.

        To be asked in its `on_change`. Left as reported, the value from before would count as known, and the one
        the widget was told as a move, if this run were superseded before the widget is drawn.
        """
        word = self._unheard(key)
        if word is None or st.session_state[key] not in word.before:
            return True
        st.session_state[key] = word.value
        return False

    def tell(self, key: str, value: Any) -> None:
        """Before a widget is drawn: let it show this value. Nothing is said to one that shows it by itself."""
        word = self._unheard(key)
        shows = st.session_state.get(key, _NOTHING)
        if word is None:
            self.words.pop(key, None)
        if shows is _NOTHING or (word is not None and word.value == value):
            st.session_state[key] = value
        elif word is not None or shows != value:
            before = (*word.before, word.value) if word is not None else ()
            self.last += 1
            self.words[key] = _Word(self.last, value, (*before, shows))
            st.session_state[key] = value

    def close(self) -> None:
        """After all widgets: the number that says how much the browser has heard."""
        if st.session_state.get(HEARD) != self.last:
            st.session_state[HEARD] = self.last
        st.number_input("Heard", step=1, key=HEARD, on_change="ignore", label_visibility="collapsed")


def told() -> Told:
    """The session's."""
    return st.session_state.setdefault("told", Told())
