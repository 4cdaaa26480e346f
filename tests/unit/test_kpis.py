"""Every KPI on a week small enough to count by hand; weeks add up to the run."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest

from sim.engine import simulate
from sim.experiment import KEYS, measure
from sim.kpis import GROUPS, KPIS, Kpi
from sim.kpis.counting import hours_per_week
from sim.kpis.flows import LINKS
from sim.kpis.hours import USES
from sim.kpis.weekly_totals import count, exhaustion_by_seat_and_day, half_hours
from sim.record import AGENT_DAY, LEG, DayStatus, Kind, Outcome, Record
from sim.scenario import replace
from sim.scenario.demand import Open
from tests.builders import DAY, WEEK, scenario, team

ANSWERED, PASSED_ON, ABANDONED, BLOCKED, OPEN = Outcome
ORDINARY, UPSET, DIFFICULT = Kind
ON_PHONES, SICK, AWAY, OFF, VACANT, TRAINING = DayStatus


def rows(dtype, *given: dict) -> np.ndarray:
    """Rows of a record: minutes that are not given are 0, other floats not set."""
    found = np.zeros(len(given), dtype)
    for name in dtype.names:
        if dtype[name] == np.float64 and not (dtype is AGENT_DAY and name.endswith("_min")):
            found[name] = np.nan
    for row, values in zip(found, given, strict=True):
        for name, value in values.items():
            row[name] = value
    return found


def answered(issue, arrived, wait, talk, wrap=1.0, queued=None, **more) -> dict:
    """A leg that was answered."""
    queued = arrived if queued is None else queued
    at = queued + wait
    times = {
        "queued": queued,
        "left_queue": at,
        "answered": at,
        "talk_end": at + talk,
        "wrap_end": at + talk + wrap,
    }
    return {
        "issue": issue,
        "call": 1,
        "attempt": 1,
        "arrived": arrived,
        **times,
        "need": talk,
        "given": talk,
        **more,
    }


def lost(issue, arrived, wait, outcome, p_again=0.0, **more) -> dict:
    """A leg that was not."""
    times = {"arrived": arrived, "queued": arrived, "left_queue": arrived + wait, "p_again": p_again}
    return {
        "issue": issue,
        "call": 1,
        "attempt": 1,
        "agent": -1,
        "team": -1,
        "outcome": outcome,
        **times,
        **more,
    }


LEGS = rows(
    LEG,
    answered(1, 500.0, 0.25, 5.0, resolved=1, p_satisfied=0.9, quality=80.0),
    answered(2, 510.0, 1.0, 4.0, outcome=PASSED_ON, kind=UPSET, need=8.0, p_satisfied=0.5, quality=60.0),
    answered(
        2, 510.0, 0.0, 6.0, queued=515.0, leg=1, kind=UPSET, cut=1, resolved=1, p_satisfied=0.6, quality=70.0
    ),
    lost(3, 520.0, 0.25, ABANDONED, p_again=0.5),
    answered(3, 1990.0, 0.125, 5.0, call=2, p_satisfied=0.4, p_again=0.85, quality=50.0),
    lost(4, 530.0, 0.0, BLOCKED),
    lost(5, 540.0, 10.0, OPEN),
    answered(6, -900.0, 0.0, 9.0, p_satisfied=0.1, quality=10.0, p_again=0.85),  # in the warm-up: not counted
    answered(
        6, 600.0, 0.5, 10.0, call=2, attempt=2, kind=DIFFICULT, p_satisfied=0.08, p_again=0.4, quality=40.0
    ),
)


def worked(seat, day, talk, wrap, free, E, p_quit, p_sick, **more) -> dict:
    times = {
        "talk_min": talk,
        "wrap_min": wrap,
        "free_min": free,
        "came": day * DAY + 480,
        "went": day * DAY + 960,
    }
    chances = {"exhaustion": E, "p_quit": p_quit, "p_sick": p_sick}
    return {"seat": seat, "day": day, "status": ON_PHONES, "rostered_min": 480.0, **times, **chances, **more}


DAYS = rows(
    AGENT_DAY,
    worked(0, -7, 400.0, 40.0, 40.0, 0.9, 0.5, 0.5),  # in the warm-up: not counted
    worked(0, 0, 20.0, 4.0, 400.0, 0.5, 0.001, 0.03, overtime_min=12.0, break_min=30.0, course_min=20.0),
    {"seat": 1, "day": 0, "status": SICK, "rostered_min": 480.0, "exhaustion": 0.6, "p_sick": 0.04},
    worked(0, 1, 10.0, 1.0, 469.0, 0.58, 0.002, 0.03),
    worked(1, 1, 0.0, 0.0, 480.0, 0.52, 0.003, 0.04, since_day=1),
    {"seat": 0, "day": 2, "status": OFF, "exhaustion": 0.99},
    {"seat": 1, "day": 2, "status": OFF, "exhaustion": 0.99},
)

CENTRE = scenario(
    {"targets.within_s": 30.0, "targets.exhaustion_line": 55.0},
    horizon={"weeks": 1, "warm_up_weeks": 1},
    demand={"calls_per_day": 1.0, "open": {"days": ["mon", "tue"]}},
    teams=[team(agents=2, shifts=[{"start": "08:00", "hours": 8.0}], wage_per_hour=30.0)],
)

BY_HAND = {
    "satisfaction_surveyed": (0.9 + 0.6 + 0.4 + 0.08) / 4,  # after each call's last answered leg
    "satisfaction_all": (0.9 + 0.6 + 0.4 + 0.08)
    / (4 + 0.5 + 1 + 1),  # hung up for good with .5, blocked, open
    "quality_score": (80 + 60 + 70 + 50 + 40) / 5,
    "exhaustion_mean": 100
    * (0.5 + 0.6 + 0.58 + 0.52 + 0.99 + 0.99)
    / 6,  # both, sick and off, on all three days
    "exhaustion_stayers": 100 * (0.5 + 0.6 + 0.58 + 0.99 + 0.99) / 5,  # who came on Tuesday was none yet
    "exhaustion_over_line": 4 / 6,
    "quits_per_year": 0.006 / (2 / 52),
    "absence": (0.03 + 0.04 + 0.03 + 0.04) / 4,
    "calls_offered_per_day": 7 / 2,
    "calls_handled_per_day": 4 / 2,
    "calls_handled_per_agent_day": 4 / 3,
    "issues_resolved_per_day": 2 / 2,
    "issues_resolved_per_agent_day": 2 / 3,
    "fcr": 1 / 3,  # of issues 1, 2 and 3; issue 2 was passed on
    "repeat_share": 1 / 7,
    "transfer_share": 1 / 5,
    "squeezed_share": 1 / 5,
    "service_level": 3 / 7,  # waits of 15, 7.5 and exactly 30 s; the fourth waited 60
    "service_level_answered": 3 / 4,
    "service_level_excl_short_abandons": 3 / 6,
    "service_level_short_abandons_good": 4 / 7,
    "asa_s": (15 + 60 + 7.5 + 30) / 4,
    "wait_p90_s": 30 + 0.7 * 30,  # 7.5, 15, 30, 60: a point 2.7 steps along
    "abandonment": 1 / 7,
    "aht_min": (6 + 5 + 7 + 6 + 11) / 5,
    "occupancy": 35 / (35 + 400 + 469 + 480),
    "difficult_time_share": 11 / 35,
    "closed_by_rule_share": 1 / 5,
    "salvageable_cut_share": 1 / 2,
    "cost_per_week": (32 + 0.2) * 30 * 1.25 + 0.006 * 0.33 * 30 * 52 * 16,
    "cost_per_resolved": ((32 + 0.2) * 30 * 1.25 + 0.006 * 0.33 * 30 * 52 * 16) / 2,
    "replacement_cost_per_year": 0.006 * 26 * 2 * 0.33 * 30 * 52 * 16,  # a year of .156 of two seats
}


def values(legs=LEGS, days=DAYS, s=CENTRE) -> dict[str, float]:
    run = count(Record(legs, days, 1, 0), s).run_counts()
    return {key: kpi.value(run) for key, kpi in KPIS.items()}


def test_every_kpi_is_counted_by_hand_here():
    assert set(BY_HAND) == set(KPIS)


@pytest.mark.parametrize("key", KPIS)
def test_a_week_counted_by_hand(key):
    assert values()[key] == pytest.approx(BY_HAND[key], rel=1e-12)


@pytest.mark.parametrize("key", KPIS)
def test_where_there_is_nothing_to_divide_by_there_is_no_value(key):
    nothing = values(rows(LEG), rows(AGENT_DAY))[key]
    none_at_all = {
        "calls_offered_per_day",
        "calls_handled_per_day",
        "issues_resolved_per_day",
        "cost_per_week",
    }
    none_at_all |= {"replacement_cost_per_year", "quits_per_year"}
    assert nothing == 0.0 if key in none_at_all else math.isnan(nothing)


def test_where_calls_and_hours_went_counted_by_hand():
    found = measure(Record(LEGS, DAYS, 1, 0), CENTRE)
    along = {link: calls for link, calls in zip(LINKS, found.flows[:, 0].tolist(), strict=True) if calls}
    assert along == pytest.approx(
        {
            ("offered", "answered"): 4.0,
            ("offered", "abandoned"): 1.0,
            ("offered", "blocked"): 1.0,
            ("offered", "open"): 1.0,
            ("answered", "settled"): 1.0,
            ("answered", "passed_on"): 1.0,  # once, though it was two legs, and cut at the end
            ("answered", "unsettled"): 2.0,  # the second call of issue 3, and the difficult caller
            ("passed_on", "settled"): 1.0,
            ("unsettled", "again"): 0.85 + 0.4,
            ("unsettled", "gone"): 0.15 + 0.6,
            ("abandoned", "again"): 0.5,
            ("abandoned", "gone"): 0.5,
            ("blocked", "gone"): 1.0,
            ("open", "gone"): 1.0,
        }
    )
    minutes = dict(zip(USES, (60.0 * found.hours[:, 0]).tolist(), strict=True))
    assert minutes == pytest.approx(
        {
            "ordinary": 10.0,
            "hostile": 20.0,  # the repeat call of the difficult caller is here
            "repeats": 0.0,
            "wrap_up": 5.0,
            "free": 1349.0,
            "breaks": 30.0,
            "pauses": 0.0,
            "courses": 20.0,
        }
    )
    assert found.open_days.tolist() == [2.0]


def test_declarations():
    assert list(dict.fromkeys(k.group for k in KPIS.values())) == list(GROUPS), (
        "groups stand together, in order"
    )
    assert sorted(KPIS, key=lambda key: list(GROUPS).index(KPIS[key].group)) == list(KPIS)
    for key, kpi in KPIS.items():
        assert kpi.key == key
        assert kpi.name
        assert kpi.unit
        assert kpi.definition
        assert kpi.source
        assert kpi.min_important_difference > 0.0
        assert (kpi.better == "band") == (kpi.band is not None)
    assert {k for k, v in KPIS.items() if v.better == "band"} == {"occupancy"}
    assert {"calls_handled_per_day", "calls_handled_per_agent_day", "aht_min"} <= {
        k for k, v in KPIS.items() if v.better == "none"
    }
    assert list(KPIS) == list(KEYS)


@pytest.mark.parametrize(
    ("key", "baseline", "size"),
    [
        ("issues_resolved_per_day", 1150.0, 11.5),  # 1% of the baseline, in a large centre and in a small one
        ("issues_resolved_per_day", 20.0, 0.2),
        ("calls_offered_per_day", 400.0, 4.0),
        ("calls_handled_per_day", 400.0, 4.0),
        ("issues_resolved_per_day", 0.0, 1.0),
        ("issues_resolved_per_day", None, 1.0),
        ("satisfaction_all", 0.7, 0.01),  # a point, whatever the baseline
        ("calls_handled_per_agent_day", 30.0, 0.3),
    ],
)
def test_what_grows_with_the_centre_matters_from_a_share_of_the_baseline(key, baseline, size):
    assert KPIS[key].matters_from(baseline) == pytest.approx(size, rel=1e-12)


def test_a_name_stands_for_every_word_that_is_not_declared():
    plain = Kpi("x", "work", "Calls of X", "share", "x", "up", 0.01, lambda c: 0.5)
    assert {plain.label, plain.full_name} == {"Calls of X"}
    assert {plain.noun, plain.subject, plain.counted, plain.at_stake} == {"calls of X"}
    own = dataclasses.replace(plain, label="X", noun="xs", counted="", at_stake="")
    assert (own.label, own.counted, own.at_stake, own.subject) == ("X", "xs", "xs", "calls of X")


# ── Money ─────────────────────────────────────────────────────────────────────────────────────────


def test_rostered_hours_a_week():
    hours = Open(days=tuple(WEEK[:5]))
    (one,) = scenario(teams=[team(shifts=[{"start": "08:00", "hours": 7.5}])]).teams
    assert hours_per_week(one, hours) == 37.5
    assert hours_per_week(one.model_copy(update={"days_per_week": 4}), hours) == 30.0
    (always,) = scenario().teams
    assert hours_per_week(always, hours) == 38.0


def test_vacancies_and_newcomers_in_training_are_not_paid():
    absent = [
        {"seat": 1, "day": 1, "status": status, "rostered_min": 480.0} for status in (VACANT, TRAINING, OFF)
    ]
    more = np.concatenate([DAYS, rows(AGENT_DAY, *absent)])
    assert values(days=more)["cost_per_week"] == values()["cost_per_week"]
    away = np.concatenate(
        [DAYS, rows(AGENT_DAY, {"day": 1, "status": AWAY, "rostered_min": 480.0, "p_sick": 0.0})]
    )
    assert values(days=away)["cost_per_week"] == pytest.approx(values()["cost_per_week"] + 8 * 30 * 1.25)


def test_each_team_is_paid_its_own_wage():
    s = scenario(
        horizon={"weeks": 1, "warm_up_weeks": 0},
        demand={"calls_per_day": 0.0, "open": {"days": ["mon"]}},
        teams=[team("A", wage_per_hour=10.0), team("B", agents=2, wage_per_hour=40.0)],
    )
    run = count(simulate(s), s).run_counts()
    assert KPIS["cost_per_week"].value(run) == pytest.approx(10 * (10 + 80) * 1.25)


# ── Weeks ─────────────────────────────────────────────────────────────────────────────────────────


MORNINGS = {"days": WEEK[:5], "from": "08:00", "to": "12:00"}


@pytest.fixture(scope="module")
def three_weeks():
    s = scenario(
        {
            "behaviour.strain": True, "behaviour.quit_rate": 0.5, "behaviour.sick_rate": 0.05,
            "callers": {"redial": 0.5, "call_back": 0.8, "pass_on": 0.3, "pass_on_pressed": 0.5},
            "call_types.Calls.resolvable": 0.7, "call_types.Calls.patience": {"mean_min": 2.0},
        },
        demand={"calls_per_day": 150.0, "day_to_day_cv": 0.2, "open": MORNINGS},
        teams=[team(agents=5)],
        horizon={"weeks": 3, "warm_up_weeks": 1},
        changes=[{"week": 2, "set": {"teams.Agents.agents": 6, "targets.within_s": 60.0}}],
    )  # fmt: skip
    return s, simulate(s, seed=3)


def test_the_run_is_the_sum_of_its_weeks_and_the_state_of_the_last(three_weeks):
    s, record = three_weeks
    totals = count(record, s)
    weeks, run = [totals.week_counts(w) for w in range(3)], totals.run_counts()
    for name, value in run.items():
        if name in ("exhaustion", "people", "over_line", "stayer_exhaustion", "stayers"):
            assert value == weeks[-1][name]
        elif name != "wait_p90_min":
            assert value == pytest.approx(math.fsum(w[name] for w in weeks)), name
    first = record.legs[
        (record.legs["leg"] == 0) & (record.legs["arrived"] >= 0) & (record.legs["outcome"] <= 1)
    ]
    waits = first["left_queue"] - first["queued"]
    assert run["wait_p90_min"] == pytest.approx(np.percentile(waits, 90))
    assert run["answered"] == len(waits)
    assert run["offered"] == run["answered"] + run["abandoned"] + run["blocked"] + run["open"]
    assert run["seat_weeks"] == 5 + 5 + 6


def test_each_week_is_judged_by_the_target_then_in_force(three_weeks):
    s, record = three_weeks
    in_time = [count(record, s).week_counts(w)["in_time"] for w in range(3)]
    strict = replace(s, {"changes": []})
    assert [count(record, strict).week_counts(w)["in_time"] for w in range(2)] == in_time[:2]
    assert count(record, strict).week_counts(2)["in_time"] < in_time[2]


def test_calls_belong_to_the_week_they_arrive_in(three_weeks):
    s, record = three_weeks
    arrived = record.legs["arrived"][record.legs["leg"] == 0]
    offered = [count(record, s).week_counts(w)["offered"] for w in range(3)]
    assert offered == [((arrived >= w * 7 * DAY) & (arrived < (w + 1) * 7 * DAY)).sum() for w in range(3)]


def test_the_half_hours_of_the_average_day_add_up(three_weeks):
    s, record = three_weeks
    day, run = half_hours(record, s), count(record, s).run_counts()
    for name in ("offered", "answered", "abandoned", "wait_min"):
        assert day[name].sum() * 15 == pytest.approx(run[name])
        assert day[name].shape == (48,)
    assert not day["offered"][:16].any()
    assert not day["offered"][24:].any()
    assert 3.0 < day["on_duty"][18] <= 6.0


def test_exhaustion_by_seat_and_day(three_weeks):
    s, record = three_weeks
    found = exhaustion_by_seat_and_day(record.agent_days, s)
    row = record.agent_days[(record.agent_days["seat"] == 2) & (record.agent_days["day"] == 9)][0]
    assert found[2, 9] == pytest.approx(row["exhaustion"] * 100, nan_ok=True)
    assert found.shape == (6, 21)
    assert np.isnan(found[5, :14]).all()
    assert not np.isnan(found[5, 14:]).all()


def test_measuring_a_record_gives_every_kpi_of_the_run_and_of_every_week(three_weeks):
    s, record = three_weeks
    found = measure(record, s)
    totals = count(record, s)
    assert found.values.shape == (len(KPIS),)
    assert found.by_week.shape == (len(KPIS), 3)
    i = KEYS.index("aht_min")
    assert found.values[i] == KPIS["aht_min"].value(totals.run_counts())
    assert found.by_week[i, 1] == KPIS["aht_min"].value(totals.week_counts(1))
    assert found.number == record.replication


def test_burnout_is_everybody_in_posts_over_the_last_week_even_if_the_centre_is_closed_in_it():
    open_week = {"horizon.weeks": 1, "horizon.warm_up_weeks": 0, "behaviour.strain": True}
    s = replace(scenario(), open_week)
    closed = [{"week": 1, "day": day, "closed": True} for day in s.demand.open.days]
    longer = replace(s, {"horizon.weeks": 2, "demand.special_days": closed})
    short, long = (measure(simulate(x, seed=4), x) for x in (s, longer))
    for key in ("exhaustion_mean", "exhaustion_stayers", "exhaustion_over_line"):
        i = KEYS.index(key)
        assert long.by_week[i, 0] == short.values[i]
        assert long.values[i] == long.by_week[i, 1]
    days = simulate(longer, seed=4).agent_days
    last = days[(days["day"] >= 7) & ~np.isnan(days["exhaustion"])]["exhaustion"]
    assert long.values[KEYS.index("exhaustion_mean")] == pytest.approx(100 * last.mean())
