"""Steps for undo and redo that outlive a reload: kept by the server, for the browser in which they were made.

The link in the address holds a setting and can be passed on; the way to it stays here. See docs/decisions/0019.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from sim import Scenario
from ui.runner import forget_oldest
from ui.state import DraftState, KeptSetting, Steps

BROWSER = "headroom_browser"
"""Cookie with a random text, by which a browser finds its own steps again; gone when the browser is closed."""
MOST_KEPT = 1000
"""Settings of all browsers together, each with its steps; those not come to for longest go first."""


KeptStep = tuple[str, KeptSetting]


@dataclass(frozen=True)
class KeptSteps:
    """Where a session stood and the steps around it; `origins`: the scenarios in them, by key."""

    here: KeptStep
    past: tuple[KeptStep, ...]
    future: tuple[KeptStep, ...]
    origins: dict[str, Scenario]

    def restore(self, steps: Steps, keys: Mapping[str, str]) -> None:
        """Put a session where the one that was kept stood; `keys`: of the same scenarios in this session."""
        here, past, future = (
            [(keys[key], DraftState(*kept)) for key, kept in one_way]
            for one_way in ((self.here,), self.past, self.future)
        )
        steps.settings.update([*past, *here])
        steps.picked, steps.past, steps.future = here[0][0], past, future


@st.cache_resource(show_spinner=False)
def _all() -> dict[tuple[str, str], KeptSteps]:
    """By browser and move."""
    return {}


def browser() -> str:
    """The text by which this session's browser is known; "" where it keeps no cookies."""
    return str(st.context.cookies.get(BROWSER, ""))


def keep_steps(move: str, steps: Steps, origins: Mapping[str, Scenario]) -> None:
    """Keep the steps around where a session stands, which the address names `move`. `origins`: scenarios by key."""
    kept, own = _all(), browser()
    if not own:
        return
    (here,), past, future = (
        tuple((key, setting.kept) for key, setting in one_way)
        for one_way in ((steps.here,), steps.past, steps.future)
    )
    kept.pop((own, move), None)  # the last come to goes last
    keys = {key for key, _ in (here, *past, *future)}
    kept[own, move] = KeptSteps(here, past, future, {key: origins[key] for key in keys})
    forget_oldest(kept, MOST_KEPT)


def find_kept_steps(setting: DraftState) -> KeptSteps | None:
    """What was kept for this browser of this setting."""
    found = _all().get((browser(), setting.digest))
    return found if found is not None and found.here[1] == setting.kept else None
