"""The page "Stories": guided before-and-afters, each in three steps, simulated while one reads."""

import streamlit as st

from present.stories import CASES
from present.stories import bot as the_bot
from present.stories import remedies as the_remedies
from present.stories.case import SOURCE
from ui.frame import page
from ui.stories import bot, case, remedies, stage

page(
    "Stories",
    "Five before-and-afters in three steps each, simulated while you read. Ranges are 95 % intervals of "
    "chance alone; † rests on assumptions about people.",
)
by_name = {c.short: c for c in CASES.values()}
story = stage.choose([*by_name, the_remedies.SHORT, the_bot.SHORT])
titles = {the_remedies.SHORT: the_remedies.TITLE, the_bot.SHORT: the_bot.TITLE}
st.subheader(by_name[story].title if story in by_name else titles[story], anchor=False)
if story in by_name:
    source = SOURCE
else:
    source = "Assumptions of the model throughout; no real centre."
st.markdown(f":small[:gray[{source}]]")
step = stage.stepper(story)
if story in by_name:
    case.show(by_name[story], step)
elif story == the_remedies.SHORT:
    remedies.show(step)
else:
    bot.show(step)
