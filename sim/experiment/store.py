"""Results that are kept, so that asking for 20 replications after 10 costs 10."""

from __future__ import annotations

import threading
from collections import Counter, OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass

import numpy as np

from sim.experiment.disk_store import DiskStore
from sim.experiment.result import Replication
from sim.experiment.task import Key

LIMIT_BYTES = 128 * 2**20
"""About 7,800 replications of eight weeks."""
OVERHEAD_BYTES = 1024
"""Bytes of one replication beside its arrays: its address and the objects around them."""


@dataclass(frozen=True)
class _Kept:
    replication: Replication
    size_bytes: int
    session: Hashable


class Store:
    """Replications by address, the least recently used dropped beyond `limit_bytes`; for any number of threads.

    A session that holds more than half of it makes room for its own. Figures only, no records. Whoever gets a
    replication shares it with others and must not write to it. `beneath`: on disk, where those are that were dropped
    here, and those of a process that has ended.
    """

    def __init__(self, limit_bytes: int = LIMIT_BYTES, beneath: DiskStore | None = None) -> None:
        self._limit = limit_bytes
        self._beneath = beneath
        self._lock = threading.Lock()
        self._kept: OrderedDict[Key, _Kept] = OrderedDict()
        self._bytes = 0
        self._bytes_of: Counter[Hashable] = Counter()

    def get(self, key: Key) -> Replication | None:
        """The replication, or None; with all its figures where fewer were asked for and all are known."""
        found = self._get(key)
        return self._get(key.of_all) if found is None and key.figures != "all" else found

    def _get(self, key: Key) -> Replication | None:
        with self._lock:
            if (kept := self._kept.get(key)) is not None:
                self._kept.move_to_end(key)
                return kept.replication
        found = None if self._beneath is None else self._beneath.get(key)
        if found is not None:
            self._keep(key, found, None)
        return found

    def put(self, key: Key, replication: Replication, session: Hashable = None) -> None:
        """Keep a replication, perhaps at the cost of old ones; one larger than the limit is not kept in memory."""
        self._keep(key, replication, session)
        if self._beneath is not None:
            self._beneath.put(key, replication)

    def close(self) -> None:
        """Let go of the file beneath."""
        if self._beneath is not None:
            self._beneath.close()

    def _keep(self, key: Key, replication: Replication, session: Hashable) -> None:
        size = size_bytes(replication)
        if size > self._limit:
            return
        with self._lock:
            if key in self._kept:
                self._drop(key)
            self._kept[key] = _Kept(replication, size, session)
            self._bytes += size
            self._bytes_of[session] += size
            while self._bytes > self._limit:
                self._drop(self._next_to_go(session))

    def _next_to_go(self, session: Hashable) -> Key:
        if session is not None and 2 * self._bytes_of[session] > self._limit:
            return next(key for key, kept in self._kept.items() if kept.session is session)
        return next(iter(self._kept))

    def _drop(self, key: Key) -> None:
        kept = self._kept.pop(key)
        self._bytes -= kept.size_bytes
        self._bytes_of[kept.session] -= kept.size_bytes
        if not self._bytes_of[kept.session]:
            del self._bytes_of[kept.session]

    def __len__(self) -> int:
        return len(self._kept)


def size_bytes(replication: Replication) -> int:
    """Memory of a replication, roughly."""
    parts = list(vars(replication).values())
    parts += [x for part in parts if isinstance(part, dict) for x in part.values()]
    return OVERHEAD_BYTES + sum(part.nbytes for part in parts if isinstance(part, np.ndarray))
