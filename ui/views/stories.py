"""The page "Stories": guided before-and-afters, each in three steps, simulated while one reads."""

import streamlit as st

from present.stories import CASES
from present.stories import bot as the_bot
from present.stories import remedies as the_remedies
from present.stories.case import SOURCE
from ui.page_header import page
from ui.stories import bot, case, common, guess, remedies
from ui.theme import small

page(
    "Stories",
    "Five cases, three steps each. Ranges are 95% intervals of chance alone; † rests on assumptions about people.",
)
names = {key: c.short for key, c in CASES.items()}
story = common.choose({**names, the_remedies.KEY: the_remedies.SHORT, the_bot.KEY: the_bot.SHORT})
titles = {key: c.title for key, c in CASES.items()}
titles |= {the_remedies.KEY: the_remedies.TITLE, the_bot.KEY: the_bot.TITLE}
st.subheader(titles[story], anchor=False)
st.markdown(small(SOURCE if story in CASES else "A what-if of ours: no real centre."))
with st.container(horizontal=True, vertical_alignment="center", key="story_steps"):
    step = common.stepper()
    guess.toggle()
if story in CASES:
    case.show(CASES[story], step)
elif story == the_remedies.KEY:
    remedies.show(step)
else:
    bot.show(step)
