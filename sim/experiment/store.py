"""Results that are kept, so that asking for 20 replications after 10 costs 10."""

from __future__ import annotations

import threading
from collections import OrderedDict

import numpy as np

from sim.experiment.result import Replication
from sim.experiment.task import Key

LIMIT_BYTES = 128 * 2**20
"""About 17,000 replications of eight weeks."""
OVERHEAD_BYTES = 1024
"""Bytes of one replication beside its arrays: its address and the objects around them."""


class Store:
    """Replications by address, the least recently used dropped beyond `limit_bytes`; for any number of threads.

    Figures only, no records. Whoever gets a replication shares it with others and must not write to it.
    """

    def __init__(self, limit_bytes: int = LIMIT_BYTES) -> None:
        self._limit = limit_bytes
        self._lock = threading.Lock()
        self._replications: OrderedDict[Key, Replication] = OrderedDict()
        self._bytes = 0

    def get(self, key: Key) -> Replication | None:
        """The replication, or None."""
        with self._lock:
            replication = self._replications.get(key)
            if replication is not None:
                self._replications.move_to_end(key)
            return replication

    def put(self, key: Key, replication: Replication) -> None:
        """Keep a replication, perhaps at the cost of old ones; one larger than the limit is not kept."""
        size = size_bytes(replication)
        if size > self._limit:
            return
        with self._lock:
            old = self._replications.pop(key, None)
            self._bytes += size - (0 if old is None else size_bytes(old))
            self._replications[key] = replication
            while self._bytes > self._limit:
                _, dropped = self._replications.popitem(last=False)
                self._bytes -= size_bytes(dropped)

    def __len__(self) -> int:
        return len(self._replications)


def size_bytes(replication: Replication) -> int:
    """Memory of a replication, roughly."""
    parts = list(vars(replication).values())
    parts += [x for part in parts if isinstance(part, dict) for x in part.values()]
    return OVERHEAD_BYTES + sum(part.nbytes for part in parts if isinstance(part, np.ndarray))
