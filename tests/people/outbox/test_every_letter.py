"""Each letter and text message, in each language: sender, greeting, signature, names, links."""

import re

import pytest
from django.conf import settings
from django.utils import translation

from loans.base.letters import items_of
from people.outbox.letter_kinds import GREETING, LETTERS
from people.outbox.rendering import sample_words, usual_texts, words_for
from people.outbox.transport import foot_of_mails
from tests.factories import (
    BrandFactory,
    DeviceFactory,
    IdentityFactory,
    LoanFactory,
    LoanItemFactory,
    MessageFactory,
    RequestFactory,
)
from tests.of_modules import listed

NAME = "Clavier Partagé"
# The readers of these letters cannot do anything on a page; they may call.
WITHOUT_LINK = {"user.readdressed", "vouchers.ending", *listed("LETTERS_WITHOUT_LINK")}
# Placeholders that name the items which a number stands for.
NAMING = re.compile(r"{(items|things|kinds|lines|loans|bring|what|vouchers)}")
# Numbers that stand for no items, or for items that only the pages behind the sign-in may name.
WITHOUT_ITEMS = {
    "convention.ending",
    "convention.expired",
    "request.message",
    "requestgroup.sent",
    "signing.link",
}


@pytest.fixture(autouse=True)
def _identity(db):
    IdentityFactory(name=NAME, phone="01 99 00 12 34")


@pytest.fixture(params=[code for code, _name in settings.LANGUAGES])
def letters(request):
    """Each kind of letter with its texts, filled with sample values, in one language."""
    with translation.override(request.param):
        yield [(kind, sample_words(kind, usual_texts(kind))) for kind in LETTERS]


def test_the_subject_and_the_sms_name_the_sender(letters):
    wrong = {kind.code for kind, words in letters if words.subject and NAME not in words.subject}
    wrong |= {kind.code for kind, words in letters if words.sms and NAME not in words.sms[:20]}
    assert wrong == set()


def test_a_mail_has_one_greeting_and_one_signature(letters):
    hello = translation.gettext(GREETING).partition(" ")[0]
    signature = re.compile(rf"^{NAME}[\d ]*$", re.MULTILINE)
    wrong = set()
    for kind, words in letters:
        body = f"{words.body}\n\n{foot_of_mails(NAME, words.body)}"
        if words.body and (body.count(hello), len(signature.findall(body))) != (1, 1):
            wrong.add(kind.code)
    assert wrong == set()


def test_a_letter_links_to_the_page_where_its_reader_can_act(letters):
    without = {kind.code for kind, words in letters if words.body and "http" not in words.body}
    assert without == WITHOUT_LINK


def test_items_are_not_named_by_a_number_alone():
    bare = {
        kind.code
        for kind in LETTERS
        for text in (kind.body, kind.sms)
        if "{number}" in text and not NAMING.search(kind.body + kind.sms)
    }
    assert bare == WITHOUT_ITEMS


def test_the_items_of_a_loan_are_named_without_their_tags(english):
    device = DeviceFactory(ready=True, brand=BrandFactory(name="Lenovo"), model=None)
    loan = LoanFactory(active=True)
    LoanItemFactory(loan=loan, device=device, open=True)
    charger = LoanItemFactory(loan=loan, of_accessories=True, open=True).accessory
    assert items_of(loan) == f"Lenovo, {charger.name[0].lower()}{charger.name[1:]}"
    message = MessageFactory(kind="loan.recall", about=loan, to_organisation=True)
    body = words_for(LETTERS("loan.recall"), message).body
    assert f"{loan} ({items_of(loan)})" in body
    assert str(device) not in body


def test_a_letter_about_an_answered_request_no_longer_promises_an_answer():
    waiting, answered = RequestFactory(sent=True), RequestFactory(accepted=True)
    for code in ("request.sent", "request.reopened"):
        assert not LETTERS(code).is_moot(MessageFactory(kind=code, about=waiting))
        assert LETTERS(code).is_moot(MessageFactory(kind=code, about=answered))
