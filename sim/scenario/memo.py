"""What is made of a scenario once and used by all its replications."""

from __future__ import annotations

import functools
import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import TypeVar

from sim.scenario.schema import Scenario

T = TypeVar("T")
LIMIT = 64


def memoised(make: Callable[[Scenario], T]) -> Callable[[Scenario], T]:
    """Remember what `make` gave for the last scenarios, by identity: hashing one takes longer than a day's calls.

    Safe to use from several threads. What is made must not be changed by its users.
    """
    known: OrderedDict[int, tuple[Scenario, T]] = OrderedDict()
    lock = threading.Lock()

    @functools.wraps(make)
    def remembered(scenario: Scenario) -> T:
        with lock:
            entry = known.get(id(scenario))
            if entry is not None:  # it holds the scenario, so nothing else can have that id
                known.move_to_end(id(scenario))
                return entry[1]
        result = make(scenario)
        with lock:
            known[id(scenario)] = scenario, result
            while len(known) > LIMIT:
                known.popitem(last=False)
        return result

    return remembered
