"""The page "What matters most": which lever moves a key figure most, and whether what nobody knows moves it more."""

from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

import streamlit as st

from present.comparison import FIRST_KEYS
from present.engine_check_text import MEANWHILE
from present.explore import time_in_words
from present.figures.tornado import tornado
from present.formats import full_name
from present.inputs import off_now
from present.locale import whole
from present.report.answers.matters import Moved, matters_answer
from present.report.search_answer import SearchSettings
from present.what_matters import (
    order_basis,
    order_headline,
    order_table,
    picture_in_words,
    screening_basis,
    screening_headline,
    screening_table,
    table,
)
from sim import KPIS
from sim.engine import ENGINES
from sim.experiment import KEYS
from sim.experiment.order_turns import OrderTurns
from sim.experiment.screening import Screening
from sim.experiment.sensitivity import ENDS, End
from sim.experiment.what_matters import PART, Matters
from ui.charts import BLANK_CELL, as_tables, chart_of_points
from ui.comparison_options import offered, suggested
from ui.explore_controls import END_PX, FIGURE_PX, LEVER_PX, moved_end
from ui.explore_state import EXPLORE, explore_state
from ui.folded import fold
from ui.markdown_text import as_text, bold_only
from ui.matters_search import Asked, MattersSearch
from ui.matters_state import matters_state
from ui.page_header import draft_of_page, in_words, page, scenario_now, simulated_runs
from ui.report.panel import answer_panel
from ui.runner import SEED, STOPPED_TWICE, engine_for, why_not
from ui.search_answers import stop_search, stopped_at
from ui.session import USUAL_RUNS, WHAT_IF
from ui.theme import mode, small
from ui.widget_sync import widget_sync
from ui.work import live, redraw_page

T = TypeVar("T")

page(
    "What matters most",
    "What moves a key figure most? Each lever, and each thing that nobody knows, is moved alone to both its ends.",
)
draft = draft_of_page()
preferred = st.session_state.setdefault("engine", ENGINES[0]) or ENGINES[0]
engine = engine_for(preferred)
replications = st.session_state.get("replications") or USUAL_RUNS
state = matters_state()
search = MattersSearch(draft.by_itself, dict(state.bounds), replications, engine)
known = search.known
with st.container():
    scenario_now(draft)

# --- What is looked at: the key figure, and bounds of levers


def choose_figure(key: str) -> None:
    """Look at another key figure: all of them are known already."""
    state.figure = key


def choose_lever(path: str) -> None:
    """Show another lever's bounds."""
    state.lever, state.problem = path, ""


def set_end(path: str, end: int, shown: float | None) -> None:
    """Take another bound of a lever."""
    lever, ends = known[path].lever, known[path].bounds
    try:
        if lever is not None:
            low, high = moved_end(lever, draft, ends, end, shown)
            if low >= high:
                name = lever.in_words(draft.baseline).name
                raise ValueError(f"{name}: the range must end above where it begins. It stays as it was.")
            state.bounds[path] = low, high
        state.problem = ""
    except ValueError as error:
        state.problem = str(error)


def bounds() -> None:
    """One lever's bounds at a time."""
    sync, levers = widget_sync(), [path for path, one in known.items() if one.lever is not None]
    if state.lever not in levers:
        state.lever = levers[0]
    one = known[state.lever]
    with st.container(horizontal=True, vertical_alignment="bottom", key="matters_bounds"):
        sync.show("matters lever", state.lever, choose_lever)
        st.selectbox(
            "Bounds of",
            levers,
            format_func=lambda path: as_text(known[path].name),
            key="matters lever",
            help="Usually around where it stands. What nobody knows goes to the ends of its evidence.",
            width=LEVER_PX,
        )
        unit, times = (one.lever.unit_in(draft.baseline), one.lever.times) if one.lever else ("", 1.0)
        for end, label in enumerate(("From", "To")):
            key = f"matters {label} {state.lever}"
            sync.show(key, float(round(one.bounds[end] * times, 6)), partial(set_end, state.lever, end))
            words = f"{label} ({unit})" if unit else label
            st.number_input(words, value=None, key=key, format="%g", width=END_PX)
        if state.bounds:
            sync.button(
                "Usual bounds", state.bounds.clear, key="matters usual", icon=":material/restart_alt:"
            )


with st.container(horizontal=True, vertical_alignment="bottom", key="matters_choice"):
    figures = [*FIRST_KEYS, *(key for key in KEYS if key not in FIRST_KEYS)]
    widget_sync().show("matters figure", state.figure, choose_figure)
    st.selectbox(
        "Key figure",
        figures,
        format_func=lambda key: as_text(full_name(KPIS[key], draft.current)),
        key="matters figure",
        width=FIGURE_PX,
    )
    bounds()
with st.container(key="matters_problem"):
    if state.problem:
        st.error(as_text(state.problem), icon=":material/error:")

# --- Asking: how long it takes, and the answer as it becomes known


def asking(asked: Asked[Any], label: str, key: str) -> None:
    """The button that starts a search, with how long it will take; nothing once it is wanted."""
    if not asked.is_wanted:
        with st.container(horizontal=True, vertical_alignment="center"):
            icon = ":material/play_arrow:"
            verb = label if stopped_at(asked.slot, asked.work_address) is None else "Go on"
            widget_sync().button(verb, asked.start, key=key, type="primary", icon=icon)
            st.markdown(f"Takes {time_in_words(asked.seconds)}; first figures come sooner.", width="content")


def answering(asked: Asked[T], draw: Callable[[T], None]) -> None:
    """What is known, and how far it is."""
    if not asked.is_wanted:
        if (known := stopped_at(asked.slot, asked.work_address)) is not None:
            draw(known)
        return
    work = asked.work()
    if work.value is not None:
        draw(work.value)
    if work.error:
        st.error(why_not(work.error, STOPPED_TWICE), icon=":material/error:")
    elif not work.is_over:
        with st.container(horizontal=True, vertical_alignment="center"):
            so_far = f"{whole(work.done)} of about {whole(asked.runs)} runs{work.to_go(asked.runs)}"
            st.progress(min(1.0, work.done / asked.runs), text=f"Calculating… {so_far}.")
            if st.button("Stop", key=f"stop {asked.slot}", icon=":material/stop:"):
                matters_state().started.discard(asked.address)
                stop_search(asked.slot, work)
                redraw_page()


def open_end(key: str, end: End) -> None:
    """Make an end the current scenario: a step on What if, which Undo takes back."""
    draft.change(search.values_at([(known[key].input, PART[end])]))
    state.opened += 1
    st.switch_page(WHAT_IF)


def draw(found: Matters) -> None:
    """Sentences, picture, table."""
    key = state.figure
    view = Moved(found, known, key, tuple(off_now(search.draft)))
    st.subheader(bold_only(view.title), anchor=False)
    st.markdown("\n".join(f"- {bold_only(one)}" for one in view.lines))
    now, legend, rests_on = view.footnotes
    st.markdown(small(as_text(now)))
    clicked = chart_of_points(
        tornado(found, known, key, mode()),
        picture_in_words(found, known, key),
        f"matters {key} {state.opened}",
    )
    if clicked is not None and clicked < 2 * len(found.inputs):
        open_end(found.inputs[clicked // 2].key, ENDS[clicked % 2])
    st.markdown(small(legend))
    st.markdown(small(as_text(rests_on)))
    as_tables("matters", [partial(table, found, known, key)])
    if found.finished:
        settings = SearchSettings(draft.current, replications, SEED, engine)
        start = in_words(draft)
        answer_panel(matters_answer(view, settings, start, list(state.bounds)))


asking(search.bars, "Find out", "matters start")
if search.bars.is_wanted:
    search.bars.work()
live("matters", lambda: answering(search.bars, draw))

# --- One end in What if, one lever over a range

with st.container(horizontal=True, vertical_alignment="bottom", key="matters_open"):
    places = [(key, end) for key, one in known.items() for end in ENDS]
    chosen = st.selectbox(
        "Input at one end",
        places,
        format_func=lambda place: as_text(known[place[0]].at(place[1])),
        key="matters end",
        width=360,
    )
    if st.button("Open in What if", key="matters open", icon=":material/tune:"):
        open_end(*chosen)
    moved = known[chosen[0]]
    if st.button(
        "Over a range",
        key="matters range",
        icon=":material/show_chart:",
        disabled=moved.lever is None,
        help="Look at this lever between its bounds"
        if moved.lever is not None
        else "No lever of the centre: only its two ends can be looked at",
    ):
        explore_state().ranges[moved.input.key] = moved.bounds
        explore_state().begin(moved.input.key)
        st.switch_page(EXPLORE)

# --- What is behind it


def draw_together() -> None:
    """Whether each input acts alone."""
    answering(search.together, _draw_together)


def _draw_together(found: Screening) -> None:
    st.markdown(f"**{bold_only(screening_headline(found, known, state.figure))}**")
    st.dataframe(
        screening_table(found, known, state.figure), hide_index=True, width="stretch", placeholder=BLANK_CELL
    )
    st.markdown(small(as_text(screening_basis(found))))


def together() -> None:
    """The fold."""
    st.markdown(
        "Moved one at a time, an input can hide what it does together with others. This moves all of them."
    )
    asking(search.together, "Find out", "matters together start")
    live("matters_together", draw_together)


def order() -> None:
    """The fold: the options are What if's baseline, what is set now, and the kept ones."""
    options = offered()
    keys = suggested(options)
    if len(keys) < 2:
        st.markdown(
            "Change something on What if, or keep a scenario for Compare: then there are options to put in order."
        )
        return
    names, asked = [options[key].label for key in keys], search.order([options[key].scenario for key in keys])
    st.markdown(f"Compared: {as_text('; '.join(names))}.")
    asking(asked, "Find out", "matters order start")
    live("matters_order", lambda: answering(asked, partial(_draw_order, names)))


def _draw_order(names: list[str], found: OrderTurns) -> None:
    st.markdown(f"**{bold_only(order_headline(found, FIRST_KEYS))}**")
    st.dataframe(
        order_table(found, names, FIRST_KEYS), hide_index=True, width="stretch", placeholder=BLANK_CELL
    )
    st.markdown(small(as_text(order_basis(found))))


fold("Does each act alone?", "matters alone", together, icon="hub")
fold("Does the order of the options turn?", "matters order", order, icon="swap_vert")
simulated_runs()
if engine != preferred:
    st.caption(f":material/hourglass_top: {MEANWHILE}")
widget_sync().close()
