"""The page "What if" without a browser, on a small centre of one week: levers, chips, undo, wrong input."""

from __future__ import annotations

import re

import pytest
import streamlit as st

from present.engine_check_text import MEANWHILE
from present.figures.pair_figures import PairFigure
from sim.check.record_comparison import Agreement, Comparison
from sim.engine.compiled import ready
from tests.app.app_helpers import box, chips, labelled, shown, the_app, tiles, with_open
from ui.widget_sync import ACKNOWLEDGED

FOLD = {
    name: f"typical_centre|{name}|fold"
    for name in ("rules", "targets", "demand more", "people more", "rules more")
}


@pytest.mark.smoke
def test_the_page_loads_with_the_picked_scenario_as_it_stands(app):
    assert labelled(app.selectbox, "Scenario").options == ["Small centre", "Dated centre, changed in week 2"]
    assert app.header[0].value == "Small centre"
    assert len(app.metric) == 11
    assert {m.delta for m in app.metric} == {""}
    assert app.subheader[0].value.startswith("As it stands, ")
    assert any("broken.yaml cannot be used" in w.value for w in app.warning)
    assert not any("Not shown" in m.value for m in app.markdown)
    assert any("Not shown" in m.value for m in with_open(app, "trust").markdown)


@pytest.mark.smoke
def test_every_lever_has_a_unit_and_says_where_its_default_comes_from(app):
    with_open(app, FOLD["rules"])
    with_open(app, FOLD["targets"])
    with_open(app, FOLD["demand more"])
    labels = {s.label for s in app.slider}
    assert {
        "New issues a day",
        "Billing (%\N{NO-BREAK SPACE}of\N{NO-BREAK SPACE}calls)",
        "Difficult callers (%)",
        "Agents, Front line",
    } <= labels
    assert {"Handle time needed (min)", "Patience (min)", "Resolved by the bot (%)"} <= labels
    assert "Exhaustion threshold (of\xa0100)" in labels, "no line break parts a unit"
    assert all("In this scenario" in s.help for s in app.slider)
    difficult = labelled(app.slider, "Difficult callers")
    assert "an assumption" in difficult.help
    assert "From 0 to 100%." in difficult.help


def test_a_lever_changes_tiles_and_makes_a_chip_which_takes_it_back(app):
    before = tiles(app)
    shown(labelled(app.slider, "Agents, Front line").set_value(9).run())
    assert chips(app) == ["Agents, Front line: 9 (was 12)"]
    assert box(app, "Agents").value == 9
    after = tiles(app)
    assert after["Satisfied, all callers†"] != before["Satisfied, all callers†"]
    assert after["Burnout: exhaustion†"][1]
    assert any("With 3\xa0fewer agents" in m.value for m in with_open(app, "line Why").markdown)
    shown(app.button(key="chip agents.Front line").click().run())
    assert chips(app) == []
    assert labelled(app.slider, "Agents, Front line").value == 12
    assert tiles(app) == before


@pytest.mark.smoke
def test_undo_goes_back_one_step_and_reset_all_the_way(app):
    shown(labelled(app.slider, "Agents, Front line").set_value(10).run())
    with_open(app, FOLD["rules"])
    shown(labelled(app.toggle, "Handle-time target").set_value(True).run())
    shown(labelled(app.slider, "Target (min)").set_value(6.0).run())
    assert len(chips(app)) == 2
    shown(labelled(app.button, "Undo").click().run())
    assert chips(app)[1].startswith("Handle-time target: 4 min")
    assert box(app, "Target (min)").value == 4.0
    shown(labelled(app.button, "Reset").click().run())
    assert chips(app) == []
    assert labelled(app.toggle, "Handle-time target").value is False
    shown(labelled(app.button, "Undo").click().run())
    assert len(chips(app)) == 2


def test_shares_of_the_mix_move_the_others_in_proportion(app):
    with_open(app, FOLD["demand more"])
    shown(labelled(app.slider, "Billing").set_value(75).run())
    assert chips(app) == ["Call mix: Billing 75%, Service 15%, Technical 10%"]
    shown(box(app, "Technical").set_value(100.0).run())
    shown(box(app, "Technical").set_value(20.0).run())
    assert chips(app) == []  # all is as it was: the others came back in the scenario's own proportions


def test_pictures_of_the_same_figures_are_drawn_once(app, monkeypatch):
    drawn = []
    beside = PairFigure.beside
    monkeypatch.setattr(
        PairFigure, "beside", lambda self, previous: drawn.append(self.key) or beside(self, previous)
    )
    shown(labelled(app.slider, "Agents, Front line").set_value(9).run())
    shown(app.run())  # an axis that has become another says so once more
    count = len(drawn)
    shown(app.run())
    assert len(drawn) == count
    shown(labelled(app.slider, "Agents, Front line").set_value(10).run())
    assert len(drawn) > count


def test_a_wrong_input_gets_a_sentence_and_the_last_good_result_stays(app):
    shown(labelled(app.slider, "Agents, Front line").set_value(10).run())
    good = tiles(app)
    shown(box(app, "Agents, Front line").set_value(-3).run())
    assert [e.value for e in app.error] == [
        "Agents, Front line: −3 is below the minimum, 0. The figures stay at 10\xa0positions."
    ]
    assert tiles(app) == good
    shown(box(app, "Agents, Front line").set_value(0).run())
    assert "there are no agents in any team" in app.error[0].value
    shown(box(app, "Agents, Front line").set_value(11).run())
    assert not app.error
    assert chips(app) == ["Agents, Front line: 11 (was 12)"]


def test_an_emptied_box_is_no_number_and_the_last_good_one_stays(app):
    shown(box(app, "Agents, Front line").set_value(10).run())
    good = tiles(app)
    shown(box(app, "Agents, Front line").set_value(None).run())
    assert [e.value for e in app.error] == [
        "Agents, Front line: a number is missing. The figures stay at 10\xa0positions."
    ]
    assert box(app, "Agents, Front line").value == labelled(app.slider, "Agents, Front line").value == 10
    assert tiles(app) == good


def test_a_value_from_before_the_browser_heard_is_no_move(app):
    shown(labelled(app.slider, "Agents, Front line").set_value(9).run())
    box(app, "Agents, Front line").set_value(12)
    app.number_input(key=ACKNOWLEDGED).set_value(0)
    shown(labelled(app.slider, "Agents, Front line").set_value(8).run())
    assert chips(app) == ["Agents, Front line: 8 (was 12)"]
    assert box(app, "Agents, Front line").value == 8


def test_a_value_from_before_is_a_move_once_the_browser_has_heard(app):
    shown(labelled(app.slider, "Agents, Front line").set_value(9).run())
    shown(box(app, "Agents, Front line").set_value(12).run())
    assert chips(app) == []
    assert labelled(app.slider, "Agents, Front line").value == 12
    shown(labelled(app.slider, "Agents, Front line").set_value(9).run())
    shown(labelled(app.button, "Reset").click().run())
    shown(labelled(app.slider, "Agents, Front line").set_value(9).run())
    assert chips(app) == ["Agents, Front line: 9 (was 12)"]


def test_the_slider_reaches_what_was_typed_and_keeps_that_reach_until_it_is_taken_back(app):
    shown(box(app, "Agents, Front line").set_value(40).run())
    slider = labelled(app.slider, "Agents, Front line")
    assert (slider.value, slider.max) == (40, 40)
    shown(slider.set_value(15).run())
    assert labelled(app.slider, "Agents, Front line").max == 40
    shown(labelled(app.button, "Reset").click().run())
    assert labelled(app.slider, "Agents, Front line").max == 18


def test_the_slider_says_the_number_that_stands_in_its_box(app):
    for percent in ("16.7", "17.0"):
        shown(box(app, "Difficult callers").set_value(float(percent)).run())
        slider, exact = labelled(app.slider, "Difficult callers"), box(app, "Difficult callers")
        assert exact.proto.format % exact.value == percent
        assert slider.proto.format % slider.value == percent.removesuffix(".0")


def places(app):
    """The place of every element of the sidebar that shows a value, by its label."""

    def walk(block, path=()):
        for index, child in block.children.items():
            if getattr(child, "label", None):
                yield child.label, (*path, index)
            if hasattr(child, "children"):
                yield from walk(child, (*path, index))

    return dict(walk(app.sidebar))


def test_a_sentence_at_a_lever_moves_no_other_element(app):
    before = places(app)
    shown(box(app, "Difficult callers").set_value(200.0).run())
    assert len(app.error) == 1
    assert places(app) == before
    shown(labelled(app.slider, "Agents, Front line").set_value(10).run())
    shown(labelled(app.button, "Reset").click().run())
    assert not app.error
    assert places(app) == before


@pytest.mark.smoke
def test_rules_and_training(app):
    with_open(app, FOLD["rules"])
    with_open(app, FOLD["people more"])
    shown(labelled(app.radio, "Ending abusive or hopeless calls").set_value("until_satisfied").run())
    assert chips(app) == ["Agents stay until the caller is fully satisfied"]
    assert not [s for s in app.slider if s.label.startswith("May end it")]
    shown(labelled(app.radio, "Coping training").set_value("studies").run())
    assert chips(app)[0].startswith("Coping training: 25")


def test_changes_are_kept_for_each_scenario_and_dated_changes_are_said(app):
    shown(labelled(app.slider, "Agents, Front line").set_value(10).run())
    shown(labelled(app.selectbox, "Scenario").select("a_dated").run())
    assert chips(app) == []
    assert "after 1 week (handle-time target: 4\xa0min)" in app.info[0].value
    with_open(app, FOLD["rules"].replace("typical_centre", "a_dated"))
    assert any("The scenario changes this after 1 week, to: 4\xa0min" in c.value for c in app.caption)
    shown(labelled(app.selectbox, "Scenario").select("typical_centre").run())
    assert chips(app) == ["Agents, Front line: 10 (was 12)"]


@pytest.mark.smoke
def test_without_scenarios_the_page_says_so(tmp_path, monkeypatch):
    monkeypatch.setenv("HEADROOM_CONFIGS", str(tmp_path))
    app = shown(the_app().run())
    assert f"There is no scenario in the folder {tmp_path} (HEADROOM_CONFIGS)" in app.error[0].value
    monkeypatch.setenv("HEADROOM_CONFIGS", str(tmp_path / "nowhere"))
    app = shown(the_app().run())
    assert f"The folder {tmp_path / 'nowhere'} (HEADROOM_CONFIGS) does not exist" in app.error[0].value


# ── The answer ────────────────────────────────────────────────────────────────────────────────────

MOST_WORDS = 80


def words_above_pictures(app):
    """All that can be read of headline, large figures and lines, folds closed; numbers are no words."""
    lines = [e.label for e in app.expander if any(e.label.startswith(f"**{head}:") for head in HEADS)]
    notes = [m.value for m in app.markdown if "95%" in m.value or "Other assumptions" in m.value]
    metrics = [text for m in app.metric[:3] for text in (m.label, m.value, m.delta)]
    said = " ".join([app.subheader[0].value, *metrics, *notes, *lines])
    return [
        word for word in re.sub(r":\w+\[|[*\]]", " ", said).split() if re.search("[a-z]", word, re.IGNORECASE)
    ]


HEADS = ("Why", "Cost", "Room to spare", "How sure")


@pytest.mark.smoke
def test_the_verdict_comes_first_and_all_that_is_said_of_one_change_is_under_eighty_words(app):
    shown(labelled(app.slider, "Agents, Front line").set_value(9).run())
    assert app.subheader[0].value.startswith("Worse for callers")
    lines = [e.label for e in app.expander if e.label.startswith("**") and ":** " in e.label]
    assert [line.partition(":")[0].strip("*") for line in lines] == list(HEADS)
    words = words_above_pictures(app)
    assert "assumptions:" in words
    assert 30 < len(words) < MOST_WORDS, " ".join(words)


def test_a_line_opens_to_more_and_stays_open_when_it_says_something_else(app):
    shown(labelled(app.slider, "Agents, Front line").set_value(9).run())
    with_open(app, "line Why")
    assert any("With 3\xa0fewer agents" in m.value for m in app.markdown)
    shown(labelled(app.slider, "Agents, Front line").set_value(14).run())
    assert any("With 2\xa0more agents" in m.value for m in app.markdown)


# ── Questions that are ready ──────────────────────────────────────────────────────────────────────


def asked(app):
    return [b.label for b in app.button if str(b.key).startswith("ask ")]


@pytest.mark.smoke
def test_a_question_sets_the_levers_and_undo_takes_it_back(app):
    assert asked(app) == ["Lose three agents?"]
    shown(app.button(key="ask agents").click().run())
    assert chips(app) == ["Agents, Front line: 9 (was 12)"]
    assert asked(app) == []
    shown(labelled(app.button, "Undo").click().run())
    assert (chips(app), asked(app)) == ([], ["Lose three agents?"])


def test_a_question_is_asked_of_the_centre_on_screen(app):
    shown(labelled(app.selectbox, "Scenario").select("a_dated").run())
    shown(labelled(app.selectbox, "Changes apply").select(1).run())
    shown(app.button(key="ask agents").click().run())
    assert app.header[0].value == "Dated centre"
    assert chips(app) == ["Agents, Front line: 9 (was 12), from week 2"]
    shown(labelled(app.button, "Undo").click().run())
    assert (app.header[0].value, chips(app)) == ("Dated centre", [])


# ── Levers ────────────────────────────────────────────────────────────────────────────────────────


def test_a_folded_group_opens_when_something_in_it_is_changed_from_elsewhere(app):
    assert not [t for t in app.toggle if t.label == "Handle-time target"]
    with_open(app, FOLD["rules"])
    shown(labelled(app.toggle, "Handle-time target").set_value(True).run())
    shown(labelled(app.button, "Reset").click().run())
    app.session_state[FOLD["rules"]] = False
    shown(app.run())
    shown(labelled(app.button, "Undo").click().run())
    assert labelled(app.toggle, "Handle-time target").value is True


def test_no_more_than_six_levers_of_a_group_are_in_sight(app):
    for group in ("rules", "targets"):
        with_open(app, FOLD[group])
    for expander in app.sidebar.expander:
        assert len([*expander.slider, *expander.toggle, *expander.radio]) <= 6, expander.label


def test_handle_time_patience_and_the_bot_move_all_kinds_of_calls_in_proportion(app):
    shown(labelled(app.slider, "Handle time needed").set_value(9.0).run())
    assert chips(app) == ["Handle time needed: 9 min (was 6 min)"]
    with_open(app, FOLD["demand more"])
    shown(labelled(app.slider, "Resolved by the bot").set_value(30.0).run())
    assert len(chips(app)) == 2
    assert chips(app)[1].startswith("Resolved by the bot: 30")


def test_opening_hours_move_on_the_half_hour(app):
    with_open(app, FOLD["demand more"])
    assert labelled(app.selectbox, "Opens").value == "08:00"
    shown(labelled(app.selectbox, "Opens").select("09:00").run())
    shown(labelled(app.selectbox, "Closes").select("17:30").run())
    assert [chip.replace("\\", "") for chip in chips(app)] == ["Open 09:00 to 17:30 (was 08:00 to 18:00)"]
    shown(labelled(app.button, "Undo").click().run())
    assert labelled(app.selectbox, "Closes").value == "18:00"
    shown(labelled(app.selectbox, "Closes").select("08:30").run())
    assert "closing must be later than opening" in app.error[0].value


def test_pay_is_in_the_scenario_s_currency(app):
    with_open(app, FOLD["people more"])
    shown(
        labelled(app.slider, "Pay, Front line (AUD\N{NO-BREAK SPACE}an\N{NO-BREAK SPACE}hour)")
        .set_value(40.0)
        .run()
    )
    assert chips(app) == ["Pay, Front line: 40 AUD an hour (was 34 AUD an hour)"]


def test_a_number_many_times_the_scenario_s_is_asked_about(app):
    shown(box(app, "Agents, Front line").set_value(288).run())
    assert any("That is 24 times as many as in the baseline." in c.value for c in app.caption)
    shown(box(app, "Agents, Front line").set_value(20).run())
    assert not any("times as many" in c.value for c in app.caption)


def test_a_chip_says_from_when_its_change_applies(app):
    shown(labelled(app.selectbox, "Scenario").select("a_dated").run())
    shown(labelled(app.slider, "Agents, Front line").set_value(10).run())
    shown(labelled(app.selectbox, "Changes apply").select(1).run())
    assert chips(app) == ["Agents, Front line: 10 (was 12), from week 2"]


# ── Two engines ───────────────────────────────────────────────────────────────────────────────────


def checks(app):
    """What the page says of the second engine's check."""
    return [m.value for m in with_open(app, "line How sure").markdown if "Checked" in m.value]


@pytest.mark.smoke
def test_a_second_engine_checks_what_is_on_screen_and_the_page_says_so(app):
    (said,) = checks(app)
    assert "a second engine gave the same" in said
    assert "of the baseline" not in said
    shown(labelled(app.slider, "Agents, Front line").set_value(9).run())
    (said,) = checks(app)
    assert "of the baseline" in said
    assert not app.error


@pytest.mark.smoke
def test_the_engine_can_be_chosen_and_gives_the_same_figures(app):
    before = tiles(app)
    with_open(app, "settings")
    (control,) = [c for c in app.button_group if c.label == "Engine"]
    shown(control.set_value("simpy").run())
    assert tiles(app) == before
    assert checks(app)


@pytest.mark.parametrize(
    ("agreement", "kind", "words"),
    [
        pytest.param(
            Agreement.DIFFERENT,
            "error",
            "Do not rely on the figures",
            marks=pytest.mark.smoke,
            id="different",
        ),
        (Agreement.LAST_DIGITS, "markdown", "that is harmless"),
    ],
)
def test_a_different_event_raises_the_alarm_and_a_last_digit_is_named_harmless(
    app, monkeypatch, agreement, kind, words
):
    st.cache_resource.clear()
    monkeypatch.setattr(
        "ui.runner.compare_replications", lambda one, other: Comparison(agreement, one.calls, "answered")
    )
    with_open(app, "line How sure")
    assert any(words in e.value for e in getattr(app, kind))
    st.cache_resource.clear()


def test_simpy_simulates_until_the_fast_engine_is_compiled(app, monkeypatch, tmp_path):
    asked = []
    st.cache_resource.clear()
    with monkeypatch.context() as patch:
        patch.setattr(ready, "is_ready", lambda: False)
        patch.setattr(ready, "prepare_elsewhere", lambda: asked.append("compile"))
        shown(labelled(app.slider, "Agents, Front line").set_value(9).run())
    meanwhile = tiles(app)
    assert asked
    with monkeypatch.context() as patch:
        patch.setattr(ready, "is_ready", lambda: False)
        assert any(MEANWHILE in m.value for m in with_open(app, "line How sure").markdown)
    shown(app.run())
    assert tiles(app) == meanwhile
    assert checks(app)
