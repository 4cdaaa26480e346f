"""How fast it has to be, declared once, and whether it is."""

from __future__ import annotations

import math
import operator
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """Of one target."""

    MET = "met"
    NOT_MET = "NOT MET"
    NOT_MEASURED = "not measured"


@dataclass(frozen=True)
class Target:
    """`figure`: the name under which the bench reports what is reached; `sign`: how that must stand to `bound`."""

    figure: str
    text: str
    sign: str
    bound: float
    unit: str

    def verdict(self, figures: Mapping[str, float]) -> Verdict:
        """By the figures of a run."""
        reached = figures.get(self.figure, math.nan)
        if math.isnan(reached):
            return Verdict.NOT_MEASURED
        return Verdict.MET if SIGNS[self.sign](reached, self.bound) else Verdict.NOT_MET


SIGNS = {"≥": operator.ge, "<": operator.lt, "≤": operator.le}

TARGETS = (
    Target("compiled/textbook", "M/M/50+M, against textbook SimPy", "≥", 50.0, "×"),
    Target("compiled/ciw", "M/M/50+M, against Ciw", "≥", 100.0, "×"),
    Target("compiled-full/textbook", "full model, against M/M/50+M in textbook SimPy", "≥", 35.0, "×"),
    Target("threads", "two threads, against one", "≥", 1.6, "×"),
    Target("ten_replications_s", "ten replications of the full model, all key figures", "<", 1.0, "s"),
    Target("first_figures_s", "a lever moved, to the first figures", "<", 0.15, "s"),
    Target("first_sliders", "a first visit to its sliders, against a plain app", "≤", 1.3, "×"),
    Target("first_figures", "a first visit to its figures, against a plain app", "≤", 1.3, "×"),
    Target("messages", "messages to the browser, a run of the page", "≤", 120.0, "messages"),
    Target("page_s", "a slider let go, to changed tiles in Chromium", "≤", 0.4, "s"),
    Target("page_95_s", "the same, 95 of 100", "≤", 0.8, "s"),
    Target("floor_picture_s", "a picture of sixty seats on the Floor, CPU time", "<", 0.0125, "s"),
    Target("step_s", "a key, to the next step in present mode", "<", 0.3, "s"),
    Target("growth", "time per call, 10 million against 100 thousand", "≤", 1.3, "×"),
    Target("bytes_per_call", "peak memory, 10 million calls", "<", 200.0, "bytes a call"),
)
