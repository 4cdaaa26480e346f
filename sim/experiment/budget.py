"""How much a user of a shared server may have simulated: per run, and at a time. Worked out before a run begins."""

from __future__ import annotations

import math
import os
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from sim.experiment.cost import Cost, cost
from sim.experiment.executors import SettingError
from sim.experiment.task import Task
from sim.run_control import OverBudgetError
from sim.scenario import Scenario

MB = 2**20


@dataclass(frozen=True)
class Limits:
    """Of one run: calls, bytes of memory, seconds of one core. Of one session: calls that it has in hand at a time.

    The defaults let a centre of 5,000 seats be simulated over three months, and compared.
    """

    run_calls: float = 100e6
    run_bytes: int = 2048 * MB
    run_seconds: float = 120.0
    session_calls: float = 10e9


def limits_from_environment() -> Limits:
    """By HEADROOM_MAX_RUN_CALLS, HEADROOM_MAX_RUN_MB, HEADROOM_MAX_RUN_S, HEADROOM_MAX_SESSION_CALLS. SettingError."""
    usual = Limits()
    return Limits(
        _number("HEADROOM_MAX_RUN_CALLS", usual.run_calls),
        int(_number("HEADROOM_MAX_RUN_MB", usual.run_bytes / MB) * MB),
        _number("HEADROOM_MAX_RUN_S", usual.run_seconds),
        _number("HEADROOM_MAX_SESSION_CALLS", usual.session_calls),
    )


def _number(name: str, usual: float) -> float:
    text = os.environ.get(name)
    if not text:
        return usual
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not 0.0 < number < math.inf:
        raise SettingError(f"{name}={text}: it must be a number above 0")
    return number


class Budget:
    """One session's. Safe to use from several threads.

    `warn`: called with the sentence instead of raising it; everything is then simulated all the same.
    """

    def __init__(self, limits: Limits, warn: Callable[[str], None] | None = None) -> None:
        self.limits = limits
        self.most_bytes = limits.run_bytes if warn is None else None
        self._warn = warn
        self._lock = threading.Lock()
        self._in_hand = 0.0

    def problem(self, scenario: Scenario, engine: str, *, keeps_record: bool = False) -> str:
        """Why one run of a scenario, perhaps with its record kept, is too much; empty if it is not."""
        of_run, limits = cost(scenario, engine), self.limits
        if keeps_record:
            of_run = replace(of_run, memory_bytes=of_run.record_bytes)
        over = (
            of_run.calls > limits.run_calls
            or of_run.memory_bytes > limits.run_bytes
            or of_run.seconds > limits.run_seconds
        )
        return _too_large(scenario, of_run, limits, engine) if over else ""

    def admit(self, tasks: Sequence[Task]) -> float:
        """Calls that these will take, to be given back to `release`. Raises OverBudgetError, and then holds none."""
        runs: Counter[tuple[int, str]] = Counter()
        scenarios = {}
        for task in tasks:
            runs[id(task.scenario), task.engine] += 1
            scenarios[id(task.scenario), task.engine] = task.scenario
        calls = 0.0
        for key, number in runs.items():
            scenario, engine = scenarios[key], key[1]
            if problem := self.problem(scenario, engine):
                self._refuse(problem)
            calls += number * cost(scenario, engine).calls
        with self._lock:
            before, limit = self._in_hand, self.limits.session_calls
            if before + calls > limit:
                self._refuse(_too_many(len(tasks), calls, before, limit))
            self._in_hand += calls
        return calls

    def release(self, calls: float) -> None:
        """What was admitted has ended."""
        with self._lock:
            self._in_hand -= calls

    def _refuse(self, problem: str) -> None:
        if self._warn is None:
            raise OverBudgetError("", problem)
        self._warn(problem)


def _too_large(scenario: Scenario, of_run: Cost, limits: Limits, engine: str) -> str:
    horizon = scenario.horizon
    busiest = max([scenario.demand.calls_per_day, *_later_calls_per_day(scenario)])
    by = " with SimPy, the slower engine," if engine == "simpy" else ""
    if of_run.stuck > 0.0:
        advice = "add agents, or let callers hang up: as it is, they wait for ever"
    else:
        advice = (
            f"take fewer weeks (now {horizon.weeks}, and {horizon.warm_up_weeks} of warm-up), fewer calls a day "
            f"(now {busiest:,.0f}) or fewer agents (now {sum(team.agents for team in scenario.teams):,})"
        )
    return (
        f'"{scenario.name}" is too large to be simulated here: one run{by} would be about {_calls(of_run.calls)}, '
        f"{_memory(of_run.memory_bytes)} of memory and {_time(of_run.seconds)}, and the most allowed is "
        f"{_calls(limits.run_calls)}, {_memory(limits.run_bytes)} and {_time(limits.run_seconds)}; {advice}"
    )


def _too_many(runs: int, calls: float, before: float, limit: float) -> str:
    already = f", with {_calls(before)} already being simulated for you" if before >= 1.0 else ""
    return (
        f"these {runs:,} runs would be about {_calls(calls)}{already}, and the most allowed at a time is "
        f"{_calls(limit)}; ask for fewer runs, weeks, calls a day or scenarios"
    )


def _later_calls_per_day(scenario: Scenario) -> list[float]:
    values = [change.set.get("demand.calls_per_day") for change in scenario.changes]
    return [float(value) for value in values if isinstance(value, int | float)]


def _calls(number: float) -> str:
    return f"{number / 1e6:,.0f} million calls" if number >= 1e7 else f"{number:,.0f} calls"


def _memory(size_bytes: float) -> str:
    return f"{size_bytes / 2**30:,.1f} GB" if size_bytes >= 2**30 else f"{size_bytes / MB:,.0f} MB"


def _time(seconds: float) -> str:
    if seconds < 1.5:
        return "a second"
    return f"{seconds / 60.0:,.0f} minutes" if seconds >= 90.0 else f"{seconds:,.0f} seconds"
