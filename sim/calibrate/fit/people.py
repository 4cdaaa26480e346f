"""Who is on the phones: from log-ins, from staffed seconds, from what agents did, or inverted from the service.

`People.source` says which. "effective" is no headcount: whatever is not in the file (wrap-up, breaks, absence) hides in
it, and a service to which it was fitted cannot validate it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from sim.calendar import HALF_HOURS
from sim.calibrate.fit.estimate import Z95, Fitted, Floats, default, mean_of
from sim.calibrate.fit.half_hours import HalfHours, runs, table_of
from sim.calibrate.reading.tables import DAY_S, HALF_HOUR_S
from sim.calibrate.rosters import MAX_BREAKS, TeamRoster, fit_shifts, shift_breaks
from sim.calibrate.staffing import variance_to_mean
from sim.scenario.fields import WEEKDAYS, Weekday

Source = Literal["duty", "staffed", "activity", "effective"]
JOIN_S = 2.0 * 3600.0
"""States of an agent with a shorter hole between them are one stretch on duty."""
MOST_SHRINKAGE = 0.3
"""More spread between days than vacant positions of this share would make is no absence."""
LONGEST_SHIFT = 32
BREAK_MIN = 15.0
"""Length of a break where only their sum is known."""


@dataclass(frozen=True)
class Stretch:
    """An agent on duty: half-hours [start, end) counted from 00:00 of the first date."""

    agent: int
    start: int
    end: int


@dataclass(frozen=True)
class PlannedBreak:
    """As in a scenario: minutes after the start of the shift, length, spread over which colleagues take it in turn."""

    after_min: float
    minutes: float
    stagger_min: float


@dataclass(frozen=True)
class People:
    """`on_duty`: (days, 48) agents on duty, breaks included; None where they were inverted from the service."""

    source: Source
    rosters: list[TeamRoster]
    on_duty: Floats | None
    hours_per_day: Fitted
    """hours on duty on an average open day"""
    away: Fitted
    """share of the time on duty spent on breaks and other work"""
    absences_min: Floats
    shrinkage: Fitted
    speed_sd: Fitted
    away_in_hour: Floats | None = None
    """(24,): that share by hour of the day; None where only its mean is known"""
    break_plan: tuple[PlannedBreak, ...] | None = None
    """the breaks of a shift as log-ins show them; None where those do not"""

    def breaks(self, start: int, end: int, turn: int) -> list[PlannedBreak]:
        """Of a shift (half-hours from midnight) of team number `turn`."""
        if self.break_plan is not None:
            length = 30.0 * (end - start)
            return [b for b in self.break_plan if b.after_min + b.stagger_min / 2.0 + b.minutes <= length]
        by_hour = np.full(24, self.away.value) if self.away_in_hour is None else self.away_in_hour
        found = shift_breaks(by_hour[np.arange(start, end) // 2 % 24], self.absences_min, turn)
        return [
            PlannedBreak(a, m, found.cycle_min) for a, m in zip(found.after_min, found.minutes, strict=True)
        ]


# ── From log-ins ──────────────────────────────────────────────────────────────────────────────────


def _seconds(duty: pd.DataFrame, first: pd.Timestamp) -> tuple[Floats, Floats]:
    return (
        (duty["start"] - first).dt.total_seconds().to_numpy(),
        (duty["end"] - first).dt.total_seconds().to_numpy(),
    )


def present(start_s: Floats, end_s: Floats, days: int) -> Floats:
    """(days, 48) mean number present, from spells in seconds since the first midnight."""
    cells = days * HALF_HOURS
    edge = np.zeros(cells + 2)
    start, end = (np.clip(x / HALF_HOUR_S, 0.0, float(cells)) for x in (start_s, end_s))
    for at, sign in ((start, 1.0), (end, -1.0)):
        whole = at.astype(np.int64)
        part = at - whole
        np.add.at(edge, whole, sign * (1.0 - part))
        np.add.at(edge, whole + 1, sign * part)
    return np.cumsum(edge)[:cells].reshape(days, HALF_HOURS)


def stretches(duty: pd.DataFrame, first: pd.Timestamp) -> list[Stretch]:
    """Each agent's states joined where less than 2 hours part them, to the half-hour."""
    found = []
    for agent, of_agent in duty.sort_values(["agent", "start"], kind="stable").groupby("agent", sort=True):
        start, end = _seconds(of_agent, first)
        end = np.maximum.accumulate(end)
        cut = np.flatnonzero(start[1:] - end[:-1] > JOIN_S) + 1
        for a, b in zip([0, *cut], [*cut, len(start)], strict=True):
            s, e = round(start[a] / HALF_HOUR_S), round(end[b - 1] / HALF_HOUR_S)
            if e > s:
                found.append(Stretch(int(str(agent)), s, e))
    return found


def of_duty(duty: pd.DataFrame, counts: HalfHours) -> People:
    """From log-ins and pauses."""
    start, end = _seconds(duty, counts.first_date)
    is_break = (duty["state"] == "break").to_numpy()
    on_duty = present(start, end, counts.days)
    length, away = end - start, float((end - start)[is_break].sum())
    total = max(float(length.sum()), 1.0)
    by_day = (
        pd.DataFrame({"day": start // DAY_S, "break": length * is_break, "all": length}).groupby("day").sum()
    )
    shares = (by_day["break"] / by_day["all"]).to_numpy()
    how = f"{away / 3600:.0f} of {total / 3600:.0f} hours logged in were breaks"
    spread = mean_of(shares, how) if len(shares) > 1 else Fitted(0.0, 0.0, 0.0, "measured", how)
    half = (spread.high - spread.low) / 2.0
    share = away / total
    seen = stretches(duty, counts.first_date)
    shrinkage = shrinkage_of(on_duty, counts)
    return People(
        "duty",
        rosters_of(on_duty, counts, shrinkage.value, [(s.start % HALF_HOURS, s.end - s.start) for s in seen]),
        on_duty,
        hours_of(on_duty, counts, "log-ins"),
        Fitted(share, max(0.0, share - half), share + half, "measured", how),
        np.sort(length[is_break]) / 60.0,
        shrinkage,
        default(0.0, "log-ins do not show how agents differ in speed"),
        break_plan=_planned(duty, share),
    )


def _planned(duty: pd.DataFrame, share: float) -> tuple[PlannedBreak, ...]:
    """The first, second… break of the day, where at least half of the agents' days have one; lengths as they sum up to
    this share of the time on duty."""
    rows = duty.sort_values(["agent", "start"], kind="stable")
    rows = rows.assign(day=rows["start"].dt.normalize())
    came = rows.groupby(["agent", "day"])["start"].transform("min")
    days = rows.groupby(["agent", "day"]).ngroups
    breaks = rows[rows["state"] == "break"]
    number = breaks.groupby(["agent", "day"]).cumcount()
    after = (breaks["start"] - came[breaks.index]).dt.total_seconds() / 60.0
    minutes = (breaks["end"] - breaks["start"]).dt.total_seconds() / 60.0
    planned: list[PlannedBreak] = []
    for k in range(MAX_BREAKS):
        of_number = (number == k).to_numpy()
        if of_number.sum() < 0.5 * days:
            break
        early, late = (float(q) for q in after[of_number].quantile([0.05, 0.95]))
        planned.append(PlannedBreak((early + late) / 2.0, float(minutes[of_number].mean()), late - early))
    total = float((rows["end"] - rows["start"]).dt.total_seconds().sum()) / 60.0 / max(days, 1)
    scale = share * total / max(sum(b.minutes for b in planned), 1e-9)
    return tuple(
        PlannedBreak(round(b.after_min, 1), round(b.minutes * scale, 1), round(min(b.stagger_min, 480.0), 1))
        for b in planned
    )


# ── From staffed seconds ──────────────────────────────────────────────────────────────────────────


def of_staffed(intervals: pd.DataFrame, counts: HalfHours) -> People:
    """From seconds logged in, and of these on breaks, by interval."""
    minutes = intervals["minutes"].to_numpy(dtype=np.float64)
    staffed, aux = (intervals[c].to_numpy(dtype=np.float64) for c in ("staffed_s", "aux_s"))
    on_duty = table_of(intervals["start"], staffed, minutes, counts.first_date, counts.days) / HALF_HOUR_S
    known = np.isfinite(aux) & np.isfinite(staffed) & (staffed > 0.0)
    if known.any():
        share = float(aux[known].sum() / staffed[known].sum())
        by_day = pd.DataFrame(
            {"day": intervals["start"].dt.normalize()[known], "aux": aux[known], "all": staffed[known]}
        )
        sums = by_day.groupby("day").sum()
        how = (
            f"{aux[known].sum() / 3600:.0f} of {staffed[known].sum() / 3600:.0f} staffed hours were auxiliary"
        )
        half = 0.0
        if len(sums) > 1:
            spread = mean_of(sums["aux"] / sums["all"], how)
            half = (spread.high - spread.low) / 2.0
        away = Fitted(
            share, max(0.0, share - half), share + half, "measured", how, "their lengths are not in the file"
        )
    else:
        away = default(
            0.0, "the file has no time on breaks; the people it counts are taken to be on the phones"
        )
    shrinkage = shrinkage_of(on_duty, counts)
    return People(
        "staffed",
        rosters_of(on_duty, counts, shrinkage.value, None),
        on_duty,
        hours_of(on_duty, counts, "staffed seconds"),
        away,
        np.array([BREAK_MIN]),
        shrinkage,
        default(0.0, "staffed seconds do not show how agents differ in speed"),
    )


# ── From a number on duty to shifts ───────────────────────────────────────────────────────────────


def hours_of(on_duty: Floats, counts: HalfHours, source: str) -> Fitted:
    """Hours on duty on an average open day of the week."""
    days = [counts.days_of([w]) for w in counts.open]
    by_weekday = [on_duty[d].sum(axis=1) / 2.0 for d in days if d]
    if not by_weekday:
        return Fitted(math.nan, math.nan, math.nan, "measured", source)
    value = float(np.mean([x.mean() for x in by_weekday]))
    residual = np.concatenate([x - x.mean() for x in by_weekday])
    free = len(residual) - len(by_weekday)
    half = Z95 * math.sqrt(float((residual**2).sum()) / free / len(residual)) if free > 0 else math.nan
    return Fitted(value, value - half, value + half, "measured", f"{source} of {len(residual)} days")


def shrinkage_of(on_duty: Floats, counts: HalfHours) -> Fitted:
    """Variance / mean of the number on duty between like days: that of positions left vacant at random."""
    by_weekday = [(names[0], counts.days_of([w])) for names in counts.kinds() for w in names]
    like_days = [on_duty[days][:, counts.open[kind]] for kind, days in by_weekday if len(days) > 1]
    seen, number = variance_to_mean(like_days), sum(map(len, like_days))
    if math.isnan(seen):
        return default(0.0, "no weekday comes twice: nothing shows how the number on duty differs")
    how = f"variance / mean of the number on duty on {number} like days, as if positions stayed vacant at random"
    value = min(MOST_SHRINKAGE, seen)
    cannot = (
        ""
        if seen <= MOST_SHRINKAGE
        else f"days differ more than that ({seen:.2f}); it is held at {MOST_SHRINKAGE:g}"
    )
    half = Z95 * value * math.sqrt(2.0 / max(number - 1, 1))
    return Fitted(value, max(0.0, value - half), value + half, "fitted", how, cannot)


def rosters_of(
    on_duty: Floats, counts: HalfHours, shrinkage: float, seen: Sequence[tuple[int, int]] | None
) -> list[TeamRoster]:
    """Shifts whose number on duty comes closest to the mean of like days / (1 − shrinkage).

    `seen`: (start in half-hours of the day, length) of real stretches; None where nobody's are known. Days of a kind
    that differ by weekday get teams of their own.
    """
    teams = []
    for days, names in _alike(on_duty, counts):
        target = on_duty[days].mean(axis=0) / (1.0 - shrinkage)
        if target.sum() < 0.5:
            continue
        name = label(names)
        shifts = shifts_for(target, seen)
        if shifts:
            teams.append(TeamRoster(name, tuple(names), (), shifts))
    return teams


def _alike(on_duty: Floats, counts: HalfHours) -> list[tuple[list[int], list[Weekday]]]:
    """Weekdays whose number on duty does not differ beyond that of the same weekday (F test), with their days."""
    groups = []
    for names in counts.kinds():
        by_name = {w: counts.days_of([w]) for w in names}
        by_name = {w: d for w, d in by_name.items() if d}
        days = [d for of_name in by_name.values() for d in of_name]
        if not days:
            continue
        hours = {w: on_duty[d].sum(axis=1) for w, d in by_name.items()}
        within = sum(float(((x - x.mean()) ** 2).sum()) for x in hours.values())
        overall = float(np.mean(np.concatenate(list(hours.values()))))
        between = sum(len(x) * (float(x.mean()) - overall) ** 2 for x in hours.values())
        df1, df2 = len(by_name) - 1, len(days) - len(by_name)
        differ = df1 > 0 and df2 > 0 and between / df1 > 4.0 * max(within / df2, 0.02 * overall)
        if differ:
            groups += [(d, [w]) for w, d in by_name.items()]
        else:
            groups.append((sorted(days), list(by_name)))
    return groups


def shifts_for(target: Floats, seen: Sequence[tuple[int, int]] | None) -> list[tuple[int, int, int]]:
    """(start, end, seats) in half-hours from midnight, for a number (48,) on duty."""
    if seen:
        often = pd.Series([(s, n) for s, n in seen if n <= LONGEST_SHIFT]).value_counts()
        most = often[often >= max(1, 0.01 * len(seen))].index[:MOST_CANDIDATES]
        candidates = sorted((s, min(s + n, HALF_HOURS)) for s, n in most)
        halves = [(s, e) for s, e in dict.fromkeys(candidates) if target[s:e].sum() > 0.0]
        if halves:
            rows = np.flatnonzero(target > 0.0)
            first, last = int(rows[0]), int(rows[-1]) + 1
            inside = [
                (max(s, first) - first, min(e, last) - first) for s, e in halves if s < last and e > first
            ]
            inside = list(dict.fromkeys(i for i in inside if i[1] > i[0]))
            seats = fit_shifts(target[None, first:last], inside)[0]
            return [(s + first, e + first, int(n)) for (s, e), n in zip(inside, seats, strict=True) if n > 0]
    return layers(np.rint(target).astype(np.int64))


MOST_CANDIDATES = 24


def layers(number: np.ndarray) -> list[tuple[int, int, int]]:
    """Stretches that together give exactly this number (48,) on duty: one for every layer's run of half-hours."""
    found: dict[tuple[int, int], int] = {}
    for level in range(1, int(number.max(initial=0)) + 1):
        for start, end in runs(number >= level):
            for piece in range(start, end, LONGEST_SHIFT):
                span = piece, min(end, piece + LONGEST_SHIFT)
                found[span] = found.get(span, 0) + 1
    return [(start, end, seats) for (start, end), seats in sorted(found.items())]


def label(names: Sequence[Weekday]) -> str:
    """ "Mon to Fri", "Sat", or each by itself where they do not follow one another."""
    order = [WEEKDAYS.index(w) for w in names]
    written = [w.capitalize() for w in names]
    if len(order) > 2 and order[-1] - order[0] == len(order) - 1:
        return f"{written[0]} to {written[-1]}"
    return ", ".join(written)
