"""The queue against exact theory, and each case's beginning on both engines: what `python -m sim check` finds."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

from tests.evidence.files import Figures, Part

FIGURE_FIELDS = ("figure", "unit", "expected", "got", "standard_error", "errors_off", "batches", "verdict")


def make(quick: bool) -> Figures:
    """Run the check as anybody would, in a process of its own: with its bar, with its exit code."""
    words = [sys.executable, "-m", "sim", "check", "--json", *(["--quick"] if quick else [])]
    done = subprocess.run(words, stdout=subprocess.PIPE, text=True, encoding="utf-8", check=False)
    if done.returncode not in (0, 1):  # 1: a case failed, which is a result like any other
        raise RuntimeError(f"python -m sim check ended with {done.returncode}")
    return compact(json.loads(done.stdout))


def compact(check_report: dict[str, Any]) -> Figures:
    """The check's own report without what follows from the rest."""
    cases = [
        case | {"figures": [{k: f[k] for k in FIGURE_FIELDS} for f in case["figures"]]}
        for case in check_report["cases"]
    ]
    return {name: check_report[name] for name in ("engine", "second_engine", "passed")} | {"cases": cases}


PART = Part(
    "theory", "the queue against exact theory (python -m sim check)", "fixed, one for each case", make
)
