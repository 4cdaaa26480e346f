"""Steps for undo and redo that outlive a reload: kept by the server, for the browser in which they were made.

The link in the address holds a setting and can be passed on; the way to it stays here. See docs/decisions/0019.
"""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from sim import Scenario
from ui.runner import forget_oldest
from ui.state import Draft, DraftState, Step

BROWSER = "headroom_browser"
"""Cookie with a random text, by which a browser finds its own steps again; gone when the browser is closed."""
MOST_KEPT = 1000
"""Settings of all browsers together, each with its steps; those not come to for longest go first."""


@dataclass(frozen=True)
class KeptSteps:
    """`picked`: key of the scenario, `origin`: that scenario; the setting and the steps around it."""

    picked: str
    origin: Scenario
    setting: Step
    past: tuple[Step, ...]
    future: tuple[Step, ...]

    def restore(self, draft: Draft) -> None:
        """Put a draft where the one that was kept stood."""
        draft.setting = DraftState(*self.setting)
        draft.past, draft.future = (
            [DraftState(*step) for step in steps] for steps in (self.past, self.future)
        )


@st.cache_resource(show_spinner=False)
def _all() -> dict[tuple[str, str], KeptSteps]:
    """By browser and move."""
    return {}


def browser() -> str:
    """The text by which this session's browser is known; "" where it keeps no cookies."""
    return str(st.context.cookies.get(BROWSER, ""))


def keep_steps(move: str, picked: str, draft: Draft) -> None:
    """Keep the steps around a draft's setting, which the address names `move`."""
    kept, own = _all(), browser()
    if not own:
        return
    past, future = (tuple(setting.step for setting in settings) for settings in (draft.past, draft.future))
    kept.pop((own, move), None)  # the last come to goes last
    kept[own, move] = KeptSteps(picked, draft.origin, draft.setting.step, past, future)
    forget_oldest(kept, MOST_KEPT)


def kept_steps(move: str, setting: DraftState) -> KeptSteps | None:
    """What was kept for this browser, if it is of this setting."""
    found = _all().get((browser(), move))
    return found if found is not None and found.setting == setting.step else None
