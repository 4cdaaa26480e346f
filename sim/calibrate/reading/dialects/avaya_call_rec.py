"""Avaya CMS call records (`call_rec`, or its external call history): one row a segment of a call, seconds."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from sim.calibrate.reading.context import OUTBOUND, Context, text_of
from sim.calibrate.reading.files import Sheet
from sim.calibrate.reading.tables import Part, calls_frame
from sim.calibrate.reading.times import parse_clock_s, parse_times
from sim.calibrate.reading.values import as_numbers

NAME = "Avaya CMS call records"
NO_SPLIT = ("", "0", "-1")
OFFSETS_S = 900
"""Zones lie whole quarters of an hour off UTC."""
CONNECTED, ANSWERED, ABANDONED, INTERFLOWED, BUSY, DISCONNECTED, OTHER = "1234567"
CODE_OF_WORD = {
    "conn": CONNECTED,
    "connected": CONNECTED,
    "ans": ANSWERED,
    "answered": ANSWERED,
    "aban": ABANDONED,
    "abandoned": ABANDONED,
    "iflow": INTERFLOWED,
    "interflowed": INTERFLOWED,
    "fbusy": BUSY,
    "fdisc": DISCONNECTED,
    "other": OTHER,
}
NO_CALL_OF_A_QUEUE = {
    CONNECTED: "connected to an agent without a queue (disposition 1)",
    BUSY: "given a busy tone (disposition 5)",
    OTHER: "ended in another way (disposition 7)",
}
"""Disposition -> why its rows are left out."""
OUTCOMES = {ANSWERED: "answered", ABANDONED: "abandoned", INTERFLOWED: "left_otherwise"} | {
    DISCONNECTED: "left_otherwise"
}


def recognises(header: Sequence[str], cells: pd.DataFrame) -> bool:
    names = set(header)
    says_when = names & {"segstart", "segstart utc"} or names >= {"row date", "row time"}
    says_how = names & {"disposition", "call disp"} and names & {"disptime", "queuetime"}
    return bool(says_when and says_how and names & {"callid", "ucid", "segment", "anslogin"})


def read(sheet: Sheet, context: Context) -> Part:
    """The first segment of each call that came to a split; DISPTIME is its whole wait."""
    rows = sheet.rows
    code = text_of(rows, "disposition", "call disp").str.lower().str.replace(r"\.0+$", "", regex=True)
    code = code.replace(CODE_OF_WORD)
    for value, reason in NO_CALL_OF_A_QUEUE.items():
        rows = context.without(sheet, rows, code[rows.index] == value, reason)
    unknown = ~code[rows.index].isin(OUTCOMES)
    rows = context.without(sheet, rows, unknown, "a disposition that is not understood")
    own = text_of(rows, "origlogin")
    rows = context.without(sheet, rows, ~own.isin(("", "0")), OUTBOUND)
    start = _starts(sheet, context, rows)
    split = text_of(rows, "dispsplit").mask(lambda of: of.isin(NO_SPLIT), "")
    split = split.mask(split == "", text_of(rows, "split1", "split").mask(lambda of: of.isin(NO_SPLIT), ""))
    if bool((split == "").mean() > 0.5):
        split = text_of(rows, "dispvdn", "firstvdn").mask(lambda of: of == "", "all")
        context.decide(sheet, "splits are not named: the number that was called stands for them.")
    rows = context.without(
        sheet, rows, split == "", "no split: ended in the vector, or an agent's own number"
    )
    call = _calls(rows, start)
    order = pd.DataFrame({"start": start, "segment": as_numbers(text_of(rows, "segment"))})
    order = order.loc[rows.index].sort_values(["start", "segment"], kind="stable")
    place = pd.Series(range(len(order)), index=order.index).reindex(rows.index)
    rows = context.first_of(sheet, rows, call, "a later segment of the same call (transfer)", place)
    at = rows.index
    outcome = code[at].map(OUTCOMES)
    answered = outcome == "answered"
    wait = context.seconds(sheet, rows, "disptime", "s").fillna(
        context.seconds(sheet, rows, "queuetime", "s")
    )
    calls = calls_frame(
        start=start[at],
        queue=split[at],
        wait_s=wait,
        outcome=outcome,
        talk_s=context.seconds(sheet, rows, "talktime", "s").where(answered),
        hold_s=context.seconds(sheet, rows, "ansholdtime", "s").where(answered),
        wrap_s=context.seconds(sheet, rows, "acwtime", "s").where(answered),
        agent=context.people(text_of(rows, "anslogin").where(answered, ""), rows),
        caller=context.callers(sheet, text_of(rows, "calling pty")),
    )
    context.decide(
        sheet, "the wait is DISPTIME: from the vector, with its announcements, to the answer or hang-up."
    )
    taken = {
        "start": "SEGSTART",
        "queue": "DISPSPLIT",
        "wait_s": "DISPTIME",
        "outcome": "DISPOSITION",
        "talk_s": "TALKTIME",
        "hold_s": "ANSHOLDTIME",
        "wrap_s": "ACWTIME",
    }
    return Part(calls=calls, taken=taken, ids=context.people(call[at], rows))


def _calls(rows: pd.DataFrame, start: pd.Series[pd.Timestamp]) -> pd.Series[str]:
    """A key of each call: its universal id, else its id of the day and switch; "" where the file has neither."""
    ucid = text_of(rows, "ucid")
    ucid = ucid.mask(ucid.str.fullmatch(r"0*"), "")
    own = text_of(rows, "callid")
    day = start.loc[rows.index].dt.strftime("%Y-%m-%d").fillna("")
    of_day = (text_of(rows, "acd") + "\x1f" + own + "\x1f" + day).mask(own.isin(("", "0")), "")
    return ucid.mask(ucid == "", of_day)


def _starts(sheet: Sheet, context: Context, rows: pd.DataFrame) -> pd.Series[pd.Timestamp]:
    """When segments began: SEGSTART, in seconds since 1970 UTC or as a local time, else ROW_DATE and ROW_TIME, which
    are local, to the minute, and tell how far SEGSTART is from local time where no zone is given."""
    local = None
    if {"row date", "row time"} <= set(rows):
        dates, decision = parse_times(rows["row date"], "ROW_DATE", clocks=rows["row time"])
        local = dates + pd.to_timedelta(parse_clock_s(rows["row time"]), unit="s")
    name = "segstart" if "segstart" in rows else "segstart utc"
    if name not in rows:
        assert local is not None
        context.decide(sheet, decision)
        return local
    moments = text_of(rows, name)
    if name == "segstart utc" and not bool(moments.str.fullmatch(r"\d{9,13}").any()):
        moments = moments.where(moments == "", moments + " UTC")
    start = context.times(sheet, moments, name.upper())
    if (
        context.answers.timezone is None
        and local is not None
        and bool(moments.str.fullmatch(r"\d{9,13}").any())
    ):
        off_s = (local - start).dt.total_seconds()
        whole = (off_s / OFFSETS_S).round() * OFFSETS_S
        context.decide(sheet, "SEGSTART is moved to the local time of ROW_DATE and ROW_TIME.")
        return start + pd.to_timedelta(whole.fillna(whole.median()), unit="s")
    return start
