from django.utils import timezone
from factory import Sequence, SubFactory, Trait
from factory.django import DjangoModelFactory

from inventory.devices.lifecycle.exits import ExitLineStatus, ExitPurpose, ExitStatus, Scrap
from inventory.models import Device, ExitBatch, ExitLine, ExitWeight
from tests.factories.core import DocumentFactory, moved
from tests.factories.donations import DonorFactory
from tests.factories.inventory import DeviceFactory
from tests.factories.people import SiteFactory, UserFactory

GONE = [ExitStatus.SENT, ExitStatus.CERTIFIED]


class ExitBatchFactory(DjangoModelFactory):
    """A batch in the state of the trait; a sent batch has a retired and erased device."""

    class Meta:
        model = ExitBatch

    class Params:
        open = Trait(state=ExitStatus.OPEN)
        sent = Trait(state=ExitStatus.SENT)
        certified = Trait(state=ExitStatus.CERTIFIED)
        cancelled = Trait(state=ExitStatus.CANCELLED)
        back = Trait(purpose=ExitPurpose.RETURN, organism="", donor=SubFactory(DonorFactory))

    number = Sequence("S00-{:04}".format)
    site = SubFactory(SiteFactory)
    organism = "ecosystem"
    created_by = SubFactory(UserFactory)
    state = ExitStatus.OPEN

    @classmethod
    def _create(cls, model_class, *args, state, **facts):
        batch = super()._create(model_class, *args, **facts)
        if state in GONE:
            ExitLineFactory(batch=batch)
            mark_sent(batch)
        if state == ExitStatus.CERTIFIED:
            moved(batch, state, certified_on=batch.sent_on, certificate=DocumentFactory())
        if state == ExitStatus.CANCELLED:
            moved(batch, state)
        return batch


def mark_sent(batch):
    """Mark a batch and its listed lines as sent, without the operation."""
    lines = batch.lines.filter(status=ExitLineStatus.LISTED)
    devices = list(lines.values_list("device", flat=True))
    lines.transition_to(ExitLineStatus.SENT)
    Device.objects.filter(pk__in=devices).update(left_with=batch, place=None)
    moved(batch, ExitStatus.SENT, sent_on=timezone.localdate())


class ExitLineFactory(DjangoModelFactory):
    """A retired device with an erased disk, on the list of a batch."""

    class Meta:
        model = ExitLine

    class Params:
        listed = Trait(status=ExitLineStatus.LISTED)
        taken_out = Trait(status=ExitLineStatus.TAKEN_OUT)
        sent = Trait(is_sent=True)

    is_sent = False
    batch = SubFactory(ExitBatchFactory)

    @classmethod
    def _create(cls, model_class, *args, batch, is_sent, **facts):
        if "device" not in facts:
            facts["device"] = DeviceFactory(retired=True, erased=True, site=batch.site)
        line = super()._create(model_class, *args, batch=batch, **facts)
        if is_sent:
            mark_sent(batch)
            line.refresh_from_db()
            line.device.refresh_from_db()
        return line


class ExitWeightFactory(DjangoModelFactory):
    class Meta:
        model = ExitWeight

    batch = SubFactory(ExitBatchFactory)
    scrap = Scrap.CABLES
    grams = 12_500
