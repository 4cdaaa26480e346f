"""Guess first in a story: the card that asks before the figures come, and what was said beside them.

A guess is kept for the session and, once the figures are shown, in the address: a reload asks nothing twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import streamlit as st

from present.guess import GUESSED, WAYS, Way, guess_and_result, name_of, way_of
from present.pair import Pair
from present.text_layout import lower_first
from ui.guess_first import OFF, PARAMETER, WANTED, is_wanted
from ui.markdown_text import bold_only
from ui.widget_sync import widget_sync

Guesses = dict[str, str]
NOT_SAID = "-"
_GUESSES, _SHOWN, _READ = "guesses", "guesses shown", "guesses read"


def toggle() -> None:
    """Whether to ask at all."""
    is_wanted()
    wanted = st.toggle(
        "Guess first",
        key=WANTED,
        persist_state="session",
        help="Before a result is shown you say what you expect. It is shown beside the result.",
    )
    if not wanted:
        st.query_params[PARAMETER] = OFF
    elif st.query_params.get(PARAMETER) == OFF:
        del st.query_params[PARAMETER]


def _of(story: str) -> Guesses:
    by_story: dict[str, Guesses] = st.session_state.setdefault(_GUESSES, {})
    return by_story.setdefault(story, {})


def _shown() -> set[str]:
    shown: set[str] = st.session_state.setdefault(_SHOWN, set())
    return shown


def is_awaited(story: str, questions: Mapping[str, str], options: Mapping[str, str]) -> bool:
    """Whether a guess is to be made yet: what would give the answer away is not shown."""
    _read(story, questions, options)
    return is_wanted() and story not in _shown()


def asks(story: str, lead: str, questions: Mapping[str, str], options: Mapping[str, str]) -> bool:
    """Whether the figures still wait for a guess; the card that asks for it is then on the page.

    `lead`: what is done, such as "Without the target"; `questions`: by key; `options`: the answers to each, by key.
    """
    if not is_awaited(story, questions, options):
        _write(story, questions)
        return False
    with st.container(border=True, key="guess_card", width=760):
        st.markdown(f"**{lead}: what do you expect?**")
        for key, words in questions.items():
            left, right = st.columns([2, 3], gap="small", vertical_alignment="center")
            left.markdown(words)
            with right:
                st.segmented_control(
                    f"{words}: your guess",
                    list(options),
                    format_func=options.__getitem__,
                    default=_of(story).get(key),
                    key=f"guess {story} {key}",
                    on_change=partial(_take, story, key),
                    label_visibility="collapsed",
                    wrap=True,
                )
        widget_sync().button(  # the whole page: what is below the figures may wait for the guess as well
            "Show me",
            _show,
            story,
            key="guess show",
            type="primary",
            icon=":material/visibility:",
            help="The result; you need not guess.",
        )
    return True


def asks_of_figures(story: str, lead: str) -> bool:
    """The same, of the three large figures."""
    return asks(
        story, lead, {key: name_of(key) for key in GUESSED}, {str(way): words for way, words in WAYS.items()}
    )


def _take(story: str, key: str) -> None:
    guess = st.session_state.get(f"guess {story} {key}")
    of_story = _of(story)
    of_story.pop(key, None)
    if guess is not None:
        of_story[key] = guess


def _show(story: str) -> None:
    _shown().add(story)


def beside_figures(story: str, pair: Pair) -> None:
    """What was guessed of the three large figures, and what became of it; nothing where nothing was guessed."""
    guesses = _of(story)
    said: dict[str, Way] = {key: way for key in GUESSED for way in WAYS if guesses.get(key) == way}
    if not is_wanted() or not said:
        return
    verdicts = {key: pair.verdict(key) for key in said}
    right = sum(way_of(verdicts[key]) == way for key, way in said.items())
    lines = [
        f"{name_of(key)}: {lower_first(guess_and_result(way, verdicts[key]))}" for key, way in said.items()
    ]
    _beside(f"**Your guess: {right} of {len(said)} right.** {' · '.join(lines)}")


def beside_choice(story: str, key: str, options: Mapping[str, str], right: str | None, was: str) -> None:
    """The same of one question with answers of its own. `right`: the right answer's key; `was`: how it came out."""
    guess = _of(story).get(key, "")
    if is_wanted() and guess in options:
        so = " Right!" if guess == right else ""
        _beside(f"**Your guess: {lower_first(options[guess])}.**{so} Most helpful: {was}.")


def _beside(line: str) -> None:
    with st.container(key="guess_told"):
        st.markdown(bold_only(line))


# ── The address ───────────────────────────────────────────────────────────────────────────────────


def _read(story: str, questions: Mapping[str, str], options: Mapping[str, str]) -> None:
    """Take what a link says was guessed in this story, once in a session."""
    if st.session_state.get(_READ):
        return
    st.session_state[_READ] = True
    linked = st.query_params.get(PARAMETER, "")
    letters = {option[0]: option for option in options}
    if linked == OFF or len(linked) != len(questions) or set(linked) - {NOT_SAID, *letters}:
        return
    _shown().add(story)
    _of(story).update({key: letters[x] for key, x in zip(questions, linked, strict=True) if x in letters})


def _write(story: str, questions: Mapping[str, str]) -> None:
    text = "".join(_of(story).get(key, NOT_SAID)[0] for key in questions)
    if is_wanted() and st.query_params.get(PARAMETER) != text:
        st.query_params[PARAMETER] = text
