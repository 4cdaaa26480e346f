"""Above the figures: which scenario, what has changed from the baseline, and what can be done with it."""

from __future__ import annotations

from functools import partial

import streamlit as st

from present.changes import changes
from present.field_names import slug
from present.permalink import LinkError
from present.problem_text import problem_in_words, warnings_in_words
from present.sentences import dated_changes_text
from sim import Scenario, ScenarioError
from sim.scenario import from_bytes, to_yaml
from ui.copy_button import copy_button
from ui.folded import panel
from ui.last_move import last_move, replayed, switch_replay
from ui.levers import paths_of
from ui.markdown_text import as_text, paragraphs
from ui.page_header import notes
from ui.present import present_link
from ui.ready_questions import ANOTHER, draw_other_questions, draw_questions
from ui.report.panel import report_panel, report_scenarios
from ui.save_button import YAML, save_button
from ui.scenario_files import LARGEST_FILE_MB
from ui.session import add_own, keep_under, link, name_to_keep, pick, session
from ui.state import Draft
from ui.widget_sync import widget_sync
from ui.work import live


def heading(draft: Draft) -> None:
    """The baseline's name and what it is."""
    with st.container(gap=None):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.header(as_text(draft.baseline.name), anchor=False, width="content")
            if draft.baseline.description:
                panel("About", draft.key("about", "panel"), partial(_about, draft), icon="info")
        notes()
        if draft.baseline.changes:
            st.info(as_text(dated_changes_text(draft.baseline)), icon=":material/event:")
        for sentence in warnings_in_words(draft.current):
            st.warning(as_text(sentence), icon=":material/warning:")


def _about(draft: Draft) -> None:
    st.markdown(paragraphs(draft.baseline.description))
    source = draft.baseline.source
    st.caption(f"Source: {paragraphs(source)}" if source else "The file names no source.")


ASK = "Ask, or move a lever:"
ON_A_PHONE = '<span class="phone">Ask, or open the levers with the arrow at the top left:</span>'

NO_CHANGE = "Nothing changed"
KEEP = "keep panel"


def chips(draft: Draft) -> None:
    """What has changed, each with a way back, and questions to ask: at once while nothing has, else behind a button.

    In a replay what had changed in the setting whose figures are shown, to be read only: levers and buttons are those
    of the setting that is.
    """
    before = replayed(draft)
    parts = changes(draft.baseline, draft.current if before is None else before.setting.current)
    with st.container(horizontal=True, vertical_alignment="center", key="chips"):
        if draft.is_pinned:
            differ = [part.chip for part in changes(draft.origin, draft.baseline)]
            st.markdown(
                ":gray-badge[:material/keep: Pinned as baseline]",
                width="content",
                help=as_text(f"The baseline is {draft.origin.name} with: {'; '.join(differ)}.")
                if differ
                else None,
            )
        if before is not None:
            for words in [part.chip for part in parts] or [NO_CHANGE]:
                st.markdown(f":gray-badge[{as_text(words)}]", width="content")
            return
        if not parts:
            words = f'<span class="wide">{ASK}</span>{ON_A_PHONE}'
            st.markdown(words, unsafe_allow_html=True, width="content")
            draw_questions(draft)
        for part in parts:
            widget_sync().button(
                as_text(part.chip),
                draft.remove,
                paths_of(draft, part.group),
                icon=":material/close:",
                icon_position="right",
                key=f"chip {part.group}",
                help="Take this change back",
            )
        if parts:
            about = "Its answer takes the place of what is changed"
            panel("Another question", ANOTHER, partial(draw_other_questions, draft), icon="help", help=about)


def actions(draft: Draft, replications: int) -> None:
    """Undo, redo, reset, replay, pin; then, in a part of its own that opens at once, keep, share, report, present."""
    changed = draft.current != draft.baseline
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="actions"):
        button = partial(widget_sync().button, type="tertiary")
        button(
            "Undo",
            draft.undo,
            key="undo",
            icon=":material/undo:",
            disabled=not draft.steps.past,
            help="Take the last move back: Ctrl+Z (Cmd+Z on a Mac), or the browser's Back"
            if draft.steps.past
            else "There is no move to take back yet",
        )
        button(
            "Redo",
            draft.redo,
            key="redo",
            icon=":material/redo:",
            disabled=not draft.steps.future,
            help="Make the move again that was taken back: Ctrl+Y or Ctrl+Shift+Z (Shift+Cmd+Z on a Mac), or the "
            "browser's Forward"
            if draft.steps.future
            else "No move was taken back that could be made again",
        )
        nothing = not changed and not draft.is_pinned
        button(
            "Reset",
            draft.reset,
            key="reset",
            icon=":material/restart_alt:",
            disabled=nothing,
            help="There is nothing to reset: no lever is moved" if nothing else "Put all levers back",
        )
        can_replay = last_move().before_move(draft) is not None
        shows_before = replayed(draft) is not None
        st.button(
            "Replay",
            on_click=widget_sync().defer,
            args=(switch_replay, draft),
            key="replay",
            icon=":material/compare_arrows:",
            type="primary" if shows_before else "tertiary",
            disabled=not can_replay,
            help="Show what was before the last move, and again what is now: B"
            if can_replay
            else "There is nothing to show again yet: move a lever of this centre first",
        )
        button(
            "Pin as baseline",
            draft.pin,
            key="pin",
            icon=":material/keep:",
            disabled=not changed,
            help="Compare what follows with the centre as it is now. Undo takes it back."
            if changed
            else "Nothing is changed: the centre as it is now is the baseline already",
        )
        row = {"horizontal": True, "vertical_alignment": "center", "gap": "xsmall"}
        live("panels", partial(_panels, draft, replications), **row)


def _panels(draft: Draft, replications: int) -> None:
    panel("Keep for Compare", KEEP, partial(_keep, draft), icon="bookmark_add")
    panel("Share and files", "files panel", partial(_files, draft), icon="ios_share")
    report_panel(report_scenarios(draft), replications, "what if")
    present_link("what if")


def _keep(draft: Draft) -> None:
    suggested = name_to_keep(draft)
    box = f"keep name {suggested}"
    with st.form("keep form", border=False):
        st.text_input("Name to keep it under", value=suggested, key=box)
        st.form_submit_button(
            "Keep", on_click=widget_sync().defer, args=(_keep_now, draft, box), key="keep", type="primary"
        )
    count = len(session().saved_scenarios)
    st.caption(f"{count} kept so far." if count else "Nothing kept yet.")


def _keep_now(draft: Draft, box: str) -> None:
    name = st.session_state.get(box, "")
    st.session_state[KEEP] = False  # it would cover what is said of it
    keep_under(draft.current, name)


def _files(draft: Draft) -> None:
    st.markdown("**A link to this comparison**")
    try:
        address = str(st.context.url or "").split("?")[0]
        copy_button("Copy the link", f"{address}?s={link()}", "copy link")
        st.caption(
            "It holds the baseline, your changes and what you kept for Compare; nothing is stored elsewhere."
        )
    except LinkError as error:
        st.warning(as_text(str(error)), icon=":material/warning:")
    st.markdown("**Scenario files** (YAML)")
    with st.container(horizontal=True):
        _download("Current scenario", draft.current, "now")
        if draft.current != draft.baseline:
            _download("Baseline", draft.baseline, "baseline")
    upload()


def _download(label: str, scenario: Scenario, key: str) -> None:
    save_button(
        label,
        to_yaml(scenario),
        f"{slug(scenario.name)}{'_changed' if key == 'now' else ''}.yaml",
        YAML,
        key=f"download {key}",
    )


def upload() -> None:
    """Read scenario files; each becomes one of the user's own, the last one current."""
    problems: list[str] = st.session_state.setdefault("upload problems", [])
    files = st.file_uploader(
        "Open scenario files (YAML)",
        accept_multiple_files=True,
        key=f"upload {st.session_state.get('uploads', 0)}",
        max_upload_size=LARGEST_FILE_MB,
        help="As downloaded here, or written by hand: see the reference in the folder docs.",
    )
    if files:
        problems.clear()
        for file in files:
            try:
                pick(add_own(from_bytes(file.getvalue())))
            except ScenarioError as error:
                why = problem_in_words(error)
                problems.append(f"{file.name} cannot be used: {why}. What you had before is still here.")
        st.session_state["uploads"] = st.session_state.get("uploads", 0) + 1  # an empty uploader again
        st.rerun()
    for problem in problems:
        st.error(as_text(problem), icon=":material/error:")
