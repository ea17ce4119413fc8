"""Contact data of donors is erased after its retention; lots and accounting records stay."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from core.models import Document, Event
from core.workflow import erasure_journal
from core.workflow.lifecycle import Refused
from desk.privacy import views as privacy_views
from desk.privacy.daily import donors_idle_since, erase_what_is_due
from donations.models import Donor
from donations.operations import anonymisation as operations
from donations.operations import lots as lot_operations
from loans.base.loan_terms import after_months
from people.models import User
from tests.everywhere import in_tables
from tests.factories import (
    DeviceFactory,
    DocumentFactory,
    DonationFactory,
    DonationLineFactory,
    DonorFactory,
    ErasureCertificateFactory,
    PaperFactory,
    UserFactory,
)
from tests.law import write
from tests.visits import undone

pytestmark = [pytest.mark.django_db, pytest.mark.engine]
WHO = {
    "contact": "Wilhelmine Troadec-Kerzauzon",
    "email": "wilhelmine.t@example.org",
    "phone": "06 39 98 13 57",
}
THERE = {"collect_contact": "Goulven Trividic", "collect_phone": "06 39 98 24 68"}
TODAY = timezone.localdate()
LONG_AGO = TODAY - timedelta(days=3000)
NOTICE = timedelta(days=30)


@pytest.fixture
def coordinator():
    return UserFactory(coordinator=True)


@pytest.fixture
def donor():
    """A company entered long ago, whose only lot arrived today."""
    donor = DonorFactory(company=True, name="Atelier du Blosne", contact_on=LONG_AGO, **WHO)
    DonationFactory(closed=True, donor=donor, **THERE)
    return donor


@pytest.fixture
def individual():
    words = {"name": "Wilhelmine Troadec", "address": "11 chemin des Hirondelles"}
    return DonorFactory(individual=True, contact_on=LONG_AGO, **words, **WHO)


def on_day(today):
    """Run the steps of the daily job that concern donors; return their counts."""
    by, day = User.objects.system(), today + NOTICE
    announce, forget = operations.announce_donors, operations.forget_donors_due
    return {
        "announced": announce(by=by, on=day, since=donors_idle_since(day)),
        "donors": forget(by=by, today=today, since=donors_idle_since(today)),
    }


def test_a_donor_is_announced_then_anonymised_once_after_the_last_lot(donor):
    term = after_months(TODAY, 36)
    nobody = DonorFactory(company=True, contact_on=LONG_AGO)  # without personal data
    assert on_day(term - NOTICE - timedelta(days=1))["announced"] == 0
    assert erase_what_is_due(today=term - NOTICE)["announced"] == 1
    donor.refresh_from_db()
    assert donor.erase_on == term
    with undone():
        DonationFactory(promised=True, donor=donor)  # a donor who is active again
        assert on_day(term)["donors"] == 0
        donor.refresh_from_db()
        assert (donor.erase_on, donor.contact) == (None, WHO["contact"])
    assert on_day(term - timedelta(days=1))["donors"] == 0
    assert in_tables()
    assert erase_what_is_due(today=term)["donors"] == 1
    again = on_day(term + timedelta(days=400))
    assert (again["donors"], again["announced"]) == (0, 0)
    assert Donor.objects.get(pk=nobody.pk).erase_on is None
    assert in_tables() == {}
    assert str(Donor.objects.get(pk=donor.pk)) == "Atelier du Blosne"
    kinds = Event.objects.about(donor).values_list("kind", flat=True)
    assert list(kinds) == ["donor.forgotten", "donor.erasure_announced"]


def test_an_individual_is_anonymised_and_remaining_papers_are_archived(
    individual, coordinator, english
):
    lot = DonationFactory(closed=True, donor=individual, collect_at="11 chemin des Hirondelles")
    slip = PaperFactory(donation=lot, kind="slip")
    agreement = PaperFactory(donation=lot, kind="agreement")
    certificate = ErasureCertificateFactory(donation=lot, device=None, document=DocumentFactory())
    operations.forget_donor(individual, by=coordinator)
    assert set(in_tables()) == {"inventory_erasurecertificate"}  # an issued certificate remains
    assert str(Donor.objects.get()) == f"former donor no. {individual.pk}"
    assert Document.objects.get(pk=slip.document_id).purged_at
    for paper in (agreement, certificate):
        assert Document.objects.get(pk=paper.document_id).kept_until == after_months(TODAY, 120)


def test_a_paper_drawn_after_anonymisation_is_archived(individual, coordinator):
    lot = DonationFactory(closed=True, donor=individual)
    operations.forget_donor(individual, by=coordinator)
    late = PaperFactory(donation=lot, kind="agreement")
    assert erase_what_is_due(today=TODAY)["donors"] == 0
    assert Document.objects.get(pk=late.document_id).kept_until == after_months(TODAY, 120)


def test_papers_of_a_company_are_not_archived(donor, coordinator):
    agreement = PaperFactory(donation=donor.donations.get(), kind="agreement")
    operations.forget_donor(donor, by=coordinator)
    assert Document.objects.get(pk=agreement.document_id).kept_until is None


def test_announced_donors_are_mailed_once_listed_and_may_be_kept(
    individual, coordinator, sign_in, mailoutbox, django_capture_on_commit_callbacks
):
    for _ in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            erase_what_is_due(today=TODAY)
    (letter,) = mailoutbox
    assert letter.to == [coordinator.email]
    assert individual.name not in letter.subject + letter.body
    visitor = sign_in(coordinator)
    page = visitor.get(reverse("privacy")).content.decode()
    assert individual.name in page
    visitor.post(reverse("donor_keep", args=[individual.pk]))
    individual.refresh_from_db()
    assert (individual.erase_on, individual.contact_on) == (None, TODAY)
    assert individual.name not in visitor.get(reverse("privacy")).content.decode()


def test_the_list_shows_how_many_it_omits(coordinator, sign_in, monkeypatch):
    monkeypatch.setattr(privacy_views, "MAX_DONORS", 2)
    DonorFactory.create_batch(5, individual=True, erase_on=TODAY)
    page = sign_in(coordinator).get(reverse("privacy")).content.decode()
    assert "Et 3 de plus." in page


def test_a_donor_is_anonymised_by_a_button_unless_a_lot_is_to_come(
    individual, coordinator, sign_in
):
    visitor = sign_in(coordinator)
    address = reverse("donor_forget", args=[individual.pk])
    assert address in visitor.get(individual.get_absolute_url()).content.decode()
    lot = DonationFactory(promised=True, donor=individual)
    visitor.post(address)
    individual.refresh_from_db()
    assert individual.forgotten_at is None
    write(lot, status="cancelled")
    visitor.post(address)
    assert in_tables() == {}
    with pytest.raises(Refused):
        operations.forget_donor(individual, by=coordinator)
    with pytest.raises(Refused):
        operations.keep_donor(individual, by=coordinator)


def test_a_restore_repeats_anonymisation_except_for_donors_entered_again(
    donor, coordinator, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    before = timezone.now()
    operations.forget_donor(donor, by=coordinator)
    erasure_journal.catch_up()
    write(donor, forgotten_at=None, **WHO)
    assert erasure_journal.forget_again(since=timezone.now())["donations.Donor"] == 0
    assert erasure_journal.forget_again(since=before)["donations.Donor"] == 1
    assert erasure_journal.forget_again(since=before)["donations.Donor"] == 0
    assert in_tables() == {}
    assert Event.objects.about(donor).first().by == User.objects.system()


def test_a_donor_entered_again_has_a_new_retention_period(donor, coordinator):
    operations.forget_donor(donor, by=coordinator)
    donor = Donor.objects.get(pk=donor.pk)
    donor.contact = "Ondine"
    lot_operations.save_donor(donor, by=coordinator)
    assert on_day(after_months(TODAY, 36) - NOTICE)["announced"] == 1


def test_a_contact_added_to_an_old_lot_is_announced(donor, coordinator):
    lot = donor.donations.get()
    operations.forget_donor(donor, by=coordinator)
    lot.refresh_from_db()
    lot.collect_contact = THERE["collect_contact"]
    lot_operations.change(lot, by=coordinator)
    term = after_months(TODAY, 36)
    assert on_day(term - NOTICE)["announced"] == 1
    operations.keep_donor(donor, by=coordinator)
    operations.forget_donor(donor, by=coordinator)
    assert in_tables() == {}


def test_names_of_declarers_are_erased(donor, coordinator):
    declared = {"declared_value": 10, "value_basis": "market", "declared_on": TODAY}
    lot = donor.donations.get()
    values = [
        DonationLineFactory(donation=lot, declared_count=1, declared_by=WHO["contact"], **declared),
        DeviceFactory(donation=lot, declared_by=WHO["contact"], **declared),
    ]
    operations.forget_donor(donor, by=coordinator)
    assert in_tables() == {}
    for value in values:
        value.refresh_from_db()
        assert value.declared_value == 10


def test_the_button_is_shown_while_there_is_personal_data(donor, coordinator, sign_in):
    visitor = sign_in(coordinator)
    address = reverse("donor_forget", args=[donor.pk])

    def is_offered():
        return address in visitor.get(donor.get_absolute_url()).content.decode()

    assert is_offered()
    visitor.post(address)
    assert not is_offered()
    write(donor.donations.get(), **THERE)
    assert is_offered()


def test_a_stale_form_does_not_restore_personal_data(individual, coordinator, sign_in):
    visitor = sign_in(coordinator)
    address = reverse("donor_edit", args=[individual.pk])
    form = visitor.get(address).context["form"]
    data = {name: form[name].value() or "" for name in form.fields}
    operations.forget_donor(Donor.objects.get(pk=individual.pk), by=coordinator)
    page = visitor.post(address, data).content.decode()
    assert "effacé entre-temps" in page
    with pytest.raises(Refused):
        lot_operations.save_donor(individual, by=coordinator)
    assert in_tables() == {}
    form = visitor.get(address).context["form"]
    data = {name: form[name].value() or "" for name in form.fields}
    assert "Indiquez le nom" in visitor.post(address, data).content.decode()
    visitor.post(address, data | {"name": "Ondine Kergoat"})
    assert str(Donor.objects.get()) == "Ondine Kergoat"


def test_an_ambiguous_local_time_is_handled(individual, coordinator, sign_in):
    write(individual, forgotten_at=datetime(2025, 10, 26, 0, 30, tzinfo=UTC))
    visitor, address = sign_in(coordinator), reverse("donor_edit", args=[individual.pk])
    form = visitor.get(address).context["form"]
    data = {name: form[name].value() or "" for name in form.fields}
    visitor.post(address, data | {"name": "Ondine Kergoat"})
    assert str(Donor.objects.get()) == "Ondine Kergoat"
