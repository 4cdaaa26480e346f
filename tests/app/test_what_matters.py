"""The page "What matters most" without a browser: asked, bounds, key figure, an end opened, the folds behind it."""

from __future__ import annotations

import re
from time import sleep

import pytest

from present.inputs import group_of, movables, off_now
from present.permalink import LeverRange, Shared, Weighed, from_link, to_link
from sim import difference, parse, replace, run
from sim.experiment.inputs import placed_in
from sim.experiment.what_matters import what_matters
from tests.app.app_helpers import SMALL, chips, labelled, shown, with_open
from tests.waiting import wait_until
from ui import matters_search
from ui.state import Draft
from ui.work import Slots

PAGE = "ui/views/what_matters.py"
AGENTS, CALLS = "teams.Front line.agents", "demand.calls_per_day"
BASE = parse(SMALL)
AS_IT_COMES = Slots.ask
"""As a browser has it; the tests of pages else wait until all is there."""


def words(app):
    return [m.value.replace("\xa0", " ") for m in app.markdown]


@pytest.fixture
def asked(app):
    """The page after it was asked; what one test has found is known to the next."""
    shown(app.switch_page(PAGE).run())
    if app.subheader:
        return app
    assert any(text.startswith("Takes ") for text in words(app))
    return shown(app.button(key="matters start").click().run())


@pytest.mark.smoke
def test_a_sentence_answers_and_the_table_has_the_differences_of_runs(asked):
    assert asked.header[0].value == "What matters most"
    told = asked.subheader[0].value
    assert told.startswith("What you can do that moves satisfaction† most: ")
    assert re.search(r"agents \(by \d+\.\d\spoints\)", told), told
    assert "They cannot be told apart. What nobody knows may move it as much: difficult callers." in told
    assert any("Chance alone leaves the figure itself open by ±" in text for text in words(asked))
    assert any("the rule is off: handle-time target and quota of calls per shift" in t for t in words(asked))
    with_open(asked, "table matters")
    table = asked.dataframe[0].value.set_index("Moved")
    assert set(table["Group"]) == {"What you can do", "What the callers bring", "What nobody knows"}
    assert table.loc["Agents", "Low end"] == "8 agents"
    now, few = run([BASE, replace(BASE, {AGENTS: 8})], seed=1, replications=4)
    expected = difference(few, now, "satisfaction_all")
    assert table.loc["Agents", "Low end, points"] == round(100.0 * expected.mean, 2)
    assert table.loc["Pay", "Low end: detected"] == "not detected"
    assert table.loc["How much rushing hurts resolution", ["Low end", "High end"]].tolist() == ["0.5", "2.5"]


def test_another_key_figure_needs_no_further_run_and_other_bounds_ask_again(asked):
    shown(labelled(asked.selectbox, "Key figure").set_value("cost_per_resolved").run())
    assert "cost per resolved issue" in asked.subheader[0].value
    shown(labelled(asked.number_input, "From").set_value(11).run())
    assert not asked.subheader
    assert labelled(asked.number_input, "From").value == 11.0
    shown(labelled(asked.number_input, "To").set_value(5).run())
    assert ["must end above where it begins" in e.value for e in asked.error] == [True]
    shown(asked.button(key="matters usual").click().run())
    assert labelled(asked.number_input, "From").value == 8.0
    assert asked.subheader


def test_a_search_that_is_stopped_keeps_what_is_known(asked, monkeypatch):
    app = asked
    shown(labelled(app.number_input, "From").set_value(9).run())  # nobody has asked for that yet
    assert not app.subheader

    def endless(*of, **more):
        yield from what_matters(*of, **more)
        while True:
            sleep(0.01)
            yield [BASE]

    monkeypatch.setattr(matters_search, "what_matters", endless)
    monkeypatch.setattr(Slots, "ask", AS_IT_COMES)
    app.button(key="matters start").click()
    wait_until(lambda: shown(app.run()).subheader, "something is known")
    so_far = app.subheader[0].value
    app.button(key="stop matters").click()
    shown(app.run())
    assert [s.value for s in app.subheader] == [so_far]
    assert not [b for b in app.button if b.key == "stop matters"]
    assert app.button(key="matters start").label == "Go on"


def test_an_end_opens_in_what_if_as_a_step_and_a_lever_over_a_range(asked):
    shown(labelled(asked.selectbox, "Input at one end").set_value(("eta", "high")).run())
    assert asked.button(key="matters range").disabled
    shown(asked.button(key="matters open").click().run())
    assert asked.header[0].value == "Small centre"
    assert any("rushing hurts resolution" in chip and "2.5" in chip for chip in chips(asked))
    shown(labelled(asked.button, "Undo").click().run())
    assert chips(asked) == []
    shown(asked.switch_page(PAGE).run())
    shown(labelled(asked.selectbox, "Input at one end").set_value((CALLS, "low")).run())
    shown(asked.button(key="matters range").click().run())
    assert asked.header[0].value == "Explore"
    assert labelled(asked.selectbox, "Lever").value == CALLS
    assert labelled(asked.number_input, "From").value == 210.0


def test_the_link_carries_bounds_and_key_figure(app):
    weighed = Weighed("cost_per_resolved", (LeverRange(AGENTS, 10, 14),))
    app.query_params["s"] = to_link(Shared(BASE, weighed=weighed, runs=4))
    shown(app.run())
    shown(app.switch_page(PAGE).run())
    assert labelled(app.selectbox, "Key figure").value == "cost_per_resolved"
    assert [labelled(app.number_input, end).value for end in ("From", "To")] == [10.0, 14.0]
    shown(labelled(app.number_input, "To").set_value(15).run())
    assert from_link(app.query_params["s"]).weighed == Weighed(
        "cost_per_resolved", (LeverRange(AGENTS, 10, 15),)
    )


def test_it_says_which_input_acts_alone(app):
    shown(app.switch_page(PAGE).run())
    with_open(app, "matters alone")
    shown(app.button(key="matters together start").click().run())
    table = app.dataframe[0].value
    assert set(table["Alone?"]) <= {
        "acts alone",
        "depends on the others",
        "open: more runs would tell",
        "too small to matter",
    }
    assert "Agents" in set(table["Moved"])
    assert "Share of Billing" not in set(table["Moved"])
    assert any("10 of 10 ways through all settings" in text for text in words(app))


def test_the_order_of_options_is_asked_for_once_there_are_two(app):
    shown(app.switch_page(PAGE).run())
    with_open(app, "matters order")
    assert any("then there are options to put in order" in text for text in words(app))
    draft = app.session_state["session"].drafts["typical_centre"]
    draft.change({AGENTS: 7})
    shown(app.run())
    shown(app.button(key="matters order start").click().run())
    table = app.dataframe[0].value.set_index("Key figure")
    assert table.loc["Answered in time, of all calls offered", "Turns"] == 0
    assert table.loc["Answered in time, of all calls offered", "Stands"] == 48
    assert table.loc["Answered in time, of all calls offered", "95%"] == "0 to 7%"


# ── What is moved ─────────────────────────────────────────────────────────────────────────────────


def test_every_input_makes_scenarios_at_both_ends_and_levers_lie_around_where_they_stand():
    rules = {"rules.handle_time_cap.minutes": 4.0, "rules.disengagement.policy": "after_minutes"}
    draft = Draft("small", replace(BASE, rules))
    known = movables(draft, draft.current, {})
    assert off_now(draft) == ["Quota of calls per shift"]
    for one in known.values():
        for part in (0.0, 1.0):
            placed_in(draft.current, [(one.input, part)])
    assert known["rules.handle_time_cap.minutes"].bounds == (2.5, 6.0)
    assert known["rules.disengagement.discernment"].bounds == (0.55, 1.0)
    assert known["rules.pause_after_hostile_min"].bounds == (0.0, 15.0)
    assert "targets.within_s" not in known
    assert known["callers.difficult_share"].input.group == "assumption"


@pytest.mark.parametrize(
    ("path", "group"),
    [
        (AGENTS, "lever"),
        ("teams.Front line.breaks", "lever"),
        ("call_types.Billing.self_service_share", "lever"),
        ("rules.handle_time_cap.minutes", "lever"),
        (CALLS, "demand"),
        ("call_types.Billing.share", "demand"),
        ("call_types.Billing.need.mean_min", "demand"),
    ],
)
def test_what_one_can_do_stands_apart_from_what_callers_bring(path, group):
    assert group_of(path) == group


def test_bounds_of_ones_own_move_the_ends():
    draft = Draft("small", BASE)
    known = movables(draft, draft.current, {AGENTS: (10.0, 20.0)})
    assert known[AGENTS].ends == {"low": "10 agents", "high": "20 agents"}
    assert known[AGENTS].input.values(0.5) == {AGENTS: 15}
