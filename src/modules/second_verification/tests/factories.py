"""Factories of the module."""

from django.utils import timezone
from factory import LazyAttribute, LazyFunction, SelfAttribute, SubFactory, Trait
from factory.django import DjangoModelFactory

from modules.second_verification.lifecycle import SampleResult
from modules.second_verification.models import Sample, SampleRules
from tests.factories import DeviceFactory, DonationFactory, ErasureFactory, UserFactory


class SampleRulesFactory(DjangoModelFactory):
    class Meta:
        model = SampleRules
        django_get_or_create = ["pk"]

    pk = 1


class SampleFactory(DjangoModelFactory):
    """A drawn medium that waits for its second verification."""

    class Meta:
        model = Sample

    class Params:
        passed = Trait(
            result=SampleResult.PASSED,
            tool="hexedit 1.6",
            by=SubFactory(UserFactory, technician=True),
            at=LazyFunction(timezone.now),
        )

    donation = SubFactory(DonationFactory, received=True)
    erasure = SubFactory(ErasureFactory, medium__device__donation=SelfAttribute("....donation"))
    operator = LazyAttribute(lambda sample: sample.erasure.operator)
    drawn_by = SubFactory(UserFactory, technician=True)


def erased_lot(count, *, donation=None, **state):
    """A received lot with `count` more devices, each with one medium that is proven erased."""
    donation = donation or DonationFactory(received=True)
    for _number in range(count):
        DeviceFactory(donation=donation, site=donation.site, erased=True, **state)
    return donation
