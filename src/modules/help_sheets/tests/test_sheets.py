"""Help sheets: shipped in two languages, short, on one sheet of paper, and written by users."""

import re

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from pypdfium2 import PdfDocument

from core.forms.reserved_terms import reserved_in
from core.models import Event, Identity
from core.workflow.lifecycle import Refused
from modules.help_sheets.lifecycle import Section, System
from modules.help_sheets.models import SheetText, SupportTool
from modules.help_sheets.operations import write_sheet
from modules.help_sheets.sheets import check_body, parts_of, sheet_of, shipped
from modules.help_sheets.tests.factories import SheetTextFactory
from people.models import Language
from tests.factories import IdentityFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
SHEETS = [(system, code) for system in System for code in dict(settings.LANGUAGES)]
MOST_WORDS = 18  # in a sentence, as plain language asks
MOST_BYTES = 40_000  # weight of a page without its style and script, uncompressed


@pytest.fixture(autouse=True)
def identity(db):
    return IdentityFactory(name="Clavier Partagé", phone="02 61 91 00 12")


@pytest.mark.parametrize(("system", "language"), SHEETS)
def test_a_shipped_sheet_has_every_section_twenty_questions_and_short_sentences(system, language):
    body = shipped(system, language)
    check_body(body)
    assert not reserved_in(body)
    parts = {part.section: part for part in parts_of(body)}
    assert list(parts) == Section.values
    ((_kind, questions),) = parts[Section.PROBLEMS].blocks
    assert len(questions) == 20
    assert all(question and step for question, step in questions)
    sentences = re.split(r"(?<=[.?!:])\s|\n", body)
    assert [text for text in sentences if len(text.split()) > MOST_WORDS] == []
    wrong_spaces = r"[^\u00a0][:;?!»]|«[^\u00a0]" if language == "fr" else "[«»\u00a0]"
    assert not re.search(wrong_spaces, body)


def test_both_languages_say_the_same_things():
    for system in System:
        shapes = [
            [(part.section, [len(content) for _kind, content in part.blocks]) for part in parts]
            for parts in (parts_of(shipped(system, code)) for code in ("fr", "en"))
        ]
        assert shapes[0] == shapes[1], system


def test_a_page_reads_one_table_and_is_light(django_assert_num_queries):
    address = reverse("helpsheet", args=["linux"])
    Client().get(address)
    with django_assert_num_queries(1):
        page = Client().get(address, {"lang": "fr"})
    text = page.content.decode()
    assert "Clavier Partagé" in text
    assert text.count('<details class="part"') == len(Section)
    assert not page.cookies
    assert len(page.content) < MOST_BYTES
    assert "rebond.css" not in text


def test_the_page_of_a_label_offers_the_sheets_without_a_query(django_assert_num_queries):
    Client().get("/A/RB2600001Y")
    with django_assert_num_queries(0):
        page = Client().get("/A/RB2600001Y").content.decode()
    for system in System:
        assert reverse("helpsheet", args=[system]) in page


def test_an_unknown_system_is_not_found_and_an_unknown_language_is_ours():
    assert Client().get(reverse("helpsheet", args=["amiga"])).status_code == 404
    page = Client().get(reverse("helpsheet", args=["linux"]), {"lang": "xx"})
    assert "Start" in page.content.decode() or "Démarrer" in page.content.decode()


def test_an_added_language_is_offered_once_it_has_a_text():
    Language.objects.create(
        code="ar", name="العربية", french_name="arabe", direction="rtl", binding="…"
    )
    assert [code for code, _name in sheet_of(System.LINUX, "ar").languages] == ["fr", "en"]
    assert sheet_of(System.LINUX, "ar").language == settings.LANGUAGE_CODE
    SheetTextFactory(language="ar", body="## [wifi] واي فاي\n\n- نص")
    page = Client().get(reverse("helpsheet", args=["linux"]), {"lang": "ar"}).content.decode()
    assert 'lang="ar" dir="rtl"' in page
    assert "واي فاي" in page


@pytest.mark.audit
@pytest.mark.parametrize(("system", "language"), SHEETS)
def test_a_shipped_sheet_takes_one_sheet_of_paper(system, language):
    answer = Client().get(reverse("helpsheet_pdf", args=[system]), {"lang": language})
    paper = PdfDocument(answer.content)
    assert len(paper) <= 2
    assert "17cyber.gouv.fr" in "".join(page.get_textpage().get_text_range() for page in paper)


def test_without_a_phone_number_no_sentence_has_a_gap():
    Identity.objects.update(phone="")
    Identity.clear_cache()
    lines = [line for part in parts_of(shipped("linux", "en")) for line in _lines(part)]
    assert not [
        line for line in lines if "{" in line or "call  on" in line or line.endswith("on .")
    ]


def _lines(part):
    return [
        " ".join(line) if isinstance(line, tuple) else line for _k, c in part.blocks for line in c
    ]


def test_an_administrator_changes_a_sheet_and_puts_the_shipped_text_back(sign_in, admin):
    client, address = sign_in(admin), reverse("helpsheet_edit", args=["linux", "fr"])
    client.post(address, {"body": "## [wifi] Chez nous\r\n\r\n- Appelez {association}."})
    assert (
        "Chez nous"
        in Client().get(reverse("helpsheet", args=["linux"]) + "?lang=fr").content.decode()
    )
    assert "Voir et remettre le texte d’origine" in client.get(address).content.decode()
    page = client.get(address, {"shipped": ""})
    assert page.context["form"]["body"].value() == shipped("linux", "fr")
    client.post(address, {"body": page.context["form"]["body"].value()})
    sheet = SheetText.objects.get()
    assert sheet.body == ""
    assert [part.section for part in sheet_of(System.LINUX, "fr").parts] == Section.values
    kinds = Event.objects.about(sheet).values_list("kind", flat=True)
    assert set(kinds) == {"helpsheet.written", "helpsheet.restored"}


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("Appelez {phone}.", "is not a placeholder"),
        ("## [horse] Titre", "no pictogram"),
        ("- ligne\n" * 151, "more than 150 lines"),
    ],
)
def test_a_text_that_cannot_be_printed_is_refused_and_kept(sign_in, admin, body, message):
    with pytest.raises(Refused, match=message):
        write_sheet(SheetText(system="linux", language="fr"), by=admin, body=body)
    page = sign_in(admin).post(reverse("helpsheet_edit", args=["linux", "fr"]), {"body": body})
    assert page.status_code == 200
    assert not SheetText.objects.exists()
    assert page.context["form"]["body"].value() == body


def test_a_preview_saves_nothing(sign_in, admin):
    address = reverse("helpsheet_edit", args=["linux", "fr"])
    page = sign_in(admin).post(address, {"body": "## [wifi] Essai", "preview": "1"})
    assert "Essai</h3>" in page.content.decode()
    assert not SheetText.objects.exists()


def test_the_tool_for_remote_support_has_a_name(sign_in, admin):
    sign_in(admin).post(reverse("helpsheet_list"), {"name": "RustDesk"})
    assert SupportTool.cached().name == "RustDesk"


def test_a_sheet_in_large_print_takes_as_many_pages_as_it_needs(db):
    answer = Client().get(reverse("helpsheet_pdf", args=["linux"]), {"lang": "en", "large": "1"})
    with PdfDocument(answer.content) as pdf:
        assert len(pdf) > 2
