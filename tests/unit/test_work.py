"""What takes longer than a page may: one piece of work a question, given up when nobody wants it any more."""

from __future__ import annotations

import threading

import pytest

from sim.experiment import AbandonedError
from tests.waiting import PATIENCE_S, wait_until
from ui import work
from ui.work import DRAWING_SHARE, Slots, Work, fair_pause_ms


def never(_):
    return False


@pytest.fixture
def slots():
    made = Slots()
    yield made
    made.close()


class Held:
    """A job that publishes "some" and then waits to be let go on, or to be given up."""

    def __init__(self):
        self.go_on = threading.Event()

    def __call__(self, work):
        work.publish("some")
        wait_until(lambda: self.go_on.is_set() or work.is_given_up(), "let go on or given up")
        if not self.go_on.is_set():
            raise AbandonedError("given up")
        return "all"


def over(work):
    return wait_until(lambda: work.is_over, "the work is over")


def test_a_page_sees_what_is_published_and_then_the_answer(slots):
    job = Held()
    work = slots.ask("figures", "a", job, 100, 0.0, never)
    wait_until(lambda: work.value == "some", "something is published")
    assert not work.is_over
    assert slots.paces_ms == [100], "the part is drawn again"
    job.go_on.set()
    over(work)
    slots.paces_ms.clear()
    assert slots.ask("figures", "a", job, 100, 0.0, never) is work
    assert (work.value, slots.paces_ms) == ("all", [])


def test_another_setting_of_the_same_question_gives_up_the_one_before(slots):
    first = slots.ask("figures", "a", Held(), 100, 0.0, never)
    other = slots.ask("findings", "a", Held(), 100, 0.0, never)
    second = slots.ask("figures", "b", Held(), 100, 0.0, never)
    over(first)
    assert first.error is None
    assert not second.is_given_up()
    assert not other.is_given_up()


def test_what_a_page_does_not_ask_for_any_more_is_given_up(slots):
    slots.begin()
    kept, dropped = (slots.ask(name, "a", Held(), 100, 0.0, never) for name in ("kept", "dropped"))
    slots.begin()
    slots.ask("kept", "a", Held(), 100, 0.0, never)
    slots.sweep()
    over(dropped)
    assert not kept.is_given_up()
    slots.close()
    over(kept)


def test_work_that_was_given_up_is_begun_anew_when_it_is_wanted_again(slots):
    first = slots.ask("figures", "a", Held(), 100, 0.0, never)
    first.give_up()
    second = slots.ask("figures", "a", Held(), 100, 0.0, never)
    assert second is not first
    assert not second.is_given_up()


def test_an_error_is_kept_for_the_page_to_say(slots):
    def job(work):
        raise ValueError("no")

    work = slots.ask("figures", "a", job, 100, PATIENCE_S, never)
    assert str(work.error) == "no"
    assert slots.ask("figures", "a", job, 100, 0.0, never) is work, "it is not tried again by itself"


def test_a_page_waits_no_longer_than_for_enough(slots):
    job = Held()
    work = slots.ask("figures", "a", job, 100, PATIENCE_S, lambda value: value == "some")
    assert (work.value, work.is_over) == ("some", False)


def test_nobody_who_asks_for_long_is_nobody_who_waits(monkeypatch):
    monkeypatch.setattr("ui.work.ALONE_S", -1.0)
    over(Work("a", Held()))


def test_parts_that_wait_for_more_leave_simulations_their_turn(monkeypatch):
    sessions = [Slots() for _ in range(5)]
    monkeypatch.setattr(work, "_everybodys", sessions)
    assert fair_pause_ms(0.03) == 0, "nobody waits"
    jobs = [Held() for _ in sessions[:4]]
    for session, job in zip(sessions, jobs, strict=False):
        session.ask("figures", "a", job, 250, 0.0, never)
    drawing_s = 4 * 0.03  # of all four, once each
    assert drawing_s / (fair_pause_ms(0.03) / 1000.0) == pytest.approx(DRAWING_SHARE)
    for session in sessions:
        session.close()


def test_time_to_go_is_by_the_speed_of_late(slots, monkeypatch):
    """Ten runs a second, then five: what else the machine does is in it, and what was known already is soon not."""
    now = [0.0]
    job = Held()
    one = slots.ask("figures", "a", job, 100, 0.0, never)
    monkeypatch.setattr(work, "monotonic", lambda: now[0])
    assert one.left_s(1000) is None
    assert one.to_go(1000) == ""
    one.progress(400, 1000)
    assert one.left_s(1000) is None, "known at once, which says nothing"
    for second in range(1, 41):
        now[0] = float(second)
        one.progress(400 + (10 * second if second < 20 else 200 + 5 * (second - 20)), 1000)
        if second == 10:
            assert one.left_s(1000) == pytest.approx(50.0)
    assert one.left_s(1000) == pytest.approx((1000 - 700) / 5.0)
    assert one.to_go(1000) == ", about 60 seconds to go"
    assert one.to_go(700, at_most=True) == ", a few seconds to go at most"
    job.go_on.set()
    over(one)
