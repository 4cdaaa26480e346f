"""Key figures: pure functions of what was counted in a record."""

from sim.kpis.declarations import KPIS
from sim.kpis.kpi import GROUPS, Kpi

__all__ = ["GROUPS", "KPIS", "Kpi"]
