"""Times borrowed from a typical centre: as they are from 4.5 min a call on, in proportion where calls are shorter."""

from __future__ import annotations

import math
import re

import pytest

from sim.calibrate.borrowed_times import OF_HOSTILITY, SHORTER, borrowed_min, time_scale
from sim.calibrate.fit.fit import fit
from sim.calibrate.reading.read import read
from sim.calibrate.six_numbers.inputs import SixNumbers
from tests.call_lists import call_list


@pytest.mark.parametrize(
    ("aht_min", "share"), [(30.0, 1.0), (4.5, 1.0), (3.0, 2 / 3), (0.9, 0.2), (0.0, 0.0)]
)
def test_the_share_is_that_of_the_handle_times(aht_min: float, share: float) -> None:
    assert time_scale(aht_min) == pytest.approx(share)
    six = SixNumbers(1000.0, aht_min, 50, 0.8, 0.05, 10.0)
    assert six.time_scale == time_scale(aht_min)


def test_of_an_unknown_handle_time_nothing_is_shortened() -> None:
    assert time_scale(math.nan) == time_scale(math.nan, lacks_min=0.5) == 1.0


def test_with_what_is_borrowed_by_it_the_share_is_that_of_the_whole() -> None:
    talk_min, wrap_up_min = 3.2, 0.5
    share = time_scale(talk_min, lacks_min=wrap_up_min)
    assert share == pytest.approx(0.8)
    assert time_scale(talk_min + share * wrap_up_min) == pytest.approx(share)


def test_two_thirds_of_the_models_hostility() -> None:
    """20 min of a difficult caller, 4 of an upset one, a call that leads nowhere ended after 6."""
    assert [borrowed_min(path, 2 / 3) for path in OF_HOSTILITY] == pytest.approx(
        [13.333, 2.667, 4.0], abs=5e-4
    )
    assert [borrowed_min(path, 1.0) for path in SHORTER] == [1.3, 0.5, 20.0, 4.0, 6.0]


@pytest.mark.parametrize(("talk_s", "wrap_up_min"), [(120, 0.25), (240, 0.5), (600, 0.5)])
def test_wrap_up_that_no_file_shows_is_as_much_shorter_as_the_calls(talk_s: int, wrap_up_min: float) -> None:
    """2 min and 0.25 min are half of 4.5 min; half of 0.5 min is 0.25."""
    lines = call_list(weeks=2, calls_a_day=60.0).data.decode()
    found = fit(read([("calls.csv", re.sub(r"yes,\d+", f"yes,{talk_s}", lines).encode())]))
    assert found.wrap_up_min.value == pytest.approx(wrap_up_min)
    assert found.wrap_up_min.basis == "default"
    assert ("calls are short" in found.wrap_up_min.how) == (talk_s < 240)
    assert found.observed["aht_min"] == pytest.approx(talk_s / 60.0 + wrap_up_min)
