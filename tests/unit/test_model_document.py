"""docs/model.md says what the code does: every citation, constant, rule, draw and rank is in it."""

from __future__ import annotations

import inspect
import json
import re
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from cli.reference import TABLE, fields_at, with_tables
from sim import draws, rules
from sim.engine import event_order, simulate
from sim.kpis import KPIS
from sim.record import AGENT_DAY_COLUMNS, LEG_COLUMNS, Kind, Outcome
from sim.scenario import Scenario, load
from sim.scenario.behaviour import Behaviour

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs" / "model.md").read_text(encoding="utf-8")
BY_HAND = TABLE.sub("", TEXT)
"""The document without the tables that are written from the declarations."""
CODE = [f for name in ("sim", "present", "ui", "cli", "tests") for f in (ROOT / name).rglob("*.py")]
DOCUMENTS = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]

HEADING = re.compile(r"^##+ (\d+(?:\.\d+)?)\.? .+$", re.MULTILINE)
CITATION = re.compile(r"\bModel (\d+(?:\.\d+)?)\b")
OTHER_CITATION = re.compile(r"\bmodel(?:\.md)? \d|\b[Mm]odel\.md \d|\b[Tt]he specification\b")
WITHIN = re.compile(r"(?:\(|\(section |as in |of |in |, )([1-9]\.\d)\b(?! ?%)")
"""How the document refers to its own sections."""


@cache
def sections() -> dict[str, str]:
    """The text of every section by its number; that of a chapter holds its sections."""
    found = list(HEADING.finditer(BY_HAND))
    texts = {}
    for i, heading in enumerate(found):
        later = (h.start() for h in found[i + 1 :] if not h[1].startswith(f"{heading[1]}."))
        texts[heading[1]] = BY_HAND[heading.start() : next(later, len(BY_HAND))]
    return texts


def unresolved(text: str, pattern: re.Pattern[str] = CITATION) -> list[str]:
    """Sections that a text cites and that do not exist."""
    return [number for number in pattern.findall(text) if number not in sections()]


# ── Sections and citations ────────────────────────────────────────────────────────────────────────


def test_sections_are_numbered_without_a_hole_and_in_their_order():
    numbers = HEADING.findall(TEXT)
    expected, chapter, section = [], 0, 0
    for number in numbers:
        if "." not in number:
            chapter, section = chapter + 1, 0
            expected.append(str(chapter))
        else:
            section += 1
            expected.append(f"{chapter}.{section}")
    assert numbers == expected
    assert chapter >= 10


def test_every_citation_leads_to_a_section_and_has_the_one_form():
    texts = {f.relative_to(ROOT).as_posix(): f.read_text(encoding="utf-8") for f in [*CODE, *DOCUMENTS]}
    assert {name: wrong for name, text in texts.items() if (wrong := unresolved(text))} == {}
    assert [n for n, text in texts.items() if n.endswith(".py") and OTHER_CITATION.search(text)] == []
    assert sum(len(CITATION.findall(text)) for text in texts.values()) > 25


def test_a_citation_that_leads_nowhere_is_noticed():
    assert unresolved("".join(f"Model {number}. " for number in ("3.2", "3.9", "4", "14"))) == ["3.9", "14"]
    for other in (f"model {3}", f"model.md {3}", f"Model.md {3}", "as the " + "specification says"):
        assert OTHER_CITATION.search(other)


def test_the_document_refers_to_sections_of_its_own_that_exist():
    assert unresolved(BY_HAND, WITHIN) == []
    assert len(WITHIN.findall(BY_HAND)) > 10
    assert unresolved("as in 2.6, see (3.9)", WITHIN) == ["3.9"]


# ── Constants ─────────────────────────────────────────────────────────────────────────────────────


def test_the_tables_are_those_of_the_declarations():
    assert with_tables(TEXT) == TEXT, "run: python -m sim reference docs/model.md"
    marks = re.findall(r"<!-- (fields:|end of fields)", TEXT)
    assert marks == ["fields:", "end of fields"] * len(TABLE.findall(TEXT))
    assert "| `behaviour.eta` | " in TEXT


def test_a_default_that_has_changed_or_a_field_that_is_none_is_noticed():
    assert with_tables(TEXT.replace("| exponent | 1.25 |", "| exponent | 1.3 |")) == TEXT
    with pytest.raises(ValueError, match=r"no field behaviour\.etta"):
        with_tables("<!-- fields: behaviour.etta -->\n<!-- end of fields -->")


def test_every_constant_of_behaviour_is_in_one_table_and_in_what_is_written_by_hand():
    listed = [f.path for _, paths, _ in TABLE.findall(TEXT) for f in fields_at(paths)]
    assert sorted(listed) == sorted(set(listed)), "once each"
    assert {p for p in listed if p.startswith("behaviour.")} == {
        f"behaviour.{n}" for n in Behaviour.model_fields
    }
    assert {p for p in listed if p.startswith("callers.")} == {f.path for f in fields_at("callers")}
    words = set(re.findall(r"\w+", re.sub(r"<!--.*?-->", "", BY_HAND)))
    assert set(Behaviour.model_fields) - words == set()


# ── Rules, draws, order ───────────────────────────────────────────────────────────────────────────


def test_every_rule_is_in_the_section_that_its_docstring_cites():
    written = {
        n: f for n, f in vars(rules).items() if inspect.isfunction(f) and f.__module__ == rules.__name__
    }
    for name, rule in written.items():
        cited = CITATION.findall(inspect.getdoc(rule) or "")
        for section in cited:
            assert re.search(rf"\b{name}\b", sections()[section]), f"{name} in section {section}"
        assert cited or re.search(rf"\b{name}\b", BY_HAND), name


def test_every_purpose_of_a_draw_has_its_entity():
    purposes = {
        name for name, n in vars(draws).items() if name.isupper() and isinstance(n, int) and n < 2**12
    }
    rows = [line for line in sections()["2.1"].splitlines() if line.startswith("| `")]
    assert sorted(re.findall(r"`([A-Z_]+)`", "".join(rows))) == sorted(purposes)


def test_the_order_of_events_is_that_of_the_ranks():
    codes = {name: code for name, code in vars(event_order).items() if name.isupper() and name != "RANK_BITS"}
    ranks = {name: code >> event_order.RANK_BITS for name, code in codes.items()}
    rows = re.findall(r"^\| (\d) \| (.+) \|$", sections()["6.5"], re.MULTILINE)
    assert [int(rank) for rank, _ in rows] == sorted(ranks.values()) == list(range(10))
    for name, rank in ranks.items():
        assert set(name.lower().split("_")) <= set(re.findall(r"[a-z]+", rows[rank][1])), name


def test_every_outcome_of_a_leg_is_explained():
    for outcome in Outcome:
        name = outcome.name.lower()
        assert f"*{name}*" in sections()["1"] or f"(`{name}`)" in sections()["1"]


# ── Names ─────────────────────────────────────────────────────────────────────────────────────────


@cache
def known_names() -> frozenset[str]:
    """What a document may name in code marks or in an equation."""
    schema = json.dumps(Scenario.model_json_schema(by_alias=True))
    presets = {file.stem for file in (ROOT / "configs").glob("*.yaml")}
    columns = {column.name for column in (*LEG_COLUMNS, *AGENT_DAY_COLUMNS)}
    outcomes = {outcome.name.lower() for outcome in Outcome}
    named = {*KPIS, *columns, *outcomes, *presets}
    return frozenset({*re.findall(r"\w+", schema), *vars(rules), *vars(draws), *named})


def names_in(text: str) -> set[str]:
    """Names in code marks, and in equations those that have a `_`."""
    marked = re.findall(r"`([A-Za-z]\w*(?:\.\w+)*)`", text)
    equations = "".join(re.findall(r"^```text\n(.*?)^```$", text, re.MULTILINE | re.DOTALL))
    return {part for name in marked for part in name.split(".")} | set(
        re.findall(r"\b[a-z]\w*_\w+", equations)
    )


def test_every_name_in_the_document_is_one_of_the_code():
    suffixes = {"_before", "_after"}
    assert {name for name in names_in(BY_HAND) if name not in known_names()} - suffixes == set()
    assert names_in("`behaviour.etta` and\n```text\np = sick_ratio\n```\n") - known_names() == {
        "etta",
        "sick_ratio",
    }


def test_full_coping_wins_back_more_than_being_upset_costs_as_is_said():
    b = Behaviour()

    def chance(kind: Kind, coping: float) -> float:
        place = {"attempt": 1, "resolved": False, "transfers": 0, "waited_min": 0.0}
        agent = {"E": b.exhaustion_neutral, "g": 1.0, "coping": coping, "cut": False}
        return rules.p_satisfied(b, 0.0, kind, **place, **agent)

    skill = re.search(r"a coping skill of\s+(0\.\d+) = ", sections()["3.6"])
    points = re.search(r"by up to (\d+) points at full skill", sections()["3.6"])
    assert skill is not None
    assert points is not None
    assert chance(Kind.UPSET, float(skill[1])) == pytest.approx(chance(Kind.ORDINARY, float(skill[1])))
    gain = chance(Kind.UPSET, 1.0) - chance(Kind.ORDINARY, 1.0)
    assert 100.0 * gain == pytest.approx(float(points[1]))


def test_how_many_are_passed_on_in_the_typical_centre_is_as_said():
    centre = load(ROOT / "configs" / "typical_centre.yaml")
    shares = []
    for replication in range(4):
        legs = simulate(centre, replication=replication).legs
        answered = legs[(legs["arrived"] >= 0.0) & (legs["outcome"] <= Outcome.PASSED_ON)]
        passed = answered[answered["outcome"] == Outcome.PASSED_ON]
        issues = len(np.unique(passed["issue"])) / len(np.unique(answered["issue"]))
        shares.append((len(passed) / (answered["resolved"] != 1).sum(), len(passed) / len(answered), issues))
    named = re.search(
        r"(\d+)% of its unresolved legs.*?([\d.]+)% .*?([\d.]+)% of its\s", sections()["3.5"], re.DOTALL
    )
    assert named is not None
    for share, percent, within in zip(np.mean(shares, axis=0), named.groups(), (1.0, 0.3, 0.3), strict=True):
        assert 100.0 * share == pytest.approx(float(percent), abs=within)


@pytest.mark.parametrize(("occupancy", "steady"), [(0.80, "0.66"), (0.90, "0.81"), (0.95, "0.90")])
def test_the_strain_at_which_an_occupancy_settles_is_the_one_named(occupancy, steady):
    b = Behaviour()
    up, down = occupancy * 2.0 / b.tau_on_min, (1.0 - occupancy) / b.tau_off_min
    assert f"{up / (up + down):.2f}" == steady
    named = re.search(r"F = ([\d., ]+) at ρ = ([\d., ]+)\.", sections()["4.1"])
    assert named is not None
    pairs = dict(zip(named[2].split(", "), named[1].split(", "), strict=True))
    assert pairs[f"{occupancy:.2f}"] == steady
