"""How far to trust this, in sentences. Every number in them comes from the evidence files or the declarations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from present import bank_log
from present.evidence import FOLDER, REMEDY, Evidence, Figure, Run, read
from present.field_names import percent
from present.formats import plain
from present.limits import NOT_SHOWN
from present.provenance import assumptions, sourced, varied_assumptions
from present.text_layout import joined, lower_first, plural
from sim.kpis import KPIS
from sim.version import model_version

FIGURE_NAMES = {
    "p_wait": "Share of callers who wait",
    "mean_queue": "Callers waiting, on average",
    "mean_in_system": "Callers waiting or talking, on average",
    "blocked": "Turned away",
    "p_all_busy": "Time all agents are busy",
    "variance_over_mean": "Variance of the number of callers, over its mean",
    "mean_wait_all_s": "Average wait of all calls",
    "mean_time_to_abandon_s": "Average wait of abandoned calls",
    "abandoned_per_day": "Abandoned a day",
}


def figure_name(key: str) -> str:
    """What a figure of the theory check is called."""
    known = KPIS.get(key)
    return known.name if known else FIGURE_NAMES.get(key, key.replace("_", " ").capitalize())


@dataclass(frozen=True)
class CheckedPoint:
    """One thing that was checked. `passed`: None where it was not measured or neither passes nor fails. `measured`:
    when and on which version; `stale` where the model has changed since; `repeat`: how to run it again."""

    title: str
    text: str
    passed: bool | None
    measured: str = ""
    stale: bool = False
    repeat: str = ""


def day(text: str) -> str:
    """ "2026-11-25" as "25 November 2026"."""
    try:
        parsed = date.fromisoformat(text)
    except ValueError:
        return text
    return f"{parsed.day} {parsed:%B %Y}"


def is_stale(run: Run, running: str) -> bool:
    """Whether it was measured on another model than the one that runs."""
    return run.model_version != running


def measured(run: Run, running: str) -> str:
    """When, on which version, and what to do where that is another than the one running."""
    if is_stale(run, running):
        return f"Measured on {day(run.date)} with {run.model_version}; the model has changed since: {REMEDY}."
    return f"Measured on {day(run.date)} with this version of the model, {run.model_version}."


def _point(
    title: str, text: str, passed: bool | None, run: Run | None, running: str, command: str = ""
) -> CheckedPoint:
    if run is None:
        return CheckedPoint(title, f"Not measured yet: {REMEDY}.", None)
    repeat = f"Repeat it: `{command}`" if command else f"Repeat it in Headroom's source code: `{run.command}`"
    return CheckedPoint(title, text, passed, measured(run, running), is_stale(run, running), repeat)


def checked_points(evidence: Evidence, running: str | None = None) -> list[CheckedPoint]:
    """Every check of the model with its outcome."""
    current = running or model_version()
    return [
        _point(
            "The queue, against exact queueing theory",
            *_theory(evidence),
            evidence.theory,
            current,
            "headroom check",
        ),
        _point("Two engines against each other", *_twin(evidence), evidence.twin, current),
        _point("The 95% intervals", *_coverage(evidence), evidence.coverage, current),
        _point("A real call log", *bank_log.comparison(evidence), evidence.bank, current),
    ]


def common_measured(points: Sequence[CheckedPoint]) -> str:
    """When and on which version everything was measured, where that is the same and current; else ""."""
    measurements = {p.measured for p in points if p.measured}
    return measurements.pop() if len(measurements) == 1 and not any(p.stale for p in points) else ""


# ── The queue ───────────────────────────────────────────────────────────────────────────────────


def deviations(evidence: Evidence) -> list[float]:
    """All figures' distances from theory, in standard errors, of the runs that decide."""
    if evidence.theory is None:
        return []
    return [f.errors_off for _, f in evidence.theory.decisive() if f.errors_off is not None]


def _theory(evidence: Evidence) -> tuple[str, bool | None]:
    theory = evidence.theory
    if theory is None:
        return "", None
    decisive = list(theory.decisive())
    off = deviations(evidence)
    calls = sum(case.calls for case in theory.cases)
    failed = [case.case for case in theory.last.values() if not case.accepted]
    parts = [
        "With the human side switched off, the model is a queue that mathematics can solve exactly. "
        f"{len(theory.last)} such centres were simulated and {len(decisive)} figures compared with theory, over "
        f"{millions(calls)} calls."
    ]
    if failed:
        parts.append(
            f"**Not all agree: {joined(failed)} failed.** Do not rely on waiting times until this is cleared up."
        )
    elif off:
        within = sum(abs(x) <= 2.0 for x in off) / len(off)
        case, figure = max(decisive, key=lambda pair: abs(pair[1].errors_off or 0.0))
        parts.append(
            f"All agree. The largest distance is {plain(abs(figure.errors_off or 0.0), 2)} standard errors "
            f"({lower_first(figure_name(figure.figure))}, case {case.case}). Of the figures, {percent(within)} lie "
            "within two; by chance alone about 95% would."
        )
    known = [x for _, f in decisive if (x := f.relative_error) is not None]
    if known:
        parts.append(f"No standard error is above {plain(100.0 * max(known), 2)}% of its figure.")
    again = [case.case for case in theory.cases if case.run == 2 and case.case not in failed]
    if again:
        cases = plural(len(again), "Case", "Cases")
        parts.append(
            f"{cases} {joined(again)} first came out too far and agreed when run again on more calls."
        )
    return " ".join(parts), not failed


def millions(count: float) -> str:
    """ "157 million", "1.6 million", "12,300"."""
    if count < 1e6:
        return plain(count, 0)
    return f"{plain(count / 1e6, 0 if count >= 1e7 else 1)} million"


# ── The second engine ───────────────────────────────────────────────────────────────────────────

GROUP_WORDS = {"random": "random scenarios", "presets": "scenarios that come with Headroom"}


def _twin(evidence: Evidence) -> tuple[str, bool | None]:
    twin = evidence.twin
    if twin is None:
        return "", None
    groups = joined([f"{plain(g.scenarios, 0)} {GROUP_WORDS.get(g.group, g.group)}" for g in twin.groups])
    calls = millions(sum(g.calls for g in twin.groups))
    parts = [
        "The simulation was written twice with the same rules: once to be read (SimPy, the reference), once to be "
        f"fast. On {groups}, {calls} calls,"
    ]
    wrong = sum(g.different for g in twin.groups)
    digits = sum(g.last_digits for g in twin.groups)
    if wrong:
        first = next((d for d in twin.differences if d.agreement == "different"), None)
        where = f" (first: {first.scenario}, {first.where})" if first else ""
        parts.append(
            f"**they differ in {wrong}**{where}. Do not rely on the figures until this is cleared up."
        )
    elif digits:
        parts.append(
            f"both gave the same calls and days of work; in {digits} of them a last digit differs, which is harmless."
        )
    else:
        parts.append("both gave the same record of every call and every day of work, byte for byte.")
    compared = (
        [c.second_engine for c in evidence.theory.last.values() if c.second_engine] if evidence.theory else []
    )
    if compared and not wrong and all(c.agreement == "same" for c in compared):
        parts.append(
            f"So they did on the first {millions(sum(c.calls for c in compared))} calls of the theory cases."
        )
    return " ".join(parts), not wrong


# ── The intervals ───────────────────────────────────────────────────────────────────────────────


def _coverage(evidence: Evidence) -> tuple[str, bool | None]:
    coverage = evidence.coverage
    if coverage is None:
        return "", None
    claimed = percent(coverage.claimed)
    rows = [
        f"{percent(i.held / coverage.experiments)} {i.what} (by chance, "
        f"{percent(i.low).removesuffix('%')} to {percent(i.high)})"
        for i in coverage.intervals
    ]
    holds = all(i.low <= coverage.claimed <= i.high for i in coverage.intervals)
    text = (
        f"A {claimed} interval must contain the true value that often. On a centre where theory gives that of "
        f"“{lower_first(KPIS[coverage.kpi].name)}”, {plain(coverage.experiments, 0)} experiments were run. "
        f"Their intervals contained it in {'; in '.join(rows)}."
    )
    return text + ("" if holds else " **That is not as claimed.**"), holds


# ── For the other page ──────────────────────────────────────────────────────────────────────────


def summary(folder: Path = FOLDER, running: str | None = None) -> str:
    """The page in a few lines of Markdown, from the same data."""
    evidence, current = read(folder), running or model_version()
    points = checked_points(evidence, current)
    lines = [f"**Checked.** {_in_short(evidence)}"]
    if any(p.passed is False for p in points):
        failed = joined([lower_first(p.title) for p in points if p.passed is False])
        lines.append(f"**A check failed: {failed}.** Do not rely on the figures until this is cleared up.")
    if any(p.stale for p in points):
        lines.append(f"Some of this was measured on another version of the model: {REMEDY}.")
    groups = sourced()
    least = varied_assumptions(evidence)[0]
    lines += [
        f"**Sourced or assumed.** Everything about people: {sum(map(len, groups.values()))} constants have a source, "
        f"{len(assumptions())} are assumptions; figures that rest on them are marked †. The least known is "
        f"{least.words}: {least.constants[0].value}, range {least.constants[0].between}.",
        f"**Not shown.** {NOT_SHOWN} Compare settings, and use the direction and rough size of effects rather than one "
        "number.",
        "**The exhaustion index** is in units of the model and no diagnosis. **Simulated people are not your staff**: "
        "they have no names and are never matched to anybody.",
        "**The ranges** say how far chance alone could move a figure. They do not cover wrong assumptions.",
    ]
    return "\n\n".join(lines)


def _in_short(evidence: Evidence) -> str:
    parts = []
    if evidence.theory is not None:
        verdicts = [figure.verdict == "ok" for _, figure in evidence.theory.decisive()]
        worst = max(map(abs, deviations(evidence)), default=0.0)
        parts.append(
            f"The queue agrees with exact theory in {sum(verdicts)} of {len(verdicts)} figures, the farthest "
            f"{plain(worst, 2)} standard errors off."
        )
    if evidence.twin is not None and not any(g.different for g in evidence.twin.groups):
        scenarios = plain(sum(g.scenarios for g in evidence.twin.groups), 0)
        parts.append(f"Two engines gave the same calls on {scenarios} scenarios.")
    return " ".join(parts) or f"Not measured yet: {REMEDY}."


def in_words(figures: Sequence[Figure]) -> str:
    """The picture of all distances from theory, for a reader who cannot see it."""
    off = [f.errors_off for f in figures if f.errors_off is not None]
    if not off:
        return "No distances from theory were measured."
    two = sum(abs(x) <= 2.0 for x in off)
    three = sum(2.0 < abs(x) <= 3.0 for x in off)
    return (
        f"{len(off)} figures as dots by their distance from theory: {two} within two standard errors, {three} between "
        f"two and three, {len(off) - two - three} beyond; the largest {plain(max(map(abs, off)), 1)}."
    )
