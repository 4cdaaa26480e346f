"""The scorecard in a real Chromium: eight scenarios with long names on laptops and a phone, axe, what it sends."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from present.permalink import Compared, Shared, to_link
from sim import parse, replace
from tests.browser.conftest import PATIENCE_MS, SHOTS, SMALL, quiet
from tests.browser.messages import heard, last_page_run
from tests.browser.test_app import opened, too_wide, violations

pytestmark = pytest.mark.browser
BASE = parse(SMALL)
LONG = (
    "A centre with fewer people on the phones all day and a rule that lets them end calls that lead nowhere"
)
EIGHT = {"small": BASE} | {
    f"own {i}": replace(BASE, {"name": f"Plan {i}: {LONG}", "teams.Front line.agents": 8 + i})
    for i in range(1, 8)
}
NAMES = {scenario.name for scenario in EIGHT.values()}
LINK = to_link(Shared(BASE, {}, 0, (), Compared(tuple(EIGHT), "small", (), EIGHT, "service_level"), 4))
CUT = """() => [...document.querySelectorAll('.scorecard th, .scorecard td')]
    .filter((e) => e.offsetParent && e.scrollWidth > e.clientWidth + 1).map((e) => e.innerText)"""
ZEROS = """() => [...document.querySelectorAll('.scorecard tbody tr')].map((row) =>
    Math.round(row.querySelector('td .zero').getBoundingClientRect().left))"""
LONG_LINES = """() => [...document.querySelectorAll('[data-testid=stMain] p:not(.legend)')]
    .filter((e) => e.getBoundingClientRect().width > 50 * 16 + 1).map((e) => e.innerText)"""
TOP_OF_TEXT = """(heading) => {
  const text = document.createRange()
  text.selectNodeContents(heading)
  return text.getBoundingClientRect().top
}"""
MOST_MESSAGES = 120


def compare(browser: Browser, address: str, width: int, scheme: str = "light") -> Page:
    page = opened(
        browser,
        f"{address}/compare?s={LINK}",
        viewport={"width": width, "height": 768},
        color_scheme=scheme,
    )
    expect(page.locator(".scorecard h3")).to_contain_text("in calls answered in time")
    quiet(page)
    return page


@pytest.mark.smoke
def test_eight_scenarios_with_long_names_fit_a_laptop_as_a_table(browser, address):
    page = compare(browser, address, 1024)
    assert too_wide(page) <= 0
    assert page.evaluate(CUT) == []
    expect(page.get_by_role("columnheader")).to_have_count(6)
    rows = page.get_by_role("rowheader")
    expect(rows).to_have_count(8)
    assert {name for row in rows.all() for name in NAMES if name in row.inner_text()} == NAMES
    assert len(set(page.evaluate(ZEROS))) == 1, "zero lies in line in all rows"
    expect(page.get_by_test_id("stDataFrame")).to_have_count(0)
    assert violations(page) == []
    page.screenshot(path=SHOTS / "compare_eight_1024.png", full_page=True)
    page.context.close()


@pytest.mark.parametrize(("width", "scheme"), [(1366, "dark"), (390, "light"), (390, "dark")])
def test_the_scorecard_is_accessible_and_no_wider_than_the_screen(browser, address, width, scheme):
    page = compare(browser, address, width, scheme)
    assert too_wide(page) <= 0
    assert page.evaluate(CUT) == []
    expect(page.get_by_role("rowheader")).to_have_count(8)
    assert violations(page) == []
    page.screenshot(path=SHOTS / f"compare_eight_{width}_{scheme}.png", full_page=True)
    page.context.close()


def test_on_a_wide_screen_lines_are_no_longer_than_an_eye_can_follow(browser, address):
    page = compare(browser, address, 1680)
    assert page.evaluate(LONG_LINES) == []
    page.context.close()


def test_what_is_folded_is_sent_when_it_is_opened(browser, address):
    page = browser.new_page(viewport={"width": 1366, "height": 768})
    messages = heard(page)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{address}/compare?s={LINK}")
    expect(page.locator(".scorecard h3")).to_contain_text("in calls answered in time")
    quiet(page)
    assert len(last_page_run(messages)) <= MOST_MESSAGES
    assert not [url for url in asked if "/DataFrame." in url or "plotly" in url.lower()]
    page.get_by_text("All figures, to sort and to download").click()
    expect(page.get_by_test_id("stDataFrame")).to_be_visible()
    assert [url for url in asked if "/DataFrame." in url]
    page.get_by_text("Every difference with its interval").click()
    expect(page.get_by_test_id("stPlotlyChart")).to_have_count(5)
    page.get_by_text("What is set differently").click()
    expect(page.get_by_role("rowheader", name="Agents", exact=True)).to_be_visible()
    quiet(page)
    assert violations(page) == []
    page.close()


def test_what_matters_most_is_one_click_away_and_stays_over_a_reload(browser, address):
    page = compare(browser, address, 1366)
    page.get_by_role("radio", name="Exhaustion").or_(
        page.get_by_role("button", name="Exhaustion")
    ).first.click()
    expect(page.locator(".scorecard .matters")).to_contain_text("Exhaustion")
    quiet(page)
    page.reload()
    expect(page.locator(".scorecard .matters")).to_contain_text("Exhaustion")
    page.context.close()


def test_the_way_to_ones_own_scenarios_keeps_the_margin_of_its_card(browser: Browser, address: str):
    page = opened(browser, f"{address}/compare", viewport={"width": 1024, "height": 768})
    quiet(page)
    ends = [
        page.locator(f".st-key-own_scenarios{part}").evaluate("(e) => e.getBoundingClientRect().bottom")
        for part in ("", " a")
    ]
    assert ends[0] - ends[1] >= 15.0


def test_the_heading_stands_where_that_of_every_page_does(browser: Browser, address: str):
    page = browser.new_page(viewport={"width": 1024, "height": 768})
    page.set_default_timeout(PATIENCE_MS)
    tops = []
    for path in ("explore", "compare", "glossary"):
        page.goto(f"{address}/{path}")
        quiet(page)
        tops.append(page.get_by_role("heading", level=2).first.evaluate(TOP_OF_TEXT))
    assert max(tops) - min(tops) < 1.0, tops
    page.close()
