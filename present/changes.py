"""What differs between the picked scenario and the current one, in a manager's words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from dataclasses import replace as replace_part
from functools import partial
from operator import attrgetter
from typing import Any

from present.field_names import MOST_DIGITS, known_field, name_of, number, percent, value_of, values_of
from present.formats import MINUS, NO_BREAK
from present.text_layout import counted, lower_first, plural
from sim import Scenario, ScenarioError, replace
from sim.scenario import as_dict, diff
from sim.scenario.field_metadata import declared_path, levers
from sim.scenario.fields import NO_WORDS, LeverGroup
from sim.scenario.levers_together import (
    NEED,
    in_proportion,
    is_one_span,
    over_kinds,
    shifts_without_breaks,
)

CAP, QUOTA, ENDING = "rules.handle_time_cap", "rules.quota", "rules.disengagement"


@dataclass(frozen=True)
class ScenarioChange:
    """One difference. `group`: the lever's; `chip`: "Agents: 49 (was 52)"; `phrase`: "with 3 fewer agents".

    `short`: "−3 agents", for a name; `step`: "Agents 52 → 49", for a move.
    """

    group: str
    chip: str
    phrase: str
    short: str
    step: str


def _calls(baseline: Scenario, current: Scenario) -> Iterator[ScenarioChange]:
    was, new = baseline.demand.calls_per_day, current.demand.calls_per_day
    if was != new:
        values = values_of("demand.calls_per_day", was, new)
        how, (before, now) = "", (value.partition(NO_BREAK)[0] for value in values)
        short = f"{now} new issues"
        if was:
            share = abs(new / was - 1.0)
            sizes = (percent(share, more) for more in range(MOST_DIGITS))
            size = next((text for text in sizes if text != percent(0.0)), percent(share))
            how = f"{size} {'more' if new > was else 'fewer'} "
            short = f"{'+' if new > was else MINUS}{size} new issues"
        chip, step = f"New issues a day: {now} (was {before})", f"New issues a day {before} → {now}"
        yield ScenarioChange("calls", chip, f"with {how}new issues", short, step)


def _mix(baseline: Scenario, current: Scenario) -> Iterator[ScenarioChange]:
    was, new = ({t.name: t.share for t in s.call_types} for s in (baseline, current))
    if was != new:
        words = ", ".join(f"{name} {percent(share)}" for name, share in new.items())
        yield ScenarioChange(
            "mix", f"Call mix: {words}", "with another mix of calls", "other call mix", f"Call mix: {words}"
        )


def _agents(baseline: Scenario, current: Scenario) -> Iterator[ScenarioChange]:
    for team, new in zip(baseline.teams, current.teams, strict=True):
        if team.agents != new.agents:
            difference = abs(new.agents - team.agents)
            several = len(baseline.teams) > 1
            agents = f"{plural(difference, 'agent', 'agents')}{f' in {team.name}' if several else ''}"
            more, sign = ("more", "+") if new.agents > team.agents else ("fewer", MINUS)
            yield ScenarioChange(
                f"agents.{team.name}",
                f"Agents, {team.name}: {new.agents} (was {team.agents})",
                f"with {difference} {more} {agents}",
                f"{sign}{difference} {agents}",
                f"Agents{f', {team.name}' if several else ''} {team.agents} → {new.agents}",
            )


def _coping(baseline: Scenario, current: Scenario) -> Iterator[ScenarioChange]:
    was, new = baseline.training.coping, current.training.coping
    if (was.effect, was.weeks) == (new.effect, new.weeks):
        for name in ("hours_per_agent", "cost_per_agent", "half_life_weeks"):
            if getattr(was, name) != getattr(new, name):
                yield _declared(f"training.coping.{name}", getattr(was, name), getattr(new, name), "coping")
        return
    chip, phrase = "No coping training", "without coping training"
    if new.effect and new.weeks:
        chip = f"Coping training: {percent(new.effect)} less strain"
        phrase = f"with coping training ({percent(new.effect)} less strain)"
    short = "coping training" if new.effect and new.weeks else "no coping training"
    yield ScenarioChange("coping", chip, phrase, short, chip)


def _cap(baseline: Scenario, current: Scenario) -> Iterator[ScenarioChange]:
    was, new = baseline.rules.handle_time_cap, current.rules.handle_time_cap
    if new.minutes is not None and was != new:
        basis = "for each call" if new.basis == "each_call" else "on average over the shift"
        basis += _added("cap", current)
        chip = f"Handle-time target: {number(new.minutes)} min {basis}, {_cutting(new.enforcement)}"
        phrase = f"with a {number(new.minutes)}-minute target {basis}"
        step = (
            f"Handle-time target {number(was.minutes)} → {number(new.minutes)} min" if was.minutes else chip
        )
        if was.minutes == new.minutes:  # how it is held people to has changed
            step = chip
        yield ScenarioChange("cap", chip, phrase, f"{number(new.minutes)}-min target", step)
    elif new.minutes is None and was.minutes is not None:
        chip = f"No handle-time target (was {number(was.minutes)} min)"
        yield ScenarioChange("cap", chip, "without the handle-time target", "no target", chip)


def _cutting(enforcement: float) -> str:
    """How strictly a target or a quota is enforced."""
    return f"cutting {percent(enforcement)} of the time beyond it"


def _added(group: LeverGroup, scenario: Scenario) -> str:
    """What the levers of a rule that are not 0 add to the rule's chip, as declared."""
    values = {f: attrgetter(f.path)(scenario) for f in levers(group) if f.words.chip}
    return "".join(f", {f.words.chip.format_map(_values(f.path, x, x))}" for f, x in values.items() if x)


def _ending(baseline: Scenario, current: Scenario) -> Iterator[ScenarioChange]:
    new = current.rules.disengagement
    if baseline.rules.disengagement == new:
        return
    if new.policy == "after_minutes":
        after = number(new.after_min)
        chip = f"Agents may end hopeless calls after {after} min"
        phrase = f"with agents free to end a hopeless call after {after} min"
        short = f"calls ended after {after} min"
    elif new.policy == "until_satisfied":
        chip = "Agents stay until the caller is fully satisfied"
        phrase = "with agents staying until the caller is fully satisfied"
        short = "no call ended"
    else:
        chip = "No written rule for ending calls"
        phrase = "without a rule for ending calls"
        short = "no rule for ending calls"
    yield ScenarioChange("ending", chip, phrase, short, chip)


def _quota(baseline: Scenario, current: Scenario) -> Iterator[ScenarioChange]:
    was, new = baseline.rules.quota, current.rules.quota
    if new.calls_per_shift is not None and was != new:
        chip = f"Quota: {_quota_text(new.calls_per_shift)}, {_cutting(new.enforcement)}"
        phrase = f"with a quota of {_quota_text(new.calls_per_shift)}"
        yield ScenarioChange("quota", chip, phrase, f"quota of {new.calls_per_shift}", chip)
    elif new.calls_per_shift is None and was.calls_per_shift is not None:
        chip = f"No quota (was {_quota_text(was.calls_per_shift)})"
        yield ScenarioChange("quota", chip, "without the quota", "no quota", chip)


def _quota_text(calls_per_shift: int) -> str:
    return f"{counted(calls_per_shift, 'call', 'calls')} a shift"


def _breaks(baseline: Scenario, current: Scenario) -> Iterator[ScenarioChange]:
    pairs = zip(baseline.teams, current.teams, strict=True)
    pair = next((pair for pair in pairs if pair[0].breaks != pair[1].breaks), None)
    if pair is not None:
        yield _break_minutes("breaks", *(sum(b.minutes for b in team.breaks) for team in pair))


def _break_minutes(group: str, was: float, new: float) -> ScenarioChange:
    before, after = number(was), number(new)
    chip = f"Breaks: {after} min a shift (was {before})"
    phrase = f"with {after} min of breaks a shift instead of {before}"
    step = f"Breaks {before} → {after} min a shift"
    return ScenarioChange(group, chip, phrase, f"{after}-min breaks", step)


def _shifts(baseline: Scenario, current: Scenario) -> Iterator[ScenarioChange]:
    """Team by team: in minutes where nothing but the length of its shifts' own breaks differs."""
    for team, new in zip(baseline.teams, current.teams, strict=True):
        if team.shifts == new.shifts:
            continue
        group, (was_min, new_min) = f"shifts.{team.name}", (t.mean_break_min for t in (team, new))
        if shifts_without_breaks(team) == shifts_without_breaks(new) and was_min != new_min:
            yield _break_minutes(group, was_min, new_min)
        else:
            was, now = ([as_dict(shift) for shift in t.listed_shifts] or t.shifts for t in (team, new))
            yield _declared(f"teams.{team.name}.shifts", was, now, group)


def _of_kinds(field: str, group: str) -> Callable[[Scenario, Scenario], Iterator[ScenarioChange]]:
    """Of a field of all kinds of calls: one change where they keep their proportion, else kind by kind."""

    def of(baseline: Scenario, current: Scenario) -> Iterator[ScenarioChange]:
        path = f"call_types[].{field}"
        moved = {p: pair for p, pair in diff(baseline, current).items() if group_of(p) == group}
        if not moved:
            return
        name, (was, new) = name_of(path), (over_kinds(baseline, field), over_kinds(current, field))
        alike = diff(replace(baseline, in_proportion(baseline, field, new)), current)
        if all(_nearly(*alike.get(p, (0.0, 0.0))) for p in moved):
            before, now = values_of(path, was, new)
            chip, step = f"{name}: {now} (was {before})", f"{name} {before} → {now}"
            phrase, short = (
                f"with {lower_first(name)} {now} instead of {before}",
                f"{lower_first(name)} {now}",
            )
        else:
            kinds = [f"{p.split('.')[1]} {value_of(p, value)}" for p, (_, value) in moved.items()]
            chip = step = f"{name}: {', '.join(kinds)}"
            phrase, short = f"with {lower_first(name)} changed", f"{lower_first(name)} changed"
        yield ScenarioChange(group, chip, phrase, short, step)

    return of


def _nearly(a: Any, b: Any) -> bool:
    """Whether numbers, or lists of them, differ by rounding alone."""
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(_nearly(x, y) for x, y in zip(a, b, strict=True))
    return isinstance(a, int | float) and isinstance(b, int | float) and abs(a - b) < 1e-4


def _hours(baseline: Scenario, current: Scenario) -> Iterator[ScenarioChange]:
    was, new = baseline.demand, current.demand
    if was.open != new.open:
        chip, phrase, short = "Opening hours: changed", "with other opening hours", "other hours"
        if was.open.days == new.open.days and is_one_span(baseline) and is_one_span(current):
            before, now = (f"{s.open.from_} to {s.open.to}" for s in (was, new))
            chip, phrase, short = f"Open {now} (was {before})", f"open from {now}", f"open {now}"
        yield ScenarioChange("hours", chip, phrase, short, chip)
    elif was.profile != new.profile:
        yield _declared("demand.profile", was.profile, new.profile, "hours")


def applied_from_start(baseline: Scenario, current: Scenario) -> tuple[Scenario, int]:
    """The current scenario as if what it changes in mid-run, and the baseline does not, held from the start.

    And the measured week from which that holds; 0 where it changes nothing at a date.
    """
    of_baseline = {c.week: c.set.items() for c in baseline.changes}
    extra = {
        c.week: {p: v for p, v in c.set.items() if (p, v) not in of_baseline.get(c.week, ())}
        for c in current.changes
    }
    extra = {week: values for week, values in extra.items() if values}
    if len(extra) != 1 or set(of_baseline) - {c.week for c in current.changes}:
        return current, 0
    ((week, values),) = extra.items()
    try:
        steady = replace(current, {"changes": as_dict(baseline)["changes"]})
        return replace(steady, values), week
    except ScenarioError:  # it can only be so at that date
        return current, 0


GROUPS: dict[str, tuple[str, Callable[[Scenario, Scenario], Iterator[ScenarioChange]] | None]] = {
    "calls": ("demand.calls_per_day", _calls),
    "mix": ("call_types[].share", _mix),
    "difficult": ("callers.difficult_share", None),
    "handle": ("call_types[].need.mean_min", _of_kinds(NEED, "handle")),
    "patience": ("call_types[].patience.mean_min", _of_kinds("patience.mean_min", "patience")),
    "bot": ("call_types[].self_service_share", _of_kinds("self_service_share", "bot")),
    "hours": ("demand.open", _hours),
    "agents": ("teams[].agents", _agents),
    "breaks": ("teams[].breaks", _breaks),
    "shifts": ("teams[].shifts", _shifts),
    "coping": ("training.coping.", _coping),
    "cap": (f"{CAP}.", _cap),
    "quota": (f"{QUOTA}.", _quota),
    "ending": (f"{ENDING}.", _ending),
    "pause": ("rules.pause_after_hostile_min", None),
    "within": ("targets.within_s", None),
    "line": ("targets.exhaustion_line", None),
}
"""What comes first, in this order: a field, or all below one, with what makes one change of it where the words of the
field's declaration do not."""


ALSO = {"demand.open": "hours", "demand.profile": "hours", "call_types[].need.quantiles_min": "handle"}
"""Beginnings of fields that belong to a group besides its own."""


def group_of(path: str) -> str:
    """The group whose change one chip stands for; a path outside the groups is its own."""
    declared = declared_path(path)
    for place, group in ALSO.items():
        if declared.startswith(place):
            return group
    for group, (place, _) in GROUPS.items():
        if declared == place or (place.endswith(".") and declared.startswith(place)):
            return f"{group}.{path.split('.')[1]}" if group in ("agents", "shifts") else group
    return path


def changes(baseline: Scenario, current: Scenario) -> list[ScenarioChange]:
    """Every difference, in the order of the groups; what belongs to none comes last.

    The chip of one that begins in mid-run says from which week it holds.
    """
    steady, week = applied_from_start(baseline, current)
    found = _changes(baseline, steady)
    if not week:
        return found
    at_once = {group_of(path) for path in diff(baseline, current)}
    return [
        part if part.group in at_once else replace_part(part, chip=f"{part.chip}, from week {week + 1}")
        for part in found
    ]


def _changes(baseline: Scenario, steady: Scenario) -> list[ScenarioChange]:
    rest = diff(baseline, steady)
    if "teams" in rest or "call_types" in rest:  # other people or other calls: nothing to be said one by one
        return [_declared(path, *values, path) for path, values in rest.items()]
    declared = partial(_declared, currency=steady.costs.currency)
    ordered: list[ScenarioChange] = []
    for group, (place, of_group) in GROUPS.items():
        if of_group is not None:
            found = list(of_group(baseline, steady))
            if not found:  # of a rule that is off in both
                found = [declared(path, *v, group) for path, v in rest.items() if group_of(path) == group]
            ordered += found
        elif place in rest:
            ordered.append(declared(place, *rest[place], group))
    return ordered + [
        declared(path, *values, path) for path, values in rest.items() if group_of(path) == path
    ]


def _declared(path: str, was: object, new: object, group: str, currency: str = "currency") -> ScenarioChange:
    """A difference in the words of the field's declaration."""
    declared = known_field(path)
    words = declared.words if declared is not None else NO_WORDS
    name, values = name_of(path), _values(path, was, new)
    chip, phrase = words.chip or "{name}: {new} (was {was})", words.phrase or "with {lower_name} {new}"
    if any(isinstance(x, list | tuple | dict) for x in (was, new)):  # too much for a phrase
        phrase = "with {lower_name} changed"
        chip = "{name}: changed" if values["was"] == values["new"] else chip
    elif new is None and not words.phrase:
        phrase = "without {lower_name}"
    values = {key: shown.replace("currency per h", f"{currency} an hour") for key, shown in values.items()}
    named = {**values, "name": name, "lower_name": lower_first(name)}
    chip, phrase = chip.format_map(named), phrase.format_map(named)
    step = chip if values["was"] == values["new"] else f"{name} {values['was']} → {values['new']}"
    short = f"{lower_first(name)} {values['new']}" if step != chip else f"{lower_first(name)} changed"
    return ScenarioChange(group, chip, phrase, short, step)


def _values(path: str, was: object, new: object) -> dict[str, str]:
    """The values as the words of a declaration may name them."""
    values = {}
    for key, x, shown in zip(("was", "new"), (was, new), values_of(path, was, new), strict=True):
        values[key] = shown
        values[f"{key}_number"] = number(x) if isinstance(x, int | float) else shown
    return values
