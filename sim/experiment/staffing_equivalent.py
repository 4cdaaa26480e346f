"""A change's equivalent in people: how many more agents would do as much for the baseline as the change does, or
how many fewer would do the same harm.

Agents are added to the baseline until its figure passes the changed scenario's, on the same callers. That is a
whole number of people: half a person would be a guess about a roster nobody has. Its interval holds those numbers
with which no difference from the change is detected.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Literal

from sim.experiment.adaptive import AdaptiveExperiment
from sim.experiment.result import Estimate, Result
from sim.experiment.root_search import crossing
from sim.experiment.scaling import most_fewer_people, most_more_people, seats, with_people
from sim.experiment.verdict import allows_verdict
from sim.experiment.window import WHOLE_RUN, Window, since_last_change
from sim.kpis import KPIS
from sim.scenario import Scenario, as_dict, replace, scenario_hash

MEASURES = ("service_level", "satisfaction_all", "exhaustion_mean")
"""KPIs by which a change can be counted in people: more people make them better."""
SATURATED = 0.995
"""Share answered in time from which more people have nothing left to gain."""

Kind = Literal[
    "found",
    "beyond",
    "small",
    "undetected",
    "same",
    "headcount",
    "saturated",
    "unsettled",
    "not_simulated",
    "no_value",
]


@dataclass(frozen=True)
class StaffingEquivalent:
    """What a change does for one KPI, in people.

    `kind`: "found", or "beyond" `most` people, or why nothing was looked for. `gain`: the change is better than the
    baseline, so people are added; else taken away (of no meaning where no difference is detected). `people`: the
    nearest whole number, 0 where one is too many already; no difference is detected from `low` to `high` (None: up
    to `most` none is), and with `low` above `high` the change lies between the two. `change`: of the KPI, changed
    less baseline.
    """

    key: str
    kind: Kind
    change: Estimate
    gain: bool = True
    people: int | None = None
    low: int | None = None
    high: int | None = None
    most: int = 0
    teams: int = 1
    window: Window = WHOLE_RUN


def staffing_equivalent(
    baseline: Scenario,
    changed: Scenario,
    key: str = "service_level",
    window: Window | None = None,
    *,
    of_headcount: bool = False,
) -> AdaptiveExperiment[StaffingEquivalent]:
    """Ask for a change's equivalent in people. At most twelve scenarios.

    `window`: which weeks are compared; the weeks since the last dated change unless given. Both are judged by the
    targets of the changed scenario, since another target does not make another centre. Where the number of
    people itself is changed there is nothing to count in people, and nothing is looked for unless `of_headcount`.
    Raises KeyError for an unknown KPI.
    """
    kpi = KPIS[key]
    window = since_last_change(baseline, changed) if window is None else window
    if baseline.targets != changed.targets:
        baseline = replace(baseline, {"targets": as_dict(changed)["targets"]})
    answer = partial(StaffingEquivalent, key, teams=len(baseline.teams), window=window)
    if kpi.group == "burnout" and not (baseline.behaviour.strain and changed.behaviour.strain):
        return answer("not_simulated", NOTHING)
    if scenario_hash(baseline) == scenario_hash(changed):
        return answer("same", NOTHING)
    if seats(baseline) != seats(changed) and not of_headcount:
        return answer("headcount", NOTHING)
    before, target = yield [baseline, changed]
    change = window.difference(target, before, key)
    gain = ((change.mean or 0.0) > 0.0) == (kpi.better == "up")
    why_not = _reason_uncounted(
        key, change, window.figure(before, key), gain, enough=allows_verdict(before, target)
    )
    if why_not is not None:
        return answer(why_not, change, gain)
    most = most_more_people(baseline) if gain else most_fewer_people(baseline)
    sign = 1 if gain else -1

    def difference_from_target(result: Result) -> Estimate:
        """Rises as people are moved; 0 where they have the same effect as the change."""
        difference = window.difference(result, target, key)
        return difference if gain == (kpi.better == "up") else -difference

    def differences_at(amounts: Sequence[int]) -> AdaptiveExperiment[Sequence[Estimate]]:
        results = yield [with_people(baseline, sign * amount) for amount in amounts]
        return [difference_from_target(result) for result in results]

    start = difference_from_target(before)
    passing = yield from crossing(start, differences_at, most=most, scale=seats(baseline))
    clear = passing.clearly_above
    return answer(
        "beyond" if passing.above is None else "found",
        change,
        gain,
        people=passing.nearest,
        low=None if passing.above is None else passing.clearly_below + 1,
        high=None if clear is None else clear - 1,
        most=most,
    )


NOTHING = Estimate(None, None, None)


def _reason_uncounted(
    key: str, change: Estimate, before: Estimate, gain: bool, *, enough: bool
) -> Kind | None:
    if change.mean is None:
        return "no_value"
    if change.low is None or change.high is None or not enough:
        return "unsettled"
    if max(abs(change.low), abs(change.high)) < 1e-9:  # nothing but rounding
        return "same"
    detected = not change.low <= 0.0 <= change.high
    if key == "service_level" and (before.mean or 0.0) >= SATURATED and (gain or not detected):
        return "saturated"
    if not detected:
        return "undetected"
    return "small" if abs(change.mean) < KPIS[key].matters_from(before.mean) else None
