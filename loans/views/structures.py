"""A list of organisations sent in from a spreadsheet, and an example of one."""

from django.contrib.auth.decorators import permission_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from core.bodies import takes_files
from core.forms import attempt
from core.spreadsheets import sheet_response
from inventory.models import ImportBatch
from inventory.operations import check_list
from loans.forms.takeover import OrganisationsForm
from loans.structures import ORGANISATIONS, example_rows

may_import = permission_required("people.change_organisation", raise_exception=True)


@may_import
@takes_files
def organisation_import(request):
    form = OrganisationsForm(request.POST or None, request.FILES or None)
    if attempt(form, check_list, by=request.user):
        return redirect(form.result)
    batches = ImportBatch.objects.visible_to(request.user).filter(kind=ORGANISATIONS.code)
    earlier = batches.select_related("document", "by")[:20]
    return render(request, "loans/organisation_import.html", {"form": form, "earlier": earlier})


@may_import
@require_GET
def organisation_example(request):
    """A list of two invented organisations, headed in the reader's language."""
    return sheet_response(_("example-organisations"), "csv", example_rows())
