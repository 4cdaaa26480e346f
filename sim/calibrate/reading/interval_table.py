"""From the rows of an interval table to canonical intervals: totals and unusable rows left out, sums over calls."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from sim.calibrate.reading.column_names import TOTAL
from sim.calibrate.reading.interval_sums import Sums, Table
from sim.calibrate.reading.interval_times import common_length_min, interval_starts
from sim.calibrate.reading.tables import Answers, Ledger, Part, intervals_frame
from sim.calibrate.reading.values import clean

ALL = r"(?i)^(?:all|alle|tod[oa]s|toutes|tous|tutte|tutti)(?: \w+)?$"
VOICE = r"(?i)voice|voz|voix|voce|phone|telef|t[ée]l[ée]ph|call|audio|sprach|anruf|inbound|pstn|acd"
MOST_QUEUES, ROWS_OF_SUM = 200, 5
"""Queues among which one may sum the others; rows in which it does so for two or more."""
TRUE = (
    "true",
    "yes",
    "1",
    "y",
    "ja",
    "si",
    "sí",
    "sim",
    "oui",
    "complete",
    "wahr",
    "verdadero",
    "vrai",
    "vero",
)


def interval_part(table: Table, answers: Answers, ledger: Ledger) -> Part:
    """Canonical intervals of a table, in its own order, with what was decided and dropped entered in the ledger.

    Raises UnreadableFileError where no column is a time. The index of the frames is the number of the row in the file.
    """
    rows = _without(table.rows, totals(table), "a total over other rows", table, ledger)
    text = {role: rows.iloc[:, i] for role, i in table.roles.items()}
    dates = table.units.get("start", table.units.get("date", ""))
    day_first = {"day first": True, "month first": False}.get(dates)
    starts, minutes, decisions = interval_starts(
        text, table.label, day=table.day, zone=answers.timezone, day_first=day_first
    )
    for sentence in decisions:
        ledger.decide(f"{table.label}: {sentence}")
    bad = _unusable(text, starts)
    bad = bad.mask((bad == "") & _together(text.get("queue"), starts), "a total over other rows")
    for reason in dict.fromkeys(bad[bad != ""]):
        _without(rows, bad == reason, reason, table, ledger)
    good = bad == ""
    rows, starts, minutes = rows[good], starts[good], minutes[good]
    if "staffed_people" in table.roles and len(starts):
        minutes = minutes.fillna(common_length_min(starts, table.label))
    builder = Sums(replace(table, rows=rows), minutes, answers, ledger)
    columns = builder.columns()
    queue = _queues(builder, table, ledger)
    frame = intervals_frame(start=starts, minutes=minutes, queue=queue, **columns)
    taken = {role: table.header[i] for role, i in table.roles.items()}
    by_wait = builder.classes()
    sums = _sums_of_others(frame)
    if sums.any():
        _without(frame, sums, "a total over other rows", table, ledger)
        frame = frame[~sums]
        by_wait = {what: None if classes is None else classes[~sums] for what, classes in by_wait.items()}
    return Part(intervals=frame, taken=taken, **by_wait)


def _sums_of_others(frame: pd.DataFrame) -> pd.Series[bool]:
    """Rows of a queue that is always the sum of all others, whatever it is called; one without a name may be that of
    a single other."""
    none = pd.Series(False, index=frame.index)
    calls = frame["offered"].fillna(frame["answered"])
    wide = pd.DataFrame({"start": frame["start"], "queue": frame["queue"], "calls": calls})
    if wide.duplicated(["start", "queue"]).any():
        return none
    wide = wide.pivot(index="start", columns="queue", values="calls")
    for queue in wide if 2 <= wide.shape[1] <= MOST_QUEUES else ():
        others = wide.drop(columns=queue)[wide[queue].notna()]
        enough = (others > 0).sum(axis=1) >= (1 if queue == "" else 2)
        if enough.sum() >= ROWS_OF_SUM and bool((others.sum(axis=1) == wide[queue].dropna()).all()):
            return frame["queue"] == queue
    return none


def totals(table: Table) -> pd.Series[bool]:
    """Rows that sum others, by a word in the first column or one of times; in that of queues, only beside others."""
    rows = table.rows
    places = {table.roles[r] for r in ("start", "date", "time") if r in table.roles} | {0}
    is_total = pd.Series(False, index=rows.index)
    for place in places - {table.roles.get("queue", -1)}:
        is_total |= rows.iloc[:, place].str.match(TOTAL)
    if "queue" in table.roles:
        named = rows.iloc[:, table.roles["queue"]].str.match(f"{TOTAL}|{ALL}")
        if not named.all():
            is_total |= named
    return is_total


def _without(
    rows: pd.DataFrame, mask: pd.Series[bool], reason: str, table: Table, ledger: Ledger
) -> pd.DataFrame:
    ledger.drop(table.label, rows.index[mask.to_numpy()], reason)
    return rows[~mask]


def _unusable(text: Mapping[str, pd.Series[Any]], starts: pd.Series[Any]) -> pd.Series[Any]:
    """Why a row cannot be used, "" where it can."""
    why = pd.Series("", index=starts.index)
    if "channel" in text:
        channel = clean(text["channel"])
        voice = channel.str.contains(VOICE) | (channel == "")
        if voice.any():
            why = why.mask(~voice, "not calls (chat, e-mail, messages)")
    if "complete" in text:
        why = why.mask(
            clean(text["complete"]).ne("") & ~clean(text["complete"]).str.casefold().isin(TRUE),
            "an interval the system marks as incomplete",
        )
    if "incomplete" in text:
        flag = clean(text["incomplete"]).str.casefold()
        why = why.mask(
            ~flag.isin(("", "0", "0.0", "false", "no", "n")), "an interval the system marks as incomplete"
        )
    return why.mask(starts.isna(), "no time that can be read")


def _together(queue: pd.Series[Any] | None, starts: pd.Series[Any]) -> pd.Series[bool]:
    """Rows of several queues in one cell, each of which has a row of its own at that time."""
    together = pd.Series(False, index=starts.index)
    if queue is None:
        return together
    alone = set(zip(starts, queue.str.strip(), strict=True))
    for at in queue.index[queue.str.contains(";", regex=False)]:
        parts = [name.strip() for name in queue[at].split(";")]
        together[at] = all((starts[at], name) in alone for name in parts)
    return together


def _queues(builder: Sums, table: Table, ledger: Ledger) -> Any:
    names = builder.text("queue")
    if names is None:
        return [""] * len(builder.table.rows)
    names = names.str.strip()
    for name in names[names.str.contains(r";|\s\|\s")].unique()[:5]:
        ledger.lacks(
            f"The queues of “{name}” apart", "Each of them alone: the file has one row for them together."
        )
    return names
