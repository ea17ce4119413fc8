import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.models import Event, Submission
from inventory.devices.lifecycle.devices import DeviceStatus
from loans.agreements.operations import agreements as agreement_operations
from loans.allocation.operations import reservations as reservations_operations
from loans.base.lifecycle.loans import AgreementStatus, LoanKind, LoanStatus
from loans.models import Loan
from people.models import Recipient
from tests.factories import AccessoryKindFactory, DeviceFactory, LoanItemFactory, VoucherFactory
from tests.loans.conftest import turned


@pytest.fixture
def visitor(sign_in, counter):
    return sign_in(counter)


def test_a_walk_in_is_prepared_in_one_form(visitor, organisation, site):
    answer = visitor.post(
        reverse("loan_new"), {"organisation": organisation.pk, "site": site.pk}, follow=True
    )
    loan = Loan.objects.get()
    steps = ["loan_hand_over", "loan_recipient"]
    assert answer.redirect_chain == [(reverse(name, args=[loan.pk]), 302) for name in steps]
    assert loan.organisation == organisation


def test_a_walk_in_takes_the_device_it_began_with(visitor, organisation, site, device):
    path = f"{device.get_absolute_url()}"
    assert f"{reverse('loan_new')}?device={device}" in visitor.get(path).content.decode()
    page = visitor.get(reverse("loan_new"), {"device": str(device)})
    assert page.context["form"]["device"].value() == str(device)
    data = {"organisation": organisation.pk, "site": site.pk, "device": str(device)}
    page = visitor.post(reverse("loan_new"), data, follow=True)
    assert Loan.objects.get().items.get().device == device
    assert page.context["after"].name == "loan_explained"


def test_a_walk_in_that_is_refused_its_device_says_so_and_goes_on(visitor, organisation, site):
    device = DeviceFactory(received=True, site=site)
    data = {"organisation": organisation.pk, "site": site.pk, "device": str(device)}
    page = visitor.post(reverse("loan_new"), data, follow=True)
    loan = Loan.objects.get()
    assert not loan.items.exists()
    assert page.context["after"].name == "loan_what"
    assert str(device) in visitor.get(reverse("loan_what", args=[loan.pk])).content.decode()


def test_scanning_a_label_adds_its_device_with_a_sound(visitor, loan, device):
    code = f"HTTP://127.0.0.1:8000/A/{device.asset_tag}"
    answer = visitor.post(reverse("loan_scan", args=[loan.pk]), {"code": code}, follow=True)
    assert 'data-sound="success"' in answer.content.decode()
    assert loan.items.get().device == device


@pytest.mark.parametrize("state", ["received", "lost"])
def test_a_refused_scan_has_a_message_and_a_sound(visitor, loan, site, state):
    device = DeviceFactory(**{state: True}, site=site)
    answer = visitor.post(
        reverse("loan_scan", args=[loan.pk]), {"code": device.asset_tag}, follow=True
    )
    assert 'data-sound="danger"' in answer.content.decode()
    assert not loan.items.exists()


def test_a_device_of_another_site_is_unknown_here(visitor, loan):
    elsewhere = DeviceFactory(ready=True)
    visitor.post(reverse("loan_scan", args=[loan.pk]), {"code": elsewhere.asset_tag})
    elsewhere.refresh_from_db()
    assert elsewhere.status == DeviceStatus.READY


def test_an_added_item_is_removed_by_a_button(visitor, loan, device, counter):
    (item,) = reservations_operations.reserve(loan, by=counter, devices=[device])
    visitor.post(reverse("loanitem_free", args=[item.pk]))
    device.refresh_from_db()
    assert device.status == DeviceStatus.READY


def test_terms_that_are_refused_stay_in_the_form(visitor, loan):
    answer = visitor.post(
        reverse("loan_terms", args=[loan.pk]), {"kind": "loan", "due_on": "2020-01-31"}
    )
    loan.refresh_from_db()
    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == ["due_on"]
    page = answer.content.decode()
    assert '<a href="#id_due_on">' in page
    assert "2020-01-31" in page
    assert loan.due_on.year > 2020


def test_accessories_and_vouchers_are_added_by_number(visitor, loan, site):
    charger, voucher = AccessoryKindFactory(), VoucherFactory(batch__site=site)
    visitor.post(
        reverse("loan_accessory", args=[loan.pk]), {"accessory": charger.pk, "quantity": 2}
    )
    visitor.post(
        reverse("loan_voucher", args=[loan.pk]),
        {"product": voucher.batch.product_id, "quantity": 1},
    )
    assert [item.quantity for item in loan.items.all()] == [2, 1]


def test_a_new_person_is_created_and_chosen(visitor, loan):
    answer = visitor.post(
        reverse("loan_recipient", args=[loan.pk]),
        {
            "kind": "family",
            "first_name": "Lina",
            "last_name": "Okoye",
            "household_size": 4,
            "language": "fr",
        },
    )
    loan.refresh_from_db()
    assert answer.status_code == 302
    assert str(loan.recipient) == "Lina Okoye"
    assert loan.recipient.organisation == loan.organisation


def test_a_minor_without_guardian_is_refused_and_nothing_is_written(visitor, loan):
    answer = visitor.post(
        reverse("loan_recipient", args=[loan.pk]),
        {
            "kind": "family",
            "first_name": "Noé",
            "household_size": 1,
            "language": "fr",
            "birth_date": "2020-01-01",
        },
    )
    assert answer.context["entry"].errors
    assert not Recipient.objects.filter(first_name="Noé").exists()
    assert "Noé" in answer.content.decode()


def test_people_are_found_by_name_within_the_organisation(visitor, loan, person):
    answer = visitor.get(reverse("loan_recipient", args=[loan.pk]), {"q": "kerj awa"})
    assert list(answer.context["known"]) == [person]
    nobody = visitor.get(reverse("loan_recipient", args=[loan.pk]), {"q": "nobody"})
    assert list(nobody.context["known"]) == []


def test_the_agreement_is_shown_then_signed_on_screen(visitor, issued, device, signature):
    assert device.asset_tag in turned(visitor, reverse("agreement_sign", args=[issued.pk]))
    answer = visitor.post(reverse("agreement_sign", args=[issued.pk]), {"signature": signature})
    issued.refresh_from_db()
    assert answer.url == reverse("loan_signed", args=[issued.loan_id])
    assert issued.status == AgreementStatus.SIGNED


@pytest.mark.parametrize(
    "drawn", ["", "data:image/png;base64,AAAA", "data:text/html;base64,PGI+", "x" * 400_000]
)
def test_an_invalid_signature_is_refused(visitor, issued, drawn):
    answer = visitor.post(reverse("agreement_sign", args=[issued.pk]), {"signature": drawn})
    issued.refresh_from_db()
    assert answer.context["form"].errors
    assert issued.status == AgreementStatus.ISSUED


def test_the_same_signature_sent_again_is_one_hand_over(visitor, issued, signature):
    form = {
        "signature": signature,
        "submission": "6f9619ff-8b86-4011-b42d-00cf4fc964ff",
    }
    for _time in range(2):
        visitor.post(reverse("agreement_sign", args=[issued.pk]), form)
    assert Event.objects.filter(kind="loan.signed").count() == 1
    assert Submission.objects.get().result == issued


def test_a_photo_of_the_signed_paper_is_stored_without_metadata(visitor, issued, picture):
    scan = SimpleUploadedFile("photo.jpg", picture, "image/jpeg")
    address = reverse("agreement_scan", args=[issued.pk])
    answer = visitor.post(address, {"scan": scan})
    assert answer.context["scan"].errors["is_right"]  # any paper would do, if nobody looked
    assert issued.number in answer.content.decode()
    scan.seek(0)
    visitor.post(address, {"scan": scan, "is_right": "on"})
    issued.refresh_from_db()
    assert issued.status == AgreementStatus.SIGNED
    assert b"Exif" not in issued.scan.read()


@pytest.mark.parametrize("content", [b"<html>", b"%PDF-1.7 cut", b"MZ\x90", b""])
def test_an_invalid_scan_of_the_paper_is_refused(visitor, issued, content):
    scan = SimpleUploadedFile("scan.pdf", content, "application/pdf")
    answer = visitor.post(reverse("agreement_scan", args=[issued.pk]), {"scan": scan})
    issued.refresh_from_db()
    assert answer.context["scan"].errors
    assert issued.status == AgreementStatus.ISSUED


def test_opening_a_signed_agreement_is_logged(visitor, issued, signature, counter):
    visitor.post(reverse("agreement_sign", args=[issued.pk]), {"signature": signature})
    answer = visitor.get(reverse("agreement_file", args=[issued.pk]))
    assert answer.content.startswith(b"%PDF-")
    assert Event.objects.about(issued.loan).filter(kind="agreement.read").get().by == counter


def test_an_altered_file_is_not_shown(visitor, issued, counter):
    agreement_operations.draw_agreement(issued, by=counter)
    with issued.document.file.open("wb") as stored:
        stored.write(b"%PDF-1.7 altered")
    answer = visitor.get(reverse("agreement_file", args=[issued.pk]))
    assert answer.status_code == 302


@pytest.mark.parametrize(("who", "status"), [("volunteer", 403), ("technician", 403)])
def test_the_warehouse_cannot_open_agreements(request, sign_in, issued, who, status):
    visitor = sign_in(request.getfixturevalue(who))
    assert visitor.get(reverse("agreement_file", args=[issued.pk])).status_code == status


def test_an_association_opens_its_own_agreements_only(
    sign_in, issued, association, other_association, organisation
):
    association.organisation = organisation
    association.save()
    path = reverse("agreement_file", args=[issued.pk])
    assert sign_in(association).get(path).status_code == 200
    assert sign_in(other_association).get(path).status_code == 404


def test_the_warehouse_sees_no_names(sign_in, volunteer, loan):
    page = sign_in(volunteer).get(reverse("loan_detail", args=[loan.pk])).content.decode()
    assert "Kerjean" not in page
    assert loan.recipient.discreet in page


def test_a_coordinator_turns_a_loan_into_a_gift(sign_in, coordinator):
    item = LoanItemFactory(open=True)
    sign_in(coordinator).post(reverse("loan_keep", args=[item.loan_id]))
    item.loan.refresh_from_db()
    assert item.loan.kind == LoanKind.GIFT


def test_a_prepared_loan_is_cancelled_by_a_post(visitor, loan, device, counter):
    reservations_operations.reserve(loan, by=counter, devices=[device])
    visitor.post(reverse("loan_cancel", args=[loan.pk]))
    loan.refresh_from_db()
    assert loan.status == LoanStatus.CANCELLED


def count_queries(visitor, path):
    with CaptureQueriesContext(connection) as captured:
        assert visitor.get(path).status_code == 200
    return len(captured)


def test_the_list_of_loans_takes_constant_queries(visitor, site):
    LoanItemFactory(open=True, loan__site=site)
    path = reverse("loan_list")
    visitor.get(path)
    one = count_queries(visitor, path)
    for _time in range(5):
        LoanItemFactory(open=True, loan__site=site)
    assert count_queries(visitor, path) == one


def test_a_text_is_previewed_before_it_is_put_in_use(sign_in, coordinator, texts):
    path = reverse("agreementtext_edit", args=["loan", "family", "fr"])
    visitor = sign_in(coordinator)
    form = {"version": texts[0].version, "body": "## Nouveau titre\n\nPour {borrower}."}
    preview = visitor.post(path, form | {"preview": "1"})
    assert "Nouveau titre" in preview.content.decode()
    assert preview.context["text"].version == texts[0].version
    visitor.post(path, form)
    assert visitor.get(path).context["text"].body == form["body"]
