"""What a report or a presentation from What if is about."""

from __future__ import annotations

from present.sentences import keep_name
from sim import Scenario, replace
from ui.state import Draft


def reported(mine: Draft) -> list[Scenario]:
    """The baseline, and what it has become under a name that says so."""
    if mine.current == mine.baseline:
        return [mine.baseline]
    return [mine.baseline, replace(mine.current, {"name": keep_name(mine.baseline, mine.current)})]
