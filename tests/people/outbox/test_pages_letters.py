"""Texts of letters are customised globally or by site, validated, previewed and restored."""

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from core.models import Event
from core.text_input import unknown_placeholders
from people.models import LetterText
from people.outbox import jobs
from people.outbox import letter_kinds as letters
from people.outbox.letter_kinds import Blank, Kind
from people.outbox.operations import write_letter
from people.outbox.posting import post
from tests.factories import LetterTextFactory, RequestFactory, SiteFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
KIND = "test.greeting"


@pytest.fixture(autouse=True)
def _kind(monkeypatch):
    monkeypatch.setattr(letters.LETTERS, "kinds", dict(letters.LETTERS.kinds))
    letters.register(
        Kind(
            KIND,
            "Greeting",
            "everybody",
            subject="Hello {number}",
            body="your number is {number}.",
            closing="",
            sms="Your number is {number}.",
            blanks={"number": Blank("the number", "R26-00042")},
            fill=lambda message: {"number": str(message.about)},
        )
    )


@pytest.fixture
def visitor(coordinator, sign_in):
    coordinator.language = "en"
    coordinator.save()
    return sign_in(coordinator)


def edit(site=None, language="en", name="lettertext_edit"):
    return reverse(name, args=[KIND, language, *([site.pk] if site else [])])


USUAL = {
    "subject": "Hello {number}",
    "body": "Hello {name},\r\n\r\nyour number is {number}.",
    "sms": "Your number is {number}.",
}


def test_the_saved_text_is_sent_from_the_host_of_the_site(visitor, site, settings):
    settings.SITE_URL = "https://prêt.example.org:8443"
    loan_request = RequestFactory(sent=True, site=site)
    written = USUAL | {"subject": "Good day, {number}"}
    assert visitor.post(edit(), written).status_code == 302
    user = UserFactory(association=True, language="en")
    jobs.carry(post(KIND, loan_request, to=user).pk, now=timezone.now())
    (letter,) = mail.outbox
    assert letter.subject == f"Good day, {loan_request}"
    assert letter.message()["Message-ID"].endswith("@xn--prt-gma.example.org>")
    assert letter.body.startswith(f"Hello {user},\n\nyour number is {loan_request}.\n\n-- \n")
    text = LetterText.objects.get()
    assert (text.subject, text.body, text.sms) == ("Good day, {number}", "", "")
    assert Event.objects.about(text).get().kind == "lettertext.written"


@pytest.mark.parametrize("break_", ["\r\nBcc: evil@example.org", "\n", "\u2028", "\x0b"])
def test_a_subject_of_several_lines_is_refused(visitor, break_):
    typed = USUAL | {"subject": f"Good day{break_}{{number}}"}
    page = visitor.post(edit(), typed)
    assert page.context["form"].errors["subject"] == [
        "This text must fit on one line: remove the line breaks."
    ]
    assert not LetterText.objects.exists()


def test_a_sites_text_falls_back_to_our_associations(visitor, site):
    LetterTextFactory(kind=KIND, language="en", subject="House {number}", sms="House")
    LetterTextFactory(kind=KIND, language="en", site=site, subject="", body="Here {number}")
    LetterTextFactory(kind=KIND, language="fr", subject="Maison {number}")
    user = UserFactory(association=True, language="en")
    for where in (site, SiteFactory()):
        loan_request = RequestFactory(sent=True, site=where)
        jobs.carry(post(KIND, loan_request, to=user).pk, now=timezone.now())
    here, there = mail.outbox
    assert here.subject.startswith("House R")
    assert here.body.startswith("Here R")
    assert there.subject.startswith("House R")
    assert there.body.startswith("Hello")


def test_an_unknown_placeholder_is_refused_by_name(visitor):
    for part in USUAL:
        for wrong in ("{family_name}", "{mon prénom}", "{number"):
            page = visitor.post(edit(), USUAL | {part: f"For {wrong} and {{number}}"}).text
            assert f"{wrong} is not a placeholder. Use one of these: {{" in page, part
            assert f"For {wrong}" in page, part
    assert not LetterText.objects.exists()


def test_reserved_terms_are_refused(visitor):
    answer = visitor.post(edit(), USUAL | {"body": "Un appareil comme " + "neuf"})
    assert "the law forbids these words" in answer.content.decode()
    assert not LetterText.objects.exists()


def test_the_preview_writes_nothing_and_shows_invented_values(visitor):
    wrong = visitor.post(edit(), USUAL | {"body": "Look: {inconnu}", "preview": "1"})
    assert "Look: ⚠ {inconnu} ⚠" in wrong.text
    answer = visitor.post(edit(), USUAL | {"body": "Look: {number}", "preview": "1"})
    page = answer.content.decode()
    assert "Look: R26-00042" in page
    assert not LetterText.objects.exists()


def test_the_length_of_an_sms_is_shown(visitor):
    for sms, text in (
        ("x" * 161, "161 characters, 2 SMS (GSM-7)"),
        ("fenêtre", "7 characters, 1 SMS (UCS-2)"),
    ):
        assert text in visitor.post(edit(), USUAL | {"sms": sms, "preview": "1"}).text


def test_the_default_text_can_be_restored(visitor):
    text = LetterTextFactory(kind=KIND, language="en", subject="Ours")
    assert edit(name="lettertext_restore") in visitor.get(edit()).content.decode()
    visitor.post(edit(name="lettertext_restore"))
    text.refresh_from_db()
    assert (text.subject, text.body, text.sms) == ("", "", "")
    assert Event.objects.about(text)[0].kind == "lettertext.restored"
    page = visitor.get(edit()).content.decode()
    assert "Hello {number}" in page
    assert edit(name="lettertext_restore") not in page


def test_an_unchanged_text_stays_the_default(visitor):
    visitor.post(edit(), USUAL)
    text = LetterText.objects.get()
    assert (text.subject, text.body, text.sms) == ("", "", "")


def test_a_mail_only_letter_has_no_sms_field(visitor):
    page = visitor.get(reverse("lettertext_edit", args=["request.sent", "en"])).content.decode()
    assert 'name="body"' in page
    assert 'name="sms"' not in page


def test_the_list_marks_customised_texts(visitor, site):
    text = LetterTextFactory(kind=KIND, language="en", site=site)
    page = visitor.get(reverse("lettertext_list")).content.decode()
    assert text.get_absolute_url() in page
    assert "Request accepted" in page
    assert page.index("Requests</h2>") < page.index("accounts and security</h2>")


def test_the_letters_are_searched_without_accents(visitor):
    page = visitor.get(reverse("lettertext_list"), {"q": "REQUEST áccepted"})
    assert [len(letters) for _heading, letters in page.context["groups"]] == [1]
    page = visitor.get(reverse("lettertext_list"), {"q": "organisation reminder overdue"})
    found = [kind.code for _heading, letters in page.context["groups"] for kind, _texts in letters]
    assert found == ["loan.overdue_office"]
    assert "No letter" in visitor.get(reverse("lettertext_list"), {"q": "zebra"}).text


def test_an_unknown_letter_kind_is_a_404(visitor):
    for args in (["nobody.knows", "fr"], [KIND, "de"], [KIND, "fr", 10**9]):
        assert visitor.get(reverse("lettertext_edit", args=args)).status_code == 404, args


def test_a_text_in_an_unavailable_language_is_refused(coordinator):
    with pytest.raises(ValidationError, match="language"):
        write_letter(LetterTextFactory.build(kind=KIND, language="de"), by=coordinator)


def test_default_texts_contain_only_known_placeholders():
    wrong = {
        (kind.code, name)
        for kind in letters.LETTERS
        for text in (kind.subject, kind.body, kind.sms)
        for name in unknown_placeholders(text, kind.all_blanks)
    }
    assert wrong == set()
