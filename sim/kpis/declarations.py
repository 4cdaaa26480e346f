"""Every KPI, declared once: name, unit, definition, better direction, what is worth noticing, function, words.

The functions take one replication's counts (`sim.kpis.weekly_totals`), of a week or of the whole run. Shares
are in [0, 1]; where there is nothing to divide by, the value is NaN (null in exports).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from typing import Any

from sim.kpis.kpi import RESTS_ON, Better, Counts, Group, Kpi

ASSUMED = f"{RESTS_ON}satisfaction"
STRAIN = f"{RESTS_ON}strain; model units, no diagnosis"
SETTLING = f"{RESTS_ON}what resolves an issue and who calls again"
HOSTILE = f"{RESTS_ON}difficult and upset callers"
LEAVING = f"{RESTS_ON}who leaves, and on the wages given"
CENTRE_SHARE = 0.01
"""Counts of a whole centre, large or small: a difference below this share of the baseline is too small to matter."""

KPIS: dict[str, Kpi] = {}


def _ratio(top: float, bottom: float) -> float:
    return top / bottom if bottom else math.nan


def _cost(c: Counts) -> float:
    return c["wages"] + c["replacement"] + c["extra_costs"]


def _declare(
    group: Group,
    key: str,
    name: str,
    unit: str,
    definition: str,
    better: Better,
    min_important_difference: float,
    value: Callable[[Counts], float],
    **more: Any,
) -> None:
    """Declare a KPI. `more`: source, band, what is worth noticing as a share, and words, see `Kpi`."""
    KPIS[key] = Kpi(key, group, name, unit, definition, better, min_important_difference, value, **more)


_satisfaction = partial(_declare, "satisfaction", source=ASSUMED)
_burnout = partial(_declare, "burnout", source=STRAIN)
_throughput = partial(_declare, "throughput")
_settling = partial(_declare, "settling", source=SETTLING)
_waiting = partial(_declare, "waiting")
_work = partial(_declare, "work")
_money = partial(_declare, "money")


# Satisfaction
_satisfaction(
    "satisfaction_surveyed",
    "Satisfied, surveyed",
    "share",
    "chance of being satisfied, over answered calls, asked once after the call's last answered leg (the usual CSAT)",
    "up",
    0.01,
    lambda c: _ratio(c["satisfied"], c["answered"]),
    subject="satisfaction in surveys",
)
_satisfaction(
    "satisfaction_all",
    "Satisfied, all callers",
    "share",
    "chance of being satisfied, over everybody who called: who hung up for good, was turned away or not served counts "
    "as not satisfied",
    "up",
    0.01,
    lambda c: _ratio(c["satisfied"], c["answered"] + c["lost"]),
    noun="satisfaction",
    subject="satisfaction of all callers",
    counted="satisfied callers",
    level="{} of all callers satisfied",
    column="satisfied %",
    whom="callers",
    axis_span=20.0,
)
_satisfaction(
    "quality_score",
    "Quality score",
    "points 0-100",
    "what a listening supervisor would give, mean over answered legs",
    "up",
    1.0,
    lambda c: _ratio(c["quality"], c["legs"]),
    subject="the quality score",
)

# Burnout
_burnout(
    "exhaustion_mean",
    "Exhaustion",
    "index 0-100",
    "mean exhaustion of everybody on the team, over all days of the last week",
    "down",
    1.0,
    lambda c: _ratio(c["exhaustion"], c["people"]),
    level="{} on average",
    statement="Exhaustion comes to {}",
    column="exhaustion",
    whom="the people on the phones",
    axis_span=20.0,
)
_burnout(
    "exhaustion_stayers",
    "Exhaustion of those who stayed",
    "index 0-100",
    "mean exhaustion of those on the team since the start, over all days of the last week",
    "down",
    1.0,
    lambda c: _ratio(c["stayer_exhaustion"], c["stayers"]),
)
_burnout(
    "exhaustion_over_line",
    "Above the exhaustion threshold",
    "share",
    "share of everybody on the team whose exhaustion is above the threshold, over all days of the last week",
    "down",
    0.03,
    lambda c: _ratio(c["over_line"], c["people"]),
    label="People above the threshold of {exhaustion_line:g}",
    noun="people above the exhaustion threshold",
    subject="the share of people above the exhaustion threshold",
)
_burnout(
    "quits_per_year",
    "Staff turnover a year",
    "share of seats",
    "expected resignations per position and year, from the daily chances",
    "down",
    0.01,
    lambda c: _ratio(c["p_quit"], c["seat_weeks"] / 52.0),
    noun="staff turnover",
    subject="staff turnover",
    share_of="positions a year",
)
_burnout(
    "absence",
    "Sick days",
    "share",
    "expected sick days per rostered day, from the daily chances",
    "down",
    0.002,
    lambda c: _ratio(c["p_sick"], c["rostered_days"]),
)

# Throughput
_throughput(
    "calls_offered_per_day",
    "Calls offered",
    "calls a day",
    "calls that came in, repeats included, per open day",
    "none",
    1.0,
    lambda c: _ratio(c["offered"], c["open_days"]),
    min_important_share=CENTRE_SHARE,
    subject="the number of calls",
    subject_has_unit=True,
)
_throughput(
    "calls_handled_per_day",
    "Calls handled",
    "calls a day",
    "calls whose first leg was answered, per open day",
    "none",
    1.0,
    lambda c: _ratio(c["answered"], c["open_days"]),
    min_important_share=CENTRE_SHARE,
)
_throughput(
    "calls_handled_per_agent_day",
    "Calls handled per agent",
    "calls per agent-day",
    "calls whose first leg was answered, per agent-day worked on the phones",
    "none",
    0.3,
    lambda c: _ratio(c["answered"], c["agent_days"]),
    subject="the number of calls each person takes a day",
    subject_has_unit=True,
)
_throughput(
    "issues_resolved_per_day",
    "Issues resolved",
    "issues a day",
    "issues resolved, per open day",
    "up",
    1.0,
    lambda c: _ratio(c["resolved"], c["open_days"]),
    min_important_share=CENTRE_SHARE,
    source=SETTLING,
    subject="the number of issues resolved a day",
    subject_has_unit=True,
    column="resolved a day",
    whom="the work",
    axis_span=200.0,
)
_throughput(
    "issues_resolved_per_agent_day",
    "Issues resolved per agent",
    "issues per agent-day",
    "issues resolved, per agent-day worked on the phones",
    "up",
    0.2,
    lambda c: _ratio(c["resolved"], c["agent_days"]),
    source=SETTLING,
)

# Quality of resolution
_settling(
    "fcr",
    "Resolved at the first call",
    "share",
    "issues resolved by their first answered call without transfer, of issues with such a call",
    "up",
    0.01,
    lambda c: _ratio(c["first_settled"], c["first_answered"]),
    noun="first-call resolution",
    subject="the share of issues resolved at the first call",
    trade="first-call resolution, FCR",
)
_settling(
    "repeat_share",
    "Repeat calls",
    "share",
    "offered calls about an issue that an earlier answered call did not resolve",
    "down",
    0.01,
    lambda c: _ratio(c["repeats"], c["offered"]),
    subject="the share of repeat calls",
    share_of="all calls",
    statement="Repeat calls make up {} of all calls",
)
_settling(
    "transfer_share",
    "Transferred",
    "share",
    "answered legs that ended in a transfer",
    "down",
    0.005,
    lambda c: _ratio(c["passed_on"], c["legs"]),
)
_settling(
    "squeezed_share",
    "Rushed calls",
    "share",
    "answered legs given less time than they needed",
    "down",
    0.01,
    lambda c: _ratio(c["squeezed"], c["legs"]),
    source="usual definition",
    noun="rushed calls",
    subject="the share of rushed calls",
    share_of="answered calls",
)

# Waiting
_waiting(
    "service_level",
    "Answered in time",
    "share of offered",
    "service level: calls answered within the target time, of calls offered",
    "up",
    0.01,
    lambda c: _ratio(c["in_time"], c["offered"]),
    label="Answered in {within_s:g} s",
    noun="calls answered in time",
    subject="the share of calls answered in time",
    counted="answered in time",
    at_stake="answer speed",
    full_name="Answered in time, of all calls offered",
    level="{} answered in time",
    trade="service level",
    column="in time %",
)
_waiting(
    "service_level_answered",
    "Answered in time, of answered",
    "share of answered",
    "calls answered within the target time, of calls answered",
    "up",
    0.01,
    lambda c: _ratio(c["in_time"], c["answered"]),
    full_name="Answered in time, of calls answered",
)
_waiting(
    "service_level_excl_short_abandons",
    "Answered in time, without short abandons",
    "share",
    "calls answered within the target time, of calls offered less those abandoned within it",
    "up",
    0.01,
    lambda c: _ratio(c["in_time"], c["offered"] - c["short_abandons"]),
    full_name="Answered in time, of calls offered less those abandoned within the time",
)
_waiting(
    "service_level_short_abandons_good",
    "Answered or abandoned in time",
    "share of offered",
    "calls answered or abandoned within the target time, of calls offered",
    "up",
    0.01,
    lambda c: _ratio(c["in_time"] + c["short_abandons"], c["offered"]),
    full_name="Answered or abandoned within the time, of calls offered",
)
_waiting(
    "asa_s",
    "Average wait of answered calls",
    "s",
    "average speed of answer: mean wait of answered calls",
    "down",
    2.0,
    lambda c: _ratio(c["wait_min"], c["answered"]) * 60.0,
    noun="average wait",
    statement="Callers wait {} on average",
    trade="average speed of answer, ASA",
    column="wait s",
)
_waiting(
    "wait_p90_s",
    "Wait that 90% stay under",
    "s",
    "90th percentile of the wait of answered calls",
    "down",
    5.0,
    lambda c: c["wait_p90_min"] * 60.0,
)
_waiting(
    "abandonment",
    "Abandoned",
    "share of offered",
    "calls abandoned before an answer, of calls offered",
    "down",
    0.005,
    lambda c: _ratio(c["abandoned"], c["offered"]),
    noun="abandoned calls",
    counted="abandoned",
    trade="abandonment",
    column="abandoned %",
)

# Work
_work(
    "aht_min",
    "Average handle time",
    "min",
    "mean talk and wrap-up of answered legs",
    "none",
    0.1,
    lambda c: _ratio(c["handle_min"], c["legs"]),
    noun="handle time",
    subject="average handle time",
    trade="average handle time, AHT",
)
_work(
    "occupancy",
    "Occupancy",
    "share",
    "handle time, of handle time and time available",
    "band",
    0.01,
    lambda c: _ratio(c["busy_min"], c["busy_min"] + c["free_min"]),
    source="75-85% is the usual target (expert rule)",
    band=(0.75, 0.85),
    statement="Occupancy is {}",
    column="occupancy %",
)
_work(
    "difficult_time_share",
    "Time on difficult callers",
    "share",
    "share of handle time spent on difficult callers",
    "down",
    0.01,
    lambda c: _ratio(c["difficult_min"], c["handle_min"]),
    source=HOSTILE,
    subject="the share of time spent on difficult callers",
    share_of="handle time",
)
_work(
    "closed_by_rule_share",
    "Ended under the rule",
    "share",
    "answered legs that the agent ended under the rule for ending calls",
    "none",
    0.005,
    lambda c: _ratio(c["cut"], c["legs"]),
    source=HOSTILE,
)
_work(
    "salvageable_cut_share",
    "Cut off, could have been helped",
    "share of upset",
    "upset callers whose call was ended under the rule for ending calls, of upset callers: its cost to callers",
    "down",
    0.01,
    lambda c: _ratio(c["upset_cut"], c["upset"]),
    source=HOSTILE,
    noun="callers cut off who could have been helped",
    subject="the share of upset callers cut off although they could have been helped",
)

# Money
_money(
    "cost_per_week",
    "Cost",
    "currency a week",
    "pay with on-cost for rostered, sick, break, training and overtime hours, the cost of replacing people who resign, "
    "and the trainers and other costs that the scenario names",
    "down",
    100.0,
    lambda c: _ratio(_cost(c), c["weeks"]),
    source=LEAVING,
    column="{currency} a week",
)
_money(
    "cost_per_resolved",
    "Cost per resolved issue",
    "currency",
    "cost divided by issues resolved",
    "down",
    0.1,
    lambda c: _ratio(_cost(c), c["resolved"]),
    source=SETTLING,
    subject="the cost of a resolved issue",
)
_money(
    "replacement_cost_per_year",
    "Cost of staff turnover",
    "currency a year",
    "expected cost of replacing people who resign",
    "down",
    1000.0,
    lambda c: _ratio(c["replacement"] * 52.0, c["weeks"]),
    source=LEAVING,
)
