from datetime import timedelta

from django.utils import timezone
from factory import LazyFunction, SelfAttribute, Sequence, SubFactory, Trait
from factory.django import DjangoModelFactory

from loans.base.lifecycle.loans import Purpose
from modules.referrals.lifecycle import ReferralStatus
from modules.referrals.models import Referral, ReferralLine, checked
from tests.factories import (
    AccessoryKindFactory,
    CategoryFactory,
    KitFactory,
    LoanFactory,
    OrganisationFactory,
    RecipientFactory,
    RequestFactory,
    SiteFactory,
    UserFactory,
    VoucherProductFactory,
)


class ReferralFactory(DjangoModelFactory):
    class Meta:
        model = Referral

    class Params:
        used = Trait(
            status=ReferralStatus.USED,
            loan=SubFactory(LoanFactory, organisation=SelfAttribute("..organisation")),
            request=SubFactory(
                RequestFactory,
                accepted=True,
                organisation=SelfAttribute("..organisation"),
                recipient=None,
            ),
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
