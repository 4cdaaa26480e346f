"""What can be done with each scenario of the page Compare: open, keep, rename, remove, download."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

import streamlit as st

from present.field_names import slug
from present.scenario_diff import steps_from
from sim import ScenarioError
from sim.scenario import to_yaml
from ui.comparison_options import Choice, keep_current, named, remove, rename
from ui.comparison_state import CURRENT, ComparisonState
from ui.folded import panel
from ui.markdown_text import as_text
from ui.save_button import YAML, save_button
from ui.session import open_in_what_if
from ui.widget_sync import widget_sync


def draw_scenarios(
    state: ComparisonState, options: Mapping[str, Choice], keys: Sequence[str], baseline_key: str
) -> None:
    """One row for each scenario with what can be done."""
    for key in keys:
        _draw(state, key, options[key], options[baseline_key], is_baseline=key == baseline_key)


def _draw(state: ComparisonState, key: str, choice: Choice, baseline: Choice, *, is_baseline: bool) -> None:
    name_place, action_place = st.columns([5, 4], vertical_alignment="center")
    role = " :gray-badge[Baseline]" if is_baseline else ""
    name_place.markdown(f"**{as_text(choice.label)}**{role}")
    with action_place, st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if st.button(
            "Open in What if",
            key=f"compare open {key}",
            type="tertiary",
            icon=":material/tune:",
            help=f"Go on from {as_text(choice.label)}",
        ):
            _open(choice, baseline, is_baseline=is_baseline)
        save_button(
            "Download YAML",
            to_yaml(named(choice.scenario, choice.saved_name or choice.scenario.name)),
            f"{slug(choice.label)}.yaml",
            YAML,
            key=f"compare yaml {key}",
            type="tertiary",
            help=f"{as_text(choice.label)} as a scenario file",
        )
        if key == CURRENT:
            widget_sync().button(
                "Keep",
                keep_current,
                state,
                key="compare keep",
                type="tertiary",
                icon=":material/bookmark_add:",
                help="Keep it as it is now, whatever you change on What if afterwards",
            )
        if choice.saved_name:
            panel(
                "Rename",
                f"compare renaming {key}",
                partial(_new_name, state, key, choice.saved_name),
                icon="edit",
            )
            widget_sync().button(
                "Remove",
                remove,
                state,
                choice.saved_name,
                key=f"compare remove {key}",
                type="tertiary",
                icon=":material/delete:",
                help=f"Keep {as_text(choice.label)} no longer",
            )


def _open(choice: Choice, baseline: Choice, *, is_baseline: bool) -> None:
    """Open a scenario as changes to the baseline, or as it is where it is another centre."""
    steps = None if is_baseline else steps_from(baseline.scenario, choice.scenario)
    try:
        if steps is not None:
            open_in_what_if(baseline.scenario, steps.values, steps.week)
    except ScenarioError:
        pass  # another centre than the baseline with other values
    open_in_what_if(choice.scenario)


def _new_name(state: ComparisonState, key: str, old: str) -> None:
    """Give a kept scenario another name."""
    box = f"compare name {key}"
    st.text_input("New name", value=old, key=box)
    widget_sync().button(
        "Rename",
        lambda old, box: rename(state, old, st.session_state.get(box, "")),
        old,
        box,
        key=f"compare rename {key}",
        type="primary",
    )
