"""What differs between the picked scenario and the current one, in a manager's words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from present.field_names import name_of, number, percent, value_of
from sim import Scenario, ScenarioError, but
from sim.scenario import as_dict, differing

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


def _calls(base: Scenario, now: Scenario) -> Change | None:
    was, new = base.demand.calls_per_day, now.demand.calls_per_day
    if was == new:
        return None
    how = (
        f"{percent(abs(new / was - 1.0))} {'more' if new > was else 'fewer'} new issues"
        if was
        else "new issues"
    )
    return Change("calls", f"New issues a day: {number(new)} (was {number(was)})", f"with {how}")


def _mix(base: Scenario, now: Scenario) -> Change | None:
    was = {t.name: t.share for t in base.call_types}
    if was == {t.name: t.share for t in now.call_types}:
        return None
    words = ", ".join(f"{t.name} {percent(t.share)}" for t in now.call_types)
    return Change("mix", f"Call mix: {words}", "with another mix of calls")


def _difficult(base: Scenario, now: Scenario) -> Change | None:
    was, new = base.callers.difficult_share, now.callers.difficult_share
    if was == new:
        return None
    return Change(
        "difficult",
        f"Difficult callers: {percent(new)} (was {percent(was)})",
        f"with {percent(new)} difficult callers instead of {percent(was)}",
    )


def _agents(base: Scenario, now: Scenario) -> list[Change]:
    found = []
    for team, new in zip(base.teams, now.teams, strict=True):
        if team.agents != new.agents:
            gap = abs(new.agents - team.agents)
            where = f" in {team.name}" if len(base.teams) > 1 else ""
            more = "more" if new.agents > team.agents else "fewer"
            found.append(
                Change(
                    f"agents.{team.name}",
                    f"Agents, {team.name}: {new.agents} (was {team.agents})",
                    f"with {gap} {more} {'agent' if gap == 1 else 'agents'}{where}",
                )
            )
    return found


def _coping(base: Scenario, now: Scenario) -> Change | None:
    was, new = base.training.coping, now.training.coping
    if (was.effect, was.weeks) == (new.effect, new.weeks):
        return None
    if not new.effect or not new.weeks:
        return Change("coping", "No coping training", "without coping training")
    return Change(
        "coping",
        f"Coping training: spares {percent(new.effect)} of the toll",
        f"with coping training that spares {percent(new.effect)} of a hostile call's toll",
    )


def _cap(base: Scenario, now: Scenario) -> Change | None:
    was, new = base.rules.handle_time_cap, now.rules.handle_time_cap
    if was == new:
        return None
    if new.minutes is None:
        if was.minutes is None:
            return None
        return Change("cap", f"No time target (was {number(was.minutes)} min)", "without the time target")
    basis = "for each call" if new.basis == "each_call" else "on average over the shift"
    chip = f"Time target: {number(new.minutes)} min {basis}, enforced {percent(new.enforcement)}"
    return Change("cap", chip, f"with a {number(new.minutes)}-minute target {basis}")


def _ending(base: Scenario, now: Scenario) -> Change | None:
    was, new = base.rules.disengagement, now.rules.disengagement
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


def _pause(base: Scenario, now: Scenario) -> Change | None:
    was, new = base.rules.pause_after_hostile_min, now.rules.pause_after_hostile_min
    if was == new:
        return None
    chip = f"Pause after a hostile call: {number(new)} min (was {number(was)})"
    return Change("pause", chip, f"with a pause of {number(new)} min after a hostile call")


def _targets(base: Scenario, now: Scenario) -> list[Change]:
    found = []
    if base.targets.within_s != now.targets.within_s:
        new = number(now.targets.within_s)
        chip = f"In time means within {new} s (was {number(base.targets.within_s)})"
        found.append(Change("within", chip, f"counting calls answered within {new} s"))
    if base.targets.exhaustion_line != now.targets.exhaustion_line:
        new = number(now.targets.exhaustion_line)
        chip = f"Exhaustion line at {new} (was {number(base.targets.exhaustion_line)})"
        found.append(Change("line", chip, f"with the exhaustion line at {new}"))
    return found


def _quota(base: Scenario, now: Scenario) -> Change | None:
    was, new = base.rules.quota, now.rules.quota
    if was == new or (new.calls_per_shift is None and was.calls_per_shift is None):
        return None
    if new.calls_per_shift is None:
        return Change("quota", f"No quota (was {was.calls_per_shift} calls a shift)", "without the quota")
    chip = f"Quota: {new.calls_per_shift} calls a shift, enforced {percent(new.enforcement)}"
    return Change("quota", chip, f"with a quota of {new.calls_per_shift} calls a shift")


def _breaks(base: Scenario, now: Scenario) -> Change | None:
    was = {t.name: t.breaks for t in base.teams}
    differ = [t for t in now.teams if t.breaks != was[t.name]]
    if not differ:
        return None
    before, after = (sum(b.minutes for b in t) for t in (was[differ[0].name], differ[0].breaks))
    chip = f"Breaks: {number(after)} min a shift (was {number(before)})"
    return Change("breaks", chip, f"with {number(after)} min of breaks a shift instead of {number(before)}")


def undated(base: Scenario, now: Scenario) -> tuple[Scenario, int]:
    """The current scenario as if what it changes in mid-run, and the baseline does not, held from the start.

    And the measured week from which that holds; 0 where it changes nothing at a date.
    """
    theirs = {c.week: c.set for c in base.changes}
    extra = {
        c.week: {p: v for p, v in c.set.items() if p not in theirs.get(c.week, {}) or theirs[c.week][p] != v}
        for c in now.changes
    }
    extra = {week: values for week, values in extra.items() if values}
    if len(extra) != 1 or set(theirs) - {c.week for c in now.changes}:
        return now, 0
    ((week, values),) = extra.items()
    try:
        steady = but(now, {"changes": as_dict(base)["changes"]})
        return but(steady, values), week
    except ScenarioError:  # it can only be so at that date
        return now, 0


def changes(base: Scenario, now: Scenario) -> list[Change]:
    """Every difference, in the order of the levers; what no lever can make comes last."""
    steady, _ = undated(base, now)
    rest = differing(base, steady)
    if "teams" in rest or "call_types" in rest:  # other people or other calls: nothing to be said one by one
        return [_plain(path, *values) for path, values in rest.items()]
    of_levers = [
        _calls(base, steady),
        _mix(base, steady),
        _difficult(base, steady),
        *_agents(base, steady),
        _breaks(base, steady),
        _coping(base, steady),
        _cap(base, steady),
        _quota(base, steady),
        _ending(base, steady),
        _pause(base, steady),
        *_targets(base, steady),
    ]
    found = [c for c in of_levers if c is not None]
    others = [(path, values) for path, values in rest.items() if group_of(path) == path]
    return found + [_plain(path, *values) for path, values in others]


def _plain(path: str, was: object, new: object) -> Change:
    name, before, after = name_of(path), value_of(path, was), value_of(path, new)
    return Change(path, f"{name}: {after} (was {before})", f"with {name[:1].lower()}{name[1:]} {after}")


def joined(parts: list[str]) -> str:
    """ "a", "a and b", "a, b and c"."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"
