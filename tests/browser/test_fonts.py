"""One font on every machine: what letters are really drawn with, where a machine has only narrow or only wide ones."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache

import pytest
from playwright.sync_api import Browser, CDPSession, Error, Page, expect

from present.fonts import FAMILY
from present.report.page import to_page
from present.report.report import Report, ReportResults
from sim import run
from tests.browser.conftest import BEYOND, IS_COMPLETE, IS_IDLE, PATIENCE_MS, browsing
from tests.browser.test_app import too_wide
from tests.browser.test_present import BASE, LINK, at, complete, count, drawn
from tests.waiting import wait_until

pytestmark = pytest.mark.browser
MACHINES = ("narrow", "wide")
APP_FONTS = {"SourceSans3VF", "Material Symbols Rounded"}
ALPHABETS = "Zażółć gęślą jaźń, Việt Nam, Ελλάδα, Москва: † − – × ≤ → ● ◆ □ ‹ ›"
LONG_WORD = "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz"
PHONE, PROJECTOR = (390, 844), (1024, 768)


def page_of(name: str) -> bytes:
    """A report on one scenario."""
    results = ReportResults(tuple(run([BASE], seed=1, replications=2)), (), (), None)
    return to_page(Report(results, (name,), date(2026, 11, 5)))


@pytest.fixture(scope="module")
def browsers(playwright, machines):
    """A browser on each machine."""
    with browsing(playwright, machines["narrow"]) as narrow, browsing(playwright, machines["wide"]) as wide:
        yield {"narrow": narrow, "wide": wide}


def opened(browser: Browser, address: str, size: tuple[int, int]) -> Page:
    page = browser.new_page(viewport={"width": size[0], "height": size[1]})
    page.set_default_timeout(PATIENCE_MS)
    page.goto(address)
    return page


def what_if(page: Page) -> None:
    """Drawn when all is known: an axis that was drawn for fewer runs keeps its ends."""
    expect(page.get_by_test_id("stMetric")).to_have_count(11)
    page.wait_for_function(IS_COMPLETE)
    page.reload()
    expect(page.get_by_test_id("stMetric")).to_have_count(11)
    page.wait_for_function(IS_COMPLETE)
    page.get_by_text("How sure:").click()
    expect(page.get_by_text("Checked: a second engine gave the same")).to_be_visible()
    page.wait_for_function(IS_IDLE)
    expect(page.locator(".stPlotlyChart .gtitle")).to_have_count(3)


def floor(page: Page) -> None:
    expect(page.get_by_text("SimPy, the reference engine")).to_be_visible()
    expect(page.locator(".tile")).to_have_count(12)


def present(page: Page) -> None:
    """At the pictures of the weeks."""
    at(page, 4)
    complete(page)
    expect(page.locator(".st-key-present_step_3 .gtitle")).to_have_count(3)


def report(page: Page) -> None:
    page.locator("#weeks").scroll_into_view_if_needed()
    expect(page.locator("#weeks .gtitle")).to_have_count(3)


WHAT_IF, FLOOR, PRESENT, REPORT = "", "/floor", f"/present?s={LINK}&at=4", "report"
VIEWS: dict[str, Callable[[Page], None]] = {WHAT_IF: what_if, FLOOR: floor, PRESENT: present, REPORT: report}
"""By address in the app: waits until the view has come."""
NAMES = ("what_if", "floor", "present", "report")


@pytest.fixture(scope="module")
def showing(browsers, address, tmp_path_factory):
    """A view on a machine, opened once for all tests."""
    path = tmp_path_factory.mktemp("page") / "report.html"
    path.write_bytes(page_of(ALPHABETS))

    @cache
    def showing(view: str, machine: str) -> Page:
        where = path.as_uri() if view == REPORT else f"{address}{view}"
        page = opened(browsers[machine], where, PROJECTOR)
        VIEWS[view](page)
        return page

    return showing


def drawn_with(page: Page) -> dict[str, set[str]]:
    """Fonts that letters are drawn with, "of the machine" where a page did not bring them, and texts of each."""
    cdp = page.context.new_cdp_session(page)
    cdp.send("DOM.enable")
    cdp.send("CSS.enable")

    def fonts() -> dict[str, set[str]]:
        try:
            return _fonts(cdp)
        except Error:  # something has been drawn anew meanwhile
            return {}

    return wait_until(fonts, "the page stands still")


def _fonts(cdp: CDPSession) -> dict[str, set[str]]:
    nodes = cdp.send("DOM.getFlattenedDocument", {"depth": -1, "pierce": True})["nodes"]
    texts = {n["parentId"]: n["nodeValue"].strip() for n in nodes if n["nodeType"] == 3}
    fonts: dict[str, set[str]] = {}
    for node, text in texts.items():
        if text:
            for font in cdp.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]:
                origin = "" if font["isCustomFont"] else " of the machine"
                fonts.setdefault(font["familyName"] + origin, set()).add(text[:60])
    return fonts


WIDTH = "document.querySelector('p').getBoundingClientRect().width"


def test_a_page_without_a_font_gets_that_of_the_machine(browsers):
    widths = []
    for machine in MACHINES:
        page = browsers[machine].new_page()
        page.set_content("<p style='width: max-content; font: 20px sans-serif'>Calls answered</p>")
        assert drawn_with(page).keys() == {f"{machine.title()} of the machine"}
        widths.append(page.evaluate(WIDTH))
        page.close()
    assert 1.4 < widths[1] / widths[0] < 1.55


@pytest.mark.parametrize("view", VIEWS, ids=NAMES)
def test_every_letter_is_drawn_with_the_font_that_comes_along(showing, view):
    fonts = drawn_with(showing(view, "wide"))
    own = {FAMILY} if view == REPORT else APP_FONTS
    assert fonts.keys() <= own, {name: sorted(fonts[name])[:5] for name in fonts.keys() - own}
    assert max(len(texts) for texts in fonts.values()) > 50


BOXES = """() => {
  const boxes = [];
  const walk = (root) => {
    for (const e of root.querySelectorAll("*")) {
      if (e.shadowRoot) walk(e.shadowRoot);
      if (![...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim())) continue;
      const {x, y, width, height} = e.getBoundingClientRect();
      const place = [x, y, width, height].map((v) => v.toFixed(1)).join(" ");
      if (width && height) boxes.push(`${e.textContent.trim().slice(0, 40)}: ${place}`);
    }
  };
  walk(document);
  return boxes;
}"""
"""Where every text is and how large."""


PICTURES_LATER = """() => new Promise((done) => {
  let count = 0;
  const next = () => { if (++count < 30) requestAnimationFrame(next); else done(); };
  next();
})"""
"""The browser has drawn that many."""


def places(pages: list[Page]) -> list[list[str]]:
    """Where every text is on each page: as soon as they agree, or once nothing moves on any."""
    before: list[list[str]] = []
    while True:
        boxes = [page.evaluate(BOXES) for page in pages]
        if boxes == before or boxes[0] == boxes[1]:
            return boxes
        before = boxes
        for page in pages:
            page.evaluate(PICTURES_LATER)


@pytest.mark.parametrize("view", VIEWS, ids=NAMES)
def test_every_text_has_the_same_place_whatever_letters_the_machine_has(showing, view):
    pages = [showing(view, machine) for machine in MACHINES]
    for page in pages:  # once more: a picture laid out before its letters have come may lie half a pixel off
        page.reload()
        VIEWS[view](page)
    narrow, wide = places(pages)
    assert [where.rpartition(": ")[0] for where in narrow] == [where.rpartition(": ")[0] for where in wide]
    for one, other in zip(narrow, wide, strict=True):
        px, as_px = ([float(n) for n in where.rpartition(": ")[2].split()] for where in (one, other))
        assert px == pytest.approx(as_px, abs=0.3), one  # a picture's labels may lie a tenth apart
    assert len(wide) > 50


@pytest.mark.parametrize("machine", MACHINES)
def test_what_if_is_no_wider_than_a_telephone(showing, machine):
    page = showing(WHAT_IF, machine)
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    page.wait_for_function("document.querySelector('[data-testid=stMain]').clientWidth <= innerWidth")
    assert too_wide(page) <= 0
    page.set_viewport_size({"width": PROJECTOR[0], "height": PROJECTOR[1]})


@pytest.mark.parametrize("machine", MACHINES)
def test_every_step_has_room_on_a_projector(showing, machine):
    page = showing(PRESENT, machine)
    page.keyboard.press("Home")
    for number in range(count(page)):
        at(page, number + 1)
        seen = drawn(page, number)
        assert (seen["cut"], seen["small"], max(seen["scrolls"])) == ([], [], 0), number + 1
        page.keyboard.press("PageDown")
    page.keyboard.press("4")
    page.keyboard.press("Enter")
    at(page, 4)


def test_pictures_on_a_telephone_cut_no_words(browsers, address):
    page = opened(browsers["wide"], f"{address}/present?s={LINK}", PHONE)
    for number in (3, 4, 5, 6):
        expect(page.locator(f".st-key-present_step_{number} .stPlotlyChart .main-svg").first).to_be_attached()
    page.wait_for_function(f"({BEYOND})().length === 0", polling=100)
    page.close()


@pytest.mark.parametrize("machine", MACHINES)
def test_a_report_is_no_wider_than_a_telephone_even_with_other_letters_and_a_long_word(
    browsers, machine, tmp_path
):
    path, embedded = tmp_path / "report.html", f'font-family:"{FAMILY}"'.encode()
    made = page_of(LONG_WORD)
    assert embedded in made
    path.write_bytes(made.replace(embedded, b'font-family:"Unused"'))
    page = opened(browsers[machine], path.as_uri(), PHONE)
    report(page)
    assert f"{machine.title()} of the machine" in drawn_with(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
    page.close()
