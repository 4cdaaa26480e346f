"""Staffing: from the people required in each half-hour of the week to shifts at least cost."""

from sim.staffing.contracts import BreakRule, Contract, Contracts, contracts_from_team, load_contracts
from sim.staffing.covering import Covering, least_cost_cover
from sim.staffing.roster import Line, Roster, Uncovered, WorkedShift, cover

__all__ = [
    "BreakRule",
    "Contract",
    "Contracts",
    "Covering",
    "Line",
    "Roster",
    "Uncovered",
    "WorkedShift",
    "contracts_from_team",
    "cover",
    "least_cost_cover",
    "load_contracts",
]
