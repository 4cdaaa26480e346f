"""The form of the page "Six numbers": six boxes, what may be added, a place for a sentence beside each."""

from __future__ import annotations

from typing import Any

import streamlit as st

from present.six_numbers import DEFINITIONS
from sim.calibrate.six_numbers.feasibility import problems
from sim.calibrate.six_numbers.inputs import CURRENCY, Problem, SixNumbers, out_of_bounds
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
WIDTH_PX = 900
"""On a wide screen boxes stay near each other, and their signs near their numbers."""
TIMES = [clock_text(30 * half) for half in range(49)]


class Form:
    """One drawing of it. What is typed is kept for the session, on whatever page its user is meanwhile."""

    def __init__(self) -> None:
        self.typed: dict[str, float | None] = {}
        self.places: dict[str, Any] = {}

    def draw(self) -> tuple[SixNumbers | None, list[Problem]]:
        """Draw all fields; the numbers, or None with what is wrong with them."""
        with st.container(width=WIDTH_PX):
            self._six()
            self._more()
        return self._read()

    def beside(self, problem: Problem) -> None:
        """Say what is wrong, beside its field."""
        self.places[problem.field].error(problem.sentence, icon=":material/error:")

    def _number(self, column: Any, field: str, label: str, words: str, step: float) -> None:
        """One number in a column, with a place for its sentence below.

        All boxes take decimals and show what was typed: a box for whole numbers would cut 7.5 to 7 without a word.
        """
        key = f"six {field}"
        st.session_state.setdefault(key, TYPICAL[field])
        self.typed[field] = column.number_input(
            label,
            value=None,  # so that an emptied box is empty and not typical again
            step=step,
            format="%g",
            key=key,
            help=words,
            persist_state="session",
        )
        self.places[field] = column.empty()

    def _six(self) -> None:
        st.caption(
            "The numbers below are a typical centre's: replace them by your own. With a handle-time target, give the "
            "handle time without it: rushed calls are not short calls. Then switch the target on in What if."
        )
        first, second, third = st.columns(3)
        fourth, fifth, sixth = st.columns(3)
        self._number(
            first,
            "calls_per_day",
            "Calls a day",
            "All calls that reach your people on an average open day. Repeat calls and abandoned calls count; calls "
            "resolved by a machine do not.",
            10.0,
        )
        self._number(
            second,
            "aht_min",
            "Average handle time (min)",
            "Talk, hold and the work after the call: the average over the calls that people handle. With a handle-time "
            "target take it from before the target, or from a team without one.",
            0.1,
        )
        self._number(
            third,
            "people",
            "People (positions)",
            "Everybody who takes calls, as full-time positions, vacant ones included. The model works out sickness and "
            "vacancies itself, so do not take them off.",
            1.0,
        )
        self._number(
            fourth,
            "service_level",
            "Answered in time (%)",
            "Your service level: calls answered within 20 s, of all calls offered. You can set another time or "
            "another way to count below.",
            1.0,
        )
        self._number(
            fifth,
            "abandonment",
            "Abandoned (%)",
            "Callers who hang up before an answer (abandonment), of all calls offered.",
            0.5,
        )
        self._number(
            sixth,
            "leavers_per_year",
            "Staff turnover a year (people)",
            "How many of your people leave in a year, for whatever reason. In a small team, the average over years, "
            "such as 0.3.",
            1.0,
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
                help="Four ways are in use; they differ by up to 6 points a day. If in doubt, choose the first.",
                persist_state="session",
            )
            first, second, third = st.columns(3)
            words = "The 20 of “80% in 20 seconds”."
            self._number(first, "within_s", "Answer within (seconds)", words, 5.0)
            self.opens = first.selectbox(
                "Opens", TIMES[:48], index=16, key="six opens", persist_state="session"
            )
            words = "Paid hours, breaks included."
            self._number(second, "hours_per_week", "Hours a week of one person", words, 0.5)
            self.closes = second.selectbox(
                "Closes",
                TIMES[1:],
                index=35,
                key="six closes",
                persist_state="session",
                help="A time before opening is on the next day: 10:00 to 02:00. Round the clock is 00:00 to 24:00.",
            )
            self.places["closes"] = second.empty()
            self.currency = third.text_input(
                "Currency",
                CURRENCY,
                max_chars=3,
                key="six currency",
                persist_state="session",
                on_change=_currency_changed,
                help="Three letters, such as EUR, for all costs of the scenario.",
            )
            self.currency = self.currency.strip().upper()
            self.places["currency"] = third.empty()
            words = f"Only costs depend on it. {TYPICAL['wage_per_hour']:g} {CURRENCY} is an assumption for Australia."
            self._number(third, "wage_per_hour", f"Pay ({self.currency} an hour)", words, 1.0)
            self.name = third.text_input(
                "Name of the scenario",
                "Your centre",
                max_chars=100,
                key="six name",
                persist_state="session",
                help="How it is listed in What if and Compare.",
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
        if given["wage_per_hour"] is None and self.currency != CURRENCY:
            words = (
                f"Pay: give your own, in {self.currency} an hour; the assumed {TYPICAL['wage_per_hour']:g} is in "
                f"{CURRENCY}."
            )
            wrong = [Problem(p.field, words) if p.field == "wage_per_hour" else p for p in wrong]
        six = None
        if not wrong:
            six = SixNumbers(
                **{**given, "people": int(given["people"] or 0)},  # type: ignore[arg-type]
                service_level_key=self.definition,
                open_days=tuple(day for day in WEEKDAYS if day in self.days),
                opens=self.opens,
                closes=self.closes,
                currency=self.currency,
                name=CONTROL.sub(" ", self.name).strip() or "Your centre",
            )
            wrong = list(problems(six))
        return six, wrong


def _currency_changed() -> None:
    """Empty a pay that is the assumed one when it would be read in another currency; and back again."""
    assumed = st.session_state["six currency"].strip().upper() == CURRENCY
    pay = st.session_state.get("six wage_per_hour")
    if pay == TYPICAL["wage_per_hour"] and not assumed:
        st.session_state["six wage_per_hour"] = None
    elif pay is None and assumed:
        st.session_state["six wage_per_hour"] = TYPICAL["wage_per_hour"]
