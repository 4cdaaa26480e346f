"""Names of scenarios side by side, in little space: what tells them apart is kept. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from present.text_layout import columns, middle_out


def told_apart(names: Sequence[str], width: int) -> tuple[str, ...]:
    """Cut names to one line of `width` columns each.

    Where one is too long, all lose the words with which all begin, then those with which all end; what is too long
    even so loses its middle.

    Examples:
        >>> told_apart(["Sydney: with a four-minute target", "Sydney: with a target of five minutes"], 30)
        ('…a four-minute target', '…a target of five minutes')
        >>> told_apart(["Two teams, late shifts, and no target", "Two teams, early shifts, and no target"], 16)
        ('…late…', '…early…')
    """
    if all(columns(name) <= width for name in names):
        return tuple(names)
    words = [name.split(" ") for name in names]
    first = _alike(words)
    words = [w[first:] for w in words]
    begin, end = "…" * bool(first), ""
    if any(columns(" ".join(w)) + 1 > width for w in words):
        last = _alike([w[::-1] for w in words])
        words, end = [w[: len(w) - last] for w in words], "…" * bool(last)
    return tuple(middle_out(f"{begin}{' '.join(w)}{end}", width) for w in words)


def _alike(names: Sequence[Sequence[str]]) -> int:
    """With how many words all names begin alike; one word at least of each is left."""
    count = 0
    while len(names) > 1 and all(len(n) > count + 1 for n in names) and len({n[count] for n in names}) == 1:
        count += 1
    return count
