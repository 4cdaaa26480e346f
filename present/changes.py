"""What differs between the picked scenario and the current one, in a manager's words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from present.field_names import name_of, number, percent, value_of
from present.text_layout import lower_first, plural
from sim import Scenario, ScenarioError, replace
from sim.scenario import as_dict, diff

CAP, QUOTA, ENDING = "rules.handle_time_cap", "rules.quota", "rules.disengagement"
GROUPS: dict[str, Callable[[str], bool]] = {
    "calls": lambda p: p == "demand.calls_per_day",
    "mix": lambda p: p.startswith("call_types.") and p.endswith(".share"),
    "difficult": lambda p: p == "callers.difficult_share",
    "breaks": lambda p: p.startswith("teams.") and p.endswith(".breaks"),
    "coping": lambda p: p.startswith("training.coping."),
    "cap": lambda p: p.startswith(f"{CAP}."),
    "quota": lambda p: p.startswith(f"{QUOTA}."),
    "ending": lambda p: p.startswith(f"{ENDING}."),
    "pause": lambda p: p == "rules.pause_after_hostile_min",
    "within": lambda p: p == "targets.within_s",
    "line": lambda p: p == "targets.exhaustion_line",
}


def group_of(path: str) -> str:
    """The group of levers whose change one chip stands for; a path outside the groups is its own."""
    if path.startswith("teams.") and path.endswith(".agents"):
        return f"agents.{path.split('.')[1]}"
    return next((group for group, has in GROUPS.items() if has(path)), path)


@dataclass(frozen=True)
class Change:
    """One difference. `group`: the lever's; `chip`: "Agents: 49 (was 52)"; `phrase`: "with 3 fewer agents"."""

    group: str
    chip: str
    phrase: str


def _calls(baseline: Scenario, current: Scenario) -> Change | None:
    was, new = baseline.demand.calls_per_day, current.demand.calls_per_day
    if was == new:
        return None
    how = (
        f"{percent(abs(new / was - 1.0))} {'more' if new > was else 'fewer'} new issues"
        if was
        else "new issues"
    )
    return Change("calls", f"New issues a day: {number(new)} (was {number(was)})", f"with {how}")


def _mix(baseline: Scenario, current: Scenario) -> Change | None:
    was = {t.name: t.share for t in baseline.call_types}
    if was == {t.name: t.share for t in current.call_types}:
        return None
    words = ", ".join(f"{t.name} {percent(t.share)}" for t in current.call_types)
    return Change("mix", f"Call mix: {words}", "with another mix of calls")


def _difficult(baseline: Scenario, current: Scenario) -> Change | None:
    was, new = baseline.callers.difficult_share, current.callers.difficult_share
    if was == new:
        return None
    return Change(
        "difficult",
        f"Difficult callers: {percent(new)} (was {percent(was)})",
        f"with {percent(new)} difficult callers instead of {percent(was)}",
    )


def _agents(baseline: Scenario, current: Scenario) -> list[Change]:
    found = []
    for team, new in zip(baseline.teams, current.teams, strict=True):
        if team.agents != new.agents:
            gap = abs(new.agents - team.agents)
            where = f" in {team.name}" if len(baseline.teams) > 1 else ""
            more = "more" if new.agents > team.agents else "fewer"
            found.append(
                Change(
                    f"agents.{team.name}",
                    f"Agents, {team.name}: {new.agents} (was {team.agents})",
                    f"with {gap} {more} {plural(gap, 'agent', 'agents')}{where}",
                )
            )
    return found


def _coping(baseline: Scenario, current: Scenario) -> Change | None:
    was, new = baseline.training.coping, current.training.coping
    if (was.effect, was.weeks) == (new.effect, new.weeks):
        return None
    if not new.effect or not new.weeks:
        return Change("coping", "No coping training", "without coping training")
    return Change(
        "coping",
        f"Coping training: spares {percent(new.effect)} of the toll",
        f"with coping training that spares {percent(new.effect)} of a hostile call's toll",
    )


def _cap(baseline: Scenario, current: Scenario) -> Change | None:
    was, new = baseline.rules.handle_time_cap, current.rules.handle_time_cap
    if was == new:
        return None
    if new.minutes is None:
        if was.minutes is None:
            return None
        return Change("cap", f"No time target (was {number(was.minutes)} min)", "without the time target")
    basis = "for each call" if new.basis == "each_call" else "on average over the shift"
    chip = f"Time target: {number(new.minutes)} min {basis}, enforced {percent(new.enforcement)}"
    return Change("cap", chip, f"with a {number(new.minutes)}-minute target {basis}")


def _ending(baseline: Scenario, current: Scenario) -> Change | None:
    was, new = baseline.rules.disengagement, current.rules.disengagement
    if was == new:
        return None
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
    return Change("ending", chip, phrase)


def _pause(baseline: Scenario, current: Scenario) -> Change | None:
    was, new = baseline.rules.pause_after_hostile_min, current.rules.pause_after_hostile_min
    if was == new:
        return None
    chip = f"Pause after a hostile call: {number(new)} min (was {number(was)})"
    return Change("pause", chip, f"with a pause of {number(new)} min after a hostile call")


def _targets(baseline: Scenario, current: Scenario) -> list[Change]:
    found = []
    if baseline.targets.within_s != current.targets.within_s:
        new = number(current.targets.within_s)
        chip = f"In time means within {new} s (was {number(baseline.targets.within_s)})"
        found.append(Change("within", chip, f"counting calls answered within {new} s"))
    if baseline.targets.exhaustion_line != current.targets.exhaustion_line:
        new = number(current.targets.exhaustion_line)
        chip = f"Exhaustion line at {new} (was {number(baseline.targets.exhaustion_line)})"
        found.append(Change("line", chip, f"with the exhaustion line at {new}"))
    return found


def _quota(baseline: Scenario, current: Scenario) -> Change | None:
    was, new = baseline.rules.quota, current.rules.quota
    if was == new or (new.calls_per_shift is None and was.calls_per_shift is None):
        return None
    if new.calls_per_shift is None:
        return Change("quota", f"No quota (was {was.calls_per_shift} calls a shift)", "without the quota")
    chip = f"Quota: {new.calls_per_shift} calls a shift, enforced {percent(new.enforcement)}"
    return Change("quota", chip, f"with a quota of {new.calls_per_shift} calls a shift")


def _breaks(baseline: Scenario, current: Scenario) -> Change | None:
    was = {t.name: t.breaks for t in baseline.teams}
    differ = [t for t in current.teams if t.breaks != was[t.name]]
    if not differ:
        return None
    before, after = (sum(b.minutes for b in t) for t in (was[differ[0].name], differ[0].breaks))
    chip = f"Breaks: {number(after)} min a shift (was {number(before)})"
    return Change("breaks", chip, f"with {number(after)} min of breaks a shift instead of {number(before)}")


def undated(baseline: Scenario, current: Scenario) -> tuple[Scenario, int]:
    """The current scenario as if what it changes in mid-run, and the baseline does not, held from the start.

    And the measured week from which that holds; 0 where it changes nothing at a date.
    """
    theirs = {c.week: c.set for c in baseline.changes}
    extra = {
        c.week: {p: v for p, v in c.set.items() if p not in theirs.get(c.week, {}) or theirs[c.week][p] != v}
        for c in current.changes
    }
    extra = {week: values for week, values in extra.items() if values}
    if len(extra) != 1 or set(theirs) - {c.week for c in current.changes}:
        return current, 0
    ((week, values),) = extra.items()
    try:
        steady = replace(current, {"changes": as_dict(baseline)["changes"]})
        return replace(steady, values), week
    except ScenarioError:  # it can only be so at that date
        return current, 0


def changes(baseline: Scenario, current: Scenario) -> list[Change]:
    """Every difference, in the order of the levers; what no lever can make comes last."""
    steady, _ = undated(baseline, current)
    rest = diff(baseline, steady)
    if "teams" in rest or "call_types" in rest:  # other people or other calls: nothing to be said one by one
        return [_plain(path, *values) for path, values in rest.items()]
    of_levers = [
        _calls(baseline, steady),
        _mix(baseline, steady),
        _difficult(baseline, steady),
        *_agents(baseline, steady),
        _breaks(baseline, steady),
        _coping(baseline, steady),
        _cap(baseline, steady),
        _quota(baseline, steady),
        _ending(baseline, steady),
        _pause(baseline, steady),
        *_targets(baseline, steady),
    ]
    found = [c for c in of_levers if c is not None]
    others = [(path, values) for path, values in rest.items() if group_of(path) == path]
    return found + [_plain(path, *values) for path, values in others]


def _plain(path: str, was: object, new: object) -> Change:
    name, before, after = name_of(path), value_of(path, was), value_of(path, new)
    return Change(path, f"{name}: {after} (was {before})", f"with {lower_first(name)} {after}")
