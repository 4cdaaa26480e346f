"""The page "Roster": the shifts at least cost that keep a target when the whole centre is simulated."""

from dataclasses import replace
from functools import partial

import streamlit as st

from present.figures.roster_bars import describe, roster_figure, roster_legend
from present.problem_text import problem_in_words
from present.report.answers.roster import roster_answer
from present.report.search_answer import SearchSettings
from present.roster_text import (
    basis,
    coverage_table,
    headline,
    improvement_headline,
    improvement_lines,
    roster_table,
    sentences,
    will_have_nobody,
)
from present.staffing_text import target_in_words
from sim import ScenarioError
from sim.scenario import scenario_hash
from sim.staffing import (
    Improvement,
    SimulatedRoster,
    expected_improvement_runs,
    expected_roster_runs,
    half_hours_out_of_reach,
    improve_roster,
    make_roster,
    solver_seconds,
)
from ui import roster_question
from ui.charts import as_tables, chart
from ui.folded import fold
from ui.markdown_text import as_text, bold_only
from ui.page_header import draft_of_page, in_words, page, scenario_now
from ui.report.panel import answer_panel
from ui.runner import SEED, Finder, answers, engine_for, runner
from ui.search_answers import stopped_at
from ui.session import WHAT_IF, write_link
from ui.staffing_question import choose_day, target_form, where_set
from ui.staffing_search import SEARCH_RUNS, STOPS, draw_search, no_search, takes
from ui.theme import mode, small
from ui.work import LATER_MS, Work, ask, live, redraw_page

WANTED, MOVES_WANTED = "roster wanted", "moves wanted"

page(
    "Roster",
    "Which shifts keep the target at least cost. Rosters are simulated as a whole centre, the best again with "
    "other callers.",
)
draft = draft_of_page()
scenario = draft.current
scenario_now(draft)
where_set()

# --- What is asked for

wanted, team = target_form(draft)
linked = roster_question.on_screen(draft.stem)
contracts = roster_question.contracts_form(draft, team)
if roster_question.on_screen(draft.stem) != linked:
    write_link()
if wanted is None or contracts is None:
    no_search("Find a roster", "roster go")
if wanted is None:
    st.stop()
target = wanted
st.markdown(f"**Asked for:** {as_text(target_in_words(target))}, with the fewest paid hours.", width=820)
asked = (scenario_hash(scenario), target, team, contracts)
is_known = ("roster", *asked) in answers()
so_far: SimulatedRoster | None = stopped_at("roster", asked)
empty = "" if contracts is None else will_have_nobody(*half_hours_out_of_reach(scenario, contracts))
if empty and not is_known:
    st.warning(as_text(empty), icon=":material/warning:")
if contracts is not None and not is_known and st.session_state.get(WANTED) != asked:
    long = takes(scenario, expected_roster_runs(SEARCH_RUNS), solver_seconds(contracts))
    verb = "Find a roster" if so_far is None else "Go on"
    if st.button(f"{verb} ({long})", type="primary", icon=":material/groups:", key="roster go"):
        st.session_state[WANTED] = asked
        redraw_page()  # without the button
    st.caption(STOPS)

# --- The search


def search(work: Work[SimulatedRoster]) -> SimulatedRoster:
    """What is known already, or a search."""
    make = partial(make_roster, scenario, target, team=team, contracts=contracts, publish=work.publish)
    return finder.search(("roster", *asked), make, work)


def search_moves(work: Work[list[Improvement]]) -> list[Improvement]:
    """The same for the moves of the shifts there are."""
    return finder.search(("moves", *asked), partial(improve_roster, scenario, target, team=team), work)


finder = Finder(replace(runner(engine_for("compiled"), SEARCH_RUNS), can_wait=True), answers())


def draw_answer() -> None:
    """The answer as far as it is known."""
    if contracts is None:
        return
    if not is_known and st.session_state.get(WANTED) != asked:
        if so_far is not None:
            draw(so_far)
        return
    work = ask("roster", asked, search, pace_ms=LATER_MS)
    stages = "Searching", "Trying small moves and checking on fresh callers"
    stop = partial(st.session_state.pop, WANTED, None)
    draw_search("roster", work, stages, expected_roster_runs(SEARCH_RUNS), draw, stop, is_known=is_known)


def draw(found: SimulatedRoster) -> None:
    """Sentence, picture, what it promises and does, tables, where to take it."""
    st.subheader(bold_only(headline(found)), anchor=False)
    days = [day for day in range(7) if found.needed[day].any()]
    day = choose_day(days, "roster day")
    chart(roster_figure(found, day, mode=mode()), describe(found, day), "roster")
    st.html(roster_legend(mode()))
    st.markdown("\n".join(f"- {bold_only(line)}" for line in sentences(found)), width=820)
    st.markdown(small(as_text(basis(found))))
    as_tables(
        "roster", [partial(roster_table, found), partial(coverage_table, found, day)], "The roster as a table"
    )
    if found.is_claimed:
        take_along(found, day)


def take_along(found: SimulatedRoster, day: int) -> None:
    """To What if as a step that Undo takes back; as a report."""
    settings = SearchSettings(scenario, SEARCH_RUNS, SEED, engine_for("compiled"))
    with st.container(horizontal=True):
        opens = not found.is_todays and st.button(
            "Open in What if", icon=":material/tune:", key="roster open"
        )
        if contracts is not None:
            answer_panel(roster_answer(found, settings, in_words(draft), contracts, day))
    if opens:
        try:
            draft.change(found.values())
        except ScenarioError as error:  # where changes hold from a week on
            st.error(as_text(f"It cannot be opened: {problem_in_words(error)}."), icon=":material/error:")
        else:
            st.switch_page(WHAT_IF)


live("roster", draw_answer)

# --- What there is, improved


def draw_moves() -> None:
    """The best few moves of the shifts there are, once somebody asks."""
    is_there = ("moves", *asked) in answers()
    expected = expected_improvement_runs(scenario, team, SEARCH_RUNS)
    if not is_there and st.session_state.get(MOVES_WANTED) != asked:
        long = takes(scenario, expected)
        if not st.button(f"Find the best moves ({long})", icon=":material/swap_horiz:", key="moves go"):
            st.caption("One small change at a time: a start moved, one person moved, one more, one fewer.")
            return
        st.session_state[MOVES_WANTED] = asked
    work = ask("moves", asked, search_moves, pace_ms=LATER_MS)
    stop = partial(st.session_state.pop, MOVES_WANTED, None)
    stages = "Trying moves", "Trying moves"
    draw_search("moves", work, stages, expected, draw_found_moves, stop, is_known=True)


def draw_found_moves(found: list[Improvement]) -> None:
    """Each with its gain."""
    st.markdown(f"**{as_text(improvement_headline(found))}**", width=820)
    st.markdown("\n".join(f"- {as_text(line)}" for line in improvement_lines(found)), width=820)
    st.markdown(
        small(
            "Each is compared with the roster as it is now, on callers that the search has not seen. Ranges are 95% "
            "intervals."
        )
    )


def draw_moves_live() -> None:
    """Drawn again while moves are tried."""
    live("moves", draw_moves)


if st.session_state.get(MOVES_WANTED) == asked:
    ask("moves", asked, search_moves)
fold("Improve the shifts you have by small moves", "roster improve", draw_moves_live, icon="swap_horiz")
