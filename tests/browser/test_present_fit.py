"""Present on every usual projector, in any font, with long names and large numbers: nothing is cut, nothing breaks."""

from __future__ import annotations

import os
import re

import pytest
from playwright.sync_api import Page, expect

from present.permalink import Compared, Shared, to_link
from sim import replace
from tests.browser.conftest import ARE_LAID_OUT, PATIENCE_MS, SHOTS, browsing
from tests.browser.test_present import BASE, at, complete, count

pytestmark = pytest.mark.browser
SIZES = [(1024, 768), (1280, 720), (1280, 800), (1366, 768), (1440, 900), (1920, 1080)]
FONTS = ("own", "narrow", "wide")
"""The app's own font, and what a machine has where that does not come."""
ALL = "Retail customers in all regions of the country on weekdays,"
MUCH = f"{ALL} with the handle-time target and no right to end calls"
LESS = f"{ALL} without the handle-time target and a right to end calls"
TEAM = {**BASE.teams[0].model_dump(mode="json"), "agents": 9}
THERE = {
    "much": replace(BASE, {"name": MUCH, "rules.handle_time_cap.minutes": 4.0}),
    "less": replace(
        BASE, {"name": LESS, "teams": [TEAM], "callers.difficult_share": 0.3, "costs.currency": "AUD"}
    ),
}
LINK = to_link(Shared(THERE["much"], {}, 0, (), Compared(tuple(THERE), "much", (), THERE)))
USUAL = """() => {
  const deltas = [...document.querySelectorAll("[data-testid=stMetricDelta] p")]
  deltas.forEach((e) => (e.textContent = "−11.8\\u00a0points, worse"))
  return deltas.length
}"""
"""Verdicts as long as any usual one."""
ONE_LINE = """() => [...document.querySelectorAll("[data-testid=stMetricDelta] p")]
  .filter((e) => e.getClientRects().length).every((e) => {
    const range = document.createRange()
    range.selectNodeContents(e)
    return new Set([...range.getClientRects()].map(({ top }) => Math.round(top))).size === 1
  })"""
LARGE = """() => {
  const values = [...document.querySelectorAll("[data-testid=stMetricValue]")]
  const firstText = (e) => document.createTreeWalker(e, NodeFilter.SHOW_TEXT).nextNode()
  values.forEach((e) => (firstText(e).data = "123,456 "))
  const deltas = [...document.querySelectorAll("[data-testid=stMetricDelta]")]
  deltas.forEach((e) => {
    const walker = document.createTreeWalker(e, NodeFilter.SHOW_TEXT)
    while (walker.nextNode()) if (/\\d/.test(walker.currentNode.data))
      walker.currentNode.data = "−12,345,678.90 AUD a week, too small to matter"
  })
  return values.length
}"""
"""Numbers as large as any, in place of those of a small centre."""
FAULTS = """(number) => {
  const BLOCKS = "h1, p, button, img, .stPlotlyChart, [data-testid=stMetricLabel], [data-testid=stMetricValue]," +
    "[data-testid=stMetricDelta]"
  const step = document.querySelector(`.st-key-present_step_${number}`)
  const box = (e) => e.getBoundingClientRect()
  const isSeen = (e) => box(e).width && box(e).height
  const letter = (e) => parseFloat(getComputedStyle(e).fontSize)  // which may hang below its line
  const name = (e) => (e.textContent || e.tagName).trim().slice(0, 60)
  const blocks = [...step.querySelectorAll(BLOCKS)].filter(isSeen)
    .filter((e) => getComputedStyle(e).display !== "inline")
    .filter((e) => !e.closest("button") || e.tagName === "BUTTON")
  const outside = blocks.filter((e) => {
    const { left, top, right, bottom } = box(e)
    return left < -1 || top < -1 || right > innerWidth + 1 || bottom > innerHeight + 1
  })
  const narrow = blocks.filter((e) => e.matches("h1, p, button") &&
    (e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 0.25 * letter(e)))
  const over = []
  blocks.forEach((one, i) => blocks.slice(i + 1).forEach((other) => {
    const a = box(one), b = box(other)
    const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left)
    const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top)
    if (wide > 2 && high > 3 && !one.contains(other)) over.push(`${name(one)} | ${name(other)}`)
  }))
  const broken = [...step.querySelectorAll("[data-testid=stMetricValue]")].filter((e) => {
    const walker = document.createTreeWalker(e, NodeFilter.SHOW_TEXT), middles = []
    while (walker.nextNode()) if (walker.currentNode.data.trim()) {
      const range = document.createRange()
      range.selectNodeContents(walker.currentNode)
      for (const { top, bottom } of range.getClientRects()) middles.push([top, bottom])
    }
    const top = Math.max(...middles.map(([t]) => t)), bottom = Math.min(...middles.map(([, b]) => b))
    return top > bottom || box(e).right > box(e.closest("[class*=st-key-present_tile_]")).right
  })
  const tiles = [...step.querySelectorAll("[class*=st-key-present_tile_]")].filter(
    (e) => e.scrollHeight > e.clientHeight + 1 || e.scrollWidth > e.clientWidth + 1)
  return {
    scrolls: [step.scrollHeight - step.clientHeight, step.scrollWidth - step.clientWidth].filter((x) => x > 1),
    outside: outside.map(name), narrow: narrow.map(name), over, broken: broken.map(name), tiles: tiles.map(name),
  }
}"""
"""What is wrong with a step: lists that are all empty where nothing is."""
ARE_DRAWN = """(number) => [...document.querySelectorAll(`.st-key-present_step_${number} .stPlotlyChart`)]
  .every((chart) => chart.querySelector(".main-svg"))"""
NO_FAULT = f"(number) => Object.values(({FAULTS})(number)).every((found) => found.length === 0)"


@pytest.fixture(scope="module")
def browsers(playwright, machines):
    """A browser for each font; the app's own is looked at on the machine with wide letters."""
    made = {name: browsing(playwright, machines[name]) for name in ("narrow", "wide")}
    with made["narrow"] as narrow, made["wide"] as wide:
        yield {"own": wide, "narrow": narrow, "wide": wide}


def opened(browser, address: str, font: str, size: tuple[int, int], link: str = LINK) -> Page:
    """The presentation; but for its own font, the app gets none."""
    context = browser.new_context(viewport={"width": size[0], "height": size[1]})
    if font != "own":
        context.route(re.compile(r"\.woff2?(\?|$)"), lambda route: route.abort())
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.goto(f"{address}/present?s={link}")
    expect(page.locator(".st-key-present_all")).to_be_attached()
    return page


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("font", FONTS)
def test_every_step_fits(browsers, address, font, size):
    page = opened(browsers[font], address, font, size)
    complete(page)
    page.wait_for_function(ARE_LAID_OUT)
    for number in range(count(page)):
        at(page, number + 1)
        page.wait_for_function(ARE_DRAWN, arg=number)
        try:
            page.wait_for_function(NO_FAULT, arg=number, timeout=5_000)
        finally:
            if font == "wide" or os.environ.get("HEADROOM_ALL_SHOTS"):
                page.screenshot(path=SHOTS / f"present_{font}_{size[0]}_{number + 1}.png")
        page.keyboard.press("PageDown")
    page.keyboard.press("Home")
    for _ in range(2):
        page.keyboard.press("PageDown")
    at(page, 3)
    assert page.evaluate(USUAL) == 3
    page.wait_for_function(ONE_LINE, timeout=5_000)
    assert page.evaluate(LARGE) == 3
    page.wait_for_function(NO_FAULT, arg=2, timeout=5_000)
    assert "123,456" in page.locator(".st-key-present_step_2 [data-testid=stMetricValue]").first.inner_text()
    page.context.close()


def test_a_fault_would_be_found(browsers, address):
    """A number and its unit on two lines, text out of its place and over other text."""
    page = opened(browsers["own"], address, "own", SIZES[0])
    page.keyboard.press("3")
    page.keyboard.press("Enter")
    at(page, 3)
    page.wait_for_function(NO_FAULT, arg=2)
    style = """[data-testid=stMetricValue] * {white-space: normal !important; width: 1em}
        [class*=st-key-present_names_text_2] p {position: relative; top: 60px}
        [class*=st-key-present_text24_2] p {margin-left: 900px !important; white-space: nowrap}"""
    page.add_style_tag(content=style)
    found = page.evaluate(FAULTS, 2)
    assert found["broken"]
    assert found["over"]
    assert found["outside"]
    page.context.close()


def test_names_that_begin_alike_are_told_apart(browsers, address):
    page = opened(browsers["own"], address, "own", SIZES[0])
    for number in (2, 3, 5):
        names = page.locator(f"[class*=st-key-present_names_][class*=_{number}]").first
        words = re.sub(r"\s+", " ", names.text_content() or "")
        assert "without" in words
        assert re.search(r"\bwith\b", words)
    page.context.close()
