"""The page Your data in a browser: from a file to What if, two people at once, on a phone."""

from __future__ import annotations

from datetime import date

import pytest
from playwright.sync_api import Page, expect

from present.report.page.your_data import to_page
from sim.calibrate.fit.fit import fit
from sim.calibrate.judge import judge
from sim.calibrate.reading.read import read
from tests.browser.conftest import PATIENCE_MS, SHOTS, quiet
from tests.browser.test_app import too_wide, violations
from tests.call_lists import call_list

pytestmark = pytest.mark.browser
LIST = call_list()
OTHER = call_list(weeks=2, seed=2, queue="Sales")


def opened(browser, address, **more) -> Page:
    made = browser.new_context(**more).new_page()
    made.set_default_timeout(PATIENCE_MS)
    made.goto(f"{address}/your_data")
    expect(made.get_by_role("heading", name="Your data", exact=True)).to_be_visible()
    return made


def give(page: Page, name: str, data: bytes) -> None:
    """Drop a file in and wait until it is read."""
    quiet(page)
    page.locator("[data-testid=stFileUploaderDropzone] input[type=file]").set_input_files(
        {"name": name, "mimeType": "text/csv", "buffer": data}
    )
    expect(page.get_by_role("heading", name="As we read it")).to_be_visible()
    quiet(page)


def test_from_a_file_to_what_if(browser, address):
    page = opened(browser, address, viewport={"width": 1366, "height": 900})
    quiet(page)
    page.screenshot(path=SHOTS / "your_data_empty.png", full_page=True)
    give(page, "calls.csv", LIST.data)
    expect(page.get_by_text(f"{LIST.calls:,} calls", exact=True)).to_be_visible()
    page.screenshot(path=SHOTS / "your_data_read.png", full_page=True)
    page.get_by_role("button", name="Build my centre").click()
    expect(page.get_by_role("heading", name="How well it reproduces your centre")).to_be_visible()
    expect(page.get_by_text("later days that it had not seen")).to_be_visible()
    quiet(page)
    page.screenshot(path=SHOTS / "your_data_built.png", full_page=True)
    assert violations(page) == []
    assert too_wide(page) <= 0
    page.get_by_role("button", name="Open in What if").click()
    expect(page.get_by_role("heading", name="Your centre", exact=True)).to_be_visible()
    expect(page.get_by_text("in reality").first).to_be_visible()
    quiet(page)
    page.screenshot(path=SHOTS / "your_data_what_if.png", full_page=True)
    page.go_back()
    expect(page.get_by_test_id("stException")).to_have_count(0)
    page.context.close()


def test_on_a_phone_in_the_dark_nothing_is_too_wide(browser, address):
    page = opened(browser, address, viewport={"width": 390, "height": 844}, color_scheme="dark")
    give(page, "calls.csv", OTHER.data)
    page.get_by_text("What became of every row").click()
    page.get_by_text("Correct the columns").click()
    expect(page.get_by_text("What a row is")).to_be_visible()
    quiet(page)
    page.screenshot(path=SHOTS / "your_data_phone.png", full_page=True)
    assert violations(page) == []
    assert too_wide(page) <= 0
    page.context.close()


def test_two_people_never_see_each_others_file(browser, address):
    one, other = opened(browser, address), opened(browser, address)
    give(one, "north.csv", LIST.data)
    quiet(other)
    expect(other.get_by_text("north.csv")).to_have_count(0)
    give(other, "sales.csv", OTHER.data)
    expect(other.get_by_text(f"{OTHER.calls:,} calls", exact=True)).to_be_visible()
    expect(other.get_by_text("north.csv")).to_have_count(0)
    expect(one.get_by_text(f"{LIST.calls:,} calls", exact=True)).to_be_visible()
    one.get_by_role("button", name="Start again").click()
    expect(one.get_by_text("Which exports, and where to find them")).to_be_visible()
    expect(one.get_by_text("north.csv")).to_have_count(0)
    expect(other.get_by_text("sales.csv").first).to_be_visible()
    for page in (one, other):
        page.context.close()


def test_six_numbers_is_its_little_sister(browser, address):
    page = opened(browser, address)
    quiet(page)
    page.get_by_role("link", name="No file at hand? Six numbers").click()
    expect(page.get_by_role("heading", name="Your centre in six numbers")).to_be_visible()
    assert "/six_numbers" in page.url
    quiet(page)
    page.get_by_role("link", name="From your files").click()
    expect(page.get_by_role("heading", name="Your data", exact=True)).to_be_visible()
    page.context.close()


def test_the_report_page_opens_alone_and_draws_every_chart(browser, tmp_path):
    reading = read([("calls.csv", LIST.data)])
    file = tmp_path / "fit.html"
    file.write_bytes(
        to_page(reading, fit(reading), judge(reading, replications=8), "", "Your centre", date(2026, 3, 2))
    )
    page = browser.new_page(viewport={"width": 1366, "height": 900})
    page.set_default_timeout(PATIENCE_MS)
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(file.as_uri())
    charts = page.locator(".chart")
    for number in range(charts.count()):
        charts.nth(number).scroll_into_view_if_needed()
        expect(charts.nth(number).locator(".main-svg").first).to_be_visible()
    assert [url for url in asked if not url.startswith(("file:", "data:", "blob:"))] == []
    page.evaluate("scrollTo(0, 0)")
    page.screenshot(path=SHOTS / "your_data_report.png", full_page=True)
    assert violations(page) == []
    page.close()
