"""Pictures of every page in every state that a user meets, to be looked at: `make pictures`.

Four sizes, light and dark, into `test-results/pictures/`, named page, state, size and mode.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal
from urllib.parse import quote

from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from present.permalink import Compared, Explored, LeverRange, Shared, to_link
from present.stories import CASES, bot
from present.stories import remedies as train_or_change
from sim import Scenario, load, replace
from sim.engine.compiled import ready
from tests.browser.conftest import FLAGS, IS_COMPLETE, NEXT_PICTURE, PATIENCE_MS, browser_path, serving
from tests.call_lists import call_list
from tests.processes import ROOT, end_orderly_when_terminated

FOLDER = ROOT / "test-results" / "pictures"
SIZES = {"wide": (1680, 1050), "1366": (1366, 768), "1024": (1024, 768), "phone": (390, 844)}
MODES = ("light", "dark")
TYPICAL = ROOT / "configs" / "typical_centre.yaml"
SHORT = {"horizon.weeks": 1, "horizon.warm_up_weeks": 0}
HOSTILE_NAME = "A very long name of a centre that says in its last words alone what it is about: *nights* $x$"


@dataclass(frozen=True)
class State:
    """One state of a page. `address`: behind the server's; `reach`: what a hand does once the page stands."""

    page: str
    name: str
    address: str
    reach: Callable[[Page], object] = lambda _: None
    is_present: bool = False


def states() -> Iterator[State]:
    """All that are looked at."""
    typical = load(TYPICAL)
    one = {"teams.Front line.agents": 39}
    some = {"rules.disengagement.policy": "after_minutes", "rules.handle_time_cap.minutes": 4.0, **one}
    yield State("what_if", "first", "/")
    for name, values, week in (("one_change", one, 0), ("changes", some, 0), ("from_week_5", some, 4)):
        yield State("what_if", name, f"/?s={link(Shared(typical, values, week))}")
    yield State("what_if", "long_name", f"/?s={link(Shared(replace(typical, {'name': HOSTILE_NAME}), some))}")
    yield State("what_if", "levers", f"/?s={link(Shared(typical, one))}", open_levers)
    yield State(
        "what_if",
        "error",
        f"/?s={link(Shared(typical, one))}",
        lambda page: typed(page, "Agents, Front line, exact", "-3"),
    )
    yield State("what_if", "replay", f"/?s={link(Shared(typical, one))}", replayed)
    for tab in ("Day", "Team", "Where calls go", "Where hours go"):
        name, open_tab = tab.lower().replace(" ", "_"), partial(opened, role="tab", name=tab)
        yield State("what_if", name, f"/?s={link(Shared(typical, some, 4))}", open_tab)
    yield State("what_if", "lines_open", f"/?s={link(Shared(typical, some))}", lines_open)
    ask = partial(opened, role="button", name="Another question")
    yield State("what_if", "questions", f"/?s={link(Shared(typical, one))}", ask)
    yield State("what_if", "report_panel", f"/?s={link(Shared(typical, one))}", with_report_panel)
    for case in (*CASES, train_or_change.KEY, bot.KEY):
        yield State("stories", case, f"/stories?case={case}&step=2")
        yield State("stories", f"{case}_shown", f"/stories?case={case}&step=2", revealed)
    yield State("compare", "empty", "/compare")
    for count in (2, 4, 7):
        yield State("compare", f"of_{count}", f"/compare?s={link(compared(count))}")
    yield State("explore", "first", "/explore")
    agents, calls = LeverRange("teams.Front line.agents"), LeverRange("demand.calls_per_day")
    for name, explored, reach in (
        ("one_figure", Explored((agents,), "cost_per_resolved"), lambda _: None),
        ("map_before", Explored((agents, calls)), lambda _: None),
        ("map", Explored((agents, calls), "service_level"), started),
    ):
        centre = replace(typical, SHORT) if reach is started else typical
        shared = Shared(centre, one, runs=4, explored=explored)
        yield State("explore", name, f"/explore?s={link(shared)}", reach)
    matters = Shared(replace(typical, SHORT), one, runs=4)
    yield State("what_matters", "first", "/what_matters")
    yield State("what_matters", "answered", f"/what_matters?s={link(matters)}", found_out)
    figures = Shared(typical, one, explored=Explored((agents,)))
    yield State("explore", "three_figures", f"/explore?s={link(figures)}")
    yield State("explore", "error", f"/explore?s={link(figures)}", with_range_upside_down)
    short = f"/staffing?s={link(Shared(replace(typical, SHORT), one))}"
    yield State("staffing", "first", short)
    yield State("staffing", "answer", short, staffed)
    roster = short.replace("/staffing", "/roster", 1)
    yield State("roster", "first", roster)
    yield State("roster", "answer", roster, rostered)
    yield State("tradeoffs", "first", "/tradeoffs")
    yield State("tradeoffs", "answer", f"/tradeoffs?s={link(matters)}", traded_off)
    yield State("floor", "first", "/floor")
    yield State("your_data", "first", "/your_data")
    yield State("your_data", "read", "/your_data", file_read)
    yield State("your_data", "answer", "/your_data", file_judged)
    yield State("six_numbers", "first", "/six_numbers")
    yield State("six_numbers", "answer", "/six_numbers", built)
    yield State("trust", "first", "/trust")
    yield State("glossary", "first", "/glossary")
    for step in range(1, 11):  # the player counts from one
        yield State(
            "present", f"step_{step}", f"/present?s={link(Shared(typical, some))}&at={step}", is_present=True
        )


def link(shared: Shared) -> str:
    """The text of a link, for an address."""
    return quote(to_link(shared))


def compared(count: int) -> Shared:
    """A centre and what could be done for it, on Compare."""
    stems = ["train_or_change", *sorted(p.stem for p in TYPICAL.parent.glob("train_or_change_*.yaml"))][
        :count
    ]
    scenarios: dict[str, Scenario] = {stem: load(TYPICAL.parent / f"{stem}.yaml") for stem in stems}
    figures = (
        "satisfaction_all",
        "exhaustion_mean",
        "issues_resolved_per_day",
        "service_level",
        "cost_per_week",
    )
    return Shared(scenarios[stems[0]], compared=Compared(tuple(stems), stems[0], figures, scenarios))


def open_levers(page: Page) -> None:
    """Every group of levers open, and what is in it."""
    show_levers(page)
    closed = page.locator("[data-testid=stSidebar] details:not([open]) summary")
    while closed.count():
        closed.first.click()
        at_rest(page)


def show_levers(page: Page) -> None:
    """On a phone they stand behind a button."""
    if page.viewport_size and page.viewport_size["width"] < 800:
        page.get_by_test_id("stExpandSidebarButton").click()


def started(page: Page) -> None:
    """The long search begun, and its picture there."""
    asked(page, "Start", page.get_by_role("heading", name="as now"))


def found_out(page: Page) -> None:
    """What matters most asked for, and answered."""
    asked(page, "Find out", page.get_by_role("heading", name="What you can do that moves"))


def typed(page: Page, box: str, text: str) -> None:
    """A number typed into the box beside a lever."""
    show_levers(page)
    page.get_by_label(box).fill(text)
    page.get_by_label(box).press("Enter")


def opened(page: Page, role: Literal["tab", "button"], name: str) -> None:
    """What opens by a click, open."""
    page.get_by_role(role, name=name).click()
    at_rest(page)


def lines_open(page: Page) -> None:
    """Every line below the answer open."""
    closed = page.locator(".st-key-lines details:not([open]) summary")
    while closed.count():
        closed.first.click()
        at_rest(page)


def with_report_panel(page: Page) -> None:
    """The panel behind "Report" open."""
    page.get_by_role("button", name="Report").click()
    expect(page.get_by_text("Make a report to show or hand over")).to_be_visible()


def replayed(page: Page) -> None:
    """One more move made, and what was before it shown again."""
    typed(page, "Agents, Front line, exact", "36")
    expect(page.get_by_role("button", name="Agents, Front line: 36")).to_be_attached()
    at_rest(page)
    if page.viewport_size and page.viewport_size["width"] < 800:
        page.get_by_test_id("stSidebarCollapseButton").get_by_role("button").click()
    page.get_by_role("button", name="Replay").click()
    expect(page.get_by_text("Showing: before the last move")).to_be_visible()


def with_range_upside_down(page: Page) -> None:
    """A range that ends before it begins."""
    page.get_by_label("From", exact=True).fill("90")
    page.get_by_label("From", exact=True).press("Enter")
    expect(page.get_by_role("alert")).to_be_visible()


def staffed(page: Page) -> None:
    """People found for every half-hour."""
    asked(page, "Find out", page.get_by_role("heading", name="on the phones at the peak"))


def rostered(page: Page) -> None:
    """A roster found."""
    asked(page, "Find a roster", page.get_by_role("button", name="Open in What if"))


def traded_off(page: Page) -> None:
    """Efficient designs found."""
    asked(page, "Find out", page.get_by_role("button", name="Report"))


def file_read(page: Page) -> None:
    """An invented list of calls dropped in and read."""
    calls = {"name": "calls.csv", "mimeType": "text/csv", "buffer": call_list().data}
    page.locator("[data-testid=stFileUploaderDropzone] input[type=file]").set_input_files(calls)
    expect(page.get_by_role("heading", name="As we read it")).to_be_visible()


def file_judged(page: Page) -> None:
    """A centre built from it, and judged by later days; every table that explains it open."""
    file_read(page)
    at_rest(page)
    page.get_by_role("button", name="Build my centre").click()
    expect(page.get_by_role("heading", name="How well it reproduces your centre")).to_be_visible()
    at_rest(page)
    for name in ("How it was judged", "Your own figures"):
        page.get_by_text(name, exact=True).click()
        at_rest(page)


def asked(page: Page, button: str, answer: Locator) -> None:
    """A search begun, unless a picture before this one did, and its answer there."""
    ask = page.get_by_role("button", name=button)
    expect(ask.or_(answer)).to_be_visible()
    if ask.is_visible():
        ask.click()
    expect(answer).to_be_visible()


def revealed(page: Page) -> None:
    """What the model says, where a guess is asked for first."""
    ask = page.get_by_role("button", name="Show me")
    if ask.is_visible():
        ask.click()
        expect(ask).to_have_count(0)


def built(page: Page) -> None:
    """A centre built from the six numbers that stand there."""
    page.get_by_role("button", name="Build my centre").click()
    expect(page.get_by_role("button", name="Open in What if")).to_be_visible()


@contextmanager
def shown_app() -> Iterator[tuple[str, Browser]]:
    """The app on the scenarios that come along, and a Chromium: (address, browser)."""
    ready.prepare()
    with (
        tempfile.TemporaryDirectory() as folder,
        serving(Path(folder), HEADROOM_CONFIGS=str(ROOT / "configs")) as address,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=browser_path(), args=FLAGS)
        expect.set_options(timeout=PATIENCE_MS)
        yield address, browser
        browser.close()


def at_rest(page: Page) -> None:
    """Nothing comes any more, and all that came is drawn: a picture draws itself a moment later."""
    page.wait_for_function(f"{IS_COMPLETE} && !document.querySelector('[data-testid=stSkeleton]')")
    for _ in range(90):
        page.evaluate(NEXT_PICTURE)


def take(browser: Browser, address: str, state: State, size: str, mode: str) -> None:
    """One picture; of a page that scrolls what the first screen shows and the whole."""
    width, height = SIZES[size]
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme=mode,
        bypass_csp=True,
        is_mobile=size == "phone",
    )
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.goto(f"{address}{state.address}")
    expect(page.get_by_role("heading").first).to_be_visible()
    at_rest(page)
    state.reach(page)
    at_rest(page)
    name = f"{state.page}_{state.name}_{size}_{mode}"
    page.screenshot(path=FOLDER / f"{name}.png")
    if not state.is_present:
        height = page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
        page.set_viewport_size({"width": width, "height": min(max(int(height) + 80, 400), 6000)})
        at_rest(page)
        page.screenshot(path=FOLDER / f"{name}_whole.png")
    context.close()
    print(f"{name}", file=sys.stderr, flush=True)


def main() -> None:
    """Serve the app, take the pictures, stop it."""
    parser = argparse.ArgumentParser(description=__doc__, prog="python -m tests.pictures")
    parser.add_argument("--only", default="", help="page or page_state, such as what_if or compare_empty")
    parser.add_argument("--sizes", nargs="+", choices=SIZES, default=list(SIZES))
    parser.add_argument("--modes", nargs="+", choices=MODES, default=list(MODES))
    arguments = parser.parse_args()
    if not arguments.only:
        shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True, exist_ok=True)
    with shown_app() as (address, browser):
        for state in states():
            if f"{state.page}_{state.name}".startswith(arguments.only):
                for size in arguments.sizes:
                    for mode in arguments.modes:
                        take(browser, address, state, size, mode)
    print(f"Look at {FOLDER.relative_to(ROOT)}.", file=sys.stderr)


if __name__ == "__main__":
    end_orderly_when_terminated()
    main()
