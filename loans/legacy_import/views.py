"""An existing register taken over from a spreadsheet: where it is sent, and an example of one."""

from django.contrib.auth.decorators import permission_required
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from core.body_limit import takes_files
from core.forms import attempt
from core.lists.spreadsheets import sheet_response
from inventory.imports.operations.matching import check_list
from inventory.models import ImportBatch
from loans.legacy_import.example import example_rows
from loans.legacy_import.forms import TakeoverForm
from loans.legacy_import.import_type import REGISTER

may_take_over = permission_required("loans.take_over", raise_exception=True)


@may_take_over
@takes_files
def takeover(request):
    form = TakeoverForm(request.POST or None, request.FILES or None, user=request.user)
    if attempt(form, check_list, by=request.user):
        return redirect(form.result)
    batches = ImportBatch.objects.visible_to(request.user).filter(kind=REGISTER.code)
    earlier = batches.select_related("document", "by", "site")[:20]
    return render(request, "loans/legacy_import/takeover.html", {"form": form, "earlier": earlier})


@may_take_over
@require_GET
def takeover_example(request):
    """A register of two invented rows, headed in the reader's language."""
    return sheet_response(_("example-register"), "csv", example_rows(timezone.localdate()))
