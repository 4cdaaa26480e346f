"""The line at the top that says how far a report is, on whatever page; then the button that saves it."""

from __future__ import annotations

from time import monotonic, sleep
from typing import Any

import streamlit as st

from ui.report.job import Job
from ui.running import WHILE_IDLE

JOB = "report job"
REFRESH_S = 0.5
POLL_S = 0.1


def job() -> Job | None:
    """This session's report, made or in the making."""
    return st.session_state.get(JOB)


def dismiss() -> None:
    """Forget the report; if it is in the making, give it up."""
    mine = job()
    if mine is not None:
        mine.cancel()
    st.session_state.pop(JOB, None)


class Strip:
    """Its place is made before the page, so that it is at the top; `watch` after the page keeps it up to date."""

    def __init__(self) -> None:
        with st.container(key="report_strip"):
            self._place = st.empty()
        self._drawn = 0.0
        self._shown: tuple[Any, ...] = ()
        st.session_state[WHILE_IDLE] = self.refresh
        self._draw()

    def refresh(self) -> None:
        """Draw it anew if it is time; pages call this while they wait for figures."""
        if job() is not None and monotonic() - self._drawn > REFRESH_S:
            self._draw()

    def watch(self) -> None:
        """Stay until the report is there. Any move of the user's ends this and begins another run."""
        while (mine := job()) is not None and not mine.is_over:
            self.refresh()
            sleep(POLL_S)
        self._draw()

    def _draw(self) -> None:
        mine = job()
        if mine is None:
            return
        mine.touch()
        self._drawn = monotonic()
        shown = (mine.state, mine.done, mine.total)
        if shown == self._shown:
            return
        # Only the words move while it is being made: in one run a button can be drawn but once.
        if not self._shown or mine.is_over:
            self._make(mine)
        self._shown = shown
        if mine.state == "simulating":
            self._bar.progress(
                min(1.0, mine.done / max(1, mine.total)),
                text=f"{mine.order.form.label}: {mine.done} of {mine.total} runs simulated so far. You can go on "
                "meanwhile.",
            )
        elif mine.state == "writing":
            self._bar.progress(1.0, text=f"{mine.order.form.label}: all is simulated; writing the file.")

    def _make(self, mine: Job) -> None:
        label = mine.order.form.label
        with self._place.container(horizontal=True, vertical_alignment="center", border=True):
            if mine.state in ("simulating", "writing"):
                self._bar = st.empty()
                self._button("Cancel", "cancel", ":material/close:", f"Stop making the {label.lower()}")
            elif mine.state == "ready":
                size = len(mine.data) / 1e6
                st.markdown(
                    f":material/check_circle: **{label} ready** ({max(0.1, size):.1f} MB)", width="content"
                )
                st.download_button(
                    f"Save {mine.order.file_name}{mine.order.form.ending}",
                    mine.data,
                    file_name=f"{mine.order.file_name}{mine.order.form.ending}",
                    mime=mine.order.form.mime,
                    key="report save",
                    icon=":material/download:",
                    type="primary",
                    on_click="ignore",
                )
                self._button("Close", "close", ":material/close:", "Take this line away")
            elif mine.state == "failed":
                st.markdown(f":material/error: **{label} not made.** {mine.problem}", width="content")
                self._button("Close", "close", ":material/close:", "Take this line away")

    @staticmethod
    def _button(label: str, key: str, icon: str, words: str) -> None:
        st.button(label, key=f"report {key}", icon=icon, type="tertiary", on_click=dismiss, help=words)
