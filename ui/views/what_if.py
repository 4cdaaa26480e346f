"""The page "What if": levers at the left, what becomes of satisfaction, burnout and throughput in the middle."""

from contextlib import closing
from pathlib import Path
from time import monotonic

import streamlit as st

from present.changes import changes
from present.checked import CHECKING, MEANWHILE, checked, is_alarm
from present.sentences import dated, precision, tell
from present.tiles import hero, second_row
from sim.engine import ENGINES
from sim.experiment.pool import PoolBrokenError
from ui.catalogue import folder, scenarios, shown_name
from ui.levers import Levers, groups, paths_of
from ui.look import DIMMED
from ui.pictures import Pictures
from ui.running import engine_for, results, second_opinions
from ui.state import draft
from ui.tiles import Places
from ui.told import told

TRUST = Path(__file__).parents[1] / "text" / "trust.md"
ENGINE_WORDS = {"compiled": "Fast", "simpy": "SimPy"}
PAUSE_S = 0.3
"""Least time between two drawings: figures that change faster cannot be read."""

found, unreadable = scenarios()
for sentence in unreadable:
    st.warning(sentence, icon=":material/warning:")
if not found:
    st.error(
        f"There is no scenario in the folder {folder().name}: put one there as a .yaml file and reload the page."
    )
    st.stop()

# --- Left: the scenario and the levers

told().listen()
if st.session_state.get("picked") not in found:
    st.session_state["picked"] = next(iter(found))
if st.session_state.get("scenario") not in found:  # its file is gone, or the widget was off the page
    st.session_state["scenario"] = st.session_state["picked"]
st.session_state.setdefault("replications", 10)
st.session_state.setdefault("engine", ENGINES[0])
with st.sidebar:
    stem = st.selectbox(
        "Scenario",
        list(found),
        format_func=lambda s: shown_name(s, found),
        key="scenario",
        help="The centre to start from. What you change is kept for each scenario while this page is open.",
    )
    st.session_state["picked"] = stem
    mine = draft(stem, found[stem])
    # Each scenario has a place: nothing of another one's levers stays below while the page computes.
    for each in found:
        if each == stem:
            with st.container():
                Levers(mine, told()).draw()
        else:
            st.empty()
    replications = st.segmented_control(
        "Simulated runs",
        [4, 10, 20, 50],
        required=True,
        key="replications",
        help="More runs make the ranges narrower and take longer. Each run simulates all weeks with other callers.",
    )
    asked = st.segmented_control(
        "Engine",
        list(ENGINES),
        format_func=ENGINE_WORDS.__getitem__,
        required=True,
        key="engine",
        help="Both simulate the same model and give the same calls, to the last digit. SimPy is the model of record, "
        "which anyone can read; the fast engine is its compiled twin. Whichever you choose, the other checks it.",
    )
    told().close()
base, now = mine.base, mine.now
engine = engine_for(asked)

# --- Top: which scenario, what has changed

with st.container(horizontal=True, vertical_alignment="center"):
    st.header(base.name, anchor=False, width="content")
    if base.description:
        with st.popover("About", type="tertiary", icon=":material/info:"):
            st.write(base.description)
            st.caption(f"Source: {base.source}" if base.source else "The file names no source.")
with st.container(key="hint"):
    st.caption(":material/keyboard_double_arrow_right: The levers are behind the arrow at the top left.")
if base.changes:
    st.info(dated(base), icon=":material/event:")
else:
    st.empty()
with st.container(horizontal=True, vertical_alignment="center", key="chips"):
    parts = {part.group: part for part in changes(base, now)}
    if parts:
        st.empty()
    else:
        st.markdown("Nothing changed yet. Move a lever to see what becomes of it.")
    for group in groups(base):  # a place for each chip there can be: none stays while the page computes
        if group in parts:
            st.button(
                parts[group].chip,
                icon=":material/close:",
                icon_position="right",
                key=f"chip {group}",
                on_click=told().ask,
                args=(mine.remove, paths_of(mine, group)),
                help="Take this change back",
            )
        else:
            st.empty()
    st.button(
        "Undo",
        key="undo",
        icon=":material/undo:",
        type="tertiary",
        on_click=told().ask,
        args=(mine.undo,),
        disabled=not mine.past,
    )
    st.button(
        "Reset",
        key="reset",
        icon=":material/restart_alt:",
        type="tertiary",
        on_click=told().ask,
        args=(mine.reset,),
        disabled=not parts,
    )

# --- Centre: places first, then figures as they come

progress = st.empty()
notice = st.empty()
with st.container(key="results"):
    dim = st.empty()
    with st.container(key="story"):
        story_place = st.empty()
    tiles = Places()
    footing = st.empty()
    check_place = st.empty()
    pictures = Pictures()
with st.expander("How far to trust this", icon=":material/verified:"):
    st.markdown(TRUST.read_text(encoding="utf-8"))


def draw(view, number):
    """Write one snapshot into its places."""
    told = tell(view.now, view.base)
    lines = [told.headline, told.behind, told.price]
    story_place.markdown("\n\n".join(line for line in lines if line))
    tiles.draw(hero(view.now, view.base), second_row(view.now, view.base))
    ground = " ".join(line for line in (told.ground, precision(view.now, view.base)) if line)
    footing.markdown(f":small[:gray[{ground}]]")
    pictures.draw(view, number)


last = st.session_state.get("last")
number = 0
if last is not None and last[0] == stem:
    draw(last[1], number)
else:
    last = None
    tiles.wait()
seen, drawn_at, last_shown = -1, 0.0, None
for attempt in (1, 2):
    try:
        with closing(results(base, now, replications, engine)) as stream:
            for view in stream:
                if not view.compared:
                    if last is not None:
                        dim.html(DIMMED)
                        notice.caption("The figures below are still those of the last setting.")
                    progress.progress(0.0, text="Simulating: the first figures come in a moment.")
                elif view.compared != seen and (view.done == view.total or monotonic() - drawn_at > PAUSE_S):
                    drawn_at = monotonic()
                    seen, number, last_shown = view.compared, number + 1, view
                    dim.empty()
                    notice.empty()
                    draw(view, number)
                    st.session_state["last"] = (stem, view)
                if view.done < view.total and view.compared:
                    share = view.done / view.total
                    progress.progress(
                        share, text=f"{view.done} of {view.total} runs simulated; ranges narrow as more come."
                    )
        progress.empty()
        break
    except PoolBrokenError:
        if attempt == 2:
            notice.error(
                "The simulation stopped twice because a worker process ended, perhaps for want of memory. "
                "The figures on screen are the last that arrived. Change something to try again.",
                icon=":material/error:",
            )
            progress.empty()
        else:
            notice.warning("A worker process ended unexpectedly; starting again with new ones.")

# --- Last: a second engine repeats the first run of what is on screen

if last_shown is not None and engine != asked:
    check_place.caption(f":material/hourglass_top: {MEANWHILE}")
elif last_shown is not None:
    try:
        with closing(second_opinions(last_shown)) as opinions:
            for said in opinions:
                if is_alarm(said):
                    check_place.error(checked(said), icon=":material/report:")
                elif said:
                    check_place.caption(f":material/verified: {checked(said)}")
                else:
                    check_place.caption(CHECKING)
    except PoolBrokenError:
        check_place.caption("The second engine ended unexpectedly before it could check these figures.")
