"""The few published numbers about staffing: what others print in full, we compute too."""

from __future__ import annotations

import json
from functools import cache
from math import ceil
from typing import Any

import numpy as np
import pytest

from sim import load, replace
from sim.experiment import Runner
from sim.staffing import Shares, least_cost_cover
from sim.staffing.service_target import WEEK
from sim.theory import erlang_a, erlang_c
from tests.processes import ROOT
from tests.shared_folder import shared

TESTED = {
    "pyworkforce_erlang_a",
    "pyworkforce_erlang_c",
    "pyworkforce_multi_skill",
    "winston_post_office",
    "taha_buses",
    "combined_service_level",
    "shrinkage",
}
WITHOUT = {
    "ocba": "runs of a search are not allocated by OCBA",
    "ishigami_and_g": "names no values; `test_screening.py` holds the screening to SALib",
    "smith_winkler": "what is chosen is measured anew on other callers: `test_rostering.py`, `test_tradeoff.py`",
}


@cache
def oracle() -> dict[str, Any]:
    return json.loads(shared("oracles", "staffing_published.json").read_text("utf-8"))["values"]


def test_every_entry_is_tested_or_has_a_reason():
    assert set(oracle()) == TESTED | set(WITHOUT)


def test_erlang_a_of_pyworkforce():
    of = oracle()["pyworkforce_erlang_a"]
    inputs, printed, own = of["inputs"], of["published"], of["ours"]
    got = erlang_a(
        2.0 * inputs["calls_per_30_min"],
        60.0 * inputs["aht_min"],
        inputs["positions"],
        60.0 * inputs["patience_min"],
        60.0 * inputs["threshold_min"],
    )
    assert {
        "pwait": got.p_wait,
        "pab": got.p_abandon,
        "occ": got.occupancy,
        "wait_all": got.mean_wait_all_s / 60.0,
        "sl_offered": got.sl_answered_in_awt_over_offered,
        "sl_answered": got.sl_over_answered,
        "sl_less_short": got.sl_excl_short_abandons,
        "sl_abn_good": got.sl_answered_or_abandoned_in_awt_over_offered,
        "ab_within_T": got.sl_answered_or_abandoned_in_awt_over_offered - got.sl_answered_in_awt_over_offered,
        "EQ": got.mean_queue,
        "EB": got.occupancy * inputs["positions"],
    } == pytest.approx(own, rel=1e-10)
    assert {
        "waiting_probability": got.p_wait,
        "abandonment_probability": got.p_abandon,
        "occupancy": got.occupancy,
        "average_speed_of_answer_min": got.mean_wait_all_s / 60.0,
        "service_level": got.sl_answered_in_awt_over_offered,
    } == pytest.approx(printed, abs=1.1e-6), "printed to six digits, the last not always rounded"


def test_erlang_c_of_pyworkforce():
    of = oracle()["pyworkforce_erlang_c"]
    inputs, printed = of["inputs"], of["published"]
    calls, aht_s, within_s = (
        2.0 * inputs["calls_per_30_min"], 60.0 * inputs["aht_min"], 60.0 * inputs["threshold_min"]
    )  # fmt: skip
    fewest = next(
        n for n in range(11, 30) if erlang_c(calls, aht_s, n, within_s).service_level >= inputs["target"]
    )
    got = erlang_c(calls, aht_s, fewest, within_s)
    assert got.occupancy <= inputs["max_occupancy"]
    assert (fewest, ceil(fewest / (1.0 - inputs["shrinkage"]))) == (
        printed["raw_positions"],
        printed["positions"],
    )
    assert (got.service_level, got.occupancy, got.p_wait) == pytest.approx(
        (printed["service_level"], printed["occupancy"], printed["waiting_probability"]), rel=1e-12
    )


def test_two_skills_of_which_some_people_have_both():
    """A flexible person counts for both at once, as there."""
    of = oracle()["pyworkforce_multi_skill"]
    cost, required = (list(of["inputs"][name].values()) for name in ("profiles", "required"))
    answer = least_cost_cover([[1, 0, 1], [0, 1, 1]], required, cost)
    printed = of["published"]
    assert answer.cost == printed["cost"]
    assert answer.counts.tolist() == [printed[name] for name in ("billing", "technical", "flexible")]


def _wrapped(periods: int, length: int) -> np.ndarray:
    """Columns that begin in each period and cover so many, round the end."""
    return sum(np.roll(np.eye(periods, dtype=int), later, axis=0) for later in range(length))


@pytest.mark.parametrize(("name", "length"), [("winston_post_office", 5), ("taha_buses", 2)])
def test_textbook_rosters(name, length):
    of = oracle()[name]
    periods = len(of["need"])
    answer = least_cost_cover(_wrapped(periods, length), of["need"], np.ones(periods))
    assert (answer.cost, answer.is_proven) == (of["ilp"], True)


def test_service_levels_together_are_weighted_by_their_calls():
    of = oracle()["combined_service_level"]
    good, all_ = np.zeros((2, *WEEK)), np.zeros((2, *WEEK))
    all_[:, 0, 18:20] = of["calls"]
    good[:, 0, 18:20] = np.multiply(of["calls"], of["sl"])
    assert Shares(good, all_).by_day.mean[0, 0] == pytest.approx(of["expected"], abs=1e-12)


def test_shrinkage_is_of_positions_not_of_people_at_work():
    """70 at work with 30% away take 100 positions; 70 and 30% more, 91, have 63.7."""
    of = oracle()["shrinkage"]

    def at_work(positions: int) -> float:
        centre = replace(
            load(ROOT / "configs" / "verification" / "erlang_a.yaml"),
            {
                "horizon": {"weeks": 20, "warm_up_weeks": 0},
                "demand.open": {"days": ["mon", "tue", "wed", "thu", "fri"], "from": "09:00", "to": "10:00"},
                "demand.profile": None,
                "demand.calls_per_day": 10.0,
                "teams.Agents.shifts": [{"start": "09:00", "hours": 1}],
                "teams.Agents.agents": positions,
                "teams.Agents.shrinkage": of["shrinkage"],
            },
        )
        (result,) = Runner(replications=4).run([centre])
        on_duty = np.mean([each.week["on_duty"] for each in result.replications], axis=0).reshape(WEEK)
        return float(on_duty[:5, 18:20].mean())

    chance = 4.0 * (of["expected"] * 0.3 * 0.7 / 400.0) ** 0.5
    """Standard errors of 400 days on which each is away by itself."""
    assert at_work(of["expected"]) == pytest.approx(of["net"], abs=chance)
    assert at_work(of["wrong"]) == pytest.approx(0.7 * of["wrong"], abs=chance)
