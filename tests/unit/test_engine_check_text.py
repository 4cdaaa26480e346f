"""What the page says of a second engine's opinion."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from present.engine_check_text import engine_check_in_words, is_alarm
from sim.check.record_comparison import Agreement, Comparison, compare_replications
from sim.engine import ENGINES
from sim.experiment import KEYS, one_replication
from sim.scenario import replace
from tests.builders import scenario

SAME = Comparison(Agreement.SAME, 61_899)
OTHER = Comparison(Agreement.SAME, 60_001)
HARMLESS = Comparison(Agreement.LAST_DIGITS, 61_899, "a last digit")
WRONG = Comparison(Agreement.DIFFERENT, 61_899, "agent 3 against 4, minute 480.000")


def test_the_same_calls_are_said_with_their_number():
    assert engine_check_in_words([SAME]) == "Checked: a second engine gave the same 61,899 calls."
    assert engine_check_in_words([SAME, OTHER]).endswith("61,899 calls, and the same 60,001 of the baseline.")


def test_a_last_digit_is_named_harmless_and_another_event_is_an_alarm_that_says_where():
    assert "harmless" in engine_check_in_words([SAME, HARMLESS])
    assert not is_alarm([SAME, HARMLESS])
    assert is_alarm([SAME, WRONG])
    assert engine_check_in_words([SAME, WRONG]).startswith("Alarm")
    assert "agent 3 against 4, minute 480.000" in engine_check_in_words([SAME, WRONG])


@pytest.fixture(scope="module")
def replications():
    s = replace(scenario(), {"demand.calls_per_day": 40.0})
    return [one_replication(s, 1, 0, engine) for engine in ENGINES]


def test_replications_of_two_engines_are_the_same(replications):
    one, other = replications
    assert one.fingerprint == other.fingerprint != 0
    assert compare_replications(one, other) == Comparison(Agreement.SAME, one.calls)


def test_a_fingerprint_that_differs_alone_is_a_last_digit(replications):
    one, other = replications
    nudged = dataclasses.replace(other, fingerprint=1, values=other.values * (1 + 1e-13))
    assert compare_replications(one, nudged).agreement is Agreement.LAST_DIGITS


@pytest.mark.parametrize("key", ["aht_min", "service_level"])
def test_figures_or_calls_that_differ_are_another_event(replications, key):
    one, other = replications
    values = np.where(np.array(KEYS) == key, other.values + 1e-3, other.values)
    found = compare_replications(one, dataclasses.replace(other, fingerprint=1, values=values))
    assert found.agreement is Agreement.DIFFERENT
    assert found.where.startswith(key)
    fewer = dataclasses.replace(other, calls=other.calls - 1)
    assert compare_replications(one, fewer).agreement is Agreement.DIFFERENT
