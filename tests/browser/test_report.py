"""Reports from the app, in a real Chromium: made while the user goes on, cancelled, saved, the same as on screen."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pptx import Presentation

from present.permalink import Shared, to_link
from sim import parse, replace
from tests.browser.conftest import SMALL
from tests.browser.test_app import AGENTS, chip, move, wait_until_complete

pytestmark = pytest.mark.browser
PATH = "teams.Front line.agents"
ONE_LINE_PX = 80


def ask(page: Page, what: str) -> None:
    """Ask for a report from the panel, for a client."""
    page.get_by_role("button", name="Report", exact=True).click()
    client = page.get_by_label("Client", exact=True)
    client.fill("Northern Lenders")
    client.press("Tab")
    page.get_by_role("button", name=what.capitalize(), exact=True).click()
    expect(client).to_be_hidden()  # the panel closes: it would cover the line at the top


def words_of(data: bytes) -> str:
    deck = Presentation(io.BytesIO(data))
    frames = [s.text_frame for slide in deck.slides for s in slide.shapes if s.has_text_frame]
    return "\n".join(frame.text for frame in frames)


def test_slides_are_made_while_the_user_goes_on_and_say_what_the_screen_said(page, tmp_path):
    wait_until_complete(page)
    move(page, "ArrowLeft", 3)
    expect(chip(page, f"{AGENTS}: 9 (was 12)")).to_be_visible()
    wait_until_complete(page)
    headline = page.locator(".st-key-results h3").first.inner_text()
    ask(page, "slides")
    move(page, "ArrowLeft", 1)  # the page is free meanwhile
    expect(chip(page, f"{AGENTS}: 8 (was 12)")).to_be_visible()
    save = page.get_by_role("button", name=re.compile("^.*Save .*pptx$"))
    expect(save).to_be_visible()
    with page.expect_download() as download:
        save.click()
    file = tmp_path / download.value.suggested_filename
    assert file.suffix == ".pptx"
    download.value.save_as(file)
    said = words_of(Path(file).read_bytes())
    assert headline in said
    assert "Northern Lenders" in said
    ask(page, "workbook")  # a second report does not cost the first
    expect(page.get_by_role("button", name=re.compile("^.*Save .*xlsx$"))).to_be_visible()
    expect(save).to_have_count(0)
    assert page.locator(".st-key-report_strip").bounding_box()["height"] < ONE_LINE_PX, "one line for both"
    page.get_by_role("button", name="1 earlier report").click()
    expect(save).to_be_visible()
    page.get_by_test_id("stPopoverBody").get_by_role("button", name="Close").click()
    expect(save).to_have_count(0)
    expect(page.get_by_role("button", name=re.compile("^.*Save .*xlsx$"))).to_be_visible()


def test_a_report_can_be_cancelled_from_another_page(page, address):
    long = replace(parse(SMALL), {"name": "Takes minutes to report on", "horizon.weeks": 26})
    page.goto(f"{address}/?s={to_link(Shared(long, {PATH: 11}, runs=50))}")
    expect(page.get_by_test_id("stMetric")).to_have_count(11)
    ask(page, "workbook")
    page.get_by_test_id("stTopNavLink").filter(has_text="Glossary").click()
    expect(page.get_by_role("heading", name="Glossary")).to_be_visible()
    cancel = page.get_by_role("button", name="Cancel")
    expect(cancel).to_be_visible()
    cancel.click()
    expect(cancel).to_have_count(0)
    expect(page.get_by_role("heading", name="Glossary")).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("Save .*"))).to_have_count(0)


def test_a_picture_that_is_none_gets_a_sentence(page, tmp_path):
    wait_until_complete(page)
    page.get_by_role("button", name="Report", exact=True).click()
    logo = tmp_path / "logo.png"
    logo.write_bytes(b"not a picture")
    page.get_by_test_id("stFileUploaderDropzoneInput").first.set_input_files(logo)
    expect(page.get_by_text("This logo cannot be used: it is not a PNG or JPEG picture")).to_be_visible()
