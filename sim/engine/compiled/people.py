"""People over weeks: who is in post, exhaustion's daily step, sickness, quits, hiring, courses, warm-up.

The counterpart of `sim.engine.simpy.people`, function by function.
"""

from __future__ import annotations

import math
from math import inf, nan
from typing import Any

from sim import draws, rules
from sim.callers import of_seat_day, of_seat_hire
from sim.draws import exponential, lognormal, lognormal_parameters, normal
from sim.engine.agent_state import BREAK, COURSE, FREE, PAUSE, TALK, WRAP
from sim.engine.compiled.call_flow import day_of, in_force
from sim.engine.compiled.layout import (
    AWAY,
    OFF,
    ON_PHONES,
    SICK,
    TRAINING,
    VACANT,
    agent_day_at,
    plan_at,
    seat_at,
    team_at,
    whole_at,
)
from sim.jit import shared

# -- Who is in post --


@shared
def is_planned(w: Any, seat: Any) -> bool:
    """Whether the policy in force has this seat."""
    return plan_at(w.plans, w.policy * w.all_seats + seat.index).exists


@shared
def seat_a_person(w: Any, seat: Any, first_day: int, E: float) -> None:
    """A fresh person in the seat, experienced until said otherwise."""
    b = in_force(w)
    hire = seat.hire + 1
    seat.hire = hire
    seat.in_post = True
    seat.first_day = first_day
    seat.E = E if b.strain else b.exhaustion_neutral
    seed, replication, team, number = w.seed, w.replication, seat.team, seat.number
    mu, sigma = lognormal_parameters(1.0, b.vulnerability_cv)
    u = of_seat_hire(seed, replication, draws.VULNERABILITY, team, number, hire)
    seat.vulnerability = lognormal(u, mu, sigma)
    u = of_seat_hire(seed, replication, draws.SKILL, team, number, hire)
    seat.skill = b.skill_sd * normal(u)
    mu, sigma = lognormal_parameters(1.0, team_at(w.team_rules, w.policy * w.teams + team).speed_sd)
    u = of_seat_hire(seed, replication, draws.SPEED, team, number, hire)
    seat.speed = lognormal(u, mu, sigma)
    seat.days_on_phones = inf
    seat.course_owed_min = 0.0
    seat.training_from = first_day
    seat.phones_from = first_day


@shared
def begin_people(w: Any) -> None:
    """Everybody who is there on the first day of all."""
    b = in_force(w)
    total, present = 0.0, 0
    for i in range(w.all_seats):
        seat = seat_at(w.seats, i)
        if is_planned(w, seat):
            seat.active = True
            z = normal(of_seat_hire(w.seed, w.replication, draws.EXHAUSTION_START, seat.team, seat.number, 0))
            E = rules.clip(b.exhaustion_neutral + b.exhaustion_start_sd * z, 0.0, 1.0)
            seat_a_person(w, seat, w.first_day, E)
            total += math.exp(b.quit_exhaustion * seat.E)
            present += 1
    map_staffing(w, b.quit_rate * (total / present) if present else 0.0, w.first_day)


@shared
def mean_exhaustion(w: Any, active_only: bool) -> float:
    """Mean E of those in post, added from left to right; neutral if there is nobody."""
    total, present = 0.0, 0
    for i in range(w.all_seats):
        seat = seat_at(w.seats, i)
        if seat.in_post and (seat.active or not active_only):
            total += seat.E
            present += 1
    return total / present if present else in_force(w).exhaustion_neutral


@shared
def map_staffing(w: Any, rate: float, monday: int) -> None:
    """Who is in post and for how long already, in the steady state of `rate` leavers a year."""
    b = in_force(w)
    absent_days = b.vacancy_days + b.newcomer_training_days
    absent = rate * absent_days / 365.0
    out_share = absent / (1.0 + absent)
    mean_E = mean_exhaustion(w, False) if b.strain else b.exhaustion_neutral
    for i in range(w.all_seats):
        seat = seat_at(w.seats, i)
        if not seat.active:
            continue
        seed, replication, team, number = w.seed, w.replication, seat.team, seat.number
        if of_seat_hire(seed, replication, draws.VACANCY, team, number, 0) < out_share:
            residual = absent_days * of_seat_hire(seed, replication, draws.RESIDUAL, team, number, 0)
            seat.in_post = False
            if not seat.on_duty:
                seat.E = nan
            if monday < 0:
                seat.phones_from = monday + 7
                seat.training_from = monday if residual <= b.newcomer_training_days else monday + 7
            else:
                seat.phones_from = monday + math.ceil(residual)
                seat.training_from = seat.phones_from - b.newcomer_training_days
        else:
            if not seat.in_post:
                seat.in_post = True
                seat.E = mean_E
            seat.training_from = monday
            seat.phones_from = monday
            tenure = inf
            if rate > 0.0:
                u = of_seat_hire(seed, replication, draws.TENURE, team, number, 0)
                tenure = exponential(u, 1.0 / rate)
            seat.days_on_phones = 260.0 * tenure
        seat.week_start_E = seat.E
    w.week_quits = 0.0


@shared
def warm_up_week_ends(w: Any, monday: int) -> None:
    """Stretch the week's change of exhaustion, then staff anew for the week that begins."""
    b = in_force(w)
    present = 0
    for i in range(w.all_seats):
        seat = seat_at(w.seats, i)
        if seat.in_post:
            present += 1
            if b.strain:
                change = seat.E - seat.week_start_E
                seat.E = rules.clip(seat.week_start_E + b.warm_up_gain * change, 0.0, 1.0)
    map_staffing(w, 365.0 / 7.0 * w.week_quits / present if present else 0.0, monday)


@shared
def change_policy(w: Any, policy: int, day: int) -> None:
    """Put another policy in force. Seats it does not have are no longer active: they are to be dismissed."""
    w.policy = policy
    b = in_force(w)
    mean_E = mean_exhaustion(w, True)
    for i in range(w.all_seats):
        seat = seat_at(w.seats, i)
        wanted = is_planned(w, seat)
        if wanted and not seat.active:
            seat.active = True
            seat_a_person(w, seat, day, mean_E)
        elif seat.active and not wanted:
            seat.active = False
            seat.in_post = False
            seat.removed = True
        if seat.in_post and not b.strain:
            seat.E = b.exhaustion_neutral
            seat.F = 0.0


# -- The day --


@shared
def begin_day(w: Any, seat: Any, day: int) -> int:
    """Today's standing of an active seat: vacant, in training, or off (a shift may yet be planned)."""
    if not seat.in_post:
        if day < seat.training_from or seat.on_duty:
            return VACANT
        if day < seat.phones_from:
            return TRAINING
        seat_a_person(w, seat, day, in_force(w).exhaustion_newcomer)
        seat.days_on_phones = 0.0
        refresh_skills(w, seat, day)
    seat.novel = rules.novelty(in_force(w), seat.days_on_phones)
    return OFF


@shared
def refresh_skills(w: Any, seat: Any, day: int) -> None:
    """Coping skill and script gain as they stand this week."""
    p = in_force(w)
    seat.coping = p.coping_effect * curve(w, p.coping_from, p.coping_to, seat, day, p.half_life_weeks)
    seat.script = p.script_effect * curve(w, p.script_from, p.script_to, seat, day, p.half_life_weeks)


@shared
def curve(w: Any, first: int, end: int, seat: Any, day: int, half_life_weeks: float) -> float:
    """What is left of the latest course that this person attended."""
    week = day // 7
    newcomer = seat.first_day > w.first_day
    latest, attended = 0, False
    for k in range(first, end):
        course = whole_at(w.whole_numbers, k).n
        if course <= week and (not newcomer or course * 7 >= seat.first_day):
            latest, attended = course, True
    return rules.training_curve(week - latest, half_life_weeks) if attended else 0.0


@shared
def is_absent(w: Any, seat: Any, day: int) -> bool:
    """Draw sickness, then being away, at the start of the shift; sets today's status."""
    today = day_of(w, seat, day)
    p = rules.p_sick(in_force(w), seat.E)
    today.p_sick = p
    today.status = ON_PHONES
    if of_seat_day(w.seed, w.replication, draws.SICK, seat.team, seat.number, day) < p:
        today.status = SICK
    else:
        shrinkage = team_at(w.team_rules, w.policy * w.teams + seat.team).shrinkage
        if (
            shrinkage > 0.0
            and of_seat_day(w.seed, w.replication, draws.AWAY, seat.team, seat.number, day) < shrinkage
        ):
            today.status = AWAY
    return today.status != ON_PHONES


@shared
def settle(w: Any, seat: Any, day: Any) -> None:
    """The end-of-day step: exhaustion, the row, and whether the person leaves."""
    b = in_force(w)
    if not seat.in_post and day.status == OFF:
        day.status = VACANT
    worked = day.status == ON_PHONES
    mean_pressure = day.pressure_sum / day.legs if day.legs else 0.0
    p_quit = nan
    if seat.in_post:
        if b.strain:
            target = b.exhaustion_rest
            if worked:
                target = rules.exhaustion_target(b, seat.vulnerability, day.mean_strain, mean_pressure)
            seat.E = rules.exhaustion_step(b, seat.E, target)
        if worked:
            p_quit = rules.p_quit(b, seat.E, seat.days_on_phones)
            w.week_quits += p_quit
            if day.day >= 0:
                seat.days_on_phones += 1.0
    write(w, seat, day, mean_pressure if worked else nan, p_quit)
    if (
        worked
        and seat.in_post
        and day.day >= 0
        and of_seat_day(w.seed, w.replication, draws.QUIT, seat.team, seat.number, day.day) < p_quit
    ):
        seat.in_post = False
        seat.E = nan
        seat.training_from = day.day + 1 + b.vacancy_days
        seat.phones_from = seat.training_from + b.newcomer_training_days


@shared
def write(w: Any, seat: Any, day: Any, mean_pressure: float, p_quit: float) -> None:
    """The row of a seat's day."""
    row = agent_day_at(w.agent_days, w.agent_days_n)
    w.agent_days_n += 1
    row.seat = seat.index
    row.team = seat.team
    row.number = seat.number
    row.hire = seat.hire
    row.since_day = seat.first_day
    row.day = day.day
    row.legs = day.legs
    row.status = day.status
    row.rostered_min = day.rostered_min
    row.overtime_min = day.overtime_min
    row.came = day.began
    row.went = day.went
    row.talk_min = day.minutes[TALK]
    row.wrap_min = day.minutes[WRAP]
    row.free_min = day.minutes[FREE]
    row.break_min = day.minutes[BREAK]
    row.pause_min = day.minutes[PAUSE]
    row.course_min = day.minutes[COURSE]
    row.mean_strain = day.mean_strain if day.status == ON_PHONES else nan
    row.mean_pressure = mean_pressure
    row.exhaustion = seat.E if seat.in_post else nan
    row.p_quit = p_quit
    row.p_sick = day.p_sick


@shared
def settle_days(w: Any, seat: Any, now: float) -> None:
    """Settle all of a seat's days that are over, up to one whose shift has yet to begin."""
    while (
        seat.unsettled_from <= seat.unsettled_to
        and seat.unsettled_from != seat.late_start
        and (seat.unsettled_from + 1) * 1440.0 <= now
    ):
        day = day_of(w, seat, seat.unsettled_from)
        if day.unsettled and day.day == seat.unsettled_from:
            day.unsettled = False
            settle(w, seat, day)
        seat.unsettled_from += 1
