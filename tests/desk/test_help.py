"""Help: on every page, in both languages, with its picture; on paper for each role; a walk."""

from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import translation
from PIL import Image

from desk.help import TOPICS, topic_of, topics_for
from desk.help.guides import GUIDES, guide_of
from desk.help.topic import picture_of
from desk.help.walk import STATIONS, Verdict, Walk
from people.roles import Role
from tests.access import PAGES
from tests.leaks import simple, words_of

SHOWN = [name for name, page in PAGES.items() if not page.post and not page.file]
LANGUAGES = [code for code, _name in settings.LANGUAGES]


def test_every_page_has_its_help_and_no_help_is_of_no_page():
    assert [name for name in SHOWN if topic_of(name) is None] == []
    named = {page for topic in TOPICS for page in topic.pages.split() if not page.endswith("*")}
    assert named - set(PAGES) == set()
    assert len({topic.key for topic in TOPICS}) == len(TOPICS)


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.key)
def test_each_help_is_in_both_languages_with_a_picture_of_the_demo(topic):
    texts = {}
    for language in LANGUAGES:
        with translation.override(language):
            texts[language] = [str(topic.title), *map(str, topic.steps)]
        picture = Path(settings.BASE_DIR) / "static" / picture_of(topic.key, language)
        with Image.open(picture) as image:
            assert image.size == (720, 450)
    assert not set(texts["fr"]) & set(texts["en"])
    assert len(topic.steps) >= 2


def test_help_stands_on_the_page(world, sign_in):
    for client, name in ((sign_in(world.association_user), "home"), (Client(), "account_login")):
        page = client.get(reverse(name)).content.decode()
        assert all(simple(str(step)) in simple(page) for step in topic_of(name).steps)


@pytest.mark.parametrize("role", Role)
def test_the_index_lists_what_its_reader_does(role):
    keys = {topic.key for topic in topics_for(role)}
    assert "requests" in keys
    assert ("devices" in keys) is (role != Role.ASSOCIATION)
    assert ("hours" in keys) is (role == Role.ADMIN)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("role", GUIDES)
def test_a_role_has_one_page_to_print(db, role, language):
    with translation.override(language):
        pdf = guide_of(role)
        text = simple(words_of(pdf))
        assert all(simple(str(step)) in text for step in GUIDES[role].steps)
    with pypdfium2.PdfDocument(pdf) as pages:
        assert len(pages) == 1


def test_the_walk_is_walked_and_walked_again(volunteer, sign_in):
    client = sign_in(volunteer)
    step = reverse("walk_step")

    def send(**data):
        return client.post(step, data, follow=True).content.decode()

    send(code="nonsense")
    assert client.session["walk"]["scans"] == []
    send(code="demo-a1")
    send(on="")
    for label in STATIONS[1].labels:
        send(code=label.code)
    send(on="")
    assert client.session["walk"]["station"] == 1  # nothing is taken back yet
    send(undo="0")
    send(on="")
    send(end="")
    assert not client.session["walk"]["is_ended"]
    for label in STATIONS[2].labels:
        send(code=label.code)
    assert str(STATIONS[2].outcome) in send(end="")
    assert "Recommencer" in send(on="")
    send(again="")
    assert client.session["walk"]["station"] == 0


def test_what_is_refused_or_elsewhere_cannot_be_taken_back():
    walk = Walk({"station": 1})
    assert walk.scan("DEMO-B2")[0] == Verdict.REFUSED
    walk.undo(0)
    assert walk.scans == [["DEMO-B2", "refused"]]
    walk.undo(7)
    walk.undo(None)
    assert walk.scan("DEMO-B2")[0] == Verdict.WAITING
    assert len(walk.scans) == 1


def test_the_labels_on_paper_are_those_of_the_walk(volunteer, sign_in):
    pdf = sign_in(volunteer).get(reverse("walk_sheet")).content
    codes = [label.code for station in STATIONS for label in station.labels]
    with pypdfium2.PdfDocument(pdf) as pages:
        drawn = [page.render(scale=2, grayscale=True).to_pil() for page in pages]
    barcodes = [code for page in drawn for code in zxingcpp.read_barcodes(page)]
    assert sorted(code.text for code in barcodes) == sorted(codes)
