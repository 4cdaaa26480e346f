"""The compiled engine's state as plain records in memory, and views of them by address.

numba passes an array as seven words and a tuple of arrays as seven words each. So state is kept in numpy
structured arrays whose addresses stand in one `WORLD` record, and compiled functions take that record alone:
`seat_at(w.seats, 3)` is seat 3, whose fields are read and written by name. Python owns the arrays and may
replace them by larger ones between two calls.
"""

from __future__ import annotations

from typing import Any

import numba
import numpy as np
from llvmlite import ir
from numba import types
from numba.extending import intrinsic

from sim.engine.agent_state import DOINGS
from sim.record import AGENT_DAY, LEG, DayStatus, Outcome
from sim.scenario.behaviour import Behaviour
from sim.scenario.demand import Callers

CODES = {bool: "?", int: "i8", float: "f8"}

NONE = -(2**60)
"""No day, where a seat may have one."""

ANSWERED, PASSED_ON, ABANDONED, BLOCKED, OPEN = (int(outcome) for outcome in Outcome)
ON_PHONES, SICK, AWAY, OFF, VACANT, TRAINING = (int(status) for status in DayStatus)
"""Compiled code takes plain numbers."""


def fields(layout: str) -> list[tuple[str, str]]:
    """(name, code) of a layout written as "code: name name ...; code: ..."."""
    found = []
    for part in layout.split(";"):
        code, names = part.split(":")
        found += [(name, code.strip()) for name in names.split()]
    return found


def record(layout: str, *more: tuple[str, Any] | tuple[str, Any, int]) -> np.dtype[np.void]:
    """An aligned record."""
    return np.dtype([*fields(layout), *more], align=True)


def declared(model: type[Behaviour] | type[Callers]) -> list[tuple[str, str]]:
    """A scenario branch's fields by name, each as a plain number."""
    return [(name, CODES[field.annotation]) for name, field in model.model_fields.items()]  # type: ignore[index]


POLICY = np.dtype(
    [
        *declared(Behaviour),
        *declared(Callers),
        *fields(
            "i8: index week quota disengagement queue_limit coping_from coping_to script_from script_to;"
            "f8: cap_min cap_enforcement quota_enforcement close_after_min discernment pause_min"
            " coping_effect coping_hours script_effect script_hours half_life_weeks;"
            "?: cap_on_average most_rested"
        ),
    ],
    align=True,
)
"""A policy in force: its rules, its callers and its constants of behaviour, all by their own names."""

TYPE = record(
    "f8: overhead_min wrap_up_min resolvable patience_scale patience_shape give_up head_start_min;"
    "i8: priority escalates_to"
)
TEAM = record("f8: shrinkage speed_sd; i8: lanes_from lanes_to")
PLAN = record("?: exists always; f8: start_min minutes; i8: weekdays breaks_from breaks_to")
"""`weekdays`: bit d is weekday d."""
BREAK_PLAN = record("f8: after_min minutes")
OPEN_DAY = record("i8: day weights_from weights_to; f8: opens closes")
WHOLE = record("i8: n")
REAL = record("f8: x")

SEAT = record(
    "f8: E F F_at toll novel coping script speed skill doing_since since breaks_left_min pause_due_min"
    " week_start_E vulnerability days_on_phones course_owed_min;"
    "i8: index team number doing issue token today turn before after hire first_day training_from phones_from"
    " late_start unsettled_from unsettled_to pending_first pending;"
    "?: active removed in_post on_duty leaving"
)
"""`today`, `late_start`: day numbers or NONE. `before`, `after`: neighbours among the free of the team."""

SEAT_DAY = record(
    "f8: start end rostered_min began went area mean_strain talk_min pressure_sum overtime_min p_sick;"
    "i8: day legs status breaks_from breaks_to;"
    "?: always unsettled",
    ("minutes", "f8", DOINGS),
)
PENDING = record("i8: doing; f8: minutes")

ISSUE = record(
    "f8: need factor waited arrived queued answered working_need given held achieved pressure p_resolved"
    " E F coping key_time;"
    "i8: id type attempt call transfers leg leg_id directed policy kind key_class before after;"
    "?: difficult waiting cut resolved"
)
"""`before`, `after`: neighbours in a lane; `after` also links unused records."""

LANE = record("i8: first last type directed")
FREE_LIST = record("i8: first last")

EVENT = record("f8: time; i8: order seq data")
HEAP = record("f8: first; i8: entries n room; ?: is_open_above")
"""`first`: time of the first event, infinite if there is none."""

WORLD = record(
    "i8: seed replication day policy first_day last_day next_day supplied_day started"
    " policies_n teams types all_seats lanes_n open_days_n ring pending_room waiting seq first_unused issues_in_use"
    " next_call calls_n max_pending legs_n agent_days_n"
    " policies type_rules team_rules handles plans breaks calendar weights whole_numbers lane_numbers"
    " seats seat_days pendings issues lanes free_lists on_duty rostered_until heaps legs agent_days"
    " call_time call_issue call_type call_difficult call_need"
    " issues_room legs_room agent_days_room;"
    "f8: horizon week_quits day_time;"
    "?: day_is_over_next"
)
"""Numbers, and from `policies` on addresses of arrays and how many records they have room for."""


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
plan_at = view(PLAN)
break_at = view(BREAK_PLAN)
open_day_at = view(OPEN_DAY)
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
