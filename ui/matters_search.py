"""The searches behind the page "What matters most"."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Generic, TypeVar

from present.inputs import Bounds, Movable, movables
from sim import Scenario, replace, scenario_hash
from sim.experiment import AdaptiveExperiment
from sim.experiment.exploring import seconds
from sim.experiment.inputs import Placed, unknowns
from sim.experiment.order_turns import SAMPLES, OrderTurns, order_turns
from sim.experiment.screening import RUNS, TRAJECTORIES, Screening, screening
from sim.experiment.verdict import VERDICT_FROM
from sim.experiment.what_matters import Matters, what_matters
from ui.matters_state import matters_state
from ui.runner import Finder, answers, pool, runner
from ui.state import Draft, Values, dated
from ui.work import LATER_MS, Work, ask

T = TypeVar("T")


@dataclass(frozen=True)
class Asked(Generic[T]):
    """One search: a question with its address, how many runs and how long it takes about, and what answers it."""

    slot: str
    address: tuple[Hashable, ...]
    runs: int
    seconds: float
    replications: int
    engine: str
    experiment: Callable[[Callable[[T], None]], AdaptiveExperiment[T]]

    @property
    def is_wanted(self) -> bool:
        """Whether somebody has found it, or this session has asked for it."""
        return self.address in answers() or self.address in matters_state().started

    def start(self) -> None:
        """Ask for it."""
        matters_state().started.add(self.address)

    def work(self) -> Work[T]:
        """Have it worked on; what is known comes long before the end."""
        finder = Finder(runner(self.engine, self.replications), answers())

        def job(work: Work[T]) -> T:
            return finder.find(self.address, lambda: self.experiment(work.publish), work)

        return ask(self.slot, self.work_address, job, pace_ms=LATER_MS)

    @property
    def work_address(self) -> tuple[Hashable, ...]:
        """Of the work on it: the answer is the same with either engine."""
        return self.engine, self.address


@dataclass(frozen=True)
class MattersSearch:
    """What is moved, of a draft as it stands. `bounds`: chosen by hand, by a lever's path."""

    draft: Draft
    bounds: dict[str, Bounds]
    replications: int
    engine: str

    @cached_property
    def known(self) -> dict[str, Movable]:
        """All inputs with their words, by key."""
        return movables(self.draft, self.draft.current, self.bounds)

    def values_at(self, placed: Placed) -> Values:
        """Path -> value with inputs placed so: what opens that setting in What if."""
        return {path: value for one, part in placed for path, value in one.values(part).items()}

    def scenario_with(self, placed: Placed) -> Scenario:
        """The scenario with inputs placed so; levers from the draft's week on. Raises ScenarioError."""
        draft = self.draft
        levers = self.values_at([(one, part) for one, part in placed if one.group != "assumption"])
        not_known = self.values_at([(one, part) for one, part in placed if one.group == "assumption"])
        scenario = dated(draft.baseline, draft.changed_by(levers), draft.week) if levers else draft.current
        return replace(scenario, not_known) if not_known else scenario

    def _address(self, *more: Hashable) -> tuple[Hashable, ...]:
        draft = self.draft
        bounds = tuple((key, one.bounds) for key, one in self.known.items())
        return (*more, scenario_hash(draft.baseline), scenario_hash(draft.current), draft.week, bounds)

    def _takes(self, scenarios: int, runs: int) -> tuple[int, float]:
        """How many runs, and about how long."""
        total = runs * scenarios
        return total, seconds([self.draft.current], total, pool(self.engine).workers, self.engine)

    @property
    def bars(self) -> Asked[Matters]:
        """Every input by itself at both ends."""
        inputs = [one.input for one in self.known.values()]
        return Asked(
            "matters",
            self._address("matters", self.replications),
            *self._takes(2 * len(inputs) + 1, self.replications),
            self.replications,
            self.engine,
            lambda publish: what_matters(
                self.draft.current, inputs, self.scenario_with, most_runs=self.replications, publish=publish
            ),
        )

    @property
    def together(self) -> Asked[Screening]:
        """All inputs together."""
        inputs = [one.input for one in self.known.values() if not one.input.alone]
        count = min(max(TRAJECTORIES[0], self.replications), TRAJECTORIES[1])
        return Asked(
            "matters together",
            self._address("matters together", count),
            *self._takes((len(inputs) + 1) * count, RUNS),
            RUNS,
            self.engine,
            lambda publish: screening(
                self.draft.current, inputs, self.scenario_with, trajectories=count, publish=publish
            ),
        )

    def order(self, options: Sequence[Scenario]) -> Asked[OrderTurns]:
        """The order of several options."""
        moved = unknowns(options)
        return Asked(
            "matters order",
            ("matters order", *map(scenario_hash, options)),
            *self._takes(len(options) * (SAMPLES + 1), VERDICT_FROM),
            VERDICT_FROM,
            self.engine,
            lambda publish: order_turns(options, moved, publish=publish),
        )
