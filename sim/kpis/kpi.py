"""What a KPI's declaration says of it: the number, and the words for it wherever it is shown."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

Counts = Mapping[str, float]
Better = Literal["up", "down", "band", "none"]
Group = Literal["satisfaction", "burnout", "throughput", "settling", "waiting", "work", "money"]

GROUPS: dict[Group, str] = {
    "satisfaction": "Satisfaction",
    "burnout": "Burnout",
    "throughput": "Throughput",
    "settling": "Quality of resolution",
    "waiting": "Waiting",
    "work": "Work",
    "money": "Money",
}
"""The headings under which KPIs stand."""

RESTS_ON = "rests on the model's assumptions about "


@dataclass(frozen=True)
class Kpi:
    """One key figure.

    `min_important_difference`: a smaller difference is called too small to matter, in `unit`; it decides the digits
    too. `min_important_share`: of a figure that grows with the centre, the share of the baseline's value that stands in
    its place. `matters_from` says which holds. `band`: where it is best, if `better` is "band".

    Words, each with a default so that most figures need none: `label` is the name where it holds {within_s:g} or
    {exhaustion_line:g}, the scenario's targets. `noun` within a sentence, `subject` before a verb in
    the singular ("the share of … rises"; `subject_has_unit` if it needs no unit after the number), `share_of` after its
    value ("of all calls"), `counted` before it, `at_stake` where a target or a change in people is meant. `full_name`
    tells it from other measures of the same. `level` and `statement` hold {} for the value. `trade`: what the trade
    calls it. `column`: the head of a narrow column, unit included; without one it is in no narrow table. `whom`: whom
    it speaks for in a heading. `axis_span`: the least height of its axis over time.
    """

    key: str
    group: Group
    name: str
    unit: str
    definition: str
    better: Better
    min_important_difference: float
    value: Callable[[Counts], float]
    source: str = "usual definition"
    band: tuple[float, float] | None = None
    min_important_share: float = 0.0
    label: str = ""
    noun: str = ""
    subject: str = ""
    subject_has_unit: bool = False
    share_of: str = ""
    counted: str = ""
    at_stake: str = ""
    full_name: str = ""
    level: str = "{}"
    statement: str = ""
    trade: str = ""
    column: str = ""
    whom: str = ""
    axis_span: float = 0.0

    def __post_init__(self) -> None:
        in_sentence = f"{self.name[:1].lower()}{self.name[1:]}"
        self._default("label", self.name)
        self._default("noun", in_sentence)
        self._default("subject", in_sentence)
        self._default("counted", self.noun)
        self._default("at_stake", self.noun)
        self._default("full_name", self.name)
        self._default("statement", f"{self.name}: {{}}")

    def _default(self, field: str, words: str) -> None:
        if not getattr(self, field):
            object.__setattr__(self, field, words)

    @property
    def most(self) -> float:
        """The greatest value it can have; the least is 0. More people can leave in a year than there are seats."""
        if self.unit.endswith("0-100"):
            return 100.0
        return 1.0 if self.unit.startswith("share") and self.unit != "share of seats" else math.inf

    def matters_from(self, baseline: float | None) -> float:
        """The size from which a difference from this value matters, in `unit`; never 0."""
        return self.min_important_share * abs(baseline or 0.0) or self.min_important_difference

    def unit_in(self, currency: str) -> str:
        """The unit, with the currency of a scenario."""
        return self.unit.replace("currency", currency)

    @property
    def is_money(self) -> bool:
        """Whether it is in a scenario's own currency."""
        return self.unit.startswith("currency")

    @property
    def is_assumed(self) -> bool:
        """Whether it rests on assumptions of the model rather than on the calls themselves."""
        return self.source.startswith(RESTS_ON)

    @property
    def is_state(self) -> bool:
        """Whether it tells how things stand in the last week, not what happened over time."""
        return self.key.startswith("exhaustion_")
