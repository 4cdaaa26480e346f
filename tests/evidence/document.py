"""The measured part of docs/anonymous_bank.md, written between its two marks from the files of evidence."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from present.evidence import Evidence
from present.trust import day
from present.trust_table import bank_rows, left_out_rows

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "anonymous_bank.md"
BEGIN, END = "<!-- measured: written by make evidence -->", "<!-- end of what was measured -->"


def measured_part(evidence: Evidence) -> str:
    """Markdown: how it was run, the log beside the model, what the model's abandonment rests on."""
    bank = evidence.bank
    if bank is None:
        return "Not measured yet."
    runs = max(r.runs for r in bank.rests_on)
    return "\n".join(
        [
            f"`{bank.command}`: seed {bank.seed}, {bank.fortnights} replications of two weeks, model "
            f"{bank.model_version}, {day(bank.date)}.",
            "",
            *_table(bank_rows(evidence)),
            "",
            f"What the model's share of abandoned calls rests on, one thing left out at a time ({runs} "
            "replications, paired on the same callers):",
            "",
            *_table(left_out_rows(evidence).drop(columns="Simulated runs")),
        ]
    )


def _table(rows: pd.DataFrame) -> list[str]:
    cells = [list(rows.columns), ["---"] * len(rows.columns), *rows.astype(str).to_numpy().tolist()]
    return [f"| {' | '.join(row)} |" for row in cells]


def with_measured_part(text: str, evidence: Evidence) -> str:
    """The document with the part between the marks made anew."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{measured_part(evidence)}\n{END}{after}"
