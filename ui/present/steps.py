"""The steps of a presentation: which leaves of a report, of which scenario, in what size of letters. Pure."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from present.report.outline import AsText, Section, centre_in_words, outline, question
from present.report.report import Report, ReportResults
from present.text_layout import columns

WIDE, HIGH = 928, 596
"""Units of room for heading and sentences on the smallest screen."""
TEXT_SIZES = (36, 32, 28, 24)
TITLE_SIZES = (60, 46, 40, 34)
"""Units; the largest that leaves room is taken. 24 is legible from the back of a room."""
REACH = 236
"""Units of height of the pictures of how sure a difference is; sentences stand below."""
LETTER, BOLD = 0.45, 0.49
"""At most the mean width of a letter, in its size; of one in a heading. Measured in the font of the app."""
LINE, GAP = 1.35, 0.55
"""Height of a line and space between sentences, in the size of the letters."""
PICTURES = ("weeks", "day", "calls", "hours")


@dataclass(frozen=True)
class Step:
    """One thing to show. `side`: which scenario beside the baseline, None for all; `text`, `heading`: their sizes."""

    key: str
    kicker: str
    title: str
    lines: tuple[str, ...] = ()
    side: int | None = None
    text: int = TEXT_SIZES[-1]
    heading: int = TITLE_SIZES[0]


def of_side(report: Report, number: int) -> Report:
    """The report on one scenario beside the baseline."""
    found = report.found
    return replace(
        report,
        found=ReportResults(
            (found.results[0], found.results[number + 1]),
            found.ranges[number : number + 1],
            found.worths[number : number + 1],
            None,
        ),
        names=(report.names[0], report.names[number + 1]),
    )


def opening(report: Report, as_text: AsText = str) -> Step:
    """The first step: it needs no results."""
    lines = [f"**{as_text(report.baseline_name)}**{' (the baseline)' if report.is_comparison else ''}"]
    lines += [f"**{as_text(side.name)}**" for side in report.sides]
    lines.append(centre_in_words(report.baseline.scenario, as_text))
    return _fitted(Step("question", "The question", question(report, as_text), tuple(lines)))


def steps(report: Report, as_text: AsText = str) -> list[Step]:
    """All steps, of what is known so far. Ranges over assumptions and the room left may come later."""
    leaves = _by_key(report, as_text)
    made = [opening(report, as_text), *_pages(leaves["answer"])]
    if not report.is_comparison:
        made += [_of(leaves["figures"], 0), *(_of(leaves[key], 0) for key in PICTURES)]
    for number, side in enumerate(report.sides):
        mine = leaves if len(report.sides) == 1 else _by_key(of_side(report, number), as_text)
        name = as_text(side.name) if len(report.sides) > 1 else ""
        title = mine["answer"].title if len(report.sides) > 1 else mine["figures"].title
        made.append(_of(replace(mine["figures"], title=title), number, name))
        made += [_of(mine[key], number, name) for key in PICTURES]
        made.append(_of(mine["sureness"], number, name))
    return [*made, *_pages(leaves["limits"])]


def _by_key(report: Report, as_text: AsText) -> dict[str, Section]:
    return {leaf.key: leaf for leaf in outline(report, as_text)}


def _of(leaf: Section, side: int, name: str = "") -> Step:
    kicker = f"{leaf.kicker} · {name}" if name else leaf.kicker
    return _fitted(Step(leaf.key, kicker, leaf.title, leaf.lines, side))


def _pages(leaf: Section) -> list[Step]:
    """A leaf in as many steps as its sentences need in the smallest letters."""
    heading, used = _heading(leaf.title)
    pages: list[list[str]] = [[]]
    for line in leaf.lines:
        if pages[-1] and _height([*pages[-1], line], TEXT_SIZES[-1]) > HIGH - used:
            pages.append([])
        pages[-1].append(line)
    each = math.ceil(len(leaf.lines) / len(pages))
    even = [list(leaf.lines[i : i + each]) for i in range(0, len(leaf.lines), each)]
    if len(even) == len(pages) and all(_height(page, TEXT_SIZES[-1]) <= HIGH - used for page in even):
        pages = even
    several = len(pages) > 1
    return [
        _fitted(
            Step(
                leaf.key,
                f"{leaf.kicker} ({i} of {len(pages)})" if several else leaf.kicker,
                leaf.title,
                tuple(page),
                heading=heading,
            )
        )
        for i, page in enumerate(pages, start=1)
    ]


def _fitted(step: Step) -> Step:
    is_full = step.key == "figures" or step.key in PICTURES
    sizes = TITLE_SIZES if step.key == "question" else TITLE_SIZES[2 if is_full else 1 :]
    heading, used = _heading(step.title, 1 if step.key in PICTURES else 2, sizes)
    room = HIGH - used - (REACH + 78 if step.key == "sureness" else 0)
    size = next((s for s in TEXT_SIZES if _height(step.lines, s) <= room), TEXT_SIZES[-1])
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
