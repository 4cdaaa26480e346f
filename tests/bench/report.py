"""One run of the bench, as plain data: what `bench.json` holds and `tests.bench.table` prints."""

from __future__ import annotations

import json
import math
import os
import platform
import shutil
import statistics
import subprocess
from collections.abc import Collection
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from tests.bench import growth, latency, page, pair
from tests.bench.answers import MOST_ERRORS, check, exact
from tests.bench.latency import cores
from tests.bench.measure import NotMeasuredError, Say, Timing, interleaved
from tests.bench.scenarios import typical_centre
from tests.bench.targets import TARGETS
from tests.bench.workloads import Absent, Line, Work, fastest_engine, keys, lines

SECTIONS = ("waiting", "page", "growth")
"""What can be asked for besides the lines of the table."""

LENGTHS = (10_000, 100_000, 1_000_000, 10_000_000)
LONGEST_S = 15.0
"""CPU time that the longest run may take without being asked for."""


@dataclass(frozen=True)
class Settings:
    """What to measure. `wanted`: keys of lines and sections, all if empty; `full`: the longest run in any case."""

    rounds: int = 3
    wanted: Collection[str] = ()
    quick: bool = False
    full: bool = False

    def wants(self, name: str) -> bool:
        """Whether this was asked for."""
        return not self.wanted or name in self.wanted


def choices() -> list[str]:
    """All that `wanted` may name."""
    return [*keys(), *SECTIONS]


def measured(settings: Settings, say: Say) -> dict[str, Any]:
    """Run it all."""
    others = os.getloadavg()[0] if hasattr(os, "getloadavg") else None
    say("making ready")
    engine = fastest_engine()
    chosen = lines([key for key in keys() if settings.wants(key)], quick=settings.quick)
    timings = interleaved([line for line in chosen if isinstance(line, Work)], settings.rounds, say)
    figures = {f"{a}/{b}": timings[a].times(timings[b]) for a in timings for b in timings if a != b}
    waiting: list[dict[str, Any]] = []
    lengths: list[dict[str, Any]] = []
    if settings.wants("waiting") and engine != "simpy":
        say("waiting")
        waiting = _waiting(engine, settings, figures)
    if settings.wants("page") and engine != "simpy":
        say("the page, in Chromium, beside a plain app")
        waiting += _of_pair(settings, figures)
        waiting += [_of_page(wait, settings, figures) for wait in page.WAITS]
    if settings.wants("growth") and engine != "simpy":
        lengths = _growth(engine, settings, figures, say)
    return {
        "python": platform.python_version(),
        "platform": platform.platform(),
        "processor": platform.processor() or platform.machine(),
        "cores": cores(),
        "load_average_before": others,
        "versions": versions(),
        "quick": settings.quick,
        "rounds": settings.rounds,
        "engine": engine,
        "exact_abandonment": exact().share,
        "variance_over_binomial": exact().inflation,
        "most_errors": MOST_ERRORS,
        "works": [_row(line, timings) for line in chosen],
        "waiting": waiting,
        "growth": lengths,
        "figures": figures,
        "targets": [
            asdict(target) | {"reached": figures.get(target.figure), "verdict": target.verdict(figures)}
            for target in TARGETS
        ],
    }


def wrong_answers(report: dict[str, Any]) -> list[str]:
    """Titles of what disagrees with theory."""
    rows = [(f"{row['title']}, {row['load']}", row) for row in report["works"]]
    rows += [(f"{row['calls']:,} calls", row) for row in report["growth"]]
    return [title for title, row in rows if row.get("right") is False]


def versions() -> dict[str, str | None]:
    """Of the packages and the compiler that take part; none for what is not here."""
    found: dict[str, str | None] = {}
    for package in ("simpy", "numba", "numpy", "scipy", "Ciw", "salabim", "cimba"):
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = None
    gcc = shutil.which("gcc")
    found["gcc"] = (
        subprocess.run([gcc, "-dumpfullversion"], capture_output=True, text=True, check=False).stdout.strip()
        if gcc
        else None
    )
    return found


def _row(line: Line, timings: dict[str, Timing]) -> dict[str, Any]:
    row: dict[str, Any] = {"key": line.key, "title": line.title, "load": line.load}
    if isinstance(line, Absent):
        return row | {"judged": True, "not_here": line.reason}
    timing = timings[line.key]
    calls = sum(offered for offered, _ in timing.answers)
    row |= {
        "judged": line.judged,
        "calls": [offered for offered, _ in timing.answers],
        "cpu_s": timing.cpu_s,
        "calls_per_cpu_s": timing.calls_per_cpu_s,
        "median": timing.median,
        "times": {other: timing.times(timings[other]) for other in ("textbook", "ciw") if other in timings},
        "abandoned": sum(offered * share for offered, share in timing.answers) / calls,
    }
    return row | (_judged(timing.answers) if line.judged else {})


def _judged(answers: list[tuple[int, float]]) -> dict[str, Any]:
    found = check(answers)
    return {
        "expected": found.expected,
        "standard_error": found.standard_error,
        "errors_off": found.errors_off,
        "right": found.right,
    }


def _waiting(engine: str, settings: Settings, figures: dict[str, float]) -> list[dict[str, Any]]:
    scenario, replications = typical_centre(), 4 if settings.quick else 10
    most = latency.FEWEST if settings.quick else latency.MOST
    latency.first_figures_s(scenario, engine, 1)  # load and compile
    all_cores = latency.replications_s(scenario, engine, cores(), settings.rounds, replications)
    first = latency.first_figures_s(scenario, engine, settings.rounds)
    point = latency.to_a_point(scenario, engine, cores(), most)
    figures["ten_replications_s"] = statistics.median(all_cores)
    figures["first_figures_s"] = statistics.median(first)
    rows = [
        _wait("from a lever moved to the first figures", first, "one replication"),
        _wait(f"{replications} replications, every figure with its interval", all_cores, "all cores"),
        _wait("the same to differences within ±1 point", [point.seconds], _of_point(point))
        | {"details": asdict(point)},
    ]
    if cores() > 1:
        pairs = latency.threads(scenario, engine, 2 * replications, settings.rounds)
        figures["threads"] = latency.speed_up(pairs)
        note = f"{2 * replications} replications; one thread over two: {figures['threads']:.2f}"
        rows += [
            _wait("one thread", [one for one, _ in pairs], f"{2 * replications} replications"),
            _wait("two threads", [two for _, two in pairs], note),
        ]
    return rows


def _of_page(wait: page.Wait, settings: Settings, figures: dict[str, float]) -> dict[str, Any]:
    try:
        seconds = page.measured(wait, quick=settings.quick)
    except NotMeasuredError as error:
        return {"title": wait.title, "not_measured": str(error)}
    figures[wait.figure] = statistics.median(seconds)
    note = f"median of {len(seconds)}, longest {max(seconds):.3f}"
    if wait.figure_95:
        figures[wait.figure_95] = sorted(seconds)[math.ceil(0.95 * len(seconds)) - 1]
        note += f", 95 % within {figures[wait.figure_95]:.3f}"
    return _wait(wait.title, seconds, note)


def _of_pair(settings: Settings, figures: dict[str, float]) -> list[dict[str, Any]]:
    try:
        both = pair.measured(quick=settings.quick)
    except NotMeasuredError as error:
        return [{"title": "first visits beside a plain app", "not_measured": str(error)}]
    ours, plain = both.ours, both.plain
    figures |= both.figures()

    def visits(what: str, our: list[float], their: list[float]) -> dict[str, Any]:
        note = f"median of {len(our)}; the plain app {statistics.median(their):.3f}"
        return _wait(f"a first visit, to its {what}", our, note) | {"plain": their}

    return [
        visits("sliders", ours.sliders_s, plain.sliders_s),
        visits("figures", ours.figures_s, plain.figures_s),
        _wait(
            "the plain app: from a slider to its metric",
            plain.moves_s,
            f"median of {len(plain.moves_s)}; messages a run: {max(plain.messages)}, ours {max(ours.messages)}",
        )
        | {"messages": ours.messages, "plain_messages": plain.messages},
    ]


def _wait(title: str, seconds: list[float], note: str) -> dict[str, Any]:
    return {"title": title, "seconds": statistics.median(seconds), "each": seconds, "note": note}


def _of_point(point: latency.ToAPoint) -> str:
    widths = " and ".join(f"±{100.0 * (width or 0.0):.2f}" for width in point.half_widths.values())
    return f"{'' if point.reached else 'NOT REACHED: '}2 × {point.replications} replications, {widths} points"


def _growth(engine: str, settings: Settings, figures: dict[str, float], say: Say) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    done: dict[int, growth.Grown] = {}
    for calls in LENGTHS[:2] if settings.quick else LENGTHS:
        reason = _too_long(calls, done[max(done)], settings.full) if done else None
        if reason:
            rows.append({"calls": calls, "left_out": reason})
            continue
        say(f"one run of {calls:,} calls")
        try:
            found = growth.grown_apart(calls, engine)
        except NotMeasuredError as error:
            rows.append({"calls": calls, "left_out": f"not measured: {error}"})
            break
        done[calls] = found
        rows.append(asdict(found) | _judged([(found.calls, found.abandoned)]))
    if LENGTHS[-1] in done:
        longest, short = done[LENGTHS[-1]], done[LENGTHS[1]]
        figures["growth"] = longest.cpu_s_per_call / short.cpu_s_per_call
        figures["bytes_per_call"] = longest.peak_bytes_per_call
    return rows


def _too_long(calls: int, last: growth.Grown, full: bool) -> str | None:
    """Why not to run so many calls, going by a shorter run; None if nothing is in the way."""
    seconds, gigabytes = calls * last.cpu_s_per_call, calls * last.peak_bytes_per_call / 2**30
    if gigabytes > growth.most_gigabytes():
        return f"it would need about {gigabytes:.1f} GB of memory"
    if seconds > LONGEST_S and not full:
        return f"it would take about {seconds:.0f} s of CPU time (--full runs it)"
    return None


def as_json(report: dict[str, Any]) -> str:
    """For `bench.json`."""
    return json.dumps(report, indent=1, ensure_ascii=False) + "\n"
