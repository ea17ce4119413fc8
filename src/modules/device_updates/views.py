from django.views.decorators.http import require_POST

from inventory.imports.shortcuts import again, batch_or_404, may_import


@may_import
@require_POST
def list_as_update(request, pk):
    """Send the file of a donor's list as an update of the devices that are in the register."""
    return again(request, batch_or_404(request, pk), kind="update", donation=None)
