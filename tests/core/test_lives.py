"""A life goes by allowed steps only, one row or many, and says so in a sentence."""

import pytest
from django.apps import apps
from django.db import transaction
from django.utils import timezone

from core.lives import Life, Refused
from people.lifecycle import OrganisationStatus
from people.models import Organisation
from tests import factories
from tests.core.test_factories import STATES
from tests.factories import OrganisationFactory

LIVES = [model for model in apps.get_models() if issubclass(model, Life)]


def test_each_table_of_steps_is_whole():
    """Each status has its following ones and a look, and all but the first ones can be reached."""
    assert len(LIVES) > 8
    for model in LIVES:
        reached = {status for following in model.NEXT.values() for status in following}
        first = model._meta.get_field("status").default
        assert set(model.NEXT) == set(model.Status), model
        assert reached | {first} | model.STARTS == set(model.Status), model
        assert not model.TONES or set(model.TONES) == set(model.Status), model


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "state"), [(name, state) for name, states in STATES.items() for state in states]
)
def test_no_step_is_taken_but_those_of_the_table(name, state):
    thing = getattr(factories, name)(**{state: True})
    model = type(thing)
    forbidden = set(model.Status) - model.NEXT[model.Status(state)]

    for status in forbidden:
        with pytest.raises(Refused):
            model.objects.get(pk=thing.pk).move_to(status)

    thing.refresh_from_db()
    assert thing.status == state


@pytest.mark.django_db
def test_a_step_writes_its_changes_and_its_time():
    organisation = OrganisationFactory(asked=True)
    before = timezone.now()

    organisation.move_to(OrganisationStatus.APPROVED, town="Brest")

    organisation.refresh_from_db()
    assert (organisation.status, organisation.town) == ("approved", "Brest")
    assert organisation.status_since >= before


@pytest.mark.django_db
def test_many_go_together_in_one_update_or_none_does(django_assert_num_queries):
    OrganisationFactory.create_batch(3, approved=True)
    everyone = Organisation.objects.all()

    with django_assert_num_queries(2):
        assert everyone.move_to(OrganisationStatus.SUSPENDED) == 3

    OrganisationFactory(asked=True)
    with pytest.raises(Refused):
        everyone.move_to(OrganisationStatus.EXPIRED)
    assert everyone.filter(status=OrganisationStatus.SUSPENDED).count() == 3


@pytest.mark.django_db
@pytest.mark.usefixtures("english")
def test_a_refusal_says_what_is_and_what_cannot_be():
    organisation = OrganisationFactory(asked=True, name="CCAS")

    with pytest.raises(Refused) as refusal:
        organisation.move_to(OrganisationStatus.EXPIRED)

    assert refusal.value.messages == ["CCAS is “asks for access”: it cannot become “expired”."]


@pytest.mark.django_db
def test_a_lock_rereads():
    organisation = OrganisationFactory(asked=True)
    Organisation.objects.filter(pk=organisation.pk).update(status=OrganisationStatus.APPROVED)

    with transaction.atomic():
        organisation.lock()
        [held] = Organisation.objects.filter(pk=organisation.pk).lock()

    assert organisation.status == held.status == OrganisationStatus.APPROVED
