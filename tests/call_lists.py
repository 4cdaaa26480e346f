"""An invented list of calls as a cloud phone exports it: what is in it is counted here, not read."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

HEADER = "Call start,Queue,Wait (s),Answered,Talk (s)\n"
FIRST = pd.Timestamp("2026-02-02 09:00")
"""A Monday."""
OPEN_S = 8 * 3600.0


@dataclass(frozen=True)
class CallList:
    """`data`: a CSV. `talk_s`: seconds of all answered calls together."""

    data: bytes
    calls: int
    abandoned: int
    talk_s: float
    days: int


def call_list(weeks: int = 4, calls_a_day: float = 150.0, seed: int = 1, queue: str = "Support") -> CallList:
    """Mondays to Fridays from 9 to 17 h. A tenth must wait longer than most and then hangs up with chance 0.4."""
    draw = np.random.Generator(np.random.PCG64(seed))
    lines, talk_s, abandoned = [], 0.0, 0
    days = [day for day in range(7 * weeks) if day % 7 < 5]
    for day in days:
        for at in np.sort(draw.uniform(0.0, OPEN_S, draw.poisson(calls_a_day))):
            start = FIRST + pd.Timedelta(days=day, seconds=int(at))
            waits = draw.random() < 0.3
            wait = int(draw.exponential(60.0)) + 1 if waits else 0
            hangs_up = waits and draw.random() < 0.4
            talk = 0 if hangs_up else 1 + int(draw.lognormal(5.3, 0.8))
            lines.append(
                f"{start:%Y-%m-%d %H:%M:%S},{queue},{wait},{'no' if hangs_up else 'yes'},{talk or ''}\n"
            )
            talk_s, abandoned = talk_s + talk, abandoned + hangs_up
    return CallList((HEADER + "".join(lines)).encode(), len(lines), abandoned, talk_s, len(days))
