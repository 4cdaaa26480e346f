"""Replications on disk, so that a search which was killed goes on where it was: what had finished is read again.

One SQLite file beside the compiled code, shared by all processes of a user. It holds figures by address, the scenario
by its hash alone: no scenario, no name, no record. It never stops anybody: where it cannot be used, that is said
once, and all is simulated. See docs/decisions/0029-finished-runs-on-disk.md.
"""

from __future__ import annotations

import json
import os
import sqlite3
import threading
import time
import zlib
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import fields
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any

import numpy as np

from sim.code_cache import cache_folder
from sim.experiment.executors import SettingError
from sim.experiment.result import Replication
from sim.experiment.task import Key
from sim.version import model_version

FILE = "finished_runs.sqlite"
DEFAULT_MB = 256
"""Some ten thousand replications of twelve weeks."""
OTHERS_KEPT_S = 86_400.0
"""Rows of another version of the model are dropped at this age: until then it may be in use beside this one."""
PATIENCE_S = 5.0
"""How long to wait for another process that is writing, before a row is given up."""
DROPPED_AT_ONCE = 10
"""One of so many rows goes when there is no room left, the oldest."""

SCHEMA = """
CREATE TABLE IF NOT EXISTS run (
    id INTEGER PRIMARY KEY, scenario TEXT, seed INTEGER, number INTEGER, model TEXT, engine TEXT,
    written REAL, check_sum INTEGER, figures BLOB, UNIQUE (scenario, seed, number, model, engine)
)
"""
GET = """
SELECT figures, check_sum FROM run WHERE scenario = ? AND seed = ? AND number = ? AND model = ? AND engine = ?
"""
PUT = """
INSERT OR REPLACE INTO run (scenario, seed, number, model, engine, written, check_sum, figures)
VALUES (?, ?, ?, ?, ?, ?, ?, ?)
"""
DROP_OTHERS = "DELETE FROM run WHERE model != ? AND written < ?"
DROP_OLDEST = """
DELETE FROM run WHERE id IN (SELECT id FROM run ORDER BY id LIMIT 1 + (SELECT COUNT(*) FROM run) / ?)
"""

Say = Callable[[str], None]


class DiskStore:
    """Replications of one engine by address; for any number of threads and processes.

    `at_once`: what is put is on disk before `put` returns; otherwise a thread of its own writes it. `limit_bytes`: of
    the file, the oldest go beyond it. `say` gets one sentence where the file had to be set aside or cannot be used.
    """

    def __init__(self, file: Path, engine: str, *, limit_bytes: int, say: Say, at_once: bool = False) -> None:
        self._file, self._engine, self._limit, self._say = file, engine, limit_bytes, say
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        self._was_set_aside = False
        self._waiting: SimpleQueue[tuple[Key, Replication] | None] = SimpleQueue()
        self._thread: threading.Thread | None = None
        with self._lock:
            self._open()
        if not at_once and self._connection is not None:
            self._thread = threading.Thread(target=self._write_on, name="headroom-disk", daemon=True)
            self._thread.start()

    def get(self, key: Key) -> Replication | None:
        """The replication, or None."""
        with self._lock:
            if self._connection is None:
                return None
            try:
                row = self._connection.execute(GET, (*_columns(key), self._engine)).fetchone()
            except sqlite3.Error as error:
                self._after(error)
                return None
        return None if row is None or zlib.crc32(row[0]) != row[1] else from_bytes(row[0])

    def put(self, key: Key, replication: Replication) -> None:
        """Keep a replication, perhaps at the cost of old ones."""
        if self._thread is None:
            self._write([(key, replication)])
        else:
            self._waiting.put((key, replication))

    def close(self) -> None:
        """Write what is waiting, and let go of the file."""
        if self._thread is not None:
            self._waiting.put(None)
            self._thread.join()
        with self._lock:
            self._disconnect()

    def _write_on(self) -> None:
        """In a thread of its own, until `close`: all that has come meanwhile in one go."""
        goes_on = True
        while goes_on:
            batch = [self._waiting.get()]
            with suppress(Empty):
                while True:
                    batch.append(self._waiting.get_nowait())
            goes_on = None not in batch
            self._write([one for one in batch if one is not None])

    def _write(self, batch: Sequence[tuple[Key, Replication]]) -> None:
        rows = []
        for key, replication in batch if self._connection is not None else ():
            figures = as_bytes(replication)
            rows.append((*_columns(key), self._engine, time.time(), zlib.crc32(figures), figures))
        with self._lock:
            if self._connection is None or not rows:
                return
            try:
                with self._connection:  # all or nothing
                    self._connection.execute("BEGIN IMMEDIATE")
                    self._connection.executemany(PUT, rows)
                    if self._used_bytes() > self._limit:
                        self._connection.execute(DROP_OLDEST, (DROPPED_AT_ONCE,))
            except sqlite3.Error as error:
                self._after(error)

    # What follows is called with the lock held.

    def _open(self) -> None:
        try:
            os.close(os.open(self._file, os.O_CREAT | os.O_RDWR, 0o600))  # nobody else's business
            self._connection = sqlite3.connect(
                self._file, timeout=PATIENCE_S, isolation_level=None, check_same_thread=False
            )
            # Written rows survive the death of any process; only that of the whole computer may cost them.
            for setting in ("journal_mode = WAL", "synchronous = OFF", "journal_size_limit = 4000000"):
                self._connection.execute(f"PRAGMA {setting}").fetchall()
            self._connection.execute(SCHEMA)
            self._connection.execute(DROP_OTHERS, (model_version(), time.time() - OTHERS_KEPT_S))
        except (OSError, sqlite3.Error) as error:
            self._after(error)

    def _used_bytes(self) -> int:
        assert self._connection is not None
        pages, free, size = (
            self._connection.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("page_count", "freelist_count", "page_size")
        )
        return int((pages - free) * size)

    def _after(self, error: OSError | sqlite3.Error) -> None:
        """Go on after an error: without a row, with a new file, or without any."""
        if getattr(error, "sqlite_errorcode", None) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            return
        self._disconnect()
        reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
        if type(error) is sqlite3.DatabaseError and not self._was_set_aside:
            self._was_set_aside = True
            with suppress(OSError):
                self._file.replace(aside := self._file.with_suffix(".broken"))
                for name in ("-wal", "-shm"):
                    self._file.with_name(self._file.name + name).unlink(missing_ok=True)
                self._say(
                    f"The finished runs in {self._file} could not be read ({reason}): set aside as {aside.name}."
                )
                self._open()
                return
        self._say(
            f"Finished runs cannot be kept in {self._file.parent} ({reason}): what is interrupted begins anew."
        )

    def _disconnect(self) -> None:
        if self._connection is not None:
            with suppress(sqlite3.Error):
                self._connection.close()
            self._connection = None


def _columns(key: Key) -> tuple[str, int, int, str]:
    """Scenario, seed, number and model; with the scenario what was counted, where that is not all."""
    counted = "" if key.figures == "all" else f" {key.figures}"
    return key.scenario + counted, key.seed, key.number, key.model


def most_bytes() -> int:
    """How large the file may become: HEADROOM_KEEP_MB, 0 for none. Raises SettingError."""
    written = os.environ.get("HEADROOM_KEEP_MB") or str(DEFAULT_MB)
    if not written.isdecimal():
        raise SettingError(
            f"HEADROOM_KEEP_MB={written}: it must be a whole number, 0 to keep no finished runs"
        )
    return int(written) * 1_000_000


def on_disk(engine: str, say: Say, *, at_once: bool = False) -> DiskStore | None:
    """The user's, in the folder that has the compiled code; None where there is none, or nothing is to be kept.

    Raises SettingError.
    """
    limit_bytes, folder = most_bytes(), cache_folder()
    if not limit_bytes or folder is None:
        return None
    return DiskStore(folder.parent / FILE, engine, limit_bytes=limit_bytes, say=say, at_once=at_once)


# --- As bytes: an outline in JSON, then the arrays one after another, each from a multiple of eight on

ALIGNED = 8


def as_bytes(replication: Replication) -> bytes:
    """All fields of a replication, every array to the bit."""
    arrays: list[bytes] = []

    def outline(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: outline(part) for name, part in value.items()}
        if isinstance(value, np.ndarray):
            arrays.append(_padded(value.tobytes()))
            return [value.dtype.str, *value.shape]
        return value

    plain = {field.name: outline(getattr(replication, field.name)) for field in fields(Replication)}
    text = json.dumps(plain).encode()
    return b"".join([_padded(len(text).to_bytes(ALIGNED, "little") + text), *arrays])


def from_bytes(stored: bytes) -> Replication:
    """The replication of `as_bytes`; its arrays cannot be written to."""
    size = int.from_bytes(stored[:ALIGNED], "little")
    place = ALIGNED + size

    def value(outline: Any) -> Any:
        nonlocal place
        if isinstance(outline, dict):
            return {name: value(part) for name, part in outline.items()}
        if not isinstance(outline, list):
            return outline
        kind, *shape = outline
        place += -place % ALIGNED
        array = np.frombuffer(stored, kind, int(np.prod(shape)), place).reshape(shape)
        place += array.nbytes
        return array

    return Replication(**value(json.loads(stored[ALIGNED : ALIGNED + size])))


def _padded(part: bytes) -> bytes:
    return part + bytes(-len(part) % ALIGNED)
