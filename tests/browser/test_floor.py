"""A real Chromium replays a day: play, pause, speed, scrub, by pointer and by keyboard, light and dark."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NEXT_PICTURE, serving
from tests.waiting import wait_until

CLOCK = r"(\d\d):(\d\d)"
STREAMLITS_OWN = re.compile(r"Failed to load resource: .*404")
"""Below a page's address Streamlit first asks for its own health there, and is refused."""


@pytest.fixture
def floor(page):
    """The page Floor on the small centre, and what the console said of errors."""
    errors = []
    page.on("console", lambda m: errors.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.get_by_role("link", name="Floor").click()
    expect(page.get_by_text("SimPy, the reference engine")).to_be_visible()
    expect(page.locator(".tile")).to_have_count(12)
    yield page
    assert [e for e in errors if not STREAMLITS_OWN.search(e)] == []


@pytest.fixture
def stopped(floor):
    """The same, where time passes only as far as a test lets it: `clock.run_for(milliseconds)`."""
    floor.clock.install()
    floor.clock.pause_at(floor.evaluate("Date.now()") + 1000)
    return floor


def minute(page: Page) -> int:
    """What the clock says, in minutes."""
    hours, minutes = re.fullmatch(CLOCK, page.locator(".clock").inner_text()).groups()
    return int(hours) * 60 + int(minutes)


def button(page: Page, name: str):
    return page.get_by_role("button", name=name, exact=True)


@pytest.mark.smoke
@pytest.mark.browser
def test_it_stands_still_until_it_is_asked_to_play(stopped):
    before = minute(stopped)
    stopped.clock.run_for(3000)
    assert minute(stopped) == before
    button(stopped, "Play").click()
    stopped.clock.run_for(2000)
    button(stopped, "Pause").click()
    after = minute(stopped)
    assert after > before + 1
    stopped.clock.run_for(3000)
    assert minute(stopped) == after
    expect(stopped.locator(".said")).to_contain_text("agents on duty")


@pytest.mark.browser
def test_the_speed_is_in_minutes_a_second(stopped):
    for speed in (5, 30):
        button(stopped, "Start of day").click()
        stopped.get_by_role("radio", name=f"{speed} minutes a second", exact=True).check(force=True)
        before = minute(stopped)
        button(stopped, "Play").click()
        stopped.clock.run_for(2000)
        button(stopped, "Pause").click()
        assert minute(stopped) - before == pytest.approx(2 * speed, abs=1)


@pytest.mark.browser
def test_scrubbing_changes_the_floor(floor):
    scrub = floor.get_by_role("slider", name="Time of day")
    scrub.fill(str(8 * 3600))
    assert minute(floor) == 480
    called = floor.locator(".counters dd").first
    expect(called).to_have_text("0")
    states = [tile.get_attribute("data-s") for tile in floor.locator(".tile").all()]
    scrub.fill(str(13 * 3600))
    assert minute(floor) == 780
    expect(called).not_to_have_text("0")
    assert [tile.get_attribute("data-s") for tile in floor.locator(".tile").all()] != states
    expect(floor.locator(".now")).to_contain_text("agents on duty")


@pytest.mark.browser
def test_the_keyboard_does_all_of_it(stopped):
    floor = stopped
    scrub = floor.get_by_role("slider", name="Time of day")
    scrub.focus()
    floor.keyboard.press("Home")
    start = minute(floor)
    floor.keyboard.press("PageDown")
    assert minute(floor) == start
    floor.keyboard.press("PageUp")
    floor.keyboard.press("ArrowRight")
    floor.keyboard.press("ArrowRight")
    assert minute(floor) == start + 32
    expect(scrub).to_have_attribute("aria-valuetext", floor.locator(".clock").inner_text())
    floor.keyboard.press("Space")
    expect(button(floor, "Pause")).to_be_visible()
    floor.clock.run_for(1000)
    floor.keyboard.press("Space")
    expect(button(floor, "Play")).to_be_visible()
    assert minute(floor) > start + 32

    tiles = floor.locator(".tile")
    assert [tile.get_attribute("tabindex") for tile in tiles.all()].count("0") == 1
    tiles.first.focus()
    floor.keyboard.press("ArrowRight")
    expect(tiles.nth(1)).to_be_focused()
    tip = floor.get_by_role("tooltip")
    expect(tip).to_have_text(re.compile(r"^Position 2, Front line: "))
    expect(tiles.nth(1)).to_have_attribute("aria-label", re.compile(r"^Position 2: "))
    floor.keyboard.press("Escape")
    expect(tip).to_be_hidden()


@pytest.mark.browser
def test_a_seat_tells_what_it_does_and_how_it_is(floor):
    floor.get_by_role("slider", name="Time of day").fill(str(13 * 3600))
    floor.locator('.tile[data-s="t"], .tile[data-s="u"], .tile[data-s="d"]').first.hover()
    expect(floor.get_by_role("tooltip")).to_have_text(
        re.compile(r"^Position \d+, Front line: on .* for .*; strain† \d+, exhaustion† \d+ of 100$")
    )


@pytest.mark.browser
@pytest.mark.parametrize("width", [1440, 390])
def test_nothing_is_wider_than_the_screen(floor, width):
    floor.set_viewport_size({"width": width, "height": 900})
    for _ in range(2):  # what it was told is laid out, and then what that has set off
        floor.evaluate(NEXT_PICTURE)
    assert floor.locator(".floor").evaluate("(e) => e.scrollWidth <= e.clientWidth + 1")
    box = floor.locator(".tiles").first.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width


@pytest.mark.browser
def test_another_theme_brings_other_colours_and_keeps_the_time(floor):
    floor.get_by_role("slider", name="Time of day").fill(str(13 * 3600))
    light = floor.locator(".floor").get_attribute("data-mode")
    floor.emulate_media(color_scheme="dark")
    expect(floor.locator(".floor")).to_have_attribute("data-mode", "dark")
    assert light == "light"
    assert minute(floor) == 780


@pytest.mark.browser
def test_less_motion_is_stills_once_a_second(stopped):
    stopped.emulate_media(reduced_motion="reduce")
    button(stopped, "Start of day").click()
    seen = [minute(stopped)]
    button(stopped, "Play").click()
    for _ in range(35):
        stopped.clock.run_for(100)
        seen.append(minute(stopped))
    button(stopped, "Pause").click()
    assert sorted(set(seen)) == [seen[0] + 5 * still for still in range(4)]


@pytest.mark.browser
def test_another_day_is_another_replay(floor):
    before = floor.locator(".floor .day").inner_text()
    floor.get_by_role("combobox", name="Day").click()
    floor.get_by_role("option", name="Thursday").click()
    expect(floor.locator(".floor .day")).to_have_text("Thursday of week 1")
    assert before != "Thursday of week 1"


SIXTY = """
schema: 1
name: Sixty seats
horizon: {weeks: 1, warm_up_weeks: 0}
demand: {calls_per_day: 1500}
call_types:
  - {name: Billing, share: 1.0}
teams:
  - {name: Front line, agents: 60, shifts: [{start: "08:00"}]}
"""


@pytest.mark.browser
def test_sixty_seats_are_seen_at_once_and_play(browser, tmp_path):
    with serving(tmp_path) as address:
        (tmp_path / "configs" / "small.yaml").write_text(SIXTY)
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.goto(f"{address}/floor")
        expect(page.locator(".tile")).to_have_count(60)
        expect(page.get_by_text("SimPy, the reference engine")).to_be_visible()
        last = page.locator(".tile").last.bounding_box()
        assert last["y"] + last["height"] <= 900, "all sixty are to be seen without scrolling"
        button(page, "Start of day").click()
        before = minute(page)
        button(page, "Play").click()
        wait_until(lambda: minute(page) > before + 60, "an hour has been played")
        page.close()


LEAVING = """
schema: 1
name: People leave
horizon: {weeks: 4, warm_up_weeks: 0}
demand: {calls_per_day: 200}
call_types:
  - {name: Billing, share: 1.0}
teams:
  - {name: Front line, agents: 30, shifts: [{start: "08:00"}]}
behaviour: {quit_rate: 3.0}
"""


@pytest.mark.browser
def test_every_reason_why_a_tile_is_empty_stands_in_the_legend(browser, tmp_path):
    with serving(tmp_path) as address:
        (tmp_path / "configs" / "small.yaml").write_text(LEAVING)
        page = browser.new_page(viewport={"width": 1366, "height": 768})
        page.goto(f"{address}/floor")
        expect(page.locator(".tile")).to_have_count(30)
        names = [tile.get_attribute("aria-label") for tile in page.locator(".tile").all()]
        assert [name for name in names if ": vacant" in name]
        expect(page.locator(".legend")).to_contain_text("vacant position")
        page.close()
