"""Where hours go: every hour on duty has one use.

Talk is that of difficult and upset callers, else that of repeat calls, else ordinary: a repeat call of a difficult
caller is a difficult one. Minutes come from the agent-days, which know of every minute on duty; how the talk among
them parts comes from the calls. The two differ only where the centre is open at midnight between two weeks: a call
belongs to the week it came in, its minutes to the day they passed.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

USES = ("ordinary", "hostile", "repeats", "wrap_up", "free", "breaks", "pauses", "courses")
"""Talk with ordinary callers, with difficult and upset ones, about issues an earlier call did not settle; wrap-up; free
for a call; breaks; pauses after hostile calls; courses."""

TALK_COUNTS = ("ordinary_talk_min", "hostile_talk_min", "repeat_talk_min")
DUTY_COUNTS = ("talk_min", "wrap_min", "break_min", "pause_min", "course_min")
"""Counted of the agent-days, beside `free_min`."""


def hours(counts: Mapping[str, float]) -> NDArray[np.float64]:
    """Hours of each of USES, from the counts of a week. They sum to the hours on duty."""
    ordinary, hostile, repeats = (counts[name] for name in TALK_COUNTS)
    of_calls = ordinary + hostile + repeats
    scale = counts["talk_min"] / of_calls if of_calls else 0.0
    minutes = [
        ordinary * scale if of_calls else counts["talk_min"],
        hostile * scale,
        repeats * scale,
        *(counts[f"{use}_min"] for use in ("wrap", "free", "break", "pause", "course")),
    ]
    return np.array(minutes) / 60.0
