"""What is looked for once the figures stand: a change's equivalent in people, the headroom, what rests on assumptions.

Each is an adaptive experiment (see `sim.experiment.adaptive`) on the shared workers; a newer change abandons it.
Answers are kept for everybody, so going back to a setting shows them at once.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

import streamlit as st

from present.capacity_text import equivalent_in_words, headroom_in_words
from present.pair import Pair
from present.ranges import WAITING, equivalent_in_doubt, least_sure, range_lines, what_was_moved
from present.report.report import EQUIVALENT_KEYS
from present.tiles import HERO
from sim.experiment.adaptive import AdaptiveExperiment
from sim.experiment.capacity_margin import headroom
from sim.experiment.executors import PoolBrokenError
from sim.experiment.runner import OnProgress
from sim.experiment.sensitivity import assumption_experiment
from sim.experiment.staffing_equivalent import staffing_equivalent
from sim.run_control import OverBudgetError
from ui.markdown_text import as_text
from ui.page_ready import wait_until_ready
from ui.runner import Snapshot, forget_oldest, runner
from ui.tiles import KeyFigureTiles

T = TypeVar("T")
MAX_ANSWERS = 500
EQUIVALENT_PENDING = "Worth in people: looked for in a moment."
SURENESS_PENDING = "How sure: being looked at, under other assumptions…"
HEADROOM_PENDING = "Headroom, the room before a target breaks: looked for in a moment."
MOST_RUNS = 10
"""Runs used at most: more would make these searches long and change their answers little."""


@st.cache_resource(show_spinner=False)
def _answers() -> dict[tuple[Any, ...], Any]:
    return {}


class Background:
    """Places for the answers, made once, and the searches that fill them."""

    def __init__(self, sureness: Any) -> None:
        """`sureness`: the place among the sentences for how sure they are."""
        self._sureness = sureness
        with st.container(key="room"):
            self._equivalent = st.empty()
            self._headroom = st.empty()
            self._status = st.empty()

    def run(self, view: Snapshot, tiles: KeyFigureTiles, replications: int, engine: str) -> None:
        """Look for what is not known yet of these two scenarios; returns when all is on the page."""
        baseline, current = view.baseline.scenario, view.current.scenario
        where = (view.baseline.hash, view.current.hash, min(replications, MOST_RUNS))
        compared = view.baseline.hash != view.current.hash
        wait_until_ready()
        try:
            self._headroom.markdown(f":gray[{HEADROOM_PENDING}]")
            if compared:
                self._equivalent.markdown(f":gray[{EQUIVALENT_PENDING}]")
                pair = Pair(view.current, view.baseline)
                tiles.draw_ranges((WAITING,) * len(HERO))
                self._sureness.markdown(f":gray[{SURENESS_PENDING}]")
                (ranges,) = self._answer(
                    ("ranges", *where),
                    partial(assumption_experiment, baseline, [current]),
                    "how far these differences move with the assumptions",
                    engine,
                )
                tiles.draw_ranges(range_lines(ranges, pair), "\n\n".join(what_was_moved(ranges)))
                self._sureness.markdown(as_text(least_sure(ranges, pair)))
                equivalents = [
                    self._answer(
                        ("worth", key, *where),
                        partial(staffing_equivalent, baseline, current, key),
                        "what the change is worth in people",
                        engine,
                    )
                    for key in EQUIVALENT_KEYS
                ]
                lines = [line for w in equivalents if (line := equivalent_in_words(w))]
                doubt = equivalent_in_doubt(ranges, pair)
                self._equivalent.markdown(" ".join([doubt, *lines] if lines and doubt else lines))
            else:
                tiles.draw_ranges(("",) * len(HERO))
                self._sureness.empty()
            capacity = self._answer(
                ("room", *where[1:]),
                partial(headroom, current),
                "how much room is left before a target breaks",
                engine,
            )
            self._headroom.markdown(headroom_in_words(capacity))
        except PoolBrokenError:
            self._status.warning(
                "A worker process ended before everything was found. Change something to try again.",
                icon=":material/warning:",
            )
            return
        except OverBudgetError as refusal:
            for place in (self._equivalent, self._headroom, self._sureness):
                place.empty()
            tiles.draw_ranges(("",) * len(HERO))
            self._status.caption(as_text(f"Not looked at further: {refusal}."))
            return
        self._status.empty()

    def _answer(
        self, key: tuple[Any, ...], experiment: Callable[[], AdaptiveExperiment[T]], words: str, engine: str
    ) -> T:
        def show(done: int, total: int) -> None:
            self._status.caption(f":material/search: Looking at {words}: {done} of {total} runs so far.")

        return answer(key, experiment, engine, show)


def answer(
    key: tuple[Any, ...],
    experiment: Callable[[], AdaptiveExperiment[T]],
    engine: str,
    overall: OnProgress | None = None,
) -> T:
    """An experiment's answer, kept for everybody under a key, whose last part is the number of simulated runs.

    `overall`: as for `Runner.complete`.
    """
    known = _answers()
    if key not in known:
        known[key] = runner(engine, key[-1]).complete(experiment(), overall)
        forget_oldest(known, MAX_ANSWERS)
    cached: T = known[key]
    return cached
