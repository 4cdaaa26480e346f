"""What each widget shows, which of the browser's reports are moves by hand, and which are out of date.

With every rerun the browser sends the values of all its widgets. A box that was set because its slider moved is
reported with the value from before until the browser has received it: that is no move. So a number goes along with
the levers, in a hidden box drawn after them: once the browser reports that number, it has received every value sent
before. A superseded run may never have sent its values; they are sent again in every run until acknowledged.

Moves are found here and not by `on_change`: Streamlit drops a callback if the next request comes while it runs, and
it takes an old value for a move if the run that was to set it was superseded.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import streamlit as st

ACKNOWLEDGED = "acknowledged"
"""Key of the unseen box, and so the end of its CSS class."""


@dataclass(frozen=True)
class _Pending:
    """A value on its way to a widget and the number sent along with it; `before`: the same of older values."""

    number: int
    value: Any
    before: tuple[tuple[int, Any], ...]
    take: Callable[[Any], None]

    def overdue(self, acknowledged: int) -> tuple[Any, ...]:
        """Values that a browser which has received this number may still report, though no hand moved the widget."""
        if self.number <= acknowledged:
            return ()
        received = sum(number <= acknowledged for number, _ in self.before)
        return tuple(value for _, value in self.before[max(0, received - 1) :])


@dataclass
class WidgetSync:
    """One session's widgets, by key. Their keys never change, so they stay the same elements of the page."""

    last: int = 0
    acknowledged: int = 0
    pending: dict[str, _Pending] = field(default_factory=dict)
    deferred: list[Callable[[], None]] = field(default_factory=list)

    def defer(self, action: Callable[..., None], *args: Any) -> None:
        """For a button's `on_click`: do this after the moves that were made before the click.

        The action may not begin another run itself: it would count as superseded and be done again.
        """
        self.deferred.append(lambda: action(*args))

    def button(self, label: str, action: Callable[..., None], *args: Any, **more: Any) -> None:
        """A button that does this, after the moves made before the click. `more`: as for `st.button`."""
        st.button(label, on_click=self.defer, args=(action, *args), **more)

    def listen(self) -> None:
        """Before all widgets: hand every move by hand to whoever takes it, then do what buttons asked for.

        A superseded run ends at its next call of Streamlit, which may be inside of what is called here. So moves and
        clicks are crossed off when they have been dealt with, and else are taken again by the next run.
        """
        self.acknowledged = st.session_state.get(ACKNOWLEDGED, 0)
        reports = {key: st.session_state[key] for key in list(self.pending) if key in st.session_state}
        for key, value in reports.items():
            pending = self.pending[key]
            if value == pending.value or value in pending.overdue(self.acknowledged):
                continue
            pending.take(value)
            if pending.number > self.acknowledged:
                # An older value is on its way to it and will undo the move: send the move afterwards.
                self._send(key, value, pending.take)
            else:
                self.pending[key] = replace(pending, value=value)
        while self.deferred:
            try:
                self.deferred[0]()
            except Exception:  # a fault is not tried again; the end of a superseded run is no Exception
                del self.deferred[0]
                raise
            del self.deferred[0]

    def show(self, key: str, value: Any, take: Callable[[Any], None]) -> None:
        """Before a widget is drawn: let it show this value. `take` gets the next value that it is moved to.

        Nothing is said to a widget that shows the value by itself, being in the user's hand.
        """
        pending = self.pending.get(key)
        if pending is None or key not in st.session_state:
            # A run that draws it for the first time may be superseded, too: the browser would then draw the widget at
            # its least value and report that, as if a hand had moved it there.
            self.last += 1
            self.pending[key] = _Pending(self.last, value, (), take)
        elif pending.value == value:
            self.pending[key] = replace(pending, take=take)
        else:
            self._send(key, value, take)
        if self.pending[key].number > self.acknowledged:
            st.session_state[key] = value

    def _send(self, key: str, value: Any, take: Callable[[Any], None]) -> None:
        pending = self.pending[key]
        older = pending.before if pending.number > self.acknowledged else ()
        self.last += 1
        self.pending[key] = _Pending(self.last, value, (*older, (pending.number, pending.value)), take)

    def close(self) -> None:
        """After all widgets: send the number by which the browser acknowledges what it has received."""
        if st.session_state.get(ACKNOWLEDGED) != self.last:
            st.session_state[ACKNOWLEDGED] = self.last
        st.number_input("Heard", step=1, key=ACKNOWLEDGED, on_change="ignore", label_visibility="collapsed")


def widget_sync() -> WidgetSync:
    """The session's."""
    this: WidgetSync = st.session_state.setdefault("widget_sync", WidgetSync())
    return this
