"""What a report or a presentation from What if is about."""

from __future__ import annotations

from present.sentences import keep_name
from sim import Scenario, but
from ui.state import Draft


def reported(mine: Draft) -> list[Scenario]:
    """The baseline, and what it has become under a name that says so."""
    if mine.now == mine.base:
        return [mine.base]
    return [mine.base, but(mine.now, {"name": keep_name(mine.base, mine.now)})]
