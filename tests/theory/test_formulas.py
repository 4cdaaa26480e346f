"""The formulas against the oracle file, independent sums, their limits, and two other people's engines."""

from __future__ import annotations

import json
import math
from dataclasses import asdict, replace
from itertools import pairwise
from typing import Any

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.linalg import expm

from sim import theory
from tests.shared_folder import shared
from tests.theory.ciw_reference import QUICK, Case, reference

IDS = {
    "erlang_c": ["C1", "C2", "C3", "C4"],
    "erlang_a": ["A1", "A2", "A3", "A4", "A5", "A6"],
    "published_day_simulations": ["MMC", "MMCAb"],
}


@pytest.fixture(scope="module")
def oracle() -> dict[str, list[dict[str, Any]]]:
    loaded: dict[str, list[dict[str, Any]]] = json.loads(
        shared("oracles", "queue_theory.json").read_text("utf-8")
    )
    return loaded


def case_of(oracle: dict[str, list[dict[str, Any]]], group: str, name: str) -> dict[str, Any]:
    return next(case for case in oracle[group] if case["id"] == name)


# ── The oracle file ───────────────────────────────────────────────────────────────────────────────────────


def test_every_case_of_the_oracle_file_is_tested(oracle):
    assert {group: [case["id"] for case in oracle[group]] for group in IDS} == IDS
    tested = set(IDS) | {"erlang_b", "capped_mean"}
    assert {key for key, value in oracle.items() if isinstance(value, list)} == tested


@pytest.mark.parametrize("name", IDS["erlang_c"])
def test_erlang_c_of_the_oracle(oracle, name):
    case = case_of(oracle, "erlang_c", name)
    got = theory.erlang_c(case["calls_per_hour"], case["aht_s"], case["agents"], case["awt_s"])
    assert asdict(got) == pytest.approx({key: case[key] for key in asdict(got)}, rel=1e-13)


@pytest.mark.parametrize("name", IDS["erlang_a"])
def test_erlang_a_of_the_oracle(oracle, name):
    case = case_of(oracle, "erlang_a", name)
    inputs = ("calls_per_hour", "aht_s", "agents", "mean_patience_s", "awt_s")
    got = asdict(theory.erlang_a(*(case[key] for key in inputs)))
    assert set(got) == set(case) - set(inputs) - {"id"}
    # the file's four service levels were integrated numerically: good to about 3e-12, the others to rounding
    assert got == pytest.approx({key: case[key] for key in got}, rel=1e-11)
    assert {k: v for k, v in got.items() if not k.startswith("sl_")} == pytest.approx(
        {key: case[key] for key in got if not key.startswith("sl_")}, rel=1e-13
    )


def test_erlang_b_of_the_oracle(oracle):
    for case in oracle["erlang_b"]:
        assert theory.erlang_b(case["load"], case["servers"]) == pytest.approx(case["blocking"], abs=5.1e-11)


def test_capped_means_of_the_oracle(oracle):
    for case in oracle["capped_mean"]:
        got = theory.capped_handle_time(case["distribution"], case["mean"], case["cap"], case.get("cv", 1.0))
        assert got.mean_s == pytest.approx(case["mean_capped"], abs=5.1e-7)
        assert got.share_capped == pytest.approx(case["share_capped"], abs=5.1e-7)


@pytest.mark.parametrize("name", IDS["published_day_simulations"])
def test_a_published_simulation_of_days_that_start_empty(oracle, name):
    """Other people's simulator, 1000 days of 8 hours: its intervals hold the exact day of the chain below."""
    group = "published_day_simulations"
    case = {**case_of(oracle, group, "MMC"), **case_of(oracle, group, name)}
    aht_s, patience_s = 60.0 * case["service_mean_min"], 60.0 * case.get("patience_mean_min", math.inf)
    agents, day_s, size = case["agents"], 3600.0 * case["hours"], 160
    chain = Chain(aht_s, patience_s, agents, size)
    day = chain.time_in_states(case["arrivals_per_min"] / 60.0, chain.empty(), day_s)[0] / day_s
    found = day[agents:]
    in_time, _ = chain.fates(size - agents, case["awt_s"])
    p_abandon = found @ chain.fates(size - agents, 1e6)[1]

    got = {
        "occupancy": day @ np.minimum(np.arange(size), agents) / agents,
        "service_level": (day[:agents].sum() + found @ in_time)
        / (1.0 - p_abandon),  # theirs is of the answered
        "asa_min": found @ (np.arange(size - agents) + 1.0) * case["service_mean_min"] / agents,  # of MMC
        "abandoned_per_day": p_abandon * case["arrivals_per_min"] * 60.0 * case["hours"],
    }
    bounds = {
        key.removesuffix("_ci"): ci for key, ci in case_of(oracle, group, name).items() if key.endswith("_ci")
    }
    assert len(bounds) == 3
    for key, (low, high) in bounds.items():
        assert low <= got[key] <= high, key


# ── Independent sums ──────────────────────────────────────────────────────────────────────────────────────


class Chain:
    """The birth–death chain of M/M/n+M cut at ``size`` states, by matrix exponentials."""

    def __init__(self, aht_s: float, patience_s: float, agents: int, size: int) -> None:
        k = np.arange(size)
        self.agents, self.leave = agents, 1.0 / patience_s
        self.serve = agents / aht_s
        self.down = np.minimum(k, agents) / aht_s + np.maximum(k - agents, 0) * self.leave

    def empty(self) -> NDArray[np.float64]:
        return np.eye(len(self.down))[0]

    def generator(self, rate: float) -> NDArray[np.float64]:
        up = np.full(len(self.down) - 1, rate)
        q = np.diag(up, 1) + np.diag(self.down[1:], -1)
        return q - np.diag(q.sum(axis=1))

    def time_in_states(
        self, rate: float, start: NDArray[np.float64], seconds: float
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """∫ P(k) dt, and P(k) at the end: exp of [[Q, I], [0, 0]] holds both (Van Loan 1978)."""
        n = len(start)
        block = np.zeros((2 * n, 2 * n))
        block[:n, :n], block[:n, n:] = self.generator(rate), np.eye(n)
        result = expm(block * seconds)
        return start @ result[:n, n:], start @ result[:n, :n]

    def fates(self, places: int, within_s: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """P(answered within), P(abandoned within) of a caller with 0, 1, … places − 1 waiting ahead.

        A chain of its own, of the callers ahead, with two ends: answered, abandoned.
        """
        q = np.zeros((places + 2, places + 2))
        for j in range(places):
            q[j, j - 1 if j else places] = self.serve + j * self.leave
            q[j, places + 1] = self.leave
            q[j, j] = -q[j].sum()
        after = expm(q * within_s)
        return after[:places, places], after[:places, places + 1]


def erlang_a_by_mpmath(
    calls_per_hour: float, aht_s: float, agents: int, patience_s: float, within_s: float, most: int
) -> dict[str, float]:
    """M/M/n+M from its definition in 300 digits, waits by partial fractions of hypoexponentials.

    These alternate in sign with terms up to 10^80 here, hence the digits.
    """
    with mpmath.workdps(300):
        rate, serve, leave = (
            mpmath.mpf(calls_per_hour) / 3600,
            1 / mpmath.mpf(aht_s),
            1 / mpmath.mpf(patience_s),
        )
        y = mpmath.mpf(within_s)
        weights = [mpmath.mpf(1)]
        for k in range(1, agents + most):
            weights.append(weights[-1] * rate / (min(k, agents) * serve + max(0, k - agents) * leave))
        total = mpmath.fsum(weights)
        p = [w / total for w in weights]
        in_time = mpmath.fsum(p[:agents])
        short = p_abandon = wait_answered = wait_abandoned = mpmath.mpf(0)
        coefficients: list[Any] = []
        rates: list[Any] = []
        fading: list[Any] = []
        for ahead in range(most):
            new = agents * serve + ahead * leave
            coefficients = [a * new / (new - r) for a, r in zip(coefficients, rates, strict=True)]
            own = mpmath.mpf(1)
            for r in rates:
                own *= r / (r - new)
            coefficients.append(own)
            rates.append(new)
            fading.append(1 - mpmath.exp(-(new + leave) * y))
            found = p[agents + ahead]
            for a, r, faded in zip(coefficients, rates, fading, strict=True):
                in_time += found * a * r / (r + leave) * faded
                short += found * a * leave / (r + leave) * faded
                p_abandon += found * a * leave / (r + leave)
                wait_answered += found * a * r / (r + leave) ** 2
                wait_abandoned += found * a * leave / (r + leave) ** 2
        out = {
            "p_wait": mpmath.fsum(p[agents:]),
            "p_abandon": p_abandon,
            "mean_wait_all_s": wait_answered + wait_abandoned,
            "asa_answered_s": wait_answered / (1 - p_abandon),
            "mean_time_to_abandon_s": wait_abandoned / p_abandon,
            "occupancy": mpmath.fsum(min(k, agents) * x for k, x in enumerate(p)) / agents,
            "mean_queue": mpmath.fsum(max(0, k - agents) * x for k, x in enumerate(p)),
            "sl_answered_in_awt_over_offered": in_time,
            "sl_over_answered": in_time / (1 - p_abandon),
            "sl_excl_short_abandons": in_time / (1 - short),
            "sl_answered_or_abandoned_in_awt_over_offered": in_time + short,
        }
        return {key: float(value) for key, value in out.items()}


@pytest.mark.parametrize(
    ("calls_per_hour", "aht_s", "agents", "patience_s", "within_s", "most"),
    [
        (15.0, 200.0, 1, 90.0, 30.0, 60),  # one agent
        (120.0, 300.0, 6, 60.0, 10.0, 80),  # overload, impatient
        (700.0, 240.0, 40, 600.0, 60.0, 140),  # overload, patient
        (5.0, 120.0, 4, 240.0, 20.0, 30),  # next to nobody waits
        (90.0, 240.0, 6, 240.0, 0.0, 90),  # patience as long as the handle time; at once or never
    ],
)
def test_erlang_a_is_the_birth_death_chain_summed_in_many_digits(
    calls_per_hour, aht_s, agents, patience_s, within_s, most
):
    got = asdict(theory.erlang_a(calls_per_hour, aht_s, agents, patience_s, within_s))
    assert got == pytest.approx(
        erlang_a_by_mpmath(calls_per_hour, aht_s, agents, patience_s, within_s, most), rel=2e-13
    )


@pytest.mark.parametrize(("load", "agents"), [(0.5, 1), (9.9, 10), (300.0, 330), (2000.0, 1900)])
def test_erlang_b_is_its_sum(load, agents):
    with mpmath.workdps(50):
        terms = [mpmath.mpf(load) ** k / mpmath.factorial(k) for k in range(agents + 1)]
        expected = float(terms[-1] / mpmath.fsum(terms))
    assert theory.erlang_b(load, agents) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(("calls_per_hour", "agents"), [(11.0, 1), (595.0, 50), (3.0, 6), (11990.0, 1000)])
def test_erlang_c_is_its_sum(calls_per_hour, agents):
    aht_s = 300.0
    with mpmath.workdps(50):
        load = mpmath.mpf(calls_per_hour) * 300 / 3600
        waiting = load**agents / mpmath.factorial(agents) * agents / (agents - load)
        expected = waiting / (mpmath.fsum(load**k / mpmath.factorial(k) for k in range(agents)) + waiting)
        level = 1 - expected * mpmath.exp(-(agents - load) * 30 / 300)
        asa = expected * 300 / (agents - load)
    got = theory.erlang_c(calls_per_hour, aht_s, agents, 30.0)
    assert (got.p_wait, got.service_level, got.asa_s) == pytest.approx(
        (float(expected), float(level), float(asa)), rel=1e-10
    )


@pytest.mark.parametrize("enforcement", [1.0, 0.35])
@pytest.mark.parametrize("cv", [0.4, 1.0, 1.3])
@pytest.mark.parametrize("distribution", ["lognormal", "gamma", "exponential"])
def test_capped_handle_time_is_the_integral_of_its_tail(distribution, cv, enforcement):
    mean, cap = 300.0, 400.0

    def tail(x):
        if distribution == "exponential":
            return mpmath.exp(-x / mean)
        if distribution == "gamma":
            return mpmath.gammainc(1 / cv**2, x / (mean * cv**2), regularized=True)
        s2 = mpmath.log(1 + cv**2)
        return mpmath.erfc((mpmath.log(x / mean) + s2 / 2) / mpmath.sqrt(2 * s2)) / 2 if x else mpmath.mpf(1)

    kept = mpmath.quad(tail, mpmath.linspace(0, cap, 9))
    got = theory.capped_handle_time(distribution, mean, cap, cv, enforcement)
    assert got.mean_s == pytest.approx(float(enforcement * kept + (1 - enforcement) * mean), rel=1e-9)
    assert got.share_capped == pytest.approx(float(tail(cap)), rel=1e-12)


# ── Limits ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("calls_per_hour", "agents"), [(200.0, 14), (100.0, 6), (19.0, 1)])
def test_endless_patience_is_erlang_c(calls_per_hour, agents):
    aht_s, within_s = 180.0, 20.0
    c = theory.erlang_c(calls_per_hour, aht_s, agents, within_s)
    for patience_s, rel in ((math.inf, 1e-12), (1e11, 1e-5)):
        a = theory.erlang_a(calls_per_hour, aht_s, agents, patience_s, within_s)
        levels = [value for key, value in asdict(a).items() if key.startswith("sl_")]
        assert (a.p_wait, a.asa_answered_s, a.mean_wait_all_s, a.occupancy, a.mean_queue) == pytest.approx(
            (c.p_wait, c.asa_s, c.asa_s, c.occupancy, c.mean_queue), rel=rel
        )
        assert levels == pytest.approx([c.service_level] * 4, rel=rel)
        assert a.p_abandon == pytest.approx(a.mean_wait_all_s / patience_s, rel=1e-9)


@pytest.mark.parametrize(("calls_per_hour", "agents"), [(200.0, 10), (400.0, 10), (20.0, 1)])
def test_no_patience_is_erlang_b(calls_per_hour, agents):
    a = theory.erlang_a(calls_per_hour, 180.0, agents, 1e-7, 20.0)
    blocked = theory.erlang_b(theory.offered_load(calls_per_hour, 180.0), agents)
    assert (a.p_wait, a.p_abandon) == pytest.approx((blocked, blocked), rel=1e-7)
    assert a.asa_answered_s == pytest.approx(0.0, abs=1e-7)
    assert a.sl_over_answered == pytest.approx(1.0)


def test_pollaczek_khinchine_has_erlang_c_for_exponential_and_half_of_it_for_deterministic_calls():
    exponential = theory.pollaczek_khinchine(15.0, 180.0, 1.0)
    assert exponential == pytest.approx(theory.erlang_c(15.0, 180.0, 1, 20.0).asa_s, rel=1e-12)
    assert theory.pollaczek_khinchine(15.0, 180.0, 0.0) == pytest.approx(exponential / 2.0, rel=1e-12)


# ── Load that varies ──────────────────────────────────────────────────────────────────────────────────────

DAY = theory.VaryingLoad(calls_per_hour=(20.0, 160.0, 0.0, 300.0, 90.0), piece_s=1500.0, aht_s=240.0)
DAY_S = 5 * 1500.0


def test_mean_number_in_system_solves_its_equation():
    step_s, mean = 0.5, 0.0
    for i in range(int(DAY_S / step_s)):  # explicit midpoint rule, rate constant within a step
        rate = DAY.calls_per_hour[int(i * step_s // DAY.piece_s)] / 3600.0
        halfway = mean + step_s / 2.0 * (rate - mean / DAY.aht_s)
        mean += step_s * (rate - halfway / DAY.aht_s)
    assert theory.mean_number_in_system(DAY, DAY_S) == pytest.approx(mean, rel=1e-5)
    assert theory.mean_number_in_system(DAY, 0.0) == 0.0


def test_settled_load_repeats_every_round():
    long_run = theory.long_run_load(DAY)
    assert long_run.start_mean > 1.0
    assert theory.mean_number_in_system(long_run, 3 * DAY_S) == pytest.approx(long_run.start_mean, rel=1e-12)
    assert theory.mean_number_in_system(DAY, 4 * DAY_S) == pytest.approx(long_run.start_mean, rel=1e-9)


def test_a_varying_load_is_the_chain_of_its_agents():
    """Numbers, waits and all four service levels against matrix exponentials, from empty, in mid-day."""
    agents, within_s, from_s, to_s = 9, 40.0, 2000.0, 7000.0
    chain = Chain(DAY.aht_s, DAY.aht_s, agents, size=70)
    cuts = [0.0, 1500.0, 2000.0, 3000.0, 4500.0, 6000.0, 7000.0]
    state, over_time, seen = chain.empty(), np.zeros(70), np.zeros(70)
    for start, end in pairwise(cuts):
        rate = DAY.calls_per_hour[int(start // DAY.piece_s)] / 3600.0
        seconds, state = chain.time_in_states(rate, state, end - start)
        if start >= from_s:
            over_time += seconds
            seen += rate * seconds
    in_time, soon = chain.fates(70 - agents, within_s)
    _, for_good = chain.fates(70 - agents, 1e6)
    offered, found = seen.sum(), seen[agents:]
    good, short = seen[:agents].sum() + found @ in_time, found @ soon

    got = theory.time_varying(DAY, agents, within_s, from_s, to_s)
    assert got.p_wait == pytest.approx(found.sum() / offered, rel=1e-9)
    assert got.p_abandon == pytest.approx(found @ for_good / offered, rel=1e-9)
    assert got.mean_wait_all_s == pytest.approx(
        got.p_abandon * DAY.aht_s, rel=1e-9
    )  # all leave at rate 1/patience
    assert got.mean_queue == pytest.approx(
        over_time @ np.maximum(np.arange(70) - agents, 0) / 5000.0, rel=1e-9
    )
    assert got.occupancy == pytest.approx(
        over_time @ np.minimum(np.arange(70), agents) / 5000.0 / agents, rel=1e-9
    )
    assert got.sl_answered_in_awt_over_offered == pytest.approx(good / offered, rel=1e-9)
    assert got.sl_over_answered == pytest.approx(good / (offered - found @ for_good), rel=1e-9)
    assert got.sl_excl_short_abandons == pytest.approx(good / (offered - short), rel=1e-9)
    assert got.sl_answered_or_abandoned_in_awt_over_offered == pytest.approx(
        (good + short) / offered, rel=1e-9
    )

    number = theory.number_in_system_between(DAY, [agents] * 5, from_s, to_s)
    assert number.mean_in_system == pytest.approx(over_time @ np.arange(70) / 5000.0, rel=1e-9)
    assert number.p_all_busy == pytest.approx(over_time[agents:].sum() / 5000.0, rel=1e-9)


def test_changing_agents_move_the_busy_share_only():
    few, many = ([n] * 5 for n in (6, 12))
    mixed = [6, 6, 12, 12, 6]
    got = theory.number_in_system_between(DAY, mixed, 0.0, DAY_S)
    assert got.mean_in_system == theory.number_in_system_between(DAY, few, 0.0, DAY_S).mean_in_system
    parts = sum(
        theory.number_in_system_between(DAY, few if n == 6 else many, i * 1500.0, (i + 1) * 1500.0).p_all_busy
        for i, n in enumerate(mixed)
    )
    assert got.p_all_busy == pytest.approx(parts / 5.0, rel=1e-12)


def test_a_level_load_settles_to_erlang_a():
    load = theory.long_run_load(theory.VaryingLoad((200.0,), piece_s=3600.0, aht_s=180.0))
    got = asdict(theory.time_varying(load, 11, 20.0, 0.0, 3600.0))
    assert got == pytest.approx(asdict(theory.erlang_a(200.0, 180.0, 11, 180.0, 20.0)), rel=1e-10)


# ── What holds everywhere ─────────────────────────────────────────────────────────────────────────────────


@settings(max_examples=60, derandomize=True)
@given(
    load=st.floats(0.01, 300.0),
    staffing=st.floats(0.3, 2.0),
    patience=st.floats(0.02, 50.0),
    aht_s=st.floats(10.0, 2000.0),
    within=st.floats(0.0, 2.0),
)
def test_erlang_a_keeps_the_laws_of_conservation(load, staffing, patience, aht_s, within):
    """Little's law, flow in = flow out, wait = patience per abandonment, order, more agents help."""
    agents, patience_s, within_s = max(1, round(load * staffing)), patience * aht_s, within * aht_s
    calls_per_hour = load * 3600.0 / aht_s
    a = theory.erlang_a(calls_per_hour, aht_s, agents, patience_s, within_s)
    assert a.mean_queue == pytest.approx(calls_per_hour / 3600.0 * a.mean_wait_all_s, rel=1e-9)
    assert a.occupancy * agents == pytest.approx(load * (1.0 - a.p_abandon), rel=1e-9)
    assert a.mean_wait_all_s == pytest.approx(a.p_abandon * patience_s, rel=1e-9)
    tiny = 1e-12
    assert 0.0 <= a.p_abandon <= a.p_wait <= 1.0 + tiny
    assert 1.0 - a.p_wait <= a.sl_answered_in_awt_over_offered + tiny
    assert a.sl_answered_in_awt_over_offered <= a.sl_excl_short_abandons + tiny
    assert a.sl_excl_short_abandons <= a.sl_answered_or_abandoned_in_awt_over_offered + tiny <= 1.0 + 2 * tiny
    assert a.sl_answered_in_awt_over_offered <= a.sl_over_answered + tiny <= 1.0 + 2 * tiny
    b = theory.erlang_a(calls_per_hour, aht_s, agents + 1, patience_s, within_s)
    assert b.p_abandon <= a.p_abandon
    assert b.mean_wait_all_s <= a.mean_wait_all_s


# ── Edges ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_no_load():
    c = theory.erlang_c(0.0, 180.0, 3, 20.0)
    assert (c.p_wait, c.service_level, c.asa_s, c.occupancy, c.mean_queue) == (0.0, 1.0, 0.0, 0.0, 0.0)
    a = theory.erlang_a(0.0, 180.0, 3, 300.0, 20.0)
    assert (a.p_wait, a.p_abandon, a.asa_answered_s, a.occupancy, a.sl_over_answered) == (
        0.0,
        0.0,
        0.0,
        0.0,
        1.0,
    )
    assert math.isnan(a.mean_time_to_abandon_s)
    assert theory.erlang_b(0.0, 3) == 0.0
    assert theory.pollaczek_khinchine(0.0, 180.0, 1.0) == 0.0


def test_one_agent_and_none():
    assert theory.erlang_c(10.0, 180.0, 1, 0.0).p_wait == pytest.approx(0.5)  # M/M/1: P(wait) = ρ
    assert theory.erlang_b(1.0, 1) == 0.5
    assert theory.erlang_b(1.0, 0) == 1.0


def test_a_large_centre_stays_exact():
    """Ten thousand agents: nothing overflows, and conservation holds."""
    a = theory.erlang_a(100_000.0, 360.0, 10_000, 3600.0, 20.0)
    assert a.mean_wait_all_s == pytest.approx(a.p_abandon * 3600.0, rel=1e-9)
    assert a.occupancy == pytest.approx(1.0 - a.p_abandon, rel=1e-9)


def test_caps_that_do_nothing():
    for distribution in theory.DISTRIBUTIONS:
        for cap_s, enforcement in ((math.inf, 1.0), (100.0, 0.0)):
            got = theory.capped_handle_time(distribution, 300.0, cap_s, 1.0, enforcement)
            assert got == theory.CappedHandleTime(300.0, 0.0)
    assert theory.capped_handle_time("deterministic", 300.0, 200.0) == theory.CappedHandleTime(200.0, 1.0)
    assert theory.capped_handle_time("lognormal", 300.0, 300.0, cv=0.0) == theory.CappedHandleTime(300.0, 0.0)


@pytest.mark.parametrize(
    ("call", "named"),
    [
        (lambda: theory.erlang_c(200.0, 180.0, 10, 20.0), r"200 calls per hour of 180 s are 10 .* 10 agents"),
        (lambda: theory.erlang_c(900.0, 180.0, 14, 20.0), r"45 erlangs, not below 14 agents"),
        (lambda: theory.erlang_a(200.0, 180.0, 9, math.inf, 20.0), r"10 erlangs, not below 9 agents"),
        (lambda: theory.pollaczek_khinchine(20.0, 180.0, 1.0), r"1 erlangs, not below 1 agents"),
        (lambda: theory.erlang_c(10.0, 0.0, 3, 20.0), r"aht_s .* above 0, got 0.0"),
        (lambda: theory.erlang_c(-1.0, 180.0, 3, 20.0), r"calls_per_hour .* at least 0, got -1.0"),
        (lambda: theory.erlang_c(10.0, 180.0, 0, 20.0), r"agents .* above 0, got 0"),
        (lambda: theory.erlang_c(10.0, 180.0, 2.5, 20.0), r"agents must be a whole number, got 2.5"),
        (lambda: theory.erlang_a(10.0, 180.0, 3, 0.0, 20.0), r"patience_s .* above 0, got 0.0"),
        (lambda: theory.erlang_a(10.0, 180.0, 3, math.nan, 20.0), r"patience_s .* got nan"),
        (lambda: theory.erlang_a(10.0, 180.0, 3, 300.0, -1.0), r"within_s .* got -1.0"),
        (lambda: theory.erlang_a(1e9, 180.0, 3, 1e9, 20.0), r"would wait: 1e\+09 calls per hour"),
        (lambda: theory.erlang_b(math.inf, 3), r"load_erlangs .* got inf"),
        (lambda: theory.capped_handle_time("weibull", 300.0, 200.0), r"exponential, .* got 'weibull'"),
        (lambda: theory.capped_handle_time("gamma", 300.0, 0.0), r"cap_s above 0"),
        (lambda: theory.capped_handle_time("gamma", 300.0, 10.0, 1.0, 1.5), r"enforcement up to 1, .* 1.5"),
        (lambda: theory.VaryingLoad((), 1800.0, 180.0), r"at least one rate, got none"),
        (lambda: theory.VaryingLoad((1.0, -2.0), 1800.0, 180.0), r"calls_per_hour .* got -2.0"),
        (lambda: theory.time_varying(DAY, 5, 20.0, 3000.0, 4500.0), r"no calls arrive between from_s=3000.0"),
        (lambda: theory.number_in_system_between(DAY, [5], 0.0, 100.0), r"n for each of 5 rates"),
        (lambda: theory.number_in_system_between(DAY, [5] * 5, 9.0, 9.0), r"from_s below to_s"),
    ],
)
def test_errors_name_the_values(call, named):
    with pytest.raises(ValueError, match=named):
        call()


# ── The independent engine ────────────────────────────────────────────────────────────────────────────────


def test_ciw_agrees_with_erlang_a():
    """Checks the reference as much as the formula: within 4 standard errors, seeded, about 2 s."""
    case = replace(QUICK, distribution="exponential", calls=8_000, replications=8)
    ciw = reference(case)
    exact = theory.erlang_a(case.calls_per_hour, case.aht_s, case.agents, case.patience_s, case.within_s)
    for name in ("asa_answered_s", "mean_wait_all_s", "p_abandon"):
        assert abs(getattr(ciw, name).errors_from(getattr(exact, name))) < 4.0, name
    assert abs(ciw.service_level.errors_from(exact.sl_answered_in_awt_over_offered)) < 4.0
    assert abs(ciw.aht_s.errors_from(case.aht_s)) < 4.0
    assert ciw.p_abandon.standard_error < 0.05 * exact.p_abandon


@pytest.mark.parametrize(
    ("distribution", "cv"),
    [
        ("lognormal", 1.3),
        pytest.param("gamma", 0.6, marks=pytest.mark.soak),
        pytest.param("deterministic", 0.0, marks=pytest.mark.soak),
    ],
)
def test_ciw_agrees_with_pollaczek_and_khinchine(distribution, cv):
    case = Case(
        calls_per_hour=18.0,
        agents=1,
        distribution=distribution,
        aht_s=100.0,
        cv=cv,
        calls=5_000,
        replications=8,
    )
    got = reference(case)
    exact = theory.pollaczek_khinchine(case.calls_per_hour, case.aht_s, cv)
    assert abs(got.mean_wait_all_s.errors_from(exact)) < 4.0
    assert got.p_abandon.mean == 0.0


def test_ciw_reference_is_seeded():
    case = replace(QUICK, calls=300, warm_up_calls=50, replications=2)
    assert reference(case) == reference(case)
    assert reference(case) != reference(replace(case, seed=case.seed + 100))
