"""The page "Staffing" without a browser: a target in full, what it takes, a search, its answer."""

from __future__ import annotations

from threading import Event
from time import sleep

import pytest

import sim.staffing
from present.permalink import Shared, Staffed, from_link, to_link
from present.staffing_text import longer_in_words
from sim import parse
from sim.engine.compiled import ready
from sim.experiment import AbandonedError, Runner
from sim.staffing import ServiceTarget, further_claim, runs_to_tell, staff
from tests.app.app_helpers import shown, the_app
from tests.waiting import wait_until
from ui.work import Slots

PAGE = "ui/views/staffing.py"
CENTRE = """
schema: 1
name: Small centre
horizon: {weeks: 2, warm_up_weeks: 0}
demand: {calls_per_day: 100, open: {days: [mon], from: "09:00", to: "11:00"}}
call_types: [{name: Billing, share: 1.0}]
teams: [{name: Front line, agents: 12, shifts: [{start: "09:00", hours: 2}]}]
"""
AS_IT_COMES = Slots.ask
"""As a browser has it; the tests of pages else wait until all is there."""


@pytest.fixture
def app(tmp_path, monkeypatch):
    """The page, as somebody finds it."""
    (tmp_path / "typical_centre.yaml").write_text(CENTRE)
    monkeypatch.setenv("HEADROOM_CONFIGS", str(tmp_path))
    ready.prepare()
    return shown(the_app().run().switch_page(PAGE).run())


def texts(app):
    return " ".join(e.value.replace("\xa0", " ") for e in [*app.markdown, *app.subheader])


def test_the_target_is_stated_in_full_before_anything_is_searched(app):
    assert (
        "80% of all calls answered within 20 s, those who hang up counted as missed, in every half-hour"
        in texts(app)
    )
    (go,) = [b for b in app.button if b.key == "staffing go"]
    assert go.label.startswith("Find out (")
    assert not app.subheader


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (100.0, "Answered in time: 100 is above the maximum, 99%."),
        (-3.0, "Answered in time: −3 is below the minimum, 1%."),
        (79.5, "Answered in time: 79.5 is not a whole number."),
        (None, "Answered in time: a number is missing."),
    ],
)
def test_a_target_that_cannot_be_is_refused_in_a_sentence_and_nothing_is_searched(app, typed, words):
    shown(app.number_input(key="staffing share").set_value(70.0).run())
    shown(app.number_input(key="staffing share").set_value(typed).run())
    assert [error.value.replace("\\", "") for error in app.error] == [words]
    assert app.button(key="staffing go").disabled
    assert "Asked for" not in texts(app)
    shown(app.run())
    assert from_link(app.query_params["s"]).staffed.share == 70, "the link asks what could be asked last"
    shown(app.number_input(key="staffing share").set_value(90.0).run())
    assert not app.error
    assert not app.button(key="staffing go").disabled
    assert "Asked for:** 90%" in texts(app)


def test_a_search_finds_what_the_command_line_finds(app):
    app.button(key="staffing go").click()
    wait_until(lambda: shown(app.run()).subheader, "the answer is there")
    shown(app.run())
    found = staff(parse(CENTRE), ServiceTarget(), Runner(1, 10))
    at = int(found.needed[0].argmax())
    likely = "likely " if found.needed[0, at] in found.open.get((0, at), ()) else ""
    assert f"You {likely}need {found.needed[0, at]} people on the phones at the peak, Monday" in texts(app)
    assert not [b for b in app.button if b.key == "staffing go"], "it is answered"
    assert f"measured on {found.figure.runs} runs with callers that the search has not seen" in texts(app)


def test_a_search_can_be_stopped_and_begun_again(app, monkeypatch):
    given_up, published = Event(), []
    staff(parse(CENTRE), ServiceTarget(share=0.7), Runner(1, 10), publish=published.append)

    def endless(*_, runner, publish, **__):
        publish(published[0])
        while not runner.cancelled():
            sleep(0.01)
        given_up.set()
        raise AbandonedError

    monkeypatch.setattr(sim.staffing, "staff", endless)
    monkeypatch.setattr(Slots, "ask", AS_IT_COMES)
    app.number_input(key="staffing share").set_value(70)  # nobody has asked for that yet
    shown(app.run()).button(key="staffing go").click()
    wait_until(lambda: shown(app.run()).subheader, "something is known, and it can be stopped")
    so_far = app.subheader[0].value
    app.button(key="staffing stop").click()
    shown(app.run())
    assert given_up.wait(60.0)
    assert [b.key for b in app.button if b.key in ("staffing go", "staffing stop")] == ["staffing go"]
    assert app.button(key="staffing go").label.startswith("Go on (")
    assert app.subheader[0].value == so_far, "what was known stays"
    app.number_input(key="staffing share").set_value(71)
    assert not shown(app.run()).subheader, "of another question nothing is known"
    assert app.button(key="staffing go").label.startswith("Find out (")


def test_the_page_says_where_the_centre_comes_from(app):
    assert "Its calls, opening hours and shifts are those of What if." in texts(app)


def test_what_is_open_can_be_looked_at_longer(app):
    app.number_input(key="staffing share").set_value(85)  # nobody has asked for that yet
    shown(app.run()).button(key="staffing go").click()
    wait_until(lambda: [b for b in shown(app.run()).button if b.key == "staffing longer go"], "it offers to")
    found = staff(parse(CENTRE), ServiceTarget(share=0.85), Runner(1, 10))
    runs, _ = further_claim(found, 10)
    assert runs > found.figure.runs
    button = app.button(key="staffing longer go")
    assert button.label.startswith("Look longer (")
    can_do = longer_in_words(found, runs, runs_to_tell(found))
    assert [one.value for one in app.caption if one.value.startswith("That ")] == ([can_do] if can_do else [])
    button.click()
    measured = f"measured on {runs} runs with callers that the search has not seen"
    wait_until(lambda: measured in texts(shown(app.run())), "it has looked longer")


def test_a_day_as_a_whole_has_a_floor(app):
    app.segmented_control(key="staffing per").set_value("day")
    shown(app.run())
    assert "over each day, all its calls alike, and no half-hour below 60%" in texts(app)


def test_the_link_opens_the_same_question(app):
    question = Staffed(90, 10, "day", 70)
    link = to_link(Shared(parse(CENTRE), staffed=question))
    app.query_params["s"] = link
    shown(app.run())
    shown(app.switch_page(PAGE).run())
    words = "90% of all calls answered within 10 s, those who hang up counted as missed, over each day"
    assert words in texts(app)
    assert "no half-hour below 70%" in texts(app)
    assert not app.warning
    app.number_input(key="staffing share").set_value(85)
    shown(app.run())
    shown(app.run())
    carried = from_link(app.query_params["s"]).staffed
    assert (carried.share, carried.within_s, carried.per, carried.floor) == (85, 10, "day", 70)
    app.query_params["s"] = to_link(Shared(parse(CENTRE), staffed=Staffed(75, 30)))
    shown(app.run())
    words = "75% of all calls answered within 30 s, those who hang up counted as missed, in every half-hour"
    assert words in texts(app), "also where something else was asked before"
