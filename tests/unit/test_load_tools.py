"""What the load tests compare figures by."""

from __future__ import annotations

from tests.load.crowd import bare


def test_how_a_unit_looks_makes_no_other_figure():
    assert bare("31.1\xa0:small[of\xa0100]") == bare("31.1 of 100") == "31.1of100"
