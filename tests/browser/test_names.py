"""A real Chromium shows a scenario's names letter by letter, and makes no picture, link or formula of them."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from sim import parse, replace
from sim.scenario import to_yaml
from tests.browser.conftest import IS_IDLE, SMALL, serving

NAMES = (
    "![i](http://x.invalid/p.png) [l](http://x.invalid) <b>B</b><img src=http://x.invalid/q> **s** :smile:",
    "$y^2$ `c` :red[r] :material/home: ~~d~~ _u_ &amp; www.x.invalid a -> b <-> c -- d me@x.invalid # h",
    r"1. \$z$ \[k](http://x.invalid) ::n :n[o]{p} [^1] | a | \(f\) $\href{javascript:alert(1)}{g}$ >= ***",
)
MADE = """() => [...document.querySelectorAll('img, a, .katex, del, em, code, b')]
    .map(e => e.outerHTML).filter(t => /x\\.invalid|javascript:|katex|^<(del|em|b)\\b|^<code[^>]*>c</.test(t))"""


def plain(text: str) -> str:
    """What is seen of a text: without unseen characters."""
    return text.replace("\u2060", "").replace("\xa0", " ").strip()


@pytest.fixture(scope="module")
def marked(tmp_path_factory):
    """The app on three centres whose names are all markup."""
    folder = tmp_path_factory.mktemp("names")
    with serving(folder) as at:
        (folder / "configs" / "small.yaml").unlink()
        for i, name in enumerate(NAMES):
            short = name.replace(".", ",").replace("=", "-")
            one = replace(parse(SMALL), {"name": name, "description": name, "costs.currency": "<i>$x$"})
            text = (
                to_yaml(one)
                .replace("Billing", f"'{short[:56].strip()}'")
                .replace("Front line", f"'{short[-56:].strip()}'")
            )
            parse(text)
            (folder / "configs" / f"c{i}.yaml").write_text(text, encoding="utf-8")
        yield at


def wait_until_complete(page: Page) -> None:
    expect(page.get_by_test_id("stProgress")).to_have_count(0)
    page.wait_for_function(IS_IDLE)


@pytest.mark.browser
@pytest.mark.parametrize("number", range(len(NAMES)))
def test_no_name_becomes_anything_but_text(marked: str, browser: Browser, number: int):
    page = browser.new_page(locale="en-AU")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(marked)
    expect(page.get_by_test_id("stMetric")).to_have_count(11)
    if number:
        page.get_by_role("combobox", name="Scenario").click()
        page.get_by_role("option").nth(number).click()
        expect(page.locator("h2").first).to_contain_text(("smile", "r]", "z")[number])
    wait_until_complete(page)
    expect(page.locator("h2").first).to_be_visible()
    assert plain(page.locator("h2").first.inner_text()) == NAMES[number]
    label = page.get_by_test_id("stSidebar").get_by_test_id("stWidgetLabel").filter(has_text="Agents, ").first
    team = NAMES[number].replace(".", ",").replace("=", "-")[-56:].strip()
    assert plain(label.inner_text()) == f"Agents, {team}"
    page.get_by_role("slider", name="Agents, ").first.press("ArrowLeft")
    expect(page.locator(".st-key-chips").get_by_role("button", name="Agents, ")).to_be_visible()
    wait_until_complete(page)
    assert page.evaluate(MADE) == []
    page.get_by_role("button", name="About").click()
    assert (
        plain(page.get_by_test_id("stPopoverBody").get_by_test_id("stMarkdown").first.inner_text())
        == NAMES[number]
    )
    assert page.evaluate(MADE) == []
    page.keyboard.press("Escape")
    for title in ("Compare", "Floor"):
        page.get_by_test_id("stTopNavLink").filter(has_text=title).click()
        expect(page.locator("h2").filter(has_text=title)).to_be_visible()
        wait_until_complete(page)
        assert page.evaluate(MADE) == []
    assert [url for url in asked if "x.invalid" in url] == []
    page.close()
