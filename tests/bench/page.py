"""What a manager waits for: a slider let go, in a real Chromium, until the tiles have changed; the engine is warm."""

from __future__ import annotations

import statistics
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from sim.engine.compiled import ready
from tests.browser.conftest import FLAGS, ROOT, browser_path, serving

LEVER = "Agents, Front line"
FIRST_S = 120.0
"""Longest wait for the page's first figures."""

WATCH = """() => {
    const tiles = () => [...document.querySelectorAll('.st-key-results [data-testid=stMetricValue]')]
        .slice(0, 3).map(e => e.innerText).join('|')
    let before = '', moved = 0
    window.waited = null
    addEventListener('keydown', () => { before = tiles(); moved = performance.now(); window.waited = null }, true)
    new MutationObserver(() => {
        if (moved && window.waited === null && tiles() !== before) window.waited = performance.now() - moved
    }).observe(document.body, {subtree: true, childList: true, characterData: true})
}"""


def release_to_tiles_s(rounds: int = 20) -> list[float]:
    """Seconds for each of so many moves of a lever of the typical centre, no value twice.

    The next move comes a second after: the searches in the background of the one before are then still under way.
    """
    ready.prepare()
    with (
        tempfile.TemporaryDirectory() as folder,
        serving(Path(folder), HEADROOM_CONFIGS=str(ROOT / "configs")) as address,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=browser_path(), args=FLAGS)
        page = browser.new_page(viewport={"width": 1366, "height": 900})
        page.goto(address)
        page.wait_for_function(
            "document.querySelector('[data-testid=stApp]')?.getAttribute('data-test-script-state') === 'notRunning'"
            " && document.querySelectorAll('[data-testid=stMetric]').length === 11",
            timeout=FIRST_S * 1000,
        )
        page.evaluate(WATCH)
        lever = page.get_by_role("slider", name=LEVER)
        found = []
        for _ in range(rounds):
            lever.focus()
            page.keyboard.press("ArrowLeft")
            page.wait_for_function("window.waited !== null", timeout=FIRST_S * 1000)
            found.append(page.evaluate("window.waited") / 1000.0)
            page.wait_for_timeout(1000)
        browser.close()
    return found


if __name__ == "__main__":
    seconds = release_to_tiles_s()
    print(f"median {statistics.median(seconds):.2f} s, longest {max(seconds):.2f} s of {len(seconds)} moves")
