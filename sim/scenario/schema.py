"""The scenario: what the user asks. One frozen, validated tree, from which everything else follows."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, ValidationInfo, model_validator

from sim.scenario import summary
from sim.scenario.behaviour import Behaviour
from sim.scenario.demand import Callers, CallType, Demand
from sim.scenario.fields import Date, LeverSpec, Locale, Model, Sequence_, Words, choice, quantity, retired
from sim.scenario.people import Costs, Targets, Team, Training
from sim.scenario.validation import check

Scalar = bool | int | float | str | None
Value = Scalar | list[object] | dict[str, object]


class Horizon(Model):
    weeks: int = quantity(8, "weeks", "measured weeks", ge=1, le=520, words=Words("Weeks simulated"))
    warm_up_weeks: int = quantity(
        4, "weeks", "weeks simulated before them, not measured", ge=0, le=52, words=Words("Weeks of warm-up")
    )
    start_date: Date | None = choice(
        None,
        "the Monday on which the measured weeks begin, for special days by date; clocks never change in the model",
        words=Words("First day"),
    )


class Cap(Model):
    """Handle-time target: how long the work of a call should take."""

    minutes: float | None = quantity(
        None,
        "min",
        "how long a call should take; none: no handle-time target",
        gt=0.0,
        le=600.0,
        status="rule",
        words=Words(
            "Handle-time target",
            lever=LeverSpec("cap", 1.0, 15.0, 0.5, "Target"),
            example="Calls often need 4 to 8 min; a target below that rushes them.",
        ),
    )
    basis: Literal["each_call", "shift_average"] = choice(
        "each_call",
        "whether each call has to meet the target, or the agent's average over the shift",
        status="rule",
        words=Words(
            "Handle-time target applies to",
            options={"each_call": "Each call", "shift_average": "Average over the shift"},
            lever=LeverSpec("cap", label="Applies to"),
            example="With an average, short calls make up for long ones.",
        ),
    )
    enforcement: float = quantity(
        0.5,
        "share",
        "share of the time beyond the target that agents cut; at 0 the target does nothing",
        assumed="85% suits a strict limit for each call, 35% a target for the average",
        words=Words(
            "How strictly the handle-time target is enforced",
            example="At 35%, a call that needs 10 min gets 7.9 under a 4-minute target.",
            lever=LeverSpec("cap", 0.0, 1.0, 0.05, "How strictly it is enforced"),
        ),
    )


class Quota(Model):
    calls_per_shift: int | None = quantity(
        None,
        "calls",
        "calls each agent must take in a shift; none: no quota",
        ge=1,
        le=1000,
        status="rule",
        words=Words(
            "Quota of calls per shift",
            lever=LeverSpec("quota", 5.0, 100.0, 1.0, "Quota", "calls a shift"),
            example="Eight hours, three quarters of them on calls of 6 min, make 60.",
        ),
    )
    enforcement: float = quantity(
        0.85,
        "share",
        "share of a call's time beyond the quota's pace that agents cut",
        assumed="assumption of the model; no study gives the number",
        words=Words(
            "How strictly the quota is enforced",
            lever=LeverSpec("quota", 0.0, 1.0, 0.05),
            example="At 0% it is only written down.",
        ),
    )


class Disengagement(Model):
    """When an agent may end an abusive or hopeless call."""

    policy: Literal["until_satisfied", "caller_ends", "after_minutes"] = choice(
        "after_minutes",
        "until_satisfied: only when the caller is fully satisfied; caller_ends: no written rule; "
        "after_minutes: the agent may end it",
        status="rule",
        words=Words(
            "Ending abusive or hopeless calls",
            options={
                "until_satisfied": "Stay until the caller is fully satisfied",
                "caller_ends": "No written rule: the caller ends the call",
                "after_minutes": "The agent may end the call",
            },
        ),
    )
    after_min: float = quantity(
        6.0,
        "min",
        "minutes without progress after which the agent may end the call",
        le=240.0,
        status="rule",
        source="practice: one to three warnings, then about 2 min",
        words=Words(
            "Agents may end a hopeless call after",
            lever=LeverSpec("ending", 0.0, 30.0, 1.0, "May end it after"),
            example="One to three warnings, then about 2 min, is a common rule.",
        ),
    )
    discernment: float = quantity(
        0.8,
        "share",
        "chance that the agent tells correctly whether a caller can still be helped",
        assumed="assumption of the model; no study gives the number",
        words=Words(
            "Callers judged correctly",
            lever=LeverSpec("rules", 0.0, 1.0, 0.05, order=1, more=True),
            example="At 80% one caller in five is judged wrongly: helped too long, or cut off too soon.",
        ),
    )


class Rules(Model):
    topics: ClassVar = {
        "handle_time_cap": "Handle-time target",
        "quota": "Quota",
        "disengagement": "Ending calls",
    }

    handle_time_cap: Cap = choice(Cap(), "handle-time target", status="rule")
    quota: Quota = choice(Quota(), "quota of calls", status="rule")
    disengagement: Disengagement = choice(Disengagement(), "when an agent may end a call", status="rule")
    pause_after_hostile_min: float = quantity(
        0.0,
        "min",
        "pause off the phones after a call with a difficult or upset caller",
        le=120.0,
        status="rule",
        words=Words(
            "Pause after a hostile call",
            chip="Pause after a hostile call: {new} (was {was_number})",
            phrase="with a pause of {new} after a hostile call",
            lever=LeverSpec("rules", 0.0, 15.0, 0.5, more=True),
            example="Time off the phones to recover; the others take the calls meanwhile.",
        ),
    )
    routing: Literal["longest_idle", "most_rested"] = choice(
        "longest_idle",
        "which free agent gets the next call",
        status="rule",
        words=Words(
            "Who gets the next call",
            options={
                "longest_idle": "Whoever has been free longest",
                "most_rested": "Whoever is most rested",
            },
            lever=LeverSpec("rules", more=True),
            example="Most phone systems give a call to whoever has been free longest.",
        ),
    )
    _gone = retired(offer_callback=False, hand_over_hostile=None)


class Change(Model):
    """From Monday 00:00 of a measured week on, other values for some fields, named by path."""

    week: int = quantity(..., "week", "measured week, counted from 0", ge=0, le=519)
    set: dict[str, Value] = choice(..., "path: new value", min_length=1)


class Scenario(Model):
    """A whole scenario. Make one with `load`, `parse` or `from_dict`, and others from it with `replace`."""

    topics: ClassVar = {
        "locale": "Language and country",
        "horizon": "Time simulated",
        "demand": "Demand",
        "call_types": "Kinds of calls",
        "teams": "Teams",
        "rules": "Rules",
        "behaviour": "Strain and exhaustion",
        "targets": "Targets",
        "costs": "Money",
    }

    schema_: Literal[1] = choice(1, "version of the file format", alias="schema")
    name: str = choice(..., "name of the scenario", min_length=1, max_length=120)
    description: str = choice("", "what it is", max_length=20_000)
    source: str = choice("", "where its figures come from", max_length=20_000)
    locale: Locale | None = choice(
        None,
        "language and country whose customs numbers and money follow; en-US also spells the American way; none: "
        "1,234.5 and the currency's code after the number",
        words=Words("Language and country"),
    )
    horizon: Horizon = choice(Horizon(), "how long to simulate")
    demand: Demand = choice(..., "calls")
    call_types: Annotated[tuple[CallType, ...], Sequence_] = choice(
        ..., "kinds of issue", min_length=1, max_length=64, words=Words("Kinds of calls")
    )
    callers: Callers = choice(Callers(), "how callers behave")
    teams: Annotated[tuple[Team, ...], Sequence_] = choice(
        ..., "who answers", min_length=1, max_length=32, words=Words("Teams")
    )
    rules: Rules = choice(Rules(), "rules agents work under")
    training: Training = choice(Training(), "training")
    behaviour: Behaviour = choice(Behaviour(), "constants of behaviour")
    targets: Targets = choice(Targets(), "targets")
    costs: Costs = choice(Costs(), "money")
    observed: dict[str, Annotated[float, Field(ge=-1e12, le=1e12)]] = choice(
        {}, "key figures as the centre measured them, by KPI key"
    )
    changes: Annotated[tuple[Change, ...], Sequence_] = choice(
        (), "dated changes", max_length=100, words=Words("Dated changes")
    )

    @model_validator(mode="after")
    def _agrees_with_itself(self, info: ValidationInfo) -> Self:
        check(self, bool(info.context))
        return self

    def __repr__(self) -> str:
        return summary.text(self)

    __str__ = __repr__

    def _repr_html_(self) -> str:
        return summary.html(self)
