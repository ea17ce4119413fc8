from django.utils import timezone
from factory import LazyAttribute, LazyFunction, SelfAttribute, Sequence, SubFactory, Trait
from factory.django import DjangoModelFactory

from loans.models import RequestGroup, RequestMessage
from tests.factories.loans import RequestFactory
from tests.factories.people import OrganisationFactory, UserFactory


class RequestGroupFactory(DjangoModelFactory):
    class Meta:
        model = RequestGroup

    number = Sequence("F00-{:05}".format)
    organisation = SubFactory(OrganisationFactory, approved=True)
    created_by = SubFactory(
        UserFactory, association=True, organisation=SelfAttribute("..organisation")
    )


class RequestMessageFactory(DjangoModelFactory):
    class Meta:
        model = RequestMessage

    class Params:
        answer = Trait(by=SubFactory(UserFactory, coordinator=True))
        withdrawn = Trait(text="", withdrawn_at=LazyFunction(timezone.now))
        read = Trait(read_at=LazyFunction(timezone.now))

    request = SubFactory(RequestFactory, sent=True)
    by = SelfAttribute("request.created_by")
    text = "Is a charger with it?"
    is_ours = LazyAttribute(lambda message: message.by.organisation_id is None)
