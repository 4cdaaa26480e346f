"""The human side of a fitted centre: a centre with a known one comes back, and figures are those observed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from present.your_data_fit import doubts, sections
from present.your_data_verdict import as_in_what_if
from sim import run
from sim.calibrate.fit.fit import Fit, fit
from sim.calibrate.fit.human_side import HumanSide, with_human_side
from sim.calibrate.fit.scenario import scenario_yaml
from sim.calibrate.reading.read import read
from sim.calibrate.rosters import with_positions
from sim.experiment import AbandonedError, Budget, Limits, OverBudgetError, Runner
from sim.scenario import Scenario, parse
from sim.scenario.behaviour import Behaviour
from sim.scenario.demand import Callers
from sim.scenario.schema import Rules
from tests.builders import WEEK
from tests.dialects import SimulatedLog, generic_list, simulated_log
from tests.interval_sums import as_intervals
from tests.known_centre import BREAKS, NEED_MIN, REDIAL, known_centre
from tests.shared_folder import shared

ISSUES = 1_500.0
SHIFTS = [
    {"start": "08:00", "hours": 8.0, "agents": 16},
    {"start": "09:00", "hours": 8.0, "agents": 12},
    {"start": "10:00", "hours": 8.0, "agents": 8},
]


def with_humans() -> Scenario:
    """The known centre with some 36 people, callers and behaviour as the model has them by default."""
    callers, behaviour = Callers(), Behaviour()
    of_callers = ("difficult_share", "upset_share", "upset_max", "call_back", "pass_on", "pass_on_pressed")
    return known_centre(
        8,
        {
            **{f"callers.{name}": getattr(callers, name) for name in of_callers},
            **{f"behaviour.{name}": value for name, value in behaviour.model_dump().items()},
            "rules.disengagement.policy": Rules().disengagement.policy,
            "call_types.Support.resolvable": 0.8,
            "horizon.warm_up_weeks": 4,
            "demand.calls_per_day": ISSUES,
            "demand.day_to_day_cv": 0.05,
            "demand.intraday_cv": 0.0,
            "teams": [
                {"name": "Agents", "agents": 36, "shifts": SHIFTS, "days_per_week": 7, "breaks": BREAKS}
            ],
        },
    )


@pytest.fixture(scope="module")
def log() -> SimulatedLog:
    return simulated_log(with_humans(), seed=5, first_legs=True)


@pytest.fixture(scope="module")
def queue(log: SimulatedLog) -> Fit:
    return fit(read(generic_list(log).files))


@pytest.fixture(scope="module")
def fitted(queue: Fit) -> Fit:
    return with_human_side(queue)


@pytest.fixture(scope="module")
def written(fitted: Fit) -> Scenario:
    return parse(scenario_yaml(fitted))


def human(fitted: Fit) -> HumanSide:
    assert fitted.human is not None
    return fitted.human


def test_a_centre_with_a_known_human_side_comes_back(fitted: Fit, written: Scenario) -> None:
    """Tried with three logs: issues within 1.5%, needs within 1.7%, abandonment within 2.3 points."""
    assert written.demand.calls_per_day == pytest.approx(ISSUES, rel=0.03)
    assert written.call_types[0].need.mean_min == pytest.approx(NEED_MIN, rel=0.03)
    assert written.callers.redial == pytest.approx(REDIAL, abs=0.06)
    (figures,) = run([written], seed=3, replications=12)
    assert figures.kpi("abandonment").mean == pytest.approx(fitted.observed["abandonment"], abs=0.025)
    assert figures.kpi("calls_offered_per_day").mean == pytest.approx(
        fitted.observed["calls_offered_per_day"], rel=0.015
    )
    assert figures.kpi("aht_min").mean == pytest.approx(fitted.observed["aht_min"], rel=0.015)
    (truth,) = run([with_humans()], seed=3, replications=12)
    assert figures.kpi("exhaustion_mean").mean == pytest.approx(truth.kpi("exhaustion_mean").mean, abs=4.0)
    assert figures.kpi("satisfaction_all").mean == pytest.approx(truth.kpi("satisfaction_all").mean, abs=0.03)


def test_what_no_file_shows_is_left_to_the_models_defaults(fitted: Fit, written: Scenario) -> None:
    text = scenario_yaml(fitted)
    assert "default, for no file shows it" in text
    for name in ("difficult_share", "upset", "call_back", "pass_on", "behaviour:", "rules:"):
        assert f"\n{name}" not in text
        assert f"\n  {name}" not in text
    assert written.behaviour == Behaviour()
    assert written.rules == Rules()
    usual = Callers(redial=written.callers.redial, redial_after_min=written.callers.redial_after_min)
    assert written.callers == usual
    assert f"times {human(fitted).scales.need:.3f}, so that the simulated handle time" in text.replace(
        "\n    # ", " "
    )


def test_where_calls_are_short_hostility_takes_less_in_proportion(fitted: Fit) -> None:
    """Handle times of 3 min are two thirds of the typical centre's 4.5 min: of 20, 4 and 6 min as well."""
    short = replace(fitted, observed={**fitted.observed, "aht_min": 3.0})
    text = scenario_yaml(short)
    found = parse(text)
    assert found.behaviour.difficult_hold_min == pytest.approx(13.333, abs=5e-4)
    assert found.behaviour.upset_hold_min == pytest.approx(2.667, abs=5e-4)
    assert found.rules.disengagement.after_min == pytest.approx(4.0)
    usual = {"difficult_hold_min", "upset_hold_min"}
    assert found.behaviour.model_dump(exclude=usual) == Behaviour().model_dump(exclude=usual)
    assert found.rules.disengagement.policy == Rules().disengagement.policy
    assert "calls here take 0.667 times as long, and so do these" in text.replace("\n# ", " ")
    assert "keep an agent for 67% of a typical centre's time" in as_in_what_if(short)
    assert "typical centre's time" not in as_in_what_if(fitted)


def test_the_banks_short_calls_are_ordinary_work_for_the_most_part() -> None:
    """With hostility as in calls of 4.5 min, 40% of 3 min would be left for it."""
    log = shared("data", "anonymous_bank_1999-02_first_half.csv")
    found = with_human_side(fit(read([(log.name, log.read_bytes())])))
    assert human(found).scales.need > 0.5
    assert human(found).figures["aht_min"].mean == pytest.approx(found.observed["aht_min"], rel=0.01)
    assert not [doubt for doubt in doubts(found) if "too much for calls this short" in doubt]


def test_the_figures_are_within_a_hundredth_of_those_observed(fitted: Fit) -> None:
    for key in ("calls_offered_per_day", "aht_min"):
        assert human(fitted).figures[key].mean == pytest.approx(fitted.observed[key], rel=0.01), key


@pytest.fixture(scope="module")
def of_sums(log: SimulatedLog) -> Fit:
    return with_human_side(fit(as_intervals(log.calls)))


def test_effective_agents_are_as_many_as_lose_the_same_share(of_sums: Fit) -> None:
    assert of_sums.people.source == "effective"
    assert human(of_sums).figures["abandonment"].mean == pytest.approx(
        of_sums.observed["abandonment"], abs=0.005
    )
    assert "so that abandonment is that of the files" in scenario_yaml(of_sums).replace("\n# ", " ")
    (people,) = [section for section in sections(of_sums) if section.key == "people"]
    assert "so that abandonment stays that of your files" in people.lead


def test_redials_that_no_file_shows_are_not_written(of_sums: Fit) -> None:
    assert "redial:" not in scenario_yaml(of_sums).split("teams:")[0]


def test_what_cannot_be_met_stays_the_queue_alone_and_says_so(queue: Fit) -> None:
    """A handle time of 0.6 min, wrap-up of 0.5 included: hostility alone takes longer."""
    found = with_human_side(replace(queue, observed={**queue.observed, "aht_min": 0.6}))
    assert found.human is None
    assert scenario_yaml(found) == scenario_yaml(replace(queue, observed=found.observed))
    assert any("the human side is left out" in doubt.lower() for doubt in doubts(found))
    assert as_in_what_if(found).startswith("In What if, difficult callers")


def test_words_have_simulated_and_observed_beside_each_other(fitted: Fit) -> None:
    words = as_in_what_if(fitted)
    assert words.startswith("What no file shows is assumed: difficult callers, calling back")
    lost = 100.0 * fitted.observed["abandonment"]
    assert f"(your files: {lost:.1f}%)" in words
    assert "average handle time 6." in words


def test_a_search_can_be_given_up(queue: Fit) -> None:
    with pytest.raises(AbandonedError):
        with_human_side(queue, Runner(cancelled=lambda: True))


def test_a_search_that_is_too_much_is_refused(queue: Fit) -> None:
    with pytest.raises(OverBudgetError, match="too large to be simulated here"):
        with_human_side(queue, Runner(budget=Budget(Limits(run_calls=1_000.0))))


def test_where_the_centre_opens_every_day_people_have_days_off() -> None:
    """Hours on duty are those of the scales, for 7 days of 5 from each."""
    every_day = known_centre(3, {"demand.open.days": WEEK})
    found = with_human_side(fit(as_intervals(simulated_log(every_day, seed=3).calls)))
    (team,) = parse(scenario_yaml(found)).teams
    assert team.days_per_week == 5
    on_duty = (
        sum(end - start for r in found.people.rosters for start, end, n in r.shifts for _ in range(n)) / 2
    )
    planned = sum((s.agents or 0) * s.hours for s in team.listed_shifts) * 5 / 7
    assert planned * (1.0 - team.shrinkage) == pytest.approx(
        on_duty * human(found).scales.people * (1.0 - found.people.shrinkage.value), rel=0.01
    )


class TestPositions:
    shifts = ((16, 32, 4), (18, 34, 3))

    @pytest.mark.parametrize("factor", [0.9, 1.0, 1.08, 1.3])
    def test_hours_are_exact_on_average(self, factor: float) -> None:
        shifts, shrinkage = with_positions(self.shifts, factor)
        hours = sum((end - start) * seats for start, end, seats in shifts) * (1.0 - shrinkage)
        assert hours == pytest.approx(factor * 16 * 7)

    def test_a_fifth_of_a_position_is_none(self) -> None:
        assert with_positions(self.shifts, 1.02) == (list(self.shifts), 0.0)
