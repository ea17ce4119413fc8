from datetime import timedelta

from django.utils import timezone
from factory import Dict, LazyAttribute, LazyFunction, SelfAttribute, Sequence, SubFactory, Trait
from factory.django import DjangoModelFactory

from catalogue.models import FaultAlias, FaultType
from catalogue.names import key_of
from inventory.devices.lifecycle.devices import MediumStatus
from inventory.devices.lifecycle.repairs import (
    Barrier,
    Gap,
    PartStatus,
    RepairOutcome,
    RepairStatus,
)
from inventory.models import Repair, RepairFile, RepairPart
from tests.factories.catalogue import AccessoryKindFactory
from tests.factories.core import DocumentFactory, moved
from tests.factories.inventory import DeviceFactory
from tests.factories.people import UserFactory


class FaultTypeFactory(DjangoModelFactory):
    class Meta:
        model = FaultType

    code = Sequence("fault-{}".format)
    names = Dict({"fr": Sequence("panne {}".format), "en": Sequence("fault {}".format)})


class FaultAliasFactory(DjangoModelFactory):
    class Meta:
        model = FaultAlias

    fault = SubFactory(FaultTypeFactory)
    name = Sequence("their word {}".format)
    key = LazyAttribute(lambda alias: key_of(alias.name))


class RepairFactory(DjangoModelFactory):
    """A repair of a device on the bench; traits such as `fixed` end the repair."""

    class Meta:
        model = Repair

    class Params:
        open = Trait(status=RepairStatus.OPEN)
        underway = Trait(status=RepairStatus.UNDERWAY, technician=SubFactory(UserFactory))
        waiting = Trait(status=RepairStatus.WAITING, technician=SubFactory(UserFactory))
        cancelled = Trait(status=RepairStatus.CANCELLED, cancel_reason="the wrong device")
        ended = Trait(status=RepairStatus.ENDED, ended_at=LazyFunction(timezone.now))
        fixed = Trait(ended=True, outcome=RepairOutcome.FIXED)
        repairable = Trait(
            ended=True, outcome=RepairOutcome.REPAIRABLE, barrier=Barrier.TOO_EXPENSIVE
        )
        end_of_life = Trait(ended=True, outcome=RepairOutcome.END_OF_LIFE, barrier=Barrier.WORN_OUT)

    device = SubFactory(DeviceFactory, refurbishing=True)
    fault = SubFactory(FaultTypeFactory)
    opened_at = LazyFunction(lambda: timezone.now() - timedelta(hours=1))


class RepairFileFactory(DjangoModelFactory):
    class Meta:
        model = RepairFile

    repair = SubFactory(RepairFactory)
    document = SubFactory(DocumentFactory, kind="repair_file", name="invoice.pdf")
    by = SubFactory(UserFactory, technician=True)


class RepairPartFactory(DjangoModelFactory):
    """A part fitted from the stock or, with `taken`, from a device on the bench."""

    class Meta:
        model = RepairPart

    class Params:
        awaited = Trait(status=PartStatus.AWAITED)
        fitted = Trait(status=PartStatus.FITTED)
        given_up = Trait(status=PartStatus.GIVEN_UP)
        taken_out = Trait(status=PartStatus.TAKEN_OUT)
        taken = Trait(
            taken_from=SubFactory(
                DeviceFactory, refurbishing=True, site=SelfAttribute("..repair.device.site")
            ),
            gap=Gap.LACKING,
        )
        disk = Trait(
            kind__holds_data=True, taken_from=SelfAttribute("medium.device"), gap=Gap.LACKING
        )

    status = PartStatus.FITTED
    repair = SubFactory(RepairFactory, underway=True)
    kind = SubFactory(AccessoryKindFactory)
    by = SubFactory(UserFactory, technician=True)

    @classmethod
    def _create(cls, model_class, *args, **facts):
        part = super()._create(model_class, *args, **facts)
        if part.medium and part.status == PartStatus.FITTED:
            moved(part.medium, MediumStatus.MOVED)
        return part
