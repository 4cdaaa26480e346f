"""Following a document to the letter: blocks to insert, and commands to run, in the order in which they stand.

A block belongs to the paragraph before it, which must be one of these sentences:

    In `FILE`, after the line `LINE`:
    In `FILE`, before the line `LINE`:
    In `FILE`, in place of the line `LINE`:
    At the end of `FILE`:
    In the project's folder, run:

`LINE` is a whole line without its indentation, and there must be exactly one such line in the file.
"""

from __future__ import annotations

import ast
import doctest
import io
import os
import re
import shlex
import shutil
import sys
from collections.abc import Iterable, Iterator
from contextlib import redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cli.main import main
from tests import processes
from tests.processes import ROOT

NEEDED = ("sim", "present", "ui", "cli", "tests", "configs", "docs", "evidence", ".streamlit")
FILES = ("pyproject.toml", "streamlit_app.py", "README.md", "CHANGELOG.md")
LEFT = shutil.ignore_patterns("images", "*.png", "*.pyc.*")
"""Byte code comes along, for it holds of a file until that is edited; but not what is just being written of it."""

FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
INSERT = re.compile(r"In `([^`]+)`, (after|before|in place of) the line `([^`]+)`:")
APPEND = re.compile(r"At the end of `([^`]+)`:")
RUN = re.compile(r"In the project's folder, run( \(it compiles the fast engine first\))?:")


class WrongStepError(AssertionError):
    """A step that cannot be followed."""


@dataclass(frozen=True)
class Insertion:
    """Text for a file: `where` is after, before, in place of (the one line `anchor`) or at the end."""

    file: str
    where: str
    anchor: str
    text: str


@dataclass(frozen=True)
class Commands:
    """Command lines to run in the project's folder; `compiles`: they need the compiled engine."""

    lines: tuple[str, ...]
    compiles: bool


Step = Insertion | Commands


def steps(document: str) -> list[Step]:
    """All steps of a document in order. A block with code to insert or commands must have its sentence."""
    found: list[Step] = []
    for block in FENCE.finditer(document):
        language, text = block.groups()
        paragraph = document[: block.start()].rstrip("\n").rpartition("\n\n")[2]
        sentence = " ".join(line for line in paragraph.split("\n") if not line.startswith("#"))
        if insert := INSERT.fullmatch(sentence):
            file, where, anchor = insert.groups()
            found.append(Insertion(file, where, anchor, text))
        elif append := APPEND.fullmatch(sentence):
            found.append(Insertion(append[1], "at the end", "", text))
        elif run := RUN.fullmatch(sentence):
            found.append(Commands(tuple(text.replace("\\\n", "").splitlines()), run[1] is not None))
        elif language in ("python", "sh"):
            raise WrongStepError(f"nothing says where this goes: {text.strip()[:60]!r} after {sentence!r}")
    return found


def copy_of_the_project(folder: Path) -> Path:
    """What the documents touch and their tests need, in a folder of its own."""
    folder.mkdir()
    for name in NEEDED:
        shutil.copytree(ROOT / name, folder / name, ignore=LEFT)
    for name in FILES:
        shutil.copy(ROOT / name, folder / name)
    return folder


def insert(step: Insertion, project: Path) -> None:
    """Put the text where the document says. Raises WrongStepError where there is no such place, or more than one."""
    file = project / step.file
    if not file.is_file():
        raise WrongStepError(f"there is no file {step.file}")
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    text = step.text.splitlines(keepends=True)
    if step.where == "at the end":
        lines += text
    else:
        places = [i for i, line in enumerate(lines) if line.strip() == step.anchor]
        if len(places) != 1:
            raise WrongStepError(f"{step.file} has {len(places)} lines {step.anchor!r}, not one")
        first = places[0] + (step.where == "after")
        lines[first : places[0] + (step.where != "before")] = text
    file.write_text("".join(lines), encoding="utf-8")


def environment(project: Path) -> dict[str, str]:
    """Of a process that knows the copy alone, with compiled code kept beside it."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "HEADROOM_"))
    }
    return kept | {
        "PYTHONPATH": str(project),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONUTF8": "1",
        "HEADROOM_CACHE_DIR": str(project.parent / "compiled"),
        "HEADROOM_WORKERS": "1",
    }


def run(line: str, project: Path) -> str:
    """Run a line such as `python -m sim reference > docs/reference.md` in the copy; what it printed."""
    words = shlex.split(line)
    if words[0] != "python":
        raise WrongStepError(f"only Python is run: {line!r}")
    into = words[words.index(">") + 1] if ">" in words else None
    words = [sys.executable, *words[1 : words.index(">") if into else None]]
    done = processes.run(words, cwd=project, env=environment(project), check=False)
    if done.returncode:
        raise WrongStepError(f"{line!r} failed:\n{done.stdout[-4000:]}\n{done.stderr[-4000:]}")
    if into:
        (project / into).write_text(done.stdout, encoding="utf-8")
    return done.stdout


def follow(found: Iterable[Step], project: Path, *, compiled: bool = False) -> None:
    """Follow steps in a copy; those that need the compiled engine only if asked for, and then no other command."""
    for step in found:
        if isinstance(step, Insertion):
            insert(step, project)
        elif step.compiles == compiled:
            for line in step.lines:
                run(line, project)


# ── Notebooks: a document whose blocks are cells ──────────────────────────────────────────────────


@dataclass(frozen=True)
class Cell:
    """A block of Python or of commands, and the block of text after it, if there is one: what it prints."""

    language: str
    code: str
    output: str | None


def cells(document: str) -> Iterator[Cell]:
    """All cells of a document in order. A block of text must stand right after what prints it."""
    blocks = list(FENCE.finditer(document))
    for number, block in enumerate(blocks):
        if block[1] == "text":
            before = blocks[number - 1] if number else None
            if before is None or before[1] == "text" or document[before.end() : block.start()].strip():
                raise WrongStepError(f"nothing prints this: {block[2].strip()[:60]!r}")
        elif block[1] in ("python", "sh"):
            after = blocks[number + 1] if number + 1 < len(blocks) else None
            prints = (
                after is not None and after[1] == "text" and not document[block.end() : after.start()].strip()
            )
            yield Cell(block[1], block[2], after[2] if after is not None and prints else None)


CHECKER = doctest.OutputChecker()
ALIKE = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS


def run_cells(some: Iterable[Cell]) -> int:
    """Run cells one after the other in the current folder, as a notebook and a shell do; how many there were.

    Raises WrongStepError for a command that fails or a cell that prints something else than the document says.
    """
    names: dict[str, Any] = {}
    cells = list(some)
    for cell in cells:
        printed = io.StringIO()
        with redirect_stdout(printed):
            if cell.language == "sh":
                for line in cell.code.replace("\\\n", "").splitlines():
                    _command(line)
            else:
                _python(cell.code, names)
        if cell.output is not None and not CHECKER.check_output(cell.output, printed.getvalue(), ALIKE):
            raise WrongStepError(f"{cell.code}\nprints\n{printed.getvalue()}\nnot\n{cell.output}")
    return len(cells)


def _command(line: str) -> None:
    program, *words = shlex.split(line)
    if program != "headroom" or main(words, program):
        raise WrongStepError(f"{line!r} failed")


def _python(code: str, names: dict[str, Any]) -> None:
    """Run a cell and print the value of its last line, if it has one."""
    tree = ast.parse(code)
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "cell", "exec"), names)
    if isinstance(last, ast.Expr):
        value = eval(compile(ast.Expression(last.value), "cell", "eval"), names)
        if value is not None:
            print(repr(value))
