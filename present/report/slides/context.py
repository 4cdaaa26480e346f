"""What every slide is made from: the deck, the report with names that fit, the footer; and the notes of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from pptx.presentation import Presentation as Deck

from present.comparison_tables import distinct
from present.report.marks import escape_marks, without_marks
from present.report.outline import Section
from present.report.report import Report
from present.report.slides.measure import cut, width
from present.report.slides.style import FOOTER, SMALL_PT
from present.report.slides.text import clean, in_sentence, paragraph, text_of
from present.report.slides.write import frame_slide, write
from present.text_layout import apart, plural
from sim import model_version

COLUMNS = ((2, 64), (3, 60), (6, 56), (99, 40))
"""How wide a name may be, in Latin letters, by the most scenarios it holds for."""
NAMELESS = "Scenario without a name"


def with_short_names(report: Report) -> Report:
    """Return the report with names and client of one line each, no two names alike."""
    most = next(wide for count, wide in COLUMNS if len(report.names) <= count)
    whole = distinct([clean(name) or NAMELESS for name in report.names])
    short = [line for (line,) in apart(whole, most)]
    return replace(report, names=tuple(distinct(short)), client=clean(report.client))


@dataclass(frozen=True)
class Context:
    """`report`: with short names; `whole`: with the names in full."""

    deck: Deck
    report: Report
    whole: Report

    def slide(self, layout: str, section: Section) -> Any:
        """A new slide on a layout, with kicker, title, footer and the section's notes."""
        slide_layout = next(one for one in self.deck.slide_layouts if one.name == layout)
        slide = self.deck.slides.add_slide(slide_layout)
        shown = frame_slide(slide, layout, section.kicker, section.title, footer_of(self.report))
        notes(slide, [*([] if shown else [section.title]), *section.notes])
        return slide

    @property
    def shortened(self) -> list[str]:
        """A sentence for every name that is not shown in full."""
        pairs = zip(self.report.names, self.whole.names, strict=True)
        return [
            f"“{short}” stands for “{full}”."
            for short, full in ((short, clean(name)) for short, name in pairs)
            if short != full and full
        ]


def footer_of(report: Report) -> str:
    """Client, version, seed, runs; a long client is cut before the rest."""
    runs = f"{report.replications} {plural(report.replications, 'run', 'runs')}"
    rest = f"Headroom {model_version()} · seed {report.baseline.seed} · {runs}"
    if not report.client:
        return rest
    points_wide = FOOTER.w * 72.0
    wide = width(f" · {rest}", SMALL_PT)
    client = text_of(cut(paragraph(escape_marks(report.client)), points_wide - wide - 6.0, SMALL_PT, 1))
    return f"{in_sentence(client)} · {rest}"


def notes(slide: Any, texts: Sequence[str]) -> None:
    """Add whole sentences to a slide's notes, without marks."""
    frame = slide.notes_slide.notes_text_frame
    lines = [line.strip() for text in texts for line in without_marks(text).splitlines()]
    sentences = [line if line.endswith((".", "!", "?", "…", ".”")) else f"{line}." for line in lines if line]
    standing = frame.text.split("\n") if frame.text else []
    write(frame, [paragraph(escape_marks(line)) for line in [*standing, *sentences]])
