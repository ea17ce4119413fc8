"""Who we are, and how it is changed."""

from django.db import transaction

from core.models import Document, Event, Identity
from core.operations import operation
from core.typed import line_of
from core.uploads import clean_logo


@operation("core.change_identity")
def save_identity(
    identity, *, by, picture=None, remove_logo=False, signature=None, remove_signature=False
):
    """Write who we are; `picture`, an uploaded file, becomes the logo of every page and paper.

    `signature`, another, is printed on tax receipts.
    """
    if remove_logo:
        identity.logo = None
    if remove_signature:
        identity.signature = None
    if picture:
        identity.logo = _keep(picture, "logo", by)
    if signature:
        identity.signature = _keep(signature, "signature", by)
    identity.name = line_of(identity.name)  # it heads mails
    identity.full_clean()
    before = Identity.objects.filter(issues_tax_receipts=True).exists()
    identity.save()
    Event.objects.record("identity.changed", identity, by=by)
    if identity.issues_tax_receipts != before:
        kind = "identity.receipts_off" if before else "identity.receipts_on"
        Event.objects.record(kind, identity, by=by)
    transaction.on_commit(Identity.clear_cache)
    return identity


def _keep(picture, kind, by):
    return Document.objects.store(
        clean_logo(picture), kind=kind, name=f"{kind}.png", content_type="image/png", by=by
    )
