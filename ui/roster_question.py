"""What the page Roster asks beside the target: the contracts, in five questions or from a file; a link has them."""

from __future__ import annotations

from functools import partial
from typing import Any

import streamlit as st

from present.problem_text import problem_in_words
from present.report.answers.roster import contracts_in_words
from sim import ScenarioError
from sim.clock_text import clock_text
from sim.staffing import Contracts, contracts_from_bytes, contracts_from_team, contracts_with
from ui.folded import fold
from ui.markdown_text import as_text
from ui.number_fields import NumberFields
from ui.scenario_files import LARGEST_FILE_MB
from ui.state import Draft
from ui.work import redraw_page

TIMES = [clock_text(30 * half) for half in range(49)]
LENGTHS = [half / 2.0 for half in range(4, 25)]
OF_FILE, LINKED, ASKED = "roster file of", "roster contracts of the link", "roster contracts asked"
FIELDS = ("lengths", "earliest", "latest", "days", "rest")


def field_key(name: str, stem: str, team: str) -> str:
    """Of a question: each team of each scenario has its own."""
    return f"roster {name} {stem} {team}"


def take_over(contracts: Contracts | None, stem: str, team: str) -> None:
    """Ask what a link asks; None: as people work now. `team`: "" for the only one."""
    state = st.session_state
    own = (*(field_key(name, stem, "") for name in FIELDS), f"{OF_FILE} {stem} ")
    for key in [key for key in state if str(key).startswith(own)]:
        del state[key]
    state[LINKED], state[ASKED] = (contracts, team), (stem, contracts)


def on_screen(stem: str) -> Contracts | None:
    """What a link carries of it: nothing where it is how people work today."""
    asked_stem, asked = st.session_state.get(ASKED, (stem, None))
    contracts: Contracts | None = asked
    return contracts if asked_stem == stem else None


def contracts_form(draft: Draft, team: str) -> Contracts | None:
    """The contracts that are asked for; None where they allow no shift."""
    scenario = draft.current
    usual = contracts_from_team(scenario, next(each for each in scenario.teams if each.name == team))
    key = f"{OF_FILE} {draft.stem} {team}"
    linked, of_team = st.session_state.get(LINKED, (None, ""))
    begun: Contracts = linked if linked is not None and of_team in (team, "") else usual
    if not _is_answered(usual, begun):
        st.session_state[key], begun = begun, usual
        del st.session_state[LINKED]
    asked = _of_file(key)
    if asked is None:
        asked = _questions(usual, begun, draft.stem, team)
    fold("Contracts from a file", f"roster file {draft.stem}", partial(_upload, key), icon="upload_file")
    is_usual = asked is None or (key not in st.session_state and _answers(asked) == _answers(usual))
    st.session_state[ASKED] = draft.stem, None if is_usual else asked
    return asked


def _answers(contracts: Contracts) -> dict[str, Any]:
    """How the first of these contracts answers the five questions."""
    one = contracts.contracts[0]
    return {
        "hours": one.hours,
        "earliest_start": one.earliest_start,
        "latest_end": one.latest_end or TIMES[-1],
        "days_per_week": one.days_per_week,
        "rest_hours": contracts.rest_hours,
    }


def _is_answered(usual: Contracts, contracts: Contracts) -> bool:
    """Whether the five questions can ask for these contracts."""
    try:
        return contracts in (usual, contracts_with(usual, **_answers(contracts)))
    except ScenarioError:
        return False


def _of_file(key: str) -> Contracts | None:
    """Those of the file that was read last, with the way back to the questions."""
    contracts: Contracts | None = st.session_state.get(key)
    if contracts is not None:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(
                f"**Contracts of your file:** {as_text(contracts_in_words(contracts))}.", width="content"
            )
            st.button(
                "Remove",
                on_click=st.session_state.pop,
                args=(key, None),
                key="roster no file",
                type="tertiary",
                icon=":material/close:",
                help="Ask by the questions again",
            )
    return contracts


def _upload(key: str) -> None:
    """The field for a file; what is wrong with it stands below."""
    files = f"{key} uploads"
    data = st.file_uploader(
        "File of contracts (YAML)",
        type=["yaml", "yml"],
        key=f"{key} upload {st.session_state.get(files, 0)}",
        max_upload_size=LARGEST_FILE_MB,
        help="Several contracts, their breaks, shares and pay: the file that `--contracts` reads on the command line.",
    )
    if data is None:
        return
    try:
        contracts = contracts_from_bytes(data.getvalue())
    except ScenarioError as error:
        words = f"{data.name} cannot be used: {problem_in_words(error)}."
        st.error(as_text(words), icon=":material/error:")
        return
    st.session_state[key] = contracts
    st.session_state[files] = st.session_state.get(files, 0) + 1  # an empty field again
    redraw_page()


def _questions(usual: Contracts, begun: Contracts, stem: str, team: str) -> Contracts | None:
    """Five questions, which begin with the answers of `begun`; None where they allow no shift."""
    one, now = usual.contracts[0], _answers(begun)
    starts, ends, fields = TIMES[:-1], TIMES[1:], NumberFields()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        lengths = st.multiselect(
            "Shift lengths, hours",
            sorted({*LENGTHS, *one.hours, *now["hours"]}),
            default=list(now["hours"]),
            format_func=lambda hours: f"{hours:g}",
            key=field_key("lengths", stem, team),
            persist_state="session",
            width=220,
        )
        earliest = _time("Earliest start", "earliest", starts, now["earliest_start"], stem, team)
        latest = _time(
            "Latest end",
            "latest",
            ends,
            now["latest_end"],
            stem,
            team,
            "24:00: no limit; shifts may end on the next day.",
        )
        days = fields.ask(
            "Days a week",
            "",
            (1, len(one.days)),
            now["days_per_week"],
            key=field_key("days", stem, team),
            width=150,
        )
        rest = fields.ask(
            "Rest between shifts",
            "hours",
            (0, 24),
            now["rest_hours"],
            key=field_key("rest", stem, team),
            whole=False,
            width=190,
        )
    fields.say()
    if one.breaks:
        rules = ", ".join(f"{rule.minutes} min" for rule in one.breaks)
        st.caption(
            f"Breaks as they are now, placed anew: {rules}. A shift too short for one goes without it."
        )
    if not lengths:
        st.error("Choose a length for the shifts.", icon=":material/error:")
    if not lengths or days is None or rest is None:
        return None
    try:
        return contracts_with(
            usual,
            hours=lengths,
            earliest_start=earliest,
            latest_end=latest,
            days_per_week=int(days),
            rest_hours=rest,
        )
    except ScenarioError as error:
        st.error(as_text(f"No shift is possible: {problem_in_words(error)}."), icon=":material/error:")
    return None


def _time(label: str, name: str, times: list[str], now: str, stem: str, team: str, words: str = "") -> str:
    """A time of day, one that is not on the half-hour first."""
    options = times if now in times else [now, *times]
    chosen: str = st.selectbox(
        label,
        options,
        index=options.index(now),
        key=field_key(name, stem, team),
        persist_state="session",
        help=words or None,
        width=130,
    )
    return chosen
