"""A real call log compared with the model: what is near, what is far."""

from __future__ import annotations

from present.evidence import BankFigure, Evidence
from present.formats import plain
from present.text_layout import lower_first
from sim.kpis import KPIS

NEAR, EDGE, FAR = "near", "off, but within the range of fortnights", "far"
NEAR_SHARE = 0.1
"""A figure farther from the log than this share of it is not called near, however much fortnights vary."""


def log_value(evidence: Evidence, figure: BankFigure) -> float | None:
    """What the log shows of a figure; None where that is not known here."""
    logged = evidence.bank_log.figures if evidence.bank_log else ()
    return next((f.log for f in logged if f.figure == figure.figure), figure.observed)


def deviation_in_spreads(figure: BankFigure, log: float) -> float:
    """Model less log, in standard deviations between the model's fortnights."""
    return (figure.model - log) / figure.sd if figure.sd else 0.0


def name_of(figure: BankFigure) -> str:
    """What it is called: as the key figure is now, where it is one."""
    return KPIS[figure.figure].name if figure.figure in KPIS else figure.name


def closeness(figure: BankFigure, log: float) -> str:
    """Near: within one spread of fortnights and a tenth of the log's value. Far: outside the range of 95 in 100."""
    if not figure.fortnights_low <= log <= figure.fortnights_high:
        return FAR
    is_near = abs(deviation_in_spreads(figure, log)) <= 1.0 and abs(figure.model - log) <= NEAR_SHARE * abs(
        log
    )
    return NEAR if is_near else EDGE


def shown(figure: BankFigure, x: float) -> str:
    """A value of a bank figure with its unit."""
    if figure.unit.startswith("share"):
        return f"{plain(100.0 * x, 1)}%"
    return f"{plain(x, 1 if abs(x) >= 10.0 else 2)} {figure.unit}"


def comparison(evidence: Evidence) -> tuple[str, bool | None]:
    """Compare the model with the log in sentences, without a verdict: the log is no test to pass."""
    bank = evidence.bank
    if bank is None:
        return "", None
    groups: dict[str, list[str]] = {NEAR: [], EDGE: [], FAR: []}
    for figure in bank.figures:
        log = log_value(evidence, figure)
        if log is not None:
            pair = f"{lower_first(name_of(figure))} {shown(figure, figure.model)} (log: {shown(figure, log)})"
            groups[closeness(figure, log)].append(pair)
    offered = f"{plain(evidence.bank_log.rows['offered'], 0)} calls" if evidence.bank_log else "the calls"
    parts = [
        f"Two weeks of a real bank, {offered}. Arrivals, talk, patience and staff were measured from the log and put "
        f"in; waiting was not. The model, mean of {plain(bank.fortnights, 0)} fortnights:"
    ]
    words = {
        NEAR: "**Near:**",
        EDGE: "**Off, but within what chance explains:**",
        FAR: "**Far, more than chance explains:**",
    }
    parts += [f"\n- {words[kind]} {'; '.join(texts)}." for kind, texts in groups.items() if texts]
    parts.append(
        "\n\nOne share was calibrated: how long agents are away. It is one centre, and the log records neither "
        "satisfaction nor exhaustion."
    )
    return " ".join(parts), None
