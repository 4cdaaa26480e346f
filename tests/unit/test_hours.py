"""Where hours go: every hour on duty has one use, on any scenario; and its picture."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from present.figures.difference_table import with_flat_heads
from present.figures.hours import NOBODY, hours, hours_in_words, hours_table
from present.figures.style import MEANINGS, PALETTES, colour_of
from present.floor.colours import ink_on
from sim import replace, run, simulate
from sim.experiment import measure
from sim.kpis.hours import USES
from sim.kpis.hours import hours as hours_of
from sim.record import Kind, Record
from sim.scenario import Scenario, from_dict
from tests.builders import Caller, clock, scenario, simulate_callers, team
from tests.random_scenarios import scenarios, wild

SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]


# ── What is counted ───────────────────────────────────────────────────────────────────────────────


def on_duty_h(record: Record, s: Scenario) -> float:
    end = 7 * s.horizon.weeks
    days = record.agent_days[record.agent_days["day"] < end]
    came, went = (np.clip(days[name], 0.0, end * 1440.0) for name in ("came", "went"))
    return float(np.nansum(went - came)) / 60.0


def check(s: Scenario, seed: int) -> None:
    record = simulate(s, seed=seed)
    went = record.agent_days["went"]
    assume(not (went > (record.agent_days["day"] // 7 + 2) * 10080.0).any())  # no shift of more than a week
    found = measure(record, s)
    assert found.hours.shape == (len(USES), s.horizon.weeks)
    assert (found.hours >= 0.0).all()
    assert found.hours.sum() == pytest.approx(on_duty_h(record, s), abs=1e-6)


@settings(max_examples=50, suppress_health_check=SLOW)
@given(scenarios(), st.integers(0, 2**32 - 1))
def test_uses_sum_to_the_hours_on_duty(data, seed):
    check(from_dict(data), seed)


@settings(max_examples=30, suppress_health_check=SLOW)
@given(wild())
def test_so_they_do_whatever_the_scenario(found):
    check(*found)


HOSTILE = {
    "callers": {"difficult_share": 0.2, "upset_share": 0.2, "upset_max": 0.5, "call_back": 1.0, "call_back_days": 0.1},
    "call_types.Calls.resolvable": 0.5,
    "call_types.Calls.wrap_up_min": 1.0,
    "rules.pause_after_hostile_min": 3.0,
    "behaviour.call_back_difficult": 0.9,
    "behaviour.call_back_earliest_days": 0.0,
}  # fmt: skip
SHIFT = [{"start": "08:00", "hours": 8.0}]
BREAKS = [{"after_min": 120.0, "minutes": 15.0}]
COURSE = {"coping": {"effect": 0.4, "weeks": [0], "hours_per_agent": 1.0}}


def test_the_talk_of_a_centre_closed_at_night_is_that_of_its_calls():
    s = scenario(
        HOSTILE,
        demand={
            "calls_per_day": 90.0,
            "open": {"days": ["mon", "tue", "wed"], "from": "08:00", "to": "16:00"},
        },
        teams=[team(agents=3, shifts=SHIFT, breaks=BREAKS)],
        training=COURSE,
    )
    record = simulate(s, seed=3)
    legs = record.legs[record.legs["agent"] >= 0]
    talk = (legs["talk_end"] - legs["answered"]) / 60.0
    hostile, repeat = legs["kind"] != Kind.ORDINARY, legs["attempt"] >= 2
    assert (hostile & repeat).any()
    found = dict(zip(USES, measure(record, s).hours[:, 0].tolist(), strict=True))
    assert found["hostile"] == pytest.approx(talk[hostile].sum())
    assert found["repeats"] == pytest.approx(talk[repeat & ~hostile].sum())
    assert found["ordinary"] == pytest.approx(talk[~repeat & ~hostile].sum())
    assert found["wrap_up"] == pytest.approx(len(legs) / 60.0)
    assert min(found.values()) > 0.0, "every use is tried"
    assert found["courses"] == pytest.approx(3.0)


def test_a_day_counted_by_hand_per_open_day():
    s = scenario(demand={"calls_per_day": 1.0, "open": {"days": ["mon", "tue"], "from": "08:00", "to": "16:00"}},
                 teams=[team(shifts=SHIFT, breaks=BREAKS)])  # fmt: skip
    record = simulate_callers(s, [Caller(clock("09:00"), need=30.0), Caller(clock("11:00"), need=60.0)])
    found = dict(zip(USES, measure(record, s).hours_per_day().tolist(), strict=True))
    assert found == pytest.approx(dict.fromkeys(USES, 0.0) | {"ordinary": 0.75, "breaks": 0.25, "free": 7.0})


def test_talk_at_midnight_without_any_call_of_the_week_is_ordinary():
    counts = dict.fromkeys(
        ("ordinary_talk_min", "hostile_talk_min", "repeat_talk_min", "wrap_min", "free_min", "break_min"), 0.0
    )
    counts |= {"talk_min": 30.0, "pause_min": 6.0, "course_min": 0.0}
    assert dict(zip(USES, hours_of(counts).tolist(), strict=True)) == dict.fromkeys(USES, 0.0) | {
        "ordinary": 0.5,
        "pauses": 0.1,
    }


# ── The picture ───────────────────────────────────────────────────────────────────────────────────

BASE = scenario(
    HOSTILE,
    demand={"calls_per_day": 90.0, "open": {"days": ["mon", "tue"], "from": "08:00", "to": "16:00"}},
    teams=[team(agents=3, shifts=SHIFT, breaks=BREAKS)],
    horizon={"weeks": 2, "warm_up_weeks": 0},
)


@pytest.fixture(scope="module")
def results():
    more = replace(BASE, {"teams.Agents.agents": 4})
    dated = replace(BASE, {"changes": [{"week": 1, "set": {"teams.Agents.agents": 5}}]})
    empty = replace(BASE, {"teams.Agents.agents": 0, "demand.calls_per_day": 0.0})
    found = run([BASE, more, dated, empty], replications=4)
    return dict(zip(("base", "more", "dated", "empty"), found, strict=True))


def total(result, first=0) -> float:
    return float(np.mean([r.hours_per_day(first).sum() for r in result.replications]))


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_the_unchanged_bar_is_above_and_both_are_as_long_as_their_hours(results, mode):
    figure = hours(results["more"], results["base"], mode=mode)
    assert [trace.name for trace in figure.data] == [
        "Ordinary calls", "Difficult, upset†", "Repeat calls†", "Wrap-up", "Free for a call", "Breaks", "Pauses",
    ]  # fmt: skip
    assert all(trace.y[0] > trace.y[1] for trace in figure.data)
    lengths = np.sum([trace.x for trace in figure.data], axis=0)
    assert lengths == pytest.approx([total(results["base"]), total(results["more"])])
    texts = [a.text for a in figure.layout.annotations]
    assert texts[0].startswith("<b>Baseline</b>")
    assert texts[1] == f"<b>With your changes</b>  {total(results['more']):.0f} hours a day"


def test_alone_it_is_one_bar(results):
    figure = hours(results["base"], results["base"])
    assert {len(trace.x) for trace in figure.data} == {1}
    assert [a.text for a in figure.layout.annotations] == [f"{total(results['base']):.0f} hours a day"]


def test_a_change_at_a_date_is_shown_from_there_on(results):
    figure = hours(results["dated"], results["base"])
    assert figure.layout.title.subtitle.text.endswith(", week 2")
    assert sum(trace.x[1] for trace in figure.data) == pytest.approx(total(results["dated"], 1))


def test_where_nobody_works_it_says_so(results):
    empty = results["empty"]
    assert [a.text for a in hours(empty, empty).layout.annotations] == [NOBODY]
    assert hours_in_words(empty, empty) == f"Where hours go: {NOBODY}"


def test_in_words_and_as_a_table(results):
    words = hours_in_words(results["more"], results["base"])
    assert "difficult and upset callers" in words
    assert f"Baseline: {total(results['base']):.0f} hours on duty a day" in words
    table = hours_table(results["more"], results["base"]).pipe(with_flat_heads)
    assert all(column.endswith("hours a day") for column in table.columns[1:])
    sums = table["with your changes, hours a day"]
    assert sums[: len(USES)].sum() == pytest.approx(sums.iloc[-1], abs=0.5)
    assert sums.iloc[-1] == pytest.approx(total(results["more"]), abs=0.05)


def luminance(colour: str) -> float:
    def linear(x: float) -> float:
        return x / 12.92 if x <= 0.04045 else ((x + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(int(colour[i : i + 2], 16) / 255) for i in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_numbers_can_be_read_on_their_bars(mode):
    for meaning in MEANINGS:
        bar = colour_of(meaning, mode)
        assert contrast(bar, ink_on(bar)) >= 4.5, meaning
    for name in ("better", "worse", "between", "current", "baseline", "text", "faint"):
        assert contrast(getattr(PALETTES[mode], name), PALETTES[mode].paper) >= 4.5, name
