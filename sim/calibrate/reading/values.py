"""Times, durations, counts and shares as people write them. A column is decided as a whole, never row by row.

Every function takes a column of text and gives numbers with a sentence on what was decided ("" where there was
nothing to decide). What is empty, a dash or a placeholder such as 1970-01-01 is missing (NaN, NaT); so is what
cannot be read, and the sentence says how many values that were.
"""

from __future__ import annotations

import re
from typing import Any, Literal

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

Unit = Literal["s", "ms", "min", "h", "days"]

MISSING = frozenset(
    ("", "-", "--", "–", "—", "n/a", "na", "#n/a", "null", "none", "nan", "nil", "n.a.", "k.a.", "?")
)
MATCH = "is_match"
SECONDS_OF: dict[str, float] = {"s": 1.0, "ms": 0.001, "min": 60.0, "h": 3600.0, "days": 86_400.0}
UNIT_WORDS: tuple[tuple[str, Unit], ...] = (
    (r"millis|\bms\b|_ms\b|milliseg|millisek", "ms"),
    (r"\bs\b|_s\b|\bsec|\bseg|\bsek|\(sec|secs?\)|seconds?\b|segundos?|secondes?|sekunden?|secondi", "s"),
    (r"\bmins?\b|_min\b|minutes?\b|minutos?|minuten|minuti", "min"),
    (r"\bhours?\b|\bhrs?\b|horas?|heures?|stunden?|\bore\b", "h"),
)
LEAST_OF_DECIMALS = 10.0
"""Where all numbers have three digits behind a comma, those of this median are decimals: as thousands they would be
times of hours."""
LEAST_OF_CALLS_S = 20.0
"""Calls of which half are shorter are none."""
LONGEST_S = 1e9
"""What is longer than thirty years is no duration."""
NO_SECONDS = 0.05
"""A duration below this is none in seconds, but a fraction of a day."""
MS_FROM = 7_200.0
"""A typical duration above this many seconds can only be meant in milliseconds."""


def clean(column: pd.Series[Any]) -> pd.Series[Any]:
    """Trimmed text, "" where it is missing."""
    text = column.astype("str").fillna("").str.strip()
    return text.mask(text.str.lower().isin(MISSING), "")


def extract(text: pd.Series[Any], pattern: str) -> pd.DataFrame:
    """Named groups of an RE2 pattern as columns of text, None where there is no match or no such group."""
    array = pa.array(text, type=pa.large_string(), from_pandas=True)
    array = array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array
    groups = pc.extract_regex(array, pattern)
    names = [groups.type.field(i).name for i in range(groups.type.num_fields)]
    is_match = groups.is_valid()
    columns = {}
    for name in names:
        part = groups.field(name)
        usable = pc.and_(is_match, pc.not_equal(part, ""))
        columns[name] = pc.if_else(pc.fill_null(usable, False), part, None)
    return pa.table({**columns, MATCH: is_match}).to_pandas().set_index(text.index)


def as_numbers(part: pd.Series[Any]) -> pd.Series[Any]:
    """float64 of text that is a number, NaN where there is none."""
    array = pa.array(part, type=pa.large_string(), from_pandas=True)
    return pd.Series(pc.cast(array, pa.float64()).to_numpy(zero_copy_only=False), index=part.index)


def distinct(column: pd.Series[Any]) -> tuple[pd.Series[Any], NDArray[np.intp]]:
    """The distinct values as clean text, and which of them stands in each row: a column repeats few values."""
    codes, values = pd.factorize(column.astype("str").fillna(""))
    return clean(pd.Series(values, dtype="str")), codes


def unread_words(number: int, what: str) -> str:
    """A sentence on values that are no values."""
    if number == 1:
        return f"One value of {what} cannot be read and counts as missing."
    return f"{number:,} values of {what} cannot be read and count as missing."


def _spread(
    text: pd.Series[Any], values: pd.Series[Any], codes: NDArray[np.intp], index: pd.Index, what: str
) -> tuple[pd.Series[Any], str]:
    """The values of all rows, and a sentence on those that could not be read."""
    wrong = int(((text != "") & values.isna()).to_numpy()[codes].sum())
    return pd.Series(values.to_numpy()[codes], index=index), unread_words(wrong, what) if wrong else ""


def _sentences(*parts: str) -> str:
    return " ".join(p for p in parts if p)


# ---- numbers


def _decimal_mark(text: pd.Series[Any], is_count: bool, is_sum: bool = False) -> str:
    """ "," or ".": what stands before the decimals of this column. Numbers that have a mark from 1,000 on and none
    below part thousands: decimals would stand below 1,000 too."""
    has_comma, has_dot = text.str.contains(",", regex=False), text.str.contains(".", regex=False)
    both = text[has_comma & has_dot]
    if len(both):
        return "," if bool((both.str.rfind(",") > both.str.rfind(".")).mean() > 0.5) else "."
    for mark, has in ((",", has_comma), (".", has_dot)):
        some = text[has]
        if len(some) == 0:
            continue
        other = "." if mark == "," else ","
        thousands = some.str.fullmatch(rf"[+-]?[1-9]\d{{0,2}}(?:\{mark}\d{{3}})+\D*")
        below = text[~has & text.str.fullmatch(r"[+-]?\d+")]
        digits = below.str.len()
        only_above = len(below) > 0 and bool((digits <= 3).all() and (is_sum or (digits == 3).any()))
        repeats = bool(some.str.count(rf"\{mark}").max() > 1)
        three_decimals = len(below) == 0 and not (is_sum or repeats)
        if three_decimals and mark == ",":  # "21,500" of a wait is 21.5 s: nobody waits 6 hours
            leading = as_numbers(some.str.extract(r"^[+-]?(\d+)")[0])
            three_decimals = float(leading.median()) >= LEAST_OF_DECIMALS
        if bool(thousands.all()) and (
            is_count or (mark == "," and not three_decimals) or only_above or repeats
        ):
            return other
        return mark
    return "."


def _numbers(text: pd.Series[Any], is_count: bool, is_sum: bool = False) -> tuple[pd.Series[Any], str]:
    mark = _decimal_mark(text, is_count, is_sum)
    other = "." if mark == "," else ","
    plain = text.str.replace(rf"[\s'’\u00a0\u202f{re.escape(other)}]", "", regex=True)
    if mark == ",":
        plain = plain.str.replace(",", ".", regex=False)
    good = plain.str.fullmatch(r"[+-]?(?:\d{1,15}\.?\d{0,30}|\.\d{1,30})(?:[eE][+-]?\d{1,2})?")
    return as_numbers(plain.where(good).str.removeprefix("+")), mark


def parse_numbers(column: pd.Series[Any], name: str) -> tuple[pd.Series[Any], str]:
    """Plain numbers; the decimal mark is decided for the column.

    Examples:
        >>> parse_numbers(pd.Series(["312,4", "1.305,0", "-"]), "AHT")[0].tolist()
        [312.4, 1305.0, nan]
    """
    text, codes = distinct(column)
    values, mark = _numbers(text, is_count=False)
    comma = (
        f"{name} is written with a decimal comma." if mark == "," and bool((values % 1 != 0).any()) else ""
    )
    values, unread = _spread(text, values, codes, column.index, name)
    return values, _sentences(comma, unread)


def parse_counts(column: pd.Series[Any], name: str = "the count") -> tuple[pd.Series[Any], str]:
    """Counts: whole numbers, whose point or comma before three digits parts thousands.

    Examples:
        >>> parse_counts(pd.Series(["1.204", "998", ""]))[0].tolist()
        [1204.0, 998.0, nan]
    """
    text, codes = distinct(column)
    values, _ = _numbers(text, is_count=True)
    values = values.where(values >= 0)
    grouped = bool((values >= 1000).any()) and bool(text.str.contains(r"\d[.,'’\s]\d{3}").any())
    decision = f"{name} has thousands parted by a mark." if grouped else ""
    values, unread = _spread(text, values, codes, column.index, name)
    return values, _sentences(decision, unread)


def parse_shares(column: pd.Series[Any], name: str = "the share") -> tuple[pd.Series[Any], str]:
    """Shares from 0 to 1, from "93,5 %", "93.5" or "0.935".

    Examples:
        >>> parse_shares(pd.Series(["93,5 %", "91,2 %"]))[0].tolist()
        [0.935, 0.912]
    """
    text, codes = distinct(column)
    values, _ = _numbers(text.str.replace("%", "", regex=False).str.strip(), is_count=False)
    is_percent = bool(text.str.contains("%", regex=False).any()) or bool((values > 1.5).any())
    decision = f"{name} is in percent." if is_percent else ""
    values = (values / 100.0).round(12) if is_percent else values
    values, unread = _spread(text, values, codes, column.index, name)
    return values, _sentences(decision, unread)


# ---- durations


_CLOCK_DURATION = (
    r"^(?:(?P<d>\d{1,4})\s*(?:days?|tage?|jours?|d[ií]as?|giorn[io]|d|t|j|[. ])[, ]*)??"
    r"(?:(?P<h>\d{1,5}):)?(?P<m>\d{0,5}):"
    r"(?P<s>[0-5]\d(?:[.,]\d{1,9})?)(?:\s*(?:min\.?|minutes?|h|hrs?))?$"
)
_WORDED_DURATION = (
    r"^(?:pt)?\s*(?:(?P<h>\d{1,4})\s*(?:h|hrs?|hours?|std|stunden?|horas?|heures?|ore)\.?\s*)?"
    r"(?:(?P<m>\d{1,5})\s*(?:m|mins?|minutes?|minutos?|minuten?|minuti|')\.?\s*)?"
    r"(?:(?P<s>\d{1,7}(?:[.,]\d{1,9})?)\s*(?:s|secs?|seconds?|seg|segundos?|sek|sekunden?|secondes?|secondi|\"|'')\.?)?$"
)


_EXCEL_DURATION = (
    r"^(?:1899-12-3[01]|1900-01-(?P<d>0\d))[t ](?P<h>\d{1,2}):(?P<m>\d{2}):(?P<s>[0-5]\d(?:\.\d{1,9})?)z?$"
)
"""A duration that went through Excel as a date: 1899-12-31 and 1899-12-30 are day 0."""


def _parts_s(text: pd.Series[Any], pattern: str) -> pd.Series[Any]:
    """Seconds of days, hours, minutes and seconds, such as "30:05:00", "1 day, 2:03:04", "3m 20s", "PT3M20S"."""
    parts = extract(text.str.lower(), pattern)
    total = pd.Series(0.0, index=text.index)
    units = [name for name in ("d", "h", "m", "s") if name in parts]
    for name in units:
        number = as_numbers(parts[name].str.replace(",", ".", regex=False))
        total += number.fillna(0.0) * {"d": 86_400, "h": 3600, "m": 60, "s": 1}[name]
    return total.where(parts[units].notna().any(axis=1))


def clock_durations_s(text: pd.Series[Any]) -> pd.Series[Any]:
    """Seconds of "h:mm:ss", "mm:ss", ":ss" and of these after a number of days; NaN for the rest.

    Examples:
        >>> clock_durations_s(pd.Series(["0:02:44", "18:25", "1 day, 2:00:00", "3m 20s"])).tolist()
        [164.0, 1105.0, 93600.0, nan]
    """
    return _parts_s(text, _CLOCK_DURATION)


def _unit(name: str, values: pd.Series[Any], is_sum: bool) -> tuple[Unit, str]:
    for pattern, unit in UNIT_WORDS:
        if re.search(pattern, name.casefold()):
            return unit, ""
    some = values[values > 0]
    if len(some) and not is_sum and float(some.median()) > MS_FROM:
        return "ms", f"{name} is read as milliseconds: as seconds a typical value would be over two hours."
    small = float(some.max()) < (1.0 if len(some) >= 2 else NO_SECONDS) if len(some) else False
    if small and bool(((some * 1000) % 1 > 1e-9).mean() > 0.5):
        return "days", f"{name} is read as fractions of a day, as Excel keeps times."
    return "s", f"{name} is read as seconds."


def parse_durations_s(
    column: pd.Series[Any],
    name: str,
    unit: Unit | None = None,
    *,
    is_sum: bool = False,
    of_calls: bool = False,
) -> tuple[pd.Series[Any], str]:
    """Seconds from clocks, words or numbers. `unit`: that of bare numbers, else decided from the column's name, else
    from its values; `is_sum`: values over many calls, which may be large in seconds; `of_calls`: how long calls take,
    which "0:05" says in hours and minutes, as a spreadsheet shows them. Negative ones are missing.

    Examples:
        >>> parse_durations_s(pd.Series(["0:02:44", "30:05:00", "18:25 min", "3m 20s", "-"]), "talk")[0].tolist()
        [164.0, 108300.0, 1105.0, 200.0, nan]
        >>> parse_durations_s(pd.Series(["312044.2", "250010"]), "Avg Handle")[0].round(3).tolist()
        [312.044, 250.01]
    """
    text, codes = distinct(column)
    is_ms = unit == "ms" or bool(re.search(UNIT_WORDS[0][0], name.casefold()))  # numbers as large as sums
    values, _ = _numbers(text, is_count=False, is_sum=is_sum or is_ms)
    decided = ""
    if bool(values.notna().any()):
        used, decided = (unit, "") if unit else _unit(name, values, is_sum)
        values = values * SECONDS_OF[used]
    for pattern in (_CLOCK_DURATION, _WORDED_DURATION, _EXCEL_DURATION):
        rest = text[(text != "") & values.isna()]
        if len(rest):
            values = values.fillna(_parts_s(rest, pattern))
    if bool(text.str.fullmatch(r"\d{0,3}:\d{2}").mean() > 0.5):
        decided = f"{name} is read as minutes:seconds."
        if of_calls and float(values[values > 0].median()) < LEAST_OF_CALLS_S:
            values = values.where(~text.str.fullmatch(r"\d{0,3}:\d{2}"), values * 60.0)
            decided = f"{name} is read as hours:minutes: as minutes:seconds calls would be over in seconds."
    values = values.where((values >= 0) & (values <= LONGEST_S))
    values, unread = _spread(text, values, codes, column.index, name)
    return values, _sentences(decided, unread)


# ---- outcomes and yes or no

YES = frozenset(
    {"1", "y", "yes", "true", "t", "ja", "j", "si", "sí", "s", "sim", "oui", "o", "x"}
    | {"wahr", "verdadero", "verdadeiro", "vero", "vrai"}
)
NO = frozenset({"0", "n", "no", "false", "f", "nein", "não", "nao", "non", "falsch", "falso", "faux"})


def parse_flags(column: pd.Series[Any]) -> pd.Series[Any]:
    """1.0 for yes, 0.0 for no, NaN for neither."""
    text, codes = distinct(column)
    text = text.str.lower()
    number = pd.to_numeric(text, errors="coerce")
    flag = np.select([text.isin(NO) | (number == 0), text.isin(YES) | (number > 0)], [0.0, 1.0], np.nan)
    return pd.Series(flag[codes], index=column.index)


_ABANDONED = (
    r"abb?and|desatend|hang ?up|hung ?up|disconnect(?:ed)? (?:in|while)|gave up|aufgeleg|abgebroch|verloren"
    r"|aufgegeb|raccroch|colgad|desist|desligou|cuelga|\blost\b|perdid|perdue?|persa|unanswered|not answered|no answer"
    r"|missed|\babn\b|cancel|annul"
    r"|no contestad|no atendid|não atendid|nao atendid|non répond|non repond|manqué|sans réponse|verpasst|non rispost"
)
_LEFT = (
    r"no (?:\w+ )?agents?|agents? unavailable"
    r"|voice ?mail|mailbox|call ?back|rückruf|rappel|overflow|timeout|time-?out|transfer|redirect|out of hours"
    r"|closed|after hours|buzón|anrufbeantworter|busy|blocked|rejected|full|exit|dissuad"
)
_ANSWERED = (
    r"answer|handled|complet|(?<!dis)connect|agent|served|serviced|accepted|(?<!un)success|atendid|contestad|respond"
    r"|répond|repond|angenommen|beantwortet|entgegen|verbunden|erreicht|bedient|erfolgreich|rispost|gestit|evas[aeio]\b"
    r"|atend|traité|traite|décroché|decroche|abouti|pris en charge|\bans\b|\bok\b"
)
_NOT_ANSWERED = rf"\b(?:not|no|nicht|non|não|nao|never|nie|sin|sem|sans)[ -](?:\w+[ -])?(?:{_ANSWERED})"
LONGEST_WORD = 40
"""Characters of what says how a call ended; longer text is a remark."""


def parse_outcomes(column: pd.Series[Any]) -> pd.Series[Any]:
    """ "answered", "abandoned", "left_otherwise", or "" for what says none of them, from words in six languages.

    Codes such as 1 and 2 say nothing.

    Examples:
        >>> parse_outcomes(pd.Series(["Nicht verbunden", "Verbunden", "ended"])).tolist()
        ['abandoned', 'answered', '']
    """
    text, codes = distinct(column)
    text = text.str.lower().str.replace(r"[_-]+", " ", regex=True)  # "no-answer", "short_abandoned"
    of = pd.Series("", index=text.index, dtype="str")
    some = text[text != ""]
    if bool(some.str.fullmatch(r"\d+").all()) and not bool(some.isin(("0", "1")).all()):
        return of.take(codes).set_axis(column.index)
    for pattern, outcome in (
        (r"\bon hold|during hold", "answered"),  # who hangs up there had an agent
        (_ABANDONED, "abandoned"),
        (_LEFT, "left_otherwise"),
        (_NOT_ANSWERED, "abandoned"),
        (_ANSWERED, "answered"),
    ):
        of = of.mask((of == "") & text.str.contains(pattern), outcome)
    of = of.mask(text.isin(YES), "answered").mask(text.isin(NO), "abandoned")
    return of.take(codes).set_axis(column.index)


def with_opposite(outcomes: pd.Series[Any], column: pd.Series[Any]) -> pd.Series[Any]:
    """The outcomes of these words; of two words in all, one of which is known, the other is its opposite.

    Examples:
        >>> words = pd.Series(["Normal", "Abandoned"])
        >>> with_opposite(parse_outcomes(words), words).tolist()
        ['answered', 'abandoned']
    """
    text = clean(column)
    of_word = (
        pd.Series(outcomes.to_numpy(), index=text.to_numpy())
        .groupby(level=0)
        .first()
        .drop("", errors="ignore")
    )
    known = of_word[of_word.isin(("answered", "abandoned"))]
    is_pair = len(of_word) == 2 and len(known) == 1 and (of_word == "").sum() == 1
    if not is_pair or max(map(len, of_word.index)) > LONGEST_WORD:
        return outcomes
    opposite = "abandoned" if known.iloc[0] == "answered" else "answered"
    return outcomes.mask((outcomes == "") & (text != ""), opposite)
