"""The few things about the look that the theme's settings cannot say."""

from __future__ import annotations

import streamlit as st

from present.figures.style import palette

STYLE = """<style>
/* White on the dark theme's primary colour is 3.4:1; on this it is 5.5:1. */
[data-testid^='stBaseButton-primary'], span[data-tag] {
  background-color: #1B6F78; border-color: #1B6F78; transition: none}
/* Streamlit leaves a few px too little for the menu's last entry, "3 more". */
[data-testid="stTopNav"] {overflow: clip; overflow-clip-margin: 1rem; min-width: 0}
.st-key-hint {display: none}
@media (max-width: 768px) {.st-key-hint {display: block}}
.st-key-story p {line-height: 1.5}
.st-key-story p:first-child {font-size: 1.2rem}
.st-key-second [data-testid="stMetricValue"] {font-size: 1.5rem}
.st-key-second [data-testid="stMetricDelta"] {font-size: .8125rem}
/* Words wrap; they are not cut off. */
.st-key-results [data-testid="stMetricDelta"] *, .st-key-results [data-testid="stMetricLabel"] *,
.st-key-results [data-testid="stMetricValue"] * {
  white-space: normal; overflow: visible}
[data-testid="stSidebar"] [data-testid="stColumn"] {min-width: 4.6rem}
/* The box beside a slider is for typing; the slider has the steps. */
[data-testid="stSidebar"] [data-testid^="stNumberInputStep"],
[data-testid="stSidebar"] [data-testid="stNumberInputClearButton"] {display: none}
/* The panels of a toolbar stand in its row where there is space for all of them, else in one of their own. */
.st-key-actions > :has(.st-key-live_panels) {flex: 1 1 27rem !important; min-width: min(100%, 27rem)}
.st-key-compare_head > :has(.st-key-live_panels) {flex: 0 0 auto !important; width: max-content}
/* For the browser only: see widget_sync.py. */
.st-key-acknowledged {display: none}
.st-key-results {transition: opacity .2s}
@media (prefers-reduced-motion: reduce) {.st-key-results {transition: none}}
</style>"""

# The empty span makes it an element of the page, which can be taken away again; bare styles stay for good.
DIMMED = "<style>.st-key-results {opacity: .45}</style><span></span>"
"""While the figures on screen belong to an earlier setting."""


# The page Present: everything in units of the screen (see ui/present/screen.py), nothing of the app around it.
PRESENT = """<style>
:root {--u: max(1px, min(100vw / 1024, 100vh / 720))}
[data-testid="stHeader"], [data-testid="stSidebar"], [data-testid="stSidebarCollapsedControl"],
[data-testid="stExpandSidebarButton"], [data-testid="stToolbar"], [data-testid="stStatusWidget"],
[data-testid="stDecoration"], .st-key-report_strip {display: none !important}
[data-testid="stMain"] {overflow: hidden}
[data-testid="stMainBlockContainer"] {padding: 0; max-width: none}
[data-stale="true"] {opacity: 1 !important}
.st-key-present_player {position: absolute; height: 0; overflow: hidden}
[class*="st-key-present_step_"] {
  position: fixed; inset: 0; height: 100vh; height: 100dvh; contain: strict; box-sizing: border-box; overflow: hidden;
  flex-wrap: nowrap;
  padding: calc(32 * var(--u)) calc(48 * var(--u)) calc(24 * var(--u)); gap: calc(14 * var(--u)) !important;
  background: BACK}
[class*="st-key-present_kicker_"] p {font-size: calc(24 * var(--u)); line-height: 1.2; font-weight: 600; color: NOW}
[class*="st-key-present_title"] h1 {padding: 0; line-height: 1.2; letter-spacing: -.01em; text-wrap: balance}
[class*="st-key-present_title60_"] h1 {font-size: calc(60 * var(--u))}
[class*="st-key-present_title46_"] h1 {font-size: calc(46 * var(--u))}
[class*="st-key-present_title40_"] h1 {font-size: calc(40 * var(--u))}
[class*="st-key-present_title34_"] h1 {font-size: calc(34 * var(--u))}
[class*="st-key-present_step_"] > * {flex-shrink: 0}
[class*="st-key-present_step_"] :is([data-testid="stMarkdownContainer"], .stMarkdown, .stHeading) {
  margin-bottom: 0 !important}
[class*="st-key-present_step_"] p:last-child {margin-bottom: 0 !important}
[class*="st-key-present_text"] p {line-height: 1.35; margin: 0 0 .55em}
[class*="st-key-present_text36_"] p {font-size: calc(36 * var(--u))}
[class*="st-key-present_text32_"] p {font-size: calc(32 * var(--u))}
[class*="st-key-present_text28_"] p {font-size: calc(28 * var(--u))}
[class*="st-key-present_text24_"] p {font-size: calc(24 * var(--u))}
[class*="st-key-present_names_"] p, .st-key-present_progress p, .st-key-present_way_out p {
  font-size: calc(24 * var(--u)); line-height: 1.3; margin: 0}
[class*="st-key-present_names_"] {gap: calc(8 * var(--u)) calc(28 * var(--u))}
[class*="st-key-present_current_"] p::before, [class*="st-key-present_baseline_"] p::before {
  content: ""; display: inline-block; width: calc(44 * var(--u)); margin-right: calc(12 * var(--u));
  vertical-align: middle; border-top: calc(5 * var(--u)) solid NOW}
[class*="st-key-present_baseline_"] p::before {border-top: calc(5 * var(--u)) dashed BASE}
[class*="st-key-present_pictures_"] {gap: calc(12 * var(--u))}
[class*="st-key-present_tiles_"] {flex: 1}
[class*="st-key-present_tiles_"] [data-testid="stColumn"] [data-testid="stVerticalBlock"] {gap: calc(8 * var(--u))}
[class*="st-key-present_tile_"] {
  padding: calc(12 * var(--u)) calc(16 * var(--u))}
[class*="st-key-present_tiles_"] p {font-size: calc(24 * var(--u)); line-height: 1.3; margin: 0 0 .35em}
[class*="st-key-present_tiles_"] [data-testid="stMetricLabel"] p {font-size: calc(24 * var(--u)); font-weight: 600}
[class*="st-key-present_tiles_"] [data-testid="stMetricValue"],
[class*="st-key-present_tiles_"] [data-testid="stMetricValue"] p {
  font-size: calc(80 * var(--u)); line-height: 1; margin: 0; font-variant-numeric: tabular-nums}
[class*="st-key-present_tiles_"] [data-testid="stMetricValue"] span {
  font-size: calc(28 * var(--u)) !important; font-weight: 400; letter-spacing: 0}
[class*="st-key-present_tiles_"] [data-testid="stMetricDelta"] {padding: 0; background: none; align-items: flex-start}
[class*="st-key-present_tiles_"] [data-testid="stMetricDelta"],
[class*="st-key-present_tiles_"] [data-testid="stMetricDelta"] p {
  font-size: calc(32 * var(--u)); line-height: 1.15; font-weight: 650; margin: 0}
[class*="st-key-present_tiles_"] [data-testid="stMetricDelta"] svg {
  width: calc(32 * var(--u)); height: calc(32 * var(--u)); flex-shrink: 0; margin-top: calc(3 * var(--u))}
[class*="st-key-present_tiles_"] [data-testid="stMetric"] * {white-space: normal; overflow: visible}
@media (min-aspect-ratio: 3/2) {
  [class*="st-key-present_tiles_"] p {font-size: calc(27 * var(--u))}
  [class*="st-key-present_tiles_"] [data-testid="stMetricValue"] p {font-size: calc(116 * var(--u)) !important}
  [class*="st-key-present_tiles_"] [data-testid="stMetricDelta"] p {font-size: calc(38 * var(--u)) !important}
}
@media (max-width: 700px) {
  [data-testid="stMain"] {overflow: auto}
  [class*="st-key-present_step_"] {overflow: auto; padding: 20px 16px 72px}
  [class*="st-key-present_title"] h1 {font-size: 28px}
  [class*="st-key-present_text"] p, [class*="st-key-present_tiles_"] p,
  [class*="st-key-present_names_"] p {font-size: 20px}
}
</style><span></span>"""


def page_style() -> None:
    """Write the style into the page."""
    st.html(STYLE)


def present_style() -> None:
    """Write the style of the page Present into it; it goes with the page."""
    colours = palette(mode())
    style = (
        PRESENT.replace("NOW", colours.current)
        .replace("BASE", colours.baseline)
        .replace("BACK", colours.paper)
    )
    st.html(style)


def small(words: str) -> str:
    """Small print that is still legible on a projector: a caption has too little contrast."""
    return f":small[:gray[{words}]]"


def mode() -> str | None:
    """ "light" or "dark", as the reader's browser has it; None where not known yet."""
    return st.context.theme.type
