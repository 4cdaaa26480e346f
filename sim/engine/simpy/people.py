"""People over weeks: who is in post, exhaustion's daily step, sickness, quits, hiring, courses, warm-up."""

from __future__ import annotations

import math

from sim import draws, rules
from sim.callers import ArrivalGenerator
from sim.draws import exponential, lognormal, lognormal_parameters, normal
from sim.engine.agent_state import BREAK, COURSE, FREE, PAUSE, TALK, WRAP
from sim.engine.policy import Policy
from sim.engine.simpy.seat import Seat, SeatDay
from sim.record import AGENT_DAY_COLUMNS, NAN, DayStatus, Rows
from sim.scenario.people import Coping, Course


def _mean(values: list[float]) -> float:
    """Mean, added from left to right: every engine and version of Python gets the same bits."""
    total = 0.0
    for value in values:
        total += value
    return total / len(values)


class People:
    """All seats and what becomes of those who sit in them."""

    def __init__(self, policies: list[Policy], book: ArrivalGenerator) -> None:
        self.book = book
        self.policy = policies[0]
        teams = range(len(self.policy.plans))
        room = [max(len(p.plans[team]) for p in policies) for team in teams]
        self.of_team: list[list[Seat]] = []
        self.all: list[Seat] = []
        for team in teams:
            seats = [Seat(len(self.all) + n, team, n) for n in range(room[team])]
            self.all += seats
            self.of_team.append(seats)
        self.rows = Rows(AGENT_DAY_COLUMNS)
        self.week_quits = 0.0
        self.first_day = first_day = self.policy.week * 7
        for seat in self.all:
            if seat.number < len(self.policy.plans[seat.team]):
                seat.active = True
                self._seat_a_person(seat, first_day, self._start_exhaustion(seat))
        self._map_staffing(self._first_leaving_rate(), first_day)

    # -- Who is in post --

    def _start_exhaustion(self, seat: Seat) -> float:
        b = self.policy.behaviour
        z = normal(self.book.of_seat_hire(draws.EXHAUSTION_START, seat.team, seat.number, 0))
        return rules.clip(b.exhaustion_neutral + b.exhaustion_start_sd * z, 0.0, 1.0)

    def _seat_a_person(self, seat: Seat, first_day: int, E: float) -> None:
        """A fresh person in the seat, experienced until said otherwise."""
        b, hire = self.policy.behaviour, seat.hire + 1
        seat.hire, seat.in_post, seat.first_day = hire, True, first_day
        seat.E = E if b.strain else b.exhaustion_neutral
        mu, sigma = lognormal_parameters(1.0, b.vulnerability_cv)
        seat.vulnerability = lognormal(
            self.book.of_seat_hire(draws.VULNERABILITY, seat.team, seat.number, hire), mu, sigma
        )
        seat.skill = b.skill_sd * normal(self.book.of_seat_hire(draws.SKILL, seat.team, seat.number, hire))
        mu, sigma = lognormal_parameters(1.0, self.policy.speed_sd[seat.team])
        seat.speed = lognormal(self.book.of_seat_hire(draws.SPEED, seat.team, seat.number, hire), mu, sigma)
        seat.days_on_phones = math.inf
        seat.course_owed_min = 0.0
        seat.phones_from = seat.training_from = first_day

    def _first_leaving_rate(self) -> float:
        """Leavers per person and year before any week has been run."""
        b = self.policy.behaviour
        present = [math.exp(b.quit_exhaustion * s.E) for s in self.all if s.in_post]
        return b.quit_rate * _mean(present) if present else 0.0

    def _map_staffing(self, rate: float, monday: int) -> None:
        """Who is in post and for how long already, in the steady state of `rate` leavers a year."""
        b = self.policy.behaviour
        absent_days = b.vacancy_days + b.newcomer_training_days
        absent = rate * absent_days / 365.0
        out_share = absent / (1.0 + absent)
        present = [s.E for s in self.all if s.in_post]
        mean_E = _mean(present) if present and b.strain else b.exhaustion_neutral
        for seat in self.all:
            if not seat.active:
                continue
            where = (seat.team, seat.number, 0)
            if self.book.of_seat_hire(draws.VACANCY, *where) < out_share:
                residual = absent_days * self.book.of_seat_hire(draws.RESIDUAL, *where)
                seat.in_post = False
                if not seat.on_duty:  # who works through Sunday night finishes the shift
                    seat.E = NAN
                if monday < 0:  # states stand still within a warm-up week
                    seat.phones_from = monday + 7
                    seat.training_from = monday if residual <= b.newcomer_training_days else monday + 7
                else:
                    seat.phones_from = monday + math.ceil(residual)
                    seat.training_from = seat.phones_from - b.newcomer_training_days
            else:
                if not seat.in_post:
                    seat.in_post, seat.E = True, mean_E
                seat.phones_from = seat.training_from = monday
                tenure = (
                    exponential(self.book.of_seat_hire(draws.TENURE, *where), 1.0 / rate)
                    if rate > 0.0
                    else math.inf
                )
                seat.days_on_phones = 260.0 * tenure
            seat.week_start_E = seat.E
        self.week_quits = 0.0

    def warm_up_week_ends(self, monday: int) -> None:
        """Stretch the week's change of exhaustion, then staff anew for the week that begins."""
        b = self.policy.behaviour
        in_post = [s for s in self.all if s.in_post]
        rate = 365.0 / 7.0 * self.week_quits / len(in_post) if in_post else 0.0
        if b.strain:
            for seat in in_post:
                change = seat.E - seat.week_start_E
                seat.E = rules.clip(seat.week_start_E + b.warm_up_gain * change, 0.0, 1.0)
        self._map_staffing(rate, monday)

    def change_policy(self, policy: Policy, day: int) -> list[Seat]:
        """Put another policy in force; the seats that were removed."""
        self.policy = policy
        present = [s.E for s in self.all if s.in_post and s.active]
        mean_E = _mean(present) if present else policy.behaviour.exhaustion_neutral
        removed = []
        for seat in self.all:
            wanted = seat.number < len(policy.plans[seat.team])
            if wanted and not seat.active:
                seat.active = True
                self._seat_a_person(seat, day, mean_E)
            elif seat.active and not wanted:
                seat.active, seat.in_post = False, False
                removed.append(seat)
            if seat.in_post and not policy.behaviour.strain:
                seat.E, seat.F = policy.behaviour.exhaustion_neutral, 0.0
        return removed

    # -- The day --

    def begin_day(self, seat: Seat, day: int) -> DayStatus:
        """Today's standing of an active seat: vacant, in training, or off (a shift may yet be planned)."""
        if not seat.in_post:
            if day < seat.training_from or seat.on_duty:  # who left may still be on a last call
                return DayStatus.VACANT
            if day < seat.phones_from:
                return DayStatus.TRAINING
            self._seat_a_person(seat, day, self.policy.behaviour.exhaustion_newcomer)
            seat.days_on_phones = 0.0
            self.refresh_skills(seat, day)
        seat.novel = rules.novelty(self.policy.behaviour, seat.days_on_phones)
        return DayStatus.OFF

    def refresh_skills(self, seat: Seat, day: int) -> None:
        """Coping skill and script gain as they stand this week."""
        training = self.policy.scenario.training
        half_life = training.coping.half_life_weeks
        seat.coping = training.coping.effect * self._curve(training.coping, seat, day, half_life)
        seat.script = training.script.effect * self._curve(training.script, seat, day, half_life)

    def _curve(self, course: Coping | Course, seat: Seat, day: int, half_life: float) -> float:
        week = day // 7
        newcomer = seat.first_day > self.first_day
        attended = [w for w in course.weeks if w <= week and (not newcomer or w * 7 >= seat.first_day)]
        return rules.training_curve(week - attended[-1], half_life) if attended else 0.0

    def is_absent(self, seat: Seat, today: SeatDay) -> bool:
        """Draw sickness, then being away, at the start of the shift; sets today's status."""
        today.p_sick = rules.p_sick(self.policy.behaviour, seat.E)
        if self.book.of_seat_day(draws.SICK, seat.team, seat.number, today.day) < today.p_sick:
            today.status = DayStatus.SICK
        elif (
            self.book.of_seat_day(draws.AWAY, seat.team, seat.number, today.day)
            < self.policy.shrinkage[seat.team]
        ):
            today.status = DayStatus.AWAY
        else:
            today.status = DayStatus.ON_PHONES
        return today.status is not DayStatus.ON_PHONES

    def settle(self, seat: Seat, day: SeatDay) -> None:
        """The end-of-day step: exhaustion, the row, and whether the person leaves."""
        b = self.policy.behaviour
        if not seat.in_post and day.status is DayStatus.OFF:
            day.status = DayStatus.VACANT
        worked = day.status is DayStatus.ON_PHONES
        mean_pressure = day.pressure_sum / day.legs if day.legs else 0.0
        p_quit = NAN
        if seat.in_post:
            if b.strain:
                target = (
                    rules.exhaustion_target(b, seat.vulnerability, day.mean_strain, mean_pressure)
                    if worked
                    else b.exhaustion_rest
                )
                seat.E = rules.exhaustion_step(b, seat.E, target)
            if worked:
                p_quit = rules.p_quit(b, seat.E, seat.days_on_phones)
                self.week_quits += p_quit
                if day.day >= 0:
                    seat.days_on_phones += 1.0
        self._write(seat, day, mean_pressure if worked else NAN, p_quit)
        if (
            worked
            and seat.in_post
            and day.day >= 0
            and self.book.of_seat_day(draws.QUIT, seat.team, seat.number, day.day) < p_quit
        ):
            seat.in_post, seat.E = False, NAN
            seat.training_from = day.day + 1 + b.vacancy_days
            seat.phones_from = seat.training_from + b.newcomer_training_days

    def _write(self, seat: Seat, day: SeatDay, mean_pressure: float, p_quit: float) -> None:
        m = day.minutes
        self.rows.add(
            seat.index,
            seat.team,
            seat.number,
            seat.hire,
            seat.first_day,
            day.day,
            day.legs,
            day.status,
            day.rostered_min,
            day.overtime_min,
            day.began,
            day.went,
            m[TALK],
            m[WRAP],
            m[FREE],
            m[BREAK],
            m[PAUSE],
            m[COURSE],
            day.mean_strain if day.status is DayStatus.ON_PHONES else NAN,
            mean_pressure,
            seat.E if seat.in_post else NAN,
            p_quit,
            day.p_sick,
        )
