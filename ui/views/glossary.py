"""The page "Glossary": what the words and figures on the screen mean, and the tour again."""

import streamlit as st

from present.glossary import WORDS, Word, figures
from ui.page_header import page
from ui.session import WHAT_IF
from ui.tour import restart

page("Glossary", "What the words and figures on these pages mean.")


def entry(word: Word) -> None:
    """One word."""
    aside = f" · :gray[in the trade: {word.trade}]" if word.trade else ""
    st.markdown(f"**{word.name}**{aside}  \n{word.meaning}", width=820)


if st.button("Show the tour again", icon=":material/tour:"):
    restart()
    st.switch_page(WHAT_IF)
search = st.text_input(
    "Find a word", placeholder="service level", icon=":material/search:", width=640
).strip()
found = False
for heading, words in {"Words": WORDS, **figures()}.items():
    matching = [word for word in words if word.matches(search)]
    if matching:
        st.subheader(heading, anchor=False)
    for word in matching:
        entry(word)
    found = found or bool(matching)
if not found:
    st.info(f"No word or figure with “{search}”. Try a shorter one.", icon=":material/search_off:")
