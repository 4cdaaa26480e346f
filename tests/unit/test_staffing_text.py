"""What Staffing says first where its answer is none, what it says of a number's doubt, and of looking longer."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from present.staffing_text import days_reaching, headline, longer_in_words, sentences, zone_in_words
from sim.staffing import ENOUGH, NOT_ENOUGH, OPEN, Requirement, ServiceTarget, Shares
from sim.staffing.service_target import UNSEEN, WEEK

PER_DAY = ServiceTarget(per="day", floor=0.6)
NINE = 18
"""The half-hour from 09:00."""


def week(*people: int) -> np.ndarray:
    """So many people at nine on Monday, Tuesday, and so on."""
    made = np.zeros(WEEK, np.int64)
    made[: len(people), NINE] = people
    return made


def required(*people: int, share: float = 0.8, **others) -> Requirement:
    """Claimed on ten runs of 100 calls, so many of them in time."""
    needed = week(*people)
    calls = np.repeat(100.0 * (needed > 0)[None], 10, axis=0)
    figure = Shares(
        share * calls, calls, np.where((needed > 0).any(axis=1), [[0.5]] * 5 + [[1.0]] * 5, np.nan)
    )
    usual = {"target": ServiceTarget(), "open": {}, "is_claimed": True}
    rest = {"erlang_a": needed, "rostered": needed.astype(float), "offered": calls[0], "figure": figure}
    return Requirement(needed=needed, **rest, **{**usual, **others})


def zones(*of_days: int) -> np.ndarray:
    return np.array([*of_days, *[UNSEEN] * (7 - len(of_days))])


def test_days_that_miss_the_target_are_said_first():
    found = required(38, 41, target=PER_DAY, days=zones(OPEN, NOT_ENOUGH))
    assert headline(found) == (
        "Not finished: the target is surely missed on Tuesday and open on Monday. "
        "Found so far: 41 people on the phones at the peak, Tuesday 09:00. The roster has as many in every half-hour."
    )
    assert (
        "The target is surely missed on Tuesday; open on Monday. To decide it takes about 300 runs."
        in sentences(found, 312)
    )
    all_week = required(*[5] * 7, target=PER_DAY, days=zones(NOT_ENOUGH, *[OPEN] * 6))
    assert len(headline(all_week).split(". ")[0].split()) <= 20


def test_days_that_are_open_are_said_before_the_number():
    assert headline(required(38, 41, target=PER_DAY, days=zones(ENOUGH, OPEN))).startswith(
        "It is open whether the target is reached on Tuesday. You likely need 41 people on the phones at the peak"
    )
    assert headline(required(38, 41, target=PER_DAY, days=zones(ENOUGH, ENOUGH))).startswith(
        "You need 41 people "
    )


def test_numbers_that_still_changed_are_called_so_first():
    found = required(5, is_settled=False)
    assert headline(found).startswith(
        "These numbers are close, not final. Found so far: 5 people on the phones "
    )


@pytest.mark.parametrize(
    ("open_numbers", "words", "first"),
    [
        (
            (),
            "41 surely enough; 40 surely not",
            "You need 41 people on the phones at the peak, Monday 09:00.",
        ),
        ((40,), "41 surely enough; 40 may be, too", "Monday 09:00 (40 may be enough, too)."),
        ((41,), "41 likely", "You likely need 41 people on the phones at the peak, Monday 09:00."),
        ((41, 42), "41 likely; perhaps 42", "You likely need 41 people on the phones"),
        ((40, 41, 42), "41 likely; perhaps 40 or 42", "Monday 09:00 (perhaps 40 or 42)."),
    ],
)
def test_a_number_and_its_doubt_do_not_contradict_each_other(open_numbers, words, first):
    found = required(41, open={(0, NINE): open_numbers} if open_numbers else {})
    assert zone_in_words(found, 0, NINE) == words
    assert first in headline(found)


def test_a_number_that_is_below_the_target_is_not_called_enough():
    assert zone_in_words(required(41, share=0.7, is_settled=False), 0, NINE) == "41 likely too few"
    assert zone_in_words(required(1), 0, NINE) == "1 surely enough"


def test_the_chance_of_a_single_day_is_told_apart_from_the_average():
    assert days_reaching(required(41)).startswith(
        "The target is for the average of many weeks. The chance that a single Monday reaches 80%, all its calls "
        "together, is 75%"
    )
    hang_up = ServiceTarget("abandonment", 0.05)
    assert "single Monday keeps to 5%, all its calls together" in days_reaching(required(41, target=hang_up))


def test_looking_longer_promises_no_more_than_it_can():
    one = required(41, open={(0, NINE): (40,)})
    two = replace(one, open={(0, NINE): (40,), (1, NINE): (38,)})
    assert longer_in_words(one, 500, 400) == ""
    assert longer_in_words(one, 500, 20_000).endswith("but will hardly decide what is open.")
    assert longer_in_words(two, 500, 20_000) == "That may decide a part of what is open, hardly all of it."
    (said,) = [line for line in sentences(one, 20_000) if line.startswith("In all 1 half-hours")]
    assert said.endswith(" To decide all of it would take more than 10,000 runs.")
