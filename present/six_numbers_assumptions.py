"""What a fit to six numbers took from the typical centre, as a table that somebody can check line by line."""

from __future__ import annotations

from typing import Any

import pandas as pd

from present.field_names import number, percent, value_of
from present.provenance import BARE
from sim.calibrate.six_numbers.borrowed_settings import Assumed, assumed_settings
from sim.calibrate.six_numbers.fit_result import Fit
from sim.calibrate.six_numbers.inputs import people_text
from sim.clock_text import clock_text, minutes_of
from sim.engine.roster import apportion
from sim.scenario.field_metadata import field

WORDS = {
    "call_types[].share": "Kinds of calls and their shares",
    "call_types[].resolvable": "Chance of resolving each kind, given the time it needs",
    "call_types[].need.distribution": "Distribution of the work needed",
    "call_types[].need.cv": "Spread of the work needed (CV)",
    "call_types[].overhead_min": "Greeting and identifying",
    "call_types[].wrap_up_min": "Wrap-up",
    "demand.profile": "How calls spread over the day",
    "demand.weekday_factor": "How calls spread over the week",
    "demand.day_to_day_cv": "How much days differ beyond chance",
    "callers.difficult_share": "Difficult callers",
    "behaviour.difficult_hold_min": "Time a difficult caller keeps an agent, if never ended",
    "callers.upset_share": "Callers who are upset at the start",
    "behaviour.upset_hold_min": "Time until an upset caller calms",
    "rules.disengagement.after_min": "When an agent may end a hopeless call",
    "rules.handle_time_cap.minutes": "Handle-time target",
    "callers.redial": "Callers who hang up and dial again",
    "callers.call_back": "Callers who call again about an unresolved issue",
    "callers.pass_on": "Unresolved calls transferred to a colleague",
    "behaviour.eta": "How much rushing hurts resolution",
    "behaviour.w_A": "How much time pressure itself tires people",
    "teams[].shifts": "Shifts",
    "teams[].breaks": "Breaks",
    "behaviour.sick_rate": "Sick days, without exhaustion",
    "behaviour.vacancy_days": "How long a position stays vacant",
    "behaviour.newcomer_training_days": "How long a newcomer trains off the phones",
    "behaviour.quit_exhaustion": "How much exhaustion adds to staff turnover",
}
NO_STUDY = "assumption of the model; no study gives the number"


def assumptions(fit: Fit) -> pd.DataFrame:
    """What was taken from the typical centre, each line with its value and what it rests on."""
    rows = [(WORDS[a.path], _value(a, fit), _rests_on(a)) for a in assumed_settings(fit)]
    return pd.DataFrame(rows, columns=["Assumed", "Value", "Rests on"])


def _rests_on(a: Assumed) -> str:
    if a.status == "sourced":
        return f"Sourced: {a.source}"
    return "Assumed; no study gives the number" if a.source == NO_STUDY else f"Assumed: {a.source}"


def _value(a: Assumed, fit: Fit) -> str:
    kinds = [t.name for t in fit.scenario.call_types]
    if a.path in ("call_types[].share", "call_types[].resolvable"):
        return ", ".join(f"{name} {percent(x)}" for name, x in zip(kinds, a.value, strict=True))
    if a.path == "teams[].shifts":
        (shifts,) = a.value
        seats = apportion(fit.six.people, [s.share for s in shifts])
        return (
            ", ".join(f"{s.start} ({people_text(n)})" for s, n in zip(shifts, seats, strict=True))
            + f", {number(shifts[0].hours)} h each"
        )
    if a.path == "teams[].breaks":
        (breaks,) = a.value
        return ", ".join(number(b.minutes) for b in breaks) + " min, taken in turn"
    if a.path == "demand.profile":
        peak = max(range(len(a.value)), key=a.value.__getitem__)
        return f"busiest half-hour from {clock_text((minutes_of(fit.six.opens) + 30 * peak) % (24 * 60))}"
    if a.path == "demand.weekday_factor":
        return ", ".join(f"{day.capitalize()} {number(weight)}" for day, weight in a.value.items())
    return _one(a.path, a.value[0] if isinstance(a.value, tuple) else a.value)


def _one(path: str, x: Any) -> str:
    if path == "demand.day_to_day_cv":  # a coefficient of variation: easier to grasp in per cent
        return percent(x)
    return number(x) if field(path).unit in BARE else value_of(path, x)
