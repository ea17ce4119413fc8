"""Who we are, and how it is changed."""

from django.db import transaction

from core.models import Document, Event, Identity
from core.operations import operation
from core.typed import line_of
from core.uploads import clean_logo


@operation("core.change_identity")
def save_identity(identity, *, by, picture=None, remove_logo=False):
    """Write who we are; `picture`, an uploaded file, becomes the logo of every page and paper."""
    if remove_logo:
        identity.logo = None
    if picture:
        identity.logo = Document.objects.store(
            clean_logo(picture),
            kind="logo",
            name="logo.png",
            content_type="image/png",
            by=by,
        )
    identity.name = line_of(identity.name)  # it heads mails
    identity.full_clean()
    identity.save()
    Event.objects.record("identity.changed", identity, by=by)
    transaction.on_commit(Identity.forget)
    return identity
