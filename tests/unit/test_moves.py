"""Moves of levers: undo and redo, one sentence on what the last one changed, axes that stand still meanwhile."""

from __future__ import annotations

import dataclasses
import math
from dataclasses import replace as replace_tile

import plotly.graph_objects as go
import pytest

from present.changes import changes
from present.figures.labels import Labels
from present.figures.pair_figures import DAY, WEEKS, PairFigure
from present.figures.style import (
    BEFORE,
    BEFORE_MOVE,
    BESIDE_PX,
    blank,
    half_hour_axes,
    palette,
    steady_range,
    y_range,
)
from present.moves import levers_moved, move_in_words
from present.sentences import suggested_name
from present.tiles import hero
from sim import Scenario, parse, replace, run
from tests.app.app_helpers import SMALL
from tests.fake_results import Answers
from ui.background import Findings
from ui.last_move import LastMove
from ui.pictures import Axes
from ui.runner import Snapshot, progress_words
from ui.state import STEPS_BACK, Draft, DraftState, Steps

BASE = parse(SMALL.replace("weeks: 1,", "weeks: 3,"))
AGENTS, TARGET = "teams.Front line.agents", "rules.handle_time_cap.minutes"


def agents(number: int) -> Scenario:
    return replace(BASE, {AGENTS: number})


def draft_of(stem: str, steps: Steps | None = None) -> Draft:
    return Draft(stem, BASE, steps or Steps(stem))


@pytest.mark.parametrize("week", [0, 1])
def test_a_changed_scenario_is_not_described_as_what_it_was(week):
    described = replace(BASE, {"description": "Nothing is done about it."})
    assert DraftState(described, {}, week).current.description == "Nothing is done about it."
    assert DraftState(described, {AGENTS: 9}, week).current.description == ""


# ── Undo and redo ─────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def draft():
    """Moved to 11, 10 and 9 agents, one after the other."""
    made = draft_of("small")
    for number in (11, 10, 9):
        made.change({AGENTS: number})
    return made


def at_agents(draft: Draft) -> int:
    return draft.current.teams[0].agents


def test_redo_goes_forward_again_until_nothing_is_left(draft):
    for there in (10, 11, 12, 12):
        draft.undo()
        assert at_agents(draft) == there
    for there in (11, 10, 9, 9):
        draft.redo()
        assert at_agents(draft) == there


def test_a_new_move_ends_what_could_be_redone_and_the_same_once_more_is_none(draft):
    draft.undo()
    draft.change({AGENTS: 10})
    assert [setting.values for _, setting in draft.steps.future] == [{AGENTS: 9}]
    draft.change({AGENTS: 14})
    assert draft.steps.future == []
    draft.undo()
    assert at_agents(draft) == 10


@pytest.mark.parametrize("path", [[11], [12, 10], [10, 12, 9, 11]])
def test_going_to_a_setting_from_before_is_so_many_steps_and_loses_none(draft, path):
    steps = draft.steps
    seen = dict(zip((12, 11, 10, 9), [*steps.past, steps.here], strict=True))
    for number in path:
        steps.go_to(seen[number])
        assert at_agents(draft) == number
        assert [*steps.past, steps.here, *reversed(steps.future)] == list(seen.values())


def test_going_to_a_setting_that_was_never_there_is_a_move(draft):
    draft.steps.go_to(("small", DraftState(BASE, {AGENTS: 20})))
    draft.undo()
    assert at_agents(draft) == 9


def test_steps_are_bounded():
    draft = draft_of("small")
    for number in range(1, STEPS_BACK + 30):
        draft.change({"demand.calls_per_day": 300.0 + number})
    for _ in range(2 * STEPS_BACK):
        draft.undo()
    assert len(draft.steps.past) + len(draft.steps.future) == STEPS_BACK


@pytest.fixture
def two():
    """Two scenarios of one session, of which the second is at 8 agents and the first at 11."""
    steps = Steps("a")
    a, b = (draft_of(stem, steps) for stem in "ab")
    b.change({AGENTS: 8})
    a.change({AGENTS: 11})
    return a, b


def test_a_step_to_another_scenario_is_a_step_and_what_it_changed_there_is_taken_back(two):
    a, b = two
    steps = a.steps
    b.open(BASE, {AGENTS: 9}, 0)
    for _ in range(2):
        assert (steps.picked, at_agents(a), at_agents(b)) == ("b", 11, 9)
        steps.undo()
        assert (steps.picked, at_agents(a), at_agents(b)) == ("a", 11, 8)
        steps.redo()
    for _ in range(2):
        steps.undo()
    assert (steps.picked, at_agents(a), at_agents(b)) == ("b", 12, 8)
    steps.undo()
    assert (steps.picked, at_agents(a), at_agents(b), steps.past) == ("a", 12, 12, [])


def test_where_a_scenario_stood_is_known_after_more_steps_than_are_kept(two):
    a, b = two
    for number in range(1, STEPS_BACK + 30):
        a.change({"demand.calls_per_day": 300.0 + number})
    b.open(BASE, {AGENTS: 9}, 0)
    a.steps.undo()
    assert (a.steps.picked, at_agents(b)) == ("a", 8)


def test_a_setting_is_named_by_all_it_holds():
    settings = [
        DraftState(BASE),
        DraftState(replace(BASE, {"name": "Another"})),
        DraftState(BASE, {AGENTS: 9}),
        DraftState(BASE, {AGENTS: 9}, 1),
        DraftState(agents(9)),
        DraftState(BASE, {AGENTS: 10}),
    ]
    assert len({setting.digest for setting in settings}) == len(settings)
    assert DraftState(BASE, {AGENTS: 9}, 1).digest == settings[3].digest


# ── What was moved, in words ──────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("was", "now", "words"),
    [
        ({}, {AGENTS: 9}, "Agents 12 → 9"),
        ({TARGET: 4.0}, {TARGET: 5.0}, "Handle-time target 4 → 5 min"),
        ({TARGET: 4.0}, {}, "No handle-time target (was 4 min)"),
        ({}, {"demand.calls_per_day": 330.0}, "New issues a day 300 → 330"),
        ({}, {"callers.difficult_share": 0.2, AGENTS: 11}, "Difficult callers 16.7 % → 20 % and agents 12 → 11"),
        ({}, {"callers.difficult_share": 0.2, AGENTS: 11, TARGET: 4.0}, "3 levers"),
        ({AGENTS: 11}, {AGENTS: 11}, ""),
    ],
)  # fmt: skip
def test_what_was_moved_is_the_lever_and_its_two_values(was, now, words):
    moved = levers_moved(replace(BASE, was), replace(BASE, now))
    assert moved.replace("\N{NO-BREAK SPACE}", " ").replace(" %", "%") == words.replace(" %", "%")


def test_the_week_from_which_changes_apply_is_a_lever_too():
    assert levers_moved(agents(9), agents(9), 0, 1) == "Changes apply from week 2"
    assert levers_moved(agents(9), agents(9), 1, 0) == "Changes apply from the start"
    assert levers_moved(BASE, agents(9), 0, 1) == "Agents 12 → 9 and changes apply from week 2"


def results_of(*scenarios: Scenario, apart: float = 0.0):
    formulas = {
        "satisfaction_all": lambda s: 0.5 + 0.01 * s.teams[0].agents,
        "exhaustion_mean": lambda s: 60.0 - 0.5 * s.teams[0].agents,
        "issues_resolved_per_day": lambda _: 200.0,
    }
    first, *others = scenarios
    results = [Answers(formulas).result(first), *(Answers(formulas, apart=apart).result(s) for s in others)]
    for result in results:
        for replication in result.replications:
            replication.by_week[:, 0] = replication.by_week[:, 1]
    return results


def test_the_sentence_has_both_ends_of_the_lever_and_a_verdict_on_each_figure():
    before, after = results_of(agents(12), agents(9))
    assert move_in_words(before, after, "Agents 12 → 9") == (
        "Agents 12 → 9: satisfaction −3.0\N{NO-BREAK SPACE}points, exhaustion +1.5; issues resolved unchanged."
    )
    back = move_in_words(after, before, "Agents 9 → 12")
    assert back.startswith("Agents 9 → 12: satisfaction +3.0\N{NO-BREAK SPACE}points, exhaustion −1.5;")


def test_what_is_small_or_not_detected_is_said_so():
    small = move_in_words(*results_of(agents(12), agents(11)), "Agents 12 → 11")
    assert "exhaustion +0.5 (too small to matter)" in small
    lost = move_in_words(*results_of(agents(12), agents(11), apart=50.0), "Agents 12 → 11")
    assert lost == ("Agents 12 → 11: no difference detected in satisfaction, exhaustion and issues resolved.")


def test_too_few_runs_are_no_verdict_and_no_move_is_no_sentence():
    before, after = (s for s in run([agents(12), agents(9)], seed=1, replications=2))
    words = move_in_words(before, after, "Agents 12 → 9")
    assert words == "Agents 12 → 9: satisfaction, exhaustion and issues resolved: too few runs to say."
    assert move_in_words(before, before, "Agents 12 → 9") == ""
    assert move_in_words(before, after, "") == ""


def test_progress_counts_the_runs_of_each_scenario_as_the_verdict_does():
    before, after = results_of(agents(12), agents(11))
    some = Snapshot((before, dataclasses.replace(after, replications=after.replications[:2])), 6, 8)
    assert progress_words(some).startswith("Calculating… 2 of 4 runs;")
    assert progress_words(Snapshot((before, before), 4, 4)).startswith("Calculating… 4 of 4 runs;")


# ── Which setting was the one before ──────────────────────────────────────────────────────────────


def seen(last: LastMove, draft: Draft) -> None:
    last.see(draft, Snapshot(tuple(results_of(draft.baseline, draft.current)), 8, 8))


def test_what_was_before_is_the_last_setting_that_was_seen():
    last, draft = LastMove(), draft_of("small")
    assert last.before_move(draft) is None
    seen(last, draft)
    assert last.before_move(draft) is None
    draft.change({AGENTS: 11})
    draft.change({AGENTS: 10})  # passed, never seen
    draft.change({AGENTS: 9})
    assert last.before_move(draft).setting.values == {}, "known before the new figures are"
    seen(last, draft)
    seen(last, draft)
    assert last.before_move(draft).setting.values == {}
    found = Findings(looking_at="something")
    last.find(found)
    seen(last, draft)
    draft.undo()
    seen(last, draft)
    assert last.before_move(draft).setting.values == {AGENTS: 9}
    assert last.before_move(draft).found is found, "what was found of it is shown with it"


@pytest.mark.parametrize("other", ["pinned", "another scenario"])
def test_another_baseline_has_nothing_before_it(other):
    last, draft = LastMove(), draft_of("small")
    seen(last, draft)
    draft.change({AGENTS: 9})
    seen(last, draft)
    if other == "pinned":
        draft.pin()
    else:
        draft = draft_of("other")
    assert last.before_move(draft) is None
    seen(last, draft)
    assert last.before_move(draft) is None


# ── The ghost and the axes ────────────────────────────────────────────────────────────────────────


def line(figure: go.Figure, name: str):
    (found,) = [trace for trace in figure.data if trace.name == name]
    return found


@pytest.mark.parametrize("picture", [WEEKS[0], WEEKS[2]], ids=lambda picture: picture.key)
def test_what_was_before_is_a_pale_line_that_says_so(picture: PairFigure):
    baseline, before, now = results_of(agents(12), agents(10), agents(9))
    with_ghost = picture.beside(before).draw(now, baseline)
    ghost = line(with_ghost, BEFORE_MOVE)
    scale = 100.0 if "satisfaction" in picture.key else 1.0
    assert list(ghost.y) == [e.mean * scale for e in before.path(picture.key.split()[1])]
    assert ghost.opacity < 1.0
    assert [word for word in ghost.text if word] == [BEFORE]
    assert not ghost.showlegend
    without = picture.draw(now, baseline)
    assert BEFORE_MOVE not in [trace.name for trace in without.data]
    assert len(with_ghost.data) == len(without.data) + 1


@pytest.mark.parametrize("picture", [WEEKS[0], WEEKS[2]], ids=lambda picture: picture.key)
def test_two_lines_are_named_beside_their_ends_and_long_names_in_the_legend(picture: PairFigure):
    baseline, now = results_of(agents(12), agents(9))
    drawn = picture.draw(now, baseline)
    assert not drawn.layout.showlegend
    beside = {words.font.color: words for words in drawn.layout.annotations}
    ends = {}
    for name in ("with your changes", "baseline"):
        of_line = line(drawn, name)
        words = beside[of_line.line.color]
        assert words.text.replace("<br>", " ") == name
        assert (words.xref, words.x, words.xanchor) == ("paper", 1.0, "left"), "beside the plot"
        assert words.y == [y for y in of_line.y if y is not None][-1]
        ends[words.yanchor] = words.y
    assert drawn.layout.margin.r >= BESIDE_PX, "room for them"
    assert ends["top"] <= ends["bottom"], "the lower one's name below its end, the higher one's above"
    named = picture.draw(now, baseline, labels=Labels("One", "Other", are_names=True))
    assert named.layout.showlegend
    assert not named.layout.annotations
    assert not picture.draw(now, now).layout.annotations


def test_names_beside_lines_keep_their_room_where_the_axis_is_of_half_hours():
    figure = blank("Calls", palette("light"))
    figure.update_layout(margin={"r": BESIDE_PX})
    half_hour_axes(figure)
    assert figure.layout.margin.r == BESIDE_PX


@pytest.mark.parametrize(
    ("previous", "needed", "ends"),
    [
        (None, (2.0, 12.0), (1.0, 13.0)),
        ((0.0, 10.0), (2.0, 9.0), (0.0, 10.0)),
        ((0.0, 10.0), (0.0, 10.0), (0.0, 10.0)),
        ((0.0, 10.0), (2.0, 12.0), (1.0, 13.0)),
        ((0.0, 10.0), (-1.0, 9.0), (-2.0, 10.0)),
        ((0.0, 10.0), (5.0, 7.5), (0.0, 10.0)),
        ((0.0, 10.0), (5.0, 7.0), (4.8, 7.2)),  # a fifth of the axis: it would hide what moves
    ],
)
def test_an_axis_stands_while_it_holds_what_is_drawn(previous, needed, ends):
    assert steady_range(previous, needed) == pytest.approx(ends)


def test_a_new_axis_stays_within_what_can_be():
    assert steady_range(None, (0.0, 100.0), least=0.0, most=102.0) == (0.0, 102.0)


def drawn(
    axes: Axes, picture: PairFigure, now: int, before: int | None = None
) -> tuple[tuple[float, ...], bool]:
    """Ends of the axis and whether the figure says that they are new, at so many agents now and before the move."""
    baseline, result = results_of(agents(12), agents(now))
    previous = results_of(agents(before))[0] if before else None
    figure = picture.beside(previous).draw(result, baseline)
    axes.hold(picture, result.hash, figure)
    return tuple(figure.layout.yaxis.range), "axis rescaled" in [a.text for a in figure.layout.annotations]


def test_pictures_have_one_axis_until_it_is_too_short_and_then_say_so_until_the_next_move():
    axes, picture = Axes("small"), WEEKS[0]
    first = drawn(axes, picture, 12)
    assert not first[1]
    assert drawn(axes, picture, 11) == first
    assert drawn(axes, picture, 10, before=11) == first
    wider = drawn(axes, picture, 60)
    assert wider[1]
    assert wider[0][0] <= 62.0
    assert wider[0][1] >= 110.0
    assert drawn(axes, picture, 60) == wider, "drawn again with more runs it still says so"
    assert drawn(axes, picture, 59) == (wider[0], False)
    assert drawn(Axes("other"), picture, 12) == first


def test_every_picture_of_paths_has_an_axis_that_can_stand():
    baseline, now = run([BASE, agents(9)], seed=1, replications=2)
    for picture in (*WEEKS, *DAY):
        ends = y_range(picture.draw(now, baseline))
        assert ends is not None
        assert ends[0] < ends[1] < math.inf


# ── Names and chips ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("was", "now", "name"),
    [
        ({}, {AGENTS: 14}, "Small centre, +2 agents"),
        ({}, {AGENTS: 11}, "Small centre, −1 agent"),
        ({TARGET: 4.0}, {TARGET: None}, "Small centre, no target"),
        ({}, {TARGET: 5.0}, "Small centre, 5-min target"),
        ({}, {AGENTS: 9, "changes": []}, "Small centre, −3 agents"),
        ({}, {"changes": [{"week": 1, "set": {AGENTS: 9}}]}, "Small centre, −3 agents from week 2"),
    ],
)  # fmt: skip
def test_a_name_tells_the_difference_in_few_words(was, now, name):
    assert suggested_name(replace(BASE, was), replace(BASE, now)) == name


def test_a_name_that_is_taken_gives_way_to_one_that_says_more():
    current = agents(14)
    short = suggested_name(BASE, current)
    assert suggested_name(BASE, current, {short}) == "Small centre, with 2 more agents"


def test_a_chip_says_from_which_week_its_change_applies_but_for_targets():
    dated = DraftState(BASE, {AGENTS: 9, "targets.within_s": 60.0}, 1).current
    by_group = {part.group: part.chip for part in changes(BASE, dated)}
    assert by_group.pop("agents.Front line") == "Agents, Front line: 9 (was 12), from week 2"
    assert "week" not in by_group["within"]
    assert [part.chip for part in changes(BASE, agents(9))] == ["Agents, Front line: 9 (was 12)"]


def test_a_tile_has_the_figure_before_the_move_beside_its_own():
    baseline, before, now = results_of(agents(12), agents(10), agents(9))
    with_ghost, without = hero(now, baseline, before), hero(now, baseline)
    texts = [tile.previous.replace("\N{NO-BREAK SPACE}", " ") for tile in with_ghost]
    assert texts == [f"One move ago: {was}" for was in ("60.0%", "55.0 of 100", "200 a day")]
    assert [tile.previous for tile in without] == ["", "", ""]
    assert [replace_tile(tile, previous="") for tile in with_ghost] == without
