"""The reference is made from the declarations and is up to date."""

from pathlib import Path

from cli.reference import lines
from sim.scenario.field_metadata import field, fields

ROOT = Path(__file__).parents[2]


def test_the_reference_in_docs_is_what_the_declarations_say() -> None:
    written = (ROOT / "docs" / "reference.md").read_text(encoding="utf-8")
    assert written == "\n".join(lines()) + "\n", "run: python -m sim reference > docs/reference.md"


def test_every_field_says_what_it_is_and_what_it_rests_on() -> None:
    for f in fields():
        assert f.help, f.path
        assert f.status in ("sourced", "assumption", "centre", "rule"), f.path
        assert f.source, f.path


def test_every_field_with_a_unit_has_bounds() -> None:
    unbounded = [f.path for f in fields() if f.unit and (f.low is None or f.high is None)]
    assert unbounded == ["call_types[].need.quantiles_min"]  # bounded item by item


def test_a_field_is_found_by_its_path() -> None:
    found = field("teams[].agents")
    assert (found.unit, found.low, found.high, found.required) == ("seats", 0, 5000, True)


def test_a_default_written_as_the_reference_has_it_is_the_default() -> None:
    defaults = {f.path: f.default for f in fields()}
    rows = [line.split(" | ") for line in lines() if line.startswith("| `")]
    written = {row[0].strip("| `"): row[3].split(" ")[0] for row in rows if len(row) > 5}
    numbers = {path: x for path, x in defaults.items() if isinstance(x, float)}
    assert len(numbers) > 50
    assert {path: float(written[path]) for path in numbers} == numbers
