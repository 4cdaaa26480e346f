"""When a redial or call-back comes through. Model 2.6. Shared by both engines; `w`: see `sim.engine.world`."""

from __future__ import annotations

import math
from math import inf
from typing import Any

from sim.calendar import HALF_HOUR_MIN, HALF_HOURS, LAST_MOMENT_MIN
from sim.engine.world import share_before_half_hour
from sim.jit import shared
from sim.record import DAY_MIN

NEAR_MIN = 60.0
"""A contact due within this time of the call before it comes when it is due; a later one when people call."""


@shared
def contact_time(w: Any, due: float, now: float, u: float) -> float:
    """When a contact that is due at `due`, decided on at `now`, comes through; -inf past the horizon.

    Within the hour it comes when it is due, if people call then. Else it comes on the day it is due, or on the next on
    which people still call, at the time of day where `u` falls in what is left of that day's profile.
    """
    is_near = due - now <= NEAR_MIN
    day = math.floor(due / DAY_MIN)
    if day > w.last_day:
        return -inf
    minute = due - day * DAY_MIN
    if is_near:
        number = int(minute / HALF_HOUR_MIN)
        if share_before_half_hour(w, day, number + 1) > share_before_half_hour(w, day, number):
            return due
    before = _share_before(w, day, minute if is_near else now + NEAR_MIN - day * DAY_MIN)
    while before >= 1.0:
        day += 1
        if day > w.last_day:
            return -inf
        before = _share_before(w, day, 0.0)
    share = before + u * (1.0 - before)
    number = 0
    while number + 1 < HALF_HOURS and share_before_half_hour(w, day, number + 1) <= share:
        number += 1
    while share_before_half_hour(w, day, number + 1) <= share_before_half_hour(w, day, number):
        number -= 1  # rounding has made the share 1, past the last call
    start = HALF_HOUR_MIN * number
    below = share_before_half_hour(w, day, number)
    at = start + HALF_HOUR_MIN * (share - below) / (share_before_half_hour(w, day, number + 1) - below)
    latest = start + HALF_HOUR_MIN - LAST_MOMENT_MIN
    return day * DAY_MIN + (latest if latest < at else at)


@shared
def _share_before(w: Any, day: int, minute: float) -> float:
    """The share of a day's calls that come before a minute of it; 1 where nobody calls on it."""
    if minute >= DAY_MIN:
        return 1.0
    if minute <= 0.0:
        return share_before_half_hour(w, day, 0)
    number = int(minute / HALF_HOUR_MIN)
    share = share_before_half_hour(w, day, number)
    return share + (minute / HALF_HOUR_MIN - number) * (share_before_half_hour(w, day, number + 1) - share)
