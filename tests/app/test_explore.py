"""The page Explore without a browser: from a lever, a range, two levers, a point opened in What if, the link."""

from __future__ import annotations

import re

import pytest

from present.permalink import Explored, LeverRange, Shared, from_link, to_link
from present.range_levers import range_levers
from sim import parse, replace, run
from sim.scenario import to_yaml
from tests.app.app_helpers import SMALL, chips, labelled, shown, with_open
from ui.state import Draft

PAGE = "ui/views/explore.py"
AGENTS, CALLS = "teams.Front line.agents", "demand.calls_per_day"
BASE = parse(SMALL)


def explored(app, low=10, high=14):
    """The page, with agents over a range."""
    shown(app.switch_page(PAGE).run())
    shown(labelled(app.number_input, "From").set_value(low).run())
    return shown(labelled(app.number_input, "To").set_value(high).run())


def words(app):
    return [m.value.replace("\xa0", " ") for m in app.markdown]


@pytest.mark.smoke
def test_a_lever_opens_over_its_range_and_a_sentence_answers(app):
    shown(app.button(key=f"typical_centre|{AGENTS}|range").click().run())
    assert app.header[0].value == "Explore"
    assert labelled(app.selectbox, "Lever").value == AGENTS
    assert [labelled(app.number_input, end).value for end in ("From", "To")] == [8.0, 18.0]
    assert "agents" in app.subheader[0].value
    assert "So far" not in app.subheader[0].value
    assert any("11 points, 4 runs" in text for text in words(app))


def test_the_table_has_the_figures_of_a_run_of_each_point(app):
    explored(app)
    with_open(app, "table explore")
    table = app.dataframe[0].value
    assert list(table["Agents"]) == [10, 11, 12, 13, 14]
    column = next(name for name in table if name.startswith("Satisfied, all callers") and "95%" not in name)
    (alone,) = run([replace(BASE, {AGENTS: 13})], seed=1, replications=4)
    assert table[column][3] == round(100.0 * alone.kpi("satisfaction_all").mean, 2)


def test_a_point_opens_in_what_if_as_a_step_that_undo_takes_back(app):
    explored(app)
    shown(labelled(app.selectbox, "Agents").set_value(13).run())
    shown(app.button(key="explore open").click().run())
    assert app.header[0].value == "Small centre"
    assert chips(app) == ["Agents, Front line: 13 (was 12)"]
    shown(labelled(app.button, "Undo").click().run())
    assert chips(app) == []


def test_two_levers_say_how_long_they_take_and_begin_when_asked(app):
    explored(app)
    shown(labelled(app.selectbox, "And a second lever").set_value(CALLS).run())
    assert not app.subheader
    assert any(re.search(r"points: (a few|about \d+) (seconds|minutes?)", text) for text in words(app))
    shown(labelled(app.selectbox, "Key figure").set_value("service_level").run())
    shown(labelled(app.button, "Start").click().run())
    assert app.subheader[0].value.replace("\xa0", " ").startswith("300 new issues a day, as now: ")
    assert any("surely meet" in text for text in words(app))
    shown(labelled(app.selectbox, "And a second lever").set_value("").run())
    assert "as now" not in app.subheader[0].value


@pytest.mark.parametrize(
    ("end", "value", "why"),
    [
        ("From", 11.5, "11.5 is not a whole number"),
        ("To", -3, "below the minimum"),
        ("To", None, "a number is missing"),
    ],
)
def test_a_range_that_cannot_be_is_said_and_stays_as_it_was(app, end, value, why):
    explored(app)
    answer = app.subheader[0].value
    shown(labelled(app.number_input, end).set_value(value).run())
    assert [why in e.value for e in app.error] == [True]
    assert [s.value for s in app.subheader] == [answer], "and so does its answer"
    assert not labelled(app.button, "Open in What if").disabled


@pytest.mark.parametrize(
    ("typed", "wants", "asked"),
    [
        ([("From", 15.0), ("To", 18.0)], "To must be above 15 agents", [15.0, 18.0]),
        ([("To", 9.0), ("From", 6.0)], "From must be below 9 agents", [6.0, 9.0]),
    ],
)
def test_a_range_beyond_its_other_end_waits_for_that(app, typed, wants, asked):
    explored(app)
    answer = app.subheader[0].value
    (first, value), (second, other) = typed
    shown(labelled(app.number_input, first).set_value(value).run())
    (error,) = app.error
    assert f"{wants}. What stands below is still of 10 to 14 agents." in error.value
    assert labelled(app.number_input, first).value == value, "what was typed stays"
    assert [s.value for s in app.subheader] == [answer]
    assert from_link(app.query_params["s"]).explored.levers[0].high == 14.0
    shown(labelled(app.number_input, second).set_value(other).run())
    assert not app.error
    assert [labelled(app.number_input, end).value for end in ("From", "To")] == asked
    lever = from_link(shown(app.run()).query_params["s"]).explored.levers[0]
    assert [lever.low, lever.high] == asked


def test_no_long_search_begins_while_a_range_waits_for_its_other_end(app):
    explored(app)
    shown(labelled(app.selectbox, "And a second lever").set_value(CALLS).run())
    assert not app.button(key="explore start").disabled
    shown(app.number_input(key=f"explore From {AGENTS}").set_value(15.0).run())
    assert app.button(key="explore start").disabled
    shown(app.number_input(key=f"explore To {AGENTS}").set_value(18.0).run())
    assert not app.button(key="explore start").disabled


def test_the_link_opens_the_same_lever_range_and_figure(app):
    link = to_link(
        Shared(
            BASE, {CALLS: 320}, explored=Explored((LeverRange(AGENTS, 11, 13),), "cost_per_resolved"), runs=4
        )
    )
    app.query_params["s"] = link
    shown(app.run())
    shown(app.switch_page(PAGE).run())
    assert [labelled(app.number_input, end).value for end in ("From", "To")] == [11.0, 13.0]
    assert labelled(app.selectbox, "Key figure").value == "cost_per_resolved"
    assert "with 11 agents" in app.subheader[0].value.replace("\xa0", " ")
    assert any("with 7% more new issues" in text.replace("6.7", "7") for text in words(app))
    assert from_link(app.query_params["s"]).explored == from_link(link).explored


def test_every_lever_that_is_a_number_makes_scenarios_at_both_ends_of_its_usual_range():
    rules = {
        "rules.handle_time_cap.minutes": 4.0,
        "rules.quota.calls_per_shift": 40,
        "rules.disengagement.policy": "after_minutes",
    }
    draft = Draft("small", replace(BASE, rules))
    levers = range_levers(draft)
    assert len(levers) > 15
    for lever in levers.values():
        low, high = lever.usual_range(draft)
        for x in (low, high):
            value = round(x) if lever.is_whole(draft.levers) else x
            changed = draft.changed_by(lever.values(draft, value))
            there = replace(draft.baseline, changed)
            assert lever.value(there) == pytest.approx(value), (lever.path, to_yaml(there))
    off = range_levers(Draft("small", BASE))
    assert "rules.handle_time_cap.minutes" in off
    assert "rules.handle_time_cap.enforcement" not in off
    assert "targets.service_level" not in off
