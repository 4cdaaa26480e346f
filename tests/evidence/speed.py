"""How fast, beside other simulators, and whether they all got the answer that theory gives: from `make bench`."""

from __future__ import annotations

from tests.bench.report import Settings, measured, wrong_answers
from tests.evidence.files import Figures, Part

WANTED = ("textbook", "lean", "ciw", "salabim", "cimba", "compiled", "simpy", "compiled-full", "waiting")
ROUNDS = 2


def make(quick: bool) -> Figures:
    """Two rounds; `make bench` does three, and ten million calls."""
    found = measured(Settings(rounds=ROUNDS, wanted=WANTED, quick=quick), lambda doing: None)
    rows = []
    for work in found["works"]:
        if "not_here" in work:
            continue
        rows.append(
            {
                "key": work["key"],
                "title": work["title"],
                "load": work["load"],
                "calls": sum(work["calls"]),
                "calls_per_cpu_s": work["median"],
                "times_textbook": work["times"].get("textbook"),
                "abandoned": work["abandoned"],
                "expected": work.get("expected"),
                "errors_off": work.get("errors_off"),
                "right": work.get("right"),
            }
        )
    return {
        "rounds": ROUNDS,
        "versions": {name: v for name, v in found["versions"].items() if v},
        "wrong": wrong_answers(found),
        "programs": rows,
        "waiting": [
            {"title": w["title"], "seconds": w["seconds"], "note": w["note"]} for w in found["waiting"]
        ],
    }


PART = Part("bench", "how fast, beside other simulators on the same work", "fixed, one for each round", make)
