"""The page is there at once and alive under the hand: little is sent, no move is lost, figures belong to what stands.

What the tiles say is compared with `sim.run` of the scenario that chips, sliders and boxes show.
"""

from __future__ import annotations

import asyncio
import json
import random
import re
import sys
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from functools import cache

import pytest
from playwright.sync_api import Browser, Page, expect

from present.changes import changes
from present.permalink import Shared, to_link
from present.tiles import hero, second_row
from sim import Scenario, load, parse, replace, run
from tests import processes
from tests.browser.conftest import IS_COMPLETE, IS_IDLE, PATIENCE_MS, SMALL, quiet
from tests.browser.messages import heard, is_page_run, kinds, last_page_run
from tests.load.tab import Tab
from tests.processes import ROOT
from tests.waiting import PATIENCE_S

pytestmark = pytest.mark.browser
AGENTS, ISSUES = "Agents, Front line", "New issues a day"
PATHS = {AGENTS: "teams.Front line.agents", ISSUES: "demand.calls_per_day"}
STARTS = {AGENTS: 12, ISSUES: 300}
MOST_MESSAGES = 110
AGENTS_FEWER = {"teams.Front line.agents": 39}
UNSEEN = {"empty", "arrow_data_frame", "file_uploader", "code", "download_button", "text_input", "text_area"}
"""What stands for nothing, and what is in panels and folds that nobody has opened."""
KEYS, BURST = 200, 5

WATCH = """
  const text = (element) => element.innerText.replace(/\\s+/g, ' ').trim()
  const all = (where) => [...document.querySelectorAll(where)]
  const MARKDOWN = "[data-testid=stMarkdownContainer]"
  const shown = () => ({
    chips: all(`.st-key-chips [class*=st-key-chip-] [data-testid=stTooltipHoverTarget] ${MARKDOWN}`).map(text),
    tiles: all('.st-key-results [data-testid=stMetricValue]').map(text),
  })
"""
SHOWN = f"() => {{ {WATCH} return shown() }}"
"""What the page says of the scenario, and its figures."""
REPORT = f"""{WATCH}
  let last = ''
  const look = () => {{
    if (!{IS_COMPLETE}) return
    const now = JSON.stringify(shown())
    if (now !== last) window.seen(last = now)
  }}
  new MutationObserver(() => {{ if ({IS_COMPLETE}) requestAnimationFrame(look) }})
    .observe(document, {{subtree: true, childList: true, characterData: true, attributes: true}})
"""
"""Reports all that the page shows, however short a time, while it says that nothing more will come."""
SKELETONS = """
  window.skeletons = 0
  window.rows = []
  new MutationObserver(() => {
    window.skeletons += document.querySelectorAll('[data-testid=stSkeleton]').length
    const row = [...document.querySelectorAll('.st-key-results [data-testid=stMetricValue]')].map((e) => e.innerText)
    if (row.length === 11) window.rows.push(row.join('|'))
  }).observe(document, {subtree: true, childList: true})
"""
HAND = """() => {
  window.hand = {}
  addEventListener('keyup', (event) => {
    const lever = event.target.getAttribute?.('aria-label')?.replace(', exact', '')
    if (lever) window.hand[lever] = Number(event.target.value)
  }, true)
}"""
"""Keeps what a lever stood at when a key was let go of, by its name."""
STANDS = f"""() => {IS_IDLE} && !document.querySelector('[data-testid=stProgress]')
  && Object.entries(window.hand).every(([lever, value]) => [lever, `${{lever}}, exact`].every(
    (name) => Number(document.querySelector(`input[aria-label="${{name}}"]`)?.value) === value))"""
"""Sliders and boxes stand at what the hand left, and all of some setting's figures are there."""
STAYS_MS = 1000.0
"""Longer than it takes the browser to report a move and the page to answer."""


@pytest.fixture
def unopened(browser: Browser) -> Iterator[Page]:
    """A page that has been nowhere yet."""
    made = browser.new_page(viewport={"width": 1366, "height": 900})
    made.set_default_timeout(PATIENCE_MS)
    yield made
    made.close()


@cache
def figures(agents: int, issues: float) -> tuple[list[str], list[str]]:
    """Texts of chips and tiles for this setting of the small centre, by the experiment and nothing of the page."""
    baseline = parse(SMALL)
    current = replace(baseline, {PATHS[AGENTS]: agents, PATHS[ISSUES]: issues})
    return texts(baseline, current)


def texts(baseline: Scenario, current: Scenario) -> tuple[list[str], list[str]]:
    """The same of any two scenarios, at the page's usual number of runs."""
    before, now = run([baseline, current], seed=1, replications=10)
    tiles = [*hero(now, before), *second_row(now, before)]
    return [part.chip for part in changes(baseline, current)], [
        re.sub(r"\s+", " ", tile.value + ("%" if tile.unit.startswith("%") else f" {tile.unit}")).strip()
        for tile in tiles
    ]


def of_chips(chips: list[str]) -> dict[str, float]:
    """What the levers stand at, by their chips."""
    said = {name: re.search(rf"{name}: (\d+) \(was", " ".join(chips)) for name in PATHS}
    return {name: float(found[1]) if found else STARTS[name] for name, found in said.items()}


def assert_belong(shown: Mapping[str, list[str]]) -> None:
    """Tiles are those of the scenario that the chips say."""
    values = of_chips(shown["chips"])
    chips, tiles = figures(int(values[AGENTS]), values[ISSUES])
    assert shown["chips"] == chips
    assert shown["tiles"] == tiles, chips


def assert_all_agree(page: Page) -> dict[str, float]:
    """Sliders and boxes stand where the chips say, and the tiles are theirs; where they stand."""
    shown = page.evaluate(SHOWN)
    values = of_chips(shown["chips"])
    for name, value in values.items():
        expect(page.get_by_role("slider", name=name)).to_have_value(f"{value:g}")
        expect(page.get_by_role("spinbutton", name=f"{name}, exact")).to_have_value(f"{value:g}")
    assert_belong(shown)
    return values


def press(page: Page, key: str, times: int = 1, lever: str = AGENTS) -> None:
    page.get_by_role("slider", name=lever).focus()
    for _ in range(times):
        page.keyboard.press(key)


def go_to(page: Page, title: str) -> None:
    page.get_by_test_id("stTopNavLink").filter(has_text=title).click()


@pytest.mark.parametrize("centre", ["typical_centre", "small"])
def test_little_is_sent_and_nothing_that_is_not_seen(unopened, address, centre):
    scenario = parse(SMALL) if centre == "small" else load(ROOT / "configs" / f"{centre}.yaml")
    messages = heard(unopened)
    unopened.goto(f"{address}/?s={to_link(Shared(scenario))}")
    expect(unopened.get_by_test_id("stMetric")).to_have_count(11)
    expect(unopened.get_by_test_id("stPlotlyChart").first).to_be_visible()
    unopened.wait_for_function(IS_IDLE)
    assert sum(map(is_page_run, messages)) == 1, "a first visit draws the page once"
    press(unopened, "ArrowLeft")
    expect(unopened.get_by_role("button", name=f"{AGENTS}: ")).to_be_visible()
    unopened.wait_for_function(IS_IDLE)
    assert sum(map(is_page_run, messages)) == 2, "so does a move"
    sent = kinds(last_page_run(messages))
    assert sent["slider"] >= 5, "the levers are among it"
    assert sent["metric"] == 11
    assert sent.total() <= MOST_MESSAGES, sent
    all_sent = kinds(messages)
    assert not {kind: n for kind, n in all_sent.items() if kind in UNSEEN}
    components = {kind for kind in all_sent if kind.startswith("component")}
    assert components <= {"component headroom_timer", "component headroom_theme"}
    toolbar = unopened.locator(".st-key-actions").bounding_box()
    assert toolbar is not None
    assert toolbar["height"] < 60.0, "one row at this width"
    unopened.get_by_role("button", name="Share and files").click()
    expect(unopened.get_by_role("button", name="Copy the link")).to_be_visible()
    expect(unopened.get_by_test_id("stFileUploader")).to_be_visible()
    opened = {"component headroom_copy", "file_uploader", "download_button"}
    assert opened <= set(kinds(messages)), "opened, it comes"


def test_a_move_just_as_a_part_asks_again_is_a_move(address):
    async def moved() -> tuple[str, ...]:
        tab = Tab(address, to_link(Shared(parse(SMALL))))
        await tab.open()
        while not (tab.figures and tab.has_timer):
            await tab.news(PATIENCE_S)
        slider, *_ = tab.slider_reach[AGENTS]
        await tab.move(slider, 9.0, with_timer=True)
        while not (tab.figures.is_complete and "(was" in " ".join(tab.figures.chips)):
            await tab.news(PATIENCE_S)
        await tab.close()
        assert tab.errors == []
        assert tab.figures.tiles[0][1].startswith(figures(9, STARTS[ISSUES])[1][0].rstrip("%"))
        return tab.figures.chips

    with ThreadPoolExecutor() as aside:  # Playwright's own loop runs in this thread
        chips = aside.submit(asyncio.run, moved()).result()
    assert f"{AGENTS}: 9 (was 12)" in " ".join(chips).replace("\\", "")


def test_a_scenario_kept_just_as_a_part_asks_again_is_kept(address):
    async def message_after_keeping() -> str:
        tab = Tab(address, to_link(Shared(load(ROOT / "configs" / "typical_centre.yaml"), AGENTS_FEWER)))
        await tab.open()
        while not tab.has_timer:
            await tab.news(PATIENCE_S)
        await tab.open_panel("Keep for Compare")
        while not ("Keep" in tab.buttons and tab.has_timer):
            await tab.news(PATIENCE_S)
        await tab.press_with_timer("Keep")
        while "1 kept so far." not in (received := tab.received.decode(errors="ignore")):
            await tab.news(PATIENCE_S)
        await tab.close()
        assert tab.errors == []
        return received

    with ThreadPoolExecutor() as aside:  # Playwright's own loop runs in this thread
        received = aside.submit(asyncio.run, message_after_keeping()).result()
    assert "Kept as “" in received


def test_a_button_pressed_just_as_a_part_asks_again_is_pressed(address):
    async def pages() -> tuple[str, str]:
        tab = Tab(address, to_link(Shared(load(ROOT / "configs" / "typical_centre.yaml"), AGENTS_FEWER)))
        await tab.open("explore")
        while not ("Open in What if" in tab.buttons and tab.has_timer):
            await tab.news(PATIENCE_S)
        left = tab.page_hash
        await tab.press_with_timer("Open in What if")
        while tab.page_hash == left:
            await tab.news(PATIENCE_S)
        await tab.close()
        assert tab.errors == []
        return left, tab.page_hash

    with ThreadPoolExecutor() as aside:  # Playwright's own loop runs in this thread
        left, on_show = aside.submit(asyncio.run, pages()).result()
    assert on_show != left


def test_what_a_page_that_is_left_still_asks_for_does_not_bring_it_back(address):
    async def pages() -> tuple[str, str]:
        changed = Shared(load(ROOT / "configs" / "typical_centre.yaml"), AGENTS_FEWER)
        tab = Tab(address, to_link(changed))
        await tab.open("present")
        while not tab.has_timer:
            await tab.news(PATIENCE_S)
        left = tab.page_hash
        await tab.go_by("headroom_present", "leave")
        before = len(tab.pages_of_parts)
        while len(tab.pages_of_parts) == before:  # of What if, which looks for more once its figures stand
            await tab.news(PATIENCE_S)
        await tab.close()
        assert tab.errors == []
        return left, tab.pages_of_parts[before]

    with ThreadPoolExecutor() as aside:  # Playwright's own loop runs in this thread
        left, on_show = aside.submit(asyncio.run, pages()).result()
    assert on_show != left


@pytest.mark.soak
def test_the_last_of_two_hundred_keys_at_random_times_wins_on_a_busy_machine(page):
    expect(page.get_by_test_id("stMetric")).to_have_count(11)
    expect(page.get_by_role("spinbutton", name=f"{AGENTS}, exact")).to_be_visible()
    page.evaluate(HAND)
    chance = random.Random(13)
    with ExitStack() as busy:
        for _ in range(2):
            busy.enter_context(processes.started([sys.executable, "-c", "while True: pass"]))
        pressed = 0
        while pressed < KEYS:
            name = chance.choice(list(PATHS))
            box = page.get_by_role("spinbutton", name=f"{name}, exact")
            lever = chance.choice([page.get_by_role("slider", name=name), box])
            lever.focus()
            up = float(lever.input_value()) < STARTS[name]
            for _ in range(chance.randint(1, 2 * BURST)):
                towards, away = ("ArrowUp", "ArrowDown") if up else ("ArrowDown", "ArrowUp")
                page.keyboard.press(towards if chance.random() < 0.7 else away)
                page.wait_for_timeout(chance.uniform(0.0, 70.0))
                pressed += 1
    hand = page.evaluate("window.hand")
    page.wait_for_function(STANDS)
    page.wait_for_timeout(STAYS_MS)
    page.wait_for_function(STANDS)
    assert assert_all_agree(page) == hand
    assert hand != STARTS


@pytest.mark.soak
def test_what_is_complete_has_the_figures_of_what_it_shows(unopened, address):
    seen: list[dict[str, list[str]]] = []
    unopened.expose_function("seen", lambda text: seen.append(json.loads(text)))
    unopened.add_init_script(REPORT)
    unopened.goto(address)
    quiet(unopened)

    def stands_at(agents: int, issues: int = STARTS[ISSUES]) -> None:
        expect(unopened.get_by_role("slider", name=AGENTS)).to_have_value(str(agents))
        quiet(unopened)
        assert assert_all_agree(unopened) == {AGENTS: agents, ISSUES: issues}

    stands_at(12)
    press(unopened, "ArrowLeft", 2)
    chip = unopened.get_by_role("button", name=f"{AGENTS}: 10 (was 12)")
    expect(chip).to_be_visible()
    stands_at(10)
    press(unopened, "ArrowRight", lever=ISSUES)
    expect(unopened.get_by_role("button", name=f"{ISSUES}: 305 (was 300)")).to_be_visible()
    unopened.get_by_role("button", name="Undo").click()
    stands_at(10)
    press(unopened, "ArrowLeft", 2)
    expect(unopened.get_by_role("button", name=f"{AGENTS}: 8 (was 12)")).to_be_visible()
    unopened.wait_for_function(f"new URL(location).searchParams.get('s') && {IS_COMPLETE}")
    unopened.reload()
    stands_at(8)
    press(unopened, "ArrowRight")
    expect(unopened.get_by_role("button", name=f"{AGENTS}: 9 (was 12)")).to_be_visible()
    go_to(unopened, "Trust")
    expect(unopened.get_by_role("heading", name="How far to trust this")).to_be_visible()
    go_to(unopened, "What if")
    stands_at(9)
    go_to(unopened, "Compare")
    expect(unopened.get_by_role("heading", name="Compare")).to_be_visible()
    quiet(unopened)
    unopened.go_back()
    stands_at(9)
    whole = [shown for shown in seen if len(shown["tiles"]) == 11]
    assert len({tuple(shown["chips"]) for shown in whole}) >= 4, "all the settings at which it came to rest"
    for shown in whole:
        assert_belong(shown)


def test_coming_back_from_another_page_shows_the_last_figures_without_a_grey_moment(unopened, address):
    unopened.add_init_script(SKELETONS)
    unopened.goto(address)
    quiet(unopened)
    assert unopened.evaluate("window.skeletons") > 0, "a first visit has them, so they would be noticed"
    press(unopened, "ArrowLeft")
    expect(unopened.get_by_role("button", name=f"{AGENTS}: 11 (was 12)")).to_be_visible()
    quiet(unopened)
    go_to(unopened, "Compare")
    expect(unopened.get_by_role("heading", name="Compare")).to_be_visible()
    quiet(unopened)
    unopened.evaluate("() => { window.skeletons = 0; window.rows = [] }")
    go_to(unopened, "What if")
    expect(unopened.get_by_test_id("stMetric")).to_have_count(11)
    quiet(unopened)
    assert unopened.evaluate("window.skeletons") == 0
    _, tiles = figures(11, STARTS[ISSUES])
    rows = set(unopened.evaluate("window.rows"))
    assert [re.sub(r"\s+", " ", row) for row in rows] == ["|".join(tiles)]
