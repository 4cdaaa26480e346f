"""The searches behind `run --headroom` and `compare --worth`: over all cores or a cluster, answered in sentences."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from textwrap import wrap
from typing import TypeVar

from cli.arguments import replications_of
from cli.workers import runner
from sim.experiment import (
    MEASURES,
    AdaptiveExperiment,
    Headroom,
    Result,
    StaffingEquivalent,
    Store,
    headroom,
    staffing_equivalent,
    together,
)
from sim.scenario import Scenario

T = TypeVar("T")
WIDTH = 110


def search_headroom(args: argparse.Namespace, result: Result, store: Store) -> Headroom:
    """What a scenario can lose or take before a target breaks, on as many replications as there are of it."""
    return _answer(args, headroom(result.scenario), len(result.replications), store)


def search_equivalents(
    args: argparse.Namespace, scenarios: Sequence[Scenario], store: Store
) -> list[list[StaffingEquivalent]]:
    """The equivalent of every scenario but the first in people of the first, by each measure."""
    baseline, *others = scenarios
    by_scenario = [
        together([staffing_equivalent(baseline, other, key) for key in MEASURES]) for other in others
    ]
    return _answer(args, together(by_scenario), replications_of(args), store)


def _answer(
    args: argparse.Namespace, experiment: AdaptiveExperiment[T], replications: int, store: Store
) -> T:
    tasks = replications * len(MEASURES)
    with runner(args, replications, tasks=tasks, what="searching ", store=store) as searching:
        return searching.complete(experiment)


def headroom_lines(answer: Headroom) -> list[str]:
    """What can be lost or taken, as a paragraph."""
    from present.capacity_text import HEADROOM_HELP, headroom_in_words

    return [*_plain(headroom_in_words(answer)), "", *_plain(HEADROOM_HELP)]


HEADCOUNT = "The number of people itself is changed, so there is nothing to count in people."


def equivalent_lines(equivalents: Sequence[Sequence[StaffingEquivalent]]) -> Iterator[str]:
    """The equivalent of each scenario in people, a paragraph each."""
    from present.capacity_text import EQUIVALENT_HELP, equivalent_in_words

    for letter, by_measure in zip("BCDEFGHIJKLMNOPQRSTUVWXYZ", equivalents, strict=False):
        sentences = [text for one in by_measure if (text := equivalent_in_words(one))]
        if not sentences:
            sentences = [HEADCOUNT if by_measure[0].kind == "headcount" else "Nothing was changed."]
        for text in sentences:
            yield from _plain(f"{letter}  {text}")
    yield ""
    yield from _plain(EQUIVALENT_HELP)


def _plain(text: str) -> list[str]:
    return wrap(text.replace("**", ""), WIDTH)
