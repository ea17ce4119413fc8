"""Contents of the demo: every status, fictitious people, and the cases that users ask about."""

import re
from datetime import timedelta
from io import StringIO

import pytest
from django.contrib.auth.hashers import check_password
from django.core.management import call_command
from django.db.models import Count, Q
from django.utils import timezone
from stdnum import imei, luhn
from stdnum.fr import siren, siret

from core.models import Event, Identity
from demo.words import words
from donations.models import Donor
from inventory.devices.lifecycle.devices import DeviceStatus, Grade, MediumStatus, TagStatus
from inventory.devices.lifecycle.repairs import RepairOutcome
from inventory.models import Device, Erasure, ImportBatch, Repair, Specification, Tag, Voucher
from loans.base.lifecycle.loans import AgreementStatus, Audience, LoanKind, LoanStatus
from loans.models import Agreement, Loan, LoanItem
from people.base.roles import Role
from people.models import Guardian, Organisation, Recipient, Site, User
from tests.demo.conftest import DEVICES, LIVES, statuses, wrong_statuses
from tests.law import not_folded

pytestmark = pytest.mark.usefixtures("demo", "db")

FICTION = re.compile(r"(01 99 00|02 61 91|03 53 01|04 65 71|05 36 49|06 39 98) \d\d \d\d")


@pytest.mark.audit
def test_every_state_and_kind_has_a_row():
    assert {model: wrong for model in LIVES if (wrong := wrong_statuses(model))} == {}

    assert statuses(Tag) == set(TagStatus.values)

    assert set(Device.objects.values_list("grade", flat=True)) >= set(Grade.values)
    kinds = Organisation.objects.exclude(is_ours=True).values_list("kind").annotate(n=Count("pk"))
    assert all(count >= 2 for _kind, count in kinds)
    assert Site.objects.count() == 3

    signed = Loan.objects.filter(agreements__status=AgreementStatus.SIGNED)
    assert set(signed.values_list("audience", flat=True)) == set(Audience.values)
    assert set(signed.values_list("kind", flat=True)) == set(LoanKind.values)

    outcomes = set(Repair.objects.filter(status="ended").values_list("outcome", flat=True))
    assert outcomes == set(RepairOutcome.values)
    assert {"1.2", "2.0"} <= set(Specification.objects.values_list("tpm", flat=True))

    written = ImportBatch.objects.get(kind="donor_list", status="applied")
    assert written.rows.count() == written.rows.exclude(devices=None).count()
    checked = ImportBatch.objects.get(kind="donor_list", status="checked")
    assert set(checked.rows.values_list("verdict", flat=True)) == {"good", "refused", "same"}


def test_there_are_as_many_devices_as_wanted_some_locked_and_those_in_use_erased():
    arrived_before = Device.objects.exclude(import_rows__batch__kind="donor_list")
    assert arrived_before.count() == DEVICES

    locked = Device.objects.filter(fault__in=words.locks.values()).count()
    assert DEVICES / 24 < locked < DEVICES / 6

    # Guards ensure this for every row; the test ensures that the demo has proofs.
    holds_data = Device.objects.filter(
        category__holds_data=True, status__in=["ready", "reserved", "on_loan", "given"]
    )
    proven = Q(media__erasures__result="passed") | Q(media__status=MediumStatus.DESTROYED)
    assert holds_data.count() == holds_data.filter(proven).distinct().count()
    assert Erasure.objects.filter(result="failed").exists()


def test_some_events_are_of_today_some_work_is_due_and_no_event_is_in_the_future():
    today = timezone.localdate()
    active = Loan.objects.filter(status=LoanStatus.ACTIVE)
    assert Loan.objects.overdue(today).count() >= 3
    assert active.filter(due_on=today).exists()
    assert active.filter(due_on__range=[today + timedelta(1), today + timedelta(7)]).exists()

    stolen = LoanItem.objects.filter(status="stolen", ended_at__date=today)
    assert stolen.get().device.category.code == "phone"

    tomorrow = today + timedelta(days=1)
    assert Voucher.objects.filter(status="in_stock", activate_by=tomorrow).exists()

    signed = Agreement.objects.filter(status=AgreementStatus.SIGNED, signed_at__date=today)
    on_screen, on_paper = signed.filter(scan=None), signed.exclude(scan=None)
    assert on_screen.filter(text__language="en").exists()
    for agreement in on_screen:
        content = agreement.document.read()
        assert content.startswith(b"%PDF-")
        assert agreement.signatures.exists()
    assert on_paper.get().scan.read().startswith(b"\xff\xd8")

    items = LoanItem.objects.filter(status="returned", ended_at__date=today)
    receipts = {item.receipt for item in items if item.receipt}
    assert receipts
    assert all(receipt.read().startswith(b"%PDF-") for receipt in receipts)

    devices = Device.objects.filter(status=DeviceStatus.ON_LOAN)[:20]
    assert devices
    for device in devices:
        story = list(Event.objects.about(device).order_by("pk"))
        assert story[0].kind == "device.received"
        assert [event.at for event in story] == sorted(event.at for event in story)

    assert not Event.objects.filter(at__gt=timezone.now()).exists()
    assert not Device.objects.filter(received_at__gt=timezone.now()).exists()


def test_people_and_numbers_are_fictitious():
    pupils = Recipient.objects.exclude(birth_date=None).annotate(answering=Count("guardians"))
    assert all(pupil.is_minor(timezone.localdate()) for pupil in pupils)
    assert set(pupils.values_list("answering", flat=True)) == {1, 2}
    both = Guardian.objects.filter(recipient=pupils.get(answering=2))
    assert len(set(both.values_list("address", flat=True))) == 2

    phones = [
        *Recipient.objects.values_list("phone", flat=True),
        *Guardian.objects.values_list("phone", flat=True),
        *Organisation.objects.values_list("phone", flat=True),
        *Donor.objects.values_list("phone", flat=True),
        *Site.objects.values_list("phone", flat=True),
        Identity.objects.get().phone,
    ]
    assert [phone for phone in phones if phone and not FICTION.fullmatch(phone)] == []
    mails = [*User.objects.values_list("email", flat=True), Identity.objects.get().email]
    mails += [*Donor.objects.values_list("email", flat=True)]
    mails += [*Organisation.objects.values_list("email", flat=True)]
    assert [mail for mail in mails if mail and not mail.endswith((".test", ".invalid"))] == []

    sirens = [*Donor.objects.exclude(siren="").values_list("siren", flat=True)]
    assert sirens
    assert all(number.startswith("000") and siren.is_valid(number) for number in sirens)
    sirets = [*Organisation.objects.exclude(siret="").values_list("siret", flat=True)]
    assert sirets
    assert all(number.startswith("000") and siret.is_valid(number) for number in sirets)
    imeis = [*Device.objects.exclude(imei=None).values_list("imei", flat=True)]
    assert imeis
    assert all(number.startswith("00") and imei.is_valid(number) for number in imeis)
    assert all(luhn.is_valid(number) for number in imeis)
    serials = Device.objects.exclude(serial=None)
    assert not serials.exclude(serial__startswith="DEMO").exists()

    assert not_folded() == []
    assert Recipient.objects.filter(folded_name__regex="^ [a-z]").exists()


def test_every_role_signs_in_with_the_one_password_which_is_printed_again_on_demand(made_demo):
    for role in Role:
        user = User.objects.get(email=f"{role}@rebond.test")
        assert user.role == role
        assert user.is_active
        assert check_password(words.password, user.password)

    assert all(f"{role}@rebond.test" in made_demo.printed for role in Role)
    assert words.password in made_demo.printed
    output = StringIO()
    call_command("demo", if_empty=True, stdout=output)
    assert output.getvalue() in made_demo.printed
