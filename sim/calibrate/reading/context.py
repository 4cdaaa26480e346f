"""What every reader of a dialect is given: the answers, the ledger to enter in, the salt; and reading with a record."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from sim.calibrate.reading.column_map import ColumnMap
from sim.calibrate.reading.files import Sheet
from sim.calibrate.reading.tables import Answers, Ledger, salted_hash
from sim.calibrate.reading.times import parse_clock_s, parse_times
from sim.calibrate.reading.values import Unit, clean, parse_durations_s, parse_flags

NOT_VOICE = r"chat|e-?mail|\bsms\b|messag|whatsapp|social|task|video|\bfax\b|callback$|work ?item"
NOT_INBOUND = (
    r"out|saliente|sortant|ausgehend|saída|saida|uscita|efetuad|efectuad|realizad|effettuat|émis|intern|manual|consult"
    r"|agent to agent|3rd party|third party"
)
OUTBOUND = "outbound or internal"
NO_TELEPHONE = "not a telephone call"
DIGITS_KEPT = 15
"""Digits of a number that a spreadsheet keeps."""
MANGLED = r"[+-]?\d[.,]\d+e\+?\d+"
"""Numbers as a spreadsheet mangles them, such as 6.12346E+11: many callers under one."""


@dataclass
class Context:
    """One reading: shared by all its files."""

    answers: Answers
    column_map: ColumnMap | None = None
    """given by the user"""
    ledger: Ledger = field(default_factory=Ledger)
    salt: str = field(default_factory=lambda: secrets.token_hex(8))
    """held in memory only, thrown away with the reading"""

    def decide(self, sheet: Sheet, sentence: str) -> None:
        if sentence:
            self.ledger.decide(f"{sheet.label}: {sentence}")

    def without(self, sheet: Sheet, rows: pd.DataFrame, wrong: pd.Series[Any], reason: str) -> pd.DataFrame:
        """The other rows, these being entered as dropped."""
        self.ledger.drop(sheet.label, rows.index[wrong.to_numpy(dtype=bool)], reason)
        return rows[~wrong.to_numpy(dtype=bool)]

    def times(
        self, sheet: Sheet, text: pd.Series[Any], name: str, clocks: pd.Series[Any] | None = None
    ) -> pd.Series[Any]:
        """Local wall times; see `parse_times`."""
        times, decision = parse_times(text, name, zone=self.answers.timezone, clocks=clocks)
        self.decide(sheet, decision)
        return times

    def date_and_clock(
        self, sheet: Sheet, dates: pd.Series[Any], clocks: pd.Series[Any], name: str
    ) -> pd.Series[Any]:
        """Times from a column of dates and one of times of day."""
        return self.times(sheet, dates, name, clocks) + pd.to_timedelta(parse_clock_s(clocks), unit="s")

    def seconds(
        self, sheet: Sheet, rows: pd.DataFrame, name: str, unit: Unit | None = None
    ) -> pd.Series[Any]:
        """Durations of a column, all NaN where there is no such column."""
        if name not in rows:
            return pd.Series(np.nan, index=rows.index)
        seconds, decision = parse_durations_s(rows[name], name, unit)
        if not decision.endswith("read as seconds."):
            self.decide(sheet, decision)
        return seconds

    def people(self, text: pd.Series[Any] | None, rows: pd.DataFrame) -> pd.Series[Any]:
        """Salted hashes of agents or of ids, -1 for nobody."""
        if text is None:
            return pd.Series(np.int64(-1), index=rows.index)
        return salted_hash(text.mask(are_rounded(text), ""), self.salt)

    def callers(self, sheet: Sheet, text: pd.Series[Any]) -> pd.Series[Any]:
        """Salted hashes of callers' numbers, -1 where there is none or a spreadsheet has rounded it."""
        mangled = text.str.lower().str.fullmatch(MANGLED)
        if bool(mangled.any()):
            self.decide(
                sheet, f"{int(mangled.sum()):,} callers' numbers are rounded (as 6.1E+11) and cannot be used."
            )
        return salted_hash(
            text.mask(mangled | text.isin(("0", "s")), ""), self.salt
        )  # "s": Asterisk's for none

    def inbound_voice(
        self, sheet: Sheet, rows: pd.DataFrame, direction: str | None = None, channel: str | None = None
    ) -> pd.DataFrame:
        """Rows of calls that came in; the others are dropped. The names are those of columns, if the file has them."""
        for name, pattern, reason in (
            (channel, NOT_VOICE, NO_TELEPHONE),
            (direction, NOT_INBOUND, OUTBOUND),
        ):
            if name in rows:
                rows = self.without(sheet, rows, rows[name].str.lower().str.contains(pattern), reason)
        return rows

    def first_of(
        self,
        sheet: Sheet,
        rows: pd.DataFrame,
        key: pd.Series[Any],
        reason: str,
        order: pd.Series[Any] | None = None,
    ) -> pd.DataFrame:
        """The first row of each key, in the file's order or by `order`; rows without a key stay, and so do those whose
        key a spreadsheet has rounded."""
        rounded = are_rounded(key)
        if bool(rounded.any()):
            self.decide(sheet, f"{int(rounded.sum()):,} ids are rounded (as 6.1E+11) and cannot be used.")
            key = key.mask(rounded, "")
        sequence = key.index if order is None else order.sort_values(kind="stable").index
        again = key.loc[sequence].duplicated().reindex(rows.index)
        return self.without(sheet, rows, again & (key != ""), reason)


def are_rounded(ids: pd.Series[Any]) -> pd.Series[bool]:
    """Which ids a spreadsheet has rounded: 6.1E+11, or all of more digits than it keeps with noughts for the others."""
    text = ids.astype("str").str.strip()
    mangled = text.str.lower().str.fullmatch(MANGLED)
    long = text.str.fullmatch(rf"[1-9]\d{{{DIGITS_KEPT},}}")
    zeros = text.str.slice(DIGITS_KEPT).str.fullmatch("0+")
    if int(long.sum()) > 1 and bool(zeros[long].all()):
        mangled |= long
    return mangled.astype(bool)


def is_yes(rows: pd.DataFrame, name: str) -> pd.Series[Any]:
    """Whether a column says yes; False where there is no such column."""
    return parse_flags(rows[name]) == 1.0 if name in rows else pd.Series(False, index=rows.index)


def text_of(rows: pd.DataFrame, *names: str) -> pd.Series[Any]:
    """Text of the first of these columns that the file has and that is not empty throughout; "" if none is."""
    for name in names:
        if name in rows:
            text = clean(rows[name])
            if bool((text != "").any()):
                return text
    return pd.Series("", index=rows.index, dtype="str")


def seconds_between(start: pd.Series[Any], end: pd.Series[Any]) -> pd.Series[Any]:
    return (end - start).dt.total_seconds()


def after(start: pd.Series[Any], seconds: pd.Series[Any]) -> pd.Series[Any]:
    """`start` moved by seconds, which count as 0 where they are missing."""
    return start + pd.to_timedelta(seconds.fillna(0.0), unit="s")
