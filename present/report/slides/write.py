"""Writing measured text into placeholders, boxes and cells."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from copy import deepcopy
from typing import Any

from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Pt

from present.report.slides.master import BODY_IDX, FOOTER_IDX, KICKER_IDX, LAYOUTS, NUMBER_IDX
from present.report.slides.measure import LATIN, cut, fitting, leading, lines_of
from present.report.slides.style import (
    BODY_SIZES,
    GAP_PT,
    KICKER_PT,
    OPENING_SIZES,
    SMALL_GAP_PT,
    SMALL_PT,
    TITLE_SIZES,
    Box,
)
from present.report.slides.text import Paragraph, is_right_to_left, paragraph, text_of
from present.spelling import english

PICTOGRAPHS = 0x1F000
OF_SCRIPT = {
    "ARABIC": "ar-SA",
    "HEBREW": "he-IL",
    "HIRAGANA": "ja-JP",
    "KATAKANA": "ja-JP",
    "HANGUL": "ko-KR",
    "CJK": "zh-CN",
    "THAI": "th-TH",
    "DEVANAGARI": "hi-IN",
    "CYRILLIC": "ru-RU",
    "GREEK": "el-GR",
}


def _language(c: str) -> str:
    """Return a letter's language; "" for characters of no script. Pictographs need another font."""
    if ord(c) >= PICTOGRAPHS:
        return english()
    if unicodedata.category(c)[0] != "L":
        return english() if c.isascii() and c.isalnum() else ""
    return OF_SCRIPT.get(unicodedata.name(c, "").split(" ")[0].split("-")[0], english())


def by_language(text: str) -> list[tuple[str, str]]:
    """Split into (part, language), by which programs choose fonts. Characters of no script go with the part before."""
    parts: list[tuple[str, str]] = []
    for c in text:
        spoken = _language(c)
        if parts and (not spoken or spoken == parts[-1][1] or not parts[-1][1]):
            parts[-1] = parts[-1][0] + c, parts[-1][1] or spoken
        else:
            parts.append((c, spoken))
    return [(part, spoken or english()) for part, spoken in parts]


def write(
    frame: Any,
    paragraphs: Sequence[Paragraph],
    size: float | None = None,
    *,
    align: PP_ALIGN | None = None,
    gap: float | None = None,
) -> None:
    """Put paragraphs into a text frame in place of what it holds.

    `size`: in points, None for the layout's own; `gap`: before each paragraph.
    """
    frame.clear()
    for i, runs in enumerate(paragraphs or [()]):
        target = frame.paragraphs[0] if i == 0 else frame.add_paragraph()
        if gap is not None:
            target.space_before = Pt(gap)
        text = text_of(runs)
        tall = leading(text)
        if size is not None and tall > LATIN:  # a font of another script brings spacing of its own
            target.line_spacing = Pt(size * tall)
        if is_right_to_left(text):
            target._p.get_or_add_pPr().set("rtl", "1")
            target.alignment = PP_ALIGN.LEFT if align is None else align
        elif align is not None:
            target.alignment = align
        for run, part, spoken in ((r, *spoken_part) for r in runs for spoken_part in by_language(r.text)):
            one = target.add_run()
            one.text = part
            one._r.get_or_add_rPr().set("lang", spoken)
            if size is not None:
                one.font.size = Pt(size)
            if run.bold:
                one.font.bold = True
            if run.colour:
                one.font.color.rgb = RGBColor.from_string(run.colour)


def write_in_box(frame: Any, text: str, box: Box, sizes: Sequence[float], *, bold: bool = False) -> bool:
    """One paragraph, cut where it does not fit even in the smallest size. Returns whether all of it stands there."""
    runs = paragraph(text, bold=bold)
    across, high = box.w * 72.0, box.h * 72.0
    size, fits = fitting([runs], across, high, sizes)
    most = max(1, int(high / (size * leading(text_of(runs)))))
    shown = runs if fits else cut(runs, across, size, most)
    write(frame, [tuple(type(r)(r.text, False, r.colour) for r in shown)], size)
    return bool(fits)


def body(frame: Any, lines: Sequence[str], box: Box, sizes: Sequence[float] = BODY_SIZES) -> int:
    """Body text; returns how many lines stand there. The rest is referred to the notes."""
    paragraphs = [paragraph(line) for line in lines]
    across, high = box.w * 72.0, box.h * 72.0
    size, count = fitting(paragraphs, across, high, sizes, GAP_PT)
    gap = GAP_PT
    if count < len(paragraphs):
        gap = SMALL_GAP_PT
        count = fitting(paragraphs, across, high, [size], gap)[1]
    while count < len(paragraphs):
        more = paragraph(f"… and {len(paragraphs) - count} more: see the notes.")
        shown = [*paragraphs[:count], more]
        if count == 0 or fitting(shown, across, high, [size], gap)[1] == len(shown):
            paragraphs = shown
            break
        count -= 1
    write(frame, paragraphs, size, gap=None if gap == GAP_PT else gap)
    return count


def text_box(
    slide: Any,
    box: Box,
    paragraphs: Sequence[Paragraph],
    size: float = SMALL_PT,
    *,
    name: str = "Text",
    anchor: MSO_ANCHOR = MSO_ANCHOR.TOP,
) -> Any:
    """A free text box without margins. Text that does not fit is cut, paragraph by paragraph."""
    shape = slide.shapes.add_textbox(*box.emu)
    shape.name = name
    frame = shape.text_frame
    frame.word_wrap = True
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    frame.vertical_anchor = anchor
    write(frame, cut_to_box(paragraphs, box, size), size)
    return shape


def cut_to_box(paragraphs: Sequence[Paragraph], box: Box, size: float) -> list[Paragraph]:
    """Paragraphs cut so that all of them fit the box: the longest gives way first."""
    across, left = box.w * 72.0, box.h * 72.0
    all_paragraphs = list(paragraphs)
    lines = [lines_of(p, across, size) for p in all_paragraphs]

    def tall() -> float:
        return sum(n * size * leading(text_of(p)) for n, p in zip(lines, all_paragraphs, strict=True))

    while tall() > left + 0.01 and max(lines) > 1:
        longest = lines.index(max(lines))
        lines[longest] -= 1
    return [cut(p, across, size, n) for p, n in zip(all_paragraphs, lines, strict=True)]


# ── The parts that all slides have ────────────────────────────────────────────────────────────────


def placeholder(slide: Any, idx: int) -> Any:
    """The slide's placeholder of this number."""
    return next(p for p in slide.placeholders if p.placeholder_format.idx == idx)


def place_of(layout: str, idx: int) -> Box:
    """Where a layout has it."""
    return next(place.box for place in LAYOUTS[layout] if place.idx == idx)


def frame_slide(slide: Any, layout: str, kicker: str, title: str, footer: str) -> bool:
    """Kicker, title, footer and number. Returns whether the whole title stands there."""
    area, subject = place_of(layout, KICKER_IDX), placeholder(slide, KICKER_IDX)
    write_in_box(subject.text_frame, kicker, area, (18.0,) if layout == "Opening" else (KICKER_PT,))
    whole = write_in_box(
        slide.shapes.title.text_frame,
        title,
        place_of(layout, 0),
        OPENING_SIZES if layout == "Opening" else TITLE_SIZES,
        bold=True,
    )
    for idx in (FOOTER_IDX, NUMBER_IDX):
        source = next(p for p in slide.slide_layout.placeholders if p.placeholder_format.idx == idx)
        slide.shapes._spTree.append(_filled_in(source, footer if idx == FOOTER_IDX else ""))
    return whole


def is_title_whole(layout: str, title: str) -> bool:
    """Whether a layout has place for a whole title."""
    area = place_of(layout, 0)
    return bool(fitting([paragraph(title, bold=True)], area.w * 72.0, area.h * 72.0, TITLE_SIZES)[1])


def _filled_in(source: Any, text: str) -> Any:
    """A copy of a layout's placeholder for a slide, which takes its place and style from the layout."""
    copy = deepcopy(source._element)
    for part in (copy.spPr, copy.txBody.find(qn("a:lstStyle")), copy.txBody.bodyPr):
        del part[:]
    copy.txBody.bodyPr.attrib.clear()
    if text:
        from pptx.shapes.autoshape import Shape

        write(Shape(copy, None).text_frame, [paragraph(text)])
    return copy


def fill_body(slide: Any, layout: str, lines: Sequence[str], box: Box | None = None) -> int:
    """The layout's text, or one moved to `box`; the placeholder goes where there is none. Returns the lines shown."""
    shape = placeholder(slide, BODY_IDX)
    if not lines:
        remove(shape)
        return 0
    if box is not None:
        shape.left, shape.top, shape.width, shape.height = box.emu
    return body(shape.text_frame, lines, box or place_of(layout, BODY_IDX))


def remove(shape: Any) -> None:
    """Take a shape off its slide."""
    shape._element.getparent().remove(shape._element)
