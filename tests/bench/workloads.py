"""What is timed: the rivals and our own engines, each as something to run in a round and something to read from it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any

from sim import Record, Result, Scenario, replace, simulate
from sim.engine import ENGINES, simulate_weeks
from sim.experiment import KEYS, Replication, one_replication
from sim.record import Outcome
from tests.bench.rivals import RIVALS, Rival
from tests.bench.scenarios import CALLS_PER_DAY, CALLS_PER_WEEK, common_load, typical_centre

COMMON = "M/M/50+M"
FULL = "typical_centre"

Answer = tuple[int, float]
"""(Calls offered, share abandoned)."""

QUICKER = 15
"""By how much the rivals have less to do in a quick run."""


@dataclass(frozen=True)
class Work:
    """One line of the table. `run(round)` is timed, `read` of what it returned is not."""

    key: str
    title: str
    load: str
    run: Callable[[int], Any]
    read: Callable[[Any], Answer]

    @property
    def judged(self) -> bool:
        """Whether theory knows the answer."""
        return self.load == COMMON


@dataclass(frozen=True)
class Absent:
    """A line that cannot be measured here, and why."""

    key: str
    title: str
    load: str
    reason: str


Line = Work | Absent


def fastest_engine() -> str:
    """The compiled engine where there is one."""
    return "compiled" if "compiled" in ENGINES else ENGINES[0]


def keys() -> list[str]:
    """Of all lines, in the table's order."""
    fast = fastest_engine()
    return [
        *(rival.key for rival in RIVALS),
        *(f"{fast}-kpis", f"{fast}-record", *ENGINES),
        *(f"{fast}-full-kpis", f"{fast}-full-record", *(f"{engine}-full" for engine in ENGINES)),
    ]


def lines(wanted: Collection[str], *, quick: bool = False) -> list[Line]:
    """Those wanted, tried once so that whatever gets compiled is."""
    out: list[Line] = [_rival(rival, quick) for rival in RIVALS if rival.key in wanted]
    fast = fastest_engine()
    ours = [work for engine in ENGINES for work in _engine(engine, quick)]
    ours += [*_with_record(fast, quick), *_with_kpis(fast, quick)]
    for engine in ENGINES:
        if any(work.key.startswith(engine) and work.key in wanted for work in ours):
            one_replication(common_load(0), 1, 0, engine)
            one_replication(_short(typical_centre()), 1, 0, engine)
    out += [work for work in ours if work.key in wanted]
    return sorted(out, key=lambda line: keys().index(line.key))


def _rival(rival: Rival, quick: bool) -> Line:
    calls = rival.calls // QUICKER if quick else rival.calls
    try:
        simulate_ = rival.load()
    except Exception as error:  # whatever it is, the others can still be measured
        return Absent(rival.key, rival.title, COMMON, (str(error) or type(error).__name__).splitlines()[0])
    return Work(
        rival.key, rival.title, COMMON, lambda round_: simulate_(calls, round_ + 1), lambda answer: answer
    )


def _short(scenario: Scenario) -> Scenario:
    return replace(scenario, {"horizon.weeks": 1, "horizon.warm_up_weeks": 0})


def _size(engine: str, quick: bool) -> tuple[Scenario, range, Scenario, range]:
    """The common load and the full model as this engine gets them, each with the replications of a round."""
    full = _short(typical_centre()) if quick else typical_centre()
    if engine == "simpy":
        return common_load(10_000 if quick else CALLS_PER_DAY), range(1), full, range(1)
    return (
        common_load(CALLS_PER_DAY if quick else 2 * CALLS_PER_WEEK),
        range(1),
        full,
        range(2 if quick else 8),
    )


def _engine(engine: str, quick: bool) -> list[Work]:
    """The engine: draws, simulation, a row written of every leg and agent-day. Answers are read in a second run."""
    common, of_common, full, of_full = _size(engine, quick)

    def work(key: str, load: str, scenario: Scenario, numbers: range) -> Work:
        def run(round_: int) -> int:
            for number in numbers:
                for _ in simulate_weeks(scenario, seed=round_ + 1, replication=number, engine=engine):
                    pass  # the weeks' rows, not looked at
            return round_

        return Work(
            key, f"ours, {engine}", load, run, lambda r: of_records(_records(scenario, numbers, r, engine))
        )

    return [work(engine, COMMON, common, of_common), work(f"{engine}-full", FULL, full, of_full)]


def _records(scenario: Scenario, numbers: range, round_: int, engine: str) -> list[Record]:
    return [simulate(scenario, seed=round_ + 1, replication=n, engine=engine) for n in numbers]


def _with_record(engine: str, quick: bool) -> list[Work]:
    """The same with the whole record put in order and kept."""
    common, of_common, full, of_full = _size(engine, quick)

    def work(key: str, load: str, scenario: Scenario, numbers: range) -> Work:
        title = f"ours, {engine}, with the record"
        return Work(key, title, load, lambda r: _records(scenario, numbers, r, engine), of_records)

    return [
        work(f"{engine}-record", COMMON, common, of_common),
        work(f"{engine}-full-record", FULL, full, of_full),
    ]


def _with_kpis(engine: str, quick: bool) -> list[Work]:
    """The same up to every key figure with its interval."""
    common, of_common, full, of_full = _size(engine, quick)

    def run(scenario: Scenario, numbers: range) -> Callable[[int], Result]:
        def measured(round_: int) -> Result:
            done = tuple(one_replication(scenario, round_ + 1, number, engine) for number in numbers)
            result = Result(scenario, round_ + 1, engine, done)
            for key in KEYS:
                result.kpi(key)
            return result

        return measured

    def of_all(result: Result) -> Answer:
        """Replications do not count the calls of their warm-up: simulate again, outside the timing."""
        return of_records(
            simulate(result.scenario, seed=result.seed, replication=r.number, engine=engine)
            for r in result.replications
        )

    title = f"ours, {engine}, with KPIs and intervals"
    return [
        Work(
            f"{engine}-kpis",
            title,
            COMMON,
            run(common, of_common),
            lambda result: of_replication(*result.replications),
        ),
        Work(f"{engine}-full-kpis", title, FULL, run(full, of_full), of_all),
    ]


def of_records(records: Iterable[Record]) -> Answer:
    """Every call offered, warm-up included."""
    first = [record.legs[record.legs["leg"] == 0]["outcome"] for record in records]
    calls = sum(len(outcome) for outcome in first)
    return calls, sum(int((outcome == Outcome.ABANDONED).sum()) for outcome in first) / calls


def of_replication(replication: Replication) -> Answer:
    """By its key figures, where there is no warm-up."""
    return replication.calls, float(replication.values[KEYS.index("abandonment")])
