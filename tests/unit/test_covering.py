"""Shifts at least cost: proven optima, brute force on tiny weeks, and half-hours that nothing covers are named."""

from __future__ import annotations

import json
from collections import Counter
from functools import cache
from itertools import combinations_with_replacement, pairwise, product
from typing import Any

import numpy as np
import pytest
import yaml

from sim.scenario import ScenarioError, load
from sim.scenario.fields import WEEKDAYS
from sim.scenario.validation import validated
from sim.staffing import Contracts, Roster, contracts_from_team, cover, least_cost_cover, load_contracts
from sim.staffing.week_columns import WeekColumns
from sim.staffing.weeks import Clock, Prices
from tests.shared_folder import shared


def contracts(*several: dict[str, Any], **top: Any) -> Contracts:
    named = [{"name": f"c{i}", **one} for i, one in enumerate(several)]
    return validated(Contracts, {"contracts": named, **top})


def required(**days: dict[str, int]) -> np.ndarray:
    """(7, 48) from {weekday: {"08:00-10:00": people}}."""
    table = np.zeros((7, 48), dtype=np.int64)
    for day, spans in days.items():
        for span, people in spans.items():
            first, stop = (2 * int(t[:2]) + int(t[3:]) // 30 for t in span.split("-"))
            table[WEEKDAYS.index(day), first:stop] = people
    return table


def minutes_at_work(roster: Roster) -> np.ndarray:
    """(7 · 1440,) from the scenario file's form, written without the module's own arithmetic."""
    there = np.zeros(7 * 1440, dtype=np.int64)
    for shift in roster.to_shifts():
        begin = 60 * int(shift["start"][:2]) + int(shift["start"][3:])
        working = [
            minute
            for minute in range(round(60 * shift["hours"]))
            if not any(b["after_min"] <= minute < b["after_min"] + b["minutes"] for b in shift["breaks"])
        ]
        for day in shift["days"]:
            for minute in working:
                there[(1440 * WEEKDAYS.index(day) + begin + minute) % (7 * 1440)] += shift["agents"]
    return there


# ── Cases with published or proven optima ─────────────────────────────────────────────────────────


@cache
def oracle() -> dict[str, Any]:
    return json.loads(shared("oracles", "shift_covering.json").read_text(encoding="utf-8"))["cases"]


@pytest.mark.parametrize("case", ["a_three_shifts", "b_odd_cycle", "b_odd_cycle_need5", "c_bus_drivers"])
def test_covering_cases_are_solved_to_their_optimum(case: str):
    of = oracle()[case]
    answer = least_cost_cover(of["cover"], of["need"], of["cost"])
    assert answer.cost == of["ilp_optimum"]
    assert answer.is_proven
    assert not answer.missing.any()
    if "all_optimal_solutions" in of:
        assert answer.counts.tolist() in of["all_optimal_solutions"]


def test_days_off_cases_are_solved_to_their_optimum():
    day = {"earliest_start": "09:00", "latest_end": "17:00"}
    for of in oracle()["d_days_off_5_of_7"]["cases"]:
        need = np.zeros((7, 48), dtype=np.int64)
        need[:, 18:34] = np.array(of["need"])[:, None]
        roster = cover(need, contracts(day))
        assert (roster.people, roster.is_proven, roster.uncovered) == (of["ilp_optimum"], True, ())


def lunch_day(
    full: dict[str, Any] | None = None,
    part: dict[str, Any] | None = None,
    fixed: bool = False,
    **top: Any,
) -> Contracts:
    """The oracle's day: full8 160, six 126, part4 90 at 20 an hour."""
    day = {"earliest_start": "08:00", "latest_end": "20:00", "days": ["mon"], "days_per_week": 1}

    def lunch(earliest: int, latest: int, middle: int) -> list[dict[str, Any]]:
        window = (middle, middle) if fixed else (earliest, latest)
        return [
            {
                "minutes": 30,
                "earliest_min": window[0],
                "latest_min": window[1],
                "grid_min": 30,
                "paid": False,
            }
        ]

    return contracts(
        {"hours": [8.5], "breaks": lunch(180, 270, 240), **day, **(full or {})},
        {"hours": [6.5], "breaks": lunch(150, 210, 180), "pay_factor": 1.05, **day},
        {"hours": [4.0], "pay_factor": 1.125, **day, **(part or {})},
        **top,
    )


@pytest.mark.parametrize(
    ("case", "allowed"),
    [
        ("e_day_with_lunch", lunch_day()),
        ("e_fixed_breaks", lunch_day(fixed=True)),
        ("e_contracts", lunch_day({"share_min": 0.6}, {"people_max": 6})),
    ],
)
def test_a_day_with_lunch_is_solved_to_its_optimum(case: str, allowed: Contracts):
    need = np.zeros((7, 48), dtype=np.int64)
    need[0, 16:40] = oracle()["e_day_with_lunch"]["need"]
    roster = cover(need, allowed, pay_per_hour=20.0)
    assert roster.cost == pytest.approx(oracle()[case]["ilp_optimum"])
    assert roster.is_proven
    assert roster.uncovered == ()


def test_a_period_that_no_shift_covers_is_named():
    of = oracle()["f_infeasible"]
    answer = least_cost_cover(of["cover"], of["need"], [1, 1, 1])
    assert np.flatnonzero(answer.missing).tolist() == [2]
    assert answer.cost == 1  # the second column alone covers the other two


# ── The covering problem by itself ────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("seed", range(12))
def test_tiny_covering_problems_agree_with_brute_force(seed: int):
    rng = np.random.default_rng(seed)
    matrix = rng.integers(0, 2, (5, 4))
    matrix[rng.integers(5)] |= rng.integers(0, 2)  # now and then a period that nothing covers
    need, cost = rng.integers(0, 4, 5), rng.integers(1, 10, 4)
    possible = matrix.any(axis=1)
    least = min(
        int(cost @ counts)
        for counts in product(range(4), repeat=4)
        if ((matrix @ np.array(counts))[possible] >= need[possible]).all()
    )
    answer = least_cost_cover(matrix, need, cost)
    assert answer.cost == least
    assert answer.bound <= least
    assert answer.missing.tolist() == np.where(possible, 0, need).tolist()


def test_a_shortage_is_bought_where_it_is_cheaper():
    answer = least_cost_cover([[1], [1]], [2, 1], [10], missing_price=4.0)
    # The second person costs 10 and spares 4; the first costs 10 and spares 8; nobody at all costs 12.
    assert (answer.cost, answer.objective, answer.missing.tolist()) == (0, 12, [2, 1])
    assert least_cost_cover([[1], [1]], [2, 1], [10], missing_price=6.0).counts.tolist() == [1]


def test_the_same_problem_has_the_same_answer_and_the_earlier_column_is_preferred():
    answers = [least_cost_cover([[1, 1]], [3], [5, 5]).counts.tolist() for _ in range(3)]
    assert answers == [[3, 0]] * 3


# ── Rosters ───────────────────────────────────────────────────────────────────────────────────────

MONDAY = {"days": ["mon"], "days_per_week": 1}
PAUSE = {"minutes": 30, "grid_min": 30, "paid": False}


def test_breaks_are_staggered_within_the_optimisation():
    need = required(mon={"08:00-10:00": 1})
    window = {**MONDAY, "hours": [2.0], "breaks": [{**PAUSE, "earliest_min": 30, "latest_min": 60}]}
    roster = cover(need, contracts({**window, "earliest_start": "08:00", "latest_start": "08:00"}))
    assert roster.cost == 3.0  # two people, an hour and a half of each paid
    assert roster.uncovered == ()
    assert sorted(line.shifts[0].breaks for line in roster.lines) == [((30, 30),), ((60, 30),)]
    assert roster.idle_hours == 1.0


def test_a_half_hour_in_which_every_shift_has_its_break_is_named():
    fixed = {**MONDAY, "hours": [2.0], "breaks": [{**PAUSE, "earliest_min": 30, "latest_min": 30}]}
    roster = cover(
        required(mon={"08:00-10:00": 2}),
        contracts({**fixed, "earliest_start": "08:00", "latest_start": "08:00"}),
    )
    assert [(u.day, u.start, u.missing, u.coverable) for u in roster.uncovered] == [
        ("mon", "08:30", 2, False)
    ]
    assert (roster.people, roster.gap < 1e-5) == (2, True)


def test_a_break_of_a_quarter_counts_against_its_half_hour():
    quarter = {"minutes": 15, "earliest_min": 75, "latest_min": 75}
    roster = cover(
        required(mon={"08:00-10:00": 1}),
        contracts({**MONDAY, "hours": [2.0], "breaks": [quarter], "latest_start": "08:00"}),
    )
    assert roster.present[0, 18] >= 1  # another shift, begun earlier, covers 09:00
    assert roster.people == 2
    assert roster.paid_hours == 4.0


def test_half_hours_before_the_first_start_are_named_and_the_rest_is_covered():
    roster = cover(
        required(mon={"07:00-12:00": 2}),
        contracts({**MONDAY, "hours": [4.0], "earliest_start": "08:00"}),
    )
    assert [(u.start, u.missing, u.coverable) for u in roster.uncovered] == [
        ("07:00", 2, False),
        ("07:30", 2, False),
    ]
    assert (roster.people, roster.cost, roster.is_proven) == (2, 8.0, True)


def test_too_few_people_leave_half_hours_that_could_be_covered():
    roster = cover(
        required(mon={"08:00-12:00": 3}),
        contracts({**MONDAY, "hours": [4.0], "earliest_start": "08:00"}, people_max=2),
    )
    assert {(u.missing, u.coverable) for u in roster.uncovered} == {(1, True)}
    assert len(roster.uncovered) == 8


def test_sundays_night_covers_mondays_morning():
    night = {"hours": [8.0], "earliest_start": "22:00", "latest_start": "22:00", "days": ["sun"]}
    roster = cover(
        required(sun={"22:00-24:00": 1}, mon={"00:00-06:00": 1}), contracts({**night, "days_per_week": 1})
    )
    assert (roster.people, roster.uncovered, roster.idle_hours) == (1, (), 0.0)
    assert roster.present[0, :13].tolist() == [1] * 12 + [0]


def test_people_of_a_contract_keep_to_least_and_most():
    shifts = {**MONDAY, "hours": [2.0], "earliest_start": "08:00", "latest_start": "08:00"}
    need = required(mon={"08:00-10:00": 4})
    roster = cover(
        need, contracts({**shifts, "people_min": 1, "pay_factor": 3.0}, {**shifts, "people_max": 2})
    )
    # Two of the cheap ones, so two of the dear ones.
    assert Counter({line.contract: line.people for line in roster.lines}) == {"c0": 2, "c1": 2}
    assert roster.cost == 2 * 2 * 3.0 + 2 * 2


def test_idle_time_has_a_price_if_given():
    shifts = {**MONDAY, "earliest_start": "08:00"}
    need = required(mon={"08:00-10:00": 1, "12:00-14:00": 1})
    long_or_short = contracts({**shifts, "hours": [6.0]}, {**shifts, "hours": [2.0], "pay_factor": 1.6})
    assert cover(need, long_or_short).people == 1  # 6 against 2 · 2 · 1.6 = 6.4
    assert cover(need, long_or_short, idle_price=0.5).people == 2  # 6 + 2 · 0.5 against 6.4


REST = {"hours": [8.0], "days": ["mon", "tue"], "days_per_week": 2, "start_grid_min": 120}


@pytest.mark.parametrize(("rest", "people"), [(8.0, 1), (10.0, 2)])
def test_who_works_late_does_not_start_early_without_the_rest(rest: float, people: int):
    need = required(mon={"14:00-22:00": 1}, tue={"06:00-14:00": 1})
    roster = cover(need, contracts(REST, rest_hours=rest, same_start_all_week=False), time_limit_s=5.0)
    assert (roster.people, roster.uncovered) == (people, ())
    for line in roster.lines:
        by_day = sorted((WEEKDAYS.index(day), s) for s in line.shifts for day in s.days)
        for (_, today), (_, tomorrow) in pairwise(by_day):
            assert tomorrow.start_min + 1440 - today.start_min - 480 >= 60 * rest


def test_the_same_start_all_week_needs_more_people_than_changing_starts():
    need = required(mon={"14:00-22:00": 1}, tue={"06:00-14:00": 1})
    assert cover(need, contracts(REST, rest_hours=8.0)).people == 2


@pytest.mark.parametrize("same_start", [True, False])
@pytest.mark.parametrize("seed", range(6))
def test_tiny_weeks_agree_with_brute_force(seed: int, same_start: bool):
    """Two days, three starts, a break of which there are two placements: every set of up to four people is tried."""
    rng = np.random.default_rng(seed)
    need = np.zeros((7, 48), dtype=np.int64)
    need[:2, 16:21] = rng.integers(0, 3, (2, 5))
    one = {"hours": [1.5], "earliest_start": "08:00", "latest_end": "10:30", "days": ["mon", "tue"]}
    allowed = contracts(
        {**one, "days_per_week": 2, "breaks": [{**PAUSE, "earliest_min": 30, "latest_min": 60}]},
        same_start_all_week=same_start,
    )

    day = [
        tuple(int(s <= at < s + 3 and at != s + pause) for at in range(5))
        for s in range(3)
        for pause in (1, 2)
    ]
    weeks = sorted(set(zip(day, day, strict=True) if same_start else product(day, day)))
    possible = np.array([[any(d[at] for d in day) for at in range(5)]] * 2)
    wanted = np.where(possible, need[:2, 16:21], 0)
    fewest = next(
        n
        for n in range(8)
        if any(
            (np.sum(chosen, axis=0, initial=0) >= wanted).all()
            for chosen in combinations_with_replacement(np.array(weeks), n)
        )
    )
    roster = cover(need, allowed, time_limit_s=5.0)
    assert roster.people == fewest
    assert roster.bound <= roster.cost == 2 * fewest  # an hour paid on each of two days


def week_of_a_centre() -> np.ndarray:
    shape = [6, 9, 12, 14, 15, 15, 14, 12, 11, 11, 12, 13, 13, 12, 11, 10, 9, 8, 6, 4]
    need = np.zeros((7, 48), dtype=np.int64)
    for day, factor in enumerate([1.12, 1.02, 0.98, 0.95, 0.93]):
        need[day, 16:36] = np.ceil(factor * np.array(shape))
    return need


def test_the_result_says_what_its_shifts_do():
    centre = load("configs/typical_centre.yaml")
    need = week_of_a_centre()
    roster = cover(need, contracts_from_team(centre, centre.teams[0]), pay_per_hour=42.5)
    there = minutes_at_work(roster)
    assert roster.is_proven
    assert (roster.present == there.reshape(7, 48, 30).min(axis=2)).all()
    assert (roster.present >= need).all()
    assert roster.idle_hours == pytest.approx((there - need.ravel().repeat(30)).sum() / 60)
    assert roster.people == sum(shift["agents"] for shift in roster.to_shifts())
    assert roster.cost == pytest.approx(42.5 * roster.paid_hours) == pytest.approx(42.5 * 40 * roster.people)
    again = cover(need, contracts_from_team(centre, centre.teams[0]), pay_per_hour=42.5)
    assert again.lines == roster.lines


def test_generated_weeks_reach_what_the_one_programme_proves():
    """The way for large weeks, on one small enough for the other."""
    centre = load("configs/typical_centre.yaml")
    allowed, need = contracts_from_team(centre, centre.teams[0]), week_of_a_centre()
    exact = cover(need, allowed)
    clock = Clock(allowed)
    steps = np.repeat(need.ravel(), 30 // clock.minutes)
    weeks, answer = WeekColumns(allowed, clock, Prices(1.0, 0.0, 200.0), steps).solve(6.0)
    assert answer.bound <= exact.cost + 1e-6
    assert answer.cost == exact.cost
    assert not answer.missing.any()
    assert sum(weeks.values()) == exact.people


def test_there_is_a_roster_even_without_time():
    roster = cover(np.full((7, 48), 3), contracts({"hours": [8.0]}), time_limit_s=0.01)
    assert roster.uncovered == ()
    assert roster.bound <= roster.cost


# ── Contracts ─────────────────────────────────────────────────────────────────────────────────────


def test_a_teams_own_shifts_are_the_default():
    centre = load("configs/typical_centre.yaml")
    (one,) = contracts_from_team(centre, centre.teams[0]).contracts
    assert one.starts(8.0) == [480, 510, 540, 570, 600]  # from 08:00, so that they end by 18:00
    assert (one.hours, one.days_per_week, one.days) == ((8.0,), 5, ("mon", "tue", "wed", "thu", "fri"))
    # 150 ± 30; 240 ± 45, cut half-way between its end and the next one at 345; 345 ± 30.
    assert [(b.earliest_min, b.latest_min, b.minutes) for b in one.breaks] == [
        (120, 180, 15),
        (195, 275, 30),
        (315, 375, 15),
    ]


def test_contracts_are_read_from_a_file(tmp_path):
    file = tmp_path / "contracts.yaml"
    data = {
        "rest_hours": 12.0,
        "contracts": [{"name": "Part time", "hours": [4.0, 5.0], "latest_start": "16:00"}],
    }
    file.write_text(yaml.safe_dump(data), encoding="utf-8")
    read = load_contracts(file)
    assert (read.rest_hours, read.contracts[0].hours, read.contracts[0].starts(4.0)[-1]) == (
        12.0,
        (4.0, 5.0),
        960,
    )
    file.write_text("contracts: [{name: A, hour: [8]}]", encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"contracts\.yaml: contracts\.A\.hour: unknown key"):
        load_contracts(file)


@pytest.mark.parametrize(
    ("one", "problem"),
    [
        ({"hours": [8.01]}, "whole minutes"),
        ({"hours": [9.0], "earliest_start": "10:00", "latest_end": "18:00"}, "no shift of"),
        ({"days": ["mon"], "days_per_week": 2}, "on 1 days alone"),
        ({"people_min": 3, "people_max": 2}, "above people_max"),
        ({"breaks": [{"earliest_min": 470, "latest_min": 475}]}, "past a shift of 8 h"),
        ({"breaks": [{"earliest_min": 60, "latest_min": 50}]}, "before earliest_min"),
        ({"hours": [14.0]}, "rest of 11 h"),
        ({"share_max": 0.5}, "not 1"),
    ],
)
def test_contracts_that_contradict_themselves_are_refused(one: dict[str, Any], problem: str):
    with pytest.raises(ScenarioError, match=problem):
        contracts(one)


def test_numbers_of_people_that_contradict_each_other_are_refused():
    shifts = {**MONDAY, "hours": [2.0], "earliest_start": "08:00"}
    with pytest.raises(ScenarioError, match="contradict"):
        cover(
            required(mon={"08:00-10:00": 1}),
            contracts({**shifts, "people_min": 4}, {**shifts, "share_min": 0.6, "people_max": 2}),
        )
