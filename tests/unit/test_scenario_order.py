"""Scenarios in the list of What if: the typical centre first, each case before ahead of after, names that differ."""

from __future__ import annotations

from present.scenario_order import GROUPS, in_order, offered_as
from sim import replace
from tests.behaviour.presets import shipped


def test_every_scenario_that_comes_with_headroom_has_its_place_and_no_other_has():
    assert {stem for group in GROUPS for stem in group.stems} == set(shipped())


def test_before_stands_ahead_of_after_and_strangers_come_last():
    stems = in_order(["zebra", *sorted(shipped(), reverse=True), "aardvark"])
    assert stems[0] == "typical_centre"
    assert stems[-2:] == ["aardvark", "zebra"]
    for before in (stem for stem in stems if stem.endswith("_before")):
        case = before.removesuffix("_before")
        later = [stems.index(stem) for stem in (f"{case}_after", case) if stem in stems]
        assert later == sorted(later)
        assert later[0] == stems.index(before) + 1


def test_no_two_are_offered_alike_and_a_change_in_mid_run_is_said():
    names = [offered_as(stem, shipped()) for stem in shipped()]
    assert len(set(names)) == len(names)
    assert offered_as("sydney_four_minute_target", shipped()).endswith(", changed in week 5")
    twice = {"mine": shipped()["typical_centre"], "own 1": shipped()["typical_centre"]}
    assert [offered_as(key, twice) for key in twice] == [
        "Typical service centre (mine)",
        "Typical service centre (own 1)",
    ]
    renamed = {"own 1": replace(shipped()["typical_centre"], {"name": "Ours"})}
    assert offered_as("own 1", renamed, "Yours") == "Yours · Ours"
