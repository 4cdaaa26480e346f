"""A real Chromium moves levers faster than results come: no move is lost, no lever stands twice."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

AGENTS = "Agents, Front line"
NAMES = """() => [...document.querySelectorAll('[data-testid=stSidebar] input')]
    .filter(e => ['range', 'number'].includes(e.type) && e.checkVisibility())
    .map(e => `${e.type} ${e.getAttribute('aria-label')}`)"""
WATCH = f"""() => {{
    const names = {NAMES}
    window.twice = {{}}
    window.runs = 0
    new MutationObserver(() => {{
        const seen = names()
        seen.filter((n, i) => seen.indexOf(n) !== i).forEach(n => window.twice[n] = true)
        window.runs = Math.max(window.runs, document.querySelectorAll('[data-testid=stProgress]').length)
    }}).observe(document.body, {{subtree: true, childList: true}})
}}"""


@pytest.fixture
def watched(page: Page):
    """The page with its first figures; afterwards: no lever has stood twice, not for a moment."""
    expect(page.get_by_test_id("stMetric")).to_have_count(11)
    expect(page.get_by_test_id("stProgress")).to_have_count(0)
    # A slider and a box each; on a browser's first visit their code comes after the figures.
    page.wait_for_function(f"({NAMES})().length >= 10")
    page.evaluate(WATCH)
    yield page
    assert page.evaluate("Object.keys(window.twice)") == []


def slider(page: Page):
    return page.get_by_role("slider", name=AGENTS)


def box(page: Page):
    return page.get_by_role("spinbutton", name=f"{AGENTS}, exact")


def chip(page: Page, value: int):
    return page.get_by_role("button", name=f"{AGENTS}: {value} (was 12)")


def sentences(page: Page):
    return page.get_by_test_id("stSidebar").get_by_test_id("stAlert")


@pytest.mark.browser
def test_thirty_quick_changes_end_in_the_last_value_with_one_run(watched):
    slider(watched).focus()
    value = 12
    for i in range(30):
        step = 1 if i % 5 in (0, 2) else -1
        step = step if 6 <= value + step <= 18 else -step
        value += step
        watched.keyboard.press("ArrowRight" if step > 0 else "ArrowLeft")
        watched.wait_for_timeout(20 + 7 * (i % 8))
        assert watched.evaluate("document.activeElement.type") == "range"
    assert value != 12
    expect(slider(watched)).to_have_value(str(value))
    expect(chip(watched, value)).to_be_visible()
    expect(watched.get_by_test_id("stProgress")).to_have_count(0)
    expect(slider(watched)).to_have_value(str(value))
    expect(box(watched)).to_have_value(str(value))
    expect(chip(watched, value)).to_be_visible()
    expect(slider(watched)).to_be_focused()
    assert watched.evaluate("window.runs") <= 1


@pytest.mark.browser
def test_shares_that_move_each_other_end_where_the_last_one_was_put(watched):
    watched.get_by_text("More: call mix").click()
    billing = watched.get_by_role("slider", name="Billing")
    billing.focus()
    for key in "RRRLRRLRRR":
        watched.keyboard.press({"L": "ArrowLeft", "R": "ArrowRight"}[key])
        watched.wait_for_timeout(60)
    expect(watched.get_by_role("button", name="Call mix: Billing 66%, Service 34%")).to_be_visible()
    expect(watched.get_by_role("slider", name="Service")).to_have_value("34")
    expect(watched.get_by_role("spinbutton", name="Service (% of calls), exact")).to_have_value("34.0")
    expect(billing).to_have_value("66")
    expect(billing).to_be_focused()


@pytest.mark.browser
def test_an_emptied_box_keeps_the_last_good_value_and_says_so(watched):
    box(watched).fill("14")
    box(watched).press("Enter")
    expect(chip(watched, 14)).to_be_visible()
    for _ in range(2):  # the second time nothing but the box differs from what the page shows
        box(watched).fill("")
        box(watched).press("Enter")
        expect(box(watched)).to_have_value("14")
        expect(sentences(watched)).to_contain_text(
            f"{AGENTS}: a number is missing. The figures stay at 14 positions."
        )
    expect(slider(watched)).to_have_value("14")
    expect(chip(watched, 14)).to_be_visible()
    box(watched).fill("15")
    box(watched).press("Enter")
    expect(chip(watched, 15)).to_be_visible()
    expect(sentences(watched)).to_have_count(0)


@pytest.mark.browser
def test_no_lever_stands_twice_after_a_sentence_or_reset(watched):
    box(watched).fill("-3")
    box(watched).press("Enter")
    expect(sentences(watched)).to_contain_text("−3 is below the minimum, 0")
    expect(box(watched)).to_have_value("12")
    watched.get_by_text("What are the rules").click()
    watched.get_by_text("Handle-time target").click()
    expect(watched.get_by_role("slider", name="Target (min)")).to_be_visible()
    slider(watched).focus()
    watched.keyboard.press("ArrowRight")
    expect(chip(watched, 13)).to_be_visible()
    watched.mouse.move(0, 0)  # off the sidebar: what moved under it shows its help over the button
    watched.get_by_role("button", name="Reset").click()
    expect(watched.get_by_text("Ask, or move a lever")).to_be_visible()
    expect(sentences(watched)).to_have_count(0)
    expect(watched.get_by_role("slider", name="Target (min)")).to_have_count(0)
    expect(slider(watched)).to_have_value("12")
    assert watched.get_by_role("button", name="Reset").count() == 1
