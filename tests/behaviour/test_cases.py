"""The three cases (Model 8): each reported direction, on a cut of its presets."""

from __future__ import annotations

import pytest

from sim import replace
from sim.scenario import as_dict, policies
from tests.behaviour.presets import assert_directions, moved, preset, small

CASES = ("adelaide_coping_training", "darwin_right_to_end_calls", "sydney_four_minute_target")


def test_adelaide_coping_training() -> None:
    assert_directions(
        small("adelaide_coping_training_after"),
        small("adelaide_coping_training_before"),
        up="quality_score satisfaction_surveyed satisfaction_all",
        down="exhaustion_mean quits_per_year",
    )


def test_adelaide_is_a_fraction_of_what_was_told() -> None:
    """+40 % service quality is not in effects of the literature's size, and must not be tuned in."""
    before, after = small("adelaide_coping_training_before"), small("adelaide_coping_training_after")
    assert 0.0 < moved(after, before, "satisfaction_all") < 0.05
    assert 0.0 < moved(after, before, "quality_score") < 15.0


def test_darwin_right_to_end_calls() -> None:
    assert_directions(
        small("darwin_right_to_end_calls_after"),
        small("darwin_right_to_end_calls_before"),
        up="satisfaction_all issues_resolved_per_day",
        down="exhaustion_mean quits_per_year difficult_time_share",
    )


def test_darwin_surveyed_satisfaction_moves_far_less() -> None:
    before, after = small("darwin_right_to_end_calls_before"), small("darwin_right_to_end_calls_after")
    surveyed, everybody = (moved(after, before, f"satisfaction_{who}") for who in ("surveyed", "all"))
    assert abs(surveyed) < 0.5 * everybody


def test_sydney_four_minute_target() -> None:
    assert_directions(
        small("sydney_four_minute_target_after"),
        small("sydney_four_minute_target_before"),
        up="issues_resolved_per_day fcr satisfaction_surveyed satisfaction_all",
        down="calls_handled_per_agent_day exhaustion_mean",
    )


def test_sydney_exhausts_less_even_if_time_pressure_itself_tires_nobody() -> None:
    before, after = (small(f"sydney_four_minute_target_{x}", behaviour__w_A=0.0) for x in ("before", "after"))
    assert_directions(after, before, down="exhaustion_mean")
    with_w_A = moved(
        small("sydney_four_minute_target_after"), small("sydney_four_minute_target_before"), "exhaustion_mean"
    )
    assert with_w_A < moved(after, before, "exhaustion_mean") < 0.0


@pytest.mark.parametrize("case", CASES)
def test_before_and_after_differ_by_the_policy_alone(case: str) -> None:
    before, after = (as_dict(preset(f"{case}_{x}")) for x in ("before", "after"))
    different = {key for key in before if before[key] != after[key]} - {"name", "description"}
    assert different == ({"training"} if case.startswith("adelaide") else {"rules"})


@pytest.mark.parametrize("case", CASES)
def test_the_dated_case_leads_from_before_to_after(case: str) -> None:
    """Four weeks under the starting policy, eight under the other; Adelaide's course is held in week 4."""
    dated = preset(case)
    (_, first), (week, second) = policies(dated)
    assert (week, dated.horizon.weeks) == (4, 12)
    assert first.rules == preset(f"{case}_before").rules
    assert first.training == preset(f"{case}_before").training
    after = preset(f"{case}_after")
    if case.startswith("adelaide"):
        assert second.training.coping.weeks == (4,)
        after = replace(after, {"training.coping.weeks": [4], "training.script.weeks": [-6]})
    assert second.rules == after.rules
    assert second.training == after.training
    for part in ("demand", "call_types", "callers", "teams", "behaviour", "targets", "costs"):
        assert getattr(dated, part) == getattr(after, part)
