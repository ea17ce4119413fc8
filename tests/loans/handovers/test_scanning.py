"""A single scan box takes, opens, or refuses every code with a reason."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from core.models import Event
from core.workflow.lifecycle import NeedsConfirmation, Refused
from inventory.models import Voucher
from loans.agreements.operations import agreements as agreement_operations
from loans.allocation.operations import preparation as preparation_operations
from loans.allocation.operations import reservations as reservations_operations
from loans.base.lifecycle.loans import ItemStatus, LoanStatus, RequestStatus
from loans.handovers import operations as handover_operations
from loans.models import Loan, LoanItem
from loans.requests.operations import requests as request_operations
from loans.vouchers import operations as voucher_operations
from people.base.lifecycle import ProofKind
from people.models import Message
from people.recipients.operations import see_proof
from tests.api.caller import Caller
from tests.factories import (
    AccessoryKindFactory,
    BriefingFactory,
    DeviceFactory,
    LoanFactory,
    RequestFactory,
    RequestLineFactory,
    SiteFactory,
    VoucherFactory,
)
from tests.loans.conftest import sign
from tests.visits import undone

ICCID = "8933100000000000011"


def scan(loan, counter, code):
    return handover_operations.take_scanned(loan, by=counter, code=code)


def test_devices_sim_cards_and_accessories_are_scanned_in_any_order(loan, counter, site, device):
    voucher = VoucherFactory(in_stock=True, batch__site=site, iccid=ICCID)
    accessory = AccessoryKindFactory(code="housse")
    with undone():
        taken = [scan(loan, counter, code) for code in ("HOUSSE", ICCID, device.asset_tag)]
        things = [item.accessory or item.voucher or item.device for item in taken]
        assert things == [accessory, voucher, device]
        assert loan.items.filter(status=ItemStatus.RESERVED).count() == 3
    loan.refresh_from_db()
    voucher_line(site, voucher.batch.product)  # the voucher is promised to a request
    with pytest.raises(NeedsConfirmation):
        scan(loan, counter, ICCID)
    handover_operations.take_scanned(loan, by=counter, code=ICCID, override=True)
    assert Event.objects.about(loan).filter(kind="loan.taken_anyway").exists()


def test_a_voucher_past_its_last_day_is_refused_before_it_has_expired(
    loan, counter, site, texts, time_machine, english
):
    """It is refused at the scan, by quantity, by the API, and at the signature."""
    late = VoucherFactory(in_stock=True, past_its_day=True, batch__site=site, iccid=ICCID)
    with pytest.raises(Refused, match="past its last day"):
        scan(loan, counter, ICCID)
    product = late.batch.product
    with pytest.raises(Refused, match=" 0 "):
        reservations_operations.reserve_vouchers(loan, by=counter, product=product, quantity=1)
    caller = Caller(counter)
    path = f"/api/v1/loans/{loan.pk}"
    assert caller.post(f"{path}/scan", {"code": ICCID}).status_code == 409
    chosen = {"product": product.pk, "quantity": 1}
    assert caller.post(f"{path}/voucher", chosen).status_code == 409
    person = {"product": product, "site": site, "quantity": 1}
    with pytest.raises(Refused, match=" 0 "):
        voucher_operations.hand_out(loan.recipient, by=counter, **person)

    Voucher.objects.filter(pk=late.pk).update(activate_by=timezone.localdate(), valid_until=None)
    scan(loan, counter, ICCID)
    BriefingFactory(loan=loan)
    agreement = agreement_operations.issue(loan, by=counter)
    time_machine.move_to(timezone.now() + timedelta(days=1))
    with pytest.raises(Refused, match="is past its last day: remove it"):
        sign(agreement, counter)
    late.refresh_from_db()
    assert late.status == "reserved"


def test_a_handed_out_voucher_is_refused(loan, counter, site):
    VoucherFactory(handed_out=True, batch__site=site, iccid=ICCID)
    with pytest.raises(Refused, match="en stock"):
        scan(loan, counter, ICCID)


def test_the_last_item_of_a_request_is_announced_when_it_is_a_voucher(counter, site):
    voucher = VoucherFactory(in_stock=True, batch__site=site, iccid=ICCID)
    line = voucher_line(site, voucher.batch.product)
    scan(preparation_operations.prepare_for(line.request, by=counter), counter, ICCID)
    assert Message.objects.about(line.request).filter(kind="request.ready").exists()


def voucher_line(site, product):
    """Create the line of an accepted request for a voucher of this product."""
    loan_request = RequestFactory(accepted=True, site=site)
    return RequestLineFactory(
        request=loan_request, category=None, product=product, requested=1, accepted=1
    )


def test_scanning_a_request_opens_its_hand_over_but_not_over_scanned_items(
    loan, counter, accepted_request, site
):
    with undone():
        scan(loan, counter, DeviceFactory(ready=True, site=site).asset_tag)
        with pytest.raises(Refused, match=accepted_request.number):
            scan(loan, counter, accepted_request.number)
        assert Loan.objects.count() == 1
    loan.refresh_from_db()
    opened = scan(loan, counter, accepted_request.number)
    assert opened.request == accepted_request
    loan.refresh_from_db()
    assert loan.status == LoanStatus.CANCELLED
    assert scan(opened, counter, accepted_request.number) == opened


def test_scanning_an_agreement_opens_its_loan(loan, counter, issued, organisation, site):
    other = preparation_operations.prepare(by=counter, organisation=organisation, site=site)
    assert scan(other, counter, issued.token.upper()) == loan


def test_refused_scans_are_listed_with_their_reason(sign_in, counter, loan, site):
    visitor = sign_in(counter)
    at_work = DeviceFactory(refurbishing=True, site=site)
    visitor.post(reverse("loan_scan", args=[loan.pk]), {"code": at_work.asset_tag})
    visitor.post(reverse("loan_scan", args=[loan.pk]), {"code": "NOTHING-1"})
    page = visitor.get(reverse("loan_what", args=[loan.pk]))
    assert [row[0] for row in page.context["refusals"]] == [
        "NOTHING-1",
        at_work.asset_tag,
    ]
    assert f'href="{at_work.get_absolute_url()}"' in page.text  # where its next step is offered
    assert page.text.index('id="handing"') < page.text.index('id="refused"')
    latest, _fold, earlier = page.text.partition('id="refusals"')[2].partition("<details")
    assert "NOTHING-1" in latest
    assert latest.count(f"{at_work} :") + earlier.count("NOTHING-1") == 0
    visitor.post(reverse("loan_refusals", args=[loan.pk]))
    page = visitor.get(reverse("loan_what", args=[loan.pk]))
    assert page.context["refusals"] == []


def test_a_refusal_names_the_other_site_or_links_the_other_hand_over_and_is_cleared_alone(
    english, sign_in, counter, loan, site, organisation
):
    counter.language = "en"
    counter.save()
    visitor = sign_in(counter)
    elsewhere, kept = DeviceFactory(ready=True), DeviceFactory(ready=True, site=site)
    other = LoanFactory(site=site, organisation=organisation)
    reservations_operations.reserve(other, by=counter, devices=[kept])
    for device in (elsewhere, kept):
        visitor.post(reverse("loan_scan", args=[loan.pk]), {"code": device.asset_tag})
    path = reverse("loan_what", args=[loan.pk])
    page = visitor.get(path)
    set_aside, far = page.context["refusals"]
    assert far.words == f"{elsewhere} is registered at another site."
    assert (set_aside.holder, set_aside.holder_url) == (str(other), other.get_absolute_url())
    assert f'href="{other.get_absolute_url()}">Open {other}</a>' in page.content.decode()
    visitor.post(reverse("loan_refusals", args=[loan.pk]), {"what": kept.asset_tag})
    assert visitor.get(path).context["refusals"] == [far]


def test_the_site_of_a_device_in_hand_is_corrected_once_confirmed(
    english, sign_in, counter, loan, site
):
    there = SiteFactory(name="Saint-Malo")
    counter.sites.add(there)
    counter.language = "en"
    counter.save()
    device = DeviceFactory(ready=True, site=there)
    sim = VoucherFactory(in_stock=True, batch__site=there, device=device, iccid=ICCID)
    visitor = sign_in(counter)
    scan_path, path = (reverse(name, args=[loan.pk]) for name in ("loan_scan", "loan_what"))
    visitor.post(scan_path, {"code": device.asset_tag})
    page = visitor.get(path)
    assert "is recorded at another site: Saint-Malo. Is it here?" in page.content.decode()
    assert not loan.items.exists()

    visitor.post(scan_path, {"code": device.asset_tag, "here": "1"})
    device.refresh_from_db()
    assert (device.site, device.place) == (site, None)
    assert Event.objects.about(device).filter(kind="device.site_corrected").exists()
    page = visitor.get(path)
    assert page.context["refusals"] == []
    assert f"Added: {device}, with its SIM card {sim}" in page.content.decode()


def test_an_accepted_scan_leaves_the_list_of_refusals(
    unrendered, sign_in, counter, loan, device, site
):
    visitor = sign_in(counter)
    other = preparation_operations.prepare(by=counter, organisation=loan.organisation, site=site)
    reservations_operations.reserve(other, by=counter, devices=[device])
    path = reverse("loan_scan", args=[loan.pk])
    visitor.post(path, {"code": device.asset_tag})
    preparation_operations.free(LoanItem.objects.get(), by=counter)
    visitor.post(path, {"code": device.asset_tag})
    page = visitor.get(reverse("loan_what", args=[loan.pk]))
    assert page.context["refusals"] == []
    assert [item.device for item in page.context["items"]] == [device]


def test_the_next_step_is_the_signature(unrendered, sign_in, counter, loan, device):
    visitor = sign_in(counter)
    path = reverse("loan_hand_over", args=[loan.pk])
    see_proof(loan.recipient, by=counter, kind=ProofKind.REFERRAL)
    places = [visitor.get(path).url]
    visitor.post(reverse("loan_scan", args=[loan.pk]), {"code": device.asset_tag})
    places.append(visitor.get(path).url)
    visitor.post(reverse("loan_explained", args=[loan.pk]), {"training": "declined"})
    places.append(visitor.get(path).url)
    names = ["loan_what", "loan_what", "agreement_issue"]
    assert places == [reverse(name, args=[loan.pk]) for name in names]


def test_cancelled_lines_are_reported_and_close_the_request(
    accepted_request, device, counter, texts, mailoutbox, django_capture_on_commit_callbacks
):
    loan = preparation_operations.prepare_for(accepted_request, by=counter)
    reservations_operations.reserve(loan, by=counter, devices=[device])
    sign(agreement_operations.issue(loan, by=counter), counter)
    line = accepted_request.lines.get()
    with django_capture_on_commit_callbacks(execute=True):
        request_operations.drop_line(accepted_request, line, by=counter)
    accepted_request.refresh_from_db()
    assert accepted_request.status == RequestStatus.CLOSED
    assert [accepted_request.number in letter.subject for letter in mailoutbox] == [True]


def test_reserved_items_and_lines_of_other_requests_are_not_cancelled(
    accepted_request, device, counter, sign_in
):
    loan = preparation_operations.prepare_for(accepted_request, by=counter)
    other = RequestLineFactory(accepted=2)
    answer = sign_in(counter).post(reverse("loan_drop", args=[loan.pk]), {"line": other.pk})
    assert answer.status_code == 404
    other.refresh_from_db()
    assert other.accepted == 2
    reservations_operations.reserve(loan, by=counter, devices=[device])
    line = accepted_request.lines.get()
    request_operations.drop_line(accepted_request, line, by=counter)
    line.refresh_from_db()
    assert line.accepted == 1
    with pytest.raises(Refused):
        request_operations.drop_line(accepted_request, line, by=counter)
