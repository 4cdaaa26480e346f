"""What was read of a centre's files, fitted and judged, as one web page that loads nothing from elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd

from present import your_data, your_data_fit, your_data_verdict
from present.figures.judged import judged_figure, judged_in_words, judged_keys, judged_table
from present.report.marks import without_marks
from present.report.page import tables
from present.report.page.assemble import assembled
from present.report.page.charts import NUMBERS, Charts, foldable, with_folded_table
from present.report.page.html_text import marks_as_html, name, safe
from present.your_data_pictures import Picture, pictures
from sim.calibrate.fit.fit import Fit
from sim.calibrate.judge import Judgement
from sim.calibrate.reading.tables import Reading

LINKS = {"verdict": "How well it fits", "files": "As we read it", "fit": "What was fitted"}


def to_page(
    reading: Reading, fit: Fit, judgement: Judgement | None, not_judged: str, title: str, made_on: date
) -> bytes:
    """The page in UTF-8. `not_judged`: why there is no judgement, as a sentence."""
    charts = Charts()
    chapters = (
        _chapter("verdict", _verdict(judgement, not_judged, charts))
        + _chapter("files", _files(reading))
        + _chapter("fit", _fit(fit, reading, charts))
    )
    cover = (
        '<header class="cover" id="top"><div class="letterhead"><p class="date">'
        f'<time datetime="{made_on.isoformat()}">{made_on:%-d %B %Y}</time></p></div><p class="kicker">Your data</p>'
        f'<h1>{name(title)}</h1><p class="lead">{marks_as_html(your_data.headline(reading))}</p></header>'
    )
    return assembled(without_marks(title), cover, LINKS, chapters, charts)


def _chapter(key: str, inner: str) -> str:
    title = f'<h2 id="{key}-title">{safe(LINKS[key])}</h2>'
    return f'<section id="{key}" aria-labelledby="{key}-title">{title}{inner}</section>'


def _paragraph(words: str) -> str:
    return f"<p>{marks_as_html(words)}</p>" if words else ""


def _table(frame: pd.DataFrame, label: str) -> str:
    if not len(frame):
        return ""
    return tables.texts_as_html([str(c) for c in frame.columns], frame.astype(str).to_numpy().tolist(), label)


def _list(lines: Sequence[str]) -> str:
    return (
        f'<ul class="lines">{"".join(f"<li>{marks_as_html(line)}</li>" for line in lines)}</ul>'
        if lines
        else ""
    )


def _verdict(judgement: Judgement | None, not_judged: str, charts: Charts) -> str:
    if judgement is None:
        return _paragraph(f"It was not judged by later days. {not_judged}".strip())
    layer, within_s = judgement.queue, judgement.fit.within_s
    parts = [_paragraph(your_data_verdict.headline(judgement)), '<div class="charts">']
    for key in judged_keys(layer):
        band, words = layer.by_half_hour[key], judged_in_words(key, layer.by_half_hour[key], within_s)
        element = charts.element(
            f"judged {key}", lambda mode, k=key, b=band: judged_figure(k, b, within_s, mode=mode), words
        )
        parts.append(
            with_folded_table(element, tables.frame_as_html(judged_table(key, band), f"{NUMBERS}: {words}"))
        )
    parts.append("</div>")
    for attribute, title in your_data_verdict.LAYERS:
        table = _table(your_data_verdict.verdict_table(judgement, getattr(judgement, attribute)), title)
        parts.append(f"<h3>{safe(title)}</h3>{table}" if table else "")
    parts += [
        _paragraph(your_data_verdict.arrivals_sentence(judgement)),
        _paragraph(your_data_verdict.basis(judgement)),
    ]
    return "".join(parts)


def _files(reading: Reading) -> str:
    ledger = reading.ledger
    parts = [
        _table(your_data.files_table(reading), "Files"),
        _paragraph(your_data.dropped_sentence(reading)),
        _table(your_data.dropped_table(reading), "Dropped rows"),
        _paragraph(your_data.checks_sentence(reading)),
    ]
    if ledger.decisions:
        parts.append(foldable("Decided from the files", _list(ledger.decisions), "words"))
    if ledger.checks:
        parts.append(foldable("Checks", _table(your_data.checks_table(reading), "Checks"), "numbers"))
    parts.append(_table(your_data.missing_table(reading), "What the files do not have"))
    parts.append(_paragraph(your_data.assumed_sentence(ledger.answers.open_questions())))
    return "".join(parts)


def _fit(fit: Fit, reading: Reading, charts: Charts) -> str:
    by_section = pictures(fit, reading)
    parts = []
    for section in your_data_fit.sections(fit):
        parts.append(f"<h3>{safe(section.title)}</h3>{_paragraph(section.lead)}")
        drawn = "".join(_picture(picture, charts) for picture in by_section.get(section.key, []))
        parts.append(f'<div class="charts">{drawn}</div>' if drawn else "")
        parts.append(_table(your_data_fit.table(section), section.title) if section.rows else "")
        if section.key == "arrivals":
            parts.append(_table(your_data_fit.special_table(fit), "Days left out"))
        parts.append(_list(section.doubts))
    parts.append(_list(your_data_fit.doubts(fit)))
    parts.append(_paragraph(your_data_verdict.as_in_what_if(fit)))
    parts.append(
        f"<h3>In your files</h3>{_table(your_data_fit.observed_table(fit), 'Key figures of the files')}"
    )
    return "".join(parts)


def _picture(picture: Picture, charts: Charts) -> str:
    element = charts.element(picture.key, picture.draw, picture.words)
    label = f"<figcaption>{name(picture.label)}</figcaption>" if picture.label else ""
    return with_folded_table(
        label + element, tables.frame_as_html(picture.table(), f"{NUMBERS}: {picture.words}")
    )
