"""The page Trade-offs in a browser: from the question to the answer, a dot chosen by hand, and on to What if."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import SHOTS, quiet

pytestmark = pytest.mark.browser
DOTS = ".st-key-live_tradeoff .js-plotly-plot .scatterlayer .trace .point"


def test_a_question_is_answered_and_a_dot_leads_to_what_if(page, address):
    page.goto(f"{address}/tradeoffs")
    quiet(page)
    main = page.get_by_test_id("stMainBlockContainer")
    for end, value in (("Agents from", "11"), ("Agents to", "14"), ("Breaks from (min a shift)", "55")):
        box = page.get_by_role("spinbutton", name=end)
        box.fill(value)
        box.press("Enter")
        quiet(page)
    main.get_by_role("button", name="Find out").click()
    answer = page.get_by_role("heading", level=3)
    expect(answer).to_be_visible()
    expect(main.get_by_role("button", name="Stop")).to_have_count(0)
    quiet(page)
    expect(answer).not_to_contain_text("So far")
    page.screenshot(path=SHOTS / "tradeoffs.png", full_page=True)
    before = page.get_by_role("combobox", name="Design").input_value()
    dots = page.locator(DOTS)
    for i in range(dots.count()):  # the first that is another design than the one proposed
        dot = dots.nth(i)
        dot.scroll_into_view_if_needed()
        box = dot.bounding_box()
        assert box is not None
        middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        page.mouse.move(middle[0] - 3, middle[1])
        page.mouse.move(*middle)
        page.mouse.click(*middle)
        quiet(page)
        chosen = page.get_by_role("combobox", name="Design").input_value()
        if chosen not in (before, ""):
            break
    else:
        pytest.fail("no dot could be chosen")
    expect(main).to_contain_text("Compared with today: cost†")
    main.get_by_role("button", name="Open in What if").click()
    expect(page.get_by_role("heading", name="Small centre")).to_be_visible()
    quiet(page)
    page.get_by_role("button", name="Undo").click()
    quiet(page)
    expect(page.get_by_role("button", name="Undo")).to_be_disabled()
