"""`/health`: whether figures can be had, found out by simulating a day of a tiny centre."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import JSONResponse

from sim import model_version, parse
from sim.engine.compiled.ready import TINY
from sim.experiment.task import one_replication, tasks
from ui.runner import SEED, engine_for, pool

PATIENCE_S = 4.0
"""How long the check waits for its turn on the shared workers."""
KEPT_S = 5.0
"""How long an answer is given again: asking costs nobody anything."""
LONGEST_BUSY_S = 300.0
"""How long workers may have no turn to give before they count as stuck."""


@dataclass(frozen=True)
class Answer:
    """`status`: "ok", "busy" (the workers are alive, but had no turn to give), "failed"."""

    status: str
    engine: str
    problem: str = ""


class Check:
    """Simulates as the pages do: by the compiled engine on the shared workers, or by SimPy until that is compiled."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last: tuple[float, Answer] | None = None
        self._busy_since: float | None = None

    def answer(self) -> Answer:
        """What is the matter now, or was a few seconds ago."""
        with self._lock:
            if self._last is None or time.monotonic() - self._last[0] > KEPT_S:
                self._last = (time.monotonic(), self._look())
            return self._last[1]

    def _look(self) -> Answer:
        engine = "compiled"
        try:
            engine = engine_for(engine)
            began = time.monotonic()
            if self._simulates(engine):
                self._busy_since = None
                return Answer("ok", engine)
        except Exception as error:  # whatever it is, this is what is asked for
            return Answer("failed", engine, f"{type(error).__name__}: {error}"[:200])
        self._busy_since = self._busy_since or began
        if time.monotonic() - self._busy_since > LONGEST_BUSY_S:
            return Answer("failed", engine, f"no turn on the workers for {LONGEST_BUSY_S:g} s")
        return Answer("busy", engine)

    @staticmethod
    def _simulates(engine: str) -> bool:
        tiny = parse(TINY)
        if engine != "compiled":  # its workers are processes: none is started only to be asked
            one_replication(tiny, SEED, 0, engine)
            return True
        run = pool(engine).start(tasks([tiny], seed=SEED, replications=1, engine=engine))
        try:
            return bool(run.read(PATIENCE_S))
        finally:
            run.cancel()


_check = Check()


def answer_health(_request: Request) -> JSONResponse:
    """Answer 200 while figures can be had, 503 when not."""
    found = _check.answer()
    body = {"status": found.status, "engine": found.engine, "model_version": model_version()}
    if found.problem:
        body["problem"] = found.problem
    return JSONResponse(body, 503 if found.status == "failed" else 200, {"Cache-Control": "no-store"})
