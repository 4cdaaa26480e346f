"""Which column of a file is what: as it was taken, and select boxes to correct it; remembered as a file."""

from __future__ import annotations

from datetime import date

import streamlit as st

from present.your_data import part_name
from sim.calibrate.reading.column_map import (
    DATE_ORDERS,
    DURATION_UNITS,
    ColumnMap,
    Format,
    column_map_to_yaml,
)
from sim.calibrate.reading.columns import FileColumns
from ui.save_button import YAML, save_button
from ui.words_table import first_rows
from ui.your_data_state import YourData

FORMATS: dict[Format, str] = {"calls": "One row a call", "intervals": "One row a queue and interval"}
FIELDS: dict[Format, tuple[str, ...]] = {
    "calls": (
        "start",
        "date",
        "time",
        "queue",
        "wait_s",
        "outcome",
        "answered",
        "abandoned",
        "talk_s",
        "hold_s",
        "wrap_s",
        "handle_s",
        "ivr_s",
        "agent",
        "caller",
        "call_type",
    ),
    "intervals": (
        "start",
        "date",
        "time",
        "minutes",
        "queue",
        "offered",
        "answered",
        "abandoned",
        "answered_wait_mean_s",
        "abandoned_wait_mean_s",
        "handle_mean_s",
        "handle_sum_s",
        "talk_mean_s",
        "hold_mean_s",
        "wrap_mean_s",
        "service_level",
        "staffed_s",
        "aux_s",
    ),
}
"""The parts that columns play, of each format; a map that is written by hand may name more."""
NOT_THERE, AS_SEEN = "", "as the values show"
DATED = ("start", "date")


def draw_columns(state: YourData, columns: FileColumns | None) -> None:
    """Select boxes, and what can be done with them. Without names, as on a sheet of one day, its date alone."""
    if columns is None:
        day = _day(state, None if state.column_map is None else state.column_map.date)
        _draw_use(state, ColumnMap("intervals", date=day), disabled=day is None)
        return
    if state.now is not None and state.now.reading is None:
        st.caption("The first rows of your file, as they stand there:")
        first_rows(columns.sample, "The first rows of your file")
    chosen_map = state.column_map or columns.guessed[columns.format]
    formats = list(FORMATS)
    form: Format = st.radio(
        "What a row is",
        formats,
        index=formats.index(chosen_map.format),
        format_func=FORMATS.__getitem__,
        horizontal=True,
        key=_key(state, "format"),
    )
    begin = chosen_map if chosen_map.format == form else columns.guessed[form]
    chosen, units = _fields(state, form, begin, columns)
    day = begin.date
    if form == "intervals" and not {"start", "date"} & set(chosen):
        day = _day(state, day)
    _draw_use(state, ColumnMap(form, chosen, units, day))


def _day(state: YourData, now: date | None) -> date | None:
    """The day of a sheet that does not say it."""
    day: date | None = st.date_input(
        "Date of the sheet",
        now,
        key=_key(state, "date"),
        help="Of a sheet with times of day but no date: one day, all its intervals.",
        width=190,
    )
    return day


def _draw_use(state: YourData, new: ColumnMap, *, disabled: bool = False) -> None:
    """Read by a map, or take it along."""
    with st.container(horizontal=True):
        if st.button(
            "Read again with these columns",
            icon=":material/refresh:",
            key="your data read again",
            disabled=disabled,
            help="Say the date of the sheet first" if disabled else None,
        ):
            state.column_map = new
            state.forget_reading()
            st.rerun(scope="app")
        save_button(
            "Download as a map",
            column_map_to_yaml(new),
            "columns.yaml",
            YAML,
            key="your data map",
        )
    st.caption(
        "The map remembers your choice: next time drop it in with your files, or name it with --map on the command "
        "line."
    )


def _fields(
    state: YourData, form: Format, begin: ColumnMap, columns: FileColumns
) -> tuple[dict[str, str], dict[str, str]]:
    """Role -> column, role -> unit, as they stand on screen."""
    options = [NOT_THERE, *dict.fromkeys(columns.names)]
    chosen, units = {}, {}
    fields = [*FIELDS[form], *(role for role in begin.columns if role not in FIELDS[form])]
    for places in (fields[i : i + 2] for i in range(0, len(fields), 2)):
        for place, role in zip(st.columns(2), places, strict=False):
            with place, st.container(horizontal=True, vertical_alignment="bottom"):
                now = begin.columns.get(role, NOT_THERE)
                name = st.selectbox(
                    part_name(role),
                    options,
                    index=options.index(now) if now in options else 0,
                    format_func=lambda column: column or "not in the file",
                    key=_key(state, f"{form} {role}"),
                )
                if name:
                    chosen[role] = name
                kinds = DATE_ORDERS if role in DATED else DURATION_UNITS if role.endswith("_s") else ()
                if kinds and name:
                    unit = st.selectbox(
                        f"{part_name(role)}, written as",
                        [AS_SEEN, *kinds],
                        index=[AS_SEEN, *kinds].index(begin.units.get(role, AS_SEEN)),
                        key=_key(state, f"{form} {role} unit"),
                        width=190,
                    )
                    if unit != AS_SEEN:
                        units[role] = unit
    return chosen, units


def _key(state: YourData, name: str) -> str:
    """Other files have other boxes."""
    return f"your data column {state.digest[:12]} {name}"
