"""In which settings scenarios differ from a baseline, as a table in words; and how to get there by a few values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from present.changes import applied_from_start
from present.field_names import name_of, number, percent, value_of, values_of
from present.text_layout import counted
from sim import Scenario, ScenarioError, replace
from sim.scenario import as_dict, diff
from sim.scenario.paths import items_by_name
from sim.scenario.people import Shift

SAME = "as the baseline"
WHOLE = ("demand.profile", "demand.weekday_factor", "demand.open.hours")
"""Maps that are one setting to a reader, whatever entries differ."""
NO_LEVER = ("observed",)
SWITCHES = {
    "rules.handle_time_cap.basis": "rules.handle_time_cap.minutes",
    "rules.handle_time_cap.enforcement": "rules.handle_time_cap.minutes",
    "rules.quota.enforcement": "rules.quota.calls_per_shift",
    "rules.disengagement.after_min": "rules.disengagement.policy",
}
"""By what a setting comes and goes: where a rule is off, its other settings lie in the file unused."""
OFF = (None, "until_satisfied", "caller_ends")
NOT_SET = "none"
LONGEST = 160
"""Characters of one value; what is longer is a matter for the file."""


@dataclass(frozen=True)
class SettingRow:
    """One setting. `cells`: one for each other scenario, SAME where nothing differs."""

    path: str
    name: str
    baseline: str
    cells: tuple[str, ...]


def differing_rows(baseline: Scenario, others: Sequence[Scenario]) -> list[SettingRow]:
    """Every setting in which any of the others differs from the baseline, in the file's order, values with units."""
    data, data_of_each = as_dict(baseline), [as_dict(other) for other in others]
    paths_of_each = [
        [*_paths(baseline, other), *_switched(data, of_other)]
        for other, of_other in zip(others, data_of_each, strict=True)
    ]
    used = {path for path in SWITCHES if any(_is_on(each, path) for each in (data, *data_of_each))}

    def words(path: str, data: Mapping[str, Any], scenario: Scenario) -> str:
        if path in used and not _is_on(data, path):
            return NOT_SET
        return _words(path, _at(data, path), scenario)

    rows = []
    for path in sorted({p for paths in paths_of_each for p in paths}, key=_place(data, data_of_each)):
        was = words(path, data, baseline)
        cells = []
        for other, of_other, paths in zip(others, data_of_each, paths_of_each, strict=True):
            whole = next((p for p in paths if path.startswith(f"{p}.")), None)
            if whole is not None:
                cells.append(f"see {name_of(whole)}")
            elif path not in paths:
                cells.append(SAME)
            else:
                value = _at(of_other, path)
                new = words(path, of_other, other)
                if new == was != NOT_SET and isinstance(value, int | float):
                    new = values_of(path, _at(data, path), value)[1].replace("currency", other.costs.currency)
                same = SAME if new == NOT_SET else f"{new}, other details"
                cells.append(new if new != was else same)
        alone = path.startswith("teams.") and len(baseline.teams) == 1
        rows.append(SettingRow(path, name_of(path, alone=alone), was, tuple(cells)))
    return rows


def _paths(baseline: Scenario, other: Scenario) -> list[str]:
    paths: dict[str, None] = {}
    for path in diff(baseline, other):
        if path.split(".")[0] not in NO_LEVER:
            paths[next((w for w in WHOLE if path.startswith(w)), path)] = None
    return list(paths)


def _switched(baseline: Mapping[str, Any], other: Mapping[str, Any]) -> list[str]:
    """What comes or goes with a rule that only one of the two has."""
    return [path for path in SWITCHES if _is_on(baseline, path) != _is_on(other, path)]


def _is_on(data: Mapping[str, Any], path: str) -> bool:
    """Whether the rule is on to which a setting belongs."""
    return _at(data, SWITCHES[path]) not in OFF


def _place(baseline: Mapping[str, Any], others: Sequence[Mapping[str, Any]]) -> Any:
    """Sorts paths as the file has them; those that only others have come after their neighbours."""
    order: dict[str, int] = {}
    for data in (baseline, *others):
        for path in _walk(data, ""):
            order.setdefault(path, len(order))
    top = {key: i for i, key in enumerate(baseline)}
    return lambda path: (top[path.split(".")[0]], order.get(path, len(order)), path)


def _walk(data: Any, path: str) -> list[str]:
    """All paths, each before those below it."""
    below = [
        p for k, v in (items_by_name(data) or {}).items() for p in _walk(v, f"{path}.{k}" if path else str(k))
    ]
    return [path, *below]


def _at(data: Any, path: str) -> Any:
    """The value at a path of plain data; names may hold no dots. None where there is nothing."""
    for key in path.split("."):
        data = (items_by_name(data) or {}).get(key)
    return data


def _words(path: str, value: Any, scenario: Scenario) -> str:
    text = _long(path, value) or value_of(path, value).replace("currency", scenario.costs.currency)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1].rstrip()}…"


def _long(path: str, value: Any) -> str:
    """Lists and maps that a reader wants to see, in words; "" for all others."""
    last = path.rpartition(".")[2]
    match last, value:
        case "teams", list():
            return "; ".join(f"{t['name']} {value_of('teams[].agents', t['agents'])}" for t in value)
        case "call_types", list():
            return "; ".join(f"{t['name']} {percent(t['share'])}" for t in value)
        case "changes", list():
            return "; ".join(f"from week {c['week'] + 1}: {_settings(c['set'])}" for c in value)
        case "shifts", list():
            return ", ".join(_shift(Shift.model_validate(s)) for s in value)
        case "shifts", "always":
            return "on duty whenever open"
        case "weeks", list():
            return ", ".join(_week(w) for w in value)
        case "profile", None:
            return "even over the day"
        case "profile", list():
            return f"a shape over {len(value)} half-hours"
        case "profile", dict():
            return "a shape for each weekday"
        case "hours", dict():
            return ", ".join(f"{day} {span[0]}–{span[1]}" for day, span in value.items()) or "none"
        case "weekday_factor", dict():
            return ", ".join(f"{day} {number(x)}" for day, x in value.items())
        case "special_days", list():
            return ", ".join(
                f"week {d['week'] + 1} {d['day']} "
                + ("closed" if d["closed"] else f"× {number(d['calls_factor'])}")
                for d in value
            )
    return ""


def _shift(shift: Shift) -> str:
    people = percent(shift.share) if shift.agents is None else value_of("teams[].agents", shift.agents)
    own = "" if shift.breaks is None else ", no breaks"
    if shift.breaks:
        own = f", {value_of('teams[].breaks', shift.breaks)}"
    return f"{shift.start} for {number(shift.hours)} h ({people}{own})"


def _settings(values: Mapping[str, Any]) -> str:
    return ", ".join(f"{name_of(path)}: {_long(path, v) or value_of(path, v)}" for path, v in values.items())


def _week(week: int) -> str:
    """Weeks are counted from 0; negative ones lie before the first measured week."""
    return f"week {week + 1}" if week >= 0 else f"{counted(-week, 'week', 'weeks')} before week 1"


@dataclass(frozen=True)
class Steps:
    """A scenario as a baseline and values set from a measured week on (0: all the time)."""

    values: Mapping[str, Any]
    week: int


NOT_AT_ONCE = ("teams", "call_types")
NOT_BY_LEVER = ("changes", "horizon.", "observed", "demand.open.", "demand.profile", "costs.")


def steps_from(baseline: Scenario, other: Scenario) -> Steps | None:
    """The values that make the other scenario of the baseline; None where it is another centre altogether."""
    steady, week = applied_from_start(baseline, other)
    values = {path: new for path, (_, new) in diff(baseline, steady).items()}
    if any(path in NOT_AT_ONCE or path.startswith(NOT_BY_LEVER) for path in values):
        return None
    if any(path.startswith("call_types.") and path.endswith(".share") for path in values):
        values |= {f"call_types.{t.name}.share": t.share for t in steady.call_types}
    try:
        rebuilt = replace(baseline, values) if values else baseline
    except ScenarioError:
        return None
    return Steps(values, week) if not diff(rebuilt, steady) else None
