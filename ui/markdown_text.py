"""What a user wrote, in Streamlit's Markdown: names, descriptions and messages with them are shown as they are."""

from __future__ import annotations

import re

from present.text_layout import isolated, together, words

MARKS = re.compile(r"[\\`*~\[\]<>$|&#^]|(?<![^\W_])_|_(?![^\W_])|:(?=[\w:])|^[-+](?=\s|$)")
"""Marks of Markdown, of formulas and of Streamlit's colours and badges; at the beginning those of lists too."""
NUMBERED = re.compile(r"^(\d+)([.)])(?=\s|$)")
"""How an item of a list begins."""
REPLACED = re.compile(r":(?=//|[\w+/-]+:)|@|www(?=\.)|[-<>~=](?=[-<>=])", re.IGNORECASE)
"""Where Streamlit makes links, little pictures and arrows of plain text: ":smile:", "www.", "->"."""
JOINER = "\u2060"


def as_text(text: str) -> str:
    """Text in one line for `st.markdown`, a label or a help: no Markdown, HTML, formula, colour, symbol or other
    direction comes of it."""
    return isolated(_escaped(" ".join(words(text))))


def paragraphs(text: str) -> str:
    """Text of several paragraphs for `st.markdown`, shown as it is."""
    return "\n\n".join(as_text(part) for part in re.split(r"\n\s*\n", text) if part.strip())


def bold_only(sentence: str) -> str:
    """A sentence for `st.markdown` in which `**` marks what is strong and nothing else is a mark.

    No line break parts a number from its unit, or the ends of a range.
    """
    return "**".join(_escaped(together(part)) for part in sentence.split("**"))


def _escaped(text: str) -> str:
    marked = MARKS.sub(r"\\\g<0>", REPLACED.sub(rf"\g<0>{JOINER}", text))
    return NUMBERED.sub(r"\1\\\2", marked)
