"""What stands on a tile beside its figure."""

from __future__ import annotations

from present.tiles import hero
from sim import parse
from sim.experiment import KEYS
from tests.app.app_helpers import SMALL
from tests.fake_results import flat_result
from ui.tiles import between_ends

THREE_WEEKS = parse(SMALL.replace("weeks: 1,", "weeks: 3,"))


def test_a_line_of_weeks_stands_between_its_first_and_its_last_figure():
    result = flat_result(THREE_WEEKS)
    for replication in result.replications:
        replication.by_week[KEYS.index("exhaustion_mean")] = (40.0, 55.5, 47.5)
    _, burnout, _ = hero(result, result)
    assert burnout.week_ends == ("40.0", "47.5")
    written = between_ends(burnout, "<svg/>")
    assert written.index(">40.0<") < written.index("<img") < written.index(">47.5<")
    assert "40.0 in the first week, 47.5 in the last" in written, "for who points at it or cannot see it"
    assert "<svg" not in written, "a picture, for which the address is escaped"
