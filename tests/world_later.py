"""Rows of the world after hand-overs: appointments, amendments, incidents, returns."""

from tests.factories import (
    AmendmentFactory,
    DocumentFactory,
    IncidentFactory,
    RenewalFactory,
    ReturnLineFactory,
    ReturnSessionFactory,
    SavedViewFactory,
    SignatureLinkFactory,
)


def add_afterwards(world):
    """Add each kind of follow-up to the active loan, and an open and a finished list of returns."""
    loan = world.active_loan
    world.renewal = RenewalFactory(loan=loan)
    world.amendment = AmendmentFactory(loan=loan, agreement=world.signed)
    world.signature_link = SignatureLinkFactory(agreement=None, amendment=world.amendment)
    paper = DocumentFactory()
    world.incident = IncidentFactory(theft=True, item=world.open_item, complaint=paper)
    world.return_session = ReturnSessionFactory(site=world.site)
    world.own_line = ReturnLineFactory(session=world.return_session, item=world.open_item)
    world.done_return = ReturnSessionFactory(done=True, site=world.site)
    world.shared_view = SavedViewFactory(shared=True)
