"""Which column of a file is what, as a small file that a user may correct and keep with a scenario.

format: intervals
columns: {date: Fecha, time: Hora, offered: Recibidas, handle_mean_s: TMO}
units: {handle_mean_s: min}
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

import yaml

from sim.calibrate.reading.column_names import CALL_ROLES, INTERVAL_ROLES, name_words

Format = Literal["calls", "intervals"]
ROLES_OF_FORMAT: dict[Format, tuple[str, ...]] = {"calls": CALL_ROLES, "intervals": INTERVAL_ROLES}
DURATION_UNITS = ("s", "ms", "min", "h", "days")
DATE_ORDERS = ("day first", "month first", "year first")
_WITH_SECONDS = re.compile(r"(service_level|answered_within|abandoned_within)_\d{1,4}")


@dataclass(frozen=True)
class ColumnMap:
    """Role -> the file's own name of the column, and the units that the values do not show."""

    format: Format
    columns: dict[str, str] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)
    """role -> "s", "ms", "min", "h" or "days"; of start, date and end "day first", "month first" or "year first" """
    date: date | None = None
    """the day of a sheet that holds one day and does not say which"""

    def __post_init__(self) -> None:
        if self.format not in ROLES_OF_FORMAT:
            raise ValueError(f"format is {self.format!r}; it may be calls or intervals")
        for role in (*self.columns, *self.units):
            if role not in ROLES_OF_FORMAT[self.format] and not (
                self.format == "intervals" and _WITH_SECONDS.fullmatch(role)
            ):
                raise ValueError(
                    f"{role} is no column of {self.format}; it may be {', '.join(ROLES_OF_FORMAT[self.format])}"
                )
        for role, unit in self.units.items():
            allowed = DATE_ORDERS if role in ("start", "date", "end", "answered_at") else DURATION_UNITS
            if unit not in allowed:
                raise ValueError(f"the unit of {role} is {unit!r}; it may be {', '.join(allowed)}")

    def positions(self, header: Sequence[str]) -> dict[str, int]:
        """Role -> place in the header. Raises ValueError for a column that the file does not have."""
        exact = {name.strip(): i for i, name in reversed(list(enumerate(header)))}
        alike = {name_words(name): i for i, name in reversed(list(enumerate(header)))}
        places = {}
        for role, name in self.columns.items():
            place = exact.get(name.strip(), alike.get(name_words(name)))
            if place is None:
                raise ValueError(
                    f"the file has no column {name!r} (for {role}); it has {', '.join(map(repr, header[:40]))}"
                )
            places[role] = place
        return places


def column_map_from_yaml(text: str) -> ColumnMap:
    """Raises ValueError with a sentence for anything that is no column map."""
    try:
        raw: Any = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise ValueError(f"no readable column map ({' '.join(str(error).split())})") from None
    if not isinstance(raw, dict) or not isinstance(raw.get("columns"), dict):
        raise ValueError("a column map has the keys format and columns")
    unknown = sorted(set(map(str, raw)) - {"format", "columns", "units", "date"})
    if unknown:
        raise ValueError(f"a column map has no key {unknown[0]}; it has format, columns, units and date")
    units = raw.get("units") or {}
    if not isinstance(units, dict):
        raise ValueError("units in a column map are pairs such as handle_mean_s: min")
    day = raw.get("date")
    if day is not None and not isinstance(day, date):
        raise ValueError(f"date in a column map is {day!r}; write it as 2026-02-02")
    return ColumnMap(
        raw.get("format", "calls"),
        {str(k): str(v) for k, v in raw["columns"].items()},
        {str(k): str(v) for k, v in units.items()},
        day,
    )


def column_map_to_yaml(column_map: ColumnMap) -> str:
    """The file that `column_map_from_yaml` reads."""
    raw: dict[str, Any] = {"format": column_map.format, "columns": dict(column_map.columns)}
    if column_map.units:
        raw["units"] = dict(column_map.units)
    if column_map.date:
        raw["date"] = column_map.date
    return yaml.safe_dump(raw, sort_keys=False, allow_unicode=True)
