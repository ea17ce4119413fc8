"""The tour of the README, from the demo: `make pictures` takes it, `make audit` checks it."""

import pytest
from django.core.management import call_command

from people.base.roles import Role
from tests import tour as captions
from tests.browser import tour
from tests.factories import IdentityFactory, UserFactory
from tests.stored import inside_transactions

pytestmark = pytest.mark.papers
LANGUAGES = ["en", "fr"]


@pytest.fixture
def small_demo(transactional_db):
    """The demo as a visitor finds it."""
    with inside_transactions():
        call_command("demo", published_password=True, verbosity=0)


@pytest.fixture
def new_site(installed):
    IdentityFactory(modules="")
    UserFactory(email="admin@rebond.test", admin=True, name="Lou Le Gall", role=Role.ADMIN)


@pytest.fixture
def stage(visit, tmp_path, monkeypatch):
    monkeypatch.setattr("desk.home.page.faults_of", lambda _user: [])
    return lambda language: tour.Stage(visit, language, tmp_path)


def show(stage, scenes, language):
    with inside_transactions():
        return {name: scene(stage(language)) for name, scene in scenes.items()}


def save(pictures, language):
    for name, picture in pictures.items():
        path = tour.FOLDER / f"{name}.{language}.webp"
        picture.save(path, "WEBP", quality=70, method=6)
        assert path.stat().st_size > 5_000, name


@pytest.mark.audit
@pytest.mark.usefixtures("small_demo")
def test_each_scene_shows_what_its_caption_says(stage):
    show(stage, tour.SCENES, "en")
    with inside_transactions():
        assert len(tour.film(stage("en"))) > 10


@pytest.mark.pictures
@pytest.mark.usefixtures("small_demo")
@pytest.mark.parametrize("language", LANGUAGES)
def test_pictures_of_the_demo_are_taken(stage, language):
    save(show(stage, tour.SCENES, language), language)


@pytest.mark.pictures
@pytest.mark.usefixtures("new_site")
@pytest.mark.parametrize("language", LANGUAGES)
def test_pictures_of_a_new_site_are_taken(stage, language):
    save(show(stage, tour.NEW_SITE, language), language)


@pytest.mark.pictures
@pytest.mark.usefixtures("small_demo")
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_film_is_taken(stage, language):
    with inside_transactions():
        shots = tour.film(stage(language))
    path = tour.FOLDER / f"{captions.FILM}.{language}.webp"
    frames, times = [frame for frame, _ms in shots], [ms for _frame, ms in shots]
    frames[0].save(
        path,
        "WEBP",
        save_all=True,
        append_images=frames[1:],
        duration=times,
        loop=0,
        quality=60,
        method=6,
    )
    assert path.stat().st_size < 3_000_000
