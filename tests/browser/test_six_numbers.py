"""The page Six numbers in a browser: its answer, which stands below a form, is what one sees first."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PATIENCE_MS, quiet

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (390, 844)])
def test_the_answer_comes_into_view(browser, address, width, height):
    page = browser.new_page(viewport={"width": width, "height": height})
    page.set_default_timeout(PATIENCE_MS)
    page.goto(f"{address}/six_numbers")
    page.get_by_role("button", name="Build my centre").click()
    answer = page.locator(".st-key-six_answer")
    expect(answer).to_be_in_viewport(ratio=1.0)
    expect(page.get_by_role("button", name="Open in What if")).to_be_in_viewport(ratio=1.0)
    quiet(page)
    assert answer.bounding_box()["y"] >= page.locator("header").first.bounding_box()["height"], (
        "below the menu"
    )
    page.close()
