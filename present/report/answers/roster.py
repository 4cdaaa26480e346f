"""The answer of Roster: the shifts at least cost, whom they bring to the phones, every figure beside that of now."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import pandas as pd

from present.figures.roster_bars import NEEDED, PLANNED, coverage, describe, roster_figure
from present.figures.style import ROSTERED_MEANING
from present.floor.day import DAY_NAMES
from present.formats import difference_unit, mark, with_sign
from present.pair import NOW, Pair
from present.report.answers.staffing import HALF_HOUR, PEOPLE
from present.report.chart import Chart, Series
from present.report.search_answer import (
    AnswerFigure,
    AnswerTable,
    SearchAnswer,
    SearchSettings,
    ShownNumber,
)
from present.roster_text import (
    COMPARED,
    basis,
    coverage_table,
    coverage_week,
    headline,
    roster_table,
    sentences,
)
from present.staffing_text import clock, target_in_words
from present.text_layout import counted, joined, upper_first
from sim.kpis import KPIS
from sim.staffing import Contracts, SimulatedRoster


def roster_answer(
    found: SimulatedRoster, settings: SearchSettings, start: str, contracts: Contracts, day: int | None = None
) -> SearchAnswer:
    """The answer as it stands. `start`: the scenario, in words; `day`: on show, None for the first one."""
    days = [one for one in range(7) if found.needed[one].any()]
    shown = days[0] if day is None else day
    return SearchAnswer(
        key="roster",
        page="Roster",
        asked="Which shifts keep the target at least cost?",
        title=headline(found),
        lines=tuple(sentences(found)),
        pictures="People on the phones: needed, on this roster, now",
        figures=tuple(
            AnswerFigure(
                "lines",
                partial(roster_figure, found, one),
                partial(describe, found, one),
                partial(_day, found, one),
            )
            for one in days
        ),
        tables=(
            AnswerTable("People by shift", partial(roster_table, found), partial(roster_table, found)),
            AnswerTable(
                "Coverage",
                partial(coverage_week, found),
                partial(coverage_table, found, shown),
                DAY_NAMES[shown],
            ),
            AnswerTable(
                "Compared with now",
                partial(_against_now, found, tuple(KPIS)),
                partial(_against_now, found, COMPARED),
            ),
        ),
        footnotes=(
            basis(found),
            "People who are away that day are counted, those in a break are not. Differences are paired on the same "
            "callers; their 95% interval is about chance alone.",
        ),
        question=(
            ("Now", start),
            ("Target", upper_first(target_in_words(found.target))),
            ("Team", found.team),
            ("Contracts", contracts_in_words(contracts)),
        ),
        settings=settings,
        legend="Above: a bar for each shift, breaks as gaps. Below: solid, needed; dashed, on this roster; dotted, "
        "now; filled, fewer than that half-hour would need by itself.",
    )


def contracts_in_words(contracts: Contracts) -> str:
    """ "Full time: 8 h within 08:00 to 18:00, 5 days a week; rest of 11 h"."""
    in_words = []
    for one in contracts.contracts:
        lengths = f"{joined([f'{hours:g}' for hours in one.hours])} h"
        within = (
            f"{one.earliest_start} to {one.latest_end}" if one.latest_end else f"from {one.earliest_start}"
        )
        days = counted(one.days_per_week, "day", "days")
        in_words.append(f"{one.name}: {lengths}, {within}, {days} a week")
    return f"{'; '.join(in_words)}; rest of {contracts.rest_hours:g} h"


def _day(found: SimulatedRoster, day: int) -> Chart:
    x, lines = coverage(found, day)
    return Chart(
        f"roster {day}",
        DAY_NAMES[day],
        PEOPLE,
        HALF_HOUR,
        tuple(clock(int(2 * at) % 48) for at in x[:-1]),
        tuple(
            Series(upper_first(name), tuple(float(people) for people in lines[name][:-1]), meaning=meaning)
            for name, meaning in ((PLANNED, ROSTERED_MEANING), (NEEDED, ""), (NOW, ""))
        ),
    )


def _against_now(found: SimulatedRoster, keys: Sequence[str]) -> pd.DataFrame:
    """Key figures beside those of now, on the same callers; each row with the digits of its own figure."""
    pair, currency = Pair(found.result, found.today), found.scenario.costs.currency
    rows = []
    for key in keys:
        kpi, shown, verdict = KPIS[key], pair.shown(key), pair.verdict(key)
        ends = [
            ShownNumber(x, "" if x is None else with_sign(x, shown.end_places), shown.end_places, signed=True)
            for x in (shown.low, shown.high)
        ]
        rows.append(
            {
                "Key figure": f"{kpi.name}{mark(kpi)}",
                "Now": ShownNumber(shown.before, shown.before_text, shown.places),
                "On this roster": ShownNumber(shown.current, shown.current_text, shown.places),
                "Difference": ShownNumber(shown.difference, shown.difference_text, shown.places, signed=True),
                "95% from": ends[0],
                "95% to": ends[1],
                "Unit of the difference": difference_unit(kpi, currency),
                "Verdict": verdict.short,
            }
        )
    return pd.DataFrame(rows)
