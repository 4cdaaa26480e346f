"""A page in the customs of its scenario's country: the whole of it, and its parts when they are drawn again."""

from __future__ import annotations

import re

import pytest

from sim.engine.compiled import ready
from tests.app.app_helpers import SMALL, labelled, shown, the_app


def page(folder, monkeypatch, locale):
    """What if on a small centre with this locale."""
    (folder / "typical_centre.yaml").write_text(f"{SMALL}locale: {locale}\n")
    monkeypatch.setenv("HEADROOM_CONFIGS", str(folder))
    monkeypatch.setenv("HEADROOM_WORKERS", "1")
    ready.prepare()
    made = the_app()
    made.session_state["replications"] = 4
    return shown(made.run())


@pytest.mark.smoke
def test_tiles_and_helps_are_written_for_the_reader(tmp_path, monkeypatch):
    app = page(tmp_path, monkeypatch, "de-DE")
    figures = [m.value for m in app.metric]
    assert any(re.search(r"\d,\d", figure) for figure in figures)
    assert not any(re.search(r"\d\.\d\b(?!\d)", figure) for figure in figures)
    shown(labelled(app.slider, "Agents, Front line").set_value(10).run())
    assert any(re.search(r"\d,\d", m.delta or "") for m in app.metric)


@pytest.mark.smoke
def test_american_readers_get_their_spelling(tmp_path, monkeypatch):
    app = page(tmp_path, monkeypatch, "en-US")
    shown(app.switch_page("ui/views/six_numbers.py").run())
    assert app.header[0].value == "Your center in six numbers"
    assert any(b.label == "Build my center" for b in app.button)
    assert not any("centre" in c.value for c in app.caption)
