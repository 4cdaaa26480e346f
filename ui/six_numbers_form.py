"""The form of the page "Six numbers": six boxes, what may be added, a place for a sentence beside each."""

from __future__ import annotations

from typing import Any

import streamlit as st

from present.six_numbers import DEFINITIONS
from sim.calibrate.six_numbers.feasibility import problems
from sim.calibrate.six_numbers.inputs import Problem, SixNumbers, out_of_bounds
from sim.clock_text import clock_text
from sim.scenario.fields import CONTROL, WEEKDAYS

TYPICAL = {
    "calls_per_day": 1250.0,
    "aht_min": 7.5,
    "people": 42.0,
    "service_level": 80.0,
    "abandonment": 5.0,
    "leavers_per_year": 13.0,
    "within_s": 20.0,
    "hours_per_week": 40.0,
    "wage_per_hour": 34.0,
}
SIX = tuple(TYPICAL)[:6]
PERCENT = ("service_level", "abandonment")
DAYS = dict(zip(WEEKDAYS, ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"), strict=True))
TIMES = [clock_text(30 * half) for half in range(49)]


class Form:
    """One drawing of it. What is typed is kept for the session, on whatever page its user is meanwhile."""

    def __init__(self) -> None:
        self.typed: dict[str, float | None] = {}
        self.places: dict[str, Any] = {}

    def draw(self) -> tuple[SixNumbers | None, list[Problem]]:
        """Draw all fields; the numbers, or None with what is wrong with them."""
        self._six()
        self._more()
        return self._read()

    def beside(self, problem: Problem) -> None:
        """Say what is wrong, beside its field."""
        self.places[problem.field].error(problem.sentence, icon=":material/error:")

    def _number(
        self, column: Any, field: str, label: str, words: str, step: float, form: str | None = None
    ) -> None:
        """One number in a column, with a place for its sentence below."""
        key = f"six {field}"
        st.session_state.setdefault(key, TYPICAL[field])
        self.typed[field] = column.number_input(
            label,
            value=None,  # so that an emptied box is empty and not typical again
            step=step,
            format=form,
            key=key,
            help=words,
            persist_state="session",
        )
        self.places[field] = column.empty()

    def _six(self) -> None:
        st.caption(
            "The numbers below are those of a typical centre: replace them by your own. If your calls are held to a "
            "time target today, give the handle time they would take without it (from before the target, or from a "
            "team without one), for calls that are hurried are not short ones; then switch the target on in What if."
        )
        first, second, third = st.columns(3)
        fourth, fifth, sixth = st.columns(3)
        self._number(
            first,
            "calls_per_day",
            "Calls a day",
            "All calls that come to your people on an average open day: repeat calls count, and so do callers "
            "who hang up waiting. Without calls that a machine settles.",
            10.0,
            "%g",
        )
        self._number(
            second,
            "aht_min",
            "Average handle time (min)",
            "Talk and hold, and the work after the call: the mean over the calls that people handle.",
            0.1,
            "%.1f",
        )
        self._number(
            third,
            "people",
            "People (posts)",
            "Everybody who takes calls, as full posts, those that are empty at the moment included. Sickness "
            "and empty posts come out of the model, so do not take them off.",
            1.0,
            "%g",
        )
        self._number(
            fourth,
            "service_level",
            "Answered in time (%)",
            "Your service level: calls answered within 20 s, of all calls that came in. Another time, or "
            "another way to count, can be set below.",
            1.0,
            "%.1f",
        )
        self._number(
            fifth,
            "abandonment",
            "Hung up waiting (%)",
            "Callers who hang up before an answer (abandonment), of all calls that came in.",
            0.5,
            "%.1f",
        )
        self._number(
            sixth,
            "leavers_per_year",
            "Leavers a year (people)",
            "How many of your people leave in a year, for whatever reason.",
            1.0,
            "%g",
        )

    def _more(self) -> None:
        with st.expander(
            "Opening hours, hours a week, pay, how you count (optional)", icon=":material/tune:"
        ):
            self.definition = st.selectbox(
                "How your service level is counted",
                list(DEFINITIONS),
                format_func=DEFINITIONS.__getitem__,
                key="six definition",
                help="Four ways are in use and differ by up to 6 points on the same day. If in doubt, take the first.",
                persist_state="session",
            )
            first, second, third = st.columns(3)
            words = "The y of x % within y seconds."
            self._number(first, "within_s", "In time means within (s)", words, 5.0, "%g")
            self.opens = first.selectbox(
                "Opens", TIMES[:48], index=16, key="six opens", persist_state="session"
            )
            words = "Paid hours, breaks included."
            self._number(second, "hours_per_week", "Hours a week of one person", words, 0.5, "%.1f")
            self.closes = second.selectbox(
                "Closes", TIMES[1:], index=35, key="six closes", persist_state="session"
            )
            self.places["closes"] = second.empty()
            words = "Only what things cost depends on it."
            self._number(third, "wage_per_hour", "Pay (AUD an hour)", words, 1.0, "%.2f")
            self.name = third.text_input(
                "Name of the scenario",
                "Your centre",
                max_chars=100,
                key="six name",
                persist_state="session",
                help="By which you find it again in What if and Compare.",
            )
            self.days = st.pills(
                "Open on",
                WEEKDAYS,
                selection_mode="multi",
                default=list(WEEKDAYS[:5]),
                format_func=DAYS.__getitem__,
                key="six days",
                persist_state="session",
            )
            self.places["open_days"] = st.empty()

    def _read(self) -> tuple[SixNumbers | None, list[Problem]]:
        given = {
            field: value if value is None else float(value) / (100.0 if field in PERCENT else 1.0)
            for field, value in self.typed.items()
        }
        wrong = [
            Problem(field, words) for field, value in given.items() if (words := out_of_bounds(field, value))
        ]
        people = given["people"]
        if people is not None and not people.is_integer():
            wrong.append(Problem("people", f"People: {people:g} is not a whole number."))
        six = None
        if not wrong:
            six = SixNumbers(
                **{**given, "people": int(given["people"] or 0)},  # type: ignore[arg-type]
                service_level_key=self.definition,
                open_days=tuple(day for day in WEEKDAYS if day in self.days),
                opens=self.opens,
                closes=self.closes,
                name=CONTROL.sub(" ", self.name).strip() or "Your centre",
            )
            wrong = list(problems(six))
        return six, wrong
