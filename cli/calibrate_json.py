"""What `calibrate --json` prints, as plain data."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.calibrate.fit.estimate import Fitted
    from sim.calibrate.fit.fit import Fit
    from sim.calibrate.fit.human_side import HumanSide
    from sim.calibrate.fit.patience import Patience
    from sim.calibrate.judge import Judgement, Layer
    from sim.calibrate.reading.tables import Reading


def as_data(reading: Reading, fit: Fit, judgement: Judgement | None, not_judged: str) -> dict[str, Any]:
    """Ledger, fit and judgement; a number that there is none of is null."""
    return {
        "ledger": _ledger(reading),
        "fit": _fit(fit),
        "judgement": None if judgement is None else _judgement(judgement),
        "not_judged": not_judged or None,
    }


def _ledger(reading: Reading) -> dict[str, Any]:
    ledger = reading.ledger
    return {
        "files": [asdict(file) for file in ledger.files],
        "rows_read": ledger.rows_read,
        "dropped": dict(ledger.dropped),
        "calls": 0 if reading.calls is None else len(reading.calls),
        "intervals": 0 if reading.intervals is None else len(reading.intervals),
        "columns": dict(reading.taken),
        "decisions": list(ledger.decisions),
        "missing": [asdict(one) for one in ledger.missing],
        "checks": [asdict(one) for one in ledger.checks],
        "answers": asdict(ledger.answers),
        "open_questions": ledger.answers.open_questions(),
    }


def number(x: float) -> float | None:
    """Null for NaN and infinities, which are no JSON."""
    return float(x) if math.isfinite(x) else None


def _fitted(one: Fitted) -> dict[str, Any]:
    ends = (
        None if one.basis == "default" or not math.isfinite(one.low) else [number(one.low), number(one.high)]
    )
    return {
        "value": number(one.value),
        "ci95": ends,
        "basis": one.basis,
        "how": one.how,
        "cannot": one.cannot or None,
    }


def _patience(one: Patience) -> dict[str, Any]:
    return {
        "distribution": one.distribution,
        "mean_min": _fitted(one.mean_min),
        "shape": _fitted(one.shape),
        "give_up_at_once": _fitted(one.give_up_at_once),
        "hang_up_by_s": {f"{t:g}": _fitted(chance) for t, chance in one.hang_up_by.items()},
        "hang_ups": one.hangups,
        "longest_wait_s": number(one.longest_s),
    }


def _fit(fit: Fit) -> dict[str, Any]:
    arrivals, people = fit.arrivals, fit.people
    kinds = []
    for kind in fit.mix:
        handle, patience = fit.handle_time[kind.name], fit.patience_of(kind)
        kinds.append(
            {
                "name": kind.name,
                "share": _fitted(kind.share),
                "handle_time_min": _fitted(handle.mean_min),
                "handle_time_cv": _fitted(handle.cv),
                "distribution": handle.distribution,
                "patience": None if patience is None else _patience(patience),
            }
        )
    return {
        "calls_per_day": _fitted(arrivals.calls_per_day),
        "day_to_day_cv": _fitted(arrivals.day_to_day_cv),
        "intraday_cv": _fitted(arrivals.intraday_cv),
        "intraday_correlation": _fitted(arrivals.intraday_correlation),
        "half_hour_dispersion": number(arrivals.dispersion),
        "special_days": [{"date": f"{one.date:%Y-%m-%d}", "factor": one.factor} for one in fit.special],
        "disturbed": list(fit.counts.disturbed),
        "call_types": kinds,
        "wrap_up_min": _fitted(fit.wrap_up_min),
        "redial": _fitted(fit.repeats.redial),
        "redial_after_min": _fitted(fit.repeats.redial_after_min),
        "people": {
            "from": people.source,
            "hours_per_day": _fitted(people.hours_per_day),
            "away": _fitted(people.away),
            "shrinkage": _fitted(people.shrinkage),
            "speed_sd": _fitted(people.speed_sd),
        },
        "human_side": None if fit.human is None else _human_side(fit, fit.human),
        "observed": _numbers(fit.observed),
        "within_s": fit.within_s,
        "doubts": list(fit.doubts),
    }


def _human_side(fit: Fit, human: HumanSide) -> dict[str, Any]:
    return {
        "new_issues_per_day": number(human.scales.calls * fit.arrivals.calls_per_day.value),
        "need_scale": number(human.scales.need),
        "people_scale": number(human.scales.people),
        "targets": _numbers(human.targets),
        "simulated": {
            key: {"mean": one.mean, "ci95": [one.low, one.high]} for key, one in human.figures.items()
        },
    }


def _numbers(figures: Mapping[str, float]) -> dict[str, float | None]:
    return {key: number(x) for key, x in figures.items()}


def _judgement(judgement: Judgement) -> dict[str, Any]:
    earlier, later = judgement.fitted_dates, judgement.held_out_dates
    return {
        "outcome": judgement.word,
        "fitted": [f"{earlier[0]:%Y-%m-%d}", f"{earlier[-1]:%Y-%m-%d}"],
        "judged": [f"{later[0]:%Y-%m-%d}", f"{later[-1]:%Y-%m-%d}"],
        "judged_days": len(later),
        "left_out": [f"{one.date:%Y-%m-%d}" for one in judgement.left_out],
        "people_given": judgement.are_people_given,
        "runs": judgement.replications,
        "arrivals": _numbers(asdict(judgement.arrivals)),
        "queue": _layer(judgement.queue),
        "both": _layer(judgement.both),
    }


def _layer(layer: Layer) -> dict[str, Any]:
    figures = {
        key: {
            "observed": number(v.observed),
            "mean": number(v.mean),
            "range95": [number(v.low), number(v.high)],
            "band": number(v.band),
            "outcome": v.word,
        }
        for key, v in {**layer.verdicts, "calls_offered": layer.offered}.items()
    }
    return {"outcome": layer.word, "figures": figures}
