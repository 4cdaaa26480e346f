"""The font that comes along: made of the app's, of equal width, lawful, with every sign that we write."""

from __future__ import annotations

import io
import tomllib
import xml.etree.ElementTree as ET
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from present.fonts import FAMILY, FILE
from present.report.outline import outline
from present.report.report import Report, ReportResults
from sim import run
from tests.builders import scenario
from tests.fonts import page_font
from ui.present.steps import BOLD, LETTER

ROOT = Path(__file__).parents[2]
NOT_DRAWN = set("\n─\u2068\u2069")
FROM_OTHERS = set("＝＋－＠█")
"""What stands before a formula in a spreadsheet, and progress in a terminal: neither is drawn with the font."""


@pytest.fixture(scope="module")
def font():
    return TTFont(FILE)


@cache
def widths(weight: int) -> dict[str, float]:
    """Width of each character in the size of the letters."""
    font = TTFont(FILE)
    glyphs = font.getGlyphSet(location={"wght": weight})
    return {chr(code): glyphs[name].width / 1000.0 for code, name in font.getBestCmap().items()}


def test_it_is_what_is_made_of_the_font_that_the_app_shows(font):
    made = TTFont(io.BytesIO(page_font()))
    assert font.keys() == made.keys()
    for tag in font.reader.tables:
        assert font.reader[tag] == made.reader[tag], f"{tag}: run python -m tests.fonts"


def test_it_has_another_name_than_the_reserved_one_and_its_licence(font):
    names = {name.nameID: str(name) for name in font["name"].names}
    assert {names[i] for i in (1, 4, 6)} == {
        FAMILY,
        f"{FAMILY} Regular",
        f"{FAMILY.replace(' ', '')}-Regular",
    }
    assert not any("Source" in text for number, text in names.items() if number not in (0, 13))
    assert "SIL Open Font License" in names[13]
    licence = FILE.with_name("OFL.txt").read_text()
    assert "Reserved Font Name 'Source'" in licence
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence


def test_it_has_every_character_of_our_own_words(font):
    there = set(map(chr, font.getBestCmap())) | NOT_DRAWN | FROM_OTHERS
    files = [
        path for folder in ("present", "ui", "sim", "cli", "configs") for path in (ROOT / folder).rglob("*.*")
    ]
    read = [path for path in files if path.suffix in (".py", ".js", ".html", ".css", ".yaml")]
    assert len(read) > 100
    for path in read:
        lacking = set(path.read_text(encoding="utf-8")) - there
        assert not lacking, path


def test_what_no_font_has_is_drawn_as_a_box(font):
    assert font["glyf"][".notdef"].numberOfContours > 0


@pytest.mark.parametrize("weight", [400, 600, 650, 700])
def test_its_digits_stand_in_columns(weight):
    of = widths(weight)
    assert len({of[digit] for digit in "0123456789"}) == 1


def test_letters_are_no_wider_than_present_mode_reckons():
    regular, heading = widths(400), widths(650)
    found = ReportResults(tuple(run([scenario()], replications=2)), (), (), None)
    leaves = outline(Report(found, ("Small centre",), date(2026, 11, 5)))
    for words, of, most in (
        ("".join(line for leaf in leaves for line in leaf.lines), regular, LETTER),
        ("".join(leaf.title for leaf in leaves), heading, BOLD),
    ):
        mean = sum(of[letter] for letter in words) / len(words)
        assert 0.85 * most < mean < most


def test_nothing_asks_for_a_font_of_the_machine():
    theme = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())["theme"]
    assert (theme["font"], theme["codeFont"]) == ("sans-serif", "monospace"), "Streamlit's own"
    for logo in (ROOT / "ui").glob("*.svg"):
        assert "{http://www.w3.org/2000/svg}text" not in {e.tag for e in ET.parse(logo).iter()}, logo
