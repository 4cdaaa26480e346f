"""The page Roster in a browser: from Staffing to a roster, its picture and tables, and on to What if."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import SHOTS, quiet

pytestmark = pytest.mark.browser


def marked_in_menu(page: Page) -> list[str]:
    """The menu's entries that are shown as where one is."""
    return page.get_by_test_id("stTopNavLink").evaluate_all(
        """(links) => links.filter((a) => getComputedStyle(a).backgroundColor !== "rgba(0, 0, 0, 0)")
            .map((a) => a.innerText.split("\\n").at(-1))"""
    )


def named_in_menu(page: Page) -> list[str]:
    """The menu's entries that screen readers say to be where one is."""
    links = page.get_by_test_id("stTopNavLink").and_(page.locator("[aria-current=page]"))
    return [words.split("\n")[-1] for words in links.all_inner_texts()]


def test_from_staffing_to_a_roster_and_on_to_what_if(page):
    quiet(page)
    page.get_by_test_id("stTopNavLink").filter(has_text="Staffing").click()
    expect(page.get_by_role("heading", name="Staffing")).to_be_visible()
    quiet(page)
    share = page.get_by_role("spinbutton", name="Answered in time, %")
    share.fill("60")
    share.press("Enter")
    expect(page.get_by_text("60% of all calls")).to_be_visible()
    page.get_by_role("link", name="Roster", exact=True).click()
    expect(page.get_by_role("heading", name="Roster")).to_be_visible()
    quiet(page)
    expect(page.get_by_text("60% of all calls")).to_be_visible()  # one target for both pages
    assert marked_in_menu(page) == ["Staffing"], "the page stands in no menu itself"
    assert named_in_menu(page) == ["Staffing"]
    page.get_by_role("button", name="Find a roster").click()
    expect(page.get_by_role("button", name="Open in What if")).to_be_visible()
    quiet(page)
    expect(page.get_by_role("heading", level=3)).to_contain_text("paid hours a week")
    expect(page.get_by_text("Promised: 60% within 20 s in every half-hour.")).to_be_visible()
    picture = page.locator(".st-key-live_roster .js-plotly-plot")
    assert picture.locator(".barlayer .point").count() >= 4  # a shift in parts, breaks or not, and the gaps
    page.screenshot(path=SHOTS / "roster.png", full_page=True)
    page.get_by_role("button", name="Report", exact=True).click()
    page.get_by_role("button", name="Workbook", exact=True).click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Save small_centre_roster.xlsx").click()
    assert download.value.suggested_filename == "small_centre_roster.xlsx"
    quiet(page)
    page.get_by_role("button", name="Open in What if").click()
    expect(page.get_by_role("button", name="Undo")).to_be_enabled()
    expect(page.get_by_role("heading", name="Small centre")).to_be_visible()
    assert named_in_menu(page) == ["What if"]
