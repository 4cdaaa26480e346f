"""Who calls and when: opening hours, volume, call types, callers."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Discriminator, Field, Tag

from sim.scenario.fields import (
    ASSUMED,
    NO_UNIT,
    Clock,
    Date,
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

Weight = Annotated[float, Field(ge=0.0, le=1e6)]
Weights = Annotated[tuple[Weight, ...], Sequence_, Field(min_length=1, max_length=48)]
Span = Annotated[tuple[Clock, Clock], Sequence_]
Spans = Annotated[tuple[Span, ...], Sequence_, Field(min_length=1, max_length=6)]


def _list_or_map(value: object) -> str:
    return "by weekday" if isinstance(value, dict) else "list"


def _one_or_several(value: object) -> str:
    return (
        "several"
        if isinstance(value, list | tuple) and value and isinstance(value[0], list | tuple)
        else "one"
    )


class Open(Model):
    """Opening hours, of the day on which they begin; 00:00-24:00 every day is "always"."""

    days: Annotated[tuple[Weekday, ...], Sequence_] = choice(
        ("mon", "tue", "wed", "thu", "fri"),
        "weekdays on which the centre is open",
        min_length=1,
        max_length=7,
    )
    from_: Clock = choice("08:00", "opening time, on the hour or half-hour", alias="from")
    to: Clock = choice(
        "18:00",
        "closing time, on the hour or half-hour; earlier than the opening: on the next day",
        alias="to",
    )
    spans: Annotated[tuple[Span, ...], Sequence_] = choice(
        (), "several opening periods a day, as a list of [from, to], instead of from and to", max_length=6
    )
    hours: dict[
        Weekday,
        Annotated[
            Annotated[Span, Tag("one")] | Annotated[Spans, Tag("several")], Discriminator(_one_or_several)
        ],
    ] = choice({}, "weekdays with other hours, as [from, to] or a list of several")


class SpecialDay(Model):
    """One dated exception, by week and weekday or by date."""

    week: int | None = quantity(None, "week", "measured week, counted from 0", ge=0, le=519)
    day: Weekday | None = choice(None, "weekday")
    date: Date | None = choice(None, 'the date instead, as "2026-12-25"; needs horizon.start_date')
    closed: bool = choice(False, "closed on this day; only those whose shift runs into open hours work")
    calls_factor: float = quantity(1.0, "factor", "this day's calls as a multiple of usual", le=20.0)


class Demand(Model):
    calls_per_day: float = quantity(
        ...,
        "issues per open day",
        "people with a new issue on an average open day; repeat calls come on top",
        le=1e7,
        words=Words(
            "New issues a day",
            lever=LeverSpec("demand", unit=NO_UNIT),
            example="The typical centre, with 42 people, has 1,250.",
        ),
    )
    day_to_day_cv: float = quantity(
        0.10,
        "CV",
        "how much days differ in calls, beyond chance",
        le=1.0,
        assumed="daily counts vary far beyond Poisson; leaving it out is a known error",
        words=Words("How much days differ in calls"),
    )
    intraday_cv: float = quantity(
        0.0,
        "CV",
        "how much half-hours of a day differ in calls, beyond chance and beyond the day; 0: not at all",
        le=1.0,
        assumed="off; half-hour counts of public logs vary 2.4 to 3.8 times as much as Poisson within the day",
        words=Words("How much half-hours differ in calls"),
    )
    intraday_correlation: float = quantity(
        0.8,
        "correlation",
        "how alike neighbouring half-hours are in that, from 0, not at all, to 1, the whole day alike",
        le=1.0,
        assumed="counts of neighbouring half-hours go together: correlation 0.54 in a bank's, chance included",
        words=Words("Likeness of neighbouring half-hours"),
    )
    open: Open = choice(Open(), "opening hours", words=Words("Opening hours"))
    weekday_factor: dict[Weekday, Weight] = choice(
        {}, "weight of each weekday's calls; 1 where not named", words=Words("Calls over the week")
    )
    profile: (
        Annotated[
            Annotated[Weights, Tag("list")] | Annotated[dict[Weekday, Weights], Tag("by weekday")],
            Discriminator(_list_or_map),
        ]
        | None
    ) = choice(
        None,
        "weight of each half-hour from opening to closing; a map by weekday where hours differ; flat if left out",
        words=Words("Calls over the day"),
    )
    special_days: Annotated[tuple[SpecialDay, ...], Sequence_] = choice(
        (), "dated exceptions", words=Words("Special days")
    )
    closed_days: Annotated[tuple[Date, ...], Sequence_] = choice(
        (),
        "dates on which the centre does not open, as a short form of special days",
        max_length=2000,
        words=Words("Closed days"),
    )
    queue_limit: int | None = quantity(
        None,
        "waiting places",
        "callers who may wait at a time; further ones are turned away; none: no limit",
        ge=0,
        le=100_000,
    )


class Need(Model):
    """Distribution of the work an issue needs; the mean includes the fixed overhead."""

    distribution: Literal["lognormal", "exponential", "gamma", "deterministic", "empirical"] = choice(
        "lognormal",
        "distribution of the work that issues need",
        sourced="lognormal: Brown et al. 2005; Gualandi & Toscani 2018",
    )
    mean_min: float = quantity(
        6.0,
        "min",
        "average work an issue needs, the fixed time included",
        gt=0.0,
        le=600.0,
        words=Words(
            "Handle time needed",
            lever=LeverSpec("demand", step=0.1, order=1, together=True),
            example="Usual: 3 to 6 min for billing questions, 6 to 10 for technical ones; wrap-up comes on top.",
        ),
    )
    cv: float = quantity(
        1.0,
        "CV",
        "coefficient of variation of the work beyond the fixed time (lognormal, gamma)",
        gt=0.0,
        le=5.0,
        sourced="Brown et al. 2005: 1.0 to 1.3",
    )
    quantiles_min: Annotated[tuple[Annotated[float, Field(ge=0.0, le=10_000.0)], ...], Sequence_] | None = (
        quantity(
            None,
            "min",
            "empirical only: values at evenly spaced probabilities from 0 to 1, rising",
            ge=None,
            min_length=2,
            max_length=2001,
        )
    )


class Patience(Model):
    distribution: Literal["exponential", "weibull", "none"] = choice(
        "exponential",
        "distribution of how long callers wait before they hang up; none: for ever",
        sourced="Erlang A: Garnett et al. 2002",
    )
    mean_min: float = quantity(
        5.0,
        "min",
        "how long callers wait on average before they hang up",
        gt=0.0,
        le=10_000.0,
        assumed="bank callers 5 to 10 min; range 2 to 10",
        words=Words(
            "Patience",
            lever=LeverSpec("demand", step=0.5, order=2, more=True, together=True),
            example="Callers of banks wait 5 to 10 min; studies find 2 to 10.",
        ),
    )
    shape: float = quantity(
        1.0, "shape", "Weibull shape; 1 is exponential", ge=0.2, le=10.0, assumed="0.7 to 1.3 in studies"
    )
    give_up_at_once: float = quantity(0.0, "share", "share of callers who hang up at once if they must wait")


class CallType(Model):
    topics: ClassVar = {
        "need": "Length of calls",
        "overhead_min": "Length of calls",
        "wrap_up_min": "Length of calls",
        "resolvable": "Resolution",
        "patience": "Patience",
    }

    name: Name = choice(..., "name of the call type")
    share: float = quantity(
        ..., "share", "share of issues; all shares sum to 1", words=Words("Share of calls")
    )
    need: Need = choice(Need(), "work an issue needs")
    overhead_min: float = quantity(
        1.3, "min", "fixed time to greet, identify and explain", le=60.0, assumed="range 0.5 to 2"
    )
    wrap_up_min: float = quantity(
        0.5, "min", "work after a call, before the next", le=120.0, assumed="usually 0.5 to 1 min"
    )
    resolvable: float = quantity(
        0.80,
        "share",
        "chance of resolving the issue when the call gets the time it needs",
        assumed="set so that first-call resolution is 70 to 75% (SQM)",
        words=Words("Resolved if all goes well"),
    )
    difficult_share: float | None = quantity(
        None, "share", "share of difficult callers among these; none: as in the whole centre"
    )
    self_service_share: float = quantity(
        0.0,
        "share",
        "share of issues that a bot resolves, the easiest first; these people never call",
        le=0.95,
        words=Words(
            "Resolved by the bot",
            lever=LeverSpec("demand", 0.0, 0.6, 0.05, order=3, more=True, together=True),
            example="A bot that takes the easy third: 30%. The issues that are left need longer.",
        ),
    )
    patience: Patience = choice(Patience(), "how long these callers wait")
    priority: int = quantity(0, "class", "higher is served first", ge=-100, le=100)
    head_start_min: float = quantity(0.0, "min", "waiting time credited on joining the queue", le=600.0)
    escalates_to: Name | None = choice(
        None, "team to which these calls are transferred; none: any that handles them"
    )
    _gone = retired(channel="phone")


class Callers(Model):
    topics: ClassVar = {
        "difficult": "Difficult callers",
        "upset": "Upset callers",
        "redial": "Redialling after hanging up",
        "call_back": "Calling again, unresolved",
        "pass_on": "Transfers",
    }

    difficult_share: float = quantity(
        1 / 6,
        "share",
        "share of callers whom no technique satisfies",
        assumed="the practitioner's claim; one sixth of medical encounters (Jackson & Kroenke 1999)",
        evidence=(0.08, 0.25),
        words=Words(
            "Difficult callers",
            phrase="with {new} difficult callers instead of {was}",
            lever=LeverSpec("demand", 0.0, 0.5, 0.01),
            example="One caller in six is 16.7%, one in ten 10%.",
        ),
    )
    difficult_satisfied: float = quantity(
        0.08,
        "share",
        "chance that a difficult caller is satisfied after all",
        assumed="practitioner: nearly none; SQM, callers with a complaint: 0.55",
        evidence=(0.02, 0.55),
        words=Words("Difficult callers satisfied after all"),
    )
    upset_share: float = quantity(
        0.08,
        "share",
        "share of callers who are angry at the start but can be calmed",
        assumed="20 to 25% of calls contain some mistreatment (Wang et al. 2011)",
    )
    upset_max: float = quantity(
        0.6,
        "share",
        "greatest share of upset callers that waiting, calling again and transfers can lead to",
        assumed=ASSUMED,
    )
    redial: float = quantity(
        0.5,
        "share",
        "chance that a caller who hung up dials again",
        assumed="range 0.3 to 0.8",
        evidence=(0.3, 0.8),
        words=Words("Callers who redial after hanging up"),
    )
    redial_after_min: float = quantity(
        20.0, "min", "average time until a caller who hung up dials again", le=10_000.0, assumed=ASSUMED
    )
    call_back: float = quantity(
        0.85,
        "share",
        "chance that somebody whose issue is unresolved calls again",
        assumed=ASSUMED,
        evidence=(0.6, 0.95),
        words=Words("Callers who call again, unresolved"),
    )
    call_back_days: float = quantity(
        2.0,
        "days",
        "average days until they call again, beyond the first",
        le=100.0,
        assumed="not found in the literature",
    )
    pass_on: float = quantity(
        0.33,
        "share",
        "share of unresolved calls transferred to a colleague",
        assumed="8% of the typical centre's answered issues see a transfer; SQM has 19% of customers",
        words=Words("Unresolved calls transferred"),
    )
    pass_on_pressed: float = quantity(
        0.45,
        "share",
        "share of unresolved calls transferred under full time pressure",
        assumed='"rushed and redirected"; range 0.35 to 0.6',
        words=Words("Unresolved calls transferred under time pressure"),
    )
