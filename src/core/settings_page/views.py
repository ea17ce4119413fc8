"""The settings page, the identity of the association, and the modules it uses."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from core.forms.actions import redirect_saying, run_action
from core.forms.base import attempt
from core.http.access import allowed
from core.http.body_limit import takes_files
from core.http.way_back import way_back
from core.models import Event, Identity
from core.operating.clock import confirm_clock
from core.settings_page.identity import IdentityForm, save_identity
from core.settings_page.registry import ENTRIES, entries_for
from core.settings_page.switches import ModulesForm, proposed, switch_modules


def settings_page(request):
    """The settings page: every entry that this user may change."""
    parts = entries_for(request.user)
    if not parts:
        raise PermissionDenied
    if request.user.is_of_demo:  # a demo lacks a mail server and backups
        for _part, lines in parts:
            for _decision, summary in lines:
                summary.missing.clear()
    lacking = [line for _part, lines in parts for line in lines if line[1].missing]
    context = {"parts": parts, "missing": sum(len(summary.missing) for _entry, summary in lacking)}
    can = request.user.has_perm
    context["others"] = [e.label for e in ENTRIES if e.is_on and not can(e.permission)]
    context["first"] = lacking[0][0] if lacking else None
    return render(request, "core/settings.html", context)


@allowed(save_identity.permission)
@takes_files(count=2)
def identity_edit(request):
    identity = Identity.objects.filter(pk=1).first() or Identity(pk=1)
    is_new = identity._state.adding
    form = IdentityForm(request.POST or None, request.FILES or None, instance=identity)
    if attempt(form, save_identity, by=request.user):
        messages.success(request, _("The changes are saved."))
        return redirect(way_back(request, "home" if is_new else "identity_edit"))
    events = Event.objects.about(identity)[:50]
    context = {"form": form, "events": events}
    return render(request, "core/identity_edit.html", context)


@allowed(switch_modules.permission)
def modules_edit(request):
    """Choose which modules are on; pages and columns of the others are hidden."""
    events = Event.objects.about(Identity.load()).filter(kind__startswith="module.")
    form = ModulesForm(request.POST or None, initial=proposed(request.GET.get("set"), events))
    if attempt(form, switch_modules, by=request.user):
        return redirect_saying(request, _("The changes are saved."), "modules_edit")
    context = {"form": form, "events": events.select_related("by")[:50]}
    return render(request, "core/modules_edit.html", context)


@allowed(confirm_clock.permission).by_post
def clock_confirm(request):
    done = _("The time is confirmed. Pending tasks will run within a few minutes.")
    run_action(request, confirm_clock, done=done)
    return redirect("home")
