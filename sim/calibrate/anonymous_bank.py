"""A scenario measured from the "Anonymous Bank" call log.

    python -m sim.calibrate.anonymous_bank LOG.csv > configs/anonymous_bank.yaml
 The same log gives the same bytes. Nothing is tuned to the waiting that was observed: arrivals, service
times, patience, staffing and speed are measured each by itself, and `observed` stands beside what the model
makes of them.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.calibrate.call_log import SHORT_SERVICE_S, CallLog, call_log
from sim.calibrate.fit.arrivals import Arrivals, fit_arrivals
from sim.calibrate.fit.half_hours import half_hours
from sim.calibrate.fit.handle_time import QUANTILES, quantiles_of
from sim.calibrate.fit.observed import levels
from sim.calibrate.fit.patience import Patience, from_calls
from sim.calibrate.fit.scenario import basis, comment_lines, number_list, patience_lines, shares_of
from sim.calibrate.fit.special_days import special_days, without
from sim.calibrate.reading.read import read
from sim.calibrate.reading.tables import Ledger
from sim.calibrate.rosters import rosters, shift_breaks, spread_breaks
from sim.calibrate.staffing import AWAY_READS_OVER, WRAP_UP_LIMIT_S, Staffing, measure_staffing
from sim.clock_text import clock_text
from sim.whole_files import write_whole

Floats = NDArray[np.float64]

LEAST_CLASS = 100
"""Calls; a smaller class joins another."""
LEAST_HANGUPS_OF_CLASS = 30
"""Hang-ups; a class with fewer takes the patience of all calls of its priority."""
HEAD_START_MIN = 1.5
WITHIN_S = 20.0


WORDS = {
    "rows": "rows read",
    "phantom": "dropped: PHANTOM, no call",
    "voice_menu_only": "dropped: hung up in the voice menu, neither queued nor answered",
    "outside_hours": "dropped: outside opening hours",
    "offered": "calls offered",
    "disturbed": "of them in disturbed half-hours: observed, not fitted",
    "without_server": "of them served with no agent named",
    "without_times": "of them served without times",
    "short_service": "of them served in under 10 s",
}


@dataclass(frozen=True)
class Bank:
    """The log as read; `counts`: rows by what became of them, named as in `WORDS`."""

    log: CallLog
    arrivals: Arrivals
    disturbed: tuple[str, ...]
    counts: dict[str, int]


def read_bank(path: Path) -> Bank:
    """Read a log. Raises ValueError, one line, where it is none or holds too little, and OSError."""
    reading = read([(path.name, path.read_bytes())])
    calls = reading.calls
    if calls is None or calls["priority"].isna().all():
        raise ValueError("this is no call log of the Anonymous Bank")
    everything = half_hours(reading)
    log = call_log(calls, everything)
    arrivals = fit_arrivals(without(everything, special_days(everything)))
    return Bank(log, arrivals, everything.disturbed, _account(reading.ledger, len(calls), log))


def _account(ledger: Ledger, calls: int, log: CallLog) -> dict[str, int]:
    dropped = {reason.split(",")[0]: rows for reason, rows in ledger.dropped.items()}
    answered = log.calls[log.calls["answered"]]
    return {
        "rows": ledger.rows_read,
        "phantom": dropped.get("PHANTOM", 0),
        "voice_menu_only": dropped.get("hung up in the voice menu", 0),
        "outside_hours": calls - len(log.calls),
        "offered": len(log.calls),
        "disturbed": int(log.calls["disturbed"].sum()),
        "without_server": int((answered["agent"] == "").sum()),
        "without_times": int(answered["service_s"].isna().sum()),
        "short_service": int((answered["service_s"] < SHORT_SERVICE_S).sum()),
    }


@dataclass(frozen=True)
class CallClass:
    """One call type of the scenario: cells (type of the log, high priority?) that belong together."""

    name: str
    cells: tuple[tuple[str, bool], ...]
    high: bool
    calls: float
    """estimated number in the undisturbed half-hours of the log"""

    @property
    def kinds(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(kind for kind, _ in self.cells))


def high_shares(calls: pd.DataFrame) -> dict[str, float]:
    """Share of each type's calls with high priority.

    In this log a call gets its priority when it joins the queue; whoever is answered at once is written
    down as priority 0. Counting those as low would put most high-priority calls into the wrong class.
    Whether a call must queue is decided before its priority matters, so queued calls show the shares, each
    standing for the calls of its type and hour. A type of which some unqueued calls carry a priority is
    counted as it is.
    """
    shares = {}
    for kind, of_kind in calls.groupby("call_type", sort=True):
        queued = of_kind[of_kind["queued"]]
        if bool(of_kind.loc[~of_kind["queued"], "high"].any()) or queued.empty:
            shares[str(kind)] = float(of_kind["high"].mean())
            continue
        hour, queued_hour = of_kind["half_hour"] // 2, queued["half_hour"] // 2
        stands_for = queued_hour.map(hour.value_counts()) / queued_hour.map(queued_hour.value_counts())
        shares[str(kind)] = float((queued["high"] * stands_for).sum() / stands_for.sum())
    return shares


def call_classes(calls: pd.DataFrame) -> list[CallClass]:
    """Type × priority, the small ones merged: into the other priority of their type or, where the whole
    type is small, into the largest type at their priority. Largest first."""
    share = high_shares(calls)
    counts = {str(k): float(n) for k, n in calls["call_type"].value_counts().items()}
    kinds = sorted(counts, key=lambda k: (-counts[k], k))
    members: dict[tuple[str, bool], list[tuple[str, bool, float]]] = {}
    for kind in kinds:
        level = {True: counts[kind] * share[kind], False: counts[kind] * (1.0 - share[kind])}
        for high, number in level.items():
            home, at = kind, high
            if counts[kind] < LEAST_CLASS:
                home = kinds[0]
            elif number < LEAST_CLASS:
                at = level[True] >= level[False]
            members.setdefault((home, at), []).append((kind, high, number))
    classes = [
        CallClass(
            f"{home} {'high' if at else 'low'}",
            tuple((k, h) for k, h, _ in cells),
            at,
            sum(n for _, _, n in cells),
        )
        for (home, at), cells in members.items()
    ]
    return sorted(classes, key=lambda c: (-c.calls, c.name))


def need_quantiles(calls: pd.DataFrame, kinds: Sequence[str], speed: dict[str, float]) -> Floats:
    """Minutes of work at evenly spaced probabilities: service times divided by their agent's speed factor,
    which the simulated agents put back. Services under 10 s stay as they are, for they are no measure of
    anybody's pace. The last value is set so that linear interpolation keeps the mean."""
    of_class = calls[calls["call_type"].isin(kinds) & calls["service_s"].notna()]
    factor = np.array([speed.get(a, 1.0) for a in of_class["agent"]])
    service_s = of_class["service_s"].to_numpy()
    return quantiles_of(np.where(service_s < SHORT_SERVICE_S, service_s, service_s / factor) / 60.0)


def fit_patience(calls: pd.DataFrame, chosen: CallClass) -> tuple[Patience, bool]:
    """Of the callers of a class who had to wait; of all callers of its priority, True, for want of its own hang-ups."""
    queued = calls[calls["queued"]]
    used = queued[[cell in chosen.cells for cell in zip(queued["call_type"], queued["high"], strict=True)]]
    is_borrowed = int((~used["answered"]).sum()) < LEAST_HANGUPS_OF_CLASS
    if is_borrowed:
        used = queued[queued["high"] == chosen.high]
    return from_calls(used["wait_s"].to_numpy(), ~used["answered"].to_numpy()), is_borrowed


def observed_kpis(log: CallLog, wrap_up_s: float) -> dict[str, float]:
    """What the log shows, disturbed half-hours included, under the names of the model's KPIs and in their
    units."""
    calls = log.calls
    answered, wait = calls["answered"].to_numpy(), calls["wait_s"].to_numpy()
    offered, served = float(len(calls)), float(answered.sum())
    in_time = float((answered & (wait <= WITHIN_S)).sum())
    short = float((~answered & (wait <= WITHIN_S)).sum())
    open_days = sum(log.weekday(d) in log.hours for d in range(log.days))
    return {
        **levels(offered, served, in_time, short),
        "asa_s": float(wait[answered].mean()),
        "wait_p90_s": float(np.quantile(wait[answered], 0.9)),
        "abandonment": 1.0 - served / offered,
        "aht_min": (float(calls["service_s"].mean()) + wrap_up_s) / 60.0,
        "calls_offered_per_day": offered / open_days,
        "calls_handled_per_day": served / open_days,
    }


def _demand_lines(log: CallLog, arrivals: Arrivals) -> list[str]:
    span = {w: f'["{clock_text(30 * a)}", "{clock_text(30 * b)}"]' for w, (a, b) in log.hours.items()}
    usual = max(log.days_by_hours(), key=lambda g: len(g[1]))[0]
    others = ", ".join(f"{w}: {s}" for w, s in span.items() if w not in usual)
    calls, cv, intraday = arrivals.calls_per_day, arrivals.day_to_day_cv, arrivals.intraday_cv
    return [
        "demand:",
        *comment_lines(
            f"{len(log.calls)} offered calls on {log.days} days; {int(log.disturbed.sum())} disturbed half-hours "
            f"with {int(log.calls['disturbed'].sum())} calls are treated as not seen. Mean over the open weekdays "
            "of a week.",
            "  ",
        ),
        f"  calls_per_day: {calls.value:.1f}",
        *comment_lines(basis(cv, 2) + ".", "  "),
        f"  day_to_day_cv: {cv.value:.3f}",
        *comment_lines(
            f"{basis(intraday, 2)}. Variance / mean of half-hour counts around volume x profile is "
            f"{arrivals.dispersion:.1f}; Poisson has 1.",
            "  ",
        ),
        f"  intraday_cv: {intraday.value:.3f}",
        *comment_lines(basis(arrivals.intraday_correlation, 2) + ".", "  "),
        f"  intraday_correlation: {arrivals.intraday_correlation.value:.2f}",
        "  open:  # half-hours in which calls were answered on such weekdays",
        f"    days: [{', '.join(log.hours)}]",
        f'    from: "{clock_text(30 * log.hours[usual[0]][0])}"',
        f'    to: "{clock_text(30 * log.hours[usual[0]][1])}"',
        f"    hours: {{{others}}}",
        *comment_lines(
            "Weekdays with the same hours share one volume unless they differ beyond chance (F test, "
            f"least p {arrivals.weekdays_differ_p:.2f}).",
            "  ",
        ),
        "  weekday_factor: {" + ", ".join(f"{w}: {f:.4f}" for w, f in arrivals.weekday_factor.items()) + "}",
        "  profile:  # calls expected in each half-hour of such a day",
        *(f"    {w}: {number_list(p, 1)}" for w, p in arrivals.profile.items()),
    ]


def _type_lines(calls: pd.DataFrame, staffing: Staffing) -> list[str]:
    classes = call_classes(calls)
    short = 100.0 * float((calls["service_s"] < SHORT_SERVICE_S).sum() / calls["service_s"].notna().sum())
    lines = [
        *comment_lines(
            "Type x priority. The log gives a call its priority only when it queues (whoever is answered "
            "at once has priority 0), so shares of high priority are those of queued calls, weighted to "
            f"the calls of the hour. Classes under {LEAST_CLASS} calls are merged."
        ),
        *comment_lines(
            f"Needs: service times by type, divided by the agent's speed (below), as {QUANTILES} "
            f"quantiles, which keep the {short:.0f}% of services under {SHORT_SERVICE_S} s."
        ),
        *comment_lines(
            "Wrap-up: mean pause between two services of an agent while callers waited all along; pauses "
            f"over {WRAP_UP_LIMIT_S} s count as absences. Median {staffing.pause_median_s:.0f} s, in part "
            "the telephone exchange's own delay."
        ),
        *comment_lines(
            "Patience: censored maximum likelihood; hanging up at once, and a Weibull, where they beat the "
            "exponential."
        ),
        "call_types:",
    ]
    for chosen, share in zip(classes, shares_of([c.calls for c in classes], 4), strict=True):
        patience, is_borrowed = fit_patience(calls, chosen)
        whose = "all calls of its priority: few of its own" if is_borrowed else "its own"
        merged = [f"{k} {'high' if h else 'low'}" for k, h in chosen.cells]
        need = number_list(need_quantiles(calls, chosen.kinds, staffing.speed.of), 3)
        lines += [
            f"  - name: {chosen.name}" + (f"  # {', '.join(merged)}" if len(merged) > 1 else ""),
            f"    share: {share:.4f}",
            f"    need: {{distribution: empirical, quantiles_min: {need}}}",
            "    overhead_min: 0.0",
            f"    wrap_up_min: {staffing.wrap_up_s / 60.0:.2f}",
            *patience_lines(patience, f"From {whose}. "),
            "    priority: 0",
            f"    head_start_min: {HEAD_START_MIN if chosen.high else 0.0}",
        ]
    return lines


def _team_lines(log: CallLog, staffing: Staffing, classes: list[CallClass]) -> list[str]:
    hours = sum(p.end - p.start for p in staffing.presences) / 2.0
    read = next(iter(staffing.away_by_waiting.values()))
    waited = ", ".join(str(k) for k in staffing.away_by_waiting)
    shares = ", ".join(f"{v:.2f}" for v in staffing.away_by_waiting.values())
    minutes = sum(spread_breaks(staffing.away, staffing.absences_min, 0).minutes)
    lines = [
        *comment_lines(
            f"{len(staffing.presences)} stretches on duty ({hours:.0f} h) seen in the log: from an agent's "
            "first to last call of a day, to the half-hour. Shifts are whole positions whose number on duty "
            "comes closest, half-hour by half-hour, to the mean of like days / (1 - shrinkage). shrinkage "
            "is the variance / mean of that number between like days: that of positions which stay vacant at "
            "random. Teams are told apart by what agents hardly ever take, where days are enough. A position "
            "is a place in the roster of a kind of day, not a person, hence days_per_week: 7."
        ),
        *comment_lines(
            f"Breaks: {100 * read:.0f}% of their time on duty while a caller waited whom they could take, "
            "agents neither served nor wrapped up. Callers wait mostly when many are away, so this reads "
            f"too much by {100 * AWAY_READS_OVER:.0f} points, which are taken off: CALIBRATED by reading "
            "simulated logs with known breaks the same way; no waiting time or abandonment was looked at. "
            f"Lengths are quantiles of the absences begun while callers waited; {minutes:.0f} min in 8 "
            "hours, as dense in each hour of the day as agents were away in it. With "
            f"{waited} callers waiting or more, {shares} were away: agents came "
            "back to a long queue, which breaks at fixed times cannot do."
        ),
        *comment_lines(
            "speed_sd: variance of log service time between agents given type, net of sampling noise: "
            f"{staffing.speed.log_variance:.3f} (standard error {staffing.speed.log_variance_se:.3f})."
        ),
        "teams:",
    ]
    for number, roster in enumerate(rosters(log, staffing)):
        handles = "all"
        if roster.without:
            taken = [c.name for c in classes if c.kinds[0] not in roster.without]
            handles = f"[{', '.join(taken)}]"
        seats = [n for _, _, n in roster.shifts]
        lines += [f'  - name: "{roster.name}"', f"    agents: {sum(seats)}", f"    handles: {handles}"]
        lines.append("    shifts:")
        days = f"[{', '.join(roster.days)}]"
        for (start, end, n), share in zip(roster.shifts, shares_of(seats, 8), strict=True):
            away = staffing.away_in_hour[np.arange(start, end) // 2 % 24]
            breaks = shift_breaks(away, staffing.absences_min, number % 5)
            stagger = breaks.cycle_min if n > 1 else 0.0
            lines.append(
                f'      - {{start: "{clock_text(30 * start)}", hours: {(end - start) / 2.0}, share: {share:.8f}, '
                f"days: {days},"
            )
            pairs = zip(breaks.after_min, breaks.minutes, strict=True)
            written = [f"{{after_min: {a}, minutes: {m}, stagger_min: {stagger}}}" for a, m in pairs]
            lines.append(f"         breaks: [{', '.join(written)}]}}")
        lines.append("    days_per_week: 7")
        lines += [f"    shrinkage: {staffing.dispersion:.3f}", f"    speed_sd: {staffing.speed.sd:.3f}"]
    return lines


def scenario_yaml(bank: Bank) -> str:
    """The scenario file measured from a log. Raises ValueError where the log holds too little."""
    log, arrivals = bank.log, bank.arrivals
    fitted = log.calls[~log.calls["disturbed"]]
    staffing = measure_staffing(log)
    last = log.first_date + pd.Timedelta(days=log.days - 1)
    usual = observed_kpis(replace(log, calls=fitted), staffing.wrap_up_s)
    lines = [
        "# Measured from a call log by: python -m sim.calibrate.anonymous_bank LOG.csv",
        "# Change the command, not this file. Method and doubts: docs/anonymous_bank.md",
        "schema: 1",
        "name: Anonymous bank",
        "description: >-",
        f"  Call centre of an Israeli bank, {log.first_date:%Y-%m-%d} to {last:%Y-%m-%d}, measured from its",
        "  call log. The log records contacts, so nobody redials, calls back or is transferred here, and nothing",
        "  can be said about satisfaction or exhaustion. It shows how close the model comes to a real centre's",
        "  waiting.",
        "source: >-",
        '  "Anonymous Bank" call-centre data of I. Guedj and A. Mandelbaum, Technion SEELab, gratefully',
        "  acknowledged; analysed in Brown, Gans, Mandelbaum, Sakov, Shen, Zeltyn & Zhao (2005), JASA.",
        "# The centre empties every night and strain is off: nothing needs warming up.",
        "horizon: {weeks: 2, warm_up_weeks: 0}",
        *_demand_lines(log, arrivals),
        *_type_lines(fitted, staffing),
        *comment_lines(
            "The log cannot show difficult or upset callers: its service times already hold whatever "
            "hostility there was. Contacts are recorded as they came, redials among them."
        ),
        "callers: {difficult_share: 0.0, upset_share: 0.0, upset_max: 0.0, redial: 0.0, call_back: 0.0, "
        "pass_on: 0.0, pass_on_pressed: 0.0}",
        *_team_lines(log, staffing, call_classes(fitted)),
        "rules:",
        "  disengagement: {policy: caller_ends}",
        "behaviour: {strain: off, sick_rate: 0.0, quit_rate: 0.0}",
        f"targets: {{within_s: {WITHIN_S:.0f}}}",
        *comment_lines(
            "All offered calls of the log, disturbed half-hours included; without those: abandonment "
            f"{usual['abandonment']:.4f}, service level {usual['service_level']:.4f}, mean wait "
            f"{usual['asa_s']:.1f} s, {usual['calls_offered_per_day']:.1f} calls a day. aht_min is the "
            "mean service time plus the wrap-up above. Occupancy is left out: the log does not say when "
            "agents were available."
        ),
        "observed:",
        *(f"  {key}: {value:.4f}" for key, value in observed_kpis(log, staffing.wrap_up_s).items()),
    ]
    return "\n".join(lines) + "\n"


def main(arguments: Sequence[str] | None = None) -> int:
    """The command. Returns 0, or 2 after one line on stderr."""
    parser = argparse.ArgumentParser(
        prog="python -m sim.calibrate.anonymous_bank", description=str(__doc__).split("\n")[0]
    )
    parser.add_argument("log", type=Path, help="the call log, CSV")
    parser.add_argument("--out", type=Path, help="file to write; standard output if left out")
    options: Any = parser.parse_args(arguments)
    try:
        bank = read_bank(options.log)
        text = scenario_yaml(bank)
        if options.out is None:
            sys.stdout.write(text)
        else:
            write_whole(options.out, text.encode())
    except OSError as error:
        print(f"{error.filename or options.log}: {error.strerror or error}", file=sys.stderr)
        return 2
    except ValueError as error:
        print(f"{options.log}: {error}", file=sys.stderr)
        return 2
    lines = [f"{number:7d}  {WORDS[name]}" for name, number in bank.counts.items()]
    print("\n".join([*lines, *(f"         disturbed: {d}" for d in bank.disturbed)]), file=sys.stderr)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
