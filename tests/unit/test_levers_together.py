"""Levers that move several fields: a figure of all kinds of calls in proportion, opening hours."""

from __future__ import annotations

import pytest

from present.changes import changes, group_of
from sim import ScenarioError, parse, replace
from sim.scenario.levers_together import in_proportion, is_one_span, open_between, over_kinds

BASE = parse("""
schema: 1
name: Two kinds
demand: {calls_per_day: 300, open: {from: "08:00", to: "10:00"}, profile: [1.0, 2.0, 3.0, 4.0]}
call_types:
  - {name: Billing, share: 0.75, need: {mean_min: 4.0}}
  - {name: Service, share: 0.25, need: {mean_min: 8.0}, self_service_share: 0.2}
teams:
  - {name: Front line, agents: 12, shifts: [{start: "08:00"}]}
""")
NEED, BOT = "need.mean_min", "self_service_share"


def test_the_mean_is_over_issues_and_kinds_keep_their_proportion():
    assert over_kinds(BASE, NEED) == 0.75 * 4.0 + 0.25 * 8.0
    longer = in_proportion(BASE, NEED, 6.0)
    assert longer == {"call_types.Billing.need.mean_min": 4.8, "call_types.Service.need.mean_min": 9.6}
    assert over_kinds(replace(BASE, longer), NEED) == pytest.approx(6.0)


def test_where_there_was_nothing_all_kinds_get_as_much():
    none = replace(BASE, {"call_types.Service.self_service_share": 0.0})
    assert set(in_proportion(none, BOT, 0.3).values()) == {0.3}
    assert over_kinds(BASE, BOT) == pytest.approx(0.05)


def test_measured_needs_are_stretched_point_by_point():
    quantiles = [1.0, 3.0, 5.0]
    measured = parse(f"""
schema: 1
name: Measured
demand: {{calls_per_day: 300}}
call_types:
  - {{name: Calls, share: 1.0, need: {{distribution: empirical, quantiles_min: {quantiles}}}}}
teams: [{{name: Front line, agents: 12}}]
""")
    assert over_kinds(measured, NEED) == 3.0
    assert in_proportion(measured, NEED, 6.0) == {"call_types.Calls.need.quantiles_min": [2.0, 6.0, 10.0]}


def test_one_chip_tells_of_all_kinds_in_proportion_and_names_them_where_not():
    (change,) = changes(BASE, replace(BASE, in_proportion(BASE, NEED, 6.0)))
    assert (change.group, "".join(change.chip.split())) == ("handle", "Handletimeneeded:6min(was5min)")
    (change,) = changes(BASE, replace(BASE, {"call_types.Billing.need.mean_min": 5.0}))
    assert change.chip == "Handle time needed: Billing 5\u00a0min"


def test_other_hours_keep_the_calls_and_give_an_added_half_hour_the_nearest_one_s_weight():
    later = replace(BASE, open_between(BASE, "07:00", "09:00"))
    assert later.demand.profile == (1.0, 1.0, 1.0, 2.0)
    assert later.demand.calls_per_day == BASE.demand.calls_per_day
    longer = replace(BASE, open_between(BASE, "08:00", "11:00"))
    assert longer.demand.profile == (1.0, 2.0, 3.0, 4.0, 4.0, 4.0)
    assert replace(BASE, open_between(BASE, "08:00", "10:00")) == BASE
    (change,) = changes(BASE, later)
    assert change.chip == "Open 07:00 to 09:00 (was 08:00 to 10:00)"
    assert {group_of(path) for path in open_between(BASE, "07:00", "09:00")} == {change.group}


def test_hours_that_differ_by_day_or_cross_midnight_are_no_one_span():
    assert is_one_span(BASE)
    weekly = {"demand.profile": None}
    assert not is_one_span(replace(BASE, {**weekly, "demand.open.hours": {"fri": ["08:00", "09:00"]}}))
    assert not is_one_span(replace(BASE, {**weekly, "demand.open.to": "02:00"}))


def test_a_need_below_the_fixed_time_is_refused_with_its_bound():
    with pytest.raises(ScenarioError, match="must be greater than overhead_min"):
        replace(BASE, in_proportion(BASE, NEED, 1.0))
