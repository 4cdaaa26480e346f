"""The few things about the look that the theme's settings cannot say."""

from __future__ import annotations

import streamlit as st

from present.text_layout import together

STYLE = """<style>
/* White on the dark theme's primary colour is 3.4:1; on this it is 5.5:1. */
[data-testid^='stBaseButton-primary'], span[data-tag] {
  background-color: #1B6F78; border-color: #1B6F78; transition: none}
/* A button pointed at or chosen takes the primary colour, which small letters on the dark theme are hard to read in. */
button:is([data-testid="stBaseButton-tertiary"], [data-testid="stBaseButton-secondary"], [data-testid="stPopoverButton"]
):is(:hover, :focus-visible):enabled, button[data-variant][data-selected="true"]:enabled {
  color: light-dark(#0B5E68, #8FD0D6)}
/* Beside a chosen button Streamlit leaves out a border, which is missed where the row breaks there. */
button[data-variant="segmented_control"]:not([data-selected], [data-hovered], [data-focus-visible], [data-disabled]) {
  border-color: light-dark(#C9C0B0, #4E4A43) !important}
/* Streamlit leaves a few px too little for the menu's last entry, "3 more". */
[data-testid="stTopNav"] {overflow: clip; overflow-clip-margin: 1rem; min-width: 0}
[data-testid="stMainBlockContainer"] {
  padding-top: 4.5rem; padding-left: clamp(1rem, 3vw, 5rem); padding-right: clamp(1rem, 3vw, 5rem)}
/* An open panel's button: Streamlit 1.67 darkens it, which on the dark theme leaves 1.6:1. */
button[data-testid="stPopoverButton"][aria-expanded="true"] {color: inherit}
/* Small print can be read on a projector, as `small` below writes it. */
[data-testid="stCaptionContainer"] {color: light-dark(#57534B, #BDB7AC); opacity: 1}
.phone {display: none}
@media (max-width: 768px) {
  .phone {display: inline}
  .wide {display: none}
  /* The header is 3.75rem high; what stands unseen before a page's heading takes two spaces of 1rem. */
  [data-testid="stMainBlockContainer"] {padding-top: 3rem}
}
/* The menu stands where it does beside the levers, on every page: their width, of which the logo takes a part. */
@media (min-width: 769px) {
  [data-testid="stToolbar"] > div > :first-child:has([data-testid="stLogoLink"], [data-testid="stHeaderLogo"]) {
    box-sizing: border-box; flex-shrink: 0; width: 360px}
}
/* What is scrolled to stands below the menu. */
.st-key-six_answer {scroll-margin-top: 4.5rem}
.st-key-story p {line-height: 1.5}
.st-key-story p:first-child {font-size: 1.2rem}
/* All pages stand in the menu on a laptop, beside levers too: there without their signs. */
[data-testid="stTopNavLink"] {padding-inline: .5rem}
@media (max-width: 1500px) {[data-testid="stTopNavLink"] > span:first-child:not(:only-child) {display: none}}
/* On a small laptop closer together, and into the space kept for the sign that something runs, which goes below. */
@media (min-width: 769px) and (max-width: 1200px) {
  [data-testid="stTopNavLink"] {padding-inline: .25rem}
  [data-testid="stToolbar"] > div > :last-child {width: 2.5rem; min-width: 0; flex: 0 0 2.5rem}
  [data-testid="stStatusWidget"] {position: fixed; top: 3.75rem; right: 1rem}
}
/* What if: the tour is one line, questions and chips look alike, the answer is what one sees first. */
.st-key-tour {padding: .25rem .75rem; flex-wrap: nowrap}
.st-key-tour p {margin: 0; padding-top: .25rem; font-size: .875rem; line-height: 1.35}
.st-key-tour [data-testid="stMarkdownContainer"] {margin-bottom: 0}
.st-key-chips {gap: .5rem}
:is(.st-key-chips, .st-key-questions) button * {white-space: normal; text-align: left}
/* A way to another page that stands among buttons looks like them. */
:is(.st-key-chips, .st-key-questions, .st-key-own_scenarios) [data-testid="stPageLink-NavLink"] {
  color: inherit; border: 1px solid light-dark(#C9C0B0, #4E4A43); border-radius: .375rem;
  padding: .25rem .75rem; min-height: 2.5rem; margin: 0}
:is(.st-key-chips, .st-key-questions, .st-key-own_scenarios) :has(> [data-testid="stPageLink"]) {margin: 0}
:is(.st-key-chips, .st-key-questions, .st-key-own_scenarios) [data-testid="stPageLink-NavLink"]:not(:hover) {
  background: light-dark(#FFF, #201F1D)}
.st-key-results h3 {padding: 0 0 .75rem; text-wrap: balance}
.st-key-lines summary {opacity: 1}
.st-key-lines details[open] {padding-bottom: .75rem}
.st-key-lines summary, .st-key-lines summary p {color: inherit}
@media (max-width: 640px) {
  .st-key-chips {gap: .375rem}
  .st-key-chips :is([class*="st-key-ask-"] button, [data-testid="stPageLink-NavLink"]) {
    min-height: 2.125rem; padding: .125rem .625rem}
  .st-key-chips :is([class*="st-key-ask-"], [data-testid="stPageLink"]) span:has(> [data-testid="stIconMaterial"]) {
    display: none}
  .st-key-chips :is([class*="st-key-ask-"], [data-testid="stPageLink"]) p {font-size: .875rem}
}
/* A value stays in one line with its unit, as large as its tile allows. */
:is(.st-key-results, [class*="st-key-large_tiles"]) [data-testid="stMetric"] {container-type: inline-size}
.st-key-results [data-testid="stMetricValue"] {font-size: clamp(1.25rem, 17cqi, 2.25rem)}
.st-key-results [data-testid="stMetricValue"] * {white-space: nowrap}
/* The large figures: where there is no row for all of them the last takes a whole one; on a phone each does. */
[class*="st-key-large_tiles"] {display: flex !important; flex-wrap: wrap; align-items: stretch !important}
[class*="st-key-large_tiles"] > * {flex: 1 1 165px; min-width: 165px; height: auto; align-self: stretch}
@media (max-width: 640px) {[class*="st-key-large_tiles"] > * {flex-basis: 100%}}
/* Three pictures: in a row, or the last takes a whole one, or each does. */
[class*="st-key-three_pictures"] {display: flex !important; flex-wrap: wrap}
[class*="st-key-three_pictures"] > * {flex: 1 1 260px; min-width: 260px}
.st-key-second [data-testid="stMetricValue"] {font-size: clamp(1rem, 15cqi, 1.5rem) !important}
.st-key-second :is([data-testid="stMetricDelta"], [data-testid="stMetricLabel"] *) {font-size: .8125rem}
.st-key-second [data-testid="stMetric"] > * {padding: .75rem .625rem}
/* Where some names take two lines all have the place of two: the values of a row stand in one line. */
@container (max-width: 215px) {
  [data-testid="stMetricLabel"] {min-height: 2.375rem; align-items: flex-start}}
/* A line of weeks between its first and its last figure. */
.weeks {display: flex; align-items: center; gap: .375rem; font-size: .875rem; line-height: 1.75rem}
.weeks img {flex: 1; min-width: 0; height: 1.75rem}
.weeks span {color: color-mix(in srgb, currentColor 72%, transparent)}
/* On a wide screen lines end where an eye still finds the next one, and leave no word alone in the last.
   Only the style: `text-wrap` itself would break what is not to be broken, such as the figure at a slider. */
:where([data-testid="stMarkdownContainer"]) :is(p, li), :where([data-testid="stHeading"]) h3 {
  max-width: 50em; text-wrap-style: pretty}
/* What a box has no space for ends in dots. */
[data-testid="stSelectbox"] input {text-overflow: ellipsis}
/* Words wrap; they are not cut off. What is chosen stands in as many lines as it takes. */
[data-testid="stMultiSelectTagsContainer"] {
  flex-wrap: wrap; row-gap: .25rem; min-width: 0; overflow: visible; mask-image: none}
.stMultiSelect :has(> [data-testid="stMultiSelectTagsContainer"]) {height: auto; max-height: none}
:is(.st-key-results, [class*="st-key-large_tiles"])
  :is([data-testid="stMetricDelta"], [data-testid="stMetricLabel"]) * {
  white-space: normal; overflow: visible}
[data-testid="stSidebar"] [data-testid="stColumn"] {min-width: 4.6rem}
/* The box beside a slider is for typing; the slider has the steps. */
[data-testid="stSidebar"] [data-testid^="stNumberInputStep"],
[data-testid="stSidebar"] [data-testid="stNumberInputClearButton"] {display: none}
/* In a fold within a fold a lever has the room to stand in one line. */
[data-testid="stSidebar"] [data-testid="stExpanderDetails"] [data-testid="stExpanderDetails"] {padding-inline: .25rem}
/* The way to a range of a lever: no wider than its sign, faint until it is meant. */
[data-testid="stSidebar"] [class*="-range"] {width: auto; margin-left: -.5rem}
[data-testid="stSidebar"] [class*="-range"] button {
  padding: 0; width: 1.5rem; min-width: 1.5rem; min-height: 2.5rem; opacity: .65}
[data-testid="stSidebar"] [class*="-range"] button:is(:hover, :focus-visible) {opacity: 1}
/* Where there is none its place stays: all boxes of a group stand below each other. */
[data-testid="stSidebar"] [data-testid="stElementContainer"]:has([data-testid="stNumberInput"]):not(
  :has(+ [class*="-range"])) {margin-right: 2rem}
/* As high as the boxes beside it, so that their labels stand in one line. */
.st-key-staffing_target [data-testid="stButtonGroup"] > div button {min-height: 2.5rem}
/* The days of a week stand in one row on a phone too, and the two ends of a range: its lever in one of its own. */
@media (max-width: 640px) {
  :is(.st-key-explore_levers, .st-key-matters_choice)
    :is([data-testid="stLayoutWrapper"], :has(> [data-testid="stSelectbox"])) {flex: 1 1 100% !important}
  :is(.st-key-explore_levers, .st-key-matters_choice) :has(> [data-testid="stNumberInput"]) {flex-grow: 1 !important}
  :is(.st-key-staffing-day, .st-key-roster-day) button {padding-inline: .5rem}
}
/* What everybody knows by its sign; its name is for screen readers, and beside the sign when pointed at. */
:is(.st-key-undo, .st-key-redo, .st-key-reset, [data-testid="stSidebar"] [class*="-range"]) button
  [data-testid="stMarkdownContainer"] {
  position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%)}
/* The panels of a toolbar stand in its row where there is space for all of them, else in one of their own. */
.st-key-actions > :has(.st-key-live_panels) {flex: 1 1 27rem !important; min-width: min(100%, 27rem)}
/* Further from each other than a sign from its words, where there is space for it. */
@media (min-width: 1300px) {
  :is(.st-key-actions, .st-key-live_panels) {column-gap: 1rem}
  .st-key-live_panels [data-testid="stPageLink-NavLink"] {padding-inline: 0}
}
/* A link in it is as high as a button; a bare link begins where lines above and below it begin. */
@media (max-width: 1299px) {
  :is(.st-key-actions, .st-key-staffing_centre) [data-testid="stPageLink-NavLink"] {position: relative; right: .5rem}
}
.st-key-live_panels [data-testid="stPageLink-NavLink"] {min-height: 2.5rem}
.st-key-live_panels :has(> [data-testid="stPageLink"]) {margin: 0}
/* Columns that stand below each other on a phone are no further apart than what stands in them. */
@media (max-width: 640px) {[data-testid="stHorizontalBlock"]:has(> [data-testid="stColumn"]) {row-gap: 1rem}}
/* A finger meets one sign, not three. */
:is(.st-key-undo, .st-key-redo, .st-key-reset) button {min-width: 1.5rem}
.st-key-undo {margin-left: -.25rem}
@media (max-width: 640px) {
  :is(.st-key-undo, .st-key-redo, .st-key-reset) button {min-width: 2.25rem}
  .st-key-undo {margin-left: -.625rem}
}
/* A heading beside panels stands where those of all pages do. */
.st-key-compare_head {padding-top: .71875rem}
.st-key-compare_head h2 {padding: .28125rem 0}
.st-key-compare_head > :has(.st-key-live_panels) {flex: 0 0 auto !important; width: max-content}
/* For the browser only: see widget_sync.py. */
.st-key-acknowledged {display: none}
.st-key-results {transition: opacity .2s}
@media (prefers-reduced-motion: reduce) {.st-key-results {transition: none}}
</style>"""

# The empty span makes it an element of the page, which can be taken away again; bare styles stay for good.
DIMMED = "<style>.st-key-results {opacity: .45}</style><span></span>"
"""While the figures on screen belong to an earlier setting."""


AT_HOME = """<style>
a:is([data-testid^="stTopNav"], [data-testid^="stSidebarNav"])[href$="/{file}"] {{
  background: light-dark(#EDE6D9, #41403D)}}
a:is([data-testid^="stTopNav"], [data-testid^="stSidebarNav"])[href$="/{file}"]
  :is(span, p) {{font-weight: 600}}
</style><span data-menu-entry="{file}"></span>"""
"""The menu's entry of the page at hand, as Streamlit shows the entry of a page that stands in the menu itself;
`ui/server/page.js` says it to screen readers."""


def page_style() -> None:
    """Write the style into the page."""
    st.html(STYLE)


def mark_in_menu(file: str) -> None:
    """Show that the page at hand belongs to a menu's entry, by file: for one that stands in no menu itself."""
    st.html(AT_HOME.format(file=file))


def small(words: str) -> str:
    """Small print that is still legible on a projector: a caption has too little contrast."""
    return f":small[:gray[{together(words)}]]"


def mode() -> str | None:
    """ "light" or "dark", as the reader's browser has it; None where not known yet."""
    return st.context.theme.type
