"""A scenario file says to every reader what it says to ours: YAML 1.2's core schema."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sim.scenario import ScenarioError, from_bytes, load, parse, read_yaml, replace, to_yaml
from sim.scenario.fields import CONTROL
from sim.scenario.yaml_text import write_yaml
from tests.builders import scenario

ROOT = Path(__file__).parents[2]

CORE = [
    # the table of section 10.3.2 of the YAML 1.2.2 specification, its 0o7 and 0x3A aside
    ("null", None), ("Null", None), ("NULL", None), ("~", None), ("", None),
    ("true", True), ("True", True), ("TRUE", True), ("false", False), ("FALSE", False),
    ("0", 0), ("-19", -19), ("+3", 3),
    ("0.", 0.0), ("-0.0", -0.0), (".5", 0.5), ("+12e03", 12000.0), ("-2E+05", -200000.0),
    (".inf", math.inf), ("-.Inf", -math.inf), ("+.INF", math.inf),
    # what YAML 1.1 takes for something else
    ("010", 10), ("0200", 200), ("08", 8), ("1e7", 1e7), ("1e1", 10.0), ("1.5e3", 1500.0),
    ("1_000", "1_000"), ("5:30", "5:30"), ("18:00", "18:00"), ("0b11", "0b11"), ("-0x10", "-0x10"),
    ("yes", "yes"), ("No", "No"), ("on", "on"), ("OFF", "OFF"), ("y", "y"), ("=", "="),
    ("2026-12-25", "2026-12-25"), ("2026-13-45", "2026-13-45"), ("2026-12-25 10:00:00", "2026-12-25 10:00:00"),
    ("nULL", "nULL"), ("1e", "1e"), (".", "."), ("+", "+"), ("1.2.3", "1.2.3"), ("'010'", "010"), ('"1e7"', "1e7"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "value"), CORE, ids=[t or "nothing" for t, _ in CORE])
def test_plain_words_mean_what_they_mean_in_yaml_1_2(text, value):
    read_back = read_yaml(f"a: {text}\n")["a"]
    assert (type(read_back), read_back) == (type(value), value)


def test_no_number_is_no_number():
    assert math.isnan(read_yaml("a: .nan")["a"])


SMALL = """\
schema: 1
name: Small
horizon: {weeks: 1, warm_up_weeks: 0}
demand:
  calls_per_day: 0200
  open: {days: [mon, tue, wed, thu, fri], from: 08:00, to: 18:00}
call_types:
  - {name: no, share: 1.0}
teams:
  - {name: on, agents: 010}
targets: {within_s: 020}
behaviour: {strain: off}
"""


@pytest.mark.parametrize("reader", [parse, lambda text: from_bytes(text.encode())], ids=["file", "upload"])
def test_a_file_and_an_upload_are_read_as_written(reader):
    found = reader(SMALL)
    assert found.demand.calls_per_day == 200.0
    assert (found.demand.open.from_, found.demand.open.to) == ("08:00", "18:00")
    assert (found.call_types[0].name, found.teams[0].name, found.teams[0].agents) == ("no", "on", 10)
    assert found.targets.within_s == 20.0
    assert found.behaviour.strain is False


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("agents: 010", "agents: 1_000", 'teams.on.agents: "1_000" is not a whole number; write 1000'),
        ("agents: 010", "agents: 0x10", "line 10: 0x10 is no decimal number; write 16"),
        ("within_s: 020", "within_s: 0:20", 'targets.within_s: "0:20" is not a number; write 20 (in s)'),
        ("from: 08:00", "from: 0730", 'demand.open.from: 730 is not a time of day; write "07:30"'),
        ("to: 18:00", "to: 18", 'demand.open.to: 18 is not a time of day; write "18:00"'),
        ("from: 08:00", "from: 9:00", 'demand.open.from: "9:00" is not a time of day; write "09:00"'),
        ("name: on", 'name: "on "', 'teams.on .name: "on " begins or ends with a space; write it without'),
        ("name: on", r'name: "o\nn"', r'"o\nn" holds a line break; a name is written on one line'),
    ],
)  # fmt: skip
def test_what_cannot_be_read_as_written_is_refused_with_what_to_write(old, new, sentence):
    with pytest.raises(ScenarioError) as caught:
        parse(SMALL.replace(old, new))
    assert sentence in str(caught.value)


# ── What we write ─────────────────────────────────────────────────────────────────────────────────

AMBIGUOUS = [text for text, _ in CORE] + [
    "0x10",
    "0o10",
    "1:00:00",
    "<<",
    "- a",
    "a: b",
    "# c",
    "é",
    "\u2028",
    "%",
]
words = st.sampled_from(AMBIGUOUS) | st.text(max_size=8) | st.text("0123456789_:.eExXob+-ynYN~", max_size=6)
texts = words.filter(lambda text: not CONTROL.search(text))
numbers = st.integers(-(10**18), 10**18) | st.floats(allow_nan=False)
plain = st.recursive(
    st.none() | st.booleans() | numbers | words,
    lambda x: st.lists(x, max_size=3) | st.dictionaries(words, x, max_size=3),
    max_leaves=5,
)


@settings(max_examples=400)
@given(plain)
@example(AMBIGUOUS)
def test_what_is_written_is_read_back_by_us_and_by_a_reader_of_yaml_1_1(value):
    text = write_yaml({"a": value})
    assert read_yaml(text) == {"a": value}
    assert yaml.safe_load(text) == {"a": value}


@settings(max_examples=200)
@given(texts.filter(str.strip), texts, numbers.map(float).filter(lambda x: 1e-12 < abs(x) < 1e12))
def test_an_exported_scenario_is_read_back_equal(name, description, observed):
    one = replace(scenario(), {"name": name, "description": description, "observed": {"asa_s": observed}})
    assert parse(to_yaml(one)) == one


@pytest.mark.parametrize("file", sorted((ROOT / "configs").rglob("*.yaml")), ids=lambda f: f.stem)
def test_every_shipped_file_is_read_back_equal(file):
    one = load(file)
    assert parse(to_yaml(one)) == one


@pytest.mark.parametrize("file", sorted((ROOT / "configs").rglob("*.yaml")), ids=lambda f: f.stem)
def test_every_shipped_file_says_the_same_to_a_reader_of_yaml_1_1(file):
    text = file.read_text(encoding="utf-8")
    assert yaml.safe_load(text) == read_yaml(text.replace("strain: off", "strain: false"))
