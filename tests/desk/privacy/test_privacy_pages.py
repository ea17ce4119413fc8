"""Pages about personal data: announcements, reviews, archived papers, access log, register."""

import json
from datetime import timedelta
from io import BytesIO

import pypdfium2
import pytest
from django.apps import apps
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from PIL import Image

from core.formatting import full_date
from core.models import Event
from desk.privacy.dossier import SECTIONS, dossier_of
from desk.privacy.dossier_paper import parts_of
from loans.models import Agreement, Loan, LoanItem, Request, RequestMessage
from people.models import Processing, Recipient, Retention
from people.privacy.anonymisation import TEXTS
from people.privacy.processing_record import line_of
from tests.factories import (
    AgreementFactory,
    DocumentFactory,
    FollowUpFactory,
    GuardianFactory,
    IdentityFactory,
    LoanFactory,
    LoanItemFactory,
    RecipientFactory,
    RequestFactory,
    RequestMessageFactory,
)
from tests.law import write
from tests.leaks import words_of

pytestmark = [pytest.mark.django_db]
TODAY = timezone.localdate()


@pytest.fixture
def desk(sign_in, coordinator):
    return sign_in(coordinator)


@pytest.fixture
def office(sign_in, admin):
    return sign_in(admin)


@pytest.fixture
def person():
    return RecipientFactory(first_name="Awa", last_name="Kerjean", phone="06 39 98 11 22")


def text(answer):
    assert answer.status_code == 200
    return answer.content.decode()


def test_an_announced_person_is_kept_by_a_contact_with_a_reason(desk, person, english):
    write(person, erase_on=TODAY + timedelta(days=9), contact_on=TODAY - timedelta(days=700))
    assert "Awa Kerjean" in text(desk.get(reverse("privacy")))
    path = reverse("recipient_keep", args=[person.pk])
    assert desk.post(path, {}).status_code == 200  # without a reason, nothing is recorded
    assert desk.post(path, {"reason": "came"}).url == reverse("privacy")
    assert "Awa Kerjean" not in text(desk.get(reverse("privacy")))
    assert Event.objects.about(person).first().data == {"kept": "came"}


def test_the_confirmation_of_anonymisation_lists_what_stays_and_why(desk, person):
    loan = LoanFactory(closed=True, recipient=person, organisation=person.organisation)
    signed = AgreementFactory(signed=True, loan=loan)
    path = reverse("recipient_erase", args=[person.pk])
    assert loan.number in text(desk.get(path))
    letter = words_of(desk.get(reverse("erasure_letter", args=[person.pk])).content)
    assert "Awa Kerjean" in letter
    assert loan.number in letter
    assert (
        "Vous nous avez demandé d’effacer vos données. Nous les effaçons le"
        f" {full_date(TODAY)}" in " ".join(letter.split())
    )
    assert "C’est fait" not in letter
    assert desk.post(path, {}).status_code == 200
    assert Recipient.objects.not_anonymised().filter(pk=person.pk).exists()
    assert desk.post(path, {"is_sure": "on"}).url == person.get_absolute_url()
    assert "Kerjean" not in text(desk.get(person.get_absolute_url()))
    assert desk.get(reverse("agreement_file", args=[signed.pk])).url == loan.get_absolute_url()
    assert desk.get(path).status_code == 404


def test_erasure_is_refused_during_a_loan(desk, person):
    LoanFactory(active=True, recipient=person, organisation=person.organisation)
    path = reverse("recipient_erase", args=[person.pk])
    assert "is_sure" not in text(desk.get(path))
    desk.post(path, {"is_sure": "on"})
    assert Recipient.objects.not_anonymised().filter(pk=person.pk).exists()
    letter = desk.get(reverse("erasure_letter", args=[person.pk]))
    assert (letter.status_code, letter.headers["Content-Type"][:9]) == (409, "text/html")
    assert "Pas encore" in letter.content.decode()


# --- All data of a person -------------------------------------------------------------------------
def test_a_data_export_holds_all_about_a_person_and_is_recorded(desk, person):
    adult = words_of(desk.get(reverse("recipient_export", args=[person.pk, "pdf"])).content)
    assert "06 39 98 11 22" in adult
    GuardianFactory(recipient=person, name="Yann Kerjean")
    request = RequestFactory(recipient=person, organisation=person.organisation, closed=True)
    RequestMessageFactory(request=request, text="Un clavier large.")
    RequestMessageFactory(text="Pour un autre.")
    path = reverse("recipient_export", args=[person.pk, "json"])
    payload = json.loads(desk.get(path).content)
    assert payload["sections"]["people.recipient"][0]["last_name"] == "Kerjean"
    assert (
        not {"folded_name", "folded_reference"} & payload["sections"]["people.recipient"][0].keys()
    )
    assert payload["sections"]["people.guardian"][0]["name"] == "Yann Kerjean"
    assert [row["text"] for row in payload["sections"]["loans.requestmessage"]] == [
        "Un clavier large."
    ]
    paper = words_of(desk.get(reverse("recipient_export", args=[person.pk, "pdf"])).content)
    for word in ("Kerjean", "Un clavier large.", request.number):
        assert word in paper
    loan = LoanFactory(recipient=person, organisation=person.organisation, gift=True)
    LoanItemFactory.create_batch(2, loan=loan)
    LoanItemFactory(loan=loan, device__asset_tag="RB2600001D")
    (gift,) = [part for part in parts_of(dossier_of(person)) if str(loan) in part.title]
    assert gift.title == f"Don {loan}"
    assert any("RB2600001D" in sentence for sentence in gift.sentences)
    french = labelled_columns(dossier_of(person))
    with translation.override("en"):
        assert labelled_columns(dossier_of(person)) == french
    assert "; " not in "".join(gift.lines)  # French has a space before it
    assert str(person.organisation) not in "".join([*gift.sentences, *gift.lines])
    events = Event.objects.filter(kind="recipient.exported").values_list("data", flat=True)
    assert sorted(data["form"] for data in events) == ["JSON", "PDF", "PDF"]


def labelled_columns(dossier):
    """The names of the columns with a label, for each model of a dossier."""
    cells = [
        (section.model, name, label)
        for section in dossier.sections
        for row in section.rows
        for name, label, _value, _words in row
    ]
    return {(model, name) for model, name, label in cells if label}


def test_the_personal_file_describes_a_loan_in_a_sentence_and_has_the_signed_papers(desk, person):
    loan = LoanFactory(
        active=True, recipient=person, organisation=person.organisation, due_on=TODAY
    )
    item = LoanItemFactory(open=True, loan=loan)
    other = RecipientFactory(first_name="Signé", last_name="par Awa")
    paper = desk.get(reverse("erasure_letter", args=[other.pk])).content
    AgreementFactory(signed=True, loan=loan, document__content=paper)
    day = date_format(TODAY, "SHORT_DATE_FORMAT")
    lent = f"Le {day}, nous vous avons remis ceci (Prêt {loan})\xa0: {item.device.designation}"

    (part,) = [part for part in parts_of(dossier_of(person)) if str(loan) in part.title]
    assert part.sentences[0].startswith(lent)
    assert part.sentences[1] == f"La date de retour prévue est le {day}"
    assert all("nous avons" in sentence.lower() for sentence in part.sentences[2:] + part.lines)
    assert any(f"(convention)\xa0: signée, {loan.agreements.get()}" in line for line in part.lines)
    file = words_of(desk.get(reverse("recipient_export", args=[person.pk, "pdf"])).content)
    assert "Signé par Awa" in file
    scan = BytesIO()
    Image.new("RGB", (400, 600)).save(scan, "JPEG")
    scanned = {"content": scan.getvalue(), "content_type": "image/jpeg", "name": "scan.jpg"}
    again = LoanFactory(closed=True, recipient=person, organisation=person.organisation)
    AgreementFactory(signed=True, loan=again, document=DocumentFactory(**scanned))
    pages = desk.get(reverse("recipient_export", args=[person.pk, "pdf"])).content
    with pypdfium2.PdfDocument(pages) as longer:
        assert "Signé par Awa" in words_of(pages)
        assert longer[len(longer) - 1].get_textpage().count_chars() == 0
    GuardianFactory(recipient=person, name="Yann Kerjean")
    file = words_of(desk.get(reverse("recipient_export", args=[person.pk, "pdf"])).content)
    assert "Signé par Awa" not in file  # it could tell one parent about the other


def test_every_model_about_people_is_in_their_export():
    """A model with a path to a person must be in `SECTIONS`, or be listed here with a reason."""
    near = {Recipient, Loan, LoanItem, Request, Agreement}
    others = {
        "Device",  # has its own key to an item, and describes the device
        "ScanLine",
    }
    referring = {
        model
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.related_model in near and model.__name__ not in others
    }
    exported = {model for model, _paths in SECTIONS}
    assert {model.__name__ for model in referring - exported} <= {"ScanSession"}


def test_a_data_export_takes_a_bounded_number_of_queries(person, django_assert_max_num_queries):
    for _ in range(5):
        RequestFactory(recipient=person, organisation=person.organisation)
    of_devices = sum(text.names for text in TEXTS.values())
    with django_assert_max_num_queries(len(SECTIONS) + of_devices + 13):
        dossier_of(person)


# --- Free texts -----------------------------------------------------------------------------------
def test_free_texts_are_reviewed_and_blanked(desk, coordinator):
    word = RequestMessageFactory(text="Elle est malade.")
    call = FollowUpFactory(done=True, note="Le clavier colle.")
    page = desk.get(reverse("text_list"))
    assert "Elle est malade." in text(page)
    assert "Le clavier colle." in text(page)
    desk.post(reverse("text_blank"), {"code": "loans.requestmessage.text", "row": word.pk})
    assert RequestMessage.objects.get().text == ""
    event = Event.objects.about(word).first()
    assert (event.kind, event.data) == ("text.blanked", {"column": "text"})
    desk.post(reverse("texts_read"), {"until": timezone.now().isoformat()})
    assert "Le clavier colle." not in text(desk.get(reverse("text_list")))
    assert "Le clavier colle." in text(desk.get(reverse("text_list") + "?all"))
    FollowUpFactory(done=True, note="Elle a déménagé.", done_at=timezone.now())
    later = text(desk.get(reverse("text_list")))
    assert "Elle a déménagé." in later
    assert call.note not in later


def test_a_review_date_in_the_future_is_refused(desk):
    for until in ("", "yesterday", "2026-02-31T00:00:00+00:00", "2999-01-01T00:00:00+00:00"):
        desk.post(reverse("texts_read"), {"until": until})
        assert not Retention.objects.exclude(texts_read_at=None).exists(), until


def test_the_list_of_texts_takes_constant_queries(desk, django_assert_max_num_queries):
    for _ in range(4):
        RequestMessageFactory()
    with django_assert_max_num_queries(14):
        desk.get(reverse("text_list"))


# --- Archived papers and access log ---------------------------------------------------------------
def test_an_archived_paper_is_opened_with_a_reason_only(office, admin):
    paper = DocumentFactory(name="C26-00012.pdf", content=b"%PDF-signed", kind="agreement_signed")
    write(paper, kept_until=TODAY)
    assert "C26-00012" in text(office.get(reverse("keptpaper_list"), {"q": "00012"}))
    path = reverse("keptpaper_open", args=[paper.pk])
    assert office.post(path, {}).headers["Content-Type"].startswith("text/html")
    assert office.post(path, {"reason": "claim"}).content == b"%PDF-signed"
    event = Event.objects.about(paper).get()
    assert (event.kind, event.by, event.data) == ("paper.opened", admin, {"opened": "claim"})
    opened = text(office.get(reverse("opening_list")))
    assert str(event.sentence) in opened


def test_opening_a_person_is_recorded_once_a_day(desk, office, counter, sign_in, person, admin):
    visitor = sign_in(counter)
    for _ in range(3):
        assert "Kerjean" in text(visitor.get(person.get_absolute_url()))
    (event,) = Event.objects.about(person).filter(kind="recipient.opened")
    assert event.by == counter
    # The event is not in the history of the person; administrators have a page for it.
    assert str(event.sentence) not in text(visitor.get(person.get_absolute_url()))
    page = office.get(reverse("opening_list"), {"who": counter.name[:5], "on": TODAY.isoformat()})
    assert str(event.sentence) in text(page)


# --- Record of processing -------------------------------------------------------------------------
def test_retention_terms_are_validated_and_recorded(office):
    path = reverse("retention_edit")
    terms = {name: getattr(Retention(), name) for name in Retention.TERMS}
    assert office.post(path, terms | {"family_months": 500}).status_code == 200
    assert not Retention.objects.exists()
    office.post(path, terms | {"family_months": 18})
    assert Retention.objects.get().family_months == 18
    assert Event.objects.get(kind="retention.changed").subject_id == 1
    assert "18" in line_of("families").parts["term"]


def test_the_processing_record_follows_the_settings_until_edited(office, admin, english):
    IdentityFactory()
    write(admin, language="en")  # proposed texts are compared in the user's language
    path = reverse("processing_edit", args=["families"])
    proposed = line_of("families").parts
    office.post(path, proposed | {"basis": "Our own reasons."})
    row = Processing.objects.get()
    assert (row.basis, row.term, row.name) == ("Our own reasons.", "", "")
    Retention.objects.create(pk=1, family_months=7)
    Retention.clear_cache()
    assert "7 months" in line_of("families").parts["term"]
    office.post(reverse("processing_add"), {"name": "Newsletter", "purpose": "Tell our news."})
    page = text(office.get(reverse("processing_list")))
    paper = words_of(office.get(reverse("processing_paper")).content)
    for words in ("Our own reasons.", "Newsletter", line_of("donors").name):
        assert str(words) in page
        assert str(words) in paper
