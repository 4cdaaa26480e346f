"""A fit to six numbers in words and tables: what was matched, what not and why, what was set, what was assumed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import get_args

import pandas as pd

from present import formats
from present.field_names import number, percent
from present.text_layout import joined, plural
from present.tiles import Tile, alone
from sim import KPIS
from sim.calibrate.six_numbers.feasibility import QuickEstimate, hours_of_people, hours_of_work, hours_text
from sim.calibrate.six_numbers.fit_result import Fit, Match
from sim.calibrate.six_numbers.inputs import ServiceLevel, SixNumbers, people_text
from sim.experiment import Estimate

DEFINITIONS = {key: KPIS[key].full_name for key in get_args(ServiceLevel)}
"""The four service levels in use, as a choice."""
MET, NEAR, MISSED = "matched", "not matched, but within the range of chance", "not matched"


def name_of(key: str, six: SixNumbers) -> str:
    """One of the matched figures as a manager calls it: "Answered in 20 s"."""
    match key:
        case "calls_offered_per_day":
            return "Calls a day"
        case six.service_level_key:
            return f"Answered in {number(six.within_s)} s"
    return KPIS[key].name


def shown(key: str, x: float | None, six: SixNumbers) -> str:
    """A figure with its unit; staff turnover as people, not as a share."""
    if key == "quits_per_year":
        return (
            formats.NO_VALUE if x is None else f"{formats.plain(x * six.people, 1).removesuffix('.0')} people"
        )
    return formats.value(KPIS[key], x).replace(" of calls", "").replace(" of answered calls", "")


def interval(key: str, e: Estimate, six: SixNumbers) -> str:
    """The ends of a figure's 95% interval; staff turnover as people."""
    if key != "quits_per_year":
        return formats.interval(KPIS[key], e)
    if e.low is None or e.high is None:
        return ""
    low, high = e.low * six.people, e.high * six.people
    return f"{formats.plain(low, 1)} to {formats.plain(high, 1)}"


def _simulated(match: Match, six: SixNumbers) -> str:
    ends = interval(match.key, match.simulated, six)
    return shown(match.key, match.simulated.mean, six) + (f" ({ends})" if ends else "")


def _tolerance(match: Match, six: SixNumbers) -> str:
    if match.key == "quits_per_year":
        return f"within {formats.plain(match.tolerance * six.people, 1)} people"
    if match.key == "calls_offered_per_day":
        return f"within {percent(match.tolerance / match.given)}"
    kpi = KPIS[match.key]
    if formats.is_share(kpi):
        points = number(match.tolerance * 100.0)
        return f"within {points} {'point' if points == '1' else 'points'}"
    return f"within {formats.with_unit(number(match.tolerance), formats.unit(kpi))}"


def verdict(match: Match, six: SixNumbers) -> str:
    """The verdict on one number: "matched (within 1 point)"."""
    if match.met:
        return f"{MET} ({_tolerance(match, six)})"
    return NEAR if match.near else MISSED


def headline(fit: Fit) -> str:
    """One sentence on the whole fit."""
    missed = [name_of(m.key, fit.six).lower() for m in fit.missed if not m.near]
    near = [name_of(m.key, fit.six).lower() for m in fit.missed if m.near]
    if not missed and not near:
        return "**Your numbers are consistent and the model reproduces them.**"
    if not missed:
        lie = plural(len(near), "lies", "lie")
        return (
            f"**Your numbers are consistent as far as chance lets us tell**: {joined(near)} {lie} within the range of "
            "chance, see below."
        )
    count = {1: "Five", 2: "Four", 3: "Three", 4: "Two", 5: "One"}[len(missed)]
    are, were = plural(6 - len(missed), "is", "are"), plural(len(missed), "is", "are")
    return f"**{count} of your six numbers {are} matched**; {joined(missed)} {were} not: see why below."


def basis(fit: Fit) -> str:
    """What the simulated figures come from."""
    weeks, runs = fit.scenario.horizon.weeks, len(fit.result.replications)
    return (
        f"Simulated: mean of {runs} runs of {weeks} weeks, with the 95% interval of chance. "
        f"{fit.attempts} scenarios were tried on the same callers."
    )


def matches(fit: Fit, chosen: Sequence[Match]) -> pd.DataFrame:
    """Asked and simulated, side by side, of some of the numbers."""
    six = fit.six
    return pd.DataFrame(
        {
            "Number": [name_of(m.key, six) + formats.mark(KPIS[m.key]) for m in chosen],
            "You said": [shown(m.key, m.given, six) for m in chosen],
            "Simulated (95% interval)": [_simulated(m, six) for m in chosen],
            "Verdict": [verdict(m, six) for m in chosen],
        }
    )


def matched(fit: Fit) -> pd.DataFrame:
    """Table of the numbers that were met; people are as given."""
    table = matches(fit, [m for m in fit.matches if m.met])
    people = people_text(fit.six.people)
    table.loc[len(table)] = ["People", people, people, "as given"]
    return table


def settings(fit: Fit) -> pd.DataFrame:
    """Table of the settings that were moved to meet the numbers, with their values."""
    scenario, setting = fit.scenario, fit.setting
    need = sum(t.share * t.need.mean_min for t in scenario.call_types)
    rows = [
        ("New issues a day (repeat calls come on top)", number(round(setting.issues_per_day)), "calls a day"),
        (
            "Work an issue needs, greeting included",
            f"{formats.plain(need, 1)} min on average",
            "average handle time",
        ),
        (
            "Days away on leave, in meetings",
            f"{percent(setting.shrinkage)} of working days",
            name_of(fit.six.service_level_key, fit.six).lower(),
        ),
        ("Callers' average patience", _patience(setting.patience_min), "abandoned"),
        (
            "Staff turnover a year, without exhaustion",
            percent(setting.quit_rate) + " of people",
            "staff turnover a year",
        ),
    ]
    return pd.DataFrame(rows, columns=["Set by the model", "Value", "To match"])


def _patience(minutes: float) -> str:
    return f"{formats.plain(minutes, 1)} min" if minutes >= 1.0 else f"{formats.plain(minutes * 60.0, 0)} s"


BESIDES = ("satisfaction_all", "exhaustion_mean", "fcr", "occupancy")


def unmatched_figures(fit: Fit) -> list[Tile]:
    """Tiles of the fitted centre's key figures that were neither given nor matched."""
    return alone(fit.result, BESIDES)


def at_a_glance(six: SixNumbers, estimate: QuickEstimate) -> str:
    """What arithmetic and exact theory say at once, before anything is simulated."""
    work, hours = hours_of_work(six), hours_of_people(six)
    busy, there = number(round(work / six.open_hours, 1)), number(round(estimate.on_phones, 1))
    return (
        f"These calls are **{hours_text(work)} hours of work a day**. Your people have about "
        f"**{hours_text(hours)} hours on the phones** after breaks, sickness and vacant positions. In an "
        f"average hour {busy} of {there} people are busy. Erlang theory, which knows of no peaks, shifts or tired "
        f"people, would need about {estimate.needed} for {percent(six.service_level)} in {number(six.within_s)} s."
    )


AT_A_GLANCE_HELP = (
    "Erlang A with steady traffic and an average patience of 5 min. The model adds peaks, shifts and people."
)
