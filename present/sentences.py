"""The answer in plain words, made from the numbers: what changes, why, the trade-off, the cost, what it rests on."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from present.changes import applied_from_start, changes
from present.field_names import name_of, value_of
from present.formats import (
    ASSUMED,
    STILL_SETTLING,
    TOO_FEW_RUNS,
    Verdict,
    compared,
    difference_unit,
    digits,
    none_of,
    plain,
    short_unit,
    unit,
    value,
    with_percent,
    with_unit,
)
from present.pair import Pair
from present.text_layout import at_word, counted, joined, lower_first, upper_first
from present.tiles import HERO
from sim import KPIS, Result, Scenario
from sim.experiment.differences import OTHER_CURRENCY
from sim.experiment.verdict import allows_verdict

AsText = Callable[[str], str]
"""Makes a name fit for the format that it is written in."""


@dataclass(frozen=True)
class Summary:
    """`headline` answers the question; `behind`, `price`, `money` and `basis` may be empty.

    `reasons`: the parts of `behind`, the largest first; of a scenario that changes in mid-run, its figures before and
    after, without their intervals.
    """

    headline: str
    behind: str = ""
    price: str = ""
    money: str = ""
    basis: str = ""
    reasons: tuple[str, ...] = ()


def _instead(pair: Pair, key: str, as_text: AsText = str) -> str:
    shown, words = pair.shown(key), unit(KPIS[key], as_text(_currency(pair)))
    return f"{with_unit(shown.current_text, words)} instead of {with_percent(shown.before_text, words)}"


def _amount(pair: Pair, key: str) -> str:
    """The size of a difference without its sign."""
    return pair.shown(key).size_text


NO_STRAIN = "exhaustion is not simulated in this scenario"


def _change(pair: Pair, key: str, words: str, up: str, down: str) -> str:
    """Say how a figure changed. `words`: with places for the `amount` and for the `way`, `up` or `down`."""
    verdict = pair.verdict(key)
    if not verdict.judged:
        return _unjudged(KPIS[key].noun, verdict)
    words = words.format(amount=_amount(pair, key), way=up if verdict.up else down)
    return f"**{words}** ({_instead(pair, key)})"


def _satisfaction(pair: Pair) -> str:
    return _change(pair, "satisfaction_all", "{amount} {way} of 100 callers are satisfied", "more", "fewer")


def _exhaustion(pair: Pair) -> str:
    if not pair.current.scenario.behaviour.strain:
        return NO_STRAIN
    return _change(pair, "exhaustion_mean", "exhaustion is {amount} points {way}", "higher", "lower")


def _throughput(pair: Pair) -> str:
    issues = pair.verdict("issues_resolved_per_day")
    calls = pair.verdict("calls_handled_per_day")
    if issues.judged:
        more = "more" if issues.up else "fewer"
        text = f"**{_amount(pair, 'issues_resolved_per_day')} {more} issues are resolved a day**"
    else:
        text = _unjudged(KPIS["issues_resolved_per_day"].noun, issues)
    if not calls.judged:
        return text
    opposite = issues.judged and issues.up != calls.up
    more = "more" if calls.up else "fewer"
    link = "although" if opposite else "while"
    return f"{text}, {link} {_amount(pair, 'calls_handled_per_day')} {more} calls a day are handled"


def _unjudged(what: str, verdict: Verdict) -> str:
    if verdict.kind == "undetected":
        return f"no change in {what} was detected ({verdict.range})"
    if verdict.kind == "small":
        return f"the change in {what} is too small to matter ({verdict.short.split(',')[0]})"
    if verdict.kind == "unknown":
        return f"{what} has no value, for nobody was served"
    return f"{what} does not change"


BEHIND = (
    "repeat_share",
    "asa_s",
    "abandonment",
    "squeezed_share",
    "difficult_time_share",
    "quits_per_year",
    "occupancy",
)
"""What may lie behind a change of the large figures."""


def _reasons(pair: Pair) -> tuple[str, ...]:
    """The three largest differences besides the headline's, in multiples of what is worth noticing."""
    parts = []
    for key in BEHIND:
        if pair.verdict(key).judged:
            kpi = KPIS[key]
            size = abs(pair.difference(key).mean or 0.0) / kpi.matters_from(pair.before(key).mean)
            parts.append((size, _reason(pair, key)))
    parts.sort(key=lambda pair: -pair[0])
    return tuple(words for _, words in parts[:3])


def _reason(pair: Pair, key: str) -> str:
    """A figure and what it was: "rushed calls 4.1% of answered calls instead of 62.7%", "no rushed calls instead of
    62.7%"."""
    kpi, shown = KPIS[key], pair.shown(key)
    current, before = (with_unit(x, short_unit(kpi)) for x in (shown.current_text, shown.before_text))
    of_what = f" of {kpi.share_of}" if kpi.share_of else ""
    if none := none_of(kpi, shown.current, pair.figure(key), "no"):
        return f"{none} {kpi.noun} instead of {before}"
    return (
        f"{kpi.noun} {current}{of_what} instead of {none_of(kpi, shown.before, pair.before(key)) or before}"
    )


def _price(pair: Pair, *, changed: bool, about_rule: bool = False) -> str:
    kpi = KPIS["salvageable_cut_share"]
    if not pair.figure(kpi.key).mean:
        return ""
    shown = pair.shown(kpi.key)
    is_judged = pair.verdict(kpi.key).judged
    if changed and not is_judged and not about_rule:
        return ""  # nothing is given for what is gained
    share = none_of(kpi, shown.current, pair.figure(kpi.key)) or f"{shown.current_text}% of"
    before = none_of(kpi, shown.before, pair.before(kpi.key)) or f"{shown.before_text}%"
    instead = f", instead of {before}" if changed and is_judged else ""
    return f"Trade-off: {share} upset callers are cut off who could have been helped{instead}."


def cost_in_short(pair: Pair) -> str:
    """What the change does to cost, in a line: "5,012 AUD less a week, 0.63 AUD less per issue"."""
    if not pair.is_comparison:
        a_week, an_issue = (value(KPIS[key], pair.figure(key).mean, _currency(pair)) for key in COSTS)
        return f"{a_week}, {an_issue} {COSTS['cost_per_resolved']}"
    return ", ".join(dict.fromkeys(_cost_change(pair, key, words) for key, words in COSTS.items()))


COSTS = {"cost_per_week": "a week", "cost_per_resolved": "per issue"}


def _currency(pair: Pair) -> str:
    return pair.current.scenario.costs.currency


def _cost_change(pair: Pair, key: str, words: str) -> str:
    verdict = pair.verdict(key)
    if verdict.judged:
        amount = with_unit(_amount(pair, key), _currency(pair))
        return f"{amount} {'more' if verdict.up else 'less'} {words}"
    if verdict.kind == "settling":
        return TOO_FEW_RUNS
    return verdict.short if verdict.kind == "unknown" else f"about the same {words}"


def _money(pair: Pair, as_text: AsText) -> str:
    """What the change does to cost: paid hours and replacing leavers; what an issue resolved then costs."""
    week, issue = KPIS["cost_per_week"], KPIS["cost_per_resolved"]
    currency = as_text(_currency(pair))
    verdict = pair.verdict(week.key)
    total = value(week, pair.figure(week.key).mean, currency)
    if verdict.short == OTHER_CURRENCY:
        before = value(week, pair.before(week.key).mean, as_text(pair.baseline.scenario.costs.currency))
        return f"Cost: {OTHER_CURRENCY}; it is {total}, in the baseline {before}."
    if verdict.judged:
        more = "more" if verdict.up else "less"
        amount = with_unit(_amount(pair, week.key), currency)
        text = f"Weekly cost: {amount} {more} ({_instead(pair, week.key, as_text)})"
    else:
        text = f"Weekly cost: {UNJUDGED_COST.get(verdict.kind, verdict.short)} ({total})"
    if pair.verdict(issue.key).judged:
        text += f"; a resolved issue costs {_instead(pair, issue.key, as_text)}"
    return f"{text}."


UNJUDGED_COST = {
    "same": "the same",
    "small": "about the same",
    "undetected": "about the same, no change detected",
    "settling": TOO_FEW_RUNS,
}


BASIS = {
    "cap": "The size rests on two assumptions: how much rushing hurts resolution, and how much time pressure itself "
    "tires people.",
    "ending": "The size rests on two assumptions: how long a hopeless call would go on, and how often agents judge "
    "a caller wrongly.",
    "coping": "The size of the training's effect is what you chose. The course lies before the weeks shown, so its "
    "hours are not in the cost.",
}
GENERAL = (
    f"{ASSUMED} rests on the model's assumptions about people. Waits and calls come from checked queueing, but how "
    "many people call again is assumed there too."
)


def summarise(current: Result, baseline: Result, as_text: AsText = str) -> Summary:
    """Summarise a result in sentences with `**`; empty where nothing has arrived yet.

    `as_text`: prepares names and units for the format they are written in.
    """
    parts = changes(baseline.scenario, current.scenario)
    if not current.replications:
        return Summary("")
    if not parts:
        return _single_summary(current)
    pair = Pair(current, baseline)
    lead = as_text(joined([p.phrase for p in parts]))
    lead = f"From week {pair.first_week + 1} on, {lead}" if pair.first_week else upper_first(lead)
    if not pair.allows_verdict:
        return Summary(f"{lead}: {STILL_SETTLING}.")
    headline = f"{lead}: {_satisfaction(pair)}, {_exhaustion(pair)}, and {_throughput(pair)}."
    bases = [BASIS[p.group] for p in parts if p.group in BASIS]
    reasons = _reasons(pair)
    return Summary(
        headline,
        f"Why: {'; '.join(reasons)}." if reasons else "",
        _price(pair, changed=True, about_rule=any(p.group == "ending" for p in parts)),
        _money(pair, as_text),
        " ".join([*bases, GENERAL] if bases else [GENERAL]),
        reasons,
    )


def _single_summary(current: Result) -> Summary:
    alone, satisfied = Pair(current, current), current.kpi("satisfaction_all").mean
    resolved, handled = current.kpi("issues_resolved_per_day").mean, current.kpi("calls_handled_per_day").mean
    if satisfied is None:
        return Summary("Nobody calls in this scenario, so there is nothing to judge.", basis=GENERAL)
    parts = [
        f"**{_whole(satisfied, 100.0)} of 100 callers are satisfied**",
        f"**exhaustion is {_whole(alone.figure('exhaustion_mean').mean)}** on a scale from 0 to 100"
        if current.scenario.behaviour.strain
        else NO_STRAIN,
        f"**{digits(KPIS['issues_resolved_per_day'], resolved)} issues are resolved a day**, "
        f"in {digits(KPIS['calls_handled_per_day'], handled)} calls",
    ]
    then, of_weeks = _before_and_after(current)
    seen = _beside_reality(current)
    in_time = "; ".join(f"**{figures}** ({ends})" for figures, ends in of_weeks)
    return Summary(
        f"{then}: {in_time}." if of_weeks else f"As it stands, {joined(parts)}.",
        f"Compared with what was seen in this centre: {'; '.join(seen)}." if seen else "",
        price=_price(alone, changed=False),
        basis=GENERAL,
        reasons=seen or tuple(figures for figures, _ in of_weeks),
    )


OBSERVED = ("service_level", "asa_s", "abandonment")


def _beside_reality(current: Result) -> tuple[str, ...]:
    """For a scenario that carries observed values: how near the simulation comes."""
    observed = current.scenario.observed
    return tuple(
        f"{KPIS[key].counted} {value(KPIS[key], current.kpi(key).mean)}, in reality {digits(KPIS[key], observed[key])}"
        for key in OBSERVED
        if key in observed
    )


def _whole(x: float | None, scale: float = 1.0) -> str:
    return "–" if x is None else plain(x * scale, 0)


LAST_WEEKS = 4

IN_TIME = (*HERO, "calls_handled_per_day")
"""What is compared before and after a scenario's own change."""


def _before_and_after(current: Result) -> tuple[str, tuple[tuple[str, str], ...]]:
    """For a scenario that changes its own rules, the last weeks compared with those before: when, and each figure with
    the interval of its difference.
    """
    if not current.scenario.changes or not current.scenario.changes[0].week or not allows_verdict(current):
        return "", ()
    first, weeks = current.scenario.changes[0].week, current.scenario.horizon.weeks
    tail = min(LAST_WEEKS, weeks - first)
    parts = []
    for key in IN_TIME:
        kpi, difference = KPIS[key], current.change_in_time(key, first, tail)
        before, then = current.mean_of_weeks(key, 0, first), current.mean_of_weeks(key, weeks - tail)
        if difference.low is None or difference.high is None:
            continue
        shown = compared(kpi, then.mean, before.mean, difference)
        parts.append(
            (
                f"{kpi.counted} {shown.before_text}, then {with_unit(shown.current_text, unit(kpi))}",
                with_unit(shown.ends_text, difference_unit(kpi)),
            )
        )
    return f"Before the change, and in the last {counted(tail, 'week', 'weeks')}", tuple(parts)


def dated_changes_text(scenario: Scenario) -> str:
    """What a scenario changes by itself in mid-run; "" where nothing."""
    if not scenario.changes:
        return ""
    parts = [
        f"{after(c.week)} ({joined([_setting(p, v) for p, v in c.set.items()])})" for c in scenario.changes
    ]
    return (
        f"This scenario changes its own rules {joined(parts)}. Figures are of all "
        f"{counted(scenario.horizon.weeks, 'week', 'weeks')}, exhaustion of the last; the tab Weeks shows each. "
        "What you change applies from the start."
    )


def after(week: int) -> str:
    """When a dated change happens; weeks are counted from 0."""
    return f"after {counted(week, 'week', 'weeks')}" if week else "from the first week"


def _setting(path: str, new: object) -> str:
    name, shown = name_of(path, alone=True), value_of(path, new)
    return f"{lower_first(name)}: {lower_first(shown)}"


def precision(current: Result, baseline: Result) -> str:
    """How many runs the figures rest on."""
    n, weeks = len(current.replications), current.scenario.horizon.weeks
    against = " The same callers, in the same moods, rang in both." if current.hash != baseline.hash else ""
    return (
        f"{counted(n, 'simulated run', 'simulated runs')} of {counted(weeks, 'week', 'weeks')} each; "
        f"ranges are 95% intervals of chance alone.{against}"
    )


def fewer_runs(searched: int, all_runs: int) -> str:
    """That what was looked for rests on fewer runs than the figures; "" where on as many."""
    if not 0 < searched < all_runs:
        return ""
    return f"Looked for with the first {searched} of {all_runs} runs, so its figures may differ a little."


NAME_LENGTH, LEAST_OF_BASELINE = 110, 40
"""Characters of a name that is made, of which so many at least tell the baseline's."""


def suggested_name(baseline: Scenario, current: Scenario, taken: Collection[str] = ()) -> str:
    """A name for the current scenario: the baseline's and what is changed in it, in more words where it is taken."""
    parts = changes(baseline, current)
    if not parts:
        return baseline.name
    _, week = applied_from_start(baseline, current)
    name = baseline.name.removesuffix(" (before)").removesuffix(" (after)")  # it is neither any more
    names = []
    for told in ([part.short for part in parts], [part.phrase for part in parts]):
        dated = f" from week {week + 1}" if week else ""
        words = at_word(f"{', '.join(told)}{dated}", NAME_LENGTH - LEAST_OF_BASELINE - 2)
        names.append(f"{at_word(name, NAME_LENGTH - 2 - len(words))}, {words}")
    return next((one for one in names if one not in taken), names[0])
