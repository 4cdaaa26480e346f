"""The page "Roster" without a browser: contracts in few questions, a search, its answer, the way to What if."""

from __future__ import annotations

import re
from time import sleep

import pytest

import sim.staffing
from present.permalink import Shared, Staffed, from_link, to_link
from sim import parse
from sim.engine.compiled import ready
from sim.experiment import AbandonedError, Runner
from sim.staffing import (
    ServiceTarget,
    contracts_from_bytes,
    contracts_from_team,
    contracts_with,
    make_roster,
)
from tests.app.app_helpers import chips, labelled, shown, the_app, with_open
from tests.waiting import wait_until
from ui.work import Slots

PAGE = "ui/views/roster.py"
AS_IT_COMES = Slots.ask
"""As a browser has it; the tests of pages else wait until all is there."""
TAKES = r"Find the best moves \((a few seconds|about \d+ (seconds|minutes?))\)"
"""However fast the machine is."""
CENTRE = """
schema: 1
name: Small centre
horizon: {weeks: 2, warm_up_weeks: 0}
demand: {calls_per_day: 60, open: {days: [mon], from: "09:00", to: "11:00"}}
call_types: [{name: Billing, share: 1.0}]
teams:
  - name: Front line
    agents: 12
    shifts: [{start: "09:00", hours: 1, share: 0.5}, {start: "10:00", hours: 1, share: 0.5}]
"""


@pytest.fixture
def app(tmp_path, monkeypatch):
    """The page, as somebody finds it."""
    (tmp_path / "typical_centre.yaml").write_text(CENTRE)
    monkeypatch.setenv("HEADROOM_CONFIGS", str(tmp_path))
    ready.prepare()
    return shown(the_app().run().switch_page(PAGE).run())


def texts(app):
    return " ".join(e.value.replace("\xa0", " ") for e in [*app.markdown, *app.subheader])


def test_a_search_finds_what_python_finds_and_opens_in_what_if(app):
    assert (
        "80% of all calls answered within 20 s, those who hang up counted as missed, in every half-hour"
        in texts(app)
    )
    (go,) = [b for b in app.button if b.key == "roster go"]
    assert go.label.startswith("Find a roster (")
    assert not app.subheader
    go.click()
    wait_until(lambda: any(b.key == "roster open" for b in shown(app.run()).button), "the answer is there")
    found = make_roster(parse(CENTRE), ServiceTarget(), Runner(1, 10))
    assert f"{found.people} people keep the target of 80% within 20 s" in texts(app)
    assert "As it is now, the roster is below it in " in texts(app)
    assert "Exhaustion†: " in texts(app)
    assert not [b for b in app.button if b.key == "roster go"], "it is answered"
    (opened,) = [b for b in app.button if b.key == "roster open"]
    opened.click()
    shown(app.run())
    assert f"Agents, Front line: {found.people} (was 12)" in chips(app)


def test_a_search_that_is_stopped_keeps_what_is_known(app, monkeypatch):
    published = []
    make_roster(parse(CENTRE), ServiceTarget(share=0.7), Runner(1, 5), publish=published.append)

    def endless(*_, runner, publish, **__):
        publish(published[0])
        while not runner.cancelled():
            sleep(0.01)
        raise AbandonedError

    monkeypatch.setattr(sim.staffing, "make_roster", endless)
    monkeypatch.setattr(Slots, "ask", AS_IT_COMES)
    app.number_input(key="staffing share").set_value(70)
    shown(app.run()).button(key="roster go").click()
    wait_until(lambda: shown(app.run()).subheader, "something is known")
    assert app.subheader[0].value.startswith("So far: ")
    app.button(key="roster stop").click()
    shown(app.run())
    assert [s.value.startswith("So far: ") for s in app.subheader] == [True]
    assert not [b for b in app.button if b.key == "roster stop"]
    assert app.button(key="roster go").label.startswith("Go on (")


def test_the_best_moves_of_todays_shifts_stand_in_a_fold(app):
    with_open(app, "roster improve")
    (go,) = [b for b in app.button if b.key == "moves go"]
    assert re.fullmatch(TAKES, go.label), go.label
    go.click()
    wait_until(lambda: "One person more on the " in texts(shown(app.run())), "the moves are there")
    assert "half-hours below the target 4 → " in texts(app)


def test_what_no_shift_can_cover_is_said_before_the_search(app):
    assert not app.warning
    labelled(app.selectbox, "Earliest start").set_value("10:00")
    shown(app.run())
    (warning,) = app.warning
    assert warning.value.replace("\\", "") == (
        "2 of 4 half-hours will have nobody. No shift of the contracts covers Monday 09:00 and Monday 09:30."
    )
    assert [b for b in app.button if b.key == "roster go"], "it may be wanted all the same"


def test_contracts_that_allow_no_shift_are_refused_in_a_sentence(app):
    (lengths,) = app.multiselect
    lengths.set_value([4.0])
    shown(app.run())
    (error,) = app.error
    assert error.value.startswith("No shift is possible: ")
    assert "no shift of [4.0] h fits after 09:00" in error.value.replace("\\", "")
    assert app.button(key="roster go").disabled


@pytest.mark.parametrize(
    ("key", "typed", "words"),
    [
        ("staffing within", 4000.0, "Within: 4,000 is above the maximum, 3,600\xa0seconds."),
        ("roster days typical_centre Front line", 2.0, "Days a week: 2 is above the maximum, 1."),
        ("roster rest typical_centre Front line", 25.0, "Rest between shifts: 25 is above the maximum, 24\xa0hours."),
        ("roster rest typical_centre Front line", None, "Rest between shifts: a number is missing."),
    ],
)  # fmt: skip
def test_a_number_that_cannot_be_is_refused_in_a_sentence(app, key, typed, words):
    app.number_input(key=key).set_value(typed)
    shown(app.run())
    assert [error.value.replace("\\", "") for error in app.error] == [words]
    assert app.button(key="roster go").disabled
    assert app.number_input(key=key).value == typed, "what was typed stays"


TWO_CONTRACTS = b"""
contracts:
  - {name: Whole, hours: [2], earliest_start: "09:00", latest_end: "11:00", days_per_week: 1, days: [mon]}
  - {name: Half, hours: [1], earliest_start: "09:00", latest_end: "11:00", days_per_week: 1, days: [mon]}
rest_hours: 10
"""


def uploaded(app, data):
    with_open(app, "roster file typical_centre")
    (field,) = app.get("file_uploader")
    field.set_value(("contracts.yaml", data, "application/yaml"))
    return shown(app.run())


def test_contracts_can_be_uploaded_and_taken_away(app):
    uploaded(app, TWO_CONTRACTS)
    assert "Whole: 2 h, 09:00 to 11:00, 1 day a week" in texts(app).replace("\\", "")
    assert not app.multiselect, "the questions give way"
    carried = from_link(app.query_params["s"]).contracts
    assert [one.name for one in carried.contracts] == ["Whole", "Half"]
    shown(app.button(key="roster no file").click().run())
    assert len(app.multiselect) == 1
    assert from_link(app.query_params["s"]).contracts is None


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"contracts: [{name: A, hours: [0]}]", "0 is not a length in whole minutes"),
        (b"\xff\xfe", "this is not UTF-8 text"),
        (b"hours: [8]", "contracts.yaml cannot be used"),
    ],
)
def test_a_file_that_is_no_contracts_is_refused_beside_its_field(app, data, words):
    uploaded(app, data)
    (error,) = app.error
    assert words in error.value.replace("\\", "")
    assert len(app.multiselect) == 1, "the questions stay"


def test_the_link_opens_the_same_contracts(app):
    usual = contracts_from_team(parse(CENTRE), parse(CENTRE).teams[0])
    asked = contracts_with(
        usual, hours=[2.0], earliest_start="09:00", latest_end="11:00", days_per_week=1, rest_hours=9.0
    )
    link = to_link(Shared(parse(CENTRE), staffed=Staffed(75, 30), contracts=asked))
    app.query_params["s"] = link
    shown(app.run())
    (lengths,) = app.multiselect
    assert lengths.value == [2.0]
    assert labelled(app.number_input, "Rest between").value == 9
    assert labelled(app.number_input, "Answered in time").value == 75
    assert from_link(app.query_params["s"]).contracts == asked
    shown(lengths.set_value([1.0]).run())
    assert from_link(app.query_params["s"]).contracts.contracts[0].hours == (1.0,)
    file = contracts_from_bytes(TWO_CONTRACTS)
    app.query_params["s"] = to_link(Shared(parse(CENTRE), staffed=Staffed(75, 30), contracts=file))
    shown(app.run())
    assert "Whole: 2 h, 09:00 to 11:00, 1 day a week" in texts(app).replace("\\", "")
    assert from_link(app.query_params["s"]).contracts == file
