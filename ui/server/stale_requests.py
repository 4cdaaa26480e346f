"""Requests for a part of a page that was left meanwhile: nothing is drawn for them.

A timer may be due, or a hand may press something in a part of a page, in the moment in which a run leads to another
page. Streamlit 1.67 keeps such a request until that run has ended, then takes the part's page for the one on show: the
browser goes blank, and the widgets of the page that was just drawn lose their values.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from streamlit.runtime.scriptrunner import RerunData
from streamlit.runtime.scriptrunner.script_runner import ScriptRunner


def leave_out_stale_requests() -> None:
    """From now on, in all sessions of this process."""
    run_script = ScriptRunner._run_script

    def run_what_is_on_show(runner: ScriptRunner, rerun_data: RerunData) -> None:
        request = on_show(
            rerun_data, runner._pages_manager.current_page_script_hash, runner._fragment_storage.contains
        )
        if request is not None:
            run_script(runner, request)

    ScriptRunner._run_script = run_what_is_on_show  # type: ignore[method-assign, assignment]


def on_show(asked: RerunData, page: str, has_part: Callable[[str], bool]) -> RerunData | None:
    """What to run for a request while `page` is on show: nothing for a part of another page.

    For a part that this page no longer has the page is run: a hand may have moved something along with it.
    """
    if not asked.fragment_id_queue:
        return asked
    if asked.page_script_hash != page:
        return None
    return asked if any(map(has_part, asked.fragment_id_queue)) else replace(asked, fragment_id_queue=[])
