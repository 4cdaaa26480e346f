"""The page's beginning: the question, for whom, when, and which scenarios."""

from __future__ import annotations

import base64

from present.pair import BASELINE
from present.report.outline import Section, centre_in_words
from present.report.page.html_text import as_text, marks_as_html, name, safe
from present.report.report import Report


def cover(report: Report, section: Section) -> str:
    """The header of the page."""
    client = f'<p class="client">{name(report.client)}</p>' if report.client.strip() else ""
    scenarios = "".join(_scenario(report, i) for i in range(len(report.names)))
    return (
        f'<header class="cover" id="{section.key}"><div class="letterhead">{_logo(report)}{client}'
        f'<p class="date"><time datetime="{report.made_on.isoformat()}">{report.day}</time></p></div>'
        f'<p class="kicker">{safe(section.kicker)}</p><h1>{marks_as_html(section.title)}</h1>'
        f'<p class="lead">{marks_as_html(centre_in_words(report.baseline.scenario, as_text))}</p>'
        f'<ol class="scenarios">{scenarios}</ol></header>'
    )


def _scenario(report: Report, i: int) -> str:
    tag = f' <span class="tag">{BASELINE}</span>' if i == 0 and report.is_comparison else ""
    about = report.results[i].scenario.description.strip()
    called = f'<span class="scenario">{name(report.names[i])}</span>{tag}'
    if not about:
        return f"<li>{called}</li>"
    return f'<li><details class="words"><summary>{called}</summary><p dir="auto">{safe(about)}</p></details></li>'


def _logo(report: Report) -> str:
    if not report.logo:
        return ""
    kind = "png" if report.logo.startswith(b"\x89PNG") else "jpeg"
    data = base64.b64encode(report.logo).decode()
    alt = safe(f"Logo of {report.client}" if report.client.strip() else "Logo")
    return f'<img class="logo" alt="{alt}" src="data:image/{kind};base64,{data}">'
