"""The pictures in the README, taken from the app itself: `make screenshots`."""

from __future__ import annotations

import sys
from collections.abc import Callable

from playwright.sync_api import Page, expect

from present.permalink import Shared
from sim import load
from sim.scenario import diff
from tests.browser.conftest import PATIENCE_MS
from tests.pictures import at_rest, compared, link, shown_app, staffed
from tests.processes import ROOT, end_orderly_when_terminated

FOLDER = ROOT / "docs" / "images"
SIZE = {"width": 1440, "height": 1080}
PROJECTOR = {"width": 1280, "height": 720}


def comparison(case: str) -> Shared:
    """A case before and after, as changes to what was before."""
    before, after = (load(ROOT / "configs" / f"{case}_{x}.yaml") for x in ("before", "after"))
    return Shared(before, {path: new for path, (_, new) in diff(before, after).items()})


def main() -> None:
    """Start the app, take the pictures, stop it."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with shown_app() as (address, browser):
        page = browser.new_page(viewport=SIZE, color_scheme="light", bypass_csp=True)
        page.set_default_timeout(PATIENCE_MS)
        sydney = link(comparison("sydney_four_minute_target"))
        _take(page, f"{address}/?s={sydney}", "what_if", until="How sure: ")
        _take(page, f"{address}/stories?case=darwin&step=2&guess=off", "stories")
        _take(page, f"{address}/compare?s={link(compared(7))}", "compare")
        _take(page, f"{address}/staffing", "staffing", reach=staffed)
        _take(page, f"{address}/trust", "trust")
        page.set_viewport_size(PROJECTOR)
        _take(page, f"{address}/present?s={sydney}&at=3", "present", until="points, better")


def _take(
    page: Page, address: str, name: str, until: str = "", reach: Callable[[Page], None] = at_rest
) -> None:
    """Take one picture, when the page has come to rest and, if given, these words stand on it.

    `reach`: what is done on the page before.
    """
    page.goto(address)
    expect(page.get_by_role("heading").first).to_be_visible()
    if until:
        expect(page.get_by_text(until).filter(visible=True).first).to_be_visible()
    reach(page)
    at_rest(page)
    page.screenshot(path=FOLDER / f"{name}.png")
    print(f"docs/images/{name}.png", file=sys.stderr)


if __name__ == "__main__":
    end_orderly_when_terminated()
    main()
