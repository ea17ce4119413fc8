"""Factories of the module."""

from django.utils import timezone
from factory import LazyFunction, SelfAttribute, Sequence, SubFactory, Trait
from factory.django import DjangoModelFactory

from inventory.vouchers.lifecycle import VoucherStatus
from modules.consignments.lifecycle import Outcome
from modules.consignments.models import Consignment, ConsignmentLine
from tests.factories import OrganisationFactory, SiteFactory, VoucherFactory


class ConsignmentFactory(DjangoModelFactory):
    class Meta:
        model = Consignment

    number = Sequence("VC00-{:05}".format)
    organisation = SubFactory(OrganisationFactory, approved=True)
    site = SubFactory(SiteFactory)


class ConsignmentLineFactory(DjangoModelFactory):
    """A consigned voucher, with or without its reported outcome."""

    class Meta:
        model = ConsignmentLine

    class Params:
        used = Trait(
            outcome=Outcome.USED,
            ended_at=LazyFunction(timezone.now),
            voucher=SubFactory(VoucherFactory, handed_out=True),
        )

    consignment = SubFactory(ConsignmentFactory)
    voucher = SubFactory(
        VoucherFactory,
        status=VoucherStatus.CONSIGNED,
        organisation=SelfAttribute("..consignment.organisation"),
        batch__site=SelfAttribute("...consignment.site"),
    )
