"""Moves are taken back and made again by keys, buttons and the browser's own Back and Forward, also after a reload.

At each step the lever and the figures go along: the figures are compared with `sim.run` of what the lever says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from present.permalink import Shared, from_link, to_link
from sim import parse, replace
from sim.scenario import to_yaml
from tests.browser.conftest import PATIENCE_MS, SMALL, quiet, serving
from tests.browser.messages import heard, last_page_run
from tests.browser.test_live import AGENTS, ISSUES, SHOWN, STARTS, figures, go_to, press

pytestmark = pytest.mark.browser
SENTENCE = "Agents 11 → 10: "


def stands_at(page: Page, agents: int) -> None:
    """The lever stands there, and chips and tiles are those of it."""
    expect(page.get_by_role("slider", name=AGENTS)).to_have_value(str(agents))
    shows(page, *figures(agents, STARTS[ISSUES]))


def shows(page: Page, chips: list[str], tiles: list[str]) -> None:
    """Wait until the page shows these."""
    page.wait_for_function(
        f"([chips, tiles]) => JSON.stringify(({SHOWN})()) === JSON.stringify({{chips, tiles}})",
        arg=[chips, tiles],
    )


@pytest.fixture
def moved(page: Page) -> Page:
    """What if after three moves, from 12 to 9 agents, each with its figures."""
    stands_at(page, 12)
    for agents in (11, 10, 9):
        press(page, "ArrowLeft")
        stands_at(page, agents)
    return page


def back(page: Page) -> None:
    page.evaluate("history.back()")


def forward(page: Page) -> None:
    page.evaluate("history.forward()")


def test_a_grey_button_that_is_pointed_at_says_why(page: Page):
    stands_at(page, 12)
    quiet(page)
    for name, why in (
        ("Replay", "There is nothing to show again yet"),
        ("Undo", "There is no move to take back"),
    ):
        button = page.get_by_role("button", name=name)
        expect(button).to_be_disabled()
        button.hover(force=True)
        expect(page.get_by_text(why)).to_be_visible()


def test_back_takes_a_move_back_and_at_last_leaves_the_page(browser: Browser, address: str):
    page = browser.new_page(viewport={"width": 1366, "height": 900})
    page.set_default_timeout(PATIENCE_MS)
    page.goto("about:blank")
    page.goto(address)
    stands_at(page, 12)
    for agents in (11, 10, 9):
        press(page, "ArrowLeft")
        stands_at(page, agents)
    for agents in (10, 11, 12):
        back(page)
        stands_at(page, agents)
    expect(page.get_by_role("button", name="Undo")).to_be_disabled()
    for agents in (11, 10):
        forward(page)
        stands_at(page, agents)
    page.get_by_role("button", name="Redo").click()
    stands_at(page, 9)
    back(page)
    stands_at(page, 10)
    back(page)
    stands_at(page, 11)
    back(page)
    stands_at(page, 12)
    back(page)
    page.wait_for_url("about:blank")
    page.close()


def test_enter_keeps_too_and_what_is_said_of_it_goes_with_the_next_move(moved: Page):
    moved.get_by_role("button", name="Keep for Compare").click()
    name = moved.get_by_role("textbox", name="Name to keep it under")
    name.fill("Today")
    name.press("Enter")
    expect(moved.get_by_text("Kept as “Today”")).to_be_visible()
    expect(name).to_have_count(0)
    press(moved, "ArrowLeft")
    stands_at(moved, 8)
    expect(moved.get_by_text("Kept as “Today”")).to_have_count(0)


def test_what_is_no_move_is_no_step_for_back(moved: Page):
    steps = moved.evaluate("history.length")
    moved.get_by_role("button", name="Keep for Compare").click()
    moved.get_by_role("button", name="Keep", exact=True).click()
    expect(moved.get_by_text("Kept as “Small centre, −3 agents”")).to_be_visible()
    moved.get_by_text("Runs and engine").click()
    moved.get_by_role("radio", name="4", exact=True).click()
    quiet(moved)
    assert moved.evaluate("history.length") == steps
    back(moved)
    expect(moved.get_by_role("slider", name=AGENTS)).to_have_value("10")
    quiet(moved)
    kept = from_link(parse_qs(urlsplit(moved.url).query)["s"][0])
    assert [scenario.name for scenario in kept.saved_scenarios] == ["Small centre, −3 agents"]
    assert kept.runs == 4


def test_back_goes_to_the_page_before_with_what_stood_there(moved: Page):
    go_to(moved, "Trust")
    expect(moved.get_by_role("heading", name="How far to trust this")).to_be_visible()
    quiet(moved)
    back(moved)
    stands_at(moved, 9)
    back(moved)
    stands_at(moved, 10)


def test_keys_undo_and_redo_but_not_while_a_text_is_written(moved: Page):
    moved.get_by_role("slider", name=AGENTS).focus()
    for key, agents in [
        ("Control+z", 10),
        ("Meta+z", 11),
        ("Control+y", 10),
        ("Control+Shift+Z", 9),
        ("Control+z", 10),
        ("Meta+Shift+Z", 9),
    ]:
        moved.keyboard.press(key)
        stands_at(moved, agents)
    box = moved.get_by_role("spinbutton", name=f"{AGENTS}, exact")
    box.fill("12")
    box.press("Enter")
    stands_at(moved, 12)
    for agents in (9, 10):  # a number that has been taken is no text that is being written
        moved.keyboard.press("Control+z")
        stands_at(moved, agents)
        expect(box).to_have_value(str(agents))
    moved.keyboard.type("7")
    moved.keyboard.press("Control+z")
    moved.keyboard.press("b")
    quiet(moved)
    stands_at(moved, 10)


@pytest.mark.parametrize(
    "reload", [Page.reload, lambda page: page.goto(page.url)], ids=["reload", "same address"]
)
def test_steps_outlive_a_reload_and_back_knows_them(moved: Page, reload: Callable[[Page], object]):
    moved.get_by_role("button", name="Undo").click()
    stands_at(moved, 10)
    reload(moved)
    stands_at(moved, 10)
    moved.get_by_role("button", name="Redo").click()
    stands_at(moved, 9)
    for agents in (10, 11, 12):
        moved.get_by_role("button", name="Undo").click()
        stands_at(moved, agents)
    expect(moved.get_by_role("button", name="Undo")).to_be_disabled()


def test_whoever_is_sent_the_link_gets_the_setting_and_not_the_way_to_it(browser: Browser, moved: Page):
    other = browser.new_context().new_page()
    other.set_default_timeout(PATIENCE_MS)
    other.goto(moved.url)
    stands_at(other, 9)
    expect(other.get_by_role("button", name="Undo")).to_be_disabled()
    other.context.close()


def test_the_last_move_is_said_shown_pale_and_replayed(page: Page):
    stands_at(page, 12)
    press(page, "ArrowLeft")
    stands_at(page, 11)
    press(page, "ArrowLeft")
    stands_at(page, 10)
    expect(page.get_by_text(SENTENCE)).to_be_visible()
    quiet(page)
    expect(page.locator(".js-plotly-plot").first).to_contain_text("before")
    page.keyboard.press("b")
    expect(page.get_by_text("Showing: before the last move")).to_be_visible()
    shows(page, [], figures(11, STARTS[ISSUES])[1])  # what had changed then stands there, to be read only
    expect(page.get_by_role("slider", name=AGENTS)).to_have_value("10")
    page.get_by_role("button", name="Replay").click()
    expect(page.get_by_text("Showing: before the last move")).to_have_count(0)
    stands_at(page, 10)
    page.keyboard.press("b")
    expect(page.get_by_text("Showing: before the last move")).to_be_visible()
    press(page, "ArrowRight")
    stands_at(page, 11)
    expect(page.get_by_text("Showing: before the last move")).to_have_count(0)
    expect(page.get_by_text("Agents 10 → 11: ")).to_be_visible()


CONTRAST = """(button) => {
  const linear = (x) => x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4
  const light = (colour) => colour.match(/[\\d.]+/g).slice(0, 3)
    .reduce((sum, x, i) => sum + [0.2126, 0.7152, 0.0722][i] * linear(x / 255), 0.05)
  const isClear = (e) => getComputedStyle(e).backgroundColor === "rgba(0, 0, 0, 0)"
  let behind = button
  while (isClear(behind)) behind = behind.parentElement
  const [ink, paper] = [getComputedStyle(button).color, getComputedStyle(behind).backgroundColor].map(light)
  return Math.max(ink, paper) / Math.min(ink, paper)
}"""
"""Of a button's words against what they stand on, after WCAG 2."""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_buttons_pointed_at_a_replay_that_is_on_and_small_print_of_a_panel_are_easily_read(
    browser: Browser, address: str, scheme: str
):
    page = browser.new_page(viewport={"width": 1366, "height": 900}, color_scheme=scheme)
    page.set_default_timeout(PATIENCE_MS)
    page.goto(address)
    stands_at(page, 12)
    press(page, "ArrowLeft")
    stands_at(page, 11)
    for name in ("Undo", "Replay", "Keep for Compare"):
        button = page.get_by_role("button", name=name, exact=True)
        button.hover()
        assert button.evaluate(CONTRAST) >= 7, name
    replay = page.get_by_role("button", name="Replay", exact=True)
    replay.click()
    expect(page.get_by_text("Showing: before the last move")).to_be_visible()
    assert replay.evaluate(CONTRAST) >= 4.5
    page.get_by_role("button", name="Keep for Compare", exact=True).click()
    small_print = page.get_by_text("Nothing kept yet.")
    expect(small_print).to_be_visible()
    assert small_print.evaluate(CONTRAST) >= 7, "a panel stands outside the app's own element"
    page.close()


def test_the_menu_stands_where_it_stood_and_nothing_is_missing(browser: Browser, address: str):
    page = browser.new_page(viewport={"width": 1366, "height": 900})
    page.set_default_timeout(PATIENCE_MS)
    missing: list[str] = []
    page.on("response", lambda answer: missing.append(answer.url) if answer.status >= 400 else None)
    places = set()
    for path in ("", "trust", "compare", "floor", "roster", "six_numbers"):
        page.goto(f"{address}/{path}")
        quiet(page)
        box = page.get_by_test_id("stTopNavLink").first.bounding_box()
        assert box is not None
        places.add((box["x"], box["y"]))
    assert len(places) == 1, places
    assert missing == []
    page.close()


SYDNEY = "sydney_four_minute_target_before"
QUESTION = "Drop the 4-minute target in the example Sydney?"


@pytest.fixture
def with_example(browser: Browser, tmp_path: Path) -> Iterator[Callable[[int], Page]]:
    """Opens the small centre where there is an example of a longer name too, in a window of this width."""
    cap = {
        "rules.handle_time_cap.minutes": 4.0,
        "changes": [{"week": 0, "set": {"demand.calls_per_day": 300.0}}],
    }
    sydney = replace(parse(SMALL), {"name": "Sydney: the four-minute target of that year", **cap})
    with serving(tmp_path) as at:
        (tmp_path / "configs" / f"{SYDNEY}.yaml").write_text(to_yaml(sydney))

        def opened(width: int) -> Page:
            made = browser.new_context(viewport={"width": width, "height": 900}).new_page()
            made.set_default_timeout(PATIENCE_MS)
            made.goto(f"{at}/?s={to_link(Shared(parse(SMALL)))}")
            is_at(made, "Small centre")
            return made

        yield opened


def is_at(page: Page, name: str) -> None:
    """The page shows this scenario; the example with its question answered, the other as it stands."""
    expect(page.get_by_role("heading", level=2)).to_contain_text(name)
    asked = page.get_by_role("button", name="No handle-time target")
    expect(asked).to_have_count(1 if name == "Sydney" else 0)
    quiet(page)


def test_a_question_of_an_example_is_a_step_for_browser_keys_and_buttons_also_after_a_reload(with_example):
    page = with_example(1366)
    page.get_by_role("button", name=QUESTION).click()
    is_at(page, "Sydney")
    back(page)
    is_at(page, "Small centre")
    page.get_by_role("button", name="Redo").click()
    is_at(page, "Sydney")
    page.keyboard.press("Control+z")
    is_at(page, "Small centre")
    page.keyboard.press("Control+y")
    is_at(page, "Sydney")
    page.get_by_role("button", name="Undo").click()
    is_at(page, "Small centre")
    page.reload()
    is_at(page, "Small centre")
    page.keyboard.press("Control+y")
    is_at(page, "Sydney")
    back(page)
    is_at(page, "Small centre")
    expect(page.get_by_role("button", name="Undo")).to_be_disabled()
    page.context.close()


def test_another_centre_s_name_stands_above_no_figures_but_its_own_without_saying_so(with_example):
    page = with_example(1366)
    messages = heard(page)
    page.reload()
    is_at(page, "Small centre")
    page.get_by_role("button", name=QUESTION).click()
    is_at(page, "Sydney")
    drawn = [m.delta.new_element for m in last_page_run(messages)]
    said = [i for i, e in enumerate(drawn) if "still those of the last setting" in e.markdown.body]
    figures_come = [i for i, e in enumerate(drawn) if e.WhichOneof("type") == "metric"]
    assert said[0] < min(figures_come, default=len(drawn))
    expect(page.get_by_text("still those of the last setting")).to_have_count(0)
    page.context.close()


@pytest.mark.parametrize("width", [1366, 390])
def test_a_second_fast_click_on_undo_asks_no_question(with_example, width):
    page = with_example(width)
    page.get_by_role("button", name=QUESTION).click()
    is_at(page, "Sydney")
    box = page.get_by_role("button", name="Undo").bounding_box()
    assert box is not None
    for _ in range(10):
        page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        page.wait_for_timeout(150.0)
    is_at(page, "Small centre")
    assert page.get_by_role("button", name="Undo").bounding_box() == box
    expect(page.get_by_role("button", name="Redo")).to_be_enabled()
    page.context.close()
