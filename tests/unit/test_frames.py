"""Results, differences, sweeps and records as tables for analysts, as short texts and as HTML."""

from __future__ import annotations

import dataclasses
import math
import re
from functools import cache

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray

from sim import difference, grid, parse, parse_lever, replace, run, simulate, sweep, until_precise
from sim.experiment import (
    KEYS,
    Estimate,
    HalfWidth,
    Replication,
    Result,
    SweepOutcome,
    SweepOutcomes,
    paired,
)
from sim.experiment.frames import COLUMNS
from sim.kpis import KPIS
from sim.record import AGENT_DAY_COLUMNS, LEG_COLUMNS, Outcome, Record
from sim.scenario import Scenario, scenario_hash

CENTRE = parse("""
schema: 1
name: Night & <b>day</b>
horizon: {weeks: 2, warm_up_weeks: 1}
demand: {calls_per_day: 100}
call_types: [{name: Billing, share: 0.5}, {name: Other, share: 0.5, self_service_share: 0.5}]
teams:
  - {name: Front line, agents: 5, shifts: [{start: "08:00"}], handles: [Billing]}
  - {name: Second, agents: 3, shifts: [{start: "09:00"}]}
costs: {currency: EUR}
""")


def result_with_waits(*waits_s: float) -> Result:
    """One run each, with these waits; the second week's are ten times the first's, all else has no value."""
    replications = []
    for number, wait in enumerate(waits_s):
        values = np.full(len(KEYS), np.nan)
        values[KEYS.index("asa_s")] = wait
        by_week = np.stack([values, 10.0 * values], axis=1)
        replications.append(Replication(number, values, by_week, {}, 0))
    return Result(CENTRE, 3, "made up", tuple(replications))


@cache
def record() -> Record:
    return simulate(CENTRE, seed=4, replication=2, engine="simpy")


def test_a_result_is_one_row_a_key_figure() -> None:
    table = result_with_waits(10.0, 14.0, math.nan).to_frame()
    assert tuple(table.columns) == COLUMNS
    assert table["key"].tolist() == list(KPIS)
    row = table.set_index("key").loc["asa_s"]
    # Two values 10 and 14: mean 12, standard error 2, Student's 97.5 % quantile with one degree 12.7062.
    assert (row["mean"], row["unit"], row["group"], row["runs"]) == (12.0, "s", "waiting", 2)
    assert row["name"] == "Average wait of answered calls"
    others = table[table["key"] != "asa_s"]
    assert others["mean"].isna().all()
    assert (others["runs"] == 0).all()
    assert table.dtypes[["mean", "low", "high"]].eq(float).all()
    assert table.attrs["units"]["cost_per_week"] == "EUR a week"
    assert table["unit"].tolist() == list(table.attrs["units"].values())
    told = {key: table.attrs[key] for key in ("scenario", "hash", "seed", "engine", "runs")}
    assert told == {
        "scenario": CENTRE.name, "hash": result_with_waits().hash, "seed": 3, "engine": "made up", "runs": 3,
    }  # fmt: skip


def test_ends_are_those_of_the_estimate_and_a_single_run_has_none() -> None:
    result = result_with_waits(10.0, 14.0, 12.0)
    row = result.to_frame().set_index("key").loc["asa_s"]
    estimate = result.kpi("asa_s")
    assert (row["mean"], row["low"], row["high"]) == (estimate.mean, estimate.low, estimate.high)
    single = result_with_waits(10.0).to_frame().set_index("key").loc["asa_s"]
    assert single["mean"] == 10.0
    assert math.isnan(single["low"])
    assert math.isnan(single["high"])
    assert result_with_waits().to_frame()["mean"].isna().all()


def test_by_week_is_one_row_a_key_figure_and_week() -> None:
    table = result_with_waits(10.0, 14.0).to_frame(by_week=True)
    assert len(table) == 2 * len(KPIS)
    waits = table[table["key"] == "asa_s"]
    assert waits["week"].tolist() == [0, 1]
    assert waits["mean"].tolist() == [12.0, 120.0]
    assert waits["runs"].tolist() == [2, 2]


def test_money_of_two_currencies_has_no_difference_but_a_reason() -> None:
    before, after = result_with_waits(10.0, 20.0), result_with_waits(20.0, 50.0)
    after = dataclasses.replace(after, scenario=replace(after.scenario, {"costs.currency": "USD"}))
    money = [key for key in KEYS if KPIS[key].is_money]
    assert money == ["cost_per_week", "cost_per_resolved", "replacement_cost_per_year"]
    for every in (difference(after, before), difference(after, before, of_weeks=True)):
        for key in money:
            assert (every[key].mean, every[key].low, every[key].runs) == (None, None, 0)
        assert every.to_frame().attrs["not_compared"] == dict.fromkeys(
            money, "another currency: not compared"
        )
        assert re.search("cost_per_week +another currency: not compared", repr(every))
    assert difference(after, before, "asa_s").mean == 20.0  # of +10 and +30
    assert difference(before, before).to_frame().attrs["not_compared"] == {}
    assert paired(after, before, "cost_per_week").variance_saved is None


def test_a_difference_of_one_is_an_estimate_and_of_all_a_table() -> None:
    after, before = result_with_waits(9.0, 11.0, 40.0), result_with_waits(10.0, 14.0)
    one = difference(after, before, "asa_s")
    assert isinstance(one, Estimate)
    assert one.mean == -2.0
    assert one == Estimate(one.mean, one.low, one.high)
    assert hash(one) == hash(Estimate(one.mean, one.low, one.high))
    assert -one == Estimate(2.0, -one.high, -one.low)
    assert one.to_frame()[["key", "unit", "mean", "runs"]].values.tolist() == [["asa_s", "s", -2.0, 2]]
    every = difference(after, before)
    assert list(every) == list(KPIS)
    assert every["asa_s"] == one
    some = difference(after, before, ["asa_s", "fcr"])
    assert some.to_frame()["key"].tolist() == ["asa_s", "fcr"]
    assert some.to_frame()["runs"].tolist() == [2, 0]
    assert some.to_frame().attrs["baseline_hash"] == before.hash
    weeks = difference(after, before, ["asa_s"], of_weeks=True, first_week=1)
    assert weeks["asa_s"].mean == -20.0
    with pytest.raises(KeyError, match='no difference in "asa" here; did you mean "asa_s"'):
        _ = some["asa"]


def outcomes() -> SweepOutcomes:
    points = grid(CENTRE, [parse_lever("teams.Second.agents=3:4:2"), parse_lever("costs.on_cost=0.1:0.2:2")])
    values = np.full((2, len(KEYS)), np.nan)
    values[:, KEYS.index("asa_s")] = 10.0, 14.0
    return SweepOutcomes(
        (SweepOutcome(point, values * (i + 1)) for i, point in enumerate(points)), seed=3, engine="made up"
    )


def test_a_sweep_is_one_row_a_point_and_key_figure_with_the_units_of_both() -> None:
    table = outcomes().to_frame()
    levers = ["teams.Second.agents", "costs.on_cost"]
    assert list(table.columns) == [*levers, *COLUMNS]
    assert len(table) == 4 * len(KPIS)
    waits = table[table["key"] == "asa_s"]
    assert waits[[*levers, "mean", "runs"]].values.tolist() == [
        [3, 0.1, 12.0, 2], [3, 0.2, 24.0, 2], [4, 0.1, 36.0, 2], [4, 0.2, 48.0, 2],
    ]  # fmt: skip
    units = table.attrs["units"]
    assert [units[key] for key in (*levers, "asa_s", "cost_per_week")] == [
        "seats",
        "share",
        "s",
        "EUR a week",
    ]
    assert table.attrs["seed"] == 3
    assert (table.attrs["scenario"], table.attrs["hash"]) == (CENTRE.name, scenario_hash(CENTRE))
    assert outcomes()[0].to_frame().attrs["hash"] == scenario_hash(CENTRE)
    assert outcomes()[0].to_frame()["mean"].equals(table["mean"][: len(KPIS)])


def test_a_sweep_that_was_run_says_how_and_money_levers_have_the_currency() -> None:
    swept = sweep(
        grid(CENTRE, [parse_lever("teams.Second.wage_per_hour=20:30:2")]),
        replications=1,
        seed=9,
        engine="simpy",
    )
    assert isinstance(swept, list)
    told = {key: swept.to_frame().attrs[key] for key in ("seed", "engine", "runs")}
    assert told == {"seed": 9, "engine": "simpy", "runs": 1}
    assert swept.units["teams.Second.wage_per_hour"] == "EUR per h"


def test_tables_survive_parquet_with_their_units(tmp_path: object) -> None:
    file = f"{tmp_path}/table.parquet"
    table = outcomes().to_frame()
    table.to_parquet(file)
    read = pd.read_parquet(file)
    pd.testing.assert_frame_equal(read, table)
    assert read.attrs == table.attrs


# ── Wrong keys ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "ask",
    [
        lambda r: r.kpi("fcrr"),
        lambda r: r.path("fcrr"),
        lambda r: r.mean_of_weeks("fcrr"),
        lambda r: r.change_in_time("fcrr", 1, 1),
        lambda r: difference(r, r, "fcrr"),
        lambda r: difference(r, r, "fcrr", of_weeks=True),
        lambda r: difference(r, r, ["fcr", "fcrr"]),
        lambda r: paired(r, r, "fcrr"),
        lambda r: outcomes()[0].kpi("fcrr"),
        lambda r: until_precise(lambda numbers: r.replications, {"fcrr": HalfWidth(0.1)}),
    ],
)
def test_a_wrong_key_names_the_nearest(ask) -> None:
    with pytest.raises(ValueError, match=r'^unknown key figure "fcrr"; did you mean "fcr"\?$'):
        ask(result_with_waits(10.0, 14.0))


def test_a_wrong_figure_of_the_day_or_table_names_what_there_is() -> None:
    (result,) = run([CENTRE], replications=1, engine="simpy")
    with pytest.raises(ValueError, match='unknown figure of the day "offred"; did you mean "offered"'):
        result.half_hour("offred")
    with pytest.raises(ValueError, match='unknown table "legs"; known here: calls, agent_days'):
        record().to_frame(CENTRE, "legs")


# ── The record ────────────────────────────────────────────────────────────────────────────────────


def measured(rows: NDArray[np.void], minutes: NDArray[np.float64]) -> NDArray[np.void]:
    return rows[(minutes >= 0.0) & (minutes < CENTRE.horizon.weeks * 7 * 1440.0)]


def test_calls_are_the_measured_legs_in_plain_words() -> None:
    legs = measured(record().legs, record().legs["arrived"])
    assert 0 < len(legs) < len(record().legs)
    calls = record().to_frame(CENTRE)
    assert len(calls) == len(legs)
    assert len(record().to_frame(CENTRE, warm_up=True)) == len(record().legs)
    assert (calls["replication"] == 2).all()
    types, teams = ["Billing", "Other"], ["Front line", "Second"]
    assert calls["call_type"].tolist() == [types[i] for i in legs["type"]]
    assert [t if isinstance(t, str) else None for t in calls["team"]] == [
        teams[i] if i >= 0 else None for i in legs["team"]
    ]
    assert calls["seat"].isna().tolist() == (legs["agent"] == -1).tolist()
    assert calls["seat"].dropna().tolist() == legs["agent"][legs["agent"] >= 0].tolist()
    assert calls["outcome"].tolist() == [Outcome(o).name.lower() for o in legs["outcome"]]
    assert calls["resolved"].dtype == bool
    assert calls["day"].tolist() == [math.floor(m / 1440.0) for m in legs["arrived"]]
    assert calls["wait_min"].tolist() == (legs["left_queue"] - legs["queued"]).tolist()
    handled = (calls["talk_min"] + calls["wrap_min"]).dropna()
    assert handled.to_numpy() == pytest.approx((legs["wrap_end"] - legs["answered"])[legs["agent"] >= 0])


def test_agent_days_are_the_measured_days_in_plain_words() -> None:
    rows = measured(record().agent_days, record().agent_days["day"] * 1440.0)
    days = record().to_frame(CENTRE, "agent_days")
    assert len(days) == len(rows) == 8 * 14
    assert set(days["team"]) == {"Front line", "Second"}
    assert days["talk_min"].tolist() == rows["talk_min"].tolist()
    assert {"on_phones", "off"} <= set(days["status"]) <= {
        "on_phones", "sick", "away", "off", "vacant", "training",
    }  # fmt: skip


@pytest.mark.parametrize(("table", "columns"), [("calls", LEG_COLUMNS), ("agent_days", AGENT_DAY_COLUMNS)])
def test_every_column_has_a_unit_and_minutes_have_it_in_their_name(table, columns) -> None:
    frame = record().to_frame(CENTRE, table)
    assert set(frame.attrs["units"]) == set(frame.columns)
    assert len(frame.columns) == len(set(frame.columns)) > len(columns)
    for name, unit in frame.attrs["units"].items():
        assert (unit == "min") == name.endswith("_min"), name


# ── In words and HTML ─────────────────────────────────────────────────────────────────────────────


def everything() -> list[object]:
    result = result_with_waits(10.0, 14.0)
    every = difference(result, result)
    return [result, every, every["asa_s"], outcomes(), outcomes()[0], record(), CENTRE]


def test_a_repr_is_a_few_lines() -> None:
    for thing in everything():
        lines = repr(thing).splitlines()
        assert 1 <= len(lines) <= 12, thing
        assert max(map(len, lines)) < 300
    text = repr(result_with_waits(10.0, 14.0))
    assert "Night & <b>day</b>" in text
    assert "asa_s                    12 s  (" in text
    assert "satisfaction_all         no value" in text
    assert len(repr(result_with_waits(10.0, 14.0).replications)) < 100
    answered = int((record().legs["outcome"] == Outcome.ANSWERED).sum())
    assert f"{answered:,} legs answered" in repr(record())


def test_a_scenario_in_short_is_what_is_simulated_who_calls_who_answers_and_what_is_unusual() -> None:
    assert (
        repr(CENTRE)
        == str(CENTRE)
        == f"""Scenario Night & <b>day</b> ({scenario_hash(CENTRE)})
  simulated  measured weeks 2, warm-up weeks 1
  calls      100 new issues a day, open 50 h a week
  kinds      Billing 50.0%, Other 50.0%
  teams      Front line 5, Second 3"""
    )  # Mon-Fri 08:00-18:00 by default: 5 times 10 h
    unusual = replace(
        CENTRE,
        {
            "demand.open.hours": {"fri": [["08:00", "10:00"], ["15:30", "17:00"]]},
            "rules.quota.calls_per_shift": 40,
            "changes": [{"week": 1, "set": {"rules.routing": "most_rested"}}],
        },
    )
    assert (
        repr(unusual).splitlines()[2] == "  calls      100 new issues a day, open 43.5 h a week"
    )  # 40 + 2 + 1.5
    assert repr(unusual).splitlines()[-2:] == [
        "  rules      quota.calls_per_shift=40",
        "  changes    from week 1 on rules.routing",
    ]


def test_html_is_a_table_and_escapes_names() -> None:
    for thing in everything():
        html = thing._repr_html_()
        assert html.count("<table") == html.count("</table>") == 1
        assert "<b>" not in html
        if not isinstance(thing, Record):  # which has no names, that may hold $…$; MathJax 2 and 3 heed these
            assert html.startswith('<div class="tex2jax_ignore mathjax_ignore">')
            assert html.index("</div>") == len(html) - len("</div>")
    assert "Night &amp; &lt;b&gt;day&lt;/b&gt;" in result_with_waits(10.0)._repr_html_()
    assert "Night &amp; &lt;b&gt;day&lt;/b&gt;" in CENTRE._repr_html_()
    assert "<td>Front line 5, Second 3</td>" in CENTRE._repr_html_()
    assert result_with_waits(10.0)._repr_html_().count("<tr>") == len(KPIS)
    assert "teams.Second.agents (seats)" in outcomes()._repr_html_()


def test_a_lever_named_by_a_hostile_team_is_escaped() -> None:
    scenario: Scenario = parse("""
schema: 1
name: A
demand: {calls_per_day: 10}
call_types: [{name: Calls, share: 1}]
teams: [{name: "<script>x</script>", agents: 2}]
""")
    points = grid(scenario, [parse_lever("teams.<script>x</script>.agents=2:3:2")])
    swept = SweepOutcomes(SweepOutcome(point, np.zeros((1, len(KEYS)))) for point in points)
    assert "<script>" not in swept._repr_html_() + swept[0]._repr_html_()
