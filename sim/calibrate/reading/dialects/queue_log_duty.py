"""Who was on duty and on a break, from the log-ins and pauses of a `queue_log`."""

from __future__ import annotations

import pandas as pd

from sim.calibrate.reading.context import Context
from sim.calibrate.reading.files import Sheet
from sim.calibrate.reading.tables import DUTY_COLUMNS

ON = ("ADDMEMBER", "AGENTLOGIN", "AGENTCALLBACKLOGIN")
OFF = ("REMOVEMEMBER", "AGENTLOGOFF", "AGENTCALLBACKLOGOFF")
PAUSE, UNPAUSE = ("PAUSE", "PAUSEALL"), ("UNPAUSE", "UNPAUSEALL")
SERVING = ("CONNECT", "COMPLETECALLER", "COMPLETEAGENT")
GONE_AFTER = pd.Timedelta(hours=8)
"""An agent of whom nothing is heard for this long went home without logging out."""
Spans = list[tuple[int, pd.Timestamp, pd.Timestamp, str]]


def duty(sheet: Sheet, events: pd.DataFrame, context: Context) -> pd.DataFrame | None:
    """DUTY (see `tables`) of every member that logs in or pauses; None where nobody does.

    An agent in several queues counts once: on duty while in any. Members without log-ins are on duty from the first to
    the last event of a day; a log-in without end lasts to the agent's last event before a long silence.
    """
    log = events[events["event"].isin({*ON, *OFF, *PAUSE, *UNPAUSE, *SERVING})]
    log = log.assign(agent=context.people(log["member"], log))
    log = log[log["agent"] != -1]
    if not bool(log["event"].isin({*ON, *PAUSE}).any()):
        return None
    spans: Spans = []
    unended = unlogged = 0
    for agent, own in log.groupby("agent", sort=True):
        logs_in = bool(own["event"].isin(ON).any())
        unlogged += not logs_in
        unended += _spans_of(int(str(agent)), own, logs_in, spans)
    if unended:
        context.decide(
            sheet, f"{unended:,} log-ins have no end; they last to the agent's last event of the day."
        )
    if unlogged:
        context.decide(
            sheet, f"{unlogged:,} agents never log in: on duty from the first to the last event of each day."
        )
    frame = pd.DataFrame(spans, columns=list(DUTY_COLUMNS))
    return frame.astype(
        {"start": "datetime64[ns]", "end": "datetime64[ns]", "agent": "int64", "state": "str"}
    )


def _spans_of(agent: int, own: pd.DataFrame, logs_in: bool, spans: Spans) -> int:
    """Add one agent's spans; how many of the log-ins have no end."""
    queues: set[str] = set()
    since: pd.Timestamp | None = None
    paused: pd.Timestamp | None = None
    last = own["t"].iloc[0]
    unended = 0
    for moment, event, queue in zip(own["t"], own["event"], own["queue"], strict=True):
        if since is not None and moment - last > GONE_AFTER:
            _close(spans, agent, since, paused, last)
            unended += logs_in
            since = paused = None
            queues.clear()
        last = moment
        if since is None and (event in ON or event in SERVING or not logs_in):
            since = moment
        if event in ON:
            queues.add(queue)
        elif event in OFF and since is not None:
            queues.discard(queue)
            if not queues or event != OFF[0]:
                _close(spans, agent, since, paused, moment)
                since = paused = None
        elif event in PAUSE and since is not None and paused is None:
            if moment > since:
                spans.append((agent, since, moment, "available"))
            paused = moment
        elif event in UNPAUSE and paused is not None:
            if moment > paused:
                spans.append((agent, paused, moment, "break"))
            since, paused = moment, None
    if since is not None:
        _close(spans, agent, since, paused, last)
        unended += logs_in
    return unended


def _close(
    spans: Spans,
    agent: int,
    since: pd.Timestamp,
    paused: pd.Timestamp | None,
    end: pd.Timestamp,
) -> None:
    begin, state = (paused, "break") if paused is not None else (since, "available")
    if end > begin:
        spans.append((agent, begin, end, state))
