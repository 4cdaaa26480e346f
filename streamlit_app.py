"""Headroom in a browser: `streamlit run streamlit_app.py`.

Streamlit's server imports this file and finds `app`, then runs it as a script for every page. Worker processes import
it too (spawn): for them nothing may happen here, so that they start fast.
"""

from pathlib import Path

UI = Path(__file__).parent / "ui"
PAGES = (
    ("what_if", "What if", ":material/tune:"),
    ("stories", "Stories", ":material/auto_stories:"),
    ("compare", "Compare", ":material/balance:"),
    ("explore", "Explore", ":material/show_chart:"),
    ("staffing", "Staffing", ":material/groups:"),
    ("floor", "Floor", ":material/grid_view:"),
    ("your_data", "Your data", ":material/upload_file:"),
    ("trust", "Trust", ":material/verified:"),
    ("glossary", "Glossary", ":material/menu_book:"),
)
BESIDE = (
    ("what_matters", "What matters most"),
    ("tradeoffs", "Trade-offs"),
    ("roster", "Roster"),
    ("six_numbers", "Six numbers"),
    ("present", "Present"),
)
"""Pages that are reached from others and stand in no menu."""


def main() -> None:
    """Page config, the look that the theme cannot give, what the user has before them, navigation."""
    import streamlit as st

    from ui.report.status_bar import draw_strip
    from ui.session import begin_run
    from ui.theme import page_style
    from ui.unseen import follow_theme
    from ui.work import begin_page, end_page, live

    begin_page()

    st.set_page_config(
        page_title="Headroom: what if?",
        page_icon=str(UI / "icon.svg"),
        layout="wide",
        initial_sidebar_state=360,
    )
    st.logo(str(UI / "logo.svg"), size="large")
    page_style()
    pages = [
        st.Page(f"ui/views/{file}.py", title=title, icon=icon, default=file == "what_if")
        for file, title, icon in PAGES
        if (UI / "views" / f"{file}.py").exists()
    ]
    pages += [
        st.Page(f"ui/views/{file}.py", title=title, url_path=file, visibility="hidden")
        for file, title in BESIDE
        if (UI / "views" / f"{file}.py").exists()
    ]
    page = st.navigation(pages, position="top")
    begin_run(page.url_path)
    live("report_strip", draw_strip)
    page.run()
    follow_theme()
    end_page()


if __name__ == "__main__":
    main()
elif __name__ != "__mp_main__":
    from streamlit import App

    from ui.server import settings

    app = App(__file__, **settings())
