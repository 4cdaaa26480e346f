"""What a user has given to the page "Your data", and what was made of it: held by this session, nowhere else.

Nothing of it is written, and nothing goes where another session could come by it: neither into caches that sessions
share nor into the link. It goes with the session, or when its user starts again.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Hashable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from typing import Any, NamedTuple

import streamlit as st
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.uploaded_file_manager import UploadedFile

from present.your_data import queue_names
from present.your_data_pictures import Picture, pictures
from sim.calibrate.fit.fit import Fit, fit
from sim.calibrate.fit.human_side import with_human_side
from sim.calibrate.fit.scenario import scenario_yaml
from sim.calibrate.judge import Judgement, judge
from sim.calibrate.reading.column_map import ColumnMap, column_map_from_yaml
from sim.calibrate.reading.columns import FileColumns, columns_of, wrong_kind
from sim.calibrate.reading.files import UndatedFileError, UnreadableFileError
from sim.calibrate.reading.read import read
from sim.calibrate.reading.tables import Answers, Reading
from sim.experiment import AbandonedError, Runner
from sim.scenario import Scenario, parse
from ui.work import Work

OF_ROWS = ("timezone", "is_ivr_in_wait", "is_wrap_up_in_handle")
"""Answers by which single calls are read."""
MOST_BYTES = 200_000_000
"""Of all files of a session together."""
ONE_AT_A_TIME = threading.Semaphore(1)
"""A reading or a fit may take two gigabytes for a moment: on one server they take turns."""
IN_TURN = "Files of somebody else are being worked on; yours are next."
POLL_S = 0.2


class File(NamedTuple):
    name: str
    data: bytes


def take_upload(uploaded: UploadedFile) -> File:
    """What was uploaded; Streamlit, which would hold it as long as the session lasts, forgets it."""
    file, context = File(uploaded.name, uploaded.getvalue()), get_script_run_ctx()
    if context is not None and isinstance(context.uploaded_file_mgr, MemoryUploadedFileManager):
        context.uploaded_file_mgr.remove_file(session_id=context.session_id, file_id=uploaded.file_id)
    return file


@dataclass(frozen=True)
class Question:
    """What a reading depends on. `digest`: of the files."""

    digest: str
    column_map: ColumnMap | None
    answers: Answers
    queues: tuple[str, ...]

    @property
    def address(self) -> Hashable:
        """For `ui.work.ask`."""
        return repr(self)


@dataclass(frozen=True)
class Loaded:
    """Files as read; `problem`: why they could not be. `columns`: of the first file or of the one that could not be
    read, None where it has no names.

    `refused`: name of a file of the wrong kind, of which nothing is to stay. `lacks_day`: whether saying of which day
    it is would help.
    """

    reading: Reading | None
    problem: str
    columns: FileColumns | None
    refused: str = ""
    lacks_day: bool = False

    @property
    def can_be_corrected(self) -> bool:
        """Whether anything that is said of its columns may help: of a file that is no table nothing can be."""
        return self.columns is not None or self.lacks_day


@dataclass(frozen=True)
class Built:
    """A centre, and how it stands against later days; `not_judged`: why there is no judgement."""

    fit: Fit
    scenario: Scenario
    pictures: dict[str, list[Picture]]
    judgement: Judgement | None = None
    not_judged: str = ""
    is_judged: bool = False


@dataclass
class YourData:
    """`file_answers`: the answers that the files give themselves; the others are asked.

    `is_building`: a centre is to be built of it. `uploads` counts uploaders: each is empty again once its files were
    taken.
    """

    files: tuple[File, ...] = ()
    digest: str = ""
    column_map: ColumnMap | None = None
    answers: Answers = field(default_factory=Answers)
    queues: tuple[str, ...] = ()
    problems: list[str] = field(default_factory=list)
    loaded: tuple[Question, Loaded] | None = None
    file_answers: Answers = field(default_factory=Answers)
    all_queues: list[str] = field(default_factory=list)
    is_building: bool = False
    built: tuple[Question, Built] | None = None
    failed: tuple[Question, str] | None = None
    saved_as: str = ""
    uploads: int = 0

    @property
    def question(self) -> Question:
        """As the files, the map and the answers are now."""
        return Question(self.digest, self.column_map, self.answers, self.queues)

    @property
    def now(self) -> Loaded | None:
        """The reading of what there is now; None while it is not known."""
        return self.loaded[1] if self.loaded is not None and self.loaded[0] == self.question else None

    def add(self, files: Sequence[File]) -> None:
        """Take files; a YAML file among them is a map of columns. What cannot be taken gets a sentence."""
        self.problems = []
        tables = list(self.files)
        for file in files:
            if file.name.lower().endswith((".yaml", ".yml")):
                try:
                    self.column_map = column_map_from_yaml(file.data.decode("utf-8", "replace"))
                except ValueError as error:
                    self.problems.append(f"{file.name} is no map of columns: {error}.")
            elif file not in tables:
                tables.append(file)
        if sum(len(file.data) for file in tables) > MOST_BYTES:
            self.problems.append(
                f"These files have more than {MOST_BYTES // 1_000_000} MB together. Leave some out, or export fewer "
                "weeks."
            )
            tables = list(self.files)
        self.take(tables)

    def take(self, files: Sequence[File]) -> None:
        """Have exactly these files; what was made of others is given up, but for the centre that was built."""
        self.files = tuple(files)
        whole = hashlib.sha256()
        for file in files:
            whole.update(f"{len(file.name)} {len(file.data)} {file.name}".encode())
            whole.update(file.data)
        self.digest = whole.hexdigest()
        self.forget_reading()

    def forget_reading(self) -> None:
        """What is asked of it may be another when it is read anew."""
        self.answers, self.file_answers, self.queues, self.all_queues = Answers(), Answers(), (), []

    def start_again(self) -> None:
        """Forget everything."""
        vars(self).update(vars(YourData(uploads=self.uploads + 1)))

    def see(self, question: Question, loaded: Loaded) -> None:
        """Take note of a reading. What is open in the first of some files is asked also once it has been answered.

        A file of the wrong kind goes at once.
        """
        if loaded.refused:
            self.problems = [loaded.problem]
            self.take([file for file in self.files if file.name != loaded.refused])
            return
        self.loaded = question, loaded
        if loaded.reading is not None and question.answers == Answers() and not question.queues:
            self.file_answers = loaded.reading.ledger.answers
            self.all_queues = queue_names(loaded.reading)

    def answer(self, answers: Answers, queues: tuple[str, ...]) -> None:
        """Take answers. Where they do not alter what a row means, what was read stays; else it is read again."""
        loaded, before = self.now, self.question
        self.answers, self.queues = answers, queues
        if loaded is None or loaded.reading is None or loaded.reading.intervals is not None:
            return
        if any(getattr(answers, name) != getattr(before.answers, name) for name in OF_ROWS):
            return
        if queues == before.queues:
            given = {name: value for name, value in asdict(answers).items() if value is not None}
            ledger = replace(loaded.reading.ledger, answers=replace(self.file_answers, **given))
            self.loaded = self.question, replace(loaded, reading=replace(loaded.reading, ledger=ledger))


def your_data() -> YourData:
    """This session's."""
    state: YourData = st.session_state.setdefault("your data", YourData())
    return state


# ── Work ──────────────────────────────────────────────────────────────────────────────────────────


@contextmanager
def in_turn(work: Work[Any]) -> Iterator[None]:
    """Wait until nobody else's files are being worked on. Raises AbandonedError where that is no longer wanted."""
    while not ONE_AT_A_TIME.acquire(timeout=POLL_S):
        work.notice = IN_TURN
        if work.is_given_up():
            raise AbandonedError("given up before its turn came")
    work.notice = ""
    try:
        yield
    finally:
        ONE_AT_A_TIME.release()


def refused_file(files: Sequence[File], problem: str) -> File | None:
    """The file that a sentence is about, which begins with its name; None where it begins otherwise."""
    return next((file for file in files if problem.startswith(file.name)), None)


def load(files: Sequence[File], question: Question, work: Work[Loaded]) -> Loaded:
    """Read the files, as long as somebody waits for them. Raises AbandonedError."""

    def before_file(at: int) -> None:
        if work.is_given_up():
            raise AbandonedError("given up while files were read")
        work.progress(at, len(files))

    with in_turn(work):
        try:
            reading = read(
                files,
                column_map=question.column_map,
                answers=question.answers,
                queues=question.queues or None,
                before_file=before_file,
            )
        except UnreadableFileError as refusal:
            problem = str(refusal)
            at_fault = refused_file(files, problem)
            return Loaded(
                None,
                problem,
                columns_of(files if at_fault is None else [at_fault]),
                wrong_kind(files, problem),
                isinstance(refusal, UndatedFileError),
            )
        except ValueError as error:
            return Loaded(None, f"{str(error).rstrip('.')}.", columns_of(files))
        return Loaded(reading, "", columns_of(files))


def build(reading: Reading, by: Runner, work: Work[Built]) -> Built:
    """Fit all days; then fit the earlier ones and judge them by the later. Raises ValueError in a sentence.

    `by`: who simulates, and within which budget; nothing of it goes into the store that sessions share.
    """
    by = replace(by, store=None, cancelled=work.is_given_up)
    with in_turn(work):
        queue = fit(reading)
    fitted = with_human_side(queue, by)
    with in_turn(work):
        built = Built(fitted, parse(scenario_yaml(fitted)), pictures(fitted, reading))
    work.publish(built)

    def progress(share: float) -> None:
        work.progress(round(1000.0 * share), 1000)

    try:
        return replace(built, judgement=judge(reading, progress=progress, by=by), is_judged=True)
    except ValueError as problem:
        return replace(built, not_judged=f"{str(problem).rstrip('.')}.", is_judged=True)
