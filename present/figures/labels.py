"""What the two scenarios of a pair are called in its figures, in their words and in their tables."""

from __future__ import annotations

from dataclasses import dataclass

from present.pair import BASELINE
from present.text_layout import upper_first


@dataclass(frozen=True)
class Labels:
    """`are_names`: they are the scenarios' own names; other words get a capital letter where they begin a line.

    In a figure they are as Plotly shows them: escaped, with `<br>` between lines.
    """

    current: str = "with your changes"
    baseline: str = BASELINE
    are_names: bool = False

    @property
    def leading(self) -> Labels:
        """Return the labels as they are written at the beginning of a line or a sentence."""
        return self if self.are_names else Labels(upper_first(self.current), upper_first(self.baseline))

    @property
    def further_lines(self) -> tuple[int, int]:
        """Number of lines beyond the first, of each label."""
        return self.current.count("<br>"), self.baseline.count("<br>")

    def describe(self, words: str) -> str:
        """Put a text alternative under the current scenario's name, if it has one here, as a whole sentence."""
        if not self.are_names:
            return words
        return f"{self.current}. {words}{'' if words.endswith(('.', '!', '?')) else '.'}"


USUAL = Labels()
"""On a screen that shows one scenario and what it was."""
