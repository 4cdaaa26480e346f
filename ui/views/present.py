"""The page "Present": a comparison step by step on a projector. All steps are drawn once; the browser shows one."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from functools import partial
from typing import NoReturn
from urllib.parse import urlencode

import streamlit as st

from present.report.report import Report, ReportResults, names_of, searched_runs
from sim import Result, scenario_hash
from sim.engine import ENGINES
from sim.experiment.capacity_margin import headroom
from ui.background import find_ranges
from ui.guess_first import is_wanted
from ui.markdown_text import as_text
from ui.present.player import player, screen
from ui.present.selection import OF, chosen_scenarios, is_from_compare
from ui.present.slide_view import STEP, SlideView, head, sentences
from ui.present.steps import Step, opening, steps
from ui.present.style import present_style
from ui.runner import SEED, Finder, answers, engine_for, runner, simulated, why_not
from ui.session import PARAMETER, USUAL_RUNS, WHAT_IF, session
from ui.work import LATER_MS, Work, ask, live

COMPARE = "ui/views/compare.py"
BACK = {True: (COMPARE, "Go to Compare"), False: (WHAT_IF, "Go to What if")}

present_style()
back, back_label = BACK[is_from_compare()]
if player():
    st.switch_page(back)


def stop_with_notice(title: str, words: str) -> NoReturn:
    """A calm page that says why there is nothing to present, with a way out."""
    with st.container(key=f"{STEP}_0"):
        step = Step("none", "Present", title, (words,), text=32)
        head(step, 0)
        sentences(step, 0)
        with st.container(key="present_way_out"):
            st.page_link(back, label=back_label, icon=":material/arrow_back:")
    st.stop()


# --- What is presented

if session().problem:  # it stays, to be shown on the next page too
    stop_with_notice("This link cannot be presented", session().problem)
try:
    scenarios = chosen_scenarios()
except LookupError as error:
    stop_with_notice("There is nothing to present", as_text(str(error)))
if not scenarios:
    stop_with_notice(
        "Nothing is chosen yet",
        "Choose the scenarios to present on the page Compare, or change something on the page What if.",
    )

names = names_of(scenarios)
replications = st.session_state.get("replications") or USUAL_RUNS
engine = engine_for(st.session_state.get("engine", ENGINES[0]))


def report_of(results: Iterable[Result]) -> Report:
    """A report on these results."""
    return Report(ReportResults(tuple(results), (), (), None), names, date.today())


# --- The question at once, the rest once it is simulated

first = opening(report_of(Result(s, SEED, engine, ()) for s in scenarios), as_text)
simulated_now = partial(simulated, "figures", scenarios, replications, engine)
baseline, *others = scenarios
runs = searched_runs(replications)


def looked_for(report: Report, work: Work[ReportResults]) -> ReportResults:
    """What the steps say besides the figures: how far assumptions move each difference; the headroom of one alone."""
    known = report.simulated
    for moved in find_ranges(finder, baseline, others, runs, work):
        known = replace(known, ranges=(*known.ranges, moved))
        work.publish(known)
    if not others:
        margin = finder.find(("room", scenario_hash(baseline), runs), partial(headroom, baseline), work)
        known = replace(known, headroom=margin)
    return known


def report_now(report: Report) -> tuple[Report, str]:
    """The report with what has been found by now; how far what is missing is, "" where nothing is."""
    address = ("present", engine, runs, *(result.hash for result in report.results))
    found = ask("findings", address, partial(looked_for, report), pace_ms=LATER_MS)
    if found.value is not None:
        report = replace(report, simulated=found.value)
    if found.error:
        otherwise = "The calculation stopped. Reload the page to try again."
        return report, why_not(found.error, otherwise)
    return report, "" if found.is_over else f"{found.done} of {found.total} runs so far."


def draw() -> None:
    """The question, and all other steps once they are simulated."""
    figures = simulated_now(wait_s=0.0)
    with st.container(key=f"{STEP}_0"):
        head(first, 0)
        sentences(first, 0)
        with st.container(key="present_progress"):
            if figures.error:
                otherwise = (
                    "The simulation stopped twice, perhaps for lack of memory. Reload the page to try again."
                )
                st.error(why_not(figures.error, otherwise), icon=":material/error:")
            elif not figures.is_over:
                st.progress(figures.done / max(1, figures.total), text="Calculating…")
    size = screen()
    if figures.is_over and figures.value is not None and size is not None:
        report = report_of(figures.value.results)
        shown = steps(report, as_text, guess_first=is_wanted())
        SlideView(report, shown, size, address(), partial(report_now, report)).draw()


def address() -> str:
    """Where this presentation is, for another device: the browser's address without the step."""
    query = {name: st.query_params[name] for name in (OF, PARAMETER) if name in st.query_params}
    return f"{st.context.url or ''}?{urlencode(query)}"


finder = Finder(runner(engine, runs), answers())
simulated_now()
live("present", draw)
