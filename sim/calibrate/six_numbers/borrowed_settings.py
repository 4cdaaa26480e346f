"""What a fit took from the typical centre, and what it moved to meet the numbers, each with what it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sim.calibrate.borrowed_times import SHORTER
from sim.calibrate.six_numbers.fit_result import Fit
from sim.scenario import Scenario
from sim.scenario.field_metadata import field

TYPICAL_SOURCE = "the typical centre's; replace it by your own"
ROSTER_SOURCE = "they follow the assumed day as well as whole shifts can; replace them by your own"
TAKEN = {
    "call_types[].share": TYPICAL_SOURCE,
    "call_types[].resolvable": TYPICAL_SOURCE,
    "call_types[].need.distribution": None,
    "call_types[].need.cv": None,
    "call_types[].overhead_min": None,
    "call_types[].wrap_up_min": None,
    "demand.profile": TYPICAL_SOURCE,
    "demand.weekday_factor": TYPICAL_SOURCE,
    "demand.day_to_day_cv": None,
    "callers.difficult_share": TYPICAL_SOURCE,
    "behaviour.difficult_hold_min": None,
    "callers.upset_share": TYPICAL_SOURCE,
    "behaviour.upset_hold_min": None,
    "rules.disengagement.after_min": TYPICAL_SOURCE,
    "rules.handle_time_cap.minutes": TYPICAL_SOURCE,
    "callers.redial": None,
    "callers.call_back": None,
    "callers.pass_on": None,
    "behaviour.eta": None,
    "behaviour.w_A": None,
    "teams[].shifts": ROSTER_SOURCE,
    "teams[].breaks": TYPICAL_SOURCE,
    "behaviour.sick_rate": None,
    "behaviour.vacancy_days": None,
    "behaviour.newcomer_training_days": None,
    "behaviour.quit_exhaustion": None,
}
"""Fields that no six numbers tell, in the order in which a centre would check them; with a source where a file would
hold the centre's own figures, which here are the typical centre's."""
SHORTER_SOURCE = "the typical centre's, shortened in proportion to your short calls; replace it by your own"


@dataclass(frozen=True)
class Assumed:
    """One field that was not asked. `value`: as in the scenario, a tuple with one item per call type or team."""

    path: str
    value: Any
    status: str
    source: str


def assumed_settings(fit: Fit) -> tuple[Assumed, ...]:
    """Everything that stands in the fitted scenario without having been asked."""
    settings = []
    for path, source in TAKEN.items():
        declared = field(path)
        if path in SHORTER and fit.six.time_scale < 1.0:
            source = SHORTER_SOURCE
        status, source = ("assumption", source) if source else (declared.status, declared.source)
        settings.append(Assumed(path, _value(fit.scenario, path), status, source))
    return tuple(settings)


def _value(scenario: Scenario, path: str) -> Any:
    here: Any = scenario
    for part in path.split("."):
        name = part.removesuffix("[]")
        here = tuple(getattr(item, name) for item in here) if isinstance(here, tuple) else getattr(here, name)
    return here
