"""What if beside a plain Streamlit app of as many widgets, in one run: first visits in turn, moves, messages."""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Page, Playwright, sync_playwright

from sim.engine.compiled import ready
from tests import processes
from tests.bench.measure import NotMeasuredError
from tests.bench.page import LEVER, PAUSE_MS, new_page, release_to_tiles_s
from tests.browser.conftest import serving
from tests.browser.messages import heard, is_page_run
from tests.processes import ROOT

VISITS, QUICK_VISITS = 7, 1
MOVES, OUR_MOVES, QUICK_MOVES = 20, 5, 2
"""Of the plain app, and of What if for its messages only: `page_s` has its times."""


@dataclass
class Side:
    """One of the two apps and what was measured of it.

    `sliders_s`, `figures_s`: from asking for the page, a visit each in a browser never used before. `moves_s`: from a
    slider to its metric. `messages`: of each run of the whole page that a move began.
    """

    address: str
    lever: str
    metrics: int
    sliders_s: list[float] = field(default_factory=list)
    figures_s: list[float] = field(default_factory=list)
    moves_s: list[float] = field(default_factory=list)
    messages: list[int] = field(default_factory=list)

    def visit(self, page: Page) -> None:
        """See the page for the first time."""
        began = time.perf_counter()
        page.goto(self.address)
        page.get_by_test_id("stSlider").first.wait_for()
        self.sliders_s.append(time.perf_counter() - began)
        page.get_by_test_id("stMetric").nth(2).wait_for()
        self.figures_s.append(time.perf_counter() - began)

    def move(self, page: Page, times: int) -> None:
        """Move a slider so many times, to values never seen."""
        said = heard(page)
        self.moves_s += release_to_tiles_s(page, self.address, times, self.lever, self.metrics)
        page.wait_for_timeout(PAUSE_MS)
        runs = [number for number, message in enumerate(said) if is_page_run(message)]
        for begins in runs[1:]:  # without the visit
            ends = (n for n in range(begins, len(said)) if said[n].WhichOneof("type") == "script_finished")
            self.messages.append(next(ends) + 1 - begins)


@dataclass(frozen=True)
class Pair:
    """Both."""

    ours: Side
    plain: Side

    def figures(self) -> dict[str, float]:
        """Those that have targets: ratios of the medians of first visits, messages of the largest run of our page."""
        median = statistics.median
        return {
            "first_sliders": median(self.ours.sliders_s) / median(self.plain.sliders_s),
            "first_figures": median(self.ours.figures_s) / median(self.plain.figures_s),
            "messages": float(max(self.ours.messages)),
        }


def measured(*, quick: bool) -> Pair:
    """Visit both in turn, one visit each uncounted; then move. Raises NotMeasuredError."""
    visits, moves, our_moves = (
        (QUICK_VISITS, QUICK_MOVES, QUICK_MOVES) if quick else (VISITS, MOVES, OUR_MOVES)
    )
    try:
        ready.prepare()
        with _both() as both, sync_playwright() as playwright:
            for side in both:
                _visit(Side(side.address, side.lever, side.metrics), playwright)
            for number in range(visits):
                for side in both if number % 2 else reversed(both):
                    _visit(side, playwright)
            ours, plain = both
            for side, times in ((plain, moves), (ours, our_moves)):
                with new_page(playwright) as page:
                    side.move(page, times)
            return Pair(ours, plain)
    except (PlaywrightError, AssertionError, OSError, pytest.fail.Exception) as error:
        raise NotMeasuredError((str(error) or type(error).__name__).splitlines()[0]) from error


def _visit(side: Side, playwright: Playwright) -> None:
    with new_page(playwright) as page:
        side.visit(page)
        page.wait_for_timeout(PAUSE_MS)


@contextmanager
def _both() -> Iterator[tuple[Side, Side]]:
    """What if with the scenarios that come with it, and the plain app."""
    with tempfile.TemporaryDirectory() as folder:
        port, log = processes.free_port(), Path(folder) / "plain.log"
        (Path(folder) / "ours").mkdir()
        command = [sys.executable, "-m", "streamlit", "run", str(Path(__file__).with_name("plain_app.py"))]
        options = ["--server.port", str(port), "--server.address", "127.0.0.1", "--server.headless", "true"]
        with (
            log.open("w") as out,
            processes.started([*command, *options], log=out) as server,
            serving(Path(folder) / "ours", HEADROOM_CONFIGS=str(ROOT / "configs")) as address,
        ):
            processes.wait_until_served(server, port, log)
            yield Side(address, LEVER, 11), Side(f"http://127.0.0.1:{port}", "Lever 0", 3)


if __name__ == "__main__":
    pair = measured(quick=False)
    print(pair)
    print(pair.figures())
