"""Shortcuts for views: the list of a URL, and a new check of its stored file."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from inventory.imports.check import receive_list
from inventory.imports.reading_form import read_as_before
from inventory.models import ImportBatch

may_import = permission_required("inventory.import_device", raise_exception=True)


def batch_or_404(request, pk):
    batches = ImportBatch.objects.visible_to(request.user)
    related = batches.select_related("donation__donor", "outing__refurbisher", "document", "by")
    batch = get_object_or_404(related, pk=pk)
    if batch.part_of:
        request.section_path = batch.part_of
    elif batch.outing:
        request.section_path = batch.outing.get_absolute_url()
    elif batch.list_kind.start:
        request.section_path = reverse(batch.list_kind.start.back)
    return batch


def again(request, batch, **facts):
    """Create a list from the stored file of `batch`, with these facts, and redirect to it."""
    if batch.document.purged_at:
        messages.error(request, _("This file has been deleted: send it again."))
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
