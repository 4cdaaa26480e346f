"""The line at the top that says how far reports are, on whatever page; then the buttons that save them."""

from __future__ import annotations

import streamlit as st

from present.text_layout import counted
from ui.report.job import Job
from ui.save_button import save_button
from ui.work import draw_again_soon

JOBS, IS_NEW = "report jobs", "report has no line yet"
MOST = 4
"""Reports kept at a time; the oldest gives way."""


def jobs() -> list[Job]:
    """This session's reports, made or in the making, the newest first."""
    own: list[Job] = st.session_state.setdefault(JOBS, [])
    return own


def add(session_jobs: list[Job], job: Job) -> None:
    """Keep one more of a session's jobs."""
    session_jobs.insert(0, job)
    st.session_state[IS_NEW] = True
    for old in session_jobs[MOST:]:
        old.cancel()
    del session_jobs[MOST:]


def dismiss(job: Job) -> None:
    """Forget a report; if it is in the making, give it up."""
    session_jobs = jobs()
    job.cancel()
    session_jobs[:] = [other for other in session_jobs if other is not job]


def draw_strip() -> None:
    """One line, on the newest of this session's reports; the others one click away. Drawn again while one is in the
    making.
    """
    st.session_state.pop(IS_NEW, None)
    own = jobs()
    for job in own:
        job.touch()
    if own:
        with st.container(horizontal=True, vertical_alignment="center", border=True, key="report_strip"):
            _line(own[0])
            if others := own[1:]:
                with st.popover(counted(len(others), "earlier report", "earlier reports")):
                    for job in others:
                        with st.container(horizontal=True, vertical_alignment="center"):
                            _line(job)
    if any(not job.is_over for job in own):
        draw_again_soon()


def _line(job: Job) -> None:
    label, name = job.order.form.label, f"{job.order.file_name}{job.order.form.ending}"
    if not job.is_over:
        if job.state == "simulating":
            words = f"{label}: {job.done} of {job.total} runs simulated so far. You can go on meanwhile."
            st.progress(min(1.0, job.done / max(1, job.total)), text=words)
        else:
            st.progress(1.0, text=f"{label}: all is simulated; writing the file.")
        _button(job, "Cancel", f"Stop making the {label.lower()}")
    elif job.state == "ready":
        size = max(0.1, len(job.data) / 1e6)
        st.markdown(f":material/check_circle: **{label} ready** ({size:.1f} MB)", width="content")
        save_button(
            f"Save {name}",
            job.data,
            name,
            job.order.form.mime,
            key=f"report save {id(job)}",
            type="primary",
        )
        _button(job, "Close", "Close this line")
    elif job.state == "failed":
        st.markdown(f":material/error: **{label} not made.** {job.problem}", width="content")
        _button(job, "Close", "Close this line")


def _button(job: Job, label: str, words: str) -> None:
    st.button(
        label,
        on_click=dismiss,
        args=(job,),
        key=f"report {label.lower()} {id(job)}",
        icon=":material/close:",
        type="tertiary",
        help=words,
    )
