"""What matters most, in words: which input moves a figure most, which cannot be told, whether it acts alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from present.formats import (
    decimals,
    difference_unit,
    interval,
    mark,
    plain,
    rounded,
    scale,
    signed,
    value,
    with_targets,
    with_unit,
)
from present.inputs import Movable, unknown_name
from present.locale import whole
from present.text_layout import counted, joined, lower_first, upper_first
from present.tiles import NOT_SIMULATED
from sim import KPIS
from sim.experiment.inputs import GROUPS, Group
from sim.experiment.order_turns import OrderTurns
from sim.experiment.result import Estimate, is_simulated
from sim.experiment.screening import Effect, Kind, Screening
from sim.experiment.sensitivity import ENDS, End
from sim.experiment.what_matters import Bar, EndKind, Matters, is_longer

Known = Mapping[str, Movable]
SO_FAR = "So far: "
GROUP_NAMES: dict[Group, str] = {
    "lever": "What you can do",
    "demand": "What the callers bring",
    "assumption": "What nobody knows",
}
END_WORDS: dict[EndKind, str] = {
    "clear": "",
    "small": "too small to matter",
    "not detected": "not detected",
    "as now": "as now",
    "impossible": "cannot be simulated",
    "no value": "no value",
}
LEGEND = (
    "Filled: there and large enough to matter. Hollow: not detected, or too small to matter. Pale: at the low end, "
    "strong: at the high end. Lines are 95% intervals of the difference from now. Grey: what chance alone leaves open."
)


# ── Sentences ─────────────────────────────────────────────────────────────────────────────────────


def headline(found: Matters, known: Known, key: str) -> str:
    """The sentences that answer: what one can do that moves a KPI most, and whether what nobody knows moves it more."""
    if not is_simulated(found.scenario, key):
        return f"{_name(found, key)}: {NOT_SIMULATED}."
    at_stake = f"{KPIS[key].at_stake}{mark(KPIS[key])}"
    groups = {group: found.bars(key, group) for group in GROUPS}
    do, doubt = (found.first(key, groups[group]) for group in ("lever", "assumption"))
    if not do and not found.knows_all("lever"):
        return f"{SO_FAR}nothing is known yet."
    if not do:
        text = f"Nothing that you can do within these bounds is shown to move {at_stake}."
        if doubt:
            text += f" What nobody knows does: {_most(found, known, doubt, key)}."
    else:
        text = f"What you can do that moves {at_stake} most: {_most(found, known, do, key)}."
        text += f" {_beside(found, known, do, doubt, key)}"
    return text if found.finished else f"{SO_FAR}{lower_first(text)}"


def _most(found: Matters, known: Known, first: Sequence[Bar], key: str) -> str:
    if len(first) > 1:
        each = [
            f"{lower_first(known[bar.input.key].name)} (by {_size(found, bar.swing.mean, key)})"
            for bar in first
        ]
        return f"{joined(each)}. They cannot be told apart"
    (bar,) = first
    ends = [_end(found, known, bar, end, key) for end in ENDS if bar.kinds[end] == "clear"]
    return f"{lower_first(known[bar.input.key].name)}, {joined(ends)}"


def _end(found: Matters, known: Known, bar: Bar, end: End, key: str) -> str:
    """Such as "−12.1 points with 29 agents"."""
    return f"{_amount(found, bar.at[end], key)} {known[bar.input.key].where[end]}"


def _amount(found: Matters, difference: Estimate, key: str) -> str:
    kpi = KPIS[key]
    return with_unit(signed(kpi, difference.mean or 0.0), difference_unit(kpi, found.scenario.costs.currency))


def _size(found: Matters, x: float | None, key: str) -> str:
    """How long a bar is from end to end: "9.1 points"."""
    kpi = KPIS[key]
    number = plain((x or 0.0) * scale(kpi), decimals(kpi, x))
    return with_unit(number, difference_unit(kpi, found.scenario.costs.currency))


def _beside(found: Matters, known: Known, do: Sequence[Bar], doubt: Sequence[Bar], key: str) -> str:
    """How what nobody knows stands to the first of what one can do."""
    if not found.knows_all("assumption"):
        return "What nobody knows is still to come."
    if not doubt or is_longer(do[0], doubt[0]):
        return "Nothing that nobody knows moves it as much."
    name = lower_first(known[doubt[0].input.key].name)
    how = "moves it more" if is_longer(doubt[0], do[0]) else "may move it as much"
    return f"What nobody knows {how}: {name}."


def lines(found: Matters, known: Known, key: str) -> list[str]:
    """What else there is to say: what callers bring and what nobody knows, bars that bend, what chance alone does."""
    if not is_simulated(found.scenario, key):
        return []
    told = []
    for group in ("demand", "assumption"):
        first = found.first(key, found.bars(key, group))
        if not found.knows_all(group):
            continue
        text = _most(found, known, first, key) if first else "nothing is shown to move it"
        told.append(f"{GROUP_NAMES[group]}: {text}.")
    told += [bend(found, known, bar, key) for bar in found.bars(key) if bar.same_way]
    chance = found.chance(key)
    if chance is not None:
        told.append(
            f"Chance alone leaves the figure itself open by ±{_size(found, chance, key)}. Differences are sharper: the "
            "callers are the same."
        )
    return told


def bend(found: Matters, known: Known, bar: Bar, key: str) -> str:
    """That both ends go the same way."""
    way = "higher" if (bar.at["low"].mean or 0.0) > 0.0 else "lower"
    name = known[bar.input.key].name
    return f"{name}: {KPIS[key].at_stake} is {way} at both ends. Look at it over a range."


def undetected(found: Matters, known: Known, key: str) -> str:
    """Which inputs are not shown to move a KPI; "" where all are."""
    names = [lower_first(known[bar.input.key].name) for bar in found.bars(key) if not bar.is_detected]
    return f"Not detected: {joined(names)}." if names and is_simulated(found.scenario, key) else ""


def basis(found: Matters, off: Sequence[str]) -> str:
    """On what it rests. `off`: names of levers that are not moved because their rule is off."""
    fewest, most = found.runs
    runs = whole(most) if fewest == most else f"{whole(fewest)} to {whole(most)}"
    inputs = counted(len({key for key, _ in {**found.ends, **found.impossible}}), "input", "inputs")
    text = (
        f"{inputs}, one at a time at both ends, {runs} runs of each, the same callers in all. What nobody knows goes "
        "to the ends of its evidence."
    )
    return (
        f"{text} Not moved, because the rule is off: {joined(list(map(lower_first, off)))}." if off else text
    )


# ── Picture and table ─────────────────────────────────────────────────────────────────────────────


def _name(found: Matters, key: str) -> str:
    return f"{with_targets(KPIS[key].label, found.scenario)}{mark(KPIS[key])}"


def end_in_words(found: Matters, known: Known, bar: Bar, end: End, key: str) -> str:
    """One end: "29 agents: −12.1 points (−13.0 to −11.2)", "0 min: as now"."""
    where, kind = known[bar.input.key].ends[end], bar.kinds[end]
    if kind in ("as now", "impossible", "no value"):
        return f"{where}: {END_WORDS[kind]}"
    ends = interval(KPIS[key], bar.at[end])
    parts = [_amount(found, bar.at[end], key), f"({ends})" if ends else ""]
    text = f"{where}: {' '.join(part for part in parts if part)}"
    return f"{text}, {END_WORDS[kind]}" if END_WORDS[kind] else text


def picture_in_words(found: Matters, known: Known, key: str) -> str:
    """The text alternative of the picture: every bar, group by group."""
    parts = []
    for group in GROUPS:
        bars = found.bars(key, group)
        told = [
            f"{known[bar.input.key].name}: {'; '.join(end_in_words(found, known, bar, end, key) for end in ENDS)}"
            for bar in bars
        ]
        parts.append(f"{GROUP_NAMES[group]}: {'. '.join(told)}." if told else "")
    return f"{_name(found, key)}, difference from now. {' '.join(filter(None, parts))}"


def table(found: Matters, known: Known, key: str) -> pd.DataFrame:
    """One row an input, as in the picture: its ends, their differences and intervals."""
    kpi = KPIS[key]
    words = difference_unit(kpi, found.scenario.costs.currency)
    rows = []
    for group in GROUPS:
        for bar in found.bars(key, group):
            row: dict[str, object] = {"Group": GROUP_NAMES[group], "Moved": known[bar.input.key].name}
            for end in ENDS:
                difference, head = bar.at[end], f"{upper_first(end)} end"
                row[head] = known[bar.input.key].ends[end]
                row[f"{head}, {words}"] = rounded(kpi, difference.mean)
                row[f"{head}, 95% from"] = rounded(kpi, difference.low)
                row[f"{head}, 95% to"] = rounded(kpi, difference.high)
                row[f"{head}: detected"] = END_WORDS[bar.kinds[end]] or "yes"
            rows.append(row)
    return pd.DataFrame(rows)


def short_table(found: Matters, known: Known, key: str) -> pd.DataFrame:
    """The same in few columns, each end in words, for a slide."""
    return pd.DataFrame(
        [
            {
                "Group": GROUP_NAMES[group],
                "Moved": known[bar.input.key].name,
                **{f"{upper_first(end)} end": end_in_words(found, known, bar, end, key) for end in ENDS},
            }
            for group in GROUPS
            for bar in found.bars(key, group)
        ]
    )


# ── Alone or with others ──────────────────────────────────────────────────────────────────────────

KINDS: dict[Kind, str] = {
    "alone": "acts alone",
    "depends": "depends on the others",
    "open": "open: more runs would tell",
    "hardly": "too small to matter",
}


def screening_headline(found: Screening, known: Known, key: str) -> str:
    """Which inputs act alone on a KPI, and which depend on where the others stand."""
    effects = found.effects(key)
    by_kind = {kind: [k for k, e in effects.items() if found.kind(e, key) == kind] for kind in KINDS}
    told: dict[Kind, str] = {
        "depends": "depends on where the others stand",
        "alone": "acts alone",
        "open": "open",
    }
    parts = [
        f"{upper_first(words)}: {joined([lower_first(known[k].name) for k in by_kind[kind]])}."
        for kind, words in told.items()
        if by_kind[kind]
    ]
    if not effects:
        return f"{KPIS[key].name}: no value."
    return " ".join(parts) if parts else "Nothing moves it by what is worth noticing."


def screening_basis(found: Screening) -> str:
    """On what the screening rests."""
    points = found.values.shape[0] * found.values.shape[1]
    runs = found.values.shape[2] if found.values.ndim > 2 else 0
    left = f" {counted(found.skipped, 'way', 'ways')} could not be simulated." if found.skipped else ""
    return (
        f"{whole(len(found.points))} of {counted(found.wanted, 'way', 'ways')} through all settings, {whole(points)} "
        f"points, {whole(runs)} runs of each, the same callers in all.{left} On each way every input moves once while "
        "the others stand elsewhere. It depends on the others where they alone spread its effect by over half of its "
        "size. Shares of calls are not moved here."
    )


def screening_table(found: Screening, known: Known, key: str) -> pd.DataFrame:
    """One row an input: the mean size of its effect with its interval, its spread by the others, what is said of it."""
    kpi, words = KPIS[key], difference_unit(KPIS[key], found.scenario.costs.currency)

    def row(key_of_input: str, e: Effect) -> dict[str, object]:
        return {
            "Moved": known[key_of_input].name,
            f"Moves it by, {words}": rounded(kpi, e.size),
            "95% from": rounded(kpi, e.size_ends[0]),
            "95% to": rounded(kpi, e.size_ends[1]),
            f"Spread by the others, {words}": rounded(kpi, e.by_others),
            "Alone?": KINDS[found.kind(e, key)],
        }

    return pd.DataFrame([row(k, e) for k, e in found.effects(key).items()])


# ── Does the order turn? ──────────────────────────────────────────────────────────────────────────


def order_headline(found: OrderTurns, keys: Sequence[str]) -> str:
    """Whether the order of the options stands: for which key figures it turns, and how often."""
    if not found.samples:
        return "The options differ in all that nobody knows, so nothing is left to move."
    turning: list[str] = []
    standing: list[str] = []
    for key in keys:
        turns, kpi = found.turns(key), KPIS[key]
        if not turns.pairs:
            continue
        if turns.turns:
            of = "" if turning else f" of {whole(turns.samples)} samples"
            turning.append(f"{kpi.at_stake} in {whole(turns.turns)}{of}")
        else:
            standing.append(kpi.at_stake)
    if not turning and not standing:
        text = "The options cannot be told apart, so there is no order to turn."
    elif not turning:
        text = f"The order of the options does not turn in any sample: {joined(standing)}."
    else:
        rest = f" It does not turn for {joined(standing)}." if standing else ""
        text = f"The order of the options turns: for {', for '.join(turning)}.{rest}"
    return text if found.finished else f"{SO_FAR}{lower_first(text)}"


def order_table(found: OrderTurns, names: Sequence[str], keys: Sequence[str]) -> pd.DataFrame:
    """One row a KPI: its order as assumed, and in how many samples that stands, turns, or cannot be told."""
    rows = []
    for key in keys:
        turns, share = found.turns(key), found.turns(key).share
        order = "; ".join(f"{names[high]} above {names[low]}" for low, high in turns.pairs)
        ends = (
            ""
            if share.low is None or share.high is None
            else f"{plain(100 * share.low, 0)} to {plain(100 * share.high, 0)}%"
        )
        rows.append(
            {
                "Key figure": f"{KPIS[key].full_name}{mark(KPIS[key])}",
                "Order as assumed": order or "cannot be told apart",
                "Stands": turns.stands if turns.pairs else None,
                "Turns": turns.turns if turns.pairs else None,
                "Cannot be told": turns.untold if turns.pairs else None,
                "Turns in, % of samples": round(100 * share.mean, 1) if share.mean is not None else None,
                "95%": ends,
            }
        )
    return pd.DataFrame(rows)


def order_basis(found: OrderTurns) -> str:
    """On what that rests."""
    names = joined([lower_first(unknown_name(one)) for one in found.moved])
    return (
        f"{whole(len(found.samples))} of {counted(found.wanted, 'sample', 'samples')}, 4 runs of each, the same "
        f"callers in all options. Moved together, evenly over their evidence: {names}. It turns where two options that "
        "are clearly apart are clearly so the other way round."
    )


def axis_title(found: Matters, key: str) -> str:
    """Of the picture: what is shown, in which unit."""
    kpi = KPIS[key]
    return f"{_name(found, key)}: difference from now, {difference_unit(kpi, found.scenario.costs.currency)}"


def now_in_words(found: Matters, key: str) -> str:
    """The present figure: "73.4%"."""
    kpi, figure = KPIS[key], found.own.figure(key)
    ends = interval(kpi, figure)
    shown = value(kpi, figure.mean, found.scenario.costs.currency)
    return f"{_name(found, key)} now: {shown}{f' ({ends})' if ends else ''}"
