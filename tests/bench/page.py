"""What a user waits for in a real Chromium: tiles after a lever was moved, a picture of the Floor, a step of a talk."""

from __future__ import annotations

import statistics
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Page, Playwright, sync_playwright

from present.permalink import Shared, to_link
from sim import parse
from sim.engine.compiled import ready
from tests.bench.measure import NotMeasuredError
from tests.browser.conftest import ARE_LAID_OUT, FLAGS, IS_IDLE, PATIENCE_MS, browser_path, serving
from tests.processes import ROOT

LEVER = "Agents, Front line"
HALF = 20
"""Moves down from 42 agents; further ones come down from the lever's top, 63."""
PAUSE_MS = 1000.0
"""Between one move answered and the next."""
PLAYED_S = 4.0

WATCH = """() => {
    const tiles = () => [...document.querySelectorAll('.st-key-results [data-testid=stMetricValue]')]
        .slice(0, 3).map(e => e.innerText).join('|')
    let before = ''
    addEventListener('keydown', () => {
        before = tiles()
        window.moved = {at: performance.now(), waited: null}
    }, true)
    new MutationObserver(() => {
        if (window.moved?.waited === null && tiles() !== before)
            window.moved.waited = performance.now() - window.moved.at
    }).observe(document.body, {subtree: true, childList: true, characterData: true})
}"""

FIGURES = """(metrics) => document.querySelectorAll('[data-testid=stMetric]').length === metrics
    && !document.querySelector('[data-testid=stProgress]')"""
"""All of a setting's figures stand: from then on tiles change for the next one only."""

SIXTY = """
schema: 1
name: Sixty seats
horizon: {weeks: 1, warm_up_weeks: 0}
demand: {calls_per_day: 1500}
call_types: [{name: Billing, share: 1.0}]
teams: [{name: Front line, agents: 60, shifts: [{start: "08:00"}]}]
"""

PICTURES = """(seconds) => new Promise((done) => {
    let n = 0
    const end = performance.now() + 1000 * seconds
    const next = (now) => (n++, now < end ? requestAnimationFrame(next) : done(n))
    requestAnimationFrame(next)
})"""

STEPS = """async () => {
    const took = []
    for (let i = 0; i < 7; i++) {
        const began = performance.now()
        document.dispatchEvent(new KeyboardEvent('keydown', {key: 'PageDown', bubbles: true}))
        await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))
        took.push((performance.now() - began) / 1000)
    }
    return took
}"""


def release_to_tiles_s(
    page: Page, address: str, rounds: int, name: str = LEVER, metrics: int = 11
) -> list[float]:
    """Seconds for each of so many moves of a lever of the typical centre, no value twice: down, then from its top down.

    The next move comes a second after: the searches in the background of the one before are then still under way.
    """
    page.goto(address)
    lever = page.get_by_role("slider", name=name)
    lever.wait_for()
    page.evaluate(WATCH)
    seconds: list[float] = []
    for number in range(1, rounds + 1):
        page.wait_for_function(FIGURES, arg=metrics)
        lever.focus()
        to = "its top" if number == HALF + 1 else str(int(lever.input_value()) - 1)
        page.keyboard.press("End" if number == HALF + 1 else "ArrowLeft")
        try:
            page.wait_for_function("window.moved.waited !== null")
        except PlaywrightError:
            where = f"the slider to {to}, where it stands at {lever.input_value()}"
            chips = page.get_by_role("button", name=f"{name}: ").all_inner_texts()
            raise NotMeasuredError(
                f"move {number} of {rounds} had no answer: {where}; chips {chips}"
            ) from None
        seconds.append(page.evaluate("window.moved.waited") / 1000.0)
        page.wait_for_timeout(PAUSE_MS)
    return seconds


def floor_picture_s(page: Page, address: str, runs: int) -> list[float]:
    """Processor time of the page's main thread for each picture of sixty seats at the highest speed, run by run.

    A page that draws sixty a second has a sixtieth of a second for each.
    """
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(f"{address}/floor?s={to_link(Shared(parse(SIXTY)))}")
    page.locator(".tile").nth(59).wait_for()
    page.get_by_text("SimPy, the reference engine").wait_for()
    cdp = page.context.new_cdp_session(page)
    cdp.send("Performance.enable", {"timeDomain": "threadTicks"})

    def worked_s() -> float:
        metrics = cdp.send("Performance.getMetrics")["metrics"]
        return next(float(m["value"]) for m in metrics if m["name"] == "TaskDuration")

    page.get_by_role("radio", name="30 minutes a second", exact=True).check(force=True)
    seconds = []
    for _ in range(runs):
        page.get_by_role("button", name="Start of day", exact=True).click()
        page.get_by_role("button", name="Play", exact=True).click()
        before = worked_s()
        pictures = page.evaluate(PICTURES, PLAYED_S)
        seconds.append((worked_s() - before) / pictures)
        page.get_by_role("button", name="Pause", exact=True).click()
    return seconds


def step_s(page: Page, address: str, runs: int) -> list[float]:
    """Seconds from a key pressed in present mode until the next step is drawn, seven steps a run."""
    seconds = []
    for _ in range(runs):
        page.goto(f"{address}/present?s={to_link(Shared(parse(SIXTY), {'teams.Front line.agents': 50}))}")
        page.get_by_text("Thin line: under other assumptions.").wait_for(state="attached")
        page.wait_for_function(IS_IDLE)
        page.wait_for_function(ARE_LAID_OUT)
        seconds += page.evaluate(STEPS)
    return seconds


@dataclass(frozen=True)
class Wait:
    """What is measured: `figure`, its name among the targets; `measure` takes the page, the app's address, `rounds`."""

    figure: str
    title: str
    measure: Callable[[Page, str, int], list[float]]
    rounds: int
    quick_rounds: int
    figure_95: str = ""
    """Name of the time that 95 of 100 stay within, where that has a target."""


WAITS = (
    Wait(
        "page_s", "from a slider let go to changed tiles, in Chromium", release_to_tiles_s, 40, 4, "page_95_s"
    ),
    Wait("floor_picture_s", "a picture of sixty seats on the Floor, CPU time", floor_picture_s, 3, 1),
    Wait("step_s", "from a key to the next step in present mode", step_s, 3, 1),
)


def measured(wait: Wait, *, quick: bool) -> list[float]:
    """All its seconds, in an app and a browser of its own. Raises NotMeasuredError."""
    try:
        ready.prepare()
        with _opened() as (page, address):
            return wait.measure(page, address, wait.quick_rounds if quick else wait.rounds)
    except (PlaywrightError, AssertionError, OSError, pytest.fail.Exception) as error:
        raise NotMeasuredError((str(error) or type(error).__name__).splitlines()[0]) from error


@contextmanager
def _opened() -> Iterator[tuple[Page, str]]:
    """A page of a browser, and the address of the app with the scenarios that come with it."""
    with (
        tempfile.TemporaryDirectory() as folder,
        serving(Path(folder), HEADROOM_CONFIGS=str(ROOT / "configs")) as address,
        sync_playwright() as playwright,
        new_page(playwright) as page,
    ):
        yield page, address


@contextmanager
def new_page(playwright: Playwright) -> Iterator[Page]:
    """A page of a browser that has been nowhere. Playwright waits by evaluating text, which our policy forbids."""
    browser = playwright.chromium.launch(executable_path=browser_path(), args=FLAGS)
    page = browser.new_page(viewport={"width": 1366, "height": 900}, bypass_csp=True)
    page.set_default_timeout(PATIENCE_MS)
    yield page
    browser.close()


if __name__ == "__main__":
    for wait in WAITS:
        seconds = measured(wait, quick=False)
        print(
            f"{wait.title}: median {statistics.median(seconds):.4f} s of {len(seconds)}, longest {max(seconds):.4f}"
        )
