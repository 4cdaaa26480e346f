"""Bytes to sheets of text: any dialect and encoding; what cannot or must not be read gets a sentence."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import replace

import pytest
import xlsxwriter

from sim.calibrate.reading.file_types import read_file
from sim.calibrate.reading.files import MAX_COLUMNS, UnreadableFileError, header_row

TABLE = [["Datum", "Anrufe"], ["02.02.2026 08:00", "31"], ["02.02.2026 08:30", "28"]]


def cells(data: bytes, name: str = "file.csv") -> list[list[str]]:
    (sheet,) = read_file(name, data)
    return sheet.cells.to_numpy(dtype=object).tolist()


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_every_dialect_of_csv_gives_the_same_cells(separator: str, ends: str, encoding: str) -> None:
    text = ends.join(separator.join(row) for row in TABLE) + ends
    assert cells(text.encode(encoding)) == TABLE


def test_accents_survive_their_encoding() -> None:
    text = "Größe;Año\n1;2\n"
    assert cells(text.encode("cp1252"))[0] == cells(text.encode("utf-8"))[0] == ["Größe", "Año"]


def test_quotes_line_breaks_in_cells_and_odd_rows_keep_their_places() -> None:
    rows = ["a,b,c", '1,"x, y\nz",3', "4,5", "6,7,8,9", *["1,2,3"] * 40]
    table = cells("\n".join(rows).encode())
    assert table[1:4] == [["1", "x, y\nz", "3", ""], ["4", "5", "", ""], ["6", "7", "8", "9"]]
    assert len(table) == len(rows)


def test_a_quote_that_never_ends_loses_no_row() -> None:
    table = cells(b'a,b\n1,"2\n3,4\n"5",6\n7,"8,9"\n')
    assert table[2:] == [["3", "4"], ["5", "6"], ["7", "8,9"]]


def test_single_quotes_and_a_separator_that_is_stated() -> None:
    assert cells(b"sep=;\n'a';'b'\n'1';'x;y'\n'2';'z'\n")[1] == ["1", "x;y"]


def test_rows_have_the_numbers_of_their_lines_and_blank_ones_do_not_count() -> None:
    (sheet,) = read_file("f.csv", b"Report\n\na,b\n1,2\n\n3,4\n")
    assert header_row(sheet.cells) == 2
    below = replace(sheet, header_row=2).rows
    assert below.index.tolist() == [4, 6]
    assert list(below.columns) == ["a", "b"]


@pytest.mark.parametrize(
    "text",
    [
        '{"id": 1, "queue": {"name": "A", "s": 5.0}}\n{"id": 2, "queue": {"name": "B"}}\n',
        '[{"id": 1, "queue": {"name": "A", "s": 5.0}}, {"id": 2, "queue": {"name": "B"}}]',
        '{"id": 1, "queue": {"name": "A", "s": 5.0}}{"id": 2, "queue": {"name": "B"}}',
        '{"calls": [{"id": 1, "queue": {"name": "A", "s": 5.0}}, {"id": 2, "queue": {"name": "B"}}], "count": 2}',
    ],
)
def test_json_in_any_arrangement_is_flattened(text: str) -> None:
    assert cells(text.encode()) == [["id", "queue.name", "queue.s"], ["1", "A", "5.0"], ["2", "B", ""]]


def test_lines_that_are_no_json_are_numbered() -> None:
    (sheet,) = read_file("f.json", b'{"a": 1}\n{"a": \n{"a": 3}\n')
    assert sheet.unreadable == (2,)
    assert sheet.rows["a"].tolist() == ["1", "3"]


def workbook(write: Callable[[xlsxwriter.Workbook], object]) -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    write(book)
    book.close()
    return buffer.getvalue()


def test_durations_of_a_workbook_are_hours_minutes_seconds_however_they_are_shown() -> None:
    """2:44 minutes, and 30:05 hours both under [h]:mm:ss and under h:mm:ss, where Excel makes them a date of 1900."""

    def write(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet("Data")
        sheet.write_row(2, 0, ["plain", "long", "date"])
        plain, long = book.add_format({"num_format": "h:mm:ss"}), book.add_format({"num_format": "[h]:mm:ss"})
        day = book.add_format({"num_format": "dd/mm/yyyy hh:mm"})
        for row, value in ((3, 164 / 86_400), (4, 108_300 / 86_400)):
            sheet.write_number(row, 0, value, plain)
            sheet.write_number(row, 1, value, long)
            sheet.write_number(row, 2, 46_055.34375, day)

    (sheet,) = read_file("book.xlsx", workbook(write))
    assert sheet.name == "Data"
    assert sheet.cells.index[0] == 2, "the first two rows are empty: row numbers are those of the sheet"
    assert sheet.cells.to_numpy(dtype=object).tolist()[1:] == [
        ["00:02:44", "0:02:44", "2026-02-02 08:15:00"],
        ["30:05:00", "30:05:00", "2026-02-02 08:15:00"],
    ]


def test_formulas_with_values_are_read_and_told_those_without_are_refused() -> None:
    def write(value: object) -> bytes:
        def fill(book: xlsxwriter.Workbook) -> None:
            sheet = book.add_worksheet()
            sheet.write_row(0, 0, ["a", "b"])
            sheet.write_number(1, 0, 2)
            sheet.write_formula(1, 1, "=A2*2", None, value)

        return workbook(fill)

    (sheet,) = read_file("f.xlsx", write(4))
    assert sheet.cells.iloc[1].tolist() == ["2", "4"]
    assert "formulas" in sheet.notes[0]
    with zipfile.ZipFile(io.BytesIO(write(4))) as archive:
        parts = {n: archive.read(n) for n in archive.namelist()}
    parts["xl/worksheets/sheet1.xml"] = parts["xl/worksheets/sheet1.xml"].replace(b"<v>4</v>", b"")
    refused("f.xlsx", packed(parts), "formulas without values")


def packed(parts: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def refused(name: str, data: bytes, words: str) -> None:
    with pytest.raises(UnreadableFileError, match=words) as caught:
        read_file(name, data)
    message = str(caught.value)
    assert message.startswith(name)
    assert message.endswith(".")
    assert "\n" not in message


SHEET = b'<worksheet><sheetData><row r="1">%s</row></sheetData></worksheet>'
BOOK = {
    "[Content_Types].xml": b"<Types/>",
    "xl/workbook.xml": b'<workbook><sheets><sheet name="a" sheetId="1" r:id="rId1"/></sheets></workbook>',
}


def test_a_zip_bomb_is_weighed_before_it_is_unpacked() -> None:
    refused(
        "bomb.xlsx",
        packed({**BOOK, "xl/worksheets/sheet1.xml": b"0" * 100_000_000}),
        "would unpack to 100 MB",
    )


def test_a_cell_far_out_does_not_lay_out_what_lies_between() -> None:
    far = SHEET % b'<c r="A1"><v>1</v></c><c r="XFD1048576"><v>1</v></c>'
    refused("far.xlsx", packed({**BOOK, "xl/worksheets/sheet1.xml": far}), "16,384 columns")
    low = SHEET % b'<c r="A1"><v>1</v></c><c r="CV1048576"><v>1</v></c>'
    refused(
        "low.xlsx", packed({**BOOK, "xl/worksheets/sheet1.xml": low}), "spans 1,048,576 rows and 100 columns"
    )


ODS = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
    '<table:table table:name="Calls">{rows}</table:table></office:spreadsheet></office:body></office:document-content>'
)
ODS_CELL = (
    '<table:table-cell office:value-type="float" office:value="{0}"><text:p>{0}</text:p></table:table-cell>'
)
ODS_ROW = "<table:table-row>" + ODS_CELL.format(1) + ODS_CELL.format(2) + "</table:table-row>"
ODS_EMPTY = (
    '<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="1024"/>'
    "</table:table-row>"
)


def ods(rows: str) -> bytes:
    kind = b"application/vnd.oasis.opendocument.spreadsheet"
    manifest = b'<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    content = ODS.format(rows=rows).encode()
    return packed({"mimetype": kind, "META-INF/manifest.xml": manifest, "content.xml": content})


def test_open_document_sheets_end_in_a_million_empty_rows_but_hold_nothing_below_them() -> None:
    assert cells(ods(ODS_ROW + ODS_ROW + ODS_EMPTY), "a.ods") == [["1", "2"], ["1", "2"]]
    refused("far.ods", ods(ODS_ROW + ODS_EMPTY * 20 + ODS_ROW), "spans 20,960,002 rows and 1 columns")


def test_links_passwords_and_archives_of_files() -> None:
    refused(
        "linked.xlsx",
        packed({**BOOK, "xl/externalLinks/externalLink1.xml": b"<x/>"}),
        "linked to other workbooks",
    )
    refused("many.zip", packed({"a.csv": b"a,b\n1,2\n"}), "unpack it")
    refused("talk.pptx", packed({"ppt/presentation.xml": b"<p/>"}), "is a presentation, no table")
    refused("letter.docx", packed({"word/document.xml": b"<w/>"}), "is a text document, no table")
    refused("new.xlsb", packed({**BOOK, "xl/workbook.bin": b"x"}), "save it as XLSX or CSV")
    refused("broken.xlsx", packed(BOOK)[:-20], "damaged")
    refused("broken.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "damaged")


def test_ten_million_columns_get_a_sentence() -> None:
    refused("wide.csv", b"," * 10_000_000 + b"\n1,2\n", "10,000,001 columns")
    refused("wide.csv", b"a,b\n1,2\n" * 200 + b"," * 10_000_000 + b"\n", "10,000,001 columns")
    wide = {str(i): i for i in range(MAX_COLUMNS + 1)}
    refused("wide.json", json.dumps(wide).encode(), "1,001 columns")


def test_what_is_no_table_is_named() -> None:
    refused("a.pdf", b"%PDF-1.7 ...", "PDF")
    refused("a.csv", b"", "is empty")
    refused("a.csv", b"\r\n \r\n", "is empty")
    refused("a.gz", b"\x1f\x8b\x08\x00abc", "unpack it first")
    refused("a.xls", b"<html><table><tr><td>1</td></tr></table></html>", "web page")
    refused("a.bin", bytes(range(256)) * 50, "no text")
    refused("deep.json", b'{"a":' * 100_000, "no JSON|nested")
    refused("deep.json", b"[" * 100_000 + b"{", "no JSON|nested")
    refused("a.json", b'{"a": }', "no JSON")
    refused("line.csv", b"x" * 2_000_000, "first line")


def test_cells_that_are_formulas_are_text_and_told() -> None:
    (sheet,) = read_file("f.csv", b'start,queue\n=1+1,"=HYPERLINK(""http://x"")"\n2026-02-02,b\n')
    assert sheet.cells.iloc[1].tolist() == ["=1+1", '=HYPERLINK("http://x")']
    assert "never evaluated" in sheet.notes[0]
