"""Requests for a part of a page that is being left: they neither bring it back nor blank the one that follows.

A timer may be due, or a hand may press something in a part of a page, in the moment in which a run leads to another
page. Streamlit 1.67 puts such a request together with the one for the other page and keeps the older page of the two,
or lets it wait until the other page is drawn and then takes the part's page for the one on show: the browser goes
blank, and the widgets of the page that was just drawn lose their values.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from streamlit.runtime.scriptrunner import RerunData
from streamlit.runtime.scriptrunner.script_runner import ScriptRunner
from streamlit.runtime.scriptrunner_utils.script_requests import ScriptRequests, ScriptRequestType


def let_pages_be_left() -> None:
    """From now on, in all sessions of this process."""
    run_script, put_together = ScriptRunner._run_script, ScriptRequests._request_rerun_locked

    def run_what_is_on_show(runner: ScriptRunner, rerun_data: RerunData) -> None:
        page = runner._pages_manager.current_page_script_hash
        request = on_show(rerun_data, page, runner._fragment_storage.contains)
        if request is not None:
            run_script(runner, request)

    def keep_page(requests: ScriptRequests, new_data: RerunData) -> bool:
        if requests._state is ScriptRequestType.RERUN:
            new_data = on_page_of(requests._rerun_data, new_data)
        return put_together(requests, new_data)

    ScriptRunner._run_script = run_what_is_on_show  # type: ignore[method-assign, assignment]
    ScriptRequests._request_rerun_locked = keep_page  # type: ignore[method-assign, assignment]


def on_show(asked: RerunData, page: str, has_part: Callable[[str], bool]) -> RerunData | None:
    """What to run for a request while `page` is on show: nothing for a part of another page.

    For a part that this page no longer has the page is run: a hand may have moved something along with it.
    """
    if not asked.fragment_id_queue:
        return asked
    if asked.page_script_hash != page:
        return None
    return asked if any(map(has_part, asked.fragment_id_queue)) else replace(asked, fragment_id_queue=[])


def on_page_of(waiting: RerunData, asked: RerunData) -> RerunData:
    """A request for a part as it is to be put together with one that waits: a whole page waits for no part's page."""
    if waiting.fragment_id_queue or not asked.fragment_id:
        return asked
    return replace(
        asked,
        page_script_hash=waiting.page_script_hash,
        page_name=waiting.page_name,
        query_string=waiting.query_string,
    )
