"""People over weeks: who is in post, exhaustion's daily step, sickness, quits, hiring, courses, warm-up.

Shared by both engines: state only. `w` is an engine's world (see `sim.engine.world`).
"""

from __future__ import annotations

import math
from math import inf, nan
from typing import Any

from sim import draws, rules
from sim.callers import seat_day_uniform, seat_hire_uniform
from sim.draws import exponential, lognormal, lognormal_parameters, normal
from sim.engine.agent_state import (
    AWAY,
    BREAK,
    COURSE,
    FREE,
    OFF,
    ON_PHONES,
    PAUSE,
    SICK,
    TALK,
    TRAINING,
    VACANT,
    WRAP,
)
from sim.engine.world import (
    behaviour_of,
    courses_of,
    is_planned,
    is_rostered,
    new_agent_day,
    policy_of,
    seat_of,
    team_of,
)
from sim.jit import shared

# -- Who is in post --


@shared
def hire_uniform(w: Any, seat: Any, purpose: int, hire: int) -> float:
    """The uniform for a purpose of (seat, hire number)."""
    return seat_hire_uniform(w.seed, w.replication, purpose, seat.team, seat.number, hire)


@shared
def day_uniform(w: Any, seat: Any, purpose: int, day: int) -> float:
    """The uniform for a purpose of (seat, day)."""
    return seat_day_uniform(w.seed, w.replication, purpose, seat.team, seat.number, day)


@shared
def fill_seat(w: Any, seat: Any, first_day: int, E: float) -> None:
    """A fresh person in the seat, experienced as if always on the phones."""
    b = behaviour_of(w)
    hire = seat.hire + 1
    seat.hire = hire
    seat.in_post = True
    seat.first_day = first_day
    seat.E = E if b.strain else b.exhaustion_neutral
    mu, sigma = lognormal_parameters(1.0, b.vulnerability_cv)
    seat.vulnerability = lognormal(hire_uniform(w, seat, draws.VULNERABILITY, hire), mu, sigma)
    seat.skill = b.skill_sd * normal(hire_uniform(w, seat, draws.SKILL, hire))
    mu, sigma = lognormal_parameters(1.0, team_of(w, seat.team).speed_sd)
    seat.speed = lognormal(hire_uniform(w, seat, draws.SPEED, hire), mu, sigma)
    seat.days_on_phones = inf
    seat.course_owed_min = 0.0
    seat.training_from = first_day
    seat.phones_from = first_day


@shared
def begin_people(w: Any) -> None:
    """Everybody who is there on the first day of all."""
    b = behaviour_of(w)
    total, present = 0.0, 0
    for i in range(w.all_seats):
        seat = seat_of(w, i)
        if is_planned(w, seat):
            seat.active = True
            z = normal(hire_uniform(w, seat, draws.EXHAUSTION_START, 0))
            E = rules.clip(b.exhaustion_neutral + b.exhaustion_start_sd * z, 0.0, 1.0)
            fill_seat(w, seat, w.first_day, E)
            total += math.exp(b.quit_exhaustion * seat.E)
            present += 1
    staff(w, b.quit_rate * (total / present) if present else 0.0, w.first_day)


@shared
def mean_exhaustion(w: Any, active_only: bool) -> float:
    """Mean E of those in post, added from left to right; neutral if there is nobody."""
    total, present = 0.0, 0
    for i in range(w.all_seats):
        seat = seat_of(w, i)
        if seat.in_post and (seat.active or not active_only):
            total += seat.E
            present += 1
    return total / present if present else behaviour_of(w).exhaustion_neutral


@shared
def staff(w: Any, leavers_per_year: float, monday: int) -> None:
    """Who is in post and for how long already, in the steady state of a number of leavers for each post."""
    b = behaviour_of(w)
    absent_days = b.vacancy_days + b.newcomer_training_days
    absent = leavers_per_year * absent_days / 365.0
    out_share = absent / (1.0 + absent)
    mean_E = mean_exhaustion(w, False) if b.strain else b.exhaustion_neutral
    for i in range(w.all_seats):
        seat = seat_of(w, i)
        if not seat.active:
            continue
        if hire_uniform(w, seat, draws.VACANCY, 0) < out_share:
            residual = absent_days * hire_uniform(w, seat, draws.RESIDUAL, 0)
            seat.in_post = False
            if not seat.on_duty:  # who works through Sunday night finishes the shift
                seat.E = nan
            if monday < 0:  # states stand still within a warm-up week
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
            if leavers_per_year > 0.0:
                tenure = exponential(hire_uniform(w, seat, draws.TENURE, 0), 1.0 / leavers_per_year)
            seat.days_on_phones = 260.0 * tenure
        seat.E_on_monday = seat.E
    w.week_quits = 0.0


@shared
def warm_up_week_ends(w: Any, monday: int) -> None:
    """Stretch the week's change of exhaustion, then staff anew for the week that begins."""
    b = behaviour_of(w)
    present = 0
    for i in range(w.all_seats):
        seat = seat_of(w, i)
        if seat.in_post:
            present += 1
            if b.strain:
                change = seat.E - seat.E_on_monday
                seat.E = rules.clip(seat.E_on_monday + b.warm_up_gain * change, 0.0, 1.0)
    staff(w, 365.0 / 7.0 * w.week_quits / present if present else 0.0, monday)


@shared
def adopt_policy(w: Any, day: int) -> None:
    """Fill and remove seats as another policy, just put in force, has it."""
    b = behaviour_of(w)
    mean_E = mean_exhaustion(w, True)
    for i in range(w.all_seats):
        seat = seat_of(w, i)
        planned = is_planned(w, seat)
        if planned and not seat.active:
            seat.active = True
            fill_seat(w, seat, day, mean_E)
        elif seat.active and not planned:
            seat.active = False
            seat.in_post = False
            seat.removed = True
        if seat.in_post and not b.strain:
            seat.E = b.exhaustion_neutral
            seat.F = 0.0


# -- Courses --


@shared
def refresh_skills(w: Any, seat: Any, day: int) -> None:
    """Coping skill and script gain as they stand this week."""
    policy, week = policy_of(w), day // 7
    courses = courses_of(w, week)
    since, is_newcomer = seat.first_day, seat.first_day > w.first_day
    half_life = policy.half_life_weeks
    coping = rules.course_left(courses.coping, week, since, is_newcomer, half_life)
    script = rules.course_left(courses.script, week, since, is_newcomer, half_life)
    seat.coping = policy.coping_effect * coping
    seat.script = policy.script_effect * script


@shared
def owe_course(w: Any, seat: Any, day: int) -> None:
    """On the shift of the week that is this seat's turn, the hours of this week's courses fall due."""
    monday = day - day % 7
    hours = courses_of(w, day // 7).hours
    if hours == 0.0 or seat.first_day > monday:  # who came after Monday waits for the next course
        return
    shifts, number = 0, -1
    for other in range(monday, monday + 7):
        if shifts < 5 and is_rostered(w, seat, other):
            if other == day:
                number = shifts
            shifts += 1
    if number == seat.number % shifts:
        seat.course_owed_min += hours * 60.0


# -- The day --


@shared
def begin_day(w: Any, seat: Any, day: int) -> int:
    """Today's status of an active seat: vacant, in training, or off (a shift may yet be planned)."""
    if not seat.in_post:
        if day < seat.training_from or seat.on_duty:  # who left may still be on a last call
            return VACANT
        if day < seat.phones_from:
            return TRAINING
        fill_seat(w, seat, day, behaviour_of(w).exhaustion_newcomer)
        seat.days_on_phones = 0.0
        refresh_skills(w, seat, day)
    seat.novel = rules.novelty(behaviour_of(w), seat.days_on_phones)
    return OFF


@shared
def is_absent(w: Any, seat: Any, today: Any) -> bool:
    """Draw sickness, then being away, at the start of the shift; sets today's status."""
    p = rules.p_sick(behaviour_of(w), seat.E)
    today.p_sick = p
    today.status = ON_PHONES
    if day_uniform(w, seat, draws.SICK, today.day) < p:
        today.status = SICK
    else:
        shrinkage = team_of(w, seat.team).shrinkage
        if shrinkage > 0.0 and day_uniform(w, seat, draws.AWAY, today.day) < shrinkage:
            today.status = AWAY
    return bool(today.status != ON_PHONES)


@shared
def close_day(w: Any, seat: Any, today: Any) -> None:
    """The end-of-day step: exhaustion, the row, and whether the person leaves."""
    b = behaviour_of(w)
    if not seat.in_post and today.status == OFF:
        today.status = VACANT
    worked = today.status == ON_PHONES
    mean_pressure = today.pressure_sum / today.legs if today.legs else 0.0
    p_quit = nan
    if seat.in_post:
        if b.strain:
            target = b.exhaustion_rest
            if worked:
                target = rules.exhaustion_target(b, seat.vulnerability, today.mean_strain, mean_pressure)
            seat.E = rules.exhaustion_step(b, seat.E, target)
        if worked:
            p_quit = rules.p_quit(b, seat.E, seat.days_on_phones)
            w.week_quits += p_quit
            if today.day >= 0:
                seat.days_on_phones += 1.0
    write_day(new_agent_day(w), seat, today, mean_pressure if worked else nan, p_quit)
    if worked and seat.in_post and today.day >= 0 and day_uniform(w, seat, draws.QUIT, today.day) < p_quit:
        seat.in_post = False
        seat.E = nan
        seat.training_from = today.day + 1 + b.vacancy_days
        seat.phones_from = seat.training_from + b.newcomer_training_days


@shared
def write_day(row: Any, seat: Any, today: Any, mean_pressure: float, p_quit: float) -> None:
    """Fill the row of a seat's day."""
    row.seat = seat.index
    row.team = seat.team
    row.number = seat.number
    row.hire = seat.hire
    row.since_day = seat.first_day
    row.day = today.day
    row.legs = today.legs
    row.status = today.status
    row.rostered_min = today.rostered_min
    row.overtime_min = today.overtime_min
    row.came = today.on_duty_from
    row.went = today.on_duty_to
    row.talk_min = today.minutes[TALK]
    row.wrap_min = today.minutes[WRAP]
    row.free_min = today.minutes[FREE]
    row.break_min = today.minutes[BREAK]
    row.pause_min = today.minutes[PAUSE]
    row.course_min = today.minutes[COURSE]
    row.rostered_next_week_min = today.rostered_next_min
    row.overtime_next_week_min = today.overtime_next_min
    row.talk_next_week_min = today.next_minutes[TALK]
    row.wrap_next_week_min = today.next_minutes[WRAP]
    row.free_next_week_min = today.next_minutes[FREE]
    row.break_next_week_min = today.next_minutes[BREAK]
    row.pause_next_week_min = today.next_minutes[PAUSE]
    row.course_next_week_min = today.next_minutes[COURSE]
    row.mean_strain = today.mean_strain if today.status == ON_PHONES else nan
    row.mean_pressure = mean_pressure
    row.exhaustion = seat.E if seat.in_post else nan
    row.p_quit = p_quit
    row.p_sick = today.p_sick
