"""How numbers, money and English are written for a reader: as a scenario's `locale` has it, else in the house style.

The house style is that of a scenario without a locale: "1,234.5", the currency's code behind the number ("1,234 AUD"),
British spelling. With a locale, separators, digit groups and the place of the currency come from CLDR (by Babel);
`en-US` is also spelled the American way (`present.spelling`). Texts stay English in every locale.

What presents a scenario says so once (`reading_as`, or `read_as` for the rest of a thread's run); the functions
here then follow it. Numbers are rounded before, so that every locale shows the same digits.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from copy import copy
from decimal import Decimal
from functools import cache
from typing import Any

MINUS = "\N{MINUS SIGN}"
NO_BREAK = "\N{NO-BREAK SPACE}"
HOUSE_STYLE = ""
"""In place of a locale: none was given."""
_current: ContextVar[tuple[str, frozenset[str]]] = ContextVar("locale", default=(HOUSE_STYLE, frozenset()))


def read_as(locale: str | None, own: Iterable[str] = ()) -> None:
    """Write for this locale from now on, in this thread; None for the house style.

    `own`: what users wrote, which no spelling changes.
    """
    _current.set((locale or HOUSE_STYLE, frozenset(own)))


def reading() -> str:
    """The locale that is written for; `HOUSE_STYLE` for none."""
    return _current.get()[0]


def own_texts() -> frozenset[str]:
    """What users wrote and no spelling changes."""
    return _current.get()[1]


@contextmanager
def reading_as(locale: str | None, own: Iterable[str] = ()) -> Iterator[None]:
    """Write for this locale within the block; `own` as for `read_as`."""
    token = _current.set((locale or HOUSE_STYLE, frozenset(own)))
    try:
        yield
    finally:
        _current.reset(token)


# ── Numbers ───────────────────────────────────────────────────────────────────────────────────────


@cache
def _babel(locale: str) -> Any:
    """Babel's locale, loaded only where a scenario has one."""
    from babel import Locale

    return Locale.parse(locale, sep="-")


@cache
def _pattern(locale: str, decimals: int) -> Any:
    """The locale's pattern of digit groups, with so many decimals."""
    pattern = copy(_babel(locale).decimal_formats[None])
    pattern.frac_prec = (decimals, decimals)
    return pattern


def number(x: float, decimals: int, locale: str | None = None) -> str:
    """A number with separators, a true minus sign and never "−0": "1,234.5", in German "1.234,5".

    `locale`: another than the one that is written for.
    """
    locale = reading() if locale is None else locale
    rounded = f"{x:.{decimals}f}"
    sign = MINUS if rounded.startswith("-") and rounded.strip("-0.") else ""
    size = Decimal(rounded.lstrip("-"))
    if not locale:
        return f"{sign}{size:,.{decimals}f}"
    digits: str = _pattern(locale, decimals).apply(size, _babel(locale))
    return sign + digits


def whole(n: float) -> str:
    """A number without decimals: "1,234"."""
    return number(n, 0)


def separators() -> str | None:
    """The decimal point and what parts thousands, as Plotly takes them; None for the house style."""
    if not reading():
        return None
    return decimal_point() + whole(1000)[1:-3]


def without_zeros(text: str, locale: str | None = None) -> str:
    """A number without the zeros that end it, and without a point that then stands last: "1.50" as "1.5"."""
    point = decimal_point(locale)
    return text.rstrip("0").rstrip(point) if point in text else text


@cache
def _point(locale: str) -> str:
    return _babel(locale).number_symbols["latn"]["decimal"] if locale else "."


def decimal_point(locale: str | None = None) -> str:
    """What stands before the decimals: "." or ","."""
    return _point(reading() if locale is None else locale)


# ── Money ─────────────────────────────────────────────────────────────────────────────────────────

CODE = re.compile(r"([A-Z]{3})\b *(.*)", re.DOTALL)
"""A unit that begins with a currency's code: "AUD a week"."""
SHORT_UNIT = 6
"""Letters of a unit within which no line breaks either: "a day", "of 100"."""


def with_currency(digits: str, unit: str, locale: str | None = None) -> str:
    """A number and its unit, the currency where the locale has it: "$1,234 a week", "−1.234 € a week".

    `digits`: as `number` gives them, with or without a sign. In the house style, and where the unit is no money, the
    unit stands behind.
    """
    locale = reading() if locale is None else locale
    money = CODE.fullmatch(unit)
    if not locale or not money:
        return f"{digits}{NO_BREAK}{unit.replace(' ', NO_BREAK) if len(unit) <= SHORT_UNIT else unit}"
    sign = digits[:1] if digits[:1] in (MINUS, "+") else ""
    amount = sign + _placed(digits[len(sign) :], money[1], locale)
    return f"{amount}{NO_BREAK}{money[2]}" if money[2] else amount


def money(x: float, currency: str, decimals: int = 0, locale: str | None = None) -> str:
    """An amount: "1,234 AUD" in the house style, "$1,234" for en-AU, "1.234 €" for de-DE."""
    return with_currency(number(x, decimals, locale), currency, locale)


def _placed(amount: str, currency: str, locale: str) -> str:
    """An amount without sign with its currency's symbol before or behind."""
    from babel.numbers import get_currency_symbol

    symbol = get_currency_symbol(currency, _babel(locale))
    pattern = _babel(locale).currency_formats["standard"]
    if "¤" in pattern.prefix[0]:
        space = NO_BREAK if symbol[-1].isalpha() or pattern.prefix[0] != "¤" else ""
        return f"{symbol}{space}{amount}"
    return f"{amount}{NO_BREAK}{symbol}"
