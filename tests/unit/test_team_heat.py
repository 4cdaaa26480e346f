"""The team as heat: kept of one replication, a seat's place and its gaps, never a name; and its picture."""

from __future__ import annotations

import numpy as np
import pytest

from present.figures.difference_table import with_flat_heads
from present.figures.seats import SeatRow, rows_of
from present.figures.team import NO_VALUE, NOBODY_YOU_KNOW, OFF, team, team_in_words, team_table
from sim import Result, replace, run, simulate
from sim.engine import ENGINES
from sim.experiment import measure, one_replication
from sim.experiment.store import size_bytes
from sim.kpis.counting import seats_by_team
from sim.record import DayStatus
from tests.builders import call_type, scenario
from tests.builders import team as a_team

DAYS = ["mon", "tue", "thu"]
BASE = scenario(
    {"behaviour": {"strain": True, "quit_rate": 3.0, "vacancy_days": 3, "newcomer_training_days": 3}},
    demand={"calls_per_day": 120.0, "open": {"days": DAYS, "from": "08:00", "to": "16:00"}},
    call_types=[call_type(patience={"mean_min": 3.0})],
    teams=[a_team("Front line", agents=5), a_team("Back office", agents=3)],
    horizon={"weeks": 3, "warm_up_weeks": 0},
)
GROWS = replace(BASE, {"changes": [{"week": 2, "set": {"teams.Front line.agents": 7}}]})
FEWER = replace(BASE, {"teams.Back office.agents": 2})


# ── What is kept ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("engine", ENGINES)
def test_of_the_first_replication_only_and_as_the_record_says(engine):
    first, second = (one_replication(GROWS, 5, n, engine) for n in (0, 1))
    assert second.people is None
    assert first.people is not None
    assert first.people.dtype == np.float32
    assert seats_by_team(GROWS) == (7, 3)
    assert first.people.shape == (10, 21)
    assert size_bytes(first) - size_bytes(second) == 4 * 10 * 21, "the store counts it"
    days = simulate(GROWS, seed=5).agent_days
    for row in days:
        assert first.people[row["seat"], row["day"]] == np.float32(row["exhaustion"] * 100.0) or (
            np.isnan(first.people[row["seat"], row["day"]]) and np.isnan(row["exhaustion"])
        )
    assert np.isnan(first.people[5:7, :14]).all(), "seats that are not there yet"
    empty = days[np.isin(days["status"], (DayStatus.VACANT, DayStatus.TRAINING))]
    assert len(empty) > 0
    assert np.isnan(first.people[empty["seat"], empty["day"]]).all()


def test_a_result_finds_it_wherever_it_is():
    some = tuple(measure(simulate(BASE, seed=1, replication=n), BASE) for n in (2, 0))
    assert Result(BASE, 1, "simpy", some).people is some[1].people
    assert Result(BASE, 1, "simpy", some[:1]).people is None


# ── The picture ───────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def results():
    one_week = replace(BASE, {"horizon.weeks": 1})
    calm = replace(BASE, {"behaviour.strain": False})
    empty = replace(BASE, {"demand.calls_per_day": 0.0})
    found = run([BASE, GROWS, FEWER, one_week, calm, empty], replications=2)
    return dict(zip(("base", "grows", "fewer", "week", "calm", "empty"), found, strict=True))


def seat_rows(trace) -> list[str]:
    return [name for name in trace.y if not name.startswith("gap")]


@pytest.mark.parametrize("mode", ["light", "dark", None])
def test_a_row_for_each_seat_team_by_team_the_most_exhausted_on_top(results, mode):
    baseline = results["base"]
    (heat,) = team(baseline, baseline, mode=mode).data
    names = seat_rows(heat)
    assert sorted(names) == sorted(
        [f"Front line, position {n}" for n in range(1, 6)]
        + [f"Back office, position {n}" for n in range(1, 4)]
    )
    assert [n.split(",")[0] for n in names] == ["Front line"] * 5 + ["Back office"] * 3
    shown = np.array(heat.z)[[not name.startswith("gap") for name in heat.y]]
    means = [np.nanmean(row) for row in shown]
    assert means[:5] == sorted(means[:5], reverse=True)
    assert means[5:] == sorted(means[5:], reverse=True)
    number = int(names[0].split()[-1])
    np.testing.assert_array_equal(shown[0], baseline.people[number - 1][[0, 1, 3, 7, 8, 10, 14, 15, 17]])


def test_days_on_which_the_centre_is_closed_are_left_out(results):
    (heat,) = team(results["base"], results["base"]).data
    assert list(heat.x[:4]) == ["week 1, Mon", "week 1, Tue", "week 1, Thu", "week 2, Mon"]
    assert len(heat.x) == 9


def test_simulated_people_are_nobody(results):
    figure = team(results["base"], results["base"])
    assert figure.layout.title.subtitle.text == NOBODY_YOU_KNOW
    assert NOBODY_YOU_KNOW in team_in_words(results["base"], results["base"])
    texts = [a.text for a in figure.layout.annotations]
    assert texts[:1] != ["changes apply"]
    assert {"Front line", "Back office"} <= set(texts)


@pytest.mark.parametrize(("line", "mode"), [(55.0, "light"), (40.0, "dark"), (0.0, "light"), (100.0, "dark")])
def test_the_line_is_where_the_colour_turns(results, line, mode):
    baseline = results["base"]
    moved = Result(replace(BASE, {"targets.exhaustion_line": line}), 1, "simpy", baseline.replications)
    axis = team(moved, moved, mode=mode).layout.coloraxis
    assert (axis.cmin, axis.cmax) == (0.0, 100.0)
    places = [place for place, _ in axis.colorscale]
    assert places[1] == places[2] == pytest.approx(line / 100.0, abs=0.002)
    assert axis.colorscale[1][1] != axis.colorscale[2][1]
    assert f"threshold {line:g}" in axis.colorbar.ticktext


def test_the_unchanged_team_stands_beside_seat_by_seat(results):
    unchanged, current = team(results["fewer"], results["base"]).data
    assert list(unchanged.y) == list(current.y)
    gone = list(current.y).index("Back office, position 3")
    assert np.isnan(np.array(current.z)[gone]).all(), "a seat only the unchanged team has"
    assert not np.isnan(np.array(unchanged.z)[gone]).all()
    figure = team(results["fewer"], results["base"])
    assert {"<b>Baseline</b>", "<b>With your changes</b>"} <= {a.text for a in figure.layout.annotations}
    assert figure.layout.xaxis.domain[1] < figure.layout.xaxis2.domain[0]


def test_a_change_of_rules_is_marked(results):
    grows = results["grows"]
    figure = team(grows, grows)
    assert "changes apply" in [a.text for a in figure.layout.annotations]
    dotted = [shape for shape in figure.layout.shapes if shape.line.dash == "dot"]
    assert [shape.x0 for shape in dotted] == [5.5], "between the sixth and the seventh open day"


def test_one_week_and_no_calls_are_drawn_too(results):
    (heat,) = team(results["week"], results["week"]).data
    assert len(heat.x) == 3
    assert "over 1 week;" in team_in_words(results["week"], results["week"])
    assert len(team(results["empty"], results["base"]).data) == 2


def test_without_strain_or_the_first_replication_it_says_so(results):
    calm = results["calm"]
    figure = team(calm, calm)
    assert [a.text for a in figure.layout.annotations] == [OFF]
    assert not figure.data
    assert team_in_words(calm, calm).endswith(OFF)
    assert team_table(calm, calm).empty
    assert len(team(results["base"], calm).data) == 1, "the unchanged scenario has none to show"
    later = Result(BASE, 1, "simpy", results["base"].replications[1:])
    assert [a.text for a in team(later, later).layout.annotations] == [NO_VALUE]
    assert team_in_words(later, later).endswith(NO_VALUE)


def test_as_a_table(results):
    table = team_table(results["fewer"], results["base"]).pipe(with_flat_heads)
    assert list(table.columns) == [
        "team", "position", "mean, of 100", "baseline: mean, of 100",
        "week 1, of 100", "week 2, of 100", "week 3, of 100",
    ]  # fmt: skip
    assert len(table) == 8
    expected = [(s.team, s.name) for s in rows_of(results["fewer"], results["base"])]
    assert list(zip(table["team"], table["position"], strict=True)) == expected
    assert expected[-1] == ("Back office", "Position 3")
    first = table.iloc[0]
    number = int(first["position"].split()[1])
    seen = results["fewer"].people[number - 1][[0, 1, 3]]
    if not np.isnan(seen).all():
        assert first["week 1, of 100"] == pytest.approx(np.nanmean(seen), abs=0.051)


def test_a_seat_is_called_by_its_number():
    assert SeatRow("Front line", 3).name == "Position 3"
