"""Names of scenarios side by side, in little space: what tells them apart is kept. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from present.text_layout import columns, middle_out

LEAST_CUT = 8
"""Columns that must be won by leaving out what names begin with alike."""


def told_apart(names: Sequence[str], width: int) -> tuple[str, ...]:
    """Cut names to `width` columns together: what one does not need, the others have.

    Where they are too long, a name that goes on where another ends loses what both begin with; then all lose the words
    with which all begin, then those with which all end; what is too long even so loses its middle.

    Examples:
        >>> told_apart(["Sydney: a four-minute target", "Sydney: a four-minute target, with a bot"], 40)
        ('Sydney: a four-minute target', '…with a bot')
        >>> told_apart(["Sydney: with a four-minute target", "Sydney: with a target of five minutes"], 50)
        ('…four-minute target', '…target of five minutes')
        >>> told_apart(["Train by script", "Train by ear and by heart"], 30)
        ('Train by script', 'Train b…heart')
        >>> told_apart(["Two teams, late shifts, and no target", "Two teams, early shifts, and no target"], 30)
        ('…late…', '…early…')
    """
    if _fit(names, width):
        return tuple(names)
    shortest = min(names, key=len)
    rest = [name[len(shortest) :].lstrip(" ,;:") if name.startswith(shortest) else "" for name in names]
    if len(names) > 1 and all(rest[i] or name == shortest for i, name in enumerate(names)):
        cut = [f"…{r}" if r else name for r, name in zip(rest, names, strict=True)]
        return tuple(cut) if _fit(cut, width) else _middles_out(cut, width)
    words = [name.split(" ") for name in names]
    first = _alike(words)
    if columns(" ".join(words[0][:first])) < LEAST_CUT:
        first = 0
    words = [w[first:] for w in words]
    cut = ["…" * bool(first) + " ".join(w) for w in words]
    if not _fit(cut, width) and (last := _alike([w[::-1] for w in words])):
        cut = [f"{'…' * bool(first)}{' '.join(w[: len(w) - last])}…" for w in words]
    return _middles_out(cut, width)


def _fit(names: Sequence[str], width: int) -> bool:
    return sum(columns(name) for name in names) <= width


def _middles_out(names: Sequence[str], width: int) -> tuple[str, ...]:
    each = width // len(names)
    spare = sum(max(0, each - columns(name)) for name in names)
    long = sum(columns(name) > each for name in names) or 1
    return tuple(middle_out(name, each + spare // long) for name in names)


def _alike(names: Sequence[Sequence[str]]) -> int:
    """With how many words all names begin alike; one word at least of each is left."""
    count = 0
    while len(names) > 1 and all(len(n) > count + 1 for n in names) and len({n[count] for n in names}) == 1:
        count += 1
    return count
