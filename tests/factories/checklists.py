from django.utils import timezone
from factory import Dict, LazyFunction, SelfAttribute, Sequence, SubFactory, Trait
from factory.django import DjangoModelFactory

from inventory.devices.lifecycle.devices import Outcome
from inventory.models import Attempt, Checklist, ChecklistItem, TestResult
from inventory.workshop.lifecycle import Proof, ValueKind
from tests.factories.catalogue import CategoryFactory
from tests.factories.inventory import DeviceFactory
from tests.factories.people import UserFactory


class ChecklistFactory(DjangoModelFactory):
    class Meta:
        model = Checklist

    class Params:
        replaced = Trait(is_current=False)

    category = SubFactory(CategoryFactory)
    version = Sequence(lambda n: n + 1)


class ChecklistItemFactory(DjangoModelFactory):
    class Meta:
        model = ChecklistItem

    class Params:
        blocking = Trait(is_blocking=True)
        lock = Trait(is_blocking=True, quarantines=True)
        number = Trait(value_kind=ValueKind.NUMBER, unit="Mbit/s")
        text = Trait(value_kind=ValueKind.TEXT)
        choice = Trait(
            value_kind=ValueKind.CHOICE,
            option_texts={"fr": "Aucun\nQuelques-uns", "en": "None\nA few"},
        )
        photo = Trait(proof=Proof.PHOTO)
        file = Trait(proof=Proof.FILE)

    checklist = SubFactory(ChecklistFactory)
    code = Sequence("item-{}".format)
    position = Sequence(lambda n: n)
    labels = Dict({"fr": Sequence("point {}".format), "en": Sequence("item {}".format)})


class AttemptFactory(DjangoModelFactory):
    class Meta:
        model = Attempt

    device = SubFactory(DeviceFactory)
    checklist = SubFactory(ChecklistFactory, category=SelfAttribute("..device.category"))
    by = SubFactory(UserFactory, technician=True)


class TestResultFactory(DjangoModelFactory):
    class Meta:
        model = TestResult

    class Params:
        passed = Trait(outcome=Outcome.PASS)
        failed = Trait(outcome=Outcome.FAIL)
        not_applicable = Trait(outcome=Outcome.NOT_APPLICABLE)

    device = SubFactory(DeviceFactory)
    item = SubFactory(ChecklistItemFactory)
    outcome = Outcome.PASS
    by = SubFactory(UserFactory, technician=True)
    at = LazyFunction(timezone.now)
    attempt = SubFactory(
        AttemptFactory,
        device=SelfAttribute("..device"),
        checklist=SelfAttribute("..item.checklist"),
        by=SelfAttribute("..by"),
        at=SelfAttribute("..at"),
    )
