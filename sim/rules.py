"""What happens on a call and to an agent: the model's equations, each a pure function of plain numbers.

`b` holds the constants of behaviour by name (`sim.scenario.behaviour` gives each its unit, bounds and
source). E is exhaustion and F acute strain, both in [0, 1]; minutes are minutes. Only + - * / and
math.exp, log and sqrt are used, in one fixed order, so that every engine gets the same bits: SimPy calls
these functions as they stand, the compiled engine compiles the same source.
"""

from __future__ import annotations

import math

from sim.jit import shared
from sim.scenario.behaviour import Behaviour

LN2 = 0.6931471805599453

ORDINARY = 0
UPSET = 1
DIFFICULT = 2

UNTIL_SATISFIED = 0
CALLER_ENDS = 1
AFTER_MINUTES = 2

NO_COURSE = -(2**30)
"""The week of a course that never was."""


@shared
def clip(x: float, low: float, high: float) -> float:
    """x, but not under low nor over high."""
    if x < low:
        return low
    if x > high:
        return high
    return x


# -- The call's work -------------------------------------------------------------------------------


@shared
def novelty(b: Behaviour, days_on_phones: float) -> float:
    """How new somebody still is: 1 on the first day, 37 % after `novice_days`. Model 3."""
    return math.exp(-days_on_phones / b.novice_days)


@shared
def remaining_need_min(overhead_min: float, need_min: float, factor: float) -> float:
    """Work of a later call or leg: the overhead again, and `factor` of the rest. Model 2."""
    return overhead_min + (need_min - overhead_min) * factor


@shared
def working_need_min(b: Behaviour, need_min: float, E: float, novel: float, speed: float) -> float:
    """N': minutes this agent would take if left alone. Model 3.1."""
    return (
        need_min
        * (1.0 + b.need_exhaustion * (E - b.exhaustion_neutral))
        * (1.0 + b.novice_need * novel)
        * speed
    )


@shared
def shift_average_cap_min(target_min: float, answered: int, talk_min: float, overhead_min: float) -> float:
    """Minutes left for this call if the shift's average is to meet the target. Model 3.2.

    `answered` legs and `talk_min` minutes of talk so far this shift.
    """
    left = target_min * (answered + 1) - talk_min
    return left if left > overhead_min else overhead_min


@shared
def quota_cap_min(
    shift_left_min: float, breaks_due_min: float, calls_left: int, wrap_up_min: float, overhead_min: float
) -> float:
    """Minutes a call may take if the quota is to be met by the end of the shift. Model 3.2."""
    left = shift_left_min - breaks_due_min
    if left < 0.0:
        left = 0.0
    each = left / (calls_left if calls_left > 1 else 1) - wrap_up_min
    return each if each > overhead_min else overhead_min


@shared
def given_min(need_min: float, overhead_min: float, cap_min: float, enforcement: float) -> float:
    """S: minutes given to the work under a cap enforced with 0 < enforcement <= 1. Model 3.2."""
    held = cap_min + (1.0 - enforcement) * (need_min - cap_min)
    if held < overhead_min:
        held = overhead_min
    return held if held < need_min else need_min


@shared
def achieved(need_min: float, overhead_min: float, given: float) -> float:
    """g: share of the needed work done; 1 where the need is no more than the overhead. Model 3.2."""
    if need_min <= overhead_min:
        return 1.0
    return (given - overhead_min) / (need_min - overhead_min)


@shared
def pressure(b: Behaviour, need_min: float, given: float) -> float:
    """x: time pressure, 0 for a call left alone, 1 when half its time or more is taken away. Model 3.2."""
    if given >= need_min:
        return 0.0
    x = b.pressure_slope * (1.0 - given / need_min)
    return x if x < 1.0 else 1.0


# -- Difficult and upset callers -------------------------------------------------------------------


@shared
def p_upset(
    b: Behaviour, upset_share: float, upset_max: float, waited_min: float, attempt: int, transfers: int
) -> float:
    """Chance that a caller who is not difficult is upset when answered. Model 2.

    `waited_min`: all waiting in this call; `attempt` from 1; `transfers` so far in this call.
    """
    over = waited_min - b.upset_free_wait_min
    if over < 0.0:
        over = 0.0
    p = (
        upset_share
        + b.upset_per_wait_min * over
        + b.upset_per_attempt * (attempt - 1)
        + b.upset_per_transfer * transfers
    )
    return p if p < upset_max else upset_max


@shared
def hold_mean_min(b: Behaviour, kind: int, coping: float) -> float:
    """Mean unproductive minutes of a difficult or an upset caller. Model 3.3."""
    if kind == DIFFICULT:
        return b.difficult_hold_min
    return b.upset_hold_min * (1.0 - b.upset_hold_coping * coping)


@shared
def discernment_now(b: Behaviour, discernment: float, coping: float) -> float:
    """Chance that the agent reads the caller rightly. Model 3.3."""
    return discernment + b.discernment_coping * coping * (1.0 - discernment)


@shared
def is_limited(kind: int, reads_rightly: bool) -> bool:
    """Whether the right to end calls is used on this caller, well or badly. Model 3.3.

    Rightly read, a difficult caller is closed and an upset one given time; wrongly, the reverse.
    """
    return (kind == DIFFICULT) == reads_rightly


# -- What comes of it ------------------------------------------------------------------------------


@shared
def p_resolved(
    b: Behaviour, p_settled: float, eta: float, kind: int, cut: bool, g: float, E: float, novel: float
) -> float:
    """Chance that the issue is settled. Model 3.4.

    `p_settled`: the type's or the difficult callers' chance with the agent's skill, script and stretch.
    """
    p = p_settled
    if kind == UPSET:
        p = p * (b.resolve_upset_cut if cut else b.resolve_upset_calmed)
    if g < 1.0:
        p = p * (math.exp(eta * math.log(g)) if g > 0.0 else 0.0)
    p = p * (1.0 - b.resolve_exhaustion * (E - b.exhaustion_neutral)) * (1.0 - b.resolve_novice * novel)
    return clip(p, b.resolve_min, b.resolve_max)


@shared
def p_passed_on(pass_on: float, pass_on_pressed: float, x: float) -> float:
    """Chance that an unsettled, uncut call is passed on, under pressure x. Model 3.5."""
    return pass_on + (pass_on_pressed - pass_on) * x


@shared
def p_calls_again(b: Behaviour, call_back: float, kind: int, cut: bool, held_min: float) -> float:
    """Chance that a caller with an unsettled issue calls again. Model 3.5. `held_min`: H, when cut."""
    if cut:
        return b.call_back_cut + b.call_back_cut_fresh * math.exp(-held_min / b.call_back_cut_min)
    if kind == DIFFICULT:
        return b.call_back_difficult
    return call_back


@shared
def later_factor(b: Behaviour, g: float) -> float:
    """Share of the work beyond the overhead that a later call still needs. Model 2."""
    return 1.0 - b.need_repeat_saved * g


@shared
def p_satisfied(
    b: Behaviour,
    difficult_satisfied: float,
    kind: int,
    attempt: int,
    resolved: bool,
    transfers: int,
    waited_min: float,
    E: float,
    g: float,
    coping: float,
    cut: bool,
) -> float:
    """Chance that the caller is satisfied when this leg ends. Model 3.6."""
    if kind == DIFFICULT:
        return difficult_satisfied
    over = waited_min - b.satisfied_free_wait_min
    if over < 0.0:
        over = 0.0
    wait = b.satisfied_per_wait_min * over
    if wait > b.satisfied_wait_max:
        wait = b.satisfied_wait_max
    p = b.satisfied_base - b.satisfied_per_attempt * (attempt - 1)
    if not resolved:
        p = p - b.satisfied_unresolved
    p = p - b.satisfied_per_transfer * transfers - wait
    p = p - b.satisfied_exhaustion * (E - b.exhaustion_neutral) - b.satisfied_rushed * (1.0 - g)
    if kind == UPSET:
        p = p - (
            b.satisfied_upset - b.satisfied_upset_coping * coping + (b.satisfied_upset_cut if cut else 0.0)
        )
    return clip(p, b.satisfied_min, b.satisfied_max)


@shared
def quality_score(b: Behaviour, g: float, E: float, coping: float, hostile: bool) -> float:
    """What a listening supervisor would give the leg, 0 to 100. Model 3.7."""
    content = b.quality_content * g * (1.0 - b.quality_content_exhaustion * (E - b.exhaustion_neutral))
    manner = 1.0 - b.quality_manner_exhaustion * E * (1.0 - b.quality_manner_coping * coping)
    if hostile:
        manner = manner - b.quality_hostile * (1.0 - coping)
    if manner < 0.0:
        manner = 0.0
    return clip(100.0 * (content + b.quality_manner * manner), 0.0, 100.0)


# -- Strain within the day -------------------------------------------------------------------------


@shared
def intensity(b: Behaviour, x: float, hostile: bool, coping: float, E: float) -> float:
    """I: how fast the talk wears the agent, 1 for an ordinary call left alone. Model 4."""
    toll = 1.0 + b.intensity_pressure * x
    if hostile:
        more = 1.0 + b.intensity_exhaustion * (E - b.exhaustion_neutral)
        if more > 0.0:  # no call is a rest, however steep the slope
            toll = toll + b.h_int * (1.0 - coping) * more
    return toll


@shared
def strain_on_call(b: Behaviour, F: float, toll: float, minutes: float) -> float:
    """F after so many minutes at this intensity: dF/dt = (1 - F) I / tau_on. Model 4."""
    return 1.0 - (1.0 - F) * math.exp(-(minutes * toll) / b.tau_on_min)


@shared
def strain_area_on_call(b: Behaviour, F: float, F_after: float, toll: float, minutes: float) -> float:
    """Integral of F over those minutes, from its closed form."""
    return minutes - (F_after - F) * (b.tau_on_min / toll)


@shared
def strain_at_rest(b: Behaviour, F: float, minutes: float) -> float:
    """F after so many minutes free, on break, in pause or training: dF/dt = -F / tau_off. Model 4."""
    return F * math.exp(-minutes / b.tau_off_min)


@shared
def strain_area_at_rest(b: Behaviour, F: float, F_after: float) -> float:
    """Integral of F over those minutes, from its closed form."""
    return (F - F_after) * b.tau_off_min


# -- Exhaustion over days --------------------------------------------------------------------------


@shared
def exhaustion_target(b: Behaviour, vulnerability: float, mean_strain: float, mean_pressure: float) -> float:
    """Where a worked day drives E. Model 4."""
    target = vulnerability * (mean_strain + b.w_A * mean_pressure)
    return target if target < 1.0 else 1.0


@shared
def exhaustion_step(b: Behaviour, E: float, target: float) -> float:
    """E one day later: a first-order lag, slower down than up. Model 4."""
    tau = b.tau_up_days if target > E else b.tau_down_days
    return E + (target - E) * (1.0 - math.exp(-1.0 / tau))


@shared
def p_sick(b: Behaviour, E: float) -> float:
    """Chance of being sick today. Model 4."""
    p = b.sick_rate * math.exp(b.sick_exhaustion * E)
    return p if p < 1.0 else 1.0


@shared
def p_quit(b: Behaviour, E: float, days_on_phones: float) -> float:
    """Chance of leaving after a worked day. Model 4."""
    rate = b.quit_rate * math.exp(b.quit_exhaustion * E)
    if days_on_phones < b.newcomer_days:
        rate = rate * b.quit_newcomer
    return 1.0 - math.exp(-rate / 260.0)


@shared
def training_curve(weeks_since: int, half_life_weeks: float) -> float:
    """Share of a course's full effect: a third more each week, then fading. Model 4.5."""
    rise = (weeks_since + 1) / 3.0
    if rise < 1.0:
        return rise
    return math.exp(-(weeks_since - 3) * LN2 / half_life_weeks) if weeks_since > 3 else 1.0


@shared
def course_left(
    course_week: int, week: int, since_day: int, is_newcomer: bool, half_life_weeks: float
) -> float:
    """What is left of the latest course; nothing for a newcomer who came after its Monday. Model 4.5.

    `course_week`: when it was held; `since_day`: first day on the phones.
    """
    if course_week == NO_COURSE or (is_newcomer and course_week * 7 < since_day):
        return 0.0
    return training_curve(week - course_week, half_life_weeks)
