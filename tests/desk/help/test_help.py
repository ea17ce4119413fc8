"""Help on every page in both languages, with pictures; printed guides; the practice walk."""

import re

import pypdfium2
import pytest
import zxingcpp
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse
from django.utils import translation
from PIL import Image

from core.modules.registry import keys
from desk.help.pages import FOLDERS, MARKDOWN, guide_of, path_of, read_page
from desk.help.topics import TOPICS, picture_of, topic_of, topics_for
from desk.help.walk import STATIONS, Verdict, Walk
from people.base.roles import Role
from tests.access import PAGES
from tests.leaks import simple, words_of
from tests.modules import use

SHOWN = [name for name, page in PAGES.items() if not (page.post or page.file or page.debug)]
LANGUAGES = [code for code, _name in settings.LANGUAGES]
NAMES = [*(topic.key for topic in TOPICS), *(f"guides/{role}" for role in Role)]


def sentences_of(page):
    """Return the title of a help page, and its list items."""
    return [page.title, *re.findall(r"<li>(.+?)</li>", page.body)]


def test_every_page_has_a_help_topic_and_every_topic_a_page():
    assert [name for name in SHOWN if topic_of(name) is None] == []
    named = {page for topic in TOPICS for page in topic.pages.split() if not page.endswith("*")}
    assert named - set(PAGES) == set()
    assert len({topic.key for topic in TOPICS}) == len(TOPICS)


def test_help_files_match_topics_and_roles_in_each_language():
    for language in LANGUAGES:
        written = [
            path.relative_to(folder / language).with_suffix("")
            for folder in FOLDERS
            for path in (folder / language).rglob("*.md")
        ]
        assert sorted(map(str, written)) == sorted(NAMES)
        for topic in TOPICS:
            with Image.open(finders.find(f"help/{picture_of(topic.key, language)}")) as image:
                assert image.size == (720, 450), topic.key


def sentences_by_language(name):
    """Return {language: title and list items} of a help page; fail if their numbers differ."""
    pages = {}
    for language in LANGUAGES:
        with translation.override(language):
            pages[language] = sentences_of(read_page(name))
    assert {len(sentences) for sentences in pages.values()} == {len(pages["en"])}, name
    return pages


def test_help_pages_have_the_same_structure_in_each_language(db):
    for name in NAMES:
        pages = sentences_by_language(name)
        assert len(pages["en"]) >= 3, name
        assert not set(pages["fr"]) & set(pages["en"]), name
        written = [path_of(name, code).read_text() for code in LANGUAGES]
        markers = [sorted(re.findall(r"\{(\w+):", text)) for text in written]
        assert markers[0] == markers[1], name
        assert set(markers[0]) <= set(keys()), name
    use()
    for name in NAMES:
        sentences_by_language(name)  # without the lines of modules


def test_raw_html_in_help_is_shown_as_text():
    assert MARKDOWN.render("1. <b>bold</b>").count("&lt;") == 2


def test_help_is_shown_on_its_page(world, sign_in):
    for client, name in ((sign_in(world.association_user), "home"), (Client(), "account_login")):
        content = client.get(reverse(name)).content.decode()
        page = topic_of(name).page
        assert page.body in content
        assert f"<h2>{page.title}</h2>" in content


def test_the_help_index_depends_on_the_role(db):
    for role in Role:
        keys = {topic.key for topic in topics_for(role)}
        assert "requests" in keys
        assert ("devices" in keys) is (role != Role.ASSOCIATION)
        assert ("hours" in keys) is (role == Role.ADMIN)


@pytest.mark.parametrize("language", ["fr", pytest.param("en", marks=pytest.mark.audit)])
def test_a_role_has_one_page_to_print(db, language):
    """Both languages are tested, since French is longer."""
    for role in Role:
        with translation.override(language):
            pdf = guide_of(role)
            sentences = sentences_of(read_page(f"guides/{role}"))
        text = simple(words_of(pdf))
        assert [sentence for sentence in sentences if simple(sentence) not in text] == []
        with pypdfium2.PdfDocument(pdf) as pages:
            assert len(pages) == 1, role


def test_the_scan_practice_is_completed_and_restarted(volunteer, sign_in):
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
    assert client.session["walk"]["station"] == 1  # nothing is undone yet
    send(undo="0")
    send(on="")
    for station in STATIONS[2:]:
        for label in station.labels:
            send(code=label.code)
        send(end="")
        send(on="")
    assert "Recommencer" in client.get(reverse("walk")).text
    send(again="")
    assert client.session["walk"]["station"] == 0


def test_refused_scans_and_other_stations_cannot_be_undone():
    walk = Walk({"station": 1})
    assert walk.scan("DEMO-B2")[0] == Verdict.REFUSED
    walk.undo(0)
    assert walk.scans == [["DEMO-B2", "refused"]]
    walk.undo(7)
    walk.undo(None)
    assert walk.scan("DEMO-B2")[0] == Verdict.WAITING
    assert len(walk.scans) == 1


def test_the_printed_labels_are_those_of_the_scan_practice(volunteer, sign_in):
    pdf = sign_in(volunteer).get(reverse("walk_sheet")).content
    codes = [label.code for station in STATIONS for label in station.labels]
    with pypdfium2.PdfDocument(pdf) as pages:
        drawn = [page.render(scale=2, grayscale=True).to_pil() for page in pages]
    barcodes = [code for page in drawn for code in zxingcpp.read_barcodes(page)]
    assert sorted(code.text for code in barcodes) == sorted(codes)
