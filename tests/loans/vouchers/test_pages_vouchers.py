"""Vouchers of a person are given, printed and replaced, and codes are never shown."""

import json
import logging
from decimal import Decimal
from itertools import chain
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from django.apps import apps
from django.conf import settings
from django.core import mail, serializers
from django.urls import reverse

from core.models import Event
from inventory.models import Voucher
from inventory.vouchers.lifecycle import VoucherStatus
from loans.allocation.operations import preparation as preparation_operations
from loans.allocation.operations import reservations as reservations_operations
from loans.models import CeilingLift, Loan
from tests.factories import (
    DeviceFactory,
    LoanFactory,
    RecipientFactory,
    UserFactory,
    VoucherBatchFactory,
    VoucherFactory,
)
from tests.leaks import words_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
CODE, PIN, PUK, NUMBER = "SECRET4242ABCD", "9173", "48159263", "+33639984321"
SECRETS = [CODE, "SECR ET42", PUK]


@pytest.fixture
def batch(site):
    return VoucherBatchFactory(site=site, product__face_value=Decimal(10))


@pytest.fixture
def person():
    return RecipientFactory(language="en")


@pytest.fixture
def visitor(sign_in, counter):
    counter.language = "en"
    counter.save()
    return sign_in(counter)


def give(visitor, person, batch, quantity=1, **more):
    typed = {"product": batch.product_id, "site": batch.site_id, "quantity": quantity}
    path = reverse("recipient_vouchers", args=[person.pk])
    return visitor.post(path, {**typed, **more}, follow=True)


def test_vouchers_are_given_and_their_slip_printed_once(visitor, person, batch, counter):
    VoucherFactory(batch=batch, code=CODE, pin=PIN, puk=PUK)
    VoucherFactory(batch=batch, code="OTHER99887766")
    page = give(visitor, person, batch, 2)
    assert len(page.context["unseen"]) == 2
    path = reverse("recipient_slip", args=[person.pk])
    typed = {"submission": page.context["slip_form"]["submission"].value()}
    slip = visitor.post(path, typed)
    assert slip.headers["Content-Type"] == "application/pdf"
    assert "no-store" in slip.headers["Cache-Control"]
    words = words_of(slip.content)
    for code in ("SECR ET42 42AB CD", "OTHE R998 8776 6", PIN, PUK):
        assert code in words
    again = visitor.post(path, typed, follow=True)
    assert again.redirect_chain == [(reverse("recipient_vouchers", args=[person.pk]), 302)]
    events = Event.objects.filter(kind="voucher.printed")
    assert [(e.by, e.data) for e in events] == [(counter, {"why": "hand_over"})] * 2
    page = visitor.get(reverse("recipient_vouchers", args=[person.pk]))
    assert page.context["unseen"] == []
    refused = visitor.post(path, {}, follow=True)
    assert "There is no voucher to print." in refused.content.decode()


def test_the_slip_is_in_the_language_of_the_person_and_draws_an_esim(visitor, site):
    person = RecipientFactory(language="fr")
    batch = VoucherBatchFactory(site=site, product__kind="esim")
    esim = "LPA:1$smdp.example$aB-9z"
    voucher = VoucherFactory(batch=batch, code=esim, handed_out=True, recipient=person)
    slip = visitor.post(reverse("voucher_slip", args=[voucher.pk]), {"why": ""})
    words = words_of(slip.content)
    assert "Votre bon de connexion" in words
    assert esim in words
    assert read_codes(slip.content) == [esim]


def read_codes(pdf):
    """Return the codes that a camera reads on the first page of this paper."""
    with pypdfium2.PdfDocument(pdf) as pages:
        picture = pages[0].render(scale=3).to_pil()
    return [code.text for code in zxingcpp.read_barcodes(picture)]


def test_the_code_on_a_slip_is_large(visitor, person, batch):
    voucher = VoucherFactory(batch=batch, code=CODE, handed_out=True, recipient=person)
    slip = visitor.post(reverse("voucher_slip", args=[voucher.pk]), {})
    with pypdfium2.PdfDocument(slip.content) as pages:
        assert len(pages) == 1
        text = pages[0].get_textpage()
        at = text.get_text_range().index("SECR ET42")
        left, bottom, right, top = text.get_charbox(at)
        assert top - bottom > 10  # points: capitals of about 20 pt
        picture = pages[0].render(scale=1).to_pil().convert("L")
        height = picture.height
        assert min(picture.crop((left, height - top, right, height - bottom)).tobytes()) < 80


def test_the_ceiling_is_shown_and_a_coordinator_lifts_it_on_the_page(
    unrendered, visitor, sign_in, coordinator, person, batch
):
    VoucherFactory.create_batch(6, batch=batch)
    page = give(visitor, person, batch, 4)
    assert "month: €30.00" in " ".join(page.context["form"].non_field_errors())
    lift = reverse("ceiling_lift", args=[person.pk])
    assert visitor.post(lift, {"reason": "job"}).status_code == 403
    coordinator = sign_in(coordinator)
    assert coordinator.post(lift, {"reason": ""}).context["lift_form"].errors
    coordinator.post(lift, {"reason": "job"})
    assert CeilingLift.objects.get().by_id
    page = visitor.get(reverse("recipient_vouchers", args=[person.pk]))
    for _time in range(2):  # a form sent twice
        give(visitor, person, batch, 4, submission=page.context["form"]["submission"].value())
    assert Voucher.objects.filter(recipient=person).count() == 4


def test_a_voucher_is_replaced_from_its_page(visitor, person, batch):
    old = VoucherFactory(batch=batch, handed_out=True, recipient=person)
    VoucherFactory(batch=batch)
    path = reverse("voucher_reissue", args=[old.pk])
    assert path in visitor.get(old.get_absolute_url()).content.decode()
    answer = visitor.post(path, follow=True)
    new = Voucher.objects.get(replaces=old)
    assert answer.redirect_chain == [(new.get_absolute_url(), 302)]
    assert old.get_absolute_url() in answer.content.decode()
    assert new.get_absolute_url() in visitor.get(old.get_absolute_url()).content.decode()
    refused = visitor.post(reverse("voucher_reissue", args=[new.pk]), follow=True)
    assert "0 left in stock" in refused.content.decode()


def test_a_household_page_shows_its_vouchers_to_the_counter_and_to_its_association(
    visitor, sign_in, person, batch
):
    voucher = VoucherFactory(batch=batch, handed_out=True, recipient=person, number=NUMBER)
    elsewhere = VoucherFactory(handed_out=True, recipient=person)
    page = visitor.get(person.get_absolute_url()).content.decode()
    assert voucher.get_absolute_url() in page
    assert NUMBER in page
    assert str(elsewhere) in page
    assert elsewhere.get_absolute_url() not in page
    association = UserFactory(association=True, organisation=person.organisation)
    page = sign_in(association).get(person.get_absolute_url()).content.decode()
    assert str(voucher) in page
    assert voucher.get_absolute_url() not in page
    assert NUMBER not in page


# --- With a device -------------------------------------------------------------------------------


@pytest.fixture
def phone_with_a_card(site, batch):
    phone = DeviceFactory(ready=True, site=site, category__has_imei=True)
    batch.product.kind = "sim"
    batch.product.save()
    card = VoucherFactory(batch=batch, iccid="8933100000000000011", device=phone)
    return phone, card


def test_the_card_in_a_phone_is_reserved_and_released_with_it_alone(
    counter, site, phone_with_a_card
):
    phone, card = phone_with_a_card
    loan = LoanFactory(site=site)
    with pytest.raises(Exception, match="0 left"):
        reservations_operations.reserve_vouchers(
            loan, by=counter, product=card.batch.product, quantity=1
        )
    reservations_operations.reserve(loan, by=counter, devices=[phone])
    card.refresh_from_db()
    assert card.status == VoucherStatus.RESERVED
    item = loan.items.get(device=phone)
    with pytest.raises(Exception, match=": take it out first"):
        preparation_operations.free(loan.items.get(voucher=card), by=counter)
    preparation_operations.free(item, by=counter)
    card.refresh_from_db()
    assert (card.status, card.device) == (VoucherStatus.IN_STOCK, phone)


def test_vouchers_of_a_loan_respect_the_ceiling(counter, site, batch):
    VoucherFactory.create_batch(5, batch=batch)
    loan = LoanFactory(site=site)
    reservations_operations.reserve_vouchers(loan, by=counter, product=batch.product, quantity=3)
    with pytest.raises(Exception, match=r"month: €30\.00"):
        reservations_operations.reserve_vouchers(
            loan, by=counter, product=batch.product, quantity=1
        )
    Loan.objects.filter(pk=loan.pk).update(recipient=None, audience="structure")
    loan.refresh_from_db()
    reservations_operations.reserve_vouchers(loan, by=counter, product=batch.product, quantity=1)


# --- Codes are shown nowhere ---------------------------------------------------------------------


@pytest.fixture
def logged(site, sign_in, caplog, django_capture_on_commit_callbacks, person, coordinator):
    """A voucher after import, hand-over, reveal and slip, with every logger captured."""
    caplog.set_level(logging.DEBUG)
    batch = VoucherBatchFactory(site=site)
    visitor = sign_in(coordinator)
    with django_capture_on_commit_callbacks(execute=True):
        page = visitor.post(
            reverse("voucherbatch_add"),
            {
                "product": batch.product_id,
                "site": site.pk,
                "codes": f"code;pin;puk\n{CODE};{PIN};{PUK}\n",
            },
            follow=True,
        )
        waiting = page.context["waiting"]
        visitor.post(reverse("voucherlist_enter", args=[waiting.pk]), {"submission": ""})
        give(visitor, person, batch)
        voucher = Voucher.objects.get(recipient=person)
        visitor.post(reverse("voucher_reveal", args=[voucher.pk]), {})
        visitor.post(reverse("voucher_slip", args=[voucher.pk]), {"why": "audit"})
    assert Event.objects.about(voucher).filter(kind__in=["voucher.shown", "voucher.printed"])
    return voucher


def test_no_row_log_mail_or_file_contains_a_code(logged, caplog):
    rows = chain.from_iterable(model.objects.all() for model in apps.get_models())
    dump = json.dumps(json.loads(serializers.serialize("json", rows)), ensure_ascii=False)
    assert logged.last_digits in dump
    media = Path(settings.MEDIA_ROOT).rglob("*")
    files = b"".join(path.read_bytes() for path in media if path.is_file())
    mails = "".join(letter.subject + letter.body for letter in mail.outbox)
    for secret in SECRETS:
        assert secret not in dump
        assert secret not in caplog.text
        assert secret not in mails
        assert secret.encode() not in files
