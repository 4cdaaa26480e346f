"""Every constant of the model's behaviour, by name, with unit, bounds and what it rests on.

The order of the fields is the order in which the rules read them (`sim/rules.py`).
"""

from __future__ import annotations

from typing import Any, ClassVar

from sim.scenario.fields import ASSUMED, Model, Words, choice, quantity


def _constant(default: float, unit: str, help: str, sourced: str = "", **kw: Any) -> Any:
    return quantity(default, unit, help, sourced=sourced, **{"le": 10.0, "assumed": ASSUMED, **kw})


def _share(default: float, help: str, sourced: str = "", **kw: Any) -> Any:
    return _constant(default, "share", help, sourced, **{"le": 1.0, **kw})


def _time(default: float, unit: str, help: str, sourced: str = "", **kw: Any) -> Any:
    return _constant(default, unit, help, sourced, **{"gt": 0.0, "le": 10_000.0, **kw})


class Behaviour(Model):
    """What callers do and what calls do to agents."""

    topics: ClassVar = {
        "satisfied_stretch": "Until fully satisfied",
        "satisfied_resolve": "Until fully satisfied",
        "satisfied_": "Satisfaction",
        "quality_": "Quality score",
        "resolv": "Resolution",
        "eta": "Resolution",
        "skill_sd": "Resolution",
        "need_": "Length of calls",
        "novice_": "Length of calls",
        "pressure_slope": "Time pressure",
        "upset_": "Upset callers",
        "difficult_": "Difficult callers",
        "discernment_": "Ending calls",
        "call_back_": "Calling again, unresolved",
        "sick_": "Sick days",
        "quit_": "Staff turnover",
        "newcomer_": "Newcomers",
        "vacancy_": "Staff turnover",
        "warm_up_": "Time simulated",
    }

    strain: bool = choice(
        True,
        "on: calls tire people; off: exhaustion stays neutral and no strain builds up",
        status="assumption",
    )

    # The call's work
    need_exhaustion: float = _constant(
        0.10,
        "per unit E",
        "how much longer a fully exhausted agent takes",
        le=2.0,
        assumed="sign: Rafaeli et al. 2012; Collewet & Sauermann 2017; size assumed",
    )
    novice_need: float = _share(
        0.45,
        "how much longer a brand-new agent takes",
        "De Grip, Sauermann & Sieben 2016: +64% output over the first year",
        le=3.0,
    )
    novice_days: float = _time(
        40.0, "days", "days on the phones after which a newcomer's slowness has faded to 37%"
    )
    need_repeat_saved: float = _share(
        0.15, "share of the work that a later call is spared by what the last one achieved"
    )
    need_passed_on: float = _share(
        0.80, "share of the work left for the next agent when a call is transferred"
    )
    satisfied_stretch: float = _constant(
        1.15,
        "factor",
        "how much longer an ordinary call takes when the caller must be fully satisfied",
        ge=1.0,
        le=5.0,
    )
    satisfied_resolve: float = _constant(
        1.03, "factor", "how much the longer call helps to resolve the issue", ge=1.0, le=2.0
    )
    pressure_slope: float = _constant(
        2.0, "factor", "time pressure is this times the share of time taken away, at most 1"
    )

    # Difficult and upset callers
    upset_free_wait_min: float = _time(2.0, "min", "minutes of waiting that upset nobody", gt=None)
    upset_per_wait_min: float = _constant(
        0.01,
        "share per min",
        "chance of being upset added by each further minute of waiting",
        le=1.0,
        assumed="sign: Garcia et al. 2012 (small); size assumed",
    )
    upset_per_attempt: float = _share(
        0.08, "chance of being upset added by each earlier answered call that did not resolve the issue"
    )
    upset_per_transfer: float = _share(0.05, "chance of being upset added by each transfer")
    difficult_hold_min: float = _time(
        20.0,
        "min",
        "average time a difficult caller keeps the agent without progress, if the call is never ended",
        evidence=(10.0, 30.0),
        words=Words("How long a difficult caller keeps the agent"),
    )
    upset_hold_min: float = _time(
        4.0,
        "min",
        "average time without progress until an upset caller calms",
        evidence=(2.0, 8.0),
        words=Words("How long an upset caller takes to calm"),
    )
    upset_hold_coping: float = _share(0.5, "share of the calming time that full coping skill saves")
    discernment_coping: float = _share(0.5, "share of misjudged callers that full coping skill avoids")

    # Resolving the issue
    eta: float = _constant(
        1.25,
        "exponent",
        "how steeply the chance of resolving an issue falls when a call gets less time than it needs: "
        "the least known and most decisive number of the model",
        gt=0.0,
        assumed="fits MetricNet's hypothetical scenarios at 1.0; range 0.5 to 2.5",
        evidence=(0.5, 2.5),
        words=Words("How much rushing hurts resolution"),
    )
    resolve_exhaustion: float = _constant(
        0.15,
        "per unit E",
        "how much exhaustion lowers the chance of resolving an issue",
        le=2.0,
        assumed="sign: Swider & Zimmerman 2010; size assumed",
    )
    resolve_novice: float = _share(0.15, "how much lower a brand-new agent's chance of resolving an issue is")
    resolve_upset_calmed: float = _share(
        0.92, "factor on the chance of resolving the issue of an upset caller who calmed"
    )
    resolve_upset_cut: float = _share(
        0.35, "factor on the chance of resolving the issue of an upset caller who was cut off"
    )
    resolvable_difficult: float = _share(0.55, "chance of resolving a difficult caller's issue")
    skill_sd: float = _share(
        0.05, "standard deviation between agents of the chance of resolving an issue", le=0.5
    )
    resolve_min: float = _share(0.01, "least chance of resolving an issue")
    resolve_max: float = _share(0.98, "greatest chance of resolving an issue")

    # Calling again
    call_back_earliest_days: float = _time(
        1.0, "days", "days before which nobody calls again about an unresolved issue", gt=None
    )
    call_back_cut: float = _share(0.30, "chance that a caller who was cut off late calls again")
    call_back_cut_fresh: float = _share(
        0.50, "added to that chance when cut off at once; it fades with the minutes given"
    )
    call_back_cut_min: float = _time(
        4.0, "min", "minutes given after which that added chance has faded to 37%"
    )
    call_back_difficult: float = _share(
        0.40, "chance that a difficult caller, neither cut off nor helped, calls again"
    )

    # Satisfaction
    satisfied_base: float = _share(
        0.95, "chance that a caller is satisfied when all goes well", "SQM: 78 to 86% on the first call"
    )
    satisfied_per_attempt: float = _share(
        0.14,
        "lost by each earlier answered call that did not resolve the issue",
        "SQM: 14 to 15 points a further call; another firm: 5 to 10",
    )
    satisfied_unresolved: float = _share(
        0.35, "lost where the issue is unresolved", "SQM: 33 points within centre"
    )
    satisfied_per_transfer: float = _share(
        0.08, "lost by each transfer", "SQM 2021: 12 points, partly through resolution"
    )
    satisfied_free_wait_min: float = _time(
        1.0, "min", "minutes of waiting that cost no satisfaction", gt=None
    )
    satisfied_per_wait_min: float = _constant(
        0.03,
        "share per min",
        "lost by each further minute of waiting",
        le=1.0,
        assumed="sign: Garcia et al. 2012; size assumed",
    )
    satisfied_wait_max: float = _share(0.30, "most that waiting can cost")
    satisfied_exhaustion: float = _constant(
        0.20,
        "per unit E",
        "lost by the agent's exhaustion",
        le=2.0,
        assumed="sign: Söderlund 2017; size assumed",
    )
    satisfied_rushed: float = _share(0.20, "lost when a call gets none of the time it needs")
    satisfied_upset: float = _share(
        0.12, "lost by arriving upset", "SQM: 55% against 82%, callers with a complaint"
    )
    satisfied_upset_coping: float = _share(0.20, "won back by full coping skill")
    satisfied_upset_cut: float = _share(0.20, "lost when an upset caller is cut off")
    satisfied_min: float = _share(0.02, "least chance that a caller is satisfied")
    satisfied_max: float = _share(0.98, "greatest chance that a caller is satisfied")

    # Quality score
    quality_content: float = _share(0.45, "weight of the content of the answer in the quality score")
    quality_manner: float = _share(0.55, "weight of the manner in the quality score")
    quality_content_exhaustion: float = _constant(
        0.30, "per unit E", "content of the answer lost by exhaustion", le=2.0
    )
    quality_manner_exhaustion: float = _constant(0.90, "per unit E", "manner lost by exhaustion", le=2.0)
    quality_manner_coping: float = _share(
        0.50, "share of the manner lost by exhaustion that full coping skill avoids"
    )
    quality_hostile: float = _share(0.45, "manner lost on a hostile caller without coping skill")

    # Acute strain, within the day
    tau_on_min: float = _time(75.0, "min", "time constant with which strain builds up on calls")
    tau_off_min: float = _time(
        18.0,
        "min",
        "time constant with which strain fades between calls",
        assumed="sign: Albulescu et al. 2022 (micro-breaks); size assumed",
    )
    intensity_pressure: float = _constant(
        0.6, "factor", "how much full time pressure adds to the strain of a call"
    )
    h_int: float = _constant(
        3.5,
        "factor",
        "how much a hostile caller adds to the strain of a call",
        assumed="sign: Dormann & Zapf 2004; Grandey et al. 2004; size assumed",
    )
    intensity_exhaustion: float = _constant(
        0.5,
        "per unit E",
        "how much exhaustion adds to the strain of a hostile call",
        assumed="sign: Guthier, Dormann & Voelkle 2020; size assumed",
    )
    strain_carry: float = _share(
        0.25,
        "share of exhaustion that is there as strain when a day begins",
        assumed="sign: Zhan, Wang & Shi 2013; size assumed",
    )

    # Exhaustion, over days
    exhaustion_neutral: float = _share(0.45, "exhaustion at which it has no effect on anything")
    exhaustion_start_sd: float = _constant(
        0.10, "E", "spread of exhaustion between agents at the start", le=0.5
    )
    exhaustion_newcomer: float = _share(0.25, "exhaustion of a newcomer")
    exhaustion_rest: float = _share(0.05, "exhaustion towards which days off lead")
    w_A: float = _constant(
        0.25,
        "E",
        "exhaustion added by time pressure itself",
        le=2.0,
        assumed="sign: Holman et al. 2002 (perceived monitoring); size assumed",
        evidence=(0.0, 0.4),
        words=Words("How much time pressure itself tires people"),
    )
    vulnerability_cv: float = _constant(0.30, "CV", "how much people differ in how strain tires them", le=2.0)
    tau_up_days: float = _time(
        15.0,
        "days",
        "time constant with which exhaustion rises",
        assumed="Westman & Eden 1997: a state of 1 to 1.5 weeks; rise assumed",
    )
    tau_down_days: float = _time(
        25.0, "days", "time constant with which exhaustion falls", "Westman & Eden 1997; Shoman et al. 2022"
    )

    # Sickness, quitting, hiring
    sick_rate: float = _share(
        0.022, "chance of being sick on a day, without exhaustion", "Australian centres: 4% absence"
    )
    sick_exhaustion: float = _constant(
        1.2,
        "per unit E",
        "exponent of exhaustion in the chance of being sick",
        "Swider & Zimmerman 2010: r 0.23",
    )
    quit_rate: float = _constant(
        0.135, "per year", "staff turnover a year, without exhaustion", "SQM 35%, Australia 16 to 34% a year"
    )
    quit_exhaustion: float = _constant(
        2.0,
        "per unit E",
        "exponent of exhaustion in staff turnover",
        "Swider & Zimmerman 2010: r 0.25 (1 to 3)",
    )
    quit_newcomer: float = _constant(1.8, "factor", "how many times likelier a newcomer leaves", le=20.0)
    newcomer_days: float = _time(65.0, "days", "days on the phones during which one is a newcomer")
    vacancy_days: int = _constant(
        42, "days", "how long a position stays vacant", ge=0, le=400, sourced="practice: 4 to 8 weeks to hire"
    )
    newcomer_training_days: int = _constant(
        28,
        "days",
        "how long a newcomer trains off the phones",
        ge=0,
        le=400,
        sourced="US Call Center Report: 4.2 weeks",
    )
    warm_up_gain: float = _constant(
        2.5,
        "factor",
        "how much a warm-up week's net change of exhaustion is stretched, so that "
        "the measured weeks begin at the level that the rules lead to",
        ge=1.0,
        assumed="numerical: reaches the weekly fixed point within 0.0002 in 4 weeks",
    )
