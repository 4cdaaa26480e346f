"""Efficient designs in words: which is better than now at no cost, what cannot be told apart, what breaks a limit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import pandas as pd

from present.changes import changes
from present.field_names import name_of, number, value_of
from present.formats import (
    decimals,
    difference_unit,
    digits,
    interval,
    mark,
    plain,
    rounded,
    scale,
    unit,
    value,
    with_sign,
    with_targets,
    with_unit,
)
from present.locale import whole
from present.pair import NOW
from present.text_layout import counted, joined, plural, upper_first
from sim import KPIS, ScenarioError
from sim.experiment import Estimate
from sim.experiment.exploring import At
from sim.experiment.tradeoff import Blob, Mark, Question, Tradeoff, Value

MARKS: dict[Mark, str] = {"efficient": "efficient", "maybe": "may be efficient", "beaten": "clearly beaten"}
BREAKS_LIMIT = "breaks a limit"

Step = Literal["better", "alike", "worse"]


@dataclass(frozen=True)
class DesignNames:
    """What designs are called: by what differs from now."""

    question: Question

    @cached_property
    def _shorts(self) -> list[dict[Value, str]]:
        now = self.question.now
        found = []
        for i, lever in enumerate(self.question.levers):
            of_lever = {}
            for x in lever.values:
                if x == now[i]:
                    continue
                try:
                    moved = self.question.scenario_at((*now[:i], x, *now[i + 1 :]))
                    told = [part.short for part in changes(self.question.scenario, moved)]
                except ScenarioError:  # it can only be so together with others
                    told = []
                of_lever[x] = ", ".join(told) or f"{name_of(lever.name)} {value_of(lever.name, x)}"
            found.append(of_lever)
        return found

    def name(self, at: At) -> str:
        """A design: "+2 agents, 60-min breaks", or "now"."""
        if at == self.question.today:
            return NOW
        values = self.question.values(at)
        told = [shorts[x] for shorts, x in zip(self._shorts, values, strict=True) if x in shorts]
        return ", ".join(told)

    def lever(self, place: int) -> str:
        """A lever's name."""
        return name_of(self.question.levers[place].name, alone=len(self.question.scenario.teams) == 1)

    def value(self, place: int, at: At) -> str:
        """What a lever stands at in a design."""
        lever, values = self.question.levers[place], self.question.now
        if at:
            values = self.question.values(at)
        if lever.name.endswith((".breaks", ".agents")):  # minutes a shift; people, by the name
            return f"{values[place]:g}{' min' if lever.name.endswith('.breaks') else ''}"
        return value_of(lever.name, values[place])


def goal_name(question: Question, key: str) -> str:
    """A key figure's name with its mark: "Satisfied, all callers†"."""
    return f"{with_targets(KPIS[key].label, question.scenario)}{mark(KPIS[key])}"


def mark_in_words(found: Tradeoff, at: At) -> str:
    """How a design stands: "efficient", "may be efficient", "clearly beaten", "breaks a limit"."""
    return BREAKS_LIMIT if at in found.breaking else MARKS[found.marks[at]]


# ── Against now ───────────────────────────────────────────────────────────────────────────────────


def step_of(found: Tradeoff, at: At, key: str) -> Step:
    """Whether a design is better or worse than now in a goal: clearly, and by what matters."""
    gap, kpi = found.against_today(at, key), KPIS[key]
    if (
        gap.mean is None
        or gap.low is None
        or gap.high is None
        or abs(gap.mean) < kpi.min_important_difference
    ):
        return "alike"
    if gap.low <= 0.0 <= gap.high:
        return "alike"
    return "better" if (gap.mean > 0.0) == (kpi.better == "up") else "worse"


def _gain(found: Tradeoff, at: At, key: str) -> float:
    mean = found.against_today(at, key).mean or 0.0
    return mean if KPIS[key].better == "up" else -mean


def recommended(found: Tradeoff) -> At | None:
    """The design to begin with: worse than now in no goal and best in the second, where one is better in any.

    Where it breaks a limit now, the best by the first goal of those that break none. None where there is none.
    """
    goals, today = found.question.goals, found.question.today
    places = [blob.first for blob in found.blobs if blob.first != today]
    if today in found.breaking:
        return max(places, key=lambda at: _gain(found, at, goals[0]), default=None)
    steps = {at: [step_of(found, at, key) for key in goals] for at in places}
    better = [at for at in places if "worse" not in steps[at] and "better" in steps[at]]
    for key in (*goals[1:], goals[0]):
        ahead = [at for at in better if steps[at][goals.index(key)] == "better"]
        if ahead:
            return max(ahead, key=lambda at: _gain(found, at, key))
    return None


def headline(found: Tradeoff, names: DesignNames) -> str:
    """The sentence that answers."""
    question = found.question
    if not found.finished:
        open_ = sum(mark == "maybe" for at, mark in found.marks.items() if at)
        return f"So far: {counted(open_, 'design', 'designs')} may be efficient; nothing is claimed yet."
    if not found.blobs:
        return "No design within these ranges keeps all limits: widen a range or ease a limit."
    best = recommended(found)
    if best is None and found.marks[question.today] == "efficient":
        return "What you have now is efficient: within these ranges nothing is better in one goal and worse in none."
    if best is None:
        return "Within these ranges no design is surely better than now in one goal and worse in none."
    if question.today in found.breaking:
        kept = f"“{upper_first(names.name(best))}” keeps them all: {against_now_in_words(found, best)}"
        return f"What you have now breaks a limit. {kept}."
    return f"“{upper_first(names.name(best))}” {_price(found, best)}. {_gains(found, best)}."


def _price(found: Tradeoff, at: At) -> str:
    """How a design stands in the first goal: "costs about the same as now", "costs 3,400 AUD a week less than now"."""
    key = found.question.goals[0]
    kpi, step = KPIS[key], step_of(found, at, key)
    if step == "alike":
        return f"{'costs' if kpi.is_money else f'has {kpi.noun}{mark(kpi)}'} about the same as now"
    size, ends = _size(found, key, found.against_today(at, key))
    if kpi.is_money:
        return f"costs {size} less than now{ends}"
    return f"is better than now in {kpi.noun}{mark(kpi)} by {size}{ends}"


def _gains(found: Tradeoff, at: At) -> str:
    """What a design is better in, the first goal apart: "Satisfaction is 3.1 points higher (2.4 to 3.8)"."""
    told: list[str] = []
    for key in found.question.goals[1:]:
        if step_of(found, at, key) == "better":
            gap, kpi = found.against_today(at, key), KPIS[key]
            higher, (size, ends) = "higher" if (gap.mean or 0.0) > 0.0 else "lower", _size(found, key, gap)
            is_ = "" if told else " is"
            told.append(f"{kpi.noun}{mark(kpi)}{is_} {size} {higher}{ends}")
    if told:
        return upper_first(joined(told))
    others = [f"{KPIS[key].noun}{mark(KPIS[key])}" for key in found.question.goals[1:]]
    return f"No loss that matters was detected in {joined(others)}"


def _size(found: Tradeoff, key: str, gap: Estimate) -> tuple[str, str]:
    """A difference without its sign, and its interval: "3.1 points", " (2.4 to 3.8)"."""
    kpi = KPIS[key]
    places = decimals(kpi, gap.mean)
    words = difference_unit(kpi, found.question.scenario.costs.currency)
    size = with_unit(plain(abs(gap.mean or 0.0) * scale(kpi), places), words)
    if gap.low is None or gap.high is None:
        return size, ""
    low, high = sorted((abs(gap.low), abs(gap.high)))
    return size, f" ({plain(low * scale(kpi), places)} to {plain(high * scale(kpi), places)})"


def against_now_in_words(found: Tradeoff, at: At) -> str:
    """A design's differences from now in every goal: "cost +1,700 AUD a week, satisfaction not detected"."""
    told = []
    for key in found.question.goals:
        gap, kpi = found.against_today(at, key), KPIS[key]
        words = difference_unit(kpi, found.question.scenario.costs.currency)
        name = f"{kpi.noun}{mark(kpi)}"
        if gap.mean is None:
            told.append(f"{name}: no value")
        elif step_of(found, at, key) != "alike":
            told.append(
                f"{name} {with_unit(with_sign(gap.mean * scale(kpi), decimals(kpi, gap.mean)), words)}"
            )
        elif gap.low is not None and gap.high is not None and not gap.low <= 0.0 <= gap.high:
            told.append(f"{name} too small to matter")
        else:
            told.append(f"{name} not detected")
    return ", ".join(told)


def sentences(found: Tradeoff, names: DesignNames) -> list[str]:
    """What else is to be said: what cannot be told apart, the edge of a range, limits, what is not sure."""
    lines = []
    best = recommended(found) if found.finished else None
    if best is not None:
        alike = [
            names.name(at) for at in found.claimed if at != best and _cannot_be_told_apart(found, at, best)
        ]
        if alike:
            quoted = [f"“{name}”" for name in alike[:2]]
            named = joined(quoted) if len(alike) <= 2 else f"{quoted[0]} and {whole(len(alike) - 1)} others"
            lines.append(f"“{upper_first(names.name(best))}” cannot be told apart from {named}.")
        edges = _edges(found, names, best)
        lines += [f"It lies at the edge of a range ({joined(edges)}): widen it."] if edges else []
    if found.question.limits:
        broken = len([at for at in found.simulated if at in found.breaking])
        of = joined([limit_in_words(found.question, limit.key) for limit in found.question.limits])
        designs = counted(len(found.simulated), "design", "designs")
        lines.append(f"{whole(broken)} of {designs} {plural(broken, 'breaks', 'break')} a limit ({of}).")
    if found.impossible:
        lines.append(f"{counted(len(found.impossible), 'combination', 'combinations')} cannot be set so.")
    return lines


def _cannot_be_told_apart(found: Tradeoff, one: At, other: At) -> bool:
    """Whether no goal has a detected difference that matters between two claimed designs."""
    if found.marks[one] == "beaten":
        return False
    comparisons = (len(found.claimed) - 1) * len(found.question.goals)
    for key in found.question.goals:
        gap = found.claimed[one].difference(found.claimed[other], key, comparisons)
        is_detected = gap.low is not None and gap.high is not None and not gap.low <= 0.0 <= gap.high
        if is_detected and abs(gap.mean or 0.0) >= KPIS[key].min_important_difference:
            return False
    return True


def _edges(found: Tradeoff, names: DesignNames, at: At) -> list[str]:
    """Levers that stand at an end of their range, and not where they stand now."""
    question, told = found.question, []
    for place, lever in enumerate(question.levers):
        x = lever.values[int(at[place])] if at else None
        numbers = [v for v in lever.values if isinstance(v, int | float)]
        if (
            lever.is_ordered
            and len(numbers) > 2
            and x in (numbers[0], numbers[-1])
            and x != question.now[place]
        ):
            told.append(f"{names.lever(place)} {names.value(place, at)}")
    return told


def limit_in_words(question: Question, key: str) -> str:
    """A limit: "answered in 20 s at least 80%"."""
    limit, kpi = next(one for one in question.limits if one.key == key), KPIS[key]
    bound = with_unit(number(limit.bound * scale(kpi)), unit(kpi, question.scenario.costs.currency))
    return f"{with_targets(kpi.label, question.scenario)} at {'least' if limit.at_least else 'most'} {bound}"


def basis(found: Tradeoff) -> str:
    """On what it rests, in one line."""
    cells = whole(found.question.cells)
    designs = (
        f"{counted(len(found.simulated), 'design', 'designs')} of {cells} simulated, on the same callers"
    )
    if not found.finished:
        return f"{designs}. What is efficient is claimed in the end, on callers that the search has not seen."
    runs = min(point.runs for point in found.claimed.values())
    return (
        f"{designs}; {whole(len(found.claimed))} of them again, {whole(runs)} runs of each on callers that the search "
        "has not seen. Efficient: beaten by no other in 95% of resamples of these runs. Intervals of differences hold "
        "for all of them together, at 95%."
    )


# ── Picture and table ─────────────────────────────────────────────────────────────────────────────


def design_in_words(found: Tradeoff, names: DesignNames, at: At) -> str:
    """One design: "+2 agents: cost 91,200 AUD a week (…), satisfied 74.1% (…); may be efficient"."""
    point, told = found.best(at), []
    for key in found.question.goals:
        kpi, figure = KPIS[key], point.figure(key)
        ends = interval(kpi, figure)
        amount = value(kpi, figure.mean, found.question.scenario.costs.currency)
        told.append(f"{kpi.noun} {amount}{f' ({ends})' if ends else ''}")
    broken = [limit_in_words(found.question, key) for key in found.broken(at)]
    standing = f"breaks {joined(broken)}" if broken else mark_in_words(found, at)
    return f"{upper_first(names.name(at))}: {', '.join(told)}; {standing}"


def picture_in_words(found: Tradeoff, names: DesignNames) -> str:
    """The text alternative of the picture: what it is, how many of which mark, the ends of the front."""
    goals = [goal_name(found.question, key) for key in found.question.goals]
    counts = {mark: sum(m == mark for m in found.marks.values()) for mark in MARKS}
    told = f"{joined(goals)} of {counted(len(found.searched), 'design', 'designs')}: " + ", ".join(
        f"{count} {MARKS[mark]}" for mark, count in counts.items()
    )
    ends = [blob.first for blob in (*found.blobs[:1], *found.blobs[-1:])]
    shown = dict.fromkeys([found.question.today, *ends])
    return f"{told}. {'; '.join(design_in_words(found, names, at) for at in shown)}."


def blob_size(blob: Blob) -> str:
    """How many designs are alike: "×4 alike"; "" for one alone."""
    return f"×{len(blob.places)} alike" if len(blob.places) > 1 else ""


def rows_of(found: Tradeoff) -> list[tuple[At, str]]:
    """What there is now, then what is or may be efficient, by the first goal; each with how many are alike."""
    blobs = [(blob.first, blob_size(blob)) for blob in found.blobs]
    today = found.question.today
    size = next((size for at, size in blobs if at == today), "")
    return [(today, size), *((at, size) for at, size in blobs if at != today)]


def table(
    found: Tradeoff, names: DesignNames, places: Sequence[tuple[At, str]] | None = None
) -> pd.DataFrame:
    """One row a design: what differs from now, the levers, each goal's mean and interval, how it stands."""
    currency, rows = found.question.scenario.costs.currency, []
    for at, alike in places or rows_of(found):
        row: dict[str, object] = {"Design": upper_first(names.name(at))}
        row |= {names.lever(i): names.value(i, at) for i in range(len(found.question.levers))}
        for key in found.question.goals:
            kpi, figure = KPIS[key], found.best(at).figure(key)
            head = f"{goal_name(found.question, key)}, {unit(kpi, currency)}"
            row[head] = rounded(kpi, figure.mean)
            row[f"{head}, 95% from"] = rounded(kpi, figure.low)
            row[f"{head}, 95% to"] = rounded(kpi, figure.high)
        standing = mark_in_words(found, at)
        rows.append(
            {**row, "Stands": f"{standing}, {alike}" if alike else standing, "Runs": found.best(at).runs}
        )
    return pd.DataFrame(rows)


def lines_of_table(found: Tradeoff, names: DesignNames) -> tuple[list[str], list[list[str]]]:
    """The same for a terminal: its head and its rows."""
    currency = found.question.scenario.costs.currency
    head = [
        "Design",
        *(f"{goal_name(found.question, k)}, {unit(KPIS[k], currency)}" for k in found.question.goals),
    ]
    rows = []
    for at, alike in rows_of(found):
        cells = []
        for key in found.question.goals:
            kpi, figure = KPIS[key], found.best(at).figure(key)
            ends = interval(kpi, figure)
            cells.append(digits(kpi, figure.mean) + (f" ({ends})" if ends else ""))
        standing = mark_in_words(found, at)
        rows.append([upper_first(names.name(at)), *cells, f"{standing}, {alike}" if alike else standing])
    return [*head, "stands"], rows
