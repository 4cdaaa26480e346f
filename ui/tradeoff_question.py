"""What the page Trade-offs lets one ask: which levers may move, over which values, towards which goals and limits."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st

from present.changes import CAP, ENDING, QUOTA
from present.field_names import number
from present.formats import full_name
from present.permalink import FreedLever, TradedOff
from present.range_levers import RangeLever, range_levers
from present.text_layout import lower_first
from sim import KPIS, Scenario
from sim.experiment import KEYS
from sim.experiment.capacity_margin import TARGETS
from sim.experiment.exploring import values_over
from sim.experiment.free_levers import (
    COPING,
    MOST_LEVERS,
    USUAL_VALUES,
    limit_of_target,
    settings,
    value_of_lever,
)
from sim.experiment.result import is_simulated
from sim.experiment.tradeoff import GOALS, FreeLever, Limit, Question, Value
from sim.scenario.field_metadata import field
from ui.levers import COPING as COPING_EFFECTS
from ui.levers import COPING_WORDS, COURSE_WEEK
from ui.markdown_text import as_text
from ui.number_fields import NumberFields
from ui.state import Draft, Values, dated

OPTIONS = (f"{ENDING}.policy", f"{CAP}.basis", "rules.routing")
"""Levers that are a choice between named options."""
MAY_BE_OFF = (f"{CAP}.minutes", f"{QUOTA}.calls_per_shift")
OURS = ("teams.", "rules.")
"""Where levers stand that a manager can free: not who calls."""
FIELDS = ("levers", "from", "to", "off", "options", "goals", "targets", "limit", "bound")
NEARBY = 0.1
"""The usual range of agents, as a share of those there are, to each side."""
END_PX, CHOICE_PX = 110, 400
MOST_GOALS = 4
NO_LIMIT = ""
LINKED, ASKED = "tradeoff question of the link", "tradeoff question asked"


def take_over(question: TradedOff, stem: str) -> None:
    """Ask what a link asks."""
    state = st.session_state
    own = tuple(f"tradeoff {name} {stem}" for name in FIELDS)
    for key in [key for key in state if str(key).startswith(own)]:
        del state[key]
    state[LINKED] = state[ASKED] = stem, question


def on_screen(stem: str) -> TradedOff | None:
    """What a link carries of it: what was asked last of this scenario, None before anything was."""
    asked_stem, asked = st.session_state.get(ASKED, (stem, None))
    question: TradedOff | None = asked
    return question if asked_stem == stem else None


@dataclass(frozen=True)
class Asking:
    """The page's widgets, for one draft."""

    draft: Draft

    @property
    def linked(self) -> TradedOff | None:
        """The question of the link that was opened last: what the widgets begin with."""
        stem, question = st.session_state.get(LINKED, ("", None))
        linked: TradedOff | None = question
        return linked if stem == self.draft.stem else None

    def _linked_lever(self, path: str) -> FreedLever | None:
        levers = self.linked.levers if self.linked else ()
        return next((lever for lever in levers if lever.path == path), None)

    def _key(self, name: str, *of: str) -> str:
        return " ".join(("tradeoff", name, self.draft.stem, *of))

    def question(self) -> Question | None:
        """What is asked, from the widgets, which it draws; None as long as something is missing."""
        ranges = {path: lever for path, lever in range_levers(self.draft).items() if path.startswith(OURS)}
        names = {path: lever.in_words(self.draft.baseline).name for path, lever in ranges.items()}
        names |= {path: field(path).words.name for path in OPTIONS} | {COPING: "Coping training"}
        names = {path: name for path, name in names.items() if not path.endswith("wage_per_hour")}
        usual = [*[path for path in names if path.endswith((".agents", ".breaks"))][:2], COPING]
        if self.linked:
            usual = [lever.path for lever in self.linked.levers if lever.path in names][:MOST_LEVERS]
        paths = st.multiselect(
            "What may change",
            list(names),
            default=usual,
            format_func=lambda path: as_text(names[path]),
            max_selections=MOST_LEVERS,
            key=self._key("levers"),
            persist_state="session",
            help="All else stays as it is on What if.",
            width=2 * CHOICE_PX,
        )
        levers, fields = [], NumberFields()
        with st.container(horizontal=True, vertical_alignment="bottom", key="tradeoff_levers"):
            for path in paths:
                values = (
                    self._range(ranges[path], names[path], fields)
                    if path in ranges
                    else self._options(path, names[path])
                )
                levers.append(FreeLever(path, values))
        fields.say()
        goals, limits = self._goals()
        if fields.problems or limits is None:
            return None
        st.session_state[ASKED] = self.draft.stem, self._asked(paths)
        if not levers or any(len(lever.values) < 2 for lever in levers):
            st.info("Choose at least one lever, and two values of each.", icon=":material/info:")
            return None
        if len(goals) < 2:
            st.info("Choose at least two goals.", icon=":material/info:")
            return None
        now = tuple(self._now(path, ranges) for path in paths)
        return Question(
            self.draft.current, tuple(levers), now, self._scenario_at(paths, ranges), goals, limits
        )

    def _asked(self, paths: list[str]) -> TradedOff:
        """The same as a link has it: what the widgets show."""
        state = st.session_state
        levers = [
            FreedLever(
                path,
                state.get(self._key("from", path)),
                state.get(self._key("to", path)),
                bool(state.get(self._key("off", path))),
                tuple(state.get(self._key("options", path)) or ()),
            )
            for path in paths
        ]
        goals, targets, limited = (state.get(self._key(name)) or "" for name in ("goals", "targets", "limit"))
        bound = state.get(self._key("bound", limited))
        return TradedOff(tuple(levers), tuple(goals), tuple(targets), limited, bound)

    # ── Levers ────────────────────────────────────────────────────────────────────────────────────

    def _range(self, lever: RangeLever, name: str, fields: NumberFields) -> tuple[Value, ...]:
        linked = self._linked_lever(lever.path)
        usual = [float(round(end * lever.times, 6)) for end in self._usual_range(lever)]
        if linked is not None and linked.low is not None and linked.high is not None:
            usual = [linked.low, linked.high]
        unit, whole = lever.unit_in(self.draft.baseline), lever.is_whole(self.draft.levers)
        least, most = (float(round(end * lever.times, 6)) for end in lever.bounds())
        ends = [
            fields.ask(
                f"{name} {label}",
                unit,
                (least, most),
                max(least, float(end)),
                key=self._key(label, lever.path),
                width=END_PX + 60,
                label=as_text(f"{name} {label}{f' ({unit})' if unit else ''}"),
                whole=whole,
                step=float(round(lever.scale.step * lever.times, 6)),
            )
            for label, end in zip(("from", "to"), usual, strict=True)
        ]
        values: tuple[Value, ...] = ()
        first, last = ends
        if first is not None and last is not None and first >= last:
            fields.problems.append(f"{name} to: it must be above {number(first)}, where the range begins.")
        elif first is not None and last is not None:
            now = lever.value(self.draft.levers)
            first, last = (round(x) if whole else x / lever.times for x in (first, last))
            also = [] if now is None else [now]
            values = values_over(first, last, lever.scale.step, USUAL_VALUES, also=also, whole=whole)
        if lever.path in MAY_BE_OFF:
            off = st.checkbox(
                "or off",
                value=linked is None or linked.may_be_off,
                key=self._key("off", lever.path),
                persist_state="session",
            )
            values = (None, *values) if off else values
        return values

    def _usual_range(self, lever: RangeLever) -> tuple[float, float]:
        now = lever.value(self.draft.levers)
        if now and lever.path.endswith(".agents"):
            beside = max(3, round(NEARBY * now))
            return max(1.0, now - beside), float(now + beside)
        if now and lever.path.endswith(".breaks"):
            step = lever.scale.step
            return step * round(0.5 * now / step), step * round(1.5 * now / step)
        return lever.usual_range(self.draft)

    def _options(self, path: str, name: str) -> tuple[Value, ...]:
        words: Mapping[Any, str]
        if path == COPING:
            words = {COPING_EFFECTS[key]: COPING_WORDS[key] for key in COPING_EFFECTS}
            now = value_of_lever(self.draft.levers, path)
            words = words if now in words else {now: COPING_WORDS["scenario"], **words}
            usual = [now, *(x for x in (0.0, COPING_EFFECTS["studies"]) if x != now)][:2]
        else:
            words, usual = field(path).words.options, list(field(path).words.options)
        linked = self._linked_lever(path)
        if linked is not None and linked.options:
            usual = [x for x in words if x in linked.options]
        chosen = st.multiselect(
            as_text(name),
            list(words),
            default=usual,
            format_func=lambda x: words[x],
            key=self._key("options", path),
            persist_state="session",
            width=CHOICE_PX,
        )
        return tuple(x for x in words if x in chosen)

    def _now(self, path: str, ranges: Mapping[str, RangeLever]) -> Value:
        if path not in ranges:
            now: Value = value_of_lever(self.draft.levers, path)
            return now
        value = ranges[path].value(self.draft.levers)
        return value if value is None or isinstance(value, int) else round(value, 9)

    def values_at(
        self, paths: list[str], values: tuple[Value, ...], ranges: Mapping[str, RangeLever]
    ) -> Values:
        """Path -> value for What if with the levers at these values."""
        merged: Values = {}
        for path, value in zip(paths, values, strict=True):
            if path in ranges and isinstance(value, int | float):
                merged |= ranges[path].values(self.draft, value)
            else:
                merged |= settings(self.draft.levers, path, value)
            if path == COPING and self.draft.week and merged.get("training.coping.weeks") == [COURSE_WEEK]:
                merged["training.coping.weeks"] = [self.draft.week]
        return merged

    def _scenario_at(
        self, paths: list[str], ranges: Mapping[str, RangeLever]
    ) -> Callable[[tuple[Value, ...]], Scenario]:
        draft = self.draft

        def scenario_at(values: tuple[Value, ...]) -> Scenario:
            changed = draft.changed_by(self.values_at(paths, values, ranges))
            return dated(draft.baseline, changed, draft.week)

        return scenario_at

    # ── Goals and limits ──────────────────────────────────────────────────────────────────────────

    def _goals(self) -> tuple[tuple[str, ...], tuple[Limit, ...] | None]:
        """The limits are None where one lacks a number that can be."""
        scenario, fields = self.draft.current, NumberFields()
        linked = self.linked or TradedOff((), GOALS)
        possible = [k for k in KEYS if KPIS[k].better in ("up", "down") and is_simulated(scenario, k)]
        with st.container(horizontal=True, vertical_alignment="bottom", key="tradeoff_goals"):
            goals = st.multiselect(
                "Goals",
                possible,
                default=[key for key in linked.goals if key in possible][:MOST_GOALS],
                format_func=lambda key: as_text(full_name(KPIS[key], scenario)),
                max_selections=MOST_GOALS,
                key=self._key("goals"),
                persist_state="session",
                help="The first two are the axes of the picture, the third its colour.",
                width=CHOICE_PX,
            )
            can_be_kept = [key for key in TARGETS if is_simulated(scenario, key)]
            kept = st.multiselect(
                "Targets that must be met",
                can_be_kept,
                default=[key for key in linked.targets if key in can_be_kept],
                format_func=lambda key: as_text(full_name(KPIS[key], scenario)),
                key=self._key("targets"),
                persist_state="session",
                width=CHOICE_PX - 130,
            )
            limits = [limit_of_target(scenario, key) for key in kept]
            key = st.selectbox(
                "And a limit on",
                [NO_LIMIT, *possible],
                index=1 + possible.index(linked.limited) if linked.limited in possible else 0,
                format_func=lambda key: as_text(full_name(KPIS[key], scenario)) if key else "None",
                key=self._key("limit"),
                persist_state="session",
                width=CHOICE_PX - 180,
            )
            if key:
                kpi, times = KPIS[key], 100.0 if KPIS[key].unit.startswith("share") else 1.0
                at_least = kpi.better == "up"
                label = f"At {'least' if at_least else 'most'}"
                bound = fields.ask(
                    f"{kpi.name}, {lower_first(label)}",
                    "%" if times > 1.0 else "",
                    (0.0, 100.0 if times > 1.0 else math.inf),
                    None if key != linked.limited else linked.bound,
                    key=self._key("bound", key),
                    width=END_PX + 40,
                    label=f"{label}{' (%)' if times > 1.0 else ''}",
                    whole=False,
                )
                if bound is not None:
                    limits.append(Limit(key, bound / times, at_least))
        fields.say()
        return tuple(goals), None if fields.problems else tuple(limits)


def values_to_open(draft: Draft, question: Question, values: tuple[Value, ...]) -> Values:
    """Path -> value that make a design the current scenario."""
    paths = [lever.name for lever in question.levers]
    return Asking(draft).values_at(paths, values, range_levers(draft))
