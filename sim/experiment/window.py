"""Which weeks a figure is of: the whole run, or the mean of its weekly values from some week on."""

from __future__ import annotations

from dataclasses import dataclass

from sim.experiment.differences import difference
from sim.experiment.result import Estimate, Result
from sim.kpis import KPIS
from sim.scenario import Scenario


@dataclass(frozen=True)
class Window:
    """The KPI of the whole run, or, with `of_weeks`, the mean of its weekly values from `first_week` on.

    A KPI that tells how things stand is that of the last week in either case.
    """

    of_weeks: bool = False
    first_week: int = 0

    def figure(self, result: Result, key: str) -> Estimate:
        """A KPI in this window."""
        return result.mean_of_weeks(key, self.first_week) if self._of_weeks(key) else result.kpi(key)

    def difference(self, other: Result, baseline: Result, key: str) -> Estimate:
        """`other` less `baseline` in this window, paired on the same callers."""
        return difference(other, baseline, key, of_weeks=self._of_weeks(key), first_week=self.first_week)

    def _of_weeks(self, key: str) -> bool:
        return self.of_weeks and not KPIS[key].is_state


WHOLE_RUN = Window()


def since_last_change(*scenarios: Scenario) -> Window:
    """The weeks since the last dated change of any of them: how things go under the rules that hold at the end."""
    week = max((change.week for scenario in scenarios for change in scenario.changes), default=0)
    return Window(of_weeks=week > 0, first_week=week)
