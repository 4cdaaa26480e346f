"""Nothing that can be shown uses a word that was given up: docs/words.md has the list, this reads it there."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from fnmatch import fnmatch
from functools import cache
from pathlib import Path

import pytest

from present.glossary import WORDS, figures
from sim.kpis import KPIS
from sim.record import AGENT_DAY_COLUMNS, LEG_COLUMNS
from sim.scenario.field_metadata import fields

ROOT = Path(__file__).resolve().parents[2]
LIST = ROOT / "docs" / "words.md"
CODE = ("present", "ui", "cli", "sim")
ALLOWED = {
    ("sim/kpis/*", "seats"): "a unit in files and JSON, shown as positions",
    ("present/formats.py", "seats"): "the same",
    ("docs/reference.md", "seats"): "the same",
    ("docs/model.md", "seats"): "the same",
    ("sim/engine/compiled/layout.py", "seats"): "names of fields, in one text",
}
"""(files, word) -> why it may stand there."""
GREEK = re.compile(r"[\u0370-\u03ff]")
GREEK_MAY_STAND = ("present/trust*", "present/provenance.py", "sim/scenario/*", "sim/calibrate/reading/*")
"""The last reads what others write."""
LOOSE_PERCENT = re.compile(r"[\d}] %(?!\{)")
PLACEHOLDER = "{}"

Text = tuple[str, str]
"""(where, text)."""


# ── The list ──────────────────────────────────────────────────────────────────────────────────────


@cache
def given_up() -> tuple[str, ...]:
    """The words of the table's last column."""
    rows = re.findall(
        r"^\| (?!term|---)[^|]+\|[^|]*\|([^|]*)\|$", LIST.read_text(encoding="utf-8"), re.MULTILINE
    )
    return tuple(word for row in rows for word in row.strip().split(", ") if word)


@cache
def pattern() -> re.Pattern[str]:
    """Any of them, as whole words, in either case. "handle-time target" is not "time target"."""
    longest_first = sorted(given_up(), key=len, reverse=True)
    words = "|".join(r"\s+".join(map(re.escape, word.split())) for word in longest_first)
    return re.compile(rf"(?<![\w-])(?:{words})(?!\w)", re.IGNORECASE)


def lost_words(text: str) -> list[str]:
    """The given-up words in a text, in lower case."""
    return [" ".join(found.lower().split()) for found in pattern().findall(text)]


# ── What can be shown ─────────────────────────────────────────────────────────────────────────────


def is_text(literal: str) -> bool:
    """Whether a literal is something to read: several words, or one with a capital. Keys and names are neither."""
    return bool(re.search(r"[A-Za-z]", literal)) and (
        " " in literal.strip() or bool(re.match(r"[A-Z][a-z]", literal))
    )


def literals(source: str) -> Iterator[str]:
    """The texts among the string literals of a module: no docstrings, no keys, f-strings as one text."""
    tree = ast.parse(source)
    left_out: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            left_out.add(id(node.value))
        if isinstance(node, ast.Subscript):
            left_out.add(id(node.slice))
        if isinstance(node, ast.JoinedStr):
            left_out |= {id(part) for part in node.values}
            parts = [str(p.value) if isinstance(p, ast.Constant) else PLACEHOLDER for p in node.values]
            if is_text("".join(parts)):
                yield "".join(parts)
        if id(node) in left_out or not (isinstance(node, ast.Constant) and isinstance(node.value, str)):
            continue
        if is_text(node.value):
            yield node.value


def prose(document: str) -> str:
    """A document in Markdown without its code."""
    return re.sub(
        r"```.*?```|`[^`\n]*`|^ {4}.*$|<!--.*?-->|\]\([^)]*\)", " ", document, flags=re.DOTALL | re.MULTILINE
    )


def declared() -> Iterator[Text]:
    """The words on declarations: settings, key figures, columns; and the glossary."""
    for field in fields():
        words = field.words
        lever = words.lever
        for text in (field.help, field.source, field.topic, words.name, words.chip, words.phrase):
            yield f"setting {field.path}", text
        for text in (*words.options.values(), lever.label if lever else "", lever.unit if lever else ""):
            yield f"setting {field.path}", text
    for key, kpi in KPIS.items():
        for name in ("name", "definition", "label", "noun", "subject", "counted", "at_stake", "full_name"):
            yield f"key figure {key}", getattr(kpi, name)
        for name in ("level", "statement", "trade", "column", "whom", "source"):
            yield f"key figure {key}", getattr(kpi, name)
    for column in (*LEG_COLUMNS, *AGENT_DAY_COLUMNS):
        yield f"column {column.name}", column.meaning
    for word in (*WORDS, *(word for group in figures().values() for word in group)):
        yield "glossary", f"{word.name}. {word.meaning} {word.trade}"


@cache
def in_code() -> tuple[Text, ...]:
    """String literals of the layers that speak, and the scripts and pages of our own components."""
    return tuple(_in_code())


def _in_code() -> Iterator[Text]:
    for folder in CODE:
        for file in sorted((ROOT / folder).rglob("*")):
            name = file.relative_to(ROOT).as_posix()
            if file.suffix == ".py":
                yield from ((name, text) for text in literals(file.read_text(encoding="utf-8")))
            elif file.suffix == ".js":
                quoted = re.findall(r'"([^"\n]*)"|`([^`]*)`', file.read_text(encoding="utf-8"))
                texts = (
                    re.sub(r"\$\{[^}]*\}|\w+(\.\w+)+", PLACEHOLDER, text) for pair in quoted for text in pair
                )
                yield from ((name, text) for text in texts if is_text(text))
            elif file.suffix == ".html":
                yield name, re.sub(r"<[^>]*>", " ", file.read_text(encoding="utf-8"))


def in_documents() -> Iterator[Text]:
    """The documents for users, and the texts of the scenarios that come with Headroom."""
    for file in (ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))):
        if file != LIST:
            yield file.relative_to(ROOT).as_posix(), prose(file.read_text(encoding="utf-8"))
    for file in sorted((ROOT / "configs").glob("*.yaml")):
        yield file.relative_to(ROOT).as_posix(), file.read_text(encoding="utf-8")


def shown() -> list[Text]:
    """Everything that can be shown."""
    return [(where, text) for where, text in (*declared(), *in_code(), *in_documents()) if text]


def may_stand(where: str, word: str) -> bool:
    """Whether a word is allowed there."""
    return any(fnmatch(where, files) and word == allowed for files, allowed in ALLOWED)


# ── Tests ─────────────────────────────────────────────────────────────────────────────────────────


def test_no_word_that_was_given_up_can_be_shown():
    found = {
        (where, word, text[:160])
        for where, text in shown()
        for word in lost_words(text)
        if not may_stand(where, word)
    }
    assert sorted(found) == []


def test_per_cent_is_closed_up_and_greek_stays_on_trust():
    loose = {(where, text[:160]) for where, text in shown() if LOOSE_PERCENT.search(text)}
    assert sorted(loose) == []
    greek = {
        (where, text[:160])
        for where, text in (*declared(), *in_code())
        if GREEK.search(text) and not any(fnmatch(where, files) for files in GREEK_MAY_STAND)
    }
    assert sorted(greek) == []


@pytest.mark.parametrize(
    ("text", "lost"),
    [
        ("Unsettled calls are passed  on by whoever hurried.", ["unsettled", "passed on", "hurried"]),
        ("The Time target; the handle-time target", ["time target"]),
        ("a settlement, resettled, seated", []),
        ("12 leavers", ["leavers"]),
        ("95%: 1 to 2, better than today; sick today", ["95%:", "than today"]),
    ],
)
def test_a_lost_word_is_noticed(text, lost):
    assert lost_words(text) == lost


def test_literals_are_texts_and_no_keys():
    source = '''
"""A settled docstring."""
RATES = {"settled": "Settled a day", name["unsettled calls"]: f"{n} of {m} calls settled"}
"""A settled attribute."""
'''
    assert sorted(literals(source)) == ["Settled a day", "{} of {} calls settled"]


def test_the_list_is_read_and_everything_is_walked():
    assert {"settled", "nobody in post", "still settling"} <= set(given_up())
    assert len(given_up()) > 50
    places = {where for where, _ in (*declared(), *in_code(), *in_documents())}
    for one in (
        "setting rules.quota.calls_per_shift",
        "key figure fcr",
        "ui/floor/stage.js",
        "ui/floor/player.html",
    ):
        assert one in places
    assert {
        "cli/main.py",
        "sim/scenario/errors.py",
        "present/limits.py",
        "README.md",
        "docs/cases.md",
    } <= places


def test_code_of_a_document_is_not_its_prose():
    assert (
        lost_words(prose("Calls `squeezed_share` and `seat`.\n\n    seat 3\n\n```\nsettled\n```\nresolved"))
        == []
    )


def test_no_table_on_the_page_writes_none_where_there_is_no_value():
    calls = [
        (path.name, call)
        for path in sorted((ROOT / "ui").rglob("*.py"))
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and ast.unparse(call.func) == "st.dataframe"
    ]
    assert len(calls) > 5
    for place, call in calls:
        assert {one.arg: ast.unparse(one.value) for one in call.keywords}.get(
            "placeholder"
        ) == "BLANK_CELL", place
