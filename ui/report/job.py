"""A report in the making, in a thread of its own: the page stays free, and the user may go on or elsewhere."""

from __future__ import annotations

import logging
import shlex
import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from time import monotonic
from typing import Literal

from present.report.files import Format
from present.report.report import Report, answer_report, collect, names_of
from present.report.search_answer import SearchAnswer
from sim import Scenario
from sim.experiment import AbandonedError, OverBudgetError, PoolBrokenError, Runner
from ui.markdown_text import as_text
from ui.runner import SEED

ALONE_S = 90.0
"""A report is given up when no page has asked for it for this long: its user has gone."""
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Order:
    """What is to be made. `scenarios`: the baseline first, under the names they are to have.

    `on_screen`: which of the others a web page opens on, from 0. `answers`: of searches on these scenarios, which it
    includes; where there is no scenario, it is of one answer alone.
    """

    form: Format
    scenarios: tuple[Scenario, ...]
    replications: int
    client: str = ""
    logo: bytes = b""
    file_name: str = "headroom"
    on_screen: int = 0
    answers: tuple[SearchAnswer, ...] = ()


State = Literal["simulating", "writing", "ready", "failed", "cancelled"]


class Job:
    """Made and begun at once. `state`, `done`, `total`, `data` and `problem` may be read at any time."""

    def __init__(self, order: Order, runner: Runner, made_on: date) -> None:
        self.order = order
        self.state: State = "simulating" if order.scenarios else "writing"
        self.done, self.total = 0, len(order.scenarios) * order.replications
        self.data = b""
        self.problem = ""
        self._made_on = made_on
        self._runner = replace(runner, replications=order.replications, cancelled=self._is_given_up)
        self._cancelled = threading.Event()
        self._asked_after = monotonic()
        self._thread = threading.Thread(target=self._run, name="headroom-report", daemon=True)
        self._thread.start()

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen."""
        return self.state in ("ready", "failed", "cancelled")

    def touch(self) -> None:
        """Say that somebody still waits for it."""
        self._asked_after = monotonic()

    def cancel(self) -> None:
        """Give it up; what is being simulated for it ends in a moment."""
        self._cancelled.set()
        if not self.is_over:
            self.state = "cancelled"

    def wait(self, seconds: float) -> bool:
        """Wait up to `seconds` for the end; return whether it has come."""
        self._thread.join(seconds)
        return self.is_over

    def _is_given_up(self) -> bool:
        return self._cancelled.is_set() or monotonic() - self._asked_after > ALONE_S

    def _show(self, done: int, total: int) -> None:
        self.done, self.total = done, total

    def _run(self) -> None:
        try:
            data = self._make_report()
        except AbandonedError:
            self.state = "cancelled"
        except PoolBrokenError:
            self._fail("A worker process ended before the report was there. Try again.")
        except OverBudgetError as refusal:
            self._fail(as_text(f"{refusal}."))
        except Exception:  # of a thread nobody joins: unsaid, its line would say "writing" for ever
            log.exception("a report could not be made")
            self._fail("Something went wrong while it was written; the server's log says what.")
        else:
            if not self._cancelled.is_set():
                self.data, self.state = data, "ready"

    def _fail(self, problem: str) -> None:
        self.problem, self.state = problem, "failed"

    def _make_report(self) -> bytes:
        report = self._report()
        self.state = "writing"
        data = self.order.form.make(report)
        if self._is_given_up():
            raise AbandonedError("nobody waits for the report any more")
        return data

    def _report(self) -> Report:
        order = self.order
        if not order.scenarios:
            (answer,) = order.answers
            return answer_report(answer, self._made_on, order.client, order.logo)
        results = collect(order.scenarios, self._runner, self._show)
        return Report(
            results,
            names_of(order.scenarios),
            self._made_on,
            order.client,
            order.logo,
            order.on_screen,
            order.answers,
        )


def command(order: Order, files: Sequence[str]) -> str:
    """The words that make the same file on the command line, from scenario files of these names."""
    client = f" --client {shlex.quote(order.client)}" if order.client else ""
    return (
        f"python -m sim report {' '.join(files)} --reps {order.replications} --seed {SEED}{client} "
        f"-o {order.file_name}{order.form.ending}"
    )
