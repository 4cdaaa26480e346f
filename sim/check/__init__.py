"""The engine against exact theory: declared cases, their acceptance, and the runs (`python -m sim check`)."""

from sim.check.acceptance import FigureVerdict, Finding
from sim.check.cases import all_cases
from sim.check.run import check
from sim.check.theory_case import PublishedInterval, Size, TheoryCase, TheoryFigure

__all__ = [
    "FigureVerdict",
    "Finding",
    "PublishedInterval",
    "Size",
    "TheoryCase",
    "TheoryFigure",
    "all_cases",
    "check",
]
