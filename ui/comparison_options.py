"""What the page Compare is about: which scenarios, which of them is the baseline, what of them is shown.

It is kept for the session, so it survives a change of page; until the user chooses, it follows What if.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from present.comparison_tables import distinct
from present.sentences import suggested_name
from sim import Scenario, replace
from sim.scenario import diff
from ui.comparison_state import CURRENT, PINNED, SAVED, ComparisonState
from ui.scenario_files import scenarios
from ui.session import choices, current_draft, keep, session


@dataclass(frozen=True)
class Choice:
    """A scenario that can be chosen. `label`: no other has the same; `saved_name`: as kept for Compare, or ""."""

    label: str
    scenario: Scenario
    saved_name: str = ""


def offered() -> dict[str, Choice]:
    """Everything that can be compared, by key: What if's, the kept ones, the user's own, the files.

    Raises LookupError where there is no scenario at all.
    """
    draft = current_draft()
    files, _ = scenarios()
    # key -> (label, what tells it from another of the same, …)
    candidates: dict[str, tuple[str, str, Scenario]] = {}
    if draft.current != draft.baseline:
        candidates[CURRENT] = "Current (What if)", "", draft.current
    if draft.baseline not in choices().values():
        candidates[PINNED] = f"{one_line(draft.baseline.name)} (pinned on What if)", "", draft.baseline
    for name, scenario in session().saved_scenarios.items():
        candidates[SAVED + name] = one_line(name), "kept", scenario
    for key, scenario in choices().items():
        candidates[key] = one_line(scenario.name), key if key in files else "yours", scenario
    names = [label for label, _, _ in candidates.values()]
    titles = [
        f"{label} ({apart})" if apart and names.count(label) > 1 else label
        for label, apart, _ in candidates.values()
    ]
    return {
        key: Choice(title, scenario, key.removeprefix(SAVED) if key.startswith(SAVED) else "")
        for title, (key, (_, _, scenario)) in zip(distinct(titles), candidates.items(), strict=True)
    }


def baseline_key(options: Mapping[str, Choice]) -> str:
    """The key of What if's baseline."""
    baseline = current_draft().baseline
    return (
        PINNED
        if PINNED in options
        else next(k for k, c in options.items() if not c.saved_name and c.scenario == baseline)
    )


def suggested(options: Mapping[str, Choice]) -> list[str]:
    """Keys compared before the user chooses: What if's baseline, its current scenario, the kept ones."""
    saved_keys = [k for k, c in options.items() if c.saved_name]
    current = [CURRENT] if CURRENT in options else []
    if current and any(not diff(options[k].scenario, options[CURRENT].scenario) for k in saved_keys):
        current = []
    return [baseline_key(options), *current, *saved_keys]


def shown(state: ComparisonState, options: Mapping[str, Choice]) -> list[str]:
    """The keys that are compared now. A scenario that was kept since is among them."""
    saved_names = {c.saved_name for c in options.values() if c.saved_name}
    if state.chosen is None:
        state.known = saved_names
        return suggested(options)
    for name in (c.saved_name for c in options.values() if c.saved_name and c.saved_name not in state.known):
        state.choose([*state.chosen, SAVED + name])
    state.known = saved_names
    return [k for k in state.chosen if k in options]


def key_of_baseline(state: ComparisonState, options: Mapping[str, Choice], chosen: list[str]) -> str:
    """The key that the others are compared with; "" where nothing is chosen."""
    for key in (state.baseline, baseline_key(options), *chosen[:1]):
        if key in chosen:
            return key
    return ""


def families() -> list[tuple[str, list[str]]]:
    """Name and keys of files that belong together: one begins with the other's whole name."""
    files, _ = scenarios()
    groups = []
    for stem, scenario in files.items():
        members = [s for s in files if s.startswith(f"{stem}_")]
        if len(members) > 1 and not scenario.changes:
            groups.append((one_line(scenario.name), [stem, *members]))
        elif len(members) > 1:  # one that changes its own rules: its before and after are to be compared
            groups.append((one_line(scenario.name), sorted(members, key=lambda s: not s.endswith("before"))))
    return groups


def rename(state: ComparisonState, old: str, new_name: str) -> None:
    """Give a kept scenario another name; it keeps its place."""
    saved = session().saved_scenarios
    if not new_name.strip() or new_name.strip() == old or old not in saved:
        return
    later = list(saved)[list(saved).index(old) + 1 :]
    new = keep(saved.pop(old), new_name)
    for name in later:
        saved[name] = saved.pop(name)
    state.known.add(new)
    state.replace(SAVED + old, SAVED + new)


def remove(state: ComparisonState, name: str) -> None:
    """Remove a kept scenario."""
    session().saved_scenarios.pop(name, None)
    state.replace(SAVED + name, "")


def keep_current(state: ComparisonState) -> None:
    """Keep what is current on What if; it takes the current one's place."""
    draft = current_draft()
    name = keep(draft.current, suggested_name(draft.baseline, draft.current))
    if state.chosen is not None:
        state.known.add(name)
        state.replace(CURRENT, SAVED + name)


# ── Names as they are ─────────────────────────────────────────────────────────────────────────────


def one_line(name: str) -> str:
    """A scenario's name in one line."""
    return " ".join(name.split()) or "Scenario without a name"


def named(scenario: Scenario, name: str) -> Scenario:
    """The scenario under the name it is shown by, as far as names may be long."""
    return replace(scenario, {"name": name[:120]})


def report_scenarios(options: Mapping[str, Choice], keys: Sequence[str]) -> list[Scenario]:
    """Scenarios as a report has them, in this order: under the names they have as files; the current one's says
    what was changed."""
    draft = current_draft()
    names = {key: options[key].saved_name or options[key].scenario.name for key in keys}
    if CURRENT in names:
        names[CURRENT] = suggested_name(draft.baseline, draft.current)
    return [named(options[key].scenario, name) for key, name in names.items()]
