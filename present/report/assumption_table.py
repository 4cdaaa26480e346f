"""Tables that every form of report has: the assumptions that decide most, with what they are here."""

from __future__ import annotations

from dataclasses import dataclass
from operator import attrgetter

from present.field_names import value_of
from present.formats import NO_BREAK
from present.provenance import BARE, constant
from present.report.report import Report
from present.scenario_diff import differing_rows
from sim import Scenario
from sim.experiment.sensitivity import ASSUMPTIONS
from sim.scenario.field_metadata import field

ALWAYS = ("callers.difficult_share", "callers.difficult_satisfied", "behaviour.satisfied_unresolved")
"""Constants to show in any report, after those that are moved."""
WITH_RULE = {
    "rules.disengagement.": ("rules.disengagement.discernment",),
    "training.coping.": ("training.coping.effect",),
    "training.script.": ("training.script.effect",),
}
"""Constants that matter where scenarios differ in a rule."""


@dataclass(frozen=True)
class AssumptionRow:
    """`here`: the baseline's value; `between`: what the evidence leaves open, "" where no range is declared."""

    meaning: str
    here: str
    between: str
    source: str


def assumption_rows(report: Report) -> list[AssumptionRow]:
    """The assumptions that are moved beside every difference, then others that bear on what is compared."""
    baseline = report.baseline.scenario
    differing = differing_rows(baseline, [side.pair.current.scenario for side in report.sides])
    paths = [path for a in ASSUMPTIONS for path in a.paths]
    for beginning, more in WITH_RULE.items():
        if any(row.path.startswith(beginning.rstrip(".")) for row in differing):
            paths += more
    return [_row(path, baseline) for path in dict.fromkeys([*paths, *ALWAYS])]


def _row(path: str, scenario: Scenario) -> AssumptionRow:
    """What a field declares, and its value in a scenario; without a unit that is only the model's mathematics."""
    declared, here = field(path), value_of(path, attrgetter(path)(scenario))
    if declared.unit in BARE:
        here = here.removesuffix(f"{NO_BREAK}{declared.unit}")
    c = constant(declared)
    meaning = f"{c.topic}: {c.meaning}" if c.topic else c.meaning
    return AssumptionRow(meaning, here, c.between, c.source)
