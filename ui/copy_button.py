"""A button that copies a text to the clipboard; the text itself does not stand on the page."""

from __future__ import annotations

import streamlit as st

# Outside of https and this machine a browser has no clipboard for pages; there the old way of an unseen box is left.
_copy = st.components.v2.component(
    "headroom_copy",
    html='<button type="button"><span aria-live="polite"></span></button>',
    css="""button {font: inherit; color: var(--st-text-color); background: var(--st-background-color);
      border: 1px solid var(--st-border-color); border-radius: var(--st-button-radius); padding: .25rem .75rem;
      min-height: 2.5rem; cursor: pointer}
    button:hover, button:focus-visible {border-color: var(--st-primary-color); color: var(--st-primary-color)}
    button:focus-visible {outline: 2px solid var(--st-primary-color); outline-offset: 1px}""",
    js="""const old = (text) => {
      const box = document.createElement("textarea")
      box.value = text
      document.body.append(box)
      box.select()
      const done = document.execCommand("copy")
      box.remove()
      return done
    }
    export default ({ data, parentElement }) => {
      const button = parentElement.querySelector("button"), words = button.querySelector("span")
      words.textContent = data.label
      button.onclick = async () => {
        const done = navigator.clipboard
          ? await navigator.clipboard.writeText(data.text).then(() => true, () => old(data.text))
          : old(data.text)
        words.textContent = done ? data.done : data.failed
      }
    }""",
)


def copy_button(label: str, text: str, key: str) -> None:
    """Draw it. `label`: what stands on it until it is pressed."""
    words = {
        "label": label,
        "done": "Copied",
        "failed": "This browser does not let pages copy: take the link from the address bar",
    }
    _copy(key=key, data={**words, "text": text})
