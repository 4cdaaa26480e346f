"""The page "Glossary": what the words and figures on the screen mean, and the tour again."""

import streamlit as st

from present.glossary import WORDS, Word, figures
from ui.page_header import page
from ui.session import WHAT_IF
from ui.tour import restart

page(
    "Glossary",
    "What the words on these pages mean. The same explanations stand behind the question marks beside levers and "
    "tiles.",
)


def entry(name: str, meaning: str, aside: str) -> None:
    """One word."""
    st.markdown(f"**{name}**{f' · :gray[{aside}]' if aside else ''}  \n{meaning}", width=820)


if st.button("Show the tour again", icon=":material/tour:"):
    restart()
    st.switch_page(WHAT_IF)
search = st.text_input("Find a word", placeholder="service level", icon=":material/search:").strip().lower()


def matches(word: Word) -> bool:
    """Whether a word is looked for."""
    return all(part in f"{word.name} {word.meaning} {word.trade}".lower() for part in search.split())


shown = [w for w in WORDS if matches(w)]
if shown:
    st.subheader("Words", anchor=False)
for word in shown:
    entry(word.name, word.meaning, f"in the trade: {word.trade}" if word.trade else "")
count = len(shown)
for group, words in figures().items():
    matching = [w for w in words if matches(w)]
    if matching:
        st.subheader(group, anchor=False)
    for word in matching:
        entry(word.name, word.meaning, f"`{word.trade}`")
    count += len(matching)
if not count:
    st.info(f"No word or figure with “{search}”. Try a shorter one.", icon=":material/search_off:")
