"""The page "Trade-offs" without a browser: what may change, how long it takes, the answer, and where a design goes."""

from __future__ import annotations

from dataclasses import replace
from time import sleep

import pytest

import sim.experiment.tradeoff_search
from present.permalink import FreedLever, Shared, TradedOff, from_link, to_link
from sim import parse
from sim.experiment import Runner
from sim.experiment.free_levers import parse_free, question_of
from sim.experiment.tradeoff import GOALS
from sim.experiment.tradeoff_search import trade_off
from tests.app.app_helpers import SMALL, chips, labelled, shown, with_open
from tests.waiting import wait_until
from ui.work import Slots

PAGE = "ui/views/tradeoffs.py"
AS_IT_COMES = Slots.ask
"""As a browser has it; the tests of pages else wait until all is there."""
AGENTS, BREAKS = "teams.Front line.agents", "teams.Front line.breaks"


def words(app):
    return " ".join(e.value.replace("\xa0", " ") for e in [*app.subheader, *app.markdown])


@pytest.fixture
def asked(app):
    """The page, with agents alone over a range."""
    shown(app.switch_page(PAGE).run())
    shown(labelled(app.multiselect, "What may change").set_value([AGENTS]).run())
    shown(labelled(app.number_input, "Agents from").set_value(11.0).run())
    return shown(labelled(app.number_input, "Agents to").set_value(14.0).run())


@pytest.fixture
def answered(asked):
    """The same, answered."""
    shown(asked.button(key="tradeoff go").click().run())
    return shown(asked.run())


def test_it_says_what_it_takes_before_it_begins(app):
    shown(app.switch_page(PAGE).run())
    assert app.header[0].value == "Trade-offs"
    assert labelled(app.multiselect, "What may change").value[:1] == [AGENTS]
    assert "possible designs" in words(app)
    assert not app.subheader
    shown(labelled(app.multiselect, "What may change").set_value([]).run())
    assert ["at least one lever" in i.value for i in app.info] == [True]
    assert app.button(key="tradeoff go").disabled


@pytest.mark.smoke
def test_the_answer_is_that_of_the_search_and_a_design_goes_to_compare_and_what_if(answered):
    app = answered
    base = parse(SMALL)
    question = question_of(base, [parse_free(f"{AGENTS}=11:14", base)], GOALS)
    found = Runner(1, 10).complete(trade_off(question, most_runs=10))
    assert app.subheader[0].value
    assert not [b for b in app.button if b.key == "tradeoff go"], "it is answered"
    assert f"4 designs of 4 simulated, on the same callers; {len(found.claimed)} of them again" in words(app)
    with_open(app, "table tradeoff")
    table = app.dataframe[0].value
    column = next(name for name in table if name.startswith("Satisfied, all callers") and "95%" not in name)
    best = {f"+{n} agent{'s' if n > 1 else ''}": (n + 1,) for n in (1, 2)}
    for name, at in best.items():
        rows = table[table["Design"] == name]
        if len(rows):
            mean = found.best(at).figure("satisfaction_all").mean
            assert rows[column].tolist() == [round(100.0 * mean, 2)]
    shown(labelled(app.selectbox, "Design").set_value((2,)).run())
    assert "Compared with now: cost†" in words(app)
    shown(app.button(key="tradeoff keep").click().run())
    assert ["Kept as “Small centre, +1 agent”" in s.value for s in app.success] == [True]
    shown(app.button(key="tradeoff open").click().run())
    assert app.header[0].value == "Small centre"
    assert chips(app) == ["Agents, Front line: 13 (was 12)"]


def test_a_search_that_is_stopped_keeps_what_is_known(asked, monkeypatch):
    app, base, published = asked, parse(SMALL), []
    shown(labelled(app.number_input, "Agents to").set_value(13.0).run())  # nobody has asked for that yet
    question = question_of(base, [parse_free(f"{AGENTS}=11:13", base)], GOALS)
    Runner(1, 10).complete(trade_off(question, most_runs=10, publish=published.append))

    def endless(*_, publish, **__):
        publish(published[0])
        while True:
            sleep(0.01)
            yield [base]

    monkeypatch.setattr(sim.experiment.tradeoff_search, "trade_off", endless)
    monkeypatch.setattr(Slots, "ask", AS_IT_COMES)
    app.button(key="tradeoff go").click()
    wait_until(lambda: shown(app.run()).subheader, "something is known")
    so_far = app.subheader[0].value
    app.button(key="tradeoff stop").click()
    shown(app.run())
    assert [s.value for s in app.subheader] == [so_far]
    assert not [b for b in app.button if b.key == "tradeoff stop"]
    assert app.button(key="tradeoff go").label == "Go on"


def test_a_limit_is_counted(asked):
    app = asked
    shown(labelled(app.selectbox, "And a limit on").set_value("cost_per_week").run())
    shown(labelled(app.number_input, "At most").set_value(1.0).run())
    shown(app.button(key="tradeoff go").click().run())
    shown(app.run())
    assert app.subheader[0].value.startswith("No design within these ranges keeps all limits")
    assert "4 of 4 designs break a limit (Cost at most 1" in words(app)


@pytest.mark.parametrize(
    ("label", "typed", "words"),
    [
        ("Agents from", -1.0, "Agents from: \N{MINUS SIGN}1 is below the minimum, 0."),
        ("Agents to", 14.5, "Agents to: 14.5 is not a whole number."),
        ("Agents to", 11.0, "Agents to: it must be above 11, where the range begins."),
        ("At least", 101.0, "Answered in time, at least: 101 is above the maximum, 100%."),
        ("At least", None, "Answered in time, at least: a number is missing."),
    ],
)
def test_a_number_that_cannot_be_is_refused_in_a_sentence(asked, label, typed, words):
    app = shown(labelled(asked.selectbox, "And a limit on").set_value("service_level").run())
    shown(labelled(app.number_input, "At least").set_value(80.0).run())
    assert not app.error
    assert not app.button(key="tradeoff go").disabled
    shown(labelled(app.number_input, label).set_value(typed).run())
    assert [error.value.replace("\\", "") for error in app.error] == [words]
    assert app.button(key="tradeoff go").disabled


def test_the_link_opens_the_same_question(app):
    question = TradedOff(
        (
            FreedLever(AGENTS, 10.0, 13.0),
            FreedLever("rules.disengagement.policy", options=("caller_ends", "after_minutes")),
        ),
        ("satisfaction_all", "cost_per_week"),
        ("service_level",),
        "exhaustion_mean",
        45.0,
    )
    link = to_link(Shared(parse(SMALL), traded_off=question))
    app.query_params["s"] = link
    shown(app.switch_page(PAGE).run())
    assert labelled(app.multiselect, "What may change").value == [AGENTS, "rules.disengagement.policy"]
    assert [labelled(app.number_input, f"Agents {end}").value for end in ("from", "to")] == [10.0, 13.0]
    assert labelled(app.multiselect, "Goals").value == ["satisfaction_all", "cost_per_week"]
    assert labelled(app.selectbox, "And a limit on").value == "exhaustion_mean"
    assert labelled(app.number_input, "At most").value == 45.0
    assert from_link(app.query_params["s"]).traded_off == question
    shown(labelled(app.number_input, "Agents to").set_value(12.0).run())
    moved = from_link(app.query_params["s"]).traded_off
    assert moved.levers[0] == FreedLever(AGENTS, 10.0, 12.0)
    app.query_params["s"] = to_link(Shared(parse(SMALL), traded_off=replace(question, bound=46.0)))
    shown(app.run())
    assert labelled(app.number_input, "Agents to").value == 13.0, "another link asks anew"
    assert labelled(app.number_input, "At most").value == 46.0
