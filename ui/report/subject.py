"""What a report or a presentation from What if is about."""

from __future__ import annotations

from present.sentences import suggested_name
from sim import Scenario, replace
from ui.state import Draft


def reported(draft: Draft) -> list[Scenario]:
    """The baseline, and what it has become under a name that says so."""
    if draft.current == draft.baseline:
        return [draft.baseline]
    return [draft.baseline, replace(draft.current, {"name": suggested_name(draft.baseline, draft.current)})]
