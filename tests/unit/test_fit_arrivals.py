"""Arrivals: known volumes, profiles and variation come back; special days, outages and hours are found."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from sim.calibrate.fit.arrivals import Arrivals, expected_calls, fit_arrivals
from sim.calibrate.fit.fit import fit
from sim.calibrate.fit.half_hours import HalfHours, half_hours, on_days
from sim.calibrate.fit.special_days import special_days, without
from sim.calibrate.reading.tables import Reading, calls_frame, intervals_frame
from tests.dialects import MONDAY

PROFILE = np.array([1.0, 3.0, 5.0, 4.0, 2.0, 3.0, 4.0, 2.0] * 2)
PROFILE /= PROFILE.sum()
OPENS = 16


def levels(draw: np.random.Generator, days: int, cv: float, correlation: float) -> np.ndarray:
    """Lognormal with mean 1, an autoregression along the half-hours: Model 2.2."""
    s = math.sqrt(math.log1p(cv * cv))
    z = np.empty((days, len(PROFILE)))
    z[:, 0] = draw.normal(size=days)
    for b in range(1, len(PROFILE)):
        z[:, b] = correlation * z[:, b - 1] + math.sqrt(1.0 - correlation**2) * draw.normal(size=days)
    return np.exp(s * z - s * s / 2.0)


def counts(
    draw: np.random.Generator, weeks: int, calls: float = 1000.0, cv: float = 0.0, intraday: float = 0.0
) -> np.ndarray:
    """(weeks × 5, half-hours) of weekdays."""
    days = 5 * weeks
    busy = draw.gamma(1 / cv**2, cv**2, days)[:, None] if cv else 1.0
    return draw.poisson(calls * PROFILE * busy * levels(draw, days, intraday, 0.7))


def reading(table: np.ndarray, minutes: int = 30) -> Reading:
    """Intervals from a Monday on, Saturdays and Sundays closed; those without a call are not in the file."""
    rows = [
        (MONDAY + pd.Timedelta(days=7 * (d // 5) + d % 5, minutes=30 * (OPENS + b)), float(n))
        for d, row in enumerate(table)
        for b, n in enumerate(row)
        if n
    ]
    start, offered = zip(*rows, strict=True)
    return Reading(
        intervals=intervals_frame(
            start=pd.Series(start), minutes=np.full(len(rows), minutes), offered=offered, answered=offered
        )
    )


def seen_and_fitted(table: np.ndarray) -> tuple[HalfHours, Arrivals]:
    seen = half_hours(reading(table))
    return seen, fit_arrivals(without(seen, special_days(seen)))


class TestHours:
    def test_half_hours_with_answered_calls_are_open_and_weekends_are_not(self) -> None:
        seen, _ = seen_and_fitted(counts(np.random.default_rng(1), 4))
        assert list(seen.open) == ["mon", "tue", "wed", "thu", "fri"]
        assert np.flatnonzero(seen.open["mon"]).tolist() == list(range(16, 32))

    def test_a_call_before_opening_opens_nothing(self) -> None:
        table = counts(np.random.default_rng(1), 4)
        log = reading(table)
        early = log.intervals.iloc[:1].assign(start=MONDAY + pd.Timedelta(hours=6), offered=1.0, answered=1.0)
        log.intervals = pd.concat([early, log.intervals], ignore_index=True)
        assert not half_hours(log).open["mon"][12]

    def test_a_centre_that_never_closes_is_open_at_night_too(self) -> None:
        draw = np.random.default_rng(2)
        start = MONDAY + pd.to_timedelta(30 * np.arange(48 * 28), unit="min")
        night = np.tile(np.where(np.arange(48) < 12, 4.0, 200.0), 28)
        n = draw.poisson(night) + 3.0
        log = Reading(
            intervals=intervals_frame(
                start=pd.Series(start), minutes=np.full(n.size, 30), offered=n, answered=n
            )
        )
        assert all(mask.all() for mask in half_hours(log).open.values())

    def test_calls_of_an_hour_are_spread_over_its_half_hours_and_quarters_are_added(self) -> None:
        hours = intervals_frame(start=pd.Series([MONDAY]), minutes=[60], offered=[40.0], answered=[40.0])
        seen = half_hours(Reading(intervals=hours))
        assert seen.offered[0, :3].tolist() == [20.0, 20.0, 0.0]
        quarters = pd.Series([MONDAY, MONDAY + pd.Timedelta(minutes=15)])
        rows = intervals_frame(start=quarters, minutes=[15, 15], offered=[14.0, 17.0], answered=[14.0, 17.0])
        assert half_hours(Reading(intervals=rows)).offered[0, :2].tolist() == [31.0, 0.0]

    def test_an_outage_and_what_lies_outside_the_file_are_not_seen(self) -> None:
        table = counts(np.random.default_rng(3), 6)
        table[0, :5] = 0  # the file begins at 10:30
        table[7, 6:9] = 0
        seen, fitted = seen_and_fitted(table)
        assert not seen.seen[0, 16:21].any()
        assert seen.seen[0, 21:32].all()
        assert not seen.seen[9, 22:25].any()
        assert len(seen.disturbed) == 2
        assert fitted.calls_per_day.holds(1000.0)

    def test_there_must_be_calls(self) -> None:
        starts = pd.date_range(MONDAY, periods=480, freq="30min")
        noughts = intervals_frame(start=starts, minutes=30.0, offered=0.0, answered=0.0, abandoned=0.0)
        with pytest.raises(ValueError, match="no calls in these days"):
            half_hours(Reading(calls=calls_frame(start=pd.Series([], dtype="datetime64[ns]"), outcome=[])))
        with pytest.raises(ValueError, match="no calls in these days"):
            half_hours(Reading(intervals=noughts))

    def test_some_calls_must_be_answered(self) -> None:
        start = pd.date_range(MONDAY + pd.Timedelta(hours=9), periods=400, freq="1min")
        calls = calls_frame(start=start, outcome="abandoned", wait_s=30.0)
        with pytest.raises(ValueError, match="no call in the files was answered"):
            fit(Reading(calls=calls))

    def test_some_days_alone(self) -> None:
        log = reading(counts(np.random.default_rng(4), 3))
        part = on_days(log, [MONDAY, MONDAY + pd.Timedelta(days=1)])
        assert sorted(part.intervals["start"].dt.day.unique()) == [2, 3]
        assert on_days(log, None) is log


class TestVariation:
    def test_poisson_days_have_none_beyond(self) -> None:
        _, fitted = seen_and_fitted(counts(np.random.default_rng(5), 24))
        assert fitted.day_to_day_cv.value < 0.04
        assert fitted.intraday_cv.value == 0.0
        assert fitted.intraday_cv.high < 0.1
        assert fitted.dispersion == pytest.approx(1.0, abs=0.08)

    def test_days_and_half_hours_are_told_apart(self) -> None:
        _, fitted = seen_and_fitted(counts(np.random.default_rng(6), 40, cv=0.15, intraday=0.25))
        assert fitted.day_to_day_cv.holds(0.15)
        assert fitted.intraday_cv.value == pytest.approx(0.25, abs=0.05)
        assert fitted.intraday_cv.holds(0.25)
        assert fitted.intraday_correlation.value == pytest.approx(0.7, abs=0.1)
        assert fitted.calls_per_day.holds(1000.0)
        expected = expected_calls(fitted, {d: np.isin(np.arange(48), range(16, 32)) for d in fitted.profile})
        assert expected["wed"][16:32] / expected["wed"].sum() == pytest.approx(PROFILE, abs=0.006)

    def test_few_days_are_drawn_towards_a_tenth(self) -> None:
        steady = counts(np.random.default_rng(7), 2)
        _, fitted = seen_and_fitted(steady)
        assert 0.04 < fitted.day_to_day_cv.value < 0.1
        assert "drawn towards 0.1" in fitted.day_to_day_cv.how

    def test_days_more_alike_than_chance_keep_their_value_inside_its_interval(self) -> None:
        table = np.tile(np.round(1000.0 * PROFILE), (10, 1)).astype(int)  # no day differs at all
        _, fitted = seen_and_fitted(table)
        found = fitted.day_to_day_cv
        assert 0.04 < found.value < 0.1
        assert found.low <= found.value <= found.high

    def test_few_calls_cannot_show_half_hours_that_differ(self) -> None:
        _, fitted = seen_and_fitted(counts(np.random.default_rng(8), 20, calls=40.0, intraday=0.3))
        assert (fitted.intraday_cv.value, fitted.intraday_cv.basis) == (0.0, "default")

    def test_weekdays_share_one_volume_unless_a_test_parts_them(self) -> None:
        alike = counts(np.random.default_rng(9), 8)
        _, fitted = seen_and_fitted(alike)
        assert set(fitted.weekday_factor.values()) == {1.0}
        apart = alike.copy()
        apart[0::5] = np.random.default_rng(10).poisson(1500.0 * PROFILE, (8, len(PROFILE)))
        _, fitted = seen_and_fitted(apart)
        assert fitted.weekday_factor["mon"] == pytest.approx(1500 / 1100, rel=0.03)

    def test_weekdays_have_profiles_of_their_own_where_they_differ(self) -> None:
        table = counts(np.random.default_rng(11), 12)
        table[4::5] = np.random.default_rng(12).poisson(1000.0 * PROFILE[::-1], (12, len(PROFILE)))
        _, fitted = seen_and_fitted(table)
        assert fitted.profiles_differ_p < 0.01
        assert fitted.profile["fri"] / 1000 == pytest.approx(PROFILE[::-1], abs=0.012)
        assert fitted.profile["mon"] / 1000 == pytest.approx(PROFILE, abs=0.012)


class TestSpecialDays:
    def test_a_mail_out_and_a_holiday_are_named_and_left_out(self) -> None:
        table = counts(np.random.default_rng(13), 8, cv=0.05)
        table[12] *= 3
        table[20] = 0
        seen = half_hours(reading(table))
        one, two = special_days(seen)
        assert one.factor == pytest.approx(3.0, rel=0.2)
        assert f"{one.date:%Y-%m-%d}" == "2026-02-18"
        assert "2026-02-18 (Wed): " in str(one)
        assert str(two) == "2026-03-02 (Mon): closed"
        fitted = fit_arrivals(without(seen, [one, two]))
        assert fitted.day_to_day_cv.value < 0.09
        assert fitted.calls_per_day.holds(1000.0)

    def test_ordinary_weeks_have_none(self) -> None:
        seen = half_hours(reading(counts(np.random.default_rng(14), 12, cv=0.1)))
        assert special_days(seen) == []
