"""Any list of calls, one row each: columns taken by the user's map, else by their names and values."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
import pandas as pd

from sim.calibrate.reading.column_map import DATE_ORDERS
from sim.calibrate.reading.column_names import CASE, call_role, name_words, traits
from sim.calibrate.reading.context import Context, after, are_rounded, seconds_between, text_of
from sim.calibrate.reading.dialects.interval_sheet import raw_header
from sim.calibrate.reading.files import Sheet, UnreadableFileError
from sim.calibrate.reading.guess import guess
from sim.calibrate.reading.tables import CLOCK_ROUNDING_S, NOBODY, Part, calls_frame
from sim.calibrate.reading.times import parse_clock_s, parse_times
from sim.calibrate.reading.values import (
    Unit,
    clean,
    parse_durations_s,
    parse_flags,
    parse_numbers,
    parse_outcomes,
    with_opposite,
)

NAME = "list of calls"
OF_A_LINE = 0.2
"""Share of all calls from which a number is no caller's."""
MIN_CALLS_OF_SHARE = 20
"""Calls from which on their shares say something."""
LONGEST_CALL = pd.Timedelta(hours=12)
UNIT_AGREES = 0.1
"""Share by which a talk time may differ from the time between its moments, and be in this unit."""
NEVER_QUEUED = (
    r"(?:\b|_)ivr(?:\b|_)|(?:\b|_)menu|men[úü]|out.?of.?(?:\w+.)?(?:hours|opening)|outside|after.hours|closed|holiday"
    r"|fuera de h|hors h|fora do h|außerhalb|fuori orario"
)
"""Outcomes of calls that came to no queue."""
HANDED_ON_S = 10.0
"""Within these seconds of the end of a talk nobody has hung up, dialled and passed the menu again."""
_HANDED_ON = r"(?i)transfer|weitergeleitet|verbunden mit"
"""What ended so, after talk, was answered first."""
_FIRST_OF_CHAIN = re.compile(
    r"^(?:initial|master|linked|root|parent|original|entry point)\b.*\bu?id$|^linkedid$"
)
_NO_CALL_IN = r"transfer|callback|disconnect|\bapi\b|monitor|external"
"""How contacts began that are no calls of customers: second parts of a chain, and calls back."""
_HOURS = re.compile(
    r"(?P<open>\b(?:in|within|during) (?:business|opening|office|working) hours)"
    r"|\b(?:outside|out of|after)(?: of)?(?: (?:business|opening|office|working))? hours"
)
"""Columns that say whether a call came while the centre was open, or while it was not."""


def recognises(header: Sequence[str], cells: pd.DataFrame) -> bool:
    """`cells`: the rows under the header."""
    roles = guess(list(header), cells.head(5_000)).map
    names = set(roles.columns)
    says_more = names & {"wait_s", "answered_at", "answered", "abandoned", "ring_s"}
    if not says_more and "outcome" in names:  # a status, of a call or of anything else
        status = cells.head(5_000).iloc[:, roles.positions(list(header))["outcome"]]
        says_more = (
            {"outcome"} if parse_outcomes(status).isin(("answered", "abandoned")).mean() > 0.3 else set()
        )
    return roles.format == "calls" and bool(names & {"start", "date"}) and bool(says_more)


class _Columns:
    """The columns of one list by role, read on demand."""

    def __init__(self, sheet: Sheet, context: Context) -> None:
        self.sheet, self.context = sheet, context
        header = raw_header(sheet)
        chosen = context.column_map
        if chosen is None or chosen.format != "calls":
            guessed = guess(header, sheet.rows, "calls")
            chosen = guessed.map
            for sentence in guessed.decisions:
                context.decide(sheet, sentence)
        places = chosen.positions(header)
        self.names = {role: header[i] for role, i in places.items()}
        self.units = dict(chosen.units)
        self.rows = pd.DataFrame({role: sheet.rows.iloc[:, i] for role, i in places.items()})
        taken = set(places.values()) if chosen is not context.column_map else set(range(len(header)))
        self.other_waits = [i for i, n in enumerate(header) if i not in taken and _outcome_of_wait(n)]
        """places of waits of answered or of abandoned calls alone, beside the one taken"""

    def __contains__(self, role: str) -> bool:
        return role in self.names

    def text(self, role: str) -> pd.Series[Any] | None:
        return self.rows[role] if role in self else None

    def seconds(self, role: str) -> pd.Series[Any]:
        if role not in self:
            return pd.Series(np.nan, index=self.rows.index)
        seconds, decision = parse_durations_s(
            self.rows[role],
            self.names[role],
            cast("Unit | None", self.units.get(role)),
            of_calls=role in ("talk_s", "handle_s"),
        )
        self.context.decide(self.sheet, decision)
        return seconds

    def waits_of(self, outcome: str) -> pd.Series[Any]:
        """Waits of calls that ended so, from columns of their own; NaN where there are none."""
        waits = pd.Series(np.nan, index=self.rows.index)
        header = raw_header(self.sheet)
        for i in self.other_waits:
            if _outcome_of_wait(header[i]) == outcome:
                seconds, decision = parse_durations_s(self.sheet.rows.iloc[:, i].loc[waits.index], header[i])
                self.context.decide(self.sheet, decision)
                waits = waits.fillna(seconds)
        return waits

    def take_units_from(self, lasted: pd.Series[Any]) -> None:
        """Minutes or milliseconds for bare numbers where talk times agree so with the moments beside them, `lasted`."""
        if "talk_s" not in self or "talk_s" in self.units:
            return
        numbers, _ = parse_numbers(self.rows["talk_s"], "talk")
        ratio = (lasted / numbers.where(numbers > 0)).median()
        for unit, seconds in (("min", 60.0), ("ms", 0.001)):
            if abs(ratio / seconds - 1.0) < UNIT_AGREES:
                bare = [role for role in self.names if role.endswith("_s")]
                self.units |= dict.fromkeys((role for role in bare if role not in self.units), unit)
                words = {"min": "minutes", "ms": "milliseconds"}[unit]
                self.context.decide(self.sheet, f"numbers are {words}, as the times beside them show.")

    def flags(self, role: str) -> pd.Series[Any]:
        """1.0 for yes, 0.0 for no, NaN for neither and throughout where there is no such column."""
        return parse_flags(self.rows[role]) if role in self else pd.Series(np.nan, index=self.rows.index)

    def times(self, role: str, clocks: pd.Series[Any] | None = None) -> pd.Series[Any]:
        if role not in self:
            return pd.Series(pd.NaT, index=self.rows.index, dtype="datetime64[ns]")
        day_first = {DATE_ORDERS[0]: True, DATE_ORDERS[1]: False}.get(self.units.get(role, ""))
        zone = self.context.answers.timezone
        times, decision = parse_times(
            self.rows[role], self.names[role], day_first=day_first, zone=zone, clocks=clocks
        )
        self.context.decide(self.sheet, decision)
        return times

    def start(self) -> pd.Series[Any]:
        """When the call began, from one column or from a date and a time of day."""
        if "start" in self:
            return self.times("start")
        if "date" not in self:
            raise UnreadableFileError(f"{self.sheet.label} has no column that says when a call began.")
        start = self.times("date", self.text("time"))
        return (
            start + pd.to_timedelta(parse_clock_s(self.rows["time"]), unit="s") if "time" in self else start
        )

    def moment(self, role: str, start: pd.Series[Any]) -> pd.Series[Any]:
        """A time of the same call, which may lack the date."""
        times = self.times(role)
        if role in self and bool(times.isna().all()):
            clock = parse_clock_s(self.rows[role])
            times = start.dt.normalize() + pd.to_timedelta(clock, unit="s")
            times = times.mask(times < start, times + pd.Timedelta(days=1))
        return times


def _outcome_of_wait(name: str) -> str | None:
    """The outcome of the calls alone whose wait a column has by its name: "Time to answer", "Time to abandon"."""
    outcomes = [outcome for outcome in ("answered", "abandoned") if outcome in traits(name)]
    is_wait = call_role(name) == "wait_s" or ("wait" in traits(name) and "connected" in traits(name))
    return outcomes[0] if is_wait and len(outcomes) == 1 else None


@dataclass(frozen=True)
class _Measured:
    """What the columns say of each call: moments, durations in seconds (NaN where there are none), how it ended."""

    start: pd.Series[Any]
    connected: pd.Series[Any]
    end: pd.Series[Any]
    ring_s: pd.Series[Any]
    hold_s: pd.Series[Any]
    wrap_s: pd.Series[Any]
    handle_s: pd.Series[Any]
    outcome: pd.Series[Any]

    @property
    def is_answered(self) -> pd.Series[Any]:
        return self.outcome == "answered"


def read(sheet: Sheet, context: Context) -> Part:
    """One call a row; of several rows with one id the first."""
    columns = _Columns(sheet, context)
    start = columns.start()
    rows = columns.rows
    rows = context.without(
        sheet, rows, start.isna(), "no start time that can be read (a total, a footer, a blank)"
    )
    known = start.dropna()
    if len(known) > 1 and bool((known == known.dt.normalize()).all()):
        raise UnreadableFileError(
            f"{sheet.label} says on which day calls came, not at what time: no calls can be read."
        )
    rows = context.inbound_voice(sheet, rows, "direction", "channel")
    began = text_of(sheet.rows, "initiation method").loc[rows.index].str.lower()
    rows = context.without(sheet, rows, began.str.contains(_NO_CALL_IN), "a transfer or a callback")
    rows = _open_hours(sheet, context, rows)
    rows, start = _one_leg(columns, rows, start[rows.index])
    for role in {"outcome", "abandoned"} & set(rows):
        elsewhere = rows[role].str.lower().str.contains(NEVER_QUEUED)
        rows = context.without(sheet, rows, elsewhere, "ended in the menu or outside opening hours")
    columns.rows, start = rows, start[rows.index]
    connected, end = columns.moment("answered_at", start), columns.moment("end", start)
    ivr, ring, talk = columns.seconds("ivr_s"), columns.seconds("ring_s"), columns.seconds("talk_s")
    hold, wrap, handle = columns.seconds("hold_s"), columns.seconds("wrap_s"), columns.seconds("handle_s")
    outcome = _outcomes(columns, connected, talk)
    measured = _Measured(start, connected, end, ring, hold, wrap, handle, outcome)
    answered = measured.is_answered
    wait = _waits(columns, measured)
    if "ivr_s" in columns and context.answers.is_ivr_in_wait:
        wait = (wait - ivr.fillna(0.0)).clip(lower=0.0)
        context.decide(sheet, f"{columns.names['ivr_s']} is taken off the wait.")
    if "ivr_s" in columns:
        start = after(start, ivr)
    if "talk_s" not in columns:
        talk = _talk(columns, measured, wait)
    agent = columns.text("agent")
    caller = columns.text("caller")
    calls = calls_frame(
        start=start,
        queue=columns.text("queue"),
        wait_s=wait,
        outcome=outcome,
        ivr_s=ivr,
        talk_s=talk.where(answered),
        hold_s=hold.where(answered),
        wrap_s=wrap.where(answered),
        agent=context.people(agent if agent is None else agent.where(answered, ""), rows),
        caller=None if caller is None else context.callers(sheet, caller),
        call_type=columns.text("call_type"),
    )
    calls = context.without(sheet, calls, calls["outcome"] == "", "the file does not say how the call ended")
    ids = context.people(rows["call_id"], rows).loc[calls.index] if "call_id" in rows else None
    return Part(calls=calls, taken=columns.names, ids=ids)


def _open_hours(sheet: Sheet, context: Context, rows: pd.DataFrame) -> pd.DataFrame:
    """Without calls that a column of its own, such as in_business_hours, has as outside opening hours."""
    of_file = sheet.rows.loc[rows.index]
    for name in of_file:
        match = _HOURS.search(str(name))
        if match:
            closed = parse_flags(of_file[name]) == (0.0 if match["open"] else 1.0)
            rows = context.without(sheet, rows, closed.loc[rows.index], "outside opening hours")
    return rows


def _one_leg(
    columns: _Columns, rows: pd.DataFrame, start: pd.Series[Any]
) -> tuple[pd.DataFrame, pd.Series[Any]]:
    """Of each call's legs the first that was answered, else the first; with the start of the first leg, and a wait
    from the first leg that states one. Without an id, one number calling one queue in one second is one call, and so
    are talks of one caller, or about one case, that follow each other at once."""
    columns.rows = rows
    connected = columns.moment("answered_at", start)
    columns.take_units_from(seconds_between(connected, columns.moment("end", start)))
    call = _of_calls(columns, rows, start) if "call_id" in rows else pd.Series("", index=rows.index)
    call = call.mask(are_rounded(call), "")
    has_ids = bool((call != "").any())
    if not has_ids:
        rows, start = _without_legs(
            columns, rows, start, _same_second(rows, start), "another leg of the same call"
        )
        columns.rows = rows
        for key, what in _who_or_what(columns, rows):
            legs = _handed_on(columns, start, key)
            rows, start = _without_legs(
                columns, rows, start, legs, f"handed on: {what} as in the talk just ended"
            )
            columns.rows = rows
        return rows, start
    return _without_legs(columns, rows, start, call, "another leg of the same call")


def _without_legs(
    columns: _Columns, rows: pd.DataFrame, start: pd.Series[Any], call: pd.Series[Any], reason: str
) -> tuple[pd.DataFrame, pd.Series[Any]]:
    """One row a call of this key."""
    if not call[call != ""].duplicated().any():
        return rows, start
    answered = (
        _outcomes(columns, columns.moment("answered_at", start), columns.seconds("talk_s")) == "answered"
    )
    order = start.rank() + (~answered) * float(len(start))
    of_call = call.where(call != "")
    start = start.groupby(of_call).transform("min").where(of_call.notna(), start)
    if "wait_s" in rows:
        stated = rows["wait_s"].where(rows["wait_s"] != "")
        in_order = stated.loc[order.sort_values(kind="stable").index]
        rows = rows.assign(wait_s=stated.fillna(in_order.groupby(of_call).transform("first")).fillna(""))
    rows = columns.context.first_of(columns.sheet, rows, call, reason, order)
    return rows, start[rows.index]


def _who_or_what(columns: _Columns, rows: pd.DataFrame) -> Iterator[tuple[pd.Series[Any], str]]:
    """Keys of the callers and of the cases, "" where they are not known or a number is a line's."""
    if "caller" in rows:
        yield rows["caller"].mask(_of_line(rows["caller"]), ""), "the same caller"
    if "call_id" in rows:  # that stands days apart
        yield clean(rows["call_id"]).mask(_of_line(rows["call_id"]), ""), "the same case"
    for i, name in enumerate(raw_header(columns.sheet)):
        if CASE.fullmatch(name_words(name)):
            yield clean(columns.sheet.rows.iloc[:, i].loc[rows.index]), "the same case"


def _handed_on(columns: _Columns, start: pd.Series[Any], key: pd.Series[Any]) -> pd.Series[Any]:
    """A key of each chain of talks of one caller or case that follow each other at once; "" without, and where times
    are to the minute."""
    chains = pd.Series("", index=key.index, dtype="str")
    some = key[(key != "") & key.duplicated(keep=False)].index
    if not len(some) or bool((start.dt.second == 0).all()):
        return chains
    wait, hold = (columns.seconds(role).fillna(0.0) for role in ("wait_s", "hold_s"))
    talk = columns.seconds("talk_s").fillna(columns.seconds("handle_s"))
    over = after(start, wait + talk + hold).where(talk > 0)
    over = over.fillna(columns.moment("end", start).where(columns.moment("answered_at", start).notna()))
    legs = pd.DataFrame({"key": key[some], "start": start[some], "over": over[some]})
    legs = legs.sort_values(["key", "start"], kind="stable")
    gap = seconds_between(legs.groupby("key")["over"].shift(), legs["start"])
    goes_on = (gap >= -CLOCK_ROUNDING_S) & (gap <= HANDED_ON_S)
    chains[legs.index] = legs["key"] + "\x1f" + (~goes_on).cumsum().astype("str")
    return chains


def _of_calls(columns: _Columns, rows: pd.DataFrame, start: pd.Series[Any]) -> pd.Series[Any]:
    """The chain's or the call's id; "" throughout where one id mostly stands days apart: a case, a daily number."""
    call = _chain(columns.sheet, rows)
    again = call[(call != "") & call.duplicated(keep=False)]
    times = start[again.index].groupby(again)
    if len(again) and bool((times.max() - times.min() > LONGEST_CALL).mean() > 0.5):
        columns.context.decide(
            columns.sheet, f"{columns.names['call_id']} comes again on other days: it is no call's id."
        )
        return pd.Series("", index=rows.index, dtype="str")
    return call


def _chain(sheet: Sheet, rows: pd.DataFrame) -> pd.Series[Any]:
    """The id of the first contact of a chain, where a column of its own has it, else the call's own."""
    name = next((n for n in sheet.rows if _FIRST_OF_CHAIN.search(str(n))), None)
    if name is None:
        return rows["call_id"]
    first = clean(sheet.rows.loc[rows.index, name])
    return first.where(first != "", rows["call_id"])


def _same_second(rows: pd.DataFrame, start: pd.Series[Any]) -> pd.Series[Any]:
    """A key of caller, queue and second; "" without, for the number of a line, and where times are to the minute."""
    key = pd.Series("", index=rows.index, dtype="str")
    if "caller" not in rows or bool((start.dt.second == 0).all()):
        return key
    same = pd.DataFrame({"start": start, "caller": rows["caller"], "queue": rows.get("queue", "")})
    same = same[same.duplicated(keep=False)]
    same = same[~_of_line(rows["caller"])[same.index]]
    key[same.index] = same["caller"] + "\x1f" + same["start"].astype("str") + "\x1f" + same["queue"]
    return key


def _of_line(callers: pd.Series[Any]) -> pd.Series[Any]:
    """Whether what stands for a caller, or a case, is nobody's, rounded, or the number of a line, in many rows."""
    number = clean(callers).str.lower()
    of_line = number.isin(NOBODY) | are_rounded(number)
    if len(callers) > MIN_CALLS_OF_SHARE:
        of_line |= callers.map(callers.value_counts(normalize=True)) > OF_A_LINE
    return of_line


def _outcomes(columns: _Columns, connected: pd.Series[Any], talk: pd.Series[Any]) -> pd.Series[Any]:
    """From yes or no and from words, whichever the columns have; else from who was connected, spoke or has an agent."""
    index = columns.rows.index
    flags = {role: columns.flags(role) for role in ("answered", "abandoned")}
    answered, abandoned = flags["answered"], flags["abandoned"]
    words = pd.Series("", index=index, dtype="str")
    for role in ("outcome", "answered", "abandoned"):
        if role in columns and (role == "outcome" or bool(flags[role].isna().all())):
            known = parse_outcomes(columns.rows[role])
            both = with_opposite(known, columns.rows[role])
            if not both.equals(known):
                name = columns.names[role]
                columns.context.decide(
                    columns.sheet,
                    f"one of the two words of {name} is not known: it counts as the opposite of the other.",
                )
            words = words.mask(words == "", both)
    by_flag = np.select(
        [
            (answered == 0) & (abandoned == 0),
            (answered == 1) | (answered.isna() & (abandoned == 0)),
            (abandoned == 1) | (abandoned.isna() & (answered == 0)),
        ],
        ["left_otherwise", "answered", "abandoned"],
        "",
    )
    # Words say more than "not answered": a voicemail, a time-out; but none makes it answered ("no free agent").
    say_more = (words != "") & ((by_flag == "") | ((by_flag != "answered") & (words != "answered")))
    outcome = words.where(say_more, by_flag).astype("str")
    if bool((outcome != "").mean() > 0.5):  # else the columns say something else, such as who hung up first
        handed_on = columns.rows["outcome"].str.contains(_HANDED_ON) if "outcome" in columns else False
        return outcome.mask(((outcome == "") | handed_on) & (talk > 0), "answered")
    spoke = connected.notna() | (talk > 0)
    if "answered_at" not in columns and "talk_s" not in columns and "agent" in columns:
        spoke = columns.rows["agent"] != ""
    is_mapped = columns.context.column_map is not None and "outcome" not in columns
    if not bool(spoke.any()) and len(spoke) and not is_mapped:
        raise UnreadableFileError(
            f"{columns.sheet.label} does not say in words that are known which calls were answered. Say which column "
            "is what, or export talk times."
        )
    columns.context.decide(
        columns.sheet, "calls that nobody answered count as abandoned: no column says how they ended."
    )
    outcome = pd.Series(np.where(spoke, "answered", "abandoned"), index=index)
    kinds = next((columns.rows[role] for role in ("direction", "call_type") if role in columns), None)
    elsewhere = kinds is not None and parse_outcomes(kinds) == "left_otherwise"  # a type such as "voicemail"
    return outcome.mask(~spoke & elsewhere, "left_otherwise")


def _waits(columns: _Columns, call: _Measured) -> pd.Series[Any]:
    """As stated, else from the moments, else the ringing; a nought for every abandoned call is a placeholder."""
    answered, gone = call.is_answered, ~call.is_answered
    wait = columns.seconds("wait_s")
    its_outcome = _outcome_of_wait(columns.names.get("wait_s", ""))
    if columns.other_waits:
        if its_outcome:  # a nought for the others is no wait
            wait = wait.where(call.outcome == its_outcome)
        for outcome in ("answered", "abandoned"):
            wait = wait.fillna(columns.waits_of(outcome).where(call.outcome == outcome))
    moments = seconds_between(call.start, call.connected).where(answered)
    both = wait.notna() & (moments >= 0) & (call.start.dt.second != 0)
    if bool(both.any()) and bool((wait > moments + CLOCK_ROUNDING_S)[both].mean() > 0.5):
        columns.context.decide(
            columns.sheet,
            f"{columns.names['wait_s']} goes beyond the answer: waits are taken from the times.",
        )
        wait = wait.where(gone & call.end.isna())
    wait = wait.fillna(moments)
    wait = wait.fillna(seconds_between(call.start, call.end).where(gone))
    if "wait_s" not in columns and "ring_s" in columns:
        wait = wait.fillna(call.ring_s)
        columns.context.decide(columns.sheet, f"{columns.names['ring_s']} is taken for the wait.")
    if bool(gone.any()) and "answered_at" in columns and bool((wait[gone] == 0).all()):
        wait = wait.mask(gone)
        columns.context.decide(
            columns.sheet, "abandoned calls all have a wait of 0, a placeholder: it is missing."
        )
    return wait.where(wait >= 0)


def _talk(columns: _Columns, call: _Measured, wait: pd.Series[Any]) -> pd.Series[Any]:
    """Talk time where no column is it: handle less hold and wrap-up, or from the connection to the end."""
    if "handle_s" in columns:
        inside = columns.context.answers.is_wrap_up_in_handle is not False
        rest = call.handle_s - call.hold_s.fillna(0.0) - (call.wrap_s.fillna(0.0) if inside else 0.0)
        columns.context.decide(columns.sheet, "talk time is handle time less hold and wrap-up.")
        return rest.clip(lower=0.0)
    lasted = seconds_between(call.connected, call.end)
    if bool(lasted.notna().any()):
        columns.context.decide(columns.sheet, "talk time is from the connection to the end of the call.")
        return (lasted - call.hold_s.fillna(0.0)).where(lasted >= 0)
    if "duration_s" in columns:
        name, duration = columns.names["duration_s"], columns.seconds("duration_s")
        beyond = (duration - wait)[~call.is_answered & (duration > 0)].abs()
        # Who was not answered was there for just the wait.
        if len(beyond) and bool(beyond.median() <= CLOCK_ROUNDING_S):
            columns.context.decide(columns.sheet, f"talk time is {name} less the wait, which it holds.")
            return (duration - wait).clip(lower=0.0)
        columns.context.decide(columns.sheet, f"{name} is taken for the talk time.")
        return duration
    return pd.Series(np.nan, index=columns.rows.index)
