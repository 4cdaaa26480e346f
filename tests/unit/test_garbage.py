"""Memory that only refers to itself is given back at intervals; no drawing of a page waits for that."""

from __future__ import annotations

import gc
import tomllib
import weakref

from tests.processes import ROOT
from tests.waiting import wait_until
from ui.server import garbage


class Ring:
    """Something that refers to itself."""

    def __init__(self) -> None:
        self.itself = self


def test_memory_is_given_back_without_the_interpreters_own_collector(monkeypatch):
    monkeypatch.setattr(garbage, "EVERY_S", 0.01)
    gc.disable()
    try:
        garbage.collect_at_intervals()
        ring = weakref.ref(Ring())
        wait_until(lambda: ring() is None, "the ring is gone")
    finally:
        gc.enable()
        gc.unfreeze()


def test_streamlit_does_not_stop_everybody_after_each_drawing():
    settings = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert settings["runner"]["postScriptGC"] is False
