"""Teams, shifts, breaks, training, money."""

from __future__ import annotations

import math
from typing import Annotated, Any, ClassVar, Literal

from pydantic import (
    Discriminator,
    Field,
    GetJsonSchemaHandler,
    SerializerFunctionWrapHandler,
    Tag,
    model_serializer,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from sim.scenario.fields import (
    NO_UNIT,
    Clock,
    LeverSpec,
    Model,
    Name,
    Sequence_,
    Weekday,
    Words,
    choice,
    quantity,
    retired,
)


class Break(Model):
    after_min: float = quantity(..., "min", "minutes after the start of the shift", le=960.0)
    minutes: float = quantity(15.0, "min", "length of the break", gt=0.0, le=240.0)
    stagger_min: float = quantity(0.0, "min", "spread over which colleagues take it in turn", le=480.0)


MOST_PEOPLE, MOST_BREAKS = 5000, 20


class Shift(Model):
    start: Clock = choice(..., "start of the shift, which may end after midnight")
    hours: float = quantity(8.0, "h", "length of the shift", gt=0.0, le=16.0)
    share: float = quantity(1.0, "share", "share of the team's positions; shares sum to 1")
    agents: int | None = quantity(
        None,
        "seats",
        "positions on this shift, given for all shifts of a team instead of shares; their sum is the team's `agents`, "
        "unless that is given: then they are in proportion",
        le=MOST_PEOPLE,
    )
    breaks: Annotated[tuple[Break, ...], Sequence_] | None = choice(
        None, "breaks of this shift; none: the team's", max_length=MOST_BREAKS
    )
    days: Annotated[tuple[Weekday, ...], Sequence_] | None = choice(
        None,
        "weekdays on which this shift begins, open or not; none: every day on which it covers opening hours",
        min_length=1,
    )

    @model_serializer(mode="wrap")
    def _as_given(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Without a share where people are counted, and else without what older files do not have."""
        left_out = {"agents"} if self.agents is None else {"share"}
        left_out |= {"breaks"} if self.breaks is None else set()
        return {name: value for name, value in handler(self).items() if name not in left_out}


def _or_list(word: str) -> Discriminator:
    return Discriminator(lambda value: word if isinstance(value, str) else "list")


class Team(Model):
    name: Name = choice(..., "name of the team")
    agents: int = quantity(
        ...,
        "seats",
        "positions, vacant ones included",
        ge=0,
        le=MOST_PEOPLE,
        words=Words(
            "Agents",
            lever=LeverSpec("people", step=1.0, unit=NO_UNIT),
            example="Count the team's positions, vacant ones too.",
        ),
    )
    handles: Annotated[
        Annotated[Literal["all"], Tag("all")] | Annotated[tuple[Name, ...], Sequence_, Tag("list")],
        _or_list("all"),
    ] = choice("all", "call types it answers: all, or a list of names")
    shifts: Annotated[
        Annotated[Literal["always"], Tag("always")]
        | Annotated[tuple[Shift, ...], Sequence_, Field(min_length=1, max_length=400), Tag("list")],
        _or_list("always"),
    ] = choice(
        "always", "a list of shifts, or always: on duty whenever the centre is open", words=Words("Shifts")
    )
    days_per_week: int = quantity(
        5,
        "days",
        "days a week each agent works; days off rotate through the team",
        ge=1,
        le=7,
        words=Words("Days a week"),
    )
    breaks: Annotated[tuple[Break, ...], Sequence_] = choice(
        (), "breaks of each shift that has none of its own", max_length=MOST_BREAKS, words=Words("Breaks")
    )
    shrinkage: float = quantity(
        0.0,
        "share",
        "chance of being away on a day for other reasons than sickness (leave, meetings)",
        le=0.95,
        words=Words("Away on leave, in meetings"),
    )
    speed_sd: float = quantity(0.0, "SD", "how much agents differ in speed", le=2.0)
    wage_per_hour: float = quantity(
        34.0,
        "currency per h",
        "pay before on-cost",
        le=10_000.0,
        assumed="Australia, about 32-36 AUD an hour in 2026 (estimate)",
        words=Words(
            "Pay",
            lever=LeverSpec("people", step=0.5, more=True),
            example="It moves cost alone: nobody in the model stays or leaves for the money.",
        ),
    )
    _gone = retired(overflow=None)

    @model_validator(mode="before")
    @classmethod
    def _as_its_shifts_count(cls, data: Any) -> Any:
        """Left out, the number of people is the sum over the shifts."""
        shifts = data.get("shifts") if isinstance(data, dict) and "agents" not in data else None
        if not isinstance(shifts, list | tuple):
            return data
        given = (s.get("agents") if isinstance(s, dict) else getattr(s, "agents", None) for s in shifts)
        counts = [max(n, 0) for n in given if type(n) is int]  # a negative one is told of where it stands
        return {**data, "agents": sum(counts)} if counts else data

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """The JSON schema, by which `agents` may be left out."""
        schema = super().__get_pydantic_json_schema__(core_schema, handler)
        handler.resolve_ref_schema(schema)["required"].remove("agents")
        return schema

    @property
    def counted(self) -> int | None:
        """How many people its shifts count; None where they have shares, or there are none."""
        counts = [shift.agents for shift in self.listed_shifts if shift.agents is not None]
        return sum(counts) if counts else None

    @property
    def listed_shifts(self) -> tuple[Shift, ...]:
        """Its shifts; none where it is always on duty."""
        return () if self.shifts == "always" else self.shifts

    @property
    def shares(self) -> list[float]:
        """The share of its people on each shift."""
        shifts, counted = self.listed_shifts, self.counted
        if counted is None:
            return [shift.share for shift in shifts]
        return [(shift.agents or 0) / counted if counted else 1.0 / len(shifts) for shift in shifts]

    def breaks_of(self, shift: Shift) -> tuple[Break, ...]:
        """The breaks of one of its shifts."""
        return self.breaks if shift.breaks is None else shift.breaks

    @property
    def mean_shift_h(self) -> float:
        """Hours of a shift, over its people."""
        return sum(share * shift.hours for share, shift in zip(self.shares, self.listed_shifts, strict=True))

    @property
    def mean_break_min(self) -> float:
        """Minutes of breaks in a shift, over its people."""
        minutes = [math.fsum(b.minutes for b in self.breaks_of(shift)) for shift in self.listed_shifts]
        if len(set(minutes)) == 1:
            return minutes[0]  # as it is, whatever the shares come to
        return math.fsum(share * m for share, m in zip(self.shares, minutes, strict=True))


Weeks = Annotated[tuple[Annotated[int, Field(ge=-520, le=519)], ...], Sequence_]


def _weeks(name: str) -> Any:
    help = "weeks in which the course is given; negative weeks are before the first measured one"
    return choice((), help, max_length=520, words=Words(name))


def _trainer(name: str) -> Any:
    return quantity(
        0.0,
        "currency",
        "trainer and material per position and course; the paid hours come on top",
        le=100_000.0,
        words=Words(
            f"Trainer of {name} per position",
            chip="{name}: {new_number} (was {was_number})",
            phrase="with {new_number} a position for the trainer",
        ),
    )


class Course(Model):
    """Script training: the usual kind."""

    effect: float = quantity(
        0.0,
        "share",
        "how much it adds at best to the chance of resolving an issue",
        le=0.02,
        assumed="De Grip & Sauermann 2012: no quality loss, small gains",
        words=Words("Script training adds"),
    )
    weeks: Weeks = _weeks("Weeks of the script course")
    hours_per_agent: float = quantity(8.0, "h", "hours off the phones for each course", le=80.0)
    cost_per_agent: float = _trainer("the script course")


class Coping(Model):
    """Coping training: hostile calls strain the agent less."""

    effect: float = quantity(
        0.0,
        "share",
        "share of the extra strain of a hostile call that it spares at best",
        assumed="0.25 is what controlled studies support (Maricutoiu et al. 2016, d = 0.17); 0.4 to 0.6 is optimistic",
        words=Words("Coping training spares"),
    )
    weeks: Weeks = _weeks("Weeks of the coping course")
    hours_per_agent: float = quantity(8.0, "h", "hours off the phones for each course", le=80.0)
    cost_per_agent: float = _trainer("the coping course")
    half_life_weeks: float = quantity(
        26.0,
        "weeks",
        "weeks after which half of the effect is gone",
        gt=0.0,
        le=1000.0,
        assumed="Awa et al. 2010: six months and less",
    )


class Training(Model):
    topics: ClassVar = {
        "coping": "Coping training",
        "script": "Script training",
    }

    coping: Coping = choice(Coping(), "coping training")
    script: Course = choice(Course(), "script training")


class Targets(Model):
    service_level: float = quantity(
        0.80,
        "share",
        "share of calls to be answered in time",
        source="80% in 20 s is habit, no standard (ICMI)",
        words=Words(
            "Target: answered in time",
            lever=LeverSpec("targets", 0.0, 1.0, 0.05, "Answered in time"),
            example="80% within 20 s is the habit.",
        ),
    )
    within_s: float = quantity(
        20.0,
        "s",
        "the time within which a call counts as answered in time",
        le=3600.0,
        words=Words(
            "Answer within",
            chip="Answer within {new} (was {was_number})",
            phrase="counting calls answered within {new}",
            lever=LeverSpec("targets", 0.0, 120.0, 5.0, unit="seconds"),
            example="It changes what is counted, not what happens.",
        ),
    )
    satisfaction: float = quantity(
        0.75,
        "share",
        "share of all callers to be satisfied",
        words=Words(
            "Target: satisfied, all callers",
            lever=LeverSpec("targets", 0.0, 1.0, 0.05, "Satisfied, all callers"),
            example="Surveys run higher: callers who hung up are not asked.",
        ),
    )
    exhaustion_line: float = quantity(
        55.0,
        "index 0-100",
        "exhaustion above which people count as above the threshold",
        le=100.0,
        assumed="a threshold we declare, no diagnosis",
        words=Words(
            "Exhaustion threshold",
            chip="Exhaustion threshold at {new_number} (was {was_number})",
            phrase="with the exhaustion threshold at {new_number}",
            lever=LeverSpec("targets", 0.0, 100.0, 1.0, unit="of 100"),
            example="It is there to compare scenarios by, and no diagnosis.",
        ),
    )


class Costs(Model):
    currency: str = choice("AUD", "currency of all money in the scenario", min_length=1, max_length=8)
    year: int = quantity(2026, "year", "year whose prices these are", ge=1990, le=2100)
    on_cost: float = quantity(
        0.25,
        "share",
        "cost of employment on top of pay, as a share of it",
        le=3.0,
        assumed="usually 20 to 30%",
    )
    replacement_share: float = quantity(
        0.33,
        "share",
        "cost of replacing somebody who leaves, as a share of a year's pay",
        le=5.0,
        sourced="US Call Center Report: 3 to 4 months' pay",
    )
    other_per_week: float = quantity(
        0.0,
        "currency a week",
        "whatever else it costs to run the centre in this way, such as a coach",
        le=1_000_000_000.0,
        words=Words(
            "Other costs a week",
            chip="Other costs a week: {new_number} (was {was_number})",
            phrase="with other costs of {new_number} a week",
        ),
    )
