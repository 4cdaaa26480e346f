"""Staffing: how many people each half-hour of the week requires, and shifts that cover them at least cost."""

from sim.staffing.claim import runs_to_tell
from sim.staffing.contracts import (
    BreakRule,
    Contract,
    Contracts,
    contracts_from_bytes,
    contracts_from_team,
    contracts_with,
    load_contracts,
)
from sim.staffing.covering import Covering, least_cost_cover
from sim.staffing.crews import Crew, Crews, Move
from sim.staffing.improving import Improvement, expected_improvement_runs, improve_roster
from sim.staffing.requirement import Requirement
from sim.staffing.roster import Line, Roster, Uncovered, WorkedShift, cover
from sim.staffing.rostering import (
    Round,
    SimulatedRoster,
    expected_roster_runs,
    half_hours_out_of_reach,
    make_roster,
    solver_seconds,
)
from sim.staffing.service_target import ENOUGH, NOT_ENOUGH, OPEN, RATIOS, SURE, UNSEEN, ServiceTarget, Shares
from sim.staffing.staff import StaffingError, expected_runs, further_claim, staff, team_to_staff
from sim.staffing.standing import Standing

__all__ = [
    "ENOUGH",
    "NOT_ENOUGH",
    "OPEN",
    "RATIOS",
    "SURE",
    "UNSEEN",
    "BreakRule",
    "Contract",
    "Contracts",
    "Covering",
    "Crew",
    "Crews",
    "Improvement",
    "Line",
    "Move",
    "Requirement",
    "Roster",
    "Round",
    "ServiceTarget",
    "Shares",
    "SimulatedRoster",
    "StaffingError",
    "Standing",
    "Uncovered",
    "WorkedShift",
    "contracts_from_bytes",
    "contracts_from_team",
    "contracts_with",
    "cover",
    "expected_improvement_runs",
    "expected_roster_runs",
    "expected_runs",
    "further_claim",
    "half_hours_out_of_reach",
    "improve_roster",
    "least_cost_cover",
    "load_contracts",
    "make_roster",
    "runs_to_tell",
    "solver_seconds",
    "staff",
    "team_to_staff",
]
