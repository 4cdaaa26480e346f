"""Figures of a reading that should agree with each other. Shown to the user, never repaired."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from sim.calibrate.reading.interval_times import DAY_MIN
from sim.calibrate.reading.tables import CLOCK_ROUNDING_S, Check, Part

AGREE = 0.02
"""share by which two totals may differ and still agree"""
MAX_BROKEN_SHARE = 0.05
"""share of intervals that may break a bound: calls end in the interval after the one they began in"""
AT_ONCE_S = 60.0
"""Who calls again so soon after a talk was perhaps handed on."""
OVERLAP = 0.01
"""share of an agent's calls that may begin before the last one ended: clocks are rounded"""
BRIEF_S = 5.0
"""talk below which a call is no conversation"""
NIGHT = (0, 6)
MIN_ROWS = 10
"""rows below which a bound over intervals is not judged"""
CUTS = (3_000, 10_000, 65_535, 65_536, 80_000, 1_000_000, 1_048_575, 1_048_576)
"""rows at which systems and spreadsheets stop"""
MIN_CALLS = 50
"""calls below which their hours tell nothing"""


def identity_checks(part: Part) -> list[Check]:
    """All checks that the tables allow, in a fixed order."""
    checks: list[Check] = []
    if part.intervals is not None and len(part.intervals):
        checks += _of_intervals(part.intervals, part)
    if part.calls is not None and len(part.calls):
        checks += _of_calls(part.calls)
    return checks


def file_cut_check(label: str, rows: int) -> Check | None:
    """A failed check where a file has exactly as many rows as exports stop at (with or without its header)."""
    if rows not in CUTS:
        return None
    sentence = f"{label} has exactly {rows:,} rows, where exports stop: the rest may be missing."
    return Check("Whole file", sentence, False)


# ---- intervals


def _of_intervals(frame: pd.DataFrame, part: Part) -> Iterator[Check]:
    for check in (
        _outcomes(frame),
        _handle_parts(frame),
        _within_staffed(frame),
        _in_time(frame),
        _waits_and_level(frame),
        _classes_and_sums(frame, part),
        _classes_and_level(frame, part),
    ):
        if check is not None:
            yield check
    if (frame["minutes"] < DAY_MIN).all() and frame["offered"].notna().any():
        yield _hours(frame["start"], frame["offered"].fillna(0.0))
    yield from _weekdays(frame["start"], frame["offered"])


def _both(frame: pd.DataFrame, *names: str) -> pd.DataFrame:
    return frame[frame[list(names)].notna().all(axis=1)]


def _outcomes(frame: pd.DataFrame) -> Check | None:
    rows = _both(frame, "offered", "answered", "abandoned")
    offered = float(rows["offered"].sum())
    if rows.empty or offered == 0:
        return None
    answered, abandoned = float(rows["answered"].sum()), float(rows["abandoned"].sum())
    rest = offered - answered - abandoned
    sentence = f"Offered {offered:,.0f}; answered {answered:,.0f} and abandoned {abandoned:,.0f}"
    if abs(rest) < 0.5:
        sentence += ": nothing is left over."
    elif rest > 0:
        calls = "1 call" if round(rest) == 1 else f"{rest:,.0f} calls"
        sentence += f": {calls} ({rest / offered:.1%}) went elsewhere (overflow, voicemail, short abandons)."
    else:
        sentence += f": {-rest:,.0f} more than were offered."
    over = int((rows["answered"] + rows["abandoned"] > rows["offered"] + 0.5).sum())
    if over and rest > -0.5:  # a sum in which excess and loss cancel
        sentence += f" In {over:,} of {len(rows):,} rows they exceed what was offered."
    return Check("Offered = answered + abandoned", sentence, bool(abs(rest) <= AGREE * offered))


def _handle_parts(frame: pd.DataFrame) -> Check | None:
    rows = _both(frame, "handle_sum_s", "talk_sum_s")
    handle = float(rows["handle_sum_s"].sum())
    if rows.empty or handle == 0:
        return None
    talk, hold, wrap = (float(rows[c].sum()) for c in ("talk_sum_s", "hold_sum_s", "wrap_sum_s"))
    has_wrap = bool(rows["wrap_sum_s"].notna().any())
    difference = (talk + hold + wrap) / handle - 1.0
    name = "Handle time = talk + hold + wrap-up"
    if abs(difference) <= AGREE:
        if has_wrap or hold == 0:
            return Check(name, "Talk, hold and wrap-up add up to the handle time.", True)
        return Check(name, "Talk and hold add up to the handle time: wrap-up is not in it.", True)
    if has_wrap and abs((talk + hold) / handle - 1.0) <= AGREE:
        return Check(name, "Handle time equals talk and hold: wrap-up is outside it.", False)
    if has_wrap and abs((talk + wrap) / handle - 1.0) <= AGREE:
        return Check(name, "Handle time equals talk and wrap-up: hold is inside talk.", True)
    if not has_wrap and difference < 0:
        return Check(
            name, f"Talk and hold are {-difference:.1%} less than handle time: the rest may be wrap-up.", None
        )
    return Check(name, f"Talk, hold and wrap-up are {difference:+.1%} off the handle time.", False)


def _within_staffed(frame: pd.DataFrame) -> Check | None:
    """Over all queues together: agents may stand with one of those they serve."""
    rows = _both(frame, "handle_sum_s", "staffed_s").groupby("start")[["handle_sum_s", "staffed_s"]].sum()
    staffed = float(rows["staffed_s"].sum())
    if rows.empty or staffed == 0:
        return None
    handle = float(rows["handle_sum_s"].sum())
    over = float((rows["handle_sum_s"] > rows["staffed_s"] * (1 + AGREE)).mean())
    sentence = (
        f"Agents handled calls for {handle / staffed:.0%} of their time logged in; "
        f"in {over:.1%} of intervals for longer."
    )
    return Check(
        "Handle time ≤ staffed time",
        sentence,
        bool(handle <= staffed and (over <= MAX_BROKEN_SHARE or len(rows) < MIN_ROWS)),
    )


def _in_time(frame: pd.DataFrame) -> Check | None:
    rows = _both(frame, "answered_within", "answered")
    if rows.empty or rows["answered"].sum() == 0:
        return None
    over = int((rows["answered_within"] > rows["answered"] + 0.5).sum())
    sentence = f"More calls answered in time than answered at all in {over:,} of {len(rows):,} intervals."
    return Check("Answered in time ≤ answered", sentence, over == 0)


def _waits_and_level(frame: pd.DataFrame) -> Check | None:
    """Calls not answered within x waited at least x: their waits bound the sum from below."""
    rows = _both(frame, "answered_within", "answered", "answered_wait_sum_s", "within_s")
    if rows.empty or rows["answered"].sum() == 0:
        return None
    late = (rows["answered"] - rows["answered_within"]).clip(lower=0)
    least, total = float((late * rows["within_s"]).sum()), float(rows["answered_wait_sum_s"].sum())
    x, asa = float(rows["within_s"].median()), total / float(rows["answered"].sum())
    sentence = (
        f"With {late.sum() / rows['answered'].sum():.1%} answered after {x:g} s the mean wait is at least "
        f"{least / rows['answered'].sum():.1f} s; the file gives {asa:.1f} s."
    )
    return Check("Speed of answer and service level", sentence, bool(total >= least * (1 - AGREE)))


def _classes_and_sums(frame: pd.DataFrame, part: Part) -> Check | None:
    """The sum of waits lies between the lower and the upper edges of the classes."""
    classes = part.answered_by_wait
    if classes is None or frame["answered_wait_sum_s"].isna().all():
        return None
    usable = classes.notna().all(axis=1).to_numpy() & frame["answered_wait_sum_s"].notna().to_numpy()
    if not usable.any():
        return None
    counts = classes[usable].sum().to_numpy(dtype=np.float64)
    upper = np.asarray(classes.columns, dtype=np.float64)
    lower = np.concatenate(([0.0], upper[:-1]))
    total = float(frame["answered_wait_sum_s"].to_numpy()[usable].sum())
    some = counts > 0  # an empty class may lie beyond all edges
    least, most = float((counts[some] * lower[some]).sum()), float((counts[some] * upper[some]).sum())
    span = f"{least:,.0f} to {most:,.0f} s" if np.isfinite(most) else f"{least:,.0f} s or more"
    sentence = f"The waits of answered calls sum to {total:,.0f} s; their classes allow {span}."
    return Check(
        "Waits and classes of wait", sentence, bool(least * (1 - AGREE) <= total <= most * (1 + AGREE))
    )


def _classes_and_level(frame: pd.DataFrame, part: Part) -> Check | None:
    classes = part.answered_by_wait
    if classes is None or frame["answered_within"].isna().all():
        return None
    x = float(frame["within_s"].median())
    if x not in classes.columns:
        return None
    within = classes[[c for c in classes.columns if c <= x]].sum(axis=1, min_count=1)
    both = within.notna().to_numpy() & frame["answered_within"].notna().to_numpy()
    left, right = float(within[both].sum()), float(frame["answered_within"][both].sum())
    sentence = (
        f"Answered within {x:g} s: {left:,.0f} by the classes of wait, {right:,.0f} by the service level."
    )
    return Check(
        "Classes of wait and service level", sentence, bool(abs(left - right) <= AGREE * max(right, 1.0))
    )


# ---- calls


def _of_calls(calls: pd.DataFrame) -> Iterator[Check]:
    concurrent = _one_at_a_time(calls)
    if concurrent is not None:
        yield concurrent
    yield from _handed_on(calls)
    answered = calls[calls["outcome"] == "answered"]
    talked = answered["talk_s"].dropna()
    if len(talked) >= MIN_CALLS:
        brief = float((talked < BRIEF_S).mean())
        sentence = f"{brief:.0%} of answered calls have less than {BRIEF_S:g} s of talk."
        if brief > 0.5:
            sentence += " The columns of wait and talk may be exchanged, or those of whether a call was answered wrong."
        yield Check("Answered calls hold talk", sentence, brief <= 0.5)
    known = answered[answered["service_start_s"].notna() & answered["wait_s"].notna()]
    if len(known):
        early = known["service_start_s"] < known["wait_s"] - CLOCK_ROUNDING_S
        sentence = f"In {early.mean():.1%} of answered calls service starts over 2 s before the wait ends."
        yield Check("Start + wait ≤ answer", sentence, bool(early.mean() <= MAX_BROKEN_SHARE))
    yield _hours(calls["start"], pd.Series(1.0, index=calls.index))
    yield from _weekdays(calls["start"], pd.Series(1.0, index=calls.index))


def _one_at_a_time(calls: pd.DataFrame) -> Check | None:
    """No agent has two calls at once: each begins when the one before has ended, wrap-up aside."""
    on = calls[(calls["agent"] >= 0) & (calls["outcome"] == "answered") & calls["talk_s"].notna()]
    if len(on) < MIN_ROWS:
        return None
    wait = on["service_start_s"].fillna(on["wait_s"]).fillna(0.0)
    begin = on["start"] + pd.to_timedelta(wait, unit="s")
    end = begin + pd.to_timedelta(on["talk_s"] + on["hold_s"].fillna(0.0), unit="s")
    order = pd.DataFrame({"agent": on["agent"], "begin": begin, "end": end}).sort_values(["agent", "begin"])
    latest = order.groupby("agent")["end"].cummax().groupby(order["agent"]).shift()
    overlaps = float((order["begin"] < latest - pd.Timedelta(seconds=CLOCK_ROUNDING_S)).mean())
    sentence = f"{overlaps:.1%} of calls begin while their agent is still on another."
    if overlaps > OVERLAP:
        sentence += " Rows may be legs of one call, or the time a wait is counted from may differ."
    return Check("One call at a time per agent", sentence, overlaps <= OVERLAP)


def _handed_on(calls: pd.DataFrame) -> Iterator[Check]:
    """Calls that begin when a talk of the same caller has just ended: a transfer may be counted twice."""
    known = calls[calls["caller"] >= 0]
    spoken = known["wait_s"].fillna(0.0) + known["talk_s"] + known["hold_s"].fillna(0.0)
    over = (known["start"] + pd.to_timedelta(spoken, unit="s")).where(known["outcome"] == "answered")
    legs = pd.DataFrame({"caller": known["caller"], "start": known["start"], "over": over})
    legs = legs.sort_values(["caller", "start"], kind="stable")
    gap_s = (legs["start"] - legs.groupby("caller")["over"].shift()).dt.total_seconds()
    again = int(gap_s.between(-CLOCK_ROUNDING_S, AT_ONCE_S).sum())
    if again:
        subject = "1 call begins" if again == 1 else f"{again:,} calls begin"
        yield Check(
            "Transfers counted once",
            f"{subject} within {AT_ONCE_S:g} s after a talk of the same caller: {again / len(calls):.1%} of all. "
            "Those that are transfers count twice.",
            None,
        )


# ---- times of day and days of the week


def _hours(starts: pd.Series[Any], weight: pd.Series[Any]) -> Check:
    """When calls come. Most of them at night speaks for another time zone."""
    hours = np.bincount(starts.dt.hour, weights=weight, minlength=24)
    total = float(hours.sum())
    if total == 0:
        return Check("Hours of the day", "No calls.", None)
    minute = (starts.dt.hour * 60 + starts.dt.minute).to_numpy()
    order = np.argsort(minute, kind="stable")
    share = np.cumsum(weight.to_numpy()[order]) / total
    first, last = (int(minute[order][np.searchsorted(share, q)]) for q in (0.005, 0.995))
    sentence = (
        f"99% of calls come between {first // 60:02d}:{first % 60:02d} and {last // 60:02d}:{last % 60:02d}."
    )
    night = float(hours[NIGHT[0] : NIGHT[1]].sum()) / total
    if night > 0.5 and total >= MIN_CALLS:
        return Check(
            "Hours of the day",
            f"{sentence} {night:.0%} come from 00:00 to 06:00: is the time zone right?",
            False,
        )
    return Check("Hours of the day", sentence, True if night < 0.01 else None)


def _weekdays(starts: pd.Series[Any], weight: pd.Series[Any]) -> Iterator[Check]:
    """Days as busy at the weekend as in the week, and no two weeks alike, speak for day and month swapped."""
    days = weight.fillna(0.0).groupby(starts.dt.normalize()).sum()
    if len(days) < 14:
        return
    by_weekday = (
        days.groupby(pd.DatetimeIndex(days.index).day_of_week).mean().reindex(range(7), fill_value=0.0)
    )
    week, weekend = float(by_weekday[:5].mean()), float(by_weekday[5:].mean())
    names = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
    busiest = names[int(by_weekday.to_numpy().argmax())]
    sentence = (
        f"The busiest day is {busiest}; Saturday and Sunday have {weekend / week:.0%} of a weekday's calls."
        if week
        else ""
    )
    if sentence:
        yield Check("Days of the week", sentence, None if weekend > week else True)
