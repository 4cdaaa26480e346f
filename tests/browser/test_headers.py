"""The content policy: nothing on any page breaks it, and nothing that a scenario says could get round it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from sim import parse, replace
from sim.scenario import to_yaml
from streamlit_app import PAGES
from tests.browser.conftest import SMALL, serving
from tests.waiting import wait_until

pytestmark = pytest.mark.browser
AWAY = "198.51.100.7"
"""An address that nobody has (RFC 5737)."""
MARKUP = (
    f"![i](http://{AWAY}/i.png) [l](http://{AWAY}/l) <img src=//{AWAY}/g> <script>window.hacked=1</script> "
    f"[j](javascript:window.hacked=1) $\\href{{http://{AWAY}/h}}{{x}}$ http://{AWAY}/p"
)
LISTENS = """window.broken = [];
document.addEventListener("securitypolicyviolation",
  e => window.broken.push(`${e.violatedDirective} ${e.blockedURI}`))"""
IS_IDLE = "document.querySelector('[data-testid=stApp]')?.dataset.testScriptState === 'notRunning'"
LEADS_AWAY = """() => [...document.querySelectorAll("[href], [src]")]
  .map(e => e.getAttribute("href") ?? e.getAttribute("src"))
  .filter(u => /^(https?:)?[/][/]|^javascript:/i.test(u) && !u.startsWith(location.origin))"""


@pytest.fixture(scope="module")
def marked(tmp_path_factory):
    """The app on a centre whose every text is markup that leads away."""
    folder = tmp_path_factory.mktemp("headers")
    with serving(folder, HEADROOM_FRAME_ANCESTORS="https://*.sharepoint.com 'self'") as at:
        texts = {"name": MARKUP[:120], "description": MARKUP, "source": MARKUP}
        text = to_yaml(replace(parse(SMALL), texts))
        names = {
            "Billing": "![b](//evil/b)",
            "Front line": "[t](javascript:alert(1)) <i>T</i> ![u](//evil/u)",
        }
        for name, markup in names.items():
            text = text.replace(name, f"'{markup}'")
        (folder / "configs" / "small.yaml").write_text(text, encoding="utf-8")
        yield at


@pytest.fixture(scope="module")
def strict(browser, marked):
    """A page that keeps the policy (those of other tests do not, see `browsing`), and all that it asks for."""
    context = browser.new_context(bypass_csp=False)
    context.add_init_script(LISTENS)
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    yield page, asked
    context.close()


@pytest.mark.parametrize("path", ["", *(file for file, _, _ in PAGES[1:]), "present"])
def test_no_page_breaks_the_policy_or_leads_away(strict, marked, path):
    page, asked = strict
    page.goto(f"{marked}/{path}")
    expect(page.get_by_test_id("stMarkdown").first).to_be_attached()
    wait_until(lambda: page.evaluate(IS_IDLE), "the page is drawn")
    expect(page.get_by_test_id("stException")).to_have_count(0)
    assert page.evaluate("window.broken") == []
    assert page.evaluate(LEADS_AWAY) == []
    assert page.evaluate("'hacked' in window") is False
    assert [url for url in asked if not url.startswith((f"{marked}/", "data:", f"blob:{marked}/"))] == []


def test_what_opens_on_what_if_keeps_the_policy_too(strict, marked):
    page, _ = strict
    page.goto(marked)
    wait_until(lambda: page.evaluate(IS_IDLE), "the page is drawn")
    for name in ("About", "Share and files", "Report"):
        page.get_by_role("button", name=re.compile(name)).first.click()
        expect(page.get_by_test_id("stPopoverBody")).to_be_visible()
        assert page.evaluate("window.broken") == []
        assert page.evaluate(LEADS_AWAY) == []
        page.keyboard.press("Escape")


def test_the_policy_does_hold(strict, marked):
    """Were it not there, the tests above would find nothing either."""
    page, _ = strict
    answer = page.goto(marked)
    assert "frame-ancestors https://*.sharepoint.com 'self'" in answer.headers["content-security-policy"]
    page.evaluate(f"document.body.append(Object.assign(new Image(), {{src: 'http://{AWAY}/i.png'}}))")
    page.evaluate("""document.body.append(
        Object.assign(document.createElement("script"), {textContent: "window.hacked = 1"}))""")
    wait_until(lambda: len(page.evaluate("window.broken")) == 2, "both were stopped")
    assert page.evaluate("'hacked' in window") is False
