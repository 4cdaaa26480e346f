"""A lever on an existing field is declared with the field, and nowhere else."""

from __future__ import annotations

import dataclasses
from typing import get_args

import pytest
from streamlit.testing.v1 import AppTest

from present.changes import changes
from present.scenario_diff import differing_rows
from sim import parse, replace
from sim.scenario import field_metadata
from sim.scenario.field_metadata import field, fields, levers
from sim.scenario.fields import LeverGroup, LeverSpec, Words
from tests.app.app_helpers import SMALL, labelled

pytestmark = pytest.mark.smoke
BASE = parse(SMALL)
AWAY = Words(
    "Days away",
    chip="{name}: {new} instead of {was}",
    phrase="with people away on {new} of their days",
    lever=LeverSpec("people", 0.0, 0.4, 0.01, "Days on leave or in meetings"),
)
REPEATS = Words("How strictly it is enforced", chip="{new} enforced", lever=LeverSpec("cap", 0.0, 1.0, 0.05))


@pytest.fixture
def declare(monkeypatch):
    """Declares other words for a field."""

    def put(path, words):
        known = dict(field_metadata._by_path())
        known[path] = dataclasses.replace(known[path], words=words)
        monkeypatch.setattr(field_metadata, "_by_path", lambda: known)

    return put


def drawn(values):
    """The levers alone, of a draft with these changes."""

    def page(text, values):
        from sim import parse
        from ui.levers import Levers
        from ui.state import Draft, Steps
        from ui.widget_sync import WidgetSync

        draft = Draft("small", parse(text), Steps("small"))
        draft.change(values)
        Levers(draft, WidgetSync()).draw()

    app = AppTest.from_function(page, args=(SMALL, values)).run()
    assert not app.exception, app.exception
    return app


def test_a_declared_lever_is_drawn_with_its_help_and_named_in_chip_phrase_and_table(declare):
    declare("teams[].shrinkage", AWAY)
    path = "teams.Front line.shrinkage"
    (team,) = [w for w in drawn({path: 0.1}).slider if w.label.startswith("Days on leave")]
    assert team.label == "Days on leave or in meetings, Front line (%)"
    assert (team.min, team.max, team.value) == (0.0, 40.0, 10.0)
    assert team.help.startswith(
        "Chance of being away on a day for other reasons than sickness (leave, meetings). From 0 to 95%."
    )
    current = replace(BASE, {path: 0.1})
    (change,) = changes(BASE, current)
    assert change.chip == "Days away, Front line: 10% instead of 0%"
    assert change.phrase == "with people away on 10% of their days"
    (row,) = differing_rows(BASE, [current])
    assert (row.name, row.baseline, row.cells) == ("Days away", "0%", ("10%",))


def test_a_lever_of_a_rule_appears_with_the_rule_and_adds_to_its_chip(declare):
    declare("rules.handle_time_cap.enforcement", REPEATS)
    values = {"rules.handle_time_cap.minutes": 4.0}
    assert not [w for w in drawn({}).slider if w.label.startswith("How strictly")]
    labelled(drawn(values).slider, "How strictly it is enforced (%)")
    (change,) = changes(BASE, replace(BASE, values))
    assert change.phrase == "with a 4-minute target for each call, 50% enforced"


def test_every_lever_has_a_name_and_a_place_and_every_option_its_words():
    with_lever = [f for f in fields() if f.words.lever]
    assert all(f.words.name for f in with_lever)
    assert {f.path for group in get_args(LeverGroup) for f in levers(group)} == {f.path for f in with_lever}
    for path in ("rules.routing", "rules.handle_time_cap.basis", "rules.disengagement.policy"):
        head, _, last = path.rpartition(".")
        model = type(BASE.rules) if head == "rules" else type(getattr(BASE.rules, head.partition(".")[2]))
        assert tuple(field(path).words.options) == get_args(model.model_fields[last].annotation)
