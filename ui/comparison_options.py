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

NOW = "Now on What if"
"""What begins the name of a scenario that What if goes on changing."""


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
    candidates: dict[str, tuple[str, Scenario]] = {}
    if draft.current != draft.baseline:
        now = named(draft.baseline, NOW)
        candidates[CURRENT] = suggested_name(now, draft.current), draft.current
    if draft.baseline not in choices().values():
        candidates[PINNED] = one_line(suggested_name(draft.origin, draft.baseline)), draft.baseline
    for name, scenario in session().saved_scenarios.items():
        candidates[SAVED + name] = one_line(name), scenario
    picked = {key: (one_line(scenario.name), scenario) for key, scenario in choices().items()}
    labels = told_apart({**picked, **candidates})
    return {
        key: Choice(labels[key], scenario, key.removeprefix(SAVED) if key.startswith(SAVED) else "")
        for key, (_, scenario) in {**candidates, **picked}.items()
    }


def told_apart(candidates: Mapping[str, tuple[str, Scenario]]) -> dict[str, str]:
    """Names by key, no two the same: after one that has occurred before stands in what its scenario differs."""
    first: dict[str, Scenario] = {}
    names = []
    for name, scenario in candidates.values():
        if name in first:
            names.append(one_line(suggested_name(named(first[name], name), scenario)))
        else:
            first[name] = scenario
            names.append(name)
    return dict(zip(candidates, distinct(names), strict=True))


def baseline_key(options: Mapping[str, Choice]) -> str:
    """The key of What if's baseline."""
    baseline = current_draft().baseline
    return (
        PINNED
        if PINNED in options
        else next(k for k, c in options.items() if not c.saved_name and c.scenario == baseline)
    )


def suggested(options: Mapping[str, Choice]) -> list[str]:
    """Keys compared before the user chooses: What if's baseline, its current scenario, the kept ones.

    One that was kept without a change under the baseline's name is the baseline itself, not a second row; where there
    is none, the first under another name stands for it.
    """
    saved_keys = [k for k, c in options.items() if c.saved_name]
    base = baseline_key(options)
    itself = [k for k in saved_keys if base == _twin(options, k)]
    renamed = [k for k in saved_keys if k not in itself and _are_same(options, k, base)]
    first = renamed[0] if renamed and not itself else base
    current = [CURRENT] if CURRENT in options else []
    if current and any(_are_same(options, k, CURRENT) for k in saved_keys):
        current = []
    return [first, *current, *(k for k in saved_keys if k != first and k not in itself)]


def _are_same(options: Mapping[str, Choice], one: str, other: str) -> bool:
    """Whether two have the same settings."""
    return not diff(options[one].scenario, options[other].scenario)


def _twin(options: Mapping[str, Choice], key: str) -> str:
    """The scenario that a kept one is under the same name and with the same settings; "" where there is none."""
    name = one_line(options[key].saved_name)
    return next(
        (
            k
            for k, c in options.items()
            if not c.saved_name and c.label == name and _are_same(options, k, key)
        ),
        "",
    )


def shown(state: ComparisonState, options: Mapping[str, Choice]) -> list[str]:
    """The keys that are compared now. A scenario that was kept since is among them."""
    saved_names = {c.saved_name for c in options.values() if c.saved_name}
    if state.chosen is None:
        state.known = saved_names
        return suggested(options)
    for key in [k for k, c in options.items() if c.saved_name and c.saved_name not in state.known]:
        _add_kept(state, options, key)
    state.known = saved_names
    return [k for k in state.chosen if k in options]


def _add_kept(state: ComparisonState, options: Mapping[str, Choice], key: str) -> None:
    """Compare one that was kept since, under its name, and as no second row of what has another: see `suggested`."""
    chosen, twin = state.chosen or [], _twin(options, key)
    unnamed = [k for k in chosen if k in options and not options[k].saved_name and _are_same(options, k, key)]
    if twin or not unnamed:
        state.choose([*chosen, twin or key])
    else:
        if key_of_baseline(state, options, chosen) == unnamed[0]:
            state.baseline = key
        state.replace(unnamed[0], key)


def key_of_baseline(state: ComparisonState, options: Mapping[str, Choice], chosen: list[str]) -> str:
    """The key that the others are compared with; "" where nothing is chosen."""
    for key in (state.baseline, baseline_key(options), *chosen[:1]):
        if key in chosen:
            return key
    return ""


LEAST_SAID = 60
"""Characters."""


@dataclass(frozen=True)
class Starter:
    """Files that belong together. `about`: how their description begins."""

    name: str
    about: str
    keys: tuple[str, ...]


def starters() -> list[Starter]:
    """Ready comparisons, the largest first: files of which one begins with the other's whole name."""
    files, _ = scenarios()
    found = []
    for stem, scenario in files.items():
        members = [s for s in files if s.startswith(f"{stem}_")]
        if members:
            # One that changes its own rules is left out: its before and after are to be compared.
            both = len(members) > 1 and scenario.changes
            keys = sorted(members if both else [stem, *members], key=lambda s: not s.endswith("_before"))
            found.append(Starter(one_line(scenario.name), beginning(scenario.description), tuple(keys)))
    return sorted(found, key=lambda starter: -len(starter.keys))


def beginning(description: str) -> str:
    """The first sentences of a description, as many as say something."""
    said = ""
    for sentence in " ".join(description.split()).split(". "):
        if len(said) >= LEAST_SAID:
            break
        said += f"{' ' if said else ''}{sentence.rstrip('.')}."
    return said if description.strip() else ""


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
    """Scenarios as a report has them, in this order: under the names they are shown by; the current one's
    says of what it was made."""
    draft = current_draft()
    names = {key: options[key].label for key in keys}
    if CURRENT in names:
        names[CURRENT] = suggested_name(draft.baseline, draft.current)
    return [named(options[key].scenario, name) for key, name in names.items()]
