"""People counted by shift, and breaks of a shift's own: beside shares, which mean what they did."""

from __future__ import annotations

import json

import pytest

from present.changes import changes
from present.formats import NO_BREAK
from present.permalink import Shared, from_link, to_link
from present.scenario_diff import differing_rows, steps_from
from sim import Scenario, ScenarioError, load, replace, scenario_warnings
from sim.check.record_comparison import Agreement, check_twin
from sim.engine.roster import apportion, people_by_shift, plan
from sim.experiment.scaling import with_people
from sim.scenario import canonical, diff, from_dict, parse, policies, scenario_hash, to_yaml
from sim.scenario.levers_together import scaled_breaks
from tests.builders import WEEK, data, scenario, team

LUNCH = [{"after_min": 240.0, "minutes": 30.0}]
EARLY = {"start": "08:00", "hours": 8.0}
LATE = {"start": "10:00", "hours": 8.0}
OPEN = {"days": WEEK[:5], "from": "08:00", "to": "18:00"}


def centre(*shifts, **fields):
    """One team of these shifts, five days a week."""
    given = {"days_per_week": 5, "shifts": list(shifts), **fields}
    people = {k: v for k, v in team(**given).items() if k != "agents" or "agents" in fields}
    return scenario(demand={"calls_per_day": 60.0, "open": OPEN}, teams=[people])


def counted(early, late, **fields):
    return centre({**EARLY, "agents": early}, {**LATE, "agents": late}, **fields)


def people(s):
    return people_by_shift(s.teams[0])


# ── Counts ────────────────────────────────────────────────────────────────────────────────────────


def test_a_team_without_a_number_has_as_many_people_as_its_shifts_count():
    s = counted(3, 4)
    assert s.teams[0].agents == 7
    assert people(s) == [3, 4]
    assert sorted(p.start_min for p in plan(s.teams[0], s.demand.open)) == [480.0] * 3 + [600.0] * 4


@pytest.mark.parametrize(
    ("agents", "spread"),
    [
        (10, [5, 4, 1]),
        (20, [10, 8, 2]),
        (11, [6, 4, 1]),  # 5.5, 4.4 and 1.1: the largest remainder is the first's
        (9, [4, 4, 1]),  # 4.5, 3.6 and .9
        (5, [3, 2, 0]),  # 2.5, 2 and .5: a tie goes to the first
        (0, [0, 0, 0]),
    ],
)
def test_people_who_are_not_as_many_are_spread_in_proportion(agents, spread):
    shifts = [{**EARLY, "agents": n} for n in (5, 4, 1)]
    busy = {"teams": [team("Others"), team(agents=agents, days_per_week=5, shifts=shifts)]}
    assert people_by_shift(scenario(**busy).teams[1]) == spread


def test_a_tie_goes_to_the_first_whatever_thirds_come_to_in_floating_point():
    """4/3, 7/3 and 4/3 leave a third each for the one person who is left."""
    assert people(centre(*({**EARLY, "agents": n} for n in (4, 7, 4)), agents=5)) == [2, 2, 1]
    assert apportion(5, [4 / 15, 7 / 15, 4 / 15]) == [2, 2, 1]


def test_people_of_shifts_that_count_nobody_are_spread_evenly():
    assert people(counted(0, 0, agents=4)) == [2, 2]


def test_the_same_people_by_counts_and_by_shares_have_the_same_plans():
    by_share = centre({**EARLY, "share": 0.25}, {**LATE, "share": 0.75}, agents=8, breaks=LUNCH)
    by_count = counted(2, 6, breaks=LUNCH)
    own = centre({**EARLY, "agents": 2, "breaks": LUNCH}, {**LATE, "agents": 6, "breaks": LUNCH})
    plans = [plan(s.teams[0], s.demand.open) for s in (by_share, by_count, own)]
    assert plans[0] == plans[1] == plans[2]


def test_what_moves_people_goes_on_working():
    s = counted(3, 4)
    assert people(replace(s, {"teams.Agents.agents": 14})) == [6, 8]
    assert people(with_people(s, 7)) == [6, 8]
    later = replace(s, {"horizon.weeks": 2, "changes": [{"week": 1, "set": {"teams.Agents.agents": 14}}]})
    assert [people(policy) for _, policy in policies(later)] == [[3, 4], [6, 8]]
    other = counted(5, 2)
    assert replace(s, {path: new for path, (_, new) in diff(s, other).items()}) == other
    assert steps_from(s, other).values.keys() == {"teams.Agents.shifts"}


@pytest.mark.parametrize(
    ("shifts", "said"),
    [
        ([{**EARLY, "agents": 2}, LATE], "teams.Agents.shifts.item 2.agents: is missing"),
        ([{**EARLY, "agents": 2, "share": 1.0}], "teams.Agents.shifts.item 1.share: goes without agents, 2"),
        ([{**EARLY, "agents": -1}], "teams.Agents.shifts.item 1.agents"),
        ([{**EARLY, "agents": "two"}, {**LATE, "agents": 1}], "teams.Agents.shifts.item 1.agents"),
        ([{**EARLY, "agents": 4000}, {**LATE, "agents": 4000}], "teams.Agents.agents: 8000"),
        ([EARLY], "teams.Agents.agents: is missing"),
        ([{**EARLY, "agents": 1}] * 401, "teams.Agents.shifts"),
        ([{**EARLY, "agents": 1, "breaks": [{"minutes": 5.0}]}], "shifts.item 1.breaks.item 1.after_min"),
    ],
)
def test_what_cannot_be_is_refused_in_one_sentence(shifts, said):
    with pytest.raises(ScenarioError) as refused:
        centre(*shifts)
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


# ── Breaks ────────────────────────────────────────────────────────────────────────────────────────


def test_a_shift_has_its_own_breaks_or_the_teams_or_none():
    s = centre({**EARLY, "agents": 1, "breaks": [{"after_min": 60.0, "minutes": 20.0}]},
               {**LATE, "agents": 1}, {"start": "09:00", "agents": 1, "breaks": []}, breaks=LUNCH)  # fmt: skip
    due = {
        p.start_min: [(b.after_min, b.minutes) for b in p.breaks[0]] for p in plan(s.teams[0], s.demand.open)
    }
    assert due == {480.0: [(60.0, 20.0)], 600.0: [(240.0, 30.0)], 540.0: []}


def test_colleagues_of_a_shift_take_its_own_break_in_turn():
    own = [{"after_min": 100.0, "minutes": 10.0, "stagger_min": 40.0}]
    s = centre({**EARLY, "agents": 2, "breaks": own}, {**LATE, "agents": 1})
    early = [p.breaks[0][0].after_min for p in plan(s.teams[0], s.demand.open) if p.start_min == 480.0]
    assert early == [90.0, 110.0]  # members ¼ and ¾ of the way through 40 minutes about the 100th


def test_means_over_people_are_of_counts():
    """One person of 8 h with 30 min and three of 4 h with 10: 5 h and 15 min."""
    s = centre({**EARLY, "agents": 1, "breaks": LUNCH},
               {**LATE, "hours": 4.0, "agents": 3, "breaks": [{"after_min": 60.0, "minutes": 10.0}]})  # fmt: skip
    assert (s.teams[0].mean_shift_h, s.teams[0].mean_break_min) == (5.0, 15.0)


def test_the_lever_makes_all_breaks_longer_in_proportion():
    before = centre({**EARLY, "agents": 1, "breaks": LUNCH}, {**LATE, "agents": 1, "breaks": LUNCH * 2})
    shown = before.teams[0].mean_break_min
    assert shown == 45.0
    longer = replace(before, scaled_breaks(before.teams[0], before.teams[0], 90.0))
    assert [[b.minutes for b in s.breaks] for s in longer.teams[0].shifts] == [[60.0], [60.0, 60.0]]
    none = replace(longer, scaled_breaks(before.teams[0], longer.teams[0], 0.0))
    assert [s.breaks for s in none.teams[0].shifts] == [(), ()]
    assert replace(none, scaled_breaks(before.teams[0], none.teams[0], shown)) == before
    (change,) = changes(before, longer)
    assert change.chip == "Breaks: 90 min a shift (was 45)"
    other = counted(2, 1, breaks=LUNCH)  # other shifts keep their own shape
    assert (
        replace(other, scaled_breaks(before.teams[0], other.teams[0], 60.0)).teams[0].breaks[0].minutes
        == 60.0
    )


# ── Warnings ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("s", "said"),
    [
        (counted(3, 4), []),
        (counted(3, 4, agents=7), []),
        (counted(3, 4, agents=9), ["Team Agents has 9 people and its shifts count 7: the people are spread"]),
        (counted(3, 1, agents=1),
         ["Nobody is rostered", "spread", "teams.Agents.shifts.item 2: no effect, because 1 in 4 of 1 people"]),
        (centre({**EARLY, "agents": 3}, {**LATE, "agents": 2}, {**LATE, "agents": 0}), []),
        (centre({**EARLY, "agents": 3, "breaks": [{"after_min": 500.0}]}, {**LATE, "agents": 3}),
         ["shifts.item 1.breaks.item 1: no effect, because it would end after the end of the shift"]),
        (centre({**EARLY, "agents": 4, "breaks": [{"after_min": 460.0, "stagger_min": 40.0}]}, {**LATE, "agents": 3}),
         ["for 1 of 4 people"]),  # they are due after 445, 455, 465 and 475 of 480 min and last 15
        (centre({**EARLY, "agents": 3, "breaks": LUNCH}, {**LATE, "agents": 3, "breaks": []}, breaks=LUNCH),
         ["teams.Agents.breaks: no effect, because every shift has breaks of its own"]),
        (centre({**EARLY, "agents": 3, "breaks": []}, {**LATE, "agents": 3}, breaks=[{"after_min": 470.0}]),
         ["teams.Agents.breaks.item 1: no effect, because it would end after the end of every shift without its own"]),
    ],
)  # fmt: skip
def test_what_has_no_effect_or_is_spread_is_named(s, said):
    sentences = scenario_warnings(s)
    assert len(sentences) == len(said), sentences
    assert all(part in sentence for part, sentence in zip(said, sentences, strict=True))


# ── Texts, files, links ───────────────────────────────────────────────────────────────────────────


def test_a_scenario_without_the_new_fields_keeps_its_text_and_its_hash():
    typical = load("configs/typical_centre.yaml")
    (first, *_) = json.loads(canonical(typical))["teams"][0]["shifts"]
    assert first.keys() == {"start", "hours", "share", "days"}
    assert scenario_hash(typical) == "0f6a4ae091cf4729"


def test_a_number_left_out_and_the_same_number_given_are_one_scenario():
    left_out, given = counted(3, 4), counted(3, 4, agents=7)
    assert left_out == given
    assert canonical(left_out) == canonical(given)


@pytest.mark.parametrize(
    "s",
    [
        counted(3, 4),
        counted(3, 4, agents=9),
        centre({**EARLY, "agents": 1, "breaks": LUNCH}, {**LATE, "agents": 1, "breaks": []}, breaks=LUNCH),
        centre({**EARLY, "share": 1.0, "breaks": LUNCH}, agents=2),
    ],
)
def test_files_and_links_give_the_same_scenario_back(s):
    assert parse(to_yaml(s)) == s
    assert scenario_hash(parse(to_yaml(s))) == scenario_hash(s)
    assert from_dict(data(**json.loads(s.model_dump_json(by_alias=True)))) == s
    assert from_link(to_link(Shared(s))).baseline == s


def test_a_file_says_how_many_only_where_that_is_not_the_sum():
    assert "\n  agents:" not in to_yaml(counted(3, 4))
    assert "\n  agents: 9" in to_yaml(counted(3, 4, agents=9))


def test_the_schema_lets_the_number_be_left_out():
    of_team = Scenario.model_json_schema(by_alias=True)["$defs"]["Team"]
    assert of_team["required"] == ["name"]
    assert "agents" in of_team["properties"]


def test_differences_say_people_and_own_breaks():
    s = counted(3, 1)
    other = centre({**EARLY, "agents": 3, "breaks": LUNCH}, {**LATE, "agents": 2}, agents=4)
    (row,) = differing_rows(s, [other])
    texts = [text.replace(NO_BREAK, " ") for text in (row.baseline, *row.cells)]
    assert texts == [
        "08:00 for 8 h (3 positions), 10:00 for 8 h (1 position)",
        "08:00 for 8 h (3 positions, 30 min in 1 break), 10:00 for 8 h (2 positions)",
    ]


def test_four_hundred_shifts_with_breaks_of_their_own_are_read_written_linked_and_planned():
    shifts = [
        {"start": f"{8 + i % 3:02d}:{i % 60:02d}", "hours": 6.0, "agents": 1 + i % 2, "days": WEEK[:5],
         "breaks": [{"after_min": 60.0 + i % 7}, {"after_min": 200.0, "stagger_min": 30.0}]}
        for i in range(400)
    ]  # fmt: skip
    s = centre(*shifts)
    assert people(s) == [1, 2] * 200
    assert parse(to_yaml(s)) == s
    assert from_link(to_link(Shared(s))).baseline == s


def test_both_engines_give_the_same_bytes():
    s = centre({**EARLY, "agents": 2, "breaks": LUNCH}, {**LATE, "agents": 1}, breaks=[{"after_min": 100.0}])
    found = check_twin(replace(s, {"behaviour.strain": True}), 5)
    assert found.agreement is Agreement.SAME, found.where
