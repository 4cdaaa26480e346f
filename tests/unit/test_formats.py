"""What is shown adds up: two figures and their difference, rounded."""

from __future__ import annotations

import random
from decimal import Decimal

import pytest

from present.formats import MINUS, compared, decimals, value, verdict, with_unit
from sim import KPIS
from sim.experiment import KEYS, Estimate


def number(text: str) -> Decimal:
    """A number as a reader takes it from the screen."""
    return Decimal(text.replace(MINUS, "-").replace(",", ""))


@pytest.mark.parametrize(
    ("key", "before", "current", "shown"),
    [
        ("satisfaction_all", 0.5804, 0.4126, ("58.0", "41.3", "−16.7")),
        ("issues_resolved_per_day", 1345.4, 1107.6, ("1,345", "1,108", "−237")),
        ("satisfaction_all", 0.6634, 0.7176, ("66.3", "71.8", "+5.5")),
        ("asa_s", 31.6, 40.4, ("32", "40", "+8")),
        ("cost_per_resolved", 14.203, 14.449, ("14.20", "14.45", "+0.25")),
        ("exhaustion_over_line", 0.3449, 0.2349, ("34", "23", "−11")),
        ("cost_per_resolved", 1200.04, 1200.31, ("1,200.0", "1,200.3", "+0.3")),
        ("salvageable_cut_share", 0.0451, 0.0449, ("4.5", "4.5", "0")),
    ],
)
def test_the_difference_is_that_of_the_figures_shown(key, before, current, shown):
    change = current - before
    found = compared(KPIS[key], current, before, Estimate(change, change - 1e-6, change + 1e-6))
    assert (found.before_text, found.current_text, found.difference_text) == shown


@pytest.mark.parametrize("key", KEYS)
def test_whatever_the_numbers_what_is_shown_adds_up(key):
    kpi, draw = KPIS[key], random.Random(key)
    times = 100 if kpi.unit.startswith("share") else 1
    most = min(kpi.most, 2000.0 * kpi.min_important_difference)
    for _ in range(300):
        before = draw.uniform(0.0, most)
        change = draw.uniform(-6.0, 6.0) * kpi.min_important_difference
        current, half = before + change, draw.choice([1e-4, 0.1, 3.0]) * abs(change)
        found = compared(kpi, current, before, Estimate(change, change - half, change + half))
        shown = number(found.difference_text)
        assert number(found.current_text) - number(found.before_text) == shown
        step = 10.0**-found.places
        assert abs(float(shown) - times * change) <= 1.001 * step
        assert float(shown) * change >= 0.0, "never the other sign"
        if abs(change) >= kpi.matters_from(before):
            assert shown, "a difference that matters is never 0"
        low, high = (number(text) for text in found.ends_text.split(" to "))
        assert low <= shown <= high
        if shown and half < abs(change) and (abs(change) - half) * times > step / 100.0:
            assert low > 0 or high < 0, "an interval off zero reads so"


@pytest.mark.parametrize(
    ("key", "x", "places"),
    [
        ("satisfaction_all", 0.7, 1),  # worth noticing: 1 point
        ("transfer_share", 0.1, 1),  # half a point
        ("exhaustion_over_line", 0.3, 0),  # 3 points
        ("asa_s", 12.0, 0),  # 2 s
        ("aht_min", 6.0, 2),  # 0.1 min
        ("calls_handled_per_agent_day", 30.0, 1),  # 0.3 calls
        ("issues_resolved_per_day", 1150.0, 0),
        ("issues_resolved_per_day", 9.9, 1),
        ("cost_per_resolved", 13.0, 2),
        ("cost_per_week", 90_000.0, 0),
    ],
)
def test_the_last_digit_is_worth_half_of_what_is_worth_noticing_or_less(key, x, places):
    assert decimals(KPIS[key], x) == places


def test_figures_of_other_runs_leave_the_paired_difference():
    """A figure without a value in one run of the baseline: means differ by 10 points, pairs by 4."""
    found = compared(KPIS["fcr"], 0.70, 0.60, Estimate(0.04, 0.03, 0.05))
    assert (found.before_text, found.current_text, found.difference_text) == ("60.0", "70.0", "+4.0")


def test_the_ends_move_outwards_to_hold_the_difference():
    found = compared(KPIS["fcr"], 0.41249, 0.30451, Estimate(0.10798, 0.10794, 0.10802))
    assert (found.difference_text, found.ends_text) == ("+10.7", "+10.7 to +10.8")
    found = compared(KPIS["fcr"], 0.4124, 0.4004, Estimate(0.012, 0.0002, 0.0238))
    assert (found.difference_text, found.ends_text) == ("+1.2", "+0.02 to +2.38")


def test_too_small_to_matter_is_never_a_bare_nought():
    judged = verdict(
        KPIS["fcr"], Estimate(0.0002, 0.0001, 0.0003), replications=8, baseline=0.7001, current=0.7003
    )
    assert (judged.kind, judged.short) == ("small", "under 0.1\N{NO-BREAK SPACE}points, too small to matter")


def test_per_cent_is_closed_up_and_a_unit_stays_with_its_number():
    assert value(KPIS["service_level"], 0.95) == "95.0% of calls"
    assert value(KPIS["asa_s"], 12.2) == "12\N{NO-BREAK SPACE}s"
    assert value(KPIS["cost_per_week"], 1234.0, "AUD") == "1,234\N{NO-BREAK SPACE}AUD a week"
    assert with_unit("7", "") == "7"
