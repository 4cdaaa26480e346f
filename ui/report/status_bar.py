"""The lines at the top that say how far reports are, on whatever page; then the buttons that save them."""

from __future__ import annotations

from time import monotonic, sleep
from typing import Any

import streamlit as st

from ui.report.job import Job
from ui.runner import WHILE_IDLE
from ui.widget_sync import widget_sync

JOBS = "report jobs"
MOST = 4
"""Reports kept at a time; the oldest gives way."""
REFRESH_S = 0.5
POLL_S = 0.1


def jobs() -> list[Job]:
    """This session's reports, made or in the making, the newest first."""
    own: list[Job] = st.session_state.setdefault(JOBS, [])
    return own


def add(session_jobs: list[Job], job: Job) -> None:
    """Keep one more of a session's jobs."""
    session_jobs.insert(0, job)
    for old in session_jobs[MOST:]:
        old.cancel()
    del session_jobs[MOST:]


def dismiss(job: Job) -> None:
    """Forget a report; if it is in the making, give it up."""
    session_jobs = jobs()
    job.cancel()
    session_jobs[:] = [other for other in session_jobs if other is not job]


class ReportLine:
    """One report's line."""

    def __init__(self, job: Job, place: Any) -> None:
        self._job = job
        self._place = place
        self._shown: tuple[Any, ...] = ()
        self.draw()

    def draw(self) -> None:
        """Draw what has changed. While it is made only the words move: in one run a button can be drawn but once."""
        job = self._job
        job.touch()
        shown = (job.state, job.done, job.total)
        if shown == self._shown:
            return
        if not self._shown or job.is_over:
            self._make()
        self._shown = shown
        label = job.order.form.label
        if job.state == "simulating":
            self._bar.progress(
                min(1.0, job.done / max(1, job.total)),
                text=f"{label}: {job.done} of {job.total} runs simulated so far. You can go on meanwhile.",
            )
        elif job.state == "writing":
            self._bar.progress(1.0, text=f"{label}: all is simulated; writing the file.")

    def _make(self) -> None:
        job = self._job
        label, name = job.order.form.label, f"{job.order.file_name}{job.order.form.ending}"
        with self._place.container(horizontal=True, vertical_alignment="center", border=True):
            if not job.is_over:
                self._bar = st.empty()
                self._button("Cancel", f"Stop making the {label.lower()}")
            elif job.state == "ready":
                size = max(0.1, len(job.data) / 1e6)
                st.markdown(f":material/check_circle: **{label} ready** ({size:.1f} MB)", width="content")
                st.download_button(
                    f"Save {name}",
                    job.data,
                    file_name=name,
                    mime=job.order.form.mime,
                    key=f"report save {id(job)}",
                    icon=":material/download:",
                    type="primary",
                    on_click="ignore",
                )
                self._button("Close", "Take this line away")
            elif job.state == "failed":
                st.markdown(f":material/error: **{label} not made.** {job.problem}", width="content")
                self._button("Close", "Take this line away")

    def _button(self, label: str, words: str) -> None:
        widget_sync().button(
            label,
            dismiss,
            self._job,
            key=f"report {label.lower()} {id(self._job)}",
            icon=":material/close:",
            type="tertiary",
            help=words,
        )


class Strip:
    """Its places are made before the page, so that it is at the top; `watch` after the page keeps it up to date."""

    def __init__(self) -> None:
        self._drawn = monotonic()
        with st.container(key="report_strip"):
            self._lines = [ReportLine(job, st.empty()) for job in jobs()]
        st.session_state[WHILE_IDLE] = self.refresh

    def refresh(self) -> None:
        """Draw anew if it is time; pages call this while they wait for figures."""
        if self._lines and monotonic() - self._drawn > REFRESH_S:
            self._draw()

    def watch(self) -> None:
        """Stay until all reports are there. Any move of the user's ends this and begins another run."""
        while any(not job.is_over for job in jobs()):
            self.refresh()
            sleep(POLL_S)
        self._draw()

    def _draw(self) -> None:
        self._drawn = monotonic()
        for line in self._lines:
            line.draw()
