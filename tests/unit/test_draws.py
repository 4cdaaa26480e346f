"""Addressed draws: the published generator, exact quantiles, purposes that never move."""

from __future__ import annotations

import math
from itertools import pairwise

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import ndtri

from sim import draws
from sim.draws import exponential, lognormal, lognormal_parameters, normal, philox4x32, uniform, weibull

M32 = 2**32 - 1

PUBLISHED = [
    # Random123, kat_vectors: philox4x32 10 rounds; counter, key, expected
    ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    ((M32, M32, M32, M32), (M32, M32), (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        (0xA4093822, 0x299F31D0),
        (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
    ),
]

FROZEN = {
    # name: (number, uniform of seed 7, replication 3, entity (123456789012, 260, 5)). Append only.
    "GAP": (0, "0x1.09e9b7fead431p-1"),
    "MOMENT": (1, "0x1.63b503e288c3dp-1"),
    "TYPE": (2, "0x1.d20defbaa34a7p-1"),
    "DIFFICULT": (3, "0x1.2f572c3882b73p-1"),
    "NEED": (4, "0x1.af0d49554f02dp-1"),
    "BUSYNESS": (5, "0x1.ef875f2f120b3p-1"),
    "PATIENCE": (6, "0x1.7b17f18f1f75bp-1"),
    "GIVE_UP": (7, "0x1.0328efbd579d9p-1"),
    "UPSET": (8, "0x1.72a90281a8c74p-3"),
    "HOLD": (9, "0x1.870f29a24acbep-2"),
    "DISCERNMENT": (10, "0x1.516835c389c90p-5"),
    "RESOLVED": (11, "0x1.5d9b33a34a144p-3"),
    "PASSED_ON": (12, "0x1.a3aef6002175ap-2"),
    "REDIAL": (13, "0x1.19b10f74cfad0p-5"),
    "REDIAL_DELAY": (14, "0x1.724124e4d0e95p-1"),
    "CALL_BACK": (15, "0x1.1f6606d211583p-1"),
    "CALL_BACK_DELAY": (16, "0x1.7b327661fc299p-1"),
    "PLACE": (17, "0x1.215c088df9edcp-3"),
    "SICK": (18, "0x1.d954e19da2919p-1"),
    "AWAY": (19, "0x1.764e18e5be2e3p-1"),
    "QUIT": (20, "0x1.6f5d6bc5a49c4p-3"),
    "VULNERABILITY": (21, "0x1.22a4bfa45c531p-1"),
    "SKILL": (22, "0x1.ea3929374b3bbp-1"),
    "SPEED": (23, "0x1.e6d66cf0c2ac9p-1"),
    "EXHAUSTION_START": (24, "0x1.53e3a2304e322p-2"),
    "VACANCY": (25, "0x1.cc46cc06fc5ccp-3"),
    "RESIDUAL": (26, "0x1.f18d0493e1ef9p-1"),
    "TENURE": (27, "0x1.247ae17caf038p-4"),
}


def purposes() -> dict[str, int]:
    limits = {"M32", "MAX_SEED", "MAX_REPLICATION"}
    return {n: v for n, v in vars(draws).items() if n.isupper() and isinstance(v, int) and n not in limits}


def reference_philox(counter, key):
    """Philox4x32-10 from the paper's figure, on Python's own integers."""
    (a, b, c, d), (k, m) = counter, key
    for _ in range(10):
        p, q = 0xD2511F53 * a, 0xCD9E8D57 * c
        a, b, c, d = (q >> 32) ^ b ^ k, q % 2**32, (p >> 32) ^ d ^ m, p % 2**32
        k, m = (k + 0x9E3779B9) % 2**32, (m + 0xBB67AE85) % 2**32
    return a, b, c, d


# ── The generator ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("counter", "key", "expected"), PUBLISHED)
def test_philox_gives_its_published_vectors_compiled_or_not(counter, key, expected):
    assert philox4x32(*counter, *key) == expected
    assert draws._philox4x32.py_func(*counter, *key) == expected
    assert reference_philox(counter, key) == expected


word = st.integers(0, M32)


@given(st.tuples(word, word, word, word), st.tuples(word, word))
def test_philox_compiled_equals_a_reference_on_any_words(counter, key):
    assert philox4x32(*counter, *key) == reference_philox(counter, key)
    assert draws._philox4x32.py_func(*counter, *key) == reference_philox(counter, key)


address = st.tuples(
    word, st.integers(0, draws.MAX_REPLICATION), st.integers(0, 4095), st.integers(0, 2**46 - 1), word, word
)


@given(address)
def test_a_uniform_is_52_bits_of_philox_of_its_address(where):
    seed, replication, purpose, e0, e1, e2 = where
    words = reference_philox((e0 % 2**32, e0 >> 32, e1, e2), (seed, purpose << 20 | replication))
    number = (words[0] >> 5 << 25) | words[1] >> 7
    assert uniform(*where) == (2 * number + 1) / 2**53


@pytest.mark.parametrize("words", [(0, 0), (M32, M32)])
def test_a_uniform_is_never_0_nor_1_even_at_the_ends(monkeypatch, words):
    monkeypatch.setattr(draws, "_philox4x32", lambda *_: (*words, 0, 0))
    u = draws._uniform.py_func(1, 0, 0, 0, 0, 0)
    assert 0.0 < u < 1.0
    assert u in (2.0**-53, 1.0 - 2.0**-53)
    assert math.isfinite(exponential.py_func(u, 1.0))
    assert exponential.py_func(u, 1.0) > 0.0


def test_many_uniforms_at_once_are_those_one_by_one():
    first = np.arange(1 << 45, (1 << 45) + 1003)
    found = np.empty(len(first))
    draws.uniforms(7, 3, draws.NEED, first, found)
    assert found.tolist() == [uniform(7, 3, draws.NEED, e0, 0, 0) for e0 in first.tolist()]


@pytest.mark.parametrize("part", range(6))
def test_every_part_of_an_address_matters(part):
    here = [5, 6, 7, 8, 9, 10]
    there = here.copy()
    there[part] += 1
    assert uniform(*here) != uniform(*there)


def test_the_high_bits_of_an_issue_matter():
    assert len({uniform(1, 0, 0, 1 << bit, 0, 0) for bit in range(46)}) == 46


# ── Purposes ──────────────────────────────────────────────────────────────────────────────────────


def test_purposes_are_the_frozen_list_and_new_ones_come_after_it():
    now = purposes()
    assert {name: now.get(name) for name in FROZEN} == {name: n for name, (n, _) in FROZEN.items()}
    assert len(set(now.values())) == len(now), "two purposes share a number"
    assert all(n >= len(FROZEN) for name, n in now.items() if name not in FROZEN)
    assert max(now.values()) < 2**12, "a purpose has 12 bits of the key"


@pytest.mark.parametrize(("name", "number", "expected"), [(k, n, u) for k, (n, u) in FROZEN.items()])
def test_no_purpose_has_moved(name, number, expected):
    assert uniform(7, 3, number, 123456789012, 260, 5) == float.fromhex(expected), name


def test_uniforms_of_neighbouring_addresses_are_uniform_and_unrelated():
    # 40,000 draws: mean, and correlation between neighbours, within 4 standard errors (1 in 16,000 each)
    n = 40_000
    us = [uniform(1, 0, 0, i, 0, 0) - 0.5 for i in range(n)]
    assert abs(sum(us) / n) < 4 * math.sqrt(1 / 12 / n)
    assert abs(sum(a * b for a, b in pairwise(us)) / n) < 4 / 12 / math.sqrt(n)


# ── Quantiles ─────────────────────────────────────────────────────────────────────────────────────

US = [2.0**-53, 1e-12, 1e-5, 0.01, 0.074, 0.075, 0.076, 0.3, 0.5, 0.61, 0.9249, 0.9251, 0.999, 1 - 2.0**-53]


@pytest.mark.parametrize("u", US)
def test_normal_quantile_is_exact_to_1e_15(u):
    with mpmath.workdps(50):
        expected = mpmath.sqrt(2) * mpmath.erfinv(2 * mpmath.mpf(u) - 1)
        assert abs(normal(u) - expected) <= 1e-15 * abs(expected)


@pytest.mark.parametrize("u", [1e-300, 1e-200, 1e-60, 1e-30, 1e-16])
def test_normal_quantile_agrees_with_scipy_in_the_far_tail(u):
    assert normal(u) == pytest.approx(float(ndtri(u)), rel=1e-15)


@given(st.integers(1, 2**52))
def test_normal_quantile_is_odd_to_the_bit_and_compiled_equals_plain(k):
    u = k / 2**53  # 1 - u is exact
    assert normal(1.0 - u) == -normal(u)
    assert normal(u).hex() == normal.py_func(u).hex()


@pytest.mark.parametrize("u", US)
def test_exponential_quantile(u):
    with mpmath.workdps(50):
        expected = -20 * mpmath.log(1 - mpmath.mpf(u))
        # 1 - u is rounded: the error is half an ulp of 1 in the argument of the logarithm
        assert abs(exponential(u, 20.0) - expected) <= 4e-16 * expected + 20 * 1.2e-16 / (1 - u)


@pytest.mark.parametrize("u", [0.01, 0.2, 0.5, 0.8, 0.99])
@pytest.mark.parametrize(("scale", "shape"), [(5.0, 0.7), (5.0, 1.0), (3.0, 1.3), (1.0, 4.0)])
def test_weibull_quantile(u, scale, shape):
    with mpmath.workdps(50):
        expected = scale * (-mpmath.log(1 - mpmath.mpf(u))) ** (1 / mpmath.mpf(shape))
        assert float(abs(weibull(u, scale, shape) / expected - 1)) < 1e-14


@pytest.mark.parametrize("u", US)
def test_lognormal_quantile_has_the_asked_mean_and_cv(u):
    mean, cv = 4.7, 1.3
    mu, sigma = lognormal_parameters(mean, cv)
    with mpmath.workdps(50):
        m, s = mpmath.mpf(mu), mpmath.mpf(sigma)
        assert float(abs(mpmath.exp(m + s**2 / 2) / mean - 1)) < 1e-15
        assert float(abs(mpmath.sqrt(mpmath.exp(s**2) - 1) / cv - 1)) < 1e-15
        expected = mpmath.exp(m + s * mpmath.sqrt(2) * mpmath.erfinv(2 * mpmath.mpf(u) - 1))
        assert float(abs(lognormal(u, mu, sigma) / expected - 1)) < 2e-15


def test_a_lognormal_without_spread_is_its_mean():
    mu, sigma = lognormal_parameters(1.0, 0.0)
    assert [lognormal(u, mu, sigma) for u in US] == [1.0] * len(US)


@pytest.mark.parametrize(
    "quantile",
    [normal, lambda u: exponential(u, 3.0), lambda u: weibull(u, 3.0, 0.7), lambda u: lognormal(u, 0.1, 0.9)],
)
def test_quantiles_rise_with_the_uniform(quantile):
    values = [quantile(i / 2001) for i in range(1, 2001)]
    assert all(a < b for a, b in pairwise(values))
