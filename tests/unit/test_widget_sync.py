"""No move by hand is lost: not to a run that is superseded while it takes it, not to an older value of a widget."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from ui import widget_sync
from ui.widget_sync import ACKNOWLEDGED, WidgetSync


class SupersededError(BaseException):
    """As Streamlit's own, by which it ends a run."""


@pytest.fixture
def browser(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the browser reports with the next run."""
    state: dict[str, Any] = {}
    drawn = SimpleNamespace(session_state=state, number_input=lambda *_, **__: None)
    monkeypatch.setattr(widget_sync, "st", drawn)
    return state


@pytest.fixture
def sync(browser: dict[str, Any]) -> WidgetSync:
    return WidgetSync()


def test_a_move_that_a_superseded_run_took_by_half_is_taken_by_the_next(
    sync: WidgetSync, browser: dict[str, Any]
) -> None:
    taken: list[int] = []

    def take(value: int) -> None:
        taken.append(value)
        if len(taken) == 1:
            raise SupersededError

    sync.show("slider", 12, take)
    browser["slider"] = 11
    with pytest.raises(SupersededError):
        sync.listen()
    sync.listen()
    sync.listen()
    assert taken == [11, 11], "again, and then no more"


def test_a_click_is_done_until_no_run_was_superseded_meanwhile_but_an_error_only_once(
    sync: WidgetSync,
) -> None:
    done: list[str] = []

    def act(name: str, error: BaseException | None) -> None:
        done.append(name)
        if error is not None and done.count(name) == 1:
            raise error

    sync.defer(act, "undo", SupersededError())
    sync.defer(act, "keep", ValueError("broken"))
    sync.defer(act, "reset", None)
    with pytest.raises(SupersededError):
        sync.listen()
    with pytest.raises(ValueError, match="broken"):
        sync.listen()
    sync.listen()
    sync.listen()
    assert done == ["undo", "undo", "keep", "reset"]


def test_a_value_from_before_is_no_move_but_a_move_to_a_value_from_before_is_one(
    sync: WidgetSync, browser: dict[str, Any]
) -> None:
    taken: list[int] = []
    sync.show("box", 12, taken.append)
    for number, value in ((2, 11), (3, 10), (4, 9)):  # three quick moves of the slider beside it
        sync.show("box", value, taken.append)
        assert sync.last == number
    for acknowledged, late in ((1, 12), (1, 11), (1, 10), (2, 11), (2, 10), (3, 10), (4, 9)):
        browser |= {"box": late, ACKNOWLEDGED: acknowledged}
        sync.listen()
        assert taken == [], (acknowledged, late)
    browser |= {"box": 12, ACKNOWLEDGED: 2}  # by then it stood at 11
    sync.listen()
    assert taken == [12]


def test_a_widget_is_told_its_value_until_the_browser_has_it(
    sync: WidgetSync, browser: dict[str, Any]
) -> None:
    def draw() -> bool:
        """Whether a run sends the value along with the widget, which else stands at its least."""
        value = [12]
        sync.listen()
        sync.show("slider", value, lambda _: None)
        sync.close()
        return browser["slider"] is value

    assert draw(), "for the first time"
    browser.pop(ACKNOWLEDGED)  # superseded: nothing of it has arrived
    assert draw(), "again"
    assert not draw(), "the browser has acknowledged it"
