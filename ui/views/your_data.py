"""The page "Your data": exports of one's own phone system in, a centre that was judged by later days out."""

from functools import partial

import streamlit as st

from present.text_layout import counted, joined
from present.your_data import (
    assumed_sentence,
    checks_sentence,
    checks_table,
    dropped_csv,
    dropped_sentence,
    dropped_table,
    exports_table,
    files_table,
    headline,
    is_empty,
    missing_table,
    part_name,
    preview,
)
from sim.calibrate.judge import REPLICATIONS
from sim.calibrate.reading.tables import Reading
from ui.folded import fold
from ui.markdown_text import as_text, bold_only
from ui.page_header import page
from ui.runner import centre_waits_for_engine, runner, why_not
from ui.save_button import save_button
from ui.words_table import first_rows, words_table
from ui.work import LATER_MS, ask, give_up, live, redraw_page
from ui.your_data_columns import draw_columns
from ui.your_data_questions import draw_questions, forget_answers
from ui.your_data_result import draw_fit, draw_use, draw_verdict
from ui.your_data_state import MOST_BYTES, Built, Loaded, build, load, refused_file, take_upload, your_data

READ, MISSING = "As we read it", "What your files do not have"
WENT_WRONG = "Something went wrong with these files. Try one file alone."

state = your_data()
page(
    "Your data",
    "Your phone system's own exports become a scenario of your centre, judged by later days that it has not seen. "
    "You see what was read, what was dropped and how sure each number is.",
)

# --- The files


def draw_uploader() -> None:
    """Take what is dropped in, and be empty again."""
    uploaded = st.file_uploader(
        "Exports of calls or intervals" if not state.files else "Add files",
        accept_multiple_files=True,
        key=f"your data files {state.uploads}",
        max_upload_size=MOST_BYTES // 1_000_000,
        help="CSV, Excel, OpenDocument, JSON or text, several at once; overlaps are removed. A map of columns (YAML) "
        "may be among them.",
    )
    if uploaded:
        state.add([take_upload(file) for file in uploaded])
        state.uploads += 1
        forget_answers()
        st.rerun()


def draw_exports() -> None:
    """Which exports are read."""
    words_table(exports_table(), "Which exports are read")
    st.caption("At best four weeks or more: under two, nothing can be judged by later days.")


def megabytes() -> str:
    """Of all files together."""
    size = sum(len(file.data) for file in state.files) / 1e6
    return f"{size:.1f} MB" if size >= 0.1 else "under 0.1 MB"


def draw_files() -> None:
    """Which they are, and the way to begin anew."""
    names = joined([as_text(file.name) for file in state.files[:6]])
    more = f" and {counted(len(state.files) - 6, 'other', 'others')}" if len(state.files) > 6 else ""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f":material/description: {names}{more} ({megabytes()})", width="content")
        if st.button("Start again", icon=":material/restart_alt:", key="your data again", type="tertiary"):
            state.start_again()
            forget_answers()
            st.rerun()


for problem in state.problems:
    st.error(as_text(problem), icon=":material/error:")
if state.files:
    draw_files()
    fold("Add files", "your data more", draw_uploader)
else:
    draw_uploader()
    st.caption(
        f"Up to {MOST_BYTES // 1_000_000} MB together. They are held in memory for you alone, until you close the page "
        "or start again. Names, numbers and agents become codes at once; nothing is written to disk."
    )
    fold("Which exports, and where to find them", "your data exports", draw_exports, expanded=True)

# --- As it was read


def draw_loading() -> None:
    """Read what has not been read; the whole page is drawn with it."""
    question = state.question
    if not state.files or state.now is not None:
        return
    work = ask("your data", question.address, partial(load, state.files, question), pace_ms=LATER_MS)
    if work.is_over and (work.value is not None or work.error is not None):
        problem = why_not(work.error, WENT_WRONG) if work.error is not None else ""
        state.see(question, work.value if work.value is not None else Loaded(None, problem, None))
        redraw_page()
    which = (
        f"file {work.done + 1} of {work.total}"
        if work.total > 1
        else counted(len(state.files), "file", "files")
    )
    words = work.notice or f"Reading {which}, {megabytes()}…"
    st.info(words, icon=":material/hourglass_top:")
    if st.button("Stop", icon=":material/stop:", key="your data stop reading"):
        give_up("your data")
        state.start_again()
        redraw_page()


def draw_ledger(reading: Reading) -> None:
    """What became of every row, and what was decided."""
    ledger = reading.ledger
    words_table(files_table(reading), "Files")
    st.markdown(dropped_sentence(reading))
    if ledger.dropped:
        words_table(dropped_table(reading), "Dropped rows")
        save_button(
            "Download the list of dropped rows",
            dropped_csv(reading),
            "dropped_rows.csv",
            "text/csv",
            key="your data dropped",
            help="File, row number and reason; nothing of what the rows say.",
        )
    if ledger.decisions:
        st.markdown("**Decided from the files**")
        st.markdown("\n".join(f"- {as_text(sentence)}" for sentence in ledger.decisions))
    if ledger.checks:
        st.markdown("**Checks**")
        words_table(checks_table(reading), "Checks")


def draw_reading(reading: Reading) -> None:
    """Ten rows, the ledger, what is missing."""
    st.subheader(READ, anchor=False)
    st.markdown(f"{bold_only(headline(reading))} {dropped_sentence(reading)}", width=820)
    first_rows(preview(reading), READ)
    if reading.taken:
        taken = [f"{part_name(role)} from “{column}”" for role, column in reading.taken.items()]
        st.caption(as_text(f"Taken from your columns: {', '.join(taken)}."))
    if words := checks_sentence(reading):
        failed = any(check.passes is False for check in reading.ledger.checks)
        (st.warning if failed else st.caption)(as_text(words))
    fold("What became of every row, and what was decided", "your data ledger", partial(draw_ledger, reading))
    missing = missing_table(reading)
    if len(missing):
        fold(MISSING, "your data missing", partial(words_table, missing, MISSING))


live("your_data", draw_loading)
loaded = state.now
if loaded is not None:
    if loaded.problem:
        st.error(as_text(loaded.problem), icon=":material/error:")
        refused = refused_file(state.files, loaded.problem)
        if refused is not None and len(state.files) > 1:
            words = as_text(f"Leave out {refused.name}")
            if st.button(words, icon=":material/close:", key="your data leave out"):
                state.take([file for file in state.files if file is not refused])
                st.rerun()
    if loaded.reading is not None:
        draw_reading(loaded.reading)
    if loaded.can_be_corrected:
        draw = partial(draw_columns, state, loaded.columns)
        fold(
            "Correct the columns",
            "your data columns",
            draw,
            expanded=loaded.reading is None or is_empty(loaded.reading),
        )

# --- What no file says, and the centre


def draw_building(reading: Reading) -> None:
    """How far it is; the page is drawn anew with the fit, and with the verdict."""
    if not state.is_building:
        return
    if centre_waits_for_engine():
        return
    question = state.question
    job = partial(build, reading, runner("compiled", REPLICATIONS))
    work = ask("your data build", question.address, job, pace_ms=LATER_MS)
    if work.error is not None:
        problem = f"{work.error}." if isinstance(work.error, ValueError) else WENT_WRONG
        state.failed, state.is_building = (question, problem), False
        redraw_page()
    if work.value is not None and (state.built is None or state.built[1] is not work.value):
        state.built, state.failed, state.saved_as = (question, work.value), None, ""
        state.is_building = not work.is_over
        redraw_page()
    if work.is_over:
        state.is_building = False
        redraw_page()
    stage = "Fitting your centre…" if work.value is None else "Judging it by later days…"
    st.progress(min(1.0, work.done / max(work.total, 1)), text=work.notice or stage)
    if st.button("Stop", icon=":material/stop:", key="your data stop"):
        give_up("your data build")
        state.is_building = False
        redraw_page()


if loaded is not None and loaded.reading is not None and not is_empty(loaded.reading):
    answers, queues = draw_questions(state)
    is_built = state.built is not None and state.built[0] == state.question
    if not state.is_building and st.button(
        "Build my centre",
        type="secondary" if is_built else "primary",
        icon=":material/fit_screen:",
        key="your data build",
    ):
        state.answer(answers, queues)
        state.is_building = True
        st.rerun()
    still_open = [name for name in state.file_answers.open_questions() if name in answers.open_questions()]
    if words := assumed_sentence(still_open):
        st.caption(as_text(words))
    live("your_data_build", partial(draw_building, loaded.reading))
if state.failed is not None and state.failed[0] == state.question:
    st.error(as_text(state.failed[1]), icon=":material/error:")


def draw_built(built: Built, *, is_of_now: bool) -> None:
    """Verdict, then fit."""
    st.divider()
    if not is_of_now:
        st.info(
            "This centre was built from earlier files, columns or answers. Press Build my centre for the new ones.",
            icon=":material/history:",
        )
    draw_use(state, built)
    if built.judgement is not None:
        st.subheader("How well it reproduces your centre", anchor=False)
        draw_verdict(built.judgement)
    elif built.is_judged:
        st.info(as_text(f"It could not be judged by later days: {built.not_judged}"), icon=":material/help:")
    draw_fit(built)


if state.built is not None:
    question, built = state.built
    draw_built(built, is_of_now=question == state.question)
