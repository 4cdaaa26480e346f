"""Every page with every preset: it comes up, says something, raises nothing. The presets are cut to a tenth."""

from __future__ import annotations

from typing import Any

import pytest

from sim import Scenario, from_dict, load
from sim.engine.compiled import ready
from sim.scenario import as_dict, to_yaml
from streamlit_app import PAGES
from tests.app.app_helpers import ROOT, grey_without_reason, shown, the_app

PRESETS = sorted((ROOT / "configs").glob("*.yaml"))
SMOKE = ("typical_centre", "adelaide_coping_training")
"""Without dated changes, and with."""
WEEKS = 2


def tenth(scenario: Scenario) -> Scenario:
    """Two weeks of a tenth of the centre; what it changes at a date, it changes in the second."""
    data: dict[str, Any] = as_dict(scenario)
    data["horizon"] = {"weeks": WEEKS, "warm_up_weeks": 0}
    data["demand"]["calls_per_day"] = scenario.demand.calls_per_day / 10.0
    for team in data["teams"]:
        team["agents"] = max(2, team["agents"] // 10)
    values = {
        p: v for change in data["changes"] for p, v in change["set"].items() if not p.endswith(".agents")
    }
    data["changes"] = [{"week": 1, "set": values}] if values else []
    data["demand"]["special_days"] = []
    return from_dict(data)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """All presets, cut."""
    made = tmp_path_factory.mktemp("presets")
    for path in PRESETS:
        (made / path.name).write_text(to_yaml(tenth(load(path))))
    return made


@pytest.mark.parametrize(
    "stem",
    [pytest.param(path.stem, marks=pytest.mark.smoke if path.stem in SMOKE else ()) for path in PRESETS],
)
def test_every_page_comes_up_with_every_preset(folder, monkeypatch, stem):
    monkeypatch.setenv("HEADROOM_CONFIGS", str(folder))
    monkeypatch.setenv("HEADROOM_WORKERS", "1")
    ready.prepare()
    app = the_app()
    app.session_state["replications"] = 4
    shown(app.run())
    shown(app.selectbox(key="scenario").select(stem).run())
    name = load(folder / f"{stem}.yaml").name
    assert app.header[0].value == name
    assert len(app.metric) == 11
    for file, _, _ in PAGES[1:]:
        shown(app.switch_page(f"ui/views/{file}.py").run())
        assert app.header, file
        assert not [e.value for e in app.error], file
        assert not grey_without_reason(app), file
    shown(app.switch_page("ui/views/what_if.py").run())
    assert app.header[0].value == name
