"""Undo, redo and replay on the page, and what of them outlives a reload."""

from __future__ import annotations

import pytest

from sim import parse, replace
from sim.scenario import to_yaml
from tests.app.app_helpers import SMALL, chips, grey_without_reason, labelled, shown, tiles, with_open
from tests.app.test_session import link_in_the_bar, opened
from ui import kept_steps

AGENTS = "Agents, Front line"
SHOWING = "Showing: before the last move"


def move(app, agents: int) -> None:
    shown(labelled(app.slider, AGENTS).set_value(agents).run())


def click(app, label: str) -> None:
    shown(labelled(app.button, label).click().run())


def at_agents(app) -> int:
    return labelled(app.slider, AGENTS).value


def is_on_page(app, words: str) -> bool:
    return any(words in element.value for element in (*app.markdown, *app.caption))


@pytest.fixture
def as_browser(monkeypatch):
    """Have sessions come from a browser of this name."""
    return lambda name: monkeypatch.setattr(kept_steps, "browser", lambda: name)


@pytest.mark.smoke
def test_redo_makes_again_what_undo_took_back(app):
    assert labelled(app.button, "Redo").disabled
    move(app, 11)
    move(app, 10)
    click(app, "Undo")
    click(app, "Undo")
    assert (at_agents(app), chips(app)) == (12, [])
    click(app, "Redo")
    assert (at_agents(app), chips(app)) == (11, ["Agents, Front line: 11 (was 12)"])
    click(app, "Redo")
    assert at_agents(app) == 10
    assert labelled(app.button, "Redo").disabled
    click(app, "Undo")
    move(app, 8)
    assert labelled(app.button, "Redo").disabled, "a move ends what could be made again"


def test_a_replay_shows_the_figures_before_and_a_move_ends_it(app):
    assert labelled(app.button, "Replay").disabled
    move(app, 11)
    before = tiles(app)
    move(app, 9)
    now = tiles(app)
    assert is_on_page(app, "Agents 11 → 9: ")
    click(app, "Replay")
    assert tiles(app) == before
    assert is_on_page(app, SHOWING)
    assert at_agents(app) == 9
    assert is_on_page(app, "gray-badge[Agents, Front line: 11 (was 12)]"), (
        "the change whose figures these are"
    )
    assert chips(app) == [], "no change of another setting, and none to be taken back in this one"
    click(app, "Replay")
    assert tiles(app) == now
    assert chips(app) == ["Agents, Front line: 9 (was 12)"]
    click(app, "Replay")
    move(app, 8)
    assert not is_on_page(app, SHOWING)
    click(app, "Undo")
    assert tiles(app) == now, "back at the setting of the replay, which is over"


def test_a_grey_button_says_why_it_is_grey(app):
    keys = ("undo", "redo", "reset", "replay", "pin")
    first = {key: app.button(key=key) for key in keys}
    assert all(button.proto.disabled for button in first.values())
    whys = {key: button.help for key, button in first.items()}
    assert all(why.startswith(("There is no", "No ", "Nothing ")) for why in whys.values())
    move(app, 11)
    then = {key: app.button(key=key) for key in keys}
    assert {key for key, button in then.items() if button.proto.disabled} == {"redo"}
    assert {key for key in keys if then[key].help == whys[key]} == {"redo"}
    assert not grey_without_reason(app)


def test_going_to_another_page_ends_a_replay(app):
    move(app, 9)
    now = tiles(app)
    click(app, "Replay")
    assert is_on_page(app, "gray-badge[Nothing changed]"), (
        "before the first move the figures are the baseline's"
    )
    shown(app.switch_page("ui/views/glossary.py").run())
    shown(app.switch_page("ui/views/what_if.py").run())
    assert tiles(app) == now


def test_after_a_reload_steps_are_those_of_this_browser(app, tmp_path, monkeypatch, as_browser):
    as_browser("mine")
    for agents in (11, 10, 9):
        move(app, agents)
    click(app, "Undo")
    (tmp_path / "again").mkdir()
    (tmp_path / "theirs").mkdir()
    link = link_in_the_bar(app)
    again = opened(link, tmp_path / "again", monkeypatch)
    click(again, "Redo")
    assert at_agents(again) == 9
    click(again, "Undo")
    click(again, "Undo")
    assert at_agents(again) == 11
    as_browser("theirs")
    theirs = opened(link, tmp_path / "theirs", monkeypatch)
    assert at_agents(theirs) == 10
    assert labelled(theirs.button, "Undo").disabled
    assert labelled(theirs.button, "Redo").disabled


def test_what_was_pinned_can_be_taken_back_after_a_reload(app, tmp_path, monkeypatch, as_browser):
    as_browser("mine")
    move(app, 9)
    click(app, "Pin as baseline")
    move(app, 8)
    (tmp_path / "again").mkdir()
    again = opened(link_in_the_bar(app), tmp_path / "again", monkeypatch)
    assert chips(again) == ["Agents, Front line: 8 (was 9)"]
    click(again, "Undo")
    click(again, "Undo")
    assert chips(again) == ["Agents, Front line: 9 (was 12)"]


def test_steps_of_all_browsers_together_are_bounded(app, as_browser, monkeypatch):
    monkeypatch.setattr(kept_steps, "MOST_KEPT", 3)
    as_browser("mine")
    for agents in (11, 10, 9, 8, 7):
        move(app, agents)
    assert len(kept_steps._all()) == 3


def test_a_name_offered_for_keeping_is_no_kept_ones(app):
    move(app, 9)
    with_open(app, "keep panel")
    (field,) = app.text_input
    assert field.value == "Small centre, −3 agents"
    other = replace(parse(SMALL), {"name": field.value})
    app.session_state["session"].saved_scenarios[field.value] = other
    shown(app.run())
    (field,) = app.text_input
    assert field.value == "Small centre, with 3 fewer agents"


SYDNEY = "sydney_four_minute_target_before"


@pytest.fixture
def with_example(app, tmp_path):
    """The small centre at 10 agents, pinned, so that questions are offered; and the example that one of them is of."""
    sydney = replace(parse(SMALL), {"name": "Sydney", "rules.handle_time_cap.minutes": 4.0})
    (tmp_path / f"{SYDNEY}.yaml").write_text(to_yaml(sydney))
    move(app, 10)
    click(app, "Pin as baseline")
    return app


def at(app) -> tuple[str, int, list[str]]:
    return app.header[0].value, at_agents(app), chips(app)


OWN, EXAMPLE = ("Small centre", 10, []), ("Sydney", 12, ["No handle-time target (was 4 min)"])


def test_a_question_of_an_example_says_so_and_is_one_step_like_any_other(with_example):
    app = with_example
    chip = app.button(key="ask target")
    assert chip.label == "Drop the 4-minute target in the example Sydney?"
    assert app.button(key="ask agents").label == "Lose three agents?"
    shown(chip.click().run())
    replay = app.button(key="replay")
    assert replay.disabled
    assert replay.help.startswith("There is nothing to show again yet")
    for _ in range(2):
        assert at(app) == EXAMPLE
        click(app, "Undo")
        assert at(app) == OWN
        assert not labelled(app.button, "Redo").disabled
        click(app, "Redo")
    click(app, "Undo")
    click(app, "Undo")
    assert chips(app) == ["Agents, Front line: 10 (was 12)"]
    click(app, "Redo")
    click(app, "Redo")
    assert at(app) == EXAMPLE
    click(app, "Undo")
    move(app, 9)
    assert labelled(app.button, "Redo").disabled, "a move ends what could be made again"


def test_another_question_is_one_click_away(with_example):
    app = with_example
    shown(app.button(key="ask agents").click().run())
    assert chips(app) == ["Agents, Front line: 7 (was 10)"]
    with_open(app, "another question")
    assert not [b for b in app.button if b.key == "ask agents"], "it is being answered"
    shown(app.button(key="ask target").click().run())
    assert at(app) == EXAMPLE
    assert not [b for b in app.button if str(b.key).startswith("ask ")], "the panel does not cover the answer"
    click(app, "Undo")
    assert chips(app) == ["Agents, Front line: 7 (was 10)"]


def test_what_was_changed_in_an_example_is_there_again_once_its_question_is_taken_back(with_example):
    app = with_example
    shown(labelled(app.selectbox, "Scenario").select(SYDNEY).run())
    move(app, 8)
    shown(labelled(app.selectbox, "Scenario").select("typical_centre").run())
    shown(app.button(key="ask target").click().run())
    assert at(app) == EXAMPLE
    click(app, "Undo")
    assert at(app) == OWN
    shown(labelled(app.selectbox, "Scenario").select(SYDNEY).run())
    assert at(app) == ("Sydney", 8, ["Agents, Front line: 8 (was 12)"])


def test_a_pick_of_another_scenario_is_a_step(app):
    move(app, 10)
    shown(labelled(app.selectbox, "Scenario").select("a_dated").run())
    click(app, "Undo")
    assert (labelled(app.selectbox, "Scenario").value, at_agents(app)) == ("typical_centre", 10)
    click(app, "Undo")
    assert at_agents(app) == 12
    click(app, "Redo")
    click(app, "Redo")
    assert labelled(app.selectbox, "Scenario").value == "a_dated"
    assert labelled(app.button, "Redo").disabled


@pytest.mark.parametrize("reload_at", ["example", "own centre"])
def test_steps_between_scenarios_outlive_a_reload(with_example, tmp_path, monkeypatch, as_browser, reload_at):
    as_browser("mine")
    app = with_example
    shown(app.button(key="ask target").click().run())
    if reload_at == "own centre":
        click(app, "Undo")
    again = shown(opened(link_in_the_bar(app), tmp_path, monkeypatch))
    if reload_at == "own centre":
        click(again, "Redo")
    assert at(again) == EXAMPLE
    click(again, "Undo")
    assert at(again) == OWN
    click(again, "Undo")
    assert chips(again) == ["Agents, Front line: 10 (was 12)"]
    click(again, "Redo")
    click(again, "Redo")
    assert at(again) == EXAMPLE


def test_a_lever_moved_before_another_scenario_is_picked_belongs_to_the_one_before(app):
    labelled(app.slider, AGENTS).set_value(9)
    shown(labelled(app.selectbox, "Scenario").select("a_dated").run())
    assert (labelled(app.selectbox, "Scenario").value, at_agents(app)) == ("a_dated", 12)
    click(app, "Undo")
    assert (labelled(app.selectbox, "Scenario").value, at_agents(app)) == ("typical_centre", 9)
