"""The tables behind the pictures of weeks and of the day: units in the column names, differences paired."""

from __future__ import annotations

import numpy as np
import pytest

from present.figures.average_day import SHOWN, day_table, half_hours
from present.figures.difference_table import heads_of, with_flat_heads
from present.figures.flows import flows_table
from present.figures.labels import Labels
from present.figures.weeks import weeks_table
from sim import replace, run
from sim.experiment import KEYS, Replication, Result, estimate
from sim.experiment.differences import paired_difference
from sim.kpis import KPIS
from sim.kpis.flows import LINKS
from tests.builders import call_type, scenario, team

BASE = scenario(
    {"behaviour.strain": True},
    demand={
        "calls_per_day": 100.0,
        "day_to_day_cv": 0.2,
        "open": {"days": ["mon"], "from": "08:00", "to": "11:00"},
    },
    call_types=[call_type(patience={"mean_min": 3.0})],
    teams=[team(agents=4)],
    horizon={"weeks": 2, "warm_up_weeks": 0},
)


@pytest.fixture(scope="module")
def results():
    scenarios = [BASE, replace(BASE, {"teams.Agents.agents": 5}), replace(BASE, {"behaviour.strain": False})]
    more = [replace(BASE, {"demand.calls_per_day": 0.0}), replace(BASE, {"horizon.weeks": 1})]
    names = ("base", "more", "calm", "empty", "week")
    return dict(zip(names, run([*scenarios, *more], replications=4), strict=True))


def test_weeks_are_rows_and_shares_differ_by_points(results):
    now, baseline = results["more"], results["base"]
    table = weeks_table(now, baseline, "service_level").pipe(with_flat_heads)
    assert table["week"].tolist() == [1, 2]
    assert list(table.columns[1:]) == [
        f"{name}, {end}Answered in time, {unit}"
        for name, unit in (
            ("with your changes", "% of calls"), ("baseline", "% of calls"), ("difference", "points"),
        )
        for end in ("", "95% from, ", "95% to, ")
    ]  # fmt: skip
    gap = paired_difference(now, baseline, lambda r: float(r.by_week[KEYS.index("service_level"), 1]))
    assert table["difference, Answered in time, points"][1] == pytest.approx(100.0 * gap.mean, abs=0.051)
    assert table["difference, 95% from, Answered in time, points"][1] == pytest.approx(
        100.0 * gap.low, abs=0.051
    )


def test_no_interval_leaves_its_figures_range(results):
    result, beyond = results["more"], 0
    for key, kpi in KPIS.items():
        scale = 100.0 if kpi.most == 1.0 else 1.0
        for e, week in zip(result.path(key), range(2), strict=True):
            students = estimate([r.by_week[KEYS.index(key), week] for r in result.replications])
            beyond += students.low is not None and not 0.0 <= students.low <= students.high <= kpi.most
            assert e.mean is None or 0.0 <= e.low <= e.mean <= e.high <= kpi.most, key
        table = weeks_table(result, result, key)
        numbers = table[table.columns[1:]].to_numpy(float)
        numbers = numbers[~np.isnan(numbers)]
        assert ((numbers >= 0.0) & (numbers <= kpi.most * scale)).all(), key
    assert beyond >= 5, "Student's intervals would leave it"
    for name in SHOWN:
        ends = [x for e in half_hours(result, name) for x in (e.low, e.high) if x is not None]
        assert 0.0 <= min(ends) <= max(ends) <= (100.0 if name == "in_time" else np.inf)
        table = day_table(result, result, name)
        assert table[table.columns[1:]].min(axis=None) >= 0.0
    assert day_table(result, result, "in_time").iloc[:, 1:].max(axis=None) <= 100.0


def result_with(agents: int, **by_run) -> Result:
    """Runs whose day has these values in the half-hour from 08:00, and of whose 26 and 28 calls these are cut off."""
    runs = []
    for number, on_duty in enumerate(by_run["on_duty"]):
        flows = np.zeros((len(LINKS), 1))
        for (source, target), calls in (
            (("offered", "answered"), (26.0, 28.0)),
            (("answered", "cut"), by_run["cut"]),
        ):
            flows[LINKS.index((source, target)), 0] = calls[number]
        day = {"offered": np.full(48, (26.0, 28.0)[number]), "answered": np.full(48, by_run["cut"][number])}
        day["on_duty"] = np.where(np.arange(48) == 16, on_duty, 0.0)
        values = np.zeros(len(KEYS))
        runs.append(
            Replication(
                number, values, values[:, None], day, 0, flows=flows, open_days=np.array([by_run["open"]])
            )
        )
    return Result(replace(BASE, {"teams.Agents.agents": agents, "horizon.weeks": 1}), 1, "simpy", tuple(runs))


T95 = 12.7062
"""Student's quantile for two runs, from a table."""


def ends(mean: float, spread: float, most: float) -> list[float]:
    """Where (p - m)² = (t · standard error)² · V(p) / V(m); of two runs `spread` apart, V(p) = p (most - p) or p."""
    if most == np.inf:
        a = (T95 * spread / 2.0) ** 2 / mean
        return sorted(np.roots([1.0, -2.0 * mean - a, mean**2]))
    a = (T95 * spread / 2.0) ** 2 / (mean * (most - mean))
    return sorted(np.roots([1.0 + a, -2.0 * mean - a * most, mean**2]))


@pytest.mark.parametrize(
    ("on_duty", "open_days", "most"),
    [
        ((3.0, 3.8), 7, 4.0),
        ((4.4, 5.2), 5, 5.6),
    ],  # on five open days, people who are there on seven: 4 · 7 / 5
)
def test_no_more_people_are_on_duty_than_there_are_seats(on_duty, open_days, most):
    result = result_with(4, on_duty=on_duty, cut=(1.0, 1.0), open=open_days)
    (shown,) = {half_hours(result, "on_duty")[16], result.half_hour("on_duty")[16]}
    assert [shown.low, shown.high] == pytest.approx(
        ends(sum(on_duty) / 2.0, on_duty[1] - on_duty[0], most), rel=1e-4
    )
    assert shown.high < most


def test_no_more_calls_go_a_way_than_come_in():
    result = result_with(4, on_duty=(4.0, 4.0), cut=(0.5, 2.5), open=1)
    of_all, alone = ends(27.0, 2.0, np.inf)[1], ends(1.5, 2.0, np.inf)[1]
    assert (of_all, alone) == pytest.approx((43.04, 110.6), rel=1e-3)
    table = flows_table(result, result).pipe(with_flat_heads).set_index(["from", "to"])
    top = table["mean, 95% to, calls a day"]
    assert top["", "Calls in"] == top["Answered", "Cut off, unresolved†"] == pytest.approx(of_all, abs=0.06)
    assert result.half_hour("answered")[16].high == pytest.approx(of_all, rel=1e-4)
    few_and_many, many_and_few = (
        result_with(agents, on_duty=(4.0, 4.0), cut=cut, open=1)
        for agents, cut in ((4, (0.5, 8.5)), (5, (8.5, 0.5)))
    )  # differences of -8 and 8: Student's interval reaches to 101.6
    table = flows_table(few_and_many, many_and_few).pipe(with_flat_heads).set_index(["from", "to"])
    of_cut = table.loc[("Answered", "Cut off, unresolved†")]
    low, high = (of_cut[f"difference, 95% {end}, calls a day"] for end in ("from", "to"))
    assert (low, high) == pytest.approx((-of_all, of_all), abs=0.06)


def test_alone_there_is_nothing_to_compare(results):
    baseline = results["base"]
    table = weeks_table(baseline, baseline, "exhaustion_mean").pipe(with_flat_heads)
    assert list(table.columns) == [
        "week",
        "mean, Exhaustion†, of 100",
        "mean, 95% from, Exhaustion†, of 100",
        "mean, 95% to, Exhaustion†, of 100",
    ]
    assert table["mean, Exhaustion†, of 100"].tolist() == pytest.approx(
        [e.mean for e in baseline.path("exhaustion_mean")], abs=0.051
    )
    assert len(weeks_table(results["week"], baseline, "asa_s").pipe(with_flat_heads)) == 1, (
        "weeks that both have"
    )


def test_what_is_not_simulated_has_no_table(results):
    assert weeks_table(results["calm"], results["base"], "exhaustion_mean").empty
    assert not weeks_table(results["calm"], results["base"], "asa_s").empty


@pytest.mark.parametrize("name", SHOWN)
def test_half_hours_are_rows(results, name):
    now, baseline = results["more"], results["base"]
    table = day_table(now, baseline, name).pipe(with_flat_heads)
    assert table["half-hour beginning"].tolist() == ["08:00", "08:30", "09:00", "09:30", "10:00", "10:30"]
    assert len(table.columns) == 10
    for column in table.columns[1:]:
        unit = {"offered": "calls", "on_duty": "people", "average_wait_s": "s", "in_time": "% of calls"}[name]
        if name == "in_time" and column.startswith("difference"):
            unit = "points"
        assert column.endswith(f", {unit}")
    shown = [e.mean for e in half_hours(now, name)[16:22]]
    np.testing.assert_allclose(table.iloc[:, 1], shown, atol=0.051)


def test_without_calls_the_day_has_no_rows(results):
    assert len(day_table(results["empty"], results["base"], "offered").pipe(with_flat_heads)) == 0


def test_columns_are_under_the_names_whatever_they_are(results):
    labels = Labels("difference", "week", are_names=True)
    table = weeks_table(results["more"], results["base"], "asa_s", labels)
    heads = heads_of(table)
    assert [whose for whose, _, _ in heads] == ["", *["difference"] * 3, *["week"] * 3, *["difference"] * 3]
    assert [end for _, end, _ in heads[1:4]] == ["", "95% from", "95% to"]
    usual = weeks_table(results["more"], results["base"], "asa_s")
    np.testing.assert_array_equal(table.to_numpy(), usual.to_numpy())


def test_words_stand_under_a_name_and_are_a_sentence():
    names = Labels("iPhone line", "baseline", are_names=True)
    assert names.describe("A: b") == "iPhone line. A: b."
    assert names.leading == names
    assert Labels().describe("A: b") == "A: b"
    assert Labels().leading.current == "With your changes"
