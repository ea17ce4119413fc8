from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from inventory.identifiers import clean_code
from inventory.models import Device


def home(request):
    return render(request, "desk/home.html")


@permission_required("desk.scan", raise_exception=True)
def scan(request):
    """Go to what a code names, wherever it was scanned."""
    code = clean_code(request.GET.get("code"))
    device = Device.objects.visible_to(request.user).matching_code(code).first()
    if device is None:
        messages.error(request, _("Unknown code: %(code)s") % {"code": code}, extra_tags="scan")
        return redirect("home")
    messages.success(request, _("Found: %(device)s") % {"device": device}, extra_tags="scan")
    return redirect(device)
