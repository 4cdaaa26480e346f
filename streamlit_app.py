"""Headroom in a browser: `streamlit run streamlit_app.py`.

Worker processes import this file too (spawn): nothing may happen without the guard, and streamlit is imported
inside it so that they start fast.
"""

from pathlib import Path

UI = Path(__file__).parent / "ui"
PAGES = (
    ("what_if", "What if", ":material/tune:"),
    ("stories", "Stories", ":material/auto_stories:"),
    ("compare", "Compare", ":material/balance:"),
    ("floor", "Floor", ":material/grid_view:"),
    ("six_numbers", "Six numbers", ":material/pin:"),
    ("trust", "Trust", ":material/verified:"),
    ("glossary", "Glossary", ":material/menu_book:"),
)


def main() -> None:
    """Page config, the look that the theme cannot give, what the user has before them, navigation."""
    import streamlit as st

    from sim.run_control import OverBudgetError
    from ui.markdown_text import as_text
    from ui.report.status_bar import Strip
    from ui.session import begin_run
    from ui.theme import page_style

    st.set_page_config(
        page_title="Headroom: what if?",
        page_icon=str(UI / "icon.svg"),
        layout="wide",
        initial_sidebar_state=400,
    )
    st.logo(str(UI / "logo.svg"), size="large")
    page_style()
    pages = [
        st.Page(f"ui/views/{file}.py", title=title, icon=icon, default=file == "what_if")
        for file, title, icon in PAGES
        if (UI / "views" / f"{file}.py").exists()
    ]
    pages.append(st.Page("ui/views/present.py", title="Present", url_path="present", visibility="hidden"))
    page = st.navigation(pages, position="top")
    begin_run()
    strip = Strip()
    try:
        page.run()
    except OverBudgetError as refusal:
        st.error(as_text(f"{refusal}."), icon=":material/block:")
    strip.watch()


if __name__ == "__main__":
    main()
