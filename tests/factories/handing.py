from django.utils import timezone
from factory import LazyFunction, Sequence, SubFactory, Trait
from factory.django import DjangoModelFactory

from loans.base.lifecycle.agreements import (
    MandatePaper,
    Outcome,
    PaperKind,
    SignerRole,
    Training,
)
from loans.base.lifecycle.loans import Purpose
from loans.models import (
    Attachment,
    Briefing,
    LoanTerm,
    Mandate,
    Signature,
)
from people.base.models.language import Direction
from people.models import Language
from tests.factories.core import DocumentFactory
from tests.factories.loans import AgreementFactory, LoanFactory
from tests.factories.people import UserFactory

today = LazyFunction(timezone.localdate)


class LanguageFactory(DjangoModelFactory):
    class Meta:
        model = Language
        django_get_or_create = ["code"]

    class Params:
        arabic = Trait(
            code="ar",
            name="العربية",
            french_name="arabe",
            direction=Direction.RTL,
            binding="النص الفرنسي وحده ملزم.",
        )

    code = Sequence("x{}".format)
    name = "Українська"
    french_name = Sequence("langue {}".format)
    binding = "Лише французький текст є обов'язковим."


class BriefingFactory(DjangoModelFactory):
    class Meta:
        model = Briefing

    class Params:
        accepted = Trait(
            training=Training.ACCEPTED, where="Maison de quartier", outcome=Outcome.BOOKED
        )
        not_asked = Trait(training=Training.NOT_ASKED)

    loan = SubFactory(LoanFactory)
    training = Training.DECLINED
    switch_on = charge = True
    by = SubFactory(UserFactory, counter=True)


class MandateFactory(DjangoModelFactory):
    class Meta:
        model = Mandate

    loan = SubFactory(LoanFactory)
    name = "Maëlle Cosquer"
    structure = "CCAS de Belvoir"
    paper = MandatePaper.WRITTEN
    seen_on = today
    by = SubFactory(UserFactory, counter=True)


class AttachmentFactory(DjangoModelFactory):
    class Meta:
        model = Attachment

    loan = SubFactory(LoanFactory)
    kind = PaperKind.SCHOOL
    document = SubFactory(DocumentFactory)
    by = SubFactory(UserFactory, counter=True)


class LoanTermFactory(DjangoModelFactory):
    class Meta:
        model = LoanTerm

    purpose = Purpose.JOB
    months = 6


class SignatureFactory(DjangoModelFactory):
    class Meta:
        model = Signature

    class Params:
        of_the_house = Trait(
            role=SignerRole.OURS, user=SubFactory(UserFactory, counter=True), sha256=""
        )

    agreement = SubFactory(AgreementFactory, issued=True)
    role = SignerRole.PERSON
    sha256 = "0" * 64
    at = LazyFunction(timezone.now)
