"""The answer as What if shows it: a headline, then one line each that opens to more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from present.capacity_text import equivalents_in_words, headroom_in_short, headroom_in_words
from present.comparison import CALCULATING, FIRST_KEYS
from present.formats import STILL_SETTLING
from present.pair import Pair
from present.ranges import (
    close_calls,
    deciding,
    equivalent_in_doubt,
    least_sure,
    least_sure_in_words,
    turning,
    what_was_moved,
)
from present.sentences import AsText, cost_in_short, fewer_runs, precision, summarise
from present.text_layout import joined, lower_first, plural
from present.tiles import EITHER_WAY, HERO, is_simulated
from present.verdict_headline import verdict_headline
from sim import KPIS
from sim.experiment import AssumptionRange, Headroom, StaffingEquivalent

Head = Literal["Why", "Cost", "Room to spare", "How sure", "Before and after", "In reality"]


TIPPED = (
    "A close call: the 95% interval only just includes zero, or only just does not. More runs may tip it."
)


@dataclass(frozen=True)
class Line:
    """`head` and `words` make the line; `more`: paragraphs of Markdown that it opens to."""

    head: Head
    words: str
    more: tuple[str, ...]


@dataclass(frozen=True)
class Answer:
    """All that is said of a comparison, or of a scenario by itself."""

    headline: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Searched:
    """What was looked for once the figures stood; None for what has not been found. `is_over`: no more comes."""

    ranges: AssumptionRange | None = None
    equivalents: tuple[StaffingEquivalent, ...] | None = None
    headroom: Headroom | None = None
    is_over: bool = False
    runs: int = 0
    """Simulated runs that it rests on; 0 where nothing was looked for."""


def answer(pair: Pair, found: Searched, checked: str, as_text: AsText = str, of_runs: int = 0) -> Answer:
    """Put the answer together. `checked`: what a second engine says of the figures, "" for nothing yet.

    `of_runs`: simulated runs that there will be once all have come. `as_text`: makes what scenarios name themselves
    fit for the format that the answer is written in.
    """
    told = summarise(pair.current, pair.baseline, as_text)
    waiting = "not found" if found.is_over else lower_first(CALCULATING)
    lines = []
    if pair.is_comparison:
        no_reason = "nothing else changed clearly" if pair.allows_verdict else waiting
        reasons = " and ".join(told.reasons[:1]) or no_reason
        rest = f"Also {'; '.join(told.reasons[1:])}." if told.reasons[1:] else ""
        lines.append(Line("Why", reasons, _non_empty(told.headline, rest, told.price)))
    elif told.reasons and told.behind:
        lines.append(Line("In reality", told.reasons[0], _non_empty(told.behind)))
    elif told.reasons:
        lines.append(Line("Before and after", told.reasons[0], _non_empty(told.headline)))
    worth: list[str] = []
    if found.equivalents is not None and found.ranges is not None:
        worth = equivalents_in_words(found.equivalents, equivalent_in_doubt(found.ranges, pair))
    money = told.money if pair.is_comparison else told.price
    lines.append(Line("Cost", as_text(cost_in_short(pair)), _non_empty(money, *worth)))
    all_runs = len(pair.current.replications)
    room, more = waiting, ""
    if found.headroom is not None:
        room, more = headroom_in_short(found.headroom), headroom_in_words(found.headroom)
    lines.append(Line("Room to spare", room, _non_empty(more, more and fewer_runs(found.runs, all_runs))))
    lines.append(_how_sure(pair, found, waiting, told.basis, checked, as_text))
    return Answer(verdict_headline(pair, of_runs), tuple(lines))


def _how_sure(pair: Pair, found: Searched, waiting: str, basis: str, checked: str, as_text: AsText) -> Line:
    runs = precision(pair.current, pair.baseline)
    if not pair.is_comparison:
        return Line(
            "How sure", f"{len(pair.current.replications)} simulated runs", _non_empty(runs, basis, checked)
        )
    if found.ranges is None:
        return Line("How sure", waiting, _non_empty(runs, basis, checked))
    return Line(
        "How sure",
        sure_in_short(pair, found.ranges),
        _non_empty(
            TIPPED if close_calls(pair) else "",
            as_text(least_sure_in_words(found.ranges, pair)),
            deciding(found.ranges, pair),
            runs,
            fewer_runs(found.runs, len(pair.current.replications)),
            *what_was_moved(found.ranges),
            basis,
            checked,
        ),
    )


def sure_in_short(pair: Pair, ranges: AssumptionRange) -> str:
    """Whether the verdicts hold under other assumptions, and with more runs, in a line."""
    if not (pair.allows_verdict and ranges.allows_verdict):
        return STILL_SETTLING
    judged = [key for key in FIRST_KEYS if is_simulated(pair.current, key) and pair.verdict(key).judged]
    if turns := turning(ranges, pair):
        main = [KPIS[key].noun for key in judged if key in HERO]
        which = (
            "all three hold"
            if len(main) == len(HERO)
            else f"{joined(main)} {plural(len(main), 'holds', 'hold')}"
        )
        held = f"{which}; " if main and not set(turns) & set(HERO) else ""
        return f"{held}{joined([KPIS[key].at_stake for key in turns])} {EITHER_WAY}"
    if close := close_calls(pair):
        nouns = joined([KPIS[key].noun for key in close])
        return f"{nouns} {plural(len(close), 'is a close call', 'are close calls')}"
    if not judged:
        return "no verdict to doubt"
    return "direction sure, size less so" if least_sure(ranges, pair) else "sure under every assumption tried"


def _non_empty(*paragraphs: str) -> tuple[str, ...]:
    return tuple(paragraph for paragraph in paragraphs if paragraph)
