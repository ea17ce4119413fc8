"""Requests for help from the sheet of a device, support contacts, and codes of remote support."""

import pytest
from django.test import Client
from django.urls import reverse

from core.models import Event
from desk.figures.registry import FIGURES
from desk.figures.scope import Scope
from modules.help_sheets.lifecycle import Subject, SupportStatus
from modules.help_sheets.links import SIGNER
from modules.help_sheets.models import SupportCode, SupportContact
from modules.help_sheets.operations import forget_codes, save_code
from modules.help_sheets.tests.factories import (
    SupportCodeFactory,
    SupportContactFactory,
    SupportToolFactory,
)
from people.models import Language
from tests.factories import LoanItemFactory, SpecificationFactory, UserFactory
from tests.law import write
from tests.modules import use_all_but

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def item():
    item = LoanItemFactory(open=True, loan__recipient__language="en")
    SpecificationFactory(device=item.device, os="linux")
    return item


def own(item):
    return reverse("helpsheet_own", args=[SIGNER.sign(item.pk)])


def test_the_sheet_of_a_device_names_the_device_and_nobody(item):
    page = Client().get(own(item)).content.decode()
    assert item.device.asset_tag in page
    assert "Connect to the Internet" in page
    assert item.loan.recipient.last_name not in page
    assert item.loan.number not in page


def test_one_tap_asks_for_help_once_and_the_home_page_shows_it(item, sign_in, coordinator):
    coordinator.sites.set([item.loan.site])
    visitor = Client()
    for _time in range(2):
        visitor.post(own(item), {"subject": "printer"})
    contact = SupportContact.objects.get()
    assert (contact.subject, contact.status, contact.is_requested) == ("printer", "waiting", True)
    assert "We will contact you." in visitor.get(own(item)).content.decode()
    figure = FIGURES["help_to_give"]
    assert list(figure.rows(Scope.today(coordinator))) == [contact]
    home = sign_in(coordinator).get("/").content.decode()
    assert reverse("figure", args=["help_to_give"]) in home
    assert "personne attend de l’aide" in home


def test_an_unknown_subject_and_too_many_tries_change_nothing(item):
    visitor = Client()
    assert visitor.post(own(item), {"subject": "health"}).status_code == 200
    answers = [visitor.post(own(item), {"subject": "health"}).status_code for _n in range(10)]
    assert answers[-1] == 429
    assert not SupportContact.objects.exists()


def test_the_address_ends_with_the_loan_and_leads_to_the_general_sheets(item):
    returned = LoanItemFactory(returned=True)
    for address in (reverse("helpsheet_own", args=[f"{item.pk}:x"]), own(returned)):
        answer = Client().post(address, {"subject": "printer"})
        assert answer.url == reverse("helpsheet_systems")
    assert not SupportContact.objects.exists()


def test_a_missing_language_is_named(item):
    person = item.loan.recipient
    person.second_language = Language.objects.create(
        code="uk", name="Українська", french_name="ukrainien", binding="…"
    )
    person.save()
    assert "This sheet does not exist in Українська yet" in Client().get(own(item)).content.decode()


def test_a_system_without_a_sheet_still_takes_a_request(item):
    write(item.device.specification, os="macos")
    page = Client().get(own(item)).content.decode()
    assert "I need help" in page
    assert reverse("helpsheet", args=["android"]) in page


def test_help_is_recorded_in_two_taps_and_corrected(item, sign_in, counter):
    counter.sites.set([item.loan.site])
    client = sign_in(counter)
    address = reverse("supportcontact_add", args=[item.pk])
    client.post(address, {"channel": "phone", "subject": "internet", "status": "unsolved"})
    contact = SupportContact.objects.get()
    assert (contact.status, contact.is_requested, contact.by) == ("unsolved", False, counter)
    client.post(
        contact.get_absolute_url(), {"channel": "remote", "subject": "internet", "status": "solved"}
    )
    contact.refresh_from_db()
    assert (contact.status, contact.channel) == (SupportStatus.SOLVED, "remote")
    page = client.get(item.loan.get_absolute_url()).content.decode()
    assert "sur son écran, à distance" in page
    kinds = Event.objects.about(item.loan).values_list("kind", flat=True)
    assert list(kinds).count("support.noted") == 2


def test_an_incomplete_contact_is_refused_and_kept(item, sign_in, counter):
    counter.sites.set([item.loan.site])
    address = reverse("supportcontact_add", args=[item.pk])
    page = sign_in(counter).post(address, {"channel": "home", "status": "solved"})
    assert page.status_code == 200
    assert page.context["form"]["channel"].value() == "home"
    assert not SupportContact.objects.exists()


def test_contacts_and_codes_of_another_site_and_for_associations_are_hidden(
    item, sign_in, counter, association
):
    contact = SupportContactFactory(item=item)
    client = sign_in(counter)
    for name, pk in (
        ("supportcontact_add", item.pk),
        ("supportcontact_edit", contact.pk),
        ("supportcode_edit", item.device_id),
    ):
        assert client.get(reverse(name, args=[pk])).status_code == 404
    assert not SupportContact.objects.visible_to(association).exists()


def test_only_our_team_reads_the_code(item, sign_in, technician):
    SupportToolFactory()
    technician.sites.set([item.device.site])
    client = sign_in(technician)
    client.post(reverse("supportcode_edit", args=[item.device_id]), {"code": "401 250 117"})
    assert "401 250 117" in client.get(item.device.get_absolute_url()).content.decode()
    for page in (own(item), f"/A/{item.device.asset_tag}", reverse("helpsheet", args=["linux"])):
        assert "401 250" not in Client().get(page).content.decode()
    association = UserFactory(association=True, organisation=item.loan.organisation)
    page = sign_in(association).get(item.loan.get_absolute_url())
    assert "401 250" not in page.content.decode()
    event = Event.objects.about(item.device).first()
    assert event.kind == "supportcode.saved"
    assert "401" not in str(event.data)


def test_an_empty_code_removes_it(technician):
    code = SupportCodeFactory()
    code.code = ""
    save_code(code, by=technician)
    assert SupportCode.objects.get().code == ""


def test_the_code_of_a_given_device_is_forgotten_with_the_person():
    given = LoanItemFactory(given=True)
    kept = LoanItemFactory(open=True)
    for item in (given, kept):
        SupportCodeFactory(device=item.device)
    forget_codes([given.loan.recipient, kept.loan.recipient])
    codes = dict(SupportCode.objects.values_list("device", "code"))
    assert codes[given.device_id] == ""
    assert codes[kept.device_id]


def test_everything_is_hidden_while_the_module_is_off(item, sign_in, counter):
    SupportContactFactory(item=item, subject=Subject.SCAM)
    counter.sites.set([item.loan.site])
    use_all_but("help_sheets")
    assert Client().get(own(item)).status_code == 404
    assert Client().get(reverse("helpsheet_systems")).status_code == 404
    assert reverse("helpsheet_systems") not in Client().get("/A/RB2600001Y").content.decode()
    page = sign_in(counter).get(item.loan.get_absolute_url()).content.decode()
    assert "Un message bizarre" not in page
    assert SupportContact.objects.exists()
