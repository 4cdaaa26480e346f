"""Which column is what, from the names and from the values below them.

A name proposes a role and the values must fit it: "Hora" over 08:00 is a time, over 2026-02-02 08:00 the start;
"Talk time" is a mean where it does not grow with the calls, a sum where it does.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Literal

import numpy as np
import pandas as pd

from sim.calibrate.reading.column_map import ColumnMap, Format
from sim.calibrate.reading.column_names import (
    LONE_ID,
    TIMES,
    TOTAL,
    call_role,
    interval_role,
    name_words,
    traits,
)
from sim.calibrate.reading.times import AT
from sim.calibrate.reading.values import clock_durations_s, parse_outcomes

Kind = Literal[
    "datetime", "date", "range", "clock", "integer", "number", "share", "duration", "text", "empty"
]
SAMPLE_VALUES = 400
"""values of a column that are looked at"""
SCANNED_ROWS = 20_000
"""rows of a long column in which its values are looked for, evenly spread"""
FOOTERS = 5
"""rows at a table's end that may be no rows of it"""
FITTING = 0.9
"""share of a column's values that must look alike"""
ROWS_FITTING = 0.97
"""share of its rows, where a few values repeat"""
SUM_SLOPE = 0.5
"""a time that grows with the calls faster than their count to this power is a sum; a mean has 0, a sum 1"""
LEAST_ROWS_OF_SLOPE, DOUBT_OF_SLOPE, CLEAR_SPREAD = 8, 0.2, 0.2
"""a slope is told from so many rows, if its standard error is below this, or if the logarithms of the counts spread
more than that"""
LONG_MEAN_S = 3_600
BLANKS = ("", "-", "–", "—", "n/a", "N/A", "null", "NULL", "None", "nan", "NaN", "#DIV/0!", "#N/A")

_CLOCK = r"(?:\d{1,3}[:h]|:)\d{2}(?::\d{2}(?:[.,]\d+)?)?\s?(?:[apAP]\.?\s?[mM]\.?|Uhr|hrs?\.?)?"
_DAY = (
    r"(?:\d{4}[./-]\d{1,2}[./-]\d{1,2}|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{1,2}[ -]?\w{3,9}\.?,?[ -]\d{2,4}"
    r"|\d{1,2} de \w{3,10}\.? (?:de |del )?\d{4}"
    r"|(?:\w{2,9}\.?,? )?\w{3,9}\.? \d{1,2},? \d{4}|\w{2,9}\.?,? \d{1,2}[ ./-](?:\w{3,9}|\d{1,2})[ ./-]\d{2,4})"
)
_KINDS: tuple[tuple[Kind, str], ...] = (
    (
        "datetime",
        rf"{_DAY}(?:\s*[T,]\s*|\s+[-–]\s+|\s+)(?:{AT}\s+)?(?:{_CLOCK}|\d{{1,2}}\.\d{{2}}(?:\.\d{{2}})?\b).*"
        r"|\w{3} \w{3} +\d{1,2} \d{2}:\d{2}:\d{2}.*"
        r"|1\d{9}(?:\d{3}|\.\d+)?"
        r"|(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])[Tt _]?(?:[01]\d|2[0-3])[0-5]\d(?:[0-5]\d)?Z?",
    ),
    (
        "range",
        rf"\d{{1,2}}\.\d{{2}}\s*[-–—]\s*\d{{1,2}}\.\d{{2}}|[0-2]?\d[0-5]\d\s*[-–—]\s*[0-2]?\d[0-5]\d|\d{{1,2}}[:h.]?\d{{0,2}}(?::\d{{2}})?\s?(?:[apAP][mM])?\s*(?:[-–—]|to|a|bis|à|às|as|até)\s*"
        rf"(?:{_CLOCK}|\d{{1,2}}\s?(?:[apAP]\.?[mM]\.?|Uhr|hrs?\.?|h))",
    ),
    ("date", rf"{_DAY}|(?:19|20)\d{{6}}|(?:0\d|1[0-2])[0-3]\d20\d\d"),
    ("clock", _CLOCK),
    ("integer", r"\d+|\d{1,3}(?:[.,'’\s]\d{3})+|\d+[.,]0+"),
    ("number", r"[-+]?\d[\d.,'’\s]*(?:[eE][-+]?\d+)?"),
    ("share", r"\d[\d.,]*\s?%"),
    (
        "duration",
        r"(?:\d+ days?,? )?[\d.,:]+\s?(?:s|ms|sec\w*|sek\w*|seg\w*|m|min\w*|h|hours?)\b.*"
        r"|P?T(?:\d+H)?(?:\d+M)?(?:\d+(?:\.\d+)?S)?"
        r"|(?:\d+\s?h[a-z]*\.?\s?)?(?:\d+\s?m[a-z]*\.?\s?)?(?:\d+(?:[.,]\d+)?\s?s[a-z]*\.?)?"
        r"|\d{1,4}(?:\.| ?(?:days?|tage?|jours?|d[ií]as?|giorn[io]|d|t|j),? ?| )\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?",
    ),
)
_DOTTED_CLOCK = r"(?:[01]?\d|2[0-3])\.[0-5]\d(?:\.[0-5]\d)?"
_CLOCK_OF_DIGITS = r"0*(?:(?:1?\d|2[0-3])?[0-5])?\d(?:[0-5]\d)?|0*(?:1?\d|2[0-3])[0-5]\d[0-5]\d"
_TOTAL = re.compile(TOTAL)
_OF_ONE_CALL = re.compile(r"inbound|incoming|queued|enter|entr|eingang")
"""Names of counts that may also be yes or no of a single call."""
_PATTERNS = {kind: re.compile(pattern) for kind, pattern in _KINDS}
_NUMBERS: tuple[Kind, ...] = ("integer", "number")
_COUNTS = ("offered", "answered", "abandoned")


@dataclass(frozen=True)
class Guess:
    map: ColumnMap
    decisions: tuple[str, ...] = ()
    """sentences on what the values decided"""
    unused: tuple[str, ...] = field(default=())
    """names of columns that have no role"""


def kind(column: pd.Series[Any]) -> Kind:
    """What nearly all values of a column look like; "text" where they do not agree.

    Examples:
        >>> kind(pd.Series(["08:00-08:30", "08:30-09:00"])), kind(pd.Series(["02.02.2026", ""]))
        ('range', 'date')
    """
    scanned = column.iloc[:: max(1, len(column) // SCANNED_ROWS)].astype("str")
    some = scanned.unique()
    usable = (value for value in map(str.strip, some) if value not in BLANKS and not _TOTAL.match(value))
    content = _kind_of(tuple(islice(usable, SAMPLE_VALUES)))
    if content == "text" and len(some) <= SAMPLE_VALUES:  # few values: the odd ones may be notes, in few rows
        rows = scanned.str.strip().value_counts()
        rows = rows[[value not in BLANKS and not _TOTAL.match(value) for value in rows.index]]
        usual = rows[rows.cumsum() <= ROWS_FITTING * rows.sum()]
        return _kind_of(tuple(usual.index)) if len(usual) > 1 else content
    return content


def without_footers(cells: pd.DataFrame) -> pd.DataFrame:
    """All rows but the last few where these have a single cell filled: "Generated by …" is no value of a column.

    Examples:
        >>> without_footers(pd.DataFrame([["08:00", "3", "1"], ["Generated by a system", "", ""]])).index.tolist()
        [0]
    """
    if cells.shape[1] < 3 or not len(cells):
        return cells
    lone = (cells.tail(FOOTERS) != "").sum(axis=1).to_numpy()[::-1] <= 1
    last = len(cells) - (len(lone) if lone.all() else int(np.argmin(lone)))
    return cells.iloc[:last] if last else cells


def kind_of_cell(value: str) -> Kind:
    """What one cell looks like."""
    value = value.strip()
    return "empty" if value in BLANKS or _TOTAL.match(value) else _kind_of((value,))


def _kind_of(values: tuple[str, ...]) -> Kind:
    if not values:
        return "empty"
    enough = FITTING * len(values)
    for name, pattern in _PATTERNS.items():
        if sum(pattern.fullmatch(value) is not None for value in values) >= enough:
            return name
    numeric = [_PATTERNS[k] for k in (*_NUMBERS, "share")]
    if sum(any(p.fullmatch(value) for p in numeric) for value in values) >= enough:
        return "number"
    mixed: tuple[Kind, ...] = ("clock", *_NUMBERS, "duration")
    timed = [_PATTERNS[k] for k in mixed]
    if sum(any(p.fullmatch(value) for p in timed) for value in values) >= enough:
        return "duration"  # seconds beside h:mm:ss
    return "text"


def is_midnight(column: pd.Series[Any]) -> bool:
    """Whether all times of a datetime column are 00:00: a date as a spreadsheet gives it."""
    values = column.astype("str").str.strip()
    values = values[~values.isin(BLANKS)].drop_duplicates().head(SAMPLE_VALUES)
    return bool(values.str.contains(r"[T ](?:0?0:00(?::00(?:\.0+)?)?|12:00(?::00)? AM)\s*Z?$").all())


def rough_numbers(column: pd.Series[Any]) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Numbers and h:mm:ss in seconds, good enough to compare sizes; NaN for the rest."""
    text = column.astype("str").str.strip().str.rstrip("% ")
    text = text.where(
        ~text.str.fullmatch(r"\d{1,3}(?:[.'’\s]\d{3})+(?:,\d+)?"),
        text.str.replace(r"[.'’\s]", "", regex=True),
    )
    text = text.where(~text.str.fullmatch(r"\d{1,3}(?:,\d{3})+"), text.str.replace(",", ""))
    plain_numbers = pd.to_numeric(text.str.replace(",", "."), errors="coerce")
    values = np.asarray(plain_numbers.fillna(clock_durations_s(text)), dtype=np.float64)
    return np.where(np.isfinite(values), values, np.nan)


def guess(header: Sequence[str], cells: pd.DataFrame, format: Format | None = None) -> Guess:
    """The map of a table: `cells` are its rows, as text, one column for each name of the header.

    The format is the one given, or what the columns speak for. The map has no start where no column is a time.
    """
    cells = without_footers(cells).iloc[:: max(1, len(cells) // SCANNED_ROWS)]
    kinds = [_kind_under(name, cells.iloc[:, i]) for i, name in enumerate(header)]
    chosen = format or _format(header, cells, kinds)
    roles = _roles(header, cells, kinds, chosen)
    decisions: list[str] = []
    if chosen == "intervals":
        roles = _with_statistics(roles, cells, header, decisions)
        _lone_number(roles, header, kinds, decisions)
    _nameless_time(roles, kinds, decisions, header)
    column_map = ColumnMap(chosen, {role: header[i] for role, i in roles.items()})
    used = set(roles.values())
    return Guess(column_map, tuple(decisions), tuple(n for i, n in enumerate(header) if i not in used and n))


def _kind_under(name: str, column: pd.Series[Any]) -> Kind:
    """What the values look like under this name: "08.02.13" is a date, but below "Ora" a time of day."""
    content = kind(column)
    if content in ("date", "number", "integer") and "time" in (call_role(name), interval_role(name)):
        values = column.astype("str").str.strip()
        values = values[~values.isin(BLANKS)]
        with_seconds = bool(values.str.len().max() > 4) and bool(values.str.fullmatch(_CLOCK_OF_DIGITS).all())
        if with_seconds or bool(values.str.fullmatch(_DOTTED_CLOCK).all()):
            return "clock"
    return content


def _format(header: Sequence[str], cells: pd.DataFrame, kinds: Sequence[Kind]) -> Format:
    """Intervals where a column of counts exceeds one, calls where every row is one or says how it ended."""
    for i, name in enumerate(header):
        if call_role(name) == "answered_at" and kinds[i] == "datetime":
            return "calls"
        if call_role(name) == "outcome" and kinds[i] == "text":
            ends = parse_outcomes(cells.iloc[:SCANNED_ROWS, i])
            if (ends.isin(("answered", "abandoned"))).mean() > FITTING / 2 and (ends != "").mean() >= FITTING:
                return "calls"
    counts = 0
    for i, name in enumerate(header):
        role = interval_role(name)
        if role in _COUNTS and kinds[i] in _NUMBERS:
            largest = np.nanmax(np.append(rough_numbers(cells.iloc[:, i].head(5_000)), 0.0))
            is_offered = "offered" in traits(name) and not _OF_ONE_CALL.search(name_words(name))
            counts += 2 if largest > 1 or is_offered else 0
        elif role in ("answered_within", "service_level", "answered_share", "abandoned_share", "minutes"):
            counts += 1
    single = {call_role(name) for name in header} & {"caller", "outcome", "call_id", "agent", "answered_at"}
    ranges = "range" in kinds
    calls = len(single) + any(call_role(n) == "wait_s" for n in header)
    return "intervals" if counts + 2 * ranges > calls or (counts and counts >= calls) else "calls"


def _fits(role: str, content: Kind) -> bool:
    if role in ("start", "end", "date", "time", "answered_at"):
        return (
            content in ("datetime", "date", "range", "clock")
            or (role != "answered_at" and content in _NUMBERS)
            or (role == "time" and content == "duration")  # "8h"
        )
    if role in (
        "queue",
        "agent",
        "caller",
        "call_type",
        "call_id",
        "channel",
        "direction",
        "outcome",
        "timezone",
    ):
        return content not in ("datetime", "range", "empty")
    if role in ("answered", "abandoned", "complete", "incomplete"):
        return content in (*_NUMBERS, "text", "empty")
    if role.endswith(("share",)) or role.startswith("service_level"):
        return content in (*_NUMBERS, "share")
    if role.endswith("_s") or role in TIMES:
        return content in (*_NUMBERS, "clock", "duration", "datetime", "empty")
    return content in (*_NUMBERS, "empty")


def _roles(
    header: Sequence[str], cells: pd.DataFrame, kinds: Sequence[Kind], chosen: Format
) -> dict[str, int]:
    """Role -> column; where several columns claim a role, the one whose name says least beside it."""
    claims: dict[str, list[int]] = {}
    for i, name in enumerate(header):
        role = (interval_role if chosen == "intervals" else call_role)(name)
        if chosen == "calls" and name_words(name) in LONE_ID and _are_ids(cells.iloc[:, i], kinds[i]):
            role = "call_id"
        if role is not None and role.startswith("answered_within") and kinds[i] == "share":
            role = role.replace("answered_within", "service_level")
        if chosen == "intervals" and role in ("answered", "abandoned") and kinds[i] == "share":
            role = f"{role}_share"
        if chosen == "calls" and kinds[i] == "datetime" and role == "answered":
            role = "answered_at"
        if chosen == "calls" and kinds[i] == "datetime" and role is None and "offered" in traits(name):
            role = "start"
        if chosen == "calls" and role == "answered_at" and kinds[i] in (*_NUMBERS, "duration"):
            role = "wait_s" if "answer" in name_words(name) else role
        if role is None or not _fits(role, kinds[i]):
            continue
        if chosen == "intervals" and role in _COUNTS and kinds[i] not in (*_NUMBERS, "empty"):
            continue
        of_numbers = kinds[i] in _NUMBERS and not _are_excel_days(cells.iloc[:, i])
        if chosen == "calls" and role in ("start", "date", "time") and of_numbers:
            role = "caller" if "caller" in traits(name) else ""
            if not role:
                continue
        if role in ("start", "date", "time", "end"):
            role = _part_of_time(role, kinds[i], cells.iloc[:, i])
        if role == "call_type" and _is_direction(cells.iloc[:, i]):
            role = "direction"
        claims.setdefault(role, []).append(i)
    if len(claims.get("time", ())) > 1 and "minutes" not in claims:
        lengths = [i for i in claims["time"] if kinds[i] == "integer" and cells.iloc[:, i].nunique() == 1]
        if len(lengths) == 1:  # the same number in every row, beside a time
            claims["minutes"] = lengths
            claims["time"].remove(lengths[0])
    if chosen == "calls" and "start" in claims:
        claims.pop("time", None)  # a duration, beside a full start
    filled = {i: kinds[i] != "empty" for i in range(len(header))}
    # The number of a line stands in every row.
    is_of_line = {i: cells.iloc[:SAMPLE_VALUES, i].nunique() <= 1 for i in claims.get("caller", ())}
    return {
        role: min(
            places,
            key=lambda i: (
                not filled[i],
                is_of_line.get(i, False),
                role == "queue" and kinds[i] in _NUMBERS,
                role == "offered" and "offered" not in traits(header[i]),
                role == "wait_s" and bool(traits(header[i]) & {"answered", "abandoned"}),
                *_second_choice(header[i]),
                len(name_words(header[i])),
                i,
            ),
        )
        for role, places in claims.items()
    }


def _are_ids(column: pd.Series[Any], content: Kind) -> bool:
    """Whether values are mostly of one row each, and hold digits."""
    values = column.loc[~column.isin(BLANKS)].head(SAMPLE_VALUES)
    return (
        content in ("text", *_NUMBERS)
        and len(values) > 0
        and bool(values.str.contains(r"\d").all())
        and values.nunique() > len(values) / 2
    )


def _second_choice(name: str) -> tuple[bool, bool, bool]:
    """Numbers rather than names, UTC rather than local time, calls missed rather than abandoned."""
    text = name_words(name)
    return (
        text.endswith((" id", " no")) or text.startswith("id "),
        bool(re.search(r"\b(?:utc|gmt|zulu)\b", text)),
        "missed" in text,
    )


def _part_of_time(role: str, content: Kind, column: pd.Series[Any]) -> str:
    if content == "datetime":
        return "date" if is_midnight(column) and role != "end" else "end" if role == "end" else "start"
    if content == "date" or (role in ("date", "start") and content in _NUMBERS and _are_excel_days(column)):
        return "date" if role != "end" and (content == "date" or content == "integer") else role
    return role if role == "end" else "time"


def _are_excel_days(column: pd.Series[Any]) -> bool:
    """Days since 1900 as a spreadsheet counts them: the years 1995 to 2064."""
    days = rough_numbers(column)
    return bool(np.all((days[~np.isnan(days)] > 34_700) & (days[~np.isnan(days)] < 60_400)))


def _is_direction(column: pd.Series[Any]) -> bool:
    values = column.astype("str").str.casefold().drop_duplicates().head(SAMPLE_VALUES)
    return bool(
        values.str.contains(
            r"^(?:in|out)(?:bound|going|coming)|entrante|saliente|ausgehend|sortant|recebida|efe[c]?tuada|realizada|effettuata"
            r"|recibida"
        ).any()
    )


def _with_statistics(
    roles: dict[str, int], cells: pd.DataFrame, header: Sequence[str], decisions: list[str]
) -> dict[str, int]:
    """Mean or sum for the times whose names do not say which."""
    done: dict[str, int] = {}
    for role, i in roles.items():
        if role not in TIMES:
            done[role] = i
            continue
        per = {"abandoned_wait": "abandoned"}.get(role, "answered")
        count = roles.get(per, roles.get("offered"))
        is_sum = count is not None and grows_with(cells.iloc[:, i], cells.iloc[:, count])
        full = f"{role}_{'sum' if is_sum else 'mean'}_s"
        if full in roles:
            continue
        done[full] = i
        if is_sum:
            decisions.append(f"Column {header[i]} grows with the calls: read as a sum over them.")
        else:
            decisions.append(f"Column {header[i]} does not grow with the calls: read as a mean per call.")
    return done


def grows_with(times: pd.Series[Any], counts: pd.Series[Any]) -> bool:
    """Whether a time is the sum over the calls: the slope of its logarithm on theirs, or else its size."""
    t, n = rough_numbers(times), rough_numbers(counts)
    both = (t > 0) & (n > 0)
    x, y = np.log(n[both]), np.log(t[both])
    if both.sum() >= LEAST_ROWS_OF_SLOPE and x.std() > 0.0:
        slope, level = np.polyfit(x, y, 1)
        doubt = float(np.std(y - slope * x - level)) / (float(x.std()) * np.sqrt(len(x)))
        if doubt < DOUBT_OF_SLOPE or x.std() > CLEAR_SPREAD:
            return bool(slope > SUM_SLOPE)
    return bool(
        both.any() and np.median(t[both]) > LONG_MEAN_S and np.median(t[both] / n[both]) < LONG_MEAN_S
    )


def _lone_number(
    roles: dict[str, int], header: Sequence[str], kinds: Sequence[Kind], decisions: list[str]
) -> None:
    """The only column of numbers beside a time is the calls offered, whatever its name."""
    used = set(roles.values())
    left = [
        i
        for i, k in enumerate(kinds)
        if k == "integer" and i not in used and interval_role(header[i]) is None
    ]
    others = sum(k in ("integer", "number", "share") for i, k in enumerate(kinds) if i not in used)
    if (
        len(left) == others == 1
        and not set(roles) & set(_COUNTS)
        and set(roles) <= {"start", "date", "time", "end", "queue"}
    ):
        roles["offered"] = left[0]
        decisions.append(
            f"Column {header[left[0]] or left[0] + 1} is the only one of numbers: read as calls offered."
        )


def _nameless_time(
    roles: dict[str, int], kinds: Sequence[Kind], decisions: list[str], header: Sequence[str]
) -> None:
    """A time whose column is called something else, or nothing."""
    free = [i for i in range(len(kinds)) if i not in roles.values()]
    if "start" in roles or "date" in roles:
        if "date" in roles and not {"time", "start"} & set(roles):
            times = [
                i for i in free if kinds[i] == "range" or (kinds[i] == "clock" and not header[i].strip())
            ]
            if times:
                roles["time"] = times[0]
                decisions.append(
                    f"Column {header[times[0]] or times[0] + 1} holds times: read as the interval."
                )
        return
    for role, sought in (("start", "datetime"), ("date", "date")):
        columns = [i for i in free if kinds[i] == sought]
        if columns:
            roles[role] = columns[0]
            decisions.append(
                f"Column {header[columns[0]] or columns[0] + 1} holds dates: read as the {role}."
            )
            return _nameless_time(roles, kinds, decisions, header)
    return None
