"""Organisations: entering, approving, suspending."""

import pytest
from django.core.exceptions import ValidationError

from core.models import Event
from people.base.lifecycle import OrganisationStatus
from people.models import Organisation
from people.organisations import operations as organisation_operations
from tests.factories import OrganisationFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def story(subject):
    return [event.kind for event in Event.objects.about(subject)]


def test_an_organisation_entered_by_our_team_is_approved(coordinator):
    organisation = organisation_operations.enter_organisation(
        Organisation(name="CCAS"), by=coordinator
    )

    organisation.refresh_from_db()
    assert organisation.status == OrganisationStatus.APPROVED
    assert story(organisation) == ["organisation.approved", "organisation.entered"]


def test_a_wrong_siret_is_refused(coordinator):
    with pytest.raises(ValidationError, match="This SIRET is not valid"):
        organisation_operations.enter_organisation(
            Organisation(name="CCAS", siret="1" * 14), by=coordinator
        )
    assert Organisation.objects.count() == 0


def test_a_suspended_organisation_is_not_approved(coordinator):
    organisation = OrganisationFactory(approved=True)

    organisation_operations.decide_organisation(
        organisation, by=coordinator, status=OrganisationStatus.SUSPENDED
    )

    assert not Organisation.objects.approved().filter(pk=organisation.pk).exists()
    assert story(organisation) == ["organisation.suspended"]
