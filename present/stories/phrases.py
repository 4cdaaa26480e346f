"""Figures and differences as a story says them: each with its interval, each difference with its verdict."""

from __future__ import annotations

from present.comparison import Side
from present.formats import (
    TOO_FEW_RUNS,
    difference_unit,
    digits,
    interval,
    mark,
    plain,
    short_unit,
    unit,
    value,
    with_targets,
    with_unit,
)
from present.pair import Pair
from present.text_layout import upper_first
from present.tiles import Tile, arrow_of, help_of, tone_of
from present.verdict_headline import verdict_in_short
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
    """ "43.1% (43.0 to 43.2)"."""
    kpi, figure_ = KPIS[key], result.kpi(key)
    ends = interval(kpi, figure_)
    return value(kpi, figure_.mean, result.scenario.costs.currency) + (f" ({ends})" if ends else "")


def amount(pair: Pair, key: str) -> str:
    """ "−16.5 points (−17.0 to −16.0)"."""
    shown = pair.shown(key)
    if shown.difference is None:
        return "no value"
    text = with_unit(shown.difference_text, difference_unit(KPIS[key], pair.current.scenario.costs.currency))
    return f"{text} ({shown.ends_text})" if shown.ends_text else text


def clause(pair: Pair, key: str) -> str:
    """How a KPI changed: "exhaustion† falls by **16.5 points** (16.0 to 17.0), to 40.3 of 100"."""
    kpi, shown, verdict = KPIS[key], pair.shown(key), pair.verdict(key)
    what, currency = noun(key), pair.current.scenario.costs.currency
    match verdict.kind:
        case "better" | "worse" | "changed":
            size, then = shown.size_text, shown.current_text
            if not kpi.subject_has_unit:
                size, then = (
                    with_unit(size, difference_unit(kpi, currency)),
                    with_unit(then, unit(kpi, currency)),
                )
            low, high = sorted(abs(x) for x in (shown.low or 0.0, shown.high or 0.0))
            ends = f"{plain(low, shown.end_places)} to {plain(high, shown.end_places)}"
            return f"{what} {'rises' if verdict.up else 'falls'} by **{size}** ({ends}), to {then}"
        case "undetected":
            return f"no change in {what} was detected ({verdict.range})"
        case "small":
            return f"{what} changes by {amount(pair, key)}, too small to matter"
        case "same":
            return f"{what} does not change"
        case "unknown":
            return f"{what} has no value, for nobody was served"
    return f"{what}: {TOO_FEW_RUNS}"


def sentence(words: str) -> str:
    """With a capital and a full stop."""
    return f"{upper_first(words)}."


def verdict_line(lead: str, pair: Pair) -> str:
    """The answer in one sentence, after words such as "Without the target"."""
    if not pair.allows_verdict:
        return f"**{lead}:** {TOO_FEW_RUNS}."
    return f"**{lead}: {verdict_in_short(Side('', pair))}.**"


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
    """ "+8.1% (+8.0 to +8.2)"."""
    if share.mean is None:
        return "no value"

    def signed_percent(x: float) -> str:
        text = plain(100.0 * x, 1)
        return text if x < 0.0 else f"+{text}"

    text = f"{signed_percent(share.mean)}%"
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
    words = UNITS.get(kpi.unit, short_unit(kpi, currency))
    explained, name = help_of(kpi), label(key, pair.current)
    notes: tuple[str, ...]
    if not pair.is_comparison:
        ends = interval(kpi, current)
        notes = (f"95% interval {ends}",) if ends else ()
        return Tile(name, digits(kpi, current.mean), words, "", "neutral", "off", notes, explained)
    verdict, shown = pair.verdict(key), pair.shown(key)
    notes = (f"before {shown.before_text}", *([f"difference {shown.ends_text}"] if shown.ends_text else []))
    short = verdict.short.replace(kpi.unit, UNITS.get(kpi.unit, kpi.unit))
    return Tile(name, shown.current_text, words, short, tone_of(verdict), arrow_of(verdict), notes, explained)
