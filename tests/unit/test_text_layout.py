"""Text and times of day as they are laid out."""

from __future__ import annotations

import pytest

from present.text_layout import (
    COLUMNS,
    MOST_LINES,
    apart,
    at_word,
    columns,
    counted,
    isolated,
    joined,
    lower_first,
    middle_out,
    plural,
    together,
    upper_first,
    words,
    wrapped,
)
from sim.clock_text import clock_text, minutes_of
from ui.theme import small


def test_right_to_left_text_is_isolated():
    assert isolated("مركز") == "\u2068مركز\u2069"
    assert isolated("plain") == "plain"


@pytest.mark.parametrize(
    ("text", "most", "cut"),
    [
        ("no longer than that", 19, "no longer than that"),
        ("with 10 minutes, and more", 20, "with 10 minutes…"),
        ("unbreakable" * 3, 12, "unbreakable…"),
        ("a " + "b" * 40, 12, "a bbbbbbbbb…"),  # hardly anything would be left
    ],
)
def test_text_is_cut_between_words(text, most, cut):
    assert at_word(text, most) == cut
    assert len(cut) <= most


def test_both_ends_of_a_range_stay_on_one_line():
    assert together("−20.2 to −5.9 points") == "−20.2\u00a0to\u00a0−5.9\u00a0points"
    assert together("average strain 62 of 100") == "average strain 62\u00a0of\u00a0100"
    assert together("30% to 80%, from 4 to more") == "30%\u00a0to\u00a080%, from 4\u00a0to more"


def test_a_number_and_its_unit_stay_on_one_line():
    assert wrapped("within 20\u00a0s", 9) == ["within", "20\u00a0s"]
    assert words("a 20\u00a0s  b\nc \u00a0") == ["a", "20\u00a0s", "b", "c"]
    assert (
        together("−3 agents, +17\u00a0a day, 5% of calls")
        == "−3\u00a0agents, +17\u00a0a\u00a0day, 5% of calls"
    )
    assert together("a 4-minute target, week 2-3, half-hour") == "a 4\u2011minute target, week 2-3, half-hour"
    assert together("64 of 100; 3 of 1000 calls") == "64\u00a0of\u00a0100; 3\u00a0of\u00a01000\u00a0calls"
    assert together("Exhaustion threshold (of 100)") == "Exhaustion threshold (of\u00a0100)"
    assert "10\u00a0simulated runs" in small("do not count. 10 simulated runs"), "in small print too"


@pytest.mark.parametrize(
    ("names", "width", "most", "lines"),
    [
        (["A typical centre", "Two typical centres"], 12, 1, [["A typical…"], ["Two typical…"]]),
        (["A centre, with 2 people", "A centre, with 30"], 14, 1, [["…with 2 people"], ["…with 30"]]),
        (
            ["A centre in town, 2 more agents", "A centre in town, 30 more agents", "B"],
            15,
            1,
            [["…2 more agents"], ["…30 more agents"], ["B"]],
        ),
        (
            ["Town, 2 more agents and no target", "City, 2 more agents and no target"],
            16,
            1,
            [["Town, 2 more…"], ["City, 2 more…"]],
        ),
        (
            ["Centre A, with two more agents", "Centre B, with two more agents"],
            15,
            1,
            [["…A, with two…"], ["…B, with two…"]],
        ),
    ],
)
def test_names_of_a_family_differ_when_cut(names, width, most, lines):
    assert apart(names, width, most) == lines


@pytest.mark.parametrize(
    "text",
    ["", "short", "word " * 40, "a" * 120, "客" * 120, "é" * 100, "one " + "b" * 90 + " two"],
)
def test_lines_are_never_wider_than_they_may_be(text):
    lines = wrapped(text)
    assert 1 <= len(lines) <= MOST_LINES
    assert all(columns(line) <= COLUMNS for line in lines)
    kept = "".join(lines).replace(" ", "").removesuffix("…")
    assert text.replace(" ", "").startswith(kept)
    assert lines[-1].endswith("…") or kept == text.replace(" ", "")


def test_wide_letters_count_twice_and_combining_ones_not_at_all():
    assert columns("客服") == 4
    assert columns("e\u0301") == 1
    assert columns("\u200d") == 0


def test_a_long_name_keeps_both_its_ends():
    names = [
        "Sydney: four-minute target (before)",
        "Sydney: four-minute target (before), without the time target",
    ]
    short = [middle_out(name, 30) for name in names]
    assert all(columns(name) <= 30 for name in short)
    assert short[0] != short[1]
    assert short[1].startswith("Sydney: four")
    assert short[1].endswith("the time target")
    assert middle_out("Short", 30) == "Short"
    assert columns(middle_out("電話" * 40, 21)) <= 21


def test_words_for_one_and_for_many():
    assert [plural(n, "person", "people") for n in (0, 1, 2)] == ["people", "person", "people"]
    assert [counted(n, "week", "weeks") for n in (1, 1200)] == ["1 week", "1,200 weeks"]
    assert [joined(["a", "b", "c"][:n]) for n in range(4)] == ["", "a", "a and b", "a, b and c"]


def test_first_letters():
    assert (upper_first("aB"), lower_first("AB"), upper_first("")) == ("AB", "aB", "")


def test_times_of_day_there_and_back():
    assert [clock_text(x) for x in (0, 545.0, 539.9999999999, 1439.5, 1440.0)] == [
        *("00:00", "09:05", "09:00", "23:59", "24:00"),
    ]
    assert all(minutes_of(clock_text(minute)) == minute for minute in range(1441))
