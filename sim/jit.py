"""Functions compiled by numba, without anything that would change a bit of a result."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba
from numba.extending import overload, register_jitable

from sim.code_cache import KeptCode, cache_folder

F = TypeVar("F", bound=Callable[..., Any])


def compiled(function: F) -> F:
    """The function compiled, and kept for the next start where it can be."""
    result: Any = numba.njit(nogil=True, fastmath=False)(function)
    if cache_folder() is not None:
        result._cache = KeptCode(function)  # type: ignore[no-untyped-call]
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
