"""Sums from the columns of an interval table: means times counts, shares times counts, classes of wait."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, cast

import numpy as np
import pandas as pd

from sim.calibrate.reading.tables import Answers, Check, Definition, Ledger, completed_counts
from sim.calibrate.reading.values import (
    MS_FROM,
    Unit,
    parse_counts,
    parse_durations_s,
    parse_numbers,
    parse_shares,
)

DECIDING_ROWS = 5
"""rows from which a service level can show what it is a share of"""
AGREES = 0.02
"""share by which two statements of the same figure may differ"""
HOW_COMPLETED: dict[tuple[bool, ...], str] = {
    (
        False,
        True,
        False,
    ): "No column says how many calls were offered: those answered are all there are here.",
    (False, True, True): "Calls offered are those answered and those abandoned together.",
    (True, True, False): "Calls abandoned are those offered less those answered.",
    (True, False, True): "Calls answered are those offered less those abandoned.",
    (True, False, False): "",  # for means; `join_intervals` says so if no other file knows better
}
"""Whether a file counts calls offered, answered and abandoned -> the sentence on those that are worked out"""


@dataclass(frozen=True)
class Table:
    """The rows of one sheet under their header, as text, and which column plays which role."""

    label: str
    """of the file, for sentences"""
    rows: pd.DataFrame
    """index: numbers of the rows in the file"""
    header: tuple[str, ...]
    roles: Mapping[str, int]
    units: Mapping[str, str] = field(default_factory=dict)
    """role -> unit, for single columns"""
    unit: Unit | None = None
    """of all bare numbers that are times"""
    day: date | None = None


def _nearest(thresholds: Collection[float], x: float) -> float:
    return min(thresholds, key=lambda threshold: abs(threshold - x))


class Sums:
    """The columns of one table, parsed once, and the sums that follow from them."""

    def __init__(self, table: Table, minutes: pd.Series[Any], answers: Answers, ledger: Ledger) -> None:
        self.table, self.minutes, self.answers, self.ledger = table, minutes, answers, ledger
        self.unit = table.unit or self._common_unit()
        self.offered, self.answered, self.abandoned = (
            self._count(r) for r in ("offered", "answered", "abandoned")
        )
        self.short = self._count("short_abandoned")
        self._complete_counts()

    def text(self, role: str) -> pd.Series[Any] | None:
        place = self.table.roles.get(role)
        return None if place is None else self.table.rows.iloc[:, place]

    def name(self, role: str) -> str:
        return self.table.header[self.table.roles[role]]

    def decide(self, sentence: str) -> None:
        if sentence:
            self.ledger.decide(f"{self.table.label}: {sentence}")

    # ---- counts

    def _count(self, role: str) -> pd.Series[Any] | None:
        text = self.text(role)
        if text is None:
            return None
        values, decision = parse_counts(text, self.name(role))
        if values.isna().all():
            return None
        self.decide(decision)
        if values.isna().any():
            self.decide("Empty counts are read as 0, empty times as missing.")
        return values.fillna(0.0)

    def _share(self, role: str) -> pd.Series[Any] | None:
        text = self.text(role)
        if text is None:
            return None
        values, decision = parse_shares(text, self.name(role))
        self.decide(decision)
        return None if values.isna().all() else values

    def _complete_counts(self) -> None:
        """Offered, answered and abandoned from the others and their shares, where the file leaves one out."""
        for outcome in ("answered", "abandoned"):
            share = self._share(f"{outcome}_share")
            if share is not None and self.offered is not None and getattr(self, outcome) is None:
                setattr(self, outcome, (share * self.offered).round().fillna(0.0))
                self.decide(
                    f"Calls {outcome} are {self.name(f'{outcome}_share')} times calls offered, rounded."
                )
        self.counts_answers = self.answered is not None or self.abandoned is not None
        counts = {name: getattr(self, name) for name in ("offered", "answered", "abandoned")}
        how = HOW_COMPLETED.get(tuple(count is not None for count in counts.values()))
        if how is None:
            return
        table = pd.DataFrame(counts, index=self.table.rows.index, dtype=np.float64)
        for name, count in zip(counts, completed_counts(table), strict=True):
            setattr(self, name, None if count.isna().all() else count)
        self.decide(how)

    # ---- times

    def _common_unit(self) -> Unit | None:
        """Milliseconds for every bare number, once one mean per call can be nothing else."""
        for role in self.table.roles:
            if not role.endswith("_mean_s"):
                continue
            numbers, _ = parse_numbers(cast("pd.Series[Any]", self.text(role)), role)
            numbers = numbers[numbers > 0]
            if len(numbers) and numbers.median() > MS_FROM:
                self.decide(f"Times are read as milliseconds: {self.name(role)} cannot be in seconds.")
                return "ms"
        return None

    def _seconds(self, role: str, is_sum: bool) -> pd.Series[Any] | None:
        text = self.text(role)
        if text is None:
            return None
        unit = cast("Unit | None", self.table.units.get(role, self.unit))
        of_calls = role in ("handle_mean_s", "talk_mean_s")
        values, decision = parse_durations_s(text, self.name(role), unit, is_sum=is_sum, of_calls=of_calls)
        if values.isna().all():
            return None
        if not decision.endswith("read as seconds."):
            self.decide(decision)
        return values

    def sum_s(self, what: str, count: pd.Series[Any] | None) -> pd.Series[Any] | None:
        """Seconds over the calls of each row: as stated, or mean times count; 0 without calls, NaN where missing."""
        total, mean = self._seconds(f"{what}_sum_s", True), self._seconds(f"{what}_mean_s", False)
        if count is None:
            return total
        if mean is None:
            return None if total is None else total.mask(total.isna() & (count == 0), 0.0)
        product = (mean * count).mask(count == 0, 0.0)
        if total is None:
            return product
        self._agree(
            f"{self.name(f'{what}_mean_s')} × calls against {self.name(f'{what}_sum_s')}", product, total
        )
        return total.mask(total.isna() & (count == 0), 0.0)

    def _agree(self, name: str, left: pd.Series[Any], right: pd.Series[Any]) -> None:
        both = left.notna() & right.notna()
        a, b = float(left[both].sum()), float(right[both].sum())
        if b > 0:
            sentence = f"{name}: {a:,.0f} and {b:,.0f}, {abs(a - b) / b:.1%} apart."
            self.ledger.checks.append(Check("Means and sums", sentence, bool(abs(a - b) <= AGREES * b)))

    def columns(self) -> dict[str, Any]:
        """Canonical numbers by name; those that the file lacks are left out."""
        answered_wait = self.sum_s("answered_wait", self.answered)
        abandoned_wait = self.sum_s("abandoned_wait", self.abandoned)
        answered_wait, abandoned_wait = self._of_all_waits(answered_wait, abandoned_wait)
        talk, hold, wrap = (self.sum_s(w, self.answered) for w in ("talk", "hold", "wrap"))
        handle = self.sum_s("handle", self.answered)
        if handle is None and talk is not None and wrap is not None:
            handle = talk + wrap + (0.0 if hold is None else hold)
            self.decide(
                "Handle time is talk, hold and wrap-up together."
                if hold is not None
                else "Handle time is talk and wrap-up together."
            )
        columns = {
            "offered": self.offered,
            "answered": self.answered if self.counts_answers else None,
            "abandoned": self.abandoned,
            "answered_wait_sum_s": answered_wait,
            "abandoned_wait_sum_s": abandoned_wait,
            "handle_sum_s": handle,
            "talk_sum_s": talk,
            "hold_sum_s": hold,
            "wrap_sum_s": wrap,
            "staffed_s": self._staffed(),
            "aux_s": self._seconds("aux_s", True),
            **self._within(),
        }
        return {name: values for name, values in columns.items() if values is not None}

    def _of_all_waits(
        self, answered_wait: pd.Series[Any] | None, abandoned_wait: pd.Series[Any] | None
    ) -> tuple[pd.Series[Any] | None, pd.Series[Any] | None]:
        """A wait over all calls gives that of either kind once the other is known; alone it is of those answered."""
        role = next((r for r in ("wait_mean_s", "wait_sum_s") if r in self.table.roles), None)
        if role is None or (answered_wait is not None and abandoned_wait is not None):
            return answered_wait, abandoned_wait
        if answered_wait is None and self.abandoned is not None and abandoned_wait is None:
            self.decide(
                f"{self.name(role)} is taken for the wait of answered calls; if it is that of all, say so in the map."
            )
            return self.sum_s("wait", self.answered), None
        total = self.sum_s("wait", self.offered)
        if total is None or (answered_wait is None and abandoned_wait is None):
            return total, abandoned_wait
        if answered_wait is not None:
            rest = (
                (total - answered_wait).mask(self.abandoned == 0, 0.0)
                if self.abandoned is not None
                else total
            )
            if (rest < -AGREES * total).sum() > 0.02 * len(rest) or self.abandoned is None:
                return answered_wait, None
            self.decide(
                f"The waits of abandoned calls are {self.name(role)} over all calls less those of answered ones."
            )
            return answered_wait, rest.clip(lower=0)
        rest = total - cast("pd.Series[Any]", abandoned_wait)
        self.decide(
            f"{self.name(role)} is taken for the wait of all calls, those abandoned among them; if it is that of "
            "answered calls, say so in the map."
        )
        return rest.clip(lower=0), abandoned_wait

    def _staffed(self) -> pd.Series[Any] | None:
        staffed = self._seconds("staffed_s", True)
        text = self.text("staffed_people")
        if staffed is not None or text is None:
            return staffed
        people, _ = parse_numbers(text, self.name("staffed_people"))
        return None if people.isna().all() else people * self.minutes * 60

    # ---- thresholds and classes

    def _thresholds(self, what: str) -> dict[float, pd.Series[Any]]:
        """Seconds (NaN where the name does not say) -> answered or abandoned calls within them."""
        counts = {}
        for role in self.table.roles:
            match = re.fullmatch(rf"{what}_within(?:_(\d+))?", role)
            count = self._count(role) if match else None
            if match and count is not None:
                counts[float(match[1] or self.answers.service_level_s or np.nan)] = count
        return dict(sorted(counts.items()))

    def _within(self) -> dict[str, Any]:
        """within_s, answered_within and abandoned_within, from counts or else from the service level."""
        answered, abandoned = self._thresholds("answered"), self._thresholds("abandoned")
        levels = {r: self._share(r) for r in self.table.roles if r.startswith("service_level")}
        level_role, level = next(((r, s) for r, s in levels.items() if s is not None), ("", None))
        stated = re.search(r"\d+$", level_role)
        asked = self.answers.service_level_s
        x = asked if asked in answered else float(stated[0]) if stated else asked
        if answered and x not in answered:
            x = max(answered) if x is None else _nearest(answered, x)
            if asked is not None and not np.isnan(x):
                self.decide(
                    f"The file does not count calls within {asked:g} s: those within {x:g} s are taken."
                )
        if level is not None and self.offered is not None:
            from_level, definition = self._from_level(level, abandoned.get(cast("float", x)))
            if stated and float(stated[0]) in answered and definition:
                self._agree(
                    "Service level × calls against calls answered in time",
                    from_level,
                    answered[float(stated[0])],
                )
            if not answered:
                x = np.nan if x is None else x
                answered = {x: from_level}
        if x is None or not answered:
            return {}
        if not np.isnan(x) and asked is None:
            self.ledger.answers = replace(self.ledger.answers, service_level_s=x)
        return {
            "within_s": x,
            "answered_within": answered.get(x),
            "abandoned_within": abandoned.get(x),
        }

    def _from_level(
        self, level: pd.Series[Any], abandoned_within: pd.Series[Any] | None
    ) -> tuple[pd.Series[Any], Definition | None]:
        """Calls answered in time from a share: of what is as answered by the user, else as gives whole calls."""
        offered = cast("pd.Series[Any]", self.offered)
        short = self.short if self.short is not None else 0.0
        bases: dict[Definition, pd.Series[Any]] = {
            "of_offered": offered,
            "excl_short_abandons": offered - short,
        }
        if self.answered is not None:
            bases["of_answered"] = self.answered
        chosen = self.answers.service_level_definition
        if chosen is None:
            chosen = self._whole_calls(
                level, {k: bases[k] for k in ("of_offered", "of_answered") if k in bases}
            )
        base = bases.get(chosen or "of_offered", offered)
        within = (level * base).round()
        if chosen == "short_abandons_good" and abandoned_within is not None:
            within = (within - abandoned_within).clip(lower=0)
        return within.mask(base == 0, 0.0), chosen

    def _whole_calls(
        self, level: pd.Series[Any], bases: Mapping[Definition, pd.Series[Any]]
    ) -> Definition | None:
        """The base whose product with the share is a whole number of calls in clearly more rows than the others'."""
        digits = level.dropna().head(1_000).astype(str).str.extract(r"\.(\d+)")[0].str.len().max()
        error = 0.5 * 10.0 ** -(digits if digits == digits else 2)
        fit: dict[Definition, float] = {}
        differ = pd.Series(True, index=level.index)
        if len(bases) > 1:
            first, second = list(bases.values())[:2]
            differ = (first != second) & level.notna() & (level > 0) & (level < 1)
        for definition, base in bases.items():
            product = (level * base)[differ]
            tolerance = (error * base)[differ] + 1e-6
            usable = tolerance < 0.2
            near = (product - product.round()).abs() <= tolerance
            fit[definition] = float(near[usable].mean()) if usable.sum() >= DECIDING_ROWS else 0.0
        best = max(fit, key=lambda d: fit[d], default=None)
        if best is None or fit[best] < 0.9 or sorted(fit.values())[-1] - sorted(fit.values())[0] < 0.2:
            return None
        words = {"of_offered": "offered", "of_answered": "answered"}[best]
        self.decide(f"The service level is of calls {words}: it then gives whole calls.")
        self.ledger.answers = replace(self.ledger.answers, service_level_definition=best)
        return best

    def classes(self) -> dict[str, pd.DataFrame | None]:
        """Calls by class of wait where the file counts them within two thresholds or more."""
        by_wait: dict[str, pd.DataFrame | None] = {}
        for what, everyone in (("answered", self.answered), ("abandoned", self.abandoned)):
            within = {x: n for x, n in self._thresholds(what).items() if not np.isnan(x)}
            if len(within) < 2 or everyone is None:
                continue
            frame = pd.DataFrame({**within, np.inf: everyone})
            by_wait[f"{what}_by_wait"] = frame.diff(axis=1).fillna(frame.iloc[:, [0]]).clip(lower=0)
        return by_wait
