"""A week's record for the page: from the fast engine at once, and from SimPy, in a process of its own, for certain."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as StillRunningError

import streamlit as st

from present.floor.day import Day, day_of, open_days
from present.floor.week_record import WeekRecord, cut_to_week, week_record, week_task
from sim import Scenario, scenario_hash
from sim.experiment import AbandonedError, Budget
from sim.experiment.executors import DIED, LocalWorkers, PoolBrokenError, cores
from sim.experiment.task import as_text
from sim.run_control import ALL_RUNS, OverBudgetError, RunControl
from ui.runner import SEED

MAX_WEEKS = 24
MAX_BYTES = 256 * 2**20
"""Of weeks that are kept: they are dropped, the longest unused first, beyond either."""
PLACES = 4096
POLL_S = 0.05
Address = tuple[str, int, str]


class Records:
    """Shared by all users: the last weeks that anybody looked at, and one process that simulates with SimPy.

    A run that nobody waits for any more ends in a moment.
    """

    def __init__(self) -> None:
        self._workers = LocalWorkers("simpy", 1, PLACES)
        self._executor: Executor | None = None
        self._threads = ThreadPoolExecutor(2 * cores(), "headroom-floor")
        self._lock = threading.Lock()
        self._known: dict[Address, WeekRecord] = {}
        self._running: dict[Address, tuple[int, Future[WeekRecord], int]] = {}
        self._numbers = iter(range(1, 2**62))

    def close(self) -> None:
        """End what runs."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        self._workers.stop()
        if self._executor is not None:
            self._executor.shutdown(wait=True, cancel_futures=True)
        self._workers.close()

    def fast(
        self, scenario: Scenario, week: int, cancelled: Callable[[], bool], budget: Budget
    ) -> WeekRecord:
        """From the compiled engine, which must be ready. `cancelled` is asked twenty times a second.

        Raises AbandonedError once it is cancelled, OverBudgetError where it is too much.
        """
        address = (scenario_hash(scenario), week, "compiled")
        record = self._get(address)
        if record is not None:
            return record
        control = RunControl(most_bytes=_admitted(scenario, week, "compiled", budget))
        future = self._threads.submit(
            week_record, scenario, week, seed=SEED, engine="compiled", control=control
        )
        try:
            return self._put(address, _result(future, cancelled))
        finally:
            control.slot[0] = ALL_RUNS

    def simpy(
        self, scenario: Scenario, week: int, cancelled: Callable[[], bool], budget: Budget
    ) -> WeekRecord:
        """From SimPy. `cancelled` is asked twenty times a second.

        Raises AbandonedError once it is cancelled, PoolBrokenError when the process died, OverBudgetError where it is
        too much.
        """
        address = (scenario_hash(scenario), week, "simpy")
        record = self._get(address)
        if record is not None:
            return record
        _admitted(scenario, week, "simpy", budget)
        future = self._join(address, scenario)
        try:
            return self._put(address, _result(future, cancelled))
        except BrokenExecutor:
            with self._lock:
                self._executor = None
            raise PoolBrokenError(DIED) from None
        finally:
            self._leave(address)

    def _join(self, address: Address, scenario: Scenario) -> Future[WeekRecord]:
        """Begin a run, or wait with those who already do."""
        with self._lock:
            if address in self._running:
                number, future, waiting = self._running[address]
            else:
                if self._executor is None:
                    self._executor = self._workers.executor()
                number, waiting = next(self._numbers), 0
                future = self._executor.submit(week_task, as_text(scenario), address[1], SEED, number)
            self._running[address] = number, future, waiting + 1
            return future

    def _leave(self, address: Address) -> None:
        with self._lock:
            number, future, waiting = self._running.pop(address)
            if waiting > 1:
                self._running[address] = number, future, waiting - 1
            elif not future.done():
                future.cancel()
                self._workers.cancel(number)

    def _get(self, address: Address) -> WeekRecord | None:
        with self._lock:
            record = self._known.pop(address, None)
            if record is not None:
                self._known[address] = record  # the last to be dropped again
            return record

    def _put(self, address: Address, record: WeekRecord) -> WeekRecord:
        with self._lock:
            self._known[address] = record
            while len(self._known) > MAX_WEEKS or sum(map(_size_bytes, self._known.values())) > MAX_BYTES:
                self._known.pop(next(iter(self._known)))
        return record


def _size_bytes(record: WeekRecord) -> int:
    rows = record.record
    return rows.legs.nbytes + rows.agent_days.nbytes + rows.activities.nbytes


def _result(future: Future[WeekRecord], cancelled: Callable[[], bool]) -> WeekRecord:
    """Wait for it. Raises AbandonedError once it is cancelled."""
    while not cancelled():
        try:
            return future.result(timeout=POLL_S)
        except StillRunningError:
            continue
    raise AbandonedError("given up before the week was simulated")


def _admitted(scenario: Scenario, week: int, engine: str, budget: Budget) -> int | None:
    """The memory that simulating up to a week may take. Raises OverBudgetError where it would be too much."""
    if problem := budget.problem(cut_to_week(scenario, week), engine, keeps_record=True):
        raise OverBudgetError("", problem)
    return budget.most_bytes


@st.cache_resource(show_spinner=False, on_release=Records.close)
def records() -> Records:
    """The one of this server."""
    return Records()


@st.cache_resource(show_spinner=False, max_entries=MAX_WEEKS)
def calendar(_scenario: Scenario, address: str) -> dict[int, list[int]]:
    """The open days of a scenario's weeks; `address`: its hash."""
    return open_days(_scenario)


@st.cache_resource(show_spinner=False, max_entries=MAX_WEEKS)
def day(_scenario: Scenario, address: str, number: int, _record: WeekRecord) -> Day:
    """A day of a week's record; `address`: the scenario's hash."""
    return day_of(_scenario, _record.record, number)
