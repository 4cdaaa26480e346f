"""The tables of the page "How far to trust this", as data frames: for the screen, for print and for download."""

from __future__ import annotations

import pandas as pd
from pydantic import BaseModel

from present.bank_log import closeness, deviation_in_spreads, log_value, name_of, shown
from present.evidence import Bench, Cases, Evidence, Theory
from present.formats import ASSUMED, plain
from present.provenance import constant, default_of, range_of
from present.text_layout import joined
from present.trust import day, figure_name, is_stale
from sim.experiment.sensitivity import ASSUMPTIONS
from sim.kpis import KPIS
from sim.scenario.field_metadata import Field, fields

STATUS = {
    "sourced": "Sourced",
    "assumption": "Assumed",
    "centre": "The centre's own",
    "rule": "A rule the centre sets",
}


def _is_number(f: Field) -> bool:
    """Whether a field is a number or a choice of the model, not a list, a name or a group of fields."""
    if isinstance(f.default, BaseModel | tuple | dict):
        return False
    return f.status in ("sourced", "assumption") or (bool(f.unit) and isinstance(f.default, int | float))


def numbers() -> pd.DataFrame:
    """Every number of the model that a scenario can set, with what it rests on."""
    rows = []
    for f in fields():
        if not _is_number(f):
            continue
        value, unit = default_of(f)
        described = constant(f)
        rows.append(
            {
                "About": described.topic,
                "What it is": described.meaning,
                "Default": value,
                "Unit": unit,
                "Evidence range": range_of(f),
                "Status": STATUS.get(f.status, f.status),
                "Rests on": described.source + (f" ({described.departure})" if described.departure else ""),
                "How the source carries it": described.rests if f.status == "sourced" else "",
                "Path": f.path,
            }
        )
    return pd.DataFrame(rows)


def searched(table: pd.DataFrame, words: str, statuses: list[str]) -> pd.DataFrame:
    """The rows of these statuses (all if none) in which every word occurs, in any column."""
    listed = table[table["Status"].isin(statuses)] if statuses else table
    text = listed.astype(str).agg(" ".join, axis=1).str.casefold()
    for word in words.casefold().split():
        text = text[text.str.contains(word, regex=False)]
    return listed.loc[text.index]


def key_figures() -> pd.DataFrame:
    """Every key figure with its definition and what it rests on."""
    return pd.DataFrame(
        [
            {
                "Key figure": k.name + (ASSUMED if k.is_assumed else ""),
                "Unit": k.unit,
                "Definition": k.definition,
                "Rests on": k.source if k.is_assumed else f"counted ({k.source})",
                "Key in files": k.key,
            }
            for k in KPIS.values()
        ]
    )


def theory_rows(theory: Theory) -> pd.DataFrame:
    """Every figure of every run, in the unit of the figure; shares are 0 to 1."""
    return pd.DataFrame(
        [
            {
                "Case": case.case,
                "Centre": case.title,
                "Figure": figure_name(f.figure),
                "Unit": f.unit,
                "Theory": (
                    f"{f.expected[0]:.5g} to {f.expected[1]:.5g}"
                    if isinstance(f.expected, tuple)
                    else f"{f.expected:.5g}"
                ),
                "Simulated": "" if f.got is None else f"{f.got:.5g}",
                "Standard error": "" if f.standard_error is None else f"{f.standard_error:.2g}",
                "Off by, standard errors": f.errors_off,
                "Verdict": f.verdict + (" (second run)" if case.run == 2 else ""),
            }
            for case in theory.cases
            for f in case.figures
        ]
    )


def bank_rows(evidence: Evidence) -> pd.DataFrame:
    """The log beside the model's fortnights. "Distance": in spreads, that is standard deviations of fortnights."""
    rows = []
    calm = {f.figure: f.undisturbed for f in evidence.bank_log.figures} if evidence.bank_log else {}
    for f in evidence.bank.figures if evidence.bank else ():
        log = log_value(evidence, f)
        if log is None:
            continue
        off = deviation_in_spreads(f, log)
        rows.append(
            {
                "Figure": name_of(f),
                "Log": shown(f, log),
                "Log, undisturbed": shown(f, calm[f.figure]) if f.figure in calm else "",
                "Model, mean": shown(f, f.model),
                "95% interval of the mean": f"{shown(f, f.low)} to {shown(f, f.high)}",
                "95 of 100 fortnights": f"{shown(f, f.fortnights_low)} to {shown(f, f.fortnights_high)}",
                "Distance, in spreads": f"{'+' if off > 0 else ''}{plain(off, 1)}",
                "Verdict": closeness(f, log),
            }
        )
    return pd.DataFrame(rows)


def left_out_rows(evidence: Evidence) -> pd.DataFrame:
    """How many calls are abandoned when one thing is left out of the bank's scenario."""
    return pd.DataFrame(
        [
            {
                "Left out": r.left_out,
                "Abandoned, %": plain(100.0 * r.abandonment, 1),
                "Difference, points": _signed(100.0 * r.difference, 1),
                "95% interval, points": f"{_signed(100.0 * r.low, 1)} to {_signed(100.0 * r.high, 1)}",
                "Simulated runs": r.runs,
            }
            for r in (evidence.bank.rests_on if evidence.bank else ())
        ]
    )


def sign_rows(cases: Cases) -> pd.DataFrame:
    """The cases' differences, after less before, and the range they take over the assumptions."""
    words = {a.key: a.words for a in ASSUMPTIONS}
    rows = []
    for case in cases.cases:
        for f in case.figures:
            scale = 100.0 if f.unit.startswith("share") else 1.0
            one = 2 if f.unit.startswith("currency") else 1
            ends = [_signed(scale * x, one) for x in (f.difference, f.low, f.high, f.lowest, f.highest)]
            rows.append(
                {
                    "Case": case.case,
                    "Key figure": KPIS[f.figure].name + (ASSUMED if KPIS[f.figure].is_assumed else ""),
                    "Unit": "points" if scale > 1.0 or f.unit.endswith("0-100") else f.unit,
                    "After less before": ends[0],
                    "95% interval": f"{ends[1]} to {ends[2]}",
                    "Under other assumptions": f"{ends[3]} to {ends[4]}",
                    "Direction decided by": joined([words.get(k, k) for k in f.decided_by]),
                }
            )
    return pd.DataFrame(rows)


def _signed(x: float, decimals: int) -> str:
    text = plain(x, decimals)
    return f"+{text}" if x > 0.0 and text.strip("0.") else text


def bench_rows(bench: Bench) -> pd.DataFrame:
    """Programs on the same work: how fast, and whether they got the answer that theory gives."""
    verdict = {True: "right", False: "WRONG", None: "not judged"}
    return pd.DataFrame(
        [
            {
                "Program": p.title,
                "Work": p.load,
                "Calls": plain(p.calls, 0),
                "Times as fast as textbook SimPy": ""
                if p.times_textbook is None
                else plain(p.times_textbook, 1),
                "Answer": verdict[p.right],
            }
            for p in bench.programs
        ]
    )


def run_rows(evidence: Evidence, running: str) -> pd.DataFrame:
    """Where each number of the page comes from."""
    return pd.DataFrame(
        [
            {
                "File": f"evidence/{name}.json",
                "What was run": run.what,
                "Command, in the source code": run.command,
                "On": day(run.date),
                "Model version": run.model_version + (" (changed since)" if is_stale(run, running) else ""),
                "Seed": str(run.seed),
                "Took, s": run.seconds,
            }
            for name, run in evidence.runs
        ]
    )


def for_paper(table: pd.DataFrame) -> pd.DataFrame:
    """A wide table with its columns joined or left out so that it fits a sheet; others as they are."""
    if "About" in table.columns:
        narrow = pd.DataFrame({"What it is": table["About"] + ": " + table["What it is"]})
        narrow["Default"] = (table["Default"] + " " + table["Unit"]).str.strip()
        carried = table["How the source carries it"]
        narrow["Evidence range"], narrow["Status"] = table["Evidence range"], table["Status"]
        narrow["Rests on"] = table["Rests on"].where(carried == "", table["Rests on"] + " [" + carried + "]")
        return narrow
    too_wide = ("Centre", "Command, in the source code", "Took, s", "95% interval of the mean")
    return table.drop(columns=[c for c in too_wide if c in table])
