"""All files of an upload to one reading: recognised by their headers, read, put together, overlaps removed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from types import ModuleType
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from sim.calibrate.reading.checks import file_cut_check, identity_checks
from sim.calibrate.reading.column_map import ColumnMap
from sim.calibrate.reading.context import NO_TELEPHONE, OUTBOUND, Context
from sim.calibrate.reading.dialects import (
    aircall,
    asterisk_cdr,
    avaya_call_rec,
    avaya_cms,
    bank,
    call_list,
    connect_metrics,
    connect_records,
    cxone,
    five9,
    genesys_interval,
    interval_sheet,
    queue_log,
    uccx,
    vicidial,
    wide_matrix,
    zendesk,
)
from sim.calibrate.reading.file_types import read_file
from sim.calibrate.reading.files import (
    HEADER_WITHIN_ROWS,
    Sheet,
    UnreadableFileError,
    header_row,
    joined_header,
    normalized_name,
)
from sim.calibrate.reading.interval_days import join_intervals
from sim.calibrate.reading.reshaped import unstacked, with_dates_of_groups, with_whole_times
from sim.calibrate.reading.tables import Answers, FileRead, Ledger, Part, Reading, recoded
from sim.calibrate.reading.times import to_local
from sim.calibrate.reading.wrong_kind import refuse_wrong_kind

BY_HEADER: tuple[ModuleType, ...] = (
    bank,
    connect_records,
    five9,
    cxone,
    vicidial,
    zendesk,
    aircall,
    uccx,
    queue_log,
    asterisk_cdr,
    avaya_call_rec,
    avaya_cms,
    connect_metrics,
    genesys_interval,
)
"""Known systems, by what is peculiar to their headers."""
NO_CALLS = {OUTBOUND: "outbound calls", NO_TELEPHONE: "chats or messages"}
"""Why no row is a call -> what the file lists."""
PREVIEW_ROWS = 10
Labelled = tuple[str, Part]


def read(
    files: Sequence[tuple[str, bytes]],
    *,
    column_map: ColumnMap | None = None,
    answers: Answers | None = None,
    queues: Sequence[str] | None = None,
    before_file: Callable[[int], None] | None = None,
) -> Reading:
    """Read uploaded files (name, bytes). `queues`: the only ones to take, by name.

    `before_file`: called with each file's place before it is read; what it raises ends the reading.

    Raises UnreadableFileError, with a sentence, where a file is none of calls or intervals, is damaged or too large,
    or where nothing is left; ValueError for an unknown time zone and for a map that does not fit.

    Examples:
        >>> log = b"start,queue,wait_s,answered\\n2026-02-02 08:00:00,A,10,1\\n2026-02-02 08:01:00,A,14,0\\n"
        >>> reading = read([("calls.csv", log)])
        >>> reading.calls["outcome"].tolist(), reading.ledger.rows_read
        (['answered', 'abandoned'], 2)
    """
    answers = answers or Answers()
    to_local(pd.Series(dtype="datetime64[ns]"), answers.timezone)
    context = Context(answers, column_map, Ledger(answers=answers))
    parts: list[Labelled] = []
    for at, (name, data) in enumerate(files):
        if before_file is not None:
            before_file(at)
        parts += _read_file(name, data, context)
    calls, duty = _join_calls(parts, context, queues)
    intervals = [(label, _of_queues(part, queues)) for label, part in parts if part.intervals is not None]
    joined = join_intervals(intervals, context.ledger, answers.timezone) if intervals else Part()
    reading = Reading(
        calls=calls,
        intervals=joined.intervals,
        duty=duty,
        answered_by_wait=joined.answered_by_wait,
        abandoned_by_wait=joined.abandoned_by_wait,
        taken={role: column for _, part in parts for role, column in part.taken.items()},
        ledger=context.ledger,
    )
    reading.ledger.checks += identity_checks(reading)
    reading.preview = _preview(reading)
    return reading


def _read_file(name: str, data: bytes, context: Context) -> list[Labelled]:
    """The parts of one file: of a workbook, those of the sheets that can be read."""
    parts: list[Labelled] = []
    refusals: list[UnreadableFileError] = []
    for sheet in read_file(name, data):
        try:
            dialect, sheet = _recognised(sheet, context)
            part = dialect.read(sheet, context)
        except UnreadableFileError as refusal:
            refusals.append(refusal)
            continue
        if part.calls is not None and part.calls.empty:
            what = next((w for reason, w in NO_CALLS.items() if _most(sheet, reason, context.ledger)), None)
            if what:
                words = f"{sheet.label} lists {what}; Headroom reads calls that came in and waited."
                refusals.append(UnreadableFileError(words))
                continue
        ledger = context.ledger
        is_template = dialect is interval_sheet
        format_name = interval_sheet.format_name(sheet.header()) if is_template else dialect.NAME
        rows = len(sheet.rows) + len(sheet.unreadable)
        ledger.files.append(FileRead(sheet.label, f"{format_name}, {sheet.format}", rows))
        ledger.drop(sheet.label, sheet.unreadable, "no record that can be read")
        for sentence in sheet.notes:
            ledger.decide(sentence)
        cut = file_cut_check(sheet.label, rows)
        ledger.checks += [cut] if cut else []
        if sheet.header_row:
            ledger.decide(
                f"{sheet.label}: the header is row {sheet.header_row + sheet.first_row}; what stands above is left out."
            )
        parts.append((sheet.label, part))
    if not parts:
        raise refusals[0] if refusals else UnreadableFileError(f"{name} is empty.")
    for left_out in refusals:
        context.ledger.decide(f"Left out: {left_out}")
    return parts


def _most(sheet: Sheet, reason: str, ledger: Ledger) -> bool:
    """Whether most rows of a sheet were dropped for this reason."""
    dropped = ledger.dropped_rows()
    gone = (dropped["file"] == sheet.label) & (dropped["reason"] == reason)
    return bool(gone.sum() > 0.5 * len(sheet.rows))


def _recognised(sheet: Sheet, context: Context) -> tuple[ModuleType, Sheet]:
    """The reader of a sheet, and the sheet with its header's place. Raises UnreadableFileError."""
    if context.column_map is not None:
        return _mapped(sheet, context.column_map)
    if queue_log.recognises((), sheet.cells):
        return queue_log, sheet
    sheet = asterisk_cdr.with_header(sheet)
    for row in range(min(HEADER_WITHIN_ROWS, len(sheet.cells))):
        header = sheet.header(row)
        below = sheet.cells.iloc[row + 1 :]
        for dialect in BY_HEADER:
            if dialect.recognises(header, below):
                return dialect, replace(sheet, header_row=row)
    if wide_matrix.recognises((), sheet.cells):
        return wide_matrix, sheet
    one = unstacked(sheet.cells)
    sheet = sheet if one is None else replace(sheet, cells=one)
    joined = joined_header(sheet.cells)
    if joined is not None:
        sheet = replace(sheet, cells=joined)
    place = header_row(sheet.cells)
    if place is None:
        raise UnreadableFileError(
            f"{sheet.label} has no row of column names: no calls or intervals can be read from it."
        )
    sheet = with_dates_of_groups(with_whole_times(replace(sheet, header_row=place)))
    names, rows = interval_sheet.raw_header(sheet), sheet.rows
    if rows.empty:
        raise UnreadableFileError(f"{sheet.label} has names of columns and no row below them.")
    refuse_wrong_kind(sheet.label, names, rows)
    for dialect in (interval_sheet, call_list):
        if dialect.recognises(names, rows):
            return dialect, sheet
    raise UnreadableFileError(
        f"{sheet.label} is not recognised: no columns say when calls came and how long they waited, or how many came "
        "by interval. Say which column is what."
    )


def _mapped(sheet: Sheet, column_map: ColumnMap) -> tuple[ModuleType, Sheet]:
    """The header is the first row that has the map's columns."""
    dialect = call_list if column_map.format == "calls" else interval_sheet
    columns = {normalized_name(name) for name in column_map.columns.values()}
    for row in range(min(HEADER_WITHIN_ROWS, len(sheet.cells))):
        if columns and columns <= set(sheet.header(row)):
            return dialect, replace(sheet, header_row=row)
    if dialect is interval_sheet and wide_matrix.recognises((), sheet.cells):
        return wide_matrix, sheet
    raise UnreadableFileError(
        f"{sheet.label} does not have the columns of the map: {', '.join(column_map.columns.values())}."
    )


def _of_queues(part: Part, queues: Sequence[str] | None) -> Part:
    """The intervals of some queues."""
    if queues is None or part.intervals is None:
        return part
    which = part.intervals["queue"].isin(list(queues)).to_numpy()
    if not which.any():
        names = ", ".join(sorted(part.intervals["queue"].unique())[:20])
        raise UnreadableFileError(f"None of the queues asked for is in the file; it has: {names}.")
    answered, abandoned = part.answered_by_wait, part.abandoned_by_wait
    return replace(
        part,
        intervals=part.intervals[which],
        answered_by_wait=None if answered is None else answered[which],
        abandoned_by_wait=None if abandoned is None else abandoned[which],
    )


def _join_calls(
    parts: Sequence[Labelled], context: Context, queues: Sequence[str] | None
) -> tuple[pd.DataFrame | None, pd.DataFrame | None]:
    """All calls in order of start, each once, with the duty of the same agents."""
    with_calls = [(label, part) for label, part in parts if part.calls is not None]
    if not with_calls:
        return None, None
    frames = []
    seen = pd.Index([], dtype=np.int64)
    for label, part in with_calls:
        assert part.calls is not None
        calls = _usable(label, part.calls, queues, context.ledger)
        keys = _keys(calls, part)
        again = keys.isin(seen)
        context.ledger.drop(label, calls.index[again], "in an earlier file already")
        seen = seen.union(pd.Index(keys[~again].unique()))
        frames.append(calls[~again])
    calls = pd.concat(frames, ignore_index=True).sort_values("start", kind="stable", ignore_index=True)
    duties = [part.duty for _, part in with_calls if part.duty is not None and len(part.duty)]
    duty = pd.concat(duties, ignore_index=True) if duties else None
    if duty is None:
        (calls["agent"],) = recoded(calls["agent"])
    else:
        calls["agent"], duty["agent"] = recoded(calls["agent"], duty["agent"])
        duty = duty.drop_duplicates().sort_values(["agent", "start"], ignore_index=True)
    (calls["caller"],) = recoded(calls["caller"])
    _say_what_lacks(calls, duty, context.ledger)
    _say_clock_changes(calls["start"], context)
    return calls, duty


def _usable(label: str, calls: pd.DataFrame, queues: Sequence[str] | None, ledger: Ledger) -> pd.DataFrame:
    """Calls with a start, of the queues asked for."""
    timeless = calls["start"].isna()
    if len(calls) and bool(timeless.all()):
        raise UnreadableFileError(f"{label} has no call whose start can be read as a date and time.")
    ledger.drop(label, calls.index[timeless], "no start time that can be read")
    calls = calls[~timeless]
    if queues is None:
        return calls
    other = ~calls["queue"].isin(list(queues))
    if bool(other.all()) and len(calls):
        names = ", ".join(sorted(calls["queue"].unique())[:20])
        raise UnreadableFileError(f"{label} has none of the queues asked for; it has: {names}.")
    ledger.drop(label, calls.index[other], "of another queue than those asked for")
    return calls[~other]


def _keys(calls: pd.DataFrame, part: Part) -> pd.Series[Any]:
    """What makes a call the same in two files: its id and day, for ids may count from 1 in each; else all of it."""
    whole = pd.util.hash_pandas_object(calls, index=False).astype(np.int64)
    if part.ids is None:
        return whole
    ids = part.ids.reindex(calls.index)
    of_day = pd.DataFrame({"id": ids, "day": calls["start"].dt.normalize()})
    return whole.mask(ids != -1, pd.util.hash_pandas_object(of_day, index=False).astype(np.int64))


LACKS: tuple[tuple[str, str, str], ...] = (
    ("talk_s", "talk times", "how long calls take"),
    ("wrap_s", "wrap-up times", "wrap-up, unless pauses between calls show it"),
    ("agent", "agents", "who is on the phones, breaks and speed"),
    ("caller", "callers", "how many call again"),
)


def _say_what_lacks(calls: pd.DataFrame, duty: pd.DataFrame | None, ledger: Ledger) -> None:
    for column, what, forbids in LACKS:
        empty = (calls[column] == -1).all() if column in ("agent", "caller") else calls[column].isna().all()
        if bool(empty):
            ledger.lacks(what, forbids)
    for outcome, forbids in (("abandoned", "patience"), ("answered", "the time to answer and service level")):
        waits = calls.loc[calls["outcome"] == outcome, "wait_s"]
        if bool(waits.isna().all()):
            ledger.lacks(f"waits of {outcome} calls", forbids)
    several = int(calls["queue"].str.contains(";", regex=False).sum())
    if several:
        ledger.lacks("the queue of each call", f"parting queues: {several:,} calls name several in one cell")
    if duty is None:
        ledger.lacks("log-ins and breaks of agents", "people on duty other than by their calls")
    ivr = ledger.answers.is_ivr_in_wait
    wrap = ledger.answers.is_wrap_up_in_handle
    if bool(calls["ivr_s"].notna().any()) and ivr is None:
        ivr = False
    ledger.answers = replace(
        ledger.answers,
        is_ivr_in_wait=ivr,
        is_wrap_up_in_handle=bool(calls["wrap_s"].notna().any()) if wrap is None else wrap,
    )


def _say_clock_changes(start: pd.Series[Any], context: Context) -> None:
    """Days on which the clocks change, of which an hour is missing or comes twice."""
    if context.answers.timezone is None or start.empty:
        return
    zone = ZoneInfo(context.answers.timezone)
    days = pd.date_range(start.min().normalize(), start.max().normalize() + pd.Timedelta(days=1), freq="D")
    offsets = [day.to_pydatetime().replace(tzinfo=zone).utcoffset() for day in days]
    for day, before, then in zip(days, offsets, offsets[1:], strict=False):
        if before != then:
            context.ledger.decide(f"On {day:%Y-%m-%d} the clocks change: that day is best left out of a fit.")


def _preview(reading: Reading) -> pd.DataFrame:
    """The first rows of the calls, else of the intervals, with the columns that are filled."""
    table = reading.calls if reading.calls is not None else reading.intervals
    if table is None:
        return pd.DataFrame()
    empty = [
        c
        for c in table
        if bool(table[c].isna().all()) or (c in ("agent", "caller") and bool((table[c] == -1).all()))
    ]
    return table.drop(columns=empty).head(PREVIEW_ROWS).reset_index(drop=True)
