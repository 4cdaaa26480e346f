"""What a column's name says, in English, Spanish, Portuguese, French, German and Italian.

A name is taken apart into traits ("answered", "wait", "mean"…), and traits make a role: one word list serves
both shapes and all six languages, and a name nobody has listed ("Ø Wartezeit angenommene Anrufe") still reads.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

CALL_ROLES = (
    "start",
    "date",
    "time",
    "end",
    "answered_at",
    "queue",
    "wait_s",
    "outcome",
    "answered",
    "abandoned",
    "ivr_s",
    "ring_s",
    "talk_s",
    "hold_s",
    "wrap_s",
    "handle_s",
    "duration_s",
    "agent",
    "caller",
    "call_type",
    "direction",
    "channel",
    "call_id",
)
"""Columns of a list of calls; `date` and `time` are halves of `start`, `answered` and `abandoned` yes or no."""

TIMES = ("answered_wait", "abandoned_wait", "wait", "handle", "talk", "hold", "wrap")
INTERVAL_ROLES = (
    "start",
    "date",
    "time",
    "end",
    "minutes",
    "timezone",
    "queue",
    "channel",
    "offered",
    "answered",
    "abandoned",
    "short_abandoned",
    *(f"{what}_{statistic}_s" for what in TIMES for statistic in ("mean", "sum")),
    "answered_share",
    "abandoned_share",
    "service_level",
    "answered_within",
    "abandoned_within",
    "staffed_s",
    "staffed_people",
    "aux_s",
    "complete",
    "incomplete",
)
"""Columns of an interval table; `service_level`, `answered_within` and `abandoned_within` may end in seconds,
as `answered_within_20`. Shares are of 1."""

TOTAL = (
    r"(?i)^\W*(?:(?:grand|sub|day|daily|overall)[ -]?)?(?:totals?|totales|totaux|totale|totali|summary|sum|summen?"
    r"|gesamt\w*|insgesamt"
    r"|suma|sumas|soma|somma|ensemble|average|avg\.?|mean|mittelwert|durchschnitt|promedio|m[ée]dia|moyenne"
    r"|Ø)(?:\W.*)?$|^\W*(?:max|min|maximum|minimum|m[áa]ximo|m[íi]nimo|Σ)\W*$"
)
"""What a row begins with that sums others."""

_TRAITS = {
    "not actual": r"target|goal|objetivos?|ziel\w*|objecti\w*|metas?|obiettiv\w*|forecast\w*|fcst"
    r"|pronostic\w*"
    r"|previs\w+|prevu\w*|prognos\w*|planned|plan|geplant\w*|sched\w*|required|req|erforderlich\w*|needed"
    r"|deviation"
    r"|variance|desvio|desviacion|abweichung|ecart|scarto|error|std|stdev",
    "abandoned": r"aban\w*|abbandon\w*|abn\w*|abgebrochen\w*|aufgeleg\w*|aufleger|verloren\w*|lost|perdid\w*"
    r"|perdu\w*|pers[ei]|desist\w*|missed|hung up|hang ?ups?|entgangen\w*|unanswered|not answered|unhandled"
    r"|(?:no|nao|non|nicht|sin|sem|sans) (?:\w+ )?(?:answer\w*|atend\w*"
    r"|contest\w*|respond\w*|rispost\w*|repond\w*|angenommen\w*"
    r"|beantwort\w*)|rinunc\w*|renonc\w*|colgad\w*|abbruch\w*|abbrech\w*",
    "answered": r"answ?(?:er\w*)?|nch|handled|acdcalls\d*|acd calls|atendid\w*|contestad\w*|respond\w*|repond\w*"
    r"|traites?|traitees?"
    r"|decroch\w*|angenommen\w*|beantwort\w*|bedient\w*|rispost\w*"
    r"|(?<!tiempo de )respuestas?|(?<!tempo de )respostas?|gestit[aei]|evase|evasi|served|attended"
    r"|annahme\w*|reponses?"
    r"|accepted",
    "offered": r"offer\w*|offd|callsoffered|ofrecid\w*|oferecid\w*|ofertas?|offert[aei]|offres?|angebot\w*|present\w*"
    r"|receiv\w*"
    r"|recibid\w*"
    r"|recebid\w*|recus?|recues?|ricevut\w*|eingehend\w*|eingegangen\w*|eingang|incoming|inbound|entrant\w*"
    r"|entrad\w*|entrat[ae]"
    r"|entered|queued|enqueued|volumen?|arrivals|nco",
    "calls": r"calls?|contacts?|interactions?|llamadas?|contactos?|chamadas?|ligac\w*|contatos?|appels?"
    r"|anrufe?|kontakte?"
    r"|chiamat[ae]|contatti|conversations?",
    "outbound": r"outbound|outgoing|salient\w*|sortant\w*|ausgehend\w*|uscent\w*|realizad\w*|efec?tuad\w*|effettuat\w*"
    r"|dial\w*|emis\w*",
    "other": r"transfer\w*|callbacks?|ruckruf\w*|rappel\w*|consult\w*|voice ?mail\w*|overflow\w*|outflow\w*"
    r"|redirect\w*"
    r"|chats?|e?mails?|conference\w*|holds|wrap ?up ?codes?|transferid\w*|transfere\w*|weitergeleitet\w*"
    r"|deque\w*|busy\w*"
    r"|hung up first|agent hung up",
    "short": r"short|cort\w+|curt\w+|courts?|kurz\w*|brev[ei]|phantom",
    "wait": r"wait\w*|anstime|abntime|asa|vmr|queue (?:\w+ )?time|queuetime|queue duration|queue seconds|queue s"
    r"|in ?queue|speed ?(?:of)? ?ans\w*"
    r"|(?:cola|fila|warteschlange) (?:total|gesamt)|total (?:de )?(?:la )?(?:cola|fila)|queued (?:and )?\w+ call dur"
    r"|(?:de )?espera|attente|warte\w*|attesa|time to (?:answer|abandon)|tme|anstime|abntime|delay"
    r"|holdtime queue|(?:total|tot) queue"
    r"|vor annahme|fila de espera|ttime wait|patience|abandon\w* (?:after|time)|answer time|tempo de fila",
    "hold": r"hold\w*|held|i holdtime|retenc\w*|retenid\w*|retenue|mises? en (?:attente|garde)|en garde"
    r"|halte\w*"
    r"|gehalten\w*|trattenut\w*|messa in attesa|park(?:ed)?",
    "talk": r"talk\w*|convers\w*(?! (?:id|start|end|date)\b)|habla\w*|gesprach\w*|communication\w*|parl\w+|fala\w*"
    r"|interaction time|acdtime"
    r"|acd time|speaking|in call(?: duration)?|billsec|conversacion",
    "wrap": r"acw\w*|after ?(?:call|contact|work)\w*|wrap\w*|nacharbeit\w*|nachbearb\w*|nachbereit\w*"
    r"|post ?(?:llamada"
    r"|call|appel|chiamata|atendimento|contact|contacto|work)\w*|pos (?:chamada"
    r"|atendimento)|apres appel\w*|work time"
    r"|worktime|dopo (?:la )?chiamata|lavoro post\w*|dispo(?:sition)? (?:sec\w*|time)|dispo sec"
    r"|post traitement",
    "handle": r"aht|handle|handling|tmo|dmt|tma|tmc|dmc|tht|bearbeitung\w*|traitement|gestione|gestion"
    r"|operacion"
    r"|operacao|operativo|manejo|atencion|atendimento|servicetime|service time|ser time|duracion media"
    r"|duree moyenne",
    "staffed": r"staff\w*|i stafftime|ti stafftime|logged(?: (?:in|on))?|login|besetzt\w*|conectad\w*"
    r"|angemeldet\w*"
    r"|connecte?e?s?|conness\w*|positions?|headcount|on duty|anwesend\w*|presents",
    "aux": r"(?:i |ti )?aux\w*|breaks?|paus\w*|not ready|unavailable|nicht bereit|descans\w*|non pret",
    "available": r"(?:i |ti )?avail\w*|idle|disponib\w*|verfugbar|frei|libre\w*|ready",
    "ring": r"(?:i )?ring\w*|timbr\w*|klingel\w*|sonner\w*|squill\w*|toque|alert\w*",
    "menu": r"ivr|vru|menus?|prequeue|pre queue|svi|ura|sprachmenu|risponditore|time in ivr",
    "service level": r"service ?levels?|servicelevel|serv levl|sla?|nivel de servi\w+|niveau de service"
    r"|qualite de service"
    r"|livello di servizio|servicegrad|tsf|gos|nds|ns|acceptable",
    "mean": r"avg|average|mean|medi[oae]|promedio|moyen\w*|moy|durchschn\w*|mittler\w*|mittel\w*|asa|vmr|aht|tmo"
    r"|dmt|tma|tme"
    r"|tmc|dmc|speed ?(?:of)? ?ans\w*|per call|pro anruf|par appel|por llamada|por chamada|schnitt",
    "sum": r"total\w*|tot|sum|summe|suma|soma|somma|somme|gesamt\w*|insgesamt|cumul\w*|complessiv\w*|tht"
    r"|(?:call|up|wait) dur"
    r"|(?:i |ti )?(?:anstime|abntime|acdtime|acwtime|holdtime|stafftime|auxtime\d*|availtime|ringtime)",
    "max": r"max\w*|longest|mas larg\w*|plus long\w*|langst\w*|oldest|minimum|peak|mayor|maior|percentile"
    r"|p90|median\w*",
    "share": r"percent\w*|pct|rate|ratio|quote|\w+quote|taux|tasa|taxa|tasso|porcent\w*|anteil|pourcent\w*"
    r"|erreichbarkeit",
    "timezone": r"time ?zone|tz|zona horaria|fuso(?: horario| orario)?|fuseau|zeitzone",
    "start": r"start\w*|(?:intervall|anruf|gesprachs?|kontakt)(?:start|beginn|anfang)"
    r"|begin\w*|beginn|inici\w*|debut|anfang|inizio|date ?time|timestamp|calldate|from|von"
    r"|desde|arriv\w*"
    r"|queue (?:enter\w*|entry)|(?:entered|into) queue|enqueue\w*|(?:date|time) queued|queued at"
    r"|created\w*|entered at|eingang|fecha y hora|data e hora"
    r"|date et heure|initiation\w*|q start",
    "end": r"end\w*|(?:intervall|anruf|gesprachs?|kontakt)ende"
    r"|finish\w*|fin|fim|ende|fine|bis|hasta|stop|disconnect\w*|hangup time",
    "connected": r"connect(?:ed)?(?: (?:at|time|to agent))?|answered at|answer (?:time|at)|time answer\w*"
    r"|date connected"
    r"|ser start|angenommen um|pick ?up time|service start|agent (?:connect\w*|start|begin)|talk (?:start|begin)",
    "date": r"date|day|fecha|dia|data|jour|datum|tag|giorno|row ?date|calendar",
    "time": r"time|hours?|horas?|horario|heures?|uhrzeit|zeit|stunde|ora|ore|orario|interval\w*|intervall\w*"
    r"|half ?hour\w*"
    r"|period\w*|slot|tranche\w*|zeitraum|franja\w*|intrvl|fasci[ae]|creneau\w*|faixa|bloque|starttime"
    r"|time ?slot",
    "minutes": r"minut\w+|intrvl|interval (?:length|min)|resolution|granularity|period (?:length|min)",
    "queue": r"queue\w*|skills?|skill ?(?:set|name|group|no|id)|split|csq\w*|colas?|filas?|file|files"
    r"|file d attente"
    r"|warteschlange\w*|coda|code|services?|servicios?|servicos?|servizi[o]?|lob|line of business|gruppe|groupe"
    r"|group|grupo"
    r"|campaign\w*|campanas?|campanhas?|hotline|contact type|ct|ct ?(?:name|id)|call ?type|vdn|destination"
    r"|department"
    r"|departamento|bereich|line|abteilung|queuename",
    "agent": r"agents?(?: (?:name|id|no|login))?|agentes?|agenten?|users?(?:name)?"
    r"|usuarios?|utilizador\w*|utilisateurs?|benutzer\w*|utente|operador\w*|operator\w*"
    r"|operatore"
    r"|conseiller\w*|mitarbeiter\w*|server|member|extension|employee|empleado|answered by|bearbeiter|advisor"
    r"|logid",
    "caller": r"ani|ani dialnum|caller\w*|calling\w*|phone\w*|from|customer\w*|client\w*|cliente|numero\w*"
    r"|rufnummer\w*"
    r"|telefono\w*|telefone\w*|telephone\w*|telefon\w*|msisdn|src|originator\w*|clid|cli|appelant|anrufer\w*"
    r"|chiamante"
    r"|llamante|external number|kunde\w*|origin|orige[mn]|origine",
    "direction": r"direction|direccion|direcao|sens|richtung|direzione|call direction",
    "channel": r"channel\w*|media ?(?:type|name)?|medium|canal|kanal|canale|interaction type",
    "outcome": r"outcome|status|disposition|result\w*|estado|situacao|statut|ergebnis|esito|stato"
    r"|completion\w*"
    r"|resultado|contact disposition|call status|abandoned reason|missed call reason|etat",
    "call id": r"(?:call|contact|conversation|interaction|unique|linked|session)? ?(?:id|uid|uuid)"
    r"|(?:call|contact) (?:ref\w*|key|no|nr|num(?:ber)?)|u ?cid|g ?uid|reference|referenz\w*|referencia"
    r"|callid|contactid|uniqueid|linkedid|contact id|master contact id|interactionid|identifi\w+|kennung",
    "reason": r"type|reason|tipo|motivo|grund|art|motif|topic|thema|subject|anliegen|categor\w*|kategorie",
    "duration": r"duration\w*|duracion|duracao|duree|dauer\w*|durata|length\w*|\w*dauer|\w*zeit|time|tiempo"
    r"|tempo|temps|seconds"
    r"|sec|secs|sekunden|segundos|secondes|secondi|duree|zeit",
    "complete": r"interval complete|complete|completo|vollstandig",
    "incomplete": r"incomplete|unvollstandig|incompleto",
}
_PATTERNS = {trait: re.compile(rf"(?<!\w)(?:{words})(?!\w)") for trait, words in _TRAITS.items()}
_PEOPLE = re.compile(
    r"(?:avg |average |mean |number of |no of )?"
    r"(?:agents|agentes|agenten|operatori|operadores|conseillers|mitarbeiter|ftes?)"
    r"(?: (?:staffed|logged in|on duty|present|anwesend|conectados|connectes))?"
)
_WITHIN = re.compile(
    r"(?:\bin|within|innerhalb|binnen|dans les|en menos de|(?:en )?moins de|(?:in )?meno di|unter"
    r"|dentro de|dans|entro|ate"
    r"|under|less than|en|em|bis"
    r"|service level|servicelevel|sla?|acceptable|contacts abandoned|\b(?:servicegrad|nds|ns|tsf|gos)"
    r"|nivel de servi\w+|niveau de service|livello di servizio)"
    r"\s*(?:\d\d/)?(\d{1,4})\s*(?:s\b|sec\w*|sek\w*|seg\w*"
    r"|$)"
)
_IN_LEVEL = re.compile(r"\b(?:within|in|inside|innerhalb|im|dans|dentro|entro|cnt)\b")
"""With a service level: the calls that met it, counted."""
_QUEUE_NAME = re.compile(
    r"(?:csq|queue|skill|split|vdn|cola|fila|coda|warteschlangen?) ?(?:names?|nombre|nome|nom)\b"
)
LONE_ID = frozenset(("call", "session", "interaction", "conversation", "contact", "segment"))
"""Names of whatever a row is of, which stand for its id where the values are ids."""
_CALL = r"(?:calls?|contact|interaction|llamada|chamada|ligacao|appel|anruf|chiamata)"
_OF_THE = r"(?:of|de|del|da|do|di|l|la|des|della|der)"
_START, _END = r"(?:start|begin\w*|beginn|inicio|debut|inizio|anfang)", r"(?:end|ende|fin|final|fim|fine)"
_MOMENT_OF_CALL = re.compile(
    rf"{_CALL} ?(?:(?P<start>{_START})|{_END})|(?:(?P<begin>{_START})|{_END})(?: {_OF_THE}){{1,2}} {_CALL}"
)
_HOW_LONG = re.compile(r"\b(?:duration|duracion|duracao|duree|dauer|durata|length|seconds|secs?|s|ms|min)\b")
CASE = re.compile(
    r"(?:(?:no|nr|num|numero|id) (?:de |do |di |del |du )?)?(?:(?:support|service|crm) )?"
    r"(?:case|ticket|incident|vorgangs?|ticketnummer|vorgangsnummer|fallnummer|caso|chamado|dossier|pratica)"
    r"(?: (?:id|no|nr|num|number|nummer|numero|ref|reference|key))?"
)
"""Names of numbers of what calls are about, which several calls may share."""
_THRESHOLD = re.compile(r"(?:service ?level|sla?) (?:s|secs?|seconds|threshold.*)$")
"""The seconds a service level is counted to, not the level: "Service Level (sec)"."""


def name_words(name: str) -> str:
    """A header in lower case without accents, signs as words, CamelCase as words.

    Examples:
        >>> name_words("Ø Wartezeit (Sek.)"), name_words("actContactsReceived"), name_words("Abandon %")
        ('avg wartezeit sek', 'act contacts received', 'abandon percent')
    """
    text = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    text = text.replace("Ø", " avg ").replace("ø", " avg ").replace("%", " percent ").replace("ß", "ss")
    text = re.sub(r"<=|≤|<", " within ", text)
    text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().casefold()
    return " ".join(re.sub(r"[^a-z0-9/]+", " ", text).split())


@lru_cache(maxsize=2_000)
def traits(name: str) -> frozenset[str]:
    """What a name says of its column, as keys of the word list."""
    text = name_words(name)
    has = {trait for trait, pattern in _PATTERNS.items() if pattern.search(text)}
    if "abandoned" in has and not _PATTERNS["answered"].search(_PATTERNS["abandoned"].sub(" ", text)):
        has.discard("answered")  # "not answered"
    if "anstime" in text:
        has.add("answered")
    if re.search(r"warteschlange|file d attente|fila de espera", text) and not has & {
        "duration",
        "mean",
        "sum",
    }:
        has.discard("wait")  # the queue, not the time in it
    if re.search(r"\bpre ?queue", text):
        has.discard("wait")  # before it
    return frozenset(has)


def within_s(name: str) -> int | None:
    """The seconds a count or a share is limited to.

    Examples:
        >>> within_s("Contacts answered in 20 seconds"), within_s("SL 80/20"), within_s("Answered")
        (20, 20, None)
    """
    match = _WITHIN.search(name_words(name))
    return int(match[1]) if match else None


def interval_role(name: str) -> str | None:
    """The role of a column in an interval table by its name alone; None for a column that has none.

    Without its statistic where the name does not say it ("talk", not "talk_mean_s"): the values decide.

    Examples:
        >>> interval_role("Ø Wartezeit angenommene Anrufe"), interval_role("Llamadas atendidas")
        ('answered_wait_mean_s', 'answered')
        >>> interval_role("Service level 60 seconds"), interval_role("Talk time"), interval_role("Forecast calls")
        ('service_level_60', 'talk', None)
    """
    has, within = traits(name), within_s(name)
    suffix = "" if within is None else f"_{within}"
    if has & {"not actual", "max", "outbound"}:
        return None
    for trait in ("timezone", "incomplete", "complete"):
        if trait in has:
            return trait
    if _QUEUE_NAME.match(name_words(name)):
        return "queue"  # "CSQ Name (Call Skills)"
    if "service level" in has:
        if _THRESHOLD.search(name_words(name)):
            return None
        counted = next((t for t in ("abandoned", "answered") if t in has), None)
        if counted and "share" not in has and _IN_LEVEL.search(name_words(name)):
            return f"{counted}_within{suffix}"
        return f"service_level{suffix}"
    count = next((t for t in ("abandoned", "answered", "offered", "calls") if t in has), None)
    if "share" in has:
        if count == "answered" and within is not None:
            return f"service_level{suffix}"
        outcome = "answered" if re.search(r"erreichbarkeit|atencion", name_words(name)) else count
        return f"{outcome}_share" if outcome in ("answered", "abandoned") else None
    if within is not None and count in ("answered", "abandoned"):
        return f"{count}_within{suffix}"
    if "other" in has:
        return None
    time: str | None = next(
        (t for t in ("staffed", "aux", "wrap", "hold", "talk", "wait", "handle") if t in has), None
    )
    if _PEOPLE.fullmatch(name_words(name)):
        return "staffed_people"
    if not time and count in ("abandoned", "answered") and "duration" in has and has & {"mean", "sum"}:
        time = "wait"
    if time == "staffed":
        is_time = bool(has & {"duration", "sum"})
        return "staffed_s" if is_time else "staffed_people"
    if time == "aux":
        return "aux_s"
    if time and not has & {"ring", "available", "menu"}:
        if time == "wait" and (
            count in ("abandoned", "answered") or {"asa", "vmr"} & set(name_words(name).split())
        ):
            time = "abandoned_wait" if count == "abandoned" else "answered_wait"
        statistic = next((s for s in ("mean", "sum") if s in has), None)
        return f"{time}_{statistic}_s" if statistic else time
    if has & {"ring", "available", "menu"}:
        return None
    if count == "abandoned" and "short" in has:
        return "short_abandoned"
    if count == "calls" and "duration" in has:
        return None
    if count and not has & {"mean", "reason", "call id"}:
        return "offered" if count in ("offered", "calls") else count
    if "channel" in has:
        return "channel"
    return None if has & {"mean", "sum"} else _when_or_who(has, ("minutes", "queue"))


def call_role(name: str) -> str | None:
    """The role of a column in a list of calls by its name alone; None for a column that has none.

    Examples:
        >>> call_role("QUEUE WAIT TIME"), call_role("Tempo da Fila de Espera"), call_role("Agente")
        ('wait_s', 'wait_s', 'agent')
    """
    has = traits(name)
    if "not actual" in has:
        return None
    if CASE.fullmatch(name_words(name)):
        return None
    moment = _MOMENT_OF_CALL.fullmatch(name_words(name))
    if moment:
        return "start" if moment["start"] or moment["begin"] else "end"
    if "connected" in has:
        return "talk_s" if _HOW_LONG.search(name_words(name)) else "answered_at"
    times = ("wrap", "hold", "wait", "menu", "ring", "talk", "handle")
    role = next((t for t in times if t in has), None)
    if role and not has & {"other", "reason"}:
        return {"menu": "ivr"}.get(role, role) + "_s"
    for trait, role in (
        ("direction", "direction"),
        ("channel", "channel"),
        ("abandoned", "abandoned"),
        ("answered", "answered"),
        ("outcome", "outcome"),
    ):
        if trait in has and (trait == "outcome" or not has & {"agent", "other"}):
            return role
    if "call id" in has and not has & {"agent", "queue", "caller"}:
        return "call_id"
    when = _when_or_who(has, ())
    if when:
        return when
    if "duration" in has:
        return "duration_s"
    if "reason" in has:
        return "call_type"
    return _when_or_who(has, ("queue", "agent", "caller"))


def _when_or_who(has: frozenset[str], who: tuple[str, ...]) -> str | None:
    """start, end, date or time, which their values tell apart, or one of `who`."""
    for trait in ("end", "start"):
        if trait in has and "calls" not in has:
            return trait
    for trait in ("minutes", *who) if who else ():
        if trait in has and trait in who and not (trait == "minutes" and "time" in has and len(has) > 3):
            return trait
    return next((t for t in ("date", "time") if t in has), None)
