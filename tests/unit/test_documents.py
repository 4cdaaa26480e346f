"""What stands beside the code: citation, licence, and that documents name nothing that is not there."""

from __future__ import annotations

import hashlib
import io
import re
import shutil
import sys
import tomllib
from collections.abc import Iterator
from contextlib import redirect_stdout
from fnmatch import fnmatch
from functools import cache
from importlib import import_module
from typing import Any

import pytest
import yaml

import sim
from tests import processes
from tests.doc_runner import WrongStepError, cells, run_cells
from tests.processes import ROOT

DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
OURS = ("sim", "present", "ui", "cli", "tests", "configs", "docs", "evidence", ".streamlit")
CODE = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\]\(([^)\s]+)\)")
A_PATH = re.compile(r"[\w.*-]+(?:/[\w.*-]+)*/?")
IN_TEXT = re.compile(rf"(?<![\w./])(?:{'|'.join(map(re.escape, OURS))})/[\w./*-]*\w/?(?![\w{{])")
ENDINGS = (".py", ".md", ".yaml", ".json", ".toml", ".cff", ".txt", ".svg", ".png")


@cache
def everything() -> frozenset[str]:
    """Every file and folder of the repository, as a path from its top."""
    top = [path for path in ROOT.iterdir() if path.is_file()]
    below = [path for name in OURS for path in [ROOT / name, *(ROOT / name).rglob("*")]]
    return frozenset(path.relative_to(ROOT).as_posix() for path in [*top, *below])


def paths_in(text: str) -> set[str]:
    """What a document says in code marks or plain text that can only be meant as a path of the repository."""
    marked = [word for word in CODE.findall(text) if A_PATH.fullmatch(word)]
    return {
        *(word for word in marked if word.endswith(ENDINGS)),
        *(word for word in marked if "/" in word and word.split("/")[0] in OURS),
        *IN_TEXT.findall(text),
    }


def is_there(path: str) -> bool:
    """Whether it is a path of the repository, the end of one, a pattern, or a decision by its number."""
    wanted = path.rstrip("/")
    if re.fullmatch(r"docs/decisions/\d{4}", wanted):
        wanted += "-*.md"
    return any(fnmatch(known, wanted) or fnmatch(known, f"*/{wanted}") for known in everything())


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda d: d.relative_to(ROOT).as_posix())
def test_every_path_in_a_document_is_there(document):
    text = document.read_text(encoding="utf-8")
    assert sorted(path for path in paths_in(text) if not is_there(path)) == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda d: d.relative_to(ROOT).as_posix())
def test_every_link_in_a_document_leads_somewhere(document):
    links = LINK.findall(document.read_text(encoding="utf-8"))
    ours = [link.partition("#")[0] for link in links if not re.match(r"[a-z]+:", link)]
    assert [link for link in ours if link and not (document.parent / link).exists()] == []


def test_a_path_that_is_not_there_is_noticed():
    text = "See `sim/rules.py`, `seat.py`, `evidence/*.json`, `docs/decisions/0004` and tests/twin/. `a/b` is none."
    assert paths_in(text) == {
        "sim/rules.py", "seat.py", "evidence/*.json", "docs/decisions/0004", "tests/twin/",
    }  # fmt: skip
    assert all(map(is_there, paths_in(text)))
    for gone in ("sim/rule.py", "sofa.py", "docs/decisions/9999", "sim/engines/", "rules.py/x.md"):
        assert not is_there(gone), gone
    assert paths_in("`sim/rule.py` and configs/none.yaml.") == {"sim/rule.py", "configs/none.yaml"}


def test_every_document_is_in_the_index():
    index = (ROOT / "docs" / "README.md").read_text(encoding="utf-8")
    links = set(LINK.findall(index))
    here = {path.name for path in (ROOT / "docs").glob("*.md")} - {"README.md"}
    assert here == links - {"decisions/README.md"}
    decisions = ROOT / "docs" / "decisions"
    listed = LINK.findall((decisions / "README.md").read_text(encoding="utf-8"))
    assert listed == sorted(path.name for path in decisions.glob("0*.md"))


def pages(nav: Any) -> Iterator[str]:
    """Every page that the site's navigation names."""
    for entry in nav:
        for below in entry.values() if isinstance(entry, dict) else [entry]:
            yield from [below] if isinstance(below, str) else pages(below)


def test_every_document_is_a_page_of_the_site():
    found = list(pages(yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))["nav"]))
    assert sorted(found) == sorted(p.relative_to(ROOT / "docs").as_posix() for p in ROOT.glob("docs/**/*.md"))


def test_the_example_in_python_runs():
    (code,) = re.findall(
        r"```python\n(.*?)```", (ROOT / "docs" / "python.md").read_text(encoding="utf-8"), re.DOTALL
    )
    printed = io.StringIO()
    with redirect_stdout(printed):
        exec(code, {})
    assert [line.partition("(")[0] for line in printed.getvalue().splitlines()] == ["Estimate", "Difference"]


START = "## A walk through a notebook"


def test_the_walk_for_analysts_does_what_it_says(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    walk = (ROOT / "docs" / "analyst.md").read_text(encoding="utf-8").partition(START)[2]
    assert run_cells(cells(walk)) > 10
    assert {"calls.parquet", "days.csv"} == {file.name for file in tmp_path.iterdir()}


@pytest.mark.soak
def test_what_analysts_read_first_runs(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert (
        run_cells(cells((ROOT / "docs" / "analyst.md").read_text(encoding="utf-8").partition(START)[0])) == 1
    )
    assert {"deck.pptx", "book.xlsx", "report.html"} == {file.name for file in tmp_path.iterdir()}


def test_a_cell_that_prints_something_else_is_noticed():
    assert run_cells(cells("```python\n1 + 1\n```\n\n```text\n2\n```\n")) == 1
    with pytest.raises(WrongStepError, match="prints"):
        run_cells(cells("```python\n1 + 1\n```\n\n```text\n3\n```\n"))
    with pytest.raises(WrongStepError, match="nothing prints"):
        run_cells(cells("```python\n1 + 1\n```\nSome words.\n\n```text\n2\n```\n"))
    with pytest.raises(WrongStepError, match="failed"):
        run_cells(cells("```sh\nheadroom run nowhere\n```\n"))


def test_what_python_lists_is_there():
    text = (ROOT / "docs" / "python.md").read_text(encoding="utf-8")
    names = re.findall(r"^::: ([\w.]+)$", text, re.MULTILINE)
    assert text.count("\n:::") == len(names) > 20
    for name in names:
        module, _, attribute = name.rpartition(".")
        assert hasattr(import_module(module), attribute), name


def test_the_readme_is_short():
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) < 120


@pytest.mark.soak
def test_the_site_is_made_and_loads_nothing_from_elsewhere(tmp_path):
    pytest.importorskip("zensical", reason="the site's generator is not installed; `make docs` installs it")
    for name in ("docs", "sim"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "mkdocs.yml", tmp_path)
    build = [sys.executable, "-m", "zensical", "build", "--strict"]
    processes.run(build, cwd=tmp_path)
    html = {page: page.read_text(encoding="utf-8") for page in (tmp_path / "site").rglob("*.html")}
    assert len(html) > len(DOCUMENTS) / 2
    loads = r"""<(?:script|img|iframe)[^>]+src=["']?(?:https?:)?//|<link[^>]+rel=["']?stylesheet[^>]+//"""
    assert [page.name for page, text in html.items() if re.search(loads, text)] == []
    api = html[tmp_path / "site" / "python.html"]
    assert "until_precise(" in re.sub(r"<[^>]+>", "", api)
    assert "<blockquote>" not in api, "an example of a docstring stands under Examples:"


def test_the_workflow_does_what_ci_does_on_every_python():
    workflow = yaml.safe_load((ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8"))
    tests = workflow["jobs"]["tests"]
    assert ".ci/run" in [step.get("run") for step in tests["steps"]]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    versions = [c.rpartition(" ")[2] for c in project["classifiers"] if re.search(r":: 3\.\d+$", c)]
    assert tests["strategy"]["matrix"]["python"] == versions
    assert project["requires-python"] == f">={versions[0]}"
    assert f"Python {versions[0]} to {versions[-1]}" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_checks_before_a_commit_use_the_tools_that_are_pinned():
    config = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    assert [repo["repo"] for repo in config["repos"]] == ["local"], "nothing is downloaded"
    pinned = (ROOT / "requirements-dev.txt").read_text(encoding="utf-8")
    tools = re.findall(r"python -m (\w+)", " ".join(hook["entry"] for hook in config["repos"][0]["hooks"]))
    assert set(tools) == {"ruff", "mypy"}
    assert all(f"\n{tool}==" in pinned for tool in tools)


def test_the_citation_is_complete_and_of_this_version():
    found = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert {"cff-version", "message", "title", "authors"} <= set(found), "what the format requires"
    assert (found["cff-version"], found["type"]) == ("1.2.0", "software")
    assert str(found["version"]) == sim.__version__
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert found["license"] == "Apache-2.0"
    assert project["license"] == "Apache-2.0 AND OFL-1.1", "the wheel carries the font besides"
    assert [a["name"] for a in found["authors"]] == [a["name"] for a in project["authors"]]


def test_the_licence_is_the_whole_text_of_apache_2():
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    assert lines[:3] == ["Apache License", "Version 2.0, January 2004", "http://www.apache.org/licenses/"]
    assert [line[:2] for line in lines if re.match(r"\d\. ", line)] == [f"{n}." for n in range(1, 10)]
    assert "END OF TERMS AND CONDITIONS" in lines
    assert lines[-1] == "limitations under the License."
    words = " ".join(text.split())
    assert hashlib.sha256(words.encode()).hexdigest() == LICENCE_WORDS


LICENCE_WORDS = "0ffddef9e48f8a09aed5caf2d44f7ba1c1be2d9b8e0a6f693b1635b2d5566645"
"""SHA-256 of the licence's words, one space between each, as published by the Apache Software Foundation."""


def test_the_changelog_has_this_version_first():
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    headings = re.findall(r"^## (.+)$", text, re.MULTILINE)
    assert sim.__version__ in headings[0]
    kinds = set(re.findall(r"^### (.+)$", text, re.MULTILINE))
    assert kinds <= {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}


def test_the_report_on_the_checklist_has_every_item_in_its_order():
    text = (ROOT / "docs" / "stress-des.md").read_text(encoding="utf-8")
    items = re.findall(r"\*\*(\d\.\d(?:\.\d)?) ", text)
    assert items == [
        "1.1", "1.2", "1.3", "2.1", "2.2", "2.3", "2.4", "2.5.1", "2.5.2", "2.5.3", "2.5.4", "2.5.5",
        "3.1", "3.2", "3.3", "3.4", "4.1", "4.2", "4.3", "5.1", "5.2", "5.3", "5.4", "6.1",
    ]  # fmt: skip
