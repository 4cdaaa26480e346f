"""Key figures: pure functions of what was counted in a record."""

from sim.kpis.declarations import KPIS, Kpi

__all__ = ["KPIS", "Kpi"]
