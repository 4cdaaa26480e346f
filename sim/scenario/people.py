"""Teams, shifts, breaks, training, money."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Discriminator, Field, Tag

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


class Shift(Model):
    start: Clock = choice(..., "start of the shift; it may end after midnight")
    hours: float = quantity(8.0, "h", "length", gt=0.0, le=16.0)
    share: float = quantity(1.0, "share", "share of the team's seats; shares sum to 1")
    days: Annotated[tuple[Weekday, ...], Sequence_] | None = choice(
        None,
        "weekdays on which this shift begins, open or not; none: every day on which it covers opening hours",
        min_length=1,
    )


class Break(Model):
    after_min: float = quantity(..., "min", "minutes after the start of the shift", le=960.0)
    minutes: float = quantity(15.0, "min", "length", gt=0.0, le=240.0)
    stagger_min: float = quantity(0.0, "min", "spread over which colleagues take it in turn", le=480.0)


def _or_list(word: str) -> Discriminator:
    return Discriminator(lambda value: word if isinstance(value, str) else "list")


class Team(Model):
    name: Name = choice(..., "name of the team")
    agents: int = quantity(
        ...,
        "seats",
        "posts, vacancies included",
        ge=0,
        le=5000,
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
        | Annotated[tuple[Shift, ...], Sequence_, Field(min_length=1, max_length=48), Tag("list")],
        _or_list("always"),
    ] = choice("always", "a list of shifts, or always: on duty whenever open", words=Words("Shifts"))
    days_per_week: int = quantity(
        5,
        "days",
        "days a week each agent works; days off rotate over the seats",
        ge=1,
        le=7,
        words=Words("Days a week"),
    )
    breaks: Annotated[tuple[Break, ...], Sequence_] = choice(
        (), "breaks", max_length=20, words=Words("Breaks")
    )
    shrinkage: float = quantity(
        0.0,
        "share",
        "chance per day of being away besides sickness (leave, meetings)",
        le=0.95,
        words=Words("Away besides sickness"),
    )
    speed_sd: float = quantity(0.0, "SD", "how much agents differ in speed", le=2.0)
    wage_per_hour: float = quantity(
        34.0,
        "currency per h",
        "pay",
        le=10_000.0,
        assumed="Australia, about 32-36 AUD an hour in 2026 (estimate)",
        words=Words(
            "Pay",
            lever=LeverSpec("people", step=0.5, more=True),
            example="It moves cost alone: nobody in the model stays or leaves for the money.",
        ),
    )
    _gone = retired(overflow=None)


Weeks = Annotated[tuple[Annotated[int, Field(ge=-520, le=519)], ...], Sequence_]


def _weeks(name: str) -> Any:
    help = "weeks of the courses; negative ones lie before the first measured week"
    return choice((), help, max_length=520, words=Words(name))


class Course(Model):
    """Script training: the usual kind."""

    effect: float = quantity(
        0.0,
        "share",
        "added chance to settle an issue at its best",
        le=0.02,
        assumed="De Grip & Sauermann 2012: no quality loss, small gains",
        words=Words("Script training adds"),
    )
    weeks: Weeks = _weeks("Weeks of the script course")
    hours_per_agent: float = quantity(8.0, "h", "time off the phones per course", le=80.0)


class Coping(Model):
    """Coping training: less of the toll of hostile calls reaches the agent."""

    effect: float = quantity(
        0.0,
        "share",
        "share of a hostile call's toll that it spares at its best",
        assumed=".25 is what controlled studies support (Maricutoiu et al. 2016, d = .17); .4-.6 is optimistic",
        words=Words("Coping training spares"),
    )
    weeks: Weeks = _weeks("Weeks of the coping course")
    hours_per_agent: float = quantity(8.0, "h", "time off the phones per course", le=80.0)
    half_life_weeks: float = quantity(
        26.0,
        "weeks",
        "time after which half of a course's effect is gone",
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
        "calls to answer within the time below",
        source="80 % in 20 s is habit, no standard (ICMI)",
        words=Words(
            "Target: answered in time",
            lever=LeverSpec("targets", 0.0, 1.0, 0.05, "Answered in time"),
            example="80% within 20 s is the habit.",
        ),
    )
    within_s: float = quantity(
        20.0,
        "s",
        "the time within which a call should be answered",
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
        "satisfied callers to aim at",
        words=Words(
            "Target: satisfied callers",
            lever=LeverSpec("targets", 0.0, 1.0, 0.05, "Satisfied callers"),
            example="Surveys run higher: callers who hung up are not asked.",
        ),
    )
    exhaustion_line: float = quantity(
        55.0,
        "index 0-100",
        "exhaustion above this counts as over the line",
        le=100.0,
        assumed="a declared line, no diagnosis",
        words=Words(
            "Exhaustion threshold",
            chip="Exhaustion threshold at {new_number} (was {was_number})",
            phrase="with the exhaustion threshold at {new_number}",
            lever=LeverSpec("targets", 0.0, 100.0, 1.0, unit="of 100"),
            example="It is there to compare scenarios by, and no diagnosis.",
        ),
    )


class Costs(Model):
    currency: str = choice("AUD", "currency of the wages", min_length=1, max_length=8)
    year: int = quantity(2026, "year", "price year", ge=1990, le=2100)
    on_cost: float = quantity(
        0.25, "share", "cost of employment on top of pay", le=3.0, assumed="usual 20-30 %"
    )
    replacement_share: float = quantity(
        0.33,
        "share",
        "of a year's pay to replace somebody who leaves",
        le=5.0,
        sourced="US Call Center Report: 3-4 months' pay",
    )
