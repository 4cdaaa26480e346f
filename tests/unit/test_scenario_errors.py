"""A wrong scenario gives one line for a person: the field, the value, the bound, the nearest known name."""

from __future__ import annotations

import copy
import datetime
import math
import string

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.scenario import ScenarioError, as_dict, from_dict, load, parse, read_yaml, replace, to_yaml
from tests.builders import data as centre
from tests.builders import scenario

NAN, INF = math.nan, math.inf
SHIFT = {"start": "08:00", "hours": 8, "share": 1.0}


def refusal(call, *args) -> str:
    """The message of the error that must come, which must be one printable line."""
    with pytest.raises(ScenarioError) as caught:
        call(*args)
    message = str(caught.value)
    assert message.isprintable(), "one line, nothing that a terminal would obey"
    assert message == message.strip()
    assert message
    return message


def broken(path, value):
    """The still centre with one thing replaced, added (key not there yet) or removed (value ...)."""
    found = copy.deepcopy(centre())
    *stem, last = path
    here = found
    for key in stem:
        here = here[key]
    if value is ...:
        del here[last]
    else:
        here[last] = value
    return found


# ── Fields: path, value, what the message must hold ───────────────────────────────────────────────

FIELDS = [
    # unknown keys
    (["nme"], "x", ["nme: unknown key", 'did you mean "name"?']),
    (["demand", "cals_per_day"], 3, ["demand.cals_per_day: unknown key", 'did you mean "calls_per_day"?']),
    (["teams", 0, "agent"], 3, ["teams.Agents.agent: unknown key", '"agents"']),
    (["call_types", 0, "need", "mean"], 3, ["call_types.Calls.need.mean: unknown key", '"mean_min"']),
    (["behaviour", "etta"], 1, ["behaviour.etta: unknown key", '"eta"']),
    (["behaviour", "W_A"], 0.1, ["behaviour.W_A: unknown key", '"w_A"']),
    (["targets", "zzz"], 1, ["targets.zzz: unknown key; known here: service_level, within_s"]),
    (["schema_"], 1, ["schema_: unknown key", '"schema"']),
    # text that a terminal would obey
    (["name"], "\x1b[31mRED\a", ["name: ", "holds a control character or line break; leave it out"]),
    (["name"], "one\ntwo", ["name: ", "control character or line break"]),
    (["name"], "\x9b31mred", ["name: ", "control character or line break"]),
    (["name"], "safe\u202e drawer", ["name: ", "control character"]),
    (["description"], "\x1b[2J", ["description: ", "control character"]),
    (["source"], "a line\nand \rover it", ["source: ", "control character"]),
    (["name"], "gnp.\u202eexe", ["name: ", "control character"]),
    (["source"], "\u2066all that follows", ["source: ", "control character"]),
    (["teams", 0, "name"], "two\u2028lines", ["teams.", "name: ", "control character"]),
    (["costs"], {"currency": "\x1b[31m"}, ["costs.currency: ", "control character"]),
    (["teams", 0, "name"], "\x7f", ["teams.", "name: ", "control character"]),
    # wrong type
    (["demand", "calls_per_day"], "many", ['demand.calls_per_day: "many" is not a number']),
    (["demand", "calls_per_day"], "1250", ['"1250" is not a number; write 1250 without quotes']),
    (["demand", "calls_per_day"], "1_250", ['"1_250" is not a number; write 1250']),
    (["demand", "calls_per_day"], "1,250", ['"1,250" is not a number; write 1250']),
    (["demand", "calls_per_day"], "1 250.5", ['"1 250.5" is not a number; write 1250.5']),
    (["demand", "day_to_day_cv"], "0,15", ['"0,15" is not a number; write 0.15']),
    (["call_types", 0, "share"], "45 %", ['"45 %" is not a number; write 0.45']),
    (["call_types", 0, "need", "mean_min"], "5:30", ['"5:30" is not a number; write 5.5 (in min)']),
    (["call_types", 0, "need", "mean_min"], "5 min", ['"5 min" is not a number; write 5']),
    (["targets", "within_s"], "1:20", ['"1:20" is not a number; write 80 (in s)']),
    (["teams", 0, "shifts"], [{**SHIFT, "hours": "7:30"}], ['"7:30" is not a number; write 7.5 (in h)']),
    (["demand", "calls_per_day"], "1:20", ['"1:20" is not a number']),
    (["demand", "calls_per_day"], True, ["true is not a number"]),
    (["demand", "calls_per_day"], None, ["demand.calls_per_day: is left empty; it needs a number"]),
    (["demand", "calls_per_day"], [1], ["[1] is not a number"]),
    (["demand", "calls_per_day"], {"mon": 1}, ['{"mon": 1} is not a number']),
    (["demand", "calls_per_day"], datetime.date(2026, 1, 2), ["2026-01-02 is not a number"]),
    (["teams", 0, "agents"], 40.5, ["teams.Agents.agents: 40.5 is not a whole number"]),
    (["teams", 0, "agents"], "40", ['"40" is not a whole number; write 40 without quotes']),
    (["teams", 0, "agents"], 40.0, ["teams.Agents.agents: 40.0 must be a whole number; write 40"]),
    (["demand", "queue_limit"], 2.5, ["demand.queue_limit: 2.5 is not a whole number"]),
    (["behaviour", "strain"], "of", ['behaviour.strain: "of" is text; it must be on or off, without quotes']),
    (["behaviour", "strain"], 0, ["behaviour.strain: 0 is not on or off"]),
    (["teams"], {"name": "A"}, ['teams: {"name": "A"} is not a list']),
    (["teams"], None, ["teams: is left empty; it needs a list"]),
    (["teams", 0], "x", ['teams.item 1: "x" is not a group of keys with values']),
    (["call_types", 0, "need"], [3], ["call_types.Calls.need: [3] is not a group of keys with values"]),
    (["rules", "handle_time_cap"], 4, ["rules.handle_time_cap: 4 is not a group of keys with values"]),
    (["demand"], None, ["demand: is left empty; it needs a group of keys with values"]),
    (["training", "coping", "weeks"], 3, ["training.coping.weeks: 3 is not a list"]),
    (["demand", "open", "days"], "mon", ['demand.open.days: "mon" is not a list']),
    (["demand", "profile"], "flat", ['demand.profile: "flat" is not a list']),
    (["demand", "weekday_factor"], [1, 2], ["demand.weekday_factor: [1, 2] is not a group of keys with values"]),
    (["changes"], {"week": 2}, ["changes: ", "is not a list"]),
    (["name"], 5, ["name: 5 is not text; write it in quotes"]),
    (["name"], True, ["name: true is not text; true and false need quotes"]),
    # not finite
    (["demand", "calls_per_day"], NAN, ["demand.calls_per_day: NaN is not a finite number"]),
    (["demand", "calls_per_day"], INF, ["Infinity is not a finite number"]),
    (["demand", "calls_per_day"], -INF, ["-Infinity is not a finite number"]),
    (["call_types", 0, "share"], NAN, ["call_types.Calls.share: NaN is not a finite number"]),
    (["observed"], {"asa_s": NAN}, ["observed.asa_s: NaN is not a finite number"]),
    (["demand", "weekday_factor"], {"mon": INF}, ["demand.weekday_factor.mon: Infinity"]),
    # out of bounds
    (["demand", "calls_per_day"], -1, ["demand.calls_per_day: -1 is below the minimum, 0"]),
    (["demand", "calls_per_day"], 1e9, ["1000000000.0 is above the maximum, 10000000"]),
    (["teams", 0, "agents"], -3, ["teams.Agents.agents: -3 is below the minimum, 0"]),
    (["teams", 0, "agents"], 10**30, ["is above the maximum, 5000"]),
    (["callers", "redial"], 1.5, ["callers.redial: 1.5 is above the maximum, 1"]),
    (["call_types", 0, "need", "mean_min"], 0, ["call_types.Calls.need.mean_min: 0 must be greater than 0"]),
    (["behaviour", "eta"], 0, ["behaviour.eta: 0 must be greater than 0"]),
    (["horizon", "weeks"], 0, ["horizon.weeks: 0 is below the minimum, 1"]),
    (["horizon", "warm_up_weeks"], -1, ["horizon.warm_up_weeks: -1 is below the minimum, 0"]),
    (["demand", "profile"], [-1.0] * 20, ["demand.profile.item 1: -1.0 is below the minimum, 0"]),
    (["teams", 0, "shifts"], [{**SHIFT, "hours": -8}], ["teams.Agents.shifts.item 1.hours: -8 must be greater"]),
    (["teams", 0, "breaks"], [{"after_min": -5}], ["teams.Agents.breaks.item 1.after_min: -5 is below"]),
    (["name"], "", ["name: is empty"]),
    (["name"], "   ", ["name: is empty"]),
    (["name"], "x" * 121, ["name: is longer than 120 characters"]),
    (["teams"], [], ["teams: is empty; it needs at least 1"]),
    (["call_types"], [], ["call_types: is empty; it needs at least 1"]),
    (["demand", "open", "days"], [], ["demand.open.days: is empty; it needs at least 1"]),
    # a word out of a few
    (["rules", "routing"], "random", ['"random" is not one of longest_idle, most_rested']),
    (["rules", "disengagement", "policy"], "after_minute", ["is not one of", 'did you mean "after_minutes"?']),
    (["call_types", 0, "need", "distribution"], "lognormall", ['did you mean "lognormal"?']),
    (["demand", "open", "days"], ["mon", "Friday"], ["demand.open.days.item 2:", 'did you mean "fri"?']),
    (["demand", "open", "hours"], {"friday": ["08:00", "09:00"]}, ['demand.open.hours.friday: "friday" is not']),
    (["demand", "weekday_factor"], {"mo": 1}, ["demand.weekday_factor.mo", 'did you mean "mon"?']),
    (["demand", "special_days"], [{"week": 0, "day": "xmas"}], ["demand.special_days.item 1.day", "mon, tue"]),
    (["teams", 0, "handles"], "Calls", ['teams.Agents.handles: "Calls" is neither all nor a list']),
    (["teams", 0, "shifts"], "never", ['teams.Agents.shifts: "never" is neither always nor a list']),
    (["schema"], 2, ["schema: 2 must be 1"]),
    (["schema"], "1", ['schema: "1" must be 1']),
    (["schema"], ..., ["schema: is missing; write schema: 1"]),
    # gone: only the one value that each ever had is passed over
    (["call_types", 0, "channel"], "email", ["call_types.Calls.channel: unknown key"]),
    (["rules", "offer_callback"], True, ["rules.offer_callback: unknown key"]),
    (["rules", "offer_callback"], 0, ["rules.offer_callback: unknown key"]),
    (["rules", "hand_over_hostile"], "team", ["rules.hand_over_hostile: unknown key"]),
    (["teams", 0, "overflow"], "B", ["teams.Agents.overflow: unknown key"]),
    (["teams", 0, "channel"], "phone", ["teams.Agents.channel: unknown key"]),
    # times
    (["demand", "open", "to"], 1080, ["demand.open.to: 1080 is not a time of day", 'write "18:00"']),
    (["teams", 0, "shifts"], [{**SHIFT, "start": 600}], ["shifts.item 1.start: 600", 'write "06:00"']),
    (["demand", "open", "to"], 18, ["demand.open.to: 18 is not a time of day", 'write "18:00"']),
    (["demand", "open", "to"], 24, ["demand.open.to: 24 is not a time of day", 'write "24:00"']),
    (["demand", "open", "from"], 730, ["demand.open.from: 730 is not a time of day", 'write "07:30"']),
    (["demand", "open", "from"], 7.5, ["demand.open.from: 7.5 is not a time of day", 'write "07:30"']),
    (["demand", "open", "to"], "18h", ['"18h" is not a time of day; write "18:00"']),
    (["demand", "open", "to"], 18.5, ['18.5 is not a time of day; write "18:30"']),
    (["demand", "open", "to"], "26:00", ['"26:00" is not a time of day; write "02:00"']),
    (["demand", "open", "to"], "noon", ['"noon" is not a time of day; write "12:00"']),
    (["demand", "open", "to"], "Midnight", ['"Midnight" is not a time of day; write "00:00"']),
    (["demand", "open", "from"], 480, ['480 is not a time of day; write "08:00"']),
    (["demand", "open", "from"], 18.4, ["18.4 is not a time of day; write hours and minutes in quotes"]),
    (["demand", "open", "from"], "08:60", ['"08:60" is not a time of day; write hours and minutes in quotes']),
    (["demand", "open", "from"], None, ["demand.open.from: is left empty; write hours and minutes in quotes"]),
    (["teams", 0, "shifts"], [{**SHIFT, "start": 8.75}], ['8.75 is not a time of day; write "08:45"']),
    (["demand", "calls_per_day"], "２００", ["is not a number; write 200"]),
    # contradictions
    (["demand", "open"], {"from": "09:00", "spans": [["09:00", "12:00"]]},
     ["demand.open.spans: are given as well as from and to, 09:00 to 18:00"]),
    (["demand", "special_days"], [{"week": 0, "day": "mon", "closed": True, "calls_factor": 3.0}],
     ["demand.special_days.item 1.calls_factor: 3, but the day is closed"]),
    (["demand", "special_days"], [{"week": 0, "day": "mon"}, {"week": 0, "day": "mon", "closed": True}],
     ["demand.special_days: mon of week 0 is twice in special_days; write one entry per day"]),
    (["demand", "open", "from"], "9:00", ['"9:00" is not a time of day; write "09:00"']),
    (["demand", "open", "from"], "9:00 ", ['is not a time of day; write "09:00"']),
    (["demand", "open", "from"], "0730", ['"0730" is not a time of day; write "07:30"']),
    (["demand", "open", "from"], "7.30", ['"7.30" is not a time of day; write "07:30"']),
    (["demand", "open", "from"], "08:00:00", ['"08:00:00" is not a time of day; write "08:00"']),
    (["demand", "open", "from"], "9 am", ['"9 am" is not a time of day; write "09:00"']),
    (["demand", "open", "to"], "6:30PM", ['"6:30PM" is not a time of day; write "18:30"']),
    (["demand", "open", "from"], "12am", ['"12am" is not a time of day; write "00:00"']),
    (["demand", "open", "to"], "24:30", ['"24:30" is not a time of day; write "00:30"']),
    (["demand", "open", "from"], -8, ["-8 is not a time of day; write hours and minutes in quotes"]),
    (["demand", "open", "hours"], {"mon": ["08:00", 1440]}, ["demand.open.hours.mon.item 2: 1440", '"14:40"']),
    (["demand", "open", "from"], "8:00", ['demand.open.from: "8:00" is not a time of day', '"08:00"']),
    (["demand", "open", "from"], "25:00", ['"25:00" is not a time of day']),
    (["demand", "open", "from"], "08:10", ["demand.open: 08:10 to 18:00: both must be on the hour or half"]),
    (["demand", "open", "to"], "08:00", ["demand.open: 08:00 to 08:00: opens and closes at the same time", "24:00"]),
    (["demand", "open", "hours"], {"mon": ["08:00"]}, ["demand.open.hours.mon.item 2: is missing"]),
    (["demand", "open", "hours"], {"mon": "08-12"}, ['demand.open.hours.mon: "08-12" is not a list']),
    (["demand", "open", "hours"], {"sun": ["08:00", "09:00"]}, ["demand.open.hours.sun", "not among the open days"]),
    (["teams", 0, "shifts"], [{**SHIFT, "start": "24:00"}], ["shifts.item 1.start", '"00:00"']),
    # between fields
    (["call_types", 0, "share"], 0.5, ["call_types: shares sum to 0.5, they must sum to 1"]),
    (["call_types", 0, "share"], 0.99999, ["call_types: shares sum to 0.99999"]),
    (["teams", 0, "shifts"], [{**SHIFT, "share": 0.4}], ["teams.Agents.shifts: shares sum to 0.4"]),
    (["teams", 0, "shifts"], [], ["teams.Agents.shifts: is empty"]),
    (["teams", 0, "handles"], [], ["call_types.Calls: no team handles this call type"]),
    (["teams", 0, "handles"], ["Calls", "Cals"], ['teams.Agents.handles: "Cals" is not a call type', '"Calls"']),
    (["call_types", 0, "escalates_to"], "Agent", ['call_types.Calls.escalates_to: "Agent" is not a team', '"Agents"']),
    (["call_types", 0, "name"], "a.b", ['"a.b" is not a name: 1 to 60 characters, without "." or "="']),
    (["call_types", 0, "name"], "a=b", ["is not a name"]),
    (["call_types", 0, "name"], "Calls ", ['"Calls " begins or ends with a space; write it without']),
    (["teams", 0, "name"], "Agents\n", ['"Agents\\n" holds a line break; a name is written on one line']),
    (["teams", 0, "name"], "A" * 61, ["is longer than the 60 characters that a name may have"]),
    (["call_types", 0, "name"], "", ['call_types.item 1.name: "" is not a name']),
    (["call_types", 0, "overhead_min"], 5.5, ["need.mean_min: 5 must be greater than overhead_min, 5.5"]),
    (["call_types", 0, "need"], {"distribution": "empirical"}, ["need.quantiles_min: is missing"]),
    (["call_types", 0, "need", "quantiles_min"], [1, 2], ["quantiles_min: goes with distribution empirical"]),
    (["demand", "profile"], [1, 2], ["demand.profile: has 2 weights for 20 half-hours on mon"]),
    (["demand", "profile"], {"tue": [1]}, ["demand.profile.mon: is missing"]),
    (["demand", "profile"], {"mon": [1]}, ["demand.profile.mon: has 1 weights for 20 half-hours"]),
    (["demand", "profile"], [0.0] * 20, ["demand.profile: all weights are 0"]),
    (["demand", "weekday_factor"], {"mon": 0.0}, ["demand.weekday_factor: all open days have factor 0"]),
    (["demand", "open", "days"], ["mon", "mon"], ['demand.open.days: "mon" is there 2 times']),
    (["demand", "special_days"], [{"week": 1, "day": "mon"}], ["week 1 lies past the horizon of 1 weeks"]),
    (["rules", "quota", "calls_per_shift"], 30, ['30 calls a shift, but team "Agents" is always on duty']),
    (["teams", 0, "agents"], 0, ["teams: there are no agents in any team"]),
    (["training", "coping", "weeks"], [3, 1], ["training.coping.weeks: [3, 1] must rise"]),
    (["training", "script", "weeks"], [1, 1], ["training.script.weeks: [1, 1] must rise"]),
    (["training", "script", "effect"], 0.03, ["training.script.effect: 0.03 is above the maximum, 0.02"]),
    (["observed"], {"asa": 3.0}, ['observed.asa: unknown KPI; did you mean "asa_s"?']),
    (["observed"], {"asa_s": "x"}, ['observed.asa_s: "x" is not a number']),
]  # fmt: skip


@pytest.mark.parametrize(
    ("path", "value", "fragments"), FIELDS, ids=[f"{p[-1]}={v!r:.40}" for p, v, _ in FIELDS]
)
def test_a_wrong_field_is_named_with_its_value_and_bound(path, value, fragments):
    message = refusal(from_dict, broken(path, value))
    assert [f for f in fragments if f not in message] == [], message


def test_two_types_of_one_name_are_refused():
    found = centre()
    found["call_types"] = [{**found["call_types"][0], "share": 0.5}] * 2
    assert refusal(from_dict, found) == 'call_types: "Calls" is there 2 times; names must differ'


def test_two_teams_of_one_name_are_refused():
    found = centre()
    found["teams"] *= 2
    assert refusal(from_dict, found) == 'teams: "Agents" is there 2 times; names must differ'


BRIEF = """
schema: 1
name: Brief
demand: {{calls_per_day: 10, open: {open}}}
call_types: [{{name: Calls, share: 1}}]
teams: [{{name: Agents, agents: 2, {team}}}]
"""
EVERY_DAY = "{days: [mon, tue, wed, thu, fri, sat, sun], from: '00:00', to: '24:00'}"
SIESTA = "spans: [['09:00', '13:00'], ['16:00', '20:00']]"
SHIFTS = "shifts: [{start: '08:00'}]"


@pytest.mark.parametrize(
    ("open_", "team", "message"),
    [
        (EVERY_DAY, "days_per_week: 5", "teams.Agents.days_per_week: 5, but this team is always on duty, on all 7"),
        (EVERY_DAY, "days_per_week: 6", "teams.Agents.days_per_week: 6, but this team is always on duty, on all 7"),
        (EVERY_DAY, "shifts: always, days_per_week: 5", "teams.Agents.days_per_week: 5, but"),
        ("{from: '08:00', " + SIESTA + "}", SHIFTS, "demand.open.spans: are given as well as from and to"),
        ("{to: '18:00', " + SIESTA + "}", SHIFTS, "demand.open.spans: are given as well as from and to"),
    ],
)  # fmt: skip
def test_a_default_written_out_in_a_file_is_refused_where_it_means_nothing(open_, team, message):
    assert message in refusal(parse, BRIEF.format(open=open_, team=team))


@pytest.mark.parametrize(
    ("open_", "team"),
    [
        (EVERY_DAY, "shifts: always"),
        (EVERY_DAY, "days_per_week: 7"),  # what happens
        ("{days: [mon, tue, wed, thu, fri]}", "days_per_week: 5"),  # likewise
        (EVERY_DAY, "days_per_week: 5, " + SHIFTS),
        ("{" + SIESTA + "}", SHIFTS),
    ],
)
def test_a_default_left_out_or_true_is_read_and_stays_valid_however_it_is_passed_on(open_, team):
    found = parse(BRIEF.format(open=open_, team=team))
    assert from_dict(as_dict(found)) == found, "which writes every default out"
    assert parse(to_yaml(found)) == found
    assert replace(found, {"teams.Agents.agents": 3}).teams[0].agents == 3


def test_empirical_needs_must_rise():
    found = broken(["call_types", 0, "need"], {"distribution": "empirical", "quantiles_min": [1, 3, 2]})
    assert "quantiles_min: must rise" in refusal(from_dict, found)


# ── Dated changes ─────────────────────────────────────────────────────────────────────────────────

CHANGES = [
    ({"rules.ruting": "most_rested"}, ['changes.week 2.set.rules.ruting: there is no "ruting"', '"routing"']),
    ({"rools.routing": "most_rested"}, ['there is no "rools"', '"rules"']),
    ({"teams.Agent.agents": 3}, ['changes.week 2.set.teams.Agent.agents: there is no "Agent"', '"Agents"']),
    (
        {"teams.Agents.agents": -3},
        ["changes.week 2.set.teams.Agents.agents: -3 is below the minimum, 0"],
    ),
    ({"teams.Agents.agents": 0}, ["changes.week 2.set.teams: there are no agents"]),
    ({"teams.Agents": {}}, ["names a whole list item; name one of its fields"]),
    ({"horizon.weeks": 3}, ["changes.week 2.set.horizon.weeks: cannot change during the run"]),
    ({"schema": 1}, ["changes.week 2.set.schema: cannot change"]),
    ({"name": "other"}, ["changes.week 2.set.name: cannot change"]),
    ({"teams": []}, ["changes.week 2.set.teams: cannot change"]),
    ({"call_types": []}, ["changes.week 2.set.call_types: cannot change"]),
    ({"teams.Agents.name": "B"}, ["changes.week 2.set.teams.Agents.name: cannot change"]),
    ({"call_types.Calls.name": "B"}, ["changes.week 2.set.call_types.Calls.name: cannot change"]),
    ({"changes": []}, ["changes.week 2.set.changes: cannot change"]),
    ({"observed": {}}, ["changes.week 2.set.observed: cannot change"]),
    ({"call_types.Calls.share": 0.5}, ["call_types: shares sum to 0.5, they must sum to 1"]),
    ({"call_types.Calls.share": "x"}, ['call_types.Calls.share: "x" is not a share from 0 to 1']),
    ({"call_types.Calls.share": -0.1}, ["-0.1 is not a share from 0 to 1"]),
    ({"call_types.Cals.share": 0.5}, ['there is no "Cals" here', '"Calls"']),
    ({"call_types.Calls.need.mean_min": 0}, ["need.mean_min: 0 must be greater than 0"]),
    ({"rules.routing.x": 1}, ['there is nothing below "longest_idle"']),
    (
        {"rules.quota.calls_per_shift": 20},
        ["changes.week 2.set.rules.quota.calls_per_shift: 20 calls a shift"],
    ),
    (
        {"rules.handle_time_cap.minutes": NAN},
        ["set.rules.handle_time_cap.minutes: NaN is not a finite number"],
    ),
    ({"rules.routing": INF}, ["set.rules.routing: Infinity is not a finite number"]),
    ({"demand.open.days": ["xyz"]}, ["demand.open.days.item 1", "mon, tue"]),
    ({"demand.weekday_factor.mo": 1.0}, ["demand.weekday_factor.mo"]),
    ({"": 1}, ['there is no "" here']),
    ({"rules..x": 1}, ['there is no "" here']),
    ({}, ["changes.item 1.set: is empty; it needs at least 1"]),
    (["rules"], ['changes.item 1.set: ["rules"] is not a group of keys with values']),
]


@pytest.mark.parametrize(("change", "fragments"), CHANGES, ids=[str(c)[:40] for c, _ in CHANGES])
def test_a_wrong_change_is_named_by_week_and_path(change, fragments):
    found = {**centre(), "horizon": {"weeks": 4, "warm_up_weeks": 0}, "changes": [{"week": 2, "set": change}]}
    message = refusal(from_dict, found)
    assert [f for f in fragments if f not in message] == [], message


@pytest.mark.parametrize(
    ("weeks", "fragment"),
    [
        ([4], "week 4 lies past the horizon of 4 weeks"),
        ([-1], "changes.item 1.week: -1 is below the minimum, 0"),
        ([2, 1], "weeks [2, 1] must rise"),
        ([2, 2], "weeks [2, 2] must rise; put what happens in one week into one change"),
        ([1.5], "changes.item 1.week: 1.5 is not a whole number"),
    ],
)
def test_weeks_of_changes(weeks, fragment):
    found = {**centre(), "horizon": {"weeks": 4, "warm_up_weeks": 0}}
    found["changes"] = [{"week": w, "set": {"rules.routing": "most_rested"}} for w in weeks]
    assert fragment in refusal(from_dict, found)


def test_the_merged_scenario_of_every_date_is_checked_not_only_the_last():
    found = {**centre(), "horizon": {"weeks": 4, "warm_up_weeks": 0}}
    found["changes"] = [
        {"week": 1, "set": {"teams.Agents.handles": []}},
        {"week": 2, "set": {"teams.Agents.handles": "all"}},
    ]
    assert refusal(from_dict, found) == "changes.week 1.set.call_types.Calls: no team handles this call type"


def test_descriptions_and_sources_may_have_several_lines():
    text = "first\n\tsecond: 5\N{NO-BREAK SPACE}%\n"
    found = from_dict(centre() | {"description": text, "source": text, "name": "5\N{NO-BREAK SPACE}% é 中"})
    assert (found.description, found.source) == (text, text)


# ── Text that is no scenario ──────────────────────────────────────────────────────────────────────

BOMB = "a: &a [x, x]\n" + "".join(
    f"{b}: &{b} [*{a}, *{a}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)

TEXTS = [
    ("", "a scenario is a list of keys with values; this is empty"),
    ("# nothing but a comment\n", "this is empty"),
    ("---\n...\n", "this is empty"),
    ("- 1\n- 2\n", "a scenario is a list of keys with values; this holds [1, 2]"),
    ("hello", 'this holds "hello"'),
    ("42", "this holds 42"),
    ("a: [1, 2", "line 1: this is not YAML"),
    ("a: b: c", "line 1: this is not YAML"),
    ("schema: 1\n\tname: x", "line 2: this is not YAML"),
    ("schema: 1\nname: x\nschema: 1\n", 'line 3: the key "schema" is there twice'),
    ("schema: 1\ndemand: {open: {}, open: {}}\n", 'line 2: the key "open" is there twice'),
    ("1: a\n", "line 1: the key 1 is not text; write it in quotes"),
    ("schema: 1\ndemand:\n  08: 3\n", "line 3: the key 8 is not text"),
    ("schema: 1\ndemand:\n  12: 3\n", "line 3: the key 12 is not text"),
    ("schema: 1\non: 1\n", "on: unknown key"),
    ("true: 1\n", "line 1: the key true is not text"),
    ("schema: 1\na: 0x10", 'line 2: 0x10 is no decimal number; write 16, or "0x10" in quotes'),
    ("a: 0o10", 'line 1: 0o10 is no decimal number; write 8, or "0o10" in quotes'),
    ("? [a, b]\n: 1\n", "line 1: the key"),
    (BOMB, "line 2: *a: YAML aliases are not allowed; write the values out"),
    ("a: &a [*a]", "*a: YAML aliases are not allowed"),
    ("<<: {schema: 1}\n", "line 1: << is not allowed; write the keys out"),
    (
        "a: !!python/object/apply:os.system [ls]",
        "line 1: the tag !!python/object/apply:os.system is not allowed",
    ),
    ("a: !mine 3", "line 1: the tag !mine is not allowed; write plain values"),
    ("a: " + "[" * 31 + "]" * 31, "nested deeper than 30 levels"),
    ("a: " + "{a: " * 40 + "1" + "}" * 40, "nested deeper than 30 levels"),
    ("[" * 10_000, "nested deeper than 30 levels"),
    ("x: [" + "0," * 20_000 + "0]", "more than 20,000 lines and values; this is not a scenario"),
    ("x:\n" + "- 0\n" * 20_000, "more than 20,000 lines and values"),
    ("schema: 1\n? " + "k" * 5000 + "\n: 1", "k" * 57 + "...: unknown key"),
    ("schema: 1\n? " + "k." * 5000 + "\n: 1", "k.k.k...: unknown key"),
    ("a: *" + "k" * 5000, "line 1: *" + "k" * 57 + "...: YAML aliases"),
    ("a: !" + "k" * 5000 + " 1", "the tag !" + "k" * 56 + "... is not allowed"),
    ("a: 0x" + "9" * 3000, "... is no decimal number"),
    ("a: " + "9" * 5000, "this is not YAML: a value that cannot be read"),
    ('a: !!int ""', "this is not YAML: a value that cannot be read"),
    ('a: !!float ""', "this is not YAML: a value that cannot be read"),
    ("a: !!bool maybe", "this is not YAML: a value that cannot be read"),
    ("a: !!timestamp soon", "this is not YAML: a value that cannot be read"),
    ("a: !!int 0_1", "this is not YAML: a value that cannot be read"),
    ("a: \x07", "this is not YAML"),
    ("--- 1\n--- 2\n", "this is not YAML"),
    ('schema: 1\n"na\\nme": x\n', "na\\nme: unknown key"),
    ('schema: 1\n"a\\u2028b": x\n', "a\\u2028b: unknown key"),
    ('schema: 1\n"\\e[31mred": x\n', "\\x1b[31mred: unknown key"),
    ('schema: 1\n"\\ud800": x\n', "\\ud800"),
    ('schema: 1\nname: "\\ud800"\n', "name: "),
    ("schema: 1\nname: " + "x" * 5000, "name: is longer than 120 characters"),
    ("schema: 1\nhorizon: " + "x" * 5000 + "\nname: x\ndemand: {}", "xxx... is not a group of keys"),
]


@pytest.mark.parametrize(("text", "fragment"), TEXTS, ids=[t[:25] for t, _ in TEXTS])
def test_text_that_is_no_scenario(text, fragment):
    message = refusal(parse, text)
    assert fragment in message, message
    assert len(message) < 300


@pytest.mark.parametrize(
    ("content", "fragment"),
    [
        (b"", "this is empty"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00", "this is a binary file, not YAML"),
        (b"\x7fELF\x02\x01\x01", "this is not"),
        (b"name: caf\xe9\n", "this is not UTF-8 text"),
        ("schema: 1".encode("utf-16"), "not"),
        (b"schema: 1 #" + b"x" * 500_000, "larger than 500 kB; this is not a scenario"),
    ],
)
def test_a_file_that_is_no_scenario_is_named(tmp_path, content, fragment):
    file = tmp_path / "wrong.yaml"
    file.write_bytes(content)
    message = refusal(load, file)
    assert message.startswith(f"{file}: ")
    assert fragment in message


@pytest.mark.parametrize("item", ["0,", "- 0\n", "[", "{a: ", "? ", "a: 1\n"])
def test_a_megabyte_of_items_is_refused_without_being_parsed(tmp_path, item, monkeypatch):
    monkeypatch.setattr(yaml, "load", None)
    (tmp_path / "wide.yaml").write_text("a: [" + item * (1_000_000 // len(item)))
    assert "larger than 500 kB" in refusal(load, tmp_path / "wide.yaml")
    assert "lines and values" in refusal(parse, "a: [" + item * (1_000_000 // len(item)))


def test_a_missing_file_and_a_folder_are_named(tmp_path):
    assert refusal(load, tmp_path / "none.yaml") == f"{tmp_path / 'none.yaml'}: there is no such file"
    assert refusal(load, tmp_path) == f"{tmp_path}: this is not a file"
    assert refusal(load, tmp_path / ("x" * 400)).endswith("File name too long")


def test_a_byte_order_mark_does_no_harm(tmp_path):
    file = tmp_path / "right.yaml"
    file.write_bytes(b"\xef\xbb\xbf" + yaml.safe_dump(centre()).encode())
    assert load(file) == scenario()


def test_an_error_says_where_and_what_apart():
    with pytest.raises(ScenarioError) as caught:
        from_dict(broken(["teams", 0, "agents"], -3))
    assert caught.value.path == "teams.Agents.agents"
    assert caught.value.problem == "-3 is below the minimum, 0"


# ── Nothing but a scenario or a ScenarioError comes out ───────────────────────────────────────────

leaf = (
    st.none()
    | st.booleans()
    | st.integers(-(10**12), 10**12)
    | st.floats(allow_nan=True, allow_infinity=True)
    | st.text(max_size=8)
    | st.sampled_from(["08:00", "24:00", "always", "all", "mon", "Calls", "Agents", "none", "\n", "\x85"])
)
anything = st.recursive(
    leaf,
    lambda x: st.lists(x, max_size=3) | st.dictionaries(st.text(max_size=6), x, max_size=3),
    max_leaves=6,
)


def places(value, path=()):
    """Every place in plain data."""
    yield path
    if isinstance(value, dict):
        for key, below in value.items():
            yield from places(below, (*path, key))
    elif isinstance(value, list):
        for index, below in enumerate(value):
            yield from places(below, (*path, index))


EVERYTHING = {
    **centre(),
    "horizon": {"weeks": 4, "warm_up_weeks": 0},
    "changes": [{"week": 2, "set": {"rules.pause_after_hostile_min": 2.0}}],
    "observed": {"asa_s": 20.0},
}
EVERYTHING["teams"][0]["shifts"] = [{"start": "08:00", "hours": 8.0, "share": 1.0, "days": ["mon"]}]
EVERYTHING["teams"][0]["breaks"] = [{"after_min": 60.0}]
EVERYTHING["demand"]["special_days"] = [{"week": 1, "day": "mon"}]
PLACES = [p for p in places(EVERYTHING) if p]


def only_scenario_errors(call, *args) -> None:
    try:
        call(*args)
    except ScenarioError as error:
        assert str(error).isprintable()  # noqa: PT017 - it may pass as well


@settings(max_examples=250)
@given(st.data())
def test_any_value_in_any_place_gives_a_scenario_or_one_line(draw):
    found = copy.deepcopy(EVERYTHING)
    for _ in range(draw.draw(st.integers(1, 2))):
        *stem, last = draw.draw(st.sampled_from(PLACES))
        here = found
        try:
            for key in stem:
                here = here[key]
            here[last] = draw.draw(anything)
        except (KeyError, IndexError, TypeError):
            pass  # an earlier change took the place away
    only_scenario_errors(from_dict, found)


@settings(max_examples=100)
@given(st.dictionaries(st.sampled_from(list(EVERYTHING)) | st.text(max_size=5), anything, max_size=6))
def test_any_mapping_gives_a_scenario_or_one_line(found):
    only_scenario_errors(from_dict, {"schema": 1, **found})


GRAINS = [
    "schema: 1",
    "\n",
    "  ",
    "- ",
    ": ",
    "[",
    "]",
    "{",
    "}",
    '"',
    "'",
    "&a",
    "*a",
    "!!int ",
    "!!bool ",
    "!!set ",
]
GRAINS += [
    "!!timestamp ",
    "!!binary ",
    "!!omap ",
    "!!pairs ",
    "? ",
    "|\n",
    ">-\n",
    "<<: ",
    "# ",
    "---",
    "...",
    "%YAML 1.1",
]
GRAINS += [
    ".inf",
    ".nan",
    "1e999",
    "0x",
    "0b_",
    "190:20:30",
    "2001-01-01",
    "~",
    "\t",
    "\u2028",
    "\x85",
    "demand",
    ",",
]


@settings(max_examples=400)
@given(st.lists(st.sampled_from(GRAINS) | st.text(string.printable, max_size=4), max_size=14).map("".join))
def test_any_text_gives_data_or_one_line(text):
    only_scenario_errors(read_yaml, text)
    only_scenario_errors(parse, text)


@settings(max_examples=100)
@given(st.binary(max_size=60))
def test_any_bytes_in_a_file_give_a_scenario_or_one_line(tmp_path_factory, content):
    file = tmp_path_factory.getbasetemp() / "bytes.yaml"
    file.write_bytes(content)
    only_scenario_errors(load, file)


@settings(max_examples=100)
@given(st.integers(0, 10**6), st.integers(0, 10**6), st.text(max_size=3))
def test_a_file_cut_or_garbled_anywhere_gives_a_scenario_or_one_line(start, length, put):
    text = yaml.safe_dump(EVERYTHING)
    start %= len(text)
    only_scenario_errors(parse, text[:start] + put + text[start + length % 40 :])
