"""Every rule against the model's text, written out again here in mpmath with the text's own numbers."""

from __future__ import annotations

import ast
import inspect
import math
from itertools import pairwise, product
from pathlib import Path

import mpmath
import pytest
from mpmath import mpf
from scipy.integrate import solve_ivp

from sim import rules
from sim.rules import DIFFICULT, ORDINARY, UPSET
from sim.scenario.behaviour import Behaviour

B = Behaviour()
ENGINE = Path(rules.__file__).parent / "engine"
POINTS = 24
NEUTRAL = mpf("0.45")


def spread(*ranges, n=POINTS):
    """`n` points filling these ranges evenly (an additive recurrence), with both corners."""
    steps = [math.sqrt(p) % 1.0 for p in (2, 3, 5, 7, 11, 13, 17)]
    inner = [
        tuple(
            lo + (hi - lo) * ((0.5 + i * step) % 1.0) for (lo, hi), step in zip(ranges, steps, strict=False)
        )
        for i in range(1, n - 1)
    ]
    return [tuple(float(lo) for lo, _ in ranges), *inner, tuple(float(hi) for _, hi in ranges)]


def agrees(got: float, expected, rel: float = 1e-13) -> bool:
    """Equal to rounding."""
    return abs(mpf(got) - expected) <= rel * max(abs(expected), mpf("1e-3"))


@pytest.fixture(autouse=True)
def _digits():
    with mpmath.workdps(40):
        yield


def m(text: str):
    """A number exactly as the text has it."""
    return mpf(text)


def test_every_rule_is_tested_here():
    written = {n for n, f in vars(rules).items() if inspect.isfunction(f) and f.__module__ == rules.__name__}
    text = inspect.getsource(inspect.getmodule(test_every_rule_is_tested_here))
    assert {name for name in written if f"rules.{name}(" not in text} == set()


def test_clip():
    assert [rules.clip(x, -1.0, 2.0) for x in (-5.0, -1.0, 0.5, 2.0, 7.0)] == [-1.0, -1.0, 0.5, 2.0, 2.0]


# ── 3.1 The work ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("d", [0.0, 1.0, 5.0, 20.0, 40.0, 64.0, 65.0, 130.0, 260.0, 520.0, 2600.0])
def test_newness_is_exp_minus_d_over_40(d):
    assert agrees(rules.novelty(B, d), mpmath.exp(-mpf(d) / 40))


def test_newness_of_the_experienced_is_nil():
    assert rules.novelty(B, math.inf) == 0.0


@pytest.mark.parametrize(("o", "need", "g"), spread((0.0, 2.0), (2.0, 30.0), (0.0, 1.0)))
def test_a_later_call_needs_o_plus_the_rest_less_15_percent_of_what_was_achieved(o, need, g):
    expected = mpf(o) + (mpf(need) - mpf(o)) * (1 - m(".15") * mpf(g))
    assert agrees(rules.remaining_need_min(o, need, rules.later_factor(B, g)), expected)


@pytest.mark.parametrize(("o", "need"), spread((0.0, 2.0), (2.0, 30.0)))
def test_a_passed_on_leg_needs_o_plus_80_percent_of_the_rest(o, need):
    expected = mpf(o) + m(".8") * (mpf(need) - mpf(o))
    assert agrees(rules.remaining_need_min(o, need, B.need_passed_on), expected)


def test_a_first_call_needs_what_it_needs():
    assert rules.remaining_need_min(1.3, 7.25, 1.0) == pytest.approx(7.25, rel=1e-15)


@pytest.mark.parametrize(
    ("need", "E", "nov", "speed"), spread((0.5, 40.0), (0.0, 1.0), (0.0, 1.0), (0.6, 1.7))
)
def test_working_need(need, E, nov, speed):
    expected = mpf(need) * (1 + m(".10") * (mpf(E) - NEUTRAL)) * (1 + m(".45") * mpf(nov)) * mpf(speed)
    assert agrees(rules.working_need_min(B, need, E, nov, speed), expected)


def test_a_neutral_experienced_agent_takes_the_need_itself():
    assert rules.working_need_min(B, 7.3, 0.45, 0.0, 1.0) == 7.3


# ── 3.2 Cap and quota ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("target", "n", "talk", "expected"),
    [
        (4.0, 0, 0.0, 4.0),
        (4.0, 1, 4.0, 4.0),
        (4.0, 1, 7.0, 1.3),  # not under o: the next callers pay
        (4.0, 2, 6.0, 6.0),
        (4.0, 3, 15.0, 1.3),
        (4.0, 10, 30.0, 14.0),
        (4.0, 10, 42.7, 1.3),
        (6.5, 4, 20.0, 12.5),
        (6.5, 4, 31.2, 1.3),
        (6.5, 4, 31.0, 1.5),
        (0.5, 0, 0.0, 1.3),
    ],
)
def test_average_target_pays_back_what_earlier_calls_took(target, n, talk, expected):
    assert rules.shift_average_cap_min(target, n, talk, 1.3) == pytest.approx(expected, rel=1e-14)


@pytest.mark.parametrize(
    ("left", "breaks", "calls_left", "wrap", "o", "expected"),
    [
        (480.0, 45.0, 60, 0.5, 1.3, 6.75),
        (480.0, 0.0, 80, 0.5, 1.3, 5.5),
        (480.0, 0.0, 480, 0.5, 1.3, 1.3),
        (120.0, 15.0, 21, 0.0, 1.3, 5.0),
        (10.0, 15.0, 5, 0.5, 1.3, 1.3),
        (10.0, 15.0, 5, 0.0, 0.0, 0.0),
        (30.0, 0.0, 1, 0.5, 1.3, 29.5),
        (-5.0, 0.0, 3, 0.5, 1.3, 1.3),
        (60.0, 30.0, 10, 1.0, 0.0, 2.0),
        (60.0, 30.0, 10, 4.0, 0.5, 0.5),
        (33.0, 0.0, 4, 0.25, 1.0, 8.0),
    ],
)
def test_quota_leaves_the_rest_of_the_shift_to_the_calls_still_due(
    left, breaks, calls_left, wrap, o, expected
):
    assert rules.quota_cap_min(left, breaks, calls_left, wrap, o) == pytest.approx(expected, rel=1e-14)


@pytest.mark.parametrize(
    ("need", "o", "cap", "kappa"), spread((0.2, 25.0), (0.0, 2.5), (0.5, 12.0), (0.01, 1.0), n=60)
)
def test_time_given_what_is_achieved_and_pressure(need, o, cap, kappa):
    N, oo, c, k = mpf(need), mpf(o), mpf(cap), mpf(kappa)
    S = min(N, max(oo, c + (1 - k) * (N - c)))
    got = rules.given_min(need, o, cap, kappa)
    assert agrees(got, S)
    if oo >= N:
        assert rules.achieved(need, o, got) == 1.0
    else:
        assert agrees(rules.achieved(need, o, got), (S - oo) / (N - oo), rel=1e-11)
    assert agrees(rules.pressure(B, need, got), min(mpf(1), 2 * (1 - S / N)), rel=1e-11)


@pytest.mark.parametrize(
    ("need", "cap", "kappa", "S", "g", "x"),
    [
        (10.0, 4.0, 1.0, 4.0, 2.7 / 8.7, 1.0),
        (10.0, 4.0, 0.5, 7.0, 5.7 / 8.7, 0.6),
        (10.0, 4.0, 0.35, 7.9, 6.6 / 8.7, 0.42),
        (5.0, 4.0, 1.0, 4.0, 2.7 / 3.7, 0.4),
        (4.0, 4.0, 1.0, 4.0, 1.0, 0.0),
        (3.0, 4.0, 1.0, 3.0, 1.0, 0.0),
        (3.0, 4.0, 0.01, 3.0, 1.0, 0.0),
        (5.0, 0.5, 1.0, 1.3, 0.0, 1.0),
        (1.0, 0.5, 1.0, 1.0, 1.0, 0.0),  # nothing beyond the greeting
        (1.3, 0.5, 1.0, 1.3, 1.0, 0.0),
    ],
)
def test_worked_examples_of_a_cap(need, cap, kappa, S, g, x):
    got = rules.given_min(need, 1.3, cap, kappa)
    assert got == pytest.approx(S, rel=1e-14)
    assert rules.achieved(need, 1.3, got) == pytest.approx(g, rel=1e-13, abs=1e-15)
    assert rules.pressure(B, need, got) == pytest.approx(x, rel=1e-13, abs=1e-15)


def test_a_fading_cap_fades_to_no_pressure():
    kappas = [1.0, 0.5, 0.1, 1e-3, 1e-6, 1e-9]
    xs = [rules.pressure(B, 10.0, rules.given_min(10.0, 1.3, 6.0, k)) for k in kappas]
    assert all(a > b for a, b in pairwise(xs))
    assert xs[-1] < 1e-8


# ── 2 and 3.3 Upset and difficult callers ─────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("waited", "attempt", "transfers"), list(product([0.0, 1.0, 2.0, 2.5, 12.0, 60.0], [1, 2, 6], [0, 1, 2]))
)
def test_chance_of_being_upset(waited, attempt, transfers):
    for share, most in ((".08", ".6"), (".22", ".6"), (".05", ".1"), ("0", "0")):
        expected = min(
            m(most),
            m(share)
            + m(".01") * max(mpf(0), mpf(waited) - 2)
            + m(".08") * (attempt - 1)
            + m(".05") * transfers,
        )
        assert agrees(rules.p_upset(B, float(share), float(most), waited, attempt, transfers), expected)


@pytest.mark.parametrize("cop", [i / 10 for i in range(11)])
def test_unproductive_time_is_20_minutes_of_difficult_and_4_of_upset_callers_less_with_coping(cop):
    assert rules.hold_mean_min(B, DIFFICULT, cop) == 20.0
    assert agrees(rules.hold_mean_min(B, UPSET, cop), 4 * (1 - m(".5") * mpf(cop)))


@pytest.mark.parametrize(("discernment", "cop"), spread((0.0, 1.0), (0.0, 1.0)))
def test_coping_raises_discernment(discernment, cop):
    expected = mpf(discernment) + m(".5") * mpf(cop) * (1 - mpf(discernment))
    assert agrees(rules.discernment_now(B, discernment, cop), expected)


def test_the_right_to_end_calls_falls_on_difficult_callers_read_rightly_and_upset_ones_read_wrongly():
    assert [
        (kind, right)
        for kind in (DIFFICULT, UPSET)
        for right in (True, False)
        if rules.is_limited(kind, right)
    ] == [
        (DIFFICULT, True),
        (UPSET, False),
    ]


# ── 3.4 Settling ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("kind", "cut", "factor"),
    [
        (ORDINARY, False, "1"),
        (UPSET, False, ".92"),
        (UPSET, True, ".35"),
        (DIFFICULT, False, "1"),
        (DIFFICULT, True, "1"),
    ],
)
def test_chance_of_settling(kind, cut, factor):
    for R, g, E, nov in spread((0.3, 0.95), (0.05, 1.0), (0.0, 1.0), (0.0, 1.0)):
        tired, new = 1 - m(".15") * (mpf(E) - NEUTRAL), 1 - m(".15") * mpf(nov)
        p = mpf(R) * m(factor) * mpf(g) ** m("1.25") * tired * new
        expected = min(m(".98"), max(m(".01"), p))
        assert agrees(rules.p_resolved(B, R, 1.25, kind, cut, g, E, nov), expected), (R, g, E, nov)


@pytest.mark.parametrize("eta", [0.5, 1.0, 1.25, 2.5])
def test_nothing_achieved_settles_at_the_least_chance_and_all_achieved_knows_no_eta(eta):
    assert rules.p_resolved(B, 0.82, eta, ORDINARY, False, 0.0, 0.45, 0.0) == 0.01
    assert rules.p_resolved(B, 0.82, eta, ORDINARY, False, 1.0, 0.45, 0.0) == 0.82
    half = rules.p_resolved(B, 0.82, eta, ORDINARY, False, 0.5, 0.45, 0.0)
    assert agrees(half, m(".82") * m(".5") ** mpf(eta))


def test_settling_is_clipped_at_both_ends():
    assert rules.p_resolved(B, 1.2, 1.25, ORDINARY, False, 1.0, 0.0, 0.0) == 0.98
    assert rules.p_resolved(B, -0.1, 1.25, ORDINARY, False, 1.0, 0.45, 0.0) == 0.01


def test_defaults_of_settling():
    assert (B.eta, B.resolvable_difficult, B.skill_sd) == (1.25, 0.55, 0.05)


# ── 3.5 Passing on, calling again ─────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("x", [i / 10 for i in range(11)])
def test_chance_of_being_passed_on_rises_from_33_to_45_percent_under_pressure(x):
    assert agrees(rules.p_passed_on(0.33, 0.45, x), m(".33") + (m(".45") - m(".33")) * mpf(x))


@pytest.mark.parametrize("held", [0.0, 0.1, 0.5, 1.0, 2.0, 4.0, 6.0, 10.0, 20.0, 60.0, 240.0])
def test_chance_of_calling_again(held):
    cut = m(".30") + m(".50") * mpmath.exp(-mpf(held) / 4)
    for kind in (ORDINARY, UPSET, DIFFICULT):
        assert agrees(rules.p_calls_again(B, 0.85, kind, True, held), cut)
    assert rules.p_calls_again(B, 0.85, DIFFICULT, False, held) == 0.40
    assert rules.p_calls_again(B, 0.85, UPSET, False, held) == 0.85
    assert rules.p_calls_again(B, 0.85, ORDINARY, False, 0.0) == 0.85


@pytest.mark.parametrize("g", [i / 10 for i in range(11)])
def test_later_factor(g):
    assert agrees(rules.later_factor(B, g), 1 - m(".15") * mpf(g))


# ── 3.6 Satisfaction, 3.7 quality ─────────────────────────────────────────────────────────────────


def spec_satisfied(attempt, resolved, transfers, W, E, g, upset, cop, cut):
    p = (
        m(".95") - m(".14") * (attempt - 1) - (0 if resolved else m(".35")) - m(".08") * transfers
        - min(m(".30"), m(".03") * max(mpf(0), mpf(W) - 1))
        - m(".20") * (mpf(E) - NEUTRAL) - m(".20") * (1 - mpf(g))
    )  # fmt: skip
    if upset:
        p -= m(".12") - m(".20") * mpf(cop) + m(".20") * (1 if cut else 0)
    return min(m(".98"), max(m(".02"), p))


@pytest.mark.parametrize(("attempt", "transfers"), [(1, 0), (2, 1), (3, 0), (6, 2)])
@pytest.mark.parametrize("resolved", [True, False])
@pytest.mark.parametrize(("kind", "cut"), [(ORDINARY, False), (UPSET, False), (UPSET, True)])
def test_chance_of_a_satisfied_caller(attempt, transfers, resolved, kind, cut):
    for W, E, g, cop in spread((0.0, 15.0), (0.0, 1.0), (0.0, 1.0), (0.0, 0.6)):
        got = rules.p_satisfied(B, 0.08, kind, attempt, resolved, transfers, W, E, g, cop, cut)
        expected = spec_satisfied(attempt, resolved, transfers, W, E, g, kind == UPSET, cop, cut)
        assert agrees(got, expected, rel=1e-12), (W, E, g, cop)


def test_best_and_worst_satisfaction():
    assert rules.p_satisfied(B, 0.08, ORDINARY, 1, True, 0, 0.0, 0.45, 1.0, 0.0, False) == 0.95
    assert rules.p_satisfied(B, 0.08, UPSET, 1, True, 0, 0.0, 0.0, 1.0, 1.0, False) == 0.98
    assert rules.p_satisfied(B, 0.08, ORDINARY, 6, False, 2, 60.0, 1.0, 0.0, 0.0, False) == 0.02


@pytest.mark.parametrize("resolved", [True, False])
def test_a_difficult_caller_is_satisfied_with_8_percent_whatever_is_done(resolved):
    assert rules.p_satisfied(B, 0.08, DIFFICULT, 3, resolved, 1, 9.0, 0.9, 0.2, 0.3, True) == 0.08


@pytest.mark.parametrize(("g", "E", "cop"), spread((0.0, 1.0), (0.0, 1.0), (0.0, 1.0)))
@pytest.mark.parametrize("hostile", [0, 1])
def test_quality_score(g, E, cop, hostile):
    manner = 1 - m(".9") * mpf(E) * (1 - m(".5") * mpf(cop)) - m(".45") * (1 - mpf(cop)) * hostile
    expected = 100 * (m(".45") * mpf(g) * (1 - m(".3") * (mpf(E) - NEUTRAL)) + m(".55") * max(mpf(0), manner))
    assert agrees(rules.quality_score(B, g, E, cop, bool(hostile)), min(expected, mpf(100)), rel=1e-12)


# ── 4 Strain within the day ───────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("x", "cop", "E"), spread((0.0, 1.0), (0.0, 1.0), (0.0, 1.0)))
@pytest.mark.parametrize("hostile", [0, 1])
def test_intensity(x, cop, E, hostile):
    expected = 1 + m(".6") * mpf(x) + hostile * m("3.5") * (1 - mpf(cop)) * (1 + m(".5") * (mpf(E) - NEUTRAL))
    assert agrees(rules.intensity(B, x, bool(hostile), cop, E), expected)


CALLS = spread((0.0, 1.0), (0.6, 5.5), (0.05, 90.0), n=12)


def integrated(slope, F, minutes):
    """F at the end and the integral of F, by stepping through the differential equation."""
    solution = solve_ivp(
        lambda _, y: [slope(y[0]), y[0]], (0.0, minutes), [F, 0.0], "DOP853", rtol=1e-12, atol=1e-14
    )
    return solution.y[0, -1], solution.y[1, -1]


@pytest.mark.parametrize(("F", "toll", "minutes"), CALLS)
def test_strain_on_a_call_solves_its_differential_equation(F, toll, minutes):
    end, area = integrated(lambda y: (1 - y) * toll / 75, F, minutes)
    after = rules.strain_on_call(B, F, toll, minutes)
    assert after == pytest.approx(end, rel=1e-10)
    assert rules.strain_area_on_call(B, F, after, toll, minutes) == pytest.approx(area, rel=1e-10)
    assert agrees(after, 1 - (1 - mpf(F)) * mpmath.exp(-mpf(minutes) * mpf(toll) / 75))


@pytest.mark.parametrize(("F", "minutes"), spread((0.0, 1.0), (0.05, 90.0), n=12))
def test_strain_at_rest_solves_its_differential_equation(F, minutes):
    end, area = integrated(lambda y: -y / 18, F, minutes)
    after = rules.strain_at_rest(B, F, minutes)
    assert after == pytest.approx(end, rel=1e-10)
    assert rules.strain_area_at_rest(B, F, after) == pytest.approx(area, rel=1e-10)
    assert agrees(after, mpf(F) * mpmath.exp(-mpf(minutes) / 18))


@pytest.mark.parametrize(("F", "toll", "minutes"), CALLS)
def test_the_integral_of_strain_is_that_of_its_closed_form(F, toll, minutes):
    after = rules.strain_on_call(B, F, toll, minutes)
    area = mpmath.quad(lambda t: 1 - (1 - mpf(F)) * mpmath.exp(-t * mpf(toll) / 75), [0, mpf(minutes)])
    assert agrees(rules.strain_area_on_call(B, F, after, toll, minutes), area, rel=1e-11)
    rested = rules.strain_at_rest(B, F, minutes)
    area = mpmath.quad(lambda t: mpf(F) * mpmath.exp(-t / 18), [0, mpf(minutes)])
    assert agrees(rules.strain_area_at_rest(B, F, rested), area, rel=1e-11)


@pytest.mark.parametrize(("occupancy", "steady"), [(0.80, 0.66), (0.85, 0.73), (0.90, 0.81), (0.95, 0.90)])
def test_the_occupancy_rule_comes_out_by_itself(occupancy, steady):
    # calls of mean intensity 2 and gaps in turn, each so short that strain hardly moves within one
    F, area, minutes = 0.2, 0.0, 0.0
    for n in range(24_000):
        on, off = 0.05 * occupancy, 0.05 * (1 - occupancy)
        after = rules.strain_on_call(B, F, 2.0, on)
        later = rules.strain_at_rest(B, after, off)
        if n >= 20_000:
            area += rules.strain_area_on_call(B, F, after, 2.0, on) + rules.strain_area_at_rest(
                B, after, later
            )
            minutes += on + off
        F = later
    exact = (occupancy * 2 / 75) / (occupancy * 2 / 75 + (1 - occupancy) / 18)
    assert area / minutes == pytest.approx(exact, abs=2e-4)
    assert round(exact, 2) == steady


# ── 4 Exhaustion over days ────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("v", "F", "A"), spread((0.4, 2.5), (0.0, 1.0), (0.0, 1.0)))
def test_exhaustion_target(v, F, A):
    expected = min(mpf(1), mpf(v) * (mpf(F) + m(".25") * mpf(A)))
    assert agrees(rules.exhaustion_target(B, v, F, A), expected)


@pytest.mark.parametrize(("E", "target"), spread((0.0, 1.0), (0.0, 1.0)))
def test_exhaustion_lags_15_days_up_and_25_down(E, target):
    tau = 15 if target > E else 25
    expected = mpf(target) + (mpf(E) - mpf(target)) * mpmath.exp(-1 / mpf(tau))
    assert agrees(rules.exhaustion_step(B, E, target), expected)


def test_exhaustion_at_its_target_stays():
    assert rules.exhaustion_step(B, 0.6, 0.6) == 0.6


@pytest.mark.parametrize("E", [i / 10 for i in range(11)])
def test_chance_of_being_sick(E):
    assert agrees(rules.p_sick(B, E), m(".022") * mpmath.exp(m("1.2") * mpf(E)))


def test_a_chance_of_being_sick_is_at_most_one():
    assert rules.p_sick(Behaviour(sick_rate=1.0), 0.5) == 1.0


@pytest.mark.parametrize("E", [i / 10 for i in range(11)])
@pytest.mark.parametrize(
    ("d", "factor"), [(0.0, "1.8"), (64.0, "1.8"), (65.0, "1"), (300.0, "1"), (math.inf, "1")]
)
def test_chance_of_quitting_after_a_worked_day(E, d, factor):
    rate = m(".135") * mpmath.exp(2 * mpf(E)) * m(factor)
    assert agrees(rules.p_quit(B, E, d), 1 - mpmath.exp(-rate / 260), rel=1e-10)


@pytest.mark.parametrize("weeks", [0, 1, 2, 3, 4, 6, 8, 12, 16, 29, 55])
def test_training_rises_by_thirds_and_halves_every_26_weeks(weeks):
    expected = min(mpf(1), mpf(weeks + 1) / 3) * mpf(2) ** (-max(mpf(0), mpf(weeks - 3)) / 26)
    assert agrees(rules.training_curve(weeks, 26.0), expected)


def test_a_course_six_weeks_before_the_start_stands_at_92_percent_and_at_75_after_eight_more():
    assert round(rules.training_curve(6, 26.0), 2) == 0.92
    assert round(rules.training_curve(14, 26.0), 2) == 0.75


# ── What must rise and fall ───────────────────────────────────────────────────────────────────────

E_GRID = [i / 20 for i in range(21)]


def test_exhaustion_hurts_everything():
    settle = [rules.p_resolved(B, 0.8, 1.25, ORDINARY, False, 0.9, E, 0.0) for E in E_GRID]
    satisfied = [rules.p_satisfied(B, 0.08, ORDINARY, 2, True, 0, 0.0, E, 0.9, 0.0, False) for E in E_GRID]
    quality = [rules.quality_score(B, 0.9, E, 0.0, False) for E in E_GRID]
    need = [rules.working_need_min(B, 5.0, E, 0.0, 1.0) for E in E_GRID]
    sick, quits = [rules.p_sick(B, E) for E in E_GRID], [rules.p_quit(B, E, 100.0) for E in E_GRID]
    toll = [rules.intensity(B, 0.0, True, 0.0, E) for E in E_GRID]
    for falls in (settle, satisfied, quality):
        assert all(a > b for a, b in pairwise(falls))
    for rises in (need, sick, quits, toll):
        assert all(a < b for a, b in pairwise(rises))


def test_a_tighter_cap_gives_less_and_presses_more():
    caps = [12.0, 8.0, 6.0, 4.0, 2.0]
    given = [rules.given_min(12.5, 1.3, c, 0.85) for c in caps]
    assert all(a > b for a, b in pairwise(given))
    assert all(a < b for a, b in pairwise(rules.pressure(B, 12.5, s) for s in given[:3]))


def test_neutral_exhaustion_is_neutral_in_every_rule():
    E = 0.45
    assert rules.working_need_min(B, 6.0, E, 0.0, 1.0) == 6.0
    assert rules.p_resolved(B, 0.8, 1.25, ORDINARY, False, 1.0, E, 0.0) == 0.8
    assert rules.intensity(B, 0.0, True, 0.0, E) == 4.5
    assert rules.quality_score(B, 1.0, E, 1.0, False) == pytest.approx(
        100 * (0.45 + 0.55 * (1 - 0.9 * 0.45 * 0.5))
    )


# ── No rule that nothing runs ─────────────────────────────────────────────────────────────────────


def calls_of_rules(file: Path, in_rules: bool = False) -> dict[str, set[str]]:
    """Function -> the rules it calls, as `rules.name(...)`, or as `name(...)` in the rules' own file."""
    found = {}
    for function in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(function, ast.FunctionDef):
            called = {ast.unparse(n.func) for n in ast.walk(function) if isinstance(n, ast.Call)}
            found[function.name] = (
                called
                if in_rules
                else {name.removeprefix("rules.") for name in called if name.startswith("rules.")}
            )
    return found


def test_every_rule_is_called_by_an_engine_or_by_a_rule_that_is():
    functions = inspect.getmembers(rules, inspect.isfunction)
    public = {name for name, function in functions if function.__module__ == rules.__name__}
    by_rules = calls_of_rules(Path(rules.__file__), in_rules=True)
    called = set[str]().union(*(c for f in ENGINE.glob("**/*.py") for c in calls_of_rules(f).values()))
    for _ in by_rules:
        called |= set[str]().union(*(by_rules[name] for name in called & public))
    assert public == called & public
    assert called >= {"training_curve", "later_factor"}


def test_what_is_left_of_a_course_follows_the_curve_for_those_who_could_attend_it():
    assert rules.course_left(3, 3, 0, False, 26.0) == rules.training_curve(0, 26.0)
    assert rules.course_left(3, 9, 21, True, 26.0) == rules.training_curve(6, 26.0)
    assert rules.course_left(3, 9, 22, True, 26.0) == 0.0, "came on Tuesday of the course's week"
    assert rules.course_left(-4, 9, -21, False, 26.0) == rules.training_curve(13, 26.0)
    assert rules.course_left(rules.NO_COURSE, 9, 0, False, 26.0) == 0.0
