"""The whole page: template, style, script and data put together, and a policy that lets nothing else in."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from string import Template

import plotly

from present.figures.labels import Labels
from present.figures.style import PALETTES, Mode
from present.fonts import font_face
from present.pair import Pair
from present.report.marks import without_marks
from present.report.outline import Section, outline
from present.report.page.chapters import Chapters
from present.report.page.charts import Charts, PagePair, foldable
from present.report.page.cover import cover
from present.report.page.html_text import NARROW, as_text, marks_as_html, names_in_figures, safe
from present.report.report import Report
from present.spelling import english, spelled

HERE = Path(__file__).parent
LARGEST = 7_000_000
"""Bytes: more does not go through everybody's mail."""
WITHOUT = (frozenset[str](), frozenset({"team table"}), frozenset({"team table", "team"}))
"""What is left out where a page would be larger, the first that is enough."""
NOTES = "In words"
SHOWN_WHOLE = ("limits",)
"""Chapters that show all their notes anyway."""


def to_page(report: Report) -> bytes:
    """The report as one HTML file in UTF-8. The same report gives the same bytes."""
    data = b""
    for without in WITHOUT:
        data = _page(report, without)
        if len(data) <= LARGEST:
            break
    return data


def _page(report: Report, without: frozenset[str]) -> bytes:
    sections, charts = outline(report, as_text), Charts(without=without)
    chapters = Chapters(report, page_pairs(report), charts)
    parts = [_chapter(section, chapters.inner(section), report) for section in sections[1:]]
    return assembled(
        without_marks(sections[0].title),
        cover(report, sections[0]) + _notes(sections[0], report),
        {section.key: section.kicker for section in sections},
        "".join(parts),
        charts,
    )


def assembled(title: str, cover: str, links: Mapping[str, str], chapters: str, charts: Charts) -> bytes:
    """A whole page of its parts. `cover`, `chapters`: HTML; `links`: key of a chapter -> what it is called."""
    library, script = _library(), _own("page.js")
    entries = "".join(f'<li><a href="#{key}">{safe(words)}</a></li>' for key, words in links.items())
    text = Template(spelled(_own("page.html"))).substitute(
        policy=_policy(library, script),
        english=english(),
        title=spelled(safe(title)),
        style=font_face() + colour_style() + _own("page.css"),
        cover=spelled(cover),
        links=spelled(entries),
        chapters=spelled(chapters),
        data=charts.packed.json(),
        library=library,
        script=script,
    )
    return text.encode("utf-8", "replace")


def page_pairs(report: Report) -> tuple[PagePair, ...]:
    """Every scenario beside the baseline; the baseline alone where there is no other."""
    as_shown = (
        names_in_figures(report),
        names_in_figures(report, lines=2),
        names_in_figures(report, NARROW, 2),
    )

    def page_pair(i: int, pair: Pair) -> PagePair:
        names, *shown = (Labels(n[i], n[0], are_names=True) for n in (report.names, *as_shown))
        return PagePair(f"s{i}", pair, names, *shown)

    if not report.is_comparison:
        return (page_pair(0, report.alone),)
    return tuple(page_pair(i, side.pair) for i, side in enumerate(report.sides, start=1))


def _chapter(section: Section, inner: str, report: Report) -> str:
    key, kicker = section.key, safe(section.kicker)
    return (
        f'<section id="{key}" aria-labelledby="{key}-title"><p class="kicker">{kicker}</p>'
        f'<h2 id="{key}-title">{marks_as_html(section.title)}</h2>{inner}{_notes(section, report)}</section>'
    )


def _notes(section: Section, report: Report) -> str:
    """What a speaker says, folded; not what stands there already."""
    about = as_text(report.baseline.scenario.description)
    notes = [*(section.lines if section.key == "figures" else ()), *(n for n in section.notes if n != about)]
    if not notes or section.key in SHOWN_WHOLE or section.answer is not None:
        return ""
    return foldable(NOTES, "".join(f"<p>{marks_as_html(note)}</p>" for note in notes), "words")


@cache
def _library() -> str:
    """Plotly as it comes with its package; it must hold nothing that ends a script element."""
    text = (Path(plotly.__file__).parent / "package_data" / "plotly.min.js").read_bytes().decode()
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text.replace("</script", "<\\/script").replace("<!--", "<\\!--")


@cache
def _own(file: str) -> str:
    return (HERE / file).read_text(encoding="utf-8")


def _policy(*scripts: str) -> str:
    """No request to anywhere, no script but these."""
    hashes = " ".join(
        f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"
        for script in scripts
    )
    return (
        f"default-src 'none'; script-src {hashes}; style-src 'unsafe-inline'; img-src data:; "
        "font-src data:; base-uri 'none'; form-action 'none'"
    )


MORE = {
    "light": {"panel": "#FFFFFF", "line": "#C9C0B0", "link": "#0A5B80", "scheme": "light"},
    "dark": {"panel": "#262421", "line": "#4E4A43", "link": "#7FC4D8", "scheme": "dark"},
}
"""Beside the figures' own colours: for what is not drawn."""
SHOWN = ("current", "baseline", "text", "faint", "grid", "better", "worse", "between", "paper")


def _variables(mode: Mode) -> str:
    of_figures = {key: getattr(PALETTES[mode], key) for key in SHOWN}
    return ";".join(f"--{key}:{value}" for key, value in (of_figures | MORE[mode]).items())


def colour_style() -> str:
    """The colours as CSS: as the system has it, until the reader chooses; on paper always light."""
    light, dark = _variables("light"), _variables("dark")
    return (
        f":root{{{light}}}\n"
        f"@media screen and (prefers-color-scheme:dark){{:root:not([data-theme=light]){{{dark}}}}}\n"
        f"@media screen{{:root[data-theme=dark]{{{dark}}}}}\n"
    )
