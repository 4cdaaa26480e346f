"""The answer in plain words, made from the numbers: what changes, what lies behind it, its price, its ground."""

from __future__ import annotations

from dataclasses import dataclass

from present.changes import POLICIES, changes, joined, percent
from present.formats import (
    ASSUMED,
    SETTLED_FROM,
    Verdict,
    difference_unit,
    digits,
    plain,
    signed,
    unit,
    value,
    verdict,
)
from sim import KPIS, Result, Scenario, difference
from sim.experiment import Estimate


@dataclass(frozen=True)
class Story:
    """`headline` answers the question; `behind`, `price` and `ground` may be empty."""

    headline: str
    behind: str = ""
    price: str = ""
    ground: str = ""


def of_weeks(scenario: Scenario, key: str) -> bool:
    """Whether a figure is shown as the mean of all weeks: how things stood, where the rules changed in between.

    On the last day a scenario that changes its own rules shows only how things stand under the last of them.
    """
    return bool(scenario.changes) and KPIS[key].is_state


def figure(result: Result, key: str) -> Estimate:
    """A KPI as it is shown."""
    return result.mean_of_weeks(key) if of_weeks(result.scenario, key) else result.kpi(key)


def gap(now: Result, base: Result, key: str) -> Estimate:
    """The paired difference as it is shown."""
    return difference(now, base, key, of_weeks=of_weeks(now.scenario, key))


def judge(now: Result, base: Result, key: str) -> Verdict:
    """The verdict on one KPI of `now` against `base`, on the replications both have."""
    shared = {r.number for r in base.replications} & {r.number for r in now.replications}
    return verdict(
        KPIS[key],
        gap(now, base, key),
        replications=len(shared),
        base=figure(base, key).mean,
        currency=now.scenario.costs.currency,
    )


def _instead(now: Result, base: Result, key: str) -> str:
    currency = now.scenario.costs.currency
    return f"{value(KPIS[key], figure(now, key).mean, currency)} instead of {digits(KPIS[key], figure(base, key).mean)}"


def _amount(now: Result, base: Result, key: str) -> str:
    """The size of a difference without its sign."""
    return signed(KPIS[key], gap(now, base, key).mean or 0.0).lstrip("+−")


def _satisfaction(now: Result, base: Result) -> str:
    found = judge(now, base, "satisfaction_all")
    if found.judged:
        more = "more" if found.up else "fewer"
        return (
            f"**{_amount(now, base, 'satisfaction_all')} {more} of 100 callers are satisfied** "
            f"({_instead(now, base, 'satisfaction_all')})"
        )
    return _unjudged("satisfaction", found)


NO_STRAIN = "exhaustion is not simulated in this scenario"


def _exhaustion(now: Result, base: Result) -> str:
    if not now.scenario.behaviour.strain:
        return NO_STRAIN
    found = judge(now, base, "exhaustion_mean")
    if found.judged:
        way = "higher" if found.up else "lower"
        return (
            f"**exhaustion is {_amount(now, base, 'exhaustion_mean')} points {way}** "
            f"({_instead(now, base, 'exhaustion_mean')})"
        )
    return _unjudged("exhaustion", found)


def _throughput(now: Result, base: Result) -> str:
    issues = judge(now, base, "issues_resolved_per_day")
    calls = judge(now, base, "calls_handled_per_day")
    if issues.judged:
        more = "more" if issues.up else "fewer"
        text = f"**{_amount(now, base, 'issues_resolved_per_day')} {more} issues are settled a day**"
    else:
        text = _unjudged("issues settled", issues)
    if not calls.judged:
        return text
    opposite = issues.judged and issues.up != calls.up
    more = "more" if calls.up else "fewer"
    link = "although" if opposite else "while"
    return f"{text}, {link} {_amount(now, base, 'calls_handled_per_day')} {more} calls a day are handled"


def _unjudged(what: str, found: Verdict) -> str:
    if found.kind == "undetected":
        return f"no change in {what} was detected ({found.range})"
    if found.kind == "small":
        return f"the change in {what} is too small to matter ({found.short.split(',')[0]})"
    if found.kind == "unknown":
        return f"{what} has no value, for nobody was served"
    return f"{what} does not change"


BEHIND = {
    "repeat_share": "repeat calls: {}",
    "asa_s": "average wait: {}",
    "abandonment": "callers who hang up waiting: {}",
    "squeezed_share": "calls given less time than they need: {}",
    "difficult_time_share": "time spent on difficult callers: {}",
    "quits_per_year": "leavers a year: {}",
    "occupancy": "share of time on calls: {}",
}


def _behind(now: Result, base: Result) -> str:
    """The three largest differences besides the headline's, in multiples of what is worth noticing."""
    found = []
    for key, words in BEHIND.items():
        if judge(now, base, key).judged:
            size = abs(difference(now, base, key).mean or 0.0) / KPIS[key].worth_noticing
            short = {"share of seats": "% of seats"}.get(KPIS[key].unit, "")
            mine, theirs = digits(KPIS[key], now.kpi(key).mean), digits(KPIS[key], base.kpi(key).mean)
            behind = short or ("%" if KPIS[key].unit.startswith("share") else unit(KPIS[key]))
            found.append((size, words.format(f"{mine} {behind} instead of {theirs}")))
    found.sort(key=lambda pair: -pair[0])
    return f"What lies behind it: {'; '.join(words for _, words in found[:3])}." if found else ""


def _price(now: Result, base: Result, *, changed: bool, about_rule: bool = False) -> str:
    kpi = KPIS["salvageable_cut_share"]
    mine, theirs = now.kpi(kpi.key).mean, base.kpi(kpi.key).mean
    if not mine or (changed and not about_rule and not judge(now, base, kpi.key).judged):
        return ""
    before = f", instead of {digits(kpi, theirs)} %" if changed and judge(now, base, kpi.key).judged else ""
    return (
        f"The price of ending calls: {digits(kpi, mine)} % of upset callers "
        f"are cut off although they could have been helped{before}."
    )


GROUND = {
    "cap": "The size rests on two assumptions: how fast the chance of settling an issue falls when a call gets "
    "less time than it needs, and how much time pressure itself tires people.",
    "ending": "The size rests on assumptions: how long a hopeless call would go on, and how often agents read "
    "a caller wrongly.",
    "coping": "The size of the training effect is what you chose. The course lies before the weeks shown, so its hours "
    "are not in the cost.",
}
GENERAL = (
    f"{ASSUMED} rests on the model's assumptions about people; calls, waits and staffing on checked queueing."
)


def tell(now: Result, base: Result) -> Story:
    """The story of a result; empty where nothing has arrived yet."""
    parts = changes(base.scenario, now.scenario)
    if not now.replications:
        return Story("")
    if not parts:
        return _as_it_is(now)
    shared = {r.number for r in base.replications} & {r.number for r in now.replications}
    lead = joined([p.phrase for p in parts])
    lead = lead[:1].upper() + lead[1:]
    if len(shared) < SETTLED_FROM:
        return Story(
            f"{lead}: still settling. A first verdict comes after {SETTLED_FROM} simulated runs of each."
        )
    headline = f"{lead}: {_satisfaction(now, base)}, {_exhaustion(now, base)}, and {_throughput(now, base)}."
    grounds = [GROUND[p.group] for p in parts if p.group in GROUND]
    return Story(
        headline,
        _behind(now, base),
        _price(now, base, changed=True, about_rule=any(p.group == "ending" for p in parts)),
        " ".join([*grounds, GENERAL] if grounds else [GENERAL]),
    )


def _as_it_is(now: Result) -> Story:
    satisfied, tired = now.kpi("satisfaction_all").mean, figure(now, "exhaustion_mean").mean
    settled, handled = now.kpi("issues_resolved_per_day").mean, now.kpi("calls_handled_per_day").mean
    if satisfied is None:
        return Story("Nobody calls in this scenario, so there is nothing to judge.", ground=GENERAL)
    parts = [
        f"**{_whole(satisfied, 100.0)} of 100 callers are satisfied**",
        f"**exhaustion is {_whole(tired)}** on a scale from 0 to 100"
        if now.scenario.behaviour.strain
        else NO_STRAIN,
        f"**{digits(KPIS['issues_resolved_per_day'], settled)} issues are settled a day**, "
        f"in {digits(KPIS['calls_handled_per_day'], handled)} calls",
    ]
    return Story(
        _before_and_after(now) or f"As it stands, {joined(parts)}.",
        _beside_reality(now),
        price=_price(now, now, changed=False),
        ground=GENERAL,
    )


SEEN = {"service_level": "answered in time", "asa_s": "average wait", "abandonment": "hung up waiting"}


def _beside_reality(now: Result) -> str:
    """For a scenario that carries observed values: how near the simulation comes."""
    seen = now.scenario.observed
    parts = [
        f"{words} {value(KPIS[key], now.kpi(key).mean)}, in reality {digits(KPIS[key], seen[key])}"
        for key, words in SEEN.items()
        if key in seen
    ]
    return f"Beside what was seen in this centre: {'; '.join(parts)}." if parts else ""


def _whole(x: float | None, scale: float = 1.0) -> str:
    return "–" if x is None else plain(x * scale, 0)


LAST_WEEKS = 4

AS_TOLD = {
    "satisfaction_all": "satisfied callers",
    "exhaustion_mean": "exhaustion",
    "issues_resolved_per_day": "issues settled",
    "calls_handled_per_day": "calls handled",
}


def _before_and_after(now: Result) -> str:
    """For a scenario that changes its own rules: the last weeks beside those before the change."""
    if not now.scenario.changes or not now.scenario.changes[0].week:
        return ""
    if len(now.replications) < SETTLED_FROM:
        return "Before and after the change: still settling."
    first, weeks = now.scenario.changes[0].week, now.scenario.horizon.weeks
    tail = min(LAST_WEEKS, weeks - first)
    parts = []
    for key, words in AS_TOLD.items():
        kpi, found = KPIS[key], now.change_in_time(key, first, tail)
        before, then = now.mean_of_weeks(key, 0, first), now.mean_of_weeks(key, weeks - tail)
        if found.low is None or found.high is None:
            continue
        ends = f"{signed(kpi, found.low)} to {signed(kpi, found.high)}"
        parts.append(
            f"**{words} {digits(kpi, before.mean)}, then {value(kpi, then.mean)}** ({ends} {difference_unit(kpi)})"
        )
    return f"Before the change, and in the last {_weeks(tail)}: {'; '.join(parts)}."


def dated(scenario: Scenario) -> str:
    """What a scenario changes by itself in mid-run; "" where nothing."""
    if not scenario.changes:
        return ""
    parts = [
        f"{after(c.week)} ({joined([_setting(p, v) for p, v in c.set.items()])})" for c in scenario.changes
    ]
    return (
        f"This scenario changes its own rules {joined(parts)}. The tiles are means of all "
        f"{scenario.horizon.weeks} weeks, before and after; the tab Weeks shows them one by one. What you set with "
        "a lever holds from the first week on."
    )


def after(week: int) -> str:
    """When a dated change happens; weeks are counted from 0."""
    return f"after {_weeks(week)}" if week else "from the first week"


def _weeks(n: int) -> str:
    return f"{n} {'week' if n == 1 else 'weeks'}"


def _setting(path: str, new: object) -> str:
    known = {
        "rules.handle_time_cap.minutes": "time target",
        "rules.disengagement.policy": "rule for ending calls",
        "training.coping.effect": "coping training",
        "training.coping.weeks": "weeks of the coping course",
        "training.script.effect": "effect of script training",
    }
    name = known.get(path, path.split(".", 1)[-1].replace("_", " ").replace(".", ", "))
    match new:
        case None:
            shown = "none"
        case float() if "share" in path or "effect" in path:
            shown = percent(new)
        case int() | float():
            shown = plain(float(new), 0 if float(new).is_integer() else 1)
            shown += " min" if path.endswith(("minutes", "_min")) else ""
        case list():
            shown = ", ".join(str(x) for x in new) or "none"
        case str() if new in POLICIES:
            shown = POLICIES[new][:1].lower() + POLICIES[new][1:]
        case _:
            shown = str(new).replace("_", " ")
    return f"{name}: {shown}"


def precision(now: Result, base: Result) -> str:
    """How many runs the figures rest on."""
    n, weeks = len(now.replications), now.scenario.horizon.weeks
    against = " The same callers, in the same moods, rang in both." if now.hash != base.hash else ""
    return f"{n} simulated runs of {_weeks(weeks)} each; ranges are 95 % intervals of chance alone.{against}"
