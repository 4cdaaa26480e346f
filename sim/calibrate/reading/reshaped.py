"""Tables that stand in their file in parts: one below the other under titles, under lines of dates, or with dates
over several columns."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pandas as pd

from sim.calibrate.reading.column_names import name_words
from sim.calibrate.reading.files import HEADER_WITHIN_ROWS, NUMBER_LIKE, Sheet
from sim.calibrate.reading.guess import kind_of_cell

PARTS_OF_DATE = (
    r"(?:the )?(?:year|yyyy|jahr|ano|annee|anno)",
    r"(?:the )?(?:month|mm|monat|mes|mois|mese)(?: (?:no|nr|num|number))?",
    r"(?:the )?(?:day|dd|tag|dia|jour|giorno)(?: of month)?",
)
PARTS_OF_TIME = (
    r"(?:the )?(?:hour|hh|stunde|hora|heure|ora)(?: of day)?",
    r"(?:the )?(?:minutes?|mi|min|minuto)(?: of hour)?",
)
MOSTLY = 0.9
LEAST_NAMES = 3
"""Names of a header that stands again over each table."""


def unstacked(cells: pd.DataFrame) -> pd.DataFrame | None:
    """The rows of tables that stand one below the other, each under a title of its own and the same header, as one
    table with the titles in a column; None where there is but one, or no titles.

    Examples:
        >>> one = [["Date", "Calls", "Wait"], ["2026-02-09", "5", "12"], ["2026-02-10", "6", "9"]]
        >>> both = [["Queue: A", "", ""], *one, ["", "", ""], ["Queue: B", "", ""], *one]
        >>> unstacked(pd.DataFrame(both)).values.tolist()[1::3]
        [['A', '2026-02-09', '5', '12'], ['B', '2026-02-09', '5', '12']]
    """
    for i in range(1, min(HEADER_WITHIN_ROWS, len(cells) - 1)):
        head = cells.iloc[i]
        names = [name for name in head if name]
        if len(names) < LEAST_NAMES or any(map(NUMBER_LIKE.fullmatch, names)):
            continue
        first = int(np.argmax((head != "").to_numpy()))
        like = np.flatnonzero((cells.iloc[:, first] == head.iloc[first]).to_numpy())
        places = [
            int(p) for p in like if cells.iloc[p].equals(head.set_axis(cells.columns).rename(cells.index[p]))
        ]
        if len(places) < 2:
            continue
        titles = [_title_above(cells, place) for place in places]
        if any(title is None for title in titles) or len({t[:2] for t in titles if t}) < 2:
            continue
        return _one_below_the_other(cells, places, [t for t in titles if t])
    return None


def _title_above(cells: pd.DataFrame, place: int) -> tuple[str, str, int] | None:
    """Label, value and place of the nearest row above that is not empty, if it is a title: "Queue: Sales"."""
    for above in range(place - 1, max(place - 4, -1), -1):
        filled = [cell for cell in cells.iloc[above] if cell]
        if not filled:
            continue
        label, colon, value = filled[0].partition(":")
        if len(filled) == 1:
            return (
                (label.strip(), value.strip(), above) if colon and value.strip() else ("", filled[0], above)
            )
        if len(filled) == 2 and not NUMBER_LIKE.fullmatch(filled[0]):
            return label.strip(), filled[1], above
        return None
    return None


def _one_below_the_other(
    cells: pd.DataFrame, places: list[int], titles: list[tuple[str, str, int]]
) -> pd.DataFrame:
    ends = [title[2] for title in titles[1:]] + [len(cells)]
    parts = [cells.iloc[place + 1 : end] for place, end in zip(places, ends, strict=True)]
    label = titles[0][0] or ("Date" if kind_of_cell(titles[0][1]) == "date" else "Queue")
    values = [pd.Series(t[1], index=part.index) for t, part in zip(titles, parts, strict=True)]
    head = cells.iloc[places[0] : places[0] + 1]
    column = pd.concat([pd.Series(label, index=head.index), *values])
    below = pd.concat([head, *parts])
    column = column.where((below != "").any(axis=1), "")
    return pd.concat([column, below], axis=1).set_axis(range(below.shape[1] + 1), axis=1)


def with_dates_of_groups(sheet: Sheet) -> Sheet:
    """The sheet with a column of dates where they stand in lines of their own above the intervals of each day, as in
    the outline of a pivot table; their sums are totals."""
    assert sheet.header_row is not None
    first = sheet.cells.iloc[sheet.header_row + 1 :, 0]
    kinds = first.map({cell: kind_of_cell(cell) for cell in first.unique()})
    is_date, is_time = kinds == "date", kinds.isin(("clock", "range"))
    filled = kinds[kinds != "empty"]
    if not is_date.any() or is_time.sum() < 2 * is_date.sum() or filled.iloc[0] != "date":
        return sheet
    if (is_date | is_time)[filled.index].mean() < MOSTLY:
        return sheet
    dates = first.where(is_date).ffill().mask(is_date, "Total").where(first != "", "")
    column = pd.concat(
        [sheet.cells.iloc[: sheet.header_row, 0].map(lambda _: ""), pd.Series(["Date"]), dates]
    )
    cells = pd.concat([column.set_axis(sheet.cells.index), sheet.cells], axis=1)
    cells = cells.set_axis(range(cells.shape[1]), axis=1)
    cells.iloc[sheet.header_row + 1 :, 1] = first.mask(is_date, "")
    return replace(sheet, cells=cells)


def with_whole_times(sheet: Sheet) -> Sheet:
    """The sheet with year, month and day in one column, and hour and minute in one, where they are of their own."""
    for patterns, name, text in (
        (PARTS_OF_DATE, "Date", "{}-{:0>2}-{:0>2}"),
        (PARTS_OF_TIME, "Time", "{}:{:0>2}"),
    ):
        assert sheet.header_row is not None
        names = [name_words(cell) for cell in sheet.cells.iloc[sheet.header_row]]
        places = [next((i for i, n in enumerate(names) if re.fullmatch(p, n)), None) for p in patterns]
        columns = [place for place in places if place is not None]
        if len(columns) < len(patterns):
            continue
        below = sheet.cells.iloc[sheet.header_row + 1 :, columns]
        whole = below.apply(lambda c: c.str.fullmatch(r"\d{1,4}(?:\.0)?|")).all(axis=None)
        if (
            not whole
            or not (below != "").all(axis=1).any()
            or (name == "Time" and below.iloc[:, 1].nunique() < 2)
        ):
            continue
        cells = sheet.cells.copy()
        parts = below.replace(r"\.0$", "", regex=True).to_numpy()
        joined = [text.format(*row) if all(row) else "" for row in parts]
        cells.iloc[sheet.header_row, columns[0]] = name
        cells.iloc[sheet.header_row + 1 :, columns[0]] = joined
        cells = cells.drop(columns=cells.columns[columns[1:]])
        sheet = replace(sheet, cells=cells.set_axis(range(cells.shape[1]), axis=1))
    return sheet
