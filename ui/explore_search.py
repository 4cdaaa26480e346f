"""The search behind the page Explore: which levers over which values, and its progress on the shared workers."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from functools import cached_property, partial

from present.explore import LeverWords
from present.range_levers import RangeLever, range_levers
from present.report.answers.explore import Explored
from sim import Scenario, scenario_hash
from sim.experiment.exploring import MOST_VALUES, At, Exploration, explore, seconds, values_over
from sim.experiment.sweep import Number
from sim.experiment.verdict import VERDICT_FROM
from ui.explore_state import ExploreState
from ui.runner import Finder, answers, pool, runner
from ui.state import Draft, Values, dated
from ui.work import AT_ONCE_S, Work, ask

SLOT = "explore"


@dataclass(frozen=True)
class Search:
    """What is looked at. `draft`: as it stands, for this search alone; `ranges`: of each lever, in its own unit.

    `key`: the key figure on which the runs of two levers are spent.
    """

    draft: Draft
    levers: tuple[RangeLever, ...]
    ranges: tuple[tuple[float, float], ...]
    key: str
    replications: int
    engine: str

    @cached_property
    def axes(self) -> tuple[tuple[Number, ...], ...]:
        """The values of each lever, where it stands among them."""
        return tuple(
            self._axis(lever, low, high) for lever, (low, high) in zip(self.levers, self.ranges, strict=True)
        )

    def _axis(self, lever: RangeLever, low: Number, high: Number) -> tuple[Number, ...]:
        whole, now = lever.is_whole(self.draft.levers), self._stands(lever, self.draft.levers)
        if whole:
            low, high = round(low), round(high)
        most, also = MOST_VALUES[len(self.levers)], [] if now is None else [now]
        return values_over(low, high, lever.scale.step, most, also=also, whole=whole)

    def _stands(self, lever: RangeLever, scenario: Scenario) -> Number | None:
        value = lever.value(scenario)
        return value if value is None or isinstance(value, int) else round(value, 9)

    @cached_property
    def now(self) -> tuple[Number | None, ...]:
        """Where the levers stand."""
        return tuple(self._stands(lever, self.draft.levers) for lever in self.levers)

    @cached_property
    def at_baseline(self) -> tuple[Number | None, ...]:
        """Where they stand in the baseline."""
        return tuple(self._stands(lever, self.draft.baseline) for lever in self.levers)

    def on_map(self, values: tuple[Number | None, ...]) -> At | None:
        """A place, if it is within the range of all levers."""
        known = tuple(x for x in values if x is not None)
        inside = [axis[0] <= x <= axis[-1] for axis, x in zip(self.axes, known, strict=False)]
        return known if len(known) == len(self.levers) and all(inside) else None

    @cached_property
    def words(self) -> tuple[LeverWords, ...]:
        """How the levers are called."""
        return tuple(lever.in_words(self.draft.baseline) for lever in self.levers)

    def view(self, found: Exploration, keys: tuple[str, ...]) -> Explored:
        """What is known, with its words: as the page shows it and a report writes it."""
        return Explored(
            found,
            self.words,
            keys,
            tuple(lever.times for lever in self.levers),
            self.on_map(self.now),
            self.on_map(self.at_baseline),
            self.now,
            self.levers[0].bounds(),
        )

    def values_at(self, at: At) -> Values:
        """Path -> value for the levers at these values."""
        pairs = zip(self.levers, at, strict=True)
        return {path: v for lever, x in pairs for path, v in lever.values(self.draft, x).items()}

    def scenario_at(self, at: At) -> Scenario:
        """The scenario at a point: what What if shows once it is opened there. Raises ScenarioError."""
        draft = self.draft
        return dated(draft.baseline, draft.changed_by(self.values_at(at)), draft.week)

    def corners(self) -> list[Scenario]:
        """The scenarios at the ends of all ranges. Raises ScenarioError where one of them cannot be."""
        ends: list[At] = [()]
        for axis in self.axes:
            ends = [(*at, x) for at in ends for x in (axis[0], axis[-1])]
        return [self.scenario_at(at) for at in ends]

    @cached_property
    def address(self) -> tuple[Hashable, ...]:
        """What its answer depends on."""
        of = (scenario_hash(self.draft.baseline), scenario_hash(self.draft.current), self.draft.week)
        paths = tuple(lever.path for lever in self.levers)
        key = self.key if len(self.levers) > 1 else ""
        return ("explore", *of, paths, self.axes, key, self.replications)

    @property
    def is_known(self) -> bool:
        """Whether somebody has found it."""
        return self.address in answers()

    def seconds(self) -> tuple[float, float]:
        """About how long it takes at least and at most."""
        corners, workers = self.corners(), pool(self.engine).workers
        cells = 1
        for axis in self.axes:
            cells *= len(axis)
        one = seconds(corners, 1, workers, self.engine) / len(corners) * cells
        return one * min(VERDICT_FROM, self.replications), one * self.replications

    def ask(self, *, wait_s: float = AT_ONCE_S) -> Work[Exploration]:
        """Have it worked on; the first picture comes long before the last."""
        finder = Finder(runner(self.engine, self.replications), answers())

        def job(work: Work[Exploration]) -> Exploration:
            draft = self.draft
            experiment = partial(
                explore,
                draft.baseline,
                draft.current,
                self.axes,
                self.scenario_at,
                key=self.key,
                most_runs=self.replications,
                publish=work.publish,
            )
            return finder.find(self.address, experiment, work)

        return ask(SLOT, self.work_address, job, wait_s=wait_s, enough=lambda _: True)

    @property
    def work_address(self) -> tuple[Hashable, ...]:
        """Of the work on it: the answer is the same with either engine."""
        return self.engine, self.address


def search_of(draft: Draft, state: ExploreState, replications: int, engine: str) -> Search:
    """What the page's state asks of a draft: its first lever where nothing was chosen, or cannot be any more."""
    known = range_levers(draft)
    chosen = [lever for lever in state.levers if lever.path in known]
    if not chosen:
        state.begin(next(iter(known)))
        chosen = list(state.levers)
    elif len(chosen) < len(state.levers):
        state.levers = tuple(chosen)
    levers = tuple(known[lever.path] for lever in chosen)
    ranges = tuple(
        lever.usual_range(draft) if asked.low is None or asked.high is None else (asked.low, asked.high)
        for lever, asked in zip(levers, chosen, strict=True)
    )
    return Search(draft.by_itself, levers, ranges, state.keys[0], replications, engine)
