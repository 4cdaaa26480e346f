"""The page "Six numbers" without a browser: sentences beside fields, a fit, where it can go from here."""

from __future__ import annotations

import pytest

from sim.engine.compiled import ready
from tests.app.app_helpers import the_app, with_open, words_tables

PAGE = "ui/views/six_numbers.py"
CENTRE = """
schema: 1
name: Small centre
horizon: {weeks: 1, warm_up_weeks: 0}
demand: {calls_per_day: 100}
call_types: [{name: Billing, share: 1.0}]
teams: [{name: Front line, agents: 6}]
"""
SMALL = {
    "Calls a day": 200,
    "Average handle time (min)": 6.0,
    "People (positions)": 10,
    "Answered in time (%)": 75.0,
    "Abandoned (%)": 6.0,
    "Staff turnover a year (people)": 3.0,
}


@pytest.fixture
def app(tmp_path, monkeypatch):
    """The page, as somebody finds it."""
    (tmp_path / "typical_centre.yaml").write_text(CENTRE)
    monkeypatch.setenv("HEADROOM_CONFIGS", str(tmp_path))
    ready.prepare()
    made = the_app()
    made.session_state["replications"] = 4
    return shown(made.run().switch_page(PAGE).run())


def shown(app):
    assert not app.exception, app.exception
    return app


def box(app, label):
    (found,) = [w for w in app.number_input if w.label == label]
    return found


def fill(app, **others):
    for label, value in {**SMALL, **others}.items():
        box(app, label).set_value(value)
    return shown(app.run())


def button(app, label):
    (found,) = [b for b in app.button if b.label == label]
    return found


def fitted(app):
    return shown(button(app, "Build my centre").click().run())


def words(app):
    return " ".join([m.value for m in [*app.markdown, *app.success, *app.warning, *app.caption]])


def earlier(app):
    """Whether the page says that the fit below is of other numbers than those above."""
    return any("built from your earlier numbers" in i.value for i in app.info)


def headings(app):
    return [s.value for s in app.subheader]


def test_the_form_begins_with_typical_numbers_that_say_so_and_at_most_six_are_required(app):
    labels = [w.label for w in app.number_input if str(w.key).startswith("six ")]
    assert set(SMALL) <= set(labels)
    assert [w.label for w in app.main.number_input][:6] == list(SMALL)
    assert all(w.help for w in app.main.number_input)
    assert "a typical centre's: replace them" in words(app)
    assert "hours of work a day" in words(app)
    assert headings(app) == []
    assert not button(app, "Build my centre").disabled


@pytest.mark.smoke
def test_a_fit_shows_what_was_matched_and_what_was_assumed(app):
    fitted(fill(app))
    assert headings(app) == ["Matched", "What the model says about your centre"]
    assert "Your numbers are consistent" in app.success[0].value
    head, *rows = dict(words_tables(app))["Matched"]
    assert head[:2] == ["Number", "You said"]
    assert [row[0] for row in rows[:3]] == ["Calls a day", "Average handle time", "Answered in 20\xa0s"]
    assert [row[1] for row in rows[:3]] == ["200\xa0a\xa0day", "6.00\xa0min", "75.0%"]
    assert len(app.metric) == 4
    with_open(app, "six settings")
    assert "New issues a day" in dict(words_tables(app))["What was set to match your numbers"][1][0]
    with_open(app, "six assumed")
    assumed = dict(words_tables(app))["What was assumed, and what that rests on"]
    assert "Difficult callers" in [row[0] for row in assumed]


@pytest.mark.smoke
def test_what_is_impossible_gets_a_sentence_and_no_fit_and_the_last_good_one_stays(app):
    fitted(fill(app))
    before = words_tables(app)
    fill(app, **{"Answered in time (%)": 95.0, "Abandoned (%)": 30.0})
    (sentence,) = [e.value for e in app.error]
    assert "95% answered in time and 30% abandoned are more than 100% of calls" in sentence
    assert button(app, "Build my centre").disabled
    assert words_tables(app) == before
    assert earlier(app)
    fill(app)
    assert not app.error
    assert not earlier(app)


def test_a_decimal_is_taken_as_typed_and_people_are_whole(app):
    fill(
        app,
        **{
            "People (positions)": 7.5,
            "Average handle time (min)": 4.25,
            "Staff turnover a year (people)": 0.5,
        },
    )
    assert [e.value for e in app.error] == ["People: 7.5 is not a whole number."]
    assert button(app, "Build my centre").disabled
    fill(app, **{"Average handle time (min)": 4.25, "Staff turnover a year (people)": 0.5})
    assert not app.error
    six = fitted(app).session_state["six numbers"]["fit"].six
    assert (six.aht_min, six.leavers_per_year, six.people) == (4.25, 0.5, 10)
    assert not [w.key for w in app.main.number_input if isinstance(w.value, int)]


def test_another_currency_asks_for_pay_in_it_and_travels_into_the_scenario(app):
    fill(app)
    assert box(app, "Pay (AUD an hour)").value == 34.0
    price_in(app, "eur")
    assert box(app, "Pay (EUR an hour)").value is None
    assert [e.value for e in app.error] == ["Pay: give your own, in EUR an hour; the assumed 34 is in AUD."]
    assert button(app, "Build my centre").disabled
    box(app, "Pay (EUR an hour)").set_value(18.5)
    shown(app.run())
    assert not app.error
    scenario = fitted(app).session_state["six numbers"]["fit"].scenario
    assert scenario.costs.currency == "EUR"
    assert scenario.teams[0].wage_per_hour == 18.5
    assert "AUD" not in words(app) + str(words_tables(app))


def test_a_currency_that_is_none_gets_a_sentence_and_aud_brings_back_its_pay(app):
    price_in(app, "E1")
    box(app, "Pay (E1 an hour)").set_value(20.0)
    shown(app.run())
    assert [e.value for e in app.error] == [
        "Currency: “E1” is not a code of three capital letters, such as EUR."
    ]
    box(app, "Pay (E1 an hour)").set_value(None)
    shown(app.run())
    price_in(app, "AUD")
    assert not app.error
    assert box(app, "Pay (AUD an hour)").value == 34.0


def price_in(app, code):
    (currency,) = [t for t in app.text_input if t.label == "Currency"]
    currency.set_value(code)
    return shown(app.run())


def test_an_empty_field_and_one_out_of_bounds_each_get_a_sentence(app):
    box(app, "People (positions)").set_value(None)
    box(app, "Answered in time (%)").set_value(120.0)
    shown(app.run())
    assert [e.value for e in app.error] == [
        "People: a number is missing.",
        "Answered in time: 120 is above the maximum, 100%.",
    ]
    assert button(app, "Build my centre").disabled


def test_numbers_that_do_not_go_together_are_named_with_the_usual_reasons(app):
    fitted(fill(app, **{"Calls a day": 350, "Answered in time (%)": 90.0, "Abandoned (%)": 4.0}))
    assert "Not matched" in headings(app)
    assert "of your six numbers are matched" in app.warning[0].value
    assert any("abandoned; you said 90.0%" in w.value for w in app.warning)
    assert any("Usual reasons" in w.value for w in app.warning)


def test_inputs_and_fit_survive_a_page_change(app):
    fitted(fill(app, **{"Staff turnover a year (people)": 2.0}))
    tables = words_tables(app)
    shown(app.switch_page("ui/views/what_if.py").run())
    shown(app.switch_page(PAGE).run())
    assert box(app, "Calls a day").value == 200
    assert box(app, "Staff turnover a year (people)").value == 2.0
    assert words_tables(app) == tables
    assert not earlier(app)


def test_a_changed_number_asks_for_a_new_fit_but_another_click_on_the_same_does_not_simulate(
    app, monkeypatch
):
    fitted(fill(app))
    monkeypatch.setattr("ui.runner.Runner.complete", lambda *a: pytest.fail("simulated again"))
    fitted(app)
    assert "Your numbers are consistent" in app.success[0].value


def test_the_fit_is_kept_for_compare_and_offered_as_a_file(app):
    fitted(fill(app))
    shown(button(app, "Keep for Compare").click().run())
    assert any("Kept for Compare as “Your centre”" in s.value for s in app.success)
    saved = app.session_state["session"].saved_scenarios["Your centre"]
    assert saved.teams[0].agents == 10
    assert saved.observed["calls_offered_per_day"] == 200
    (download,) = app.get("download_button")
    assert download.label == "Download as YAML"


@pytest.mark.smoke
def test_it_opens_in_what_if_as_the_current_scenario(app):
    fitted(fill(app))
    shown(button(app, "Open in What if").click().run())
    session = app.session_state["session"]
    assert session.own[session.picked].name == "Your centre"
    assert "Your centre" in [h.value for h in app.header]
    assert "With repeat calls, 200 calls a day in reality." in words(app), "what was given, beside new issues"


def test_another_way_to_count_and_other_hours_are_taken_over(app):
    fill(app)
    (definition,) = [s for s in app.selectbox if s.label.startswith("How your service level")]
    definition.set_value("service_level_answered")
    (closes,) = [s for s in app.selectbox if s.label == "Closes"]
    closes.set_value("17:00")
    box(app, "Answer within (seconds)").set_value(30.0)
    shown(app.run())
    fitted(app)
    found = app.session_state["six numbers"]["fit"]
    assert found.scenario.demand.open.to == "17:00"
    assert found.scenario.targets.within_s == 30.0
    assert "service_level_answered" in [m.key for m in found.matches]
    assert "Answered in 30\xa0s" in [row[0] for row in dict(words_tables(app))["Matched"]]
