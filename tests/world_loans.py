"""Loans of the test world, and the records of a hand-over."""

from django.utils import timezone

from loans.base.lifecycle.loans import AgreementStatus
from tests.factories import (
    AgreementFactory,
    AttachmentFactory,
    BriefingFactory,
    DocumentFactory,
    FollowUpFactory,
    LanguageFactory,
    LoanFactory,
    LoanItemFactory,
    LoanTermFactory,
    MandateFactory,
    SignatureFactory,
)

COLLECTOR = "Maëlle Cosquer"


def add_loans(world):
    whose = {
        "organisation": world.organisation,
        "recipient": world.person,
        "site": world.site,
    }
    stock = {"device__site": world.site, "device__category": world.category}
    world.prepared_loan = LoanFactory(**whose)
    world.reserved_item = LoanItemFactory(loan=world.prepared_loan, **stock)
    world.active_loan = LoanFactory(active=True, **whose)
    world.open_item = LoanItemFactory(open=True, loan=world.active_loan, **stock)
    world.call = FollowUpFactory(loan=world.active_loan)
    world.lost_item = LoanItemFactory(lost=True, loan=world.active_loan, **stock)
    back = LoanItemFactory(returned=True, loan=world.active_loan, **stock)
    world.receipt = DocumentFactory()
    back.receipt = world.receipt
    back.save()
    world.issued = AgreementFactory(issued=True, loan=world.prepared_loan, text=world.text)
    world.signed = AgreementFactory(
        issued=True, loan=world.active_loan, text=world.text, token="ab" * 16
    )
    world.signature = SignatureFactory(agreement=world.signed)
    document = world.signed.document
    world.signed.transition_to(
        AgreementStatus.SIGNED, sha256=document.sha256, signed_at=timezone.now()
    )
    _add_hand_overs(world, whose)


def _add_hand_overs(world, whose):
    """Add the briefing, the attachments and the collector of a hand-over."""
    world.briefing = BriefingFactory(loan=world.active_loan)
    world.mandate = MandateFactory(loan=world.active_loan, name=COLLECTOR)
    world.attachment = AttachmentFactory(loan=world.active_loan)
    world.given = LoanFactory(active=True, gift=True, sale_price=20, paid_by="cash", **whose)
    world.language = LanguageFactory(arabic=True)
    world.loan_term = LoanTermFactory()
