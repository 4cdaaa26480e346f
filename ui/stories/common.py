"""What all stories share on the page: chooser, steps, figures as they come, a search in the background, the way out.

Story and step stand in the address, so a link opens them and a reload or another page loses neither.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import closing
from time import monotonic
from typing import Any, TypeVar

import streamlit as st

from present.engine_check_text import MEANWHILE
from sim import Scenario, ScenarioError
from sim.experiment import AdaptiveExperiment, PoolBrokenError
from sim.scenario import diff
from ui.runner import Snapshot, engine_for, forget_oldest, progress_words, results, runner
from ui.scenario_files import folder, scenarios
from ui.session import open_in_what_if
from ui.tiles import LargeTiles

T = TypeVar("T")
REPLICATIONS = 10
PAUSE_S = 0.4
"""Least time between two drawings: figures that change faster cannot be read."""
STEPS = {"1": "1 Before", "2": "2 The change", "3": "3 What it rests on"}
FIRST_STEP = "1"
STORY, STEP = "case", "step"
"""Keys of the two choices, and their names in the address."""
ANSWERS, ANSWERS_KEPT = "answers to stories", 12
STOPPED = "A worker process ended, perhaps for want of memory. Open the step again to try once more."


def choose(names: Mapping[str, str]) -> str:
    """The open story: one of these keys, shown by their names."""
    _take_from_address(STORY, list(names))
    chosen = st.segmented_control(
        "Story",
        list(names),
        format_func=names.__getitem__,
        required=True,
        key=STORY,
        persist_state="session",
        on_change=_go_to,
        args=(0,),
        label_visibility="collapsed",
        wrap=True,
    )
    return _write_to_address(STORY, chosen or next(iter(names)))


def stepper() -> int:
    """The open step, counted from 0."""
    _take_from_address(STEP, list(STEPS))
    chosen = st.segmented_control(
        "Step",
        list(STEPS),
        format_func=STEPS.__getitem__,
        required=True,
        key=STEP,
        persist_state="session",
        label_visibility="collapsed",
        wrap=True,
    )
    return list(STEPS).index(_write_to_address(STEP, chosen or FIRST_STEP))


def _take_from_address(key: str, options: Sequence[str]) -> None:
    """Before a choice is drawn: open what a link asks for. What this session wrote itself is no link."""
    linked = st.query_params.get(key)
    if linked in options and linked not in st.session_state.get(f"{key} written", ()):
        st.session_state[key] = linked
    elif st.session_state.get(key) not in options:
        st.session_state[key] = options[0]


def _write_to_address(key: str, value: str) -> str:
    written: set[str] = st.session_state.setdefault(f"{key} written", set())
    written.add(value)
    if st.query_params.get(key) != value:
        st.query_params[key] = value
    return value


def _go_to(step: int) -> None:
    st.session_state[STEP] = list(STEPS)[step]


def back_and_next(step: int) -> None:
    """One step back or on; both places are always there."""
    st.button(
        "Back",
        key="story back",
        icon=":material/arrow_back:",
        disabled=step == 0,
        on_click=_go_to,
        args=(max(0, step - 1),),
    )
    st.button(
        "Next",
        key="story next",
        icon=":material/arrow_forward:",
        icon_position="right",
        disabled=step == len(STEPS) - 1,
        on_click=_go_to,
        args=(min(len(STEPS) - 1, step + 1),),
    )


def open_button(before: Scenario, after: Scenario) -> None:
    """The way to What if: the situation before as baseline, the change as its chips."""
    if st.button(
        "Open in What if",
        key="story open",
        type="primary",
        icon=":material/tune:",
        help="With the situation before as the baseline; each thing that was changed is a chip you can take back.",
    ):
        try:
            open_in_what_if(before, {path: new for path, (_, new) in diff(before, after).items()})
        except ScenarioError as error:
            st.error(f"This cannot be opened in What if: {error}.", icon=":material/error:")


def files(stems: Sequence[str]) -> Mapping[str, Scenario] | None:
    """The scenarios of these files; None, and a sentence on the page, where one is missing or cannot be read."""
    available, problems = scenarios()
    missing = [stem for stem in stems if stem not in available]
    if not missing:
        return {stem: available[stem] for stem in stems}
    for stem in missing:
        st.warning(_missing(stem, problems), icon=":material/warning:")
    st.markdown("The other stories do not need it.")
    return None


def _missing(stem: str, problems: Sequence[str]) -> str:
    name = f"{stem}.yaml"
    unreadable = next((words for words in problems if words.startswith(f"{name} ")), "")
    return unreadable or f"This story needs the file {name}, which is not in the folder {folder().name}."


def optional(stem: str) -> Scenario | None:
    """A file that the story can do without."""
    return scenarios()[0].get(stem)


def figures(scenarios: Sequence[Scenario], place: Any) -> Generator[Snapshot, None, None]:
    """Results of these scenarios as they come, as often as they can be read; progress is shown in `place`.

    Close it when it is no longer wanted.
    """
    engine = engine_for("compiled")
    meanwhile = f" {MEANWHILE}" if engine != "compiled" else ""
    seen, drawn_at = 0, 0.0
    try:
        with closing(results(scenarios, REPLICATIONS, engine)) as views:
            for view in views:
                if view.finished:
                    place.empty()
                elif not view.compared:
                    place.progress(0.0, text=f"Simulating: the first figures come in a moment.{meanwhile}")
                else:
                    place.progress(view.done / view.total, text=f"{progress_words(view)}{meanwhile}")
                if view.compared > seen and (view.finished or monotonic() - drawn_at > PAUSE_S):
                    seen, drawn_at = view.compared, monotonic()
                    yield view
    except PoolBrokenError:
        place.error(STOPPED, icon=":material/error:")


def run_search(
    experiment: Callable[[], AdaptiveExperiment[T]], key: tuple[str, ...], place: Any, what: str
) -> T | None:
    """The answer of an experiment, its progress in `place`; None, and a sentence, where it could not be had.

    `key`: what it is about; an answer is kept for the session.
    """
    known: dict[tuple[str, ...], Any] = st.session_state.setdefault(ANSWERS, {})

    def show(done: int, total: int) -> None:
        place.progress(done / max(1, total), text=f"{what}: {done} of {total} runs simulated.")

    try:
        if key not in known:
            known[key] = runner(engine_for("compiled"), REPLICATIONS).complete(experiment(), show)
            place.empty()
            forget_oldest(known, ANSWERS_KEPT)
        answer: T = known[key]
        return answer
    except PoolBrokenError:
        place.error(STOPPED, icon=":material/error:")
    except ScenarioError as error:
        place.warning(f"This cannot be tried with these files: {error}.", icon=":material/warning:")
    return None


def tiles(count: int) -> LargeTiles:
    """Places for so many large figures in a row, with nothing in them yet."""
    made = LargeTiles(count)
    made.wait()
    return made


def chips(words: Sequence[str]) -> None:
    """What was changed, as badges that wrap."""
    if words:
        st.markdown(" ".join(f":blue-badge[{w.replace('[', '(').replace(']', ')')}]" for w in words))


def bullets(lines: Sequence[str]) -> str:
    """A list."""
    return "\n".join(f"- {line}" for line in lines if line)
