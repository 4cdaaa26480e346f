"""How a fitted centre stands against later days that it has not seen: a sentence, a table, what it rests on."""

from __future__ import annotations

import math

import pandas as pd

from present.field_names import percent
from present.formats import decimals, digits, unit, value, with_unit
from present.text_layout import counted, joined, lower_first, plural
from sim.calibrate.fit.fit import Fit
from sim.calibrate.judge import Judgement, Layer, Verdict
from sim.kpis import KPIS

OUTCOMES = {"agrees": "agrees", "differs": "differs", "cannot tell": "these days cannot tell"}
LAYERS = (
    ("queue", "The queue, given those days' calls and people"),
    ("both", "Calls and queue together"),
)


def figure_name(key: str, within_s: float) -> str:
    """A judged figure: "Answered in 20 s"."""
    return f"Answered in {within_s:g} s" if key == "service_level" else KPIS[key].name


def shown_range(key: str, verdict: Verdict) -> str:
    """ "58.0 to 68.1%": where 95 of 100 simulated periods lie."""
    kpi, places = KPIS[key], decimals(KPIS[key], verdict.mean)
    return f"{digits(kpi, verdict.low, places)} to {with_unit(digits(kpi, verdict.high, places), _unit(key))}"


def _unit(key: str) -> str:
    return unit(KPIS[key]).replace(" of calls", "").replace(" of answered calls", "")


def shown_value(key: str, x: float) -> str:
    """A figure with its unit."""
    return with_unit(digits(KPIS[key], x), _unit(key)) if math.isfinite(x) else value(KPIS[key], None)


def headline(judgement: Judgement) -> str:
    """The verdict in one sentence: of the queue, given the later days' own calls and people."""
    layer, days = judgement.queue, len(judgement.held_out_dates)
    on = f"On {counted(days, 'later day', 'later days')} that it had not seen"
    names = {word: _named(judgement, layer, word) for word in OUTCOMES}
    if not layer.verdicts:
        return f"**{on}, nothing can be compared**: the files show no waits or outcomes of those days."
    if names["differs"]:
        wrong = "; ".join(
            f"{lower_first(figure_name(k, judgement.fit.within_s))} {shown_value(k, v.observed)}, "
            f"simulated {shown_range(k, v)}"
            for k, v in layer.verdicts.items()
            if v.word == "differs"
        )
        return f"**{on}, the model differs from what happened**: {wrong}."
    if names["cannot tell"]:
        agree = f" {_upper(joined(names['agrees']))} {plural(len(names['agrees']), 'agrees', 'agree')}."
        return (
            f"**{on}, nothing speaks against the model.** {_upper(joined(names['cannot tell']))} cannot be told: "
            f"chance alone makes too much difference in so few days.{agree if names['agrees'] else ''}"
        )
    return f"**{on}, the model agrees with what happened**: {joined(names['agrees'])}."


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def _named(judgement: Judgement, layer: Layer, word: str) -> list[str]:
    return [
        lower_first(figure_name(key, judgement.fit.within_s))
        for key, v in layer.verdicts.items()
        if v.word == word
    ]


def verdict_table(judgement: Judgement, layer: Layer) -> pd.DataFrame:
    """Each figure as it was, as simulated, what would matter, and the outcome."""
    return pd.DataFrame(
        [
            (
                figure_name(key, judgement.fit.within_s),
                shown_value(key, v.observed),
                f"{shown_value(key, v.mean)} ({shown_range(key, v)})",
                f"±{_band(key, v)}",
                OUTCOMES[v.word],
            )
            for key, v in layer.verdicts.items()
        ],
        columns=["Figure", "In your files", "Simulated (95 of 100 periods)", "Matters from", "Outcome"],
    )


def _band(key: str, verdict: Verdict) -> str:
    if KPIS[key].unit.startswith("share"):
        return f"{digits(KPIS[key], verdict.band, 0)} points"
    return with_unit(digits(KPIS[key], verdict.band), _unit(key))


def arrivals_sentence(judgement: Judgement) -> str:
    """How near the fitted calls come, beside a planner's mean of the last six like weekdays, and what chance leaves."""
    errors = judgement.arrivals
    naive = f", the mean of the last six such weekdays by {percent(round(errors.naive, 3))}"
    return (
        f"Calls by half-hour: the forecast is off by {percent(round(errors.fitted, 3))}"
        f"{naive if math.isfinite(errors.naive) else ''}. By chance alone it would be off by "
        f"{percent(round(errors.chance, 3))}."
    )


def basis(judgement: Judgement) -> str:
    """What was fitted and what judged, and on how many simulated periods."""
    earlier, later = judgement.fitted_dates, judgement.held_out_dates
    people = "calls and people" if judgement.are_people_given else "calls"
    periods = counted(judgement.replications, "simulated period", "simulated periods")
    special = f" {counted(len(judgement.left_out), 'special day', 'special days')} left out."
    return (
        f"Fitted to {earlier[0]:%-d %B %Y} to {earlier[-1]:%-d %B %Y}, judged on {later[0]:%-d %B} to "
        f"{later[-1]:%-d %B %Y} with those days' own {people}: {periods}."
        f"{special if judgement.left_out else ''} Your centre itself is then fitted to all days."
    )


def as_in_what_if(fit: Fit) -> str:
    """What the human side, which is assumed, makes of the centre: its key figures beside those of the files."""
    if fit.human is None:
        return (
            "In What if, difficult callers, calling back, exhaustion and sickness are off, so levers on them do "
            "little."
        )
    own = {**fit.observed, **fit.human.targets}
    figures = [
        f"{lower_first(figure_name(key, fit.within_s))} {shown_value(key, one.mean)} "
        f"(your files: {shown_value(key, own[key])})"
        for key, one in fit.human.figures.items()
        if one.mean is not None
    ]
    return (
        "What no file shows is assumed: difficult callers, calling back, exhaustion, sickness, staff turnover. "
        f"{_shorter(fit)}As it stands in What if: {joined(figures)}."
    )


def _shorter(fit: Fit) -> str:
    """Of the times that are assumed, where calls are short: a sentence and a space."""
    if fit.time_scale >= 1.0:
        return ""
    share = percent(round(fit.time_scale, 2))
    return f"Calls this short: difficult callers are assumed to keep an agent for {share} of a typical centre's time. "
