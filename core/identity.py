"""Who we are, and how it is changed."""

from django.db import transaction

from core.images import rewritten_png
from core.models import Document, Event, Identity
from core.operations import operation

LOGO_SIDE = 640


@operation("core.change_identity")
def save_identity(identity, *, by, picture=None, remove_logo=False):
    """Write who we are; `picture`, an uploaded file, becomes the logo of every page and paper."""
    if remove_logo:
        identity.logo = None
    if picture:
        identity.logo = Document.objects.store(
            rewritten_png(picture, side=LOGO_SIDE),
            kind="logo",
            name="logo.png",
            content_type="image/png",
            by=by,
        )
    identity.full_clean()
    identity.save()
    Event.objects.record("identity.changed", identity, by=by)
    transaction.on_commit(Identity.forget)
    return identity
