"""What the pictures of a day by half-hour have in common: the times below them, and a legend of marks as drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from present.html_table import safe
from present.staffing_text import clock

LONG_DAY = 16
"""Half-hours beyond which every other hour is written: on a phone there is no room for more."""
STYLE = """
.half-hours{display:flex;flex-wrap:wrap;gap:.2rem 1.1rem;margin:0;font-size:.9375rem}
.half-hours span{display:inline-flex;align-items:center;gap:.4rem}
.half-hours i{flex:none;width:1.6rem}
.half-hours i.area{width:.9rem;height:.9rem}
"""


def times(first: int, last: int) -> dict[str, list[float] | list[str]]:
    """Ticks of an axis in hours, from one half-hour of the day to another."""
    step = 2 if last - first <= LONG_DAY else 4
    shown = [at for at in range(first, last + 1) if at % step == 0]
    return {"tickvals": [at / 2.0 for at in shown], "ticktext": [clock(at % 48) for at in shown]}


@dataclass(frozen=True)
class Mark:
    """What a line or an area means; `colour` as CSS has it."""

    words: str
    colour: str
    drawn: Literal["solid", "dashed", "dotted", "area"]


def legend(marks: Sequence[Mark]) -> str:
    """The marks beside their words, each pair on one line, fit for `st.html`."""
    return f'<style>{STYLE}</style><p class="half-hours">{"".join(map(_mark, marks))}</p>'


def _mark(mark: Mark) -> str:
    if mark.drawn == "area":
        sign = f'<i class="area" style="background:{mark.colour}"></i>'
    else:
        sign = f'<i style="border-top:3px {mark.drawn} {mark.colour}"></i>'
    return f"<span>{sign}{safe(mark.words)}</span>"
