"""The scenario: one declared tree, one text, one hash; other values by path; dated changes."""

from __future__ import annotations

import copy
import json
import math
from pathlib import Path
from typing import Any, get_args, get_origin

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from sim.kpis import KPIS
from sim.scenario import (
    Scenario,
    ScenarioError,
    as_dict,
    canonical,
    from_dict,
    load,
    parse,
    policies,
    replace,
    scenario_hash,
    to_yaml,
)
from sim.scenario.fields import models_in
from tests.builders import call_type, data, scenario

CONFIGS = sorted(Path(__file__).parents[2].glob("configs/**/*.yaml"))


def all_models() -> list[type[BaseModel]]:
    """Scenario and every model below it."""
    found: list[type[BaseModel]] = []
    waiting: list[type[BaseModel]] = [Scenario]
    while waiting:
        model = waiting.pop()
        if model not in found:
            found.append(model)
            waiting += [m for f in model.model_fields.values() for m in models_in(f.annotation)]
    return found


def types_in(annotation: Any) -> set[Any]:
    """The plain types in an annotation, within lists, maps and choices."""
    if get_origin(annotation) is None:
        return {annotation}
    return set().union(*(types_in(a) for a in get_args(annotation) if a is not ...), set())


FIELDS = [(m.__name__, n, f) for m in all_models() for n, f in m.model_fields.items()]
NUMBERS = [
    (m, n, f) for m, n, f in FIELDS if types_in(f.annotation) & {int, float} and not models_in(f.annotation)
]
VALUES_OF_ANY_KIND = {("Change", "set")}

# ── Declarations ──────────────────────────────────────────────────────────────────────────────────


def test_a_scenario_without_intraday_differences_has_the_text_it_had_before_there_were_any():
    """The typical centre's hash stands in test_shift_counts; a value that acts gives another."""
    usual = load(next(file for file in CONFIGS if file.stem == "typical_centre"))
    assert not {"intraday_cv", "intraday_correlation"} & json.loads(canonical(usual))["demand"].keys()
    assert scenario_hash(replace(usual, {"demand.intraday_cv": 0.0})) == scenario_hash(usual)
    assert scenario_hash(replace(usual, {"demand.intraday_cv": 0.2})) != scenario_hash(usual)


def test_the_walk_finds_the_whole_tree():
    names = {m.__name__ for m in all_models()}
    assert {
        "Scenario",
        "Behaviour",
        "Callers",
        "Shift",
        "Break",
        "Patience",
        "Need",
        "SpecialDay",
        "Change",
    } <= names
    assert len(NUMBERS) > 100


@pytest.mark.parametrize(("model", "name", "field"), FIELDS, ids=[f"{m}.{n}" for m, n, _ in FIELDS])
def test_every_field_has_help_status_and_source(model, name, field):
    extra = field.json_schema_extra
    assert field.description
    assert extra["status"] in ("sourced", "assumption", "centre", "rule")
    assert extra["source"]
    assert "unit" in extra


def bounds(metadata: list[Any]) -> set[str]:
    return {side for m in metadata for side in ("ge", "gt", "le", "lt") if getattr(m, side, None) is not None}


def inner_bounds(annotation: Any) -> set[str]:
    """Bounds written inside a list's or map's annotation."""
    own = bounds([m for a in getattr(annotation, "__metadata__", ()) for m in getattr(a, "metadata", [a])])
    return own.union(*(inner_bounds(a) for a in get_args(annotation)), set())


@pytest.mark.parametrize(("model", "name", "field"), NUMBERS, ids=[f"{m}.{n}" for m, n, _ in NUMBERS])
def test_every_number_has_a_unit_and_two_bounds(model, name, field):
    if (model, name) in VALUES_OF_ANY_KIND:
        return
    found = bounds(field.metadata) | inner_bounds(field.annotation)
    assert found & {"ge", "gt"}, "no lower bound"
    assert found & {"le", "lt"}, "no upper bound"
    if get_origin(field.annotation) not in (dict, tuple) and float in types_in(field.annotation):
        holds_weights = name in ("weekday_factor", "profile", "observed")
        assert field.json_schema_extra["unit"] or holds_weights


def test_evidence_ranges_hold_their_defaults():
    with_range = [(m, n, f) for m, n, f in FIELDS if "evidence_range" in f.json_schema_extra]
    assert {n for _, n, _ in with_range} >= {
        "eta",
        "w_A",
        "call_back",
        "difficult_hold_min",
        "upset_hold_min",
    }
    for model, name, field in with_range:
        low, high = field.json_schema_extra["evidence_range"]
        assert low <= field.default <= high, f"{model}.{name}"
        assert low < high


@pytest.mark.parametrize(
    ("model", "name", "value"),
    [
        ("Behaviour", "eta", 1.25), ("Behaviour", "w_A", 0.25), ("Behaviour", "tau_on_min", 75.0),
        ("Behaviour", "tau_off_min", 18.0), ("Behaviour", "h_int", 3.5), ("Behaviour", "tau_up_days", 15.0),
        ("Behaviour", "tau_down_days", 25.0), ("Behaviour", "exhaustion_newcomer", 0.25),
        ("Behaviour", "exhaustion_rest", 0.05), ("Behaviour", "exhaustion_start_sd", 0.10),
        ("Behaviour", "vulnerability_cv", 0.30), ("Behaviour", "vacancy_days", 42),
        ("Behaviour", "newcomer_training_days", 28), ("Behaviour", "warm_up_gain", 2.5),
        ("Behaviour", "strain_carry", 0.25), ("Behaviour", "skill_sd", 0.05),
        ("Callers", "difficult_satisfied", 0.08), ("Callers", "upset_share", 0.08), ("Callers", "upset_max", 0.6),
        ("Callers", "redial", 0.5), ("Callers", "redial_after_min", 20.0), ("Callers", "call_back", 0.85),
        ("Callers", "call_back_days", 2.0), ("Callers", "pass_on", 0.33), ("Callers", "pass_on_pressed", 0.45),
        ("CallType", "overhead_min", 1.3), ("Need", "cv", 1.0), ("Patience", "mean_min", 5.0),
        ("Demand", "day_to_day_cv", 0.10), ("Horizon", "warm_up_weeks", 4), ("Horizon", "weeks", 8),
        ("Team", "days_per_week", 5), ("Team", "wage_per_hour", 34.0), ("Costs", "on_cost", 0.25),
        ("Costs", "replacement_share", 0.33), ("Targets", "service_level", 0.80), ("Targets", "within_s", 20.0),
        ("Targets", "exhaustion_line", 55.0), ("Cap", "enforcement", 0.5), ("Quota", "enforcement", 0.85),
        ("Disengagement", "after_min", 6.0), ("Disengagement", "discernment", 0.8),
        ("Disengagement", "policy", "after_minutes"), ("Rules", "routing", "longest_idle"),
    ],
)  # fmt: skip
def test_defaults_are_the_models(model, name, value):
    assert next(f.default for m, n, f in FIELDS if (m, n) == (model, name)) == value


def test_one_caller_in_six_is_difficult():
    assert next(f.default for m, n, f in FIELDS if (m, n) == ("Callers", "difficult_share")) == pytest.approx(
        1 / 6
    )


def test_the_json_schema_can_be_written_and_holds_units_and_bounds():
    schema = json.loads(json.dumps(Scenario.model_json_schema(by_alias=True), allow_nan=False))
    agents = schema["$defs"]["Team"]["properties"]["agents"]
    assert (agents["unit"], agents["minimum"], agents["maximum"]) == ("seats", 0, 5000)
    assert schema["additionalProperties"] is False
    assert "schema" in schema["properties"]
    assert "from" in schema["$defs"]["Open"]["properties"]


# ── Configurations ────────────────────────────────────────────────────────────────────────────────


def test_there_are_configurations():
    assert CONFIGS


@pytest.mark.parametrize("path", CONFIGS, ids=[p.stem for p in CONFIGS])
def test_every_configuration_loads_and_survives_being_written(path):
    there = load(path)
    assert there.name
    assert there.source, "says where its figures come from"
    assert parse(to_yaml(there)) == there
    assert scenario_hash(parse(to_yaml(there))) == scenario_hash(there)
    assert set(there.observed) <= set(KPIS)


# ── One text, one hash ────────────────────────────────────────────────────────────────────────────


def reordered(value: Any) -> Any:
    """The same data, every mapping's keys the other way round."""
    if isinstance(value, dict):
        return {k: reordered(value[k]) for k in reversed(list(value))}
    return [reordered(v) for v in value] if isinstance(value, list) else value


def test_defaults_written_out_or_not_are_one_scenario():
    brief = {
        "schema": 1,
        "name": "x",
        "demand": {"calls_per_day": 100},
        "call_types": [{"name": "A", "share": 1}],
        "teams": [{"name": "T", "agents": 3}],
    }
    short, long = from_dict(brief), from_dict(as_dict(from_dict(brief)))
    assert canonical(short) == canonical(long)
    assert scenario_hash(short) == scenario_hash(long)
    assert json.loads(canonical(short))["demand"]["open"]["from"] == "08:00"


def test_order_of_keys_whole_numbers_and_words_do_not_matter():
    baseline = scenario()
    assert scenario_hash(from_dict(reordered(data()))) == scenario_hash(baseline)
    assert scenario_hash(replace(baseline, {"demand.calls_per_day": 20})) == scenario_hash(baseline)
    assert scenario_hash(replace(baseline, {"callers.redial": -0.0})) == scenario_hash(baseline)
    for words in ({"name": "other"}, {"description": "d"}, {"source": "s"}, {"observed": {"asa_s": 3.0}}):
        other = from_dict({**data(), **words})
        assert other != baseline
        assert scenario_hash(other) == scenario_hash(baseline)


@pytest.mark.parametrize(
    "values",
    [
        {"demand.calls_per_day": 20.000000000000004},
        {"teams.Agents.agents": 2},
        {"behaviour.eta": 1.2500000000000002},
        {"rules.routing": "most_rested"},
        {"targets.within_s": 21},
        {"costs.year": 2027},
        {"teams.Agents.name": "Others"},
        {"horizon.weeks": 2},
    ],
)
def test_anything_that_results_rest_on_moves_the_hash(values):
    assert scenario_hash(replace(scenario(), values)) != scenario_hash(scenario())


def test_the_hash_is_16_hex_digits_of_the_canonical_text():
    digest = scenario_hash(scenario())
    assert len(digest) == 16
    assert set(digest) <= set("0123456789abcdef")
    assert canonical(scenario()).isascii()


def test_order_of_types_and_teams_does_matter():
    # seats and types are addressed by position, so another order is another scenario
    a, b = call_type("A", share=0.5), call_type("B", share=0.5)
    assert scenario_hash(scenario(call_types=[a, b])) != scenario_hash(scenario(call_types=[b, a]))


EDITS = {
    "demand.calls_per_day": st.floats(0, 1e7),
    "demand.day_to_day_cv": st.floats(0, 1),
    "teams.Agents.agents": st.integers(1, 5000),
    "teams.Agents.wage_per_hour": st.floats(0, 1e4),
    "call_types.Calls.need.cv": st.floats(0.001, 5),
    "behaviour.eta": st.floats(0.01, 10),
    "rules.handle_time_cap.minutes": st.none() | st.floats(0.001, 600),
    "description": st.text(
        st.characters(exclude_categories=["Cc", "Cs"], include_characters="\n\t"), max_size=30
    ),
    "name": st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=30).filter(
        str.strip
    ),
}


@settings(max_examples=60)
@given(st.fixed_dictionaries({}, optional=EDITS))
def test_any_scenario_survives_being_written_and_read(values):
    there = replace(scenario(), values)
    back = parse(to_yaml(there))
    assert back == there
    assert canonical(back) == canonical(there)


def test_a_scenario_cannot_be_changed_in_place():
    with pytest.raises(Exception, match="frozen"):
        scenario().name = "other"


# ── Other values by path ──────────────────────────────────────────────────────────────────────────


def shares(s: Scenario) -> list[float]:
    return [t.share for t in s.call_types]


THREE = [call_type("A", share=0.5), call_type("B", share=0.3), call_type("C", share=0.2)]


def test_a_named_share_is_given_and_the_others_scale_in_proportion():
    moved = replace(scenario(call_types=THREE), {"call_types.A.share": 0.75})
    assert shares(moved) == pytest.approx([0.75, 0.15, 0.10])
    both = replace(scenario(call_types=THREE), {"call_types.A.share": 0.1, "call_types.C.share": 0.6})
    assert shares(both) == pytest.approx([0.1, 0.3, 0.6])
    whole = replace(scenario(call_types=THREE), {"call_types.B.share": 1})
    assert shares(whole) == [0.0, 1.0, 0.0]


@settings(max_examples=60)
@given(st.floats(0, 1))
def test_shares_always_sum_to_1(share):
    assert math.fsum(
        shares(replace(scenario(call_types=THREE), {"call_types.B.share": share}))
    ) == pytest.approx(1.0)


@pytest.mark.parametrize(
    "values",
    [
        {"call_types.A.share": 0.7, "call_types.B.share": 0.7},
        {"call_types.A.share": 0.7, "call_types.B.share": 0.1, "call_types.C.share": 0.1},
        {"call_types.A.share": math.nan},
        {"call_types.A.share": True},
    ],
)
def test_shares_that_cannot_be_are_refused(values):
    with pytest.raises(ScenarioError, match="share"):
        replace(scenario(call_types=THREE), values)


def test_in_a_file_shares_are_not_scaled():
    with pytest.raises(ScenarioError, match=r"shares sum to 0\.8"):
        scenario(call_types=THREE[:2])


def test_paths_name_list_items_and_optional_keys():
    s = replace(
        scenario(),
        {
            "teams.Agents.agents": 7,
            "demand.weekday_factor.mon": 1.2,
            "demand.open.hours.mon": ["09:00", "12:00"],
        },
    )
    assert (s.teams[0].agents, s.demand.weekday_factor) == (7, {"mon": 1.2})
    assert s.demand.open.hours == {"mon": ("09:00", "12:00")}


def test_but_leaves_the_original_alone():
    baseline = scenario()
    before = canonical(baseline)
    value = [{"start": "09:00"}]
    replace(baseline, {"teams.Agents.shifts": value})
    assert canonical(baseline) == before
    assert value == [{"start": "09:00"}]


def test_values_that_do_not_fit_are_refused():
    with pytest.raises(ScenarioError, match=r"teams.Agents.agents: -1 is below"):
        replace(scenario(), {"teams.Agents.agents": -1})
    with pytest.raises(ScenarioError, match='there is no "agent" here; did you mean "agents"'):
        replace(scenario(), {"teams.Agents.agent": 1})


# ── Dated changes ─────────────────────────────────────────────────────────────────────────────────


def changing(*changes: tuple[int, dict[str, Any]], weeks: int = 9, warm_up: int = 2, **top: Any) -> Scenario:
    found = {**data(**top), "horizon": {"weeks": weeks, "warm_up_weeks": warm_up}}
    return from_dict({**found, "changes": [{"week": w, "set": s} for w, s in changes]})


def test_without_changes_one_policy_holds_from_the_first_warm_up_week():
    s = changing()
    assert policies(s) == ((-2, s),)


def test_changes_add_up_and_each_date_has_its_own_whole_scenario():
    s = changing(
        (0, {"teams.Agents.agents": 5}),
        (4, {"rules.routing": "most_rested"}),
        (8, {"teams.Agents.agents": 6}),
    )
    found = policies(s)
    assert [week for week, _ in found] == [-2, 0, 4, 8]
    assert [p.teams[0].agents for _, p in found] == [1, 5, 5, 6]
    assert [p.rules.routing for _, p in found] == ["longest_idle"] * 2 + ["most_rested"] * 2
    assert all(p.changes == () for _, p in found)
    assert all(p.horizon == s.horizon for _, p in found)


def test_a_change_of_one_share_scales_the_others():
    s = changing((1, {"call_types.A.share": 0.75}), call_types=THREE)
    assert shares(policies(s)[1][1]) == pytest.approx([0.75, 0.15, 0.10])


def test_a_change_may_replace_a_list_or_a_branch():
    shift = {"start": "09:00", "hours": 4.0}
    s = changing((1, {"teams.Agents.shifts": [shift]}), (2, {"rules.handle_time_cap": {"minutes": 4}}))
    _, (_, second), (_, third) = policies(s)
    assert second.teams[0].shifts[0].hours == 4.0
    assert third.rules.handle_time_cap.minutes == 4.0


def test_changes_are_part_of_the_hash_and_survive_being_written():
    s = changing((4, {"rules.handle_time_cap.minutes": None, "training.coping.weeks": [4]}))
    assert parse(to_yaml(s)) == s
    assert scenario_hash(s) != scenario_hash(changing())


def test_unknown_keys_of_a_change_are_refused():
    found = copy.deepcopy(data())
    found["changes"] = [{"week": 0, "sets": {}}]
    with pytest.raises(ScenarioError, match='unknown key; did you mean "set"'):
        from_dict(found)


# ── The file's own conveniences ───────────────────────────────────────────────────────────────────


def test_yaml_on_and_off_are_true_and_false():
    text = yaml.safe_dump(data()).replace("strain: false", "strain: on")
    assert parse(text).behaviour.strain is True
    assert parse(text.replace("strain: on", "strain: off")).behaviour.strain is False


def test_fields_that_are_gone_may_still_stand_in_a_file():
    old = copy.deepcopy(data())
    old["call_types"][0]["channel"] = "phone"
    old["teams"][0]["overflow"] = None
    old["rules"] |= {"offer_callback": False, "hand_over_hostile": None}
    assert from_dict(old) == from_dict(data())
    assert from_dict(as_dict(from_dict(old))) == from_dict(data())


def test_a_file_with_every_group_of_fields_loads():
    text = """
schema: 1
name: Typical service centre
horizon: {weeks: 8, warm_up_weeks: 4}
demand:
  calls_per_day: 1250
  open: {days: [mon, tue, wed, thu, fri], from: "08:00", to: "18:00", hours: {}}
  weekday_factor: {mon: 1.12, tue: 1.02, wed: 0.98, thu: 0.95, fri: 0.93}
  profile: [0.60, 0.90, 1.15, 1.30, 1.35, 1.30, 1.25, 1.15, 1.00, 0.95,
            1.00, 1.10, 1.15, 1.15, 1.10, 1.00, 0.90, 0.75, 0.55, 0.35]
  special_days: []
  queue_limit: null
call_types:
  - name: Billing
    share: 1.0
    need: {distribution: lognormal, mean_min: 4.5, cv: 1.0}
    difficult_share: null
    patience: {distribution: exponential, mean_min: 5.0, give_up_at_once: 0.0}
    escalates_to: null
teams:
  - name: Front line
    agents: 40
    handles: all
    shifts: [{start: "08:00", hours: 8, share: 0.5}, {start: "10:00", hours: 8, share: 0.5}]
    breaks: [{after_min: 120, minutes: 15, stagger_min: 90}]
rules:
  handle_time_cap: {minutes: null, basis: each_call, enforcement: 0.5}
  quota: {calls_per_shift: null, enforcement: 0.85}
  disengagement: {policy: after_minutes, after_min: 6.0, discernment: 0.8}
training:
  coping: {effect: 0.0, weeks: [], hours_per_agent: 8, half_life_weeks: 26}
  script: {effect: 0.0, weeks: [], hours_per_agent: 8}
behaviour: {strain: on}
targets: {service_level: 0.80, within_s: 20, satisfaction: 0.75, exhaustion_line: 55}
costs: {currency: AUD, year: 2026, on_cost: 0.25, replacement_share: 0.33}
changes:
  - week: 4
    set: {rules.handle_time_cap.minutes: null}
"""
    s = parse(text)
    assert s.teams[0].breaks[0].stagger_min == 90.0
    assert len(policies(s)) == 2
