"""Holders are chosen, previewed and written to once; they may refuse, and all may be cancelled."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from core.models import Event
from core.workflow.lifecycle import Refused
from inventory.devices.lifecycle.specifications import Os
from modules.holder_messages import operations
from modules.holder_messages.holders import plan_of
from modules.holder_messages.letters import LETTER
from modules.holder_messages.lifecycle import HolderMessageStatus, LeftOut
from modules.holder_messages.models import HolderMessage, OptOut
from modules.holder_messages.tests.factories import (
    HolderMessageFactory,
    OptOutFactory,
    ReceiptFactory,
)
from modules.holder_messages.tokens import stop_token
from people.models import Message
from people.outbox.jobs import carry
from people.outbox.lifecycle import MessageStatus
from people.outbox.rendering import words_now
from people.privacy.operations import anonymise
from tests.factories import (
    AreaFactory,
    LoanFactory,
    LoanItemFactory,
    RecipientFactory,
    SiteFactory,
    SpecificationFactory,
    UserFactory,
)
from tests.law import write

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def holder(*, system="", version="", days=30, **facts):
    """A person with a device, handed over some days ago."""
    facts = {"language": "en", "email": f"p{RecipientFactory().pk}@example.org"} | facts
    site = facts.pop("site", None) or SiteFactory()
    loan = LoanFactory(active=True, site=site)
    for name, value in facts.items():
        setattr(loan.recipient, name, value)
    loan.recipient.save()
    write(loan, starts_on=timezone.localdate() - timedelta(days=days))
    item = LoanItemFactory(open=True, loan=loan)
    if system:
        SpecificationFactory(device=item.device, os=system, os_version=version)
    return loan.recipient


def reached(coordinator, **criteria):
    plan = plan_of(HolderMessageFactory(**criteria), coordinator)
    return {one.person for one in plan.reached}


def send(coordinator, **criteria):
    message = HolderMessageFactory(**criteria)
    return operations.send_message(message, by=coordinator)


def test_holders_are_chosen_by_system_category_site_date_and_municipality(coordinator):
    site = SiteFactory()
    old = holder(system=Os.WINDOWS, days=90, town="35500 Vitré")
    new = holder(system=Os.LINUX, days=1, site=site, commune=AreaFactory(name="Vitré"))
    category = old.loans.get().items.get().device.category
    day = timezone.localdate() - timedelta(days=30)
    assert reached(coordinator) == {old, new}
    assert reached(coordinator, system=Os.WINDOWS) == {old}
    assert old in reached(coordinator, category=category)
    assert reached(coordinator, site=site) == {new}
    assert reached(coordinator, first_on=day) == {new}
    assert reached(coordinator, last_on=day) == {old}
    assert reached(coordinator, town="vitre") == {old, new}
    assert reached(coordinator, town="Rennes") == set()


def test_holders_are_chosen_by_the_version_of_their_system(coordinator, sign_in):
    ten = holder(system=Os.WINDOWS, version="10 Pro")
    holder(system=Os.WINDOWS, version="11 24H2")
    holder(system=Os.WINDOWS, version="10.0.22631")  # may be a Windows 11
    holder(system=Os.ANDROID, version="10")
    holder(system=Os.WINDOWS)
    assert reached(coordinator, system=Os.WINDOWS, version="10") == {ten}
    assert reached(coordinator, system=Os.WINDOWS, version="7") == set()
    point = holder(system=Os.LINUX, version="Ubuntu 24.04.1 LTS")
    assert reached(coordinator, system=Os.LINUX, version="ubuntu 24.04") == {point}
    data = {"subject_fr": "Mises à jour", "text_fr": "Elles finissent.", "version": "10"}
    page = sign_in(coordinator).post(reverse("holdermessage_new"), data)
    assert page.context["form"].errors == {"system": ["Choisissez le système de cette version."]}


def test_the_preview_counts_channels_and_says_who_is_left_out_and_why(coordinator, sign_in):
    email, silent, twin = holder(), holder(email="", phone=""), holder(email="same@example.org")
    other, refusing = holder(email="same@example.org"), holder()
    OptOutFactory(recipient=refusing)
    loan = LoanFactory(active=True, for_the_structure=True)
    LoanItemFactory(open=True, loan=loan)
    message = HolderMessageFactory()
    plan = plan_of(message, coordinator)
    assert [one.person for one in plan.reached] == [email, twin]
    reasons = {one.person: one.left_out for one in plan.missed}
    assert reasons == {
        silent: LeftOut.NO_ADDRESS,
        other: LeftOut.SAME_ADDRESS,
        refusing: LeftOut.OPTED_OUT,
    }
    assert (plan.by_email, plan.by_sms, plan.organisations) == (2, 0, 1)
    write(coordinator, language="en")
    page = sign_in(coordinator).get(message.get_absolute_url()).text
    assert "Send to 2 people" in page
    assert "does not want these messages" in page


def test_each_person_is_written_to_once_with_words_that_are_no_recall(coordinator):
    person = holder()
    LoanItemFactory(open=True, loan=person.loans.get())
    message = send(coordinator)
    letter = Message.objects.get(kind=LETTER.code)
    assert letter.recipient == person
    words = words_now(letter)
    assert words.subject == "Rebond, for your information: updates"
    assert "You have nothing to return." in words.body
    assert "/stop/" in words.body
    with pytest.raises(Refused):
        operations.send_message(message, by=coordinator)
    event = Event.objects.about(message).filter(kind="holdermessage.sent").get()
    assert event.data == {"count": 1, "left_out": 0}


def test_nothing_leaves_before_ten_minutes_and_all_is_cancelled(coordinator, sign_in):
    holder(), holder()
    message = send(coordinator)
    first, _second = Message.objects.filter(kind=LETTER.code)
    carry(first.pk, now=timezone.now() + timedelta(minutes=9))
    first.refresh_from_db()
    assert first.status == MessageStatus.WAITING
    write(coordinator, language="en")
    client = sign_in(coordinator)
    answer = client.post(reverse("holdermessage_stop", args=[message.pk]), follow=True)
    assert "2 messages are cancelled." in answer.text
    assert not Message.objects.exclude(status=MessageStatus.DROPPED).exists()
    message.refresh_from_db()
    assert message.status == HolderMessageStatus.STOPPED


def test_a_person_who_refuses_or_returns_meanwhile_is_not_written_to(coordinator):
    refusing = holder()
    send(coordinator)
    operations.refuse_messages(refusing, by=coordinator)
    letter = Message.objects.get(kind=LETTER.code)
    carry(letter.pk, now=timezone.now() + timedelta(hours=24))
    letter.refresh_from_db()
    assert letter.status == MessageStatus.DROPPED
    assert LETTER.is_moot(SimpleNamespace(about=ReceiptFactory()))  # without a device


def test_a_person_refuses_by_their_link_and_undoes_it(client):
    person = RecipientFactory(family=True, language="en")
    path = reverse("own_stop", args=[stop_token(person)])
    page = client.get(path).text
    assert "Stop receiving these messages" in page
    assert person.last_name not in page
    assert not OptOut.objects.exists()
    assert (
        "You no longer receive information messages. We only write"
        in client.post(path, follow=True).text
    )
    client.post(path)
    opt_out = OptOut.objects.get()
    assert (opt_out.recipient, opt_out.by.is_by_link) == (person, True)
    client.post(path, {"again": "1"})
    assert not OptOut.objects.exists()
    assert client.get(reverse("own_stop", args=[f"{person.pk}-x"])).status_code == 404


def test_the_counter_notes_a_refusal_on_the_page_of_the_person(sign_in):
    person = RecipientFactory(family=True)
    client = sign_in(UserFactory(counter=True, language="en"))
    path = reverse("holdermessage_refuse", args=[person.pk])
    client.post(path)
    assert (
        "The person has refused these messages since" in client.get(person.get_absolute_url()).text
    )
    client.post(path, {"again": "1"})
    events = Event.objects.about(person).filter(kind__startswith="holdermessage")
    kinds = list(events.values_list("kind", flat=True))
    assert kinds == ["holdermessage.opted_in", "holdermessage.opted_out"]


def test_a_coordinator_writes_changes_and_drops_a_message(coordinator, sign_in):
    client = sign_in(coordinator)
    typed = {"subject_fr": "arnaque", "text_fr": "Nous n’appelons jamais pour un mot de passe."}
    days = {"first_on": "2026-05-02", "last_on": "2026-05-01"}
    refused = client.post(reverse("holdermessage_new"), typed | days)
    assert "arnaque" in refused.text
    assert not HolderMessage.objects.exists()
    client.post(reverse("holdermessage_new"), typed)
    message = HolderMessage.objects.get()
    edit = reverse("holdermessage_edit", args=[message.pk])
    client.post(edit, typed | {"town": "Rennes"})
    message.refresh_from_db()
    assert message.town == "Rennes"
    client.post(reverse("holdermessage_send", args=[message.pk]))
    assert not Message.objects.exists()  # nobody there has a device
    client.post(reverse("holdermessage_drop", args=[message.pk]))
    message.refresh_from_db()
    assert message.status == HolderMessageStatus.DROPPED
    assert client.get(edit).status_code == 302


def test_the_counter_sends_none_and_anonymisation_deletes_a_refusal(coordinator):
    with pytest.raises(PermissionDenied):
        operations.send_message(HolderMessageFactory(), by=UserFactory(counter=True))
    person = OptOutFactory().recipient
    anonymise([person], by=coordinator)
    assert not OptOut.objects.exists()


def test_the_list_and_the_page_speak_of_messages_in_french(coordinator, sign_in):
    message = HolderMessageFactory()
    write(coordinator, language="fr")
    client = sign_in(coordinator)
    assert "préparé le" in client.get(reverse("holdermessage_list")).text.lower()
    assert "campagne" not in client.get(message.get_absolute_url()).text.partition("<main")[2]
    operations.drop_message(message, by=coordinator)
    page = client.get(message.get_absolute_url()).text
    assert "Abandonné" in page
    assert "Abandonnée" not in page
