"""How a run is kept: what was run, when, on which model, then its figures; one row a line, for readable diffs."""

from __future__ import annotations

import json
import math
import platform
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from time import monotonic
from typing import Any

from sim import model_version
from sim.experiment.executors import cores

DIGITS = 6
"""Significant digits kept: more than any figure is known to."""
PACKAGES = ("simpy", "numpy", "numba", "scipy")

Figures = dict[str, Any]
Say = Callable[[str], None]


@dataclass(frozen=True)
class Part:
    """One file of evidence. `seed`: which, in words where there are many. `make(quick)` runs it; a quick run only
    shows that it works. `command`: how to repeat this file alone."""

    key: str
    what: str
    seed: int | str
    make: Callable[[bool], Figures | None]

    @property
    def command(self) -> str:
        return f"python -m tests.evidence --only {self.key}"


def record_of(part: Part, quick: bool) -> Figures | None:
    """The file's content; None where the part cannot be run here. Facts that name a computer are left out."""
    began = monotonic()
    found = part.make(quick)
    if found is None:
        return None
    return {
        "what": part.what,
        "command": part.command + (" --quick" if quick else ""),
        "date": date.today().isoformat(),
        "model_version": model_version(),
        "seed": part.seed,
        "quick": quick,
        "seconds": round(monotonic() - began),
        "cores": cores(),
        "python": platform.python_version(),
        "packages": {name: version(name) for name in PACKAGES},
        **found,
    }


def neat(value: Any) -> Any:
    """The same with floats to `DIGITS` significant digits; what is not finite becomes None."""
    if isinstance(value, float):
        return float(f"{value:.{DIGITS}g}") if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {key: neat(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [neat(inner) for inner in value]
    return value


def as_text(value: Any, indent: str = "") -> str:
    """JSON; a table's rows, and whatever holds nothing deeper than they do, one a line."""
    if not _is_deep(value):
        return json.dumps(value, ensure_ascii=False, allow_nan=False)
    inner = f"{indent} "
    if isinstance(value, dict):
        parts = [f"{json.dumps(key)}: {as_text(v, inner)}" for key, v in value.items()]
        return "{\n" + ",\n".join(inner + part for part in parts) + f"\n{indent}}}"
    return "[\n" + ",\n".join(inner + as_text(v, inner) for v in value) + f"\n{indent}]"


def _is_deep(value: Any, level: int = 0) -> bool:
    """Whether it is worth more than one line: a list of tables' rows, or an object that holds something nested."""
    if not isinstance(value, dict | list) or not value:
        return False
    below = list(value.values()) if isinstance(value, dict) else value
    if isinstance(value, list):
        return any(isinstance(v, dict) for v in below)
    return any(isinstance(v, list) and v and isinstance(v[0], dict) for v in below) or len(value) > 12
