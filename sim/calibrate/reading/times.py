"""Dates and times of day as people write them: one reading for a whole column."""

from __future__ import annotations

import re
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from sim.calibrate.reading.values import MATCH, as_numbers, clean, extract, unread_words

Ints = NDArray[np.int64]

YEARS = (1985, 2100)
"""What lies outside is a placeholder, such as 1970-01-01, or a misreading."""

_TIME = r"(?P<h>\d{1,2})[:.h](?P<mi>\d{2})(?:[:.](?P<s>\d{2})(?:[.,](?P<f>\d{1,9}))?)?(?:\s*(?P<ap>[ap])\.?\s?m\.?)?"
AT = r"(?:@|à|a|at|um|às|as|a las|alle|ore|kl\.?)"
"""What may stand between a date and a time of day."""
_GAP = rf"(?:,?[t\s_]+(?:{AT}\s+)?|\s+[-–]\s+)"
_TAIL = rf"(?:{_GAP}{_TIME})?\s*(?P<z>z|utc|gmt|[+-]\d{{2}}:?\d{{2}})?(?:\s*\[?[a-z/_]*\]?)?$"
_DAY_NAME = r"^(?:\p{L}{2,12}\.?,?\s+)?"
_MONTH = r"(?P<name>\p{L}{3,10})\.?"

_NAMES = (
    "jan january januar janvier jän jänner ene enero janeiro gen gennaio",
    "feb february februar fév février fev fevrier fevereiro febrero febbraio",
    "mar march mär märz mrz mars marzo março marco",
    "apr april avr avril abr abril aprile",
    "may mai mayo maio mag maggio",
    "jun june juni juin junio junho giu giugno",
    "jul july juli juil juillet julio julho lug luglio",
    "aug august août aoû aout ago agosto",
    "sep sept september septembre septiembre setembro set sett settembre",
    "oct october okt oktober octobre octubre outubro out ott ottobre",
    "nov november novembre noviembre novembro",
    "dec december dez dezember déc décembre decembre dic diciembre dezembro dicembre",
)
MONTHS = {name: month for month, names in enumerate(_NAMES, start=1) for name in names.split()}

FORMS: tuple[tuple[str, str], ...] = (
    ("year first", r"^(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})" + _TAIL),
    ("two numbers", _DAY_NAME + r"(?P<a>\d{1,2})[-/.](?P<b>\d{1,2})[-/.](?P<y>\d{4}|\d{2})" + _TAIL),
    (
        "named month",
        _DAY_NAME
        + rf"(?P<d>\d{{1,2}})\.?(?:\s+|-|/)(?:de\s+)?{_MONTH}(?:\s+|-|/|,\s*)(?:de\s+)?(?P<y>\d{{4}}|\d{{2}})"
        + _TAIL,
    ),
    ("named month first", _DAY_NAME + rf"{_MONTH}\s+(?P<d>\d{{1,2}}),?\s+(?P<y>\d{{4}})" + _TAIL),
    (
        "Java",
        rf"^[a-z]{{3}}\s+{_MONTH}\s+(?P<d>\d{{1,2}})\s+{_TIME}\s+(?:(?P<z>[a-z]{{2,5}}|[+-]\d{{2}}:?\d{{2}})\s+)?(?P<y>\d{{4}})$",
    ),
    (
        "eight digits",
        r"^(?P<p>\d{4})(?P<q>\d{4})(?:[t\s_]?(?P<h>\d{2}):?(?P<mi>\d{2})(?::?(?P<s>\d{2}))?)?\s*(?P<z>z)?$",
    ),
)


def _ints(parts: pd.DataFrame, name: str, default: int = 0) -> Ints:
    if name not in parts:
        return np.full(len(parts), default, dtype=np.int64)
    return np.asarray(as_numbers(parts[name]).fillna(default), dtype=np.int64)


def _days(year: Ints, month: Ints, day: Ints) -> NDArray[np.datetime64]:
    """Dates, NaT where there is no such day or it lies outside YEARS."""
    year = np.where(year < 70, year + 2000, np.where(year < 100, year + 1900, year))
    good = (month >= 1) & (month <= 12) & (day >= 1) & (year >= YEARS[0]) & (year <= YEARS[1])
    months = np.where(good, (year - 1970) * 12 + month - 1, 0).astype("datetime64[M]")
    dates = months.astype("datetime64[D]") + (np.where(good, day, 1) - 1).astype("timedelta64[D]")
    good &= dates.astype("datetime64[M]") == months
    return np.where(good, dates, np.datetime64("NaT", "D"))


def _seconds(parts: pd.DataFrame) -> NDArray[np.float64]:
    """Seconds of the day, NaN where the clock has no such time."""
    hour = _ints(parts, "h")
    if "ap" in parts:
        half = parts["ap"].fillna("").to_numpy(dtype=object)
        hour = np.where(half == "p", hour % 12 + 12, np.where(half == "a", hour % 12, hour))
    minute, second = _ints(parts, "mi"), _ints(parts, "s")
    share = np.zeros(len(parts))
    if "f" in parts:
        share = np.asarray(as_numbers("0." + parts["f"].fillna("0")), dtype=np.float64)
    good = (hour <= 24) & (minute < 60) & (second < 60)
    return np.where(good, hour * 3600.0 + minute * 60 + second + share, np.nan)


def _together(days: NDArray[np.datetime64], seconds: NDArray[np.float64]) -> pd.Series[Any]:
    ms = np.where(np.isnan(seconds), 0.0, np.round(seconds * 1000)).astype("timedelta64[ms]")
    times = days.astype("datetime64[ms]") + ms
    return pd.Series(np.where(np.isnan(seconds), np.datetime64("NaT", "ms"), times)).astype("datetime64[ns]")


def _order(
    first: Ints, second: Ints, year: Ints, seconds: Any, given: bool | None, has_ampm: bool
) -> tuple[bool, str]:
    """Whether the day comes before the month, and why."""
    if given is not None:
        return given, "as was given"
    wrong_day_first, wrong_month_first = int((second > 12).sum()), int((first > 12).sum())
    if wrong_day_first != wrong_month_first:
        return wrong_month_first > wrong_day_first, "since a number over 12 must be the day"
    spans, backwards = {}, {}
    for day_first, (month, day) in {True: (second, first), False: (first, second)}.items():
        times = _together(_days(year, month, day), seconds).dropna()
        spans[day_first] = times.max() - times.min()
        backwards[day_first] = int((times.diff() < pd.Timedelta(0)).sum())
    if backwards[True] != backwards[False]:
        return backwards[True] < backwards[False], "since the rows are then in order of time"
    if min(spans.values()) * 3 < max(spans.values()):
        return spans[True] < spans[False], "since the days then follow each other"
    return not has_ampm, "though both fit: correct it if it is wrong"


def _year_comes_first(first: Ints, second: Ints, year: Ints) -> bool:
    """Whether "26-02-09" begins with its year: then the last number takes several values within a month, the first
    does not, and the first may be no day of the years that the last would be."""
    known = year > 0
    if not known.any() or (year[known] > 31).any() or (second[known] > 12).any():
        return False
    year_last = len(np.unique(year[known]))
    year_first = len(np.unique(first[known]))
    return year_last > 3 * year_first or (year_last > year_first and int(np.ptp(year[known])) > 2)


def _offsets_min(zone: pd.Series[Any]) -> NDArray[np.float64]:
    """Minutes east of UTC; NaN where the text says none."""
    text = zone.fillna("").str.replace(":", "", regex=False)
    signed = text.str.fullmatch(r"[+-]\d{4}")
    number = as_numbers(text.where(signed).str.removeprefix("+"))
    minutes = np.sign(number) * (number.abs() // 100 * 60 + number.abs() % 100)
    return np.asarray(minutes.mask(text.isin(("z", "utc", "gmt")), 0.0), dtype=np.float64)


def to_local(utc: pd.Series[Any], zone: str | None) -> pd.Series[Any]:
    """Wall times of `zone` for instants in UTC; as they are without a zone. Raises ValueError for an unknown zone."""
    if zone is None:
        return utc
    try:
        home = ZoneInfo(zone)
    except (KeyError, ValueError, OSError):
        raise ValueError(f'"{zone}" is no time zone; give a name such as Europe/London') from None
    return utc.dt.tz_localize("UTC").dt.tz_convert(home).dt.tz_localize(None).astype("datetime64[ns]")


def _form(text: pd.Series[Any]) -> str:
    """The pattern that reads most of a sample, "" if none reads half of it."""
    some = pd.Series(text[text != ""].unique()[:: max(1, text.nunique() // 500)][:600], dtype="str")
    reads = (
        {pattern: float(extract(some, pattern)[MATCH].fillna(False).mean()) for _, pattern in FORMS}
        if len(some)
        else {}
    )
    best = max(reads, key=lambda p: reads[p], default="")
    return best if best and reads[best] >= 0.5 else ""


def _iso(text: pd.Series[Any]) -> pd.Series[Any] | None:
    """Times of a column that is ISO 8601 throughout, without offsets, as large files mostly are; else None."""
    array = pa.array(text, type=pa.large_string(), from_pandas=True)
    filled = pc.if_else(pc.equal(array, ""), None, array)
    try:
        times = pc.cast(filled, pa.timestamp("ms")).to_pandas()
    except pa.ArrowInvalid:
        return None
    times = times.where(times.dt.year.between(*YEARS)).astype("datetime64[ns]")
    return pd.Series(times.to_numpy(), index=text.index)


def parse_times(
    column: pd.Series[Any],
    name: str = "start",
    *,
    day_first: bool | None = None,
    zone: str | None = None,
    clocks: pd.Series[Any] | None = None,
) -> tuple[pd.Series[Any], str]:
    """Local wall times (datetime64[ns]) with a sentence on what was decided.

    The order of day and month is decided for the column: by a number over 12, else by what puts the rows in order,
    else the day comes first unless AM and PM are written. Times that state their offset from UTC, and epochs, become
    wall times of `zone`; without a zone an offset is left out and UTC stays UTC. `day_first` overrules; `clocks` are
    the times of day of these dates where they stand in a column of their own.

    Examples:
        >>> parse_times(pd.Series(["29/01/2026 17:18", "01/02/2026 11:12"]))[0].dt.strftime("%d %b").tolist()
        ['29 Jan', '01 Feb']
        >>> parse_times(pd.Series(["2026-07-01T08:00:00.000Z"]), zone="Europe/London")[0][0].hour
        9
    """
    text = clean(column).str.lower().str.replace("\u202f", " ", regex=False)
    numbers = as_numbers(
        text.where(text.str.fullmatch(r"(?:\d{5,7}|\d{9,10}|\d{13})(?:[.,]\d{1,12})?")).str.replace(",", ".")
    )  # eight: a date
    is_number = numbers.notna()
    if len(text) and bool(is_number.sum() * 2 > (text != "").sum()):
        return _from_numbers(text, numbers.where(is_number), name, zone)
    if not bool((text != "").any()):
        return pd.Series(pd.NaT, index=column.index, dtype="datetime64[ns]"), ""
    fast = _iso(text)
    if fast is not None:
        times, about_zone = _named_utc(fast, name, zone)
        return times, (about_zone + _lost_half_words(fast, name)).strip()
    pattern = _form(text)
    if not pattern:
        return pd.Series(pd.NaT, index=column.index, dtype="datetime64[ns]"), f"{name} is not read as times."
    parts = extract(text, pattern).reset_index(drop=True)
    seconds, decided = _seconds(parts), ""
    year = _ints(parts, "y")
    if "a" in parts:
        first, second = _ints(parts, "a"), _ints(parts, "b")
        if _year_comes_first(first, second, year):
            first, year = year, first
            decided = f"{name} is read as year/month/day, of two digits each."
        has_ampm = bool(parts["ap"].notna().any()) or (
            clocks is not None and bool(clocks.str.contains(r"(?i)\d\s?[ap]m\b").any())
        )
        is_day_first, why = (
            (True, "") if decided else _order(first, second, year, seconds, day_first, has_ampm)
        )
        decided = decided or f"{name} is read as {'day/month' if is_day_first else 'month/day'}, {why}."
        month, day = (second, first) if is_day_first else (first, second)
    elif "p" in parts:
        p, q = _ints(parts, "p"), _ints(parts, "q")
        year_first = float(((p >= YEARS[0]) & (p <= YEARS[1])).mean()) > 0.5
        year, month, day = (p, q // 100, q % 100) if year_first else (q, p // 100, p % 100)
    else:
        day = _ints(parts, "d")
        named = parts["name"].map(MONTHS).fillna(0).astype(np.int64) if "name" in parts else None
        month = _ints(parts, "m") if named is None else np.asarray(named)
    times = _together(_days(year, month, day), seconds)
    times.index = column.index
    times, about_zone = _zoned(times, parts.get("z"), name, zone)
    if "ap" not in parts or not bool(parts["ap"].notna().any()):
        about_zone += _lost_half_words(times, name)
    placeholder = text.str.match(r"(?:0|1970|1900|1899|0001)") | text.str.match(
        r"0?1[-/.]0?1[-/.](?:1970|1900|0001)"
    )
    lost = int(((text != "") & times.isna() & ~placeholder).sum())
    unread = f" {unread_words(lost, name)}" if lost else ""
    return times, (decided + about_zone + unread).strip()


def _lost_half_words(times: pd.Series[Any], name: str) -> str:
    """A suspicion where many times all lie from one to twelve o'clock."""
    hours = times.dropna().dt.hour
    if len(hours) < 50 or hours.min() < 1 or hours.max() > 12:
        return ""
    return f" All hours of {name} lie between 1 and 12: AM and PM seem to be lost."


def _named_utc(times: pd.Series[Any], name: str, zone: str | None) -> tuple[pd.Series[Any], str]:
    """Times without an offset are UTC where their column is called so."""
    if not re.search(r"(?<![a-z])(?:utc|gmt)(?![a-z])", name.lower()):
        return times, ""
    where = f"shown in {zone}" if zone else "the centre's time zone is still to be given"
    return to_local(times, zone), f" {name} is in UTC by its name: {where}."


def _zoned(times: pd.Series[Any], marks: Any, name: str, zone: str | None) -> tuple[pd.Series[Any], str]:
    if marks is None or not bool(marks.notna().any()):
        return _named_utc(times, name, zone)
    offset = _offsets_min(marks)
    known = ~np.isnan(offset)
    if not known.any():
        return times, f" {name} names a zone by letters, which is left out."
    mixed = ""
    if not known.all() and bool(times[~known].notna().any()):
        mixed = f" {name} mixes times with and without an offset from UTC; those without are read as local."
    if zone is None:
        utc = bool((offset[known] == 0).all())
        where = (
            " is in UTC: the centre's time zone is still to be given."
            if utc
            else " is local, with its offset from UTC."
        )
        return times, f"{mixed} {name}{where}"
    instants = times - pd.to_timedelta(np.where(known, offset, 0.0), unit="min")
    local = to_local(instants.astype("datetime64[ns]"), zone)
    return local.where(known, times), f"{mixed} {name} states its offset from UTC and is shown in {zone}."


def _from_numbers(
    text: pd.Series[Any], numbers: pd.Series[Any], name: str, zone: str | None
) -> tuple[pd.Series[Any], str]:
    """From epochs in seconds or milliseconds (UTC), or Excel's days since 1899-12-30 (local)."""
    middle = float(numbers.median())
    if middle < 1e6:
        ms, origin, words = np.round(numbers * 86_400) * 1000, "1899-12-30", "as Excel's days"
    else:
        ms, origin = (numbers, "1970-01-01") if middle > 1e11 else (numbers * 1000, "1970-01-01")
        words = "as seconds since 1970, UTC" if middle <= 1e11 else "as milliseconds since 1970, UTC"
    inside = ms.notna() & (ms > 0) & (ms < 5e12)
    whole = np.where(inside, ms.fillna(0), 0).astype("timedelta64[ms]")
    times = pd.Series(np.datetime64(origin, "ms") + whole, index=text.index).astype("datetime64[ns]")
    times = times.where(inside & times.dt.year.between(*YEARS))
    if origin == "1970-01-01":
        times = to_local(times, zone)
        words += f", and shown in {zone}" if zone else ": the centre's time zone is still to be given"
    return times, f"{name} is read {words}."


def parse_clock_s(column: pd.Series[Any]) -> pd.Series[Any]:
    """Seconds since midnight of "8:30", "08:30-09:00" (its start), "8:30 PM", "830", "83005" (in a column
    with seconds) or "0"; NaN for anything else.

    Examples:
        >>> parse_clock_s(pd.Series(["8:30 PM", "08:30-09:00", "830", "15", "0"])).tolist()
        [73800.0, 30600.0, 30600.0, 900.0, 0.0]
    """
    text = clean(column).str.lower()
    parts = extract(text, rf"^{_TIME}(?:\s*(?:-|–|to|bis|às?|as?|até)\s*\d.*)?$")
    seconds = pd.Series(_seconds(parts), index=text.index).where(parts["h"].notna())
    hhmmss = as_numbers(text.where(text.str.fullmatch(r"\d{1,6}")))
    if bool((hhmmss > 2400).any()):
        of_number = hhmmss // 10_000 * 3600 + hhmmss // 100 % 100 * 60 + hhmmss % 100
        is_clock = (hhmmss % 100 < 60) & (hhmmss // 100 % 100 < 60) & (hhmmss < 240_000)
        return seconds.fillna(of_number.where(is_clock))
    hhmm = as_numbers(text.where(text.str.fullmatch(r"\d{1,4}")))
    of_number = (hhmm // 100 * 3600 + hhmm % 100 * 60).where((hhmm % 100 < 60) & (hhmm <= 2400))
    return seconds.fillna(of_number)
