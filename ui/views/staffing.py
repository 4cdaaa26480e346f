"""The page "Staffing": how many people each half-hour of the week needs, beside the roster as it stands."""

from dataclasses import replace
from functools import partial

import streamlit as st

from present.figures.needed import describe, needed_figure, needed_legend, needed_table
from present.report.answers.staffing import staffing_answer
from present.report.search_answer import SearchSettings
from present.staffing_text import basis, headline, longer_in_words, open_days, sentences, target_in_words
from sim.scenario import scenario_hash
from sim.staffing import Requirement, expected_runs, further_claim, runs_to_tell, staff
from ui.charts import as_tables, chart
from ui.markdown_text import as_text, bold_only
from ui.page_header import draft_of_page, in_words, page, scenario_now
from ui.report.panel import answer_panel
from ui.runner import SEED, Finder, answers, engine_for, runner
from ui.search_answers import stopped_at
from ui.session import write_link
from ui.staffing_question import DAY, choose_day, taken_over, target_form, where_set
from ui.staffing_search import SEARCH_RUNS, STOPS, draw_search, no_search, takes
from ui.theme import mode, small
from ui.work import LATER_MS, Work, ask, live, redraw_page

WANTED, LONGER, DAY_IN_LINK = "staffing wanted", "staffing longer", "staffing day in link"

page(
    "Staffing",
    "How many people each half-hour of the week needs, beside the roster as it stands. Callers who ring again, people "
    "who are away and strain all count.",
)
draft = draft_of_page()
scenario = draft.current
scenario_now(draft)
where_set()

# --- What is asked for

wanted, team = target_form(draft)
if wanted is None:
    no_search("Find out", "staffing go")
    st.stop()
target = wanted
asked = (scenario_hash(scenario), target, team)
claim_runs: int | None = st.session_state.setdefault(LONGER, {}).get(asked)
question = ("staff", *asked, claim_runs)
st.markdown(f"**Asked for:** {as_text(target_in_words(target))}.", width=820)

is_known = question in answers()
so_far: Requirement | None = stopped_at("staffing", question)
if not is_known and st.session_state.get(WANTED) != asked:
    if st.button(
        f"{'Find out' if so_far is None else 'Go on'} ({takes(scenario, expected_runs(SEARCH_RUNS))})",
        type="primary",
        icon=":material/groups:",
        key="staffing go",
    ):
        st.session_state[WANTED] = asked
        redraw_page()  # without the button
    st.caption(STOPS)

# --- The search


def search(finder: Finder, work: Work[Requirement]) -> Requirement:
    """What is known already, or a search."""
    search = partial(staff, scenario, target, team=team, publish=work.publish, claim_runs=claim_runs)
    return finder.search(question, search, work)


def draw_answer() -> None:
    """The answer as far as it is known."""
    if not is_known and st.session_state.get(WANTED) != asked:
        if so_far is not None:
            draw(so_far)
        return
    finder = Finder(replace(runner(engine_for("compiled"), SEARCH_RUNS), can_wait=True), answers())
    work = ask("staffing", question, partial(search, finder), pace_ms=LATER_MS)
    stages = "Searching", "Checking on callers the search has not seen"
    expected = expected_runs(SEARCH_RUNS, claim_runs)
    draw_search("staffing", work, stages, expected, draw, stop, is_known=is_known)


def stop() -> None:
    """What was known before a longer look is shown again."""
    st.session_state[WANTED] = None
    st.session_state[LONGER].pop(asked, None)


def draw(found: Requirement) -> None:
    """Sentence, picture, table."""
    st.subheader(bold_only(headline(found)), anchor=False)
    days = open_days(found)
    if not days:
        return
    linked = taken_over()
    day = choose_day(days, DAY, linked.day if linked else None)
    if st.session_state.get(DAY_IN_LINK) != day:  # this part of the page is drawn by itself
        st.session_state[DAY_IN_LINK] = day
        write_link()
    chart(needed_figure(found, day, mode=mode()), describe(found, day), "needed")
    st.html(needed_legend(mode()))
    lines = sentences(found, more_runs := runs_to_tell(found))
    st.markdown("\n".join(f"- {bold_only(line)}" for line in lines), width=820)
    further = further_claim(found, SEARCH_RUNS) if is_known else None
    if further and st.button(
        f"Look longer ({takes(scenario, further[1])})",
        icon=":material/hourglass_top:",
        key="staffing longer go",
        help="More runs of the same search, for what is open.",
    ):
        st.session_state[LONGER][asked] = further[0]
        redraw_page()
    if further and (can_do := longer_in_words(found, further[0], more_runs)):
        st.caption(can_do)
    st.markdown(small(as_text(basis(found))))
    as_tables("staffing", [partial(needed_table, found, day)])
    if found.is_claimed:
        settings = SearchSettings(scenario, SEARCH_RUNS, SEED, engine_for("compiled"))
        answer_panel(staffing_answer(found, settings, in_words(draft), team, day))


live("staffing", draw_answer)
