"""Results as plain data: what --json prints."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from sim.engine.warnings import scenario_warnings
from sim.experiment import (
    KEYS,
    AssumptionRange,
    Estimate,
    Headroom,
    Precise,
    Result,
    StaffingEquivalent,
    SweepOutcome,
    paired,
)
from sim.experiment.sensitivity import AssumptionSetting
from sim.kpis import KPIS
from sim.version import __version__, model_version


def print_json(content: Mapping[str, Any]) -> None:
    """Print one object on one line. Raises ValueError for NaN and infinities, which are no JSON."""
    print(json.dumps(content, allow_nan=False))


SCHEMA = 1
"""Number of the form of what --json prints. It rises where a key goes or means something else; new keys leave it."""


def versions() -> dict[str, Any]:
    """The form of the object, and which Headroom and which model it is from."""
    return {"schema": SCHEMA, "version": __version__, "model_version": model_version()}


def scenario(result: Result) -> dict[str, Any]:
    """Which scenario, in which currency its money is, and what a planner should know before reading its figures."""
    one = result.scenario
    return {
        "scenario": {
            "name": one.name,
            "hash": result.hash,
            "currency": one.costs.currency,
            "warnings": list(scenario_warnings(one)),
        }
    }


def settings(result: Result, runs: int | None = None) -> dict[str, Any]:
    """How it was simulated. `runs`: how often, where the result does not hold them; `replications` is the same."""
    count = len(result.replications) if runs is None else runs
    return {"engine": result.engine, "seed": result.seed, "replications": count, "runs": count}


def estimate(e: Estimate) -> dict[str, Any]:
    """Mean and 95 % interval."""
    return {"mean": e.mean, "ci95": None if e.low is None else [e.low, e.high]}


def kpis(result: Result | SweepOutcome) -> dict[str, Any]:
    """All KPIs with their units."""
    return {key: {**estimate(result.kpi(key)), "unit": KPIS[key].unit} for key in KEYS}


def precision(precise: Precise) -> dict[str, Any]:
    """What was asked for and what came of it; half-widths in the KPI's unit, or as a share of the mean."""
    return {
        "reached": precise.reached,
        "kpis": {
            key: {
                "half_width": precise.intervals[key].half_width,
                "asked": width.amount,
                "relative": width.relative,
                "reached": key not in precise.missed,
                "unit": KPIS[key].unit,
            }
            for key, width in precise.requested.items()
        },
    }


def comparison(
    results: Sequence[Result],
    ranges: Sequence[AssumptionRange] | None,
    equivalents: Sequence[Sequence[StaffingEquivalent]] | None = None,
) -> dict[str, Any]:
    """Scenarios, and each one's paired differences from the first.

    Where given, for each but the first: the range over the assumptions, and its equivalents in people by measure.
    """
    baseline, *others = results
    differences = []
    for number, one in enumerate(others):
        pairs = {key: paired(one, baseline, key) for key in KEYS}
        difference = {
            **scenario(one),
            "baseline": scenario(baseline)["scenario"],
            "kpis": {
                key: {
                    **estimate(p.difference),
                    "reason": p.difference.reason or None,
                    "unit": KPIS[key].unit,
                    "variance_saved": p.variance_saved,
                }
                for key, p in pairs.items()
            },
        }
        if ranges is not None:
            difference["assumptions"] = _assumptions(ranges[number])
        if equivalents is not None:
            difference["worth"] = {e.key: _equivalent(e) for e in equivalents[number]}
        differences.append(difference)
    return {
        **versions(),
        "scenarios": [{**scenario(one), "kpis": kpis(one)} for one in results],
        "differences": differences,
        **settings(baseline),
    }


def _assumptions(over: AssumptionRange) -> dict[str, Any]:
    spans = {key: over.span(key) for key in KEYS}
    return {
        "settings": [_setting(setting) for setting in over.differences],
        "not_moved": [a.key for a in over.not_moved],
        "dated": list(over.dated),
        "kpis": {
            key: {
                "lowest": span.lowest,
                "lowest_at": _setting(span.lowest_at),
                "highest": span.highest,
                "highest_at": _setting(span.highest_at),
                "unit": KPIS[key].unit,
                "sign_turns": span.sign_turns if over.allows_verdict else None,
                "decided_by": [a.key for a in span.decided_by],
            }
            for key, span in spans.items()
        },
    }


def _setting(setting: AssumptionSetting) -> dict[str, Any] | None:
    """Null for the scenarios' own assumptions."""
    if setting.assumption is None or setting.end is None:
        return None
    return {
        "assumption": setting.assumption.key,
        "end": setting.end,
        "values": setting.values,
    }


def _equivalent(e: StaffingEquivalent) -> dict[str, Any]:
    """In whole people; null where there is no number, and for `gain` where no difference is detected."""
    people = {"people": e.people, "low": e.low, "high": e.high, "most": e.most}
    gain = e.gain if e.kind in ("found", "beyond", "small") else None
    return {"kind": e.kind, "gain": gain, **people, "since_week": e.window.first_week}


def headroom(answer: Headroom) -> dict[str, Any]:
    """How the targets stand, what can be lost or taken before one breaks, and what would mend those missed.

    Whether a target is met is null with fewer replications than a verdict needs.
    """
    judged = answer.enough_replications
    return {
        "targets": {
            s.key: {
                "target": s.line,
                **estimate(s.figure),
                "unit": KPIS[s.key].unit,
                "met": s.met if judged else None,
                "on_edge": s.on_edge if judged else None,
            }
            for s in answer.target_statuses
        },
        "people_to_lose": None if answer.people is None else asdict(answer.people),
        "calls_to_take_percent": None if answer.calls is None else asdict(answer.calls),
        "people_to_add": {
            m.key: {k: v for k, v in asdict(m).items() if k != "key"} for m in answer.recoveries
        },
        "since_week": answer.window.first_week,
    }


def sweep_point(outcome: SweepOutcome) -> dict[str, Any]:
    """One point: the levers' values, and every KPI."""
    return {
        "levers": dict(outcome.point.values),
        "kpis": kpis(outcome),
    }
