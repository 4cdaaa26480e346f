"""The page that is handed over, in a real Chromium: opened as a file, nothing asked of a network, everything works."""

from __future__ import annotations

import dataclasses
import json
import re
import time
from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from present.report.page import to_page
from present.report.report import Report, ReportResults
from sim import parse, replace, run
from sim.experiment import assumption_ranges
from tests.browser.conftest import PATIENCE_MS, SHOTS

pytestmark = pytest.mark.browser
EVIL = '</script><script>window.hacked=1</script><img src=x onerror="window.hacked=1">'
TEAM = '</script><b onload>team</b>&"'
BASE = parse(
    f"""
schema: 1
name: Before
description: {json.dumps(EVIL)}
horizon: {{weeks: 2, warm_up_weeks: 0}}
demand: {{calls_per_day: 100}}
call_types: [{{name: Calls, share: 1.0}}]
teams: [{{name: {json.dumps(TEAM)}, agents: 5}}, {{name: Second, agents: 2}}]
rules: {{handle_time_cap: {{minutes: 4.0, basis: each_call}}}}
"""
)
FREE = replace(BASE, {"rules.handle_time_cap.minutes": None, "name": "No target"})
NAMES = (EVIL, "مركز خدمة العملاء في سيدني", "客户服务中心：取消四分钟通话目标")
LEAVES = 12


@pytest.fixture(scope="module")
def report():
    results = run([BASE, FREE], seed=3, replications=4)
    ranges = assumption_ranges(BASE, [FREE], seed=3, replications=4)
    found = ReportResults((results[0], results[1], results[1]), tuple(ranges) * 2, ((), ()), None)
    return Report(found, NAMES, date(2026, 11, 5), EVIL)


@pytest.fixture(scope="module")
def file(report, tmp_path_factory):
    """The page of three scenarios with hostile names."""
    path = tmp_path_factory.mktemp("page") / "report.html"
    path.write_bytes(to_page(report))
    return path


@pytest.fixture(scope="module")
def opening(browser, file):
    """Opens the page without a network; what goes wrong and what is asked for is kept and must be nothing."""
    contexts, wrong = [], []

    def opened(width=1440, scheme="light"):
        context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, offline=True
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.on("console", lambda m: wrong.append(m.text) if m.type in ("error", "warning") else None)
        page.on("pageerror", lambda e: wrong.append(str(e)))
        page.on(
            "request", lambda r: wrong.append(r.url) if not r.url.startswith(("file:", "data:")) else None
        )
        page.goto(file.as_uri())
        return page

    yield opened
    for context in contexts:
        assert not any(page.evaluate("'hacked' in window") for page in context.pages)
        context.close()
    assert not wrong


@pytest.fixture(scope="module")
def opened(opening):
    """One page for all tests that may leave it as it is."""
    return opening()


WAITING = """() => {
  const one = [...document.querySelectorAll('.chart')].find(c => c.offsetParent && !c.querySelector('.main-svg'));
  if (one) one.scrollIntoView({behavior: 'instant'});
  return Boolean(one);
}"""
"""Goes to a chart that is shown and not drawn yet; whether there was one."""


def scrolled(page):
    """Everything was near the screen once; all charts that are shown are drawn.

    By the clock and not by drawn frames: a busy machine may draw none for as long as it likes.
    """
    end, pause_ms = time.monotonic() + PATIENCE_MS / 1000, 20
    while True:
        for top in range(0, page.evaluate("document.documentElement.scrollHeight"), 900):
            page.evaluate("top => scrollTo({top, behavior: 'instant'})", top)
            page.wait_for_timeout(pause_ms)
        page.wait_for_timeout(200)
        if not page.evaluate(WAITING):
            return
        assert time.monotonic() < end
        pause_ms = 150  # a busy browser may not have noticed in passing what was near


def violations(page):
    found = Axe().run(page).response["violations"]
    return [
        (v["id"], node["target"], node["failureSummary"][:300])
        for v in found
        if v["impact"] in ("serious", "critical")
        for node in v["nodes"]
    ]


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "dark")])
def test_all_charts_are_drawn_nothing_is_too_wide_and_axe_finds_nothing(opening, width, scheme):
    page = opening(width, scheme)
    first = page.locator(".chart .main-svg").count()
    scrolled(page)
    assert first < page.locator(".chart .main-svg").count(), "charts wait until they are near"
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator(".chart").first.evaluate("c => c.querySelector('.main-svg').clientWidth") <= width
    for summary in page.locator("section > details > summary").all():
        summary.click()
    assert not violations(page)
    page.evaluate("scrollTo({top: 0, behavior: 'instant'})")
    page.screenshot(path=SHOTS / f"report_page_{width}_{scheme}.png")


@pytest.mark.smoke
def test_the_picked_scenario_is_shown_in_all_chapters(opened):
    page = opened
    pickers = page.get_by_role("combobox", name="Scenario")
    assert pickers.count() == 5
    pickers.first.select_option("s1")
    assert pickers.first.locator("option").all_inner_texts() == list(NAMES[1:])
    pickers.first.focus()
    page.keyboard.press("ArrowDown")
    for picker in pickers.all():
        expect(picker).to_have_value("s2")
    assert page.locator("[data-side=s1]:visible").count() == 0
    assert page.locator("[data-side=s2]:visible").count() == 5
    chart = page.locator("#weeks [data-side=s2] .chart").first
    chart.scroll_into_view_if_needed()
    expect(chart.locator(".legendtext").first).to_have_text(re.compile(NAMES[2][:6]))


def test_search_and_status_filter_the_constants(opened):
    page = opened
    lines = page.locator("#constants tbody tr")
    everything = lines.count()
    hits = page.locator("#hits")
    expect(hits).to_have_text(f"{everything} of {everything}")
    page.get_by_role("searchbox", name="Find").fill("Chance CALLS again")
    expect(hits).not_to_have_text(f"{everything} of {everything}")
    shown = [text.lower() for text in page.locator("#constants tbody tr:visible").all_inner_texts()]
    assert 0 < len(shown) < everything
    assert all(word in text for text in shown for word in ("chance", "calls", "again"))
    page.get_by_role("searchbox", name="Find").fill("")
    page.get_by_role("combobox", name="Status").select_option("Sourced")
    kinds = page.locator("#constants tbody tr:visible td:nth-child(4)").all_inner_texts()
    assert set(kinds) == {"Sourced"}
    page.get_by_role("searchbox", name="Find").fill("no such constant")
    expect(hits).to_have_text(f"0 of {everything}")


def colours(page):
    return page.evaluate(
        """() => [getComputedStyle(document.body).backgroundColor,
          document.querySelector('#figures .chart .gtitle').style.fill]"""
    )


def test_dark_and_light_follow_the_system_and_the_button(opening):
    page = opening(1440, "light")
    page.locator("#figures .chart").first.scroll_into_view_if_needed()
    page.locator("#figures .chart .gtitle").first.wait_for(state="attached")
    light = colours(page)
    page.emulate_media(color_scheme="dark")
    # Asked in each frame, which also has the browser draw one: only then it tells the page of the other scheme.
    page.wait_for_function(
        "light => document.querySelector('#figures .chart .gtitle').style.fill !== light",
        arg=light[1],
        polling="raf",
    )
    dark = colours(page)
    assert dark[0] != light[0]
    page.get_by_role("button", name="Light colours").click()
    assert colours(page) == light
    page.get_by_role("button", name="Dark colours").click()
    assert colours(page) == dark


def test_the_keyboard_reaches_everything_and_chapters_say_where_one_is(opening):
    page = opening()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the report")).to_be_focused()
    page.keyboard.press("Tab")
    link = page.get_by_role("navigation", name="Chapters").get_by_role("link")
    expect(link.first).to_be_focused()
    assert link.count() == LEAVES
    page.get_by_role("link", name="Levers").press("Enter")
    expect(page.get_by_role("link", name="Levers")).to_have_attribute("aria-current", "true")
    expect(page.locator("#levers-title")).to_be_in_viewport()


def test_pointing_at_a_chart_tells_its_numbers(opened):
    page = opened
    chart = page.locator("#day .chart:visible").first
    chart.scroll_into_view_if_needed()
    chart.locator(".main-svg").first.wait_for()
    box = chart.bounding_box()
    for step in (1, 2):
        page.mouse.move(box["x"] + box["width"] / 2 + step, box["y"] + 80)
    expect(chart.locator(".hoverlayer")).to_contain_text("calls")


def test_paper_has_every_chart_in_light_colours_without_the_frame(opening):
    page = opening(1440, "dark")
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.evaluate(
        "[...document.querySelectorAll('.chart')].every(c => !c.offsetParent || c.querySelector('.main-svg'))"
    )
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    expect(page.get_by_role("navigation")).to_have_count(0)
    wide = page.evaluate(
        "Math.max(...[...document.querySelectorAll('.chart .main-svg')].map(s => s.clientWidth))"
    )
    assert wide <= 688
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    page.emulate_media(media="screen")
    assert page.locator("details[open]").count() == 0


def test_names_in_other_scripts_stand_in_their_own_direction(opened):
    page = opened
    line = page.locator(".scenarios li").nth(1).locator("bdi")
    assert line.evaluate("b => b.matches(':dir(rtl)')")
    assert page.locator("h1").evaluate("h => h.matches(':dir(ltr)')")


def test_one_scenario_alone_has_its_page(browser, report, tmp_path):
    alone = dataclasses.replace(
        report, simulated=ReportResults(report.results[:1], (), (), None), names=NAMES[:1]
    )
    path = tmp_path / "alone.html"
    path.write_bytes(to_page(alone))
    wrong, page = [], browser.new_page(viewport={"width": 1024, "height": 900})
    page.on("pageerror", lambda e: wrong.append(str(e)))
    page.goto(path.as_uri())
    scrolled(page)
    expect(page.get_by_role("combobox", name="Scenario")).to_have_count(0)
    page.close()
    assert not wrong
