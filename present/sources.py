"""How each constant that is marked "sourced" relates to its source: a judgement, kept apart from the number itself.

A source can be named without its number having been seen, and a number can be worked out from a source without
standing in it. Neither may be shown as established.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Seen = Literal["source", "second hand", "not verified"]
"""Where the source's figure was seen: in the source itself (its abstract, first page or published code), in a page
that reports it, or not at all: quoted from memory or usual practice."""
Use = Literal["as stated", "worked out"]
"""The default is the source's own figure, or ours: derived from it or set in its light."""


@dataclass(frozen=True)
class Provenance:
    """`gap`: where the default parts from the source's figure, in words."""

    seen: Seen
    use: Use
    gap: str = ""

    @property
    def words(self) -> str:
        """For a table."""
        if self.seen == "not verified":
            return "named, not yet verified"
        where = "seen in the source" if self.seen == "source" else "seen second-hand"
        return f"{self.use}, {where}" if self.use == "as stated" else f"worked out by us, {where}"


PROVENANCE: dict[str, Provenance] = {
    "call_types[].need.distribution": Provenance("source", "as stated"),
    "call_types[].need.cv": Provenance("not verified", "as stated"),
    "call_types[].patience.distribution": Provenance("not verified", "as stated"),
    "behaviour.novice_need": Provenance(
        "source", "worked out", "part of the gain is booked as settling more, not as working faster"
    ),
    "behaviour.satisfied_base": Provenance(
        "second hand",
        "worked out",
        "set above the source's figure, because what spoils a call is taken off apart",
    ),
    "behaviour.satisfied_per_attempt": Provenance("second hand", "as stated"),
    "behaviour.satisfied_unresolved": Provenance(
        "source", "worked out", "a gap between two kinds of caller, computed by us; not shown to be a cause"
    ),
    "behaviour.satisfied_per_transfer": Provenance(
        "source", "worked out", "set below the source's figure, part of which comes through settling"
    ),
    "behaviour.satisfied_upset": Provenance(
        "second hand",
        "worked out",
        "set well below the source's gap, part of which comes through other causes",
    ),
    "behaviour.tau_down_days": Provenance(
        "source", "worked out", "set by us, slower than the relief by a holiday in the source"
    ),
    "behaviour.sick_rate": Provenance(
        "second hand", "worked out", "what is left of the rate without exhaustion"
    ),
    "behaviour.sick_exhaustion": Provenance("source", "worked out", "from a correlation to a rate"),
    "behaviour.quit_rate": Provenance(
        "second hand", "worked out", "what is left of the rate without exhaustion"
    ),
    "behaviour.quit_exhaustion": Provenance("source", "worked out", "from a correlation to a rate"),
    "behaviour.vacancy_days": Provenance("not verified", "as stated"),
    "behaviour.newcomer_training_days": Provenance("second hand", "as stated"),
    "costs.replacement_share": Provenance("second hand", "as stated"),
}
"""Of every field whose status is "sourced"; a test holds the two together."""
