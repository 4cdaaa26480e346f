"""Trade-offs on constructed centres whose frontier is known by trying everything, and the primitives by hand."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import pairwise, product

import numpy as np
import pytest

from present.tradeoff_text import DesignNames, headline, recommended, sentences, table
from sim import KPIS, parse, replace
from sim.experiment import KEYS, Replication, Result, Runner
from sim.experiment.adaptive import WithRuns
from sim.experiment.free_levers import parse_free, parse_limit, question_of
from sim.experiment.pareto import front_shares, is_clearly_beaten, non_dominated
from sim.experiment.tradeoff import GOALS, TODAY, FreeLever, Limit, Question, Tradeoff, TradeoffError
from sim.experiment.tradeoff_search import FEW_CELLS, claim_runs, expected_runs, most_designs, trade_off
from tests.app.app_helpers import SMALL

BASE = parse(SMALL)
AGENTS, AFTER, PAUSE = (
    "teams.Front line.agents",
    "rules.disengagement.after_min",
    "rules.pause_after_hostile_min",
)
POLICY, CAP = "rules.disengagement.policy", "rules.handle_time_cap.minutes"
Formula = Callable[..., tuple[float, float, float]]
SIGNS = np.array([1.0, -1.0, 1.0])


def centre(agents, after, pause):
    """Cost, satisfaction, exhaustion: smooth, S-shaped in agents, with levers that pull against one another."""
    load = 11.0 * (1.0 + 0.02 * pause) * (1.0 + 0.01 * after)
    full = agents / load
    satisfied = 0.75 / (1.0 + math.exp(-8.0 * (full - 0.95))) - 0.01 * (9 - after)
    exhaustion = 55.0 - 14.0 * (full - 1.0) - 1.5 * pause * (1.0 - pause / 20.0) + 0.9 * after
    return 1700.0 * agents + 30.0 * exhaustion, satisfied, exhaustion


class Surface:
    """Answers an experiment by a formula of what the levers stand at. `noise`: by goal, of a design beside others."""

    def __init__(self, formula: Formula, paths: tuple[str, ...], noise=(0.0, 0.0, 0.0)) -> None:
        self.formula, self.paths, self.noise = formula, paths, np.array(noise)
        self.asked: dict[str, set[int]] = {}

    def result(self, scenario, runs) -> Result:
        values = tuple(_at(scenario, path) for path in self.paths)
        self.asked.setdefault(scenario.model_dump_json(), set()).update(runs)
        made = []
        for number in runs:
            row = np.full(len(KEYS), np.nan)
            own = np.random.default_rng([number, *(int(10 * v) for v in values)]).normal(size=3)
            common = np.random.default_rng(number).normal(size=3)
            for key, mean, chance in zip(
                GOALS, self.formula(*values), self.noise * (own + 3.0 * common), strict=True
            ):
                row[KEYS.index(key)] = mean + chance
            made.append(Replication(number, row, row[:, None], {}, 0))
        return Result(scenario, 1, "made up", tuple(made))

    def complete(self, experiment) -> Tradeoff:
        try:
            requested = next(experiment)
            while True:
                assert isinstance(requested, WithRuns)
                runs = requested.replications
                numbers = range(runs) if isinstance(runs, int) else runs
                requested = experiment.send([self.result(scenario, numbers) for scenario in requested])
        except StopIteration as end:
            return end.value


def _at(scenario, path):
    if path == AGENTS:
        return scenario.teams[0].agents
    if path == CAP:
        return scenario.rules.handle_time_cap.minutes or 0.0
    return scenario.rules.disengagement.after_min if path == AFTER else scenario.rules.pause_after_hostile_min


def asked(*levers, goals=GOALS, limits=()):
    return question_of(BASE, [FreeLever(path, tuple(values)) for path, values in levers], goals, limits)


THREE = ((AGENTS, range(8, 20)), (AFTER, range(1, 10)), (PAUSE, range(0, 8)))
PATHS = (AGENTS, AFTER, PAUSE)


def everything(question: Question, formula: Formula):
    """(designs, goals), losses of all designs in their order."""
    return np.array([formula(*v) for v in product(*(lever.values for lever in question.levers))]) * SIGNS


def hypervolume(losses, reference):
    """By slices along the last goal; written for these tests alone."""
    inside = losses[(losses < reference).all(axis=1)]
    if not len(inside):
        return 0.0
    if losses.shape[1] == 1:
        return float(reference[0] - inside.min())
    order = np.argsort(inside[:, -1])
    levels = [*inside[order, -1], reference[-1]]
    return sum(
        (above - below) * hypervolume(inside[order[: i + 1], :-1], reference[:-1])
        for i, (below, above) in enumerate(pairwise(levels))
        if above > below
    )


def share_of_hypervolume(found: Tradeoff, formula: Formula) -> float:
    """Of all designs' hypervolume, what those that are or may be efficient have, by the true figures."""
    losses = everything(found.question, formula)
    span = np.ptp(losses, axis=0)
    reference = (losses.max(axis=0) + 0.01 * span) / span
    places = [at for at, mark in found.marks.items() if mark != "beaten"]
    front = np.array([formula(*found.question.values(at)) for at in places]) * SIGNS
    return hypervolume(front / span, reference) / hypervolume(losses / span, reference)


# ── The primitives ────────────────────────────────────────────────────────────────────────────────


def test_hypervolume_of_boxes_added_by_hand():
    assert hypervolume(np.array([[1.0, 2.0], [2.0, 1.0]]), np.array([3.0, 3.0])) == pytest.approx(3.0)
    three = np.array([[0.0, 1.0, 1.0], [1.0, 0.0, 1.0], [1.0, 1.0, 0.0]])
    assert hypervolume(three, np.array([2.0, 2.0, 2.0])) == pytest.approx(3 * 2 - 3 + 1)


def test_a_row_is_beaten_by_one_that_is_nowhere_worse_and_somewhere_better():
    rows = np.array([[1.0, 1.0], [1.0, 1.0], [1.0, 2.0], [0.5, 3.0]])
    assert non_dominated(rows).tolist() == [True, True, False, True]


def test_clearly_beaten_needs_every_goal_and_an_interval_that_holds_for_all_rivals():
    ups_and_downs = np.array([-1.0, 1.0, -1.0, 1.0])[:, None]  # its 95% interval is 1.8374 wide to each side
    design = np.zeros((4, 1))
    assert is_clearly_beaten(design, [ups_and_downs - 1.85], 1, 0.95)
    assert not is_clearly_beaten(design, [ups_and_downs - 1.82], 1, 0.95)
    assert not is_clearly_beaten(design, [ups_and_downs - 1.85], 2, 0.95)
    worse_in_one = np.hstack([ups_and_downs - 5.0, np.full((4, 1), 0.001)])
    assert not is_clearly_beaten(np.zeros((4, 2)), [worse_in_one], 1, 0.95)
    assert is_clearly_beaten(np.zeros((4, 2)), [worse_in_one * [1.0, 0.0]], 1, 0.95), "the same is not worse"
    assert not is_clearly_beaten(design, [design], 1, 0.95)


def test_shares_on_the_front_are_the_chances_of_resampling():
    """Two designs that differ in one goal: ahead in three of four runs, each a step; the mean of a resample is below
    zero where more than half of its draws are, by the binomial distribution.
    """
    other = np.array([[-1.0], [-1.0], [-1.0], [2.5]])
    wins = sum(math.comb(4, k) * 0.75**k * 0.25 ** (4 - k) for k in range(5) if -k + 2.5 * (4 - k) < 0)
    share = front_shares([np.zeros((4, 1)), other], np.zeros((2, 4, 0)))
    assert share[1] == pytest.approx(wins, abs=0.05)
    assert share[0] + share[1] == pytest.approx(1.0)
    limited = front_shares([np.zeros((4, 1)), other], np.array([[[-1.0]] * 4, [[1.0]] * 4]))
    assert limited.tolist() == [1.0, 0.0], "what breaks a limit beats nobody"


# ── The search against everything ─────────────────────────────────────────────────────────────────


def test_the_frontier_of_a_quiet_centre_is_found_with_a_quarter_of_the_designs():
    surface, question = Surface(centre, PATHS), asked(*THREE)
    found = surface.complete(trade_off(question, most_runs=6))
    assert question.cells == 864
    assert len(surface.asked) <= 0.25 * question.cells
    runs = sum(len(numbers) for numbers in surface.asked.values())
    assert runs <= min(0.25 * question.cells * claim_runs(6), expected_runs(question.cells, 6))
    assert share_of_hypervolume(found, centre) >= 0.98
    truth = non_dominated_slowly(everything(question, centre))
    places = list(product(*(range(size) for size in question.sizes)))
    is_best = dict(zip(places, truth, strict=True))
    for at, mark in found.marks.items():
        rivals = [x for x in found.searched if x != at]
        if mark == "beaten":
            assert not is_best[at]
        if mark == "efficient":
            own = np.array(centre(*question.values(at))) * SIGNS
            assert not any(_beats(np.array(centre(*question.values(x))) * SIGNS, own) for x in rivals)


def narrow(agents, target_min, after):
    """A frontier that is a line through the designs: to have no target is best whatever the agents."""
    cost, satisfied, exhaustion = centre(agents, after, 0)
    hurry = 0.0 if target_min == 0.0 else 6.0 - target_min
    return cost + 40.0 * hurry, satisfied - 0.02 * hurry - 0.002 * after, exhaustion + 1.5 * hurry


def test_a_narrow_frontier_is_followed_to_its_ends():
    paths = (AGENTS, CAP, AFTER)
    levers = ((AGENTS, range(8, 20)), (CAP, (None, 3, 4, 5)), (AFTER, range(1, 10)))
    surface, question = Surface(narrow, paths), asked(*levers)
    found = surface.complete(trade_off(question, most_runs=4))
    losses = (
        np.array([narrow(a, c or 0.0, t) for a, c, t in product(*(x.values for x in question.levers))])
        * SIGNS
    )
    places = list(product(*(range(size) for size in question.sizes)))
    best = {at for at, is_best in zip(places, non_dominated_slowly(losses), strict=True) if is_best}
    assert len(best) < 0.25 * question.cells
    assert len(surface.asked) <= 0.25 * question.cells
    own = np.array([losses[places.index(at)] for at, mark in found.marks.items() if mark != "beaten"])
    span = np.ptp(losses, axis=0)
    reference = (losses.max(axis=0) + 0.01 * span) / span
    assert hypervolume(own / span, reference) >= 0.98 * hypervolume(losses / span, reference)


def _beats(a, b):
    return bool((a <= b).all() and (a < b).any())


def non_dominated_slowly(losses):
    return [not ((losses <= row).all(axis=1) & (losses < row).any(axis=1)).any() for row in losses]


def test_noise_hides_no_frontier_and_nothing_clearly_beaten_is_called_efficient():
    noise = (60.0, 0.004, 0.3)
    surface, question = Surface(centre, PATHS, noise), asked(*THREE)
    found = surface.complete(trade_off(question, most_runs=10))
    assert len(surface.asked) <= 0.25 * question.cells
    assert share_of_hypervolume(found, centre) >= 0.98
    error = np.array(noise) * math.sqrt(2.0 / claim_runs(10))
    losses = {at: np.array(centre(*question.values(at))) * SIGNS for at in found.searched}
    efficient = [at for at, mark in found.marks.items() if mark == "efficient"]
    assert len(efficient) > 20
    for at in efficient:
        assert not any((other <= losses[at] - 3.0 * error).all() for other in losses.values())
        assert at in found.claimed


def test_what_is_claimed_was_simulated_on_callers_that_the_search_has_not_seen():
    surface, question = Surface(centre, PATHS, (60.0, 0.004, 0.3)), asked(*THREE[:2])
    found = surface.complete(trade_off(question, most_runs=5))
    fresh = set(range(5, 5 + claim_runs(5)))
    of_claims = [numbers & fresh for numbers in surface.asked.values() if numbers & fresh]
    assert len(of_claims) == len(found.claimed)
    assert all(numbers == fresh for numbers in of_claims)
    assert all(numbers - fresh <= set(range(5)) for numbers in surface.asked.values())
    assert question.today == TODAY or question.today in found.claimed
    assert not [at for at, mark in found.marks.items() if mark == "efficient" and at not in found.claimed]


def test_few_designs_are_all_simulated():
    question = asked((AGENTS, range(9, 15)), (PAUSE, range(5)))
    assert question.cells == most_designs(30) == 30 <= FEW_CELLS
    found = Surface(lambda a, p: centre(a, 6, p), (AGENTS, PAUSE)).complete(trade_off(question, most_runs=4))
    assert len(found.simulated) == 30
    truth = dict(
        zip(
            product(range(6), range(5)),
            non_dominated_slowly(everything(question, lambda a, p: centre(a, 6, p))),
            strict=True,
        )
    )
    assert {at for at, mark in found.marks.items() if mark == "efficient"} == {
        at for at, best in truth.items() if best
    }


def test_limits_are_counted_and_what_breaks_one_is_never_efficient():
    limits = (Limit("satisfaction_all", 0.6, at_least=True),)
    question = asked((AGENTS, range(9, 15)), (PAUSE, range(5)), limits=limits)

    def formula(a, p):
        return centre(a, 6, p)

    found = Surface(formula, (AGENTS, PAUSE)).complete(trade_off(question, most_runs=4))
    breaking = {at for at in found.simulated if formula(*question.values(at))[1] < 0.6}
    assert found.breaking == breaking
    assert 0 < len(breaking) < 30
    assert all(found.marks[at] == "beaten" for at in breaking)
    words = [line.replace("\xa0", " ") for line in sentences(found, DesignNames(question))]
    assert f"{len(breaking)} of 30 designs break a limit (Satisfied, all callers at least 60%)." in words
    cheapest = min(
        (at for at in found.simulated if at not in breaking), key=lambda at: formula(*question.values(at))[0]
    )
    assert cheapest in [blob.first for blob in found.blobs]


def test_designs_that_differ_by_less_than_matters_are_one_blob():
    def formula(agents, pause):
        cost, satisfied, exhaustion = centre(agents, 6, 0)
        return cost + pause, satisfied + 0.0001 * pause, exhaustion  # 5 steps: 4 a week, 0.04 points

    question = asked((AGENTS, range(9, 15)), (PAUSE, range(5)))
    found = Surface(formula, (AGENTS, PAUSE)).complete(trade_off(question, most_runs=4))
    assert [len(blob.places) for blob in found.blobs] == [5] * 6
    assert KPIS["cost_per_week"].min_important_difference > 4.0
    assert {question.values(at)[0] for at in found.blobs[0].places} == {9}


def test_designs_that_are_no_scenario_are_left_out_and_names_need_no_order():
    levers = [
        parse_free(f"{POLICY}=caller_ends,after_minutes,until_satisfied", BASE),
        parse_free(f"{CAP}=off,4,5", BASE),
    ]
    question = question_of(BASE, levers, GOALS)
    assert question.now == ("after_minutes", None)
    assert question.today == (1, 0)
    assert question.design_at((0, 1)).rules.handle_time_cap.minutes == 4

    def refuses(values):
        return replace(BASE, {CAP: -1.0 if values[1] == 5 else values[1], POLICY: values[0]})

    picky = Question(BASE, tuple(levers), question.now, refuses)
    found = Surface(lambda: (1.0, 0.5, 50.0), ()).complete(trade_off(picky, most_runs=4))
    assert found.impossible == {(0, 2), (1, 2), (2, 2)}
    assert len(found.searched) == 6
    assert "3 combinations cannot be set so." in sentences(found, DesignNames(picky))


# ── In words ──────────────────────────────────────────────────────────────────────────────────────


def test_the_answer_names_the_design_that_is_better_for_the_same_money():
    def formula(agents, pause):
        return 1700.0 * agents, 0.5 + 0.02 * (agents - 12) + 0.03 * min(pause, 2), 40.0 - (agents - 12)

    question = asked((AGENTS, range(10, 15)), (PAUSE, range(5)))
    found = Surface(formula, (AGENTS, PAUSE), (0.0, 0.001, 0.01)).complete(trade_off(question, most_runs=4))
    best = recommended(found)
    assert question.values(best)[0] == 12
    assert question.values(best)[1] >= 2
    text = headline(found, DesignNames(question)).replace("\xa0", " ")
    assert text.startswith("“Pause after a hostile call")
    assert "costs about the same as now. Satisfaction† is" in text
    assert "Satisfaction† is 6." in text or "Satisfaction† is 5.9" in text
    frame = table(found, DesignNames(question))
    assert frame["Design"].tolist()[0] == "Now"
    assert frame["Agents"].tolist()[0] == "12"


def test_where_nothing_is_better_the_answer_says_so():
    question = asked((AGENTS, range(10, 15)), (PAUSE, range(3)))
    found = Surface(
        lambda a, p: (1700.0 * a + 500.0 * p, 0.5 + 0.02 * a, 50.0 - a), (AGENTS, PAUSE)
    ).complete(trade_off(question, most_runs=4))
    assert recommended(found) is None
    assert headline(found, DesignNames(question)).startswith("What you have now is efficient")


# ── As somebody writes it ─────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "values"),
    [
        (f"{AGENTS}=10:14", (10, 11, 12, 13, 14)),
        (f"{AGENTS}=8:20:4", (8, 12, 16, 20)),
        (f"{CAP}=off,4,5.5", (None, 4, 5.5)),
        (f"{POLICY}=caller_ends,after_minutes", ("caller_ends", "after_minutes")),
        ("teams.Front line.breaks=30:60:15", (30, 45, 60)),
        ("callers.difficult_share=0.1:0.3:0.1", (0.1, 0.2, 0.3)),
    ],
)
def test_a_lever_takes_the_values_that_were_written(text, values):
    assert parse_free(text, BASE).values == values


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("agents", "is not PATH=FROM:TO"),
        ("teams.Front line.agent=1:2", 'did you mean "agents"'),
        (f"{AGENTS}=14:10", "must end above where it begins"),
        (f"{AGENTS}=a:b", "are not numbers"),
        (f"{AGENTS}=1:2:0", "a step must be above 0"),
        (f"{AGENTS}=5", "is not two or more different values"),
        (f"{AGENTS}=1:200:1", "101 are the most"),
    ],
)
def test_a_lever_that_cannot_be_is_refused_in_a_sentence(text, why):
    with pytest.raises(TradeoffError, match=why):
        parse_free(text, BASE)


def test_limits_are_bounds_or_the_scenarios_own_targets():
    assert parse_limit("service_level>=80%", BASE) == Limit("service_level", 0.8, at_least=True)
    assert parse_limit("cost_per_week <= 90000", BASE) == Limit("cost_per_week", 90000.0)
    assert parse_limit("exhaustion_mean", BASE) == Limit("exhaustion_mean", BASE.targets.exhaustion_line)
    for text, why in (
        ("fcr", "has no target"),
        ("fcrr<=1", 'did you mean "fcr"'),
        ("fcr<1", "is not KPI<=X"),
        ("service_level>=80", "80 is not between 0 and 1, such as 0.8 or 80%"),
        ("abandonment<=-1%", "-1% is not between 0 and 1"),
        ("exhaustion_mean<=101", "101 is not between 0 and 100$"),
        ("asa_s<=-1", "-1 is not 0 or more"),
    ):
        with pytest.raises(TradeoffError, match=why):
            parse_limit(text, BASE)


@pytest.mark.parametrize(
    ("goals", "why"),
    [
        (("cost_per_week",), "two to four different goals"),
        (("cost_per_week", "occupancy"), "occupancy is not better one way"),
        (("cost_per_week", "calls"), "unknown key figure"),
    ],
)
def test_goals_that_cannot_be_are_refused_in_a_sentence(goals, why):
    with pytest.raises(TradeoffError, match=why):
        asked((AGENTS, (10, 11)), goals=goals)


# ── The real thing ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.soak
def test_a_small_centre_by_simulation_has_the_frontier_of_everything_tried():
    levers = [parse_free(f"{AGENTS}=9:20", BASE), parse_free(f"{CAP}=off,3,4,5", BASE)]
    levers.append(parse_free("training.coping.effect=0,0.25,0.5", BASE))
    question = question_of(BASE, levers, GOALS)
    found = Runner(replications=10).complete(trade_off(question, most_runs=10))
    places = list(product(*(range(size) for size in question.sizes)))
    results = Runner(replications=range(10, 30)).run([question.design_at(at) for at in places])
    losses = np.array([[r.kpi(key).mean for key in GOALS] for r in results]) * SIGNS
    span = np.ptp(losses, axis=0)
    reference = (losses.max(axis=0) + 0.01 * span) / span
    shown = [places.index(at) for at, mark in found.marks.items() if mark != "beaten"]
    assert len(found.searched) <= 0.25 * len(places)
    assert hypervolume(losses[shown] / span, reference) >= 0.98 * hypervolume(losses / span, reference)
