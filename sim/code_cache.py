"""Where compiled code is kept between starts, and what happens where it cannot be: it works without.

numba's own cache looks only at the file a function stands in, not at the files it calls. So the folder is named by a
hash of all sources that compiled code may come from.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
import sys
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import llvmlite.binding
import numba
from numba.core.caching import CompileResultCacheImpl, FunctionCache, UserProvidedCacheLocator

from sim.version import FOLDER, code_hash, matching

COMPILED_SOURCES = ("*.py", "engine/**/*.py")
"""The sources, below `sim/`, from which compiled code may be built."""
ROOM_BYTES = 20_000_000
"""Compiled code needs a third of that."""


def sources_digest(folder: Path = FOLDER) -> str:
    """Hash of every Python source from which compiled code may be built."""
    return code_hash(COMPILED_SOURCES, folder)[:16]


@cache
def ready_name() -> str:
    """The name of an empty file that says: all is here, for this Python, numba and processor, and these very files.

    numba knows files by path and content: the same sources in another folder are compiled again. `prepare` of
    `sim.engine.compiled.ready` leaves it.
    """
    of = f"{sys.version_info.major}.{sys.version_info.minor} {numba.__version__} {llvmlite.binding.get_host_cpu_name()}"
    files = hashlib.sha256()
    for file in matching(COMPILED_SOURCES):
        files.update(f"{file}\n".encode() + file.read_bytes())
    return f"ready {of} {files.hexdigest()[:12]}"


@cache
def cache_folder() -> Path | None:
    """Where compiled code of these sources is kept: below HEADROOM_CACHE_DIR, else the user's cache folder.

    Where that cannot be used, a folder of the user's own among temporary files; None where that cannot either.
    """
    return next((folder for folder, problem in _tried_folders() if not problem), None)


def cache_problem() -> str:
    """Why compiled code is not kept where it should be, in one sentence; "" where it is."""
    (wanted, problem), *_ = _tried_folders()
    if problem:
        folder = cache_folder()
        instead = f"it is kept in {folder.parent} instead" if folder else "each start compiles anew"
        return f"Compiled code cannot be kept in {wanted.parent} ({problem}): {instead}."
    return f"Compiled code could not be kept ({_unsaved[0]}): each start compiles anew." if _unsaved else ""


@cache
def _tried_folders() -> tuple[tuple[Path, str], ...]:
    """The folders that were tried until one could be used, with what is wrong with each."""
    found: list[tuple[Path, str]] = []
    for place in _places():
        folder = place / sources_digest()
        found.append((folder, _problem(folder)))
        if not found[-1][1]:
            break
    return tuple(found)


def _places() -> Iterator[Path]:
    try:
        root = (
            os.environ.get("HEADROOM_CACHE_DIR") or os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
        )
    except RuntimeError:  # a user without a home
        root = "/nonexistent"
    yield Path(root) / "headroom"
    try:
        user = os.getuid() if hasattr(os, "getuid") else os.getlogin()
        yield Path(tempfile.gettempdir()) / f"headroom-{user}"
    except OSError:  # no place for temporary files, nobody logged in
        pass


def _problem(folder: Path) -> str:
    """Why a folder, made if need be, cannot keep compiled code; "" where it can.

    Code in it is run: nobody else may be able to write there. A folder in which all is there need not be written to.
    """
    try:
        complete = (folder / ready_name()).exists()
        if not complete:
            folder.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
            folder.mkdir(mode=0o755, exist_ok=True)
        for place in (folder.parent, folder):
            owner = place.stat()
            if hasattr(os, "getuid") and owner.st_uid not in (0, os.getuid()):
                return "it belongs to somebody else"
            if os.name == "posix" and owner.st_mode & stat.S_IWOTH:
                return "everybody can write there"
        if complete:
            return ""
        tempfile.TemporaryFile(dir=folder).close()
        used = sum(file.stat().st_size for file in folder.rglob("*"))
        if shutil.disk_usage(folder).free + used < ROOM_BYTES:
            return f"it has less than {ROOM_BYTES // 1_000_000} MB of room"
    except OSError as error:
        return error.strerror or str(error)
    return ""


_unsaved: list[str] = []
"""Why something could not be kept after all, for instance because the disk was full by then."""


def all_kept() -> bool:
    """Whether everything that this process has compiled so far is kept for the next."""
    return cache_folder() is not None and not _unsaved


class _Locator(UserProvidedCacheLocator):
    """numba's, for a folder that may be one to read only."""

    def ensure_cache_path(self) -> None:
        try:
            os.makedirs(str(self._cache_path), exist_ok=True)
        except OSError as error:
            _unsaved.append(error.strerror or str(error))


class _Files(CompileResultCacheImpl):
    _locator_classes = [_Locator]  # noqa: RUF012 - numba's own is a list


class KeptCode(FunctionCache):
    """numba's cache of one function, except that no error of it stops anybody: what is not kept is compiled."""

    _impl_class = _Files

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        """The compiled function, or None where there is none, or none that can be read."""
        try:
            return super().load_overload(sig, target_context)  # type: ignore[no-untyped-call]
        except Exception:  # half a file, an odd one: whatever unpickling makes of it
            return None

    def save_overload(self, sig: Any, data: Any) -> None:
        """Keep it if possible."""
        try:
            super().save_overload(sig, data)  # type: ignore[no-untyped-call]
        except OSError as error:
            _unsaved.append(error.strerror or str(error))


if cache_folder() is not None:
    numba.config.CACHE_DIR = str(cache_folder())  # type: ignore[attr-defined]
