"""The page "What matters most" in a browser: asked, answered, and a bar that opens its end in What if."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import SHOTS, quiet

pytestmark = pytest.mark.browser
BARS = ".st-key-live_matters .js-plotly-plot .barlayer .point"


def test_from_explore_to_a_bar_and_from_it_to_a_step_in_what_if(page):
    page.get_by_test_id("stTopNavLink").filter(has_text="Explore").click()
    page.get_by_role("link", name="What matters most").click()
    expect(page.get_by_role("heading", name="What matters most")).to_be_visible()
    quiet(page)
    expect(page.get_by_text(re.compile(r"Takes (a few|about \d+) (seconds|minute)"))).to_be_visible()
    page.get_by_role("button", name="Find out").click()
    answer = page.get_by_role("heading", level=3)
    expect(answer).to_contain_text("What you can do that moves satisfaction† most")
    quiet(page)
    expect(answer).not_to_contain_text("So far")
    page.screenshot(path=SHOTS / "what_matters.png", full_page=True)
    # The first bar of all: the low end of what one can do that has the longest bar.
    bar = page.locator(BARS).first
    bar.scroll_into_view_if_needed()
    box = bar.bounding_box()
    assert box is not None
    middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(middle[0] - 9, middle[1])
    page.mouse.move(*middle)
    hovered = page.locator(".hoverlayer .hovertext").first
    expect(hovered).to_contain_text("Click to open it in What if")
    page.mouse.click(*middle)
    expect(page.get_by_role("heading", name="Small centre")).to_be_visible()
    quiet(page)
    page.get_by_role("button", name="Undo").click()
    quiet(page)
    page.get_by_test_id("stTopNavLink").filter(has_text="Explore").click()
    page.get_by_role("link", name="What matters most").click()
    quiet(page)  # nothing that was clicked before is clicked again, and the answer is known
    expect(answer).to_contain_text("What you can do that moves satisfaction† most")
    page.get_by_role("button", name="Over a range").click()
    expect(page.get_by_role("heading", name="Explore")).to_be_visible()
    expect(page.get_by_role("spinbutton", name="From")).to_have_value("8")


def test_it_fits_a_telephone(page):
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(page.url.split("?")[0].rstrip("/") + "/what_matters")
    quiet(page)
    ask = page.get_by_role("button", name="Find out")
    if ask.count():
        ask.click()
    expect(page.get_by_role("heading", level=3)).to_contain_text("What you can do")
    quiet(page)
    width = page.evaluate("document.scrollingElement.scrollWidth")
    assert width <= 390
    page.screenshot(path=SHOTS / "what_matters_phone.png", full_page=True)
