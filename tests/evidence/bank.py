"""The real call log beside the model: what the log shows, what the model makes of its causes, and what decides that.

A log is one fortnight of many that could have been. So beside a difference stands where the log lies among the
fortnights that the model gives.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import numpy as np

from sim import Scenario, load, simulate
from sim.calibrate.anonymous_bank import observed_kpis, read_bank
from sim.calibrate.call_log import CallLog
from sim.experiment import KEYS, estimate, executor_for, run
from sim.experiment.result import Replication, measure
from sim.kpis import KPIS
from sim.record import Outcome, Record
from sim.scenario import as_dict, from_dict
from tests.evidence.files import Figures, Part

ROOT = Path(__file__).resolve().parents[2]
CONFIG = ROOT / "configs" / "anonymous_bank.yaml"
LOG = ROOT.parent / "shared" / "data" / "anonymous_bank_1999-02_first_half.csv"
"""Beside the project, not in it: where it is absent, the file last made from it stays."""
SEED, REPLICATIONS = 1, 100
SHOWN = ("abandonment", "service_level", "asa_s", "wait_p90_s", "aht_min")
"""Figures compared; volumes are put in and would agree whatever the model."""
QUEUED, FIRST_HOUR = "had_to_queue", "first_hour_abandonment"
EXTRA = {
    QUEUED: ("Had to queue", "share", "calls not answered at once, of calls offered"),
    FIRST_HOUR: (
        "Abandoned, 07:00 to 08:00",
        "share",
        "of calls offered in the first hour, Sunday to Friday",
    ),
}
"""Figures that are no key figures: name, unit, definition."""
EARLY_MIN = (7 * 60, 8 * 60)


# ── The log ─────────────────────────────────────────────────────────────────────────────────────


def make_log(quick: bool) -> Figures | None:
    """What was read and what it shows, disturbed half-hours with and without; None where the log is not here."""
    if not LOG.is_file():
        return None
    bank = read_bank(LOG)
    log = bank.log
    undisturbed = replace(log, calls=log.calls[~log.calls["disturbed"]])
    wrap_up_s = 60.0 * load(CONFIG).call_types[0].wrap_up_min
    return {
        "first_date": f"{log.first_date:%Y-%m-%d}",
        "days": log.days,
        "rows": bank.counts,
        "figures": [
            {"figure": key, "log": whole, "undisturbed": part}
            for (key, whole), part in zip(
                _of_log(log, wrap_up_s).items(), _of_log(undisturbed, wrap_up_s).values(), strict=True
            )
        ],
    }


def _of_log(log: CallLog, wrap_up_s: float) -> dict[str, float]:
    calls, seen = log.calls, observed_kpis(log, wrap_up_s)
    early = calls[calls["half_hour"].isin([m // 30 for m in range(*EARLY_MIN, 30)])]
    return {
        **{key: seen[key] for key in SHOWN},
        QUEUED: float(calls["queued"].mean()),
        FIRST_HOUR: float(1.0 - early["answered"].mean()),
    }


# ── The model ───────────────────────────────────────────────────────────────────────────────────


def figures_of(record: Record, scenario: Scenario) -> dict[str, float]:
    """The same figures of one simulated fortnight."""
    values = measure(record, scenario).values
    legs = record.legs
    in_day = np.mod(legs["arrived"], 1440.0)
    early = legs[(in_day >= EARLY_MIN[0]) & (in_day < EARLY_MIN[1])]
    return {
        **{key: float(values[KEYS.index(key)]) for key in SHOWN},
        QUEUED: float((legs["left_queue"] > legs["queued"]).mean()),
        FIRST_HOUR: float((early["outcome"] == Outcome.ABANDONED).mean()),
    }


def _fortnight(number: int) -> dict[str, float]:
    scenario = load(CONFIG)
    return figures_of(simulate(scenario, seed=SEED, replication=number), scenario)


def make(quick: bool) -> Figures:
    """The model's fortnights, and what each part of the scenario is worth."""
    count = 4 if quick else REPLICATIONS
    scenario = load(CONFIG)
    with executor_for("compiled", count) as executor:
        found = list((executor.map if executor else map)(_fortnight, range(count)))
        baseline, *others = run(
            [scenario, *(without(scenario) for _, without in PARTS)],
            seed=SEED,
            replications=count,
            executor=executor,
        )
    return {
        "scenario": "configs/anonymous_bank.yaml",
        "fortnights": count,
        "figures": [_row(key, [f[key] for f in found], scenario.observed.get(key)) for key in found[0]],
        "rests_on": [
            {
                "left_out": words,
                "runs": len(other.replications),
                **_difference(baseline.replications, other.replications),
            }
            for (words, _), other in zip(PARTS, others, strict=True)
        ],
    }


def _row(key: str, values: list[float], observed: float | None) -> Figures:
    """Mean with its interval, and between which values 95 of 100 fortnights lie."""
    found = estimate(values)
    kpi = KPIS.get(key)
    name, unit, definition = (kpi.name, kpi.unit, kpi.definition) if kpi else EXTRA[key]
    return {
        "figure": key,
        "name": name,
        "unit": unit,
        "definition": definition,
        "model": found.mean,
        "low": found.low,
        "high": found.high,
        "sd": float(np.std(values, ddof=1)),
        "fortnights_low": float(np.quantile(values, 0.025)),
        "fortnights_high": float(np.quantile(values, 0.975)),
        "observed": observed,
    }


def _difference(baseline: Iterable[Replication], other: Iterable[Replication]) -> Figures:
    i = KEYS.index("abandonment")
    before, after = ([float(r.values[i]) for r in part] for part in (baseline, other))
    found = estimate([b - a for a, b in zip(before, after, strict=True)])
    return {
        "abandonment": math.fsum(after) / len(after),
        "difference": found.mean,
        "low": found.low,
        "high": found.high,
    }


# ── What it rests on: the scenario with one thing left out ──────────────────────────────────────

Without = Callable[[Scenario], Scenario]


def _each(part: str, values: dict[str, object]) -> Without:
    """Every team or every call type with these values."""

    def without(scenario: Scenario) -> Scenario:
        data = as_dict(scenario)
        for item in data[part]:
            item.update(values)
        return from_dict(data)

    return without


def _without_breaks(scenario: Scenario) -> Scenario:
    data = as_dict(scenario)
    for team in data["teams"]:
        team["breaks"] = []
        for shift in team["shifts"]:
            shift["breaks"] = []
    return from_dict(data)


def _steady(scenario: Scenario) -> Scenario:
    data = as_dict(scenario)
    data["demand"] |= {"day_to_day_cv": 0.0, "intraday_cv": 0.0}
    return from_dict(data)


def _steady_within(scenario: Scenario) -> Scenario:
    data = as_dict(scenario)
    data["demand"]["intraday_cv"] = 0.0
    return from_dict(data)


PARTS: tuple[tuple[str, Without], ...] = (
    ("breaks", _without_breaks),
    ("vacant positions (the same positions, all filled)", _each("teams", {"shrinkage": 0.0})),
    ("wrap-up", _each("call_types", {"wrap_up_min": 0.0})),
    ("skills (everybody takes every call)", _each("teams", {"handles": "all"})),
    ("head start of important calls", _each("call_types", {"head_start_min": 0.0})),
    ("unequal speed", _each("teams", {"speed_sd": 0.0})),
    ("busy and quiet half-hours", _steady_within),
    ("busy and quiet days and half-hours", _steady),
)

LOG_PART = Part(
    "bank_log", "what the call log of the anonymous bank shows", "none: nothing is simulated", make_log
)
PART = Part("anonymous_bank", "the model on the anonymous bank's causes, beside its call log", SEED, make)
