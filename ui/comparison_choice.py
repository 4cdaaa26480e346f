"""What the page Compare lets one choose: scenarios, the baseline, key figures, what matters most; how to begin."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

import streamlit as st

from present.problem_text import problem_in_words
from present.ranking import goals
from sim import KPIS, ScenarioError
from sim.experiment import KEYS
from sim.scenario import from_bytes
from ui.comparison_options import Choice, Starter
from ui.comparison_state import ComparisonState
from ui.folded import panel
from ui.markdown_text import as_text
from ui.scenario_files import LARGEST_FILE_MB
from ui.session import WHAT_IF, add_own
from ui.theme import small
from ui.widget_sync import widget_sync

FIELD_PX = 640
UPLOADS = "compare uploads"


def choose_goal(state: ComparisonState, chosen: Sequence[str]) -> None:
    """What the scenarios are ranked by."""
    words = goals(state.keys)
    if state.matters not in words:
        state.matters = next(iter(words))

    def take(goal: str) -> None:
        state.choose(chosen)  # from now on it is this comparison, which the link brings back
        state.matters = goal

    widget_sync().show("compare matters", state.matters, take)
    st.segmented_control(
        "Ranked by",
        list(words),
        format_func=lambda key: words.get(key, key),
        required=True,
        key="compare matters",
        help="All three together: a scenario comes before another if it is better for "
        "one of callers, people and work and worse for none.",
    )


def choose_scenarios(state: ComparisonState, options: Mapping[str, Choice], chosen: Sequence[str]) -> None:
    """Which scenarios are compared."""
    widget_sync().show("compare scenarios", list(chosen), state.choose)
    st.multiselect(
        "Scenarios",
        list(options),
        format_func=lambda key: options[key].label if key in options else key,
        key="compare scenarios",
        placeholder="Choose two or more",
        select_all=False,
        width=FIELD_PX,
        help="What is on What if now, what you kept there, your own files, and the scenarios that come with Headroom.",
    )


def choose_all(
    state: ComparisonState, options: Mapping[str, Choice], chosen: Sequence[str], baseline: str
) -> None:
    """Scenarios, baseline, key figures, files."""
    choose_scenarios(state, options, chosen)

    def take_baseline(key: str) -> None:
        state.choose(chosen)
        state.baseline = key

    widget_sync().show("compare baseline", baseline, take_baseline)
    st.selectbox(
        "Compared with",
        list(chosen),
        format_func=lambda key: options[key].label if key in options else key,
        key="compare baseline",
        width=FIELD_PX,
        help="The baseline: all others are compared with this one.",
    )
    choose_figures(state, chosen)
    add_files(state, chosen)


def choose_figures(state: ComparisonState, chosen: Sequence[str]) -> None:
    """Which key figures are columns."""

    def take(keys: list[str]) -> None:
        state.choose(chosen)
        state.keys = keys

    widget_sync().show("compare keys", state.keys, take)
    st.multiselect(
        "Key figures",
        list(KEYS),
        format_func=lambda key: KPIS[key].name,
        key="compare keys",
        placeholder="Choose at least one",
        select_all=False,
        width=FIELD_PX,
        help="Each is a column.",
    )


def add_files(state: ComparisonState, chosen: Sequence[str]) -> None:
    """Take scenario files; each is compared from then on."""
    files = st.file_uploader(
        "Add scenario files (YAML)",
        accept_multiple_files=True,
        key=f"compare upload {st.session_state.get(UPLOADS, 0)}",
        max_upload_size=LARGEST_FILE_MB,
        help="As downloaded here, or written by hand: see the reference in the folder docs.",
        width=FIELD_PX,
    )
    if files:
        state.problems = []
        for file in files:
            try:
                state.choose([*(state.chosen or chosen), add_own(from_bytes(file.getvalue()))])
            except ScenarioError as error:
                state.problems.append(
                    f"{as_text(file.name)} cannot be used: {as_text(problem_in_words(error))}."
                )
        # With another key it is another uploader, an empty one.
        st.session_state[UPLOADS] = st.session_state.get(UPLOADS, 0) + 1
        st.rerun()


def invite(
    state: ComparisonState, options: Mapping[str, Choice], chosen: Sequence[str], starters: Sequence[Starter]
) -> None:
    """What to do where there is nothing to compare yet: ready comparisons, and the ways to one's own."""
    st.markdown(
        "The same callers, in the same moods, ring in every scenario: what differs comes from rules and people.",
        width=760,
    )
    st.subheader("Begin with a ready comparison" if starters else "Begin", anchor=False)
    with st.grid(3, min_column_width=280, gap="small"):
        for starter in starters:
            _starter(state, starter)
        with st.container(
            border=True, height="stretch", vertical_alignment="distribute", key="own_scenarios"
        ):
            st.markdown(
                f"**Your own scenarios**\n\n{small('Change a scenario on What if and keep it for Compare.')}"
            )
            st.page_link(WHAT_IF, label="Go to What if", icon=":material/tune:")
    st.subheader("Or choose from all", anchor=False)
    if chosen:
        st.markdown(f"**{as_text(options[chosen[0]].label)}** is chosen; choose another to compare it with.")
    choose_scenarios(state, options, chosen)
    with st.container(horizontal=True):
        panel("Add scenario files", "compare adding", partial(add_files, state, chosen), icon="upload_file")


def _starter(state: ComparisonState, starter: Starter) -> None:
    count = len(starter.keys)
    with st.container(border=True, height="stretch", vertical_alignment="distribute"):
        st.markdown(f"**{as_text(starter.name)}**\n\n{small(as_text(starter.about))}")
        widget_sync().button(
            "Compare before and after" if count == 2 else f"Compare {count} scenarios",
            state.choose,
            starter.keys,
            key=f"compare family {starter.keys[0]}",
            icon=":material/balance:",
            help=as_text(f"Compare these {count} scenarios of {starter.name}"),
        )
