"""The compiled engine's state as plain records in memory, and views of them by address.

numba passes an array as seven words and a tuple of arrays as seven words each. So state is kept in numpy
structured arrays whose addresses stand in one `WORLD` record, and compiled functions take that record alone:
`seat_at(w.seats, 3)` is seat 3, whose fields are read and written by name. Python owns the arrays and may
replace them by larger ones between two calls.
"""

from __future__ import annotations

import dataclasses
from typing import Any, get_type_hints

import numba
import numpy as np
from llvmlite import ir
from numba import types
from numba.extending import intrinsic
from pydantic import BaseModel

from sim.engine.agent_state import ACTIVITIES, DayState, SeatState
from sim.engine.call import IssueState
from sim.engine.policy import PolicyRules, TeamRules, TypeRules, WeekCourses
from sim.record import ACTIVITY, AGENT_DAY, LEG
from sim.scenario.behaviour import Behaviour
from sim.scenario.demand import Callers

CODES: dict[Any, str] = {bool: "?", int: "i8", float: "f8"}
Fields = list[tuple[str, Any] | tuple[str, Any, int]]
"""(name, code), or (name, code, how many)."""

NONE = -(2**60)
"""No day, where a seat may have one."""


def parse_layout(layout: str) -> Fields:
    """The fields of a layout written as "code: name name ...; code: ..."."""
    pairs = (part.split(":") for part in layout.split(";"))
    return [(name, code.strip()) for code, names in pairs for name in names.split()]


def number_fields(of: type[Any]) -> Fields:
    """The fields of a scenario's branch or of a dataclass that hold a plain number."""
    if issubclass(of, BaseModel):
        types = {name: field.annotation for name, field in of.model_fields.items()}
    else:
        types = {field.name: get_type_hints(of)[field.name] for field in dataclasses.fields(of)}
    return [(name, CODES[type]) for name, type in types.items() if type in CODES]


def record(*fields: Fields) -> np.dtype[np.void]:
    """An aligned record, flags last."""
    return np.dtype(sorted((field for some in fields for field in some), key=_is_flag), align=True)


def _is_flag(field: tuple[Any, ...]) -> bool:
    return bool(field[1] == "?")


POLICY = record(number_fields(Behaviour), number_fields(Callers), number_fields(PolicyRules))
"""A policy in force: its rules, its callers and its constants of behaviour, all by their own names."""
TYPE = record(number_fields(TypeRules))
TEAM = record(number_fields(TeamRules), parse_layout("i8: lanes_from lanes_to"))
COURSES = record(number_fields(WeekCourses))
PLAN = record(
    parse_layout("f8: start_min minutes; i8: weekdays; ?: always exists"),
    [("breaks_from", "i8", 7), ("breaks_to", "i8", 7)],
)
"""`weekdays`: bit d is weekday d. Breaks: numbers from `breaks_from` up to, not with, `breaks_to`, by weekday."""
BREAK_PLAN = record(parse_layout("f8: after_min minutes"))
DAY_HOURS = record(parse_layout("i8: profile; f8: opens closes lost_from lost_to; ?: is_opening is_closed"))
"""`profile`: its first number, NONE where nobody calls. `is_opening`: one begins, which `opens` and `closes`;
`is_closed`: a special day without one, which would have been from `lost_from` to `lost_to`.
"""
PERIOD = record(parse_layout("f8: opens closes"))
WHOLE = record(parse_layout("i8: n"))
REAL = record(parse_layout("f8: x"))

SEAT = record(
    number_fields(SeatState),
    parse_layout(
        "f8: since;"
        "i8: issue today turn before after late_start unclosed_from unclosed_to pending_first pending"
    ),
)
"""`today`, `late_start`: day numbers or NONE. `before`, `after`: neighbours among the free of the team.
`unclosed_from` to `unclosed_to`: days not closed yet.
"""
SEAT_DAY = record(
    number_fields(DayState),
    parse_layout("i8: breaks_from breaks_to; ?: unclosed"),
    [("minutes", "f8", ACTIVITIES), ("next_minutes", "f8", ACTIVITIES)],
)
PENDING = record(parse_layout("i8: activity; f8: minutes"))

ISSUE = record(number_fields(IssueState), parse_layout("i8: policy key_class before after; f8: key_time"))
"""`before`, `after`: neighbours in a lane; `after` also links unused records."""

LANE = record(parse_layout("i8: first last type directed"))
FREE_LIST = record(parse_layout("i8: first last next"))
"""`next`: how far a walk along the list has come."""

EVENT = record(parse_layout("f8: time; i8: order seq data"))
HEAP = record(parse_layout("f8: first; i8: entries n capacity; ?: is_open_above"))
"""`first`: time of the first event, infinite if there is none."""

WORLD = record(
    parse_layout(
        "i8: seed replication day policy first_day last_day next_day supplied_day started"
        " policies_n teams types all_seats lanes_n periods_n next_period ring waiting seq first_unused issues_in_use"
        " next_call calls_n steps cancel_slot run max_pending legs_n agent_days_n activities_n activities_from"
        " policies type_rules team_rules handles courses plans breaks day_hours periods profiles lane_numbers"
        " seats seat_days pendings issues lanes free_lists on_duty rostered_until heaps legs agent_days activities"
        " call_time call_issue call_type call_difficult call_need"
        " pending_capacity issues_capacity legs_capacity agent_days_capacity activities_capacity;"
        "f8: horizon week_quits day_time;"
        "?: day_is_over_next"
    )
)
"""Numbers, and from `policies` on addresses of arrays, then how many records these can hold."""


def view(dtype: np.dtype[np.void]) -> Any:
    """A function for compiled code: (address of an array of such records, index) -> the record, by reference."""
    seen = numba.from_dtype(dtype)
    size = dtype.itemsize

    @intrinsic
    def at(typing_context: Any, address: Any, index: Any) -> Any:
        def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            word = ir.IntType(64)
            place = builder.add(arguments[0], builder.mul(arguments[1], ir.Constant(word, size)))
            return builder.inttoptr(place, context.get_value_type(seen))

        return seen(types.int64, types.int64), generate

    return at


policy_at = view(POLICY)
type_at = view(TYPE)
team_at = view(TEAM)
courses_at = view(COURSES)
plan_at = view(PLAN)
break_at = view(BREAK_PLAN)
day_hours_at = view(DAY_HOURS)
period_at = view(PERIOD)
whole_at = view(WHOLE)
real_at = view(REAL)
flag_at = view(np.dtype([("is_", "?")]))
seat_at = view(SEAT)
seat_day_at = view(SEAT_DAY)
pending_at = view(PENDING)
issue_at = view(ISSUE)
lane_at = view(LANE)
free_list_at = view(FREE_LIST)
event_at = view(EVENT)
heap_at = view(HEAP)
world_at = view(WORLD)
leg_at = view(LEG)
agent_day_at = view(AGENT_DAY)
activity_at = view(ACTIVITY)
