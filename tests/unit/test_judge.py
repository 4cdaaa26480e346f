"""Held-out days: the right model agrees, a wrong one differs, and few days cannot tell."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sim.calibrate.given_calls import simulate_given
from sim.calibrate.judge import Judgement, _layer, judge, practical_band, split, verdict
from sim.calibrate.period import COMPARED, Period
from sim.calibrate.reading.read import read
from sim.calibrate.reading.tables import Reading
from sim.experiment import AbandonedError, Budget, Limits, OverBudgetError, Pool, Runner
from sim.record import Record
from sim.run_control import RunControl
from sim.scenario import Scenario
from tests.dialects import MONDAY, simulated_log
from tests.interval_sums import as_intervals, of_calls
from tests.known_centre import known_centre
from tests.shared_folder import shared


class TestVerdict:
    values = np.random.default_rng(1).normal(0.10, 0.005, 1000)

    def test_inside_range_and_band_agrees(self) -> None:
        assert verdict(0.105, self.values, 0.02).word == "agrees"

    def test_outside_the_range_differs_either_way(self) -> None:
        assert verdict(0.13, self.values, 0.02).word == "differs"
        assert verdict(0.07, self.values, 0.02).word == "differs"

    def test_a_range_wider_than_the_band_does_not_pass_by_being_wide(self) -> None:
        assert verdict(0.10, np.random.default_rng(2).normal(0.10, 0.02, 1000), 0.02).word == "cannot tell"

    def test_waits_near_nought_may_differ_by_two_seconds(self) -> None:
        waits = np.random.default_rng(3).normal(0.5, 0.1, 1000)
        assert verdict(0.6, waits, practical_band("asa_s", 0.5)).word == "agrees"
        assert practical_band("aht_min", 6.0) == pytest.approx(0.3)


class TestSplit:
    @pytest.mark.parametrize(("days", "held"), [(14, 7), (20, 10), (40, 12), (100, 28), (3, 1)])
    def test_the_last_days_ten_at_least_where_they_are_no_more_than_half(self, days: int, held: int) -> None:
        dates = pd.date_range("2026-01-05", periods=days)
        earlier, later = split(dates[::-1])
        assert len(later) == held
        assert later[-1] == dates[-1]
        assert earlier[-1] < later[0]


@pytest.fixture(scope="module")
def reading() -> Reading:
    log = simulated_log(known_centre(8), seed=11)
    whole = of_calls(log)
    whole.duty = log.duty
    return whole


@pytest.fixture(scope="module")
def judged(reading: Reading) -> Judgement:
    return judge(reading, replications=60)


def test_the_right_model_is_not_refused(judged: Judgement) -> None:
    assert judged.are_people_given
    assert len(judged.held_out_dates) == 12
    for layer in (judged.queue, judged.both):
        assert layer.word != "differs"
        assert set(layer.verdicts) == {"abandonment", "service_level", "asa_s", "wait_p90_s", "aht_min"}
    assert judged.queue.verdicts["aht_min"].word == "agrees"
    assert judged.queue.offered.mean == pytest.approx(judged.queue.offered.observed, rel=0.01)


def test_given_the_calls_of_the_days_the_range_is_narrower(judged: Judgement) -> None:
    given, whole = (layer.verdicts["abandonment"] for layer in (judged.queue, judged.both))
    assert given.high - given.low < whole.high - whole.low


def test_the_half_hours_of_the_day_stand_beside_their_range(judged: Judgement) -> None:
    band = judged.queue.by_half_hour["abandonment"]
    some = slice(16, 36)
    inside = (band.low[some] <= band.observed[some]) & (band.observed[some] <= band.high[some])
    assert inside.sum() >= 15  # of 20, each with 95%
    assert np.isnan(band.mean[:16]).all()


def test_a_widened_range_holds_nothing_impossible() -> None:
    def period(x: float) -> Period:
        return Period(dict.fromkeys(COMPARED, x), {key: np.full(48, x) for key in COMPARED}, 100.0)

    periods = [period(float(x)) for x in np.linspace(0.0, 1.0, 40)]
    found = _layer(periods[20], periods, widened=3.0)
    for key in ("abandonment", "asa_s"):
        band, of_all = found.by_half_hour[key], found.verdicts[key]
        assert {*band.low.tolist(), of_all.low} == {0.0}
        highest = max(*band.high.tolist(), of_all.high)
        assert highest == 1.0 if key == "abandonment" else highest > 1.5


def test_arrivals_are_judged_beside_the_last_six_like_weekdays(judged: Judgement) -> None:
    found = judged.arrivals
    assert found.chance < found.fitted < 1.2 * found.naive
    assert 0.0 < found.fitted_day < 0.3


class TestOnSharedWorkers:
    @pytest.fixture
    def pool(self) -> Iterator[Pool]:
        pool = Pool("compiled", workers=2)
        yield pool
        pool.close()

    def test_it_finds_the_same_and_gives_its_budget_back(self, reading: Reading, pool: Pool) -> None:
        budget, seen = Budget(Limits()), []
        found = judge(reading, replications=6, by=Runner(executor=pool, budget=budget), progress=seen.append)
        assert seen[-1] == 1.0
        assert seen == sorted(seen)
        assert budget.admit([]) == 0.0
        assert budget._in_hand == 0.0
        alone = judge(reading, replications=6)
        assert found.queue.verdicts == alone.queue.verdicts
        assert found.both.verdicts == alone.both.verdicts

    def test_it_counts_in_the_budget(self, reading: Reading, pool: Pool) -> None:
        """Two layers of six runs of some 500 calls on each of 12 days are more than 10,000 calls."""
        with pytest.raises(OverBudgetError, match="these 12 runs would be about"):
            judge(reading, replications=6, by=Runner(executor=pool, budget=Budget(Limits(session_calls=1e4))))
        with pytest.raises(OverBudgetError, match="too large to be simulated here"):
            judge(reading, replications=6, by=Runner(executor=pool, budget=Budget(Limits(run_bytes=1000))))

    def test_sessions_take_turns(self, reading: Reading, monkeypatch: pytest.MonkeyPatch) -> None:
        """What another session asks for is simulated before most of 100 periods are."""
        begun: list[int] = []
        when_theirs_is_done: list[int] = []

        def counted(
            scenario: Scenario, days: Any, seed: int, replication: int, control: RunControl
        ) -> Record:
            begun.append(replication)
            return simulate_given(scenario, days, seed, replication, control)

        def somebody_else(share: float) -> None:
            if not when_theirs_is_done:
                Runner(replications=1, executor=pool, budget=Budget(Limits())).run([known_centre(1)])
                when_theirs_is_done.append(len(begun))

        monkeypatch.setattr("sim.calibrate.judge.simulate_given", counted)
        pool = Pool("compiled", workers=1)
        try:
            by = Runner(executor=pool, budget=Budget(Limits()))
            judge(reading, replications=100, by=by, progress=somebody_else)
        finally:
            pool.close()
        assert len(begun) >= 200  # in each period's weeks
        assert when_theirs_is_done[0] < len(begun) / 2

    @pytest.mark.parametrize("is_on_pool", [True, False])
    def test_it_is_given_up(self, reading: Reading, pool: Pool, is_on_pool: bool) -> None:
        seen: list[float] = []
        by = Runner(executor=pool if is_on_pool else None, cancelled=lambda: bool(seen))
        with pytest.raises(AbandonedError):
            judge(reading, replications=1000, by=by, progress=seen.append)
        assert len(seen) < 100


def test_people_who_were_not_there_show(reading: Reading) -> None:
    """Of the held-out days half the log-ins are lost: the same calls, too few people."""
    duty = reading.duty
    cut = MONDAY + pd.Timedelta(days=38)
    thinned = duty[(duty["start"] < cut) | (duty["agent"] % 2 == 0)]
    found = judge(replace(reading, duty=thinned), pd.date_range(cut, periods=18), replications=30)
    assert found.queue.verdicts["abandonment"].word == "differs"
    assert found.queue.verdicts["abandonment"].mean > found.queue.verdicts["abandonment"].observed + 0.1


def test_sums_without_staffing_are_judged_with_the_people_fitted(reading: Reading) -> None:
    found = judge(as_intervals(reading.calls), replications=30)
    assert not found.are_people_given
    assert "wait_p90_s" not in found.queue.verdicts
    assert found.queue.verdicts["aht_min"].word in ("agrees", "cannot tell")


def test_the_banks_second_week() -> None:
    """docs/calibration.md says why more callers wait in the log than in the model."""
    log = shared("data", "anonymous_bank_1999-02_first_half.csv")
    days = pd.date_range("1999-02-08", "1999-02-14")
    found = judge(read([(log.name, log.read_bytes())]), days, replications=60)
    lost, in_time = (found.queue.verdicts[key] for key in ("abandonment", "service_level"))
    assert lost.observed == pytest.approx(0.128, abs=0.001)
    assert lost.low < lost.observed < lost.high
    assert (lost.high - lost.low) / 2 < 0.03
    assert (in_time.high - in_time.low) / 2 < 0.06
    assert in_time.low - 0.03 < in_time.observed < in_time.high  # the distance reached
    assert found.arrivals.fitted < found.arrivals.naive


def test_there_must_be_days_before_and_usual_ones_to_judge(reading: Reading) -> None:
    with pytest.raises(ValueError, match="nothing to fit"):
        judge(reading, pd.date_range(MONDAY, periods=40))
    with pytest.raises(ValueError, match="no days are held out"):
        judge(reading, [])
    with pytest.raises(ValueError, match="no call came on those days: the files go from"):
        judge(reading, pd.date_range("2020-01-06", periods=14))
