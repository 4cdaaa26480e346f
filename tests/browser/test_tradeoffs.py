"""The page Trade-offs in a browser: from the question to the answer, a dot chosen by hand, and on to What if."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PATIENCE_MS, SHOTS, quiet

pytestmark = pytest.mark.browser
TAGS_AND_BOXES = """(tags) => tags.map((tag) =>
    [tag, tag.closest('[data-testid=stMultiSelect]')].map((e) => e.getBoundingClientRect().toJSON()))"""
DOTS = ".st-key-live_tradeoff .js-plotly-plot .scatterlayer .trace .point"


def test_goals_targets_and_a_limit_stand_in_one_row_of_a_small_laptop(page, address):
    page.set_viewport_size({"width": 1024, "height": 768})
    page.goto(f"{address}/tradeoffs")
    quiet(page)
    boxes = page.locator(".st-key-tradeoff_goals > *")
    expect(boxes).to_have_count(3)
    tops = boxes.evaluate_all("(all) => all.map((box) => Math.round(box.getBoundingClientRect().bottom))")
    assert len(set(tops)) == 1


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
    expect(main).to_contain_text("Compared with now: cost†")
    main.get_by_role("button", name="Open in What if").click()
    expect(page.get_by_role("heading", name="Small centre")).to_be_visible()
    quiet(page)
    page.get_by_role("button", name="Undo").click()
    quiet(page)
    expect(page.get_by_role("button", name="Undo")).to_be_disabled()


def test_all_that_is_chosen_can_be_read_on_a_phone(browser, address):
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.set_default_timeout(PATIENCE_MS)
    page.goto(f"{address}/tradeoffs")
    quiet(page)
    chosen = page.locator("span[data-tag]")
    expect(page.locator("span[data-tag]", has_text="Exhaustion")).to_be_visible()
    for tag, box in chosen.evaluate_all(TAGS_AND_BOXES):
        assert box["left"] <= tag["left"] < tag["right"] <= box["right"]
        assert box["top"] <= tag["top"] < tag["bottom"] <= box["bottom"]
    page.close()
