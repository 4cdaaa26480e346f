"""The page "What if": levers at the left, what becomes of satisfaction, burnout and throughput in the middle."""

from functools import partial

import streamlit as st

from present.answer import Searched, answer
from present.engine_check_text import CHECKING, MEANWHILE, engine_check_in_words, is_alarm
from present.pair import Pair
from present.ranges import WAITING, doubts, range_lines
from present.report.report import EQUIVALENT_KEYS, searched_runs
from present.scenario_order import offered_as
from present.tiles import HERO, hero, second_row
from present.trust import summary
from sim.engine import ENGINES
from ui.answer import draw_headline, draw_lines
from ui.background import Findings, findings
from ui.folded import fold
from ui.last_move import ghost, last_move, replayed, what_changed
from ui.levers import Levers, week_setter
from ui.markdown_text import as_text
from ui.page_header import draft_of_page, simulated_runs
from ui.pictures import draw_pictures
from ui.progress import show_progress
from ui.runner import STOPPED_TWICE, Snapshot, engine_for, simulated, why_not
from ui.scenario_files import OWN, scenarios
from ui.session import USUAL_RUNS, choices, pick, session
from ui.theme import DIMMED
from ui.tiles import large_tiles, small_tiles, waiting_tiles
from ui.toolbar import actions, chips, heading
from ui.tour import tour
from ui.widget_sync import widget_sync
from ui.work import Work, draw_again_soon, give_up, live

ENGINE_WORDS = {"compiled": "Fast", "simpy": "SimPy"}
REPLAYED = ":material/compare_arrows: **Showing: before the last move.** Press Replay or B for what is now."
LAST, HAS_LEVERS = "last figures", "browser has levers"
WAITING_PX = 150

for sentence in scenarios()[1]:
    st.warning(as_text(sentence), icon=":material/warning:")
draft = draft_of_page()
is_new_page = session().is_new_page

# --- What is simulated, from here on; the page is drawn meanwhile

preferred = st.session_state.setdefault("engine", ENGINES[0]) or ENGINES[0]
engine = engine_for(preferred)
replications = st.session_state.get("replications") or USUAL_RUNS
baseline, current = draft.baseline, draft.current
figures_now = partial(simulated, "figures", [baseline, current], replications, engine)
if not figures_now(wait_s=0.0).is_over:
    give_up("findings")  # of the setting before


def still_of_before() -> None:
    """Whose figures stand until others come."""
    st.html(DIMMED)
    st.caption("The figures below are still those of the last setting.")


# --- Left: the scenario and the levers


def settings() -> None:
    """How it is simulated, whatever is."""
    simulated_runs()
    st.segmented_control(
        "Engine",
        list(ENGINES),
        format_func=ENGINE_WORDS.__getitem__,
        required=True,
        key="engine",
        persist_state="session",
        help="Both simulate the same model and give the same calls, to the last digit. SimPy is the model of record, "
        "which anyone can read; the fast engine is its compiled twin. Whichever you choose, the other checks it.",
    )


def draw_levers() -> None:
    """The scenario, its levers, and how it is simulated."""
    scenarios_by_key = choices()
    # After the levers that were moved before it, which belong to the scenario that is left.
    widget_sync().show("scenario", draft.stem, partial(widget_sync().defer, pick))
    st.selectbox(
        "Scenario",
        list(scenarios_by_key),
        format_func=lambda key: offered_as(key, scenarios_by_key, "Yours" if key.startswith(OWN) else ""),
        key="scenario",
        help="The centre to start from. What you change is kept for each scenario.",
    )
    Levers(draft, widget_sync()).draw()
    weeks = draft.baseline.horizon.weeks
    if weeks > 1:
        key = draft.key("week", "select")
        widget_sync().show(key, draft.week, week_setter(draft))
        st.selectbox(
            "Changes apply",
            range(weeks),
            format_func=lambda week: f"from week {week + 1}" if week else "from the start",
            key=key,
            help="From the start: both centres have always run this way. From a week: the tab Weeks shows what happens "
            f"after the change, in the {weeks} weeks that are simulated.",
        )
    if "week" in draft.problems:
        st.error(as_text(draft.problems["week"]), icon=":material/error:")
    fold("Runs and engine", "settings", settings, icon="settings")
    widget_sync().close()


# --- Top

with st.container():  # what comes and goes in it moves nothing below
    actions(draft, replications)  # above all that comes and goes: a second click finds the same button
    tour(draft)
    heading(draft)
    chips(draft)
    meanwhile = None
    others_stand = not is_new_page and st.session_state.get(LAST, (draft.stem,))[0] != draft.stem
    if others_stand and not figures_now(wait_s=0.0).is_over:  # below this centre's name another's figures
        meanwhile = st.empty()
        with meanwhile.container():
            still_of_before()

# --- Centre: the figures, and below them what is looked for once they stand


def shown(figures: Work[Snapshot]) -> Snapshot | None:
    """What can be drawn of it: runs that both scenarios have; None before the first. In a replay what was before."""
    view = figures.value.paired if figures.value is not None else None
    if view is not None and view.compared:
        st.session_state[LAST] = draft.stem, view
        last_move().see(draft, view)
    before = replayed(draft)
    if before is not None:
        return before.view
    return view if view is not None and view.compared else None


def draw_figures() -> None:
    """Sentences, tiles and what was found."""
    figures = figures_now(wait_s=0.0)
    view = shown(figures)
    found: Work[Findings] | None = None
    if view is not None and figures.is_over and not figures.error and replayed(draft) is None:
        found = findings(view, EQUIVALENT_KEYS, replications, engine)
        last_move().find(found.value or Findings())
    with st.container(key="notices"):
        notices(figures, view)
    of_stem, last = st.session_state.get(LAST, ("", None))
    with st.container(key="results"):
        if view is None and (last is None or of_stem != draft.stem):
            waiting_tiles(len(HERO), WAITING_PX)
        elif view is None:
            draw(last, None)
        else:
            draw(view, found)


def notices(figures: Work[Snapshot], view: Snapshot | None) -> None:
    """How far it is, and whose figures stand below meanwhile."""
    show_progress(figures, has_figures=view is not None, stopped=STOPPED_TWICE)
    if view is None and not figures.is_over and st.session_state.get(LAST, ("",))[0] == draft.stem:
        still_of_before()


def draw(view: Snapshot, found: Work[Findings] | None) -> None:
    """One snapshot, and what has been found of it."""
    before = replayed(draft)
    known = found.value if found is not None and found.value is not None else Findings()
    is_over = found is not None and found.is_over
    if before is not None:  # nothing is looked for meanwhile
        known, is_over = before.found, True
    pair, ranges = Pair(view.current, view.baseline), known.ranges
    searched = Searched(ranges, known.equivalents, known.capacity, is_over, searched_runs(replications))
    told = answer(pair, searched, checked(known, found), as_text, replications)
    draw_headline(told)
    # The first move is told by the figures themselves: the setting before it is the one they are compared with.
    if line := REPLAYED if before is not None else as_text(what_changed(draft)) if ghost(draft) else "":
        st.markdown(line)
    range_texts: tuple[str, ...] = ()
    if ranges is not None:
        range_texts = range_lines(ranges, pair)
    elif pair.is_comparison and found is not None and not is_over:
        range_texts = (WAITING,) * len(HERO)
    doubted = doubts(ranges, pair) if ranges is not None else {}
    large_tiles(hero(view.current, view.baseline, ghost(draft), doubted), range_texts)
    draw_lines(told, view, ranges)
    if found is not None and found.error:
        otherwise = "A worker process ended before everything was found. Change something to try again."
        st.warning(why_not(found.error, otherwise), icon=":material/warning:")
    if known.comparisons and is_alarm(known.comparisons):
        st.error(engine_check_in_words(known.comparisons), icon=":material/report:")
    small_tiles(second_row(view.current, view.baseline, doubted))


def checked(known: Findings, found: Work[Findings] | None) -> str:
    """What a second engine says of the figures."""
    if known.check_ended:
        return "The second engine ended unexpectedly before it could check these figures."
    if known.comparisons and not is_alarm(known.comparisons):
        return f":material/verified: {engine_check_in_words(known.comparisons)}"
    if engine != preferred:
        return f":material/hourglass_top: {MEANWHILE}"
    return CHECKING if found is not None and known.capacity is not None else ""


def draw_below() -> None:
    """The pictures; on a first visit a moment after levers and figures, for which a browser would else be late."""
    figures = figures_now(wait_s=0.0)
    view = shown(figures) or st.session_state.get(LAST, ("", None))[1]
    if not st.session_state.setdefault(HAS_LEVERS, False):
        st.session_state[HAS_LEVERS] = True
        view = None
        draw_again_soon()
    draw_pictures(view, draft.stem, is_dated=draft.week > 0, previous=ghost(draft))


if is_new_page:
    with st.sidebar:
        draw_levers()
figures_now()  # most are there in a moment: then they come with the page
if meanwhile is not None:
    meanwhile.empty()
live("figures", draw_figures)
if not is_new_page:  # a lever shows by itself what it was moved to; drawing all of them holds up the figures
    with st.sidebar:
        draw_levers()
live("below", draw_below)


def trust() -> None:
    """What the figures rest on, in short."""
    st.markdown(summary())
    st.page_link("ui/views/trust.py", label="All of it", icon=":material/arrow_forward:")


fold("How far to trust this", "trust", trust, icon="verified")
