"""What a comparison rests on: the same with each unknown at the ends of its evidence, after the main figures."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st

from present.figures.dots import Dot, dots, dots_in_words
from present.formats import mark
from present.stories.phrases import short_name
from present.stories.sensitivity import (
    Alternative,
    robustness,
    table,
    under_variations,
    with_effect,
    without_effect_in_words,
)
from sim import KPIS, Scenario, scenario_hash
from ui.charts import as_tables, chart
from ui.stories import common
from ui.theme import mode


def draw_sensitivity(
    name: str,
    keys: Sequence[str],
    before: Scenario,
    after: Scenario,
    alternatives: Sequence[Alternative] = (),
    title: str = "After compared with before",
) -> None:
    """Sentences about these key figures, and a picture of the one that is chosen. `title`: of the difference."""
    variations = common.run_search(
        lambda: under_variations(before, after, alternatives),
        ("grounds", scenario_hash(before), scenario_hash(after)),
        "Trying other assumptions",
    )
    left, right = st.columns([5, 6], gap="large")
    with right:
        key = common.choose_figure("Figure in the picture", keys, f"doubted {name}")
    if variations is None:
        left.empty().skeleton(height=160)
        right.empty().skeleton(height=320)
        return
    sentences = [robustness(variations, each) for each in keys]
    left.markdown(common.bullets([*sentences, without_effect_in_words(variations, keys)]))
    rows = [
        Dot(v.label, v.pair.difference(key), v.pair.verdict(key), is_strong=i == 0)
        for i, v in enumerate(with_effect(variations, keys))
    ]
    head = f"{short_name(key)}{mark(KPIS[key])}"
    with right:
        chart(
            dots(head, rows, key, under=title, currency=before.costs.currency, mode=mode()),
            dots_in_words(f"{head}. {title}", rows, key),
            f"doubts {key}",
        )
        as_tables(f"doubts {name}", [partial(table, variations, key)])
