"""The page "Explore": one lever over a range as lines with their 95% bands, or two as a heat map."""

import streamlit as st

from present.changes import changes
from present.engine_check_text import MEANWHILE
from present.explore import basis, scenario_in_words, time_in_words
from present.locale import whole
from present.problem_text import problem_in_words
from present.report.answers.explore import explore_answer
from present.report.search_answer import SearchSettings
from sim import ScenarioError
from sim.engine import ENGINES
from sim.experiment.exploring import At, Exploration
from ui.charts import as_tables, chart_of_points
from ui.explore_controls import Controls
from ui.explore_search import SLOT, search_of
from ui.explore_state import explore_state
from ui.markdown_text import as_text, bold_only
from ui.page_header import draft_of_page, page, simulated_runs
from ui.report.panel import answer_panel
from ui.runner import SEED, STOPPED_TWICE, engine_for, why_not
from ui.session import USUAL_RUNS, WHAT_IF
from ui.theme import mode, small
from ui.widget_sync import widget_sync
from ui.work import give_up, live, redraw_page

PICTURE_PX = 330

page(
    "Explore",
    "One lever over a range, or two: where targets are met, where it is best, and how sure that is.",
)
draft = draft_of_page()

# --- What is looked at

preferred = st.session_state.setdefault("engine", ENGINES[0]) or ENGINES[0]
engine = engine_for(preferred)
replications = st.session_state.get("replications") or USUAL_RUNS
state = explore_state()
search = search_of(draft, state, replications, engine)
is_map = len(search.levers) > 1
phrases = [part.phrase for part in changes(draft.baseline, draft.current)]
with st.container():
    st.markdown(small(as_text(f"From: {scenario_in_words(draft.baseline, phrases)}")))
Controls(draft, state, search, widget_sync()).draw()
is_possible = True
with st.container(key="explore_problem"):
    try:
        search.corners()
    except ScenarioError as error:
        is_possible = False
        state.problem = state.problem or f"This range cannot be simulated: {problem_in_words(error)}."
    if state.problem:
        st.error(as_text(state.problem), icon=":material/error:")

# --- How long it takes; a long search is started by hand


def start() -> None:
    """Begin the long search, or go on with it."""
    state.started = search.address


def stop() -> None:
    """Leave it at what is known."""
    state.last = (search.address, known) if (known := search.so_far()) is not None else None
    state.started = None
    give_up(SLOT)


is_wanted = is_possible and (not is_map or search.is_known or state.started == search.address)
stopped = state.last[1] if state.last is not None and state.last[0] == search.address else None
if is_map and not is_wanted and is_possible:
    least, most = (time_in_words(seconds) for seconds in search.seconds())
    takes = least if least == most else f"{least} to {most.removeprefix('about ')}"
    cells = whole(len(search.axes[0]) * len(search.axes[1]))
    with st.container(horizontal=True, vertical_alignment="center"):
        widget_sync().button(
            "Go on" if stopped else "Start",
            start,
            key="explore start",
            type="primary",
            icon=":material/play_arrow:",
        )
        st.markdown(
            f"{cells} points: {takes}; a first picture comes in seconds, and you can stop at any time.",
            width="content",
        )

# --- The answer, as it becomes known


def open_point(at: At) -> None:
    """Make a point the current scenario: a step on What if, which Undo takes back."""
    draft.change(search.values_at(at))
    state.opened += 1
    st.switch_page(WHAT_IF)


def draw_answer() -> None:
    """Sentence, pictures, table, of what is known."""
    if not is_wanted:
        if stopped is not None:
            draw(stopped)
        return
    work = search.ask(wait_s=0.0)
    if work.value is not None:
        draw(work.value)
    if work.error:
        st.error(why_not(work.error, STOPPED_TWICE), icon=":material/error:")
    elif work.value is None:
        st.progress(0.0, text="Calculating…")
        st.empty().skeleton(height=320)
    elif not work.is_over:
        progress(work.value)


def progress(found: Exploration) -> None:
    """How far it is; the way to stop a long search."""
    total = len(search.axes[0]) * (len(search.axes[1]) if is_map else 1)
    done = sum(point.runs for point in found.points.values())
    with st.container(horizontal=True, vertical_alignment="center"):
        st.progress(
            min(1.0, done / max(1, found.asked)),
            text=f"Calculating… {whole(len(found.points))} of {whole(total)} points so far; more runs follow.",
        )
        if is_map and st.button("Stop", key="explore stop", icon=":material/stop:"):
            stop()
            redraw_page()


def draw(found: Exploration) -> None:
    """One state of the search."""
    keys, view = state.keys, search.view(found, state.keys)
    st.subheader(bold_only(view.title), anchor=False)
    if lines := view.lines:
        st.markdown("\n".join(f"- {bold_only(one)}" for one in lines))
    with st.grid(min(3, len(keys)), min_column_width=PICTURE_PX) if len(keys) > 1 else st.container():
        for key in keys:
            picture = view.picture(key, mode=mode())
            clicked = chart_of_points(picture, view.words(key), f"explore {key} {state.opened}")
            if clicked is not None and clicked < len(found.points):
                open_point(found.in_order()[clicked].at)
    st.markdown(small(basis(found)))
    as_tables("explore", [view.table])
    if found.finished:
        settings = SearchSettings(draft.current, replications, SEED, engine)
        answer_panel(explore_answer(view, settings, scenario_in_words(draft.baseline, phrases)))


if is_wanted:
    search.ask()
live("explore", draw_answer)

# --- To What if

with st.container(horizontal=True, vertical_alignment="bottom", key="explore_open"):
    chosen = tuple(
        st.selectbox(
            words.name,
            axis,
            index=axis.index(now) if now in axis else len(axis) // 2,
            format_func=words.amount,
            key=f"explore point {lever.path} {axis[0]} {axis[-1]} {len(axis)}",
            width=220,
        )
        for lever, words, axis, now in zip(search.levers, search.words, search.axes, search.now, strict=True)
    )
    if st.button("Open in What if", key="explore open", icon=":material/tune:", disabled=not is_possible):
        open_point(chosen)
simulated_runs()
if engine != preferred:
    st.caption(f":material/hourglass_top: {MEANWHILE}")
widget_sync().close()
