"""All interval tables together: one row a queue and interval, in order, whole days only, quiet intervals filled in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from sim.calibrate.reading.checks import AGREE
from sim.calibrate.reading.files import UnreadableFileError
from sim.calibrate.reading.interval_filling import SUMS, filled_in
from sim.calibrate.reading.interval_times import DAY_MIN, LENGTHS_MIN, SEVERAL, common_length_min
from sim.calibrate.reading.tables import Ledger, Part, completed_counts

LATE_MIN = 60
"""a first or last day that begins or ends this much off its like is partial"""
SAME_TIMES, SAME_NUMBERS = 0.8, 0.5
"""Files share times, and numbers at these times, from these shares on."""
STRAYS = 0.01
"""share of rows that may lie off the grid of the others without being taken for intervals of another length"""
NIGHT_MIN = 240
"""clocks change before 04:00"""


def join_intervals(parts: Sequence[tuple[str, Part]], ledger: Ledger, zone: str | None = None) -> Part:
    """The interval tables of all files (label, part) as one part; the ledger says what was dropped and filled in.

    Raises UnreadableFileError where the lengths of intervals differ. Rows of one queue and interval are added up
    within a file; of two files that hold the same interval the later one counts.
    """
    frames = [
        p.intervals.assign(_file=i, _row=p.intervals.index, _order=np.arange(len(p.intervals)))
        for i, (_, p) in enumerate(parts)
        if p.intervals is not None and len(p.intervals)
    ]
    if not frames:
        raise UnreadableFileError(f"{_names([label for label, _ in parts])}: no interval could be read.")
    labels = [label for label, _ in parts]
    classes = {w: _stacked(parts, w) for w in ("answered_by_wait", "abandoned_by_wait")}
    table = pd.concat(frames, ignore_index=True)
    table = _queues_by_file(table, labels, ledger)
    table = _one_length(_without_strays(table, labels, ledger), labels, ledger)
    table = _without_clock_changes(table, labels, ledger, zone)
    table = _later_file(table, labels, ledger)
    table = _all_answered(table, ledger)
    table, classes = _added_up(table, classes, labels, ledger)
    table = _whole_days(table, labels, ledger)
    table = filled_in(table, ledger, zone)
    table = table.sort_values(["start", "queue"], kind="stable", ignore_index=True)
    by_wait = {w: _aligned(c, table) for w, c in classes.items()}
    taken = {k: v for _, p in parts for k, v in p.taken.items()}
    _lacks(table, by_wait, ledger)
    _enter_wrap_up(table, ledger)
    return Part(intervals=table.drop(columns=["_file", "_row", "_order", "_key"]), taken=taken, **by_wait)


def _stacked(parts: Sequence[tuple[str, Part]], which: str) -> pd.DataFrame | None:
    """Classes of all files under the keys (file, row); files without them have no rows."""
    frames = []
    for i, (_, part) in enumerate(parts):
        by_wait = getattr(part, which)
        if by_wait is not None and len(by_wait):
            frames.append(by_wait.set_axis(pd.MultiIndex.from_product([[i], by_wait.index]), axis=0))
    if not frames or any(list(f.columns) != list(frames[0].columns) for f in frames):
        return None
    return pd.concat(frames)


def _drop(table: pd.DataFrame, mask: Any, labels: Sequence[str], ledger: Ledger, reason: str) -> pd.DataFrame:
    gone = table[mask]
    for file, rows in gone.groupby("_file")["_row"]:
        ledger.drop(labels[int(file)], rows.to_numpy(), reason)
    return table[~np.asarray(mask)]


# ---- length of the intervals


def _without_strays(table: pd.DataFrame, labels: Sequence[str], ledger: Ledger) -> pd.DataFrame:
    """Leave out the few rows of a long table that begin between the others' intervals: slips, not another length."""
    of_day = table["start"].dt.hour * 60 + table["start"].dt.minute
    steps = np.diff(np.unique(table["start"].to_numpy().astype("datetime64[m]"))).astype(np.int64)
    usual, rows = np.unique(steps, return_counts=True)
    length = int(usual[rows.argmax()]) if len(steps) else 0
    if length not in LENGTHS_MIN:
        return table
    base = int((of_day % length).mode().iloc[0])
    strays = (of_day - base) % length != 0
    if strays.sum() > STRAYS * len(table):
        return table
    return _drop(table, strays, labels, ledger, "begins between the intervals of the others")


def _one_length(table: pd.DataFrame, labels: Sequence[str], ledger: Ledger) -> pd.DataFrame:
    if table["minutes"].isna().any():
        known = table["minutes"].dropna()
        length = int(known.iloc[0]) if len(known) else common_length_min(table["start"], _names(labels))
        table = table.assign(minutes=table["minutes"].fillna(length))
        if not len(known):
            ledger.decide(f"The intervals are {length} minutes long, from the steps between their starts.")
    lengths = table["minutes"].value_counts()
    if len(lengths) > 1 and DAY_MIN in lengths:
        table = _drop(table, table["minutes"] == DAY_MIN, labels, ledger, "a whole day beside its intervals")
        lengths = table["minutes"].value_counts()
    if len(lengths) > 1:
        words = " and ".join(f"{m:g}" for m in sorted(lengths.index)[:4])
        raise UnreadableFileError(
            f"{_names(labels)} {'mixes' if len(labels) == 1 else 'mix'} intervals of {words} minutes. "
            "Export one length."
        )
    stated = float(lengths.index[0])
    of_hour = table["start"].dt.hour * 60 + table["start"].dt.minute
    if stated <= 60 and (of_hour % stated != of_hour.iloc[0] % stated).any():
        common_length_min(table["start"], _names(labels))
    return table


def _names(labels: Sequence[str]) -> str:
    return labels[0] if len(labels) == 1 else SEVERAL


# ---- clock changes


def _without_clock_changes(
    table: pd.DataFrame, labels: Sequence[str], ledger: Ledger, zone: str | None
) -> pd.DataFrame:
    """Leave out a day on which the clocks went back: an hour stands twice and its rows cannot be told apart."""
    minute = table["start"].dt.hour * 60 + table["start"].dt.minute
    twice = table.duplicated(["_file", "queue", "start"], keep=False) & (minute < NIGHT_MIN)
    days = table["start"].dt.normalize()
    for day in days[twice].drop_duplicates():
        rows = table[twice & (days == day)]
        if rows.duplicated(["_file", "queue", "start", *SUMS]).any() or not _clocks_go_back(day, rows, zone):
            continue
        if days.nunique() == 1:
            ledger.decide(
                f"The clocks went back on {day:%d %B %Y}: an hour stands twice, its rows are as they came."
            )
            return table.assign(_key=table["_order"].where(twice, -1))
        ledger.decide(f"The clocks went back on {day:%d %B %Y}: the day is left out.")
        table = _drop(table, days == day, labels, ledger, "the day the clocks went back")
        days = days[table.index]
        twice = twice[table.index]
    return table.assign(_key=-1)


def _clocks_go_back(day: pd.Timestamp, twice: pd.DataFrame, zone: str | None) -> bool:
    if zone is not None:
        home = ZoneInfo(zone)
        begin, end = (pd.Timestamp(d).tz_localize(home) for d in (day, day + pd.Timedelta(days=1)))
        return bool(end - begin > pd.Timedelta(hours=24))
    span = twice["start"].max() - twice["start"].min()
    return bool(day.day_of_week == 6) and span < pd.Timedelta(minutes=61)


# ---- several rows for one interval


def _queues_by_file(table: pd.DataFrame, labels: Sequence[str], ledger: Ledger) -> pd.DataFrame:
    """Files or sheets that name no queue and hold other numbers for the same times are of a queue each."""
    nameless = table[table["queue"] == ""].drop_duplicates(["_file", "start"])
    files = nameless["_file"].unique()
    if len(files) < 2:
        return table
    wide = nameless.pivot(index="start", columns="_file", values="offered")
    both = wide[files[0]].notna() & wide[files[1:]].notna().any(axis=1)
    if both.sum() < SAME_TIMES * wide.notna().sum().min():
        return table
    if wide[both].nunique(axis=1).eq(1).mean() > SAME_NUMBERS:
        return table
    ledger.decide("Files or sheets hold other numbers for the same times: each is a queue and names it.")
    stems = {
        i: labels[i].rpartition(", sheet ")[2].rpartition(".")[0] or labels[i].rpartition(", sheet ")[2]
        for i in files
    }
    return table.assign(queue=table["queue"].where(table["queue"] != "", table["_file"].map(stems)))


def _later_file(table: pd.DataFrame, labels: Sequence[str], ledger: Ledger) -> pd.DataFrame:
    """Of an interval in several files the latest row, with what only an earlier one has."""
    newest = table.groupby(["queue", "start"], sort=False)["_file"].transform("max")
    if (newest == table["_file"]).all():
        return table
    once = table[~table.duplicated(["_file", "queue", "start"], keep=False)].sort_values(
        "_file", kind="stable"
    )
    whole = once.groupby(["queue", "start"], sort=False)[list(SUMS)].ffill()
    adds = whole.notna() & once[list(SUMS)].isna()
    if adds.to_numpy().any():
        table = table.copy()
        table.loc[whole.index, list(SUMS)] = whole
        ledger.decide("What a later file leaves out of an interval is taken from an earlier one.")
    return _drop(table, table["_file"] != newest, labels, ledger, "also in a later file")


def _all_answered(table: pd.DataFrame, ledger: Ledger) -> pd.DataFrame:
    """Where no file says how many calls were answered, all but those abandoned; abandonment may stay unknown."""
    unknown = table["answered"].isna() & table["offered"].notna()
    if bool((unknown & table["abandoned"].isna()).any()):
        ledger.decide(
            "No column says how many calls were answered: all offered count, and abandonment is not known."
        )
    return table.assign(answered=completed_counts(table)[1])


def _added_up(
    table: pd.DataFrame, classes: dict[str, pd.DataFrame | None], labels: Sequence[str], ledger: Ledger
) -> tuple[pd.DataFrame, dict[str, pd.DataFrame | None]]:
    numbers = [n for n in SUMS if n in table]
    repeated = table.duplicated(["_file", "queue", "start", "_key", *numbers])
    table = _drop(table, repeated, labels, ledger, "the same row twice")
    keys = ["queue", "start", "_key"]
    if not table.duplicated(keys).any():
        return table, classes
    ledger.decide("Several rows of one queue and interval are added up.")
    group = table.groupby(keys, sort=False).ngroup()
    first = table[~table.duplicated(keys)]
    sums = table.groupby(group)[numbers].sum(min_count=1)
    added: dict[str, pd.DataFrame | None] = {}
    for which, by_wait in classes.items():
        if by_wait is not None:
            where = pd.Series(group.to_numpy(), index=pd.MultiIndex.from_frame(table[["_file", "_row"]]))
            rows = by_wait[by_wait.index.isin(where.index)]
            by_wait = rows.groupby(where.loc[rows.index].to_numpy()).sum()
            by_wait.index = pd.MultiIndex.from_frame(first.iloc[by_wait.index][["_file", "_row"]])
        added[which] = by_wait
    first = first.assign(**{n: sums[n].to_numpy() for n in numbers})
    return first, added


# ---- first and last day


def _whole_days(table: pd.DataFrame, labels: Sequence[str], ledger: Ledger) -> pd.DataFrame:
    """Leave out the first day if it begins later, and the last if it ends earlier, than the days like it."""
    if (table["minutes"] >= DAY_MIN).all():
        return table
    days = table["start"].dt.normalize()
    minute = table["start"].dt.hour * 60 + table["start"].dt.minute
    span = minute.groupby(days).agg(["min", "max"])
    partial = []
    for day, column, sign in ((span.index[0], "min", 1), (span.index[-1], "max", -1)):
        others = span.drop(index=day)
        like = others[others.index.day_of_week == day.day_of_week]
        if like.empty:
            like = others[(others.index.day_of_week < 5) == (day.day_of_week < 5)]
        if len(like) and sign * (span.loc[day, column] - like[column].median()) >= LATE_MIN:
            partial.append(day)
    for day in dict.fromkeys(partial):
        if table["start"].dt.normalize().nunique() == 1:
            break
        ledger.decide(f"{day:%d %B %Y} is not whole and is left out.")
        table = _drop(
            table,
            table["start"].dt.normalize() == day,
            labels,
            ledger,
            "a first or last day that is not whole",
        )
    return table


# ---- classes of wait, and what is missing


def _aligned(by_wait: pd.DataFrame | None, table: pd.DataFrame) -> pd.DataFrame | None:
    if by_wait is None:
        return None
    keys = pd.MultiIndex.from_frame(table[["_file", "_row"]])
    rows = by_wait.reindex(keys).set_axis(table.index, axis=0)
    return rows.mask(rows.isna() & (table["_file"] == -1).to_numpy()[:, None], 0.0)


def _enter_wrap_up(table: pd.DataFrame, ledger: Ledger) -> None:
    """Whether wrap-up is in the handle time, from their sums, where the user has not answered."""
    rows = table[table[["handle_sum_s", "talk_sum_s", "wrap_sum_s"]].notna().all(axis=1)]
    handle, wrap = float(rows["handle_sum_s"].sum()), float(rows["wrap_sum_s"].sum())
    if ledger.answers.is_wrap_up_in_handle is not None or handle == 0 or wrap < 2 * AGREE * handle:
        return
    rest = handle - float(rows["talk_sum_s"].sum()) - float(rows["hold_sum_s"].sum())
    for is_inside, expected in ((True, wrap), (False, 0.0)):
        if abs(rest - expected) <= AGREE * handle:
            ledger.answers = replace(ledger.answers, is_wrap_up_in_handle=is_inside)


def _lacks(table: pd.DataFrame, by_wait: dict[str, pd.DataFrame | None], ledger: Ledger) -> None:
    has = {n for n in SUMS if table[n].notna().any()}
    ledger.lacks("Single calls", "The spread of handle times beyond their means, and repeat callers.")
    if by_wait["abandoned_by_wait"] is None:
        ledger.lacks("Calls by class of wait", "The shape of patience, and the share that hangs up at once.")
    for needed, what, forbids in (
        ("abandoned", "Calls abandoned", "Abandonment and patience."),
        (
            "abandoned_wait_sum_s",
            "Waits of abandoned calls",
            "Patience at short waits, but by the answered calls' waits.",
        ),
        ("answered_wait_sum_s", "Waits of answered calls", "Comparing the speed of answer."),
        ("handle_sum_s", "Handle time", "Handle time, and with it the people needed."),
        ("wrap_sum_s", "Wrap-up time", "Telling wrap-up from the rest of handle time."),
        ("answered_within", "Calls answered in time", "Comparing the service level."),
        ("staffed_s", "Time logged in", "The people on the phones: only effective agents can be found."),
        ("aux_s", "Time on breaks", "Breaks apart from people."),
    ):
        if needed not in has:
            ledger.lacks(what, forbids)
    if (table["minutes"] >= DAY_MIN).all():
        ledger.lacks("Times within the day", "The profile of the day, and the queue at its busiest.")
