"""The page Staffing in a browser: a target, its answer by weekday, the same after a reload, also on a phone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from present.figures.style import palette
from tests.browser.conftest import SHOTS, quiet
from tests.unit.test_hours import contrast

pytestmark = pytest.mark.browser
OPACITY = """(e) => {
    let all = 1
    for (let one = e; one; one = one.parentElement) all *= getComputedStyle(one).opacity
    return all
}"""
PICTURE = ".st-key-live_staffing .js-plotly-plot"


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_small_print_can_be_read_on_a_projector(page, mode):
    page.emulate_media(color_scheme=mode)
    page.goto(page.url.split("?")[0].rstrip("/") + "/staffing")
    quiet(page)
    small = page.get_by_text("You can stop at any time")
    colour = small.evaluate("(e) => getComputedStyle(e).color")
    letters = "#" + "".join(f"{int(part):02X}" for part in re.findall(r"\d+", colour)[:3])
    assert not colour.startswith("rgba")
    assert small.evaluate(OPACITY) == 1, "nothing shines through"
    assert contrast(letters, palette(mode).paper) >= 7.0


def test_a_target_is_answered_and_the_link_holds_the_question(page):
    quiet(page)
    page.get_by_test_id("stTopNavLink").filter(has_text="Staffing").click()
    expect(page.get_by_role("heading", name="Staffing")).to_be_visible()
    quiet(page)
    share = page.get_by_role("spinbutton", name="Answered in time, %")
    share.fill("70")
    share.press("Enter")
    expect(page.get_by_text("Asked for: 70% of all calls answered within 20 s")).to_be_visible()
    page.get_by_role("button", name="Find out").click()
    answer = page.get_by_role("heading", level=3)
    expect(answer).to_contain_text("on the phones at the peak")
    expect(page.get_by_text("with callers that the search has not seen")).to_be_visible()
    expect(page.get_by_role("button", name="Find out")).to_have_count(0)
    expect(page.get_by_text("all its calls together")).to_be_visible()
    quiet(page)
    said = answer.inner_text()
    page.screenshot(path=SHOTS / "staffing.png", full_page=True)
    page.get_by_role("radio", name="Tue").click()
    quiet(page)
    expect(page.locator(PICTURE)).to_have_count(1)
    page.reload()
    quiet(page)
    expect(page.get_by_role("spinbutton", name="Answered in time, %")).to_have_value("70")
    expect(page.get_by_role("radio", name="Tue")).to_be_checked()
    expect(page.get_by_role("heading", level=3)).to_have_text(said)
    page.set_viewport_size({"width": 390, "height": 2000})  # its picture is drawn when it comes into view
    page.emulate_media(color_scheme="dark")
    page.reload()
    quiet(page)
    expect(page.get_by_role("heading", level=3)).to_have_text(said)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    box = page.locator(PICTURE).bounding_box()
    assert box is not None
    assert box["width"] <= 390.0
    places = [
        day.bounding_box() for day in page.get_by_role("radiogroup", name="Day").get_by_role("radio").all()
    ]
    assert len(places) > 1
    assert len({place and place["y"] for place in places}) == 1
    page.screenshot(path=SHOTS / "staffing_phone.png", full_page=True)
