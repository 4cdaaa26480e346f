"""A real Chromium moves a slider by keyboard and sees the tiles change and the change's chip appear."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
SMALL = """
schema: 1
name: Small centre
horizon: {weeks: 1, warm_up_weeks: 0}
demand: {calls_per_day: 300}
call_types:
  - {name: Billing, share: 0.6}
  - {name: Service, share: 0.4}
teams:
  - {name: Front line, agents: 12, shifts: [{start: "08:00", share: 0.5}, {start: "10:00", share: 0.5}]}
"""
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge")
PATIENCE_MS = 45_000


def browser_path() -> str:
    named = os.environ.get("HEADROOM_CHROMIUM")
    found = named or next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if not found:
        pytest.fail(
            "No Chromium found: install one (Debian: apt install chromium) or name it in HEADROOM_CHROMIUM.",
            pytrace=False,
        )
    return found


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """The app on one small centre, at a free port of this machine."""
    folder = tmp_path_factory.mktemp("configs")
    (folder / "small.yaml").write_text(SMALL)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = tmp_path_factory.mktemp("log") / "streamlit.log"
    command = [sys.executable, "-m", "streamlit", "run", str(ROOT / "streamlit_app.py")]
    options = ["--server.port", str(port), "--server.address", "127.0.0.1", "--server.headless", "true"]
    with log.open("w") as out:
        server = subprocess.Popen(
            [*command, *options],
            cwd=ROOT,
            stdout=out,
            stderr=subprocess.STDOUT,
            env=os.environ | {"HEADROOM_CONFIGS": str(folder)},
        )
    try:
        end = time.monotonic() + PATIENCE_MS / 1000
        while True:
            assert server.poll() is None, log.read_text()
            assert time.monotonic() < end, log.read_text()
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=2):
                    break
            except OSError:
                time.sleep(0.2)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=20)


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=browser_path(), args=FLAGS)
        yield made
        made.close()


@pytest.fixture
def page(browser, address):
    made = browser.new_page(viewport={"width": 1366, "height": 900})
    made.set_default_timeout(PATIENCE_MS)
    expect.set_options(timeout=PATIENCE_MS)
    made.goto(address)
    yield made
    made.close()


def hero(page: Page) -> list[str]:
    """What the three large tiles say."""
    tiles = page.locator(".st-key-results").get_by_test_id("stMetric")
    return [tiles.nth(i).inner_text() for i in range(3)]


def settled(page: Page) -> None:
    expect(page.get_by_test_id("stMetric")).to_have_count(11)
    expect(page.get_by_test_id("stProgress")).to_have_count(0)


@pytest.mark.browser
def test_a_slider_moved_by_keyboard_changes_the_three_tiles(page):
    settled(page)
    before = hero(page)
    slider = page.get_by_role("slider", name="Agents, Front line")
    slider.focus()
    for _ in range(3):
        page.keyboard.press("ArrowLeft")
    chip = page.get_by_role("button", name=re.compile(r"Agents, Front line: 9 \(was 12\)"))
    expect(chip).to_be_visible()
    settled(page)
    expect(page.get_by_test_id("stMetricDelta").first).to_be_visible()
    after = hero(page)
    assert all(a != b for a, b in zip(before, after, strict=True)), (before, after)
    expect(page.get_by_text("With 3 fewer agents")).to_be_visible()

    chip.click()
    expect(chip).to_have_count(0)
    expect(slider).to_have_value("12")
    settled(page)
    assert hero(page) == before


@pytest.mark.browser
def test_quick_moves_of_slider_and_box_are_not_lost(page):
    """The browser reports all widgets with every rerun: an old value of one must not undo a move of another."""
    settled(page)
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
    page.get_by_text("Time target per call").click()  # leaves the box and moves another lever in one go
    expect(page.get_by_role("button", name="Time target: 4 min")).to_be_visible()
    expect(page.get_by_role("button", name="Agents, Front line: 15 (was 12)")).to_be_visible()
    expect(page.get_by_role("slider", name="Agents, Front line")).to_have_value("15")
