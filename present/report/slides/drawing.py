"""What is drawn, or words in its place."""

from __future__ import annotations

from typing import Any

from present.formats import decimals
from present.report.chart import Chart
from present.report.report import Report
from present.report.slides.style import Box
from present.report.slides.text import paragraph
from present.report.slides.write import remove, text_box
from present.tiles import is_simulated
from sim import KPIS

UPRIGHT = 3
"""The most scenarios for which charts stand upright; with more they lie in rows."""
NOTHING = "There is nothing to draw: no value, or not simulated in these scenarios."


def drawable_or_note(slide: Any, holder: Any, box: Box, chart: Chart) -> bool:
    """Return whether there is something to draw; if not, put a sentence in its place."""
    if not chart.is_empty:
        return True
    remove(holder)
    text_box(slide, box, [paragraph(chart.title, bold=True), paragraph(NOTHING)], 16.0, name=chart.title)
    return False


def number_format(report: Report, key: str) -> str:
    """Return the number format with as many digits as the screen shows for this KPI."""
    shown = [cell.figure.mean for cell in (side.cell(key) for side in report.sides)]
    shown.append(report.baseline_figure(key).mean if is_simulated(report.baseline, key) else None)
    most = max((decimals(KPIS[key], x) for x in shown if x is not None), default=1)
    return "#,##0" + ("." + "0" * most if most else "")
