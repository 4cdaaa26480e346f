"""Times, durations, counts and shares: a whole column is read one way, and the way is told."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sim.calibrate.reading.times import parse_clock_s, parse_times
from sim.calibrate.reading.values import (
    Unit,
    parse_counts,
    parse_durations_s,
    parse_flags,
    parse_numbers,
    parse_outcomes,
    parse_shares,
)


def times(*text: str, zone: str | None = None, day_first: bool | None = None) -> list[str]:
    read, _ = parse_times(pd.Series(text, dtype="str"), "start", zone=zone, day_first=day_first)
    return [str(t) if pd.notna(t) else "" for t in read]


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-02-02 08:15:10", "2026-02-02 08:15:10"),
        ("2026-02-02T08:15:10.250Z", "2026-02-02 08:15:10.250000"),
        ("2026/2/2 8:15", "2026-02-02 08:15:00"),
        ("Mon, 02 Feb 2026 08:15:10", "2026-02-02 08:15:10"),
        ("Mon Feb 02 08:15:10 EST 2026", "2026-02-02 08:15:10"),
        ("13/02/26 08:15 PM", "2026-02-13 20:15:00"),
        ("13/02/2026 12:05 AM", "2026-02-13 00:05:00"),
        ("13.2.2026 8:15 p. m.", "2026-02-13 20:15:00"),
        ("2. März 2026 08:15", "2026-03-02 08:15:00"),
        ("2 de fev. de 2026 08:15", "2026-02-02 08:15:00"),
        ("Feb 2, 2026 8:15 AM", "2026-02-02 08:15:00"),
        ("24/08/17", "2017-08-24 00:00:00"),
        ("20260202", "2026-02-02 00:00:00"),
        ("02132026", "2026-02-13 00:00:00"),
        ("1770020110", "2026-02-02 08:15:10"),
        ("1770020110250", "2026-02-02 08:15:10.250000"),
        ("46055.34387", "2026-02-02 08:15:10"),
    ],
)
def test_one_moment_is_written_in_many_ways(text: str, moment: str) -> None:
    assert times(text) == [moment]


def test_day_and_month_are_told_apart_for_the_column_not_by_row() -> None:
    """29 can only be a day; so 01/02 is the first of February and 02/03 the second of March."""
    assert times("29/01/2026 17:18", "01/02/2026 11:12", "02/03/2026 09:00") == [
        "2026-01-29 17:18:00",
        "2026-02-01 11:12:00",
        "2026-03-02 09:00:00",
    ]
    assert times("01/13/2026", "02/01/2026") == ["2026-01-13 00:00:00", "2026-02-01 00:00:00"]


def test_where_both_orders_fit_that_counts_which_keeps_the_rows_in_order() -> None:
    rising = times("01/02/2026", "02/02/2026", "01/03/2026")
    assert rising == ["2026-02-01 00:00:00", "2026-02-02 00:00:00", "2026-03-01 00:00:00"]
    assert times("01/02/2026", day_first=False) == ["2026-01-02 00:00:00"]


def test_an_undecided_order_is_told() -> None:
    _, sentence = parse_times(pd.Series(["02/02/2026 08:00"]), "Datum")
    assert sentence == "Datum is read as day/month, though both fit: correct it if it is wrong."


def test_instants_become_wall_times_of_the_centre() -> None:
    """London is an hour ahead of UTC in July and not in February; +02:00 is two hours ahead all year."""
    assert times("2026-07-01T08:00:00Z", "2026-02-02T08:00:00Z", zone="Europe/London") == [
        "2026-07-01 09:00:00",
        "2026-02-02 08:00:00",
    ]
    assert times("2026-02-02T08:00:00+02:00", zone="Europe/London") == ["2026-02-02 06:00:00"]
    assert times("1770020110", zone="Australia/Sydney") == ["2026-02-02 19:15:10"]


def test_placeholders_are_missing_and_nonsense_is_counted() -> None:
    text = pd.Series(
        ["1970-01-01 00:00:00", "", "-", "2026-02-30 08:00", "2026-02-02 08:00", "2026-02-03 25:00"]
    )
    read, sentence = parse_times(text, "Beginn")
    assert read.isna().tolist() == [True, True, True, True, False, True]
    assert "2 values of Beginn cannot be read" in sentence


def test_a_lost_am_and_pm_is_suspected() -> None:
    """Sixty calls between 1 and 12 o'clock, none at night or from one in the afternoon: so no clock of 24 hours."""
    text = pd.Series([f"2026-02-02 {1 + i % 12:02}:{i % 60:02}" for i in range(60)])
    assert "AM and PM seem to be lost" in parse_times(text, "start")[1]


def durations(*text: str, name: str = "talk", unit: Unit | None = None) -> list[float]:
    return parse_durations_s(pd.Series(text, dtype="str"), name, unit)[0].tolist()


def test_durations_in_clocks_words_and_numbers() -> None:
    assert durations("0:02:44", "30:05:00", "1 day, 2:03:04", "1.02:03:04") == [
        164.0,
        108_300.0,
        93_784.0,
        93_784.0,
    ]
    assert durations("18:25 min", "3:20") == [1_105.0, 200.0]
    assert durations("3m 20s", "1 h 2 min", "45 sec", "PT3M20S") == [200.0, 3_720.0, 45.0, 200.0]
    assert durations("1899-12-31 00:00:25", "1900-01-01 06:05:00") == [25.0, 108_300.0]
    np.testing.assert_equal(durations("200", "", "-", "-5", "n/a"), [200.0, np.nan, np.nan, np.nan, np.nan])


def test_the_unit_of_bare_numbers_is_given_named_or_seen() -> None:
    assert durations("2", unit="min") == [120.0]
    assert durations("2", name="Wartezeit (Min)") == [120.0]
    assert durations("1500", name="wait_ms") == [1.5]
    assert durations("312044", "250010") == pytest.approx([312.044, 250.01]), (
        "in seconds it would be three days"
    )
    assert durations("0.0001736111", "0.0023148148") == pytest.approx([15.0, 200.0], abs=1e-3)


def test_decimal_commas_and_thousands_are_the_columns_own() -> None:
    assert parse_numbers(pd.Series(["312,4", "305,0"]), "AHT")[0].tolist() == [312.4, 305.0]
    assert parse_numbers(pd.Series(["1.204,5", "7,5"]), "x")[0].tolist() == [1_204.5, 7.5]
    assert parse_numbers(pd.Series(["1,204.5", "7.5"]), "x")[0].tolist() == [1_204.5, 7.5]
    assert parse_counts(pd.Series(["1.204", "998"]))[0].tolist() == [1_204.0, 998.0]
    assert parse_counts(pd.Series(["1 204", "998"]))[0].tolist() == [1_204.0, 998.0]
    assert parse_shares(pd.Series(["93,5 %", "91,2 %"]))[0].tolist() == [0.935, 0.912]
    assert parse_shares(pd.Series(["0.9444", "1"]))[0].tolist() == [0.9444, 1.0]
    assert parse_shares(pd.Series(["94.44", "8"]))[0].tolist() == [0.9444, 0.08]


def test_times_of_day() -> None:
    assert parse_clock_s(pd.Series(["08:30-09:00", "8:30 PM", "830", "0", "15", "24:00"])).tolist() == [
        30_600.0,
        73_800.0,
        30_600.0,
        0.0,
        900.0,
        86_400.0,
    ]


def test_outcomes_in_six_languages() -> None:
    words = {
        "answered": ["Answered", "Atendida", "Contestada", "angenommen", "Répondu", "Risposta", "1", "yes"],
        "abandoned": [
            "Abandoned",
            "Abandonada",
            "aufgelegt",
            "Raccroché",
            "Persa",
            "Unanswered",
            "No contestada",
            "0",
        ],
        "left_otherwise": ["Voicemail", "Overflow", "Transferred", "Rückruf"],
        "": ["??", ""],
    }
    for outcome, texts in words.items():
        assert parse_outcomes(pd.Series(texts)).tolist() == [outcome] * len(texts)
    np.testing.assert_equal(
        parse_flags(pd.Series(["Y", "nein", "2", "maybe"])).tolist(), [1.0, 0.0, 1.0, np.nan]
    )
