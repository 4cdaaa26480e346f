"""A dozen people at a time for a minute, and a hostile one: nobody sees another's figures, memory is given back."""

from __future__ import annotations

import pytest

from sim.engine.compiled import ready
from tests.load.crowd import Crowd, figures

pytestmark = pytest.mark.soak
MOST_KEPT_MB = 200.0
"""Results for everybody, and what Streamlit keeps of a session for two minutes, lest it comes back."""


@pytest.mark.parametrize("with_hostile", [False, True], ids=["friendly", "hostile"])
def test_nobody_is_mixed_up_with_anybody(with_hostile, record_property):
    ready.prepare()
    found = figures(Crowd(12, 1.0, arrive_s=10.0, check=24, with_hostile=with_hostile))
    record_property("figures", found)
    assert (found["cross_talk"], found["errors"]) == (0, 0), found["what_was_wrong"]
    assert found["moves"] >= found["sessions"]
    assert found["tiles_simulated_again"] >= found["sessions"], (
        "too few tiles came to their end to be checked"
    )
    memory = found["memory_mb"]
    assert memory["a_minute_after"] < memory["before"] + MOST_KEPT_MB, memory
    if with_hostile:
        assert found["hostile"]["refused_after_s"] is not None
        assert found["hostile"]["moves"] > 20
