"""Recipients are entered with their guardians."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from core.models import Event
from core.workflow.lifecycle import Refused
from people.models import Guardian, Recipient
from people.recipients import operations as recipient_operations
from tests.factories import GuardianFactory, OrganisationFactory, RecipientFactory
from tests.visits import undone

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def story(subject):
    return [event.kind for event in Event.objects.about(subject)]


def recipient_of(organisation, **facts):
    return Recipient(organisation=organisation, first_name="Awa", last_name="Kerjean", **facts)


def test_an_association_enters_its_own_people(association):
    recipient = recipient_operations.save_recipient(
        recipient_of(association.organisation), by=association
    )

    assert Recipient.objects.visible_to(association).get() == recipient
    assert story(recipient) == ["recipient.entered"]


def test_an_association_does_not_enter_people_of_another(association, other_association):
    with pytest.raises(PermissionDenied):
        recipient_operations.save_recipient(
            recipient_of(other_association.organisation), by=association
        )
    theirs = RecipientFactory(organisation=other_association.organisation)
    theirs.organisation = association.organisation
    with pytest.raises(Refused, match="cannot be moved to another organisation"):
        recipient_operations.save_recipient(theirs, by=association)
    assert Recipient.objects.visible_to(association).count() == 0


def test_no_event_contains_personal_data(association):
    recipient = recipient_operations.save_recipient(
        recipient_of(association.organisation, phone="0612345678"), by=association
    )

    assert Event.objects.about(recipient).get().data == {}


def test_a_person_has_a_name(counter):
    nobody = Recipient(organisation=OrganisationFactory(approved=True))

    with pytest.raises(Refused, match="Enter a name: it must be on the agreement"):
        recipient_operations.save_recipient(nobody, by=counter)


def test_a_minor_has_a_guardian(counter):
    child = recipient_of(
        OrganisationFactory(approved=True),
        birth_date=timezone.localdate() - timedelta(days=12 * 365),
    )

    with pytest.raises(Refused, match="This person is a minor"):
        recipient_operations.save_recipient(child, by=counter)
    assert Recipient.objects.count() == 0

    child.pk = None
    recipient_operations.save_recipient(
        child, by=counter, guardians=[Guardian(name="Fatou Kerjean", relationship="mother")]
    )
    assert [guardian.name for guardian in child.guardians.all()] == ["Fatou Kerjean"]


def test_guardians_are_replaced_or_unchanged(counter):
    child = RecipientFactory(minor=True)
    GuardianFactory(recipient=child, name="Second")

    recipient_operations.save_recipient(child, by=counter)
    assert child.guardians.count() == 2

    recipient_operations.save_recipient(
        child, by=counter, guardians=[Guardian(name="New", relationship="third")]
    )
    assert [guardian.name for guardian in child.guardians.all()] == ["New"]


def test_a_person_is_of_age_on_the_eighteenth_birthday():
    for born, is_minor in (
        (date(2008, 11, 25), False),
        (date(2008, 11, 26), True),
        (date(2008, 2, 29), False),
        (None, False),
    ):
        with undone():
            person = Recipient(birth_date=born)

            assert person.is_minor(date(2026, 11, 25)) == is_minor, (born, is_minor)


def test_an_anonymised_person_is_not_changed(counter):
    gone = RecipientFactory(anonymised=True)

    gone.first_name, gone.anonymised_at = "Ada", None
    with pytest.raises(Refused, match="This person has been anonymised"):
        recipient_operations.save_recipient(gone, by=counter)
    gone.refresh_from_db()
    assert gone.first_name == ""
