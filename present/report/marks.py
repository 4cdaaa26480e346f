"""Sentences with `**` around what is strong: names keep the asterisks that are their own."""

from __future__ import annotations

STAR = "\ue000"
"""Stands for a name's own asterisk until the marks are read; no character of its own."""


def escape_marks(text: str) -> str:
    """Escape a text's asterisks, so that they are shown and mark nothing."""
    return text.replace("*", STAR)


def without_marks(text: str) -> str:
    """Return a sentence without its marks; asterisks in names stay."""
    return text.replace("**", "").replace(STAR, "*")
