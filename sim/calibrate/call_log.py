"""Reading a call-by-call log into a typed frame, and what it shows of opening hours and arrivals.
 The layout is that of the "Anonymous Bank" log: one row a call, times of day as h:mm:ss. Known features of
such logs are survived and counted, never repaired in silence: `Counts` says how many rows each of them
touched.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from sim.clock_text import clock_text
from sim.scenario.fields import WEEKDAYS

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

DAY_S = 86_400
HALF_HOUR_S = 1_800
HALF_HOURS = 48
SHORT_SERVICE_S = 10
CLOCKS = ("vru_entry", "vru_exit", "q_start", "q_exit", "ser_start", "ser_exit")
NUMBERS = ("priority", "q_time", "ser_time")
COLUMNS = ("date", "type", "outcome", "agent", *CLOCKS, *NUMBERS)
OUTCOMES = ("AGENT", "HANG", "PHANTOM")
HIGH_PRIORITY = 2
"""Priorities 0 and 1 queue alike; 2 enters the queue as if it had waited 1.5 min."""

OPEN_CALLS = 3
"""Calls answered in a half-hour, on each of a weekday's dates, from which it counts as opening time."""
SURGE_FACTOR, SURGE_CALLS = 3.0, 30
"""A half-hour with this many times the calls of the median like day, and this many more, is a disturbance."""
OUTAGE_HANGUPS = 20
"""So is one in which this many callers hung up in the voice menu (usually 0 to 9 do)."""


def _rows(words: str) -> Any:
    return field(metadata={"words": words})


@dataclass(frozen=True)
class Counts:
    """Rows of the log by what became of them, and rows with a known oddity, in the words of the summary.

    What is not dropped is kept: without times as answered, and a wait that differs as the log states it.
    """

    rows: int = _rows("rows read")
    phantom: int = _rows("dropped: PHANTOM, no call")
    voice_menu_only: int = _rows("dropped: hung up in the voice menu, neither queued nor answered")
    outside_hours: int = _rows("dropped: outside opening hours")
    offered: int = _rows("calls offered")
    disturbed: int = _rows("of them in disturbed half-hours: observed, not fitted")
    without_server: int = _rows("of them served with no agent named")
    without_times: int = _rows("of them served without times")
    short_service: int = _rows("of them served in under 10 s")
    wait_differs: int = _rows("of them with a wait more than 2 s off the start of service")
    menu_backwards: int = _rows("of them leaving the voice menu before entering it")


@dataclass(frozen=True)
class CallLog:
    """Offered calls of a log; `calls` has one row a call, in order of arrival.

    Columns: day (0 = first date), weekday ("mon"...), arrived_s, wait_s, queued (bool), answered (bool;
    otherwise abandoned), call_type, high (bool: priority 2; recorded only once a call queues), agent ("" if
    not named), service_start_s and service_s (NaN without), half_hour (0...47 of the day), disturbed
    (bool). Times are seconds since 00:00 of the first date.
    """

    calls: pd.DataFrame
    counts: Counts
    first_date: pd.Timestamp
    days: int
    """calendar days from the first to the last date"""
    hours: dict[str, tuple[int, int]]
    """weekday: first half-hour open, half-hour of closing (counted from midnight)"""
    disturbed: Bools
    """(days, 48): half-hours in which something out of the ordinary happened"""

    def weekday(self, day: int) -> str:
        return str(WEEKDAYS[(self.first_date.day_of_week + day) % 7])

    def days_by_hours(self) -> list[tuple[tuple[str, ...], list[int]]]:
        """Weekdays with the same opening hours, with the days of the log that fall on them."""
        spans = sorted(set(self.hours.values()))
        groups = [tuple(w for w in WEEKDAYS if self.hours.get(w) == span) for span in spans]
        return [(g, [d for d in range(self.days) if self.weekday(d) in g]) for g in groups]


def _seconds(column: pd.Series[Any], name: str) -> Floats:
    _refuse(~column.str.fullmatch(r"\d{1,2}:[0-5]\d:[0-5]\d"), column, name, "a time of day as h:mm:ss")
    return np.asarray(pd.to_timedelta(column).dt.total_seconds(), dtype=np.float64)


def _refuse(wrong: pd.Series[Any], column: pd.Series[Any], name: str, expected: str) -> None:
    if bool(wrong.any()):
        row = int(np.flatnonzero(wrong.to_numpy())[0])
        raise ValueError(f"column {name}, line {row + 2}: {column.iloc[row]!r} is not {expected}")


def read_rows(path: Path) -> pd.DataFrame:
    """The log's rows as they are, with clock times in seconds of the day. Raises ValueError in one line."""
    try:
        raw = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8")
    except pd.errors.EmptyDataError:
        raise ValueError("the log is empty") from None
    except (pd.errors.ParserError, UnicodeDecodeError) as error:
        raise ValueError(f"no readable CSV file ({' '.join(str(error).split())})") from None
    for name in COLUMNS:
        if name not in raw.columns:
            raise ValueError(f"column {name} is missing")
    if raw.empty:
        raise ValueError("the log is empty: there is a header and no calls")
    rows = raw[["type", "outcome", "agent"]].copy()
    _refuse(~raw["type"].str.fullmatch(r"\w[\w -]{0,40}"), raw["type"], "type", "a call type")
    _refuse(~raw["outcome"].isin(OUTCOMES), raw["outcome"], "outcome", "one of " + ", ".join(OUTCOMES))
    rows["date"] = pd.to_datetime(raw["date"], format="%Y-%m-%d", errors="coerce")
    _refuse(rows["date"].isna(), raw["date"], "date", "a date as yyyy-mm-dd")
    for name in NUMBERS:
        _refuse(~raw[name].str.fullmatch(r"\d{1,6}"), raw[name], name, "a whole number, 0 or more")
        rows[name] = raw[name].astype(np.int64)
    for name in CLOCKS:
        rows[name] = _seconds(raw[name], name)
    return rows


def _calls(rows: pd.DataFrame, first: pd.Timestamp) -> pd.DataFrame:
    day = (rows["date"] - first).dt.days.astype(np.int64)
    answered = rows["outcome"] == "AGENT"
    timed = answered & (rows["ser_time"] > 0)
    # A call that came before midnight may be served after it; the log gives only the time of day.
    past_midnight = np.where(rows["ser_start"] < rows["vru_entry"] - DAY_S / 2, DAY_S, 0)
    calls = pd.DataFrame(
        {
            "day": day,
            "arrived_s": day * DAY_S + rows["vru_exit"],
            "wait_s": rows["q_time"].astype(np.float64),
            "queued": (rows["q_start"] > 0) | (rows["q_exit"] > 0) | (rows["q_time"] > 0),
            "answered": answered,
            "call_type": rows["type"],
            "high": rows["priority"] >= HIGH_PRIORITY,
            "agent": rows["agent"].where(answered, ""),
            "service_start_s": (day * DAY_S + rows["ser_start"] + past_midnight).where(timed),
            "service_s": rows["ser_time"].astype(np.float64).where(timed),
            "half_hour": (rows["vru_exit"] // HALF_HOUR_S).astype(np.int64),
        }
    )
    calls["backwards"] = rows["vru_exit"] < rows["vru_entry"]
    calls["real"] = (rows["outcome"] != "PHANTOM") & (answered | calls["queued"])
    calls["menu_only"] = (rows["outcome"] == "HANG") & ~calls["queued"]
    return calls


def _opening_hours(calls: pd.DataFrame, weekdays: list[str]) -> dict[str, tuple[int, int]]:
    """Open is a half-hour in which named agents answered a few calls on every date of that weekday; holes are
    filled. (A single call before opening time, as some agents take, opens nothing.)"""
    seen = per_half_hour(calls[calls["answered"] & (calls["agent"] != "")], len(weekdays)) >= OPEN_CALLS
    hours: dict[str, tuple[int, int]] = {}
    for name in WEEKDAYS:
        days = [d for d, w in enumerate(weekdays) if w == name]
        always = np.flatnonzero(seen[days].all(axis=0)) if days else np.array([], dtype=np.int64)
        if always.size:
            hours[name] = (int(always[0]), int(always[-1]) + 1)
    return hours


def per_half_hour(calls: pd.DataFrame, days: int) -> Floats:
    """(days, 48) numbers of calls by day and half-hour of arrival."""
    table = np.zeros((days, HALF_HOURS))
    np.add.at(table, (calls["day"].to_numpy(), calls["half_hour"].to_numpy()), 1.0)
    return table


def read_call_log(path: Path) -> CallLog:
    """Read a log. Raises ValueError (one line, naming column and line) and OSError."""
    rows = read_rows(path)
    first = rows["date"].min()
    days = int((rows["date"].max() - first).days) + 1
    weekdays = [WEEKDAYS[(first.day_of_week + d) % 7] for d in range(days)]
    everything = _calls(rows, first)
    hours = _opening_hours(everything[everything["real"]], weekdays)
    if not hours:
        raise ValueError(f"too few calls: no half-hour of a weekday with {OPEN_CALLS} answered every time")
    is_open = np.zeros((days, HALF_HOURS), dtype=np.bool_)
    for day, name in enumerate(weekdays):
        start, end = hours.get(name, (0, 0))
        is_open[day, start:end] = True
    inside = is_open[everything["day"].to_numpy(), everything["half_hour"].to_numpy()]
    usable = everything["real"] & inside
    calls = everything[usable].sort_values("arrived_s", kind="stable").reset_index(drop=True)
    calls["weekday"] = [weekdays[d] for d in calls["day"]]

    count = per_half_hour(calls, days)
    disturbed = per_half_hour(everything[everything["menu_only"] & inside], days) >= OUTAGE_HANGUPS
    for name in WEEKDAYS:
        like = [d for d, w in enumerate(weekdays) if name in hours and hours.get(w) == hours[name]]
        if like:
            usual = np.median(count[like], axis=0)
            disturbed[like] |= (count[like] >= SURGE_FACTOR * usual) & (count[like] - usual >= SURGE_CALLS)
    calls["disturbed"] = disturbed[calls["day"].to_numpy(), calls["half_hour"].to_numpy()]

    off = (calls["service_start_s"] - calls["arrived_s"] - calls["wait_s"]).abs()
    counts = Counts(
        rows=len(rows),
        phantom=int((rows["outcome"] == "PHANTOM").sum()),
        voice_menu_only=int(everything["menu_only"].sum()),
        outside_hours=int((everything["real"] & ~inside).sum()),
        offered=len(calls),
        disturbed=int(calls["disturbed"].sum()),
        without_server=int((calls["answered"] & (calls["agent"] == "")).sum()),
        without_times=int((calls["answered"] & calls["service_s"].isna()).sum()),
        short_service=int((calls["service_s"] < SHORT_SERVICE_S).sum()),
        wait_differs=int((off > 2.0).sum()),
        menu_backwards=int(calls["backwards"].sum()),
    )
    calls = calls.drop(columns=["real", "menu_only", "backwards"])
    return CallLog(calls, counts, first, days, hours, disturbed)


def summary(log: CallLog) -> list[str]:
    """Lines saying what was read, what was dropped and why."""
    lines = [f"{getattr(log.counts, f.name):7d}  {f.metadata['words']}" for f in fields(Counts)]
    for day, half in np.argwhere(log.disturbed):
        date = log.first_date + pd.Timedelta(days=int(day))
        lines.append(f"         disturbed: {date:%Y-%m-%d} from {clock_text(30 * int(half))}")
    return lines


@dataclass(frozen=True)
class ArrivalPattern:
    """Volume and its shape. Disturbed half-hours are treated as not seen."""

    calls_per_day: float
    """mean over the open weekdays of a week"""
    weekday_factor: dict[str, float]
    profile: dict[str, list[float]]
    """weekday: calls expected in each half-hour from opening to closing, on an average such day"""
    day_to_day_cv: float
    day_to_day_range: tuple[float, float]
    """95% interval of it, from the chi-square distribution"""
    weekdays_differ_p: float
    """p value of the test that like weekdays have the same volume"""
    half_hour_dispersion: float
    """variance / mean of half-hour counts around (day's volume × profile); 1 would be Poisson"""


def _margins(count: Floats, seen: Bools) -> tuple[Floats, Floats]:
    """Day volumes and half-hour shares (summing to 1) fitted to the seen cells by Poisson likelihood."""
    volume = np.ones(count.shape[0])
    share = np.ones(count.shape[1])
    have = np.where(seen, count, 0.0)
    for _ in range(300):
        share = have.sum(axis=0) / np.maximum((volume[:, None] * seen).sum(axis=0), 1e-12)
        share = share / share.sum()
        volume = have.sum(axis=1) / np.maximum((share[None, :] * seen).sum(axis=1), 1e-12)
    return volume, share


def measure_arrivals(log: CallLog) -> ArrivalPattern:
    """Volume, weekday factors, profile, day-to-day variation. Raises ValueError where days are too few."""
    count = per_half_hour(log.calls, log.days)
    mean_of: dict[str, float] = {}
    profile: dict[str, list[float]] = {}
    squares = poisson = chi2 = 0.0
    df = cells = 0
    worst_p = 1.0
    for group, days in log.days_by_hours():
        if len(days) < 2:
            raise ValueError(f"column date: only one day like {group[0]}; two of every kind are needed")
        start, end = log.hours[group[0]]
        seen = ~log.disturbed[days, start:end]
        volume, share = _margins(count[days, start:end], seen)
        names = np.array([log.weekday(d) for d in days])
        means = {w: float(volume[names == w].mean()) for w in group if (names == w).any()}
        within = sum(float(((volume[names == w] - m) ** 2).sum()) for w, m in means.items())
        between = sum(float((names == w).sum()) * (m - float(volume.mean())) ** 2 for w, m in means.items())
        df1, df2 = len(means) - 1, len(days) - len(means)
        p = 1.0  # no weekday seen twice: nothing to judge a difference by
        if df1 > 0 and df2 > 0:
            p = float(stats.f.sf((between / df1) / max(within / df2, 1e-12), df1, df2))
            worst_p = min(worst_p, p)
        if df1 > 0 and p >= 0.05:
            means = dict.fromkeys(means, float(volume.mean()))
        centre = np.array([means[w] for w in names])
        free = len(days) - len(set(means.values()))
        squares += float((((volume - centre) / centre) ** 2).sum())
        poisson += float((free / len(days) / centre).sum())
        df += free
        expected = volume[:, None] * share[None, :]
        off = np.where(seen, count[days, start:end] - expected, 0.0)
        chi2 += float((off**2 / np.maximum(expected, 1e-9)).sum())
        cells += int(seen.sum()) - len(days) - (end - start) + 1
        mean_of |= means
        profile |= {w: [float(x) for x in m * share] for w, m in means.items()}
    per_day = float(np.mean([mean_of[w] for w in WEEKDAYS if w in mean_of]))
    noise = poisson / df
    low, high = (max(0.0, squares / float(stats.chi2.ppf(q, df)) - noise) for q in (0.975, 0.025))
    return ArrivalPattern(
        calls_per_day=per_day,
        weekday_factor={w: mean_of[w] / per_day for w in WEEKDAYS if w in mean_of},
        profile={w: profile[w] for w in WEEKDAYS if w in profile},
        day_to_day_cv=float(np.sqrt(max(0.0, squares / df - noise))),
        day_to_day_range=(float(np.sqrt(low)), float(np.sqrt(high))),
        weekdays_differ_p=worst_p,
        half_hour_dispersion=chi2 / max(cells, 1),
    )
