"""The page "Stories" without a browser, on small cuts of its presets: every story and step, the way out."""

from __future__ import annotations

import pytest

from present.stories import CASES, bot, remedies
from sim import replace
from sim.engine.compiled import ready
from sim.scenario import to_yaml
from tests.app.app_helpers import the_app, words_tables
from tests.behaviour.presets import cut, preset

STORIES = [*CASES, remedies.KEY, bot.KEY]
FILES = [*(stem for case in CASES.values() for stem in case.files), *remedies.FILES, *bot.FILES]
AGENTS = {bot.AFTER: 9, "train_or_change_more_agents": 13}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """All files of the stories: centres of a dozen people, one week; the dated ones change after one of two."""
    made = tmp_path_factory.mktemp("configs")
    for stem in FILES:
        small = cut(preset(stem), agents=AGENTS.get(stem, 12), weeks=1, warm_up_weeks=0)
        small = replace(small, {"demand.calls_per_day": 300.0})
        (made / f"{stem}.yaml").write_text(to_yaml(small), encoding="utf-8")
    for case in CASES.values():
        dated = preset(case.stem)
        values = dict(dated.changes[0].set)
        values.pop("training.coping.weeks", None)
        small = replace(
            cut(dated, weeks=2, warm_up_weeks=0), {"changes": [{"week": 1, "set": values}]} if values else {}
        )
        (made / f"{case.stem}.yaml").write_text(to_yaml(small), encoding="utf-8")
    return made


@pytest.fixture
def app(folder, monkeypatch):
    """The app on those files, before its first run."""
    monkeypatch.setenv("HEADROOM_CONFIGS", str(folder))
    monkeypatch.setenv("HEADROOM_WORKERS", "1")
    ready.prepare()
    return the_app()


def opened(app, story, step=1, guess="off"):
    """A story at a step, by its address; without a guess first, unless asked for."""
    app.query_params["case"], app.query_params["step"] = story, str(step)
    if guess:
        app.query_params["guess"] = guess
    app.switch_page("ui/views/stories.py")
    return shown(app.run())


def shown(app):
    assert not app.exception, app.exception
    assert not app.error, [e.value for e in app.error]
    return app


def words(app):
    return "\n".join(m.value for m in app.markdown)


def choice(app, label):
    (found,) = [c for c in app.button_group if c.label == label]
    return found


def pictures(app):
    return app.get("plotly_chart")


@pytest.mark.parametrize("step", [1, 2, 3])
@pytest.mark.parametrize("story", STORIES)
def test_every_step_of_every_story(app, story, step):
    opened(app, story, step)
    assert choice(app, "Step").value == str(step)
    assert not app.warning
    drawn = pictures(app)
    assert drawn
    assert all(picture.proto.alt for picture in drawn)
    assert any(e.label == "The figures as a table" for e in app.expander)
    said = words(app)
    assert "too few runs" not in said.lower()
    assert "nan" not in said.lower().split()


@pytest.mark.parametrize("key", CASES)
def test_a_case_says_what_was_changed_and_whether_its_direction_is_reproduced(app, key):
    opened(app, key, 2)
    said = words(app)
    assert "Told by one trainer in customer service, Australia" in said
    assert CASES[key].lead in said
    assert "Same direction as in the case: **" in said
    assert len(app.metric) == len(CASES[key].tiles)
    assert len(pictures(app)) == 1 + len(CASES[key].by_week)
    opened_at_three = opened(app, key, 3)
    assert "Same direction as in the case: **" in words(opened_at_three)
    ((_, rows),) = words_tables(app)
    assert "Same direction?" in rows[0]
    assert "as assumed" in words(app)


def test_the_size_of_adelaide_is_not_reproduced_and_the_page_says_so(app):
    opened(app, "adelaide", 3)
    assert "Same size: **no**" in words(app)
    assert "40%" in words(app)


@pytest.mark.smoke
def test_back_and_next_walk_through_the_steps_and_stop_at_the_ends(app):
    opened(app, "sydney")
    assert app.button(key="story back").disabled
    shown(app.button(key="story next").click().run())
    assert choice(app, "Step").value == "2"
    shown(app.button(key="story next").click().run())
    assert app.button(key="story next").disabled
    shown(app.button(key="story back").click().run())
    assert choice(app, "Step").value == "2"
    assert app.query_params["step"] == "2"


def test_another_story_begins_at_its_first_step(app):
    opened(app, "sydney", 3)
    shown(choice(app, "Story").set_value("darwin").run())
    assert (app.subheader[0].value, choice(app, "Step").value) == (CASES["darwin"].title, "1")
    assert app.query_params["case"] == "darwin"


def test_the_open_story_and_step_survive_another_page(app):
    opened(app, "darwin", 2)
    app.switch_page("ui/views/what_if.py")
    app.query_params.clear()
    shown(app.run())
    app.switch_page("ui/views/stories.py")
    shown(app.run())
    assert (app.subheader[0].value, choice(app, "Step").value) == (CASES["darwin"].title, "2")


def test_an_address_that_is_no_story_opens_the_first(app):
    opened(app, "<script>", 9)
    assert (choice(app, "Story").value, choice(app, "Step").value) == (STORIES[0], "1")


@pytest.mark.parametrize("key", CASES)
def test_a_case_opens_in_what_if_with_its_change_as_chips(app, key):
    opened(app, key, 2)
    shown(app.button(key="story open").click().run())
    assert app.header[0].value == preset(CASES[key].files[0]).name
    assert [b for b in app.button if str(b.key).startswith("chip ")]


@pytest.mark.smoke
def test_remedies_are_ranked_by_what_is_chosen_and_one_opens_in_what_if(app):
    opened(app, remedies.KEY, 2)
    assert len(pictures(app)) == len(remedies.RANKED_BY)
    assert "satisfaction of all callers†" in words(app)
    shown(choice(app, "Ranked by").set_value("exhaustion_mean").run())
    assert " in exhaustion" in words(app)
    assert "exhaustion†" in words(app)
    assert app.get("plotly_chart")[0].proto.alt.startswith("Exhaustion")
    shown(app.selectbox(key="remedy to open").select(remedies.REMEDIES[2]).run())
    shown(app.button(key="story open").click().run())
    chips = [b.label for b in app.button if str(b.key).startswith("chip ")]
    assert chips == ["Agents, Front line: 13 (was 12)"]
    assert app.header[0].value == preset(remedies.BASE).name


def test_the_bot_says_how_many_people_it_takes(app):
    opened(app, bot.KEY, 2)
    assert "as fast as before" in words(app)
    # All people, as the tiles are not: these are of 9.
    assert "The bot alone, with all 12\N{NO-BREAK SPACE}people" in words(app)
    assert "With the bot and 9\N{NO-BREAK SPACE}people" in words(app)


@pytest.mark.smoke
def test_a_missing_file_is_named_and_the_other_stories_still_work(app, folder, tmp_path, monkeypatch):
    for file in folder.glob("*.yaml"):
        if file.stem not in ("sydney_four_minute_target_after", "darwin_right_to_end_calls"):
            (tmp_path / file.name).write_text(file.read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "adelaide_coping_training_after.yaml").write_text(
        "schema: 1\nname: Broken\n", encoding="utf-8"
    )
    monkeypatch.setenv("HEADROOM_CONFIGS", str(tmp_path))
    opened(app, "sydney", 2)
    assert "needs the file sydney_four_minute_target_after.yaml" in app.warning[0].value
    assert not app.metric
    shown(choice(app, "Story").set_value("adelaide").run())
    assert "adelaide_coping_training_after.yaml cannot be used" in app.warning[0].value
    shown(choice(app, "Story").set_value("darwin").run())
    shown(choice(app, "Step").set_value("2").run())
    assert not app.warning
    assert len(pictures(app)) == 1
    assert any("need the file darwin_right_to_end_calls.yaml" in c.value for c in app.caption)


# ── Guess first ───────────────────────────────────────────────────────────────────────────────────


def guessed(app, figure, way):
    (found,) = [c for c in app.button_group if c.label == f"{figure}: your guess"]
    shown(found.set_value(way).run())


def test_a_guess_comes_before_the_figures_and_stands_beside_them_afterwards(app):
    opened(app, "darwin", 2, guess="")
    assert not app.metric
    assert not pictures(app)
    guessed(app, "Satisfied, all callers", "down")
    guessed(app, "Exhaustion", "down")
    assert not app.metric
    shown(app.button(key="guess show").click().run())
    assert len(app.metric) == 4
    assert "**Your guess: " in words(app)
    assert "Satisfied, all callers: you said down." in words(app)
    assert "Issues resolved: you said" not in words(app)
    assert app.query_params["guess"] == "dd-"


def test_a_link_with_a_guess_shows_the_figures_and_the_guess(app):
    opened(app, "darwin", 2, guess="us-")
    assert len(app.metric) == 4
    assert "Satisfied, all callers: you said up." in words(app)
    assert "Exhaustion: you said same." in words(app)


@pytest.mark.parametrize("guess", ["uu", "xyz", "<b>"])
def test_a_link_with_something_else_asks(app, guess):
    opened(app, "darwin", 2, guess=guess)
    assert not app.metric


def test_who_does_not_guess_sees_the_figures_by_one_click_and_no_guess(app):
    opened(app, "sydney", 2, guess="")
    shown(app.button(key="guess show").click().run())
    assert app.metric
    assert "Your guess" not in words(app)


def test_guessing_can_be_switched_off_and_the_address_remembers(app):
    opened(app, "sydney", 2, guess="")
    (toggle,) = app.toggle
    shown(toggle.set_value(False).run())
    assert app.metric
    assert app.query_params["guess"] == "off"
    shown(choice(app, "Story").set_value("darwin").run())
    shown(choice(app, "Step").set_value("2").run())
    assert app.metric


def test_the_remedy_that_is_guessed_is_held_against_the_one_that_helps_most(app):
    opened(app, remedies.KEY, 1, guess="")
    assert not app.selectbox
    opened(app, remedies.KEY, 2, guess="")
    assert not pictures(app)
    assert not app.selectbox
    guessed(app, "What helps satisfaction most?", "training")
    shown(app.button(key="guess show").click().run())
    assert "**Your guess: training.**" in words(app)
    assert "Most helpful: " in words(app)
    assert app.query_params["guess"] == "t"
    assert app.selectbox(key="remedy to open").value == remedies.REMEDIES[0]
