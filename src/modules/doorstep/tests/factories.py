"""Factories of the module."""

from datetime import timedelta

from django.utils import timezone
from factory import LazyFunction, SubFactory, Trait
from factory.django import DjangoModelFactory

from modules.doorstep.models import Visit
from tests.factories import DocumentFactory, LoanFactory, UserFactory


class VisitFactory(DjangoModelFactory):
    """A return at home, on the phone of a counter user."""

    class Meta:
        model = Visit

    class Params:
        open = Trait(
            outcome="open",
            answered_at=LazyFunction(timezone.now),
            received_at=LazyFunction(timezone.now),
            why="Le document a changé.",
            evidence=SubFactory(DocumentFactory, kind="door_evidence"),
            shown=SubFactory(DocumentFactory, kind="door_text"),
            entered="Ordinateur : rendu, plus usé",
        )

    by = SubFactory(UserFactory, counter=True)
    loan = SubFactory(LoanFactory, active=True)
    text_sha256 = "0" * 64
    until = LazyFunction(lambda: timezone.now() + timedelta(hours=24))
