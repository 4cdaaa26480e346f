"""Whether an order rests on what nobody knows: known shares of samples, and the exact interval of a share."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binomtest

from present.what_matters import order_basis, order_headline, order_table
from sim import parse, replace
from sim.experiment.inputs import unknowns
from sim.experiment.order_turns import SAMPLES, binomial, order_turns, samples_of
from tests.app.app_helpers import SMALL
from tests.fake_results import Answers

BASE = parse(SMALL)
MORE = replace(BASE, {"teams.Front line.agents": 14})
KEY = "satisfaction_all"


def found(gain, **more):
    """`gain`: by how much two more agents help, as a formula of the scenario."""
    answers = Answers({KEY: lambda s: 0.5 + (gain(s) if s.teams[0].agents == 14 else 0.0)})
    return answers.complete(order_turns([BASE, MORE], unknowns([BASE, MORE]), **more))


def test_it_turns_in_the_share_of_the_range_in_which_it_does():
    # eta from 0.5 to 2.5, one sample in every 48th: above 1.5 in exactly half of them, above 2 in a quarter
    for turn, share in ((1.5, 0.5), (2.0, 0.25)):
        turns = found(lambda s, turn=turn: 0.1 if s.behaviour.eta < turn else -0.1).turns(KEY)
        assert turns.pairs == ((0, 1),)
        assert (turns.turns, turns.stands, turns.untold) == (share * SAMPLES, (1 - share) * SAMPLES, 0)


def test_what_cannot_be_told_in_a_sample_neither_stands_nor_turns():
    turns = found(lambda s: 0.1 if s.behaviour.eta < 1.5 else 0.001).turns(KEY)
    assert (turns.turns, turns.stands, turns.untold) == (0, SAMPLES // 2, SAMPLES // 2)


def test_options_that_are_not_apart_have_no_order_to_turn():
    turns = found(lambda s: 0.0).turns(KEY)
    assert (turns.pairs, turns.samples) == ((), 0)
    assert turns.share.mean is None


def test_money_in_two_currencies_has_no_order():
    answers = Answers({"cost_per_week": lambda s: 1000.0 * s.teams[0].agents})
    for currency, pairs in (("AUD", ((0, 1),)), ("EUR", ())):
        other = replace(MORE, {"costs.currency": currency})
        got = answers.complete(order_turns([BASE, other], unknowns([BASE, other]), samples=8))
        assert got.turns("cost_per_week").pairs == pairs


def test_all_assumptions_move_in_all_options_alike_and_what_they_differ_in_does_not():
    answers, seen = Answers({KEY: lambda s: 0.5}), []
    own = replace(BASE, {"callers.call_back": 0.7})
    moved = unknowns([BASE, own])
    assert "call_back" not in {one.key for one in moved}
    answers.complete(order_turns([BASE, own], moved, samples=16, publish=seen.append))
    assert [len(step) for step in answers.asked] == [2 + 2 * 8] * 2
    assert [len(view.samples) for view in seen] == [8, 16]
    for step in answers.asked:
        for one, other in zip(step[::2], step[1::2], strict=True):
            assert one.behaviour == other.behaviour
            assert (one.callers.call_back, other.callers.call_back) == (0.85, 0.7)
    assert len({s.behaviour.eta for step in answers.asked for s in step}) == 17


def test_samples_spread_over_every_range():
    parts = samples_of(3, 10)
    assert parts.shape == (10, 3)
    assert (np.sort((parts * 10).astype(int), axis=0) == np.arange(10)[:, None]).all()


@pytest.mark.parametrize(("hits", "of"), [(0, 48), (5, 48), (48, 48)])
def test_the_interval_of_a_share_is_clopper_and_pearson_s(hits, of):
    theirs = binomtest(hits, of).proportion_ci(method="exact")
    assert (binomial(hits, of).low, binomial(hits, of).high) == pytest.approx((theirs.low, theirs.high))


def test_the_words_say_what_turns_and_how_often():
    turns = found(lambda s: 0.1 if s.behaviour.eta < 2.0 else -0.1)
    assert order_headline(turns, [KEY]) == (
        f"The order of the options turns: for satisfaction in {SAMPLES // 4} of {SAMPLES} samples."
    )
    stands = found(lambda s: 0.1)
    assert (
        order_headline(stands, [KEY]) == "The order of the options does not turn in any sample: satisfaction."
    )
    (row,) = order_table(turns, ["Before", "After"], [KEY]).to_dict("records")
    assert row["Order as assumed"] == "After above Before"
    assert (row["Turns"], row["Stands"], row["Turns in, % of samples"]) == (12, 36, 25.0)
    none = found(lambda s: 0.0)
    assert order_headline(none, [KEY]) == "The options cannot be told apart, so there is no order to turn."
    assert "how much rushing hurts resolution" in order_basis(turns)
