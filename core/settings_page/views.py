"""The settings page, the identity of the association, and the modules it uses."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.forms.actions import redirect_saying, run_action
from core.forms.base import attempt
from core.http.body_limit import takes_files
from core.models import Event, Identity
from core.operating.clock import confirm_clock
from core.settings_page.identity import IdentityForm, save_identity
from core.settings_page.registry import entries_for
from core.settings_page.switches import ModulesForm, show_demo, switch_modules


def settings_page(request):
    """The settings page: every entry that this user may change."""
    parts = entries_for(request.user)
    if not parts:
        raise PermissionDenied
    missing = sum(len(summary.missing) for _part, lines in parts for _decision, summary in lines)
    return render(request, "core/settings.html", {"parts": parts, "missing": missing})


@permission_required(save_identity.permission, raise_exception=True)
@takes_files(count=2)
def identity_edit(request):
    identity = Identity.objects.filter(pk=1).first() or Identity(pk=1)
    is_new = identity._state.adding
    form = IdentityForm(request.POST or None, request.FILES or None, instance=identity)
    if attempt(form, save_identity, by=request.user):
        messages.success(request, _("The changes are saved."))
        return redirect("home" if is_new else "identity_edit")
    events = Event.objects.about(identity)[:50]
    context = {"form": form, "events": events}
    return render(request, "core/identity_edit.html", context)


@permission_required(switch_modules.permission, raise_exception=True)
def modules_edit(request):
    """Choose which modules are on; what belongs to the others is shown nowhere."""
    form = ModulesForm(request.POST or None)
    if attempt(form, switch_modules, by=request.user):
        return redirect_saying(request, _("The changes are saved."), "modules_edit")
    events = Event.objects.about(form.edited_row).filter(kind__startswith="module.")
    events = events.select_related("by")[:50]
    return render(request, "core/modules_edit.html", {"form": form, "events": events})


@permission_required(show_demo.permission, raise_exception=True)
@require_POST
def modules_demo(request):
    """All modules of a demo, or the small set, by one button."""
    run_action(request, show_demo, with_all="all" in request.POST)
    return redirect("modules_edit")


@permission_required(confirm_clock.permission, raise_exception=True)
@require_POST
def clock_confirm(request):
    done = _("The time is confirmed. What waited is done within a few minutes.")
    run_action(request, confirm_clock, done=done)
    return redirect("home")
