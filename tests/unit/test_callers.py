"""The caller book: who calls is fixed by address, so nothing that happens moves anybody."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sim.calendar import LAST_MOMENT_MIN, Calendar
from sim.callers import (
    DAY_OFFSET,
    ArrivalGenerator,
    Arrivals,
    DemandTables,
    _first_calls,
    issue_id,
    need_min,
    patience_min,
    seat_day_uniform,
    seat_hire_uniform,
)
from sim.scenario import Scenario, policies, replace
from tests.builders import DAY, WEEK, call_type, scenario, team

BOOK = ArrivalGenerator(seed=7, replication=2)
COLUMNS = ("time", "issue", "type", "difficult", "need")


def arrivals(s: Scenario, day: int = 0, book: ArrivalGenerator = BOOK) -> Arrivals:
    calendar = Calendar(policies(s), s.horizon.weeks)
    in_force = [p for week, p in policies(s) if week <= day // 7][-1]
    return book.arrivals(in_force, day, calendar.days[day])


def people(found: Arrivals) -> dict[int, tuple]:
    """Everything drawn about each issue, by its id: time, type, difficult, need."""
    drawn = (getattr(found, c).tolist() for c in ("time", "type", "difficult", "need"))
    return dict(zip(found.issue.tolist(), zip(*drawn, strict=True), strict=True))


def same(a: Arrivals, b: Arrivals) -> bool:
    return all(getattr(a, c).tobytes() == getattr(b, c).tobytes() for c in COLUMNS)


def busy(values=None, **top) -> Scenario:
    """Two types, 400 issues on each of five days."""
    kinds = [
        call_type(
            "A", share=0.6, need={"distribution": "lognormal", "mean_min": 6.0, "cv": 1.0}, overhead_min=1.3
        ),
        call_type(
            "B", share=0.4, need={"distribution": "gamma", "mean_min": 8.0, "cv": 0.8}, overhead_min=1.3
        ),
    ]
    demand = {
        "calls_per_day": 400.0,
        "day_to_day_cv": 0.1,
        "open": {"days": WEEK[:5], "from": "08:00", "to": "18:00"},
        "profile": [1.0 + i % 4 for i in range(20)],
    }
    return scenario(values, **{"call_types": kinds, "demand": demand, **top})


# ── Nothing that happens moves anybody ────────────────────────────────────────────────────────────

IRRELEVANT = [
    {"rules.handle_time_cap": {"minutes": 4.0, "enforcement": 1.0}},
    {"rules.disengagement.policy": "until_satisfied"},
    {"rules.routing": "most_rested", "rules.pause_after_hostile_min": 5.0},
    {"teams.Agents.agents": 50},
    {"teams.Agents.shifts": [{"start": "09:00"}], "rules.quota.calls_per_shift": 30},
    {"training.coping": {"effect": 0.4, "weeks": [0]}},
    {"horizon.warm_up_weeks": 3},
    {"horizon.weeks": 5},
    {"callers.redial": 1.0, "callers.call_back": 1.0, "callers.upset_share": 0.5},
    {"behaviour.strain": True, "behaviour.eta": 2.5, "behaviour.quit_rate": 1.0},
    {"call_types.A.patience.mean_min": 1.0, "call_types.A.wrap_up_min": 3.0, "call_types.A.resolvable": 0.1},
    {"demand.queue_limit": 3},
    {"targets.within_s": 60, "costs.on_cost": 1.0},
]


@pytest.mark.parametrize("values", IRRELEVANT, ids=[next(iter(v)) for v in IRRELEVANT])
@pytest.mark.parametrize("day", [0, 3])
def test_rules_teams_training_and_length_leave_every_caller_where_they_were(values, day):
    assert same(arrivals(busy(), day), arrivals(replace(busy(), values), day))


def test_another_team_moves_nobody():
    assert same(arrivals(busy()), arrivals(busy(teams=[team("One"), team("Two", agents=9)])))


def test_warm_up_days_are_addressed_by_their_signed_week():
    long, short = busy({"horizon.warm_up_weeks": 4}), busy({"horizon.warm_up_weeks": 1})
    assert same(arrivals(long, -7), arrivals(short, -7))
    assert not same(arrivals(long, -7), arrivals(long, 0))


def test_a_dated_change_moves_nobody_before_it():
    changed = busy(
        horizon={"weeks": 2, "warm_up_weeks": 0}, changes=[{"week": 1, "set": {"demand.calls_per_day": 800}}]
    )
    assert same(arrivals(changed, 4), arrivals(busy(), 4))
    assert len(arrivals(changed, 7).time) > 1.5 * len(arrivals(busy({"horizon.weeks": 2}), 7).time)


@given(st.floats(1.0, 900.0), st.floats(1.0, 900.0))
def test_more_volume_adds_callers_and_moves_none(a, b):
    few, many = (people(arrivals(busy({"demand.calls_per_day": v}))) for v in sorted((a, b)))
    assert few.items() <= many.items()


def test_other_opening_hours_add_or_remove_and_move_none():
    flat = {"calls_per_day": 400.0, "day_to_day_cv": 0.0}
    usual = busy(demand={**flat, "open": {"days": WEEK[:5], "from": "08:00", "to": "18:00"}})
    later = busy(demand={**flat, "open": {"days": WEEK[:5], "from": "10:00", "to": "20:00"}})
    a, b = people(arrivals(usual)), people(arrivals(later))
    both = a.keys() & b.keys()
    assert both == {i for i in a if (i >> 24) % 64 >= 20} == {i for i in b if (i >> 24) % 64 < 36}
    assert all(a[i] == b[i] for i in both)
    assert len(both) > 250


def test_another_day_more_in_the_week_moves_none():
    fewer = busy({"demand.open.days": ["mon", "tue"]})
    assert people(arrivals(fewer, 1)) == people(arrivals(busy(), 1)), (
        "no weekday factors: the mean day is the same"
    )


def test_self_service_removes_and_moves_none():
    with_bot = people(arrivals(busy({"call_types.A.self_service_share": 0.3})))
    without = people(arrivals(busy()))
    assert with_bot.items() < without.items()


def test_a_type_shares_change_keeps_times_moods_and_who_calls():
    before, after = people(arrivals(busy())), people(arrivals(busy({"call_types.A.share": 0.2})))
    assert before.keys() == after.keys()
    assert all(before[i][0] == after[i][0] and before[i][2] == after[i][2] for i in before)


@pytest.mark.parametrize("other", [ArrivalGenerator(8, 2), ArrivalGenerator(7, 3)])
def test_another_seed_or_replication_has_other_callers(other):
    a, b = people(arrivals(busy())), people(arrivals(busy(), book=other))
    assert not {v[0] for v in a.values()} & {v[0] for v in b.values()}


def test_the_book_keeps_nothing():
    assert same(arrivals(busy()), arrivals(busy()))
    book = ArrivalGenerator(7, 2)
    arrivals(busy(), 4, book)
    assert same(arrivals(busy(), 1, book), arrivals(busy(), 1))


@pytest.mark.parametrize(("seed", "replication"), [(-1, 0), (2**32, 0), (0, -1), (0, 2**20)])
def test_seeds_out_of_range_are_refused(seed, replication):
    with pytest.raises(ValueError, match="is not between 0 and"):
        ArrivalGenerator(seed, replication)


# ── Addresses ─────────────────────────────────────────────────────────────────────────────────────


@given(st.integers(-364, 3640), st.integers(0, 47), st.integers(0, 2**24 - 1))
def test_an_issues_id_is_its_day_half_hour_and_number(day, half_hour, k):
    issue = issue_id(day, half_hour, k)
    assert 0 <= issue < 2**46
    assert (issue >> 30) - DAY_OFFSET == day
    assert (issue >> 24) % 64 == half_hour
    assert issue % 2**24 == k


def test_ids_say_when_they_call_and_come_in_order_of_time():
    found = arrivals(busy(), 3)
    assert (np.diff(found.time) >= 0).all()
    assert ((found.time - 3 * DAY) // 30 == (found.issue >> 24) % 64).all()
    assert (found.issue >> 30 == 3 + DAY_OFFSET).all()
    for half_hour in range(16, 36):
        k = np.sort(found.issue[(found.issue >> 24) % 64 == half_hour] % 2**24)
        assert k.tolist() == list(range(len(k))), "numbered without gaps"


# ── How many and when ─────────────────────────────────────────────────────────────────────────────


def counts_by_half_hour(s: Scenario, days: int) -> np.ndarray:
    calendar = Calendar(policies(s), s.horizon.weeks)
    found = np.zeros((days, 48))
    open_days = sorted(calendar.days)[:days]
    assert len(open_days) == days
    for row, day in enumerate(open_days):
        np.add.at(found[row], (BOOK.arrivals(s, day, calendar.days[day]).issue >> 24) % 64, 1)
    return found


def test_counts_per_half_hour_are_poisson_around_the_profile():
    s = busy({"demand.day_to_day_cv": 0.0, "horizon.weeks": 60})
    counts = counts_by_half_hour(s, 300)[:, 16:36]
    weights = np.array(s.demand.profile)
    means = 400.0 * weights / weights.sum()
    # dispersion of 300 days around the true mean is chi-square with 300 degrees of freedom each; fixed seed,
    # false alarm 1 in 1,000 for the whole test
    dispersion = ((counts - means) ** 2 / means).sum()
    low, high = stats.chi2.ppf([0.00025, 0.99975], counts.size)
    assert low < dispersion < high
    pooled = ((counts.sum(axis=0) - 300 * means) ** 2 / (300 * means)).sum()
    assert stats.chi2.sf(pooled, 20) > 0.0005


def test_within_a_half_hour_calls_are_uniform_in_time():
    s = busy({"demand.day_to_day_cv": 0.0, "horizon.weeks": 10})
    calendar = Calendar(policies(s), 10)
    moments = np.concatenate([BOOK.arrivals(s, *d).time % 30 / 30 for d in calendar.days.items()])
    assert len(moments) > 15_000
    assert stats.kstest(moments, "uniform").pvalue > 0.001


def test_busy_days_are_gamma_with_mean_1_and_the_asked_cv():
    values = np.array([BOOK.busyness(day, 0.3) for day in range(4000)])
    assert stats.kstest(values, stats.gamma(1 / 0.09, scale=0.09).cdf).pvalue > 0.001
    assert values.mean() == pytest.approx(1.0, abs=4 * 0.3 / math.sqrt(4000))
    assert values.std() == pytest.approx(0.3, rel=0.06)


def test_without_day_to_day_differences_every_day_is_exactly_usual():
    assert {BOOK.busyness(day, 0.0) for day in range(100)} == {1.0}


def test_half_hours_levels_are_lognormal_with_mean_1_and_go_together_with_their_neighbours():
    levels = np.array([BOOK.intraday_levels(day, 0.4, 0.7) for day in range(4000)])
    s = math.sqrt(math.log(1.16))
    for half_hour in (0, 20, 95):
        of_it = stats.lognorm(s, scale=math.exp(-s * s / 2.0))
        assert stats.kstest(levels[:, half_hour], of_it.cdf).pvalue > 0.001
    logs = np.log(levels)
    for lag in (1, 3):
        together = [np.corrcoef(logs[:, b], logs[:, b + lag])[0, 1] for b in range(0, 90, 10)]
        assert np.mean(together) == pytest.approx(0.7**lag, abs=0.02)


def test_without_intraday_differences_or_with_the_whole_day_alike_levels_are_exact():
    assert set(BOOK.intraday_levels(3, 0.0, 0.8)) == {1.0}
    assert len(set(BOOK.intraday_levels(3, 0.4, 1.0))) == 1


def test_counts_of_half_hours_vary_and_go_together_as_theory_says():
    """Model 2.2: Var N(b) and Cov(N(b), N(b')) of 2,500 independent days, within four standard errors."""
    day_cv, cv, correlation, days = 0.1, 0.25, 0.6, 2500
    s = busy({"demand.day_to_day_cv": day_cv, "demand.intraday_cv": cv, "horizon.weeks": 500,
              "demand.intraday_correlation": correlation, "demand.profile": None})  # fmt: skip
    counts = counts_by_half_hour(s, days)[:, 16:36]
    m, day, log_variance = 20.0, 1.0 + day_cv**2, math.log(1.0 + cv**2)
    off = counts - m
    assert counts.mean() == pytest.approx(m, rel=4 * 0.2 / math.sqrt(days))
    for lag in (0, 1, 2, 8):
        shared = day * math.exp(log_variance * correlation**lag) - 1.0
        theory = m * m * shared + (m if lag == 0 else 0.0)
        by_day = (off[:, : 20 - lag] * off[:, lag:]).mean(axis=1)
        assert by_day.mean() == pytest.approx(theory, abs=4 * by_day.std() / math.sqrt(days))


def test_other_hours_or_another_intraday_cv_move_no_half_hours_level():
    both = (BOOK.intraday_levels(5, cv, 0.5) for cv in (0.1, 0.2))
    standard = [np.log(x) / math.sqrt(math.log(1 + cv**2)) for x, cv in zip(both, (0.1, 0.2), strict=True)]
    shift = standard[0] - standard[1]
    assert shift == pytest.approx(np.full(96, shift[0]), abs=1e-12)


def test_what_is_left_of_an_opening_past_midnight_goes_on_with_its_days_half_hours():
    s = busy({"demand.open": {"days": ["mon"], "from": "23:30", "to": "00:30"}, "demand.profile": None,
              "demand.day_to_day_cv": 0.0, "demand.intraday_cv": 0.5, "demand.calls_per_day": 80_000.0,
              "horizon.warm_up_weeks": 0})  # fmt: skip
    levels = BOOK.intraday_levels(0, 0.5, 0.8)
    for day, half_hour in ((0, 47), (1, 48)):
        assert len(arrivals(s, day).time) == pytest.approx(40_000 * levels[half_hour], rel=0.03)


def test_weekday_factors_are_relative_to_the_mean_open_day_and_special_days_multiply():
    s = busy({"demand.weekday_factor": {"mon": 2.0, "fri": 0.5}, "horizon.weeks": 2,
              "demand.special_days": [{"week": 1, "day": "mon", "calls_factor": 3.0}]})  # fmt: skip
    days = Calendar(policies(s), 2).days
    mean = (2.0 + 1 + 1 + 1 + 0.5) / 5
    factors = {day: sum(hours.own) for day, hours in days.items()}
    assert [factors[d] for d in range(5)] == pytest.approx(
        [2 / mean, 1 / mean, 1 / mean, 1 / mean, 0.5 / mean]
    )
    assert factors[7] == pytest.approx(6 / mean)
    assert sum(factors[d] for d in range(5)) == pytest.approx(5.0)


def test_what_is_left_of_an_opening_past_midnight_is_as_busy_as_the_day_on_which_it_began():
    s = busy({"demand.open": {"days": ["mon", "tue"], "from": "22:00", "to": "02:00"}, "demand.profile": None,
              "demand.day_to_day_cv": 0.5, "demand.calls_per_day": 40_000.0, "horizon.warm_up_weeks": 0})  # fmt: skip
    calls = {day: len(arrivals(s, day).time) for day in range(3)}
    monday, tuesday = (BOOK.busyness(day, 0.5) for day in (0, 1))
    for day, expected in ((0, monday / 2), (1, (monday + tuesday) / 2), (2, tuesday / 2)):
        assert calls[day] == pytest.approx(40_000 * expected, rel=0.03)
    assert ((arrivals(s, 2).time - 2 * DAY) < 120.0).all()


def test_a_call_in_the_last_moment_still_comes_before_closing():
    time, issue = np.empty(200), np.empty(200, np.int64)
    late = 10_000  # days from the first Monday a time is rounded coarsely
    n = _first_calls(1, 0, late, np.array([0.0] * 15 + [100.0]), time, issue, np.zeros(1, np.int64), 1)
    assert 50 < n < 200
    assert late * DAY + 15 * 30.0 <= time[:n].min()
    assert time[:n].max() <= late * DAY + 16 * 30.0 - LAST_MOMENT_MIN
    calendar = Calendar(policies(busy()), 1)
    assert all(calendar.is_open(closes - LAST_MOMENT_MIN) for _, closes in calendar.openings.values())


def test_no_calls_where_there_are_none():
    found = arrivals(busy({"demand.calls_per_day": 0.0}))
    assert [len(getattr(found, c)) for c in COLUMNS] == [0] * 5


# ── Who calls ─────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def crowd() -> Arrivals:
    return arrivals(
        busy(
            {"demand.calls_per_day": 40_000.0, "callers.difficult_share": 1 / 6, "demand.day_to_day_cv": 0.0}
        )
    )


def near(share: float, expected: float, n: int) -> bool:
    """Within 4 standard errors: false alarm 1 in 16,000."""
    return abs(share - expected) < 4 * math.sqrt(expected * (1 - expected) / n)


def test_types_come_in_their_shares(crowd):
    assert near((crowd.type == 0).mean(), 0.6, len(crowd.type))


def test_one_in_six_is_difficult_in_every_type(crowd):
    for kind in (0, 1):
        mine = crowd.difficult[crowd.type == kind]
        assert near(mine.mean(), 1 / 6, len(mine))


def test_a_types_own_difficult_share_counts():
    found = arrivals(
        busy(
            {
                "demand.calls_per_day": 4000.0,
                "callers.difficult_share": 0.5,
                "call_types.A.difficult_share": 0.0,
            }
        )
    )
    assert not found.difficult[found.type == 0].any()
    assert near(found.difficult[found.type == 1].mean(), 0.5, (found.type == 1).sum())


def test_self_service_takes_the_easiest_30_percent_of_the_not_difficult_of_its_type_only():
    values = {"demand.calls_per_day": 20_000.0, "callers.difficult_share": 0.2}
    all_, left = arrivals(busy(values)), arrivals(busy({**values, "call_types.A.self_service_share": 0.3}))
    gone = ~np.isin(all_.issue, left.issue)
    assert not all_.difficult[gone].any()
    assert (all_.type[gone] == 0).all()
    easy = (all_.type == 0) & ~all_.difficult
    assert near(gone[easy].mean(), 0.3, easy.sum())
    assert all_.need[gone].max() < all_.need[easy & ~gone].min(), "the easy ones"


KINDS = [
    ({"distribution": "lognormal", "mean_min": 6.0, "cv": 1.0}, 1.0),
    ({"distribution": "lognormal", "mean_min": 4.5, "cv": 0.5}, 0.5),
    ({"distribution": "exponential", "mean_min": 6.0, "cv": 0.3}, 1.0),
    ({"distribution": "gamma", "mean_min": 8.0, "cv": 1.3}, 1.3),
    ({"distribution": "gamma", "mean_min": 8.0, "cv": 0.4}, 0.4),
    ({"distribution": "deterministic", "mean_min": 5.0}, 0.0),
]


def needs_min(kind: dict, u: np.ndarray) -> np.ndarray:
    """Needs of a call type at these quantiles, as the caller book gets them."""
    crowd = DemandTables(scenario(call_types=[kind]))
    found = np.array([need_min(x, crowd.needs[0], crowd.values) for x in u])
    crowd.finish_needs(np.zeros(len(u), np.int64), found)
    return found


@pytest.mark.parametrize(
    ("need", "cv"), KINDS, ids=[f"{k['distribution']} {k['mean_min']} {c}" for k, c in KINDS]
)
@pytest.mark.parametrize("overhead", [0.0, 1.3])
def test_needs_have_the_asked_mean_with_the_overhead_and_cv_beyond_it(need, cv, overhead):
    kind = call_type(need=need, overhead_min=overhead)
    n = 100_000
    u = (np.arange(n) + 0.5) / n  # the quantile map integrated over its whole range
    values = needs_min(kind, u)
    assert (np.diff(values) >= 0).all()
    assert values.min() >= overhead
    assert values.mean() == pytest.approx(need["mean_min"], rel=2e-3)
    assert values.std() / (need["mean_min"] - overhead) == pytest.approx(cv, rel=0.02, abs=1e-12)


def test_an_empirical_need_is_its_quantiles_joined_by_lines_and_never_under_the_overhead():
    need = {"distribution": "empirical", "quantiles_min": [0.5, 2.0, 10.0]}
    kind = call_type(need=need, overhead_min=1.3)
    u = np.array([2.0**-53, 0.25, 0.5, 0.75, 1 - 2.0**-53])
    assert needs_min(kind, u) == pytest.approx([1.3, 1.3, 2.0, 6.0, 10.0])


# ── Patience ──────────────────────────────────────────────────────────────────────────────────────


def patiences(shape: float, scale: float, give_up: float, n: int = 20_000) -> np.ndarray:
    return np.array([patience_min(7, 2, issue, 1, 0, scale, shape, give_up) for issue in range(n)])


def test_patience_is_exponential_or_weibull():
    assert stats.kstest(patiences(1.0, 5.0, 0.0), stats.expon(scale=5.0).cdf).pvalue > 0.001
    assert stats.kstest(patiences(0.7, 4.0, 0.0), stats.weibull_min(0.7, scale=4.0).cdf).pvalue > 0.001


def test_those_who_give_up_at_once_are_extra_and_the_others_keep_their_patience():
    with_, without = patiences(1.0, 5.0, 0.2), patiences(1.0, 5.0, 0.0)
    at_once = with_ == 0.0
    assert near(at_once.mean(), 0.2, len(with_))
    assert (with_[~at_once] == without[~at_once]).all()


def test_patience_without_end_never_ends():
    assert set(patiences(1.0, math.inf, 0.0, 50)) == {math.inf}


def test_patience_is_fresh_for_every_call_and_leg():
    values = {patience_min(7, 2, 99, call, leg, 5.0, 1.0, 0.0) for call in range(1, 7) for leg in range(3)}
    assert len(values) == 18


def test_draws_of_seats_differ_by_seat_day_and_hire():
    values = {seat_day_uniform(7, 2, 18, t, n, d) for t in range(3) for n in range(5) for d in range(-7, 7)}
    assert len(values) == 3 * 5 * 14
    assert (
        len({seat_hire_uniform(7, 2, 21, t, n, h) for t in range(3) for n in range(5) for h in range(4)})
        == 60
    )
