"""What a comparison rests on: the same with each unknown at the ends of its evidence, after the main figures."""

from __future__ import annotations

from collections.abc import Sequence

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
from ui.charts import chart
from ui.stories import common
from ui.theme import mode


class SensitivityPanel:
    """Places for the sentences and the picture, and the choice of the figure it shows."""

    def __init__(
        self, name: str, keys: Sequence[str], title: str = "Difference between after and before"
    ) -> None:
        self._keys, self._title = keys, title
        self.progress = st.empty()
        left, right = st.columns([5, 6], gap="large")
        self._sentences = left.empty()
        with right:
            self._key = common.choose_figure("Figure in the picture", keys, f"doubted {name}")
            self._picture = st.empty()
        self._sentences.skeleton(height=160)
        self._picture.skeleton(height=320)

    def draw(self, before: Scenario, after: Scenario, alternatives: Sequence[Alternative] = ()) -> None:
        """Simulate all settings and say what came out."""
        variations = common.run_search(
            lambda: under_variations(before, after, alternatives),
            ("grounds", scenario_hash(before), scenario_hash(after)),
            self.progress,
            "Trying both ends of what the evidence leaves open",
        )
        if variations is None:
            self._sentences.empty()
            self._picture.empty()
            return
        sentences = [robustness(variations, key) for key in self._keys]
        self._sentences.markdown(
            common.bullets([*sentences, without_effect_in_words(variations, self._keys)])
        )
        rows = [
            Dot(v.label, v.pair.difference(self._key), v.pair.verdict(self._key), is_strong=i == 0)
            for i, v in enumerate(with_effect(variations, self._keys))
        ]
        title = f"{short_name(self._key)}{mark(KPIS[self._key])}"
        currency = before.costs.currency
        chart(
            self._picture,
            dots(title, rows, self._key, under=self._title, currency=currency, mode=mode()),
            dots_in_words(f"{title}. {self._title}", rows, self._key),
            table(variations, self._key),
            f"doubts {self._key}",
        )
