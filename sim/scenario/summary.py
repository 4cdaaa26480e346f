"""A scenario in a few lines, for a terminal and a notebook; all of it is in `to_yaml`."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING

from sim.scenario.canonical import scenario_hash
from sim.scenario.hours import half_hours, opening
from sim.scenario.paths import as_dict, differences

if TYPE_CHECKING:
    from sim.scenario.schema import Scenario

SHOWN = 3
"""So many teams, kinds of calls or rules are named, the rest counted."""


def _listed(parts: Sequence[str]) -> str:
    more = f" and {len(parts) - SHOWN} more" if len(parts) > SHOWN else ""
    return ", ".join(parts[:SHOWN]) + more


def summary(s: Scenario) -> dict[str, str]:
    """What is simulated, calls, teams, and rules and changes where there are any."""
    hours = s.demand.open
    open_h = sum(half_hours(opening(hours, day)) for day in hours.days) / 2
    given = differences(as_dict(type(s.rules)()), as_dict(s.rules), "rules")
    rules = [f"{path.removeprefix('rules.')}={value}" for path, (_, value) in given.items()]
    lines = {
        "simulated": f"measured weeks {s.horizon.weeks}, warm-up weeks {s.horizon.warm_up_weeks}",
        "calls": f"{s.demand.calls_per_day:,g} new issues a day, open {open_h:g} h a week",
        "kinds": _listed([f"{kind.name} {kind.share:.1%}" for kind in s.call_types]),
        "teams": _listed([f"{team.name} {team.agents:,}" for team in s.teams]),
        "rules": _listed(rules),
        "changes": _listed([f"from week {c.week} on {', '.join(list(c.set)[:SHOWN])}" for c in s.changes]),
    }
    return {what: words for what, words in lines.items() if words}


def _title(s: Scenario) -> str:
    return f"Scenario {s.name} ({scenario_hash(s)})"


def text(s: Scenario) -> str:
    """A title, then a line each."""
    return "\n".join([_title(s), *(f"  {what:9}  {words}" for what, words in summary(s).items())])


def html(s: Scenario) -> str:
    """The same as a table; a notebook sets none of it as maths."""
    rows = "".join(f"<tr><td>{what}</td><td>{escape(words)}</td></tr>" for what, words in summary(s).items())
    return f'<div class="tex2jax_ignore mathjax_ignore">\n<p>{escape(_title(s))}</p>\n<table>{rows}</table>\n</div>'
