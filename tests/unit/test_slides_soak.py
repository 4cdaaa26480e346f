"""Slides as LibreOffice draws them: a page for each slide, no text outside its box, none on top of another."""

from __future__ import annotations

import io
import re
import shutil
import unicodedata
from dataclasses import dataclass, replace
from itertools import combinations
from xml.etree import ElementTree

import pytest
from PIL import Image
from pptx import Presentation

from present.report.slides import to_slides
from tests import processes
from tests.unit.test_slides import BASE, CALM, DATED, FREE, HOSTILE, LONG, many, picture, report_of

OFFICE = shutil.which("soffice") or shutil.which("libreoffice")
MISSING = [name for name in ("pdftotext", "pdftoppm") if not shutil.which(name)]
pytestmark = [
    pytest.mark.soak,
    pytest.mark.skipif(
        OFFICE is None, reason="LibreOffice (soffice) is not installed: slides cannot be drawn"
    ),
    pytest.mark.skipif(bool(MISSING), reason=f"not installed (poppler-utils): {', '.join(MISSING)}"),
]
POINT = 12700
NEAR_PT, PICTURE_PT = 4.0, 14.0
"""How far a word may reach beyond its shape: its box has more height than its letters. A pictograph that no font has
is drawn in parts, which LibreOffice sets one beyond the other from right to left."""
ON_TOP = 0.2
"""Share of the smaller of two words from which on one lies on the other."""

PLAIN = [
    "Train them or change the rule?",
    "No target and a rule for ending calls",
    "Coping training",
    "A rule for ending calls",
    "One more person",
    "No time target",
]
CASES = {
    "alone": lambda pair, alone, mixed: alone,
    "alone_hostile": lambda pair, alone, mixed: replace(alone, names=(LONG * 3,), client=HOSTILE[2] * 3),
    "pair": lambda pair, alone, mixed: replace(pair, client="Client", logo=picture("PNG", (400, 100))),
    "mixed": lambda pair, alone, mixed: mixed,
    "three_hostile": lambda pair, alone, mixed: many(pair, HOSTILE[:3], client=HOSTILE[0]),
    "six": lambda pair, alone, mixed: many(pair, PLAIN, client="株式会社コールセンター"),
    "six_hostile": lambda pair, alone, mixed: many(
        pair, HOSTILE, client=" ".join(HOSTILE), logo=picture("JPEG", (100, 300))
    ),
    "ten": lambda pair, alone, mixed: many(pair, [f"{i}. {LONG}" for i in range(10)], client=LONG * 2),
}


@dataclass(frozen=True)
class Word:
    """A word on a page, in points from the upper left."""

    text: str
    left: float
    top: float
    right: float
    bottom: float

    @property
    def area(self):
        return max(0.0, self.right - self.left) * max(0.0, self.bottom - self.top)

    @property
    def is_plain(self):
        """Whether the PDF tells where it lies: letters from right to left and joined pictographs it takes apart."""
        found = [c for c in self.text if c.isalnum()]
        return len(found) >= 2 and not any(unicodedata.bidirectional(c) in ("R", "AL") for c in found)

    def within(self, box):
        left, top, right, bottom = box
        near = PICTURE_PT if any(ord(c) >= 0x1F000 for c in self.text) else NEAR_PT
        return (
            self.left >= left - near
            and self.right <= right + near
            and self.top >= top - near
            and self.bottom <= bottom + near
        )

    def shared(self, other):
        wide = min(self.right, other.right) - max(self.left, other.left)
        high = min(self.bottom, other.bottom) - max(self.top, other.top)
        return max(0.0, wide) * max(0.0, high)


@pytest.fixture(scope="module")
def drawn(tmp_path_factory):
    """Folder with a deck and its PDF for every case: one start of LibreOffice for all."""
    folder = tmp_path_factory.mktemp("slides")
    found = (
        report_of(BASE, FREE),
        report_of(BASE, replications=2),
        report_of(BASE, CALM, DATED, replications=2),
    )
    for name, case in CASES.items():
        (folder / f"{name}.pptx").write_bytes(to_slides(case(*found)))
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    decks = [str(folder / f"{name}.pptx") for name in CASES]
    processes.run([OFFICE, profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), *decks])
    return folder


def pages_of(pdf):
    """The words of every page."""
    out = processes.run(["pdftotext", "-bbox", str(pdf), "-"]).stdout
    text = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "", out)
    space = "{http://www.w3.org/1999/xhtml}"
    return [
        (
            float(page.get("width")),
            float(page.get("height")),
            [
                Word(w.text or "", *(float(w.get(k)) for k in ("xMin", "yMin", "xMax", "yMax")))
                for w in page.iter(f"{space}word")
            ],
        )
        for page in ElementTree.fromstring(text).iter(f"{space}page")
    ]


def boxes(slide):
    """(Left, top, right, bottom) of all that holds text."""
    return [
        tuple(x / POINT for x in (s.left, s.top, s.left + s.width, s.top + s.height))
        for s in slide.shapes
        if s.has_chart or s.has_table or s.has_text_frame
    ]


@pytest.mark.parametrize("case", list(CASES))
def test_every_slide_is_a_page_with_all_its_text_in_the_boxes(case, drawn):
    deck = Presentation(str(drawn / f"{case}.pptx"))
    pages = pages_of(drawn / f"{case}.pdf")
    assert len(pages) == len(deck.slides)
    outside, on_top = [], []
    for number, (slide, (wide, high, words)) in enumerate(zip(deck.slides, pages, strict=True), 1):
        assert (wide, high) == pytest.approx((960.0, 540.0), abs=1.0)
        assert words, f"slide {number} is empty"
        places = boxes(slide)
        outside += [(number, w) for w in words if not any(w.within(box) for box in places)]
        on_top += [
            (number, a.text, b.text)
            for a, b in combinations([w for w in words if w.is_plain], 2)
            if a.shared(b) > ON_TOP * min(a.area, b.area) > 0.0
        ]
    assert outside == []
    assert on_top == []


@pytest.mark.parametrize("case", list(CASES))
def test_pages_have_empty_margins_and_are_not_blank(case, drawn):
    page = drawn / f"{case}-page"
    processes.run(["pdftoppm", "-r", "50", "-png", str(drawn / f"{case}.pdf"), str(page)])
    pictures = sorted(drawn.glob(f"{case}-page*.png"))
    assert pictures
    for file in pictures:
        with Image.open(io.BytesIO(file.read_bytes())) as page:
            grey = page.convert("L")
            wide, high = grey.size
            for edge in ((0, 12, 12, high), (wide - 12, 12, wide, high), (0, high - 6, wide, high)):
                assert grey.crop(edge).getextrema()[0] > 240, (file.name, edge)
            inner = grey.crop((30, 30, wide - 30, high - 40))
            assert inner.getextrema()[0] < 100, file.name
