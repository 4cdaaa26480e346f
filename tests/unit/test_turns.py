"""Who is next on shared workers: sessions take turns, task by task, however much one of them wants."""

from __future__ import annotations

from sim.experiment.pool import PoolRun, Turns


def run(session, *names, can_wait=False):
    """Tasks are names here: whose turn it is does not depend on what they are."""
    return PoolRun(1, names, lambda number: None, session, None, can_wait=can_wait)


def started(turns, most=100):
    """What is begun now, without anything ending."""
    found = []
    while len(found) < most and (chosen := turns.next()) is not None:
        found.append(chosen)
    return found


def names(chosen):
    return "".join(task for _, task in chosen)


def one_at_a_time(turns):
    """The order of all tasks where each ends before the next begins."""
    found = []
    while (chosen := turns.next()) is not None:
        found.append(chosen)
        turns.finished(chosen[0])
    return names(found)


def test_sessions_take_turns_however_many_runs_one_has():
    turns = Turns(1, 1)
    for hostile in ("AAAA", "BBBB", "CCCC"):
        turns.add(run("many", *hostile))
    turns.add(run("few", *"xyz"))
    order = one_at_a_time(turns)
    assert order == "AxByCz" + "ABCABCABC"


def test_within_a_session_its_runs_take_turns():
    turns = Turns(1, 1)
    turns.add(run("one", *"aaa"))
    turns.add(run("one", *"bbb"))
    assert one_at_a_time(turns) == "ababab"


def test_with_a_heavy_user_the_others_wait_for_twice_as_many_tasks_at_most():
    alone, beside = Turns(1, 1), Turns(1, 1)
    alone.add(run("light", *"x" * 10))
    beside.add(run("heavy", *"H" * 1000))
    beside.add(run("light", *"x" * 10))
    assert one_at_a_time(alone).rindex("x") + 1 == 10
    assert one_at_a_time(beside).rindex("x") + 1 <= 20


def test_who_comes_while_long_runs_hold_all_workers_begins_at_once():
    turns = Turns(2, 4)
    turns.add(run("heavy", *"HHHH"))
    assert names(started(turns)) == "HH", "no more than there are workers"
    turns.add(run("light", *"xxx"))
    begun = started(turns)
    assert names(begun) == "xx"
    turns.add(run("third", "t"))
    assert started(turns) == [], "four threads are at work"
    turns.finished(begun[0][0])
    assert names(started(turns)) == "t"


def test_a_cancelled_run_has_no_turn():
    turns = Turns(1, 1)
    gone, stays = run("one", *"aaa"), run("two", *"bb")
    turns.add(gone)
    turns.add(stays)
    gone.cancel()
    assert one_at_a_time(turns) == "bb"


def test_a_task_that_could_not_begin_is_next_again():
    turns = Turns(1, 1)
    turns.add(run("one", *"ab"))
    begun, task = turns.next()
    turns.finished(begun)
    begun._put_back(task)
    assert one_at_a_time(turns) == "ab"


def test_what_can_wait_comes_after_everybodys_figures():
    turns = Turns(1, 1)
    turns.add(run("searches", *"sss", can_wait=True))
    assert names(started(turns, 1)) == "s"
    turns.finished(run("searches", can_wait=True))
    turns.add(run("first", *"aa"))
    turns.add(run("searches", *"bb"))
    assert one_at_a_time(turns) == "ababss"


def test_what_can_wait_leaves_places_to_who_comes_with_figures_to_simulate():
    turns = Turns(2, 4)
    for session in ("one", "two", "three"):
        turns.add(run(session, *"sss", can_wait=True))
    begun = started(turns)
    assert names(begun) == "ss"
    turns.add(run("new", *"xxx"))
    assert names(started(turns)) == "xx"
    turns.finished(begun[0][0])
    assert names(started(turns)) == "s", "the new session has as many at work as it may"
    turns.clear()
    turns.add(run("one", *"ss", can_wait=True))
    assert names(started(turns)) == "ss", "what was forgotten holds no place"
