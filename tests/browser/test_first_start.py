"""A new machine: nothing compiled yet. The page serves at once, by SimPy, while the fast engine is made ready."""

from __future__ import annotations

import re

import psutil
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PATIENCE_MS
from tests.waiting import wait_until


def wait_until_complete(page) -> None:
    expect(page.get_by_test_id("stMetric")).to_have_count(11)
    expect(page.get_by_test_id("stProgress")).to_have_count(0)


def is_ready(cache) -> bool:
    return any(cache.glob("headroom/*/ready *"))


def compilers() -> list[psutil.Process]:
    """The programs that compile for an app of ours."""
    return [
        process
        for process in psutil.Process().children(recursive=True)
        if process.cmdline()[-1:] == ["sim.engine.compiled"]
    ]


@pytest.mark.browser
def test_the_page_is_usable_while_the_kernel_compiles(browser, new_machine):
    address, cache = new_machine
    page = browser.new_page(viewport={"width": 1366, "height": 900})
    page.set_default_timeout(PATIENCE_MS)
    page.goto(address)
    (compiler,) = wait_until(compilers, "the kernel is being compiled")
    compiler.suspend()  # however slow the page, it is not ready first
    wait_until_complete(page)
    page.get_by_text("How sure:").click()
    expect(page.get_by_text("Until then SimPy, the slower engine, simulates")).to_be_visible()
    page.get_by_role("slider", name="Agents, Front line").press("ArrowLeft")
    expect(page.get_by_role("button", name=re.compile(r"Agents, Front line: 11 \(was 12\)"))).to_be_visible()
    wait_until_complete(page)
    expect(page.get_by_test_id("stMetricDelta").first).to_be_visible()
    assert not is_ready(cache), "all this while the engine was still compiling"
    page.close()


@pytest.mark.soak
@pytest.mark.browser
def test_then_the_fast_engine_takes_over_and_simpy_checks_it(browser, new_machine):
    address, cache = new_machine
    page = browser.new_page(viewport={"width": 1366, "height": 900})
    page.set_default_timeout(PATIENCE_MS)
    page.goto(address)
    wait_until_complete(page)
    wait_until(lambda: is_ready(cache), "the kernel is compiled")
    page.get_by_role("slider", name="Agents, Front line").press("ArrowLeft")
    page.get_by_text("How sure:").click()
    expect(page.get_by_text("Checked: a second engine gave the same")).to_be_visible()
    page.close()
