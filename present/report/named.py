"""The figures of a pair say "unchanged" and "with your changes"; a report calls both by their names."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from present.comparison import BASELINE
from present.text_layout import escaped

NOW, BASE = "with your changes", "unchanged"
Json = Any


def in_figure(figure: Json, current: str, baseline: str, *, whole: Collection[str] = ()) -> Json:
    """The figure with both names, as Plotly shows them. `whole`: texts that a user wrote, to be shown as they are."""
    said = {
        f"<b>{NOW.capitalize()}</b>": f"<b>{current}</b>",
        f"<b>{BASE.capitalize()}</b>": f"<b>{baseline}</b>",
        f"<br>{BASE}: ": f"<br>{baseline}: ",
        f"\u201cwas\u201d: {BASE}": f"\u201cwas\u201d: {BASELINE}",
    }
    names = {NOW: current, BASE: baseline}

    def changed(data: Json, key: str = "") -> Json:
        if isinstance(data, dict):
            return {k: changed(v, k) for k, v in data.items()}
        if isinstance(data, list):
            return [changed(v, key) for v in data]
        if not isinstance(data, str):
            return data
        if key == "name":
            return names.get(data, data)
        if key == "text" and data in whole:
            return escaped(data)
        if key in ("text", "customdata"):
            for old, new in said.items():
                data = data.replace(old, new)
        return data

    found = changed(figure)
    _make_room(found, current.count("<br>"), baseline.count("<br>"))
    for trace in found["data"]:
        if trace["type"] == "heatmap":
            trace["y"] = [escaped(seat) for seat in trace["y"]]
    return found


LINE_PX = 16


def _make_room(figure: Json, current: int, baseline: int) -> None:
    """For names of more than one line: above the panels of a heat map, else in the legend below."""
    layout = figure["layout"]
    if any(trace["type"] == "heatmap" for trace in figure["data"]):
        layout["height"] += max(current, baseline) * LINE_PX
        layout["margin"]["t"] += max(current, baseline) * LINE_PX
    elif layout.get("showlegend"):
        layout["height"] += (current + baseline) * LINE_PX


def in_words(words: str, current: str, baseline: str) -> str:
    """A text alternative with both names."""
    text = words.replace("Unchanged", baseline).replace(BASE, baseline)
    return f"{current}. {text}" if text.endswith((".", "!", "?")) else f"{current}. {text}."


def in_head(column: str, current: str, baseline: str) -> tuple[str, str]:
    """A table's column in two parts: whose it is, and what: ("Scenario, calls a day", "95 % from")."""
    for begins, whose in ((NOW, current), (BASE, baseline), ("difference", "difference"), ("mean", "mean")):
        if column.startswith(f"{begins}, "):
            rest = column[len(begins) + 2 :]
            for end in ("95 % from", "95 % to"):
                if rest.startswith(f"{end}, "):
                    return f"{whose}, {rest[len(end) + 2 :]}", end
            return f"{whose}, {rest}", "mean"
    if column.startswith(f"{BASE}: "):
        return "", f"{baseline}: {column[len(BASE) + 2 :]}"
    return "", column
