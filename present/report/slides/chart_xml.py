"""What charts need and python-pptx has no words for: error bars, places within a chart, alternative text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pptx.oxml import parse_xml
from pptx.oxml.ns import qn

from present.report.slides.text import clean

C = 'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"'
A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
AFTER = ("c:cat", "c:val", "c:xVal", "c:yVal", "c:shape", "c:smooth", "c:extLst")
"""What comes behind error bars in a series."""
Arms = tuple[str, Sequence[float | None]]
"""The cells of a workbook, and what stands in them."""


def error_bars(
    series: Any,
    minus: Arms,
    plus: Arms,
    *,
    points: float,
    colour: str,
    cap: bool = True,
) -> None:
    """Add error bars with lengths from the workbook."""
    is_bar = series.getparent().tag == qn("c:barChart")
    direction = "" if is_bar else '<c:errDir val="y"/>'
    xml = (
        f'<c:errBars {C} {A}>{direction}<c:errBarType val="both"/><c:errValType val="cust"/>'
        f'<c:noEndCap val="{int(not cap)}"/><c:plus>{_numbers(*plus)}</c:plus><c:minus>{_numbers(*minus)}</c:minus>'
        f'<c:spPr><a:noFill/><a:ln w="{round(points * 12700)}" cap="flat"><a:solidFill><a:schemeClr val="{colour}"/>'
        "</a:solidFill><a:round/></a:ln></c:spPr></c:errBars>"
    )
    behind = next(child for child in series if child.tag in {qn(t) for t in AFTER})
    behind.addprevious(parse_xml(xml))


def _numbers(cells: str, values: Sequence[float | None]) -> str:
    points = "".join(
        f'<c:pt idx="{i}"><c:v>{0.0 if x is None else x!r}</c:v></c:pt>' for i, x in enumerate(values)
    )
    return (
        f"<c:numRef><c:f>{cells}</c:f><c:numCache><c:formatCode>General</c:formatCode>"
        f'<c:ptCount val="{len(values)}"/>{points}</c:numCache></c:numRef>'
    )


def _layout(inner: bool, x: float, y: float, w: float | None = None, h: float | None = None) -> Any:
    target = '<c:layoutTarget val="inner"/>' if inner else ""
    size = "" if w is None or h is None else f'<c:w val="{w:.4f}"/><c:h val="{h:.4f}"/>'
    return parse_xml(
        f'<c:layout {C}><c:manualLayout>{target}<c:xMode val="edge"/><c:yMode val="edge"/>'
        f'<c:x val="{x:.4f}"/><c:y val="{y:.4f}"/>{size}</c:manualLayout></c:layout>'
    )


def inner_plot(drawn: Any, x: float, y: float, w: float, h: float) -> None:
    """Place the plot area, in shares of the chart's width and height."""
    area = drawn._chartSpace.chart.plotArea
    old = area.find(qn("c:layout"))
    if old is not None:
        area.remove(old)
    area.insert(0, _layout(True, x, y, w, h))


def title_left(drawn: Any) -> None:
    """Move the title to the upper left."""
    title = drawn._chartSpace.chart.find(qn("c:title"))
    title.replace(title.find(qn("c:layout")), _layout(False, 0.004, 0.004))


def unsigned_axis_ids(drawn: Any) -> None:
    """Take the sign off the axes' ids: python-pptx writes negative ones, which the format does not allow."""
    for reference in drawn._chartSpace.iter(qn("c:axId"), qn("c:crossAx")):
        reference.set("val", reference.get("val").lstrip("-"))


def upright_labels(axis: Any) -> None:
    """Labels stay level, however many there are; omitted ones keep their space."""
    axis._element.find(qn("c:txPr")).find(qn("a:bodyPr")).set("rot", "0")


def numbers_at_foot(drawn: Any) -> None:
    """Turn the order of a bar chart's categories, so that the first is on top, and leave the numbers at the foot."""
    drawn.category_axis.reverse_order = True
    drawn.value_axis._element.find(qn("c:crosses")).set("val", "max")


def labels_every(axis: Any, step: int) -> None:
    """Label every `step`-th category."""
    for tag in ("tickLblSkip", "tickMarkSkip"):
        element = parse_xml(f'<c:{tag} {C} val="{max(1, step)}"/>')
        axis._element.find(qn("c:noMultiLvlLbl")).addprevious(element)


def alternative(frame: Any, name: str, words: str) -> None:
    """Set a graphic frame's name and alternative text."""
    properties = frame._element.nvGraphicFramePr.cNvPr
    properties.set("name", clean(name))
    properties.set("descr", clean(words))
