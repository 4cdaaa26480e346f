"""What all stories share on the page: chooser, steps, figures as they come, a search in the background, the way out.

Story and step stand in the address, so a link opens them and a reload or another page loses neither.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, TypeVar

import streamlit as st

from present.engine_check_text import MEANWHILE
from present.figures.pair_figures import HOURS
from present.pair import Pair
from present.problem_text import problem_in_words
from present.stories.phrases import figure, short_name
from present.tiles import Tile
from sim import Scenario, ScenarioError
from sim.experiment import AdaptiveExperiment, OverBudgetError
from sim.scenario import diff
from ui.charts import as_tables, pair_chart
from ui.markdown_text import as_text, bold_only
from ui.progress import show_progress
from ui.runner import Snapshot, answered, engine_for, simulated, why_not
from ui.scenario_files import folder, scenarios
from ui.session import open_in_what_if
from ui.tiles import large_tiles, waiting_tiles
from ui.work import live

T = TypeVar("T")
REPLICATIONS = 10
STEPS = {"1": "1 Before", "2": "2 The change", "3": "3 What it rests on"}
STORY, STEP = "case", "step"
"""Keys of the two choices, and their names in the address."""
STOPPED = "The calculation stopped, perhaps for lack of memory. Open the step again to retry."


def choose(names: Mapping[str, str]) -> str:
    """The open story: one of these keys, shown by their names."""
    return _choice("Story", STORY, names, on_change=_go_to, args=(0,))


def stepper() -> int:
    """The open step, counted from 0."""
    return list(STEPS).index(_choice("Step", STEP, STEPS))


def _choice(label: str, key: str, names: Mapping[str, str], **more: Any) -> str:
    linked, written = st.query_params.get(key), st.session_state.setdefault(f"{key} written", set())
    if linked in names and linked not in written:  # what this session wrote itself is no link
        st.session_state[key] = linked
    elif st.session_state.get(key) not in names:
        st.session_state[key] = next(iter(names))
    chosen = st.segmented_control(
        label,
        list(names),
        format_func=names.__getitem__,
        required=True,
        key=key,
        persist_state="session",
        label_visibility="collapsed",
        wrap=True,
        **more,
    )
    value = chosen or next(iter(names))
    written.add(value)
    if st.query_params.get(key) != value:
        st.query_params[key] = value
    return value


def _go_to(step: int) -> None:
    st.session_state[STEP] = list(STEPS)[step]


def show_pair(
    key: str, stems: Sequence[str], step: int, parts: Sequence[Callable[[Scenario, Scenario], None]]
) -> None:
    """The open step of a story about a scenario before and after, and below it where to go from there."""
    scenarios = files(stems)
    if scenarios is None:
        return
    before, after = (scenarios[stem] for stem in stems)
    live("results", partial(parts[step], before, after))
    with st.container(horizontal=True, key=f"foot {key}"):
        back_and_next(step)
        open_button(before, after)


def show_before(
    texts: Sequence[str],
    scenarios: Sequence[Scenario],
    keys: Sequence[str],
    heading: str = "What the model shows",
) -> None:
    """The first step: the situation in words, where hours go in the first scenario, and its figures."""
    view = figures(scenarios)
    left, right = st.columns([5, 6], gap="large")
    with left, st.container(key="story"):
        for text in texts:
            st.markdown(text)
    if view is not None:
        with right:
            pair_chart(HOURS, view.baseline, view.baseline, "story")
            as_tables("hours", [partial(HOURS.tabulate, view.baseline, view.baseline)])
    else:
        right.empty().skeleton(height=300)
    st.markdown(f"**{heading}**")
    pair = Pair(view.baseline, view.baseline) if view is not None else None
    tiles([figure(pair, key) for key in keys] if pair is not None else None, len(keys))


def choose_figure(label: str, keys: Sequence[str], key: str) -> str:
    """A choice among key figures by their short names, the first to begin with."""
    chosen = st.segmented_control(
        label,
        keys,
        format_func=short_name,
        default=keys[0],
        required=True,
        key=key,
        persist_state="session",
        wrap=True,
    )
    return chosen or keys[0]


def back_and_next(step: int) -> None:
    """One step back or on; both places are always there."""
    for label, to in (("Back", step - 1), ("Next", step + 1)):
        is_on = to > step
        st.button(
            label,
            key=f"story {label.lower()}",
            icon=f":material/arrow_{'forward' if is_on else 'back'}:",
            icon_position="right" if is_on else "left",
            disabled=not 0 <= to < len(STEPS),
            help=None if 0 <= to < len(STEPS) else f"This is the {'last' if is_on else 'first'} step",
            on_click=_go_to,
            args=(min(max(0, to), len(STEPS) - 1),),
        )


def open_button(before: Scenario, after: Scenario) -> None:
    """The way to What if: the situation before as baseline, the change as its chips."""
    if st.button(
        "Open in What if",
        key="story open",
        type="primary",
        icon=":material/tune:",
        help="Before is the baseline; each change is a chip you can take back.",
    ):
        try:
            open_in_what_if(before, {path: new for path, (_, new) in diff(before, after).items()})
        except ScenarioError as error:
            st.error(
                f"This cannot be opened in What if: {as_text(problem_in_words(error))}.",
                icon=":material/error:",
            )


def files(stems: Sequence[str]) -> Mapping[str, Scenario] | None:
    """The scenarios of these files; None, and a sentence on the page, where one is missing or cannot be read."""
    available, problems = scenarios()
    missing = [stem for stem in stems if stem not in available]
    if not missing:
        return {stem: available[stem] for stem in stems}
    for name in (f"{stem}.yaml" for stem in missing):
        unreadable = next((words for words in problems if words.startswith(f"{name} ")), "")
        absent = f"This story needs the file {name}, which is not in the folder {folder().name}."
        st.warning(as_text(unreadable or absent), icon=":material/warning:")
    st.markdown("The other stories do not need it.")
    return None


def figures(scenarios: Sequence[Scenario], slot: str = "figures") -> Snapshot | None:
    """Results of these scenarios, those runs that all have; None before the first. Progress is shown here."""
    engine = engine_for("compiled")
    meanwhile = f" {MEANWHILE}" if engine != "compiled" else ""
    work = simulated(slot, scenarios, REPLICATIONS, engine)
    view = work.value.paired if work.value is not None and work.value.compared else None
    with st.container(key=f"progress {slot}"):
        show_progress(work, has_figures=view is not None, stopped=STOPPED, meanwhile=meanwhile)
    return view


def run_search(experiment: Callable[[], AdaptiveExperiment[T]], key: tuple[str, ...], what: str) -> T | None:
    """The answer of an experiment; None, and its progress or a sentence, where it is not there.

    `key`: what it is about.
    """
    work = answered("search", key, experiment, REPLICATIONS, engine_for("compiled"))
    with st.container(key="search_progress"):
        if isinstance(work.error, ScenarioError) and not isinstance(work.error, OverBudgetError):
            st.warning(
                f"This cannot be tried with these files: {as_text(problem_in_words(work.error))}.",
                icon=":material/warning:",
            )
        elif work.error:
            st.error(why_not(work.error, STOPPED), icon=":material/error:")
        elif not work.is_over:
            share = work.done / max(1, work.total)
            st.progress(share, text=f"{what}: {work.done} of {work.total} runs.")
    return work.value


def tiles(drawn: Sequence[Tile] | None, count: int) -> None:
    """Large figures in a row, or their places."""
    if drawn:
        large_tiles(drawn)
    else:
        waiting_tiles(count, 96)


def chips(words: Sequence[str]) -> None:
    """What was changed, as badges that wrap."""
    if words:
        st.markdown(" ".join(f":blue-badge[{as_text(w)}]" for w in words))


def bullets(lines: Sequence[str]) -> str:
    """A list."""
    return "\n".join(f"- {bold_only(line)}" for line in lines if line)
