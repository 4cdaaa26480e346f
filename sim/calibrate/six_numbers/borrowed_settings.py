"""What a fit took from the typical centre, and what it moved to meet the numbers, each with what it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sim.calibrate.six_numbers.fit_result import Fit
from sim.scenario import Scenario
from sim.scenario.field_metadata import field

TAKEN = (
    "call_types[].share",
    "call_types[].resolvable",
    "call_types[].need.distribution",
    "call_types[].need.cv",
    "call_types[].overhead_min",
    "call_types[].wrap_up_min",
    "demand.profile",
    "demand.weekday_factor",
    "demand.day_to_day_cv",
    "callers.difficult_share",
    "behaviour.difficult_hold_min",
    "callers.upset_share",
    "behaviour.upset_hold_min",
    "rules.disengagement.after_min",
    "rules.handle_time_cap.minutes",
    "callers.redial",
    "callers.call_back",
    "callers.pass_on",
    "behaviour.eta",
    "behaviour.w_A",
    "teams[].shifts",
    "teams[].breaks",
    "behaviour.sick_rate",
    "behaviour.vacancy_days",
    "behaviour.newcomer_training_days",
    "behaviour.quit_exhaustion",
)
"""Fields that no six numbers tell, in the order in which a centre would check them."""
TYPICAL = {
    "call_types[].share",
    "call_types[].resolvable",
    "demand.profile",
    "demand.weekday_factor",
    "callers.difficult_share",
    "callers.upset_share",
    "rules.disengagement.after_min",
    "rules.handle_time_cap.minutes",
    "teams[].breaks",
    "teams[].shifts",
}
"""Those of them in which a file would hold the centre's own figures: here they are the typical centre's."""
TYPICAL_SOURCE = "the typical centre's; replace it by your own"
ROSTER_SOURCE = "they follow the assumed day as well as whole shifts can; replace them by your own"


@dataclass(frozen=True)
class Assumed:
    """One field that was not asked. `value`: as in the scenario, a tuple with one item per call type or team."""

    path: str
    value: Any
    status: str
    source: str


def assumed(fit: Fit) -> tuple[Assumed, ...]:
    """Everything that stands in the fitted scenario without having been asked."""
    settings = []
    for path in TAKEN:
        declared = field(path)
        status, source = declared.status, declared.source
        if path in TYPICAL:
            status = "assumption"
            source = ROSTER_SOURCE if path == "teams[].shifts" else TYPICAL_SOURCE
        settings.append(Assumed(path, _value(fit.scenario, path), status, source))
    return tuple(settings)


def _value(scenario: Scenario, path: str) -> Any:
    here: Any = scenario
    for part in path.split("."):
        name = part.removesuffix("[]")
        here = tuple(getattr(item, name) for item in here) if isinstance(here, tuple) else getattr(here, name)
    return here
