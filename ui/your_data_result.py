"""The centre that was built from files: how it stands against later days, and its fit in pictures."""

from __future__ import annotations

from functools import partial

import streamlit as st

from present.figures.judged import judged_figure, judged_in_words, judged_keys, judged_table
from present.your_data_fit import FitSection, doubts, observed_table, sections, special_table, table
from present.your_data_pictures import Picture
from present.your_data_verdict import (
    LAYERS,
    arrivals_sentence,
    as_in_what_if,
    basis,
    figure_name,
    headline,
    verdict_table,
)
from sim.calibrate.fit.scenario import scenario_yaml
from sim.calibrate.judge import Judgement
from sim.scenario import Scenario, replace
from sim.scenario.fields import CONTROL
from ui.charts import as_tables, chart
from ui.folded import fold
from ui.markdown_text import as_text, bold_only
from ui.save_button import YAML, save_button
from ui.session import OPENED, keep, open_in_what_if
from ui.theme import mode
from ui.words_table import words_table
from ui.your_data_state import Built, YourData

NAME, JUDGED = "your data name", "your data judged"
USUAL_NAME, OWN, LEFT_OUT = "Your centre", "Your own figures", "Days that were left out"


def draw_use(state: YourData, built: Built) -> None:
    """What can be done with it."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        typed = st.text_input(
            "Name of the scenario",
            USUAL_NAME,
            max_chars=100,
            key=NAME,
            persist_state="session",
            help="How it is listed in What if and Compare.",
            width=240,
        )
        name = CONTROL.sub(" ", typed).strip() or USUAL_NAME
        scenario: Scenario = replace(built.scenario, {"name": name})
        if st.button("Open in What if", icon=":material/tune:", key="your data open", type="primary"):
            open_in_what_if(scenario)
        if st.button("Keep for Compare", icon=":material/balance:", key="your data keep"):
            state.saved_as = keep(scenario)
        save_button(
            "Download as YAML",
            scenario_yaml(built.fit, name),
            "your_centre.yaml",
            YAML,
            key="your data yaml",
            help="Beside every number stands whether it is measured, fitted or assumed.",
        )
    if state.saved_as:
        st.success(f"Kept for Compare as “{as_text(state.saved_as)}”.", icon=":material/check:")
    st.caption(OPENED)
    st.caption("Its tiles in What if show your own figures beside the simulated ones, as “in reality”.")
    st.caption(as_text(as_in_what_if(built.fit)), width=820)


# ── The verdict ───────────────────────────────────────────────────────────────────────────────────

SIGNS = {"agrees": "success", "differs": "warning", "cannot tell": "info"}
ICONS = {"success": ":material/check_circle:", "warning": ":material/rule:", "info": ":material/help:"}


def draw_verdict(judgement: Judgement) -> None:
    """A sentence, a chart by half-hour, the figures."""
    kind = SIGNS[judgement.queue.word]
    getattr(st, kind)(bold_only(headline(judgement)), icon=ICONS[kind])
    layer, within_s = judgement.queue, judgement.fit.within_s
    keys = judged_keys(layer)
    if keys:
        chosen = st.segmented_control(
            "Figure",
            keys,
            format_func=lambda key: figure_name(key, within_s),
            default=keys[0],
            required=True,
            key=JUDGED,
            label_visibility="collapsed",
        )
        key = chosen if chosen in keys else keys[0]
        band = layer.by_half_hour[key]
        chart(judged_figure(key, band, within_s, mode=mode()), judged_in_words(key, band, within_s), "judged")
        as_tables("judged", [partial(judged_table, key, band)])
    fold("How it was judged", "your data judged how", partial(_draw_basis, judgement))


def _draw_basis(judgement: Judgement) -> None:
    for name, title in LAYERS:
        layer = getattr(judgement, name)
        if layer.verdicts:
            st.markdown(f"**{title}**")
            words_table(verdict_table(judgement, layer), title)
    st.caption(as_text(arrivals_sentence(judgement)))
    st.caption(as_text(basis(judgement)))


# ── The fit ───────────────────────────────────────────────────────────────────────────────────────


def draw_fit(built: Built) -> None:
    """Each part of it: the finding, a picture, the numbers with their doubt, what these data cannot tell."""
    st.subheader("What was fitted", anchor=False)
    st.caption(
        "Measured: as it stands in your files. Fitted: with a 95% interval. Assumed: your files do not say."
    )
    for section in sections(built.fit):
        _draw_section(section, built.pictures.get(section.key, []))
        if section.key == "arrivals":
            special = special_table(built.fit)
            if len(special):
                fold(LEFT_OUT, "your data special", partial(words_table, special, LEFT_OUT))
    for sentence in doubts(built.fit):
        st.caption(f":material/info: {as_text(sentence)}")
    fold(OWN, "your data observed", partial(words_table, observed_table(built.fit), OWN))


def _draw_section(section: FitSection, pictures: list[Picture]) -> None:
    st.markdown(f"#### {section.title}")
    st.markdown(bold_only(section.lead), width=820)
    if pictures:
        picture = _chosen(section, pictures)
        chart(picture.draw(mode=mode()), picture.words, picture.key)
        as_tables(f"your data {section.key}", [picture.table])
    if section.rows:
        fold(
            "How sure each number is",
            f"your data fit {section.key}",
            partial(words_table, table(section), section.title),
        )
    if section.doubts:
        st.caption(as_text(f"Cannot be told: {' '.join(section.doubts)}"))


def _chosen(section: FitSection, pictures: list[Picture]) -> Picture:
    """The one that its user picks where there are several."""
    if len(pictures) < 2:
        return pictures[0]
    labels = [picture.label for picture in pictures]
    label = st.segmented_control(
        f"{section.title}: which",
        labels,
        format_func=as_text,
        default=labels[0],
        required=True,
        key=f"your data {section.key} which",
        label_visibility="collapsed",
    )
    return pictures[labels.index(label)] if label in labels else pictures[0]
