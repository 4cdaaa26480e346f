"""Undo, redo and replay on the page, and what of them outlives a reload."""

from __future__ import annotations

import pytest

from sim import parse, replace
from tests.app.app_helpers import SMALL, chips, labelled, shown, tiles, with_open
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
    click(app, "Replay")
    assert tiles(app) == now
    click(app, "Replay")
    move(app, 8)
    assert not is_on_page(app, SHOWING)
    click(app, "Undo")
    assert tiles(app) == now, "back at the setting of the replay, which is over"


def test_going_to_another_page_ends_a_replay(app):
    move(app, 9)
    now = tiles(app)
    click(app, "Replay")
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


def test_a_question_that_was_taken_back_is_asked_again_by_redo_until_another_move(app):
    shown(labelled(app.selectbox, "Scenario").select("a_dated").run())
    shown(app.button(key="ask agents").click().run())
    asked = ["Agents, Front line: 9 (was 12)"]
    for _ in range(2):
        click(app, "Undo")
        assert (app.header[0].value, chips(app)) == ("Dated centre", [])
        click(app, "Redo")
        assert (app.header[0].value, chips(app)) == ("Small centre", asked)
    click(app, "Undo")
    move(app, 10)
    assert labelled(app.button, "Redo").disabled
    click(app, "Undo")
    click(app, "Redo")
    assert (app.header[0].value, at_agents(app)) == ("Dated centre", 10)
