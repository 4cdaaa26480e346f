"""The evidence kept in `evidence/`: files written by `make evidence`, read into typed data."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from sim.shipped_files import shipped_file

FOLDER = shipped_file("evidence")
REMEDY = "run `make evidence` in Headroom's source code"


class _Data(BaseModel):
    """What is shown of a file; the rest of it is for whoever opens the file."""

    model_config = ConfigDict(frozen=True, extra="ignore", protected_namespaces=())


class Run(_Data):
    """What was run: how to repeat it, when and on which model it was measured."""

    what: str
    command: str
    date: str
    model_version: str
    seed: int | str
    quick: bool
    seconds: int


class Figure(_Data):
    """One figure of a theory case. `expected`: exact, or a published interval. `errors_off`: in standard errors;
    None where it is not a number."""

    figure: str
    unit: str
    expected: float | tuple[float, float]
    got: float | None
    standard_error: float | None
    errors_off: float | None
    verdict: str

    @property
    def relative_error(self) -> float | None:
        """The standard error as a share of the expected value, of an interval its lower end."""
        value = self.expected[0] if isinstance(self.expected, tuple) else self.expected
        return self.standard_error / value if self.standard_error is not None and value else None


class CaseComparison(_Data):
    agreement: Literal["same", "last digits", "different"]
    calls: int
    where: str


class Case(_Data):
    """One run of a case; `run` is 2 where the first was outside and it was run again."""

    case: str
    title: str
    run: int
    calls: int
    accepted: bool
    figures: tuple[Figure, ...]
    second_engine: CaseComparison | None


class Theory(Run):
    cases: tuple[Case, ...]

    @property
    def last(self) -> dict[str, Case]:
        """The run that decides, by name of the case."""
        return {case.case: case for case in sorted(self.cases, key=lambda c: c.run)}

    def decisive(self) -> Iterator[tuple[Case, Figure]]:
        """Every figure of the runs that decide, in the file's order of cases."""
        for name in dict.fromkeys(case.case for case in self.cases):
            yield from ((self.last[name], figure) for figure in self.last[name].figures)


class TwinGroup(_Data):
    group: str
    scenarios: int
    calls: int
    last_digits: int
    different: int


class Difference(_Data):
    scenario: str
    agreement: str
    where: str


class Twin(Run):
    groups: tuple[TwinGroup, ...]
    differences: tuple[Difference, ...]


class Interval(_Data):
    """`held`: how many intervals held the truth; `low` to `high`: 95 % interval of that share itself."""

    what: str
    held: int
    low: float
    high: float


class Coverage(Run):
    kpi: str
    experiments: int
    claimed: float
    intervals: tuple[Interval, ...]


class LogFigure(_Data):
    figure: str
    log: float
    undisturbed: float


class BankLog(Run):
    rows: dict[str, int]
    figures: tuple[LogFigure, ...]


class BankFigure(_Data):
    """`model`, with the 95 % interval `low` to `high` of its mean; `sd` between fortnights, of which 95 in 100 lie
    from `fortnights_low` to `fortnights_high`."""

    figure: str
    name: str
    unit: str
    model: float
    low: float
    high: float
    sd: float
    fortnights_low: float
    fortnights_high: float
    observed: float | None


class LeftOut(_Data):
    left_out: str
    runs: int
    abandonment: float
    difference: float
    low: float
    high: float


class Bank(Run):
    fortnights: int
    figures: tuple[BankFigure, ...]
    rests_on: tuple[LeftOut, ...]


class AssumptionMoved(_Data):
    key: str


class CaseFigure(_Data):
    """After less before, with its 95 % interval; from `lowest` to `highest` over the assumptions. `at`: the
    difference at each assumption's ends, by "eta low"."""

    figure: str
    name: str
    unit: str
    difference: float
    low: float
    high: float
    lowest: float
    highest: float
    sign_turns: bool
    decided_by: tuple[str, ...]
    at: dict[str, float]


class CaseOverAssumptions(_Data):
    case: str
    figures: tuple[CaseFigure, ...]


class Cases(Run):
    assumptions: tuple[AssumptionMoved, ...]
    cases: tuple[CaseOverAssumptions, ...]


class Program(_Data):
    title: str
    load: str
    calls: int
    times_textbook: float | None
    right: bool | None


class Bench(Run):
    programs: tuple[Program, ...]


@dataclass(frozen=True)
class Evidence:
    """All that is there; None for a file that is not or cannot be read, of which `problems` then tells."""

    theory: Theory | None
    twin: Twin | None
    coverage: Coverage | None
    bank_log: BankLog | None
    bank: Bank | None
    cases: Cases | None
    bench: Bench | None
    problems: tuple[str, ...] = ()

    @property
    def runs(self) -> list[tuple[str, Run]]:
        """(File's name, what was run), in the order of the page."""
        return [
            (name, run) for name in FILES if (run := getattr(self, ATTRIBUTES.get(name, name))) is not None
        ]


FILES: dict[str, type[Run]] = {
    "theory": Theory,
    "twin": Twin,
    "coverage": Coverage,
    "bank_log": BankLog,
    "anonymous_bank": Bank,
    "cases": Cases,
    "bench": Bench,
}
ATTRIBUTES = {"anonymous_bank": "bank"}


def read(folder: Path = FOLDER) -> Evidence:
    """Read every file; one that is missing or broken is left out and named."""
    problems: list[str] = []
    measured: dict[str, Any] = {
        ATTRIBUTES.get(name, name): _read(folder, name, kind, problems) for name, kind in FILES.items()
    }
    return Evidence(**measured, problems=tuple(problems))


Kind = TypeVar("Kind", bound=Run)


def _read(folder: Path, name: str, kind: type[Kind], problems: list[str]) -> Kind | None:
    file = f"evidence/{name}.json"
    try:
        return kind.model_validate_json((folder / f"{name}.json").read_bytes())
    except FileNotFoundError:
        problems.append(f"{file} is missing: {REMEDY}.")
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "the file"
        problems.append(f"{file} cannot be used ({where}: {first['msg']}): {REMEDY}.")
    except OSError as error:
        problems.append(f"{file} cannot be read ({error.strerror}): {REMEDY}.")
    return None


def as_json(folder: Path = FOLDER) -> str:
    """All files as one JSON object, for download."""
    contents: dict[str, Any] = {}
    for name in FILES:
        try:
            contents[name] = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            continue
    return json.dumps(contents, ensure_ascii=False, indent=1) + "\n"
