"""A request for a part of a page that was left meanwhile draws nothing, and loses no page."""

from __future__ import annotations

from streamlit.runtime.scriptrunner import RerunData

from ui.server.stale_requests import on_page_of, on_show

PARTS = {"figures", "below"}


def test_a_part_of_a_page_that_was_left_is_not_run() -> None:
    asked = RerunData(page_script_hash="present", fragment_id_queue=["figures"])
    assert on_show(asked, "compare", PARTS.__contains__) is None


def test_a_part_that_its_page_has_no_more_runs_the_page_for_what_a_hand_moved_with_it() -> None:
    asked = RerunData(page_script_hash="compare", query_string="s=1", fragment_id_queue=["gone"])
    run = on_show(asked, "compare", PARTS.__contains__)
    assert run is not None
    assert (run.fragment_id_queue, run.query_string) == ([], "s=1")


def test_what_belongs_to_the_page_on_show_and_whole_pages_run_as_asked() -> None:
    part = RerunData(page_script_hash="compare", fragment_id_queue=["below", "gone"])
    assert on_show(part, "compare", PARTS.__contains__) is part
    page = RerunData(page_script_hash="what_if")
    assert on_show(page, "compare", PARTS.__contains__) is page


def test_a_part_of_the_page_that_is_left_does_not_turn_the_page_back() -> None:
    to_compare = RerunData(page_script_hash="compare", query_string="s=2")
    timer = RerunData(page_script_hash="present", query_string="s=1", fragment_id="figures")
    together = on_page_of(to_compare, timer)
    assert (together.page_script_hash, together.query_string) == ("compare", "s=2")
    another = RerunData(page_script_hash="present", fragment_id_queue=["below"])
    assert on_page_of(another, timer) is timer, "two parts of one page"
    click = RerunData(page_script_hash="explore")
    assert on_page_of(to_compare, click) is click, "a later click on another page counts"
