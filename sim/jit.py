"""Compiled functions, with a cache that cannot serve an old rule.

numba's own cache looks only at the file a function stands in, not at the files it calls. So the
cache folder is named by a hash of all sources that compiled code may come from.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, cast

import numba
from numba.extending import overload, register_jitable

from sim.version import FOLDER, code_hash

COMPILED_SOURCES = ("*.py", "engine/**/*.py")
"""The sources, below `sim/`, from which compiled code may be built."""


def sources_digest(folder: Path = FOLDER) -> str:
    """Hash of every Python source from which compiled code may be built."""
    return code_hash(COMPILED_SOURCES, folder)[:16]


@cache
def cache_folder() -> Path:
    """Where compiled code of these sources is kept: below HEADROOM_CACHE_DIR, else the user's cache folder.

    Where that cannot be written, a folder of the user's own among temporary files.
    """
    root = os.environ.get("HEADROOM_CACHE_DIR") or os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    folder = Path(root) / "headroom" / sources_digest()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not os.access(folder, os.W_OK):
            raise PermissionError(folder)
    except OSError:
        folder = _temporary_folder()
    return folder


def _temporary_folder() -> Path:
    own = Path(tempfile.gettempdir()) / f"headroom-{os.getuid() if hasattr(os, 'getuid') else os.getlogin()}"
    try:
        own.mkdir(mode=0o700, exist_ok=True)
        if hasattr(os, "getuid") and (own.stat().st_uid != os.getuid() or own.stat().st_mode & 0o077):
            raise PermissionError(own)  # somebody else's: code in it cannot be trusted
        folder = own / sources_digest()
        folder.mkdir(exist_ok=True)
    except OSError:
        folder = Path(tempfile.mkdtemp(prefix="headroom-"))
    return folder


numba.config.CACHE_DIR = str(cache_folder())  # type: ignore[attr-defined]
F = TypeVar("F", bound=Callable[..., Any])


def compiled(function: F) -> F:
    """The function compiled, without anything that would change a bit of a result."""
    result: Any = numba.njit(cache=True, nogil=True, fastmath=False)(function)
    return cast(F, result)


def shared(function: F) -> F:
    """A plain function that compiled code may call too: one source for both engines.

    Called from Python it is the function itself; called from compiled code it is compiled there.
    """
    result: Any = register_jitable(function)
    return cast(F, result)


def compiled_form(of: Callable[..., Any]) -> Callable[[F], F]:
    """The decorated function stands in compiled code for the plain function `of`, which Python calls."""

    def register(function: F) -> F:
        form = shared(function)
        overload(of, strict=False)(lambda *_, **__: form)
        return form

    return register


def inlined(function: F) -> F:
    """A function for compiled code alone, written out at each place where it is called: loops can then be widened."""
    result: Any = numba.njit(inline="always", fastmath=False)(function)
    return cast(F, result)
