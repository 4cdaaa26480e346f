"""The page "How far to trust this": checked, sourced, assumed; every number from the evidence files or declarations."""

from collections.abc import Callable, Sequence
from functools import partial

import pandas as pd
import streamlit as st

from present.evidence import FOLDER, Bench, as_json, read
from present.figures.agreement import agreement, agreement_in_words
from present.limits import NOT_SHOWN, limits
from present.provenance import (
    UNVERIFIED,
    Constant,
    assumed_intro,
    signs_intro,
    sourced,
    sourced_intro,
    varied_assumptions,
)
from present.spelling import spelled
from present.text_layout import upper_first
from present.trust import CheckedPoint, checked_points, common_measured, is_stale, measured
from present.trust_table import (
    STATUS,
    bank_rows,
    bench_rows,
    for_paper,
    key_figures,
    left_out_rows,
    numbers,
    run_rows,
    searched,
    sign_rows,
    theory_rows,
)
from sim.version import model_version
from ui.charts import BLANK_CELL, as_tables, chart
from ui.folded import fold
from ui.page_header import page
from ui.save_button import save_button
from ui.theme import mode

BADGES = {
    True: ":green-badge[:material/check: agrees]",
    False: ":red-badge[:material/error: does not agree]",
    None: ":gray-badge[:material/compare_arrows: near and far]",
}
NOT_THERE = ":gray-badge[not measured]"

evidence, running = read(FOLDER), model_version()

page(
    "How far to trust this",
    "What was checked and with what result, what has a source, and what is assumed. Every number here comes from a run "
    "you can repeat or from the model's own declarations; none is typed in.",
)
st.info(
    f"**{NOT_SHOWN}** The queue and the computing are checked; what happens to people rests on studies and "
    "assumptions, marked as such. Compare settings rather than rely on one number.",
    icon=":material/info:",
)
for problem in evidence.problems:
    st.warning(problem, icon=":material/warning:")
printing = st.toggle(
    "Expand all for printing",
    key="trust_printing",
    help="Opens every section and shows tables in full instead of scrolling ones.",
)


def table(rows: pd.DataFrame, label: str) -> None:
    """A table to scroll and sort, or in full for paper."""
    if printing:
        st.table(for_paper(rows), hide_index=True, alt=label)
    else:
        widths = {"Default": st.column_config.TextColumn(width=110)}
        st.dataframe(
            rows, hide_index=True, width="stretch", alt=label, column_config=widths, placeholder=BLANK_CELL
        )


def shown_point(point: CheckedPoint, with_date: bool) -> None:
    """One thing that was checked."""
    badge = BADGES[point.passed] if point.measured else NOT_THERE
    st.markdown(f"**{point.title}** {badge}")
    st.markdown(point.text)
    small = [point.measured] if point.measured and (with_date or point.stale) else []
    small += [point.repeat] if point.repeat else []
    if small:
        st.markdown(" ".join(f":small[{words}]" for words in small))


def constants(rows: Sequence[Constant]) -> None:
    """A list of constants: value, meaning, source."""
    lines = []
    for c in rows:
        between = f", range {c.between}" if c.between else ""
        departure = f"; {c.departure}" if c.departure else ""
        lines.append(
            f"- {c.topic}: {c.meaning}, **{c.value}**{between}. *{upper_first(c.source)}{departure}.*"
        )
    st.markdown("\n".join(lines))


# --- The three columns

first, second, third = st.columns(3, border=True)
with first:
    st.subheader(":material/verified: Checked", anchor=False)
    points = checked_points(evidence, running)
    all_of_them = common_measured(points)
    for point in points:
        shown_point(point, with_date=not all_of_them)
    if all_of_them:
        st.markdown(f":small[{all_of_them}]")
with second:
    st.subheader(":material/menu_book: Sourced", anchor=False)
    st.markdown(sourced_intro())
    for heading, rows in sourced().items():
        st.markdown(f"**{heading}**" + (" :orange-badge[not verified]" if heading == UNVERIFIED else ""))
        constants(rows)
with third:
    st.subheader(":material/help: Assumed", anchor=False)
    st.markdown(assumed_intro())
    st.markdown(f"**The least known.** {signs_intro(evidence)}")
    for number, assumption in enumerate(varied_assumptions(evidence)):
        badges = " :orange-badge[least known]" if number == 0 else ""
        badges += " :orange-badge[most decisive]" if assumption.most_decisive else ""
        st.markdown(f"**{upper_first(assumption.words)}**{badges}")
        constants(assumption.constants)
        st.markdown(assumption.effect)
    if evidence.cases is not None and is_stale(evidence.cases, running):
        st.markdown(f":small[{measured(evidence.cases, running)}]")
    st.markdown("All others are in the table of numbers below, each with what it rests on.")

# --- Limits

st.subheader("Limits in plain words", anchor=False)
left, right = st.columns(2, gap="large")
all_limits = limits()
half = (len(all_limits) + 1) // 2
for place, part in ((left, all_limits[:half]), (right, all_limits[half:])):
    with place:
        for heading, sentences in part:
            st.markdown(f"**{heading}** {sentences}")

# --- The queue, figure by figure

if evidence.theory is not None:
    st.subheader("Every figure checked against theory", anchor=False)
    st.markdown(
        "Each dot is one figure of one simulated centre. By chance alone 19 of 20 lie within the darker band. A "
        "case with a dot beyond the dotted lines is run again with more calls. If it is outside once more, it "
        "fails. MMC and MMCAb are compared with published intervals: 0 is anywhere inside."
    )
    cases = theory_rows(evidence.theory)
    chart(agreement(evidence.theory, mode=mode()), agreement_in_words(evidence.theory), "agreement")
    if not printing:
        as_tables("agreement", [lambda: cases])
    if printing:
        table(cases, "Theory cases figure by figure")

# --- Everything else, folded

st.subheader("All the numbers", anchor=False)
all_numbers = numbers()


def all_the_numbers() -> None:
    """Every constant, searched."""
    search, pills = st.columns(2, vertical_alignment="bottom")
    words = search.text_input("Search", key="trust_search", placeholder="exhaustion, SQM, per wait")
    shown_rows = pills.pills(
        "Status",
        list(STATUS),
        format_func=lambda status: spelled(STATUS[status]),
        selection_mode="multi",
        key="trust_status",
        help="Shows all if none is chosen.",
    )
    rows = searched(all_numbers, words or "", [STATUS[status] for status in shown_rows or []])
    st.caption(
        f"{len(rows)} of {len(all_numbers)} numbers. These are the model's defaults; a scenario can set its own."
    )
    table(rows, "Numbers of the model with unit, range, status and source")


def real_log() -> None:
    """The log of a bank's calls compared with the model's."""
    table(bank_rows(evidence), "Figures of the log compared with those of the model")
    st.markdown("What the model's share of abandoned calls rests on: one thing left out at a time.")
    table(left_out_rows(evidence), "Abandoned with one thing left out")
    st.caption(
        "A spread is the standard deviation between the model's fortnights. “Anonymous Bank” data of I. Guedj and "
        "A. Mandelbaum, Technion SEELab, whom we thank. Method and doubts: docs/anonymous_bank.md."
    )


def other_simulators(bench: Bench) -> None:
    """The same work done by others."""
    table(bench_rows(bench), "Programs on the same work: speed and answer")
    st.caption("M/M/50+M is a queue with an exact theory; typical_centre is the whole model, which has none.")


def where_from() -> None:
    """The files of evidence."""
    table(run_rows(evidence, running), "Files of evidence: command, date, version, seed")
    st.caption("In Headroom's source code, `make evidence` measures all of it again in some minutes.")


folds: list[tuple[str, Callable[[], None]]] = [
    ("Table of numbers: every constant with its range and what it rests on", all_the_numbers),
    (
        "Key figures: how each is defined and what it rests on",
        lambda: table(key_figures(), "Key figures with unit, definition and what they rest on"),
    ),
]
if evidence.bank is not None:
    folds.append(("The real log compared with the model", real_log))
if evidence.cases is not None:
    signs = partial(
        table, sign_rows(evidence.cases), "Differences of the cases with their range under other assumptions"
    )
    folds.append(("The three cases under other assumptions", signs))
if evidence.bench is not None:
    folds.append(("The same work done by other simulators", partial(other_simulators, evidence.bench)))
if evidence.runs:
    folds.append(("Where each number comes from", where_from))
for label, draw in folds:
    # Printing opens all: with another key each is another fold, open from the start.
    fold(label, f"trust {label} {printing}", draw, expanded=printing)

downloads = [
    ("Evidence (JSON)", as_json(FOLDER), "headroom_evidence.json", "application/json"),
    ("Table of numbers (CSV)", all_numbers.to_csv(index=False), "headroom_numbers.csv", "text/csv"),
]
if evidence.theory is not None:
    rows_as_csv = theory_rows(evidence.theory).to_csv(index=False)
    downloads.append(("Theory cases (CSV)", rows_as_csv, "headroom_theory.csv", "text/csv"))
with st.container(horizontal=True):
    for name, data, file_name, mime in downloads:
        save_button(name, data, file_name, mime)
