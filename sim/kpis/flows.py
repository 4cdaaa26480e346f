"""Where calls go: what becomes of every call, from coming in to being settled, calling again or going away.

The unit is the call, not the leg: one that was passed on counts once. Each node's inflow is its outflow.

What the record knows is counted. Whether somebody calls again is the exception: it may lie past the last week, or in
another week than the call, so it is not counted but expected, by the record's chance (`p_again`).
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from sim.record import Outcome

LINKS: tuple[tuple[str, str], ...] = (
    ("offered", "answered"),
    ("offered", "abandoned"),
    ("offered", "blocked"),
    ("offered", "open"),
    ("answered", "settled"),
    ("answered", "passed_on"),
    ("answered", "cut"),
    ("answered", "squeezed"),
    ("answered", "unsettled"),
    ("passed_on", "settled"),
    ("passed_on", "again"),
    ("passed_on", "gone"),
    ("cut", "again"),
    ("cut", "gone"),
    ("squeezed", "again"),
    ("squeezed", "gone"),
    ("unsettled", "again"),
    ("unsettled", "gone"),
    ("abandoned", "again"),
    ("abandoned", "gone"),
    ("blocked", "gone"),
    ("open", "gone"),
)
"""(from, to). Answered calls part by how their first leg ended: settled; passed on, whatever came of it then; not
settled and cut by the agent; not settled in less time than needed; not settled though there was time. A cut call that
was short of time too is a cut one."""

SOURCE = "offered"
ENDS = ("settled", "again", "gone")
"""Where every call ends: settled, calling again, or gone unsettled."""

FLOW_COUNTS = (
    *(f"ended_{end}" for end in ("settled", "passed_on", "cut", "squeezed", "unsettled")),
    "passed_on_settled",
    *(f"again_{end}" for end in ("passed_on", "cut", "squeezed", "unsettled", "abandoned")),
)
"""What a week's legs give beside offered, answered, abandoned, blocked and open."""

Flags = NDArray[np.bool_]


def count_ends(
    first: Flags,
    outcome: NDArray[np.int8],
    resolved: Flags,
    cut: Flags,
    squeezed: Flags,
    p_again: NDArray[np.float64],
) -> dict[str, float]:
    """FLOW_COUNTS of whole calls, their legs in order; `first`: whether a row is its call's first leg."""
    begins = np.flatnonzero(first)
    ended = outcome[begins]
    ends = np.append(begins[1:], len(first)) - 1  # each call's last leg
    passed = ends[ended == Outcome.PASSED_ON]
    stays = begins[ended == Outcome.ANSWERED]
    left = stays[~resolved[stays]]
    why = np.where(cut[left], 0, np.where(squeezed[left], 1, 2))
    number = np.bincount(why, minlength=3)
    again = np.bincount(why, weights=p_again[left], minlength=3)
    passed_left = passed[~resolved[passed]]
    return {
        "ended_settled": float(len(stays) - len(left)),
        "ended_passed_on": float(len(passed)),
        "ended_cut": float(number[0]),
        "ended_squeezed": float(number[1]),
        "ended_unsettled": float(number[2]),
        "passed_on_settled": float(len(passed) - len(passed_left)),
        "again_passed_on": float(p_again[passed_left].sum()),
        "again_cut": float(again[0]),
        "again_squeezed": float(again[1]),
        "again_unsettled": float(again[2]),
        "again_abandoned": float(p_again[begins[ended == Outcome.ABANDONED]].sum()),
    }


def flows(counts: Mapping[str, float]) -> NDArray[np.float64]:
    """Calls along each of LINKS, from the counts of a week."""
    gives_up = counts["ended_passed_on"] - counts["passed_on_settled"] - counts["again_passed_on"]
    along = {
        ("passed_on", "settled"): counts["passed_on_settled"],
        ("passed_on", "again"): counts["again_passed_on"],
        ("passed_on", "gone"): gives_up,
        ("abandoned", "again"): counts["again_abandoned"],
        ("abandoned", "gone"): counts["abandoned"] - counts["again_abandoned"],
        ("blocked", "gone"): counts["blocked"],
        ("open", "gone"): counts["open"],
    }
    for node in ("answered", "abandoned", "blocked", "open"):
        along["offered", node] = counts[node]
    for node in ("settled", "passed_on", "cut", "squeezed", "unsettled"):
        along["answered", node] = counts[f"ended_{node}"]
    for node in ("cut", "squeezed", "unsettled"):
        along[node, "again"] = counts[f"again_{node}"]
        along[node, "gone"] = counts[f"ended_{node}"] - counts[f"again_{node}"]
    return np.array([along[link] for link in LINKS])


def through(along: NDArray[np.float64], node: str) -> float:
    """Calls that pass a node, from those along each of LINKS."""
    side = 0 if node == SOURCE else 1
    return float(sum(along[i] for i, link in enumerate(LINKS) if link[side] == node))
