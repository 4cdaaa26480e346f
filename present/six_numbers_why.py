"""Why a number could not be met, and what had to be set far from the usual, in a manager's words."""

from __future__ import annotations

from collections.abc import Callable

from present.field_names import number, percent
from present.six_numbers import interval, name_of, shown
from present.text_layout import counted
from sim.calibrate.six_numbers.fit_result import Fit, Match
from sim.calibrate.six_numbers.inputs import SixNumbers, people_text
from sim.calibrate.six_numbers.roster import shift_hours

USUAL_PATIENCE_MIN = (2.0, 10.0)
USUAL_SHRINKAGE = (0.02, 0.35)
FEW_PEOPLE = 3


def _centre(six: SixNumbers) -> str:
    return f"With {people_text(six.people)} and {number(six.calls_per_day)} calls a day of {number(six.aht_min)} min"


def _hanging_up(fit: Fit) -> str:
    (match,) = [m for m in fit.matches if m.key == "abandonment"]
    return shown(match.key, match.simulated.mean, fit.six)


AT_END: dict[tuple[str, str], tuple[Callable[[Fit, Match], str], str]] = {
    ("service_level", "high"): (
        lambda fit, m: (
            f"{_centre(fit.six)}, the model answers {shown(m.key, m.simulated.mean, fit.six)} in "
            f"{number(fit.six.within_s)} s at best, with {_hanging_up(fit)} abandoned; "
            f"you said {shown(m.key, m.given, fit.six)}. That is with nobody away except the sick"
        ),
        "more people take calls than were counted (team leaders, part-timers, a partner); some of the calls never "
        "reach a person; your shifts follow the day better than those assumed; the service level is counted by "
        "another definition",
    ),
    ("service_level", "low"): (
        lambda fit, m: (
            f"{_centre(fit.six)}, the model still answers {shown(m.key, m.simulated.mean, fit.six)} in "
            f"{number(fit.six.within_s)} s when half of the people are away each day; you said "
            f"{shown(m.key, m.given, fit.six)}"
        ),
        "people spend part of the day on other work (e-mail, chat, back office); calls or handle time are those of "
        "one queue only; the calls come in bursts",
    ),
    ("abandonment", "high"): (
        lambda fit, m: (
            f"Even if callers waited half an hour on average, {shown(m.key, m.simulated.mean, fit.six)} would be "
            f"abandoned in the model; you said {shown(m.key, m.given, fit.six)}. Your other numbers mean longer "
            "waits than that"
        ),
        "callers who hang up in the first seconds are not counted; callers are offered to be called back; more "
        "people take calls than were counted",
    ),
    ("abandonment", "low"): (
        lambda fit, m: (
            f"Even if callers gave up after 6 s on average, only {shown(m.key, m.simulated.mean, fit.six)} would be "
            f"abandoned in the model; you said {shown(m.key, m.given, fit.six)}. With so many answered at once, few "
            "have to wait at all"
        ),
        "callers who hang up in the menu before they queue are counted; the service level is of answered calls; "
        "some hours or days are far worse than the average",
    ),
    ("quits_per_year", "high"): (
        lambda fit, m: (
            f"At most {shown(m.key, m.simulated.mean, fit.six)} leave a year in the model; you said "
            f"{shown(m.key, m.given, fit.six)}"
        ),
        "people who change team or whose contract ends are counted; positions are filled at once, while in the "
        "model they stay vacant for six weeks and newcomers train for four",
    ),
}
"""Per figure and end of what brings it about: what the model says, and the usual reasons."""


def why_missed(fit: Fit, match: Match) -> str:
    """Which number could not be met, and why, in a manager's words."""
    kind = "service_level" if match.key.startswith("service_level") else match.key
    explanation = AT_END.get((kind, match.end or ""))
    if explanation is None:
        words = (
            f"{name_of(match.key, fit.six)}: the nearest found with the other numbers is "
            f"{shown(match.key, match.simulated.mean, fit.six)}; you said {shown(match.key, match.given, fit.six)}."
        )
    else:
        say, reasons = explanation
        words = f"{name_of(match.key, fit.six)}: {say(fit, match)}. Usual reasons: {reasons}."
    if fit.six.people <= FEW_PEOPLE and kind in ("service_level", "abandonment"):
        words += (
            " With so few people there are days in the model on which all are sick, away or not yet replaced. In your "
            "centre somebody may step in."
        )
    if match.near:
        words += (
            f" What you said lies within the range of chance ({interval(match.key, match.simulated, fit.six)}). A "
            "report over a few weeks may well show it."
        )
    return words


def unusual_settings(fit: Fit) -> tuple[str, ...]:
    """Name the settings that the fit had to move far from what is usual."""
    six, setting, sentences = fit.six, fit.setting, []
    low, high = USUAL_PATIENCE_MIN
    missed = {m.key for m in fit.missed}
    if "abandonment" not in missed and not low <= setting.patience_min <= high:
        mean = setting.patience_min
        wait = f"{number(round(mean, 1))} min" if mean >= 1.0 else f"{number(round(mean * 60.0))} s"
        sentences.append(
            f"Callers' patience had to be set to {wait} on average; studies find {number(low)} to {number(high)} min. "
            + (
                "Perhaps callers who hang up in the first seconds are not counted, or the calls come more evenly."
                if mean > high
                else "Perhaps callers who hang up in the menu are counted, or some hours are far worse than others."
            )
        )
    few, many = USUAL_SHRINKAGE
    matched_level = six.service_level_key not in missed
    if matched_level and setting.shrinkage > many:
        sentences.append(
            f"{percent(setting.shrinkage)} of people's days had to be spent away from the phones besides sickness. "
            f"Leave, meetings and training usually take less than {percent(many)}. Perhaps part of your people do "
            "other work."
        )
    if matched_level and setting.shrinkage < few:
        sentences.append(
            "Nobody could be away except the sick: no leave, meetings or training. Perhaps more people take calls than "
            "were counted."
        )
    worked = shift_hours(six) * six.days_per_week
    if worked < six.hours_per_week - 0.05:
        sentences.append(
            f"One person works {number(worked)} h a week here, not {number(six.hours_per_week)}: "
            f"{counted(six.days_per_week, 'day', 'days')} of {number(shift_hours(six))} h, within the opening hours."
        )
    if six.time_scale < 1.0:
        share = percent(round(fit.result.kpi("difficult_time_share").mean or 0.0, 2))
        sentences.append(
            "Calls this short leave no time for all the parts of a typical call. Greeting, wrap-up, and how long "
            f"difficult and upset callers keep an agent, are assumed at {percent(round(six.time_scale, 2))} of the "
            f"typical centre's. Then {share} of handle time goes to difficult callers. Check their share first."
        )
    return tuple(sentences)
