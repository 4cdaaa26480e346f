"""The page's colours: those of the figures, and a few more for what is not drawn."""

from __future__ import annotations

from present.figures.style import PALETTES, Mode

MORE = {
    "light": {"panel": "#FFFFFF", "line": "#C9C0B0", "link": "#0A5B80", "scheme": "light"},
    "dark": {"panel": "#262421", "line": "#4E4A43", "link": "#7FC4D8", "scheme": "dark"},
}
SHOWN = ("current", "baseline", "text", "faint", "grid", "better", "worse", "between", "paper")


def _variables(mode: Mode) -> str:
    of_figures = {key: getattr(PALETTES[mode], key) for key in SHOWN}
    return ";".join(f"--{key}:{value}" for key, value in (of_figures | MORE[mode]).items())


def style() -> str:
    """The colours as CSS: as the system has it, until the reader chooses; on paper always light."""
    light, dark = _variables("light"), _variables("dark")
    return (
        f":root{{{light}}}\n"
        f"@media screen and (prefers-color-scheme:dark){{:root:not([data-theme=light]){{{dark}}}}}\n"
        f"@media screen{{:root[data-theme=dark]{{{dark}}}}}\n"
    )
