"""The page "Floor": one day of the current scenario, replayed."""

from collections.abc import Callable, Sequence
from contextlib import closing

import streamlit as st

from present.changes import changes
from present.floor.day import weekday
from present.floor.day_text import in_words, replay_source_in_words, summary, table, week_name
from present.floor.picture import picture, seat_table
from present.floor.player_data import SEATS_SHOWN, plain
from present.floor.week_record import WeekRecord, busiest_day, first_week_shown
from present.formats import ASSUMED
from sim import scenario_hash
from sim.experiment.executors import PoolBrokenError
from sim.run_control import OverBudgetError
from ui.charts import as_table, chart
from ui.floor import player
from ui.floor.records import calendar, records
from ui.floor.records import day as cached_day
from ui.markdown_text import as_text
from ui.page_header import page
from ui.runner import engine_for
from ui.session import current_draft
from ui.theme import mode, small

page(
    "Floor",
    "One simulated day, call by call: who is on the phone with whom, who waits, and how it tells on the people. "
    "Press Play, or move along the time line.",
)
try:
    draft = current_draft()
except LookupError as error:
    st.error(as_text(str(error)), icon=":material/error:")
    st.stop()
scenario = draft.current
differences = "; ".join(part.chip for part in changes(draft.baseline, draft.levers))
address = scenario_hash(scenario)


def remembered_choice(
    label: str, options: Sequence[int], first: int, key: str, format_func: Callable[[int], str], words: str
) -> int:
    """A choice that is remembered while the user is on another page."""
    if st.session_state.get(key) not in options:
        st.session_state[key] = first
    return st.selectbox(
        label, options, format_func=format_func, key=key, help=words, width=260, persist_state="session"
    )


with st.container(horizontal=True, vertical_alignment="bottom"):
    open_days = calendar(scenario, address)
    weeks = list(open_days)
    if not weeks:
        st.info("The centre is not open on any day.", icon=":material/info:")
        st.stop()
    week = remembered_choice(
        "Week",
        weeks,
        max((w for w in weeks if w <= first_week_shown(scenario)), default=weeks[0]),
        f"floor week {draft.stem}",
        lambda w: week_name(scenario, w),
        "A measured week of the current scenario, with the changes you made on the page What if.",
    )
    day_place = st.empty()
    st.markdown(
        f"**{as_text(draft.baseline.name)}**{f', changed: {as_text(differences)}' if differences else ''}",
        width="content",
    )
wait_place = st.empty()

# --- The week's record: from the fast engine at once, else from SimPy


def by_simpy() -> WeekRecord:
    """The week's record where the fast engine is still being compiled."""
    words = "SimPy is simulating up to this week; that takes some seconds."
    wait_place.progress(0.0, text=words)
    with closing(records().simpy(scenario, week)) as steps:
        for simulated in steps:
            if simulated is not None:
                return simulated
            wait_place.progress(0.0, text=words)
    raise PoolBrokenError("ended without a record")


fast = None
if engine_for("compiled") == "compiled":
    with st.spinner("Simulating up to this week …"):
        fast = records().fast(scenario, week)
try:
    record = fast or by_simpy()
except PoolBrokenError:
    wait_place.error(
        "The simulation stopped because a worker process ended, perhaps for want of memory. "
        "Choose another week, or reload the page to try again.",
        icon=":material/error:",
    )
    st.stop()

wait_place.empty()
days = open_days[week]
busiest = busiest_day(record)
with day_place.container():
    number = remembered_choice(
        "Day",
        days,
        busiest if busiest in days else days[0],
        f"floor day {draft.stem} {week}",
        lambda d: f"{weekday(d)} (busiest)" if d == busiest else weekday(d),
        "Days on which the centre is open.",
    )
shown = cached_day(scenario, address, number, record)

# --- The player, the still, the words

player(plain(shown))
check_place = st.empty()
notes = [
    "Simulated people are nobody: they have no names and are never matched to staff.",
    "A difficult caller is marked from the start, though the centre does not know yet; whether anybody else is upset "
    "is settled when they are answered.",
]
if shown.has_strain:
    notes.append(
        f"{ASSUMED} Strain and exhaustion are in model units and rest on assumptions of the model about people."
    )
else:
    notes.append("This scenario does not simulate strain, so the seats are coloured by what people do.")
if len(shown.seats) > SEATS_SHOWN:
    notes.append(
        f"Of {len(shown.seats):,} seats the first {SEATS_SHOWN} are drawn; the counts of calls are of all."
    )
st.markdown(small("  ".join(notes)))

st.subheader("The whole day", anchor=False)
words = summary(shown)
st.markdown(words, width=820)
chart(st, picture(shown, mode=mode()), words, seat_table(shown), key=f"{address} {number}")

st.subheader("The day in words", anchor=False)
st.markdown(in_words(shown))
as_table(table(shown))

# --- Last: SimPy, the model of record, repeats what is on screen

if fast is None:
    check_place.markdown(small(f":material/verified: {replay_source_in_words(record, None)}"))
else:
    try:
        with closing(records().simpy(scenario, week)) as steps:
            for simulated in steps:
                if simulated is None:
                    check_place.markdown(
                        small(f":material/hourglass_top: {replay_source_in_words(fast, None, waiting=True)}")
                    )
                elif simulated.mark == fast.mark:
                    check_place.markdown(
                        small(f":material/verified: {replay_source_in_words(fast, simulated)}")
                    )
                else:
                    check_place.error(replay_source_in_words(fast, simulated), icon=":material/report:")
    except PoolBrokenError:
        words = "From the fast engine's record. SimPy ended unexpectedly before it could give the same."
        check_place.markdown(small(words))
    except OverBudgetError as refusal:
        check_place.markdown(
            small(as_text(f"From the fast engine's record, not repeated by SimPy: {refusal}."))
        )
