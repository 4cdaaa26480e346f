"""How far the figures of a page are, and why there are none."""

from __future__ import annotations

import streamlit as st

from ui.runner import Snapshot, progress_words, why_not
from ui.work import Work


def show_progress(figures: Work[Snapshot], *, has_figures: bool, stopped: str, meanwhile: str = "") -> None:
    """A bar while they come, a sentence where they do not.

    `has_figures`: some stand already. `stopped`: what to say where the workers ended; `meanwhile`: what else to say.
    """
    if figures.error:
        st.error(why_not(figures.error, stopped), icon=":material/error:")
    elif not figures.is_over:
        view = figures.value if has_figures else None
        words = progress_words(view) if view else "Calculating…"
        st.progress(view.done / view.total if view else 0.0, text=f"{words}{meanwhile}")
    if figures.notice:
        st.warning(figures.notice)
