"""What all pages have in common: a heading, a sentence on what the page is for, what there is to say once."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import streamlit as st

from present.changes import changes
from present.explore import scenario_in_words
from present.pair import NOW
from present.text_layout import upper_first
from ui.markdown_text import as_text
from ui.session import RUNS, USUAL_RUNS, current_draft, session
from ui.state import Draft
from ui.theme import mark_in_menu, small

VIEWS = Path(__file__).parent / "views"
SIDE_BY_SIDE = (
    (("explore", "Over a range"), ("what_matters", "What matters most"), ("tradeoffs", "Trade-offs")),
    (("staffing", "People needed"), ("roster", "Roster")),
    (("your_data", "From your files"), ("six_numbers", "No file at hand? Six numbers")),
)
"""Pages of one entry of the menu, by file, as the links above them call them; the first is the entry's own."""


def page(title: str, intro: str = "") -> None:
    """Heading, links to the pages beside this one, and introduction."""
    st.header(title, anchor=False)
    _links_beside(session().page)
    if intro:
        st.markdown(intro, width=760)
    notes()


def _links_beside(current: str | None) -> None:
    """To the other pages of the same entry of the menu."""
    for group in SIDE_BY_SIDE:
        files = [(file, label) for file, label in group if (VIEWS / f"{file}.py").exists()]
        if len(files) > 1 and any(file == current for file, _ in files):
            with st.container(horizontal=True, key="pages_beside"):
                for file, label in files:
                    st.page_link(f"ui/views/{file}.py", label=label, width="content")
                if current != (home := files[0][0]):
                    mark_in_menu(home)


def draft_of_page() -> Draft:
    """The scenario at work; where there is none the page says why and ends."""
    try:
        return current_draft()
    except LookupError as error:
        st.error(as_text(str(error)), icon=":material/error:")
        st.stop()


def in_words(draft: Draft) -> str:
    """The scenario at work and what is changed in it."""
    return scenario_in_words(draft.baseline, [part.phrase for part in changes(draft.baseline, draft.current)])


def scenario_now(draft: Draft, *, width: Literal["stretch", "content"] = "stretch") -> None:
    """Which scenario a page is about."""
    st.markdown(small(as_text(f"{upper_first(NOW)}: {in_words(draft)}")), width=width)


def simulated_runs() -> int:
    """How many runs of each scenario: one choice for all pages."""
    if st.session_state.get("replications") is None:  # also where the page before left it undecided
        st.session_state["replications"] = USUAL_RUNS
    chosen = st.segmented_control(
        "Simulated runs",
        list(RUNS),
        required=True,
        key="replications",
        persist_state="session",
        help="More runs give narrower ranges and take longer. Each run simulates all weeks with other callers.",
    )
    return chosen or USUAL_RUNS


def notes() -> None:
    """What a link or an upload left to say, once."""
    state = session()
    for kind, words in state.notes:
        getattr(st, kind)(words, icon=f":material/{'check' if kind == 'success' else kind}:")
    if state.problem:
        st.error(state.problem, icon=":material/error:")
    state.notes, state.problem = [], ""
