"""The results of the page Compare: the scorecard, and folded below it what it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from present.comparison import Side, sentence, windows
from present.comparison_tables import Table, by_kpi, by_scenario, to_csv
from present.figures.forest import LEGEND, forest, forest_in_words
from present.formats import ASSUMED
from present.html_table import table_html
from present.ranges import turning
from present.ranking import rule
from present.scenario_diff import SAME, differing_rows
from present.scorecard import scorecard, shortened
from present.scorecard_html import scorecard_html
from present.text_layout import columns, counted
from sim import Result, Scenario
from sim.experiment import KEYS
from ui.charts import BLANK_CELL, chart
from ui.comparison_doubt import ComparisonDoubt
from ui.comparison_state import ComparisonState
from ui.folded import fold
from ui.markdown_text import as_text
from ui.save_button import save_button
from ui.theme import mode, small
from ui.work import live

PANEL_PX = 330
NAME_PX, TEXT_PX, LETTER_PX = 280, 420, 7.3
ROWS = {"Scenario": by_scenario, "Key figure": by_kpi}


@dataclass(frozen=True)
class Comparison:
    """What is shown. `remarks`: what keeps it from being compared in full; `is_finished`: all is simulated; `doubt`:
    what assumptions do to it.
    """

    state: ComparisonState
    baseline_name: str
    baseline: Result
    others: Sequence[Side]
    remarks: Sequence[str]
    is_finished: bool
    doubt: ComparisonDoubt

    def draw(self, *, is_calculating: bool) -> None:
        """The scorecard, then folds. `is_calculating`: more is coming."""
        doubted = [
            () if one is None else turning(one, side.pair, self.state.keys)
            for one, side in zip(self.doubt.known, self.others, strict=True)
        ]
        card = scorecard(
            self.baseline_name, self.baseline, self.others, self.state.keys, self.state.matters, doubted
        )
        st.html(scorecard_html(card, mode(), is_calculating=is_calculating))
        if not all(side.pair.shared_replications for side in self.others):
            return
        if self.is_finished and not is_calculating:
            live("comparison_doubt", partial(self.doubt.draw, card.ranking))
        st.markdown(self._basis(rule(card.ranking)))
        if self.remarks:
            lines = "\n".join(f"- {words}" for words in self.remarks)
            st.warning(f"Before you compare:\n\n{lines}", icon=":material/info:")
        fold("In words", "compare words", self._sentences, icon="notes")
        fold(
            "Every difference with its interval",
            "compare forest",
            self._forest,
            icon="align_horizontal_center",
        )
        fold("All figures, to sort and to download", "compare table", self._table, icon="table")

    def _basis(self, rule_in_words: str) -> str:
        """How scenarios are ranked, and on how many runs, weeks and callers the figures rest."""
        shared = min(side.pair.shared_replications for side in self.others)
        runs = counted(shared, "simulated run", "simulated runs")
        words = (
            f"{rule_in_words} {runs} of each scenario, on the same callers in the same moods. {ASSUMED} rests on the "
            "model's assumptions about people; exhaustion is in model units, no diagnosis."
        )
        some = [f"{as_text(name)} counts {weeks}" for name, weeks in windows(self.others)]
        if some:
            words += " Where rules change at a date, only the weeks from then on count, on both sides: "
            words += f"{'; '.join(some)}."
        return small(words)

    def _sentences(self) -> None:
        lines = [f"- {sentence(side, as_text, self.state.keys)}" for side in self.others]
        st.markdown("\n".join([f"Compared with **{as_text(self.baseline_name)}**:\n", *lines]))

    def _forest(self) -> None:
        st.markdown(small(f"{LEGEND} With many differences, one in twenty lies outside its interval."))
        with st.grid(3, min_column_width=PANEL_PX, gap="medium"):
            for key in self.state.keys:
                cells = [(side.name, side.cell(key)) for side in self.others]
                chart(forest(cells, mode()), forest_in_words(cells, self.baseline_name), key)

    def _table(self) -> None:
        state = self.state
        with st.container(horizontal=True, vertical_alignment="bottom"):
            rows = st.segmented_control(
                "One row for each",
                list(ROWS),
                required=True,
                key="compare rows",
                default=state.rows,
                help="Scenario: numbers to sort by. Key figure: each difference with its verdict, to read.",
            )
            state.rows = rows or state.rows
            state.all_figures = st.toggle(
                f"All {len(KEYS)} key figures", value=state.all_figures, key="compare all"
            )
            if self.is_finished:
                save_button(
                    "Download CSV",
                    partial(to_csv, self.baseline_name, self.baseline, self.others),
                    "headroom_comparison.csv",
                    "text/csv",
                    key="compare csv",
                    help="All key figures of all chosen scenarios with units, intervals, seed and model version.",
                )
        keys = list(KEYS) if state.all_figures else state.keys
        common, (baseline_name, *names) = shortened(
            [self.baseline_name, *(side.name for side in self.others)]
        )
        others = [Side(name, side.pair) for name, side in zip(names, self.others, strict=True)]
        if common:
            st.markdown(small(f"{as_text(common)} …"))
        table = ROWS[state.rows](baseline_name, self.baseline, others, keys)
        show(table, "Values and differences")


def show(table: Table, alt: str) -> None:
    """Draw a table: numbers stay numbers, so that they sort, and are shown with a true minus sign."""
    frame = table.frame()
    config: dict[str, Any] = {}
    for i, (name, column) in enumerate(zip(frame.columns, table.columns, strict=True)):
        words = as_text(column.help) or None
        if column.decimals is None:
            config[name] = st.column_config.TextColumn(
                help=words, pinned=i == 0, width=_width_px(frame[name], name, NAME_PX if i == 0 else TEXT_PX)
            )
        else:
            config[name] = st.column_config.NumberColumn(help=words)
    written = {
        name: column.written
        for name, column in zip(frame.columns, table.columns, strict=True)
        if column.decimals is not None
    }
    shown = frame.style.format(written, na_rep="–")
    st.dataframe(
        shown, width="stretch", hide_index=True, column_config=config, alt=alt, placeholder=BLANK_CELL
    )


def _width_px(texts: pd.Series[Any], name: str, most_px: int) -> int:
    """As wide as its texts, within reason."""
    widest = max(columns(text) for text in texts)
    return max(80, min(most_px, round(LETTER_PX * max(widest, min(columns(name), 40)) + 24)))


def draw_settings(baseline_name: str, baseline: Scenario, others: Sequence[tuple[str, Scenario]]) -> None:
    """In which settings the others differ from the baseline."""
    rows = differing_rows(baseline, [scenario for _, scenario in others])
    if not rows:
        st.markdown("The chosen scenarios have the same settings throughout.")
        return
    heads = ["Setting", f"{baseline_name} (baseline)", *(name for name, _ in others)]
    cells = [[row.name, row.baseline, *row.cells] for row in rows]
    words = "Settings in which the chosen scenarios differ from the baseline"
    st.html(table_html(heads, cells, words, mode(), faint=SAME))
