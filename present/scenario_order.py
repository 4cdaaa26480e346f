"""In which order scenarios are offered, and what each is called there: cases together, before ahead of after."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from present.text_layout import joined
from sim import Scenario


@dataclass(frozen=True)
class Group:
    """Scenarios that belong together. `word`: said before each name; `stems`: of their files, in order."""

    word: str
    stems: tuple[str, ...]


def _case(stem: str) -> tuple[str, ...]:
    return f"{stem}_before", f"{stem}_after", stem


GROUPS = (
    Group("", ("typical_centre",)),
    Group("Case", _case("sydney_four_minute_target")),
    Group("Case", _case("darwin_right_to_end_calls")),
    Group("Case", _case("adelaide_coping_training")),
    Group("Bot", ("bot_takes_the_easy_third_before", "bot_takes_the_easy_third")),
    Group(
        "Remedies",
        tuple(
            f"train_or_change{ending}"
            for ending in (
                "", "_script_training", "_coping_training", "_more_agents", "_end_call_rule", "_no_cap", "_both",
            )
        ),
    ),
    Group("Real data", ("anonymous_bank",)),
)  # fmt: skip
"""The scenarios that come with Headroom; any others stand after them, by their names."""
_PLACES = {
    stem: (place, group.word) for place, (stem, group) in enumerate((s, g) for g in GROUPS for s in g.stems)
}


def in_order(stems: Sequence[str]) -> list[str]:
    """Those that are known first, in the order of their groups; the others by their letters."""
    return sorted(stems, key=lambda stem: (_PLACES.get(stem, (len(_PLACES), ""))[0], stem))


def offered_as(stem: str, scenarios: Mapping[str, Scenario], word: str = "") -> str:
    """A scenario's name in a list: after its group's word, with the week in which it changes by itself.

    `word`: of the group of one that does not come with Headroom.
    """
    scenario = scenarios[stem]
    name = scenario.name
    weeks = [str(change.week + 1) for change in scenario.changes if change.week]
    if weeks:
        name += f", changed in week {joined(weeks)}"
    if sum(other.name == scenario.name for other in scenarios.values()) > 1 and stem not in _PLACES:
        name += f" ({stem})"
    group = _PLACES[stem][1] if stem in _PLACES else word
    return f"{group} · {name}" if group else name
