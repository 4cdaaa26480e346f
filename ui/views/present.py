"""The page "Present": a comparison step by step on a projector. All steps are drawn once; the browser shows one."""

from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import date
from functools import partial
from typing import NoReturn

import streamlit as st

from present.report.report import Report, ReportResults, names_of
from sim import Result
from sim.engine import ENGINES
from sim.experiment.capacity_margin import headroom
from sim.experiment.executors import PoolBrokenError
from sim.experiment.sensitivity import assumption_experiment
from ui.background import MOST_RUNS, answer
from ui.markdown_text import as_text
from ui.present.player import player, screen
from ui.present.selection import chosen_scenarios, is_from_compare
from ui.present.slide_view import STEP, SlideView, head, sentences
from ui.present.steps import Step, opening, steps
from ui.runner import SEED, engine_for, results
from ui.session import USUAL_RUNS, WHAT_IF, session
from ui.theme import present_style

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
        sentences(st.empty(), step, 0)
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
with st.container(key=f"{STEP}_0"):
    head(first, 0)
    sentences(st.empty(), first, 0)
    with st.container(key="present_progress"):
        progress = st.empty()
size = screen()
simulated: Sequence[Result] = ()
try:
    with closing(results(scenarios, replications, engine)) as views:
        for view in views:
            simulated = view.results
            if not view.finished:
                progress.progress(view.done / view.total, text="Simulating…")
except PoolBrokenError:
    progress.markdown(
        "The simulation stopped twice because a worker process ended, perhaps for want of memory. "
        "Reload the page to try again."
    )
    st.stop()
progress.empty()
report = report_of(simulated)
all_steps = steps(report, as_text)
slide_view = SlideView(report, all_steps, size)
at = st.query_params.get("at", "")
slide_view.draw_pictures(min(max(0, int(at) - 1), len(all_steps) - 1) if at.isascii() and at.isdigit() else 0)

# --- In the background: how far assumptions move each difference; the headroom of a scenario alone

baseline, *others = simulated
runs = min(replications, MOST_RUNS)
side = 0
try:
    for side, other in enumerate(others):

        def show(done: int, total: int, side: int = side) -> None:
            slide_view.show_progress(side, f"{done} of {total} runs so far.")

        (moved,) = answer(
            ("ranges", baseline.hash, other.hash, runs),
            partial(assumption_experiment, baseline.scenario, [other.scenario]),
            engine,
            show,
        )
        report = replace(report, simulated=replace(report.simulated, ranges=(*report.ranges, moved)))
        slide_view.update(report, steps(report, as_text))
    if not others:
        margin = answer(("room", baseline.hash, runs), partial(headroom, baseline.scenario), engine)
        report = replace(report, simulated=replace(report.simulated, headroom=margin))
        slide_view.update(report, steps(report, as_text))
except PoolBrokenError:
    for number in range(side, len(others)):
        slide_view.show_progress(
            number, "It could not be found, because a worker process ended. Reload the page to try again."
        )
