"""What the constants rest on: which have a source and how firmly it carries them, which are assumed, which decide.

How a constant that is marked "sourced" relates to its source is a judgement, kept apart from the number itself: a
source can be named without its number having been seen, and a number can be worked out from a source without standing
in it. Neither may be shown as established.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from present.evidence import REMEDY, Cases, Evidence
from present.formats import MINUS, plain, scale, with_unit
from present.text_layout import joined, lower_first
from sim.experiment.sensitivity import ASSUMPTIONS
from sim.kpis import KPIS
from sim.scenario.field_metadata import Field, field, fields

Seen = Literal["source", "second hand", "not verified"]
"""Where the source's figure was seen: in the source itself (its abstract, first page or published code), in a page
that reports it, or not at all: quoted from memory or usual practice."""
Use = Literal["as stated", "worked out"]
"""The default is the source's own figure, or ours: derived from it or set in its light."""


@dataclass(frozen=True)
class Provenance:
    """`departure`: where the default parts from the source's figure, in words."""

    seen: Seen
    use: Use
    departure: str = ""

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
        "source", "worked out", "part of the gain counts as resolving more, not as working faster"
    ),
    "behaviour.satisfied_base": Provenance(
        "second hand",
        "worked out",
        "set above the source's figure, because what spoils a call is subtracted separately",
    ),
    "behaviour.satisfied_per_attempt": Provenance("second hand", "as stated"),
    "behaviour.satisfied_unresolved": Provenance(
        "source", "worked out", "a gap between two kinds of caller, computed by us; not shown to be a cause"
    ),
    "behaviour.satisfied_per_transfer": Provenance(
        "source", "worked out", "set below the source's figure, part of which comes through resolution"
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

NO_STUDY = "assumption of the model"
"""How the source of an assumption begins for which no study was found."""
SIGN = "sign:"
"""How it begins where studies give the direction but not the size."""


@dataclass(frozen=True)
class Constant:
    """One constant with what it rests on. `rests`: in words, for a reader who does not know our marks."""

    path: str
    topic: str
    meaning: str
    value: str
    between: str
    source: str
    rests: str
    departure: str = ""


BARE = ("exponent", "E", "per unit E", "CV", "factor", "shape", "share per min")
"""Units of the model's mathematics, which say nothing behind a number in a sentence."""


def digits(x: float) -> str:
    """A constant as it is declared, to four digits."""
    return f"{x:.4g}"


def default_of(f: Field) -> tuple[str, str]:
    """(Default, unit): shares in per cent, money in the currency of the defaults; an empty text where there is none."""
    unit = f.unit.replace("currency", field("costs.currency").default)
    if f.default is None:
        return "", unit
    if isinstance(f.default, bool):
        return ("on" if f.default else "off"), ""
    if isinstance(f.default, int | float):
        return (digits(100.0 * f.default), "%") if f.is_share else (digits(f.default), unit)
    return str(f.default).replace("_", " "), ""


def range_of(f: Field) -> str:
    """The range that the evidence leaves open, as declared; "" where none is declared."""
    if f.evidence_range is None:
        return ""
    low, high = (digits(100.0 * x if f.is_share else x) for x in f.evidence_range)
    return f"{low} to {high}"


def constant(f: Field) -> Constant:
    """Of a declared field."""
    value, unit = default_of(f)
    unit = "" if unit in BARE else unit
    between = with_unit(range_of(f), unit) if f.evidence_range else ""
    known = PROVENANCE.get(f.path)
    rests = known.words if known else f.status
    departure = known.departure if known else ""
    return Constant(f.path, f.topic, f.help, with_unit(value, unit), between, f.source, rests, departure)


def sourced() -> dict[str, list[Constant]]:
    """Constants with a source, by how firmly it carries them; those not verified last."""
    groups: dict[str, list[Constant]] = {AS_STATED: [], WORKED_OUT: [], UNVERIFIED: []}
    for f in fields():
        if f.status == "sourced":
            known = PROVENANCE.get(f.path)
            if known is None or known.seen == "not verified":
                group = UNVERIFIED
            else:
                group = AS_STATED if known.use == "as stated" else WORKED_OUT
            groups[group].append(constant(f))
    return groups


AS_STATED = "As the source has it"
WORKED_OUT = "Worked out by us from a source's figures"
UNVERIFIED = "A source is named, but not yet verified"


def sourced_intro() -> str:
    """What "sourced" means here."""
    groups = {name: len(constants) for name, constants in sourced().items()}
    total = sum(groups.values())
    return (
        f"{total} constants have a source. For {groups[AS_STATED]} the default is the source's own figure; for "
        f"{groups[WORKED_OUT]} we worked it out from one. For {groups[UNVERIFIED]} the source is named but not yet "
        "verified. A study made elsewhere need not hold for your centre."
    )


def assumptions() -> list[Field]:
    """All constants that are assumptions, in the file's order."""
    return [f for f in fields() if f.status == "assumption"]


def assumed_intro() -> str:
    """How many, and how many of them no study supports."""
    assumed = assumptions()
    alone = sum(f.source.startswith(NO_STUDY) for f in assumed)
    signs = sum(f.source.startswith(SIGN) for f in assumed)
    return (
        f"{len(assumed)} constants are assumptions of the model. For {alone} of them no study gives a number. For "
        f"{signs} more, studies give the direction but not the size; for the rest, a rough bound. All can be "
        "changed in the scenario file."
    )


@dataclass(frozen=True)
class VariedAssumption:
    """One of the assumptions that are varied beside every difference. `effect`: what that does to the cases."""

    words: str
    constants: tuple[Constant, ...]
    effect: str
    most_decisive: bool


def varied_assumptions(evidence: Evidence) -> list[VariedAssumption]:
    """The least known assumptions; what they decide comes from the cases' runs."""
    cases = evidence.cases
    widest = _widest(cases)
    return [
        VariedAssumption(
            a.words,
            tuple(constant(field(path)) for path in a.paths),
            _effect(cases, a.key),
            a.key == widest,
        )
        for a in ASSUMPTIONS
    ]


IN_POINTS = ("satisfaction_all", "exhaustion_mean")
"""The two figures, both in points, whose change in the cases tells how much an assumption decides."""


@dataclass(frozen=True)
class Swing:
    """Where an assumption moves a figure's difference most, and from where to where, in points."""

    case: str
    low: float
    high: float

    @property
    def width(self) -> float:
        return abs(self.high - self.low)


def _largest_swing(cases: Cases, key: str, figure: str) -> Swing:
    times = scale(KPIS[figure])
    swings = [
        Swing(case.case, times * f.at[f"{key} low"], times * f.at[f"{key} high"])
        for case in cases.cases
        for f in case.figures
        if f.figure == figure and {f"{key} low", f"{key} high"} <= f.at.keys()
    ]
    return max(swings, key=lambda s: s.width, default=Swing("", 0.0, 0.0))


def _widest(cases: Cases | None) -> str:
    """The assumption that moves either figure most."""
    if cases is None:
        return ""
    return max(
        (a.key for a in ASSUMPTIONS),
        key=lambda key: max(_largest_swing(cases, key, f).width for f in IN_POINTS),
    )


def _effect(cases: Cases | None, key: str) -> str:
    if cases is None:
        return f"What it decides has not been measured yet: {REMEDY}."
    parts = [
        f"the change in {KPIS[figure].counted} from {_points(swing.low)} to {_points(swing.high)} points ({swing.case})"
        for figure in IN_POINTS
        if (swing := _largest_swing(cases, key, figure)).width
        >= KPIS[figure].matters_from(None) * scale(KPIS[figure])
    ]
    text = (
        f"From one end of its range to the other it moves {joined(parts)}."
        if parts
        else "It hardly moves any of the cases."
    )
    signs = [
        f"“{lower_first(KPIS[f.figure].name)}” in {one.case}"
        for one in cases.cases
        for f in one.figures
        if key in f.decided_by
    ]
    if signs:
        text += f" **It decides the direction** of {joined(signs)}."
    return text


def _points(x: float) -> str:
    text = plain(x, 1)
    return text if text.startswith(MINUS) else f"+{text}"


def signs_intro(evidence: Evidence) -> str:
    """How often a sign rests on an assumption, over all figures of the cases."""
    if evidence.cases is None:
        return ""
    differences = [f for case in evidence.cases.cases for f in case.figures]
    turns = sum(f.sign_turns for f in differences)
    return (
        f"Every comparison is repeated with each of these at both ends of its range. In the three cases, "
        f"{turns} of {len(differences)} differences then change direction."
    )
