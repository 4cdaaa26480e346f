"""Each case on both engines: are the first calls of its first replication the same, byte for byte?

Theory judges the one engine that ran the cases; this carries its verdict over to the other. SimPy handles some tens
of thousands of calls a second, so the beginning must do: any difference in rules or order shows within it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future, as_completed

from sim.check.record_comparison import Comparison, check_twin
from sim.check.run import seed_of
from sim.check.theory_case import TheoryCase
from sim.scenario import Scenario, replace
from sim.scenario.fields import WEEKDAYS

CALLS = 200_000
"""Calls compared in each case."""
CALLS_QUICK = 20_000
"""The same in the quick check."""


def cut_to_calls(scenario: Scenario, calls: int) -> Scenario:
    """A scenario cut to its first whole weeks, warm-up left out, in which `calls` calls are expected.

    Where they come within days, to one week that is open on its first days only. For scenarios that are open every
    day, with Poisson calls and the same number of them expected on each.
    """
    enough = calls + 3.0 * math.sqrt(calls)  # or half of the cases would stay a little below
    days = math.ceil(enough / scenario.demand.calls_per_day)
    edits: dict[str, object] = {"horizon.weeks": math.ceil(days / 7), "horizon.warm_up_weeks": 0}
    if days < 7:
        edits["demand.open.days"] = list(WEEKDAYS[:days])
    return replace(scenario, edits)


def compare_engines(case: TheoryCase, calls: int) -> Comparison:
    """Simulate the beginning of the case's first run on every engine, and compare."""
    return check_twin(cut_to_calls(case.scenario(case.size), calls), seed_of(case, 0))


def compare_all(
    cases: Sequence[TheoryCase],
    calls: int,
    *,
    executor: Executor | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Iterator[tuple[str, Comparison]]:
    """Yield (name of the case, comparison) as they finish, on an executor of processes or here in order.

    `progress` is called with (cases done, cases). Stopping early cancels what has not begun.
    """
    here = ((case.name, compare_engines(case, calls)) for case in cases)
    compared = here if executor is None else _elsewhere(cases, calls, executor)
    for done, comparison in enumerate(compared, start=1):
        yield comparison
        if progress is not None:
            progress(done, len(cases))


def _elsewhere(
    cases: Sequence[TheoryCase], calls: int, executor: Executor
) -> Iterator[tuple[str, Comparison]]:
    running: dict[Future[Comparison], str] = {}
    try:
        for case in cases:
            running[executor.submit(compare_engines, case, calls)] = case.name
        for future in as_completed(running):
            yield running[future], future.result()
    finally:
        for future in running:
            future.cancel()
