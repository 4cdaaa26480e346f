"""What differs between the picked scenario and the current one, in a manager's words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from operator import attrgetter

from present.field_names import known_field, name_of, number, percent, value_of
from present.text_layout import lower_first, plural
from sim import Scenario, ScenarioError, replace
from sim.scenario import as_dict, diff
from sim.scenario.field_metadata import declared_path, levers
from sim.scenario.fields import NO_WORDS, LeverGroup

CAP, QUOTA, ENDING = "rules.handle_time_cap", "rules.quota", "rules.disengagement"


@dataclass(frozen=True)
class ScenarioChange:
    """One difference. `group`: the lever's; `chip`: "Agents: 49 (was 52)"; `phrase`: "with 3 fewer agents"."""

    group: str
    chip: str
    phrase: str


def _calls(baseline: Scenario, current: Scenario) -> list[ScenarioChange]:
    was, new = baseline.demand.calls_per_day, current.demand.calls_per_day
    if was == new:
        return []
    how = (
        f"{percent(abs(new / was - 1.0))} {'more' if new > was else 'fewer'} new issues"
        if was
        else "new issues"
    )
    return [ScenarioChange("calls", f"New issues a day: {number(new)} (was {number(was)})", f"with {how}")]


def _mix(baseline: Scenario, current: Scenario) -> list[ScenarioChange]:
    was = {t.name: t.share for t in baseline.call_types}
    if was == {t.name: t.share for t in current.call_types}:
        return []
    words = ", ".join(f"{t.name} {percent(t.share)}" for t in current.call_types)
    return [ScenarioChange("mix", f"Call mix: {words}", "with another mix of calls")]


def _agents(baseline: Scenario, current: Scenario) -> list[ScenarioChange]:
    per_team = []
    for team, new in zip(baseline.teams, current.teams, strict=True):
        if team.agents != new.agents:
            difference = abs(new.agents - team.agents)
            where = f" in {team.name}" if len(baseline.teams) > 1 else ""
            more = "more" if new.agents > team.agents else "fewer"
            per_team.append(
                ScenarioChange(
                    f"agents.{team.name}",
                    f"Agents, {team.name}: {new.agents} (was {team.agents})",
                    f"with {difference} {more} {plural(difference, 'agent', 'agents')}{where}",
                )
            )
    return per_team


def _coping(baseline: Scenario, current: Scenario) -> list[ScenarioChange]:
    was, new = baseline.training.coping, current.training.coping
    if (was.effect, was.weeks) == (new.effect, new.weeks):
        return []
    if not new.effect or not new.weeks:
        return [ScenarioChange("coping", "No coping training", "without coping training")]
    return [
        ScenarioChange(
            "coping",
            f"Coping training: spares {percent(new.effect)} of the toll",
            f"with coping training that spares {percent(new.effect)} of a hostile call's toll",
        )
    ]


def _cap(baseline: Scenario, current: Scenario) -> list[ScenarioChange]:
    was, new = baseline.rules.handle_time_cap, current.rules.handle_time_cap
    if was == new:
        return []
    if new.minutes is None:
        if was.minutes is None:
            return []
        return [
            ScenarioChange(
                "cap", f"No time target (was {number(was.minutes)} min)", "without the time target"
            )
        ]
    basis = "for each call" if new.basis == "each_call" else "on average over the shift"
    basis += _added("cap", current)
    chip = f"Time target: {number(new.minutes)} min {basis}, enforced {percent(new.enforcement)}"
    return [ScenarioChange("cap", chip, f"with a {number(new.minutes)}-minute target {basis}")]


def _added(group: LeverGroup, scenario: Scenario) -> str:
    """What the levers of a rule that are not 0 add to the rule's chip, as declared."""
    values = {f: attrgetter(f.path)(scenario) for f in levers(group) if f.words.chip}
    return "".join(f", {f.words.chip.format_map(_values(f.path, x, x))}" for f, x in values.items() if x)


def _ending(baseline: Scenario, current: Scenario) -> list[ScenarioChange]:
    was, new = baseline.rules.disengagement, current.rules.disengagement
    if was == new:
        return []
    if new.policy == "after_minutes":
        after = number(new.after_min)
        chip = f"Agents may end hopeless calls after {after} min"
        phrase = f"with agents free to end a hopeless call after {after} min"
    elif new.policy == "until_satisfied":
        chip = "Agents stay until the caller is entirely pleased"
        phrase = "with agents staying until the caller is entirely pleased"
    else:
        chip = "No written rule for ending calls"
        phrase = "without a rule for ending calls"
    return [ScenarioChange("ending", chip, phrase)]


def _quota(baseline: Scenario, current: Scenario) -> list[ScenarioChange]:
    was, new = baseline.rules.quota, current.rules.quota
    if was == new or (new.calls_per_shift is None and was.calls_per_shift is None):
        return []
    if new.calls_per_shift is None:
        return [
            ScenarioChange(
                "quota", f"No quota (was {was.calls_per_shift} calls a shift)", "without the quota"
            )
        ]
    chip = f"Quota: {new.calls_per_shift} calls a shift, enforced {percent(new.enforcement)}"
    return [ScenarioChange("quota", chip, f"with a quota of {new.calls_per_shift} calls a shift")]


def _breaks(baseline: Scenario, current: Scenario) -> list[ScenarioChange]:
    was = {t.name: t.breaks for t in baseline.teams}
    differ = [t for t in current.teams if t.breaks != was[t.name]]
    if not differ:
        return []
    before, after = (sum(b.minutes for b in t) for t in (was[differ[0].name], differ[0].breaks))
    chip = f"Breaks: {number(after)} min a shift (was {number(before)})"
    return [
        ScenarioChange(
            "breaks", chip, f"with {number(after)} min of breaks a shift instead of {number(before)}"
        )
    ]


def applied_from_start(baseline: Scenario, current: Scenario) -> tuple[Scenario, int]:
    """The current scenario as if what it changes in mid-run, and the baseline does not, held from the start.

    And the measured week from which that holds; 0 where it changes nothing at a date.
    """
    of_baseline = {c.week: c.set for c in baseline.changes}
    extra = {
        c.week: {
            p: v
            for p, v in c.set.items()
            if p not in of_baseline.get(c.week, {}) or of_baseline[c.week][p] != v
        }
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


GROUPS: dict[str, tuple[str, Callable[[Scenario, Scenario], list[ScenarioChange]] | None]] = {
    "calls": ("demand.calls_per_day", _calls),
    "mix": ("call_types[].share", _mix),
    "difficult": ("callers.difficult_share", None),
    "agents": ("teams[].agents", _agents),
    "breaks": ("teams[].breaks", _breaks),
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


def group_of(path: str) -> str:
    """The group whose change one chip stands for; a path outside the groups is its own."""
    declared = declared_path(path)
    for group, (place, _) in GROUPS.items():
        if declared == place or (place.endswith(".") and declared.startswith(place)):
            return f"agents.{path.split('.')[1]}" if group == "agents" else group
    return path


def changes(baseline: Scenario, current: Scenario) -> list[ScenarioChange]:
    """Every difference, in the order of the groups; what belongs to none comes last."""
    steady, _ = applied_from_start(baseline, current)
    rest = diff(baseline, steady)
    if "teams" in rest or "call_types" in rest:  # other people or other calls: nothing to be said one by one
        return [_declared(path, *values, path) for path, values in rest.items()]
    ordered: list[ScenarioChange] = []
    for group, (place, of_group) in GROUPS.items():
        if of_group is not None:
            ordered += of_group(baseline, steady)
        elif place in rest:
            ordered.append(_declared(place, *rest[place], group))
    return ordered + [
        _declared(path, *values, path) for path, values in rest.items() if group_of(path) == path
    ]


def _declared(path: str, was: object, new: object, group: str) -> ScenarioChange:
    """A difference in the words of the field's declaration."""
    declared = known_field(path)
    words = declared.words if declared is not None else NO_WORDS
    name, values = name_of(path), _values(path, was, new)
    chip, phrase = words.chip or "{name}: {new} (was {was})", words.phrase or "with {lower_name} {new}"
    named = {**values, "name": name, "lower_name": lower_first(name)}
    return ScenarioChange(group, chip.format_map(named), phrase.format_map(named))


def _values(path: str, was: object, new: object) -> dict[str, str]:
    """The values as the words of a declaration may name them."""
    values = {"was": value_of(path, was), "new": value_of(path, new)}
    numbers = {
        f"{key}_number": number(x) if isinstance(x, int | float) else values[key]
        for key, x in (("was", was), ("new", new))
    }
    return {**values, **numbers}
