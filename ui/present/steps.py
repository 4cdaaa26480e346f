"""The steps of a presentation: which sections of a report, of which scenario, in what size of letters. Pure.

Sizes are what fits in the app's own font. The browser makes letters smaller where another needs more room.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from present.report.outline import Section, outline, question
from present.report.report import Report, ReportResults
from present.sentences import AsText
from present.text_layout import columns
from ui.present.step_text import (
    answer_lines,
    centre_in_words,
    is_short,
    limit_lines,
    room_lines,
    sureness_lines,
    what_is_done,
)

WIDE, HIGH = 928, 596
"""Units of width and height for heading and sentences on the smallest screen."""
TEXT_SIZES = (36, 32, 28, 24)
TITLE_SIZES = (60, 46, 40, 34)
"""Units; the largest that fits is taken. 24 is legible from the back of a room."""
RANGES_HIGH = 236
"""Units of height of the pictures of how sure a difference is; sentences stand below."""
LETTER, BOLD = 0.45, 0.49
"""At most the mean width of a letter, in its size; of one in a heading. Measured in the font of the app."""
LINE, GAP = 1.35, 0.55
"""Height of a line and space between sentences, in the size of the letters."""
PICTURES = ("weeks", "day", "calls", "hours")


@dataclass(frozen=True)
class Step:
    """One thing to show. `side`: which scenario beside the baseline, None for all; `text`, `heading`: their sizes.

    `has_tiles`: the large figures stand on it.
    """

    key: str
    kicker: str
    title: str
    lines: tuple[str, ...] = ()
    side: int | None = None
    text: int = TEXT_SIZES[-1]
    heading: int = TITLE_SIZES[0]
    has_tiles: bool = False


def report_of_side(report: Report, number: int) -> Report:
    """The report on one scenario beside the baseline."""
    all_of_it = report.simulated
    return replace(
        report,
        simulated=ReportResults(
            (all_of_it.results[0], all_of_it.results[number + 1]),
            all_of_it.ranges[number : number + 1],
            all_of_it.staffing_equivalents[number : number + 1],
            None,
        ),
        names=(report.names[0], report.names[number + 1]),
    )


def opening(report: Report, as_text: AsText = str) -> Step:
    """The first step: it needs no results."""
    baseline = f"**{as_text(report.baseline_name)}**"
    lines = [f"**{as_text(side.name)}**" for side in report.sides]
    lines.append(f"Compared with {baseline}" if report.is_comparison else baseline)
    lines.append(centre_in_words(report.baseline.scenario))
    asked = question(report, as_text)
    title = asked if is_short(asked) else "What changes for callers, people and work?"
    return _fitted(Step("question", "The question", title, tuple(lines)))


def steps(report: Report, as_text: AsText = str, *, guess_first: bool = False) -> list[Step]:
    """All steps, of what is known so far. Ranges over assumptions and the headroom may come later.

    `guess_first`: the room is asked what it expects before the answer.
    """
    sections = _by_key(report, as_text)
    result = [opening(report, as_text)]
    if guess_first and report.is_comparison:
        result.append(_guess(report, as_text))
    answer, several = sections["answer"], len(report.sides) > 1
    said = tuple(answer_lines(report, as_text))
    if several:
        result += _pages(replace(answer, lines=said))
    else:
        result.append(_fitted(Step("answer", answer.kicker, answer.title, said, 0, has_tiles=True)))
    if not report.is_comparison:
        result += [_fitted(Step("room", "Headroom", "How much room is left", tuple(room_lines(report))))]
        result += [_of(sections[key], 0) for key in PICTURES]
    for number, side in enumerate(report.sides):
        of_this_side = _by_key(report_of_side(report, number), as_text) if several else sections
        name = as_text(side.name) if several else ""
        if several:
            figures = Step(
                "figures", f"Three figures · {name}", of_this_side["answer"].title, (), number, has_tiles=True
            )
            result.append(_fitted(figures))
        result += [_of(of_this_side[key], number, name) for key in PICTURES]
        sure = replace(of_this_side["sureness"], lines=_sure(report, number, as_text))
        result.append(_of(sure, number, name))
    limits = replace(sections["limits"], lines=tuple(limit_lines()))
    return [*result, *_pages(limits), LINK]


LINK = Step("link", "Take it with you", "Open this yourself", heading=46)
"""The last step."""


def _guess(report: Report, as_text: AsText) -> Step:
    if len(report.sides) > 1:
        title = "Which would you choose?"
    else:
        title = f"{what_is_done(report, as_text)}: what do you expect?"
    return _fitted(Step("guess", "Your guess first", title))


def _sure(report: Report, number: int, as_text: AsText) -> tuple[str, ...]:
    one = report_of_side(report, number)
    if not one.ranges:
        return ("Calculating how far other assumptions move the differences…",)
    return tuple(sureness_lines(one, as_text))


def _by_key(report: Report, as_text: AsText) -> dict[str, Section]:
    return {section.key: section for section in outline(report, as_text)}


def _of(section: Section, side: int, name: str = "") -> Step:
    kicker = f"{section.kicker} · {name}" if name else section.kicker
    return _fitted(Step(section.key, kicker, section.title, section.lines, side))


def _pages(section: Section) -> list[Step]:
    """Split a section into as many steps as its sentences need in the smallest letters."""
    heading, used = _heading(section.title)
    pages: list[list[str]] = [[]]
    for line in section.lines:
        if pages[-1] and _height([*pages[-1], line], TEXT_SIZES[-1]) > HIGH - used:
            pages.append([])
        pages[-1].append(line)
    each = math.ceil(len(section.lines) / len(pages))
    even = [list(section.lines[i : i + each]) for i in range(0, len(section.lines), each)]
    if len(even) == len(pages) and all(_height(page, TEXT_SIZES[-1]) <= HIGH - used for page in even):
        pages = even
    several = len(pages) > 1
    return [
        _fitted(
            Step(
                section.key,
                f"{section.kicker} ({i} of {len(pages)})" if several else section.kicker,
                section.title,
                tuple(page),
                heading=heading,
            )
        )
        for i, page in enumerate(pages, start=1)
    ]


def _fitted(step: Step) -> Step:
    is_full = step.has_tiles or step.key in PICTURES
    sizes = TITLE_SIZES if step.key == "question" else TITLE_SIZES[2 if is_full else 1 :]
    heading, used = _heading(step.title, 1 if step.key in PICTURES else 2, sizes)
    if step.has_tiles:
        return replace(step, heading=heading, text=TEXT_SIZES[-1])
    units_high = HIGH - used - (RANGES_HIGH + 78 if step.key == "sureness" else 0)
    smaller = (s for s in TEXT_SIZES if s < heading)
    size = next((s for s in smaller if _height(step.lines, s) <= units_high), TEXT_SIZES[-1])
    return replace(step, heading=heading, text=size)


def _heading(title: str, most: int = 2, sizes: Sequence[int] = TITLE_SIZES[1:]) -> tuple[int, float]:
    """The heading's size and its height: in `most` lines, if it can be."""
    fit = (s for lines in range(most, 3) for s in sizes if _lines(title, s, BOLD) <= lines)
    size = next(fit, TITLE_SIZES[-1])
    return size, _lines(title, size, BOLD) * size * 1.2


def heading_height(step: Step) -> float:
    """Units of height that a step's heading takes on the smallest screen."""
    return _lines(step.title, step.heading, BOLD) * step.heading * 1.2


def _height(lines: Sequence[str], size: int) -> float:
    return sum(_lines(line, size) * LINE * size for line in lines) + GAP * size * max(0, len(lines) - 1)


def _lines(words: str, size: int, letter: float = LETTER) -> int:
    """Lines of a sentence of Markdown; a little more than its letters need, since words are not broken."""
    letters = columns(re.sub(r"\\(.)|\*\*", r"\1", words))
    return max(1, math.ceil(letters * letter * size * 1.04 / WIDE))
