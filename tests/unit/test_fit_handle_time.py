"""Handle times, the mix of calls, redials, and the numbers' own intervals."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sim.calibrate.fit.call_mix import call_mix, plain_name
from sim.calibrate.fit.estimate import mean_of, share_of
from sim.calibrate.fit.handle_time import handle_time, handle_time_of_sums, quantiles_of
from sim.calibrate.fit.repeats import repeats
from sim.calibrate.reading.tables import calls_frame
from tests.dialects import MONDAY


class TestHandleTime:
    @pytest.mark.parametrize(
        ("name", "draws", "mean_min", "cv"),
        [
            ("lognormal", lambda d: d.lognormal(5.0, 0.8, 6000), np.exp(5.32) / 60, np.sqrt(np.expm1(0.64))),
            ("gamma", lambda d: d.gamma(2.0, 120.0, 6000), 4.0, np.sqrt(0.5)),
        ],
    )
    def test_the_likelier_form_comes_back(self, name, draws, mean_min, cv) -> None:
        found = handle_time(np.rint(draws(np.random.default_rng(1))))
        assert found.distribution == name
        assert found.mean_min.holds(mean_min)
        assert found.cv.holds(cv)

    def test_what_no_smooth_form_describes_is_taken_as_it_stands(self) -> None:
        draw = np.random.default_rng(2)
        seconds = np.concatenate([draw.lognormal(5.0, 0.5, 4000), draw.uniform(1.0, 9.0, 500)])
        found = handle_time(seconds)
        assert found.distribution == "empirical"
        knots = found.quantiles_min
        assert float(((knots[1:] + knots[:-1]) / 2).mean()) == pytest.approx(seconds.mean() / 60, rel=0.002)

    def test_quantiles_rise(self) -> None:
        assert (np.diff(quantiles_of(np.random.default_rng(3).exponential(4.0, 300))) >= 0).all()

    def test_sums_show_mean_and_cv(self) -> None:
        draw = np.random.default_rng(4)
        calls = draw.poisson(15.0, 800) + 1
        sums = np.array([draw.lognormal(5.5, 0.8326, n).sum() for n in calls])  # cv 1
        found = handle_time_of_sums(calls.astype(float), sums)
        assert found.mean_min.holds(np.exp(5.5 + 0.8326**2 / 2) / 60)
        assert found.cv.value == pytest.approx(1.0, abs=0.1)
        assert found.cv.holds(1.0)
        assert "shape" in found.cv.cannot

    def test_few_calls_are_refused(self) -> None:
        with pytest.raises(ValueError, match="29 handled calls are too few"):
            handle_time(np.ones(29))


class TestIntervals:
    def test_wilsons_interval(self) -> None:
        # Wilson 1927 for 10 of 100: (0.0552, 0.1744)
        found = share_of(10.0, 100.0, "")
        assert (found.low, found.high) == (pytest.approx(0.0552, abs=1e-4), pytest.approx(0.1744, abs=1e-4))

    def test_mean(self) -> None:
        found = mean_of([1.0, 2.0, 3.0, 4.0], "")
        assert found.value == 2.5
        assert found.high - 2.5 == pytest.approx(1.959964 * np.sqrt(5 / 3) / 2)


class TestMix:
    def test_small_kinds_join_the_largest(self) -> None:
        kinds = call_mix(pd.Series({"a": 900.0, "b": 500.0, "c": 5.0, "d": 40.0}))
        assert [k.name for k in kinds] == ["a", "b"]
        assert kinds[0].members == ("a", "d", "c")
        assert sum(k.share.value for k in kinds) == pytest.approx(1.0)

    def test_names_are_those_that_a_scenario_may_have(self) -> None:
        assert plain_name(" Ventas.ES=1\t") == "Ventas ES 1"
        assert plain_name("") == "Calls"
        long = call_mix(pd.Series({"x" * 70: 200.0, "x" * 80: 200.0}))
        assert len({k.name for k in long}) == 2
        assert all(len(k.name) <= 60 for k in long)


class TestRedials:
    @staticmethod
    def calls(seed: int, redial: float, again: float) -> pd.DataFrame:
        """6,000 callers over 20 days, a fifth of whom hang up; these redial after 10 min, the answered call again
        within the window for other reasons."""
        draw = np.random.default_rng(seed)
        n = 6000
        first = MONDAY + pd.to_timedelta(np.rint(draw.uniform(0.0, 20 * 86_400.0, n)), unit="s")
        hung = draw.random(n) < 0.2
        comes = np.where(hung, draw.random(n) < redial + again - redial * again, draw.random(n) < again)
        later = first + pd.to_timedelta(np.rint(draw.exponential(600.0, n)), unit="s")
        start = pd.Series(first.append(later[comes]))
        outcome = np.concatenate([np.where(hung, "abandoned", "answered"), np.full(comes.sum(), "answered")])
        caller = np.concatenate([np.arange(n), np.arange(n)[comes]])
        return calls_frame(
            start=start, wait_s=np.zeros(len(start)), outcome=pd.Series(outcome), caller=pd.Series(caller)
        )

    def test_they_are_told_from_callers_who_call_anyway(self) -> None:
        found = repeats(self.calls(1, 0.5, 0.2))
        assert found.redial.value == pytest.approx(0.5, abs=0.06)
        assert found.redial.basis == "measured"

    def test_who_calls_again_no_more_often_than_others_does_not_redial(self) -> None:
        assert repeats(self.calls(2, 0.0, 0.1)).redial.low < 0.03

    def test_without_callers_codes_the_default_stays(self) -> None:
        calls = self.calls(3, 0.5, 0.0).assign(caller=-1)
        found = repeats(calls)
        assert (found.redial.value, found.redial.basis) == (0.5, "default")
        assert repeats(None).redial.basis == "default"
