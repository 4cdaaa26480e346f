"""The kinds of calls: their shares, the small ones merged into the largest."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from sim.calibrate.fit.estimate import Fitted, share_of

LEAST_CALLS, LEAST_SHARE = 100, 0.01
"""A kind with fewer calls, or a smaller share of them, joins the largest."""
MOST_KINDS = 12
LONGEST_NAME = 60


@dataclass(frozen=True)
class CallKind:
    """`members`: the values in the file that it stands for."""

    name: str
    members: tuple[str, ...]
    share: Fitted


def plain_name(text: str) -> str:
    """A value of the file as a name that a scenario may have."""
    cleaned = "".join(c if c.isprintable() and c not in ".=" else " " for c in text)
    return " ".join(cleaned.split())[:LONGEST_NAME].strip() or "Calls"


def call_mix(by_type: pd.Series, inflation: float = 1.0) -> list[CallKind]:
    """Largest first. `by_type`: offered calls by value of the file. `inflation`: of the variance of a share."""
    ordered = by_type[by_type > 0].sort_values(ascending=False, kind="stable")
    total = float(ordered.sum())
    if not total:
        raise ValueError("there are no calls in these days")
    large = [
        str(name) for name, calls in ordered.items() if calls >= LEAST_CALLS and calls >= LEAST_SHARE * total
    ][:MOST_KINDS]
    large = large or [str(ordered.index[0])]
    rest = [str(name) for name in ordered.index if str(name) not in large]
    kinds: list[CallKind] = []
    used: set[str] = set()
    for number, name in enumerate(large):
        members = (name, *(rest if number == 0 else []))
        calls = float(ordered[list(members)].sum())
        plain = plain_name(name)
        while plain in used:
            plain = f"{plain[: LONGEST_NAME - 3].strip()} {len(used) + 1}"
        used.add(plain)
        how = f"{calls:,.0f} of {total:,.0f} calls"
        kinds.append(CallKind(plain, members, share_of(calls, total, how, inflation)))
    return kinds
