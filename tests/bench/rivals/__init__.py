"""Other programs for the same work. Each module has `simulate(calls, seed) -> (calls offered, share abandoned)`."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass

Simulate = Callable[[int, int], tuple[int, float]]


@dataclass(frozen=True)
class Rival:
    """One of them: `calls` a round are enough to time it and to judge its answer."""

    key: str
    title: str
    module: str
    calls: int

    def load(self) -> Simulate:
        """Its function, tried once, so that what it compiles is compiled. Raises whatever keeps it from running."""
        simulate: Simulate = importlib.import_module(f"tests.bench.rivals.{self.module}").simulate
        simulate(200, 1)
        return simulate


RIVALS = (
    Rival("textbook", "textbook SimPy", "textbook", 150_000),
    Rival("lean", "lean SimPy", "lean_simpy", 600_000),
    Rival("ciw", "Ciw", "with_ciw", 60_000),
    Rival("salabim", "salabim", "with_salabim", 60_000),
    Rival("cimba", "cimba", "with_cimba", 1_500_000),
    Rival("c", "C -O3 event loop", "pure_c", 6_000_000),
)
