from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from core.forms.actions import finder, redirect_saying
from core.forms.base import attempt
from core.http.access import allowed
from core.http.ratelimit import is_within, visitor_of
from core.lists.tables import list_view
from core.models import Event
from modules.access_requests import operations
from modules.access_requests.forms import AccessForm, GrantForm, RefuseAccessForm
from modules.access_requests.links import access_of
from modules.access_requests.models import AccessRequest
from modules.access_requests.tables import AccessFilter, AccessTable
from people.models import Organisation

# Rate limits per IP address and per e-mail address.
MAX_REQUESTS_PER_VISITOR, HOUR_SECONDS = 5, 3600
MAX_MAILED_PER_ADDRESS, DAY_SECONDS = 3, 86_400
may_decide = allowed(operations.grant_access.permission)
_access = finder(AccessRequest.objects.visible_to, "organisation")


@login_not_required
@never_cache
def access_ask(request):
    """Public form; the answer is the same for known and unknown organisations."""
    form = AccessForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "access_requests/access_ask.html", {"form": form})
    if not is_within(
        f"access:{visitor_of(request)}", limit=MAX_REQUESTS_PER_VISITOR, seconds=HOUR_SECONDS
    ):
        form.add_error(
            None,
            _(
                "Too many requests have been sent from your network: try again in an hour, "
                "or call us."
            ),
        )
        return render(request, "access_requests/access_ask.html", {"form": form}, status=429)
    if _may_be_mailed(form.instance.email):
        form.instance.language = get_language()
        operations.ask_access(form.instance)
    return redirect("access_asked")


def _may_be_mailed(email):
    """Whether this e-mail address is below the daily limit of links (rate limit)."""
    name = salted_hmac("modules.access_requests", email.lower()).hexdigest()
    return is_within(f"access-mail:{name}", limit=MAX_MAILED_PER_ADDRESS, seconds=DAY_SECONDS)


@login_not_required
def access_sent(request):
    return render(request, "access_requests/access_asked.html")


@login_not_required
@never_cache
def access_confirm(request, token):
    """Page behind the mailed link.

    A button confirms, since mail servers open links automatically.
    """
    access = access_of(token)
    if access is None:
        return render(request, "access_requests/access_gone.html", status=410)
    if request.method == "POST":
        operations.confirm_access(access)
    return render(request, "access_requests/access_confirm.html", {"access": access})


access_list = list_view(
    AccessTable,
    AccessFilter,
    permission=operations.grant_access.permission,
    rows=AccessRequest.objects.visible_to,
)


@may_decide
def access_detail(request, pk):
    return _render_page(request, _access(request, pk))


def _render_page(request, access, **forms):
    alike = Organisation.objects.like(name=access.name, siret=access.siret, rna=access.rna)
    alike = list(alike[:5])
    first = {"organisation": alike[0]} if alike else None
    context = {
        "access": access,
        "alike": alike,
        "grant_form": GrantForm(by=request.user, initial=first),
        "refuse_form": RefuseAccessForm(),
        "events": Event.objects.about(access).select_related("by"),
    }
    return render(request, "access_requests/access_detail.html", context | forms)


@may_decide.by_post
def access_grant(request, pk):
    access = _access(request, pk)
    form = GrantForm(request.POST, by=request.user)
    if attempt(form, operations.grant_access, access, by=request.user):
        message = _(
            "%(name)s has been invited. If you sign a partnership agreement, record it next."
        )
        return redirect_saying(request, message % {"name": access.contact}, form.result)
    return _render_page(request, access, grant_form=form)


@may_decide.by_post
def access_refuse(request, pk):
    access = _access(request, pk)
    form = RefuseAccessForm(request.POST)
    if attempt(form, operations.refuse_access, access, by=request.user):
        messages.success(request, _("The request has been refused: the reason is sent by e-mail."))
        return redirect("access_list")
    return _render_page(request, access, refuse_form=form)
