"""The page "Staffing" without a browser: a target in full, what it takes, a search, its answer."""

from __future__ import annotations

import pytest

from present.permalink import Shared, Staffed, from_link, to_link
from sim import parse
from sim.engine.compiled import ready
from sim.experiment import Runner
from sim.staffing import ServiceTarget, further_claim, staff
from tests.app.app_helpers import shown, the_app
from tests.waiting import wait_until

PAGE = "ui/views/staffing.py"
CENTRE = """
schema: 1
name: Small centre
horizon: {weeks: 2, warm_up_weeks: 0}
demand: {calls_per_day: 100, open: {days: [mon], from: "09:00", to: "11:00"}}
call_types: [{name: Billing, share: 1.0}]
teams: [{name: Front line, agents: 12, shifts: [{start: "09:00", hours: 2}]}]
"""


@pytest.fixture
def app(tmp_path, monkeypatch):
    """The page, as somebody finds it."""
    (tmp_path / "typical_centre.yaml").write_text(CENTRE)
    monkeypatch.setenv("HEADROOM_CONFIGS", str(tmp_path))
    ready.prepare()
    return shown(the_app().run().switch_page(PAGE).run())


def texts(app):
    return " ".join(e.value for e in [*app.markdown, *app.subheader])


def test_the_target_is_stated_in_full_before_anything_is_searched(app):
    assert (
        "80% of all calls answered within 20 s, those who hang up counted as missed, in every half-hour"
        in texts(app)
    )
    (go,) = [b for b in app.button if b.key == "staffing go"]
    assert go.label.startswith("Find out (")
    assert not app.subheader


def test_a_search_finds_what_the_command_line_finds(app):
    app.button(key="staffing go").click()
    wait_until(lambda: shown(app.run()).subheader, "the answer is there")
    shown(app.run())
    found = staff(parse(CENTRE), ServiceTarget(), Runner(1, 10))
    most = found.needed.max()
    assert f"You need {most} people on the phones at the peak, Monday" in texts(app)
    assert not [b for b in app.button if b.key == "staffing go"], "it is answered"
    (basis,) = [c.value for c in app.caption if c.value.startswith("People on the phones:")]
    assert f"measured on {found.figure.runs} runs with callers that the search has not seen" in basis


def test_what_is_open_can_be_looked_at_longer(app):
    app.number_input(key="staffing share").set_value(85)  # nobody has asked for that yet
    shown(app.run()).button(key="staffing go").click()
    wait_until(lambda: [b for b in shown(app.run()).button if b.key == "staffing longer go"], "it offers to")
    found = staff(parse(CENTRE), ServiceTarget(share=0.85), Runner(1, 10))
    runs, _ = further_claim(found, 10)
    assert runs > found.figure.runs
    button = app.button(key="staffing longer go")
    assert button.label.startswith("Look longer (")
    button.click()
    measured = f"measured on {runs} runs with callers that the search has not seen"
    wait_until(lambda: any(measured in c.value for c in shown(app.run()).caption), "it has looked longer")


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
