from datetime import timedelta

from django.utils import timezone
from factory import LazyAttribute, LazyFunction, SelfAttribute, Sequence, SubFactory, Trait
from factory.django import DjangoModelFactory

from loans.agreements.models import hash_of
from loans.base.lifecycle.aftercare import (
    AmendmentKind,
    AmendmentStatus,
    Declarer,
    IncidentKind,
    IncidentStatus,
    LineStatus,
    RenewalStatus,
    ReturnSessionStatus,
    Settlement,
)
from loans.models import Amendment, Incident, Renewal, ReturnLine, ReturnSession, SignatureLink
from tests.factories.core import DocumentFactory
from tests.factories.loans import AgreementFactory, LoanFactory, LoanItemFactory
from tests.factories.people import SiteFactory, UserFactory


class AmendmentFactory(DjangoModelFactory):
    class Meta:
        model = Amendment

    class Params:
        issued = Trait(status=AmendmentStatus.ISSUED)
        declined = Trait(status=AmendmentStatus.DECLINED)
        noted = Trait(kind=AmendmentKind.RENEWAL, status=AmendmentStatus.NOTED)
        signed = Trait(
            status=AmendmentStatus.SIGNED,
            document=SubFactory(DocumentFactory),
            sha256=SelfAttribute("document.sha256"),
            signed_at=LazyFunction(timezone.now),
        )

    kind = AmendmentKind.KEEP
    loan = SubFactory(LoanFactory, active=True)
    rank = Sequence(lambda n: n + 1)
    number = LazyAttribute(lambda amendment: f"{amendment.loan}-A{amendment.rank}")
    token = Sequence("{:032x}".format)
    language = "fr"
    by = SubFactory(UserFactory, counter=True)


class SignatureLinkFactory(DjangoModelFactory):
    class Meta:
        model = SignatureLink

    class Params:
        used = Trait(used_at=LazyFunction(timezone.now))
        closed = Trait(closed_at=LazyFunction(timezone.now))

    agreement = SubFactory(AgreementFactory, issued=True)
    channel = "sms"
    at = LazyFunction(timezone.now)
    token_hash = Sequence(lambda n: hash_of(f"link {n}"))
    expires_at = LazyFunction(lambda: timezone.now() + timedelta(days=7))
    by = SubFactory(UserFactory, counter=True)


class RenewalFactory(DjangoModelFactory):
    class Meta:
        model = Renewal

    class Params:
        asked = Trait(status=RenewalStatus.PENDING)
        agreed = Trait(
            status=RenewalStatus.AGREED,
            agreed_on=SelfAttribute("wished_on"),
            amendment=SubFactory(AmendmentFactory, noted=True, loan=SelfAttribute("..loan")),
        )
        refused = Trait(status=RenewalStatus.REFUSED, refusal="Others wait for it.")
        withdrawn = Trait(status=RenewalStatus.WITHDRAWN)

    loan = SubFactory(LoanFactory, active=True)
    due_before = SelfAttribute("loan.due_on")
    wished_on = LazyAttribute(lambda renewal: renewal.due_before + timedelta(days=90))
    by = SubFactory(UserFactory, counter=True)


class IncidentFactory(DjangoModelFactory):
    class Meta:
        model = Incident

    class Params:
        open = Trait(status=IncidentStatus.OPEN)
        settled = Trait(
            status=IncidentStatus.SETTLED,
            outcome=Settlement.WORKS,
            settled_at=LazyFunction(timezone.now),
        )
        found = Trait(settled=True, status=IncidentStatus.FOUND)
        cancelled = Trait(status=IncidentStatus.CANCELLED)
        theft = Trait(kind=IncidentKind.THEFT, complaint_number="2026/000123")

    number = Sequence("I00-{:05}".format)
    item = SubFactory(LoanItemFactory, open=True)
    kind = IncidentKind.BREAKDOWN
    happened_on = LazyFunction(timezone.localdate)
    declared_by = Declarer.PERSON
    by = SubFactory(UserFactory, counter=True)


class ReturnSessionFactory(DjangoModelFactory):
    class Meta:
        model = ReturnSession

    class Params:
        open = Trait(status=ReturnSessionStatus.OPEN)
        done = Trait(status=ReturnSessionStatus.DONE)
        dropped = Trait(status=ReturnSessionStatus.DROPPED)

    owner = SubFactory(UserFactory, counter=True)
    site = SubFactory(SiteFactory)


class ReturnLineFactory(DjangoModelFactory):
    class Meta:
        model = ReturnLine

    class Params:
        waiting = Trait(status=LineStatus.WAITING)
        done = Trait(status=LineStatus.DONE, receipt=SubFactory(DocumentFactory))
        undone = Trait(status=LineStatus.UNDONE)

    session = SubFactory(ReturnSessionFactory)
    item = SubFactory(LoanItemFactory, open=True)
