"""Parts of a step that the player works with: what can be guessed, what is said of a guess, the address to take along.

They are HTML: the player finds them by their data attributes. Whatever a user wrote is escaped.
"""

from __future__ import annotations

import base64
from html import escape
from urllib.parse import urlsplit

from present.guess import GUESSED, WAYS, choice_and_result, guess_and_result, name_of
from present.qr_code import advice, opens_elsewhere, qr_svg
from present.report.report import Report
from present.text_layout import isolated

CHOICE = "choice"
"""What is guessed where there are several scenarios: one of them."""
MOST_CHOICES = 9
"""As many as there are digits to choose by."""


def guess_card(report: Report) -> str:
    """The questions of a comparison with their answers as buttons."""
    if len(report.sides) == 1:
        options = [(str(way), words) for way, words in WAYS.items()]
        rows = "".join(
            f'<div data-question="{key}"><p>{escape(name_of(key))}</p>{_buttons(key, options)}</div>'
            for key in GUESSED
        )
        keys, kind = "Keys 1, 2 and 3", "figures"
    else:
        names = [(str(i), isolated(name)) for i, name in enumerate(report.names[:MOST_CHOICES])]
        rows = f'<div data-question="{CHOICE}">{_buttons(CHOICE, names, numbered=True)}</div>'
        keys, kind = f"Keys 1 to {len(names)}", "names"
    return (
        f'<div class="guess {kind}">{rows}<div class="after"><button type="button" data-does="on">Show me</button>'
        f'<button type="button" data-does="never">Never ask</button><p>{keys}, or a click</p></div></div>'
    )


def _buttons(question: str, options: list[tuple[str, str]], *, numbered: bool = False) -> str:
    return "".join(
        f'<button type="button" aria-pressed="false" data-guess="{question}:{key}">'
        f"{f'{i}  ' if numbered else ''}{escape(words)}</button>"
        for i, (key, words) in enumerate(options, start=1)
    )


def told_of_figure(report: Report, key: str) -> str:
    """What is said of each possible guess of a figure; the player shows the one that was made."""
    verdict = report.sides[0].cell(key).verdict
    return "".join(f'<p data-told="{key}:{way}">{escape(guess_and_result(way, verdict))}</p>' for way in WAYS)


def told_of_choice(report: Report) -> str:
    """The same of a guess among several scenarios."""
    ranking = report.ranking()
    return "".join(
        f'<p data-told="{CHOICE}:{i}">You chose {_strong(name)}: {choice_and_result(ranking, i, _strong)}</p>'
        for i, name in enumerate(report.names)
    )


def _strong(name: str) -> str:
    return f"<b>{escape(isolated(name))}</b>"


def link_block(address: str) -> str:
    """The QR code of an address, the address in words, and what may keep phones from opening it."""
    parts = urlsplit(address)
    svg, said = qr_svg(address), advice(address, parts.netloc)
    can_be_scanned = svg and opens_elsewhere(parts.netloc)
    code = base64.b64encode(svg.encode()).decode()
    picture = (
        f'<img alt="QR code of the address of this presentation" src="data:image/svg+xml;base64,{code}">'
        if can_be_scanned
        else ""
    )
    short = f"{parts.netloc}{parts.path}"
    steps = "Point a phone’s camera at the code: this presentation opens, at its first step."
    words = "".join(f"<p>{escape(text)}</p>" for text in (steps if can_be_scanned else "", said) if text)
    return (
        f'<div class="link">{picture}<div>{words}<p class="address"><a href="{escape(address)}">{escape(short)}…</a>'
        "</p></div></div>"
    )
