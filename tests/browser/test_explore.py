"""The page Explore in a browser: from a lever to its range, and from a point of it back to What if."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import SHOTS, quiet, row_lengths

pytestmark = pytest.mark.browser
LEVER = "Agents, Front line"
DOTS = ".st-key-live_explore .js-plotly-plot .scatterlayer .trace:last-child .point"


def test_the_three_figures_stand_in_one_row_on_a_small_laptop_and_each_in_its_own_on_a_telephone(page):
    page.get_by_test_id("stTopNavLink").filter(has_text="Explore").click()
    expect(page.get_by_role("heading", name="Explore")).to_be_visible()
    boxes = page.locator(".st-key-explore_levers").get_by_test_id("stSelectbox")
    ends = page.locator(".st-key-explore_levers").get_by_test_id("stNumberInput")
    tops_of = "(all) => all.map((box) => Math.round(box.getBoundingClientRect().top))"
    for width, rows in ((1024, [3]), (390, [1, 1, 1])):
        page.set_viewport_size({"width": width, "height": 800})
        quiet(page)
        assert row_lengths(page) == rows
        tops = boxes.evaluate_all(tops_of)
        assert len(set(tops)) == len(rows), "what is chosen stands in one row where the pictures do"
        assert len(set(ends.evaluate_all(tops_of))) == 1, "from and to stand side by side"
        assert page.evaluate("document.scrollingElement.scrollWidth") <= width


def test_a_lever_leads_to_its_range_and_a_point_of_it_back_as_a_step(page):
    quiet(page)
    page.get_by_role("button", name=f"{LEVER} over a range…").click()
    expect(page.get_by_role("heading", name="Explore")).to_be_visible()
    expect(page.get_by_role("spinbutton", name="From")).to_have_value("8")
    quiet(page)
    answer = page.get_by_role("heading", level=3)
    expect(answer).to_contain_text("Nowhere in this range")
    expect(answer).not_to_contain_text("So far")
    expect(page.locator(DOTS)).to_have_count(3 * 11)
    page.screenshot(path=SHOTS / "explore.png", full_page=True)
    dot = page.locator(DOTS).nth(2)  # the third of 8, 9, 10 … agents
    dot.scroll_into_view_if_needed()
    box = dot.bounding_box()
    assert box is not None
    for beside_px in (-9, 0):  # the line between the dots has nothing to say
        page.mouse.move(box["x"] + box["width"] / 2 + beside_px, box["y"] + box["height"] / 2)
        expect(page.locator(".hoverlayer .hovertext").first).to_contain_text("10 agents")
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(page.get_by_role("button", name=f"{LEVER}: 10 (was 12)")).to_be_visible()
    quiet(page)
    expect(page.get_by_role("slider", name=LEVER)).to_have_value("10")
    page.get_by_role("button", name="Undo").click()
    quiet(page)
    expect(page.get_by_role("button", name=f"{LEVER}: 10 (was 12)")).to_have_count(0)
    expect(page.get_by_role("slider", name=LEVER)).to_have_value("12")
    page.get_by_test_id("stTopNavLink").filter(has_text="Explore").click()
    quiet(page)  # nothing that was clicked before is clicked again
    expect(page.get_by_role("heading", name="Explore")).to_be_visible()
    page.get_by_role("button", name="Open in What if").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Small centre")).to_be_visible()
