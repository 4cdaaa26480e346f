"""The panel behind the button "Report": for whom, as which file; and the way to the projector."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

import streamlit as st

from present.field_names import slug
from present.report.files import FORMATS, Format
from present.report.logo import LARGEST_LOGO, LogoError, validated_logo
from present.report.report import MOST_SCENARIOS
from present.report.search_answer import SearchAnswer
from present.sentences import suggested_name
from present.text_layout import counted, joined, upper_first
from sim import Scenario, replace
from sim.engine import ENGINES
from ui.folded import fold, panel
from ui.report.job import Job, Order, command
from ui.report.status_bar import IS_NEW, add, jobs
from ui.runner import engine_for, runner
from ui.search_answers import answers_about, remember_answer
from ui.state import Draft
from ui.work import redraw_page

CLIENT, LOGO, SAVED_LOGO = "report client", "report logo", "report logo kept"


def report_scenarios(draft: Draft) -> list[Scenario]:
    """What a report from What if is about: the baseline, and what it has become under a name that says so."""
    if draft.current == draft.baseline:
        return [draft.baseline]
    return [draft.baseline, replace(draft.current, {"name": suggested_name(draft.baseline, draft.current)})]


def report_panel(scenarios: Sequence[Scenario], replications: int, key: str, on_screen: int = 0) -> None:
    """Offer a report on these scenarios, the baseline first, in a part of the page.

    `key`: of the page; `on_screen`: see `Order`.
    """
    if st.session_state.pop(IS_NEW, False):
        redraw_page()  # its line stands at the top
    panel(
        "Report",
        f"report panel {key}",
        partial(_offer, scenarios, replications, key, on_screen),
        icon="slideshow",
    )


def answer_panel(answer: SearchAnswer) -> None:
    """Offer a report on what a search has found; it is remembered for the reports on its scenario."""
    remember_answer(answer)
    if st.session_state.pop(IS_NEW, False):
        redraw_page()
    panel(
        "Report",
        f"report panel {answer.key}",
        partial(_offer_answer, answer),
        icon="slideshow",
        help="This answer as slides, a workbook or a web page: sentence, picture, table, and what was asked",
    )


def _offer_answer(answer: SearchAnswer) -> None:
    st.markdown("**Make a report of this answer**")
    name = f"{slug(answer.settings.scenario.name)}_{slug(answer.page)}"
    _buttons(
        answer.key,
        lambda form, client, logo: Order(
            form, (), answer.settings.replications, client, logo, name, answers=(answer,)
        ),
    )
    st.caption("Reports made on What if and Compare include it, too, while the scenario stays as it is.")


def _offer(scenarios: Sequence[Scenario], replications: int, key: str, on_screen: int) -> None:
    st.markdown("**Make a report to show or hand over**")
    if len(scenarios) > MOST_SCENARIOS:
        st.warning(
            f"{len(scenarios)} scenarios are chosen; a report holds {MOST_SCENARIOS} at most.",
            icon=":material/warning:",
        )
        return
    name = slug(scenarios[-1].name) if len(scenarios) < 3 else "headroom_comparison"
    answers = answers_about(scenarios)
    orders = _buttons(
        key,
        lambda form, client, logo: Order(
            form, tuple(scenarios), replications, client, logo, name, on_screen, answers
        ),
    )
    st.caption(
        f"From {counted(replications, 'simulated run', 'simulated runs')} of each scenario. It also says how far "
        "assumptions move the differences, and what a change is worth in people. You can go on meanwhile, on any "
        "page, but do not reload."
    )
    if answers:
        st.caption(f"With your answers of {joined([answer.page for answer in answers])}.")
    has_logo = bool(orders[0].logo)
    fold("For analysts", f"report command {key}", partial(_command, orders[0], has_logo), icon="terminal")


def _buttons(key: str, order_of: Callable[[Format, str, bytes], Order]) -> list[Order]:
    """For whom, and a button for each kind of file; return what each of them orders."""
    client = st.text_input(
        "Client",
        max_chars=80,
        key=f"{CLIENT} {key}",
        value=st.session_state.get(CLIENT, ""),
        placeholder="Shown on the report (optional)",
    )
    st.session_state[CLIENT] = client
    logo = _logo(key)
    orders = [order_of(form, " ".join(client.split()), logo) for form in FORMATS.values()]
    with st.container(horizontal=True):
        for order in orders:
            form = order.form
            st.button(
                form.label,
                on_click=_begin,
                args=(order, f"report panel {key}"),
                key=f"report make {form.ending} {key}",
                help=f"{upper_first(form.words)} ({form.ending})",
                icon=ICONS[form.ending],
            )
    return orders


def _command(order: Order, with_logo: bool) -> None:
    logo = " (and with --logo)" if with_logo else ""
    logo += ", without the answers of searches" if order.answers else ""
    st.caption(f"The same file on the command line, from the scenario files{logo}:")
    files = [f"{slug(s.name)}.yaml" for s in order.scenarios]
    st.code(command(order, files), language=None, wrap_lines=True)


ICONS = {".pptx": ":material/co_present:", ".xlsx": ":material/table_view:", ".html": ":material/html:"}


def _logo(key: str) -> bytes:
    """The logo that was uploaded on this page or another; kept until another comes or it is taken away."""
    file = st.file_uploader(
        "Logo (PNG or JPEG)",
        type=["png", "jpg", "jpeg"],
        key=f"{LOGO} {key}",
        max_upload_size=LARGEST_LOGO // 1_000_000,
        help=f"Shown on the slides, in the workbook and on the web page; {LARGEST_LOGO / 1e6:g} MB at most.",
    )
    if file is not None:
        try:
            st.session_state[SAVED_LOGO] = validated_logo(file.getvalue())
        except LogoError as error:
            st.error(f"This logo cannot be used: {error}.", icon=":material/error:")
            return b""
    saved_logo: bytes = st.session_state.get(SAVED_LOGO, b"")
    if saved_logo and file is None:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.image(saved_logo, width=80)
            st.caption("The logo that you uploaded before is used.", width="content")
            st.button(
                "Remove",
                key=f"no {LOGO} {key}",
                type="tertiary",
                on_click=st.session_state.pop,
                args=(SAVED_LOGO, None),
            )
    return saved_logo


def _begin(order: Order, panel_key: str) -> None:
    st.session_state[panel_key] = False  # it would cover the line that says how far the report is
    engine = engine_for(st.session_state.get("engine", ENGINES[0]))
    running, by = jobs(), runner(engine, order.replications)
    add(running, Job(order, by, date.today()))  # last: a run that is superseded before has begun none
