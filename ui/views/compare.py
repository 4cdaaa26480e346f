"""The page "Compare": any number of scenarios beside one of them, on the same callers."""

from functools import partial

import streamlit as st

from present.comparison import not_comparable, sides
from present.engine_check_text import MEANWHILE
from present.field_names import slug
from present.scenario_diff import steps_from
from sim import KPIS, ScenarioError
from sim.engine import ENGINES
from sim.engine.warnings import scenario_warnings
from sim.experiment import KEYS
from sim.scenario import from_bytes, to_yaml
from ui.comparison_options import (
    families,
    keep_current,
    key_of_baseline,
    named,
    offered,
    remove,
    rename,
    report_scenarios,
    shown,
)
from ui.comparison_state import CURRENT, comparison_state
from ui.comparison_view import draw_comparison, draw_differences
from ui.folded import panel
from ui.markdown_text import as_text
from ui.page_header import page, simulated_runs
from ui.present import present_link
from ui.progress import show_progress
from ui.report.panel import report_panel
from ui.runner import STOPPED_TWICE, engine_for, simulated
from ui.session import WHAT_IF, add_own, open_in_what_if
from ui.widget_sync import widget_sync
from ui.work import live

with st.container():
    page(
        "Compare",
        "Several scenarios side by side. The same callers, in the same moods, ring in each of them, so that what "
        "differs comes from the rules and the people, not from luck.",
    )
state = comparison_state()
try:
    options = offered()
except LookupError as error:
    st.error(as_text(str(error)))
    st.stop()

# --- What is compared

chosen = shown(state, options)
widget_sync().show("compare scenarios", chosen, state.choose)
st.multiselect(
    "Scenarios",
    list(options),
    format_func=lambda key: options[key].label if key in options else key,
    key="compare scenarios",
    placeholder="Choose two or more",
    select_all=False,
    help="What is current on What if, what you kept there, your own files, and the scenarios that come with Headroom.",
)
baseline_key = key_of_baseline(state, options, chosen)
widget_sync().show("compare keys", state.keys, lambda keys: setattr(state, "keys", keys))
st.multiselect(
    "Key figures",
    list(KEYS),
    format_func=lambda key: KPIS[key].name,
    key="compare keys",
    placeholder="Choose at least one",
    select_all=False,
    help="Each gets a panel in the plot and a place in the table.",
)
with st.container(horizontal=True, vertical_alignment="bottom"):
    if chosen:
        widget_sync().show("compare baseline", baseline_key, lambda key: setattr(state, "baseline", key))
        st.selectbox(
            "Baseline",
            chosen,
            format_func=lambda key: options[key].label if key in options else key,
            key="compare baseline",
            width=420,
            help="All others are compared with this one.",
        )
    replications = simulated_runs()
    adding = st.container()


def add_files() -> None:
    """Take scenario files; each is compared from then on."""
    files = st.file_uploader(
        "Scenario files (YAML)",
        accept_multiple_files=True,
        key=f"compare upload {st.session_state.get('compare uploads', 0)}",
        help="As downloaded here, or written by hand: see the reference in the folder docs.",
    )
    if files:
        state.problems = []
        for file in files:
            try:
                state.choose([*(state.chosen or shown(state, options)), add_own(from_bytes(file.getvalue()))])
            except ScenarioError as error:
                state.problems.append(f"{as_text(file.name)} cannot be used: {as_text(str(error))}.")
        # With another key it is another uploader, an empty one.
        st.session_state["compare uploads"] = st.session_state.get("compare uploads", 0) + 1
        st.rerun()


with adding:
    panel("Add scenario files", "compare adding", add_files, icon="upload_file")
with st.container():
    for problem in state.problems:
        st.error(problem, icon=":material/error:")
    for key in chosen:
        for sentence in scenario_warnings(options[key].scenario):
            st.warning(as_text(f"{options[key].label}: {sentence}"), icon=":material/warning:")
state.problems = []

# --- Too few

if len(chosen) < 2:
    lead = "Nothing is chosen yet." if not chosen else "One scenario alone has nothing to be compared with."
    st.info(
        f"{lead} Choose {'two or more' if not chosen else 'another'} above, or change something on What if and press "
        f"“Keep for Compare” there, as often as you like{'. Or begin with one of these:' if families() else '.'}",
        icon=":material/balance:",
    )
    with st.container(horizontal=True):
        st.page_link(WHAT_IF, label="Go to What if", icon=":material/tune:")
        for name, members in families():
            widget_sync().button(
                f"{as_text(name)} ({len(members)})",
                state.choose,
                members,
                key=f"compare family {members[0]}",
                help=f"Compare these {len(members)} scenarios",
            )
    widget_sync().close()
    st.stop()

baseline = options[baseline_key]
keys = [baseline_key, *(key for key in chosen if key != baseline_key)]
names = [options[key].label for key in keys]
others = [(options[key].label, options[key].scenario) for key in keys[1:]]
remarks = not_comparable(baseline.scenario, others, as_text)
with st.container():
    if remarks:
        st.warning(
            "These scenarios are not alike in all that a comparison needs.\n\n"
            + "\n".join(f"- {r}" for r in remarks),
            icon=":material/info:",
        )
    if not state.keys:
        st.info("Choose a key figure above to see the differences.", icon=":material/balance:")


def panels() -> None:
    """The way to a report and to the projector."""
    with st.container(horizontal=True, vertical_alignment="center"):
        report_panel(report_scenarios(options, keys), replications, "compare")
        present_link("compare")


live("panels", panels)

# --- The results

preferred = st.session_state.get("engine", ENGINES[0])
engine = engine_for(preferred)
figures_now = partial(simulated, "figures", [options[key].scenario for key in keys], replications, engine)


def draw_results() -> None:
    """Sentences, differences and table, of what is known."""
    figures = figures_now(wait_s=0.0)
    view = figures.value
    with st.container(key="notices"):
        ready = (
            view is not None and view.baseline.replications and any(r.replications for r in view.results[1:])
        )
        show_progress(figures, has_figures=bool(ready), stopped=STOPPED_TWICE)
        if engine != preferred and not figures.error:
            st.caption(f":material/hourglass_top: {MEANWHILE}")
    with st.container(key="results"):
        if view is not None and ready:
            draw_comparison(
                state, baseline.label, view.baseline, sides(view.results, names, 0), view.finished
            )
        elif not figures.is_over:
            st.empty().skeleton(height=600)


figures_now()
live("comparison", draw_results)
widget_sync().close()

# --- What differs, what can be done

st.subheader("What is set differently", anchor=False)
draw_differences(baseline.label, baseline.scenario, others)


def new_name(key: str, old: str) -> None:
    """Give a kept scenario another name."""
    box = f"compare name {key}"
    st.text_input("New name", value=old, max_chars=110, key=box)
    widget_sync().button(
        "Rename",
        lambda old, box: rename(state, old, st.session_state.get(box, "")),
        old,
        box,
        key=f"compare rename {key}",
        type="primary",
    )


st.subheader("The scenarios", anchor=False)
for key in chosen:
    choice = options[key]
    name_place, action_place = st.columns([5, 4], vertical_alignment="center")
    role = " :gray-badge[Baseline]" if key == baseline_key else ""
    name_place.markdown(f"**{as_text(choice.label)}**{role}")
    with action_place, st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if st.button(
            "Open in What if",
            key=f"compare open {key}",
            type="tertiary",
            icon=":material/tune:",
            help=f"Go on from {as_text(choice.label)}",
        ):
            steps = None if key == baseline_key else steps_from(baseline.scenario, choice.scenario)
            try:
                if steps is not None:
                    open_in_what_if(baseline.scenario, steps.values, steps.week)
            except ScenarioError:
                pass  # it is another centre than the baseline with other values: open it as it is
            open_in_what_if(choice.scenario)
        st.download_button(
            "Download YAML",
            to_yaml(named(choice.scenario, choice.saved_name or choice.scenario.name)),
            file_name=f"{slug(choice.label)}.yaml",
            mime="application/yaml",
            key=f"compare yaml {key}",
            type="tertiary",
            icon=":material/download:",
            on_click="ignore",
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
            panel("Rename", f"compare renaming {key}", partial(new_name, key, choice.saved_name), icon="edit")
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
