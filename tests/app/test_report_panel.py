"""The panel that makes reports: what a manager sees, and what an analyst can have."""

from __future__ import annotations

from tests.app.app_helpers import with_open

PANEL, COMMAND = "report panel what if", "report command what if"


def test_a_manager_sees_three_buttons_and_no_command(app):
    with_open(app, PANEL)
    made = [b.label for b in app.button if str(b.key).startswith("report make")]
    assert made == ["Slides", "Workbook", "Web page"]
    (client,) = (box for box in app.text_input if box.label == "Client")
    assert client.placeholder == "Shown on the report (optional)"
    assert not app.code


def test_an_analyst_finds_the_command_one_click_away(app):
    app.session_state[COMMAND] = True
    with_open(app, PANEL)
    assert [code.value for code in app.code] == [
        "python -m sim report small_centre.yaml --reps 4 --seed 1 -o small_centre.pptx"
    ]
