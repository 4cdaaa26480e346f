"""Decks and workbooks before the Open XML SDK's own validator, with the workbooks inside the charts."""

from __future__ import annotations

import io
import json
import os
import shutil
import zipfile
from dataclasses import replace
from datetime import date

import pytest

from present.report.report import answer_report
from present.report.slides import to_slides
from present.report.slides.reproducible_zip import reproducible_zip
from present.report.workbook import to_workbook
from tests import processes
from tests.search_answers import KINDS, case
from tests.unit import test_slides, test_workbook
from tests.unit.test_slides import BASE, CALM, DATED, FREE, LONG, many, picture, report_of

INSTALLED = processes.ROOT / ".venv/ooxml/node_modules/.bin"
VALIDATOR = shutil.which(
    "ooxml-validator", path=os.pathsep.join([str(INSTALLED), os.environ.get("PATH", "")])
)
pytestmark = [
    pytest.mark.soak,
    pytest.mark.skipif(
        VALIDATOR is None,
        reason="ooxml-validator is not installed (`make ooxml` does it with npm): no files are validated",
    ),
]
NAMES = (*test_slides.HOSTILE[:3], *test_workbook.HOSTILE)
"""From right to left, wide, and such as try to be a formula, a tag or a reference."""
CASES = {
    "one": lambda pair, alone, mixed: replace(alone, names=NAMES[1:2], client=NAMES[2] * 3),
    "two": lambda pair, alone, mixed: replace(pair, names=NAMES[:2], logo=picture("PNG", (400, 100))),
    "not all simulated": lambda pair, alone, mixed: replace(mixed, names=NAMES[-3:]),
    "six": lambda pair, alone, mixed: many(
        pair, NAMES[-6:], client=" ".join(NAMES), logo=picture("JPEG", (100, 300))
    ),
    "six more": lambda pair, alone, mixed: many(pair, NAMES[:6]),
    "ten": lambda pair, alone, mixed: many(pair, [f"{i}. {LONG}" for i in range(10)]),
}


@pytest.fixture(scope="module")
def reports():
    return (
        report_of(BASE, FREE),
        report_of(BASE, replications=2),
        report_of(BASE, CALM, DATED, replications=2),
    )


def errors(data, ending, folder):
    """What the validator says of a file, in a line for each error."""
    file = folder / f"report{ending}"
    file.write_bytes(data)
    out = json.loads(processes.run([VALIDATOR, str(file)], check=False).stdout)
    assert out["ok"] == (not out["errors"])
    return [f"{e['path']} {e['xPath']}: {e['description']}" for e in out["errors"]]


def books_inside(deck):
    with zipfile.ZipFile(io.BytesIO(deck)) as file:
        return [file.read(name) for name in file.namelist() if name.endswith(".xlsx")]


@pytest.mark.parametrize("case", list(CASES))
def test_a_deck_and_a_workbook_are_valid(case, reports, tmp_path):
    report = CASES[case](*reports)
    deck = to_slides(report)
    assert errors(deck, ".pptx", tmp_path) == []
    assert errors(to_workbook(report), ".xlsx", tmp_path) == []
    inside = books_inside(deck)
    assert len(inside) >= 10
    assert [error for book in inside[::5] for error in errors(book, ".xlsx", tmp_path)] == []


@pytest.mark.parametrize("kind", list(KINDS))
def test_the_answer_of_a_search_is_valid(kind, tmp_path):
    report = answer_report(case(kind).answer, date(2026, 11, 30), NAMES[1])
    deck = to_slides(report)
    assert errors(deck, ".pptx", tmp_path) == []
    assert errors(to_workbook(report), ".xlsx", tmp_path) == []
    assert [error for book in books_inside(deck) for error in errors(book, ".xlsx", tmp_path)] == []


def test_the_validator_sees_an_axis_id_with_a_sign(reports, tmp_path):
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(to_slides(reports[0]))) as read,
        zipfile.ZipFile(out, "w") as written,
    ):
        for name in read.namelist():
            written.writestr(name, read.read(name).replace(b'<c:axId val="', b'<c:axId val="-'))
    found = errors(reproducible_zip(out.getvalue()), ".pptx", tmp_path)
    assert found
    assert all("is not a valid 'UInt32' value" in error for error in found)
