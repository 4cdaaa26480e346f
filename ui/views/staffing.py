"""The page "Staffing": how many people each half-hour of the week needs, beside the roster as it stands."""

from dataclasses import replace
from functools import partial

import streamlit as st

from present.changes import changes
from present.figures.needed import describe, needed_figure, needed_table
from present.floor.day import DAY_NAMES
from present.locale import whole
from present.staffing_text import basis, headline, open_days, sentences, target_in_words
from sim.experiment import PoolBrokenError, Runner
from sim.experiment.cost import cost
from sim.experiment.executors import cores
from sim.scenario import scenario_hash
from sim.staffing import Requirement, ServiceTarget, expected_runs, runs_to_tell, staff, team_to_staff
from ui.charts import as_tables, chart
from ui.markdown_text import as_text
from ui.page_header import draft_of_page, page
from ui.runner import STARTING_AGAIN, answers, engine_for, forget_oldest, runner, why_not
from ui.session import write_link
from ui.staffing_question import DAY, FLOOR, PER, SHARE, USUAL_FLOOR, WITHIN, taken_over, team_key
from ui.theme import mode
from ui.work import LATER_MS, Work, ask, live, redraw_page

SEARCH_RUNS = 10
MAX_KEPT = 100
WANTED, DAY_IN_LINK = "staffing wanted", "staffing day in link"

page(
    "Staffing",
    "How many people each half-hour of the week needs, beside the roster as it stands. Callers who ring again, people "
    "who are away and strain all count.",
)
draft = draft_of_page()
scenario = draft.current
differences = "; ".join(part.chip for part in changes(draft.baseline, scenario))
st.markdown(
    f"**{as_text(draft.baseline.name)}**{f', changed: {as_text(differences)}' if differences else ''}"
)

# --- What is asked for


def target_form() -> tuple[ServiceTarget, str]:
    """The target in full, and whose people."""
    linked = taken_over()
    with st.container(horizontal=True, vertical_alignment="bottom", key="staffing_target"):
        share = st.number_input(
            "Answered in time, %",
            1,
            99,
            linked.share if linked else round(100 * scenario.targets.service_level),
            key=SHARE,
            persist_state="session",
            help="Of all calls; callers who hang up count as missed.",
            width=150,
        )
        within_s = st.number_input(
            "Within, seconds",
            0,
            3600,
            linked.within_s if linked else round(scenario.targets.within_s),
            key=WITHIN,
            persist_state="session",
            width=150,
        )
        per = st.segmented_control(
            "Reached in",
            ["half_hour", "day"],
            format_func={"half_hour": "every half-hour", "day": "each day as a whole"}.__getitem__,
            default=linked.per if linked else "half_hour",
            required=True,
            key=PER,
            persist_state="session",
            help="A day as a whole can reach its target while one hour is far below: set a floor for that.",
        )
        floor = 0
        if per == "day":
            floor = st.number_input(
                "No half-hour below, %",
                0,
                99,
                linked.floor if linked else USUAL_FLOOR,
                key=FLOOR,
                persist_state="session",
                width=160,
            )
        names = [team.name for team in scenario.teams]
        team = names[0]
        if len(names) > 1:
            team = st.selectbox(
                "Team",
                names,
                names.index(linked.team) if linked and linked.team in names else 0,
                key=team_key(draft.stem),
                help="The others stay as they are.",
                width=200,
            )
    target = ServiceTarget(
        "service_level", share / 100.0, float(within_s), "day" if per == "day" else "half_hour", floor / 100.0
    )
    return target, team_to_staff(scenario, team)


target, team = target_form()
asked = (scenario_hash(scenario), target, team)
st.markdown(f"**Asked for:** {as_text(target_in_words(target))}.", width=820)


def time_in_words() -> str:
    """How long a search will take, by what one run costs here."""
    seconds = cost(scenario).seconds * expected_runs(SEARCH_RUNS) / cores()
    return f"about {max(5, round(seconds / 5.0) * 5)} s" if seconds < 90 else f"about {seconds / 60:.0f} min"


is_known = ("staff", *asked) in answers()
if not is_known and st.session_state.get(WANTED) != asked:
    if st.button(
        f"Find out ({time_in_words()})", type="primary", icon=":material/groups:", key="staffing go"
    ):
        st.session_state[WANTED] = asked
    else:
        st.caption("Leaving this page stops the search; what was simulated is not simulated again.")

# --- The search


def search(by: Runner, work: Work[Requirement]) -> Requirement:
    """What is known already, or a search; once more with new workers where they died."""
    address, known = ("staff", *asked), answers()
    if address not in known:
        by = replace(by, cancelled=work.is_given_up)
        begin = partial(staff, scenario, target, by, team=team, publish=work.publish, overall=work.progress)
        try:
            known[address] = begin()
        except PoolBrokenError:
            work.notice = STARTING_AGAIN
            known[address] = begin()
        forget_oldest(known, MAX_KEPT)
    found: Requirement = known[address]
    return found


def draw_answer() -> None:
    """The answer as far as it is known."""
    if not is_known and st.session_state.get(WANTED) != asked:
        return
    by = replace(runner(engine_for("compiled"), SEARCH_RUNS), can_wait=True)
    work = ask("staffing", asked, partial(search, by), pace_ms=LATER_MS)
    if work.error is not None:
        otherwise = (
            "The search stopped because a worker process ended, perhaps for lack of memory. Try again."
        )
        st.error(why_not(work.error, otherwise), icon=":material/error:")
    if not work.is_over:
        stage = "Searching" if work.value is None else "Checking on callers the search has not seen"
        total = max(work.total, expected_runs(SEARCH_RUNS)) if work.value is None else work.total
        st.progress(min(1.0, work.done / max(1, total)), text=f"{stage}: {whole(work.done)} runs so far.")
    if work.notice:
        st.warning(work.notice)
    if work.value is not None:
        if work.is_over and not is_known:
            redraw_page()  # without the button
        draw(work.value)


def draw(found: Requirement) -> None:
    """Sentence, picture, table."""
    st.subheader(headline(found), anchor=False)
    days = open_days(found)
    if not days:
        st.info("Nobody rings on any day of the week.", icon=":material/info:")
        return
    linked = taken_over()
    day = st.segmented_control(
        "Day",
        days,
        format_func=lambda number: DAY_NAMES[number],
        default=linked.day if linked and linked.day in days else days[0],
        required=True,
        key=DAY,
        label_visibility="collapsed",
    )
    day = days[0] if day not in days else day
    if st.session_state.get(DAY_IN_LINK) != day:  # this part of the page is drawn by itself
        st.session_state[DAY_IN_LINK] = day
        write_link()
    chart(needed_figure(found, day, mode=mode()), describe(found, day), "needed")
    st.markdown(
        ":primary[**——**] needed :orange[**- -**] on the roster :gray[**····**] Erlang A, for each half-hour by itself "
        ":red[■] short :gray[■] idle :primary[■] cannot be ruled out either"
    )
    for line in sentences(found, runs_to_tell(found)):
        st.markdown(as_text(line), width=820)
    st.caption(basis(found))
    as_tables("staffing", [partial(needed_table, found, day)])


live("staffing", draw_answer)
