"""A scenario from six numbers that a manager knows by heart: plausible by arithmetic first, then fitted."""

from sim.calibrate.six_numbers.feasibility import problems
from sim.calibrate.six_numbers.fit_result import Fit
from sim.calibrate.six_numbers.inputs import SixNumbers
from sim.calibrate.six_numbers.search import fit

__all__ = ["Fit", "SixNumbers", "fit", "problems"]
