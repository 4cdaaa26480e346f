"""What the page What if says of a comparison is what the runs give, to the digit, and adds up."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_EVEN, Decimal

from present.tiles import HERO, SECOND_ROW
from sim import KPIS, parse, replace, run
from sim.experiment.result import KEYS
from tests.app.app_helpers import SMALL, labelled, shown
from tests.unit.test_one_number import DIGITS, rounded_text
from ui.runner import SEED


def test_tiles_differ_by_what_they_say(app):
    """Eight figures of two scenarios: value, and the difference from the value before the change."""
    small = parse(SMALL)
    before, after = run([small, replace(small, {"teams.Front line.agents": 9})], replications=4, seed=SEED)
    shown(labelled(app.slider, "Agents, Front line").set_value(9).run())
    metrics = {m.label.rstrip("†"): m for m in app.metric}
    seen = 0
    for key in (*HERO, *SECOND_ROW):
        kpi, i = KPIS[key], KEYS.index(key)
        name = next((label for label in metrics if kpi.label.partition("{")[0] in label), None)
        if name is None:
            continue
        times, unit = 100 if kpi.unit.startswith("share") else 1, Decimal(1).scaleb(-DIGITS[key])
        means = [sum(float(r.values[i]) for r in one.replications) / 4 for one in (before, after)]
        was, now = (Decimal(times * mean).quantize(unit, ROUND_HALF_EVEN) for mean in means)
        assert re.match(r"[\d,.]+", metrics[name].value)[0] == rounded_text(now, DIGITS[key]), key
        amount = re.match(r"[+−][\d,.]+", metrics[name].delta.replace("\\", ""))
        if amount is not None:
            assert amount[0] == rounded_text(now - was, DIGITS[key], sign=True), key
            seen += 1
    assert seen >= 4
