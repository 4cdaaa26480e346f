"""What takes longer than a page may: worked on by threads while the page stands, and drawn as it becomes known.

A page is drawn from what is known at the moment, and its script ends. A part of it that shows what is still being
worked on stands in `live`: an unseen element there asks the server a little later to draw that part once more, until
all is there. So no script runs while something is simulated, and a move by hand never waits for one.

A session's work is kept in slots, one for each question that a page asks. Whoever asks the same question of another
setting gives up the work on the one before; what no page asks for any more is given up, too.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections import deque
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field, replace
from itertools import count
from time import monotonic, thread_time
from typing import Any, Generic, TypeVar
from weakref import WeakSet

import streamlit as st
from streamlit import runtime
from streamlit.delta_generator_singletons import context_dg_stack, get_default_dg_stack_value
from streamlit.runtime.scriptrunner import RerunException, get_script_run_ctx

from present.explore import time_in_words
from sim.experiment import AbandonedError
from ui.locale import write_as_before
from ui.widget_sync import widget_sync

T = TypeVar("T")
log = logging.getLogger(__name__)
AT_ONCE_S = 1.0
"""How long a page waits for figures before it is drawn without them: most are there sooner."""
SUPERSEDED_S = 0.03
"""How often a page that waits looks whether it is wanted any more."""
ALONE_S = 90.0
"""Work is given up when no page has asked for it for this long. A browser asks once a minute for a tab out of sight."""
TAKEN_S = 2.0
"""How long a page waits for the server to take what it has drawn: as a rule a millisecond."""
SOON_MS, LATER_MS = 250, 900
"""When a part of the page is drawn again: while its figures come, and while it is complete but for what follows."""
DRAWING_SHARE = 0.5
"""Of Python's time, for drawing again all parts that wait for more, whoever's: simulations need their turn as well."""


SEEN_EVERY_S, LEAST_SEEN_S, SEEN = 1.0, 3.0, 20
"""How often speed is noted, for how long before it is told, and how many notes tell it."""


class Work(Generic[T]):
    """One piece of work, begun at once in a thread. `value`, `done`, `total` and `error` may be read at any time.

    `value`: the last that was published, None before the first. `done` of `total`: runs simulated so far. `error`: why
    it ended without its answer.
    """

    def __init__(self, address: Hashable, job: Callable[[Work[T]], T]) -> None:
        self.address = address
        self.value: T | None = None
        self.done, self.total = 0, 0
        self.error: Exception | None = None
        self.notice = ""
        self._seen: deque[tuple[float, int]] = deque(maxlen=SEEN)
        self._job = job
        self._given_up = threading.Event()
        self._over = threading.Event()
        self._asked_after = monotonic()
        threading.Thread(target=self._run, name="headroom-work", daemon=True).start()

    @property
    def is_over(self) -> bool:
        """Whether nothing more will come."""
        return self._over.is_set()

    def publish(self, value: T) -> None:
        """Let pages show this from now on."""
        self.value = value

    def progress(self, done: int, total: int) -> None:
        """Say how far it is, in simulated runs."""
        self.done, self.total = done, total
        now = monotonic()
        if not self._seen or now - self._seen[-1][0] >= SEEN_EVERY_S:
            self._seen.append((now, done))

    def left_s(self, total: int) -> float | None:
        """Seconds until so many runs are done, at the speed of late, whatever else the machine does; None at first."""
        if not self._seen:
            return None
        (began, before), (now, done) = self._seen[0], self._seen[-1]
        if now - began < LEAST_SEEN_S or done <= before:
            return None
        return (total - done) * (now - began) / (done - before)

    def to_go(self, total: int, *, at_most: bool = False) -> str:
        """What is left of so many runs, after a comma: ", about 20 seconds to go"; "" while nothing can be said."""
        left = self.left_s(total)
        return "" if left is None else f", {time_in_words(left)} to go{' at most' if at_most else ''}"

    def touch(self) -> None:
        """Say that somebody still waits for it."""
        self._asked_after = monotonic()

    def give_up(self) -> None:
        """Nobody wants it any more: what has not begun never does, what runs ends soon."""
        self._given_up.set()

    def is_given_up(self) -> bool:
        """Whether to stop: for a runner's `cancelled`."""
        return self._given_up.is_set() or monotonic() - self._asked_after > ALONE_S

    def wait(self, seconds: float, enough: Callable[[T], bool]) -> None:
        """Wait for its end, or for a value that is enough; a page that was superseded ends here."""
        until = monotonic() + seconds
        while not self._over.wait(max(0.0, min(SUPERSEDED_S, until - monotonic()))) and monotonic() < until:
            st.session_state.get(SLOTS)  # asking the session is what ends a superseded page
            self.touch()
            if self.value is not None and enough(self.value):
                return

    def _run(self) -> None:
        try:
            self.value = self._job(self)
        except AbandonedError:
            pass
        except Exception as error:  # of a thread that nobody joins: the page says it
            log.debug("work ended without an answer", exc_info=True)
            self.error = error
        finally:
            self._over.set()


@dataclass(eq=False)
class Slots:
    """A session's work, by the question it answers.

    `asked`: slots that the present run of the page has asked for. `paces_ms`: of what the part of the page that is
    being drawn shows and is not over. `draws`: counts drawings.
    """

    works: dict[str, Work[Any]] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)
    paces_ms: list[int] = field(default_factory=list)
    draws: count[int] = field(default_factory=count)

    def ask(
        self,
        slot: str,
        address: Hashable,
        job: Callable[[Work[Any]], Any],
        pace_ms: int,
        wait_s: float,
        enough: Callable[[Any], bool],
    ) -> Work[Any]:
        """The work on this question, begun if it is not under way or done."""
        self.asked.add(slot)
        work = self.works.get(slot)
        is_missing = work is None or work.address != address or (work.is_given_up() and not work.is_over)
        if work is None or is_missing or (work.is_over and work.value is None and not work.error):
            if work is not None:
                work.give_up()
            work = self.works[slot] = Work(address, job)
        work.touch()
        if wait_s:
            work.wait(wait_s, enough)
        if not work.is_over:
            self.paces_ms.append(pace_ms)
        return work

    def begin(self) -> None:
        """Before a whole run of a page: it has asked for nothing yet."""
        self.asked.clear()

    def sweep(self) -> None:
        """After it: give up what it did not ask for."""
        for slot in [slot for slot in self.works if slot not in self.asked]:
            self.works.pop(slot).give_up()

    @property
    def is_waiting(self) -> bool:
        """Whether something is being worked on."""
        return any(not work.is_over for work in list(self.works.values()))

    def close(self) -> None:
        """The session is over."""
        for work in list(self.works.values()):
            work.give_up()


SLOTS = "work"
_everybodys: WeakSet[Slots] = WeakSet()


@st.cache_resource(show_spinner=False, scope="session", on_release=Slots.close)
def slots() -> Slots:
    """This session's; given up as soon as its browser has gone."""
    own = Slots()
    _everybodys.add(own)
    return own


def ask(
    slot: str,
    address: Hashable,
    job: Callable[[Work[T]], T],
    *,
    pace_ms: int = SOON_MS,
    wait_s: float = 0.0,
    enough: Callable[[T], bool] = lambda _: False,
) -> Work[T]:
    """Have a question worked on; `address`: what its answer depends on.

    Waits `wait_s` at most for its end, or for a value that is `enough` to show. The part of the page that asks is
    drawn again after `pace_ms` while there is more to come.
    """
    return slots().ask(slot, address, job, pace_ms, wait_s, enough)


def give_up(slot: str) -> None:
    """Nobody wants to know this any more: whatever else is worked on has the workers to itself."""
    work = slots().works.pop(slot, None)
    if work is not None:
        work.give_up()


@st.fragment
def live(key: str, draw: Callable[[], None], **layout: Any) -> None:
    """A part of the page that is drawn again while something that it asks for is being worked on.

    `draw` draws all of the part from what is known. Widgets in it that change what is outside of it call
    `redraw_page`; those whose `on_click` is put off until the moves before it are done need not. `layout`: of the part,
    as for `st.container`.
    """
    if widget_sync().deferred:  # by a button in this part, or by one that was pressed as a timer was due
        redraw_page()
    write_as_before()
    own = slots()
    around, own.paces_ms = own.paces_ms, []
    began_s = thread_time()
    with st.container(key=f"live_{key}", **layout):
        draw()
    drawing_s = thread_time() - began_s
    paces_ms, own.paces_ms = own.paces_ms, around
    if paces_ms:
        data = {"number": next(own.draws), "ms": max(min(paces_ms), fair_pause_ms(drawing_s))}
        _timer(key=f"live_{key}_again", data=data, on_due_change=_due)


def fair_pause_ms(drawing_s: float) -> int:
    """How long a part waits before it is drawn again, if its drawing takes so long and everybody's as long as it."""
    waiting = sum(session.is_waiting for session in list(_everybodys))
    return round(1000.0 * waiting * drawing_s / DRAWING_SHARE)


def draw_again_soon() -> None:
    """For a part that shows something else than work: draw it again in a moment."""
    slots().paces_ms.append(SOON_MS)


def begin_page() -> None:
    """First thing in a whole run of a page."""
    # A run of a part leaves its place as the one to draw into. Where a whole run follows in the same thread, which
    # `fastReruns = false` makes it do, Streamlit 1.67 forgets to leave that place.
    context_dg_stack.set(get_default_dg_stack_value())
    slots().begin()


def end_page() -> None:
    """Last thing in a whole run of a page: give up what it did not ask for; end when all it sent is on its way.

    A request that comes just as a run ends makes Streamlit 1.67 drop what of that run the server has not taken yet.
    """
    slots().sweep()
    loop = runtime.get_instance()._get_async_objs().eventloop if runtime.exists() else None
    if isinstance(loop, asyncio.AbstractEventLoop):  # no server stands behind a test of a page alone
        taken = threading.Event()
        loop.call_soon_threadsafe(taken.set)
        taken.wait(TAKEN_S)


def redraw_page() -> None:
    """Draw the whole page anew: for what a part of it has changed. Does not return."""
    st.rerun(scope="app")


def _due() -> None:
    """A timer's request begins a run of its part; one that brings something else as well, a run of the page.

    What a hand does in the same moment as a timer is due, Streamlit 1.67's page sends along as if it were of that part.
    And to a run that a callback asks for it does not say which buttons were pressed: so it is told.
    """
    context = get_script_run_ctx()
    if context is None:
        return
    state = context.session_state._state
    reported = state._new_widget_state
    if any(
        state._widget_changed(id) and reported.widget_metadata[id].callbacks is None
        for id in reported
        if id in reported.widget_metadata
    ):
        pressed = state._filter_active_trigger_widget_states(state._current_interaction_widget_states)
        try:
            redraw_page()
        except RerunException as page:
            page.rerun_data = replace(page.rerun_data, replay_trigger_states=pressed)
            raise


# What overtakes another request does harm: a request for a part undoes one for another page, and one that comes just
# as a run ends makes the server drop the last messages of that run. So a timer that is due waits while a script runs,
# after anything that the user did, longest after a link, and while another part's request is on its way.
_timer = st.components.v2.component(
    "headroom_timer",
    html="<span></span>",
    js="""const HOLD_MS = 1000, TOUCHED_MS = 300, LOOK_MS = 30
    if (!window.headroomTimers) {
      window.headroomTimers = { free: 0, sent: -HOLD_MS }
      const touch = (event) => {
        const leaves = event.type === "popstate" || event.target.closest?.("a[href]")
        const free = performance.now() + (leaves ? HOLD_MS : TOUCHED_MS)
        window.headroomTimers.free = Math.max(window.headroomTimers.free, free)
      }
      for (const type of ["click", "keydown", "input", "change", "pointerdown", "pointerup", "popstate"])
        addEventListener(type, touch, true)
    }
    const shared = window.headroomTimers, timers = new WeakMap()
    export default ({ data, parentElement, setTriggerValue }) => {
      clearTimeout(timers.get(parentElement)) // of the drawing before
      const due = () => {
        const now = performance.now()
        const runs = document.querySelector("[data-testid=stApp]")?.dataset.testScriptState !== "notRunning"
        if (runs) shared.sent = -HOLD_MS // it has arrived
        if (!runs && now >= shared.free && now - shared.sent >= HOLD_MS) {
          shared.sent = now
          setTriggerValue("due", data.number)
        }
        timers.set(parentElement, setTimeout(due, LOOK_MS))
      }
      timers.set(parentElement, setTimeout(due, data.ms))
      return () => clearTimeout(timers.get(parentElement))
    }""",
)
