"""Captions of the README belong to scenes, which check what they say when pictures are taken."""

import pytest

from tests import tour
from tests.browser.tour import FOLDER, NEW_SITE, SCENES


def test_each_caption_has_a_scene_and_each_scene_a_caption():
    assert set(tour.CAPTIONS) == set(SCENES) | set(NEW_SITE)
    assert len(tour.CAPTIONS) == 9


@pytest.mark.parametrize("language", tour.READMES)
def test_a_readme_shows_the_pictures_with_their_captions(language):
    name = tour.READMES[language]
    assert (tour.ROOT / name).read_text() == tour.written(language), "python -m tests.tour"


@pytest.mark.parametrize("language", tour.READMES)
def test_pictures_exist_in_both_languages_and_the_film_is_small(language):
    for name in [*tour.CAPTIONS, tour.FILM]:
        assert 5_000 < (FOLDER / f"{name}.{language}.webp").stat().st_size < 3_000_000, name


def test_no_other_picture_is_kept():
    kept = {path.name.split(".")[0] for path in FOLDER.iterdir()}
    assert kept == {*tour.CAPTIONS, tour.FILM}
