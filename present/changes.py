"""What differs between the picked scenario and the current one, in a manager's words."""

from __future__ import annotations

from dataclasses import dataclass

from present.formats import plain
from sim import Scenario

POLICIES = {
    "until_satisfied": "Stay until the caller is entirely pleased",
    "caller_ends": "No written rule: the caller ends the call",
    "after_minutes": "The agent may end a call that leads nowhere",
}
BASES = {"each_call": "Each call", "shift_average": "Average over the shift"}


@dataclass(frozen=True)
class Change:
    """One difference. `group`: the lever's; `chip`: "Agents: 49 (was 52)"; `phrase`: "with 3 fewer agents"."""

    group: str
    chip: str
    phrase: str


def number(x: float) -> str:
    """A setting's value: as many digits as it has, up to two."""
    text = plain(x, 2)
    return text.rstrip("0").rstrip(".") if "." in text else text


def percent(x: float) -> str:
    """A share as "16.7 %"."""
    text = plain(x * 100.0, 1)
    return f"{text.removesuffix('.0')} %"


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


def changes(base: Scenario, now: Scenario) -> list[Change]:
    """Every difference the levers can make, in the order of the levers."""
    found = [
        _calls(base, now),
        _mix(base, now),
        _difficult(base, now),
        *_agents(base, now),
        _coping(base, now),
        _cap(base, now),
        _ending(base, now),
        _pause(base, now),
        *_targets(base, now),
    ]
    return [c for c in found if c is not None]


def joined(parts: list[str]) -> str:
    """ "a", "a and b", "a, b and c"."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"
