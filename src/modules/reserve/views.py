"""The numbers kept back at each site, and the button that takes a device."""

from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from core.forms.actions import flash_done, flash_errors, page_before, redirect_saying
from core.forms.base import attempt
from core.http.access import allowed
from core.models import Event
from inventory.accessories.fitting import charge_of
from loans.base.lifecycle.loans import LoanStatus, RequestStatus
from loans.models import Loan, Request
from modules.reserve import operations
from modules.reserve.forms import DrawForm, LevelForm
from modules.reserve.models import Level
from modules.reserve.spares import fillings_at
from people.models import Site

may_set = allowed(operations.save_level.permission)
may_draw = allowed(operations.draw.permission)


@may_set
def level_list(request):
    """The numbers kept back, with the form to add one."""
    form = LevelForm(request.POST or None, user=request.user)
    if attempt(form, operations.save_level, by=request.user):
        return redirect_saying(request, _("The number kept back has been saved."), "level_list")
    context = {
        "form": form,
        "fillings": fillings_at(Site.objects.visible_to(request.user)),
        "unused": Level.objects.visible_to(request.user).filter(count=0).for_list(),
    }
    return render(request, "reserve/level_list.html", context)


@may_set
def level_edit(request, pk):
    level = get_object_or_404(Level.objects.visible_to(request.user), pk=pk)
    form = LevelForm(request.POST or None, instance=level, user=request.user)
    if attempt(form, operations.save_level, by=request.user):
        return redirect_saying(request, _("The number kept back has been saved."), "level_list")
    context = {"form": form, "level": level, "events": Event.objects.about(level)[:100]}
    return render(request, "reserve/level_edit.html", context)


@may_draw.by_post
def request_draw(request, pk):
    """Set aside a device kept back for an accepted request."""
    requests = Request.objects.visible_to(request.user).filter(status=RequestStatus.ACCEPTED)
    return _draw(request, get_object_or_404(requests, pk=pk))


@may_draw.by_post
def loan_draw(request, pk):
    """Set aside a device kept back on a prepared hand-over."""
    loans = Loan.objects.visible_to(request.user).filter(status=LoanStatus.PREPARED)
    return _draw(request, get_object_or_404(loans, pk=pk))


def _draw(request, subject):
    form = DrawForm(request.POST, subject=subject)
    if attempt(form, operations.draw, by=request.user):
        flash_done(request, _answer(form.result), form.result)
    else:
        flash_errors(request, form)
    return redirect(page_before(request) or subject)


def _answer(device):
    """The device that was taken, the place where it lies, and its charger."""
    text = _("%(device)s has been set aside from the devices kept back.") % {"device": device}
    if device.place:
        text += " " + _("Location: %(place)s.") % {"place": device.place}
    charge = charge_of(device)
    if charge and charge.is_missing:
        text += " " + _("This device has no charger: add one.")
    elif charge and charge.kind:
        text += " " + _("Its charger: %(charger)s.") % {"charger": charge.kind}
    return text
