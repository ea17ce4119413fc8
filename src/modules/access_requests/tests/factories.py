from django.utils import timezone
from factory import LazyFunction, Sequence, SubFactory, Trait
from factory.django import DjangoModelFactory

from modules.access_requests.lifecycle import AccessStatus
from modules.access_requests.models import AccessRequest
from tests.factories.people import OrganisationFactory


class AccessRequestFactory(DjangoModelFactory):
    """A request for access; `confirmed` means that its mailed link was used."""

    class Meta:
        model = AccessRequest

    class Params:
        confirmed = Trait(confirmed_at=LazyFunction(timezone.now))
        unconfirmed = Trait(status=AccessStatus.UNCONFIRMED)
        waiting = Trait(confirmed=True, status=AccessStatus.WAITING)
        granted = Trait(
            confirmed=True,
            status=AccessStatus.GRANTED,
            organisation=SubFactory(OrganisationFactory, approved=True),
        )
        refused = Trait(
            confirmed=True, status=AccessStatus.REFUSED, refusal="We serve another town."
        )

    name = Sequence("Les Amis du quartier {}".format)
    town = "Rennes"
    contact = "Maëlle Stervinou"
    email = Sequence("contact{}@example.org".format)
