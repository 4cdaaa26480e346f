"""The results of the page Compare, and the table of what differs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from present.comparison import Side, sentence, windows
from present.comparison_tables import Table, by_kpi, by_scenario, differences, distinct, to_csv
from present.figures.forest import LEGEND, forest, forest_in_words
from present.formats import ASSUMED
from present.scenario_diff import differing_rows
from present.text_layout import columns, counted
from sim import Result, Scenario
from sim.experiment import KEYS
from ui.charts import as_tables, chart
from ui.comparison_state import ComparisonState
from ui.markdown_text import as_text
from ui.theme import mode, small

PANEL_PX = 330
NAME_PX, TEXT_PX, LETTER_PX = 280, 420, 7.3
ROWS = ("Scenario", "Key figure")


def draw_comparison(
    state: ComparisonState, baseline_name: str, baseline: Result, others: Sequence[Side], is_finished: bool
) -> None:
    """Sentences, forest plot, table, download; `is_finished`: all is simulated."""
    st.subheader("In words", anchor=False)
    lines = [
        f"Compared with **{as_text(baseline_name)}**:\n",
        *(f"- {sentence(side, as_text)}" for side in others),
    ]
    st.markdown("\n".join(lines))
    st.subheader("Differences from the baseline", anchor=False)
    st.markdown(small(LEGEND))
    with st.grid(3, min_column_width=PANEL_PX, gap="medium"):
        for key in state.keys:
            cells = [(side.name, side.cell(key)) for side in others]
            chart(forest(cells, mode()), forest_in_words(cells, baseline_name), key)
    if state.keys:
        as_tables("differences", [partial(differences, others, state.keys)])
    st.subheader("Table", anchor=False)
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
        if is_finished:
            st.download_button(
                "Download CSV",
                partial(to_csv, baseline_name, baseline, others),
                file_name="headroom_comparison.csv",
                mime="text/csv",
                key="compare csv",
                icon=":material/download:",
                on_click="ignore",
                help="All key figures of all chosen scenarios with units, intervals, seed and model version.",
            )
    make = by_kpi if state.rows == ROWS[1] else by_scenario
    keys = list(KEYS) if state.all_figures else state.keys
    show(make(baseline_name, baseline, others, keys), "Values and differences")
    st.markdown(basis(baseline, others))


def basis(baseline: Result, others: Sequence[Side]) -> str:
    """Say on how many runs, weeks and callers the figures rest."""
    shared = min(side.pair.shared_replications for side in others)
    lines = [
        f"{counted(shared, 'simulated run', 'simulated runs')} of each; differences are paired: the same callers, "
        "in the same moods, rang in all. "
        "Ranges are 95 % intervals of chance alone; with many differences, one in twenty lies outside its range.",
        f"{ASSUMED} rests on the model's assumptions about people. Exhaustion is in model units, no diagnosis.",
    ]
    some = [f"{as_text(name)} counts {weeks}" for name, weeks in windows(others)]
    if some:
        lines.append(
            f"Where rules change at a date, so does what is counted, on both sides: {'; '.join(some)}."
        )
    return "\n\n".join(small(line) for line in lines)


def show(table: Table, alt: str) -> None:
    """Draw a table: numbers stay numbers, so that they sort."""
    frame = table.frame()
    config: dict[str, Any] = {}
    for i, (name, column) in enumerate(zip(frame.columns, table.columns, strict=True)):
        if column.decimals is None:
            config[name] = text_column(frame[name], name, first=i == 0, words=as_text(column.help))
        else:
            form = f"%{'+' if column.signed else ''}.{column.decimals}f"
            config[name] = st.column_config.NumberColumn(help=as_text(column.help) or None, format=form)
    st.dataframe(frame, width="stretch", hide_index=True, column_config=config, alt=alt, placeholder="–")


def text_column(texts: Iterable[str], name: str, *, first: bool, words: str) -> Any:
    """A column as wide as its texts, within reason. The first stays in sight."""
    widest = max(columns(text) for text in texts)
    width_px = LETTER_PX * max(widest, min(columns(name), 40)) + 24
    width = max(80, min(NAME_PX if first else TEXT_PX, round(width_px)))
    return st.column_config.TextColumn(help=words or None, pinned=first, width=width)


def draw_differences(baseline_name: str, baseline: Scenario, others: Sequence[tuple[str, Scenario]]) -> None:
    """In which settings the others differ from the baseline."""
    rows = differing_rows(baseline, [scenario for _, scenario in others])
    if not rows:
        st.markdown("The chosen scenarios have the same settings throughout.")
        return
    names = distinct(["Setting", f"{baseline_name} (baseline)", *(name for name, _ in others)])
    frame = pd.DataFrame([(row.name, row.baseline, *row.cells) for row in rows], columns=names)
    st.dataframe(
        frame,
        width="stretch",
        hide_index=True,
        column_config={
            name: text_column(frame[name], name, first=i == 0, words="" if i == 0 else as_text(name))
            for i, name in enumerate(names)
        },
        alt="Settings in which the chosen scenarios differ from the baseline",
    )
