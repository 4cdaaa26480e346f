"""Plotly figures as data of the page: both modes in one, without what all have in common, safe inside HTML."""

from __future__ import annotations

import base64
import json
import math
from collections.abc import Callable
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from present.spelling import spelled_json

DIGITS = 7
"""Significant digits of a number in a chart: more than can be seen, fewer than would only enlarge the file."""
NONE = 65535
"""A heat map's cell without a value."""
TENTHS = 10.0
"""Cells of a team's heat map are whole tenths: finer than its colours and the text shown."""

AXIS_PT = 13
"""Size of an axis title: no larger than the axis's numbers."""

Make = Callable[..., go.Figure]
"""Makes a figure in `mode`, "light" or "dark"."""
Json = Any


class PageFigures:
    """All figures of a page by name. What differs between the modes becomes `{"~": number}` of a table of pairs."""

    def __init__(self) -> None:
        self._pairs: dict[str, int] = {}
        self._rows: dict[str, int] = {}
        self._figures: dict[str, Json] = {}
        self._template: Json = None

    def add(self, name: str, make: Make) -> int:
        """Take in a figure, made in both modes; its height in px."""
        light, dark = (self._plain(make(mode=mode)) for mode in ("light", "dark"))
        self._figures[name] = self._merged(light, dark)
        return int(light["layout"].get("height", 450))

    def _plain(self, figure: go.Figure) -> Json:
        for trace in figure.data:
            if trace.type == "heatmap" and trace.coloraxis:  # of a team: from 0 to 100, and large
                trace.meta, trace.z = {"rows": [self._row(row) for row in np.asarray(trace.z, float)]}, None
        data = spelled_json(json.loads(figure.to_json(engine="json")))
        template = data["layout"].pop("template", None)
        self._template = self._template or template
        data["layout"].setdefault("hoverlabel", {})["namelength"] = -1
        data["layout"]["dragmode"] = False
        data["layout"].pop("meta", None)
        for axis in ("xaxis", "yaxis"):
            data["layout"].get(axis, {}).get("title", {}).setdefault("font", {}).setdefault("size", AXIS_PT)
        return _shortened({"data": data["data"], "layout": data["layout"]})

    def _row(self, row: NDArray[np.float64]) -> int:
        """A row of a heat map, kept once however many charts show it."""
        cells = np.where(np.isnan(row), NONE, np.round(np.nan_to_num(row) * TENTHS)).astype("<u2")
        return self._rows.setdefault(base64.b64encode(cells.tobytes()).decode(), len(self._rows))

    def _merged(self, light: Json, dark: Json) -> Json:
        if light == dark:
            return light
        if isinstance(light, dict) and isinstance(dark, dict) and light.keys() == dark.keys():
            return {key: self._merged(light[key], dark[key]) for key in light}
        if isinstance(light, list) and isinstance(dark, list) and len(light) == len(dark):
            return [self._merged(one, other) for one, other in zip(light, dark, strict=True)]
        key = json.dumps([light, dark])
        return {"~": self._pairs.setdefault(key, len(self._pairs))}

    def json(self) -> str:
        """Return everything as JSON that is safe inside a script element."""
        return in_script(
            {
                "template": self._template,
                "pairs": [json.loads(pair) for pair in self._pairs],
                "rows": list(self._rows),
                "figures": self._figures,
            }
        )


def in_script(data: Json) -> str:
    """JSON to stand in a script element: no tag, no comment, no line that JavaScript would end."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text.encode("utf-8", "replace").decode()


def _shortened(data: Json) -> Json:
    if isinstance(data, dict):
        return {key: _shortened(value) for key, value in data.items()}
    if isinstance(data, list):
        return [_shortened(value) for value in data]
    if isinstance(data, float):
        return float(f"{data:.{DIGITS}g}") if math.isfinite(data) else None
    return data
