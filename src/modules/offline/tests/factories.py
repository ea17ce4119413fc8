"""Factories of the module."""

from uuid import uuid4

from django.utils import timezone
from factory import LazyFunction, Sequence, SubFactory, Trait
from factory.django import DjangoModelFactory

from modules.offline.models import OfflineScan, Snapshot
from tests.factories import SiteFactory, UserFactory


class SnapshotFactory(DjangoModelFactory):
    """The returns of a volunteer, on a phone."""

    class Meta:
        model = Snapshot

    by = SubFactory(UserFactory, volunteer=True)
    site = SubFactory(SiteFactory)
    task = "return"
    label = "Retours"


class OfflineScanFactory(DjangoModelFactory):
    """A scan that was refused, and is still to be resolved."""

    class Meta:
        model = OfflineScan

    class Params:
        done = Trait(outcome="done", tone="success", answer="")

    id = LazyFunction(uuid4)
    snapshot = SubFactory(SnapshotFactory)
    number = Sequence(lambda number: number + 1)
    code = Sequence("XX-{:04}".format)
    scanned_at = LazyFunction(timezone.now)
    outcome = "open"
    tone = "danger"
    answer = "Aucun appareil n’a ce code."
