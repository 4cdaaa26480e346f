"""The page "Six numbers": what a manager knows by heart in, a scenario that gives it back out."""

from dataclasses import replace
from functools import partial

import streamlit as st

from present.locale import whole
from present.six_numbers import (
    AT_A_GLANCE_HELP,
    at_a_glance,
    basis,
    headline,
    matched,
    matches,
    settings,
    unmatched_figures,
)
from present.six_numbers_assumptions import assumptions
from present.six_numbers_why import unusual_settings, why_missed
from sim.calibrate.matching import runs_for
from sim.calibrate.six_numbers import fit
from sim.calibrate.six_numbers.feasibility import quick_estimate
from sim.calibrate.six_numbers.fit_result import Fit
from sim.calibrate.six_numbers.inputs import SixNumbers, people_text
from sim.experiment import PoolBrokenError, Runner
from sim.scenario import to_yaml
from ui.folded import fold
from ui.markdown_text import as_text
from ui.page_header import page
from ui.runner import centre_waits_for_engine, runner, why_not
from ui.save_button import YAML, save_button
from ui.session import OPENED, keep, open_in_what_if
from ui.six_numbers_form import SIX, Form
from ui.tiles import large_tiles
from ui.unseen import bring_into_view
from ui.words_table import words_table
from ui.work import Work, ask, live, redraw_page

USUAL_ATTEMPTS = 11
"""Scenarios that a fit usually tries: only for the length of the bar."""

state = st.session_state.setdefault("six numbers", {"wanted": None, "fit": None, "kept": "", "is new": False})
page(
    "Your centre in six numbers",
    "Six numbers you know by heart become a scenario of your centre, in seconds (for thousands of people, minutes). "
    "You see what was matched, what was not and why, and what was assumed.",
)

# --- The numbers

form = Form()
six, wrong = form.draw()
for problem in wrong:
    form.beside(problem)
if wrong or six is None:
    where = "" if all(problem.field in SIX for problem in wrong) else ", under Opening hours and the rest"
    last_fit = " Your last centre is still below." if state["fit"] else ""
    st.caption(f"No centre can have these numbers: see the message at the field{where}.{last_fit}")
else:
    st.markdown(at_a_glance(six, quick_estimate(six)), width=900, help=AT_A_GLANCE_HELP)
clicked = st.button(
    "Build my centre",
    type="primary",
    icon=":material/fit_screen:",
    disabled=bool(wrong),
    key="six fit",
    help="See the message at the field" if wrong else None,
)

# --- The fit

if clicked:
    state["wanted"] = six
if state["wanted"] != six:  # a number was changed meanwhile: that fit is no longer wanted
    state["wanted"] = None
if six is not None and state["fit"] is not None and state["fit"].six == six:
    state["wanted"] = None


def fit_on(by: Runner, six: SixNumbers, work: Work[Fit]) -> Fit:
    """The fit, by the shared workers; once more with new ones where they died."""
    by = replace(by, cancelled=work.is_given_up)
    try:
        return by.complete(fit(six), work.progress)
    except PoolBrokenError:
        work.notice = "A worker process ended unexpectedly; starting again with new ones."
        return by.complete(fit(six), work.progress)


def draw_fitting() -> None:
    """How far the fit is; once it is there, the whole page is drawn with it."""
    six = state["wanted"]
    if six is None:
        return
    if centre_waits_for_engine():
        return
    each = runs_for(six.calls_per_day)
    work = ask("fit", six, partial(fit_on, runner("compiled", each), six), wait_s=0.0)
    if work.error is not None:
        otherwise = (
            "It stopped twice because a worker process ended, perhaps for lack of memory. "
            "Press Build my centre to try again."
        )
        st.error(why_not(work.error, otherwise), icon=":material/error:")
    elif work.is_over and work.value is not None:
        state["wanted"], state["fit"], state["kept"], state["is new"] = None, work.value, "", True
        redraw_page()
    else:
        share = min(0.97, work.done / max(work.total, USUAL_ATTEMPTS * each))
        tried = f" attempt {max(1, work.total // each)}, {work.done} runs simulated" if work.total else ""
        st.progress(share, text=f"Building your centre…{tried}")
        if work.notice:
            st.warning(work.notice)


live("fitting", draw_fitting)

# --- The answer


SET, ASSUMED = "What was set to match your numbers", "What was assumed, and what that rests on"


def draw_assumptions(done: Fit) -> None:
    """What six numbers do not say."""
    st.caption(
        "Six numbers do not say who calls, how the day runs or what calls do to people. All of this comes from a "
        "typical centre or from studies. Every line can be changed in the file, the most important ones in What if."
    )
    words_table(assumptions(done), ASSUMED)


done = state["fit"]
if done is not None:
    st.divider()
    with st.container(key="six_answer"):
        if done.missed:
            st.warning(headline(done), icon=":material/rule:")
        else:
            st.success(headline(done), icon=":material/check_circle:")
    if done.six != six:
        st.info(
            f"This centre was built from your earlier numbers ({whole(done.six.calls_per_day)} calls a day, "
            f"{people_text(done.six.people)}). Press Build my centre for the new ones.",
            icon=":material/history:",
        )
    with st.container(horizontal=True):
        if st.button("Open in What if", icon=":material/tune:", key="six open", type="primary"):
            open_in_what_if(done.scenario)
        if st.button("Keep for Compare", icon=":material/balance:", key="six keep"):
            state["kept"] = keep(done.scenario)
        save_button(
            "Download as YAML",
            to_yaml(done.scenario),
            "your_centre.yaml",
            YAML,
            key="six download",
        )
    if state["kept"]:
        st.success(f"Kept for Compare as “{as_text(state['kept'])}”.", icon=":material/check:")
    st.caption(OPENED)

    st.subheader("Matched", anchor=False)
    words_table(matched(done), "Matched")
    st.caption(basis(done))

    if done.missed:
        st.subheader("Not matched", anchor=False)
        for match in done.missed:
            st.warning(why_missed(done, match), icon=":material/warning:")
        words_table(matches(done, done.missed), "Not matched")

    for sentence in unusual_settings(done):
        st.info(sentence, icon=":material/lightbulb:")

    st.subheader("What the model says about your centre", anchor=False)
    st.caption(
        "None of this was given or matched. If you know these figures, see whether they are near. † rests on "
        "assumptions about people."
    )
    large_tiles(unmatched_figures(done), key="large_tiles_unmatched")
    fold(SET, "six settings", partial(words_table, settings(done), SET))
    fold(ASSUMED, "six assumed", partial(draw_assumptions, done))
    if state["is new"]:  # it stands below a form that fills the screen
        state["is new"] = False
        bring_into_view("six_answer")
