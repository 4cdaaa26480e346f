"""The page "Compare": any number of scenarios beside one of them, on the same callers, ranked by what matters most."""

from functools import partial

import streamlit as st

from present.comparison import not_comparable, sides
from present.engine_check_text import MEANWHILE
from present.problem_text import warnings_in_words
from sim import Result
from sim.engine import ENGINES
from ui.comparison_choice import choose_all, choose_goal, invite
from ui.comparison_doubt import ComparisonDoubt
from ui.comparison_options import key_of_baseline, offered, report_scenarios, shown, starters
from ui.comparison_scenarios import draw_scenarios
from ui.comparison_state import CURRENT, comparison_state
from ui.comparison_view import Comparison, draw_settings
from ui.folded import fold, panel
from ui.markdown_text import as_text
from ui.page_header import notes, simulated_runs
from ui.present import present_link
from ui.progress import show_progress
from ui.report.panel import report_panel
from ui.runner import SEED, STOPPED_TWICE, engine_for, simulated
from ui.widget_sync import widget_sync
from ui.work import live

head = st.container(horizontal=True, vertical_alignment="center", key="compare_head")
head.header("Compare", anchor=False)
notes()
state = comparison_state()
try:
    options = offered()
except LookupError as error:
    st.error(as_text(str(error)))
    st.stop()
chosen = shown(state, options)
baseline_key = key_of_baseline(state, options, chosen)
with st.container():
    for problem in state.problems:
        st.error(problem, icon=":material/error:")
state.problems = []

# --- Too few

if len(chosen) < 2:
    invite(state, options, chosen, starters())
    widget_sync().close()
    st.stop()

# --- What is compared

baseline = options[baseline_key]
keys = [baseline_key, *(key for key in chosen if key != baseline_key)]
names = [options[key].label for key in keys]
others = [(options[key].label, options[key].scenario) for key in keys[1:]]
with head:
    panel(
        "Scenarios and figures",
        "compare choice",
        partial(choose_all, state, options, chosen, baseline_key),
        icon="checklist",
    )
with st.container():
    choose_goal(state, chosen)
results, folds = st.container(), st.container()
replications = simulated_runs()
remarks = not_comparable(baseline.scenario, others, as_text)
remarks += [
    as_text(f"{options[key].label}: {words}")
    for key in chosen
    for words in warnings_in_words(options[key].scenario)
]


def panels() -> None:
    """The way to a report and to the projector."""
    with st.container(horizontal=True, vertical_alignment="center", width="content"):
        on_screen = keys.index(CURRENT) - 1 if CURRENT in keys[1:] else 0
        report_panel(report_scenarios(options, keys), replications, "compare", on_screen)
        present_link("compare")


with head:
    live("panels", panels, width="content")

# --- The results

preferred = st.session_state.get("engine", ENGINES[0])
engine = engine_for(preferred)
scenarios = [options[key].scenario for key in keys]
figures_now = partial(simulated, "figures", scenarios, replications, engine)


def draw_results() -> None:
    """The scorecard and what it rests on, of what is known."""
    figures = figures_now(wait_s=0.0)
    view = figures.value
    if view is not None and view.compared:
        view = view.paired
    found = view.results if view is not None else tuple(Result(s, SEED, engine, ()) for s in scenarios)
    if figures.error:
        show_progress(figures, has_figures=view is not None, stopped=STOPPED_TWICE)
    if view is not None or not figures.is_over:
        comparison = Comparison(
            state,
            baseline.label,
            found[0],
            sides(found, names, 0),
            remarks,
            is_finished=view is not None and view.finished,
            doubt=ComparisonDoubt(state, scenarios[0], scenarios[1:], replications, engine),
        )
        comparison.draw(is_calculating=not figures.is_over)
    with st.container(key="notices"):
        if not figures.error:
            show_progress(figures, has_figures=view is not None, stopped=STOPPED_TWICE)
            if engine != preferred:
                st.caption(f":material/hourglass_top: {MEANWHILE}")


figures_now()
with results:
    if state.keys:
        live("comparison", draw_results)
    else:
        st.info(
            "Choose a key figure under “Scenarios and figures” to see the scorecard.",
            icon=":material/balance:",
        )

# --- What differs, what can be done

with folds:
    fold(
        "What is set differently",
        "compare settings",
        partial(draw_settings, baseline.label, baseline.scenario, others),
        icon="tune",
    )
    fold(
        "Open, keep, rename or download a scenario",
        "compare scenarios list",
        partial(draw_scenarios, state, options, chosen, baseline_key),
        icon="inventory_2",
    )
widget_sync().close()
