"""A scenario from six numbers that a manager knows by heart: plausible by arithmetic first, then fitted."""

from sim.calibrate.six_numbers.borrowed_settings import Assumed, assumed_settings
from sim.calibrate.six_numbers.feasibility import (
    QuickEstimate,
    hours_of_people,
    hours_of_work,
    problems,
    quick_estimate,
)
from sim.calibrate.six_numbers.fit_result import TOLERANCES, Fit, Match
from sim.calibrate.six_numbers.inputs import BOUNDS, Problem, ServiceLevel, SixNumbers, out_of_bounds
from sim.calibrate.six_numbers.roster import Roster
from sim.calibrate.six_numbers.search import fit
from sim.calibrate.six_numbers.template import Unknowns

__all__ = [
    "BOUNDS",
    "TOLERANCES",
    "Assumed",
    "Fit",
    "Match",
    "Problem",
    "QuickEstimate",
    "Roster",
    "ServiceLevel",
    "SixNumbers",
    "Unknowns",
    "assumed_settings",
    "fit",
    "hours_of_people",
    "hours_of_work",
    "out_of_bounds",
    "problems",
    "quick_estimate",
]
