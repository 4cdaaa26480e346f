"""A real Chromium moves a slider by keyboard and sees the tiles change and the change's chip appear."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect


def hero(page: Page) -> list[str]:
    """What the three large tiles say."""
    tiles = page.locator(".st-key-results").get_by_test_id("stMetric")
    return [tiles.nth(i).inner_text() for i in range(3)]


def wait_until_complete(page: Page) -> None:
    expect(page.get_by_test_id("stMetric")).to_have_count(11)
    expect(page.get_by_test_id("stProgress")).to_have_count(0)


@pytest.mark.smoke
@pytest.mark.browser
def test_a_slider_moved_by_keyboard_changes_the_three_tiles(page):
    wait_until_complete(page)
    before = hero(page)
    slider = page.get_by_role("slider", name="Agents, Front line")
    slider.focus()
    for _ in range(3):
        page.keyboard.press("ArrowLeft")
    chip = page.get_by_role("button", name=re.compile(r"Agents, Front line: 9 \(was 12\)"))
    expect(chip).to_be_visible()
    wait_until_complete(page)
    expect(page.get_by_test_id("stMetricDelta").first).to_be_visible()
    after = hero(page)
    assert all(a != b for a, b in zip(before, after, strict=True)), (before, after)
    page.get_by_text("Why:").click()
    expect(page.get_by_text("With 3 fewer agents")).to_be_visible()

    chip.click()
    expect(chip).to_have_count(0)
    expect(slider).to_have_value("12")
    wait_until_complete(page)
    assert hero(page) == before


@pytest.mark.browser
def test_quick_moves_of_slider_and_box_are_not_lost(page):
    """The browser reports all widgets with every rerun: an old value of one must not undo a move of another."""
    wait_until_complete(page)
    page.get_by_text("What are the rules").click()
    expect(page.get_by_text("Handle-time target")).to_be_visible()
    slider = page.get_by_role("slider", name="Agents, Front line")
    box = page.get_by_role("spinbutton", name="Agents, Front line, exact")
    slider.focus()
    for key in "LLRLLRLL":
        page.keyboard.press({"L": "ArrowLeft", "R": "ArrowRight"}[key])
        page.wait_for_timeout(120)
    expect(page.get_by_role("button", name="Agents, Front line: 8 (was 12)")).to_be_visible()
    expect(slider).to_have_value("8")
    expect(slider).to_be_focused()
    box.fill("15")
    page.get_by_text("Handle-time target").click()  # leaves the box and moves another lever in one go
    expect(page.get_by_role("button", name="Handle-time target: 4 min")).to_be_visible()
    expect(page.get_by_role("button", name="Agents, Front line: 15 (was 12)")).to_be_visible()
    expect(page.get_by_role("slider", name="Agents, Front line")).to_have_value("15")
