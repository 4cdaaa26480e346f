"""The engine against exact theory: declared cases, their acceptance, and the runs (`python -m sim check`)."""

from sim.check.acceptance import Finding, Verdict
from sim.check.case import Case, Figure, Interval, Size
from sim.check.cases import all_cases
from sim.check.run import check

__all__ = ["Case", "Figure", "Finding", "Interval", "Size", "Verdict", "all_cases", "check"]
