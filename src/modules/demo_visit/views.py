from allauth.account.utils import perform_login
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.settings_page.switches import switch_modules
from core.workflow.lifecycle import Refused
from modules.demo_visit.visits import accounts, wanted
from people.base.roles import Role


@login_not_required
@require_POST
def demo_sign_in(request, role):
    """Sign the visitor in as this role of the demo; not found elsewhere."""
    user = accounts().get(role)
    if user is None:
        raise Http404
    if request.user.is_authenticated:
        logout(request)
    return perform_login(request, user)


@login_not_required
@require_POST
def demo_modules(request):
    """Switch on all modules of the demo, or only the few of the beginning."""
    admin = accounts().get(Role.ADMIN)
    if admin is None:
        raise Http404
    is_everything = "everything" in request.POST
    try:
        switch_modules(on=wanted(everything=is_everything), is_confirmed=True, by=admin)
    except Refused as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(
            request,
            _("The optional modules are on.")
            if is_everything
            else _("The demo is back to its small configuration."),
        )
    return redirect("account_login")
