"""What if answers before it is read: the verdict and its figures stand on the first screen, whatever the screen is."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from playwright.sync_api import Page, expect

from present.permalink import Shared, to_link
from sim import Scenario, parse, replace
from tests.behaviour.presets import preset
from tests.browser.conftest import BEYOND, PATIENCE_MS, SMALL, quiet, row_lengths

pytestmark = pytest.mark.browser
AGENTS = "teams.Front line.agents"
CAP = "rules.handle_time_cap.minutes"
SHORT = {"horizon.weeks": 4, "horizon.warm_up_weeks": 0}
CENTRE = parse(SMALL)
MOST_WORDS = 80
PHONE_PX = 700
"""From the top of a phone's screen: by then the figures begin."""
WORDS = r"""() => {
    const shown = (e) => e.checkVisibility() ? e.innerText : ''
    const results = document.querySelector('.st-key-results')
    const tiles = [...results.querySelectorAll('[data-testid=stMetric]')].slice(0, 3)
        .map((metric) => metric.closest('[data-testid=stVerticalBlock]'))
    const lines = [...results.querySelectorAll('.st-key-lines summary [data-testid=stMarkdownContainer]')]
    const parts = [results.querySelector('h3'), ...tiles, ...lines]
    return parts.map(shown).join(' ')
}"""
"""Of the headline, the three large figures and the lines."""


@pytest.fixture
def opened(browser, address):
    """Opens the small centre, or another, at a size of screen, by a link or as on a first visit; closes them all."""
    made = []

    def open_(width: int, height: int, values: dict | None = None, centre: Scenario = CENTRE) -> Page:
        page = browser.new_page(viewport={"width": width, "height": height})
        made.append(page)
        page.set_default_timeout(PATIENCE_MS)
        link = f"/?s={to_link(Shared(centre, values))}" if values else ""
        page.goto(f"{address}{link}")
        expect(page.get_by_test_id("stMetric")).to_have_count(11)
        quiet(page)
        return page

    yield open_
    for page in made:
        page.close()


def tiles(page: Page) -> list[dict[str, float]]:
    """Where the three large figures stand on the screen."""
    boxes = page.locator(".st-key-results [data-testid=stMetric]").evaluate_all(
        """(metrics) => metrics.slice(0, 3).map((metric) => {
            const {top, bottom} = metric.closest('[data-testid=stVerticalBlock]').getBoundingClientRect()
            return {top, bottom}
        })"""
    )
    assert len(boxes) == 3
    return boxes


@pytest.mark.parametrize("values", [None, {AGENTS: 9}], ids=["first visit, with the tour", "one change"])
@pytest.mark.parametrize(("width", "height"), [(1366, 768), (1024, 768)])
def test_the_three_figures_stand_above_the_fold(opened, width, height, values):
    page = opened(width, height, values)
    expect(page.locator(".st-key-tour")).to_have_count(0 if values else 1)
    assert max(tile["bottom"] for tile in tiles(page)) <= height
    assert len({(round(tile["top"]), round(tile["bottom"])) for tile in tiles(page)}) == 1, "equally high"


@pytest.mark.parametrize("width", [1680, 1366, 1024])
def test_values_of_a_row_of_tiles_stand_in_one_line_whatever_lines_their_names_take(opened, width):
    page = opened(width, 800, {AGENTS: 9})
    values = page.locator(".st-key-results [data-testid=stMetricValue]").evaluate_all(
        "(values) => values.map((value) => Math.round(value.getBoundingClientRect().top))"
    )
    rows = [set(values[begin:end]) for begin, end in ((0, 3), (3, 7), (7, 11))]
    assert all(len(row) == 1 for row in rows), rows
    small = page.locator(".st-key-second [data-testid=stMetric]")
    heights = small.evaluate_all("(tiles) => tiles.map((tile) => Math.round(tile.offsetHeight))")
    assert all(len(set(heights[at : at + 4])) == 1 for at in (0, 4)), heights


@pytest.mark.parametrize(("width", "rows"), [(1366, [3]), (1024, [2, 1]), (390, [1, 1, 1])])
def test_the_pictures_of_the_weeks_leave_no_place_of_a_row_empty(opened, width, rows):
    page = opened(width, 800, {AGENTS: 9})
    assert row_lengths(page) == rows


@pytest.mark.parametrize("values", [None, {AGENTS: 9}], ids=["first visit, with the tour", "one change"])
def test_on_a_phone_the_figures_begin_on_the_first_screen(opened, values):
    page = opened(390, 844, values)
    assert tiles(page)[0]["top"] <= PHONE_PX


@pytest.mark.parametrize("width", [1366, 1024, 390])
def test_no_value_is_parted_from_its_unit(opened, width):
    page = opened(width, 800, {AGENTS: 9})
    lines = page.locator(".st-key-results [data-testid=stMetricValue] p").evaluate_all(
        """(values) => values.map((value) => {
            const range = document.createRange()
            range.selectNodeContents(value)
            return [value.innerText, new Set([...range.getClientRects()].map((r) => Math.round(r.bottom))).size,
                value.scrollWidth - value.clientWidth]
        })"""
    )
    assert len(lines) == 11
    heights = page.locator(".st-key-results [data-testid=stMetricValue]").evaluate_all(
        "(values) => values.map((v) => v.getBoundingClientRect().height / parseFloat(getComputedStyle(v).fontSize))"
    )
    assert max(heights) < 2.0, lines
    assert all(too_wide <= 0 for _, _, too_wide in lines), lines


@pytest.mark.parametrize(
    ("centre", "values"),
    [(CENTRE, {AGENTS: 9}), (replace(preset("sydney_four_minute_target_before"), SHORT), {CAP: None})],
    ids=["fewer agents", "the first example of the README"],
)
def test_of_one_change_fewer_than_eighty_words_stand_above_the_pictures(opened, centre, values):
    page = opened(1366, 768, values, centre)
    expect(page.get_by_text("calculating…")).to_have_count(0)
    said = page.evaluate(WORDS)
    assert "Why:" in said
    assert "Other assumptions:" in said
    words = [word for word in said.split() if re.search("[a-z]", word, re.IGNORECASE)]
    assert 30 < len(words) < MOST_WORDS, said


@pytest.mark.parametrize("path", ["", "trust"], ids=["beside levers", "without levers"])
def test_every_page_stands_in_the_menu_of_a_small_laptop(browser, address, path):
    page = browser.new_page(viewport={"width": 1024, "height": 768})
    page.set_default_timeout(PATIENCE_MS)
    page.goto(f"{address}/{path}")
    quiet(page)
    links = page.get_by_test_id("stTopNavLink")
    ends = links.evaluate_all(
        "(links) => links.map((a) => a.getBoundingClientRect()).map((b) => [b.left, b.right])"
    )
    assert len(ends) > 8
    assert all(end <= begin for (_, end), (begin, _) in pairwise(ends)), "side by side, none folded away"
    assert ends[-1][1] < page.get_by_test_id("stMainMenu").bounding_box()["x"]
    page.close()


def test_on_a_phone_a_page_begins_below_its_header_and_a_row_that_breaks_loses_no_border(browser, address):
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.set_default_timeout(PATIENCE_MS)
    page.goto(f"{address}/stories")
    quiet(page)
    header, heading = (
        page.get_by_test_id("stHeader").bounding_box(),
        page.get_by_role("heading", name="Stories").bounding_box(),
    )
    assert 0 <= heading["y"] - (header["y"] + header["height"]) < 30
    page.get_by_role("radio", name="Train or change?").click()
    page.mouse.move(0, 0)
    quiet(page)
    before = page.get_by_role("radio", name="Sydney")
    expect(page.get_by_role("radio", name="Train or change?")).to_be_checked()
    sides = before.evaluate(
        "(e) => ['Top', 'Right'].map((side) => getComputedStyle(e)[`border${side}Color`])"
    )
    assert sides[0] == sides[1]
    page.close()


def test_a_name_that_a_box_has_no_space_for_ends_in_dots(opened):
    page = opened(1024, 768, {AGENTS: 9}, replace(CENTRE, {"name": "A centre with a long name, " * 4}))
    box = page.get_by_role("combobox", name="Scenario")
    assert box.evaluate("(box) => box.scrollWidth > box.clientWidth")
    expect(box).to_have_css("text-overflow", "ellipsis")


def test_on_a_phone_a_question_begins_where_its_frame_does(opened):
    page = opened(390, 844)
    blanks = page.locator(".st-key-chips :is(button, a)").evaluate_all(
        """(chips) => chips.filter((chip) => chip.checkVisibility()).map((chip) =>
            chip.querySelector('p').getBoundingClientRect().left - chip.getBoundingClientRect().left)"""
    )
    assert len(blanks) > 1
    assert max(blanks) <= 12, "the frame and its padding: no room is kept for a sign that is not shown"


def test_pictures_turn_dark_with_the_screen_and_back(opened):
    page = opened(1366, 768)
    title = page.locator("[data-testid=stPlotlyChart] .gtitle").first
    colour = "(e) => getComputedStyle(e).fill"
    light = title.evaluate(colour)
    page.emulate_media(color_scheme="dark")
    expect(title).not_to_have_css("fill", light)
    page.emulate_media(color_scheme="light")
    expect(title).to_have_css("fill", light)


def test_on_a_phone_a_scenario_that_is_picked_is_shown_instead_of_the_levers(opened):
    page = opened(390, 844)
    levers = page.get_by_test_id("stSidebar")
    page.get_by_test_id("stExpandSidebarButton").click()
    expect(levers).to_have_attribute("data-collapsed", "false")
    quiet(page)  # a list that opens while the page is drawn closes again
    page.get_by_role("combobox", name="Scenario").click()
    page.get_by_role("option").first.click()
    expect(levers).to_have_attribute("data-collapsed", "true")


def test_what_opens_over_the_page_turns_dark_with_it(opened):
    page = opened(1366, 768)
    page.get_by_role("button", name="Report", exact=True).click()
    small_print = page.get_by_test_id("stPopoverBody").get_by_test_id("stCaptionContainer").first
    light, dark = "rgb(87, 83, 75)", "rgb(189, 183, 172)"
    expect(small_print).to_have_css("color", light)
    page.emulate_media(color_scheme="dark")
    expect(small_print).to_have_css("color", dark)


def test_on_a_phone_what_a_finger_may_press_stands_apart(opened):
    page = opened(390, 844)
    signs = page.locator(":is(.st-key-undo, .st-key-redo, .st-key-reset) button:visible")
    widths = signs.evaluate_all("(all) => all.map((e) => e.getBoundingClientRect().width)")
    assert len(widths) == 3
    assert min(widths) >= 32
    edges = page.locator(".st-key-chips :is(button, a)").evaluate_all(
        """(chips) => chips.filter((e) => e.checkVisibility()).map((e) => e.getBoundingClientRect())
            .map((box) => [box.top, box.bottom])"""
    )
    gaps = [after[0] - before[1] for before, after in pairwise(edges)]
    assert max(gaps) - min(gap for gap in gaps if gap > -20) < 2, "links and buttons alike"


def test_the_boxes_of_a_group_stand_below_each_other_whether_or_not_a_lever_has_a_range(opened):
    page = opened(1366, 768, {AGENTS: 9})
    levers = page.get_by_test_id("stSidebar")
    levers.get_by_text("What counts as good").click()
    boxes = levers.get_by_test_id("stExpander").filter(has_text="What counts as good")
    expect(boxes.get_by_test_id("stNumberInput")).to_have_count(4)
    expect(boxes.get_by_role("button", name="over a range")).to_have_count(1)
    ends = boxes.get_by_test_id("stNumberInput").evaluate_all(
        "(all) => all.map((box) => Math.round(box.getBoundingClientRect().right))"
    )
    assert len(set(ends)) == 1, ends
    above = levers.get_by_test_id("stSliderThumbValue").evaluate_all(
        "(all) => all.map((e) => e.offsetHeight)"
    )
    assert 0 < max(above) < 32, "the figure at a slider stands in one line"


@pytest.mark.parametrize("width", [1366, 390])
def test_no_picture_of_any_tab_cuts_words_off(opened, width):
    page = opened(width, 768, {AGENTS: 9})
    for tab in page.get_by_role("tab").all():
        tab.click()
        quiet(page)
        assert page.evaluate(BEYOND) == []
