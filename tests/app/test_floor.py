"""The page "Floor" without a browser, on small centres: which day, whose record, the day in words."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
import streamlit as st

from sim import load, parse
from sim.engine.compiled import ready
from sim.experiment import AbandonedError, Budget, Limits
from tests.app.app_helpers import ROOT, the_app, with_open
from tests.waiting import PATIENCE_S, wait_until
from ui.floor import records as of_floor

SMALL = """
schema: 1
name: Small centre
horizon: {weeks: 2, warm_up_weeks: 0}
demand: {calls_per_day: 300}
call_types:
  - {name: Billing, share: 0.5}
  - {name: Service, share: 0.5}
teams:
  - {name: Front line, agents: 12, shifts: [{start: "08:00", share: 0.5}, {start: "10:00", share: 0.5}]}
changes: [{week: 1, set: {rules.handle_time_cap.minutes: 4.0}}]
"""


@pytest.fixture
def app(tmp_path, monkeypatch):
    """The page on a small centre with a dated change, after its first run."""
    (tmp_path / "small.yaml").write_text(SMALL)
    monkeypatch.setenv("HEADROOM_CONFIGS", str(tmp_path))
    monkeypatch.setenv("HEADROOM_WORKERS", "1")
    ready.prepare()
    made = the_app()
    made.session_state["replications"] = 4
    made.run()
    return shown(made.switch_page("ui/views/floor.py").run())


def shown(app):
    assert not app.exception, app.exception
    return app


def labelled(kind, words):
    """The one widget with this label."""
    (found,) = [w for w in kind if w.label == words]
    return found


def summary(app):
    (found,) = [m.value for m in app.markdown if "calls came in" in m.value]
    return found


def engine_texts(app):
    """What is said of the engines."""
    return [m.value for m in app.markdown if "reference engine" in m.value]


@pytest.mark.smoke
def test_it_opens_on_the_busiest_day_of_the_last_week(app):
    week, day = labelled(app.selectbox, "Week"), labelled(app.selectbox, "Day")
    assert week.value == 1
    assert week.options == ["Week 1 (before the change)", "Week 2 (after the change)"]
    assert len(day.options) == 5
    (busiest,) = [o for o in day.options if "busiest" in o]
    assert day.options.index(busiest) == day.value - 7
    assert summary(app).startswith(busiest.split(" ")[0] + " of week 2")


def test_simpy_gives_the_same_record_and_the_page_says_so(app):
    (words,) = engine_texts(app)
    assert "SimPy, the reference engine" in words
    assert "to the last bit" in words


@pytest.mark.smoke
def test_another_record_from_simpy_raises_the_alarm(app, monkeypatch):
    real = of_floor.Records.simpy

    def other(self, scenario, week, cancelled, budget):
        found = real(self, scenario, week, cancelled, budget)
        return replace(found, mark=found.mark ^ 1)

    monkeypatch.setattr(of_floor.Records, "simpy", other)
    shown(labelled(app.selectbox, "Week").select(0).run())
    (error,) = app.error
    assert "Do not rely on this picture" in error.value


@pytest.mark.smoke
def test_another_day_and_week_can_be_chosen_and_are_kept_over_a_change_of_page(app):
    before = summary(app)
    shown(labelled(app.selectbox, "Day").select(9).run())
    assert summary(app).startswith("Wednesday of week 2")
    shown(labelled(app.selectbox, "Week").select(0).run())
    assert "of week 1" in summary(app)
    shown(labelled(app.selectbox, "Day").select(4).run())
    friday = summary(app)
    assert friday.startswith("Friday of week 1")
    assert friday != before
    app.switch_page("ui/views/what_if.py").run()
    shown(app.switch_page("ui/views/floor.py").run())
    assert summary(app) == friday


def test_the_day_is_told_in_words_and_in_tables(app):
    (words,) = [m.value for m in app.markdown if m.value.startswith("| Time |")]
    assert "agents on calls" in words
    assert "average strain" in words
    with_open(app, "table floor positions")
    with_open(app, "table floor day")
    seats, half_hours = (frame.value for frame in app.dataframe)
    assert len(seats) == 12
    assert len(half_hours) == len(words.splitlines()) - 2
    assert any("Simulated people are not your staff" in m.value for m in app.markdown)


def test_until_the_fast_engine_is_compiled_simpy_gives_the_day(app, monkeypatch):
    before = summary(app)
    st.cache_resource.clear()
    with monkeypatch.context() as patch:
        patch.setattr(ready, "is_ready", lambda: False)
        patch.setattr(ready, "prepare_elsewhere", lambda: None)
        shown(app.run())
    assert summary(app) == before
    (words,) = engine_texts(app)
    assert "by SimPy, the reference engine" in words


@pytest.mark.smoke
def test_a_run_that_nobody_waits_for_any_more_is_stopped():
    shared, budget = of_floor.Records(), Budget(Limits())
    long, other = load(ROOT / "configs" / "typical_centre.yaml"), parse(SMALL)
    try:
        left = [threading.Event(), threading.Event()]
        with ThreadPoolExecutor(2) as users:
            waiting = [users.submit(shared.simpy, long, 7, gone.is_set, budget) for gone in left]
            wait_until(
                lambda: [users for *_, users in shared._running.values()] == [2], "two users wait for one run"
            )
            ((number, _, _),) = shared._running.values()
            left[0].set()
            assert isinstance(waiting[0].exception(PATIENCE_S), AbandonedError)
            assert number not in shared._workers._slots
            left[1].set()
            assert isinstance(waiting[1].exception(PATIENCE_S), AbandonedError)
        assert number in shared._workers._slots
        assert not shared._running
        found = shared.simpy(other, 1, bool, budget)
        assert found.mark == shared.fast(other, 1, bool, budget).mark
        assert shared.simpy(other, 1, bool, budget) is found  # remembered
    finally:
        shared.close()


def test_without_scenarios_the_page_says_so(tmp_path, monkeypatch):
    monkeypatch.setenv("HEADROOM_CONFIGS", str(tmp_path))
    app = the_app()
    app.run()
    shown(app.switch_page("ui/views/floor.py").run())
    assert f"There is no scenario in the folder {tmp_path} (HEADROOM_CONFIGS)" in app.error[-1].value
