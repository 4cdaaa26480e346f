"""What is looked for once the figures stand: how far they move with the assumptions, what a change is worth in people,
how much room is left before a target breaks; last, a second engine checks the first run.

Each search is an adaptive experiment (see `sim.experiment.adaptive`) on the shared workers; a newer change abandons it.
Answers are kept for everybody, so going back to a setting shows them at once.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from present.report.report import searched_runs
from sim import Scenario, scenario_hash
from sim.check.record_comparison import Comparison
from sim.experiment import (
    AssumptionRange,
    Headroom,
    PoolBrokenError,
    StaffingEquivalent,
    headroom,
    staffing_equivalent,
)
from sim.experiment.sensitivity import assumption_experiment
from ui.runner import Finder, Snapshot, answers, cross_check, runner
from ui.work import LATER_MS, Work, ask


@dataclass(frozen=True)
class Findings:
    """What has been found so far; None for what has not. `looking_at`: what is looked for now, in words."""

    ranges: AssumptionRange | None = None
    equivalents: tuple[StaffingEquivalent, ...] | None = None
    capacity: Headroom | None = None
    comparisons: tuple[Comparison, ...] | None = None
    looking_at: str = ""
    check_ended: bool = False


def range_address(baseline: Scenario, other: Scenario, runs: int) -> tuple[Hashable, ...]:
    """Under which it is kept how far one scenario's differences from another move with the assumptions."""
    return "ranges", scenario_hash(baseline), scenario_hash(other), runs


def known_ranges(baseline: Scenario, others: Sequence[Scenario], runs: int) -> list[AssumptionRange | None]:
    """Of each other scenario, for whomever it was found; None where it was for nobody."""
    found = (answers().get(range_address(baseline, other, runs)) for other in others)
    return [None if one is None else one[0] for one in found]


def find_ranges(
    finder: Finder, baseline: Scenario, others: Sequence[Scenario], runs: int, work: Work[Any]
) -> Iterator[AssumptionRange]:
    """Of each other scenario, as it is found."""
    for other in others:
        experiment = partial(assumption_experiment, baseline, [other])
        (found,) = finder.find(range_address(baseline, other, runs), experiment, work)
        yield found


def findings(view: Snapshot, keys: tuple[str, ...], replications: int, engine: str) -> Work[Findings]:
    """Have it looked for, of two scenarios whose figures stand. `keys`: key figures for the worth in people."""
    baseline, current, runs = view.baseline, view.current, searched_runs(replications)
    where = (baseline.hash, current.hash, runs)
    by = replace(runner(engine, runs), can_wait=True)  # until all others have their figures
    finder, check = Finder(by, answers()), cross_check(view)

    def job(work: Work[Findings]) -> Findings:
        found = Findings()

        def begin_search(words: str) -> None:
            work.publish(replace(found, looking_at=words))

        if baseline.hash != current.hash:
            begin_search("how far these differences move with the assumptions")
            (ranges,) = find_ranges(finder, baseline.scenario, [current.scenario], runs, work)
            found = replace(found, ranges=ranges)
            begin_search("what the change is worth in people")
            equivalents = tuple(
                finder.find(
                    ("worth", key, *where),
                    partial(staffing_equivalent, baseline.scenario, current.scenario, key),
                    work,
                )
                for key in keys
            )
            found = replace(found, equivalents=equivalents)
        begin_search("how much room is left before a target breaks")
        found = replace(
            found, capacity=finder.find(("room", *where[1:]), partial(headroom, current.scenario), work)
        )
        if check is not None:
            work.publish(found)
            try:
                found = replace(found, comparisons=check.run(view, work))
            except PoolBrokenError:
                found = replace(found, check_ended=True)
        return found

    return ask("findings", (engine, *where, check is None), job, pace_ms=LATER_MS)
