"""What the app's server sends to a page, message by message."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from playwright.sync_api import Page, WebSocket
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg


def heard(page: Page) -> list[ForwardMsg]:
    """A list to which every message to this page is added as it comes; ask for it before the page is opened."""
    messages: list[ForwardMsg] = []

    def listen(socket: WebSocket) -> None:
        socket.on("framereceived", lambda frame: isinstance(frame, bytes) and messages.append(read(frame)))

    page.on("websocket", listen)
    return messages


def read(frame: bytes) -> ForwardMsg:
    """Of one frame of the websocket."""
    message = ForwardMsg()
    message.ParseFromString(frame)
    return message


def is_page_run(message: ForwardMsg) -> bool:
    """Whether a run of the whole page begins with it, not of a part."""
    return message.WhichOneof("type") == "new_session" and not message.metadata.run.fragment_ids


def last_page_run(messages: list[ForwardMsg]) -> list[ForwardMsg]:
    """All of the last run of the whole page, from its first message to its last."""
    begins = max(i for i, message in enumerate(messages) if is_page_run(message))
    ends = (i for i in range(begins, len(messages)) if messages[i].WhichOneof("type") == "script_finished")
    return messages[begins : next(ends) + 1]


def kinds(messages: Iterable[ForwardMsg]) -> Counter[str]:
    """How many there are of each kind: of elements and blocks by theirs, of all else by the message's."""
    return Counter(kind(message) for message in messages)


def kind(message: ForwardMsg) -> str:
    """What it brings: "slider", "block vertical", "script_finished", …; a component by its name."""
    what = message.WhichOneof("type")
    if what != "delta":
        return str(what)
    delta = message.delta
    if delta.WhichOneof("type") == "add_block":
        return f"block {delta.add_block.WhichOneof('type') or 'plain'}"
    element = str(delta.new_element.WhichOneof("type"))
    if element == "bidi_component":
        return f"component {delta.new_element.bidi_component.component_name}"
    return element
