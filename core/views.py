from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from core.forms import IdentityForm, attempt
from core.identity import save_identity
from core.lives import Refused
from core.models import Event, Identity


@permission_required(save_identity.permission, raise_exception=True)
def identity_edit(request):
    identity = Identity.objects.filter(pk=1).first() or Identity(pk=1)
    form = IdentityForm(request.POST or None, request.FILES or None, instance=identity)
    if attempt(form, save_identity, by=request.user):
        messages.success(request, _("The changes are saved."))
        return redirect("identity_edit")
    events = Event.objects.about(identity).select_related("by")[:50]
    context = {"form": form, "identity": Identity.current(), "events": events}
    return render(request, "core/identity_edit.html", context)


def identity_logo(request):
    """Our logo, for any signed-in user: a picture that we wrote ourselves, and nothing else."""
    logo = Identity.current().logo
    if logo is None:
        raise Http404
    try:
        content = logo.read()
    except Refused as refusal:
        raise Http404 from refusal
    response = HttpResponse(content, content_type=logo.content_type)
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "private, max-age=3600"
    return response
