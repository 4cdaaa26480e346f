"""Measuring a scenario from a call log: estimators against samples of known origin, the command on the log.

Tests that read the real log skip where the folder beside the project is absent.
"""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sim.calibrate import anonymous_bank
from sim.calibrate.anonymous_bank import (
    Bank,
    call_classes,
    high_shares,
    main,
    need_quantiles,
    observed_kpis,
    read_bank,
)
from sim.calibrate.call_log import CallLog
from sim.calibrate.rosters import fit_shifts, spread_breaks
from sim.calibrate.staffing import measure_staffing, presences, unequal_speed
from sim.calibrate.survival import kaplan_meier
from sim.scenario import load
from tests.shared_folder import shared

LOG = "anonymous_bank_1999-02_first_half.csv"
CONFIG = Path(__file__).resolve().parents[2] / "configs" / "anonymous_bank.yaml"
HEADER = (
    "call_id,date,type,priority,vru_entry,vru_exit,q_start,q_exit,q_time,outcome,"
    "ser_start,ser_exit,ser_time,agent"
)


def write(folder: Path, *rows: str, header: str = HEADER) -> Path:
    path = folder / "log.csv"
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


def served(date: str, clock: str, agent: str = "agent_01", kind: str = "PS") -> str:
    return f"1,{date},{kind},0,{clock},{clock},0:00:00,0:00:00,0,AGENT,{clock},{clock},60,{agent}"


@pytest.fixture(scope="module")
def whole() -> Bank:
    return read_bank(shared("data", LOG))


@pytest.fixture
def bank(whole: Bank) -> CallLog:
    return whole.log


class TestSurvival:
    def test_kaplan_meier_of_a_textbook_sample(self) -> None:
        # Ends at 6 (three of them), 7, 10; lower bounds at 6, 9, 10, 11: remission times of Freireich et al.
        # (1963), cut to the nine shortest. By hand: (1 - 3/9)(1 - 1/5)(1 - 1/3).
        time = [6, 6, 6, 6, 7, 9, 10, 10, 11]
        ended = [True, True, True, False, True, False, True, False, False]
        curve = kaplan_meier(time, ended)
        assert curve(5.9) == 1.0
        assert curve(6) == pytest.approx(6 / 9)
        assert curve(7) == pytest.approx(6 / 9 * 4 / 5)
        assert curve(10) == pytest.approx(6 / 9 * 4 / 5 * 2 / 3)
        assert curve(100) == curve(10)

    def test_without_censoring_it_is_the_share_that_lasts_longer(self) -> None:
        time = np.random.default_rng(1).exponential(3.0, 500)
        curve = kaplan_meier(time, np.ones(500, dtype=bool))
        for t in (0.5, 2.0, 7.0):
            assert curve(t) == pytest.approx(float((time > t).mean()))
        assert curve.mean_up_to(1e9) == pytest.approx(float(time.mean()))
        assert curve.mean_up_to(2.0) == pytest.approx(float(np.minimum(time, 2.0).mean()))

    def test_exponential_patience_behind_censoring(self) -> None:
        draw = np.random.default_rng(2)
        patience, offered_wait = draw.exponential(345.0, 20_000), draw.exponential(60.0, 20_000)
        wait, hung = np.minimum(patience, offered_wait), patience < offered_wait
        for t in (10.0, 60.0, 120.0):
            assert kaplan_meier(wait, hung)(t) == pytest.approx(math.exp(-t / 345.0), abs=0.015)
        assert wait[hung].mean() < 100.0  # what leaving out the served callers would say

    def test_what_cannot_be_measured_is_refused(self) -> None:
        with pytest.raises(ValueError, match="no end was seen"):
            kaplan_meier([1.0, 2.0], [False, False])
        with pytest.raises(ValueError, match="one length"):
            kaplan_meier([1.0], [True, False])

    def test_the_log_against_the_figures_in_its_readme(self, bank: CallLog) -> None:
        queued = bank.calls[bank.calls["queued"]]
        curve = kaplan_meier(queued["wait_s"], ~queued["answered"])
        # The README's figures are of the whole month, the log holds half of it.
        for t, month in ((10, 0.962), (30, 0.898), (60, 0.820), (120, 0.709), (240, 0.535), (480, 0.330)):
            assert curve(t) == pytest.approx(month, abs=0.03)
        assert queued["wait_s"].sum() / (~queued["answered"]).sum() == pytest.approx(345.0, rel=0.1)


class TestReading:
    def test_what_is_dropped_and_what_is_kept(self, tmp_path: Path) -> None:
        plain = [served(d, f"7:{m:02d}:00") for d in ("1999-02-01", "1999-02-08") for m in (1, 5, 9)]
        path = write(
            tmp_path,
            *plain,
            "2,1999-02-01,PS,2,7:10:00,7:10:06,7:10:06,7:10:36,30,AGENT,7:10:35,7:10:39,4,agent_02",
            "3,1999-02-01,PS,1,7:11:00,7:11:06,7:11:06,7:11:26,20,HANG,0:00:00,0:00:00,0,",
            "4,1999-02-01,PS,0,7:12:00,7:12:40,0:00:00,0:00:00,0,HANG,0:00:00,0:00:00,0,",
            "5,1999-02-01,PS,0,7:13:00,7:13:06,7:13:06,7:13:36,30,PHANTOM,7:13:35,7:13:39,4,",
            "6,1999-02-01,PS,0,7:14:00,7:14:09,0:00:00,0:00:00,0,AGENT,7:14:08,7:14:13,5,",
            "7,1999-02-01,PS,0,7:15:00,7:15:09,0:00:00,0:00:00,0,AGENT,0:00:00,0:00:00,0,agent_02",
            "8,1999-02-01,PS,0,6:15:00,6:15:09,0:00:00,0:00:00,0,AGENT,6:15:08,6:16:00,52,agent_02",
            *(served("1999-02-08", f"7:{m:02d}:{s}") for m in range(11, 30) for s in ("00", "30")),
        )
        found = read_bank(path)
        c = found.counts
        assert found.log.hours == {"mon": (14, 15)}
        assert (c["rows"], c["offered"], c["phantom"], c["voice_menu_only"], c["outside_hours"]) == (
            51,
            48,
            1,
            1,
            1,
        )
        assert (c["short_service"], c["without_server"], c["without_times"]) == (2, 1, 1)
        first = found.log.calls[found.log.calls["day"] == 0]
        assert first["answered"].tolist() == [True, True, True, True, False, True, True]
        assert first["high"].tolist() == [False, False, False, True, False, False, False]

    def test_a_service_after_midnight_belongs_to_the_call_before_it(self, tmp_path: Path) -> None:
        late = "9,1999-02-01,PS,0,23:59:50,23:59:58,23:59:58,0:00:28,30,AGENT,0:00:28,0:01:28,60,agent_01"
        before = [served("1999-02-01", f"23:{m}:00") for m in range(31, 55)]
        log = read_bank(write(tmp_path, *before, late)).log
        assert log.calls["service_start_s"].iloc[-1] == 86_400 + 28

    def test_the_log_keeps_every_row_in_the_account(self, whole: Bank, bank: CallLog) -> None:
        c = whole.counts
        assert c["rows"] == 17_456 == c["offered"] + c["phantom"] + c["voice_menu_only"] + c["outside_hours"]
        assert c["offered"] == 16_267
        assert bank.hours == {
            **dict.fromkeys(("mon", "tue", "wed", "thu", "sun"), (14, 48)),
            "fri": (14, 28),
            "sat": (39, 48),
        }
        # 3 February from 13:00, when callers were not put through; 14 February from 21:00, a flood
        assert np.argwhere(bank.disturbed).tolist() == [[2, 26], [13, 42], [13, 43], [13, 44]]
        assert (bank.calls["wait_s"] >= 0).all()

    def test_its_arrivals(self, whole: Bank) -> None:
        found = whole.arrivals
        assert 1100 < found.calls_per_day.value < 1170
        assert np.mean(list(found.weekday_factor.values())) == pytest.approx(1.0)
        assert found.dispersion == pytest.approx(2.4, abs=0.1)
        assert 0.1 < found.intraday_cv.value < 0.3


class TestTypes:
    def test_priority_is_read_from_queued_calls(self) -> None:
        # Hour 8: 4 calls, half of them queued; hour 9: 10, half queued. Unqueued ones carry no priority.
        calls = pd.DataFrame(
            {
                "call_type": ["PS"] * 14,
                "half_hour": [16] * 4 + [18] * 10,
                "queued": [True, True, False, False] + [True] * 5 + [False] * 5,
                "high": [True, True, False, False, True] + [False] * 9,
            }
        )
        assert high_shares(calls)["PS"] == pytest.approx((4 * 1.0 + 10 * 0.2) / 14)

    def test_a_type_with_priorities_before_queueing_is_counted_as_it_is(self) -> None:
        calls = pd.DataFrame(
            {
                "call_type": ["TT"] * 4,
                "half_hour": [16] * 4,
                "queued": [True, False, False, False],
                "high": [False, True, False, False],
            }
        )
        assert high_shares(calls)["TT"] == 0.25

    def test_small_classes_join_others_and_none_is_lost(self, bank: CallLog) -> None:
        calls = bank.calls[~bank.calls["disturbed"]]
        classes = call_classes(calls)
        assert sum(c.calls for c in classes) == pytest.approx(len(calls))
        assert all(c.calls >= anonymous_bank.LEAST_CLASS for c in classes)
        cells = [cell for c in classes for cell in c.cells]
        assert len(cells) == len(set(cells)) == 2 * calls["call_type"].nunique()
        assert {c.name: c.kinds for c in classes}["PS high"] == ("PS", "PE")

    def test_quantiles_keep_the_mean_and_the_short_services(self, bank: CallLog) -> None:
        calls = bank.calls[~bank.calls["disturbed"]]
        knots = need_quantiles(calls, ["PS"], {})
        service = calls.loc[(calls["call_type"] == "PS") & calls["service_s"].notna(), "service_s"] / 60.0
        assert (np.diff(knots) >= 0).all()
        assert float(((knots[1:] + knots[:-1]) / 2).mean()) == pytest.approx(float(service.mean()), rel=0.002)
        share = float(np.interp(10 / 60, knots, np.linspace(0, 1, knots.size)))
        assert share == pytest.approx(float((service < 10 / 60).mean()), abs=0.01)


class TestStaffing:
    def test_a_shift_is_read_from_first_and_last_call(self, tmp_path: Path) -> None:
        rows = [
            served(d, f"{h}:{m:02d}:00", a)
            for d in ("1999-02-01", "1999-02-08")
            for a in ("a", "b")
            for h in range(7, 15)
            for m in (10, 20, 40, 50)
        ]
        found = presences(read_bank(write(tmp_path, *rows)).log)
        assert [(p.agent, p.day, p.start % 48, p.end % 48) for p in found] == [
            ("agent 00000", 0, 14, 30),
            ("agent 00000", 7, 14, 30),
            ("agent 00001", 0, 14, 30),
            ("agent 00001", 7, 14, 30),
        ]

    def test_unequal_speed_comes_back_net_of_noise(self) -> None:
        draw = np.random.default_rng(6)
        agents, calls = 40, 300
        speed = np.exp(draw.normal(0.0, 0.2, agents))
        who = np.repeat(np.arange(agents), calls)
        kind = draw.choice(["x", "y"], who.size)
        time = np.where(kind == "x", 100.0, 250.0) * draw.lognormal(0.0, 1.0, who.size) * speed[who]
        names = [f"a{i:02d}" for i in who]
        found = unequal_speed(names, kind.tolist(), time, dict.fromkeys(set(names), 1.0))
        assert found.sd == pytest.approx(0.2, abs=0.05)
        assert abs(found.log_variance - 0.04) < 3 * found.log_variance_se
        assert np.mean(list(found.of.values())) == pytest.approx(1.0)
        assert np.corrcoef(list(found.of.values()), speed)[0, 1] > 0.9
        same = unequal_speed(names, kind.tolist(), time / speed[who], dict.fromkeys(set(names), 1.0))
        assert same.sd < 0.05

    def test_shifts_that_were_worked_are_found_again(self) -> None:
        candidates = [(0, 4), (2, 6), (4, 8), (0, 8)]
        seats = np.array([[2, 0, 0, 3], [0, 1, 1, 1]])
        cover = np.array([[s <= h < e for h in range(8)] for s, e in candidates], dtype=float)
        assert fit_shifts(seats @ cover, candidates).tolist() == seats.tolist()

    def test_breaks_fill_the_share_away_and_do_not_overlap(self) -> None:
        lengths = np.sort(np.random.default_rng(7).exponential(9.0, 400)) + 2.0
        for turn in range(5):
            found = spread_breaks(0.2, lengths, turn)
            start, minutes = np.array(found.after_min), np.array(found.minutes)
            assert minutes.sum() == pytest.approx(0.2 * 480.0, abs=1.0)
            assert (start[1:] > start[:-1] + minutes[:-1]).all()
            assert start[-1] + minutes[-1] < 480.0
        assert spread_breaks(0.0, lengths, 0).minutes == []

    def test_the_log(self, bank: CallLog) -> None:
        found = measure_staffing(bank)
        assert 4.0 < found.pause_median_s < 8.0
        assert found.pause_median_s < found.wrap_up_s < 20.0
        assert 0.15 < found.away < 0.30
        assert 0.15 < found.speed.sd < 0.25
        assert sum("NW" in kinds for kinds in found.lacks.values()) == 6  # none, or hardly any


class TestCommand:
    def test_it_reproduces_the_scenario_byte_for_byte(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        log, out = shared("data", LOG), tmp_path / "out.yaml"
        assert main([str(log), "--out", str(out)]) == 0
        captured = capsys.readouterr()
        assert captured.out == ""
        assert "17456  rows read" in captured.err
        assert out.read_bytes() == CONFIG.read_bytes()
        assert main([str(log)]) == 0
        assert capsys.readouterr().out.encode() == CONFIG.read_bytes()

    def test_the_scenario_is_valid_and_neutral(self) -> None:
        scenario = load(CONFIG)
        assert scenario.behaviour.strain is False
        callers = scenario.callers
        assert callers.redial == callers.call_back == callers.pass_on == callers.pass_on_pressed == 0.0
        assert callers.difficult_share == callers.upset_share == callers.upset_max == 0.0
        assert all(t.overhead_min == 0.0 and t.priority == 0 for t in scenario.call_types)
        assert {t.head_start_min for t in scenario.call_types if t.name.endswith("high")} == {1.5}
        assert scenario.rules.disengagement.policy == "caller_ends"
        assert "Technion" in scenario.source

    def test_observed_is_what_the_log_shows(self, bank: CallLog) -> None:
        seen, offered = observed_kpis(bank, 0.0), len(bank.calls)
        assert seen["abandonment"] == pytest.approx(float((~bank.calls["answered"]).sum()) / offered)
        assert seen["calls_offered_per_day"] == pytest.approx(offered / 14)
        kinds = ["service_level", "service_level_excl_short_abandons", "service_level_answered"]
        assert sorted(kinds, key=lambda k: seen[k]) == kinds
        assert 0.10 < seen["abandonment"] < 0.13

    @pytest.mark.parametrize("name", ["none.csv", "empty.csv", "column.csv", "one_day.csv"])
    def test_a_log_it_cannot_use_gives_one_line(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
    ) -> None:
        path = tmp_path / name
        if name == "empty.csv":
            path.write_text("")
        elif name == "column.csv":
            path.write_text("date,type\n1999-02-01,PS\n")
        elif name == "one_day.csv":
            calls = [served("1999-02-01", f"7:{m:02d}:00") for m in range(9)]
            path.write_text("\n".join([HEADER, *calls]) + "\n")
        assert main([str(path)]) == 2
        captured = capsys.readouterr()
        assert captured.out == ""
        assert captured.err.startswith(str(path))
        assert captured.err.count("\n") == 1
