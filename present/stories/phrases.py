"""Figures and differences as a story says them: each with its interval, each difference with its verdict."""

from __future__ import annotations

from collections.abc import Sequence

from present.formats import (
    difference_unit,
    digits,
    interval,
    mark,
    plain,
    signed,
    unit,
    value,
    with_targets,
)
from present.pair import Pair
from present.text_layout import upper_first
from present.tiles import Tile, arrow_of, help_of, tone_of
from sim import KPIS, Result
from sim.experiment import Estimate, estimate


def label(key: str, result: Result) -> str:
    """A KPI's short name, with its mark."""
    return f"{with_targets(KPIS[key].label, result.scenario)}{mark(KPIS[key])}"


def short_name(key: str) -> str:
    """The same where there is no one scenario, without the mark."""
    kpi = KPIS[key]
    return kpi.name if "{" in kpi.label else kpi.label


def noun(key: str) -> str:
    """A KPI within a sentence, with its mark."""
    return f"{KPIS[key].subject}{mark(KPIS[key])}"


def level(result: Result, key: str) -> str:
    """ "43.1 % (43.0 to 43.2)"."""
    kpi, figure_ = KPIS[key], result.kpi(key)
    ends = interval(kpi, figure_)
    return value(kpi, figure_.mean, result.scenario.costs.currency) + (f" ({ends})" if ends else "")


def amount(key: str, difference: Estimate, currency: str, *, sign: bool = True) -> str:
    """ "−16.5 points (−17.0 to −16.0)"; without `sign` the size alone, "16.5 points (16.0 to 17.0)"."""
    kpi = KPIS[key]
    if difference.mean is None:
        return "no value"
    say, turn = (signed, 1.0) if sign else (digits, -1.0 if difference.mean < 0.0 else 1.0)
    text = f"{say(kpi, turn * difference.mean)} {difference_unit(kpi, currency)}"
    if difference.low is None or difference.high is None:
        return text
    low, high = sorted((turn * difference.low, turn * difference.high))
    return f"{text} ({say(kpi, low)} to {say(kpi, high)})"


def clause(pair: Pair, key: str) -> str:
    """How a KPI changed: "exhaustion† falls by **16.5 points** (16.0 to 17.0), to 40.3 of 100"."""
    difference, verdict, value_after = pair.difference(key), pair.verdict(key), pair.figure(key).mean
    what, currency = noun(key), pair.current.scenario.costs.currency
    match verdict.kind:
        case "better" | "worse" | "changed":
            size, bracket, rest = amount(key, difference, currency, sign=False).partition(" (")
            then = value(KPIS[key], value_after, currency)
            if KPIS[key].subject_has_unit:
                size, then = size.partition(" ")[0], digits(KPIS[key], value_after)
            way = "rises" if verdict.up else "falls"
            return f"{what} {way} by **{size}**{bracket}{rest}, to {then}"
        case "undetected":
            return f"no change in {what} was detected ({verdict.range})"
        case "small":
            return f"{what} changes by {amount(key, difference, currency)}, too small to matter"
        case "same":
            return f"{what} does not change"
        case "unknown":
            return f"{what} has no value, for nobody was served"
    return f"{what} is still settling"


def sentence(words: str) -> str:
    """With a capital and a full stop."""
    return f"{upper_first(words)}."


def headline(lead: str, pair: Pair, keys: Sequence[str]) -> str:
    """One sentence on several KPIs, after words such as "Without the target"."""
    parts = [clause(pair, key) for key in keys]
    return f"{lead}: {'; '.join(parts)}."


def relative(pair: Pair, key: str) -> Estimate:
    """The difference as a share of the figure before, replication by replication."""
    i = list(KPIS).index(key)
    before = {r.number: float(r.values[i]) for r in pair.baseline.replications}
    ratios = [
        float(r.values[i]) / before[r.number]
        for r in pair.current.replications
        if before.get(r.number)  # none, or 0: no share of it
    ]
    return estimate(ratios, 0.0) - 1.0


def in_percent(share: Estimate) -> str:
    """ "+8.1 % (+8.0 to +8.2)"."""
    if share.mean is None:
        return "no value"

    def signed_percent(x: float) -> str:
        text = plain(100.0 * x, 1)
        return text if x < 0.0 else f"+{text}"

    text = f"{signed_percent(share.mean)} %"
    return (
        text
        if share.low is None or share.high is None
        else f"{text} ({signed_percent(share.low)} to {signed_percent(share.high)})"
    )


UNITS = {"calls per agent-day": "a day"}
"""Units on a tile, where the declared one is long for it."""


def figure(pair: Pair, key: str) -> Tile:
    """A KPI after the change, with its difference; of a result beside itself, as it stands."""
    kpi, current = KPIS[key], pair.figure(key)
    currency = pair.current.scenario.costs.currency
    words = "%" if unit(kpi).startswith("%") else UNITS.get(kpi.unit, unit(kpi, currency))
    ends = interval(kpi, current)
    notes = [f"95 % interval {ends}"] if ends else []
    shown = digits(kpi, current.mean)
    explained = help_of(kpi)
    if not pair.is_comparison:
        return Tile(label(key, pair.current), shown, words, "", "neutral", "off", tuple(notes), explained)
    verdict = pair.verdict(key)
    notes = [f"before {digits(kpi, pair.before(key).mean)}", *([f"after {ends}"] if ends else [])]
    difference = pair.difference(key)
    if difference.low is not None and difference.high is not None:
        notes.append(f"difference {signed(kpi, difference.low)} to {signed(kpi, difference.high)}")
    short = verdict.short.replace(kpi.unit, UNITS.get(kpi.unit, kpi.unit))
    tone, arrow = tone_of(verdict), arrow_of(verdict)
    return Tile(label(key, pair.current), shown, words, short, tone, arrow, tuple(notes), explained)
