"""People: from log-ins, staffed seconds, activity or the service; the roster gives back the number on duty."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sim.calibrate.fit.effective import agents_for, demand_levels, pooled
from sim.calibrate.fit.fit import Fit, fit
from sim.calibrate.fit.people import layers, present, shifts_for, stretches
from sim.calibrate.reading.tables import Answers, Ledger, Reading
from sim.theory import erlang_a
from tests.dialects import MONDAY, SimulatedLog, simulated_log
from tests.interval_sums import as_intervals, of_calls
from tests.known_centre import SHIFTS, known_centre

ON_DUTY_H = sum(s["hours"] * s["agents"] for s in SHIFTS)
AWAY = 45.0 / 480.0


@pytest.fixture(scope="module")
def log() -> SimulatedLog:
    return simulated_log(known_centre(), seed=3)


@pytest.fixture(scope="module")
def by_calls(log: SimulatedLog) -> Fit:
    return fit(of_calls(log))


class TestTables:
    def test_presence_is_counted_to_the_second(self) -> None:
        table = present(np.array([900.0, 1800.0]), np.array([3600.0, 5400.0]), 1)
        assert table[0, :4] == pytest.approx([0.5, 2.0, 1.0, 0.0])

    def test_states_with_a_short_hole_are_one_stretch(self) -> None:
        at = [pd.Timedelta(hours=h) for h in (8, 12, 13, 17, 20, 22)]
        duty = pd.DataFrame(
            {"agent": 1, "start": [MONDAY + t for t in at[::2]], "end": [MONDAY + t for t in at[1::2]]}
        )
        assert [(s.start, s.end) for s in stretches(duty, MONDAY)] == [(16, 34), (40, 44)]

    def test_layers_give_exactly_the_number_on_duty(self) -> None:
        number = np.random.default_rng(1).integers(0, 9, 48)
        back = np.zeros(48, dtype=int)
        for start, end, seats in layers(number):
            assert 0 < end - start <= 32
            back[start:end] += seats
        assert (back == number).all()

    def test_shifts_that_were_seen_are_found_again(self) -> None:
        target = np.zeros(48)
        target[16:32] += 4.0
        target[20:36] += 3.0
        assert shifts_for(target, [(16, 16)] * 40 + [(20, 16)] * 30) == [(16, 32, 4), (20, 36, 3)]


class TestEffectiveAgents:
    @pytest.mark.parametrize("agents", [4, 12, 60])
    def test_they_are_those_that_lose_so_many_callers(self, agents: int) -> None:
        calls_per_hour = agents * 11.0
        lost = erlang_a(calls_per_hour, 300.0, agents, 240.0, 20.0).p_abandon
        assert agents_for(calls_per_hour, 300.0, 240.0, lost, np.ones(1)) == pytest.approx(agents, abs=0.01)

    def test_levels_of_demand_have_mean_1(self) -> None:
        levels = demand_levels(0.3)
        assert levels.mean() == pytest.approx(1.0)
        assert 0.2 < levels.std() < 0.3
        assert demand_levels(0.0).tolist() == [1.0]

    def test_few_hang_ups_are_pooled_with_those_of_the_neighbours(self) -> None:
        assert pooled(np.array([1.0, 0.0, 5.0]), np.array([100.0, 50.0, 50.0])) == pytest.approx([0.03] * 3)


class TestSources:
    def test_log_ins_come_first(self, log: SimulatedLog) -> None:
        reading = of_calls(log)
        reading.duty = log.duty
        people = fit(reading).people
        assert people.source == "duty"
        assert people.hours_per_day.value == pytest.approx(ON_DUTY_H, rel=0.02)
        assert people.away.value == pytest.approx(AWAY, abs=0.01)
        assert people.rosters[0].shifts == [(16, 32, 4), (18, 34, 3), (20, 36, 2)]

    def test_staffed_and_auxiliary_seconds(self, log: SimulatedLog) -> None:
        reading = as_intervals(log.calls)
        seconds = pd.Series(0.0, index=reading.intervals.index)
        duty = log.duty
        first = reading.intervals["start"].min().normalize()
        since = [(duty[c] - first).dt.total_seconds().to_numpy() for c in ("start", "end")]
        days = int((reading.intervals["start"].max() - first).days) + 1
        is_break = (duty["state"] == "break").to_numpy()
        place = ((reading.intervals["start"] - first).dt.total_seconds() // 1800).astype(int)
        for column, some in (("staffed_s", slice(None)), ("aux_s", is_break)):
            table = 1800.0 * present(since[0][some], since[1][some], days).ravel()
            reading.intervals[column] = seconds + table[place]
        people = fit(reading).people
        assert people.source == "staffed"
        assert people.hours_per_day.value == pytest.approx(ON_DUTY_H, rel=0.02)
        assert people.away.value == pytest.approx(AWAY, abs=0.01)
        assert people.on_duty[0, 20:32].tolist() == pytest.approx([9.0] * 12, abs=0.1)

    def test_activity_shows_the_number_on_duty(self, by_calls: Fit) -> None:
        people = by_calls.people
        assert people.source == "activity"
        assert people.hours_per_day.value == pytest.approx(ON_DUTY_H, rel=0.06)
        assert people.on_duty[-5:, 22:30].mean() == pytest.approx(9.0, abs=0.4)

    def test_sums_alone_show_effective_agents(self, log: SimulatedLog) -> None:
        people = fit(as_intervals(log.calls)).people
        assert people.source == "effective"
        assert people.on_duty is None
        # breaks are inside: so fewer than on duty, near those on the phones
        assert people.hours_per_day.value == pytest.approx(ON_DUTY_H * (1.0 - AWAY), rel=0.12)
        assert "no headcount" in people.hours_per_day.cannot

    def test_offered_calls_alone_leave_the_rest_to_defaults(self, log: SimulatedLog) -> None:
        reading = as_intervals(log.calls)
        rows = reading.intervals
        rows.loc[:, [c for c in rows if c not in ("start", "minutes", "queue", "offered")]] = np.nan
        found = fit(Reading(intervals=rows, ledger=Ledger(answers=Answers(is_wrap_up_in_handle=True))))
        assert found.people.hours_per_day.basis == "default"
        assert found.handle_time["Support"].mean_min.basis == "default"
        assert found.patience == {}
        assert found.wrap_up_min.value == 0.0
        assert len(found.doubts) == 2
