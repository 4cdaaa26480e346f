"""Files that hold no calls of a queue: refused with a sentence, before anything of them is read further."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pandas as pd

from sim.calibrate.reading.column_names import call_role, interval_role, name_words, traits
from sim.calibrate.reading.files import UnreadableFileError
from sim.calibrate.reading.guess import BLANKS, kind

MOSTLY = 0.9
SAMPLE_ROWS = 2_000
_PERSON = (
    r"e ?mail\w*|correo|courriel|first ?name|last ?name|surname|given ?name|vorname|nachname|nombre"
    r"|apellidos?|prenom"
    r"|nom|cognome|sobrenome|company|firma|empresa|azienda|societe|address|strasse|street|city|postcode"
    r"|zip\w*|plz"
    r"|job ?title|mobile|birth\w*|gender"
)
_PHONE = r"phone\w*|tel|telefon\w*|telephone|telefone|telefono|mobile\w*|movil|celular|handy|fax|portable"
_NOW = (
    r"(?:calls?|contacts?|interactions?)? ?(?:waiting|in queue|queued) ?(?:now|currently)?|waiting calls"
    r"|calls in queue"
    r"|longest (?:call )?wait\w*|oldest (?:call|contact|in queue)"
    r"|agents? (?:available|ready|idle|on calls?|staffed|online"
    r"|busy|free|talking)|available agents?|current\w* .*|online agents?|time in (?:state"
    r"|status)|in cola ahora"
    r"|wartende anrufe|aktuell\w* .*|freie agenten|appels en attente|agents (?:libres|disponibles)"
    r"|agentes disponibles"
    r"|llamadas en espera|chamadas em espera|chiamate in coda|operatori disponibili"
)
_DIALLER = (
    r"list ?id|lead ?id|vendor lead code|attempts?|attempt (?:no|number|count)|called count|dial\w*"
    r"|dial (?:result|time|mode)"
    r"|call ?list|contact list|predictive|dialing mode|dialer.*|record ?id|next call|called since last reset"
    r"|list name"
    r"|phone code|right party|rpc|penetration|intentos?|tentativas?|tentatives|tentativi|versuche|anwahl\w*"
    r"|(?:\w+ )?(?:de |da |do |di )?(?:marcacion|marcado|discagem|numerotation|composizione|wahlversuche?)"
)
_AGENT_TIME = (
    r"log(?:ged)? ?(?:in|on|out|off).*|login.*|logout.*|staffed.*|ready.*|not ready.*|idle.*|available.*"
    r"|aux.*|break.*|pause.*|occupancy"
    r"|utili[sz]ation|adherence|on acw.*|on call.*|ringing.*|pausen?zeit|anmeldezeit|anmeldung"
    r"|tiempo de conexion"
    r"|tempo logado|temps de connexion|ocupacion|ocupacao|auslastung|shift.*|schedule.*"
)
_FROM = r"from(?: .*)?|de|da|von|desde|src|(?:calling|caller|originating|origination).*|source(?: number)?"
_TO = (
    r"to(?: no| number)?|para|an|nach|hacia|dst"
    r"|(?:called|callee|final called|destination|diall?ed).*(?:number|no|party).*|callee.*"
)
CDR = ("lastapp", "billsec", "dcontext", "disposition")


def refuse_wrong_kind(label: str, header: Sequence[str], cells: pd.DataFrame) -> None:
    """Raise UnreadableFileError for a contact list, a live picture, an outbound dialler's list, telephony without a
    queue, or a report on agents. `cells`: rows under the header, as text."""
    if not len(header):
        return
    some = cells.head(SAMPLE_ROWS)
    names = [name_words(name) for name in header]
    for what, sentence in (
        (is_contact_list, "is a list of people, not of calls. Nothing of it is stored."),
        (
            is_live_picture,
            "is a picture of one moment. Export the history instead: one row a call, or a queue and interval.",
        ),
        (is_dialler, "lists outbound calls. Headroom reads calls that came in and waited in a queue."),
        (
            is_agent_report,
            "has one row an agent, without the calls of a queue. Export the queue's intervals, or its calls.",
        ),
        (
            is_telephony,
            "lists telephone calls, not how long each waited in a queue. Export the queue's report "
            "(of Asterisk: queue_log).",
        ),
    ):
        if what(header, names, some):
            raise UnreadableFileError(f"{label} {sentence}")


def _matches(names: Sequence[str], pattern: str) -> int:
    return sum(bool(re.fullmatch(pattern, name)) for name in names)


def _roles(header: Sequence[str]) -> set[str]:
    return {call_role(n) or "" for n in header} | {interval_role(n) or "" for n in header}


def _has_durations_or_counts(header: Sequence[str], cells: pd.DataFrame) -> bool:
    for i, name in enumerate(header):
        has = traits(name)
        if has & {"wait", "talk", "handle", "wrap", "hold", "duration", "offered", "answered", "abandoned"}:
            content = kind(cells.iloc[:, i])
            if content in ("integer", "number", "clock", "duration"):
                return True
    return False


def is_contact_list(header: Sequence[str], names: Sequence[str], cells: pd.DataFrame) -> bool:
    """Names, addresses or e-mails beside numbers, and no duration or count."""
    person = _matches(names, rf"(?:.* )?(?:{_PERSON})(?: .*)?")
    phone = _matches(names, rf"(?:.* )?(?:{_PHONE})(?: .*)?")
    mails = any(
        cells.iloc[:, i].str.fullmatch(r"[^@\s]+@[^@\s]+\.\w+").mean() > 0.5
        for i in range(len(header))
        if len(cells)
    )
    if _has_durations_or_counts(header, cells):
        return False
    named = _matches(
        names, r"(?:full |customer |contact |client )?name|(?:customer|client|contact) id|name und vorname"
    )
    people = named >= 2 and not _roles(header) & {"queue", "wait_s", "answered_at", "answered", "abandoned"}
    return (person + mails >= 2 or people) and phone + mails >= 1


def is_live_picture(header: Sequence[str], names: Sequence[str], cells: pd.DataFrame) -> bool:
    """Calls waiting and agents free, at no more than one time."""
    if _matches(names, _NOW) < 2:
        return False
    times = [i for i in range(len(header)) if kind(cells.iloc[:, i]) in ("datetime", "date", "range")]
    return all(
        cells.iloc[:, i].replace(dict.fromkeys(BLANKS, "")).loc[lambda c: c != ""].nunique() <= 1
        for i in times
    )


def is_dialler(header: Sequence[str], names: Sequence[str], cells: pd.DataFrame) -> bool:
    """Lists, leads and attempts; or a direction that is outbound in nearly every row."""
    for i, name in enumerate(header):
        if call_role(name) in ("direction", "call_type") and len(cells):
            values = cells.iloc[:, i].str.strip().str.casefold()
            values = values[values != ""]
            out = values.str.contains(
                r"^out|salient|sortant|ausgehend|uscent|sa[ií]da|manual|predictive|preview|progressive"
            )
            if len(values) and out.mean() >= MOSTLY:
                return True
    wait = "wait_s" in _roles(header) or "abandoned" in _roles(header)
    return _matches(names, _DIALLER) >= 2 and not wait


def is_agent_report(header: Sequence[str], names: Sequence[str], cells: pd.DataFrame) -> bool:
    """Agents with their times by state, and neither a queue's offered calls nor a caller's wait."""
    roles = _roles(header)
    agents = any(traits(n) >= {"agent"} and kind(cells.iloc[:, i]) == "text" for i, n in enumerate(header))
    times = _matches(names, rf"(?:total |avg |average |percent )?(?:{_AGENT_TIME})")
    if {"pause sec", "wait sec", "talk sec"} <= set(names):  # VICIdial: the wait is the agent's, for a call
        return True
    queue_side = roles & {
        "offered",
        "abandoned",
        "answered_wait_mean_s",
        "service_level",
        "call_id",
        "caller",
        "outcome",
    }
    return agents and times >= 2 and not queue_side


def is_telephony(header: Sequence[str], names: Sequence[str], cells: pd.DataFrame) -> bool:
    """Calls with numbers and durations, and no queue and no wait: a CDR, a company's call log."""
    columns = {name: i for i, name in enumerate(names)}
    if set(CDR[:2]) <= set(names):
        return not cells.iloc[:, columns["lastapp"]].str.strip().str.casefold().eq("queue").any()
    if {"direction", "action", "action result"} <= set(names):
        return True
    roles = _roles(header)
    both_ends = _matches(names, _FROM) and _matches(
        names, _TO
    )  # who rang whom: when it was answered is no wait
    calls = bool(both_ends or any("caller" in traits(n) for n in header)) and bool(
        roles & {"duration_s", "talk_s"}
    )
    asks = roles & {"wait_s", "queue", "abandoned", "ring_s", "offered", "ivr_s"}
    if not both_ends:
        asks |= roles & {"answered_at"}
    return (
        calls
        and not asks
        and not any(
            cells.iloc[:, i].str.contains(r"(?i)aband|queue").any()
            for i, name in enumerate(header)
            if call_role(name) == "outcome"
        )
    )
