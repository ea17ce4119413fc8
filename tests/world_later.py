"""What comes after hand-overs in the small house: appointments, amendments, incidents, returns."""

from tests.factories import (
    AmendmentFactory,
    DocumentFactory,
    IncidentFactory,
    RenewalFactory,
    ReturnLineFactory,
    ReturnRunFactory,
    SavedViewFactory,
    SignatureLinkFactory,
)


def add_afterwards(world):
    """The loan under way has each of what may follow; one list of returns waits, one is over."""
    loan = world.active_loan
    world.renewal = RenewalFactory(loan=loan)
    world.amendment = AmendmentFactory(loan=loan, agreement=world.signed)
    world.signature_link = SignatureLinkFactory(agreement=None, amendment=world.amendment)
    paper = DocumentFactory()
    world.incident = IncidentFactory(theft=True, item=world.open_item, complaint=paper)
    world.return_run = ReturnRunFactory(site=world.site)
    world.own_line = ReturnLineFactory(run=world.return_run, item=world.open_item)
    world.done_return = ReturnRunFactory(done=True, site=world.site)
    world.shared_view = SavedViewFactory(shared=True)
