"""Intervals without a row: zero calls inside opening hours, nothing outside them."""

from __future__ import annotations

from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from sim.calibrate.reading.interval_times import DAY_MIN
from sim.calibrate.reading.tables import INTERVAL_NUMBERS, Ledger

SUMS = tuple(n for n in INTERVAL_NUMBERS if n not in ("minutes", "within_s"))
OPEN_SHARE_OF_DAYS, OPEN_DAYS = 0.1, 2
"""share and number of like days on which a queue has a row at this time for the time to count as open"""
SPARSE_LIKE_DAYS = 3
"""fewer like days do not tell opening hours"""
OWN_HOLE_MIN = 120
"""the longest stretch without rows that is filled by what stands around it on the day itself"""


def filled_in(table: pd.DataFrame, ledger: Ledger, zone: str | None) -> pd.DataFrame:
    """Zeros for absent intervals between the first and last open time of the day, by queue and weekday."""
    length = int(table["minutes"].iloc[0])
    if length >= DAY_MIN:
        return table
    day = table["start"].dt.normalize()
    minute = (table["start"].dt.hour * 60 + table["start"].dt.minute).astype(np.int64)
    has = [n for n in SUMS if n not in ("staffed_s", "aux_s") and table[n].notna().any()]
    new = []
    for queue, rows in table.groupby("queue", sort=False):
        new.append(_absent(str(queue), day[rows.index], minute[rows.index], length))
    starts = pd.concat(new, ignore_index=True)
    starts = starts[~_skipped_hour(starts, zone)]
    if starts.empty:
        return table
    filled = pd.DataFrame({"start": starts["start"], "queue": starts["queue"], "minutes": float(length)})
    filled = filled.assign(**dict.fromkeys(has, 0.0), _file=-1, _row=-1, _order=-1, _key=-1)
    if table["within_s"].notna().any():
        filled["within_s"] = table["within_s"].max()
    ledger.decide(
        f"{len(filled):,} intervals without a row, inside opening hours, are filled with zero calls; "
        "outside them nothing is added."
    )
    return pd.concat([table, filled.reindex(columns=table.columns)], ignore_index=True)


def _absent(queue: str, day: pd.Series[Any], minute: pd.Series[Any], length: int) -> pd.DataFrame:
    """Starts that one queue lacks: inside its own first and last row of the day, or where its like days are open."""
    step = minute // length
    place, unique_days = pd.factorize(day, sort=True)
    days = pd.DatetimeIndex(unique_days)
    present = np.zeros((len(days), -(-DAY_MIN // length)), dtype=bool)
    present[place, step] = True
    is_open = np.zeros_like(present)
    for weekday in np.unique(days.day_of_week):
        same = np.asarray(days.day_of_week == weekday)
        like = same if same.sum() >= SPARSE_LIKE_DAYS else np.asarray((days.day_of_week < 5) == (weekday < 5))
        usual = present[like].sum(axis=0) >= max(OPEN_DAYS, OPEN_SHARE_OF_DAYS * like.sum())
        is_open[same] = _between(usual) if like.sum() >= SPARSE_LIKE_DAYS else False
    own = np.array([_bridged(row, OWN_HOLE_MIN // length) for row in present])
    rows, steps = np.nonzero((is_open | own) & ~present)
    starts = days[rows] + pd.to_timedelta(steps * length, unit="min")
    offset = int((minute % length).iloc[0])
    return pd.DataFrame(
        {"start": (starts + pd.Timedelta(minutes=offset)).astype("datetime64[ns]"), "queue": queue}
    )


def _between(row: Any) -> Any:
    """True from the first to the last true value."""
    places = np.flatnonzero(row)
    inside = np.zeros(len(row), dtype=bool)
    if len(places):
        inside[places[0] : places[-1] + 1] = True
    return inside


def _bridged(row: Any, longest: int) -> Any:
    """True also where at most `longest` false values lie between true ones."""
    places = np.flatnonzero(row)
    inside = row.copy()
    for before, after in pairwise(places):
        if after - before - 1 <= longest:
            inside[before:after] = True
    return inside


def _skipped_hour(starts: pd.DataFrame, zone: str | None) -> Any:
    """Times that did not exist, as the clocks went forward; without a zone, one hour of a Sunday night in spring."""
    when = starts["start"]
    if zone is not None:
        local = when.dt.tz_localize(ZoneInfo(zone), ambiguous=True, nonexistent="NaT")
        return local.isna()
    night = (when.dt.hour < 4) & (when.dt.day_of_week == 6) & when.dt.month.isin((3, 4, 9, 10))
    per_night = night.groupby([starts["queue"], when.dt.normalize()]).transform("sum")
    span = when.groupby([starts["queue"], when.dt.normalize()])
    one_hour = (span.transform("max") - span.transform("min")) < pd.Timedelta(hours=1)
    return night & one_hour & (per_night > 0)
