"""What settings are called on screen, and how their values are written."""

from __future__ import annotations

from typing import Any

from present.formats import plain
from present.text_layout import upper_first
from sim.scenario.field_metadata import Field, field

POLICIES = {
    "until_satisfied": "Stay until the caller is entirely pleased",
    "caller_ends": "No written rule: the caller ends the call",
    "after_minutes": "The agent may end a call that leads nowhere",
}
BASES = {"each_call": "Each call", "shift_average": "Average over the shift"}
ROUTING = {"longest_idle": "Whoever has been free longest", "most_rested": "Whoever is most rested"}
WORDS = {**POLICIES, **BASES, **ROUTING}

NAMES = {
    "demand.calls_per_day": "New issues a day",
    "demand.day_to_day_cv": "How much days differ",
    "demand.profile": "Calls over the day",
    "demand.weekday_factor": "Calls over the week",
    "demand.open": "Opening hours",
    "callers.difficult_share": "Difficult callers",
    "callers.difficult_satisfied": "Difficult callers satisfied after all",
    "callers.call_back": "Callers who ring again unsettled",
    "callers.redial": "Callers who redial after hanging up",
    "callers.pass_on": "Unsettled calls passed on",
    "callers.pass_on_pressed": "Unsettled calls passed on under pressure",
    "rules.handle_time_cap.minutes": "Time target per call",
    "rules.handle_time_cap.basis": "Time target measured on",
    "rules.handle_time_cap.enforcement": "How hard the time target is enforced",
    "rules.quota.calls_per_shift": "Calls each agent must take a shift",
    "rules.quota.enforcement": "How hard the quota is enforced",
    "rules.disengagement.policy": "When a call leads nowhere",
    "rules.disengagement.after_min": "A hopeless call may end after",
    "rules.disengagement.discernment": "Callers read rightly",
    "rules.pause_after_hostile_min": "Pause after a hostile call",
    "rules.routing": "Who gets the next call",
    "training.coping.effect": "Coping training spares",
    "training.coping.weeks": "Weeks of the coping course",
    "training.script.effect": "Script training adds",
    "training.script.weeks": "Weeks of the script course",
    "targets.service_level": "Target: answered in time",
    "targets.within_s": "In time means within",
    "targets.satisfaction": "Target: satisfied callers",
    "targets.exhaustion_line": "Exhaustion line",
    "horizon.weeks": "Weeks simulated",
    "horizon.warm_up_weeks": "Weeks of warm-up",
    "behaviour.eta": "How fast settling fails when time is short (η)",
    "behaviour.w_A": "How much time pressure itself tires (w_A)",
    "behaviour.difficult_hold_min": "How long a difficult caller holds on",
    "behaviour.upset_hold_min": "How long an upset caller holds on",
    "changes": "Dated changes",
    "call_types": "Kinds of calls",
    "teams": "Teams",
}
OF_ITEM = {
    "agents": "Agents",
    "breaks": "Breaks",
    "shifts": "Shifts",
    "share": "Share of calls",
    "self_service_share": "Settled by the bot",
    "resolvable": "Settled if all goes well",
    "shrinkage": "Away besides sickness",
    "wage_per_hour": "Wage",
    "days_per_week": "Days a week",
}


def name_of(path: str, *, alone: bool = False) -> str:
    """A setting's name: "Agents, Front line". `alone`: the only team or type there is, which goes unnamed."""
    if path in NAMES:
        return NAMES[path]
    head, *rest = path.split(".")
    if head in ("teams", "call_types") and len(rest) > 1:
        last = " ".join(rest[1:])
        words = OF_ITEM.get(last, _spelled(last))
        return words if alone else f"{words}, {rest[0]}"
    return _spelled(" ".join(rest) or head)


def _spelled(words: str) -> str:
    words = words.replace("_", " ").removesuffix(" min")
    return upper_first(words)


def known_field(path: str) -> Field | None:
    """The declaration of a path; None for what has none of its own, such as an entry of a map."""
    try:
        return field(path)
    except KeyError:
        return None


def number(x: float) -> str:
    """A setting's value: as many digits as it has, up to two; more where it would come to nought."""
    text = plain(x, 2 if abs(x) >= 0.01 or x == 0.0 else 4)
    return text.rstrip("0").rstrip(".") if "." in text else text


def percent(x: float) -> str:
    """A share as "16.7 %"."""
    text = plain(x * 100.0, 1)
    return f"{text.removesuffix('.0')} %"


def value_of(path: str, value: Any) -> str:
    """A setting's value with its unit: "16.7 %", "4 min", "none"."""
    declared = known_field(path)
    match value:
        case None:
            return "none"
        case bool():
            return "on" if value else "off"
        case int() | float() if declared is not None and declared.is_share:
            return percent(value)
        case int() | float():
            unit = declared.unit if declared is not None else ""
            return f"{number(value)} {unit}".strip()
        case list() | tuple() if path.endswith(".breaks"):
            minutes = sum(b["minutes"] if isinstance(b, dict) else b.minutes for b in value)
            return f"{number(minutes)} min in {len(value)}" if value else "none"
        case list() | tuple() if any(isinstance(i, dict) for i in value):
            return f"{len(value)} entries"
        case list() | tuple():
            return ", ".join(str(i) for i in value) or "none"
        case dict():
            return f"{len(value)} entries"
    return WORDS.get(str(value), str(value).replace("_", " "))


def slug(name: str) -> str:
    """A name fit for a file."""
    text = "".join(c if c.isalnum() else "_" for c in name.lower())
    return "_".join(part for part in text.split("_") if part)[:60] or "scenario"
