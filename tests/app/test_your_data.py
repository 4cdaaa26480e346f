"""The page "Your data" without a browser: from a file to What if, sentences beside what is wrong, two sessions."""

from __future__ import annotations

from datetime import date
from functools import partial

import pytest
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager

import ui.your_data_state
from sim.calibrate.judge import judge
from sim.engine.compiled import ready
from sim.experiment import AbandonedError, Pool
from tests.app.app_helpers import SMALL, shown, the_app, with_open, words_tables
from tests.call_lists import call_list
from tests.waiting import PATIENCE_S
from ui.runner import BUDGET
from ui.work import Work
from ui.your_data_state import IN_TURN, ONE_AT_A_TIME, File

PAGE = "ui/views/your_data.py"
LIST = call_list()
UNKNOWN = b"Alpha;Beta;Gamma;Delta\n" + b"2026-02-02 09:00:00;7;x;4\n2026-02-02 09:05:00;12;y;3\n" * 20


@pytest.fixture
def opened(tmp_path, monkeypatch):
    """The page, as somebody finds it; each call is another session."""
    (tmp_path / "typical_centre.yaml").write_text(SMALL)
    monkeypatch.setenv("HEADROOM_CONFIGS", str(tmp_path))
    monkeypatch.setenv("HEADROOM_WORKERS", "1")
    monkeypatch.setattr(ui.your_data_state, "judge", partial(judge, replications=8))
    ready.prepare()

    def open_page():
        made = the_app()
        made.session_state["replications"] = 4
        return shown(made.run().switch_page(PAGE).run())

    return open_page


@pytest.fixture
def app(opened):
    return opened()


def give(app, *files):
    """Drop files in and wait until they are read."""
    app.file_uploader[0].set_value([(name, data, "text/csv") for name, data in files])
    return shown(shown(app.run()).run())


def button(app, label):
    (found,) = [b for b in app.button if b.label == label]
    return found


def headings(app):
    return [s.value for s in app.subheader]


def texts(app):
    kinds = (app.markdown, app.caption, app.success, app.warning, app.info, app.error)
    return " ".join(e.value for kind in kinds for e in kind).replace("\N{NO-BREAK SPACE}", " ")


def built(app):
    app = give(app, ("calls.csv", LIST.data))
    shown(button(app, "Build my centre").click().run())
    return shown(app.run())


def test_the_empty_page_says_what_it_reads_who_sees_it_and_where_to_go_without_a_file(app):
    assert app.header[0].value == "Your data"
    assert app.file_uploader[0].proto.max_upload_size_mb == 200
    assert "held in memory for you alone" in texts(app)
    assert "Genesys Cloud" in [row[0] for row in words_tables(app)[0][1]]
    labels = [link.proto.label for link in app.get("page_link")]
    assert "No file at hand? Six numbers" in labels
    assert not headings(app)


def test_six_numbers_still_has_its_page_and_leads_back(app):
    shown(app.switch_page("ui/views/six_numbers.py").run())
    assert app.header[0].value == "Your centre in six numbers"
    assert "From your files" in [link.proto.label for link in app.get("page_link")]


@pytest.mark.smoke
def test_a_file_is_shown_as_it_was_read_with_its_ledger(app):
    give(app, ("calls.csv", LIST.data))
    assert headings(app) == ["As we read it", "What your files do not say"]
    assert f"**{LIST.calls:,} calls** from 2 February 2026" in texts(app)
    shown_rows = dict(words_tables(app))["As we read it"]
    assert [len(shown_rows), shown_rows[0][2]] == [11, "Wait, s"]
    assert "Wait from “Wait (s)”" in texts(app).replace("\\", "")
    cells = {cell for row in shown_rows[1:] for cell in row}
    assert "–" in cells, "where a call has no such time, not “None”"
    assert not {"nan", "None", "0.0"} & cells
    with_open(app, "your data ledger")
    assert [row[0] for row in dict(words_tables(app))["Files"]] == ["File", "calls.csv"]
    assert not app.error


def test_a_centre_is_built_on_the_shared_workers_within_the_sessions_budget(app, monkeypatch):
    asked = []

    def spied(reading, *, progress, by):
        asked.append((by, by.cancelled()))
        return judge(reading, replications=2, progress=progress, by=by)

    monkeypatch.setattr(ui.your_data_state, "judge", spied)
    app = built(app)
    assert "How well it reproduces your centre" in headings(app)
    ((by, was_given_up),) = asked
    assert isinstance(by.executor, Pool)
    assert by.budget is app.session_state[BUDGET]
    assert by.store is None  # which sessions share
    assert not was_given_up
    assert by.cancelled()  # once the page asks for it no more


def test_a_centre_that_is_too_much_for_the_server_gets_a_sentence(opened, monkeypatch):
    monkeypatch.setenv("HEADROOM_MAX_SESSION_CALLS", "1000")
    app = built(opened())
    assert "the most allowed at a time is 1,000 calls" in app.error[0].value
    assert "Build my centre" in [b.label for b in app.button]


@pytest.mark.smoke
def test_a_file_becomes_a_judged_centre_in_what_if_with_its_own_figures_beside(app):
    app = built(app)
    assert "How well it reproduces your centre" in headings(app)
    assert "later days that it had not seen" in texts(app)
    assert "#### When people call" in [m.value for m in app.markdown]
    shown(button(app, "Open in What if").click().run())
    session = app.session_state["session"]
    scenario = session.own[session.picked]
    assert scenario.name == "Your centre"
    assert scenario.observed["abandonment"] == pytest.approx(LIST.abandoned / LIST.calls, abs=1e-4)
    assert any("in reality" in str(m.delta) for m in app.metric)


def test_the_centre_is_still_there_after_another_page(app):
    app = built(app)
    shown(app.switch_page("ui/views/what_if.py").run())
    shown(app.switch_page(PAGE).run())
    assert "How well it reproduces your centre" in headings(app)
    assert "calls.csv" in texts(app)


def test_it_is_kept_for_compare_under_its_name(app):
    app = built(app)
    (name,) = [t for t in app.text_input if t.label == "Name of the scenario"]
    shown(name.set_value("North").run())
    shown(button(app, "Keep for Compare").click().run())
    assert list(app.session_state["session"].saved_scenarios) == ["North"]


def test_answers_of_another_kind_make_the_centre_one_of_earlier_answers(app):
    app = built(app)
    (short,) = [n for n in app.number_input if n.label.startswith("Abandoned calls left out")]
    shown(short.set_value(5).run())
    shown(button(app, "Build my centre").click().run())
    shown(app.run())
    state = app.session_state["your data"]
    assert state.built[0].answers.short_abandon_s == 5.0
    assert state.loaded[1].reading.ledger.answers.short_abandon_s == 5.0


def test_a_file_that_cannot_be_read_gets_a_sentence_and_its_columns_can_be_named(app):
    give(app, ("odd.csv", UNKNOWN))
    assert len(app.error) == 1
    assert "odd.csv" in app.error[0].value
    assert "Build my centre" not in [b.label for b in app.button]
    assert [row[1] for row in dict(words_tables(app))["The first rows of your file"]][:3] == [
        "Beta",
        "7",
        "12",
    ]
    boxes = {box.label: box for box in app.selectbox}
    assert boxes["Began to wait"].options[:2] == ["not in the file", "Alpha"]
    boxes["Began to wait"].set_value("Alpha")
    boxes["Wait"].set_value("Beta")
    shown(app.run())
    shown(button(app, "Read again with these columns").click().run())
    shown(app.run())
    assert not app.error
    assert "**40 calls**" in texts(app)


PEOPLE = b"First name,Last name,Phone,Email\n" + b"Ann,Example,020 5550 100,ann@example.test\n" * 30


def test_a_contact_list_is_refused_in_a_sentence_and_nothing_of_it_stays(app):
    give(app, ("people.csv", PEOPLE))
    assert "is a list of people, not of calls" in app.error[0].value
    state = app.session_state["your data"]
    assert (state.files, state.loaded) == ((), None)
    assert "Ann" not in str(state)


def test_beside_a_contact_list_the_other_file_is_read(app):
    give(app, ("calls.csv", LIST.data), ("people.csv", PEOPLE))
    shown(app.run())
    assert "people.csv" in app.error[0].value
    assert f"**{LIST.calls:,} calls**" in texts(app)


def test_one_file_that_cannot_be_read_can_be_left_out(app):
    give(app, ("calls.csv", LIST.data), ("report.pdf", b"%PDF-1.7 of something"))
    assert "is a PDF: export the table" in app.error[0].value
    shown(button(app, "Leave out report.pdf").click().run())
    shown(app.run())
    assert not app.error
    assert f"**{LIST.calls:,} calls**" in texts(app)


NO_TABLES = {
    "report.pdf": b"%PDF-1.7 of something",
    "photo.jpg": b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(200),
    "empty.csv": b"",
    "note.txt": b"Please find the calls attached\n" * 20,
    "names.csv": b"Start,Wait,Talk\n",
    "numbers.csv": b"1,2,3\n4,5,6\n" * 20,
}


@pytest.mark.parametrize("others", [(), (("calls.csv", LIST.data),)], ids=["alone", "with others"])
@pytest.mark.parametrize("name", NO_TABLES)
def test_columns_are_not_asked_for_where_none_could_help(app, name, others):
    give(app, *others, (name, NO_TABLES[name]))
    assert app.error[0].value.startswith(name)
    assert "Correct the columns" not in [e.label for e in app.expander]
    labels = [b.label for b in app.button]
    assert "Read again with these columns" not in labels
    assert (f"Leave out {name}" in labels) == bool(others)


def test_a_map_of_columns_may_be_among_the_files(app):
    chosen = b"format: calls\ncolumns: {start: Alpha, wait_s: Beta}\n"
    give(app, ("odd.csv", UNKNOWN), ("columns.yaml", chosen))
    assert not app.error
    assert "**40 calls**" in texts(app)


def test_a_sheet_that_does_not_say_its_day_is_asked_for_it(app):
    give(app, ("wide.csv", b"skill,9:00,9:30,10:00\nLoans,21,30,44\nCards,12,15,22\n"))
    assert "not of which date" in app.error[0].value
    (day,) = [d for d in app.date_input if d.label == "Date of the sheet"]
    assert button(app, "Read again with these columns").disabled
    shown(day.set_value(date(2026, 2, 2)).run())
    shown(button(app, "Read again with these columns").click().run())
    shown(app.run())
    assert not app.error
    assert "**6 intervals with 144 calls offered** from 2 February 2026" in texts(app)


def test_a_map_that_is_none_gets_a_sentence_and_the_files_are_read(app):
    give(app, ("calls.csv", LIST.data), ("columns.yaml", b"format: songs\ncolumns: {}\n"))
    assert "columns.yaml is no map of columns" in app.error[0].value.replace("\\", "")
    assert "As we read it" in headings(app)


def test_too_few_days_are_fitted_but_not_judged(app):
    give(app, ("week.csv", call_list(weeks=1).data))
    shown(button(app, "Build my centre").click().run())
    shown(app.run())
    state = app.session_state["your data"]
    assert state.built is not None
    assert (state.built[1].judgement is None) == ("could not be judged" in texts(app))


def test_start_again_forgets_everything(app):
    app = built(app)
    shown(button(app, "Start again").click().run())
    state = app.session_state["your data"]
    assert (state.files, state.loaded, state.built) == ((), None, None)
    assert not headings(app)


def test_two_sessions_never_see_each_others_file(opened):
    one, other = opened(), opened()
    built(one)
    shown(other.run())
    assert not headings(other)
    assert "calls.csv" not in texts(other)
    assert other.session_state["your data"].files == ()
    second = call_list(seed=2, queue="Sales")
    give(other, ("sales.csv", second.data))
    assert "sales.csv" not in texts(shown(one.run()))
    assert f"**{second.calls:,} calls**" in texts(other)


def test_nothing_of_a_file_is_in_a_link_or_in_what_sessions_share(app):
    from ui.runner import answers

    app = give(app, ("secret_name.csv", LIST.data))
    assert not any("secret" in str(key) or "secret" in str(value) for key, value in answers().items())
    assert "secret" not in str(dict(app.query_params))


def test_streamlit_holds_no_file_once_it_was_taken(app, monkeypatch):
    removed = []
    monkeypatch.setattr(
        MemoryUploadedFileManager, "remove_file", lambda _, session_id, file_id: removed.append(file_id)
    )
    give(app, ("calls.csv", LIST.data))
    assert len(removed) == 1


def test_files_wait_for_their_turn_and_may_be_given_up_meanwhile(app):
    assert ONE_AT_A_TIME.acquire(timeout=5)
    try:
        work = Work("x", partial(ui.your_data_state.load, (), app.session_state["your data"].question))
        while not work.notice:
            assert not work.is_over
        work.give_up()
        work.wait(60.0, lambda _: False)
        assert work.is_over
        assert work.value is None
        assert work.error is None
    finally:
        ONE_AT_A_TIME.release()


def test_reading_says_which_file_it_is_at_and_ends_with_the_last_that_somebody_waited_for(app):
    class Waiting:
        notice = ""

        def __init__(self, given_up_at):
            self.seen, self.given_up_at = [], given_up_at

        def is_given_up(self):
            return len(self.seen) == self.given_up_at

        def progress(self, done, total):
            self.seen.append((done, total))

    files, question = (
        (File("calls.csv", LIST.data), File("more.csv", LIST.data)),
        app.session_state["your data"].question,
    )
    to_the_end, leaves = Waiting(None), Waiting(1)
    assert ui.your_data_state.load(files, question, to_the_end).reading is not None
    assert to_the_end.seen == [(0, 2), (1, 2)]
    with pytest.raises(AbandonedError):
        ui.your_data_state.load(files, question, leaves)
    assert leaves.seen == [(0, 2)]


@pytest.fixture
def busy(monkeypatch):
    """Call it: the server then works on somebody else's files, and pages do not wait for their own."""

    def begin():
        assert ONE_AT_A_TIME.acquire(timeout=PATIENCE_S)
        begun.append(True)
        monkeypatch.setattr(Work, "wait", lambda *_: None)

    begun = []
    yield begin
    for _ in begun:
        ONE_AT_A_TIME.release()


def test_a_reading_that_takes_long_can_be_stopped(app, busy):
    busy()
    app.file_uploader[0].set_value([("calls.csv", LIST.data, "text/csv")])
    shown(app.run())
    assert any(i.value.startswith(("Reading 1 file", IN_TURN)) for i in app.info)
    shown(button(app, "Stop").click().run())
    assert app.session_state["your data"].files == ()
    assert not headings(app)
    assert app.file_uploader


def test_a_centre_that_is_being_built_can_be_stopped(app, busy):
    give(app, ("calls.csv", LIST.data))
    busy()
    shown(button(app, "Build my centre").click().run())
    assert "Build my centre" not in [b.label for b in app.button]
    shown(button(app, "Stop").click().run())
    assert "Build my centre" in [b.label for b in app.button]
    assert app.session_state["your data"].built is None
    assert "As we read it" in headings(app)


def test_the_time_zone_that_is_answered_moves_times_that_have_one(app):
    rows = "".join(
        f"2026-02-02T{hour:02d}:{half}:00Z,Support,18,17,5305\n"
        for hour in range(8, 12)
        for half in ("00", "30")
    )
    head = "Interval Start UTC Date,Queue,Offered,Interactions Handled,Total Handle Time (Seconds)\n"
    give(app, ("history.csv", (head + rows).encode()))
    (zone,) = [s for s in app.selectbox if s.label == "Time zone of your centre"]
    shown(zone.set_value("Australia/Sydney").run())
    shown(button(app, "Build my centre").click().run())
    shown(app.run())
    start = app.session_state["your data"].loaded[1].reading.intervals["start"]
    assert (start.iloc[0].hour, start.iloc[-1].hour) == (19, 22)  # eleven hours ahead in summer


def test_too_many_megabytes_get_a_sentence_and_what_was_there_stays(app, monkeypatch):
    give(app, ("calls.csv", LIST.data))
    monkeypatch.setattr(ui.your_data_state, "MOST_BYTES", 1_000_000)
    with_open(app, "your data more")
    give(app, ("more.csv", LIST.data + b"\n" * 1_000_000))
    assert "These files have more than" in app.error[0].value
    assert [file.name for file in app.session_state["your data"].files] == ["calls.csv"]
    assert "As we read it" in headings(app)
