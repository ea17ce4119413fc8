from django.utils import timezone
from factory import LazyFunction, SelfAttribute, Sequence, SubFactory, Trait
from factory.django import DjangoModelFactory

from inventory.devices.lifecycle.transfers import FreightStatus, TransferStatus
from inventory.models import Device, Freight, Refurbisher, Transfer
from tests.factories.inventory import DeviceFactory
from tests.factories.people import SiteFactory, UserFactory


class RefurbisherFactory(DjangoModelFactory):
    class Meta:
        model = Refurbisher

    name = Sequence("Atelier {}".format)


class TransferFactory(DjangoModelFactory):
    class Meta:
        model = Transfer

    class Params:
        prepared = Trait(status=TransferStatus.PREPARED)
        sent = Trait(status=TransferStatus.SENT, sent_at=LazyFunction(timezone.now))
        received = Trait(
            sent=True, status=TransferStatus.RECEIVED, received_at=SelfAttribute("sent_at")
        )
        cancelled = Trait(status=TransferStatus.CANCELLED)
        outside = Trait(
            refurbisher=SubFactory(RefurbisherFactory), destination=SelfAttribute("origin")
        )

    number = Sequence("T00-{:04}".format)
    origin = SubFactory(SiteFactory)
    destination = SubFactory(SiteFactory)
    created_by = SubFactory(UserFactory)


class FreightFactory(DjangoModelFactory):
    """A device of a transfer, both in the state of the trait."""

    class Meta:
        model = Freight

    class Params:
        listed = Trait(status=FreightStatus.LISTED)
        taken_out = Trait(status=FreightStatus.TAKEN_OUT)
        sent = Trait(status=FreightStatus.SENT, transfer__sent=True)
        arrived = Trait(status=FreightStatus.ARRIVED, transfer__sent=True)
        extra = Trait(status=FreightStatus.EXTRA, transfer__sent=True)
        lost = Trait(status=FreightStatus.LOST, transfer__sent=True)
        stayed = Trait(status=FreightStatus.STAYED, transfer__sent=True)
        kept = Trait(status=FreightStatus.KEPT, transfer__outside=True, transfer__sent=True)

    transfer = SubFactory(TransferFactory)
    device = SubFactory(DeviceFactory, site=SelfAttribute("..transfer.origin"))

    @classmethod
    def _create(cls, model_class, *args, **facts):
        freight = super()._create(model_class, *args, **facts)
        here = {"site": freight.transfer.destination}
        changes = {
            FreightStatus.SENT: {"transfer": freight.transfer, "place": None},
            FreightStatus.ARRIVED: here,
            FreightStatus.EXTRA: here,
        }.get(freight.status)
        if changes:
            Device.objects.filter(pk=freight.device_id).update(**changes)
            freight.device.refresh_from_db()
        return freight
