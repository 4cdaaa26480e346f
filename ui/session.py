"""What one user has before them, on whatever page: the current comparison, scenarios of their own, the link to it all.

The address bar always holds a link that reopens this comparison, so a reload loses nothing. A link that this session
did not write itself was opened by its user. One that it did write is read again only where the browser says that its
user went back or forward: then the setting it names is taken up by undo or redo. See docs/decisions/0019.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from dataclasses import replace as replace_part
from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from present.permalink import Compared, LinkError, Shared, from_link, to_link
from present.problem_text import problem_in_words
from present.sentences import NAME_LENGTH, suggested_name
from present.text_layout import at_word
from sim import Scenario, ScenarioError, model_version, replace, scenario_hash
from sim.scenario.fields import CONTROL
from ui import kept_steps, roster_question, staffing_question, tradeoff_question
from ui.comparison_state import CURRENT, PINNED, SAVED, comparison_state
from ui.explore_state import explore_state
from ui.locale import write_for
from ui.markdown_text import as_text
from ui.matters_state import matters_state
from ui.runner import forget_oldest
from ui.scenario_files import OWN, forget_listed_files, nothing_to_pick, scenarios
from ui.state import Draft, DraftState, KeptSetting, Step, Steps, dated, refreshed
from ui.widget_sync import widget_sync

PARAMETER = "s"
MOVE = "move"
"""Names the setting in the address: an address with another one is another step in the browser's history, see
`ui/server/page.js`."""
MOST_MOVES = 500
"""Settings of a session that the browser's Back can find."""
REPLAY = "replay of"
"""Key of the setting at which the page What if was asked to show the one before."""
USUAL_RUNS = 10
RUNS = (4, USUAL_RUNS, 20, 50)
"""Simulated runs of each scenario that can be asked for."""
WHAT_IF = "ui/views/what_if.py"


@dataclass
class Session:
    """`own`: scenarios that are no files, by key; `saved_scenarios`: kept for Compare.

    `written`: links this session has put into the address bar. `moves`: settings that addresses named, each with its
    scenario's key. `notes`: sentences to show once, with their kind. `page`: the one that was drawn last;
    `is_new_page`: another was drawn before it.
    """

    steps: Steps = field(default_factory=Steps)
    page: str | None = None
    is_new_page: bool = True
    own: dict[str, Scenario] = field(default_factory=dict)
    saved_scenarios: dict[str, Scenario] = field(default_factory=dict)
    drafts: dict[str, Draft] = field(default_factory=dict)
    written: list[str] = field(default_factory=list)
    moves: dict[str, tuple[str, KeptSetting]] = field(default_factory=dict)
    notes: list[tuple[str, str]] = field(default_factory=list)
    arrived_by_link: bool = False
    tour: int | None = None
    problem: str = ""

    @property
    def picked(self) -> str:
        """Key of the current scenario."""
        return self.steps.picked


def session() -> Session:
    """Return this user's session."""
    this: Session = st.session_state.setdefault("session", Session())
    return this


def choices() -> dict[str, Scenario]:
    """All scenarios that can be picked, by key: the files, then the user's own."""
    files, _ = scenarios()
    return {**files, **session().own}


def current_draft() -> Draft:
    """The current comparison. Raises LookupError where there is no scenario at all."""
    this, known = session(), choices()
    if not known:
        raise LookupError(nothing_to_pick())
    if this.picked not in known:
        this.steps.picked = next(iter(known))
    return _draft_of(this.picked)


def _draft_of(key: str) -> Draft:
    this, origin = session(), choices()[key]
    if key not in this.drafts:
        this.drafts[key] = Draft(key, origin, this.steps)
    refreshed(this.drafts[key], origin)
    return this.drafts[key]


def pick(key: str) -> None:
    """Make another scenario the current one, as it was left."""
    if key in choices():
        session().steps.move(key, _draft_of(key).setting)


def begin_run(page: str = "") -> None:
    """First thing in every run: open a link, go back or forward, take the moves made by hand, write the link to what is
    then. `page`: which one is drawn.
    """
    forget_listed_files()
    opened = st.query_params.get(PARAMETER)
    this = session()
    this.is_new_page = page != this.page
    if this.is_new_page:
        st.session_state.pop(REPLAY, None)
        this.page = page
    came_back, move = is_back_or_forward(), st.query_params.get(MOVE)
    if came_back and move in this.moves:
        picked, kept = this.moves[move]
        _go_to((picked, DraftState(*kept)))
    elif opened and opened not in this.written:
        _open_link(opened, came_back=came_back)
        # Only now, whatever became of it: a run that is superseded meanwhile leaves it to the next.
        this.written.append(opened)
    widget_sync().listen()
    write_link()
    try:
        draft = current_draft()
        write_for(draft.baseline.locale, [*choices().values(), *this.saved_scenarios.values(), draft.current])
    except LookupError:  # nothing to pick
        write_for(None)


def is_back_or_forward() -> bool:
    """Whether this run is the answer to the browser's Back or Forward."""
    context = get_script_run_ctx()
    return context is not None and context.is_history_navigation


def _go_to(step: Step) -> None:
    """By undo or redo, or a move."""
    session().steps.go_to(step)
    current_draft().clear_notices()


def _open_link(text: str, *, came_back: bool) -> None:
    this = session()
    is_new = not this.written
    try:
        shared = from_link(text)
        setting = DraftState(shared.baseline, dict(shared.values), shared.week)
        known = [step for step in (*this.steps.past, *this.steps.future) if step[1] == setting]
        kept = kept_steps.find_kept_steps(setting) if is_new else None
        if kept is not None:  # after a reload
            keys = {key: _key_of(origin) for key, origin in kept.origins.items()}
            for key in keys.values():
                _draft_of(key)
            kept.restore(this.steps, keys)
        elif came_back and known:  # to a setting from before a reload
            _go_to(known[0])
        else:
            open_comparison(*setting.kept)
    except (LinkError, ScenarioError) as error:
        # A ScenarioError: the changes do not fit the baseline, which somebody else than us put together.
        words = (
            str(error)
            if isinstance(error, LinkError)
            else f"The changes in this link cannot be used: {problem_in_words(error)}."
        )
        comfort = (
            "What you had before is still here." if this.drafts else "Here is the first scenario instead."
        )
        this.problem = f"{as_text(words)} {comfort}"
        return
    for scenario in shared.saved_scenarios:
        keep(scenario)
    if shared.runs in RUNS:  # others than the page offers come from elsewhere
        st.session_state["replications"] = shared.runs
    if shared.compared is not None:
        _open_compared(shared.compared)
    if shared.explored is not None:
        explore_state().take_over(shared.explored)
    if shared.staffed is not None:
        staffing_question.take_over(shared.staffed, current_draft().stem)
    if shared.staffed is not None or shared.contracts is not None:
        team = shared.staffed.team if shared.staffed is not None else ""
        roster_question.take_over(shared.contracts, current_draft().stem, team)
    if shared.traded_off is not None:
        tradeoff_question.take_over(shared.traded_off, current_draft().stem)
    if shared.weighed is not None:
        matters_state().take_over(shared.weighed)
    this.arrived_by_link = True
    if shared.model != model_version():
        this.notes.append(
            (
                "info",
                f"This link was made with version {as_text(shared.model) or 'unknown'} of the model; yours is "
                f"{model_version()}. The scenario is the same, figures may differ.",
            )
        )


def _open_compared(compared: Compared) -> None:
    state = comparison_state()
    keys = {key: _key_of(scenario) for key, scenario in compared.scenarios.items()}
    state.known = set(session().saved_scenarios)
    state.choose(keys.get(key, key) for key in compared.chosen)
    state.baseline = keys.get(compared.baseline, compared.baseline)
    state.keys = list(compared.figures) or state.keys
    state.matters = compared.matters or state.matters


def _key_of(scenario: Scenario) -> str:
    """The key by which a scenario can be picked; it becomes one of the user's own where it was none."""
    return next((key for key, known in choices().items() if known == scenario), None) or add_own(scenario)


def link() -> str:
    """The text that reopens what is here. Raises LinkError where it is too long."""
    draft, chosen = current_draft(), comparison_state()
    compared = None
    if chosen.chosen is not None:
        here = {**choices(), PINNED: draft.baseline}
        keys = tuple(k for k in chosen.chosen if k == CURRENT or k.startswith(SAVED) or k in here)
        compared = Compared(
            keys,
            chosen.baseline,
            tuple(chosen.keys),
            {k: here[k] for k in keys if k in here},
            chosen.matters,
        )
    saved, runs = tuple(session().saved_scenarios.values()), st.session_state.get("replications") or 0
    shared = Shared(draft.baseline, draft.values, draft.week, saved, compared, runs)
    staffed = staffing_question.on_screen(draft.stem)
    explored, weighed = explore_state().shared, matters_state().shared
    searches = replace_part(shared, explored=explored, weighed=weighed, staffed=staffed)
    contracts, traded = roster_question.on_screen(draft.stem), tradeoff_question.on_screen(draft.stem)
    return to_link(replace_part(searches, contracts=contracts, traded_off=traded))


def write_link() -> None:
    """Put the link into the address bar, if it has changed; of what is too long for one there is the move alone."""
    this = session()
    try:
        draft = current_draft()
    except LookupError:
        st.query_params.pop(PARAMETER, None)
        return
    try:
        text = link()
    except LinkError:
        st.query_params.pop(PARAMETER, None)
        text = ""
    move = draft.setting.digest
    this.moves.pop(move, None)  # the last come to goes last
    this.moves[move] = this.picked, draft.setting.kept
    forget_oldest(this.moves, MOST_MOVES)
    kept_steps.keep_steps(move, this.steps, {key: there.origin for key, there in this.drafts.items()})
    address = {PARAMETER: text, MOVE: move} if text else {MOVE: move}
    if all(st.query_params.get(key) == value for key, value in address.items()):
        return
    if text not in this.written:
        this.written = [*this.written, text][-500:]
    st.query_params.update(address)


def open_comparison(baseline: Scenario, values: Mapping[str, Any] | None = None, week: int = 0) -> None:
    """Make a baseline and changes to it the current comparison. Raises ScenarioError where they do not fit."""
    dated(baseline, values or {}, 0)
    dated(baseline, values or {}, week)
    _draft_of(_key_of(baseline)).open(baseline, dict(values or {}), week)


def name_to_keep(draft: Draft) -> str:
    """A name for the current scenario, and no kept one's that is another scenario."""
    kept, own = session().saved_scenarios, scenario_hash(draft.current)
    taken = {name for name, scenario in kept.items() if scenario_hash(scenario) != own}
    return suggested_name(draft.baseline, draft.current, taken)


OPENED = (
    "Once open in What if, it is the centre of all pages: Staffing says how many people and which shifts."
)


def open_in_what_if(baseline: Scenario, values: Mapping[str, Any] | None = None, week: int = 0) -> None:
    """The same, and go to the page What if. Raises ScenarioError."""
    open_comparison(baseline, values, week)
    st.switch_page(WHAT_IF)


def add_own(scenario: Scenario) -> str:
    """Add a scenario to the user's own, unless it is there; return its key."""
    this = session()
    known = next((k for k, s in this.own.items() if s == scenario), None)
    if known is None:
        known = f"{OWN}{len(this.own) + 1}"
        this.own[known] = scenario
    return known


def keep(scenario: Scenario, name: str = "") -> str:
    """Keep a scenario for Compare under a name of its own; return that name.

    Under another name it loses its description, which told what the first name stands for.
    """
    saved = session().saved_scenarios
    title = at_word(CONTROL.sub(" ", name or scenario.name).strip(), NAME_LENGTH) or "Scenario"
    about = scenario.description if title == scenario.name else ""
    kept, number = replace(scenario, {"name": title, "description": about}), 2
    while saved.get(kept.name, kept) != kept:
        kept, number = replace(kept, {"name": f"{title} ({number})"}), number + 1
    saved[kept.name] = kept
    return kept.name


def keep_under(scenario: Scenario, name: str) -> None:
    """Keep it and say so."""
    own_name = keep(scenario, name)
    cut = ", which is as long as a name may be" if len(name.strip()) > NAME_LENGTH else ""
    session().notes.append(("success", f"Kept as “{as_text(own_name)}”{cut}. The page Compare has it."))
