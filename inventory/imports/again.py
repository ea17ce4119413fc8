"""The stored file of a list, sent again: after its undo, or as another kind of list."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from inventory.imports.check import receive_list
from inventory.imports.reading_form import read_as_before


def again(request, batch, **facts):
    """Check the stored file of a list again, with these facts, and show the new list."""
    if batch.document.purged_at:
        messages.error(request, _("This file is deleted: send it again."))
        return redirect(batch)
    try:
        source = read_as_before(batch, batch.document.name, batch.document.read())
        donation = facts.pop("donation", batch.donation)
        new = receive_list(
            donation, by=request.user, source=source, sheets=batch.sheets_read, **facts
        )
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect(batch)
    return redirect(new)
