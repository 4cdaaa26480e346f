"""The page "Floor": one day of the current scenario, replayed."""

from collections.abc import Callable, Sequence
from functools import partial

import streamlit as st

from present.floor.day import Day, weekday
from present.floor.day_text import in_words, replay_source_in_words, summary, table, week_name
from present.floor.picture import picture, seat_table
from present.floor.player_data import SEATS_SHOWN, plain
from present.floor.week_record import WeekRecord, busiest_day, first_week_shown
from present.formats import ASSUMED
from present.locale import whole
from present.text_layout import upper_first
from sim import scenario_hash
from ui.charts import as_tables, chart
from ui.floor import player
from ui.floor.records import calendar, records
from ui.floor.records import day as cached_day
from ui.page_header import draft_of_page, page, scenario_now
from ui.runner import engine_for, session_budget, why_not
from ui.theme import mode, small
from ui.work import AT_ONCE_S, LATER_MS, Work, ask, live

page(
    "Floor",
    "One simulated day, call by call: who is on a call, who waits, and how the day strains the people. Press Play, "
    "or move along the time line.",
)
draft = draft_of_page()
scenario = draft.current
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


open_days = calendar(scenario, address)
weeks = list(open_days)
if not weeks:
    st.info("The centre is not open on any day.", icon=":material/info:")
    st.stop()

# --- The week's record: from the fast engine at once, else from SimPy

engine = engine_for("compiled")
shared, budget = records(), session_budget()


def by_engine(engine: str, week: int, work: Work[WeekRecord]) -> WeekRecord:
    """A week's record."""
    get = shared.fast if engine == "compiled" else shared.simpy
    return get(scenario, week, work.is_given_up, budget)


def draw_day() -> None:
    """What is shown, the player, the still, the words."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        week = remembered_choice(
            "Week",
            weeks,
            max((w for w in weeks if w <= first_week_shown(scenario)), default=weeks[0]),
            f"floor week {draft.stem}",
            lambda w: week_name(scenario, w),
            "A simulated week of the current scenario, with the changes you made in What if.",
        )
        day_place = st.container(width="content")
        scenario_now(draft, width="content")
    work = ask("floor record", (address, week, engine), partial(by_engine, engine, week), wait_s=AT_ONCE_S)
    record = work.value
    if work.error is not None:
        otherwise = (
            "The simulation stopped because a worker process ended, perhaps for lack of memory. "
            "Choose another week, or reload the page to try again."
        )
        st.error(why_not(work.error, otherwise), icon=":material/error:")
    if record is None:
        if not work.is_over:
            st.progress(0.0, text="Simulating up to this week: a few seconds.")
        return
    days, busiest = open_days[week], busiest_day(record)
    with day_place:
        number = remembered_choice(
            "Day",
            days,
            busiest if busiest in days else days[0],
            f"floor day {draft.stem} {week}",
            lambda d: f"{weekday(d)} (busiest)" if d == busiest else weekday(d),
            "Days on which the centre is open.",
        )
    shown = cached_day(scenario, address, number, record)
    player(plain(shown))
    live("floor_check", partial(draw_check, record, week))
    st.markdown(small("  ".join(notes(shown))))
    st.subheader("The whole day", anchor=False)
    words = summary(shown)
    st.markdown(words, width=820)
    chart(picture(shown, mode=mode()), words, "floor")
    as_tables("floor positions", [partial(seat_table, shown)])
    st.subheader("The day in words", anchor=False)
    st.markdown(in_words(shown))
    as_tables("floor day", [partial(table, shown)])


def draw_check(record: WeekRecord, week: int) -> None:
    """Whether SimPy, the model of record, gives what is on screen."""
    if engine != "compiled":
        st.markdown(small(f":material/verified: {replay_source_in_words(record, None)}"))
        return
    work = ask("floor check", (address, week), partial(by_engine, "simpy", week), pace_ms=LATER_MS)
    if work.error is not None:
        otherwise = "The second engine (SimPy) ended unexpectedly, so this day is not checked."
        st.markdown(small(f"From the fast engine's record. {upper_first(why_not(work.error, otherwise))}"))
    elif work.value is None:
        st.markdown(small(f":material/hourglass_top: {replay_source_in_words(record, None, waiting=True)}"))
    elif work.value.mark == record.mark:
        st.markdown(small(f":material/verified: {replay_source_in_words(record, work.value)}"))
    else:
        st.error(replay_source_in_words(record, work.value), icon=":material/report:")


def notes(shown: Day) -> list[str]:
    """What is to be known about what is seen."""
    lines = [
        "Simulated people are not your staff: they have no names and are never matched to anybody.",
        "A difficult caller is marked from the start, although the centre does not know yet. Who else is upset "
        "shows when they are answered.",
    ]
    if shown.has_strain:
        lines.append(
            f"{ASSUMED} Strain and exhaustion are in model units and rest on assumptions about people."
        )
    else:
        lines.append("This scenario does not simulate strain, so positions are coloured by what people do.")
    if len(shown.seats) > SEATS_SHOWN:
        lines.append(
            f"The first {SEATS_SHOWN} of {whole(len(shown.seats))} positions are drawn; counts of calls include all."
        )
    return lines


live("floor", draw_day)
