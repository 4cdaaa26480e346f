"""`make bench`: calls per CPU second, ours beside a textbook SimPy script, interleaved in one run.

All figures are CPU time of one process on one core. The ratio is what counts: machines differ.
"""

from __future__ import annotations

import argparse
import json
import platform
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

from sim import but, load, simulate
from sim.theory import erlang_a
from tests.bench import textbook

ROOT = Path(__file__).parents[2]
LOAD = {"calls_per_hour": 2880.0, "aht_s": 60.0, "agents": 50, "patience_s": 120.0, "within_s": 20.0}
"""M/M/50+M at 96 % offered load: case A2 of the theory checks."""


def _textbook(round_: int, calls: int) -> tuple[int, float]:
    return textbook.simulate(calls, 48.0, 1.0, 2.0, 50, seed=round_)


def _ours_on_theory(round_: int, calls: int) -> tuple[int, float]:
    weeks = max(1, round(calls / (7 * 69_120)))  # whole weeks of 2,880 calls an hour
    s = but(
        load(ROOT / "configs/verification/erlang_a.yaml"),
        {
            "demand.calls_per_day": 69_120.0,
            "call_types.Calls.need.mean_min": 1.0,
            "call_types.Calls.patience.mean_min": 2.0,
            "teams.Agents.agents": 50,
            "horizon.weeks": weeks,
            "horizon.warm_up_weeks": 0,
        },
    )
    record = simulate(s, seed=round_ + 1)
    legs = record.legs
    return len(legs), float((legs["outcome"] == 2).mean())


def _full_model(round_: int, calls: int) -> tuple[int, float]:
    record = simulate(load(ROOT / "configs/typical_centre.yaml"), seed=round_ + 1)
    return int((record.legs["leg"] == 0).sum()), float((record.legs["outcome"] == 2).mean())


def timed(work: Callable[[int, int], tuple[int, float]], round_: int, calls: int) -> tuple[float, float]:
    """(calls per CPU second, share abandoned)."""
    began = time.process_time()
    done, abandoned = work(round_, calls)
    return done / (time.process_time() - began), abandoned


def main() -> int:
    """Run, print the table, keep the JSON."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3, help="interleaved rounds (default 3)")
    parser.add_argument("--calls", type=int, default=200_000, help="calls per round of the textbook script")
    parser.add_argument("--out", type=Path, default=Path("bench.json"), help="where to keep the figures")
    args = parser.parse_args()
    works: dict[str, Callable[[int, int], tuple[int, float]]] = {
        "textbook SimPy script, M/M/50+M": _textbook,
        "our SimPy engine, M/M/50+M": _ours_on_theory,
        "our SimPy engine, typical_centre, full model": _full_model,
    }
    simulate(
        but(load(ROOT / "configs/typical_centre.yaml"), {"horizon.weeks": 1, "horizon.warm_up_weeks": 0})
    )  # compile
    speeds: dict[str, list[float]] = {name: [] for name in works}
    lost: dict[str, list[float]] = {name: [] for name in works}
    for round_ in range(args.rounds):
        for name, work in works.items():
            speed, abandoned = timed(work, round_, args.calls)
            speeds[name].append(speed)
            lost[name].append(abandoned)
    base = statistics.median(speeds["textbook SimPy script, M/M/50+M"])
    exact = erlang_a(**LOAD).p_abandon  # type: ignore[arg-type]
    print(
        f"{'calls per CPU second, one core':48s} {'median':>10s} {'ratio':>7s}   abandoned (exact {exact:.4f})"
    )
    rows = []
    for name in works:
        median = statistics.median(speeds[name])
        share = statistics.fmean(lost[name])
        note = f"{share:.4f}" if "M/M" in name else "other work"
        print(f"{name:48s} {median:10,.0f} {median / base:7.2f}   {note}")
        rows.append(
            {"name": name, "calls_per_cpu_s": speeds[name], "ratio": median / base, "abandoned": share}
        )
    report = {
        "python": platform.python_version(),
        "rounds": args.rounds,
        "exact_abandonment": exact,
        "rows": rows,
    }
    args.out.write_text(json.dumps(report, indent=1) + "\n")
    print(f"kept in {args.out}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
