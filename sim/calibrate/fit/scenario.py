"""The fit as a scenario file: beside every number whether it is measured, fitted (low to high) or a default."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence

import numpy as np

from sim.calibrate.borrowed_times import OF_HOSTILITY, TYPICAL_AHT_MIN, borrowed_min
from sim.calibrate.fit.call_mix import CallKind
from sim.calibrate.fit.estimate import Bools, Fitted, allowed
from sim.calibrate.fit.fit import Fit
from sim.calibrate.fit.half_hours import runs
from sim.calibrate.fit.handle_time import HandleTime
from sim.calibrate.fit.patience import Patience
from sim.calibrate.fit.people import People
from sim.calibrate.matching import whole_horizon
from sim.calibrate.rosters import with_positions
from sim.clock_text import clock_text
from sim.scenario.fields import WEEKDAYS, Weekday

SOURCES = {
    "duty": "log-ins and pauses",
    "staffed": "staffed and auxiliary seconds",
    "activity": "what agents did while callers waited",
    "effective": "the service they gave: effective agents, no headcount",
}
LONGEST_LINE = 110
USUAL_DAYS = 5
"""Days a week that people work where a roster has more: without days off they would tire too much."""
LEAST = 0.01
"""Minutes or CV, where a scenario wants more than nothing."""
DEFAULT = "default, for no file shows it"


def basis(one: Fitted, digits: int = 3) -> str:
    """ "fitted (0.08 to 0.21): variance of the daily counts"."""
    known = np.isfinite([one.low, one.high]).all() and one.basis != "default"
    interval = f" ({one.low:.{digits}f} to {one.high:.{digits}f})" if known else ""
    cannot = f"; {one.cannot}" if one.cannot else ""
    return f"{one.basis}{interval}: {one.how}{cannot}"


def comment_lines(text: str, indent: str = "") -> list[str]:
    """YAML comment lines."""
    prefix = f"{indent}# "
    return textwrap.wrap(
        text, LONGEST_LINE, initial_indent=prefix, subsequent_indent=prefix, break_on_hyphens=False
    )


def number_list(values: Iterable[float], digits: int) -> str:
    """A YAML list of rounded numbers."""
    return "[" + ", ".join(f"{v:.{digits}f}" for v in values) + "]"


def _hours(mask: Bools) -> str:
    written = [f'["{clock_text(30 * a)}", "{clock_text(30 * b)}"]' for a, b in runs(mask)]
    return written[0] if len(written) == 1 else f"[{', '.join(written)}]"


def shares_of(amounts: Sequence[float], digits: int = 4) -> list[float]:
    """Rounded shares that sum to 1; what rounding leaves goes to the first."""
    total = sum(amounts)
    rounded = [round(a / total, digits) for a in amounts]
    return [round(1.0 - sum(rounded[1:]), digits), *rounded[1:]]


def new_calls_share(fit: Fit) -> float:
    """Of the calls offered, those about a new issue; in the queue alone all that are no redial, for redials come of the
    scenario's own hang-ups."""
    if fit.human is not None:
        return fit.human.scales.calls
    return 1.0 - fit.repeats.redial.value * fit.observed.get("abandonment", 0.0)


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def demand_lines(fit: Fit) -> list[str]:
    arrivals, counts = fit.arrivals, fit.counts
    days: list[Weekday] = [w for w in WEEKDAYS if w in arrivals.profile]
    share = new_calls_share(fit)
    calls = arrivals.calls_per_day
    repeats = "the redials" if fit.human is None else "redials, calls back and transfers, as simulated,"
    lines = [
        "demand:",
        *comment_lines(
            f"{basis(calls, 1)}; {calls.value:.1f} calls offered, less {repeats} among them", "  "
        ),
        f"  calls_per_day: {calls.value * share:.{1 if fit.human is None else 2}f}",
        *comment_lines(basis(arrivals.day_to_day_cv), "  "),
        f"  day_to_day_cv: {arrivals.day_to_day_cv.value:.3f}",
        *comment_lines(
            f"{basis(arrivals.intraday_cv)}. Half-hour counts vary {arrivals.dispersion:.1f} times as much as Poisson "
            "around the day's volume and profile",
            "  ",
        ),
        f"  intraday_cv: {arrivals.intraday_cv.value:.3f}",
    ]
    if arrivals.intraday_cv.value > 0.0:
        lines += [
            *comment_lines(basis(arrivals.intraday_correlation, 2), "  "),
            f"  intraday_correlation: {arrivals.intraday_correlation.value:.2f}",
        ]
    lines += [
        "  open:  # measured: half-hours with answered calls on such days",
        f"    days: [{', '.join(days)}]",
        "    hours:",
        *(f"      {day}: {_hours(counts.open[day])}" for day in days),
        *comment_lines(
            "measured: one volume for weekdays with the same hours unless they differ beyond chance "
            f"(least p {arrivals.weekdays_differ_p:.2f})",
            "  ",
        ),
        "  weekday_factor: {" + ", ".join(f"{d}: {arrivals.weekday_factor[d]:.4f}" for d in days) + "}",
        *comment_lines(
            "measured: calls expected in each half-hour; one profile for them unless they differ "
            f"(least p {arrivals.profiles_differ_p:.2f})",
            "  ",
        ),
        "  profile:",
        *(f"    {day}: {number_list(arrivals.profile[day], 2)}" for day in days),
    ]
    if fit.special:
        lines += comment_lines("special days, left out: " + "; ".join(map(str, fit.special)), "  ")
    if counts.disturbed:
        lines += comment_lines("disturbed, left out: " + "; ".join(counts.disturbed), "  ")
    return lines


def _need(of_kind: HandleTime, scale: float) -> list[str]:
    """`scale`: of the need as against the times observed."""
    less = (
        "" if scale == 1.0 else f"; times {scale:.3f}, so that the simulated handle time is that of the files"
    )
    lines = comment_lines(f"need: mean {basis(of_kind.mean_min, 2)}{less}", "    ")
    if of_kind.distribution == "empirical":
        assert of_kind.quantiles_min is not None
        return [
            *lines,
            f"    need: {{distribution: empirical, quantiles_min: "
            f"{number_list(scale * of_kind.quantiles_min, 3)}}}",
        ]
    lines += comment_lines(f"cv {basis(of_kind.cv, 2)}", "    ")
    mean = allowed("call_types[].need.mean_min", scale * of_kind.mean_min.value, LEAST)
    cv = allowed("call_types[].need.cv", of_kind.cv.value, LEAST)
    return [*lines, f"    need: {{distribution: {of_kind.distribution}, mean_min: {mean:.3f}, cv: {cv:.3f}}}"]


def patience_lines(patience: Patience | None, whose: str = "") -> list[str]:
    """The patience of a type of call, with its comments. `whose`: a sentence on whose it is."""
    if patience is None:
        return ["    # patience: default, for the data show too few hang-ups"]
    chances = ", ".join(
        f"{one.value:.0%} ({one.low:.0%} to {one.high:.0%}) by {t:.0f} s"
        for t, one in patience.hang_up_by.items()
    )
    lines = comment_lines(
        f"patience: {whose}{basis(patience.mean_min, 2)}. Chance to hang up: {chances}", "    "
    )
    fields = [
        f"distribution: {patience.distribution}",
        f"mean_min: {allowed('call_types[].patience.mean_min', patience.mean_min.value, LEAST):.3f}",
    ]
    if patience.distribution == "weibull":
        lines += comment_lines(f"shape {basis(patience.shape, 2)}", "    ")
        fields.append(f"shape: {allowed('call_types[].patience.shape', patience.shape.value):.3f}")
    if patience.give_up_at_once.value > 0.0:
        lines += comment_lines(f"at once {basis(patience.give_up_at_once, 3)}", "    ")
        fields.append(f"give_up_at_once: {patience.give_up_at_once.value:.4f}")
    return [*lines, f"    patience: {{{', '.join(fields)}}}"]


def kind_lines(fit: Fit) -> list[str]:
    scale = 1.0 if fit.human is None else fit.human.scales.need
    about = (
        "# Each call counts as an issue of its own: its greeting is inside its time, and it is over when it ends."
        if fit.human is None
        else f"# The greeting is inside the need. Chance to resolve: {DEFAULT}."
    )
    lines = [about, "call_types:"]
    for kind, share in zip(fit.mix, shares_of([k.share.value for k in fit.mix]), strict=True):
        lines += [
            f"  - name: {_quoted(kind.name)}",
            *comment_lines(f"share: {basis(kind.share, 3)}", "    "),
            f"    share: {share:.4f}",
            *_need(fit.handle_time[kind.name], scale),
            "    overhead_min: 0.0",
            *comment_lines(f"wrap-up: {basis(fit.wrap_up_min, 2)}", "    "),
            f"    wrap_up_min: {fit.wrap_up_min.value:.3f}",
            *patience_lines(fit.patience_of(kind)),
        ]
    return lines


def handled_by(kinds: Sequence[CallKind], without: Sequence[str]) -> str:
    """`handles` of a team that lacks these types of the file."""
    taken = [k.name for k in kinds if k.members[0] not in without]
    return "all" if not without or not taken else f"[{', '.join(map(_quoted, taken))}]"


def team_lines(fit: Fit) -> list[str]:
    people = fit.people
    place = "a position is a place in a day's roster, hence days_per_week: 7"
    if fit.human is not None and any(len(roster.days) > USUAL_DAYS for roster in people.rosters):
        place = (
            f"who has which days off is not shown: {USUAL_DAYS} days a week are assumed, with more positions"
        )
    lines = [
        *comment_lines(
            f"People from {SOURCES[people.source]}; hours on duty a day {people.hours_per_day.value:.1f}, "
            f"{basis(people.hours_per_day, 1)}. Shifts give the number on duty by half-hour; {place}",
            "",
        ),
        *comment_lines(f"breaks: {people.away.value:.3f} of the time on duty, {basis(people.away)}", ""),
        *comment_lines(f"shrinkage: {_shrinkage_basis(fit)}", ""),
        *comment_lines(f"speed_sd: {basis(people.speed_sd)}", ""),
        "teams:",
    ]
    for number, roster in enumerate(people.rosters):
        days, shifts, shrinkage = ", ".join(roster.days), roster.shifts, people.shrinkage.value
        days_per_week = 7
        if fit.human is not None:
            filled = fit.human.scales.people * (1.0 - shrinkage)
            shifts, shrinkage = with_positions(shifts, filled * max(1.0, len(roster.days) / USUAL_DAYS))
            days_per_week = USUAL_DAYS if len(roster.days) > USUAL_DAYS else 7
        lines += [
            f"  - name: {_quoted(roster.name)}",
            f"    handles: {handled_by(fit.mix, roster.without)}",
            "    shifts:",
        ]
        for start, end, seats in shifts:
            lines.append(
                f'      - {{start: "{clock_text(30 * start)}", hours: {(end - start) / 2.0:g}, agents: {seats}, '
                f"days: [{days}], breaks: {_breaks(people, start, end, number % 5)}}}"
            )
        lines += [
            f"    days_per_week: {days_per_week}",
            f"    shrinkage: {shrinkage:.3f}",
            f"    speed_sd: {people.speed_sd.value:.3f}",
        ]
    return lines


def _shrinkage_basis(fit: Fit) -> str:
    people = fit.people
    if fit.human is None:
        return basis(people.shrinkage)
    met = (
        "abandonment is that of the files" if "abandonment" in fit.human.targets else "as many come as fitted"
    )
    return (
        f"{basis(people.shrinkage)}; positions filled are times {fit.human.scales.people:.3f} (less shrinkage, or "
        f"positions added), so that {met} although some are sick, in training or not replaced yet"
    )


def _breaks(people: People, start: int, end: int, turn: int) -> str:
    written = [
        f"{{after_min: {b.after_min:g}, minutes: {b.minutes:g}, stagger_min: {b.stagger_min:g}}}"
        for b in people.breaks(start, end, turn)
    ]
    return f"[{', '.join(written)}]"


def _human_lines(fit: Fit) -> list[str]:
    """Callers, rules and behaviour."""
    redial, after = fit.repeats.redial, fit.repeats.redial_after_min
    written = [
        *comment_lines(f"redial: {basis(redial)}", ""),
        "callers:",
    ]
    redials = [f"  redial: {redial.value:.3f}", f"  redial_after_min: {after.value:.1f}"]
    if fit.human is None:
        return [
            *written,
            "  difficult_share: 0.0  # whatever hostility there was is inside the times measured",
            "  upset_share: 0.0",
            "  upset_max: 0.0",
            *redials,
            "  call_back: 0.0  # calls about the same issue are among those measured",
            "  pass_on: 0.0",
            "  pass_on_pressed: 0.0",
            *team_lines(fit),
            "rules:",
            "  disengagement: {policy: caller_ends}",
            "behaviour: {strain: off, sick_rate: 0.0, quit_rate: 0.0}",
        ]
    left_out = "difficult and upset callers, calling back, transfers"
    if redial.basis == "default":
        written, redials = [], []
        left_out += ", redials"
    return [
        *written,
        *redials,
        *comment_lines(
            f"{left_out}, ending calls, handle-time target, strain, sickness, staff turnover: {DEFAULT}. The "
            "assumptions of the model move them",
            "",
        ),
        *_hostility_lines(fit),
        *team_lines(fit),
    ]


def _hostility_lines(fit: Fit) -> list[str]:
    """How long it takes, where calls are short; else as the model has it."""
    scale = fit.time_scale
    if scale >= 1.0:
        return []
    difficult, upset, ends = (allowed(path, borrowed_min(path, scale), LEAST) for path in OF_HOSTILITY)
    return [
        *comment_lines(
            "how long difficult and upset callers keep an agent, and after how long a call may be ended: the defaults "
            f"are for calls of {TYPICAL_AHT_MIN:g} min; calls here take {scale:.3f} times as long, and so do these",
            "",
        ),
        f"rules: {{disengagement: {{after_min: {ends:.3f}}}}}",
        f"behaviour: {{difficult_hold_min: {difficult:.3f}, upset_hold_min: {upset:.3f}}}",
    ]


def _weeks(fit: Fit) -> str:
    if fit.human is None:
        return f"weeks: 4, warm_up_weeks: {int(any(mask.all() for mask in fit.counts.open.values()))}"
    weeks, warm_up = whole_horizon(fit.arrivals.calls_per_day.value)
    return f"weeks: {weeks}, warm_up_weeks: {warm_up}"


def scenario_yaml(fit: Fit, name: str = "Your centre") -> str:
    """The scenario file. What the data do not show keeps the model's default, which `--assumptions` moves."""
    counts = fit.counts
    first, last = counts.dates[0], counts.dates[-1]
    about = (
        (
            "Each call is an issue of its own: the files say",
            "nothing about satisfaction, resolution or exhaustion, so those are switched off.",
        )
        if fit.human is None
        else (
            "Satisfaction, resolution, exhaustion and",
            "difficult callers are the model's assumptions; calls and handle time come out as observed.",
        )
    )
    lines = [
        "# Made by: python -m sim calibrate. Beside every number: measured, fitted (95% interval) or default.",
        "schema: 1",
        f"name: {_quoted(name)}",
        "description: >-",
        f"  Fitted to calls of {first:%Y-%m-%d} to {last:%Y-%m-%d}. {about[0]}",
        f"  {about[1]}",
        "source: Exports of the centre's own phone system.",
        f"horizon: {{{_weeks(fit)}}}",
        *demand_lines(fit),
        *kind_lines(fit),
        *_human_lines(fit),
        f"targets: {{within_s: {fit.within_s:g}}}",
        "# measured: all calls of the files, special days and disturbed half-hours included",
        "observed:",
        *(f"  {key}: {value:.4f}" for key, value in fit.observed.items()),
    ]
    return "\n".join(lines) + "\n"
