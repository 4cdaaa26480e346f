"""A page in the customs of its scenario's country: the whole of it, and its parts when they are drawn again."""

from __future__ import annotations

import re

import pytest

from sim.engine.compiled import ready
from tests.app.app_helpers import SMALL, labelled, shown, the_app, with_open
from tests.unit.test_spelling import AMERICAN, BRITISH

OWN = "A grey organisation, where behaviour is labelled"


def page(folder, monkeypatch, locale):
    """What if on a small centre with this locale."""
    (folder / "typical_centre.yaml").write_text(f"{SMALL}locale: {locale}\n")
    monkeypatch.setenv("HEADROOM_CONFIGS", str(folder))
    monkeypatch.setenv("HEADROOM_WORKERS", "1")
    ready.prepare()
    made = the_app()
    made.session_state["replications"] = 4
    return shown(made.run())


@pytest.mark.smoke
def test_tiles_and_helps_are_written_for_the_reader(tmp_path, monkeypatch):
    app = page(tmp_path, monkeypatch, "de-DE")
    figures = [m.value for m in app.metric]
    assert any(re.search(r"\d,\d", figure) for figure in figures)
    assert not any(re.search(r"\d\.\d\b(?!\d)", figure) for figure in figures)
    shown(labelled(app.slider, "Agents, Front line").set_value(10).run())
    assert any(re.search(r"\d,\d", m.delta or "") for m in app.metric)


def words_sent(app):
    """Every line of every message that a browser gets, but for what only programs read."""
    lines, parts = [], [app.main, app.sidebar]
    while parts:
        part = parts.pop()
        parts += getattr(part, "children", {}).values()
        lines += str(part.proto or "").splitlines()
    return [line for line in lines if not re.match(r"\s*(id|url|user_key|\w+_content|styler|page):? ", line)]


PAGES = ("what_if", "compare", "stories", "floor", "six_numbers", "trust", "glossary")


@pytest.mark.parametrize("locale", ["en-US", "en-GB"])
@pytest.mark.parametrize("name", PAGES)
def test_every_page_is_spelled_as_its_readers_do(tmp_path, monkeypatch, locale, name):
    app = page(tmp_path, monkeypatch, f"{locale}\ndescription: {OWN}")
    shown(app.switch_page(f"ui/views/{name}.py").run())
    theirs = (OWN, "Small centre", "default: .*", "US Call Center Report")
    of_programs = (r":gray\b", "color: GRAY", r'"colours')
    words = re.sub("|".join((*theirs, *of_programs)), "", "\n".join(words_sent(app)).replace("\\", ""))
    if locale == "en-GB":  # where Plotly's own names are American
        words = re.sub("spec: .*", "", words)
    other = {"en-US": BRITISH, "en-GB": AMERICAN}[locale]
    assert not [words[max(0, m.start() - 60) : m.end() + 30] for m in other.finditer(words)]


@pytest.mark.smoke
def test_american_readers_get_their_spelling_and_their_own_words(tmp_path, monkeypatch):
    app = page(tmp_path, monkeypatch, f"en-US\ndescription: {OWN}")
    with_open(app, "typical_centre|about|panel")
    assert any(OWN in m.value for m in app.markdown)
    shown(app.switch_page("ui/views/six_numbers.py").run())
    assert app.header[0].value == "Your center in six numbers"
    assert any(b.label == "Build my center" for b in app.button)
    assert any("typical center" in c.value for c in app.caption)
