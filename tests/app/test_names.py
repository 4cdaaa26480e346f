"""Names are shown as they are written: none of their characters is Markdown, a formula, a symbol, a link or HTML."""

from __future__ import annotations

import re
from functools import partial

import pytest
import yaml

import ui.your_data_state
from present.stories import CASES
from sim import from_dict, load, replace
from sim.calibrate.judge import judge
from sim.engine.compiled import ready
from sim.scenario import to_yaml
from tests.app.app_helpers import SMALL, box, chips, labelled, shown, the_app, with_open, words_tables
from tests.call_lists import call_list
from tests.processes import ROOT
from ui.markdown_text import as_text, bold_only, paragraphs

MARKUP = (
    "![i](//x/p) [l](//x) <b>B</b> **s** _u_ `c` $y$ :smile: :red[r] :material/home: ~~d~~ # h -> & www.x.y"
)
NAME = MARKUP.replace(".", ",").replace("=", "-")
"""Of teams and kinds of calls, which have no full stop."""
CURRENCY = "<b>$x$"
MARK = re.compile(r"!\[|\]\(|<[a-z/]|(?<![\\*])\*(?!\*)|`c`|\$y|:smile:|:red\[|:material/home:|~~|www\.x|_u_")


@pytest.mark.parametrize(
    ("name", "in_markdown"),
    [
        ("Agents: 49 (was 52)", "Agents: 49 (was 52)"),
        ("a*b_c", r"a\*b_c"),
        ("<i>", r"\<i\>"),
        ("$5 and $6", r"\$5 and \$6"),
        ("plain – 客服", "plain – 客服"),
        (":smile:", ":\u2060smile:"),
        (":material/home:", ":\u2060material/home:"),
        (":red[x]", r"\:red\[x\]"),
        ("::name", r"\:\:name"),
        ("http://x.y", "http:\u2060//x.y"),
        ("me@x.y", "me@\u2060x.y"),
        ("a -> b", "a -\u2060\\> b"),
        ("# h", r"\# h"),
        ("- a", r"\- a"),
        ("+4.3", "+4.3"),
        ("67.3", "67.3"),
        ("a_b.yaml", "a_b.yaml"),
        ("__a__", r"\_\_a\_\_"),
        ("12. a", r"12\. a"),
        ("a\n\nb ", "a b"),
        ("&amp;", r"\&amp;"),
    ],
)
def test_a_name_in_markdown_is_text(name, in_markdown):
    assert as_text(name) == in_markdown


def test_a_sentence_keeps_what_is_bold_and_nothing_else():
    assert bold_only("**4 AUD** a [day](x)") == "**4\N{NO-BREAK SPACE}AUD** a \\[day\\](x)"


def test_a_description_keeps_its_paragraphs():
    assert paragraphs("one\ntwo\n\n- three\n") == "one two\n\n\\- three"


# ── The pages ─────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def marked(tmp_path, monkeypatch):
    """The app with two scenarios all of whose names hold every kind of markup."""
    data = yaml.safe_load(SMALL)
    data |= {"name": MARKUP, "description": MARKUP, "source": MARKUP, "costs": {"currency": CURRENCY}}
    for i, kind in enumerate(data["call_types"]):
        kind["name"] = f"{NAME[:55]}({i}"
    data["call_types"][0]["difficult_share"] = 0.1
    data["teams"] = [{**data["teams"][0], "name": f"{NAME[-50:].strip()} {i}"} for i in range(2)]
    one = from_dict(data)
    other = replace(one, {"name": f"{MARKUP[:100]} 2", "costs.currency": "EUR"})
    (tmp_path / "typical_centre.yaml").write_text(to_yaml(one), encoding="utf-8")
    (tmp_path / "typical_centre_b.yaml").write_text(to_yaml(other), encoding="utf-8")
    for stem in next(iter(CASES.values())).files:  # the first story
        told = replace(load(ROOT / "configs" / f"{stem}.yaml"), {"name": MARKUP, "costs.currency": CURRENCY})
        (tmp_path / f"{stem}.yaml").write_text(to_yaml(told), encoding="utf-8")
    (tmp_path / "_a_*b*.yaml").write_text("- '![i](//x/p)'\n- <b>B</b>", encoding="utf-8")
    monkeypatch.setenv("HEADROOM_CONFIGS", str(tmp_path))
    monkeypatch.setenv("HEADROOM_WORKERS", "1")
    ready.prepare()
    app = the_app()
    app.session_state["replications"] = 4
    return app


def markdown_in(block):
    """Every text of a page that the browser takes for Markdown."""
    texts = []
    for element in block:
        proto = getattr(element, "proto", None)
        if element.type == "html":
            continue
        if element.type in ("selectbox", "multiselect", "code"):
            texts += [getattr(proto, "label", ""), getattr(proto, "help", "")]
        else:
            texts += [getattr(proto, field, "") for field in ("body", "label", "help", "delta", "text")]
            texts += list(getattr(element, "options", []) or []) if element.type == "radio" else []
    return [t for t in texts if isinstance(t, str) and t and "<style>" not in t]


def unescaped(app):
    """Texts of a page with markup that no backslash takes its meaning; HTML of ours with tags from a name."""
    elements = [*app.main, *app.sidebar]
    texts = markdown_in(elements)
    assert len(texts) > 5
    html = [e.proto.body for e in elements if e.type == "html"]
    return [body for body in html if "<b>B</b>" in body or CURRENCY in body] + [
        t for t in texts if MARK.search(re.sub(r"\\[\W_]|</?span[^>]*>", "", t.replace(":\u2060", "")))
    ]


def test_what_if_shows_names_as_they_are(marked):
    app = shown(marked.run())
    assert app.header[0].value == as_text(MARKUP)
    assert unescaped(app) == []
    with_open(app, "typical_centre|demand more|fold")
    kind = as_text(NAME[:55])
    shown(labelled(app.slider, f"{kind}(0").set_value(70).run())
    shown(next(s for s in app.slider if s.label.startswith("Agents, ")).set_value(9).run())
    assert len(chips(app)) == 2
    assert unescaped(app) == []
    shown(next(b for b in app.number_input if b.label.startswith("Agents, ")).set_value(-3.0).run())
    assert app.error
    assert unescaped(app) == []
    with_open(app, "keep panel")
    shown(next(b for b in app.button if b.key == "keep").click().run())
    assert app.success
    assert unescaped(app) == []


@pytest.mark.parametrize("page", ["compare", "floor", "present", "stories", "six_numbers", "your_data"])
def test_other_pages_show_names_as_they_are(marked, page):
    app = shown(marked.run())
    shown(next(s for s in app.slider if s.label.startswith("Agents, ")).set_value(9).run())
    shown(app.switch_page(f"ui/views/{page}.py").run())
    assert unescaped(app) == []


@pytest.mark.parametrize("step", ["1", "2"])
def test_a_story_shows_its_currency_as_it_is(marked, step):
    shown(marked.run())
    marked.session_state["step"] = step
    marked.query_params["guess"] = "off"
    app = shown(marked.switch_page("ui/views/stories.py").run())
    assert app.metric
    assert unescaped(app) == []


# ── Boxes of whole numbers ────────────────────────────────────────────────────────────────────────


def test_a_box_of_a_whole_number_cuts_nothing(app):
    shown(box(app, "Agents, Front line").set_value(7.5).run())
    assert (
        app.error[0].value
        == "Agents, Front line: 7.5 is not a whole number. The figures stay at 12\u00a0positions."
    )
    shown(box(app, "Agents, Front line").set_value(10.0).run())  # as 1e1 is typed
    assert not app.error
    assert labelled(app.slider, "Agents, Front line").value == 10


def test_what_was_wrong_in_one_box_is_not_said_beside_it_after_another_move(app):
    shown(box(app, "Agents, Front line").set_value(7.5).run())
    assert app.error
    shown(box(app, "New issues a day").set_value(310.0).run())
    assert not app.error
    assert box(app, "Agents, Front line").value == 12.0


def test_people_of_the_six_numbers_are_not_cut(app):
    shown(app.switch_page("ui/views/six_numbers.py").run())
    shown(labelled(app.number_input, "People").set_value(42.5).run())
    assert [e.value for e in app.error] == ["People: 42.5 is not a whole number."]


def test_names_of_files_queues_and_columns_are_shown_as_they_are(marked, monkeypatch):
    monkeypatch.setattr(ui.your_data_state, "judge", partial(judge, replications=4))
    marks = MARKUP.replace(",", " ").encode()
    data = call_list(weeks=2).data.replace(b"Support", marks).replace(b"Talk (s)", b"Talk (s) " + marks)
    app = shown(marked.run().switch_page("ui/views/your_data.py").run())
    app.file_uploader[0].set_value([(f"{MARKUP}.csv".replace("/", " "), data, "text/csv")])
    shown(shown(app.run()).run())
    for fold in ("ledger", "missing", "columns", "fit mix", "judged how"):
        with_open(app, f"your data {fold}")
    next(b for b in app.button if b.label == "Build my centre").click()
    shown(shown(app.run()).run())
    assert "What was fitted" in [s.value for s in app.subheader]
    assert unescaped(app) == []
    cells = [cell for _, rows in words_tables(app) for row in rows for cell in row]
    assert any(":smile:" in cell for cell in cells), "as it stands, for HTML has no such marks"
