"""The master: size, theme and layouts, made here so that whoever opens the slides can change all of them at once."""

from __future__ import annotations

from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from pptx import Presentation
from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn
from pptx.presentation import Presentation as Deck
from pptx.util import Emu, Inches, Pt

from present.report.slides.style import (
    BY_SCRIPT,
    CONTENT,
    FONT,
    FOOTER,
    GAP_PT,
    KICKER,
    KICKER_PT,
    LARGE_LOGO,
    NUMBER,
    PAGE,
    SIDE,
    SMALL_PT,
    THEME_COLOURS,
    TITLE,
    TITLE_PT,
    Box,
)

NAMES = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
)
KICKER_IDX, TITLE_IDX, BODY_IDX, FOOTER_IDX, NUMBER_IDX, FIRST_IDX = 13, 0, 1, 11, 12, 20
"""By these numbers a slide finds its places in the layout; FIRST_IDX is that of the first chart or table."""


@dataclass(frozen=True)
class PlaceholderSpec:
    """A placeholder. `kind`: as the format calls it; `style`: of its first level, where not the master's."""

    name: str
    kind: str
    idx: int
    box: Box
    prompt: str
    style: str = ""
    anchor: str = "t"


def _colour(name: str) -> str:
    return f'<a:solidFill><a:schemeClr val="{name}"/></a:solidFill>'


def _level(size: float, colour: str, *, bold: bool = False, align: str = "l") -> str:
    return (
        f'<a:lvl1pPr marL="0" indent="0" algn="{align}"><a:spcBef><a:spcPts val="0"/></a:spcBef><a:buNone/>'
        f'<a:defRPr sz="{round(size * 100)}" b="{int(bold)}">{_colour(colour)}</a:defRPr></a:lvl1pPr>'
    )


KICKER_PLACE = PlaceholderSpec(
    "Kicker", "body", KICKER_IDX, KICKER, "Subject", _level(KICKER_PT, "accent1", bold=True), "b"
)
TITLE_PLACE = PlaceholderSpec("Title", "title", TITLE_IDX, TITLE, "The message")
FOOTER_PLACE = PlaceholderSpec("Footer", "ftr", FOOTER_IDX, FOOTER, "Footer", _level(SMALL_PT, "tx2"), "ctr")
NUMBER_PLACE = PlaceholderSpec(
    "Slide number", "sldNum", NUMBER_IDX, NUMBER, "‹#›", _level(SMALL_PT, "tx2", align="r"), "ctr"
)
COMMON = (KICKER_PLACE, TITLE_PLACE, FOOTER_PLACE, NUMBER_PLACE)

OPENING_TITLE = Box(SIDE, 1.9, PAGE.w - 2 * SIDE, 1.6)
OPENING_KICKER = Box(SIDE, 1.5, PAGE.w - 2 * SIDE, 0.34)
OPENING_BODY = Box(SIDE, 3.65, PAGE.w - 2 * SIDE, CONTENT.bottom - 3.65)
OPENING_CLIENT = Box(SIDE, 0.5, LARGE_LOGO.x - 2 * SIDE, 1.0)
CLIENT_IDX = 14


def _body(box: Box) -> PlaceholderSpec:
    return PlaceholderSpec("Text", "body", BODY_IDX, box, "Text")


def _charts(boxes: list[Box]) -> tuple[PlaceholderSpec, ...]:
    return tuple(
        PlaceholderSpec(f"Chart {i + 1}", "chart", FIRST_IDX + i, box, "Chart") for i, box in enumerate(boxes)
    )


LAYOUTS: dict[str, tuple[PlaceholderSpec, ...]] = {
    "Opening": (
        PlaceholderSpec("Client", "body", CLIENT_IDX, OPENING_CLIENT, "For whom", _level(18.0, "tx2"), "t"),
        PlaceholderSpec(
            "Kicker", "body", KICKER_IDX, OPENING_KICKER, "Subject", _level(18.0, "accent1", bold=True), "b"
        ),
        PlaceholderSpec(
            "Title", "title", TITLE_IDX, OPENING_TITLE, "The question", _level(34.0, "tx1", bold=True)
        ),
        _body(OPENING_BODY),
        FOOTER_PLACE,
        NUMBER_PLACE,
    ),
    "Text": (*COMMON, _body(CONTENT)),
    "Table": (*COMMON, PlaceholderSpec("Table", "tbl", FIRST_IDX, CONTENT, "Table")),
    "One chart": (*COMMON, *_charts([CONTENT])),
    "Two charts": (*COMMON, *_charts(CONTENT.rows(2))),
    "Three charts": (*COMMON, *_charts(CONTENT.columns(3))),
    "Four charts": (*COMMON, *_charts([b for row in CONTENT.rows(2) for b in row.columns(2)])),
    "Text and three charts": (*COMMON, _body(CONTENT.top(1.6)), *_charts(CONTENT.below(1.8).columns(3))),
}


def new_deck() -> Deck:
    """A presentation without slides, on the house's master."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = Inches(PAGE.w), Inches(PAGE.h)
    master = deck.slide_master
    _theme(deck)
    _master(deck)
    layouts = list(master.slide_layouts)
    for layout, (name, places) in zip(layouts, LAYOUTS.items(), strict=False):
        tree = layout._element.cSld
        tree.getparent().replace(tree, _tree(name, places))
        for key in ("type", "preserve"):
            layout._element.attrib.pop(key, None)
        layout._element.set("userDrawn", "1")
    for layout in layouts[len(LAYOUTS) :]:
        master.slide_layouts.remove(layout)
    _without_leftovers(deck)
    return deck


def _theme(deck: Deck) -> None:
    part = deck.slide_master.part.part_related_by(RT.THEME)
    colours = "".join(f'<a:{k}><a:srgbClr val="{v}"/></a:{k}>' for k, v in THEME_COLOURS.items())
    fonts = "".join(f'<a:font script="{k}" typeface="{v}"/>' for k, v in BY_SCRIPT.items())
    font = f'<a:latin typeface="{FONT}"/><a:ea typeface=""/><a:cs typeface="{FONT}"/>{fonts}'
    fill = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>'
    line = "".join(
        f'<a:ln w="{w}" cap="flat" cmpd="sng" algn="ctr">{fill}<a:prstDash val="solid"/></a:ln>'
        for w in (6350, 12700, 19050)
    )
    effects = "<a:effectStyle><a:effectLst/></a:effectStyle>" * 3
    part._blob = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        '<a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" name="Headroom"><a:themeElements>'
        f'<a:clrScheme name="Headroom">{colours}</a:clrScheme>'
        f'<a:fontScheme name="Headroom"><a:majorFont>{font}</a:majorFont><a:minorFont>{font}</a:minorFont>'
        f'</a:fontScheme><a:fmtScheme name="Headroom"><a:fillStyleLst>{fill * 3}</a:fillStyleLst>'
        f"<a:lnStyleLst>{line}</a:lnStyleLst><a:effectStyleLst>{effects}</a:effectStyleLst>"
        f"<a:bgFillStyleLst>{fill * 3}</a:bgFillStyleLst></a:fmtScheme></a:themeElements>"
        "<a:objectDefaults/><a:extraClrSchemeLst/></a:theme>"
    ).encode()


def _master(deck: Deck) -> None:
    root = deck.slide_master._element
    places = (TITLE_PLACE, _body(CONTENT), FOOTER_PLACE, NUMBER_PLACE)
    bar = _rectangle(90, "Bar", Box(0.0, 0.0, PAGE.w, 0.11), "accent1")
    hairline = _rectangle(91, "Line", Box(SIDE, FOOTER.y - 0.09, PAGE.w - 2 * SIDE, 0.01), "bg1")
    root.replace(root.cSld, _tree("", places, bar + hairline))
    old = root.find(qn("p:txStyles"))
    assert old is not None  # every master has them
    root.replace(old, parse_xml(_text_styles()))


def _text_styles() -> str:
    """Titles and text; a second level for whoever adds one."""
    font = '<a:latin typeface="+m{0}-lt"/><a:ea typeface="+m{0}-ea"/><a:cs typeface="+m{0}-cs"/></a:defRPr>'
    spaced = '<a:lnSpc><a:spcPct val="100000"/></a:lnSpc><a:spcBef><a:spcPts val="{0}"/></a:spcBef>'
    title = (
        f'<a:lvl1pPr algn="l" rtl="0" eaLnBrk="1" latinLnBrk="0" hangingPunct="1">{spaced.format(0)}<a:buNone/>'
        f'<a:defRPr sz="{round(TITLE_PT * 100)}" b="1" kern="1200">{_colour("tx1")}{font.format("j")}</a:lvl1pPr>'
    )
    levels = "".join(
        f'<a:lvl{n}pPr marL="{Pt(left)}" indent="{-Pt(back)}" algn="l" rtl="0" eaLnBrk="1" latinLnBrk="0" '
        f'hangingPunct="1">{spaced.format(round(GAP_PT * 100))}{bullet}'
        f'<a:defRPr sz="{size}" kern="1200">{_colour("tx1")}{font.format("n")}</a:lvl{n}pPr>'
        for n, left, back, bullet, size in (
            (1, 0, 0, "<a:buNone/>", 1800),
            (2, 18, 18, '<a:buFont typeface="Arial"/><a:buChar char="•"/>', 1600),
            (3, 36, 18, '<a:buFont typeface="Arial"/><a:buChar char="–"/>', 1600),
        )
    )
    common = f'<a:defRPr sz="1800" kern="1200">{_colour("tx1")}{font.format("n")}'
    other = f'<a:lvl1pPr algn="l" rtl="0">{common}</a:lvl1pPr>'
    return (
        f"<p:txStyles {NAMES}><p:titleStyle>{title}</p:titleStyle><p:bodyStyle>{levels}</p:bodyStyle>"
        f"<p:otherStyle>{other}</p:otherStyle></p:txStyles>"
    )


def _rectangle(number: int, name: str, box: Box, colour: str) -> str:
    shade = '<a:lumMod val="80000"/>' if colour == "bg1" else ""
    fill = f'<a:solidFill><a:schemeClr val="{colour}">{shade}</a:schemeClr></a:solidFill>'
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="{number}" name="{name}"/><p:cNvSpPr/><p:nvPr userDrawn="1"/></p:nvSpPr>'
        f'<p:spPr>{_at(box)}<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>{fill}<a:ln><a:noFill/></a:ln></p:spPr>'
        "</p:sp>"
    )


def _at(box: Box) -> str:
    x, y, w, h = (Emu(v) for v in box.emu)
    return f'<a:xfrm><a:off x="{x}" y="{y}"/><a:ext cx="{w}" cy="{h}"/></a:xfrm>'


def _placeholder(number: int, place: PlaceholderSpec) -> str:
    idx = "" if place.kind == "title" else f' idx="{place.idx}"'
    text = f"<a:r><a:rPr lang='en-GB'/><a:t>{escape(place.prompt)}</a:t></a:r>"
    if place.kind == "sldNum":
        field = 'id="{C1FF6DA9-008F-8B48-92A6-B652298478BF}" type="slidenum"'
        text = f'<a:fld {field}><a:rPr lang="en-GB"/><a:t>‹#›</a:t></a:fld>'
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="{number}" name={quoteattr(place.name)}/><p:cNvSpPr><a:spLocks noGrp="1"/>'
        f'</p:cNvSpPr><p:nvPr><p:ph type="{place.kind}"{idx}/></p:nvPr></p:nvSpPr>'
        f'<p:spPr>{_at(place.box)}<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr>'
        f'<p:txBody><a:bodyPr vert="horz" wrap="square" lIns="0" tIns="0" rIns="0" bIns="0" rtlCol="0" '
        f'anchor="{place.anchor}"><a:noAutofit/></a:bodyPr>'
        f"<a:lstStyle>{place.style}</a:lstStyle><a:p>{text}</a:p></p:txBody></p:sp>"
    )


def _tree(name: str, places: tuple[PlaceholderSpec, ...], more: str = "") -> object:
    background = (
        '<p:bg><p:bgPr><a:solidFill><a:schemeClr val="bg1"/></a:solidFill><a:effectLst/></p:bgPr></p:bg>'
    )
    named = f" name={quoteattr(name)}" if name else ""
    shapes = "".join(_placeholder(i + 2, place) for i, place in enumerate(places))
    return parse_xml(
        f'<p:cSld {NAMES}{named}>{"" if name else background}<p:spTree><p:nvGrpSpPr><p:cNvPr id="1" name=""/>'
        f"<p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr/>{more}{shapes}</p:spTree></p:cSld>"
    )


def _without_leftovers(deck: Deck) -> None:
    """Take off what the template carries of the program it was made with: a thumbnail, a printer's settings."""
    package = deck.part.package
    for owner in (package, deck.part):
        rels = owner._rels
        for rid in [r for r, rel in rels.items() if rel.reltype.endswith(("thumbnail", "printerSettings"))]:
            rels.pop(rid)
    for rel in package._rels.values():
        if rel.reltype.endswith("extended-properties"):
            rel.target_part._blob = (
                b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Properties xmlns="http://schemas.'
                b'openxmlformats.org/officeDocument/2006/extended-properties"><Application>Headroom</Application>'
                b"</Properties>"
            )
    deck.part._element.sldSz.attrib.pop("type", None)
