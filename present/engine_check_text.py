"""What a second engine's check of the figures showed, in words."""

from __future__ import annotations

from collections.abc import Sequence

from present.locale import whole
from sim.check.record_comparison import Agreement, Comparison

CHECKING = "A second engine is checking the first simulated run…"
MEANWHILE = (
    "The fast engine is being prepared, once on this computer (about half a minute). Until then SimPy, the slower "
    "engine, simulates; the fast one takes over at the next change."
)
HARMLESS = " A last digit differs, as mathematics libraries do; that is harmless."


def engine_check_in_words(comparisons: Sequence[Comparison]) -> str:
    """One sentence; `comparisons` is of the current scenario and, where that is another, of the baseline."""
    wrong = next((c for c in comparisons if c.agreement is Agreement.DIFFERENT), None)
    if wrong is not None:
        return (
            f"Alarm: two engines that must agree do not ({wrong.where}). Do not rely on the figures above; please "
            "report this, with the scenario's file."
        )
    calls = f"{whole(comparisons[0].calls)} calls"
    if len(comparisons) > 1:
        calls += f", and the same {whole(comparisons[1].calls)} of the baseline"
    harmless = HARMLESS if any(c.agreement is Agreement.LAST_DIGITS for c in comparisons) else ""
    return f"Checked: a second engine gave the same {calls}.{harmless}"


def is_alarm(comparisons: Sequence[Comparison]) -> bool:
    """Whether the engines disagree about an event."""
    return any(c.agreement is Agreement.DIFFERENT for c in comparisons)
