"""Amendments: the operations that create them, their papers, and their signatures."""

from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from core.models import Event
from core.workflow.lifecycle import Refused
from inventory.devices.lifecycle.devices import DeviceStatus
from inventory.devices.operations import IsItHere
from inventory.models import Repair
from loans.aftercare.operations import loan_changes as loan_change_operations
from loans.agreements import papers as agreement_papers
from loans.agreements.operations import amendments as amendment_operations
from loans.base.lifecycle.aftercare import AmendmentKind, AmendmentStatus
from loans.base.lifecycle.loans import ItemStatus
from loans.models import LoanItem, ReturnLine, Rules
from tests.drawing import words_written
from tests.factories import (
    AccessoryKindFactory,
    AccessoryStockFactory,
    AgreementFactory,
    AmendmentFactory,
    DeviceChargerFactory,
    DeviceFactory,
    FaultTypeFactory,
    IncidentFactory,
    LoanFactory,
    LoanItemFactory,
    OrganisationFactory,
)
from tests.leaks import words_of
from tests.loans.conftest import drawing, turned
from tests.visits import undone


@pytest.fixture
def loan(person, site):
    return LoanFactory(active=True, site=site, recipient=person, organisation=person.organisation)


@pytest.fixture
def charger(loan):
    """An accessory of the loan, for tests that use it before `item`, the signed item."""
    return LoanItemFactory(
        of_accessories=True, open=True, loan=loan, accessory=AccessoryKindFactory(sort="charger")
    )


@pytest.fixture
def item(loan, site):
    item = LoanItemFactory(open=True, loan=loan, device__site=site, device__serial="DEMO1")
    AgreementFactory(signed=True, loan=loan, number="C26-00012")
    return item


@pytest.fixture
def spare(item, site):
    return DeviceFactory(ready=True, site=site, category=item.device.category, serial="DEMO2")


def letters_of(text):
    return "".join(filter(str.isalnum, text))


def words(amendment):
    return words_written(agreement_papers.render_amendment(amendment))


def test_amendments_are_numbered_after_their_agreement(item, spare, counter, coordinator):
    for texts in ("", "   "):
        with pytest.raises(Refused):
            amendment_operations.correct_agreement(item.loan, by=coordinator, words=texts)
    assert not item.loan.amendments.exists()
    loan_change_operations.swap(
        item, by=counter, device=spare, fault=FaultTypeFactory(), note="Dead screen"
    )
    amendment = item.loan.amendments.get()
    assert (amendment.number, amendment.status) == ("C26-00012-A1", AmendmentStatus.ISSUED)
    text = words(amendment)
    for word in ("Awa Kerjean", item.device.asset_tag, spare.asset_tag, "DEMO2", "C26-00012"):
        assert word in text
    assert Repair.objects.get().device == item.device
    assert Repair.objects.get().reported == "Dead screen"
    amendment_operations.correct_agreement(
        item.loan, by=coordinator, words="Two chargers, not one."
    )
    numbers = [str(amendment) for amendment in item.loan.amendments.all()]
    assert numbers == ["C26-00012-A1", "C26-00012-A2"]


def test_the_amendment_of_a_legacy_loan_is_numbered_after_the_loan(counter):
    item = LoanItemFactory(open=True)
    there = DeviceFactory(ready=True, category=item.device.category)
    with pytest.raises(IsItHere):
        loan_change_operations.swap(item, by=counter, device=there)
    there.refresh_from_db()
    loan_change_operations.swap(item, by=counter, device=there, override=True)
    there.refresh_from_db()
    assert there.site == item.loan.site
    assert item.loan.amendments.get().number == f"{item.loan}-A1"


def test_a_swap_within_the_guarantee_is_a_non_conformity(item, spare, counter):
    assert Rules.cached().swap_days == 60
    for days, is_early in ((59, True), (61, False)):
        with undone():
            left = timezone.now() - timedelta(days=days)
            LoanItem.objects.filter(pk=item.pk).update(opened_at=left)
            item.refresh_from_db()
            loan_change_operations.swap(item, by=counter, device=spare)
            item.refresh_from_db()
            assert (item.status, item.is_non_conforming) == (ItemStatus.SWAPPED, is_early)
            events = Event.objects.about(item.device).filter(kind="device.did_not_conform")
            assert events.exists() == is_early
        item.device.refresh_from_db()
        spare.refresh_from_db()


@pytest.mark.parametrize("is_handed_in", [True, False])
@pytest.mark.parametrize("supply", ["own", "missing"])
def test_an_amendment_states_which_chargers_came_back_and_remain(
    charger, item, spare, counter, site, is_handed_in, supply
):
    stock = AccessoryStockFactory(kind=charger.accessory, site=site)
    before = stock.quantity
    DeviceChargerFactory(device=item.device, supply="own", recorded_at=timezone.now())
    DeviceChargerFactory(device=spare, supply=supply, recorded_at=timezone.now())
    chosen = [charger] if is_handed_in else []
    data = {"device": spare, "accessories": chosen, "has_charger": is_handed_in}
    loan_change_operations.swap(item, by=counter, **data)
    item.device.charger.refresh_from_db()
    charger.refresh_from_db()
    stock.refresh_from_db()
    assert item.device.charger.supply == ("own" if is_handed_in else "missing")
    is_taken_in = is_handed_in and supply == "own"
    assert charger.status == ("returned" if is_taken_in else "open")
    assert stock.quantity == before + is_taken_in
    facts = agreement_papers.facts_of_amendment(item.loan.amendments.get())
    sentences = [sentence.replace("\N{NO-BREAK SPACE}", " ") for sentence in facts["changes"]]
    left = [i for share in facts["shares"] for i in share.items if i.accessory]
    assert bool(left) == (not is_taken_in)
    name = str(charger.accessory)
    assert ("Vous avez rendu son chargeur." in sentences) == is_handed_in
    assert ("Vous gardez son chargeur." in sentences) == (not is_handed_in)
    assert ("Il a son propre chargeur." in sentences) == (supply == "own")
    assert (f"Vous nous avez rendu : {name}." in sentences) == is_taken_in
    swapped = f"Nous avons aussi échangé {name} contre {name}."
    assert (swapped in sentences) == (is_handed_in and supply == "missing")


def test_a_scan_names_the_replacement_and_records_nothing(item, spare, counter, sign_in):
    DeviceChargerFactory(device=item.device, supply="own", recorded_at=timezone.now())
    visitor, path = sign_in(counter), reverse("loanitem_swap", args=[item.pk])
    board = FaultTypeFactory(code="board")
    assert "autofocus" in visitor.get(path).content.decode()
    other = DeviceFactory(ready=True, site=item.loan.site)
    refused = visitor.post(path, {"code": other.asset_tag})
    assert "même type" in refused.content.decode()
    form = visitor.post(path, {"code": spare.asset_tag}).context["form"]
    assert (form.replacement, form["device"].value()) == (spare, spare.asset_tag)
    assert {"has_charger"} < set(form.fields)
    assert board not in form.fields["fault"].queryset
    IncidentFactory(open=True, item=item, fault=board)  # as our workshop recorded it
    form = visitor.post(path, {"code": spare.asset_tag}).context["form"]
    assert f'value="{board.pk}" selected' in str(form["fault"])
    assert not item.loan.amendments.exists()
    data = {"device": spare.asset_tag, "fault": FaultTypeFactory().pk}
    visitor.post(path, data)
    assert item.loan.amendments.get().data["charger"] is False
    visitor.post(reverse("return_put"), {"code": spare.asset_tag})
    page = visitor.get(reverse("return_scan"))
    assert f"Le chargeur de {item.device} est resté chez la personne" in page.text
    line = ReturnLine.objects.get()
    visitor.post(reverse("returnline_charger", args=[line.pk]), {"kept": item.pk})
    assert "est resté chez la personne" not in visitor.get(reverse("return_scan")).text
    assert item.device.charger.__class__.objects.get().supply == "own"
    line.refresh_from_db()
    assert line.has_charger is None


def test_turning_a_loan_into_a_gift_needs_a_signed_amendment(item, coordinator):
    loan_change_operations.keep(item.loan, by=coordinator)
    amendment = item.loan.amendments.get()
    assert (amendment.kind, amendment.status) == (AmendmentKind.KEEP, AmendmentStatus.ISSUED)
    assert "maintenant à vous" in words(amendment)


def test_a_transfer_is_recorded_without_family_details_for_the_new_organisation(
    charger, item, coordinator
):
    there = OrganisationFactory(approved=True, name="Mission locale de Brest")
    new = loan_change_operations.transfer(item.loan, by=coordinator, organisation=there)
    item.loan.refresh_from_db()
    assert item.loan.status == "closed"
    assert new.items.get(accessory=charger.accessory).follows == charger
    amendment = item.loan.amendments.get()
    assert amendment.status == AmendmentStatus.NOTED
    assert "Mission locale de Brest" in words(amendment)
    assert "rien à signer" in words(amendment)
    request = new.request
    assert (request.organisation, request.recipient, new.recipient) == (there, None, None)
    assert (request.household_size, request.note, request.reference) == (None, "", "")
    assert {line.accepted for line in request.lines.all()} == {1}
    assert new.held_until is None

    amendment = amendment_operations.draw_amendment(amendment, by=coordinator)
    drawn = amendment.document_id
    amendment.document = None
    amendment.refresh_from_db()
    assert amendment_operations.draw_amendment(amendment, by=coordinator).document_id == drawn


def test_signing_an_amendment_stores_its_file_and_hash(item, spare, counter, sign_in):
    loan_change_operations.swap(item, by=counter, device=spare)
    amendment = item.loan.amendments.get()
    visitor = sign_in(counter)
    page = turned(visitor, amendment.sign_url)
    shown = page.partition('<div class="kiosk-text">')[2].partition("<form")[0]
    assert letters_of(unescape(strip_tags(shown))) in letters_of(words(amendment))
    page = visitor.post(amendment.sign_url, {"signature": drawing()}, follow=True).text
    amendment.refresh_from_db()
    assert amendment.status == AmendmentStatus.SIGNED
    assert amendment.document.sha256 == amendment.sha256
    assert f'href="{reverse("amendment_file", args=[amendment.pk])}"' in page
    assert f'action="{reverse("loan_new")}"' in page  # the next person
    text = " ".join(words_of(amendment.document.read()).split())
    assert "Signature électronique simple" in text


def test_a_name_typed_under_an_amendment_is_recorded_as_typed(item, spare, counter, sign_in):
    loan_change_operations.swap(item, by=counter, device=spare)
    amendment = item.loan.amendments.get()
    visitor = sign_in(counter)
    turned(visitor, amendment.sign_url)
    typed = {"signature_typed": "on", "signature_name": "Awa Kerjean-Le Goff"}
    visitor.post(amendment.sign_url, typed)
    amendment.refresh_from_db()
    assert amendment.status == AmendmentStatus.SIGNED
    text = " ".join(words_of(amendment.document.read()).split())
    assert "Nom saisi et signature confirmée à l’écran par Awa Kerjean-Le Goff" in text
    assert Event.objects.about(item.loan).filter(kind="amendment.typed").exists()


def test_a_declined_amendment_may_be_signed_later_on_screen_or_on_paper(item, spare, counter):
    loan_change_operations.swap(item, by=counter, device=spare)
    amendment = amendment_operations.draw_amendment(item.loan.amendments.get(), by=counter)
    amendment_operations.decline_amendment(amendment, by=counter)
    item.device.refresh_from_db()
    assert item.device.status == DeviceStatus.RECEIVED
    now = timezone.now()
    with undone():
        amendment_operations.sign_amendment(amendment, by=counter, pdf=b"%PDF-1.7", signed_at=now)
        assert amendment.status == AmendmentStatus.SIGNED
    amendment.refresh_from_db()
    scan = {"scan": b"%PDF-1.7 scan", "content_type": "application/pdf"}
    amendment_operations.sign_amendment_on_paper(amendment, by=counter, **scan)
    assert amendment.scan.read() == b"%PDF-1.7 scan"
    with pytest.raises(Refused):
        amendment_operations.sign_amendment_on_paper(amendment, by=counter, **scan)


@pytest.mark.django_db
def test_only_a_valid_amendment_is_verified_publicly(client):
    for trait, token in (("signed", "ab" * 16), ("noted", "cd" * 16), ("issued", "ef" * 16)):
        amendment = AmendmentFactory(**{trait: True}, token=token)
        if trait == "noted":
            type(amendment).objects.filter(pk=amendment.pk).update(sha256="f" * 64)
            amendment.refresh_from_db()
        page = client.get(reverse("agreement_check", args=[token]))
        assert page.status_code == (404 if trait == "issued" else 200), trait
        assert trait == "issued" or amendment.sha256 in page.content.decode()
