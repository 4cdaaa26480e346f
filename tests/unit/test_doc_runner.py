"""The documents that tell how to add something are followed to the letter, in a copy of the project."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from sim import parse, simulate
from tests.doc_runner import (
    ROOT,
    Commands,
    Insertion,
    WrongStepError,
    copy_of_the_project,
    follow,
    insert,
    run,
    steps,
)

SMALL = """
schema: 1
name: Small
horizon: {weeks: 1, warm_up_weeks: 0}
demand: {calls_per_day: 90, open: {days: [mon, tue], from: "09:00", to: "12:00"}}
call_types: [{name: Calls, share: 1.0}]
teams: [{name: Agents, agents: 3}]
rules: {handle_time_cap: {minutes: 4.0, enforcement: 0.85}}
"""
FINGERPRINT = """
import hashlib
from sim import load, simulate
print(hashlib.sha256(simulate(load("small.yaml"), seed=7, engine="simpy").data_bytes()).hexdigest())
"""
SHOWN = """
from present.glossary import figures
from present.trust_table import key_figures
from cli.main import main
print([w.key for words in figures().values() for w in words].count("wait_abandoned_s"))
print(list(key_figures()["Key figure"]).count("Wait before hanging up"))
main("sweep small.yaml --vary teams.Agents.agents=3:4:2 --reps 1 --csv --engine simpy".split())
main("run small.yaml --reps 1 --engine simpy".split())
print("As JSON")
main("run small.yaml --reps 2 --json --engine simpy".split())
"""
SQUEEZED = """
from sim import replace, load, run
base = replace(load("small.yaml"), {"horizon.weeks": 4})
more = replace(base, {"rules.handle_time_cap.repeat_extra_min": 8.0})
for result in run([base, more], replications=2, engine="simpy"):
    print(result.kpi("squeezed_share").mean)
"""


def document(name: str) -> str:
    return (ROOT / "docs" / name).read_text(encoding="utf-8")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the project with a small scenario."""
    copy = copy_of_the_project(tmp_path / "project")
    (copy / "small.yaml").write_text(SMALL, encoding="utf-8")
    return copy


def before() -> str:
    """What happens in the small scenario here, where nothing was added, to the bit."""
    return hashlib.sha256(simulate(parse(SMALL), seed=7, engine="simpy").data_bytes()).hexdigest()


def lines(program: str, project: Path) -> list[str]:
    """What a program prints in the copy."""
    (project / "program.py").write_text(program, encoding="utf-8")
    return run("python program.py", project).splitlines()


def test_a_key_figure_is_added_by_following_the_document(project):
    follow(steps(document("add-a-kpi.md")), project)
    assert "| `wait_abandoned_s` |" in (project / "docs" / "reference.md").read_text(encoding="utf-8")
    fingerprint, glossary, trust, sweep, *rest = lines(FINGERPRINT + SHOWN, project)
    figure = json.loads("\n".join(rest[rest.index("As JSON") + 1 :]))["kpis"]["wait_abandoned_s"]
    assert figure["unit"] == "s"
    assert 1.0 < figure["mean"] < 600.0
    assert fingerprint == before(), "a key figure changes nothing that happens"
    assert (glossary, trust) == ("1", "1")
    assert "wait_abandoned_s" in sweep.split(",")
    assert any(line.startswith("Wait before hanging up") for line in rest)


@pytest.mark.soak
def test_a_call_rule_is_added_by_following_the_document(project):
    follow(steps(document("add-a-call-rule.md")), project)
    fingerprint, without, more = lines(FINGERPRINT + SQUEEZED, project)
    assert fingerprint == before(), "without the rule nothing may change, to the bit"
    assert float(more) < float(without)


@pytest.mark.soak
def test_the_call_rule_of_the_document_is_the_same_in_both_engines(project):
    follow(steps(document("add-a-call-rule.md")), project, compiled=True)


# ── A document that is wrong does not pass ────────────────────────────────────────────────────────

DOCUMENTS = ("add-a-kpi.md", "add-a-call-rule.md")


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_block_has_its_place_and_every_place_a_block(name):
    found = steps(document(name))
    text = document(name)
    assert text.count("\nIn `") + text.count("\nAt the end of `") == sum(
        isinstance(s, Insertion) for s in found
    )
    assert text.count("folder, run") == sum(isinstance(s, Commands) for s in found)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_step_finds_its_one_place(name, project):
    """Every insertion in turn; and with another line, or once its place has been taken, it is refused."""
    for step in steps(document(name)):
        if isinstance(step, Insertion):
            insert(step, project)
            if step.anchor:
                with pytest.raises(WrongStepError, match="has 0 lines"):
                    insert(Insertion(step.file, step.where, step.anchor + "?", step.text), project)
            with pytest.raises(WrongStepError, match="no file"):
                insert(Insertion(f"{step.file}x", step.where, step.anchor, step.text), project)


def test_a_line_that_stands_twice_is_no_place(project):
    with pytest.raises(WrongStepError, match="lines '@shared', not one"):
        insert(Insertion("sim/rules.py", "after", "@shared", "x = 1\n"), project)


def test_a_block_without_a_place_is_refused():
    with pytest.raises(WrongStepError, match="nothing says where this goes"):
        steps("Then write this:\n\n```python\nx = 1\n```\n")
    assert steps("As in:\n\n```yaml\nx: 1\n```\n") == []


def test_a_command_that_fails_is_told(project):
    (project / "small.yaml").write_text(SMALL + "more: 1\n", encoding="utf-8")
    with pytest.raises(WrongStepError, match="unknown key"):
        run("python -m sim run small.yaml", project)


def test_the_blocks_of_a_document_are_what_makes_its_tests_pass(project):
    """Without the declaration the very tests that the document brings fail."""
    found = steps(document("add-a-kpi.md"))
    without = [s for s in found if not (isinstance(s, Insertion) and s.file == "sim/kpis/declarations.py")]
    with pytest.raises(WrongStepError, match="wait_abandoned_s"):
        follow(without, project)
