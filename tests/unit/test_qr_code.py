"""The QR code of an address: what it holds is the address, and what would keep phones from it is said."""

from __future__ import annotations

import re

import pytest
import segno

from present.qr_code import EASY_BYTES, MOST_BYTES, advice, qr_svg
from ui.present.blocks import link_block

ADDRESS = "https://headroom.example/present?s=1.eJzt-_" + "aZ09-_" * 150


def test_the_code_is_that_of_the_address_black_on_white_with_its_border():
    svg = qr_svg(ADDRESS)
    code = segno.make_qr(ADDRESS, error="l")
    side = code.symbol_size(border=4)[0]
    assert f'viewBox="0 0 {side} {side}"' in svg
    assert "#000" in svg
    assert "#fff" in svg
    assert not re.search(r"<script|href", svg)


@pytest.mark.parametrize(("size", "is_drawn"), [(MOST_BYTES, True), (MOST_BYTES + 1, False)])
def test_the_longest_address_that_a_code_holds(size, is_drawn):
    assert bool(qr_svg("a" * size)) == is_drawn


@pytest.mark.parametrize(
    ("size", "host", "words"),
    [
        (100, "headroom.example", ""),
        (100, "localhost:8501", "this computer only"),
        (100, "127.0.0.1:8501", "this computer only"),
        (EASY_BYTES + 1, "headroom.example", "hold the phone close"),
        (
            MOST_BYTES + 1,
            "headroom.example",
            "too long for a QR code. Present fewer scenarios",
        ),
    ],
)
def test_what_keeps_phones_from_it_is_said(size, host, words):
    said = advice("a" * size, host)
    assert words in said
    assert bool(said) == bool(words)


@pytest.mark.parametrize(
    ("address", "has_code"),
    [("https://headroom.example.org/present?s=abc", True), ("http://127.0.0.1:8501/present?s=abc", False)],
)
def test_the_last_step_has_a_code_only_where_a_phone_can_open_the_address(address, has_code):
    block = link_block(address)
    assert ("<img" in block) == has_code
    assert ("Point a phone" in block) == has_code
    assert address in block
