"""Timing: CPU seconds, every work once a round in turn, so that a slow minute of the machine falls on all of them."""

from __future__ import annotations

import gc
import os
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from tests.bench.answers import Check, check
from tests.bench.workloads import Answer, Work

Say = Callable[[str], None]


class NotMeasuredError(Exception):
    """Something could not be measured here; `str()` says why, in one line."""


def cpu_s() -> float:
    """CPU time so far of this process, all its threads, and of its children that have ended."""
    times = os.times()
    return time.process_time() + times.children_user + times.children_system


@dataclass
class Timing:
    """One work, round by round."""

    work: Work
    cpu_s: list[float] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)

    @property
    def calls_per_cpu_s(self) -> list[float]:
        """Speed of each round."""
        return [calls / s for (calls, _), s in zip(self.answers, self.cpu_s, strict=True)]

    @property
    def median(self) -> float:
        """Median speed."""
        return statistics.median(self.calls_per_cpu_s)

    def times(self, other: Timing) -> float:
        """How many times as fast as the other: median over rounds, each compared within itself."""
        return statistics.median(
            mine / theirs for mine, theirs in zip(self.calls_per_cpu_s, other.calls_per_cpu_s, strict=True)
        )

    @property
    def check(self) -> Check | None:
        """All rounds' answers together against theory; none for a work that theory does not know."""
        return check(self.answers) if self.work.judged else None


def interleaved(works: Sequence[Work], rounds: int, say: Say) -> dict[str, Timing]:
    """All works, by key."""
    timings = {work.key: Timing(work) for work in works}
    for round_ in range(rounds):
        say(f"round {round_ + 1} of {rounds}")
        for work in works:
            gc.collect()  # what one leaves behind is not charged to the next
            before = cpu_s()
            output = work.run(round_)
            timings[work.key].cpu_s.append(cpu_s() - before)
            timings[work.key].answers.append(work.read(output))
            del output
    return timings
