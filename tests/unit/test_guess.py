"""Guess first: a bet is right or wrong by the verdict alone, and is told beside it."""

from __future__ import annotations

import pytest

from present.formats import verdict
from present.guess import GUESSED, WAYS, guess_and_result, name_of, way_of
from sim import KPIS
from sim.experiment import Estimate


def judged(key, change, *, n=10, half_width=0.0005):
    return verdict(
        KPIS[key], Estimate(change, change - half_width, change + half_width), replications=n, baseline=0.5
    )


UP, DOWN = judged("satisfaction_all", 0.2), judged("satisfaction_all", -0.2)
SMALL = judged("satisfaction_all", 0.002)
UNDETECTED = judged("satisfaction_all", 0.002, half_width=0.1)
FEW = judged("satisfaction_all", 0.2, n=3)


@pytest.mark.parametrize(
    ("found", "way"), [(UP, "up"), (DOWN, "down"), (SMALL, "same"), (UNDETECTED, "same"), (FEW, None)]
)
def test_the_right_guess_follows_the_verdict(found, way):
    assert way_of(found) == way
    assert [guess for guess in WAYS if "Right!" in guess_and_result(guess, found)] == [way] * (
        way is not None
    )


@pytest.mark.parametrize(
    ("guess", "found", "words"),
    [
        ("up", DOWN, "You said up. It went down."),
        ("same", UP, "You said same. It went up."),
        ("up", UNDETECTED, "You said up. No change was detected."),
        ("down", SMALL, "You said down. The change is too small to matter."),
        ("down", DOWN, "You said down. Right!"),
        ("down", FEW, "You said down. There are too few runs to say."),
    ],
)
def test_a_guess_stands_beside_what_it_was(guess, found, words):
    assert guess_and_result(guess, found) == words


def test_the_three_large_figures_are_guessed_under_their_own_names():
    assert [name_of(key) for key in GUESSED] == ["Satisfied, all callers", "Exhaustion", "Issues resolved"]
