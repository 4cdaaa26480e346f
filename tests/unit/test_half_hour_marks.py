"""The times below a day by half-hour, and its legend: marks are as what they stand for."""

from __future__ import annotations

import re

import pytest

from present.figures.half_hour_marks import Mark, legend, times
from present.figures.needed import IDLE, OPEN, SHORT, needed_legend
from present.figures.roster_bars import FEWER, roster_legend
from present.figures.style import palette, translucent


@pytest.mark.parametrize(
    ("first", "last", "written"),
    [
        (16, 24, ["08:00", "09:00", "10:00", "11:00", "12:00"]),
        (16, 36, ["08:00", "10:00", "12:00", "14:00", "16:00", "18:00"]),
        (15, 35, ["08:00", "10:00", "12:00", "14:00", "16:00"]),
        (40, 60, ["20:00", "22:00", "00:00", "02:00", "04:00", "06:00"]),
    ],
)
def test_times_are_full_hours_and_on_a_long_day_every_other(first, last, written):
    ticks = times(first, last)
    assert ticks["ticktext"] == written
    assert all(first <= 2 * at <= last for at in ticks["tickvals"])


def test_words_of_a_legend_are_text():
    assert "<b>" not in legend([Mark("<b>short", "#123456", "area")])


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_areas_in_a_legend_are_as_pale_as_in_the_picture(mode):
    colours = palette(mode)
    areas = re.compile(r'class="area" style="background:([^"]+)"')
    assert areas.findall(needed_legend(mode)) == [
        translucent(colours.worse, SHORT),
        translucent(colours.faint, IDLE),
        translucent(colours.current, OPEN),
    ]
    assert areas.findall(roster_legend(mode)) == [translucent(colours.worse, FEWER)]
