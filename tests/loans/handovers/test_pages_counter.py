import csv
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from core.models import Event, Submission
from inventory.devices.lifecycle.devices import DeviceStatus
from loans.base.lifecycle.loans import AgreementStatus, LoanKind, LoanStatus
from loans.handovers.forms import EntryForm
from loans.models import Loan
from people.models import Recipient
from tests.cases import level_of
from tests.factories import (
    AccessoryKindFactory,
    DeviceChargerFactory,
    DeviceFactory,
    LoanItemFactory,
    UserFactory,
    VoucherFactory,
)
from tests.loans.conftest import turned
from tests.visits import undone


@pytest.fixture
def visitor(sign_in, counter):
    return sign_in(counter)


def test_a_walk_in_takes_the_device_it_began_with(visitor, organisation, site, device):
    new, data = reverse("loan_new"), {"organisation": organisation.pk, "site": site.pk}
    with undone():
        answer = visitor.post(new, data, follow=True)
        loan = Loan.objects.get()
        steps = ["loan_hand_over", "loan_recipient"]
        assert answer.redirect_chain == [(reverse(name, args=[loan.pk]), 302) for name in steps]
        assert loan.organisation == organisation
    page = visitor.get(device.get_absolute_url()).content.decode()
    assert f'action="{new}?device={device}"' in page
    page = visitor.get(new, {"device": str(device)})
    assert page.context["form"]["device"].value() == str(device)
    page = visitor.post(new, data | {"device": str(device)}, follow=True)
    assert Loan.objects.get().items.get().device == device
    assert page.context["after"].name == "loan_explained"  # scanned just now: nothing to compare


def test_the_usual_walk_in_opens_at_once_and_one_left_empty_is_taken_up_again(
    unrendered, visitor, organisation, site, device, counter, time_machine
):
    time_machine.move_to(timezone.now(), tick=False)
    new = reverse("loan_new")
    assert visitor.post(new, {"at_once": "1"}).context["form"].errors  # nothing is guessed
    organisation.is_ours = True
    organisation.save()
    first = visitor.post(new, {"at_once": "1"}).url
    second = visitor.post(new, {"at_once": "1"}).url
    assert first != second  # a colleague may use the same account
    time_machine.shift(timedelta(hours=1))
    assert visitor.post(new, {"at_once": "1"}).url in {first, second}
    with_device = visitor.post(f"{new}?device={device}", {"at_once": "1"}).url
    assert Loan.objects.get(items__device=device).pk == int(with_device.split("/")[2])
    assert Loan.objects.count() == 2
    empty = Loan.objects.get(items=None)
    assert (
        empty not in visitor.get(reverse("loan_list"), {"status": "prepared"}).context["table"].data
    )
    assert list(Loan.objects.begun()) == list(Loan.objects.exclude(pk=empty.pk))


def test_a_walk_in_that_is_refused_its_device_says_so_and_goes_on(visitor, organisation, site):
    device = DeviceFactory(received=True, site=site)
    data = {"organisation": organisation.pk, "site": site.pk, "device": str(device)}
    page = visitor.post(reverse("loan_new"), data, follow=True)
    loan = Loan.objects.get()
    assert not loan.items.exists()
    assert page.context["after"].name == "loan_what"
    assert str(device) in visitor.get(reverse("loan_what", args=[loan.pk])).content.decode()


def test_a_scan_adds_its_device_or_is_refused_with_a_sound(visitor, loan, device, site):
    path = reverse("loan_scan", args=[loan.pk])
    for state in ("received", "lost"):
        refused = DeviceFactory(**{state: True}, site=site)
        assert level_of(visitor.post(path, {"code": refused.asset_tag})) == "danger", state
    elsewhere = DeviceFactory(ready=True)  # unknown at this site
    visitor.post(path, {"code": elsewhere.asset_tag})
    elsewhere.refresh_from_db()
    assert elsewhere.status == DeviceStatus.READY
    assert not loan.items.exists()
    code = f"HTTP://127.0.0.1:8000/A/{device.asset_tag}"
    answer = visitor.post(path, {"code": code}, follow=True)
    assert 'data-sound="success"' in answer.content.decode()
    item = loan.items.get()
    assert item.device == device
    visitor.post(reverse("loanitem_free", args=[item.pk]))
    device.refresh_from_db()
    assert device.status == DeviceStatus.READY


def test_a_person_is_found_by_name_or_created_and_chosen(visitor, loan, person):
    path = reverse("loan_recipient", args=[loan.pk])
    assert list(visitor.get(path, {"q": "kerj awa"}).context["recipients"]) == [person]
    assert list(visitor.get(path, {"q": "nobody"}).context["recipients"]) == []
    data = {"kind": "family", "first_name": "Noé", "household_size": 4, "language": "fr"}
    minor = visitor.post(path, data | {"birth_date": "2020-01-01"})  # without a guardian
    assert minor.context["entry"].errors
    assert not Recipient.objects.filter(first_name="Noé").exists()
    assert "Noé" in minor.content.decode()
    answer = visitor.post(path, data | {"last_name": "Okoye"})
    loan.refresh_from_db()
    assert answer.status_code == 302
    assert str(loan.recipient) == "Noé Okoye"
    assert loan.recipient.organisation == loan.organisation


def test_a_late_borrower_of_another_organisation_is_found_and_not_created_twice(visitor, loan):
    late = LoanItemFactory(open=True, loan__overdue=True).loan
    late.organisation.name = "Maison Verte"
    late.organisation.save()
    borrower, path = late.recipient, reverse("loan_recipient", args=[loan.pk])
    typed = {"first_name": borrower.first_name, "last_name": borrower.last_name}
    new = typed | {"kind": "family", "household_size": 4, "language": "fr"}
    for page in (visitor.get(path, {"q": borrower.last_name}), visitor.post(path, new)):
        words = page.content.decode()
        assert "Maison Verte" in words
        assert "status-bad" in words  # overdue
        button = (
            f'name="recipient" value="{borrower.pk}" type="submit" formaction="/hand-overs/new/"'
        )
        assert button in words
    assert Recipient.objects.filter(**typed).get() == borrower
    visitor.post(reverse("loan_new"), {"recipient": borrower.pk, "site": loan.site_id})
    opened = Loan.objects.exclude(pk__in=[loan.pk, late.pk]).get()
    assert (opened.organisation, opened.recipient) == (late.organisation, borrower)
    page = visitor.get(borrower.get_absolute_url()).content.decode()
    assert f'name="recipient" value="{borrower.pk}"' in page
    of_partner = EntryForm(new, by=UserFactory(association=True), organisation=loan.organisation)
    of_partner.is_valid()
    assert not of_partner.namesakes  # people whom the user may not see are not named


def test_a_new_person_who_may_be_known_is_shown_first(visitor, loan, person):
    path = reverse("loan_recipient", args=[loan.pk])
    new = {"kind": "family", "first_name": "Noé", "last_name": "Okoye", "household_size": 4}
    new |= {"language": "fr", "phone": person.phone}
    known = visitor.post(path, new)
    assert known.context["entry"].namesakes == [person]
    assert "Noé" in known.content.decode()
    assert not Recipient.objects.filter(first_name="Noé").exists()
    assert visitor.post(path, new | {"anyway": "yes"}).status_code == 302
    loan.refresh_from_db()
    assert str(loan.recipient) == "Noé Okoye"


def test_the_person_of_a_hand_over_is_corrected_on_its_step(visitor, loan, person):
    visitor.post(reverse("loan_recipient_choose", args=[loan.pk]), {"recipient": person.pk})
    path, whom = (reverse(name, args=[loan.pk]) for name in ("loan_person", "loan_recipient"))
    form = visitor.get(whom).context["correction"]
    data = {name: form[name].value() or "" for name in form.fields} | {"phone": "06 11 22 33 44"}
    refused = visitor.post(path, data | {"first_name": "", "last_name": ""})
    assert refused.context["correction"].errors["first_name"]
    answer = visitor.post(path, data)
    assert (answer.status_code, answer.url) == (302, whom)
    person.refresh_from_db()
    assert person.phone == "06 11 22 33 44"
    assert Event.objects.about(person).filter(kind="recipient.changed").count() == 1


def test_the_agreement_is_shown_then_signed_on_screen_once(
    visitor, issued, device, signature, counter
):
    path = reverse("agreement_sign", args=[issued.pk])
    assert device.asset_tag in turned(visitor, path)
    for drawn in ("", "data:image/png;base64,AAAA", "data:text/html;base64,PGI+", "x" * 400_000):
        answer = visitor.post(path, {"signature": drawn})
        assert answer.context["form"].errors, drawn[:30]
    issued.refresh_from_db()
    assert issued.status == AgreementStatus.ISSUED
    form = {"signature": signature, "submission": "6f9619ff-8b86-4011-b42d-00cf4fc964ff"}
    for _time in range(2):
        answer = visitor.post(path, form)
        assert answer.url == reverse("loan_signed", args=[issued.loan_id])
    issued.refresh_from_db()
    assert issued.status == AgreementStatus.SIGNED
    assert Event.objects.filter(kind="loan.signed").count() == 1
    assert Submission.objects.get().result == issued
    answer = visitor.get(reverse("agreement_file", args=[issued.pk]))
    assert answer.content.startswith(b"%PDF-")
    assert Event.objects.about(issued.loan).filter(kind="agreement.read").get().by == counter


def test_a_photo_of_the_signed_paper_is_stored_without_metadata(visitor, issued, picture):
    address = reverse("agreement_scan", args=[issued.pk])
    for content in (b"<html>", b"%PDF-1.7 cut", b"MZ\x90", b""):
        scan = SimpleUploadedFile("scan.pdf", content, "application/pdf")
        answer = visitor.post(address, {"scan": scan, "is_right": "on"})
        assert answer.context["scan"].errors["scan"], content
    scan = SimpleUploadedFile("photo.jpg", picture, "image/jpeg")
    answer = visitor.post(address, {"scan": scan})
    assert answer.context["scan"].errors["is_right"]  # otherwise any paper would be accepted
    assert issued.number in answer.content.decode()
    issued.refresh_from_db()
    assert issued.status == AgreementStatus.ISSUED
    scan.seek(0)
    visitor.post(address, {"scan": scan, "is_right": "on"})
    issued.refresh_from_db()
    assert issued.status == AgreementStatus.SIGNED
    assert b"Exif" not in issued.scan.read()


def test_an_agreement_is_opened_by_the_counter_and_its_own_association_only(
    sign_in, issued, association, other_association, organisation, volunteer, technician, visitor
):
    association.organisation = organisation
    association.save()
    path = reverse("agreement_file", args=[issued.pk])
    users = ((volunteer, 403), (technician, 403), (other_association, 404), (association, 200))
    for user, status in users:
        assert sign_in(user).get(path).status_code == status, user.role
    page = sign_in(volunteer).get(reverse("loan_detail", args=[issued.loan_id])).content.decode()
    assert "Kerjean" not in page
    assert issued.loan.recipient.discreet in page
    issued.refresh_from_db()
    with issued.document.file.open("wb") as stored:
        stored.write(b"%PDF-1.7 altered")
    assert visitor.get(path).status_code == 302  # an altered file is not shown


def test_a_coordinator_turns_a_loan_into_a_gift(sign_in, coordinator):
    item = LoanItemFactory(open=True)
    sign_in(coordinator).post(reverse("loan_keep", args=[item.loan_id]))
    item.loan.refresh_from_db()
    assert item.loan.kind == LoanKind.GIFT


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


def test_accessories_and_vouchers_are_added_by_number_and_a_prepared_loan_is_cancelled(
    visitor, loan, site
):
    charger, voucher = AccessoryKindFactory(usb_c=True), VoucherFactory(batch__site=site)
    bare = [
        DeviceChargerFactory(
            missing=True,
            connector=charger.connector,
            device=LoanItemFactory(loan=loan, reserved=True, device__site=site).device,
        )
        for _n in range(3)
    ]
    what, accessory = (reverse(name, args=[loan.pk]) for name in ("loan_what", "loan_accessory"))
    charged = LoanItemFactory(loan=loan, reserved=True, device__site=site).device
    DeviceChargerFactory(own=True, device=charged)
    page = visitor.get(what)
    assert len(page.context["uncharged"]) == len(bare)
    assert page.text.count("+ chargeur") == 1
    visitor.post(accessory, {"accessory": charger.pk, "quantity": 2})
    assert len(visitor.get(what).context["uncharged"]) == len(bare) - 2
    visitor.post(
        reverse("loan_voucher", args=[loan.pk]),
        {"product": voucher.batch.product_id, "quantity": 1},
    )
    assert [item.quantity for item in loan.items.filter(device=None)] == [2, 1]
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
    for _time in range(2):
        LoanItemFactory(open=True, loan__site=site)
    assert count_queries(visitor, path) == one


def test_the_export_of_loans_has_the_models_and_the_day_of_the_return(sign_in, coordinator, site):
    item = LoanItemFactory(returned=True, loan__site=site)
    facts = {"list_act": "export", "form": "csv", "columns": "all"}
    content = sign_in(coordinator).post(reverse("loan_list"), facts).getvalue()
    heads, row = csv.reader(content.decode("utf-8-sig").splitlines(), delimiter=";")
    cells = dict(zip(heads, row, strict=True))

    assert cells["Modèles"] == item.device.designation
    assert cells["Rendu le"] == timezone.localdate(item.ended_at).isoformat()


def test_a_text_is_previewed_put_in_use_and_a_former_version_is_put_back(
    sign_in, coordinator, texts
):
    path = reverse("agreementtext_edit", args=["loan", "family", "fr"])
    visitor = sign_in(coordinator)
    form = {"version": texts[0].version, "body": "## Nouveau titre\n\nPour {borrower}."}
    preview = visitor.post(path, form | {"preview": "1"})
    assert "Nouveau titre" in preview.content.decode()
    assert preview.context["text"].version == texts[0].version
    visitor.post(path, form)
    page = visitor.get(path)
    assert page.context["text"].body == form["body"]
    was = texts[0].version
    assert f'href="?version={was}"' in page.text
    original = visitor.get(path, {"version": was})
    assert original.context["form"]["body"].value() == texts[0].body
    changes = original.context["changes"]
    assert ("-", "Pour {la personne qui signe}.") in changes
    assert {mark for mark, _line in changes} == {"-", "+"}
    visitor.post(f"{path}?version={was}", {"version": was + 1, "body": texts[0].body})
    now = visitor.get(path).context["text"]
    assert (now.version, now.body) == (was + 2, texts[0].body)


def test_a_preview_shows_conditional_parts_as_the_paper_prints_them(sign_in, coordinator, texts):
    path = reverse("agreementtext_edit", args=["loan", "family", "fr"])
    body = "## Titre\n\nRendez-le le {due_date}.\n\n## [sim] La carte\n\nGardez-la.\n\n---\n\n- Un"
    body = body.replace("\n", "\r\n")  # as browsers send it
    visitor = sign_in(coordinator)
    usual = visitor.post(path, {"body": body, "preview": "1"}).context["terms"]
    with_sim = visitor.post(path, {"body": body, "preview": "1", "met": ["sim"]}).context["terms"]
    assert [title for title, _blocks in usual.signed] == ["Titre"]
    assert [title for title, _blocks in with_sim.signed] == ["Titre", "La carte"]
    assert "{" not in str(usual)
    assert [line for _picture, line in usual.pictures] == ["Un"]
