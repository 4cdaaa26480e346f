"""One font on every machine: what letters are really drawn with, and layouts where only narrow or wide ones are at hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import Browser, Page, expect

from present.permalink import Compared, Shared, to_link
from present.report.page import to_page
from present.report.report import Found, Report
from sim import but, parse, run
from tests.browser.conftest import PATIENCE_MS, SMALL, browsing

pytestmark = pytest.mark.browser
BASE = parse(SMALL)
FEWER = but(BASE, {"name": "Fewer", "teams": [{**BASE.teams[0].model_dump(mode="json"), "agents": 10}]})
LINK = to_link(
    Shared(BASE, {}, 0, (), Compared(("small", "fewer"), "small", (), {"small": BASE, "fewer": FEWER}))
)
ALPHABETS = "Zażółć gęślą jaźń, Việt Nam, Ελλάδα, Москва: † − – × ≤ → ● ◆ □ ‹ ›"
SIZES = {"phone": (390, 844), "projector": (1024, 768), "desk": (1440, 900)}


@pytest.fixture(scope="module", params=["narrow", "wide"])
def machine(request, playwright, machines):
    """A browser that has no other font of its own."""
    with browsing(playwright, machines[request.param]) as made:
        yield made


@pytest.fixture(scope="module")
def both(playwright, machines):
    """One with narrow and one with wide letters."""
    with browsing(playwright, machines["narrow"]) as narrow, browsing(playwright, machines["wide"]) as wide:
        yield narrow, wide


@pytest.fixture(scope="module")
def report_page(tmp_path_factory):
    """The address of a report on one scenario, of whose letters the font has all."""
    path = tmp_path_factory.mktemp("page") / "report.html"
    found = Found(tuple(run([BASE], seed=1, replications=2)), (), (), None)
    path.write_bytes(to_page(Report(found, (ALPHABETS,), date(2026, 11, 5), "")))
    return path.as_uri()


def opened(browser: Browser, address: str, size: str) -> Page:
    width, height = SIZES[size]
    page = browser.new_page(viewport={"width": width, "height": height})
    page.set_default_timeout(PATIENCE_MS)
    page.goto(address)
    return page


def what_if(browser: Browser, address: str, size: str) -> Page:
    page = opened(browser, address, size)
    expect(page.get_by_text("Checked: a second engine gave the same")).to_be_visible()
    expect(page.locator(".stPlotlyChart .gtitle")).to_have_count(3)
    return page


def floor(browser: Browser, address: str, size: str) -> Page:
    page = opened(browser, f"{address}/floor", size)
    expect(page.get_by_text("Replayed from the SimPy record")).to_be_visible()
    expect(page.locator(".tile")).to_have_count(12)
    return page


def present(browser: Browser, address: str, size: str) -> Page:
    """Opened at the pictures of the weeks."""
    page = opened(browser, f"{address}/present?s={LINK}&at=4", size)
    expect(page.locator(".st-key-present_step_3 .gtitle")).to_have_count(3)
    return page


def report(browser: Browser, address: str, size: str) -> Page:
    page = opened(browser, address, size)
    page.locator("#weeks").scroll_into_view_if_needed()
    expect(page.locator("#weeks .gtitle")).to_have_count(3)
    return page


OPENERS: dict[str, Callable[[Browser, str, str], Page]] = {
    "what_if": what_if,
    "floor": floor,
    "present": present,
    "report": report,
}


def drawn_with(page: Page) -> dict[str, set[str]]:
    """Fonts that letters on the page are drawn with: {name, with "of the machine" where it is: some of the texts}."""
    cdp = page.context.new_cdp_session(page)
    cdp.send("DOM.enable")
    cdp.send("CSS.enable")
    nodes = cdp.send("DOM.getFlattenedDocument", {"depth": -1, "pierce": True})["nodes"]
    texts = {n["parentId"]: n["nodeValue"].strip() for n in nodes if n["nodeType"] == 3}
    fonts: dict[str, set[str]] = {}
    for node, text in texts.items():
        if text:
            for font in cdp.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]:
                of = "" if font["isCustomFont"] else " of the machine"
                fonts.setdefault(font["familyName"] + of, set()).add(text[:60])
    return fonts
