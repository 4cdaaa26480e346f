"""The page "What if": levers at the left, what becomes of satisfaction, burnout and throughput in the middle."""

from functools import partial

import streamlit as st

from present.capacity_text import equivalent_in_words, headroom_in_words
from present.engine_check_text import CHECKING, MEANWHILE, engine_check_in_words, is_alarm
from present.pair import Pair
from present.ranges import WAITING, equivalent_in_doubt, least_sure, range_lines, what_was_moved
from present.report.report import EQUIVALENT_KEYS
from present.sentences import precision, summarise
from present.tiles import HERO, hero, second_row
from present.trust import summary
from sim.engine import ENGINES
from ui.background import Findings, findings
from ui.folded import fold
from ui.last_move import ghost, last_move, replayed, what_changed
from ui.levers import Levers, week_setter
from ui.markdown_text import as_text
from ui.page_header import simulated_runs
from ui.pictures import draw_pictures
from ui.progress import show_progress
from ui.runner import STOPPED_TWICE, Snapshot, engine_for, simulated, why_not
from ui.scenario_files import scenarios, shown_name
from ui.session import USUAL_RUNS, choices, current_draft, pick
from ui.theme import DIMMED, small
from ui.tiles import large_tiles, small_tiles, waiting_tiles
from ui.toolbar import actions, chips, heading
from ui.tour import tour
from ui.widget_sync import widget_sync
from ui.work import Work, draw_again_soon, give_up, live

ENGINE_WORDS = {"compiled": "Fast", "simpy": "SimPy"}
REPLAYED = ":material/compare_arrows: **Showing: before the last move.** Press Replay or B for what is now."
LAST, HAS_LEVERS = "last figures", "browser has levers"
TILE_PX, WAITING_PX = 225, 210

for sentence in scenarios()[1]:
    st.warning(as_text(sentence), icon=":material/warning:")
try:
    draft = current_draft()
except LookupError as error:
    st.error(as_text(str(error)))
    st.stop()

# --- What is simulated, from here on; the page is drawn meanwhile

preferred = st.session_state.setdefault("engine", ENGINES[0]) or ENGINES[0]
engine = engine_for(preferred)
replications = st.session_state.get("replications") or USUAL_RUNS
baseline, current = draft.baseline, draft.current
figures_now = partial(simulated, "figures", [baseline, current], replications, engine)
if not figures_now(wait_s=0.0).is_over:
    give_up("findings")  # of the setting before

# --- Left: the scenario and the levers

scenarios_by_key = choices()
with st.sidebar:
    widget_sync().show("scenario", draft.stem, pick)
    st.selectbox(
        "Scenario",
        list(scenarios_by_key),
        format_func=lambda s: shown_name(s, scenarios_by_key),
        key="scenario",
        help="The centre to start from. What you change is kept for each scenario.",
    )
    weeks = draft.baseline.horizon.weeks
    if weeks > 1:
        key = draft.key("week", "select")
        widget_sync().show(key, draft.week, week_setter(draft))
        st.selectbox(
            "Your changes hold",
            range(weeks),
            format_func=lambda w: f"from week {w + 1} on" if w else "all the time",
            key=key,
            help=f"All the time compares two centres that have long settled. From a week on shows what happens "
            f"after the change: {weeks} weeks are simulated, and the tab Weeks has a line where it begins.",
        )
    if "week" in draft.problems:
        st.error(as_text(draft.problems["week"]), icon=":material/error:")
    Levers(draft, widget_sync()).draw()
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
    widget_sync().close()

# --- Top

with st.container():  # what comes and goes in it moves nothing below
    tour()
    heading(draft)
    chips(draft)
    actions(draft, replications)

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
    with st.container(key="notices"):
        notices(figures, view)
    of_stem, last = st.session_state.get(LAST, ("", None))
    with st.container(key="results"):
        if view is None and (last is None or of_stem != draft.stem):
            waiting_tiles(len(HERO), WAITING_PX, width_px=TILE_PX)
        elif view is None:
            draw(last, None)
        else:
            draw(view, found)


def notices(figures: Work[Snapshot], view: Snapshot | None) -> None:
    """How far it is, and whose figures stand below meanwhile."""
    show_progress(figures, has_figures=view is not None, stopped=STOPPED_TWICE)
    if view is None and not figures.is_over and st.session_state.get(LAST, ("",))[0] == draft.stem:
        st.html(DIMMED)
        st.caption("The figures below are still those of the last setting.")


def draw(view: Snapshot, found: Work[Findings] | None) -> None:
    """One snapshot, and what has been found of it."""
    known = found.value if found is not None and found.value is not None else Findings()
    compared = view.baseline.hash != view.current.hash
    words = summarise(view.current, view.baseline, as_text)
    lines = [words.headline, words.behind, words.price, words.money]
    pair, ranges = Pair(view.current, view.baseline), known.ranges
    if ranges is not None:
        lines.append(as_text(least_sure(ranges, pair)))
    before = replayed(draft)
    lines.append(REPLAYED if before is not None else as_text(what_changed(draft)))
    with st.container(key="story"):
        st.markdown("\n\n".join(line for line in lines if line))
    range_texts: tuple[str, ...] = ()
    if ranges is not None:
        range_texts = range_lines(ranges, pair)
    elif compared and found is not None and not found.is_over:
        range_texts = (WAITING,) * len(HERO)
    moved = "\n\n".join(what_was_moved(ranges)) if ranges is not None else ""
    large_tiles(hero(view.current, view.baseline), range_texts, moved, width_px=TILE_PX)
    room = []
    if known.equivalents is not None and ranges is not None:
        worth = [line for each in known.equivalents if (line := equivalent_in_words(each))]
        doubt = equivalent_in_doubt(ranges, pair)
        room.append(" ".join([doubt, *worth] if worth and doubt else worth))
    if known.capacity is not None:
        room.append(headroom_in_words(known.capacity))
    if found is not None and not found.is_over and known.looking_at:
        far = f": {found.done} of {found.total} runs so far" if found.total else ""
        room.append(small(f":material/search: Looking at {known.looking_at}{far}."))
    if found is not None and found.error:
        otherwise = "A worker process ended before everything was found. Change something to try again."
        room.append(f":material/warning: {why_not(found.error, otherwise)}")
    if any(room):
        with st.container(key="room"):
            st.markdown("\n\n".join(line for line in room if line))
    small_tiles(second_row(view.current, view.baseline))
    footing = " ".join(line for line in (words.basis, precision(view.current, view.baseline)) if line)
    draw_footing(footing, known, is_checking=found is not None and known.capacity is not None)


def draw_footing(footing: str, known: Findings, *, is_checking: bool) -> None:
    """What the figures rest on, and what a second engine says of them."""
    if known.comparisons and is_alarm(known.comparisons):
        st.error(engine_check_in_words(known.comparisons), icon=":material/report:")
    if known.check_ended:
        check = "The second engine ended unexpectedly before it could check these figures."
    elif known.comparisons and not is_alarm(known.comparisons):
        check = f":material/verified: {engine_check_in_words(known.comparisons)}"
    elif engine != preferred:
        check = f":material/hourglass_top: {MEANWHILE}"
    else:
        check = CHECKING if is_checking and known.comparisons is None else ""
    st.markdown("\n\n".join(small(line) for line in (footing, check) if line))


def draw_below() -> None:
    """The pictures; on a first visit a moment after levers and figures, for which a browser would else be late."""
    figures = figures_now(wait_s=0.0)
    view = shown(figures) or st.session_state.get(LAST, ("", None))[1]
    if not st.session_state.setdefault(HAS_LEVERS, False):
        st.session_state[HAS_LEVERS] = True
        view = None
        draw_again_soon()
    draw_pictures(view, draft.stem, is_dated=draft.week > 0, previous=ghost(draft))


figures_now()  # most are there in a moment: then they come with the page
live("figures", draw_figures)
live("below", draw_below)


def trust() -> None:
    """What the figures rest on, in short."""
    st.markdown(summary())
    st.page_link("ui/views/trust.py", label="All of it", icon=":material/arrow_forward:")


fold("How far to trust this", "trust", trust, icon="verified")
