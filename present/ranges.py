"""How far a difference moves when the assumptions do, in a line for a tile and in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from present.comparison import FIRST_KEYS
from present.formats import difference_unit, signed, with_unit
from present.pair import Pair
from present.text_layout import joined, upper_first
from present.tiles import HERO, SECOND_ROW, is_simulated
from sim import KPIS
from sim.experiment.sensitivity import ASSUMPTIONS, AssumptionRange, End

WAITING = "Other assumptions: calculating…"


def range_line(ranges: AssumptionRange, key: str, pair: Pair) -> str:
    """Such as "Other assumptions: +9.8 to +28.1"; "" where there is no difference to move."""
    kpi, span = KPIS[key], ranges.span(key, pair.window(key))
    if span.lowest is None or span.highest is None:
        return ""
    places = pair.shown(key).places
    low, high = signed(kpi, span.lowest, places), signed(kpi, span.highest, places)
    if low == high:
        return f"Other assumptions: {low} as well"
    turned = ", better or worse" if span.sign_turns else ""
    return f"Other assumptions: {low} to {high}{turned}"


def deciding(ranges: AssumptionRange, pair: Pair) -> str:
    """Which assumption decides whether a figure gets better or worse; "" where none does."""
    parts = []
    for key in turning(ranges, pair):
        by = joined([a.words for a in ranges.span(key, pair.window(key)).decided_by])
        parts.append(f"for {KPIS[key].noun}, better or worse depends on {by}")
    return upper_first(f"{'; '.join(parts)}.") if parts else ""


def doubts(ranges: AssumptionRange, pair: Pair) -> dict[str, str]:
    """For each tile whose figure an assumption turns: how far it moves."""
    return {key: range_line(ranges, key, pair) for key in turning(ranges, pair, (*HERO, *SECOND_ROW))}


def turning(ranges: AssumptionRange, pair: Pair, keys: Sequence[str] = FIRST_KEYS) -> list[str]:
    """The key figures that rise under one assumption and fall under another; none from too few runs."""
    return [
        key
        for key in keys
        if is_simulated(pair.current, key) and ranges.span(key, pair.window(key)).sign_turns
    ]


CLOSE_CALL = 0.25
"""A difference is a close call where an end of its interval is nearer to zero than this share of half its width. From
ten runs that width is itself uncertain by as much."""


def close_calls(pair: Pair) -> list[str]:
    """The headline figures of which as many runs again may say "not detected" instead of a change, or a change."""
    return [key for key in HERO if is_simulated(pair.current, key) and _is_close_call(pair, key)]


def _is_close_call(pair: Pair, key: str) -> bool:
    low, high = pair.difference(key).low, pair.difference(key).high
    if low is None or high is None or pair.verdict(key).kind == "same":
        return False
    return min(abs(low), abs(high)) < CLOSE_CALL * (high - low) / 2.0


def range_lines(ranges: AssumptionRange, pair: Pair) -> tuple[str, ...]:
    """The lines of the three large tiles; "" for a figure that is not simulated or has no value."""
    return tuple(range_line(ranges, key, pair) if is_simulated(pair.current, key) else "" for key in HERO)


def what_was_moved(ranges: AssumptionRange) -> Iterator[str]:
    """Sentences for whoever asks what these ranges are."""
    moved = [a.words for a in ASSUMPTIONS if a not in ranges.not_moved]
    yield (
        "Under other assumptions: the same comparison on the same callers, with one of these at a time at either "
        f"end of its evidence: {'; '.join(moved)}."
    )
    for a in ranges.not_moved:
        yield f"Not moved, since the two differ in it: {a.words}."


IF: dict[tuple[str, End], str] = {
    ("eta", "low"): "rushing hurts resolution less than we assume",
    ("eta", "high"): "rushing hurts resolution more than we assume",
    ("call_back", "low"): "fewer callers ring again about what was not resolved",
    ("call_back", "high"): "more callers ring again about what was not resolved",
    ("hold_times", "low"): "difficult and upset callers hold an agent for a shorter time",
    ("hold_times", "high"): "difficult and upset callers hold an agent for a longer time",
    ("w_A", "low"): "time pressure itself does not tire people",
    ("w_A", "high"): "time pressure itself tires people more than we assume",
}
"""Every assumption at either end of its evidence, in words."""


@dataclass(frozen=True)
class LeastSure:
    """One difference where it is smallest, or the other way: "if …, exhaustion +3.4 points instead of +8.7".

    `moved`: "exhaustion +3.4 points"; `instead`: "+8.7"; `turns`: whether it is clearly the other way.
    """

    condition: str
    moved: str
    instead: str
    turns: bool


def least_sure_figures(ranges: AssumptionRange, pair: Pair) -> list[LeastSure]:
    """How small, or of the other sign, each shown difference may be; nothing from too few runs."""
    found: list[LeastSure] = []
    if not ranges.allows_verdict:
        return found
    for key in FIRST_KEYS:
        kpi, difference = KPIS[key], pair.difference(key).mean
        if not is_simulated(pair.current, key) or not pair.verdict(key).judged or not difference:
            continue
        way = 1.0 if difference > 0.0 else -1.0
        means = {
            s: e.mean * way for s, e in ranges.under(key, pair.window(key)).items() if e.mean is not None
        }
        setting = min(means, key=means.__getitem__)
        if setting.assumption is None or setting.end is None:
            continue
        worth_saying = max(kpi.matters_from(pair.before(key).mean), 0.1 * abs(difference))
        if abs(difference) - means[setting] < worth_saying:
            continue
        words = difference_unit(kpi, pair.current.scenario.costs.currency)
        clear = means[setting] < 0.0 and ranges.span(key, pair.window(key)).sign_turns
        turned = "" if means[setting] >= 0.0 else " (the other way)" if clear else " (no clear change)"
        shown = pair.shown(key)
        moved = with_unit(signed(kpi, means[setting] * way, shown.places), words)
        condition = IF[setting.assumption.key, setting.end]
        found.append(LeastSure(condition, f"{kpi.noun} {moved}{turned}", shown.difference_text, clear))
    return found


def least_sure(ranges: AssumptionRange, pair: Pair) -> tuple[str, ...]:
    """The same by what would make it so: "if …, exhaustion +3.4 points instead of +8.7 and …"."""
    parts: dict[str, list[str]] = {}
    for one in least_sure_figures(ranges, pair):
        parts.setdefault(one.condition, []).append(f"{one.moved} instead of {one.instead}")
    return tuple(f"if {condition}, {joined(shown)}" for condition, shown in parts.items())


def least_sure_in_words(ranges: AssumptionRange, pair: Pair) -> str:
    """The same as one sentence, "If …; if …."; "" where every difference stays."""
    conditions = least_sure(ranges, pair)
    return f"{upper_first('; '.join(conditions))}." if conditions else ""


def decided_by_assumption(keys: Sequence[str]) -> str:
    """That an assumption decides the direction of these figures, which are not none; without a full stop."""
    way = "rises or falls" if len(keys) == 1 else "rise or fall"
    return f"an assumption decides whether {joined([KPIS[key].subject for key in keys])} {way}"


def equivalent_in_doubt(ranges: AssumptionRange, pair: Pair) -> str:
    """What to say beside a number of people that answers calls as fast: how far answer speed rests on assumptions."""
    key = "service_level"
    kpi, window = KPIS[key], pair.window(key)
    span = ranges.span(key, window)
    if not pair.verdict(key).judged or span.lowest is None or span.highest is None:
        return ""
    places = pair.shown(key).places
    moved = f"{signed(kpi, span.lowest, places)} to {signed(kpi, span.highest, places)} points"
    if span.sign_turns:
        return (
            f"**Treat these staffing figures with caution**: under other assumptions answer speed changes by {moved}; "
            f"whether it rises or falls depends on {joined([a.words for a in span.decided_by])}."
        )
    return f"Under other assumptions answer speed changes by {moved}, and these staffing figures with it."
