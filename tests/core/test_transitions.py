"""A status changes only by allowed transitions, for one row or many; a refusal has a message."""

import pytest
from django.apps import apps
from django.db import transaction
from django.utils import timezone

from core.workflow.lifecycle import Refused, Workflow
from people.base.lifecycle import OrganisationStatus
from people.models import Organisation
from tests.factories import OrganisationFactory

WORKFLOWS = [model for model in apps.get_models() if issubclass(model, Workflow)]


def test_each_transition_table_has_every_status():
    """Each status has transitions and a tone, and all except initial statuses can be reached."""
    assert len(WORKFLOWS) > 8
    for model in WORKFLOWS:
        reached = {
            status for following in model.Status.TRANSITIONS.values() for status in following
        }
        first = model._meta.get_field("status").default
        assert set(model.Status.TRANSITIONS) == set(model.Status), model
        assert reached | {first} | model.INITIAL == set(model.Status), model


@pytest.mark.django_db
def test_a_transition_writes_its_changes_and_its_time():
    organisation = OrganisationFactory(asked=True)
    before = timezone.now()

    organisation.transition_to(OrganisationStatus.APPROVED, town="Brest")

    organisation.refresh_from_db()
    assert (organisation.status, organisation.town) == ("approved", "Brest")
    assert organisation.status_since >= before


@pytest.mark.django_db
def test_a_queryset_transitions_in_one_update_or_not_at_all(django_assert_num_queries):
    OrganisationFactory.create_batch(3, approved=True)
    everyone = Organisation.objects.all()

    with django_assert_num_queries(2):
        assert everyone.transition_to(OrganisationStatus.SUSPENDED) == 3

    OrganisationFactory(asked=True)
    with pytest.raises(Refused):
        everyone.transition_to(OrganisationStatus.EXPIRED)
    assert everyone.filter(status=OrganisationStatus.SUSPENDED).count() == 3


@pytest.mark.django_db
@pytest.mark.usefixtures("english")
def test_a_refusal_names_both_statuses():
    organisation = OrganisationFactory(asked=True, name="CCAS")

    with pytest.raises(Refused) as refusal:
        organisation.transition_to(OrganisationStatus.EXPIRED)

    assert refusal.value.messages == [
        "CCAS is “requesting access”: its status cannot change to “expired”."
    ]


@pytest.mark.django_db
def test_a_lock_rereads_the_row():
    organisation = OrganisationFactory(asked=True)
    Organisation.objects.filter(pk=organisation.pk).update(status=OrganisationStatus.APPROVED)

    with transaction.atomic():
        organisation.lock()
        [locked] = Organisation.objects.filter(pk=organisation.pk).lock()

    assert organisation.status == locked.status == OrganisationStatus.APPROVED
