"""The searches behind `run --headroom` and `compare --worth`: over all cores or a cluster, told in sentences."""

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


def room_of(args: argparse.Namespace, result: Result, store: Store) -> Headroom:
    """How much room a scenario has, on as many replications as there are of it."""
    return _answer(args, headroom(result.scenario), len(result.replications), store)


def worths_of(
    args: argparse.Namespace, scenarios: Sequence[Scenario], store: Store
) -> list[list[StaffingEquivalent]]:
    """What every scenario but the first is worth in people of the first, by each measure."""
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


def room_lines(found: Headroom) -> list[str]:
    """How much room there is, as a paragraph."""
    from present.capacity_text import HEADROOM_HELP, room_in_words

    return [*_plain(room_in_words(found)), "", *_plain(HEADROOM_HELP)]


def worth_lines(worths: Sequence[Sequence[StaffingEquivalent]]) -> Iterator[str]:
    """What each scenario is worth in people, a paragraph each."""
    from present.capacity_text import WORTH_HELP, worth_in_people

    for letter, found in zip("BCDEFGHIJKLMNOPQRSTUVWXYZ", worths, strict=False):
        told = [text for one in found if (text := worth_in_people(one))] or ["Nothing was changed."]
        for text in told:
            yield from _plain(f"{letter}  {text}")
    yield ""
    yield from _plain(WORTH_HELP)


def _plain(text: str) -> list[str]:
    return wrap(text.replace("**", ""), WIDTH)
