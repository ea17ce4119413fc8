from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required, permission_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from desk.home import home_of
from desk.scan import address_of, look_up


def home(request):
    return render(request, "desk/home.html", home_of(request.user))


@permission_required("desk.scan", raise_exception=True)
def scan(request):
    """Go to what a code names; when that is not one thing, say so and keep the code."""
    answer = look_up(request.GET.get("code"), request.user)
    if len(answer.things) == 1:
        thing = answer.things[0]
        messages.success(request, _("Found: %(thing)s") % {"thing": thing}, extra_tags="scan")
        return redirect(address_of(thing, request.user))
    choices = [(thing, address_of(thing, request.user)) for thing in answer.things]
    return render(request, "desk/scan.html", {"answer": answer, "choices": choices})


@login_not_required
def label(request, tag):
    """What anybody who scans a label sees: whose it is and who to call; the tag is not looked up.

    The same page for every tag, known or not; somebody of the house is taken to the device.
    """
    if request.user.is_authenticated and request.user.has_perm("desk.scan"):
        return redirect(f"{reverse('scan')}?{urlencode({'code': tag})}")
    languages = sorted(dict(settings.LANGUAGES), key=lambda code: code != get_language())
    return render(request, "desk/label.html", {"languages": languages})
