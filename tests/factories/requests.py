from datetime import timedelta

from django.utils import timezone
from factory import LazyAttribute, LazyFunction, SelfAttribute, Sequence, SubFactory, Trait
from factory.django import DjangoModelFactory

from loans.base.lifecycle.loans import Purpose, ReferralStatus
from loans.base.models.referral import checked
from loans.models import Referral, ReferralLine, RequestGroup, RequestMessage
from tests.factories.catalogue import (
    AccessoryKindFactory,
    CategoryFactory,
    KitFactory,
    VoucherProductFactory,
)
from tests.factories.loans import LoanFactory, RequestFactory
from tests.factories.people import OrganisationFactory, RecipientFactory, SiteFactory, UserFactory


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


class ReferralFactory(DjangoModelFactory):
    class Meta:
        model = Referral

    class Params:
        used = Trait(
            status=ReferralStatus.USED,
            loan=SubFactory(LoanFactory, organisation=SelfAttribute("..organisation")),
        )
        cancelled = Trait(status=ReferralStatus.CANCELLED)
        expired = Trait(valid_until=LazyFunction(lambda: timezone.localdate() - timedelta(days=1)))
        for_somebody = Trait(
            recipient=SubFactory(RecipientFactory, organisation=SelfAttribute("..organisation"))
        )

    number = Sequence(lambda count: checked(f"B00-{count:05}"))
    organisation = SubFactory(OrganisationFactory, approved=True)
    site = SubFactory(SiteFactory)
    purpose = Purpose.SCHOOL
    valid_until = LazyFunction(lambda: timezone.localdate() + timedelta(days=60))
    created_by = SubFactory(
        UserFactory, association=True, organisation=SelfAttribute("..organisation")
    )


class ReferralLineFactory(DjangoModelFactory):
    class Meta:
        model = ReferralLine

    class Params:
        of_vouchers = Trait(category=None, product=SubFactory(VoucherProductFactory))
        of_accessories = Trait(category=None, accessory=SubFactory(AccessoryKindFactory))
        of_kits = Trait(category=None, kit=SubFactory(KitFactory))

    referral = SubFactory(ReferralFactory)
    category = SubFactory(CategoryFactory)
    quantity = 1
