"""The page "Stories": guided before-and-afters, each in three steps, simulated while one reads."""

import streamlit as st

from present.stories import CASES
from present.stories import bot as the_bot
from present.stories import remedies as the_remedies
from present.stories.case import SOURCE
from ui.page_header import page
from ui.stories import bot, case, common, remedies
from ui.theme import small

page(
    "Stories",
    "Five before-and-afters in three steps each, simulated while you read. Ranges are 95 % intervals of "
    "chance alone; † rests on assumptions about people.",
)
names = {key: c.short for key, c in CASES.items()}
story = common.choose({**names, the_remedies.KEY: the_remedies.SHORT, the_bot.KEY: the_bot.SHORT})
titles = {key: c.title for key, c in CASES.items()}
titles |= {the_remedies.KEY: the_remedies.TITLE, the_bot.KEY: the_bot.TITLE}
st.subheader(titles[story], anchor=False)
source = SOURCE if story in CASES else "Assumptions of the model throughout; no real centre."
st.markdown(small(source))
step = common.stepper()
if story in CASES:
    case.show(CASES[story], step)
elif story == the_remedies.KEY:
    remedies.show(step)
else:
    bot.show(step)
