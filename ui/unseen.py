"""Unseen elements of a page, for what only the browser knows or can do."""

from __future__ import annotations

import streamlit as st


def follow_theme() -> None:
    """Draw the page again when light becomes dark or dark light: Streamlit 1.67 changes its own colours at once, and
    the pictures' only with the next run. And what opens over the page, which Streamlit leaves light, is as dark as it.
    """
    _theme(key="theme_follower", on_changed_change=lambda: None)


def bring_into_view(key: str) -> None:
    """Scroll to the container of this key: last on a page, in the one run in which it is new."""
    _into_view(key="brought_into_view", data={"selector": f".st-key-{key}"})


_theme = st.components.v2.component(
    "headroom_theme",
    html="<span></span>",
    js="""export default ({ setTriggerValue }) => {
      const app = document.querySelector("[data-testid=stApp]")
      const colour = () => getComputedStyle(app).backgroundColor
      const lightOrDark = () => {
        document.documentElement.style.colorScheme = getComputedStyle(app).colorScheme
      }
      let shown = colour()
      lightOrDark()
      const look = () => {
        if (colour() === shown) return
        shown = colour()
        lightOrDark()
        setTriggerValue("changed", shown)
      }
      const observer = new MutationObserver(look)
      observer.observe(app, { attributes: true, attributeFilter: ["class", "style"] })
      return () => observer.disconnect()
    }""",
)
_into_view = st.components.v2.component(
    "headroom_into_view",
    html="<span></span>",
    js="""export default ({ data }) => {
      document.querySelector(data.selector)?.scrollIntoView({ block: "start" })
    }""",
)
