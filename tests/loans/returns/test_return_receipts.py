"""Contents of a return receipt: the person, the signature, and recorded facts only."""

import pytest
from django.urls import reverse

from loans.models import ReturnLine, ReturnSession
from tests.drawing import words_written
from tests.factories import DeviceChargerFactory, LoanFactory, LoanItemFactory, RecipientFactory
from tests.loans.conftest import drawing, turned
from tests.visits import pages_unrendered


@pytest.fixture
def visitor(sign_in, counter):
    counter.language = "en"
    counter.save()
    return sign_in(counter)


@pytest.fixture
def items(site, organisation):
    """Items of two people of the same organisation, with a device out each."""
    names = [("Awa", "Kerjean"), ("Zoé", "Ölçü")]
    people = [
        RecipientFactory(organisation=organisation, first_name=first, last_name=last)
        for first, last in names
    ]
    loans = [
        LoanFactory(active=True, site=site, recipient=person, organisation=organisation)
        for person in people
    ]
    return [LoanItemFactory(open=True, loan=loan, device__site=site) for loan in loans]


def scan(visitor, *items):
    for item in items:
        visitor.post(reverse("return_put"), {"code": item.device.asset_tag})


def finish(visitor, **values):
    with pages_unrendered():
        page = visitor.get(reverse("return_finish"))
    shown = page.context["form"]["shown"].value()
    visitor.post(reverse("return_finish"), {"shown": shown} | values)


def receipt_words(visitor, item):
    item.refresh_from_db()
    answer = visitor.get(reverse("receipt_file", args=[item.loan_id, item.receipt_id]))
    return words_written(answer.content)


def test_each_person_gets_a_receipt_without_other_names_signed_by_an_unnamed_person(
    visitor, items, counter
):
    scan(visitor, *items)
    page = turned(visitor, reverse("return_finish"))
    for item in items:
        assert str(item.loan.recipient) not in page
        assert item.loan.recipient.last_name not in page
        assert item.device.asset_tag in page
    assert "leaves the other frames empty" in page
    finish(visitor, signature2=drawing())
    done = visitor.get(ReturnSession.objects.get().get_absolute_url()).content.decode()
    signed = []
    assert "Signature missing for" in done
    for item, other in (items, reversed(items)):
        words = receipt_words(visitor, item)
        assert words.count(str(item.loan.recipient)) == 1  # the person, not a signature
        assert other.loan.recipient.last_name not in words
        assert "La personne qui a rapporté" in words
        assert f"Reçu par {counter.name}" in words
        assert reverse("receipt_file", args=[item.loan_id, item.receipt_id]) in done
        assert str(item.loan.recipient) in done  # read by our team alone
        signed.append("Signé sur l’écran" in words)
    assert sorted(signed) == [False, True]


def test_the_pages_of_one_person_name_them_and_a_paper_receipt_has_a_field_for_the_name(
    visitor, items, counter
):
    charger = DeviceChargerFactory(own=True, device=items[0].device)
    scan(visitor, items[0])
    assert "Awa Kerjean" in visitor.get(reverse("return_finish")).content.decode()
    finish(visitor)
    done = visitor.get(ReturnSession.objects.get().get_absolute_url()).content.decode()
    assert "Awa Kerjean" in done
    words = receipt_words(visitor, items[0])
    assert "La personne qui a rapporté" in words
    assert "Nom, date et signature" in words
    assert f"Reçu par {counter.name}" in words
    assert "chargeur" not in words  # it was not counted
    items[0].device.refresh_from_db()
    charger.refresh_from_db()
    assert charger.recorded_at < items[0].device.received_at


def test_a_charger_is_marked_present_or_missing_by_one_button(visitor, items):
    for item, data, words in (
        (items[0], {"here": "1"}, "Avec son chargeur"),
        (items[1], {}, "Son chargeur manque"),
    ):
        DeviceChargerFactory(own=True, device=item.device)
        scan(visitor, item)
        page = visitor.get(reverse("return_scan")).content.decode()
        assert "Charger missing" in page
        assert "Charger present" in page
        line = ReturnLine.objects.waiting().get()
        visitor.post(reverse("returnline_charger", args=[line.pk]), data)
        finish(visitor)
        assert words in receipt_words(visitor, item)


def test_the_receipt_of_a_returned_gift_does_not_call_it_a_loan(visitor, site, organisation):
    person = RecipientFactory(organisation=organisation)
    gift = LoanFactory(
        gift=True, active=True, site=site, recipient=person, organisation=organisation
    )
    given = LoanItemFactory.create_batch(2, given=True, loan=gift, device__site=site)
    scan(visitor, given[0])
    finish(visitor)
    words = receipt_words(visitor, given[0])
    assert f"Don {gift.number}" in words
    assert f"Prêt {gift.number}" not in words
    assert "prêté" not in words
