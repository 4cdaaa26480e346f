"""The page "Trade-offs": the designs that no other beats in cost, satisfaction and exhaustion, within limits."""

from functools import partial

import streamlit as st

from present.explore import time_in_words
from present.figures.tradeoff import in_order, tradeoff_figure
from present.locale import whole
from present.report.answers.tradeoff import tradeoff_answer
from present.report.search_answer import SearchSettings
from present.sentences import suggested_name
from present.text_layout import upper_first
from present.tradeoff_text import (
    DesignNames,
    against_now_in_words,
    basis,
    design_in_words,
    headline,
    picture_in_words,
    recommended,
    rows_of,
    sentences,
    table,
)
from sim.experiment.cost import cost
from sim.experiment.executors import cores
from sim.experiment.exploring import At
from sim.experiment.tradeoff import TODAY, Question, Tradeoff
from sim.experiment.tradeoff_search import expected_runs, most_designs, trade_off
from sim.scenario import scenario_hash
from ui.charts import as_tables, chart_of_points
from ui.markdown_text import as_text, bold_only
from ui.page_header import draft_of_page, in_words, page, scenario_now
from ui.report.panel import answer_panel
from ui.runner import SEED, STOPPED_TWICE, Finder, answers, engine_for, runner, why_not
from ui.search_answers import stop_search, stopped_at
from ui.session import WHAT_IF, keep, session, write_link
from ui.theme import mode, small
from ui.tradeoff_question import Asking, on_screen, values_to_open
from ui.work import LATER_MS, Work, ask, live, redraw_page

SEARCH_RUNS = 10
SLOT, WANTED, CLICKED = "tradeoff", "tradeoff wanted", "tradeoff clicked"
CHOSEN, TOLD = "tradeoff chosen", "tradeoff told"
"""The design that is looked at, and the last one that its field was told: by the answer or by a click on a dot."""

page(
    "Trade-offs",
    "Say what may change, and which limits hold. You see the designs that no other beats.",
)
draft = draft_of_page()
with st.container():
    scenario_now(draft)

# --- What is asked, and how long it takes

linked = on_screen(draft.stem)
question = Asking(draft).question()
if on_screen(draft.stem) != linked:
    write_link()
if question is None:
    icon, where = ":material/play_arrow:", "See the message above"
    st.button("Find out", type="primary", icon=icon, key="tradeoff go", disabled=True, help=where)
    st.stop()
levers = tuple((lever.name, lever.values) for lever in question.levers)
address = (
    "tradeoff",
    *(scenario_hash(draft.baseline), scenario_hash(draft.current), draft.week),
    *(levers, question.goals, question.limits, SEARCH_RUNS),
)
runs = expected_runs(question.cells, SEARCH_RUNS)
is_known = address in answers()
stopped: Tradeoff | None = stopped_at(SLOT, address)
if not is_known and st.session_state.get(WANTED) != address:
    takes = time_in_words(cost(question.scenario).seconds * runs / cores())
    with st.container(horizontal=True, vertical_alignment="center"):
        verb = "Find out" if stopped is None else "Go on"
        if st.button(verb, type="primary", icon=":material/play_arrow:", key="tradeoff go"):
            st.session_state[WANTED] = address
            redraw_page()
        st.markdown(
            f"{whole(question.cells)} possible designs, {whole(most_designs(question.cells))} of them simulated at "
            f"most: up to {takes.removeprefix('about ')}. You can stop at any time.",
            width="content",
        )

# --- The answer, as it becomes known


def search(asked: Question, finder: Finder, work: Work[Tradeoff]) -> Tradeoff:
    """What is known already, or a search."""
    return finder.find(address, partial(trade_off, asked, most_runs=SEARCH_RUNS, publish=work.publish), work)


def draw_answer(asked: Question) -> None:
    """The answer as far as it is known."""
    if not is_known and st.session_state.get(WANTED) != address:
        if stopped is not None:
            draw(stopped)
        return
    finder = Finder(runner(engine_for("compiled"), SEARCH_RUNS), answers())
    work = ask(SLOT, address, partial(search, asked, finder), pace_ms=LATER_MS)
    if work.error is not None:
        st.error(why_not(work.error, STOPPED_TWICE), icon=":material/error:")
    if not work.is_over:
        with st.container(horizontal=True, vertical_alignment="center"):
            most = max(1, runs, work.total)
            so_far = f"{whole(work.done)} of up to {whole(runs)} runs{work.to_go(most, at_most=True)}"
            st.progress(min(1.0, work.done / most), text=f"Calculating… {so_far}.")
            if st.button("Stop", key="tradeoff stop", icon=":material/stop:"):
                st.session_state[WANTED] = None
                stop_search(SLOT, work)
                redraw_page()
    if work.value is not None:
        if work.is_over and not is_known and address in answers():
            redraw_page()  # without the button
        draw(work.value)


def draw(found: Tradeoff) -> None:
    """Sentence, picture, what can be done with a design, table."""
    names = DesignNames(found.question)
    st.subheader(bold_only(headline(found, names)), anchor=False)
    lines = sentences(found, names)
    if lines:
        st.markdown("\n".join(f"- {bold_only(line)}" for line in lines))
    places = [
        at for at in dict.fromkeys([*(at for at, _ in rows_of(found)), *in_order(found)]) if at != TODAY
    ]
    places = [at for at in places if at != found.question.today]
    if st.session_state.get(CHOSEN) not in places:
        st.session_state[CHOSEN] = st.session_state[TOLD] = recommended(found) if found.finished else None
    chosen = st.session_state[CHOSEN]
    figure = tradeoff_figure(found, names, chosen=chosen, mode=mode())
    clicked = chart_of_points(figure, picture_in_words(found, names), f"tradeoff picture {hash(address)}")
    order = in_order(found)
    if clicked is None:
        st.session_state[CLICKED] = None
    if clicked is not None and clicked < len(order) and order[clicked] != st.session_state.get(CLICKED):
        st.session_state[CLICKED] = order[clicked]
        if order[clicked] in places:
            st.session_state[CHOSEN] = st.session_state[TOLD] = order[clicked]
            redraw_page()
    if places:
        choose(found, names, places)
    st.markdown(small(basis(found)))
    as_tables("tradeoff", [partial(table, found, names)])
    if found.finished:
        settings = SearchSettings(draft.current, SEARCH_RUNS, SEED, engine_for("compiled"))
        answer_panel(tradeoff_answer(found, settings, in_words(draft), chosen))


def choose(found: Tradeoff, names: DesignNames, places: list[At]) -> None:
    """One design: how it compares with now, and where it goes from here."""
    chosen = st.session_state[CHOSEN]
    # A field that stands may miss what it is told while the page is drawn again and again: then it is another one.
    own = f"{CHOSEN} {st.session_state.get(TOLD)}"

    def take() -> None:
        st.session_state[CHOSEN] = st.session_state[own]

    with st.container(horizontal=True, vertical_alignment="bottom", key="tradeoff_open"):
        at = st.selectbox(
            "Design",
            places,
            format_func=lambda at: upper_first(names.name(at)),
            key=own,
            index=places.index(chosen) if chosen in places else None,
            on_change=take,
            placeholder="Choose one, here or in the picture",
            width=420,
        )
        first = "Choose a design first, here or in the picture" if at is None else None
        button = partial(st.button, disabled=at is None, help=first)
        is_open = button("Open in What if", key="tradeoff open", icon=":material/tune:")
        is_kept = button("Keep for Compare", key="tradeoff keep", icon=":material/bookmark_add:")
    if at is None:
        return
    if is_open:
        draft.change(values_to_open(draft, found.question, found.question.values(at)))
        st.switch_page(WHAT_IF)
    if is_kept:
        scenario = found.question.design_at(at)
        own_name = keep(scenario, suggested_name(draft.baseline, scenario, session().saved_scenarios))
        session().notes.append(("success", f"Kept as “{as_text(own_name)}”. The page Compare has it."))
        redraw_page()
    st.markdown(bold_only(f"{design_in_words(found, names, at)}."))
    st.markdown(bold_only(f"Compared with now: {against_now_in_words(found, at)}."))


live("tradeoff", partial(draw_answer, question))
