"""`manage.py remove_module personal_link`: people are called, not sent to a page."""

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from loans.base import own_page
from loans.base.own_page import own_url, page_values
from loans.models import LoanItem
from modules.personal_link.operations import send_page
from people.models import Message
from people.outbox.letter_kinds import LETTERS
from people.outbox.lifecycle import MessageStatus
from people.outbox.rendering import words_for
from tests.factories import LoanFactory, LoanItemFactory, RecipientFactory, UserFactory
from tests.modules import use_all_but
from tests.removal import copied_site, pages_without, remove

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def sent(db):
    """The letter with the link of a person who has a loan."""
    person = RecipientFactory(email="awa@example.org", phone="", language="en")
    loan = LoanFactory(active=True, recipient=person, organisation=person.organisation)
    LoanItemFactory(open=True, loan=loan)
    return send_page(person, by=UserFactory(admin=True, language="en"))


def test_a_link_on_its_way_is_sent_before_the_module_is_removed(sent, tmp_path):
    with pytest.raises(CommandError, match="1 letter of this module is waiting to be sent"):
        call_command("remove_module", "personal_link", to=tmp_path / "data.zip", yes=True)


def test_letters_without_the_page_lead_to_the_phone(sent, monkeypatch):
    reminder = Message(
        kind="loan.due_soon", about=LoanItem.objects.get().loan, recipient=sent.recipient
    )
    kind = LETTERS(reminder.kind)
    with translation.override("en"):
        assert page_values(reminder)["url"] in words_for(kind, reminder).body
        monkeypatch.setattr(own_page, "OWN_PAGES", [])
        words = words_for(kind, reminder)
    assert own_url(sent.recipient) == ""
    assert "own page" not in words.body
    assert "/m/" not in words.body + words.sms
    assert "To extend the loan:" in words.sms


@pytest.fixture
def removable(migrated_db, sent):
    use_all_but()
    Message.objects.filter(status=MessageStatus.WAITING).update(status=MessageStatus.DROPPED)
    return sent


@pytest.mark.audit
@pytest.mark.engine
def test_a_site_without_personal_links_keeps_what_it_sent(removable, tmp_path):
    archive, person = tmp_path / "data.zip", removable.recipient
    with copied_site(tmp_path) as env:
        assert f"Its data is in {archive}" in remove("personal_link", archive, env=env)
        addresses = [person.get_absolute_url(), removable.get_absolute_url(), "/letters/"]
        pages = pages_without("personal_link", addresses, folder=tmp_path, env=env)
    assert "recipient.page" in pages
    assert "Recorded by a module that was removed (recipient.page_sent)" in pages
    assert "Send the link to their page" not in pages
