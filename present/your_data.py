"""What was read of a centre's own files, in words and tables: rows, what was dropped, decided, checked, asked."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from present.formats import plain
from present.locale import whole
from present.text_layout import counted, joined, lower_first, plural, upper_first
from sim.calibrate.reading.tables import Check, Definition, Reading

# ── What was read ─────────────────────────────────────────────────────────────────────────────────

SHOWN_NAMES = {
    "start": "Began to wait",
    "queue": "Queue",
    "wait_s": "Wait, s",
    "outcome": "What became of it",
    "ivr_s": "Menu (IVR), s",
    "talk_s": "Talk, s",
    "hold_s": "Hold, s",
    "wrap_s": "Wrap-up, s",
    "agent": "Agent (code)",
    "caller": "Caller (code)",
    "call_type": "Kind of call",
    "service_start_s": "Answered after, s",
    "minutes": "Length, min",
    "offered": "Calls offered",
    "answered": "Answered",
    "abandoned": "Abandoned",
    "answered_wait_sum_s": "Waits of answered, s in all",
    "abandoned_wait_sum_s": "Waits of abandoned, s in all",
    "within_s": "Counts as in time, s",
    "answered_within": "Answered in time",
    "abandoned_within": "Abandoned in time",
    "handle_sum_s": "Handle time, s in all",
    "talk_sum_s": "Talk, s in all",
    "hold_sum_s": "Hold, s in all",
    "wrap_sum_s": "Wrap-up, s in all",
    "staffed_s": "Logged in, s in all",
    "aux_s": "On breaks, s in all",
}
"""Canonical column -> what it is called on screen."""


def shown_name(column: str) -> str:
    """A column of the preview."""
    return SHOWN_NAMES.get(column, upper_first(column.replace("_", " ")))


PART_NAMES = {
    "date": "Date",
    "time": "Time of day",
    "minutes": "Length of the interval",
    "answered": "Answered",
    "handle_s": "Handle time",
    "wait_s": "Wait",
    "ivr_s": "Menu (IVR)",
    "talk_s": "Talk",
    "hold_s": "Hold",
    "wrap_s": "Wrap-up",
    "agent": "Agent",
    "caller": "Caller",
    "answered_wait_mean_s": "Average wait of answered",
    "abandoned_wait_mean_s": "Average wait of abandoned",
    "handle_mean_s": "Average handle time",
    "handle_sum_s": "Handle time in all",
    "talk_mean_s": "Average talk",
    "hold_mean_s": "Average hold",
    "wrap_mean_s": "Average wrap-up",
    "service_level": "Answered in time, share",
    "offered": "Calls offered",
    "abandoned": "Abandoned",
    "wait_mean_s": "Average wait",
    "complete": "Whole interval",
    "short_abandoned": "Short abandons",
    "answered_share": "Answered, share",
    "abandoned_share": "Abandoned, share",
    "duration_s": "Length of the call",
    "staffed_s": "Logged in",
    "aux_s": "On breaks",
}
"""The part that a column of a file plays -> what it is called, where that is not the column of the preview."""


def part_name(role: str) -> str:
    """The part that a column of a file plays."""
    return PART_NAMES.get(role, shown_name(role))


def is_empty(reading: Reading) -> bool:
    """Whether nothing is left to fit."""
    return not _rows(reading)


def _rows(reading: Reading) -> int:
    """Calls, or intervals where there are no single calls."""
    for frame in (reading.calls, reading.intervals):
        if frame is not None and len(frame):
            return len(frame)
    return 0


def starts(reading: Reading) -> pd.Series:
    """When calls or intervals begin; empty where there are none."""
    frames = [f["start"] for f in (reading.calls, reading.intervals) if f is not None and len(f)]
    return pd.concat(frames) if frames else pd.Series(dtype="datetime64[ns]")


def headline(reading: Reading) -> str:
    """What the files hold: how many calls or intervals, of which days and queues."""
    if is_empty(reading):
        return "Nothing is left to work with: all rows were dropped."
    parts = []
    if reading.calls is not None and len(reading.calls):
        parts.append(counted(len(reading.calls), "call", "calls"))
    elif reading.intervals is not None:
        offered = float(reading.intervals["offered"].sum())
        calls = f" with {whole(offered)} calls offered" if offered else ""
        parts.append(f"{counted(len(reading.intervals), 'interval', 'intervals')}{calls}")
    first, last = starts(reading).min(), starts(reading).max()
    queues = queue_names(reading)
    of_queues = f", {counted(len(queues), 'queue', 'queues')}" if len(queues) > 1 else ""
    return f"**{parts[0]}** from {first:%-d %B %Y} to {last:%-d %B %Y}{of_queues}."


def queue_names(reading: Reading) -> list[str]:
    """The queues of the files, the largest first."""
    for frame in (reading.calls, reading.intervals):
        if frame is not None and len(frame):
            return [str(name) for name in frame["queue"].value_counts().index if str(name)]
    return []


def preview(reading: Reading) -> pd.DataFrame:
    """The first rows as they were read, under the names of the screen; columns without any value are left out."""
    shown = reading.preview.dropna(axis=1, how="all").copy()
    for name in ("agent", "caller"):
        if name in shown:
            shown[name] = shown[name].map(lambda code: "" if code == -1 else f"{code}")
    for name in shown.columns:
        if pd.api.types.is_datetime64_any_dtype(shown[name]):
            shown[name] = shown[name].dt.strftime("%a %Y-%m-%d %H:%M:%S")
        elif pd.api.types.is_float_dtype(shown[name]):
            shown[name] = shown[name].map(lambda x: plain(x, 0 if x == round(x) else 1), na_action="ignore")
    return shown.rename(columns=shown_name).head(10)


def files_table(reading: Reading) -> pd.DataFrame:
    """One row a file: what it was taken for, and its rows."""
    return pd.DataFrame(
        [(f.name, f.format, whole(f.rows)) for f in reading.ledger.files],
        columns=["File", "Read as", "Rows"],
    )


# ── The ledger ────────────────────────────────────────────────────────────────────────────────────


def dropped_sentence(reading: Reading) -> str:
    """How many of the rows were dropped."""
    rows, dropped = reading.ledger.rows_read, sum(reading.ledger.dropped.values())
    if not dropped:
        return f"{counted(rows, 'row', 'rows')} read, none dropped."
    reasons = counted(len(reading.ledger.dropped), "reason", "reasons")
    were = plural(dropped, "was", "were")
    return f"{whole(dropped)} of {counted(rows, 'row', 'rows')} {were} dropped, for {reasons}."


def dropped_table(reading: Reading) -> pd.DataFrame:
    """Reasons, the commonest first."""
    return pd.DataFrame(
        [(upper_first(reason), whole(rows)) for reason, rows in reading.ledger.dropped.most_common()],
        columns=["Why", "Rows dropped"],
    )


def dropped_csv(reading: Reading) -> bytes:
    """File, row number and reason of every row that was dropped; nothing of what the rows say."""
    text: str = reading.ledger.dropped_rows().to_csv(index=False)
    return text.encode("utf-8")


def missing_table(reading: Reading) -> pd.DataFrame:
    """What the files do not have, and what that forbids."""
    return pd.DataFrame(
        [(upper_first(m.what), lower_first(m.forbids.rstrip("."))) for m in reading.ledger.missing],
        columns=["Not in the files", "So unknown"],
    )


def passes_text(check: Check) -> str:
    """The outcome of a check."""
    return {True: "agrees", False: "does not agree", None: "cannot be told"}[check.passes]


def checks_table(reading: Reading) -> pd.DataFrame:
    """Figures that should agree, those that do not first."""
    order = {False: 0, None: 1, True: 2}
    checks = sorted(reading.ledger.checks, key=lambda check: order[check.passes])
    return pd.DataFrame(
        [(upper_first(c.name), passes_text(c), c.sentence) for c in checks],
        columns=["Check", "Outcome", "What was seen"],
    )


def checks_sentence(reading: Reading) -> str:
    """Whether the checks agree."""
    failed = [lower_first(c.name) for c in reading.ledger.checks if c.passes is False]
    if failed:
        return f"Look at {joined(failed)}: the figures of the files do not agree there. Nothing was repaired."
    passed = sum(c.passes is True for c in reading.ledger.checks)
    agree = plural(passed, "it agrees", "all agree")
    return f"{counted(passed, 'check', 'checks')} on the files' own figures: {agree}." if passed else ""


# ── The four questions ────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Question:
    """One of what no file says. `assumed`: what is taken where it stays unanswered."""

    label: str
    help: str
    assumed: str


QUESTIONS = {
    "timezone": Question(
        "Time zone of your centre",
        "Times with a zone of their own, such as UTC, are moved to it. Times without one are taken as they stand.",
        "times are taken as they stand",
    ),
    "service_level": Question(
        "How your service level is counted",
        "Four ways are in use; they differ by up to 6 points a day. If in doubt, choose the first.",
        "answered within 20 s, of all calls offered",
    ),
    "short_abandon": Question(
        "Abandoned calls left out below (seconds)",
        "Many systems do not count callers who hang up within the first seconds. 0: all are counted.",
        "all abandoned calls are counted",
    ),
    "inside": Question(
        "What is inside the times",
        "Some systems count the menu into the wait, or the work after the call into the handle time.",
        "the menu is outside the wait, and wrap-up outside the handle time",
    ),
}
"""By the name that `Answers.open_questions` gives."""

KPI_OF_DEFINITION: dict[Definition, str] = {
    "of_offered": "service_level",
    "of_answered": "service_level_answered",
    "excl_short_abandons": "service_level_excl_short_abandons",
    "short_abandons_good": "service_level_short_abandons_good",
}
"""The key figure that follows a definition."""


def assumed_sentence(open_questions: list[str]) -> str:
    """What is taken for questions that stay open."""
    assumed = [QUESTIONS[name].assumed for name in open_questions]
    return f"Unanswered, so assumed: {'; '.join(assumed)}." if assumed else ""


# ── Where files come from ─────────────────────────────────────────────────────────────────────────

EXPORTS = (
    ("Planner's sheet", "Calls offered, answered and handle time by interval: any CSV or Excel sheet"),
    ("Genesys Cloud", "Performance › Queues › Interval, exported; or the WFM history import"),
    ("Amazon Connect", "Historical metrics by interval, as CSV; or contact records, as JSON lines"),
    ("Asterisk, FreePBX, Issabel", "The file queue_log, in /var/log/asterisk"),
    ("VICIdial", "Inbound log (closer_log), with queue_seconds and term_reason"),
    ("Avaya CMS", "Split/skill interval report, as text or CSV"),
    ("Cisco UCCX", "Detailed call CSQ agent report"),
    ("NICE CXone, IEX", "Data download: call detail; from IEX, the queue history"),
    ("Five9", "The call log report"),
    ("Zendesk Talk", "Calls, exported as CSV"),
    ("Aircall", "Calls history, exported"),
    ("Verint, Calabrio", "Interval history, as for forecasts"),
    ("Anything else", "One row a call, or one a queue and interval: columns are guessed, you correct them"),
)
"""Systems, and where their exports are."""


def exports_table() -> pd.DataFrame:
    """What can be read, and where to find it."""
    return pd.DataFrame(EXPORTS, columns=["System", "Which export"])
