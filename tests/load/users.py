"""What users do in their tabs: one looks at a centre of their own and moves a lever now and then; one is hostile."""

from __future__ import annotations

import asyncio
import random
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from time import monotonic

from present.permalink import Shared, to_link
from sim import Scenario, replace
from sim.engine import ENGINES
from sim.experiment import Budget, Limits
from sim.scenario import load
from tests.load.tab import Figures, Tab
from tests.processes import ROOT
from ui.markdown_text import as_text

LEVER = "Agents, Front line"
AGENTS = "teams.Front line.agents"
NAMES = re.compile(rb"Centre of user (\d{3})")
FEWEST_AGENTS = 36
MOST_AGENTS = 5000
PAUSE_S = (5.0, 15.0)
"""From figures to the next move."""
LONGEST_S = 120.0
"""Whoever waits longer for figures counts as an error."""
HOSTILE_S = 1.0
HOSTILE_RUNS = 50


@cache
def typical() -> Scenario:
    """The centre that comes with the app."""
    return load(ROOT / "configs" / "typical_centre.yaml")


def centre_of(number: int) -> Scenario:
    """A user's own: a name, agents and calls that nobody else has, as busy as the typical centre."""
    agents = FEWEST_AGENTS + number
    per_agent = typical().demand.calls_per_day / typical().teams[0].agents
    return replace(
        typical(),
        {
            "name": f"Centre of user {number:03d}",
            AGENTS: agents,
            "demand.calls_per_day": round(per_agent * agents),
        },
    )


def just_allowed(limits: Limits) -> Scenario:
    """The typical centre with as many agents as a team may have, over as many weeks as one run may take."""
    factor, budget = MOST_AGENTS / typical().teams[0].agents, Budget(limits)
    large = replace(
        typical(),
        {
            "name": "Just allowed",
            AGENTS: MOST_AGENTS,
            "demand.calls_per_day": round(factor * typical().demand.calls_per_day),
        },
    )
    allowed, refused = 1, 520
    while refused - allowed > 1:
        weeks = (allowed + refused) // 2
        if budget.problem(replace(large, {"horizon.weeks": weeks}), ENGINES[0]):
            refused = weeks
        else:
            allowed = weeks
    return replace(large, {"horizon.weeks": allowed})


@dataclass(frozen=True)
class Move:
    """A lever let go at `value`, and what came of it after `seconds`. `settled`: the tiles once no runs were missing;
    None where the next move came first."""

    value: int
    seconds: float
    settled: tuple[tuple[str, str, str], ...] | None


@dataclass
class Seen:
    """What one user saw. `mixed_up`: what was not theirs, in words. `first_s`: from opening to the first figures."""

    number: int
    first_s: float | None = None
    moves: list[Move] = field(default_factory=list)
    mixed_up: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    messages: int = 0
    bytes: int = 0
    asked_again: int = 0

    def take(self, tab: Tab) -> None:
        """A tab was closed."""
        self.errors += tab.errors
        self.messages, self.bytes = self.messages + tab.messages, self.bytes + tab.bytes
        self.asked_again += tab.asked_again


class Looker:
    """Waits in a tab for figures of its user's own centre, and looks through all that arrives for anybody else's."""

    def __init__(self, tab: Tab, seen: Seen, scenario: Scenario) -> None:
        self.tab, self.seen, self.scenario = tab, seen, scenario

    async def figures(self, agents: int | None, until: float, *, complete: bool = False) -> Figures | None:
        """The first of this many agents, None for nothing changed; None if there are none by then."""
        while True:
            found = self.tab.figures
            if found is not None and self._is_of(found, agents) and (found.is_complete or not complete):
                self._check(found)
                return found
            left = until - monotonic()
            if left <= 0.0 or self.tab.errors:
                return None
            try:
                await self.tab.news(left)
            except TimeoutError:
                continue
            self.check_names()

    def check_names(self) -> None:
        """No name but the user's own may be in anything that arrives."""
        own = f"{self.seen.number:03d}".encode()
        others = {name for name in NAMES.findall(bytes(self.tab.received)) if name != own}
        self.seen.mixed_up += [f"received the name of centre {name.decode()}" for name in sorted(others)]
        self.tab.received.clear()

    def _is_of(self, figures: Figures, agents: int | None) -> bool:
        return self._chips(figures) == self._expected(agents)

    def _expected(self, agents: int | None) -> list[str]:
        was = self.scenario.teams[0].agents
        return [] if agents is None else [as_text(f"{LEVER}: {agents} (was {was})")]

    @staticmethod
    def _chips(figures: Figures) -> list[str]:
        return [chip for chip in figures.chips if " (was " in chip or " \\(was " in chip]

    def _check(self, figures: Figures) -> None:
        if as_text(self.scenario.name) != figures.heading:
            self.seen.mixed_up.append(f"the page is headed {figures.heading!r}")


@contextmanager
def _noted(seen: Seen) -> Iterator[None]:
    """A fault of the connection counts as the user's error and ends nobody else's work."""
    try:
        yield
    except OSError as error:
        seen.errors.append(f"{type(error).__name__}: {error}")


async def user(address: str, number: int, seed: int, arrives_s: float, until: float) -> Seen:
    """Open the own centre, then move its lever again and again until then; each time wait for figures."""
    chance, scenario, seen = random.Random(f"{seed} {number}"), centre_of(number), Seen(number)
    await asyncio.sleep(arrives_s)
    tab = Tab(address, to_link(Shared(scenario)))
    looker, began = Looker(tab, seen, scenario), monotonic()
    with _noted(seen):
        await tab.open()
        if found := await looker.figures(None, began + LONGEST_S):
            seen.first_s = found.at - began
            await _moves(looker, chance, until)
        else:
            seen.errors.append(f"no first figures in {monotonic() - began:.0f} s")
        looker.check_names()
        await tab.close()
    seen.take(tab)
    return seen


async def _moves(looker: Looker, chance: random.Random, until: float) -> None:
    tab, seen, was = looker.tab, looker.seen, looker.scenario.teams[0].agents
    slider, low, high = lever_of(tab)
    agents: int | None = None
    settled_by = monotonic() + chance.uniform(*PAUSE_S)
    await asyncio.sleep(settled_by - monotonic())
    is_last = False
    while not is_last:
        values = range(max(int(low), round(0.85 * was)), min(int(high), round(1.25 * was)) + 1)
        agents = chance.choice([value for value in values if value not in (was, agents)])
        began = monotonic()
        await tab.move(slider, agents)
        found = await looker.figures(agents, began + LONGEST_S)
        if found is None:
            seen.errors.append(f"no figures of {agents} agents in {monotonic() - began:.0f} s")
            return
        pause_until = monotonic() + chance.uniform(*PAUSE_S)
        is_last = pause_until >= until
        last = await looker.figures(agents, began + LONGEST_S if is_last else pause_until, complete=True)
        seen.moves.append(Move(agents, found.at - began, last.tiles if last is not None else None))
        while not is_last and (left := pause_until - monotonic()) > 0.0 and not tab.errors:
            await asyncio.sleep(min(left, 1.0))
            looker.check_names()


def lever_of(tab: Tab) -> tuple[str, float, float]:
    """The slider's id and reach."""
    return next(reach[:3] for label, reach in tab.slider_reach.items() if label.startswith(LEVER))


@dataclass
class HostileSeen(Seen):
    """`refused_s`: until the page said that the first scenario is too large, None if it never did."""

    refused_s: float | None = None
    superseded: int = 0


async def hostile(address: str, arrives_s: float, until: float) -> HostileSeen:
    """Open ten million calls a day, then what is just allowed with the most runs, and move its lever every second."""
    seen = HostileSeen(999)
    await asyncio.sleep(arrives_s)
    began = monotonic()
    with _noted(seen):
        huge = replace(typical(), {"name": "Ten million calls", "demand.calls_per_day": 1e7})
        tab = Tab(address, to_link(Shared(huge)))
        await tab.open()
        while not tab.refused and monotonic() - began < LONGEST_S and not tab.errors:
            with suppress(TimeoutError):
                await tab.news(1.0)
        seen.refused_s = monotonic() - began if tab.refused else None
        await tab.close()
        seen.take(tab)

        allowed = just_allowed(Limits())
        tab = Tab(address, to_link(Shared(allowed, runs=HOSTILE_RUNS)))
        await tab.open()
        while not any(label.startswith(LEVER) for label in tab.slider_reach) and not tab.errors:
            with suppress(TimeoutError):
                await tab.news(1.0)
        slider, low, high = lever_of(tab)
        was = allowed.teams[0].agents
        while monotonic() < until and not tab.errors:
            # Fewer agents than at first: no run becomes larger than is allowed.
            agents = min(max(low, was - 1 - seen.superseded % max(1, was // 10)), high)
            await tab.move(slider, agents)
            seen.superseded += 1
            tab.received.clear()
            await asyncio.sleep(HOSTILE_S)
        await tab.close()
        seen.take(tab)
    return seen
