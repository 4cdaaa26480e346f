"""One browser tab without a browser: it speaks Streamlit's protocol and answers the app's unseen timers.

It does what the page's scripts do to the server, and draws nothing: it tells which figures of which setting have
arrived. Messages are never named as known, so the server sends each of them whole: more than a browser would get.
"""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field
from time import monotonic

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Delta_pb2 import Delta
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

HOLD_S, TOUCHED_S, LOOK_S = 1.0, 0.3, 0.03
"""As in the timer's script in `ui/work.py`: between two requests, after a move by hand, between two looks."""
LONGEST_S = 60.0
"""For a run to begin."""
TIMER = "headroom_timer"
LAST_SETTINGS = "still those of the last setting"
TOO_LARGE = "is too large to be simulated"
HERO = 3
SCENARIO_TAG = "h2"
"""Of the heading that is the scenario's name; the verdict below it is smaller."""


@dataclass
class Drawing:
    """What one run of the page, or of a part of it, has sent so far. `fragments`: of which parts; empty: of all.

    `metrics`: (label, value, change). `is_of_before`: the figures are those of the setting before. `is_complete`: no
    runs are missing from them.
    """

    fragments: tuple[str, ...]
    metrics: list[tuple[str, str, str]] = field(default_factory=list)
    chips: list[str] = field(default_factory=list)
    heading: str = ""
    timers: set[str] = field(default_factory=set)
    is_of_before: bool = False
    is_complete: bool = True


@dataclass(frozen=True)
class Figures:
    """The three large tiles, each (label, value, change), and above them the scenario's name and the changes."""

    tiles: tuple[tuple[str, str, str], ...]
    heading: str
    chips: tuple[str, ...]
    is_complete: bool
    at: float


@dataclass
class _Timer:
    fragment: str
    number: int
    handle: asyncio.TimerHandle

    def trigger(self, key: str) -> WidgetState:
        """What it tells the server when it is due."""
        return _event(key, "due", self.number)


def _event(component: str, event: str, value: object) -> WidgetState:
    state = WidgetState(id=f"$$STREAMLIT_INTERNAL_KEY_{component}__events")
    state.json_trigger_value = json.dumps([{"event": event, "value": value}])
    return state


class Tab:
    """Opened by `opened`; `close` ends it. `errors`: what no user should ever see. `messages`, `bytes`: received."""

    def __init__(self, address: str, link: str) -> None:
        """`address`: of the app, with http://; `link`: what stands behind ?s= in the address bar."""
        self.address = address
        self.errors: list[str] = []
        self.refused = ""
        self.figures: Figures | None = None
        self.received = bytearray()
        """What has arrived since somebody looked through it and emptied it."""
        self.messages, self.bytes, self.asked_again = 0, 0, 0
        self.page_hash = ""
        """Of the page that was drawn last."""
        self.runs_begun = 0
        self.pages_of_parts: list[str] = []
        """For each run of a part of a page so far, the page's hash."""
        self.components: dict[str, str] = {}
        """By name: the id of those that are no timers."""
        self.slider_reach: dict[str, tuple[str, float, float, float]] = {}
        """By label: its id, least and greatest value, value at first."""
        self.panels: dict[str, str] = {}
        self.buttons: dict[str, str] = {}
        """By label: the id of the last one drawn."""
        self._query = f"s={link}"
        self._states: dict[str, WidgetState] = {}
        self._timers: dict[str, _Timer] = {}
        self._drawing = Drawing(())
        self._heading = ""
        self._chips: tuple[str, ...] = ()
        self._runs, self._free, self._sent = False, 0.0, -HOLD_S
        self._requests: set[asyncio.Task[None]] = set()
        self._news = asyncio.Event()
        self._socket: ClientConnection
        self._reader: asyncio.Task[None]
        self._closing = False

    async def open(self, page: str = "") -> None:
        """Connect, and ask for a page, What if unless named."""
        self._socket = await connect(
            f"{self.address.replace('http', 'ws', 1)}/_stcore/stream",
            origin=self.address,
            subprotocols=["streamlit"],
            max_size=None,
            open_timeout=60.0,
            ping_interval=None,
        )
        self._reader = asyncio.create_task(self._read())
        await self._rerun(page=page)

    async def close(self) -> None:
        """As a tab is closed."""
        self._closing = True
        self._forget_timers(set(self._timers))
        await self._socket.close()
        await self._reader

    async def move(self, slider: str, value: float, *, with_timer: bool = False) -> None:
        """Let a slider go at another value. `with_timer`: just as a timer is due.

        What comes within one moment Streamlit's page sends as one request, and that for the part that the timer is in.
        """
        self._free = monotonic() + TOUCHED_S
        widget = self._states[slider]
        widget.double_array_value.data[:] = [value]
        if with_timer:
            await self._rerun_with_timer()
        else:
            await self._rerun()

    async def open_panel(self, label: str) -> None:
        """Open what is behind a button."""
        panel = self.panels[label]
        self._states[panel] = WidgetState(id=panel, bool_value=True)
        await self._rerun()

    async def press_with_timer(self, label: str) -> None:
        """Press a button just as a timer is due."""
        await self._rerun_with_timer(WidgetState(id=self.buttons[label], trigger_value=True))

    async def _rerun_with_timer(self, *triggers: WidgetState) -> None:
        key, timer = next(iter(self._timers.items()))
        await self._rerun(timer.fragment, timer.trigger(key), *triggers)

    async def go_by(self, component: str, event: str) -> None:
        """Have a component of the page lead to another page; a timer's request arrives while that is drawn."""
        key, timer = next(iter(self._timers.items()))
        left, begun = self.page_hash, self.runs_begun
        await self._rerun("", _event(self.components[component], event, True))
        while self.runs_begun < begun + 2:  # of this page, then of the other
            await self.news(LONGEST_S)
        await self._rerun(timer.fragment, timer.trigger(key), page_hash=left)

    async def news(self, timeout_s: float) -> None:
        """Until something has arrived; TimeoutError."""
        await asyncio.wait_for(self._news.wait(), timeout_s)
        self._news.clear()

    @property
    def has_timer(self) -> bool:
        """Whether a part of the page waits for more, and nothing is being drawn."""
        return bool(self._timers) and not self._runs

    # --- To the server

    async def _rerun(
        self, fragment: str = "", *triggers: WidgetState, page: str = "", page_hash: str = ""
    ) -> None:
        message = BackMsg()
        state = message.rerun_script
        state.query_string, state.fragment_id, state.page_name = self._query, fragment, page
        state.page_script_hash = "" if page else page_hash or self.page_hash
        state.context_info.timezone, state.context_info.locale = "Europe/London", "en-GB"
        state.context_info.url, state.context_info.color_scheme = f"{self.address}/?{self._query}", "light"
        state.widget_states.widgets.extend(self._states.values())
        state.widget_states.widgets.extend(triggers)
        self._runs = True
        try:
            await self._socket.send(message.SerializeToString())
        except ConnectionClosed as closed:
            self._lost(closed)

    def _due(self, key: str) -> None:
        timer, now = self._timers[key], monotonic()
        if self._runs:
            self._sent = -HOLD_S
        elif now >= self._free and now - self._sent >= HOLD_S:
            self._sent = now
            self.asked_again += 1
            task = asyncio.create_task(self._rerun(timer.fragment, timer.trigger(key)))
            self._requests.add(task)
            task.add_done_callback(self._requests.discard)
        timer.handle = asyncio.get_running_loop().call_later(LOOK_S, self._due, key)

    def _forget_timers(self, keys: set[str]) -> None:
        for key in keys:
            self._timers.pop(key).handle.cancel()

    # --- From the server

    async def _read(self) -> None:
        try:
            async for data in self._socket:
                assert isinstance(data, bytes)
                self.messages, self.bytes = self.messages + 1, self.bytes + len(data)
                self.received += data
                self._take(ForwardMsg.FromString(data))
                self._news.set()
            if not self._closing:
                self._lost(None)
        except ConnectionClosed as closed:
            self._lost(closed)

    def _lost(self, closed: ConnectionClosed | None) -> None:
        if not self._closing:
            self.errors.append(f"the connection was closed: {closed}")
        self._forget_timers(set(self._timers))
        self._news.set()

    def _take(self, message: ForwardMsg) -> None:
        kind = message.WhichOneof("type")
        if kind == "new_session":
            self.runs_begun += 1
            if message.metadata.run.fragment_ids:
                self.pages_of_parts.append(message.new_session.page_script_hash)
            self.page_hash = message.new_session.page_script_hash
            self._drawing = Drawing(tuple(message.metadata.run.fragment_ids))
        elif kind == "navigation":
            self.page_hash = message.navigation.page_script_hash
        elif kind == "session_status_changed":
            self._runs = message.session_status_changed.script_is_running
        elif kind == "page_info_changed":
            self._query = message.page_info_changed.query_string
        elif kind == "delta":
            self._draw(message.delta)
        elif kind == "script_finished":
            self._finish(message.script_finished)
        elif (
            kind == "session_event"
            and message.session_event.WhichOneof("type") == "script_compilation_exception"
        ):
            self.errors.append(f"the script does not compile: {message.session_event}")
        elif kind == "page_not_found":
            self.errors.append("the page was not found")

    def _draw(self, delta: Delta) -> None:
        drawing, element = self._drawing, delta.new_element
        kind = element.WhichOneof("type") if delta.WhichOneof("type") == "new_element" else None
        if delta.add_block.WhichOneof("type") == "popover":
            self.panels[delta.add_block.popover.label] = delta.add_block.popover.id
        if kind == "exception":
            self.errors.append(f"{element.exception.type}: {element.exception.message}")
        elif kind == "alert":
            if TOO_LARGE in element.alert.body:
                self.refused = element.alert.body
        elif kind == "heading":
            if element.heading.tag == SCENARIO_TAG:
                drawing.heading = element.heading.body
        elif kind == "button":
            drawing.chips.append(element.button.label)
            self.buttons[element.button.label] = element.button.id
        elif kind == "markdown":
            drawing.is_of_before |= LAST_SETTINGS in element.markdown.body
        elif kind == "progress":
            drawing.is_complete = False
        elif kind == "metric":
            self._draw_metric((element.metric.label, element.metric.body, element.metric.delta))
        elif kind == "slider":
            slider = element.slider
            self.slider_reach.setdefault(slider.label, (slider.id, slider.min, slider.max, slider.default[0]))
            if slider.set_value or slider.id not in self._states:
                state = self._states[slider.id] = WidgetState(id=slider.id)
                state.double_array_value.data[:] = slider.value if slider.set_value else slider.default
        elif kind == "number_input":
            box = element.number_input
            if box.set_value or box.id not in self._states:
                state = self._states[box.id] = WidgetState(id=box.id)
                value = box.value if box.set_value else box.default
                if box.data_type == box.INT:
                    state.int_value = int(value)
                elif box.set_value or box.HasField("default"):
                    state.double_value = value
        elif kind == "bidi_component" and TIMER not in element.bidi_component.component_name:
            self.components[element.bidi_component.component_name.split(".")[-1]] = element.bidi_component.id
        elif kind == "bidi_component":
            self._wait(element.bidi_component.id, json.loads(element.bidi_component.json), delta.fragment_id)

    def _draw_metric(self, metric: tuple[str, str, str]) -> None:
        drawing = self._drawing
        drawing.metrics.append(metric)
        if not drawing.fragments:
            self._heading, self._chips = drawing.heading, tuple(drawing.chips)
        if len(drawing.metrics) == HERO and not drawing.is_of_before:
            tiles = tuple(drawing.metrics)
            self.figures = Figures(tiles, self._heading, self._chips, drawing.is_complete, monotonic())

    def _wait(self, key: str, data: dict[str, int], fragment: str) -> None:
        self._drawing.timers.add(key)
        if key in self._timers:
            self._timers[key].handle.cancel()
        handle = asyncio.get_running_loop().call_later(data["ms"] / 1000.0, self._due, key)
        self._timers[key] = _Timer(fragment, data["number"], handle)

    def _finish(self, status: int) -> None:
        drawing = self._drawing
        if status == ForwardMsg.FINISHED_WITH_COMPILE_ERROR:
            self.errors.append("the script does not compile")
        if status in (ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY):
            gone = set(self._timers) - drawing.timers
            if drawing.fragments:
                gone = {key for key in gone if self._timers[key].fragment in drawing.fragments}
            elif status == ForwardMsg.FINISHED_SUCCESSFULLY:
                self._heading, self._chips = drawing.heading, tuple(drawing.chips)
            self._forget_timers(gone)
