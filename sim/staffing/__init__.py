"""Staffing: how many people each half-hour of the week requires, and shifts that cover them at least cost."""

from sim.staffing.contracts import BreakRule, Contract, Contracts, contracts_from_team, load_contracts
from sim.staffing.covering import Covering, least_cost_cover
from sim.staffing.requirement import RATIOS, SURE, Requirement, ServiceTarget, Shares, runs_to_tell
from sim.staffing.roster import Line, Roster, Uncovered, WorkedShift, cover
from sim.staffing.staff import StaffingError, expected_runs, staff, team_to_staff

__all__ = [
    "RATIOS",
    "SURE",
    "BreakRule",
    "Contract",
    "Contracts",
    "Covering",
    "Line",
    "Requirement",
    "Roster",
    "ServiceTarget",
    "Shares",
    "StaffingError",
    "Uncovered",
    "WorkedShift",
    "contracts_from_team",
    "cover",
    "expected_runs",
    "least_cost_cover",
    "load_contracts",
    "runs_to_tell",
    "staff",
    "team_to_staff",
]
