"""Headroom in a browser: `streamlit run streamlit_app.py`.

Worker processes import this file too (spawn): nothing may happen without the guard, and streamlit is imported
inside it so that they start fast.
"""

from pathlib import Path

UI = Path(__file__).parent / "ui"


def main() -> None:
    """Page config, the look that the theme cannot give, navigation."""
    import streamlit as st

    from ui.look import page_style

    st.set_page_config(
        page_title="Headroom: what if?",
        page_icon=str(UI / "icon.svg"),
        layout="wide",
        initial_sidebar_state=400,
    )
    st.logo(str(UI / "logo.svg"), size="large")
    page_style()
    what_if = st.Page("ui/views/what_if.py", title="What if", icon=":material/tune:", default=True)
    st.navigation([what_if], position="top").run()


if __name__ == "__main__":
    main()
