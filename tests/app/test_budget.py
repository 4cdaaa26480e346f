"""What would cost too much is refused on every page in a sentence, and nothing of it is simulated."""

from __future__ import annotations

import pytest

from present.permalink import Shared, to_link
from sim import parse, replace
from sim.engine.compiled import ready
from tests.app.app_helpers import SMALL, shown, the_app
from ui.comparison_state import ComparisonState

CENTRE = parse(SMALL)
REFUSED = "too large to be simulated here"


@pytest.fixture
def app(monkeypatch):
    """The app where a run may have a thousand calls, fewer than any scenario has."""
    monkeypatch.setenv("HEADROOM_WORKERS", "1")
    monkeypatch.setenv("HEADROOM_MAX_RUN_CALLS", "1000")
    ready.prepare()

    def simulated(*_, **__):
        raise AssertionError("it was simulated")

    monkeypatch.setattr("sim.experiment.task.simulate_task", simulated)
    monkeypatch.setattr("ui.floor.records.week_record", simulated)
    made = the_app()
    made.session_state["replications"] = 4
    return made


def refusals(app):
    shown(app)
    return [e.value for e in app.error if REFUSED in e.value]


@pytest.mark.parametrize("page", ["what_if", "floor", "stories"])
def test_pages_that_simulate_at_once_say_so(app, page):
    app.run()
    assert refusals(app.switch_page(f"ui/views/{page}.py").run())


@pytest.mark.parametrize("page", ["compare", "present"])
def test_pages_that_compare_say_so(app, page):
    app.session_state["comparing"] = ComparisonState(chosen=["typical_centre", "train_or_change"])
    assert refusals(app.switch_page(f"ui/views/{page}.py").run())


@pytest.mark.smoke
def test_a_link_to_ten_million_calls_a_day_is_refused_by_its_cost(app, monkeypatch):
    monkeypatch.delenv("HEADROOM_MAX_RUN_CALLS")
    app.query_params["s"] = to_link(
        Shared(replace(CENTRE, {"demand.calls_per_day": 1e7, "horizon.weeks": 8}))
    )
    (refusal,) = refusals(app.run())
    assert "now 10,000,000" in refusal
    assert len([box for box in app.number_input if box.label.startswith("New issues a day")]) == 1, (
        "to change it"
    )
