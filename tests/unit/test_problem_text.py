"""What is wrong in a scenario, as pages say it: the setting's name first, its path last."""

from __future__ import annotations

import re

import pytest

from present.problem_text import problem_in_words, warnings_in_words
from sim import ScenarioError, scenario_warnings
from sim.scenario import replace
from tests.unit.test_scenario_warnings import DAY, IDLE, centre

PATH_FIRST = re.compile(r"(?:teams|call_types|demand|rules|training|costs)\.")


def test_an_impossible_setting_is_named_before_its_path():
    with pytest.raises(ScenarioError) as found:
        replace(centre(DAY), {"teams.Agents.shifts": [{**DAY, "share": 0.6}]})
    assert str(found.value).startswith("teams.Agents.shifts: ")
    words = problem_in_words(found.value)
    assert words == f"Shifts, Agents: {found.value.problem} (teams.Agents.shifts)"
    assert problem_in_words(ScenarioError("", "there is no such file")) == "there is no such file"


@pytest.mark.parametrize("name", IDLE)
def test_no_warning_on_a_page_begins_with_a_path(name):
    edits, _ = IDLE[name]
    scenario = replace(centre(DAY), edits)
    (plain,), (words,) = scenario_warnings(scenario), warnings_in_words(scenario)
    path = plain.partition(":")[0]
    assert not PATH_FIRST.match(words)
    assert words.endswith(f" ({path}).")
    assert plain.removeprefix(f"{path}: ").rstrip(".") in words


def test_several_settings_and_dated_ones_keep_their_reason_and_weeks_count_from_one():
    factors = {"demand.weekday_factor": dict.fromkeys(("sat", "sun"), 2.0)}
    (words,) = warnings_in_words(replace(centre(DAY), factors))
    assert words == (
        "Calls over the week, sat and Calls over the week, sun: no effect, because the centre does not open on that "
        "day (demand.weekday_factor.sat, demand.weekday_factor.sun)."
    )
    later = centre(
        DAY,
        horizon={"weeks": 4, "warm_up_weeks": 0},
        changes=[{"week": 2, "set": {"demand.open.to": "18:00"}}],
    )
    assert warnings_in_words(later) == [
        "From week 3 on: Nobody is rostered while the centre is open: Mon–Fri 17:00–18:00."
    ]
    assert warnings_in_words(centre(DAY)) == []
