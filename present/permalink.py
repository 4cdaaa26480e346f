"""A comparison as text for a link: versioned, compressed, checked like any input.

"2." and then, in the alphabet of URLs, JSON with every default written out, compressed against scenarios like those
that people make: a link means the same after a default has changed, and is short enough for a QR code. Links that
begin with "1." are compressed by themselves. What a link may not be is told in one sentence.
"""

from __future__ import annotations

import base64
import binascii
import json
import math
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, field
from pathlib import Path
from typing import Any

from present.problem_text import problem_in_words
from sim import KPIS, Scenario, ScenarioError, from_dict, model_version
from sim.draws import MAX_REPLICATION
from sim.scenario import as_dict
from sim.scenario.validation import validated
from sim.staffing import Contracts

VERSION, WITHOUT_DICTIONARY = "2", "1"
DICTIONARY = Path(__file__).with_name("link_dictionary.txt")
"""What links of the second kind are compressed against (`present/link_dictionary.py`): at most 32 kB, for zlib looks no
further back."""
LONGEST = 12_000
"""Characters; longer links are cut by mail programs and proxies."""
LARGEST = 2_000_000
"""Bytes of JSON that a link may unfold to."""
MAX_SAVED = 50


class LinkError(ValueError):
    """A link that opens nothing. `str()` is one sentence for a person."""


@dataclass(frozen=True)
class Compared:
    """What is chosen on Compare: keys in their order, the baseline's, the key figures'.

    `scenarios`: by key, those that are neither the current one nor kept; `matters`: what they are ranked by, ""
    where the link does not say.
    """

    chosen: tuple[str, ...]
    baseline: str
    figures: tuple[str, ...]
    scenarios: Mapping[str, Scenario]
    matters: str = ""


@dataclass(frozen=True)
class LeverRange:
    """A lever by its path, and from where to where; None for the usual range."""

    path: str
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Explored:
    """What is looked at on Explore: one or two levers over their ranges, and a KPI, "" for the headline figures."""

    levers: tuple[LeverRange, ...]
    figure: str = ""


@dataclass(frozen=True)
class Weighed:
    """What is looked at on What matters most: a KPI, and the levers whose bounds were chosen by hand."""

    figure: str
    bounds: tuple[LeverRange, ...] = ()


@dataclass(frozen=True)
class Staffed:
    """What is asked on Staffing: a share and a floor in %, seconds, over what, whose people, the weekday on show."""

    share: int
    within_s: int
    per: str = "half_hour"
    floor: int = 0
    team: str = ""
    day: int | None = None


@dataclass(frozen=True)
class FreedLever:
    """A lever of Trade-offs by its path: from where to where, as shown, and whether it may be off; or its options."""

    path: str
    low: float | None = None
    high: float | None = None
    may_be_off: bool = False
    options: tuple[Any, ...] = ()


@dataclass(frozen=True)
class TradedOff:
    """What is asked on Trade-offs: levers, goals, targets to be met, a KPI that is limited ("" for none) and its bound.

    `bound`: as it is shown.
    """

    levers: tuple[FreedLever, ...]
    goals: tuple[str, ...]
    targets: tuple[str, ...] = ()
    limited: str = ""
    bound: float | None = None


@dataclass(frozen=True)
class Shared:
    """A baseline, what is changed in it, from which week on (0: all the time), scenarios kept for Compare, runs."""

    baseline: Scenario
    values: Mapping[str, Any] = field(default_factory=dict)
    week: int = 0
    saved_scenarios: tuple[Scenario, ...] = ()
    compared: Compared | None = None
    runs: int = 0
    """Simulated runs of each; 0 where a link does not say."""
    model: str = ""
    """Version of the model that made the link."""
    explored: Explored | None = None
    weighed: Weighed | None = None
    staffed: Staffed | None = None
    contracts: Contracts | None = None
    """What is asked on Roster beside that, where it is not how people work now."""
    traded_off: TradedOff | None = None


def to_link(shared: Shared) -> str:
    """The text for a link. Raises LinkError where it gets too long for one."""
    data: dict[str, Any] = {
        "model": model_version(),
        "base": as_dict(shared.baseline),
        "set": dict(shared.values),
        "week": shared.week,
        "kept": [as_dict(s) for s in shared.saved_scenarios],
        "runs": shared.runs,
    }
    if shared.compared is not None:
        data["compared"] = {
            "chosen": shared.compared.chosen,
            "baseline": shared.compared.baseline,
            "figures": shared.compared.figures,
            "scenarios": {key: as_dict(s) for key, s in shared.compared.scenarios.items()},
            "matters": shared.compared.matters,
        }
    if shared.explored is not None:
        data["explored"] = {"levers": _ranges(shared.explored.levers), "figure": shared.explored.figure}
    if shared.weighed is not None:
        data["weighed"] = {"levers": _ranges(shared.weighed.bounds), "figure": shared.weighed.figure}
    if shared.staffed is not None:
        data["staffed"] = astuple(shared.staffed)
    if shared.contracts is not None:
        data["contracts"] = shared.contracts.model_dump(mode="json")
    if shared.traded_off is not None:
        data["traded"] = astuple(shared.traded_off)
    packer = zlib.compressobj(9, zdict=DICTIONARY.read_bytes())
    raw = packer.compress(as_json(data).encode()) + packer.flush()
    packed = base64.urlsafe_b64encode(raw).decode().rstrip("=")
    if len(packed) > LONGEST:
        raise LinkError(
            f"This comparison makes a link of {len(packed):,} characters, more than the {LONGEST:,} that travel "
            "safely. Download the scenarios as files instead."
        )
    return f"{VERSION}.{packed}"


def _ranges(levers: Sequence[LeverRange]) -> list[list[Any]]:
    return [[lever.path, lever.low, lever.high] for lever in levers]


def as_json(data: Any) -> str:
    """In the form in which links hold it: short, and the same for the same data."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def from_link(text: str) -> Shared:
    """The comparison of a link. Raises LinkError with a sentence for whoever opened it."""
    version, dot, packed = text.partition(".")
    if not dot or not version.isdecimal():
        raise LinkError("This link is not one of Headroom's, or its beginning is missing.")
    if version not in (VERSION, WITHOUT_DICTIONARY):
        age = "an older" if int(version[:9]) < int(WITHOUT_DICTIONARY) else "a newer"
        raise LinkError(
            f"This link was made by {age} version of Headroom (kind {version[:9]}; this one reads kind {VERSION}). "
            "Ask whoever sent it for the scenario as a file."
        )
    if len(packed) > LONGEST:
        raise LinkError(f"This link is too long: {len(packed):,} characters, {LONGEST:,} are the most.")
    try:
        data = json.loads(_unpacked(packed, DICTIONARY.read_bytes() if version == VERSION else b""))
        return _shared(data)
    except ScenarioError as error:
        raise LinkError(f"The scenario in this link cannot be used: {problem_in_words(error)}.") from None
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise LinkError("This link is damaged; perhaps its end was cut off. Ask for it again.") from None


def _unpacked(packed: str, dictionary: bytes) -> str:
    """Raises ValueError for anything that is not a whole, sanely small compressed text."""
    try:
        raw = base64.b64decode(packed + "=" * (-len(packed) % 4), altchars=b"-_", validate=True)
        unpacker = zlib.decompressobj(zdict=dictionary) if dictionary else zlib.decompressobj()
        text = unpacker.decompress(raw, LARGEST)
    except (binascii.Error, zlib.error) as error:
        raise ValueError(str(error)) from None
    if not unpacker.eof or unpacker.unused_data:
        raise ValueError("cut off, or followed by something else")
    return text.decode()


def _shared(data: Any) -> Shared:
    baseline, values, week, saved = (data[key] for key in ("base", "set", "week", "kept"))
    if not isinstance(values, dict) or not isinstance(week, int) or not 0 <= week <= 519:
        raise ValueError("not a comparison")
    if not isinstance(saved, list) or len(saved) > MAX_SAVED:
        raise ValueError("not a list of scenarios")
    model, runs = data.get("model", ""), data.get("runs", 0)
    if not isinstance(runs, int) or not 0 <= runs <= MAX_REPLICATION:
        raise ValueError("not a number of runs")
    return Shared(
        from_dict(baseline),
        values,
        week,
        tuple(from_dict(s) for s in saved),
        _compared(data["compared"]) if "compared" in data else None,
        runs,
        model if isinstance(model, str) else "",
        _explored(data["explored"]) if "explored" in data else None,
        _weighed(data["weighed"]) if "weighed" in data else None,
        _staffed(*data["staffed"]) if "staffed" in data else None,
        validated(Contracts, data["contracts"]) if "contracts" in data else None,
        _traded_off(*data["traded"]) if "traded" in data else None,
    )


def _traded_off(levers: Any, goals: Any, targets: Any, limited: Any, bound: Any) -> TradedOff:
    freed = tuple(_freed(*lever) for lever in levers)
    if len(freed) > MAX_SAVED or len({lever.path for lever in freed}) < len(freed):
        raise ValueError("too many levers, or one twice")
    words = [*goals, *targets, *([limited] if limited else [])]
    if not all(isinstance(word, str) for word in words) or not (bound is None or _is_number(bound)):
        raise ValueError("not a question")
    known_goals, known_targets = (tuple(key for key in keys if key in KPIS) for keys in (goals, targets))
    return TradedOff(freed, known_goals, known_targets, limited if limited in KPIS else "", bound)


def _freed(path: Any, low: Any, high: Any, may_be_off: Any, options: Any) -> FreedLever:
    is_range = _is_number(low) and _is_number(high) and not options
    if not isinstance(path, str) or type(may_be_off) is not bool or not (is_range or low is high is None):
        raise ValueError("not a lever")
    if len(options) > MAX_SAVED or not all(isinstance(x, str) or _is_number(x) for x in options):
        raise ValueError("not a lever's options")
    return FreedLever(path, low, high, may_be_off, tuple(options))


def _is_number(x: Any) -> bool:
    return type(x) in (int, float) and math.isfinite(x)


def _staffed(share: Any, within_s: Any, per: Any, floor: Any, team: Any, day: Any) -> Staffed:
    bounds = ((share, 1, 99), (within_s, 0, 3600), (floor, 0, 99), (0 if day is None else day, 0, 6))
    if not all(type(x) is int and low <= x <= high for x, low, high in bounds):
        raise ValueError("not a target")
    if per not in ("half_hour", "day") or not isinstance(team, str):
        raise ValueError("not a target")
    return Staffed(share, within_s, per, floor, team, day)


def _explored(data: Any) -> Explored:
    levers, figure = _levers_and_figure(data)
    if not 1 <= len(levers) <= 2:
        raise ValueError("not one or two levers")
    return Explored(levers, figure)


def _weighed(data: Any) -> Weighed:
    levers, figure = _levers_and_figure(data)
    if len(levers) > MAX_SAVED or any(lever.low is None for lever in levers):
        raise ValueError("not the bounds of levers")
    return Weighed(figure, levers)


def _levers_and_figure(data: Any) -> tuple[tuple[LeverRange, ...], str]:
    """Different levers, each with a range or the usual one; a KPI, "" for one that is not known."""
    levers = tuple(LeverRange(*lever) for lever in data["levers"])
    figure = data["figure"]
    for path, low, high in data["levers"]:
        is_range = _is_number(low) and _is_number(high) and low < high
        if not isinstance(path, str) or not (is_range or low is high is None):
            raise ValueError("not a lever's range")
    if len({lever.path for lever in levers}) < len(levers):
        raise ValueError("a lever twice")
    if not isinstance(figure, str):
        raise ValueError("not a figure")
    return levers, figure if figure in KPIS else ""


def _compared(data: Any) -> Compared:
    chosen, baseline, figures, scenarios = (data[k] for k in ("chosen", "baseline", "figures", "scenarios"))
    matters = data.get("matters", "")
    words = [*chosen, baseline, matters, *figures, *scenarios]
    if not all(isinstance(word, str) for word in words) or len(words) > 4 * MAX_SAVED:
        raise ValueError("not a comparison")
    known = tuple(key for key in figures if key in KPIS)
    return Compared(tuple(chosen), baseline, known, {k: from_dict(s) for k, s in scenarios.items()}, matters)
