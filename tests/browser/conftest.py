"""The app on a small centre, and a real Chromium looking at it."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect, sync_playwright

from tests import processes
from tests.fonts import NARROW, WIDE, machine_with
from tests.processes import ROOT
from tests.waiting import PATIENCE_S

SHOTS = ROOT / "test-results" / "screenshots"
"""Kept for a look after a run; git ignores them."""
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
PATIENCE_MS = 1000.0 * PATIENCE_S
IS_IDLE = (
    "document.querySelector('[data-testid=stApp]')?.getAttribute('data-test-script-state') === 'notRunning'"
)
"""No script of the page runs."""
IS_COMPLETE = f"""({IS_IDLE} && !document.querySelector("[class*='st-key-live_'][class*='_again']"))"""
"""And no part of it waits for more."""
IS_QUIET = f"""() => {{
  window.idlePictures = {IS_COMPLETE} ? (window.idlePictures ?? 0) + 1 : 0
  return window.idlePictures >= 30
}}"""
"""Asked with every picture the browser draws: by so many in a row, what an answer or a click sets off has begun."""
NEXT_PICTURE = "() => new Promise((done) => requestAnimationFrame(done))"
"""Until the browser draws once more."""
ARE_LAID_OUT = """() => [...document.querySelectorAll('[class*="st-key-present_step_"]')]
    .every((e) => getComputedStyle(e).display === "flex")"""
"""All steps of a presentation, the unseen ones too."""

BEYOND = """() => [...document.querySelectorAll(".stPlotlyChart")].flatMap((chart) => {
  const {left, right} = chart.getBoundingClientRect();
  return [...chart.querySelectorAll("text")].filter((e) => {
    const box = e.getBoundingClientRect();
    return box.width && (box.left < left - 1 || box.right > right + 1);
  }).map((e) => e.textContent);
})"""
"""Texts that a picture cuts off."""


def browser_path() -> str:
    named = os.environ.get("HEADROOM_CHROMIUM")
    found = named or next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if not found:
        pytest.fail(
            "No Chromium found: install one (Debian: apt install chromium) or name it in HEADROOM_CHROMIUM.",
            pytrace=False,
        )
    return found


def quiet(page: Page) -> None:
    """The page has come, nothing is worked on for it and no script of it is running, on whatever page."""
    expect(page.get_by_role("heading").first).to_be_visible()  # before it has come nothing is running either
    page.evaluate("window.idlePictures = 0")
    page.wait_for_function(IS_QUIET)


def row_lengths(page: Page) -> list[int]:
    """How many pictures stand in each row where there are three, of rows that are filled to their end."""
    row = page.locator("[class*=st-key-three_pictures]")
    expect(row.locator(".js-plotly-plot")).to_have_count(3)
    space = row.bounding_box()
    boxes = [picture.bounding_box() for picture in row.locator(".js-plotly-plot").all()]
    assert space is not None
    tops = [round(box["y"]) for box in boxes if box]
    ends = {round(box["y"]): box["x"] + box["width"] for box in boxes if box}
    assert max(abs(end - space["x"] - space["width"]) for end in ends.values()) < 2.0, "none is left open"
    return [tops.count(top) for top in sorted(set(tops))]


@contextmanager
def serving(folder: Path, **environment: str) -> Iterator[str]:
    """The app on one small centre, at a free port of this machine; `folder` is empty and takes its files."""
    configs = folder / "configs"
    configs.mkdir()
    (configs / "small.yaml").write_text(SMALL)
    port, log = processes.free_port(), folder / "streamlit.log"
    command = [sys.executable, "-m", "streamlit", "run", str(ROOT / "streamlit_app.py")]
    options = ["--server.port", str(port), "--server.address", "127.0.0.1", "--server.headless", "true"]
    env = os.environ | {"HEADROOM_CONFIGS": str(configs)} | environment
    with log.open("w") as out, processes.started([*command, *options], env=env, log=out) as server:
        processes.wait_until_served(server, port, log)
        yield f"http://127.0.0.1:{port}"


@pytest.fixture(scope="package")
def address(tmp_path_factory):
    """Where the app is."""
    with serving(tmp_path_factory.mktemp("app")) as at:
        yield at


@pytest.fixture
def new_machine(tmp_path):
    """The app where nothing is compiled yet: (address, cache folder)."""
    with serving(tmp_path, HEADROOM_CACHE_DIR=str(tmp_path / "cache")) as at:
        yield at, tmp_path / "cache"


@pytest.fixture(scope="session")
def machines(tmp_path_factory):
    """Machines with one font only, narrower or wider than the app's: {"narrow", "wide"}, settings of fontconfig."""
    widths = {"narrow": NARROW, "wide": WIDE}
    return {name: machine_with(tmp_path_factory.mktemp(name), w, name.title()) for name, w in widths.items()}


@pytest.fixture(scope="package")
def playwright():
    SHOTS.mkdir(parents=True, exist_ok=True)
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as made:
        yield made


@contextmanager
def browsing(playwright: Playwright, fonts: Path | str) -> Iterator[Browser]:
    """A Chromium on a machine with these fonts.

    Its pages do not keep our content policy unless asked to: Playwright waits for states by evaluating text, which that
    forbids. `test_headers.py` asks.
    """
    made = playwright.chromium.launch(
        executable_path=browser_path(), args=FLAGS, env=os.environ | {"FONTCONFIG_FILE": str(fonts)}
    )
    made.new_context = partial(made.new_context, bypass_csp=True)
    made.new_page = partial(made.new_page, bypass_csp=True)
    yield made
    made.close()


@pytest.fixture(scope="package")
def browser(playwright, machines):
    """On a machine with wide letters, so that no test needs those of this one; FONTCONFIG_FILE names others."""
    with browsing(playwright, os.environ.get("FONTCONFIG_FILE") or machines["wide"]) as made:
        yield made


@pytest.fixture
def page(browser, address):
    made = browser.new_page(viewport={"width": 1366, "height": 900})
    made.set_default_timeout(PATIENCE_MS)
    made.goto(address)
    yield made
    made.close()
