"""The page "Explore": one lever over a range as lines with their 95% bands, or two as a heat map."""

import streamlit as st

from present.engine_check_text import MEANWHILE
from present.explore import basis, time_in_words
from present.locale import whole
from present.problem_text import problem_in_words
from present.report.answers.explore import explore_answer
from present.report.search_answer import SearchSettings
from sim import ScenarioError
from sim.engine import ENGINES
from sim.experiment.exploring import At, Exploration
from ui.charts import as_tables, chart_of_points, row_of_three
from ui.explore_controls import Controls
from ui.explore_search import SLOT, search_of
from ui.explore_state import explore_state
from ui.markdown_text import as_text, bold_only
from ui.page_header import draft_of_page, in_words, page, scenario_now, simulated_runs
from ui.report.panel import answer_panel
from ui.runner import SEED, STOPPED_TWICE, engine_for, why_not
from ui.search_answers import stop_search, stopped_at
from ui.session import USUAL_RUNS, WHAT_IF
from ui.theme import mode, small
from ui.widget_sync import widget_sync
from ui.work import Work, live, redraw_page

SEE_MESSAGE = "See the message below the levers"

page(
    "Explore",
    "Move one lever over a range, or two. See where targets are met, what is best, and how sure that is.",
)
draft = draft_of_page()

# --- What is looked at

preferred = st.session_state.setdefault("engine", ENGINES[0]) or ENGINES[0]
engine = engine_for(preferred)
replications = st.session_state.get("replications") or USUAL_RUNS
state = explore_state()
search = search_of(draft, state, replications, engine)
is_map = len(search.levers) > 1
with st.container():
    scenario_now(draft)
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


is_wanted = is_possible and (not is_map or search.is_known or state.started == search.address)
stopped: Exploration | None = stopped_at(SLOT, search.work_address)
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
            disabled=bool(state.pending),
            help=SEE_MESSAGE if state.pending else None,
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
        progress(work, work.value)


def progress(work: Work[Exploration], found: Exploration) -> None:
    """How far it is; the way to stop a long search, and leave it at what is known."""
    to_go = work.to_go(found.asked, at_most=True)
    total = len(search.axes[0]) * (len(search.axes[1]) if is_map else 1)
    done = sum(point.runs for point in found.points.values())
    with st.container(horizontal=True, vertical_alignment="center"):
        st.progress(
            min(1.0, done / max(1, found.asked)),
            text=f"Calculating… {whole(len(found.points))} of {whole(total)} points so far{to_go}.",
        )
        if is_map and st.button("Stop", key="explore stop", icon=":material/stop:"):
            state.started = None
            stop_search(SLOT, work)
            redraw_page()


def draw(found: Exploration) -> None:
    """One state of the search."""
    keys, view = state.keys, search.view(found, state.keys)
    st.subheader(bold_only(view.title), anchor=False)
    if lines := view.lines:
        st.markdown("\n".join(f"- {bold_only(one)}" for one in lines))
    with row_of_three("explore") if len(keys) > 1 else st.container():
        for key in keys:
            picture = view.picture(key, mode=mode())
            clicked = chart_of_points(picture, view.words(key), f"explore {key} {state.opened}")
            if clicked is not None and clicked < len(found.points):
                open_point(found.in_order()[clicked].at)
    st.markdown(small(basis(found)))
    as_tables("explore", [view.table])
    if found.finished:
        settings = SearchSettings(draft.current, replications, SEED, engine)
        answer_panel(explore_answer(view, settings, in_words(draft)))


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
    if st.button(
        "Open in What if",
        key="explore open",
        icon=":material/tune:",
        disabled=not is_possible,
        help=None if is_possible else f"This range cannot be simulated. {SEE_MESSAGE}",
    ):
        open_point(chosen)
simulated_runs()
if engine != preferred:
    st.caption(f":material/hourglass_top: {MEANWHILE}")
widget_sync().close()
