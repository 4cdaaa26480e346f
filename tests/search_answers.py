"""Small searches of all five kinds, with what their pages make of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, partial
from typing import Any

from present import explore as explore_text
from present import roster_text, staffing_text, tradeoff_text
from present import what_matters as matters_text
from present.explore import LeverWords
from present.inputs import movables
from present.report.answers.explore import Explored, explore_answer
from present.report.answers.matters import Moved, matters_answer
from present.report.answers.roster import roster_answer
from present.report.answers.staffing import staffing_answer
from present.report.answers.tradeoff import tradeoff_answer
from present.report.search_answer import SearchAnswer, SearchSettings
from present.tiles import HERO
from sim import parse, replace
from sim.experiment import Runner, Store, complete
from sim.experiment.exploring import explore
from sim.experiment.free_levers import parse_free, parse_limit, question_of
from sim.experiment.inputs import placed_in
from sim.experiment.tradeoff import GOALS
from sim.experiment.tradeoff_search import trade_off
from sim.experiment.what_matters import what_matters
from sim.staffing import ServiceTarget, contracts_from_team, make_roster, runs_to_tell, staff
from tests.app.app_helpers import SMALL
from ui.state import Draft

BASE = parse(SMALL)
AGENTS, CALLS = "teams.Front line.agents", "demand.calls_per_day"
SHORT_DAY = parse("""
schema: 1
name: Short day
horizon: {weeks: 4, warm_up_weeks: 0}
demand: {calls_per_day: 60, open: {days: [mon, tue], from: "09:00", to: "10:30"}, profile: [0.8, 1.3, 0.9]}
call_types: [{name: Billing, share: 1.0}]
teams:
  - name: Front line
    days_per_week: 2
    shifts: [{start: "09:00", hours: 1, agents: 9}, {start: "09:30", hours: 1, agents: 8}]
""")
STORE = Store()
LEVER = LeverWords("Agents, Front line", lambda x: f"{x:g}", counted="agents", one="agent")
ISSUES = LeverWords("New issues a day", lambda x: f"{x:g}")


@dataclass(frozen=True)
class Case:
    """An answer, what was found, and what its page says: the sentence, the other lines, the table's rows."""

    answer: SearchAnswer
    found: Any
    title: str
    lines: tuple[str, ...]
    table: Any


def explored(runs: int = 6) -> Case:
    found = complete(
        explore(
            BASE,
            BASE,
            [(10, 11, 12, 14)],
            lambda at: replace(BASE, {AGENTS: at[0]}),
            key=HERO[0],
            most_runs=runs,
        )
    )
    view = Explored(found, (LEVER,), HERO, (1.0,), (12,), (12,), (12,), (1, 5000))
    answer = explore_answer(view, SearchSettings(BASE, runs, 1, "compiled"), BASE.name)
    return Case(
        answer,
        found,
        explore_text.headline(found, LEVER, HERO),
        tuple(
            f"{explore_text.best(found, LEVER, key)}{explore_text.held(found, LEVER, key)}" for key in HERO
        ),
        explore_text.table(found, [LEVER], HERO, [(10,), (11,), (12,), (14,)]),
    )


def mapped(runs: int = 4) -> Case:
    found = complete(
        explore(
            BASE,
            BASE,
            [(10, 12, 14), (280, 300, 320)],
            lambda at: replace(BASE, {AGENTS: at[0], CALLS: at[1]}),
            key="service_level",
            most_runs=runs,
        )
    )
    view = Explored(
        found, (LEVER, ISSUES), ("service_level",), (1.0, 1.0), (12, 300), (12, 300), (12, 300), (1, 5000)
    )
    answer = explore_answer(view, SearchSettings(BASE, runs, 1, "compiled"), BASE.name)
    return Case(
        answer,
        found,
        explore_text.row_headline(found, (LEVER, ISSUES), "service_level", 300),
        (explore_text.cells_in_words(found, "service_level"),),
        explore_text.table(found, (LEVER, ISSUES), ["service_level"], sorted(found.points)),
    )


def mattering(runs: int = 4) -> Case:
    draft = Draft("small", BASE)
    known = movables(draft, BASE, {AGENTS: (10, 15)})
    some = [one for key, one in known.items() if key in (AGENTS, CALLS) or one.lever is None]
    found = complete(
        what_matters(BASE, [one.input for one in some], partial(placed_in, BASE), most_runs=runs)
    )
    key = HERO[0]
    view = Moved(found, known, key, ())
    answer = matters_answer(view, SearchSettings(BASE, runs, 1, "compiled"), BASE.name, [AGENTS])
    lines = [*matters_text.lines(found, known, key), matters_text.undetected(found, known, key)]
    return Case(
        answer,
        found,
        matters_text.headline(found, known, key),
        tuple(one for one in lines if one),
        matters_text.table(found, known, key),
    )


def staffed(runs: int = 6) -> Case:
    found = staff(SHORT_DAY, ServiceTarget(), Runner(1, runs, store=STORE))
    answer = staffing_answer(
        found, SearchSettings(SHORT_DAY, runs, 1, "compiled"), SHORT_DAY.name, "Front line"
    )
    lines = tuple(staffing_text.sentences(found, runs_to_tell(found)))
    return Case(answer, found, staffing_text.headline(found), lines, None)


def rostered(runs: int = 6) -> Case:
    found = make_roster(SHORT_DAY, ServiceTarget(), Runner(1, runs, store=STORE))
    answer = roster_answer(
        found,
        SearchSettings(SHORT_DAY, runs, 1, "compiled"),
        SHORT_DAY.name,
        contracts_from_team(SHORT_DAY, SHORT_DAY.teams[0]),
    )
    return Case(
        answer,
        found,
        roster_text.headline(found),
        tuple(roster_text.sentences(found)),
        roster_text.roster_table(found),
    )


def traded(runs: int = 4) -> Case:
    question = question_of(
        BASE, [parse_free(f"{AGENTS}=11:14", BASE)], GOALS, [parse_limit("service_level>=0.3", BASE)]
    )
    found = Runner(1, runs, store=STORE).complete(trade_off(question, most_runs=runs))
    names = tradeoff_text.DesignNames(question)
    return Case(
        tradeoff_answer(found, SearchSettings(BASE, runs, 1, "compiled"), BASE.name),
        found,
        tradeoff_text.headline(found, names),
        tuple(tradeoff_text.sentences(found, names)),
        tradeoff_text.table(found, names),
    )


KINDS = {
    "explore": explored,
    "map": mapped,
    "matters": mattering,
    "staffing": staffed,
    "roster": rostered,
    "tradeoff": traded,
}


@cache
def case(kind: str) -> Case:
    """The case of a kind; each is searched once."""
    return KINDS[kind]()
