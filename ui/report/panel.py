"""The panel behind the button "Report": for whom, as which file; and the way to the projector."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import streamlit as st

from present.naming import slug
from present.report.files import FORMATS, LARGEST_LOGO, LogoError, checked_logo
from sim import Scenario
from sim.engine import ENGINES
from ui.report.job import Job, Order, command
from ui.report.strip import JOB, dismiss
from ui.running import engine_for, workers
from ui.told import told

CLIENT, LOGO = "report client", "report logo"
MOST = 10
"""Scenarios in one report; more fill no slide legibly."""


def report_panel(scenarios: Sequence[Scenario], replications: int, key: str) -> None:
    """Offer a report on these scenarios, the baseline first. `key`: of the page."""
    with st.popover("Report", type="tertiary", icon=":material/slideshow:"):
        st.markdown("**A report to show or hand over**")
        if len(scenarios) > MOST:
            st.warning(
                f"{len(scenarios)} scenarios are chosen; a report holds {MOST} at most.",
                icon=":material/warning:",
            )
            return
        client = st.text_input(
            "For whom (client)",
            max_chars=80,
            key=f"{CLIENT} {key}",
            value=st.session_state.get(CLIENT, ""),
            placeholder="stands on the report; may be left empty",
        )
        st.session_state[CLIENT] = client
        logo = _logo(key)
        with st.container(horizontal=True):
            for form in FORMATS.values():
                order = Order(
                    form,
                    tuple(scenarios),
                    replications,
                    " ".join(client.split()),
                    logo,
                    slug(scenarios[-1].name) if len(scenarios) < 3 else "headroom_comparison",
                )
                st.button(
                    f"Make {form.label.lower()}",
                    key=f"report make {form.ending} {key}",
                    help=f"{form.words[:1].upper()}{form.words[1:]} ({form.ending})",
                    icon=ICONS[form.ending],
                    on_click=told().ask,
                    args=(_begin, order),
                )
        st.caption(
            f"Made from {replications} simulated runs of each scenario, with how far the assumptions move the "
            "differences and what a change is worth in people; you can go on working meanwhile. The same file on the "
            "command line, from the scenario files:"
        )
        st.code(command(order, [f"{slug(s.name)}.yaml" for s in scenarios]), language=None, wrap_lines=True)


ICONS = {".pptx": ":material/co_present:", ".xlsx": ":material/table_view:", ".html": ":material/html:"}


def _logo(key: str) -> bytes:
    file = st.file_uploader(
        "Logo (PNG or JPEG)",
        type=["png", "jpg", "jpeg"],
        key=f"{LOGO} {key}",
        max_upload_size=2,
        help=f"Stands on the slides, the workbook and the page; {LARGEST_LOGO / 1e6:g} MB at most.",
    )
    if file is None:
        return b""
    try:
        return checked_logo(file.getvalue())
    except LogoError as error:
        st.error(
            f"This logo cannot be used: {error}. The report is made without one.", icon=":material/error:"
        )
        return b""


def _begin(order: Order) -> None:
    dismiss()
    engine = engine_for(st.session_state.get("engine", ENGINES[0]))
    st.session_state[JOB] = Job(order, workers(engine, idle=lambda: None), date.today())
