"""What users do, in a real Chromium: pages, links, reloads, two people at once, keyboard only, and axe's rules."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from present.permalink import Explored, LeverRange, Shared, to_link
from sim import parse, replace
from streamlit_app import PAGES
from tests.browser.conftest import NEXT_PICTURE, PATIENCE_MS, SHOTS, SMALL, quiet

AGENTS = "Agents, Front line"
pytestmark = pytest.mark.browser


def wait_until_complete(page: Page) -> None:
    """The figures of What if stand and everything in the background is found."""
    expect(page.get_by_test_id("stMetric")).to_have_count(11)
    expect(page.get_by_test_id("stProgress")).to_have_count(0)
    expect(page.get_by_text("calculating…")).to_have_count(0)


def opened(browser: Browser, address: str, **options) -> Page:
    made = browser.new_context(**{"viewport": {"width": 1366, "height": 900}, **options}).new_page()
    made.set_default_timeout(PATIENCE_MS)
    made.goto(address)
    return made


def move(page: Page, key: str, times: int, lever: str = AGENTS) -> None:
    page.get_by_role("slider", name=lever).focus()
    for _ in range(times):
        page.keyboard.press(key)


def chip(page: Page, words: str):
    return page.get_by_role("button", name=words)


# ── Links, reloads, pages ─────────────────────────────────────────────────────────────────────────


def test_a_reload_brings_everything_back_even_in_mid_run(page):
    wait_until_complete(page)
    move(page, "ArrowLeft", 3)
    expect(chip(page, f"{AGENTS}: 9 (was 12)")).to_be_visible()
    page.wait_for_function("new URL(location).searchParams.get('s')?.startsWith('2.')")
    page.reload()
    expect(chip(page, f"{AGENTS}: 9 (was 12)")).to_be_visible()
    expect(page.get_by_role("slider", name=AGENTS)).to_have_value("9")
    wait_until_complete(page)


def test_a_shared_link_opens_the_same_comparison_for_somebody_else(browser, address, page):
    wait_until_complete(page)
    move(page, "ArrowRight", 2)
    page.get_by_text("What are the rules").click()
    page.get_by_text("Handle-time target").click()
    expect(chip(page, "Handle-time target: 4 min")).to_be_visible()
    wait_until_complete(page)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Share and files").click()
    page.get_by_role("button", name="Copy the link").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    link = page.evaluate("navigator.clipboard.readText()")
    assert link.startswith(address)
    tiles = page.locator(".st-key-results").get_by_test_id("stMetricValue").all_inner_texts()
    other = opened(browser, link)
    wait_until_complete(other)
    expect(chip(other, f"{AGENTS}: 14 (was 12)")).to_be_visible()
    expect(chip(other, "Handle-time target: 4 min")).to_be_visible()
    assert other.locator(".st-key-results").get_by_test_id("stMetricValue").all_inner_texts() == tiles
    other.context.close()


@pytest.mark.parametrize(
    ("link", "words"),
    [
        ("1.garbage", "This link is damaged"),
        ("0.abc", "an older version of Headroom"),
        ("1." + "A" * 13_000, "This link is too long"),
        ("<script>alert(1)</script>", "not one of Headroom's"),
    ],
)
def test_a_link_that_is_none_gets_a_sentence_and_the_page_works(browser, address, link, words):
    page = opened(browser, f"{address}/?s={link}")
    expect(page.get_by_test_id("stAlert").filter(has_text=words)).to_be_visible()
    expect(page.get_by_test_id("stMetric")).to_have_count(11)
    page.context.close()


def test_what_was_set_survives_going_through_all_pages(page):
    wait_until_complete(page)
    move(page, "ArrowLeft", 2)
    expect(chip(page, f"{AGENTS}: 10 (was 12)")).to_be_visible()
    for _, title, _ in PAGES[1:]:
        page.get_by_test_id("stTopNavLink").filter(has_text=re.compile(f"^.*{title}$")).click()
        quiet(page)
    page.get_by_test_id("stTopNavLink").filter(has_text="What if").click()
    expect(chip(page, f"{AGENTS}: 10 (was 12)")).to_be_visible()
    expect(page.get_by_role("slider", name=AGENTS)).to_have_value("10")
    move(page, "ArrowLeft", 1)
    expect(chip(page, f"{AGENTS}: 9 (was 12)")).to_be_visible()


def test_a_link_clicked_while_the_page_is_still_coming_is_followed(browser, address):
    """A timer asks for a part of this page: it must not overtake the click."""
    page = browser.new_page()
    page.set_default_timeout(PATIENCE_MS)
    held = []

    def between(socket):
        """The browser and the server: from the timer on, what the server says is held back."""
        server = socket.connect_to_server()
        socket.on_message(server.send)

        def deliver(message):
            if held or b"headroom_timer" in message:
                held.append((socket, message))
            else:
                socket.send(message)

        server.on_message(deliver)

    page.route_web_socket(re.compile("/_stcore/stream"), between)
    unseen = replace(parse(SMALL), {"demand.calls_per_day": 317})  # something is left to look for
    page.goto(f"{address}/?s={to_link(Shared(unseen))}")
    link = page.get_by_test_id("stTopNavLink").filter(has_text="Floor")
    expect(link).to_be_visible()
    while not held:
        page.wait_for_timeout(20)
    link.click()
    socket, timer = held[0]
    socket.send(timer)
    for _ in range(120):
        page.evaluate(NEXT_PICTURE)  # by now it would have been due
    late = held[1:]
    held.clear()
    for socket, message in late:
        socket.send(message)
    expect(page.get_by_text("SimPy, the reference engine")).to_be_visible()
    page.close()


@pytest.mark.parametrize("first", [file for file, _, _ in PAGES[1:]])
def test_what_if_works_whatever_page_was_opened_first(browser, address, first):
    page = opened(browser, f"{address}/{first}")
    quiet(page)
    page.get_by_test_id("stTopNavLink").filter(has_text="What if").click()
    expect(page.get_by_test_id("stMetric")).to_have_count(11)
    expect(page.get_by_test_id("stException")).to_have_count(0)
    page.context.close()


def test_two_people_at_once_do_not_see_each_others_sliders(browser, address):
    one, other = opened(browser, address), opened(browser, address)
    for page in (one, other):
        expect(page.get_by_test_id("stMetric")).to_have_count(11)
    move(one, "ArrowLeft", 3)
    move(other, "ArrowRight", 2)
    expect(chip(one, f"{AGENTS}: 9 (was 12)")).to_be_visible()
    expect(chip(other, f"{AGENTS}: 14 (was 12)")).to_be_visible()
    wait_until_complete(one)
    wait_until_complete(other)
    assert one.get_by_role("slider", name=AGENTS).input_value() == "9"
    assert other.get_by_role("slider", name=AGENTS).input_value() == "14"
    for page in (one, other):
        page.get_by_text("Why:").click()
    expect(one.get_by_text("With 3 fewer agents")).to_be_visible()
    expect(other.get_by_text("With 2 more agents")).to_be_visible()
    for page in (one, other):
        page.context.close()


# ── What if ───────────────────────────────────────────────────────────────────────────────────────


def test_a_baseline_is_pinned_and_undo_takes_it_back(page):
    wait_until_complete(page)
    move(page, "ArrowLeft", 3)
    expect(chip(page, f"{AGENTS}: 9 (was 12)")).to_be_visible()
    page.get_by_role("button", name="Pin as baseline").click()
    expect(page.get_by_text("Pinned as baseline").first).to_be_visible()
    expect(page.get_by_text("Ask, or move a lever")).to_be_visible()
    move(page, "ArrowRight", 1)
    expect(chip(page, f"{AGENTS}: 10 (was 9)")).to_be_visible()
    page.get_by_text("Why:").click()
    expect(page.get_by_text("With 1 more agent")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Ask, or move a lever")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(chip(page, f"{AGENTS}: 9 (was 12)")).to_be_visible()


def test_the_whole_task_can_be_done_by_keyboard(page):
    """Open the time target, set it, read the answer, take it back: no mouse."""
    wait_until_complete(page)

    def tab_to(predicate: str) -> None:
        for _ in range(120):
            page.keyboard.press("Tab")
            if page.evaluate(f"(() => {{ const e = document.activeElement; return {predicate} }})()"):
                return
        raise AssertionError(f"never came to {predicate}")

    page.get_by_role("slider", name=AGENTS).focus()
    page.keyboard.press("ArrowLeft")
    expect(chip(page, f"{AGENTS}: 11 (was 12)")).to_be_visible()
    tab_to("e.innerText?.includes('What are the rules')")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Handle-time target")).to_be_visible()
    tab_to("e.type === 'checkbox' && e.closest('label')?.innerText.includes('Handle-time target')")
    page.keyboard.press("Space")
    expect(chip(page, "Handle-time target: 4 min")).to_be_visible()
    tab_to("e.innerText?.startsWith('Handle-time target: 4 min')")
    page.keyboard.press("Enter")
    expect(chip(page, "Handle-time target: 4 min")).to_have_count(0)
    expect(chip(page, f"{AGENTS}: 11 (was 12)")).to_be_visible()


# ── Accessibility and looks ───────────────────────────────────────────────────────────────────────

FIRST = ("what_if", "light")
"""The one that `make test` looks at."""
OF_STREAMLIT: dict[str, str] = {}
"""axe's rules that Streamlit's own elements break, and where; everything else is ours."""


def violations(page: Page) -> list[tuple[str, object, str]]:
    """What axe finds serious or critical, Streamlit's own apart."""
    found = Axe().run(page).response["violations"]
    return [
        (v["id"], node["target"], node["failureSummary"][:300])
        for v in found
        if v["impact"] in ("serious", "critical")
        for node in v["nodes"]
        if not re.search(OF_STREAMLIT.get(v["id"], r"(?!)"), f"{node['target']} {node['html']}")
    ]


def too_wide(page: Page) -> int:
    """Pixels by which the page is wider than the screen."""
    return page.evaluate(
        "() => document.querySelector('[data-testid=stMain]').scrollWidth - document.documentElement.clientWidth"
    )


@pytest.mark.parametrize(
    ("file", "scheme", "width"),
    [
        pytest.param(file, scheme, width, marks=pytest.mark.smoke if (file, scheme) == FIRST else ())
        for file, _, _ in PAGES
        for scheme, width in (("light", 1440), ("dark", 390))
    ],
)
def test_every_page_is_accessible_and_no_wider_than_the_screen(browser, address, file, scheme, width):
    page = opened(
        browser,
        f"{address}/{'' if file == 'what_if' else file}",
        color_scheme=scheme,
        viewport={"width": width, "height": 900},
    )
    if file == "what_if":
        expect(page.get_by_test_id("stMetric")).to_have_count(11)
    quiet(page)
    page.screenshot(path=SHOTS / f"{file}_{width}_{scheme}.png", full_page=True)
    assert violations(page) == []
    assert too_wide(page) <= 0
    expect(page.get_by_test_id("stException")).to_have_count(0)
    page.context.close()


AGENTS_AND_CALLS = (
    LeverRange("teams.Front line.agents", 10, 14),
    LeverRange("demand.calls_per_day", 280, 320),
)
FEW = parse(
    SMALL.replace("calls_per_day: 300", 'calls_per_day: 300, open: {days: [mon], from: "08:00", to: "12:00"}')
)


@pytest.mark.parametrize(("scheme", "width"), [("light", 1024), ("dark", 390)])
@pytest.mark.parametrize(
    ("path", "shared", "asks"),
    [
        ("explore", Shared(FEW, runs=4), ""),
        ("explore", Shared(FEW, runs=4, explored=Explored(AGENTS_AND_CALLS, "service_level")), "Start"),
        ("staffing", Shared(FEW), "Find out"),
    ],
    ids=["a lever", "two levers", "staffing"],
)
def test_what_was_searched_for_is_accessible_with_its_table(
    browser, address, path, shared, asks, scheme, width
):
    page = opened(
        browser,
        f"{address}/{path}?s={to_link(shared)}",
        color_scheme=scheme,
        viewport={"width": width, "height": 900},
    )
    answer = page.get_by_role("heading", level=3)
    if asks:
        ask = page.get_by_role("button", name=asks)
        expect(ask.or_(answer).first).to_be_visible()
        if ask.is_visible():  # else the server knows the answer already
            ask.click()
    expect(answer).to_be_visible()
    quiet(page)
    page.get_by_text("The figures as a table").click()
    expect(page.get_by_test_id("stDataFrame").first).to_be_visible()
    quiet(page)
    page.screenshot(
        path=SHOTS / f"{path}_{'map' if asks == 'Start' else 'answer'}_{width}_{scheme}.png", full_page=True
    )
    assert violations(page) == []
    assert too_wide(page) <= 0
    chart = page.get_by_test_id("stPlotlyChart").first
    words = chart.get_attribute("aria-label") or chart.locator("[aria-label]").first.get_attribute(
        "aria-label"
    )
    assert len(words or "") > 20
    page.context.close()


def test_pictures_have_words_and_a_table(page):
    wait_until_complete(page)
    move(page, "ArrowLeft", 2)
    for tab in ("Weeks", "Day", "Team", "Where calls go", "Where hours go"):
        page.get_by_role("tab", name=tab).click()
        wait_until_complete(page)
        charts = page.get_by_test_id("stPlotlyChart")
        expect(charts.first).to_be_visible()
        for chart in charts.all():
            words = chart.get_attribute("aria-label") or chart.locator("[aria-label]").first.get_attribute(
                "aria-label"
            )
            assert len(words or "") > 20, tab
        fold = page.get_by_text("The figures as a table")
        expect(fold).to_have_count(1)  # one for all pictures of a tab
        expect(page.get_by_test_id("stDataFrame")).to_have_count(0)
        fold.click()
        expect(page.get_by_test_id("stDataFrame")).to_have_count(charts.count())
        quiet(page)  # while a script runs, what it has not drawn yet is paler
        assert violations(page) == [], tab


def test_the_shots_folder_is_not_part_of_the_project():
    ignored = (Path(__file__).parents[2] / ".gitignore").read_text().split()
    assert "test-results/" in ignored
    assert SHOTS.parts[-2] == "test-results"
