"""Referral slips: issued, used up once by a hand-over, free again when that is cancelled."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from core.models import Event
from core.workflow.lifecycle import Refused
from loans.allocation.operations import preparation as preparation_operations
from loans.allocation.operations import reservations as reservations_operations
from loans.appointments import operations as appointment_operations
from loans.base import operations as base_operations
from loans.base.lifecycle.loans import LoanStatus, Purpose, RequestStatus
from modules.referrals import operations as referral_operations
from modules.referrals.lifecycle import ReferralStatus
from modules.referrals.models import Referral, ReferralLine, checked
from modules.referrals.tests.factories import ReferralFactory, ReferralLineFactory
from tests.factories import (
    AccessoryKindFactory,
    CategoryFactory,
    ConventionFactory,
    DeviceFactory,
    KitFactory,
    KitPartFactory,
    OrganisationFactory,
    QuotaFactory,
    RecipientFactory,
)


def unsaved(organisation, site, **values):
    facts = {"purpose": Purpose.SCHOOL, "household_size": 3}
    day = timezone.localdate() + timedelta(days=30)
    return Referral(organisation=organisation, site=site, valid_until=day, **facts | values)


@pytest.fixture
def slip(organisation, site, device):
    """A slip for one device of the kind of `device`."""
    line = ReferralLineFactory(
        referral__organisation=organisation, referral__site=site, category=device.category
    )
    return line.referral


@pytest.fixture
def walk_in(counter, organisation, site):
    return preparation_operations.prepare(by=counter, organisation=organisation, site=site)


# --- Issuing --------------------------------------------------------------------------------------
def test_the_check_letters_detect_every_single_character_error():
    right = checked("B26-00012")
    assert right[:10] == "B26-00012-"
    for place in (1, 2, 4, 5, 6, 7, 8):
        for digit in "0123456789":
            wrong = right[:place] + digit + right[place + 1 :]
            assert wrong == right or checked(wrong[:9]) != wrong


def test_an_association_issues_a_slip(association, site):
    line = ReferralLine(category=CategoryFactory(), quantity=2)
    slip = referral_operations.issue_referral(
        unsaved(association.organisation, site), by=association, lines=[line]
    )
    assert slip.status == ReferralStatus.ISSUED
    assert slip.number == checked(slip.number[:9])
    assert slip.lines.get().quantity == 2
    assert Event.objects.about(slip).get().kind == "referral.issued"


def test_an_association_issues_for_itself_only(association, site):
    other = OrganisationFactory(approved=True)
    with pytest.raises(PermissionDenied):
        referral_operations.issue_referral(
            unsaved(other, site), by=association, lines=[ReferralLine()]
        )


def test_an_expired_or_empty_slip_or_one_of_a_blocked_organisation_is_refused(association, site):
    organisation, today = association.organisation, timezone.localdate()

    def issue(days, lines):
        slip = unsaved(organisation, site)
        slip.valid_until = today + timedelta(days=days)
        with pytest.raises(Refused):
            referral_operations.issue_referral(slip, by=association, lines=lines)

    line = ReferralLine(category=CategoryFactory())
    issue(-1, [line])
    issue(30, [])
    organisation.transition_to(organisation.Status.SUSPENDED)
    issue(30, [line])
    assert not Referral.objects.exists()


def test_slips_are_limited_by_the_convention(association, site, english):
    laptop = CategoryFactory()
    convention = ConventionFactory(agreed=True, organisation=association.organisation, most=3)
    whose = {"referral__organisation": association.organisation, "category": laptop}
    ReferralLineFactory(**whose)
    ReferralLineFactory(**whose, referral__cancelled=True)
    ReferralLineFactory(**whose, referral__expired=True)

    def give(quantity):
        line = ReferralLine(category=laptop, quantity=quantity)
        return referral_operations.issue_referral(
            unsaved(association.organisation, site), by=association, lines=[line]
        )

    with pytest.raises(
        Refused, match="Slips that you issued and that have not been used yet count"
    ):
        give(3)
    assert give(1).status == ReferralStatus.ISSUED
    router = CategoryFactory()  # laptops are not allowed any more: the open slips stay as they are
    QuotaFactory(convention=convention, category=router, most=None)
    with pytest.raises(Refused, match="does not allow it"):
        give(1)
    laptop = router
    assert give(1).status == ReferralStatus.ISSUED
    with pytest.raises(Refused, match="leaves 0 out of 3"):
        give(1)


def test_a_slip_becomes_an_accepted_request_of_its_person_that_the_hand_over_serves(
    slip, walk_in, counter, person
):
    Referral.objects.filter(pk=slip.pk).update(recipient=person)
    kit = KitFactory()
    KitPartFactory(kit=kit, quantity=2)
    KitPartFactory(kit=kit)
    ReferralLineFactory(referral=slip, category=None, kit=kit, quantity=3)
    request = referral_operations.use_referral(walk_in, slip, by=counter)
    walk_in.refresh_from_db()
    slip.refresh_from_db()
    assert (slip.status, slip.loan, walk_in.request) == (ReferralStatus.USED, walk_in, request)
    assert (request.status, request.referral) == (RequestStatus.ACCEPTED, slip)
    assert (walk_in.recipient, request.recipient) == (person, person)
    assert request.household_size == person.household_size
    lines = request.lines.filter(kit=None)
    assert [(line.requested, line.accepted) for line in lines] == [(1, 1)]
    bundle = {(line.bundle, line.requested, line.per_kit) for line in request.lines.filter(kit=kit)}
    assert bundle == {(1, 6, 2), (1, 3, 1)}


def test_items_scanned_before_the_slip_count_for_it_and_an_accessory_is_allowed(
    slip, walk_in, counter, device, organisation
):
    convention = ConventionFactory(agreed=True, organisation=organisation, most=9)
    preparation_operations.add_accessory(walk_in, by=counter, accessory=AccessoryKindFactory())
    item = reservations_operations.reserve(walk_in, by=counter, devices=[device])[0]
    request = referral_operations.use_referral(walk_in, slip, by=counter)
    item.refresh_from_db()
    assert item.line == request.lines.get()
    assert (request.status, request.convention) == (RequestStatus.ACCEPTED, convention)


def test_items_not_on_the_slip_are_refused(slip, walk_in, counter, site, english):
    reservations_operations.reserve(
        walk_in, by=counter, devices=[DeviceFactory(ready=True, site=site)]
    )
    with pytest.raises(Refused, match="The slip does not cover"):
        referral_operations.use_referral(walk_in, slip, by=counter)
    slip.refresh_from_db()
    assert slip.status == ReferralStatus.ISSUED


def test_an_invalid_slip_is_refused(walk_in, counter, organisation, site):
    for state in ("used", "cancelled", "expired"):
        slip = ReferralFactory(**{state: True}, organisation=organisation, site=site)
        with pytest.raises(Refused, match=slip.number):
            referral_operations.use_referral(walk_in, slip, by=counter)
    slip = ReferralLineFactory().referral
    with pytest.raises(Refused, match=slip.organisation.name):
        referral_operations.use_referral(walk_in, slip, by=counter)
    walk_in.refresh_from_db()
    assert walk_in.request is None


def test_a_slip_of_another_person_is_refused(slip, walk_in, counter, person, organisation, english):
    base_operations.set_recipient(walk_in, by=counter, recipient=person)
    other = RecipientFactory(organisation=organisation)
    Referral.objects.filter(pk=slip.pk).update(recipient=other)
    with pytest.raises(Refused, match="another person"):
        referral_operations.use_referral(walk_in, slip, by=counter)


def test_a_hand_over_serves_one_request_or_one_slip(slip, accepted_request, counter):
    loan = preparation_operations.prepare_for(accepted_request, by=counter)
    with pytest.raises(Refused, match=accepted_request.number):
        referral_operations.use_referral(loan, slip, by=counter)


def test_a_cancelled_hand_over_frees_its_slip_to_be_used_again(
    slip, walk_in, counter, device, organisation, site
):
    request = referral_operations.use_referral(walk_in, slip, by=counter)
    reservations_operations.reserve(walk_in, by=counter, devices=[device])
    appointment_operations.cancel_loan(walk_in, by=counter)
    for row in (slip, walk_in, request):
        row.refresh_from_db()
    assert (slip.status, slip.loan) == (ReferralStatus.ISSUED, None)
    assert (walk_in.status, request.status) == (LoanStatus.CANCELLED, RequestStatus.CANCELLED)
    again = preparation_operations.prepare(by=counter, organisation=organisation, site=site)
    assert referral_operations.use_referral(again, slip, by=counter).referral == slip


def test_a_slip_is_cancelled_by_its_organisation_until_used(
    association, coordinator, slip, walk_in, technician, site
):
    with pytest.raises(PermissionDenied):
        referral_operations.use_referral(walk_in, slip, by=technician)
    with pytest.raises(PermissionDenied):
        referral_operations.cancel_referral(slip, by=association)
    with pytest.raises(ValidationError):
        referral_operations.cancel_referral(ReferralFactory(used=True), by=coordinator)
    own = ReferralFactory(organisation=association.organisation, site=site)
    referral_operations.cancel_referral(own, by=association)
    assert own.status == ReferralStatus.CANCELLED


def test_slips_are_scoped_and_found_by_their_number(
    association, counter, coordinator, volunteer, site
):
    ours = ReferralFactory(organisation=association.organisation)
    here = ReferralFactory(site=site)
    assert set(Referral.objects.visible_to(association)) == {ours}
    assert set(Referral.objects.visible_to(counter)) == {here}
    assert set(Referral.objects.visible_to(coordinator)) == {ours, here}
    assert not Referral.objects.visible_to(volunteer).exists()
    assert Referral.objects.visible_to(association).matching_code(ours.number).get() == ours
