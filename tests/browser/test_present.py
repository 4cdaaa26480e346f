"""Present mode in a real Chromium: keys and clickers, reloads, one link, room for everything, axe."""

from __future__ import annotations

import re
import time
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from present.permalink import Compared, Shared, to_link
from sim import parse, replace
from tests.browser.conftest import ARE_LAID_OUT, IS_IDLE, PATIENCE_MS, SHOTS, SMALL
from tests.browser.test_app import violations
from tests.browser.test_report import ask, words_of

pytestmark = pytest.mark.browser
BASE = parse(SMALL)
LONG = (
    "Fewer people on the phones all day long, and a rule that lets them end calls that lead nowhere, for once"
)
OTHERS = {
    "fewer": replace(BASE, {"name": LONG, "teams": [{**BASE.teams[0].model_dump(mode="json"), "agents": 9}]}),
}
THERE = {"small": BASE, **OTHERS}
LINK = to_link(Shared(BASE, {}, 0, (), Compared(tuple(THERE), "small", (), THERE)))
SHOWN = "[...document.querySelectorAll('[class*=\"st-key-present_step_\"]')].findIndex((e) => !e.inert)"


@pytest.fixture(scope="module")
def opened_once(browser: Browser, address: str):
    """The presentation of one scenario beside another, opened by its link in a fresh browser."""
    page = opened(browser, f"{address}/present?s={LINK}")
    yield page
    page.context.close()


@pytest.fixture
def stage(opened_once: Page):
    """The same at its first step."""
    opened_once.keyboard.press("Home")
    at(opened_once, 1)
    return opened_once


def opened(browser: Browser, link: str, **options) -> Page:
    context = browser.new_context(**{"viewport": {"width": 1024, "height": 768}, **options})
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.goto(link)
    expect(page.locator(".st-key-present_all")).to_be_attached()
    return page


def at(page: Page, step: int) -> None:
    """The step with this number, counted from 1, is the one that is shown and in the address."""
    page.wait_for_function(f"{SHOWN} === {step - 1} && new URL(location).searchParams.get('at') === '{step}'")


def count(page: Page) -> int:
    return page.locator("[class*='st-key-present_step_']").count()


def complete(page: Page) -> None:
    """Everything that is looked for in the background is there too."""
    expect(page.get_by_text("Thin line: under other assumptions.")).to_be_attached()
    page.wait_for_function(IS_IDLE)


@pytest.mark.smoke
def test_keys_and_clickers_step_however_fast_and_wherever_the_focus_is(stage):
    at(stage, 1)
    last = count(stage)
    for key, step in (
        ("ArrowRight", 2),
        ("ArrowDown", 3),
        ("PageDown", 4),
        ("Space", 5),
        ("ArrowLeft", 4),
        ("ArrowUp", 3),
        ("PageUp", 2),
        ("Shift+Space", 1),
        ("PageUp", 1),
        ("End", last),
        ("PageDown", last),
        ("Home", 1),
    ):
        stage.keyboard.press(key)
        at(stage, step)
    stage.keyboard.press("7")
    stage.keyboard.press("Enter")
    at(stage, 7)
    for _ in range(3):
        stage.keyboard.press("ArrowLeft")
    for _ in range(4):
        stage.keyboard.press("PageDown")
    at(stage, 8)
    stage.keyboard.press("Tab")  # onto a button of the hints
    stage.keyboard.press("PageUp")
    at(stage, 7)
    assert stage.locator(".said").inner_text().startswith(f"7 of {last}: ")


def test_a_step_is_there_at_once(stage):
    """It is drawn with the next picture: nothing is waited for. How long that takes, the bench measures."""
    complete(stage)
    stage.wait_for_function(ARE_LAID_OUT)
    shown = stage.evaluate(
        f"""async () => {{
          const shown = []
          for (let i = 1; i < 8; i++) {{
            document.dispatchEvent(new KeyboardEvent("keydown", {{ key: "PageDown", bubbles: true }}))
            await new Promise((done) => requestAnimationFrame(done))
            shown.push({SHOWN})
          }}
          return shown
        }}"""
    )
    assert shown == list(range(1, 8))


def test_a_reload_stays_on_the_step_and_the_link_opens_it_elsewhere(browser, stage):
    step = 5
    for _ in range(step - 1):
        stage.keyboard.press("PageDown")
    at(stage, step)
    stage.reload()
    at(stage, step)
    heading = stage.locator(f".st-key-present_step_{step - 1} h1").inner_text()
    other = opened(browser, stage.url)
    at(other, step)
    assert other.locator(f".st-key-present_step_{step - 1} h1").inner_text() == heading
    other.context.close()


@pytest.mark.smoke
def test_nothing_but_the_step_is_on_screen_until_the_mouse_moves(stage):
    for part in ("stHeader", "stSidebar", "stToolbar"):
        for found in stage.get_by_test_id(part).all():
            expect(found).to_be_hidden()
    hints = stage.locator(".hints")
    expect(hints).to_have_css("opacity", "0")
    stage.mouse.move(300, 300)
    stage.mouse.move(320, 310)
    expect(hints).to_have_css("opacity", "1")
    expect(hints.locator(".where")).to_have_text(f"1 of {count(stage)}")
    stage.get_by_role("button", name="Step on").click()
    at(stage, 2)


@pytest.mark.parametrize(
    ("width", "height", "scheme"), [(1024, 720, "light"), (1366, 768, "dark"), (3840, 2160, "dark")]
)
def test_the_first_step_hints_at_keys_beside_what_it_says_until_one_is_pressed(
    browser, address, width, height, scheme
):
    size = {"width": width, "height": height}
    page = opened(browser, f"{address}/present?s={LINK}", viewport=size, color_scheme=scheme)
    hint = page.get_by_text("→ next · ? keys")
    expect(hint).to_be_visible()
    box = hint.bounding_box()
    assert box["y"] + box["height"] <= height
    padding = page.locator(".st-key-present_step_0").evaluate(
        "e => parseFloat(getComputedStyle(e).paddingBottom)"
    )
    assert box["y"] >= height - padding, "above it stands the step"
    assert violations(page) == []
    page.get_by_role("button", name="Step on").evaluate("e => e.click()")
    at(page, 2)
    expect(hint).to_be_hidden()
    page.get_by_role("button", name="Step back").evaluate("e => e.click()")
    expect(hint).to_be_visible()
    page.keyboard.press("?")
    expect(hint).to_be_hidden()
    page.keyboard.press("Escape")
    expect(hint).to_be_hidden()
    page.context.close()


def test_a_button_that_leads_nowhere_says_why(stage):
    back, on = stage.locator(".hints .back"), stage.locator(".hints .on")
    expect(back).to_be_disabled()
    expect(back).to_have_attribute("title", "This is the first step")
    expect(on).to_have_attribute("title", "")
    stage.keyboard.press("End")
    at(stage, count(stage))
    expect(on).to_be_disabled()
    expect(on).to_have_attribute("title", "This is the last step")
    expect(back).to_be_enabled()
    expect(back).to_have_attribute("title", "")


CUT = """(number) => {
  const step = document.querySelector(`.st-key-present_step_${number}`)
  const out = [...step.querySelectorAll("h1, p, label, .stPlotlyChart, .stPlotlyChart text")].filter((e) => {
    const box = e.getBoundingClientRect()
    return box.width && box.height &&
      (box.bottom > innerHeight + 1 || box.right > innerWidth + 1 || box.left < -1 || box.top < -1)
  })
  const small = [...step.querySelectorAll("p, h1, .stPlotlyChart text")].filter((e) => {
    const least = e.closest(".stPlotlyChart") ? 17.9 : 23.9
    return e.textContent.trim() && e.getBoundingClientRect().width && parseFloat(getComputedStyle(e).fontSize) < least
  })
  const main = document.querySelector("[data-testid=stMain]")
  return {
    cut: out.map((e) => e.textContent.slice(0, 60)), small: small.map((e) => e.textContent.slice(0, 60)),
    scrolls: [step.scrollHeight - step.clientHeight, step.scrollWidth - step.clientWidth,
      document.documentElement.scrollHeight - innerHeight, main.scrollHeight - main.clientHeight],
  }
}"""


def drawn(page, number):
    """What is cut, small or scrolls on a step once its pictures have been drawn; the last state after a while."""
    page.wait_for_function(
        "(n) => [...document.querySelectorAll(`.st-key-present_step_${n} .stPlotlyChart`)]"
        ".every((chart) => chart.querySelector('.main-svg'))",
        arg=number,
    )
    end = time.monotonic() + PATIENCE_MS / 1000
    while True:
        page.wait_for_timeout(60)
        found = page.evaluate(CUT, number)
        if time.monotonic() > end or not (found["cut"] or found["small"] or max(found["scrolls"]) > 0):
            return found


@pytest.mark.parametrize(
    ("width", "height", "scheme"), [(1024, 768, "light"), (1280, 720, "dark"), (1920, 1080, "light")]
)
def test_every_step_has_room_and_large_letters(browser, address, width, height, scheme):
    page = opened(
        browser,
        f"{address}/present?s={LINK}",
        viewport={"width": width, "height": height},
        color_scheme=scheme,
    )
    complete(page)
    for number in range(count(page)):
        at(page, number + 1)
        found = drawn(page, number)
        if width == 1024:
            page.screenshot(path=SHOTS / f"present_{number + 1}.png")
        assert found["cut"] == [], number + 1
        assert found["small"] == [], number + 1
        assert max(found["scrolls"]) <= 0, number + 1
        if width == 1024 and number in (0, 1, 2, 7, 9):
            assert violations(page) == [], number + 1
        page.keyboard.press("PageDown")
    page.context.close()


@pytest.mark.smoke
@pytest.mark.parametrize(
    ("key", "colour"), [("b", "rgb(0, 0, 0)"), (".", "rgb(0, 0, 0)"), ("w", "rgb(255, 255, 255)")]
)
def test_a_key_makes_the_screen_black_or_white_and_any_key_returns(stage, key, colour):
    cover = stage.locator(".blank")
    expect(cover).to_be_hidden()
    stage.keyboard.press(key)
    expect(cover).to_be_visible()
    expect(cover).to_have_css("background-color", colour)
    assert cover.evaluate("e => { const b = e.getBoundingClientRect(); return [b.width, b.height] }") == [
        1024,
        768,
    ]
    stage.keyboard.press("Shift")  # alone it is no key
    expect(cover).to_be_visible()
    stage.keyboard.press("PageDown")
    expect(cover).to_be_hidden()
    at(stage, 1)  # the key that returns does nothing else
    stage.keyboard.press(key)
    stage.keyboard.press("Escape")
    expect(cover).to_be_hidden()
    at(stage, 1)


def test_all_keys_are_listed(stage):
    stage.keyboard.press("?")
    keys = stage.get_by_role("dialog", name="Keys")
    for words in ("Black screen", "QR code", "Full screen", "Leave", "PageDown"):
        expect(keys.get_by_text(words).first).to_be_visible()
    stage.keyboard.press("Escape")
    expect(keys).to_be_hidden()
    at(stage, 1)


def test_q_shows_the_address_without_a_code_that_no_phone_could_open_and_returns(stage):
    stage.keyboard.press("PageDown")
    stage.keyboard.press("q")
    at(stage, count(stage))
    expect(stage.get_by_text("Headroom runs on this computer only")).to_be_visible()
    expect(stage.get_by_role("img", name="QR code of the address")).to_have_count(0)
    link, here = stage.locator(".link a").get_attribute("href"), stage.url
    (part,) = parse_qs(urlsplit(here).query)["s"]
    assert link == f"{here.partition('?')[0]}?s={part}"
    stage.keyboard.press("q")
    at(stage, 2)


def test_a_guess_by_keys_and_mouse_is_kept_over_a_reload_and_told_beside_the_result(stage):
    stage.keyboard.press("PageDown")
    for key in ("3", "1"):
        stage.keyboard.press(key)
    pressed = stage.locator("[data-guess][aria-pressed=true]")
    expect(pressed).to_have_text(["↓ Down", "↑ Up"])
    stage.get_by_role("button", name="= Same").last.click()
    expect(pressed).to_have_count(3)
    at(stage, 2)
    stage.reload()
    at(stage, 2)
    expect(pressed).to_have_text(["↓ Down", "↑ Up", "= Same"])
    stage.get_by_role("button", name="Show me").click()
    at(stage, 3)
    told = stage.locator("[data-told]").filter(visible=True)
    expect(told).to_have_count(3)
    expect(told.nth(0)).to_contain_text("You said down.")
    expect(told.nth(1)).to_contain_text("You said up.")
    expect(told.nth(2)).to_contain_text("You said same.")


def test_who_wants_no_guess_is_not_asked_again_until_it_is_wanted(browser, address):
    page = opened(browser, f"{address}/present?s={LINK}&at=2")
    at(page, 2)
    steps = count(page)
    page.get_by_role("button", name="Never ask").click()
    expect(page.locator("[data-question]")).to_have_count(0)
    expect(page.locator("[class*='st-key-present_step_']")).to_have_count(steps - 1)
    page.reload()  # another session of the same browser
    expect(page.locator(".st-key-present_all")).to_be_attached()
    expect(page.locator("[data-question]")).to_have_count(0)
    page.keyboard.press("g")
    expect(page.locator("[data-question]")).to_have_count(3)
    page.context.close()


def test_escape_leaves_and_nothing_is_lost_nor_listens_on(stage):
    stage.keyboard.press("Escape")
    expect(stage.get_by_role("heading", name="Compare")).to_be_visible()
    expect(stage.get_by_test_id("stHeader")).to_be_visible()
    expect(stage.get_by_text(LONG).first).to_be_visible()
    stage.keyboard.press("Escape")
    stage.keyboard.press("End")
    assert "at=" not in stage.url
    assert stage.evaluate("document.documentElement.style.cursor") == ""


def test_the_slides_handed_over_afterwards_say_what_was_on_the_wall(browser, address):
    """As a consultant goes: present, leave, make the slides, save them."""
    page = opened(browser, f"{address}/present?s={LINK}")
    complete(page)
    question, answer = (page.locator(f".st-key-present_step_{n} h1").text_content() for n in (0, 2))
    page.keyboard.press("Escape")
    expect(page.locator(".scorecard h3")).to_be_visible()
    ask(page, "slides")
    with page.expect_download() as download:
        page.get_by_role("button", name=re.compile("^.*Save .*pptx$")).click()
    said = " ".join(words_of(download.value.path().read_bytes()).split())
    for words in (question, answer, BASE.name, "Northern Lenders"):
        assert " ".join(words.split()) in said
    page.context.close()


def test_a_telephone_steps_by_taps_at_its_edges_and_may_scroll_down_but_not_across(browser, address):
    page = opened(
        browser, f"{address}/present?s={LINK}&at=3", viewport={"width": 390, "height": 844}, has_touch=True
    )
    at(page, 3)
    page.touchscreen.tap(380, 400)
    at(page, 4)
    step = page.locator(".st-key-present_step_3")
    assert step.evaluate("e => e.scrollWidth - e.clientWidth") <= 0
    assert step.evaluate("e => getComputedStyle(e).overflowY") == "auto"
    page.touchscreen.tap(10, 400)
    at(page, 3)
    page.touchscreen.tap(10, 400)
    at(page, 2)
    heights = page.locator("[data-guess]").evaluate_all("all => all.map((e) => Math.round(e.offsetHeight))")
    assert len(heights) == 9
    assert len(set(heights)) == 1, "a way to guess breaks over lines"
    buttons = page.locator(".guess:visible button")
    assert len(set(buttons.evaluate_all("all => all.map((e) => getComputedStyle(e).fontSize)"))) == 1
    page.context.close()


def test_a_broken_link_is_said(browser, address):
    page = browser.new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.goto(f"{address}/present?s=1.garbage")
    expect(page.get_by_role("heading", name="This link cannot be presented")).to_be_visible()
    page.get_by_role("link", name=re.compile("Go to What if")).click()
    expect(page.get_by_test_id("stAlert").filter(has_text="This link is damaged")).to_be_visible()
    page.close()
