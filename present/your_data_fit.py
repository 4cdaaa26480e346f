"""What was fitted to a centre's files, in words: each number with its doubt, what it rests on, what cannot be told."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pandas as pd

from present.field_names import percent
from present.formats import plain, value
from present.text_layout import counted, joined, lower_first, upper_first
from sim.calibrate.fit.estimate import Basis, Fitted
from sim.calibrate.fit.fit import Fit
from sim.kpis import KPIS

BASES: dict[Basis, str] = {"measured": "measured", "fitted": "fitted", "default": "assumed"}
PEOPLE = {
    "duty": "people logged in",
    "staffed": "people staffed",
    "activity": "people on duty",
    "effective": "effective agents",
}
"""What the people of a fit are, by where they come from."""
SHAPES = {
    "lognormal": "as lognormal",
    "gamma": "as gamma",
    "exponential": "as exponential",
    "empirical": "as seen in the files",
}
Show = Callable[[float], str]


def people_noun(source: str) -> str:
    """What the people of a fit are."""
    return PEOPLE.get(source, "people")


@dataclass(frozen=True)
class FittedRow:
    """A fitted number as it is shown. `ends`: of the 95% interval, "" where there is none."""

    name: str
    value: str
    ends: str
    basis: str
    how: str
    cannot: str


@dataclass(frozen=True)
class FitSection:
    """`lead`: the finding in a sentence; `doubts`: what these data cannot tell."""

    key: str
    title: str
    lead: str
    rows: tuple[FittedRow, ...]
    doubts: tuple[str, ...] = ()


def row(name: str, fitted: Fitted, show: Show) -> FittedRow:
    """One number."""
    has_ends = fitted.basis != "default" and math.isfinite(fitted.low) and math.isfinite(fitted.high)
    ends = f"{show(fitted.low)} to {show(fitted.high)}" if has_ends else ""
    return FittedRow(
        name, show(fitted.value), ends, BASES[fitted.basis], _sentence(fitted.how), _sentence(fitted.cannot)
    )


def table(section: FitSection) -> pd.DataFrame:
    """The numbers of a section, with their doubt and what they rest on."""
    return pd.DataFrame(
        [(r.name, r.value, r.ends, r.basis, r.how) for r in section.rows],
        columns=["", "Value", "95% interval", "Basis", "From"],
    )


def sections(fit: Fit) -> list[FitSection]:
    """All that was fitted, in the order of a call."""
    return [_arrivals(fit), _mix(fit), _handle_time(fit), _patience(fit), _repeats(fit), _people(fit)]


def _sentence(text: str) -> str:
    return f"{upper_first(text.rstrip('.'))}." if text else ""


def _doubts(rows: Sequence[FittedRow], *more: str) -> tuple[str, ...]:
    cannot = [f"{r.name}: {lower_first(r.cannot)}" if _is_of_one(r) else r.cannot for r in rows if r.cannot]
    return tuple(dict.fromkeys(cannot + [_sentence(m) for m in more if m]))


def _is_of_one(one: FittedRow) -> bool:
    """Whether what cannot be told is said of this number alone, and means nothing without its name."""
    return one.cannot.startswith("Beyond")


def _calls(x: float) -> str:
    return plain(x, 0 if abs(x) >= 100.0 else 1)


def _minutes(x: float) -> str:
    return f"{plain(x, 2)} min"


def _factor(x: float) -> str:
    return plain(x, 2)


def _arrivals(fit: Fit) -> FitSection:
    arrivals = fit.arrivals
    rows = [
        row("Calls a day", arrivals.calls_per_day, _calls),
        row("How much days differ beyond chance", arrivals.day_to_day_cv, percent),
        row("How much half-hours differ beyond chance", arrivals.intraday_cv, percent),
    ]
    if arrivals.intraday_cv.value > 0.0:
        rows.append(row("How alike neighbouring half-hours are", arrivals.intraday_correlation, _factor))
    left_out = [*map(str, fit.special), *fit.counts.disturbed]
    special = f" {counted(len(left_out), 'day or stretch is', 'days or stretches are')} unlike the others and left out."
    lead = f"About {_calls(arrivals.calls_per_day.value)} calls on an average open day.{special if left_out else ''}"
    return FitSection("arrivals", "When people call", lead, tuple(rows), _doubts(rows))


def special_table(fit: Fit) -> pd.DataFrame:
    """Days and stretches that are unlike the others: left out of what is usual."""
    rows = [(f"{one.date:%a %Y-%m-%d}", _special(one.factor)) for one in fit.special]
    rows += [(when, upper_first(what)) for when, _, what in (s.partition(": ") for s in fit.counts.disturbed)]
    return pd.DataFrame(rows, columns=["Left out", "Why"])


def _special(factor: float) -> str:
    return "Not open" if factor == 0.0 else f"{plain(factor, 2)} times the usual calls"


def _mix(fit: Fit) -> FitSection:
    rows = [row(kind.name, kind.share, percent) for kind in fit.mix]
    lead = f"{counted(len(rows), 'kind', 'kinds')} of calls." if len(rows) > 1 else "One kind of call."
    return FitSection("mix", "Which calls they are", lead, tuple(rows), _doubts(rows))


def _handle_time(fit: Fit) -> FitSection:
    rows = []
    for kind in fit.mix:
        of_kind, whose = fit.handle_time[kind.name], f", {kind.name}" if len(fit.mix) > 1 else ""
        rows.append(row(f"Talk and hold{whose}", of_kind.mean_min, _minutes))
        rows.append(row(f"Spread (SD / mean){whose}", of_kind.cv, _factor))
    rows.append(row("Wrap-up", fit.wrap_up_min, _minutes))
    shapes = {SHAPES[fit.handle_time[kind.name].distribution] for kind in fit.mix}
    lead = (
        f"Calls take {_minutes(fit.aht_min)} on average, wrap-up included. Their lengths are taken "
        f"{joined(sorted(shapes))}."
    )
    return FitSection("handle_time", "How long calls take", lead, tuple(rows), _doubts(rows))


def _patience(fit: Fit) -> FitSection:
    if not fit.patience:
        doubts = [d for d in fit.doubts if "patience" in d]
        few = any("too few" in d for d in doubts)
        why = "Too few callers hung up to show" if few else "The files do not show"
        lead = f"{why} how long callers would wait: the model's usual patience is assumed."
        return FitSection("patience", "How long callers wait", lead, (), _doubts((), *doubts))
    rows = []
    for name, of_kind in fit.patience.items():
        whose = f", {name}" if name else ""
        rows += [
            row(f"Hang up within {seconds:g} s{whose}", chance, percent)
            for seconds, chance in of_kind.hang_up_by.items()
        ]
        rows.append(row(f"Hang up at once{whose}", of_kind.give_up_at_once, percent))
        rows.append(row(f"Average patience{whose}", of_kind.mean_min, _minutes))
    one = next(iter(fit.patience.values()))
    minute = one.hang_up_by.get(60.0)
    lead = f"Of callers who must wait a minute, {percent(round(minute.value, 3))} hang up." if minute else ""
    return FitSection("patience", "How long callers wait", lead, tuple(rows), _doubts(rows))


def _repeats(fit: Fit) -> FitSection:
    rows = [row("Dial again after hanging up", fit.repeats.redial, percent)]
    if fit.repeats.redial.basis != "default":
        rows.append(row("After", fit.repeats.redial_after_min, _minutes))
    if math.isfinite(fit.repeats.call_again.value):
        rows.append(row("Answered callers who call again within a week", fit.repeats.call_again, percent))
    few = "too few" in fit.repeats.redial.how
    why = "Too few callers hung up to show who dials again" if few else "The files do not tell callers apart"
    lead = (
        f"{why}: the model's usual share of redials is assumed."
        if fit.repeats.redial.basis == "default"
        else f"{percent(round(fit.repeats.redial.value, 3))} of callers who hang up dial again the same day."
    )
    return FitSection("repeats", "Who calls again", lead, tuple(rows), _doubts(rows))


def _people(fit: Fit) -> FitSection:
    people = fit.people
    rows = [row("Hours on duty, average open day", people.hours_per_day, _calls)]
    rows.append(row("Share of it away from the phones", people.away, percent))
    rows.append(row("Positions not filled", people.shrinkage, percent))
    if people.speed_sd.value > 0.0:
        rows.append(row("How much people differ in speed", people.speed_sd, percent))
    hours = _calls(people.hours_per_day.value)
    if people.source == "effective":
        lead = (
            f"The files do not show who was on the phones. The service in them is that of {hours} hours of "
            "**effective agents** a day. This is no headcount: breaks and absence are hidden in it."
        )
        if fit.human is not None and "abandonment" in fit.human.targets:
            factor = _factor(fit.human.scales.people)
            lead += f" What if has {factor} times as many positions, so that abandonment stays that of your files."
    else:
        lead = f"{upper_first(people_noun(people.source))}: {hours} hours on an average open day."
    return FitSection("people", "People on the phones", lead, tuple(rows), _doubts(rows))


def observed_table(fit: Fit) -> pd.DataFrame:
    """The files' own key figures, which the scenario carries."""
    return pd.DataFrame(
        [(KPIS[key].full_name, value(KPIS[key], x)) for key, x in fit.observed.items() if key in KPIS],
        columns=["In your files", "Value"],
    )


def doubts(fit: Fit) -> list[str]:
    """What was assumed or could not be fitted, as sentences."""
    return [_sentence(d) for d in fit.doubts]
