"""Fifty people at a time on one server, by Streamlit's own protocol; then the same with one hostile session among them.

Measured only where it is asked for by name: two times ten minutes, on a machine with nothing else to do.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from present.trust import day
from tests.evidence.files import Figures, Part
from tests.load.crowd import Crowd, figures

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "performance.md"
BEGIN, END = "<!-- sessions: written by tests.evidence -->", "<!-- end of sessions -->"
SESSIONS, MINUTES = 50, 10.0


def make(quick: bool) -> Figures:
    """Two crowds, one after the other."""
    crowds = []
    for with_hostile in (False, True):
        if quick:
            crowd = Crowd(12, 1.0, arrive_s=10.0, check=10, with_hostile=with_hostile)
        else:
            crowd = Crowd(SESSIONS, MINUTES, arrive_s=30.0, check=200, with_hostile=with_hostile)
        crowds.append(figures(crowd))
    return {"crowds": crowds}


PART = Part(
    "sessions",
    "many people at a time on one server, by Streamlit's own protocol",
    "1 for the users, and 1 for what they simulate",
    make,
)


def with_sessions(text: str, folder: Path) -> str:
    """The document with the part between the marks made anew from the folder's file; as it was if there is none."""
    try:
        record = json.loads((folder / f"{PART.key}.json").read_bytes())
    except FileNotFoundError:
        return text
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{measured_part(record)}\n{END}{after}"


def measured_part(record: dict[str, Any]) -> str:
    """Markdown: when and how, then one column for each crowd."""
    crowds = record["crowds"]
    titles = ["one hostile session more" if c["hostile"] else f"{c['sessions']} sessions" for c in crowds]
    rows: list[tuple[str, list[str]]] = [
        ("figures of somebody else", [f"{c['cross_talk']}" for c in crowds]),
        ("errors", [f"{c['errors']}" for c in crowds]),
        ("moves of a slider", [f"{c['moves']:,}" for c in crowds]),
        ("release to figures, median and 95%", [_two(c["release_to_figures_s"]) for c in crowds]),
        ("opened to first figures, median and 95%", [_two(c["first_figures_s"]) for c in crowds]),
        ("memory before, in the second tenth and in the last", [_course(c["memory_mb"]) for c in crowds]),
        ("at most; a minute after all had gone", [_left(c["memory_mb"]) for c in crowds]),
    ]
    return "\n".join(
        [
            f"`{record['command']}`: {record['cores']} cores, Python {record['python']}, model "
            f"{record['model_version']}, {day(record['date'])}; {crowds[0]['minutes']:g} minutes each.",
            "",
            f"| | {' | '.join(titles)} |",
            f"|{'---|' * (1 + len(titles))}",
            *(f"| {name} | {' | '.join(cells)} |" for name, cells in rows),
        ]
    )


def _two(seconds: dict[str, float | None]) -> str:
    p50, p95 = seconds["p50"], seconds["p95"]
    return "none" if p50 is None or p95 is None else f"{p50:.2f} s, {p95:.2f} s"


def _course(memory: dict[str, Any]) -> str:
    return f"{memory['before']:,.0f}, {memory['tenths'][1]:,.0f}, {memory['tenths'][-1]:,.0f} MB"


def _left(memory: dict[str, Any]) -> str:
    return f"{memory['most']:,.0f}, {memory['a_minute_after']:,.0f} MB"
