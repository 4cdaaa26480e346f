"""The page "What if": levers at the left, what becomes of satisfaction, burnout and throughput in the middle."""

from contextlib import closing
from time import monotonic

import streamlit as st

from present.engine_check_text import CHECKING, MEANWHILE, engine_check_in_words, is_alarm
from present.sentences import precision, summarise
from present.tiles import hero, second_row
from present.trust import summary
from sim.engine import ENGINES
from sim.experiment import PoolBrokenError
from ui.background import Background
from ui.levers import Levers, week_setter
from ui.markdown_text import as_text
from ui.page_header import simulated_runs
from ui.page_ready import report_when_ready
from ui.pictures import Pictures
from ui.runner import (
    STARTING_AGAIN,
    STOPPED_TWICE,
    Snapshot,
    cross_check,
    engine_for,
    progress_words,
    results,
)
from ui.scenario_files import scenarios, shown_name
from ui.session import choices, current_draft, pick
from ui.theme import DIMMED, small
from ui.tiles import KeyFigureTiles
from ui.toolbar import chips, heading
from ui.tour import tour
from ui.widget_sync import widget_sync

ENGINE_WORDS = {"compiled": "Fast", "simpy": "SimPy"}
PAUSE_S = 0.3
"""Least time between two drawings: figures that change faster cannot be read."""

for sentence in scenarios()[1]:
    st.warning(as_text(sentence), icon=":material/warning:")
try:
    draft = current_draft()
except LookupError as error:
    st.error(as_text(str(error)))
    st.stop()

# --- Left: the scenario and the levers

scenarios_by_key = choices()
st.session_state.setdefault("engine", ENGINES[0])
with st.sidebar:
    widget_sync().show("scenario", draft.stem, pick)
    st.selectbox(
        "Scenario",
        list(scenarios_by_key),
        format_func=lambda s: shown_name(s, scenarios_by_key),
        key="scenario",
        help="The centre to start from. What you change is kept for each scenario.",
    )
    weeks = draft.baseline.horizon.weeks
    if weeks > 1:
        key = draft.key("week", "select")
        widget_sync().show(key, draft.week, week_setter(draft))
        st.selectbox(
            "Your changes hold",
            range(weeks),
            format_func=lambda w: f"from week {w + 1} on" if w else "all the time",
            key=key,
            help=f"All the time compares two centres that have long settled. From a week on shows what happens "
            f"after the change: {weeks} weeks are simulated, and the tab Weeks has a line where it begins.",
        )
    else:
        st.empty()
    if "week" in draft.problems:
        st.error(as_text(draft.problems["week"]), icon=":material/error:")
    else:
        st.empty()
    # Each scenario has a place: nothing of another one's levers stays below while the page computes.
    for each in scenarios_by_key:
        if each == draft.stem:
            with st.container():
                Levers(draft, widget_sync()).draw()
        else:
            st.empty()
    replications = simulated_runs()
    chosen_engine = st.segmented_control(
        "Engine",
        list(ENGINES),
        format_func=ENGINE_WORDS.__getitem__,
        required=True,
        key="engine",
        persist_state="session",
        help="Both simulate the same model and give the same calls, to the last digit. SimPy is the model of record, "
        "which anyone can read; the fast engine is its compiled twin. Whichever you choose, the other checks it.",
    )
    widget_sync().close()
    report_when_ready()
baseline, current = draft.baseline, draft.current
preferred = chosen_engine or ENGINES[0]
engine = engine_for(preferred)

# --- Top

tour()
heading(draft)
chips(draft, replications)

# --- Centre: places first, then figures as they come

progress = st.empty()
notice = st.empty()
with st.container(key="results"):
    dim = st.empty()
    with st.container(key="story"):
        story_place = st.empty()
    sureness_place = st.empty()
    tiles = KeyFigureTiles()
    background = Background(sureness_place)
    tiles.second_row()
    basis = st.empty()
    check_place = st.empty()
    pictures = Pictures(is_dated=draft.week > 0)
with st.expander("How far to trust this", icon=":material/verified:"):
    st.markdown(summary())
    st.page_link("ui/views/trust.py", label="All of it", icon=":material/arrow_forward:")


def draw(view: Snapshot, number: int) -> None:
    """Write one snapshot into its places."""
    words = summarise(view.current, view.baseline, as_text)
    lines = [words.headline, words.behind, words.price, words.money]
    story_place.markdown("\n\n".join(line for line in lines if line))
    tiles.draw(hero(view.current, view.baseline), second_row(view.current, view.baseline))
    footing = " ".join(line for line in (words.basis, precision(view.current, view.baseline)) if line)
    basis.markdown(small(footing))
    pictures.draw(view, number)


last = st.session_state.get("last")
number = 0
if last is not None and last[0] == draft.stem:
    draw(last[1], number)
else:
    last = None
    tiles.wait()
seen, drawn_at = -1, 0.0
last_shown: Snapshot | None = None
try:
    with closing(
        results([baseline, current], replications, engine, lambda: notice.warning(STARTING_AGAIN))
    ) as stream:
        for snapshot in stream:
            view = snapshot.paired
            if not view.compared:
                if last is not None:
                    dim.html(DIMMED)
                    notice.caption("The figures below are still those of the last setting.")
                progress.progress(0.0, text="Simulating: the first figures come in a moment.")
            elif view.compared != seen and (view.finished or monotonic() - drawn_at > PAUSE_S):
                drawn_at = monotonic()
                seen, number, last_shown = view.compared, number + 1, view
                dim.empty()
                notice.empty()
                draw(view, number)
                st.session_state["last"] = (draft.stem, view)
            if not view.finished and view.compared:
                progress.progress(view.done / view.total, text=progress_words(view))
except PoolBrokenError:
    notice.error(STOPPED_TWICE, icon=":material/error:")
progress.empty()

# --- Then, in the background: what rests on assumptions, what it is worth, how much room is left

if last_shown is not None:
    background.run(last_shown, tiles, replications, engine)

# --- Last: a second engine repeats the first run of what is on screen

if last_shown is not None and engine != preferred:
    check_place.caption(f":material/hourglass_top: {MEANWHILE}")
elif last_shown is not None:
    try:
        with closing(cross_check(last_shown)) as opinions:
            for comparisons in opinions:
                if is_alarm(comparisons):
                    check_place.error(engine_check_in_words(comparisons), icon=":material/report:")
                elif comparisons:
                    check_place.caption(f":material/verified: {engine_check_in_words(comparisons)}")
                else:
                    check_place.caption(CHECKING)
    except PoolBrokenError:
        check_place.caption("The second engine ended unexpectedly before it could check these figures.")
