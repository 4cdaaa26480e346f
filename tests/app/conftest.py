"""The app on a small centre."""

from __future__ import annotations

import pytest

from sim.engine.compiled import ready
from tests.app.app_helpers import DATED, SMALL, shown, the_app
from tests.waiting import PATIENCE_S
from ui.work import Slots


@pytest.fixture(autouse=True)
def all_comes_with_the_page(monkeypatch):
    """No browser asks again for what is worked on: so each run of the page waits until it is there."""
    ask = Slots.ask

    def ask_and_wait(slots, slot, address, job, pace_ms, wait_s, enough):
        return ask(slots, slot, address, job, pace_ms, PATIENCE_S, lambda _: False)

    monkeypatch.setattr(Slots, "ask", ask_and_wait)


@pytest.fixture
def app(tmp_path, monkeypatch):
    """The app on two small centres and a broken file, after its first run."""
    (tmp_path / "typical_centre.yaml").write_text(SMALL)
    dated = SMALL.replace("Small centre", "Dated centre").replace(
        "horizon: {weeks: 1, warm_up_weeks: 0}\n", ""
    )
    (tmp_path / "a_dated.yaml").write_text(dated + DATED)
    (tmp_path / "broken.yaml").write_text("schema: 1\nname: Broken\n")
    monkeypatch.setenv("HEADROOM_CONFIGS", str(tmp_path))
    monkeypatch.setenv("HEADROOM_WORKERS", "1")
    ready.prepare()
    made = the_app()
    made.session_state["replications"] = 4
    return shown(made.run())
