"""The canonical tables that every reader fills, and the ledger of what became of every row.

CALLS, one row a call that entered a queue:
    start           datetime64[ns], local wall time, when the caller began to wait
    queue           str
    wait_s          seconds from start to the answer, the hang-up or whatever else ended the wait
    outcome         "answered", "abandoned" or "left_otherwise"
    ivr_s           seconds in the menu before start
    talk_s, hold_s, wrap_s   seconds; talk_s leaves hold_s out
    agent, caller   integer codes, -1 for none; they name nobody and mean nothing beyond this reading
    call_type       str; the queue where the file has nothing better
    service_start_s seconds from start to the agent's first word, where the file says more than wait_s does
    priority        as the file numbers it, where it does
INTERVALS, one row a queue and interval, sums rather than means:
    start           datetime64[ns], local wall time
    minutes         length of the interval
    queue           str
    offered, answered, abandoned           calls
    answered_wait_sum_s, abandoned_wait_sum_s   seconds
    within_s        threshold of the next two, seconds
    answered_within, abandoned_within      calls
    handle_sum_s, talk_sum_s, hold_sum_s, wrap_sum_s   seconds
    staffed_s, aux_s    agents' seconds logged in, and of these on a break or other work
DUTY, one row an agent and unbroken state: agent (the code as in CALLS), start, end (datetime64[ns], local wall
    time), state ("available" or "break").
Numbers are float64, NaN where the file has none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import pandas as pd

DAY_S, HALF_HOUR_S = 86_400, 1_800
CLOCK_ROUNDING_S = 2.0
"""By which moments of one call may contradict each other: each is rounded to the second by itself."""

CALL_NUMBERS = ("wait_s", "ivr_s", "talk_s", "hold_s", "wrap_s", "service_start_s", "priority")
CALL_COLUMNS = (
    "start",
    "queue",
    "wait_s",
    "outcome",
    "ivr_s",
    "talk_s",
    "hold_s",
    "wrap_s",
    "agent",
    "caller",
    "call_type",
    "service_start_s",
    "priority",
)
INTERVAL_NUMBERS = (
    "minutes",
    "offered",
    "answered",
    "abandoned",
    "answered_wait_sum_s",
    "abandoned_wait_sum_s",
    "within_s",
    "answered_within",
    "abandoned_within",
    "handle_sum_s",
    "talk_sum_s",
    "hold_sum_s",
    "wrap_sum_s",
    "staffed_s",
    "aux_s",
)
INTERVAL_COLUMNS = ("start", "minutes", "queue", *INTERVAL_NUMBERS[1:])
DUTY_COLUMNS = ("agent", "start", "end", "state")

Definition = Literal["of_offered", "of_answered", "excl_short_abandons", "short_abandons_good"]


@dataclass(frozen=True)
class Answers:
    """What no file says: the user's answers to the four questions; None where not answered.

    Examples:
        >>> Answers(timezone="Europe/London").open_questions()
        ['service_level', 'short_abandon', 'inside']
    """

    timezone: str | None = None
    """IANA name of the zone the centre lives by"""
    service_level_s: float | None = None
    service_level_definition: Definition | None = None
    short_abandon_s: float | None = None
    """the system leaves out abandoned calls that waited less; 0 where it leaves out none"""
    is_ivr_in_wait: bool | None = None
    is_wrap_up_in_handle: bool | None = None

    def open_questions(self) -> list[str]:
        """Those of "timezone", "service_level", "short_abandon" and "inside" that lack an answer."""
        answers = {
            "timezone": (self.timezone,),
            "service_level": (self.service_level_s, self.service_level_definition),
            "short_abandon": (self.short_abandon_s,),
            "inside": (self.is_ivr_in_wait, self.is_wrap_up_in_handle),
        }
        return [name for name, values in answers.items() if None in values]


@dataclass(frozen=True)
class FileRead:
    """One file, or one sheet of a workbook."""

    name: str
    format: str
    """in words, such as "Amazon Connect contact records" """
    rows: int


@dataclass(frozen=True)
class Missing:
    what: str
    forbids: str
    """what cannot be measured without it"""


@dataclass(frozen=True)
class Check:
    """Whether figures of the file that should agree do so. Shown, never repaired."""

    name: str
    sentence: str
    passes: bool | None
    """None where the file cannot tell"""


@dataclass
class Ledger:
    """What was read, what was dropped and why, what was decided, what is missing."""

    files: list[FileRead] = field(default_factory=list)
    decisions: list[str] = field(default_factory=list)
    """sentences on formats, units and zones, each naming its file or column"""
    missing: list[Missing] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)
    answers: Answers = field(default_factory=Answers)
    """as given by the user, completed by what the files' own formats settle; what is None is still to be asked"""
    _dropped: list[tuple[str, np.ndarray[Any, Any], str]] = field(default_factory=list)

    @property
    def rows_read(self) -> int:
        return sum(f.rows for f in self.files)

    @property
    def dropped(self) -> Counter[str]:
        """Reason -> rows."""
        total: Counter[str] = Counter()
        for _, rows, reason in self._dropped:
            total[reason] += len(rows)
        return total

    def drop(self, file: str, rows: Sequence[int] | pd.Index | np.ndarray[Any, Any], reason: str) -> None:
        """Enter rows (numbers in the file, from 1) as dropped for this reason. No rows: no entry."""
        numbers = np.asarray(rows, dtype=np.int64)
        if numbers.size:
            self._dropped.append((file, numbers, reason))

    def decide(self, sentence: str) -> None:
        if sentence and sentence not in self.decisions:
            self.decisions.append(sentence)

    def lacks(self, what: str, forbids: str) -> None:
        if Missing(what, forbids) not in self.missing:
            self.missing.append(Missing(what, forbids))

    def dropped_rows(self) -> pd.DataFrame:
        """Columns file, row, reason, in order of file and row: nothing of what the rows say."""
        parts = [pd.DataFrame({"file": f, "row": rows, "reason": why}) for f, rows, why in self._dropped]
        empty = pd.DataFrame({"file": pd.Series(dtype="str"), "row": pd.Series(dtype="int64")})
        frame = pd.concat(parts, ignore_index=True) if parts else empty.assign(reason=empty["file"])
        return frame.sort_values(["file", "row"], kind="stable", ignore_index=True)


@dataclass
class Part:
    """What one file gives: see the module for the columns. Every index holds the numbers of the rows in their file.

    The two frames of classes share the index of `intervals`; their columns are the upper edges of the classes in
    seconds (the last may be inf), their values calls. `taken` says which column of the file became which column here,
    for the user to see.
    """

    calls: pd.DataFrame | None = None
    intervals: pd.DataFrame | None = None
    duty: pd.DataFrame | None = None
    answered_by_wait: pd.DataFrame | None = None
    abandoned_by_wait: pd.DataFrame | None = None
    taken: dict[str, str] = field(default_factory=dict)
    ids: pd.Series[Any] | None = None
    """salted hashes of the calls' own ids, by which calls in several files are known; index as in `calls`"""


@dataclass
class Reading(Part):
    """All files together: in order of start, overlaps removed."""

    ledger: Ledger = field(default_factory=Ledger)
    preview: pd.DataFrame = field(default_factory=pd.DataFrame)
    """ten rows "as we read them": the canonical columns that the files fill"""


def _filled(columns: dict[str, Any], names: Sequence[str], numbers: Sequence[str]) -> pd.DataFrame:
    unknown = set(columns) - set(names)
    if unknown:
        raise KeyError(f"not canonical: {sorted(unknown)}")
    frame = pd.DataFrame({k: v for k, v in columns.items() if v is not None})
    for name in numbers:
        frame[name] = frame[name].astype(np.float64) if name in frame else np.nan
    if "start" in frame:
        frame["start"] = frame["start"].astype("datetime64[ns]")
    return frame


def calls_frame(**columns: Any) -> pd.DataFrame:
    """CALLS from the columns at hand, the others filled with NaN, -1 or the queue. Raises KeyError for others.

    Examples:
        >>> day = pd.to_datetime(["2026-02-02 08:00"])
        >>> calls = calls_frame(start=day, queue=["Support"], wait_s=[12], outcome=["answered"])
        >>> float(calls["wait_s"][0]), int(calls["agent"][0]), calls["call_type"][0]
        (12.0, -1, 'Support')
    """
    frame = _filled(columns, CALL_COLUMNS, CALL_NUMBERS)
    for name in ("agent", "caller"):
        frame[name] = frame[name].astype(np.int64) if name in frame else np.int64(-1)
    frame["queue"] = frame["queue"].astype("str") if "queue" in frame else ""
    frame["call_type"] = frame["call_type"].astype("str") if "call_type" in frame else frame["queue"]
    return frame[list(CALL_COLUMNS)]


def intervals_frame(**columns: Any) -> pd.DataFrame:
    """INTERVALS from the columns at hand, the others NaN; without a queue it is "". Raises KeyError for others."""
    frame = _filled(columns, INTERVAL_COLUMNS, INTERVAL_NUMBERS)
    frame["queue"] = frame["queue"].astype("str") if "queue" in frame else ""
    return frame[list(INTERVAL_COLUMNS)]


def completed_counts(intervals: pd.DataFrame) -> tuple[pd.Series[Any], pd.Series[Any], pd.Series[Any]]:
    """Calls offered, answered and abandoned of each row, one that is missing worked out from the other two.

    Offered is answered and abandoned together, answered is offered less abandoned, either with a missing part as 0;
    abandoned is offered less answered, NaN where either is missing. No count is below 0.

    Examples:
        >>> nan = np.nan
        >>> rows = pd.DataFrame({"offered": [10, nan, 10], "answered": [8, 8, nan], "abandoned": [nan, 2, nan]})
        >>> [count.tolist() for count in completed_counts(rows)]
        [[10.0, 10.0, 10.0], [8.0, 8.0, 10.0], [2.0, 2.0, nan]]
    """
    offered, answered, abandoned = (intervals[name] for name in ("offered", "answered", "abandoned"))
    return (
        offered.fillna(answered.fillna(0.0) + abandoned.fillna(0.0)),
        answered.fillna((offered - abandoned.fillna(0.0)).clip(lower=0.0)),
        abandoned.fillna((offered - answered).clip(lower=0.0)),
    )


def salted_hash(names: pd.Series[Any], salt: str) -> pd.Series[Any]:
    """int64 SipHash of each name under `salt` (16 characters), -1 where it is empty or stands for nobody."""
    plain = names.astype("str").str.strip().str.lower()
    keys = pd.util.hash_array(plain.to_numpy(dtype=object), hash_key=salt, categorize=False)
    hashed = (keys >> np.uint64(1)).astype(np.int64)
    return pd.Series(np.where(plain.isin(NOBODY), -1, hashed), index=names.index, dtype=np.int64)


NOBODY: frozenset[Hashable] = frozenset(
    {"", "-", "none", "null", "nan", "n/a", "anonymous", "unknown", "unavailable", "restricted"}
    | {"private", "withheld", "blocked", "anónimo", "anonimo", "anonyme", "anonym", "desconocido"}
    | {"desconhecido", "unbekannt", "inconnu", "sconosciuto"}
)
"""What stands in a column of callers or agents for one who is not known."""


def recoded(*parts: pd.Series[Any]) -> list[pd.Series[Any]]:
    """The same numbering 0, 1, 2… of hashes over all parts, -1 staying -1: what leaves the reader."""
    together = pd.concat(parts)
    codes, _ = pd.factorize(together.where(together != -1))
    ends = np.cumsum([len(p) for p in parts])
    return [
        pd.Series(codes[end - len(p) : end].astype(np.int64), index=p.index)
        for p, end in zip(parts, ends, strict=True)
    ]
