"""When each row of an interval table begins and how long its interval is."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from sim.calibrate.reading.files import UndatedFileError, UnreadableFileError
from sim.calibrate.reading.guess import kind
from sim.calibrate.reading.tables import DAY_S
from sim.calibrate.reading.times import parse_clock_s, parse_times
from sim.calibrate.reading.values import clean, parse_durations_s, parse_numbers

DAY_MIN = 1_440
LENGTHS_MIN = (5, 10, 12, 15, 20, 30, 60)
MIXED_ROWS = 6
STEADY = 0.8
"""steps of a day, and the share of them that must be alike, for its length of interval to be known"""
SEVERAL = "These files"
"""What several files are called in a sentence."""
_AM_PM = r"[apAP]\.?[mM]"
_RANGE = r"^\s*(.+?)\s*(?:[-–—]|\bto\b|\bbis\b|\bàs?\b|\bas?\b|\baté\b)\s*(\d.*)$"


def interval_starts(
    columns: Mapping[str, pd.Series[Any]],
    label: str,
    *,
    day: date | None = None,
    zone: str | None = None,
    day_first: bool | None = None,
) -> tuple[pd.Series[Any], pd.Series[Any], list[str]]:
    """Start (NaT where a row has none) and minutes (NaN where the row does not say) of every row, with decisions.

    `columns` holds text under "start", or "date" and "time", or either alone, beside "end" and "minutes". A date that
    stands only in the first of its rows, as in merged cells, holds for those below.
    """
    decisions: list[str] = []
    if not columns or (day is None and not set(columns) & {"start", "date", "time", "end"}):
        raise UnreadableFileError(_without_times(label))
    index = next(iter(columns.values())).index
    minutes = pd.Series(np.nan, index=index)
    if not set(columns) & {"start", "time"} and "end" in columns:
        return _before_ends(columns, index, label, day, zone, day_first, decisions)
    if "start" in columns:
        text = columns["start"]
        begin, end = _halves(text)
        starts, decision = parse_times(begin, "The start", day_first=day_first, zone=zone)
        decisions.append(decision)
        if end is not None:
            minutes = _length(starts, parse_clock_s(end))
    elif "date" in columns or day is not None:
        starts, minutes = _from_parts(columns, index, day, zone, day_first, decisions)
    else:
        raise UndatedFileError(
            f"{label} gives times but no date. Write date: 2026-02-02 into the column map, or name the sheet or the "
            "file with it."
        )
    starts = _with_halves_of_day(starts, columns, decisions)
    if minutes.isna().all() and "end" not in columns and _are_days(starts):
        minutes = pd.Series(float(DAY_MIN), index=index)
    if (minutes == DAY_MIN).any():
        _refuse_weeks(starts, label)
    if "minutes" in columns:
        minutes = _stated_minutes(columns["minutes"]).fillna(minutes)
    if "end" in columns and minutes.isna().all():
        ends, _ = parse_times(columns["end"], "The end", day_first=day_first, zone=zone)
        length = (ends - starts).dt.total_seconds() / 60
        if ends.isna().all():
            length = _length(starts, parse_clock_s(columns["end"]))
        length = length.where(~((length % 1 > 0) & (length % 1 > 0.95)), np.ceil(length))  # ends at :29:59
        minutes = length.where((length > 0) & (length <= DAY_MIN)).round()
    return starts, minutes, [d for d in decisions if d]


def _without_times(label: str) -> str:
    return f"{label} has no column that reads as a date or a time."


def _before_ends(
    columns: Mapping[str, pd.Series[Any]],
    index: pd.Index,
    label: str,
    day: date | None,
    zone: str | None,
    day_first: bool | None,
    decisions: list[str],
) -> tuple[pd.Series[Any], pd.Series[Any], list[str]]:
    """Intervals of which only the end is given: each began its length earlier. A midnight below other rows of its
    date ends that date."""
    ends, decision = parse_times(columns["end"], "The end", day_first=day_first, zone=zone)
    decisions.append(decision)
    if ends.isna().all() and ("date" in columns or day is not None):
        times = {role: text for role, text in columns.items() if role == "date"} | {"time": columns["end"]}
        ends, _ = _from_parts(times, index, day, zone, day_first, decisions)
        midnight = ends == ends.dt.normalize()
        ends = ends.mask(midnight & ends.dt.normalize().duplicated(), ends + pd.Timedelta(days=1))
    if ends.isna().all():
        raise UnreadableFileError(_without_times(label))
    length = common_length_min(ends.dropna(), label)
    decisions.append(f"Only the end of each interval is given: it begins {length} minutes earlier.")
    minutes = pd.Series(float(length), index=index)
    return ends - pd.to_timedelta(length, unit="min"), minutes, [d for d in decisions if d]


def _with_halves_of_day(
    starts: pd.Series[Any], columns: Mapping[str, pd.Series[Any]], decisions: list[str]
) -> pd.Series[Any]:
    """The afternoon restored where all hours run from 1 to 12 without AM or PM, and start again once a day."""
    text = columns.get("time", columns.get("start", columns.get("date")))
    is_known = starts.notna().to_numpy()
    known = starts[is_known].reset_index(drop=True)
    if text is None or len(known) < 2 or not known.dt.hour.between(1, 12).all():
        return starts
    if text.str.contains(_AM_PM).any():
        return starts
    half_s = known.dt.hour % 12 * 3_600 + known.dt.minute * 60 + known.dt.second
    keys = [known.dt.normalize()]
    if "queue" in columns:
        keys.append(columns["queue"][is_known].reset_index(drop=True))
    goes_back = (half_s.groupby(keys).diff() < -DAY_S / 4).groupby(keys).cumsum()
    per_day = goes_back.groupby(keys).max()
    if per_day.max() != 1 or per_day.mean() <= 0.5:
        return starts
    decisions.append("The times lack AM and PM: the order of the rows tells them apart.")
    restored = starts.copy()
    restored[is_known] = (keys[0] + pd.to_timedelta(half_s + goes_back * DAY_S / 2, unit="s")).to_numpy()
    return restored


def _are_days(starts: pd.Series[Any]) -> bool:
    known = starts.dropna()
    return bool(known.nunique() > 1 and (known == known.dt.normalize()).all())


def _refuse_weeks(starts: pd.Series[Any], label: str) -> None:
    days = starts.dropna().dt.normalize().drop_duplicates().sort_values()
    steps = days.diff().dropna().dt.days
    if len(steps) >= 3 and (steps >= 7).all():
        raise UnreadableFileError(
            f"{label} has rows of weeks or months. Export half-hours, or at least days."
        )


def _halves(text: pd.Series[Any]) -> tuple[pd.Series[Any], pd.Series[Any] | None]:
    """The first and the second half of "2026-02-02 08:00 - 08:30"; the second is None without."""
    pattern = (
        r"^(.*\d[:h]\d{2}(?::\d{2}(?:\.\d+)?)?(?:\s*[apAP]\.?[mM]\.?|Z)?)"
        r"\s*(?:-|–|/|to|bis|às?|as?|até)\s*(\d.*)$"
    )
    some = text[text != ""].iloc[:: max(1, len(text) // 200)]
    if some.str.match(pattern).mean() <= 0.5:
        return text, None
    parts = text.str.extract(pattern)
    return parts[0].fillna(text), parts[1].fillna("").str.extract(r"(\d{1,2}[:h]\d{2}.*)$")[0].fillna("")


def _length(starts: pd.Series[Any], end_s: pd.Series[Any]) -> pd.Series[Any]:
    return _minutes_between((starts - starts.dt.normalize()).dt.total_seconds(), end_s)


def _minutes_between(begin_s: pd.Series[Any], end_s: pd.Series[Any]) -> pd.Series[Any]:
    """Whole minutes between times of day, across midnight where the end comes first; a day from 00:00 to 24:00 or
    23:59; NaN where they are equal."""
    minutes = ((end_s - begin_s) % DAY_S / 60).where(lambda m: m > 0).round()
    return minutes.mask((end_s - begin_s == DAY_S) | (minutes >= DAY_MIN - 1), float(DAY_MIN))


def _from_parts(
    columns: Mapping[str, pd.Series[Any]],
    index: pd.Index,
    day: date | None,
    zone: str | None,
    day_first: bool | None,
    decisions: list[str],
) -> tuple[pd.Series[Any], pd.Series[Any]]:
    minutes = pd.Series(np.nan, index=index)
    time = columns.get("time")
    if "date" in columns:
        text = clean(columns["date"])
        if time is not None:
            inherits = (text == "") & (clean(time) != "")
            if inherits.any() and text.iloc[0] != "":
                text = text.where(~inherits, text.where(text != "").ffill().fillna(""))
                decisions.append("A date that stands once holds for the rows below it.")
        dates, decision = parse_times(text, "The date", day_first=day_first, clocks=time)
        decisions.append(decision)
    else:
        dates = pd.Series(pd.Timestamp(day), index=index)
    if time is None:
        decisions.append("The rows are whole days: they tell nothing of the times within the day.")
        return dates, pd.Series(np.where(dates.notna(), float(DAY_MIN), np.nan), index=index)
    if kind(time) == "datetime":
        starts, decision = parse_times(time, "The interval", day_first=day_first, zone=zone)
        if (starts.dt.year > 1971).any():
            decisions.append(decision)
            return starts, minutes
    seconds, length, decision = clock_of_interval(time)
    decisions.append(decision)
    starts = dates.dt.normalize() + pd.to_timedelta(seconds, unit="s")
    return starts.astype("datetime64[ns]"), length


def clock_of_interval(time: pd.Series[Any]) -> tuple[pd.Series[Any], pd.Series[Any], str]:
    """Seconds after midnight and minutes (NaN where not decision) of "08:00", "08:00-08:30", "8:00-8:30 AM", 830 (as
    hhmm), 0.3333 (of a day), 8 (hours) or 1 to 48 (number of the period), with the decision.

    Examples:
        >>> clock_of_interval(pd.Series(["8-9", "9-10"]))[0].tolist()
        [28800.0, 32400.0]
        >>> clock_of_interval(pd.Series([str(n) for n in range(1, 49)]))[0].tolist()[:3]
        [0.0, 1800.0, 3600.0]
    """
    text = clean(time).str.replace(r"(?<=\d)\s*(?:Uhr|hrs?\.?|h)$", "", regex=True)
    none = pd.Series(np.nan, index=time.index)
    ranges = text.str.extract(_RANGE)
    if ranges[1].notna().sum() * 2 > (text != "").sum():
        late = ranges[1].str.extract(rf"({_AM_PM})")[0].fillna("")
        first = ranges[0].where(ranges[0].str.contains(_AM_PM, na=False), ranges[0] + " " + late)
        begin, end = (_clock_or_hour(half.fillna("").str.strip()) for half in (first, ranges[1]))
        begin = begin.where(~((begin > end) & (late != "") & (end > 0)), begin - DAY_S / 2)
        begin = begin.fillna(_clock_or_hour(text))
        return begin, _minutes_between(begin, end), ""
    if text[text != ""].str.fullmatch(r"[0-2]?\d\.[0-5]\d").all() and not text.str.match("0?0").all():
        text = text.str.replace(".", ":", regex=False)
    numbers, _ = parse_numbers(text, "time")
    is_number = numbers.notna() & ~text.str.contains(":", regex=False)
    if is_number.sum() * 2 <= (text != "").sum():
        return parse_clock_s(text.str.replace(r"^\d{4}-\d\d-\d\d[ T]", "", regex=True)), none, ""
    some = numbers[is_number]
    if ((some < 1).all() and some.nunique() > 1) or ((some > 0) & (some < 1)).any():
        return (
            (numbers * DAY_MIN).round() * 60,
            none,
            "Times are read as fractions of a day, as Excel keeps them.",
        )
    top = some.max()
    if text[is_number].str.fullmatch(r"0\d{3}").any() or top > 96 or _all_hhmm(some):
        return (
            parse_clock_s(text),
            none,
            "Times are read as hours and minutes without a colon (830 is 08:30).",
        )
    if top <= 24 and not re.search(r"period|slot|number|nummer|\bnr\b", str(time.name)):
        return numbers.where(is_number) * 3_600, none.fillna(60.0), "Times are read as hours of the day."
    per_day = 48 if top <= 48 else 96
    first = 0 if (some == 0).any() else 1
    length = DAY_MIN / per_day
    decision = f"Times are read as numbers of {length:.0f}-minute periods, {first} being midnight."
    return (numbers - first) * length * 60, none.fillna(length), decision


def _all_hhmm(some: pd.Series[Any]) -> bool:
    """0, 15, 30, 45, 100: no number from 60 to 99, several of the minutes of an hour, and few others."""
    values = set(some.astype(int))
    return bool(values & {15, 30, 45}) and values <= {0, 15, 30, 45} | set(range(100, 2401))


def _clock_or_hour(text: pd.Series[Any]) -> pd.Series[Any]:
    """Like `parse_clock_s`, and "8" or "8 AM" are hours."""
    hours = text.str.replace(r"^(\d{1,2})h?(\s*(?:[apAP]\.?\s?[mM]\.?)?)\s*$", r"\1:00\2", regex=True)
    return parse_clock_s(hours)


def _stated_minutes(column: pd.Series[Any]) -> pd.Series[Any]:
    text = clean(column)
    if text.str.contains(r"[:a-zA-Z]").mean() > 0.5:
        seconds, _ = parse_durations_s(text, "minutes")
        return seconds / 60
    values, _ = parse_numbers(text, "minutes")
    values = values.where(values > 0)
    values = values / 60 if values.median() >= 300 and values.median() % 60 == 0 else values
    return values.where(values <= DAY_MIN)


def _mix(label: str) -> str:
    return "mix" if label == SEVERAL else "mixes"


def common_length_min(starts: pd.Series[Any], label: str) -> int:
    """Minutes of the intervals from when they begin. Raises UnreadableFileError where the file mixes lengths.

    The commonest step between rows of a day; where rows without calls are absent, the largest usual length whose grid
    holds every start.
    """
    of_day = ((starts - starts.dt.normalize()).dt.total_seconds() / 60).round().astype(np.int64)
    base = int(
        (of_day % 60).mode().iloc[0]
    )  # intervals may begin at a quarter past, as in a zone of UTC+5:45
    grid = math.gcd(60, *np.unique((of_day - base) % 60).tolist())
    distinct = (
        pd.DataFrame({"day": starts.dt.normalize(), "minute": of_day})
        .drop_duplicates()
        .sort_values(["day", "minute"])
    )
    steps = distinct.groupby("day")["minute"].diff().dropna()
    usual = int(steps.mode().iloc[0]) if len(steps) else 0
    _refuse_days_apart(distinct, steps, label)
    fits = [m for m in LENGTHS_MIN if grid % m == 0]
    off = distinct[(distinct["minute"] - base) % usual != 0] if usual in LENGTHS_MIN else distinct.head(0)
    if len(off):
        if grid not in LENGTHS_MIN or len(off) <= max(1, 0.02 * len(distinct)):
            first = off.iloc[0]
            clock = f"{int(first['minute']) // 60:02d}:{int(first['minute']) % 60:02d}"
            raise UnreadableFileError(
                f"{label} {_mix(label)} intervals of different lengths: most are {usual} minutes, but one begins at "
                f"{clock} on {first['day']:%d %B %Y}. Export one length, or one file for each."
            )
        return fits[-1]
    if usual in LENGTHS_MIN:
        return usual
    if not fits:
        raise UnreadableFileError(
            f"{label} has rows that begin at any minute: they are neither intervals nor calls that can be read."
        )
    return 30 if distinct["minute"].nunique() == 1 else fits[-1]


def _refuse_days_apart(distinct: pd.DataFrame, steps: pd.Series[Any], label: str) -> None:
    """Raise where some days keep to one step between their rows and others to another."""
    table = pd.DataFrame({"day": distinct.loc[steps.index, "day"], "step": steps})
    counts = table.value_counts(["day", "step"]).rename("rows").reset_index()
    usual = counts.sort_values("rows").drop_duplicates("day", keep="last").set_index("day")
    total = counts.groupby("day")["rows"].sum().reindex(usual.index)
    keeps = usual[(usual["rows"] >= MIXED_ROWS) & (usual["rows"] >= STEADY * total)].sort_index()
    if keeps["step"].nunique() > 1:
        first = keeps[keeps["step"] != keeps["step"].iloc[0]]
        raise UnreadableFileError(
            f"{label} {_mix(label)} intervals of different lengths: {keeps['step'].iloc[0]:g} minutes, and from "
            f"{first.index[0]:%d %B %Y} {first['step'].iloc[0]:g}. Export one length, or one file for each."
        )
