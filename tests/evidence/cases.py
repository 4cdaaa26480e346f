"""The three cases, before and after, over the ranges of the least known assumptions: which of them decides a sign."""

from __future__ import annotations

from pathlib import Path

from sim import load
from sim.experiment import assumption_ranges, executor_for
from sim.experiment.sensitivity import ASSUMPTIONS, OWN
from sim.kpis import KPIS
from tests.evidence.files import Figures, Part

FOLDER = Path(__file__).resolve().parents[2] / "configs"
SEED, REPLICATIONS = 1, 10
CASES = (
    ("Adelaide", "script drills, then coping training", "adelaide_coping_training"),
    ("Darwin", "“until entirely pleased”, then the right to end calls", "darwin_right_to_end_calls"),
    ("Sydney", "a four-minute average target, then none", "sydney_four_minute_target"),
)
SHOWN = (
    "satisfaction_all",
    "satisfaction_surveyed",
    "exhaustion_mean",
    "quits_per_year",
    "issues_resolved_per_day",
    "fcr",
    "service_level",
    "cost_per_resolved",
)


def make(quick: bool) -> Figures:
    """Every case under nine settings, on the same callers."""
    cases = []
    with executor_for("compiled", REPLICATIONS) as executor:
        for name, what, stem in CASES[-1:] if quick else CASES:
            baseline, one = (load(FOLDER / f"{stem}_{part}.yaml") for part in ("before", "after"))
            (found,) = assumption_ranges(
                baseline, [one], seed=SEED, replications=2 if quick else REPLICATIONS, executor=executor
            )
            rows = []
            for key in SHOWN:
                span, own = found.span(key), found.differences[OWN][key]
                ends = {
                    f"{s.assumption.key} {s.end}": d[key].mean
                    for s, d in found.differences.items()
                    if s.assumption
                }
                rows.append(
                    {
                        "figure": key,
                        "name": KPIS[key].name,
                        "unit": KPIS[key].unit,
                        "difference": own.mean,
                        "low": own.low,
                        "high": own.high,
                        "lowest": span.lowest,
                        "highest": span.highest,
                        "sign_turns": span.sign_turns,
                        "decided_by": [a.key for a in span.decided_by],
                        "at": ends,
                    }
                )
            cases.append({"case": name, "what": what, "figures": rows})
    return {
        "replications": 2 if quick else REPLICATIONS,
        "assumptions": [
            {"key": a.key, "words": a.words, "paths": list(a.paths), "low": a.at("low"), "high": a.at("high")}
            for a in ASSUMPTIONS
        ],
        "cases": cases,
    }


PART = Part("cases", "the three cases over the ranges of the least known assumptions", SEED, make)
