"""A simulated log as half-hourly reports of each system: what `read` must give back is `half_hours`.

Reports state means with many decimals here, so that sums come back; only Connect's intervals are of another clock.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sim.calibrate.reading.tables import intervals_frame
from tests.dialects import ZONE, SimulatedLog, as_csv

LENGTH = pd.Timedelta(minutes=30)
WITHIN_S = 20
EDGES_S = (5, 10, 15, 20, 30, 45, 60, 90, 120)
OFFERED = ("offered",)
COUNTS = ("offered", "answered", "abandoned")
WAITS = ("answered_wait_sum_s", "abandoned_wait_sum_s")
WORK = ("handle_sum_s", "talk_sum_s", "wrap_sum_s")
LEVEL = ("answered_within",)
STAFF = ("staffed_s", "aux_s")


@dataclass(frozen=True)
class Reports:
    """Files, and the columns of INTERVALS that they hold."""

    files: list[tuple[str, bytes]]
    columns: tuple[str, ...]
    has_classes: bool = False


def half_hours(log: SimulatedLog, booked_at: str = "start") -> pd.DataFrame:
    """INTERVALS of the half-hours in which calls came, or ended ("end")."""
    calls = log.calls
    answered = (calls["outcome"] == "answered").to_numpy()
    end = calls["start"] + pd.to_timedelta(calls["wait_s"] + calls["talk_s"].fillna(0), unit="s")
    handle = calls["talk_s"] + calls["wrap_s"]
    within = calls["wait_s"] <= WITHIN_S
    parts = pd.DataFrame(
        {
            "start": (calls["start"] if booked_at == "start" else end).dt.floor(LENGTH),
            "queue": calls["queue"],
            "offered": 1.0,
            "answered": answered * 1.0,
            "abandoned": ~answered * 1.0,
            "answered_wait_sum_s": calls["wait_s"].where(answered, 0.0),
            "abandoned_wait_sum_s": calls["wait_s"].where(~answered, 0.0),
            "answered_within": (within & answered) * 1.0,
            "abandoned_within": (within & ~answered) * 1.0,
            "handle_sum_s": handle.fillna(0.0),
            "talk_sum_s": calls["talk_s"].fillna(0.0),
            "wrap_sum_s": calls["wrap_s"].fillna(0.0),
        }
    )
    sums = parts.groupby(["start", "queue"], as_index=False).sum()
    return intervals_frame(minutes=30.0, within_s=float(WITHIN_S), **{c: sums[c] for c in sums})


def classes(log: SimulatedLog, outcome: str) -> pd.DataFrame:
    """Calls by start, queue and upper edge of the class of wait."""
    calls = log.calls[log.calls["outcome"] == outcome]
    edges = [-1.0, *map(float, EDGES_S), np.inf]
    group = pd.cut(calls["wait_s"], edges, labels=edges[1:])
    table = pd.crosstab([calls["start"].dt.floor(LENGTH), calls["queue"]], group, dropna=False)
    return table.rename_axis(index=["start", "queue"]).astype(float)


def seconds_on_duty(log: SimulatedLog, state: str | None) -> pd.Series:
    """Agents' seconds in a state (None: any) by half-hour."""
    spans = log.duty if state is None else log.duty[log.duty["state"] == state]
    found: dict[pd.Timestamp, float] = {}
    for span in spans.itertuples():
        begin = span.start.floor(LENGTH)
        while begin < span.end:
            overlap = min(span.end, begin + LENGTH) - max(span.start, begin)
            found[begin] = found.get(begin, 0.0) + overlap.total_seconds()
            begin += LENGTH
    return pd.Series(found, dtype=float)


def _mean(total: pd.Series, count: pd.Series, digits: int = 7) -> pd.Series:
    mean = (total / count.where(count > 0)).round(digits)
    return mean.map(lambda m: "" if np.isnan(m) else repr(float(m)))


def planners_sheet(log: SimulatedLog) -> Reports:
    """A German planner's: semicolons, decimal commas, the date once a day, a total under each day."""
    t = half_hours(log)
    frame = pd.DataFrame(
        {
            "Datum": t["start"].dt.strftime("%d.%m.%Y"),
            "Intervall": t["start"].dt.strftime("%H:%M") + "-" + (t["start"] + LENGTH).dt.strftime("%H:%M"),
            "Warteschlange": t["queue"],
            "Angebotene Anrufe": t["offered"].astype(int),
            "Angenommen": t["answered"].astype(int),
            "Aufgelegt": t["abandoned"].astype(int),
            "Ø Bearbeitungszeit (s)": _mean(t["handle_sum_s"], t["answered"]).str.replace(".", ","),
            "Ø Wartezeit bis Annahme (s)": _mean(t["answered_wait_sum_s"], t["answered"]).str.replace(
                ".", ","
            ),
            "Servicelevel 20s": (t["answered_within"] / t["offered"])
            .map("{:.6%}".format)
            .str.replace(".", ","),
        }
    )
    days = []
    for day, rows in frame.groupby("Datum", sort=False):
        rows = rows.assign(Datum=[day] + [""] * (len(rows) - 1))
        total = {"Datum": "Gesamt", "Angebotene Anrufe": rows["Angebotene Anrufe"].sum()}
        days.append(pd.concat([rows, pd.DataFrame([total])]))
    text = "Anrufe je Halbstunde;;\r\n\r\n" + pd.concat(days).to_csv(
        index=False, sep=";", lineterminator="\r\n"
    )
    columns = (*COUNTS, "answered_wait_sum_s", "handle_sum_s", *LEVEL)
    return Reports([("planung.csv", text.encode("cp1252"))], columns)


def planners_workbook(log: SimulatedLog) -> Reports:
    """An English workbook with real dates, times and durations, one sheet a queue."""
    t = half_hours(log)
    book = io.BytesIO()
    with pd.ExcelWriter(book, engine="xlsxwriter") as writer:
        for queue, rows in t.groupby("queue"):
            sheet = writer.book.add_worksheet(str(queue))
            formats = {
                f: writer.book.add_format({"num_format": f}) for f in ("dd/mm/yyyy", "hh:mm", "[h]:mm:ss")
            }
            sheet.write_row(0, 0, ["Interval report", "", "", "", "", ""])
            sheet.write_row(
                2, 0, ["Date", "Time", "Calls offered", "Calls answered", "Total talk time", "Total wrap-up"]
            )
            for i, row in enumerate(rows.itertuples(), start=3):
                sheet.write_datetime(i, 0, row.start.normalize().to_pydatetime(), formats["dd/mm/yyyy"])
                sheet.write_number(
                    i, 1, (row.start - row.start.normalize()) / pd.Timedelta(days=1), formats["hh:mm"]
                )
                sheet.write_row(i, 2, [row.offered, row.answered])
                sheet.write_number(i, 4, row.talk_sum_s / 86_400, formats["[h]:mm:ss"])
                sheet.write_number(i, 5, row.wrap_sum_s / 86_400, formats["[h]:mm:ss"])
    return Reports([("intervals.xlsx", book.getvalue())], (*COUNTS, *WORK))


def genesys_wfm_history(log: SimulatedLog) -> Reports:
    t = half_hours(log)
    utc = t["start"].dt.tz_localize(ZONE).dt.tz_convert("UTC")
    frame = pd.DataFrame(
        {
            "Interval Start UTC Date": utc.dt.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "Queue": t["queue"],
            "Media Type": "Voice",
            "Skill Set": "",
            "Language": "",
            "Offered": t["offered"].astype(int),
            "Interactions Handled": t["answered"].astype(int),
            "Total Handle Time (Seconds)": t["handle_sum_s"].astype(int),
        }
    )
    return Reports([("history.csv", as_csv(frame))], (*COUNTS, "handle_sum_s"))


def iex(log: SimulatedLog) -> Reports:
    t = half_hours(log)
    frame = pd.DataFrame(
        {
            "date": t["start"].dt.strftime("%m%d%Y"),
            "period": t["start"].dt.strftime("%H:%M"),
            "TZ": ZONE,
            "queueName": t["queue"],
            "contactsReceived": t["offered"].astype(int),
            "contactsHandled": t["answered"].astype(int),
            "contactsAbandoned": t["abandoned"].astype(int),
            "AHT": _mean(t["handle_sum_s"], t["answered"]),
            "ASA": _mean(t["answered_wait_sum_s"], t["answered"]),
        }
    )
    columns = (*COUNTS, "handle_sum_s", "answered_wait_sum_s")
    return Reports([("ctQueue_020926_0100.txt", as_csv(frame, sep="|"))], columns)


def genesys_interval(log: SimulatedLog) -> Reports:
    """Milliseconds, blanks for zero, a mean wait over all."""
    t = half_hours(log)

    def count(values: pd.Series) -> pd.Series:
        return values.astype(int).astype(str).where(values > 0, "")

    frame = pd.DataFrame(
        {
            "Interval Start": t["start"].dt.strftime("%m/%d/%y %I:%M %p"),
            "Interval End": (t["start"] + LENGTH).dt.strftime("%m/%d/%y %I:%M %p"),
            "Interval Complete": "TRUE",
            "Filters": "",
            "Media Type": "voice",
            "Queue Id": "q-" + t["queue"],
            "Queue Name": t["queue"],
            "Offer": count(t["offered"]),
            "Answer": count(t["answered"]),
            "Answer %": _mean(t["answered"], t["offered"], 4),
            "Abandon": count(t["abandoned"]),
            "Abandon %": _mean(t["abandoned"], t["offered"], 4),
            "ASA": _mean(t["answered_wait_sum_s"] * 1000, t["answered"]),
            "Service Level %": _mean(t["answered_within"], t["answered"]),
            "Avg Wait": _mean((t["answered_wait_sum_s"] + t["abandoned_wait_sum_s"]) * 1000, t["offered"]),
            "Avg Handle": _mean(t["handle_sum_s"] * 1000, t["answered"]),
            "Avg Talk": _mean(t["talk_sum_s"] * 1000, t["answered"]),
            "Avg Hold": "",
            "Avg ACW": _mean(t["wrap_sum_s"] * 1000, t["answered"]),
            "Hold": "",
            "Transfer": "",
            "Short Abandon": "",
        }
    )
    return Reports([("queues.csv", as_csv(frame, quoting=1))], (*COUNTS, *WAITS, *WORK, *LEVEL))


def avaya(log: SimulatedLog) -> Reports:
    """hsplit: sums, classes of wait; the staffed time of the centre stands with its first split."""
    t = half_hours(log)
    first = t["queue"] == sorted(t["queue"].unique())[0]
    frame = pd.DataFrame(
        {
            "row_date": t["start"].dt.strftime("%d/%m/%Y"),
            "starttime": t["start"].dt.hour * 100 + t["start"].dt.minute,
            "intrvl": 30,
            "acd": 1,
            "split": t["queue"],
            "callsoffered": t["offered"],
            "acdcalls": t["answered"],
            "abncalls": t["abandoned"],
            "anstime": t["answered_wait_sum_s"],
            "abntime": t["abandoned_wait_sum_s"],
            "acdtime": t["talk_sum_s"],
            "acwtime": t["wrap_sum_s"],
            "holdtime": 0,
            "acceptable": t["answered_within"],
            "servicelevel": WITHIN_S,
            "slvlabns": t["abandoned_within"],
            "i_stafftime": t["start"].map(seconds_on_duty(log, None)).where(first, 0).fillna(0),
            "i_auxtime": t["start"].map(seconds_on_duty(log, "break")).where(first, 0).fillna(0),
            "periodchg": 0,
            "incomplete": 0,
        }
    )
    for what, outcome in (("acdcalls", "answered"), ("abncalls", "abandoned")):
        by_class = classes(log, outcome).reindex(
            pd.MultiIndex.from_frame(t[["start", "queue"]]), fill_value=0.0
        )
        for n in range(10):
            frame[f"{what}{n + 1}"] = by_class.iloc[:, n].to_numpy()
    for n, edge in enumerate(EDGES_S, start=1):
        frame[f"period{n}"] = edge
    whole = frame.select_dtypes("number").astype(int)
    columns = (*COUNTS, *WAITS, *WORK, *LEVEL, "abandoned_within")
    return Reports(
        [("hsplit.csv", as_csv(frame.assign(**{c: whole[c] for c in whole})))], columns, has_classes=True
    )


def wide_matrix(log: SimulatedLog) -> Reports:
    """One file a queue: dates down, half-hours across, a total row and a total column."""
    t = half_hours(log)
    files = []
    for queue, rows in t.groupby("queue"):
        table = rows.pivot_table(
            index=rows["start"].dt.strftime("%Y-%m-%d"),
            columns=rows["start"].dt.strftime("%H:%M"),
            values="offered",
        ).fillna(0)
        table["Total"] = table.sum(axis=1)
        table.loc["Total"] = table.sum()
        frame = table.astype(int).rename_axis("Date").reset_index()
        frame.insert(0, "Skill", [queue] * (len(frame) - 1) + [""])
        files.append((f"{queue}.csv", as_csv(frame)))
    return Reports(files, OFFERED)


INTERVAL_DIALECTS: dict[str, Callable[[SimulatedLog], Reports]] = {
    "planner's sheet": planners_sheet,
    "planner's workbook": planners_workbook,
    "Genesys WFM history": genesys_wfm_history,
    "NICE IEX": iex,
    "Genesys Cloud": genesys_interval,
    "Avaya CMS": avaya,
    "matrix": wide_matrix,
}
"""Reports of calls by when they came."""


def connect_metrics(log: SimulatedLog) -> Reports:
    """Booked when calls end; only half-hours with calls; one file for each three days, overlapping by one."""
    t = half_hours(log, booked_at="end")
    frame = pd.DataFrame(
        {
            "Queue": t["queue"],
            "StartInterval": t["start"].dt.strftime("%Y-%m-%dT%H:%M:%S.000"),
            "EndInterval": (t["start"] + LENGTH).dt.strftime("%Y-%m-%dT%H:%M:%S.000"),
            "Average agent interaction time": _mean(t["talk_sum_s"], t["answered"]),
            "After contact work time": _mean(t["wrap_sum_s"], t["answered"]),
            "Average handle time": _mean(t["handle_sum_s"], t["answered"]),
            "Average queue abandon time": _mean(t["abandoned_wait_sum_s"], t["abandoned"]).replace("", "-"),
            "Average queue answer time": _mean(t["answered_wait_sum_s"], t["answered"]).replace("", "-"),
            "Contacts abandoned": t["abandoned"].astype(int),
            "Contacts answered in 20 seconds": t["answered_within"].astype(int),
            "Contacts handled incoming": t["answered"].astype(int),
            "Contacts queued": t["offered"].astype(int),
        }
    )
    day = (t["start"].dt.normalize() - t["start"].min().normalize()).dt.days
    files = [
        (f"metrics {first}.csv", as_csv(frame[(day >= first) & (day < first + 3)]))
        for first in range(0, int(day.max()) + 1, 2)
    ]
    return Reports(files, (*COUNTS, *WAITS, *WORK, *LEVEL))
