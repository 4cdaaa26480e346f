"""What was on screen before the last move: its ghost beside the figures, what changed, and the replay.

A slider that is dragged or held passes many settings; what counts as the one before is the last whose figures were
seen. They are still here, so nothing is simulated for it.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import streamlit as st

from present.moves import levers_moved, move_in_words
from present.pair import Pair
from sim import Result, scenario_hash
from ui.background import Findings
from ui.runner import Snapshot
from ui.session import REPLAY
from ui.state import Draft, DraftState


@dataclass(frozen=True)
class Seen:
    """A setting, its figures and what was found of them while they were shown."""

    setting: DraftState
    view: Snapshot
    found: Findings = field(default_factory=Findings)


@dataclass
class LastMove:
    """`now`: what was seen last, of the scenario `stem`; `before`: what was seen before that."""

    stem: str = ""
    now: Seen | None = None
    before: Seen | None = None

    def see(self, draft: Draft, view: Snapshot) -> None:
        """The figures of a draft's setting are on screen."""
        if not Pair(view.current, view.baseline).allows_verdict:
            return
        if self.stem != draft.stem or self.now is None or self.now.setting.baseline != draft.baseline:
            self.stem, self.now, self.before = draft.stem, None, None
        elif self.now.view.current.hash != view.current.hash:
            self.before = self.now
        else:
            self.now = replace(self.now, setting=draft.setting, view=view)
            return
        self.now = Seen(draft.setting, view)

    def find(self, found: Findings) -> None:
        """This has been found of the figures that were seen last."""
        if self.now is not None:
            self.now = replace(self.now, found=found)

    def before_move(self, draft: Draft) -> Seen | None:
        """What was seen before the setting at which a draft is now; that itself need not have been seen yet."""
        if self.now is None or self.stem != draft.stem or self.now.setting.baseline != draft.baseline:
            return None
        return self.before if self.now.setting == draft.setting else self.now


def last_move() -> LastMove:
    """Return this session's."""
    this: LastMove = st.session_state.setdefault("last move", LastMove())
    return this


def replayed(draft: Draft) -> Seen | None:
    """What the page is to show instead of the setting that is: the one before the last move. Any move ends that."""
    if st.session_state.get(REPLAY) != draft.setting:
        st.session_state[REPLAY] = None
        return None
    return last_move().before_move(draft)


def switch_replay(draft: Draft) -> None:
    """Show the setting before the last move, or again the one that is."""
    st.session_state[REPLAY] = draft.setting if replayed(draft) is None else None


def what_changed(draft: Draft) -> str:
    """The last move in one sentence; "" where what was before is not known."""
    last = last_move()
    before = last.before_move(draft)
    if before is None or last.now is None or last.now.setting != draft.setting:
        return ""
    was, now = before.setting, draft.setting
    moved = levers_moved(was.levers, now.levers, was.week, now.week)
    return move_in_words(before.view.current, last.now.view.current, moved)


def ghost(draft: Draft) -> Result | None:
    """The result before the last move, where that was neither the baseline's nor is the one shown."""
    before = None if replayed(draft) is not None else last_move().before_move(draft)
    if before is None or before.view.current.hash in (
        before.view.baseline.hash,
        scenario_hash(draft.current),
    ):
        return None
    return before.view.current
