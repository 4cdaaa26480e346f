"""The page "How far to trust this" without a browser."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from present.evidence import FOLDER
from present.limits import NOT_SHOWN
from tests.app.app_helpers import with_open
from tests.waiting import PATIENCE_S

VIEW = Path(__file__).resolve().parents[2] / "ui" / "views" / "trust.py"


@pytest.fixture
def app():
    return shown(AppTest.from_file(str(VIEW), default_timeout=PATIENCE_S).run())


def shown(app):
    assert not app.exception, app.exception
    return app


def words(app) -> str:
    return "\n".join(m.value for m in app.markdown)


@pytest.mark.smoke
def test_the_three_columns_and_the_limits_are_there(app):
    headings = [h.value for h in app.subheader]
    for heading in ("Checked", "Sourced", "Assumed", "Limits in plain words"):
        assert any(heading in h for h in headings)
    assert NOT_SHOWN in app.info[0].value
    assert "standard errors" in words(app)
    assert "not verified" in words(app)
    assert not re.search(r"\. \*[a-z]", words(app)), "a source begins as a sentence does"
    assert not app.warning
    assert not app.error


def test_the_table_of_numbers_is_searched(app):
    assert not app.dataframe  # what is folded is not drawn
    with_open(app, "trust Table of numbers: every constant with its range and what it rests on False")
    table = next(d for d in app.dataframe if "Path" in d.value.columns)
    everything = len(table.value)
    app.text_input(key="trust_search").set_value("transfer").run()
    found = next(d for d in shown(app).dataframe if "Path" in d.value.columns).value
    assert 0 < len(found) < everything
    assert any(f"{len(found)} of {everything} numbers" in c.value for c in app.caption)


def test_for_printing_all_is_open_and_in_full(app):
    assert not any(e.proto.expanded for e in app.expander)
    app.toggle(key="trust_printing").set_value(True).run()
    shown(app)
    assert all(e.proto.expanded for e in app.expander)
    assert not app.dataframe
    assert len(app.table) >= 7


@pytest.mark.smoke
def test_a_missing_file_is_named_and_the_rest_stays(monkeypatch, tmp_path):
    for file in FOLDER.glob("*.json"):
        if file.stem != "theory":
            (tmp_path / file.name).write_bytes(file.read_bytes())
    monkeypatch.setattr("present.evidence.FOLDER", tmp_path)
    app = shown(AppTest.from_file(str(VIEW), default_timeout=PATIENCE_S).run())
    assert "evidence/theory.json is missing" in app.warning[0].value
    assert "Not measured yet" in words(app)
    assert "byte for byte" in words(app)
