import re

from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, render

from core.pdf import pdf_response
from donations.models import Donation
from inventory.forms.labels import LabelForm
from inventory.labels import LARGEST, label_sheet
from inventory.lifecycle import DeviceStatus
from inventory.models import Device


@permission_required("inventory.print_label", raise_exception=True)
def label_print(request):
    """Choose a sheet and its first free label, then get the PDF; a selection may be posted."""
    donation, devices = _chosen(request)
    part = Paginator(devices, LARGEST).get_page(request.GET.get("page"))
    form = LabelForm(
        request.POST if "fmt" in request.POST else None, last=request.session.get("labels")
    )
    if part.object_list and form.is_valid():
        request.session["labels"] = form.remember(len(part))
        return pdf_response(label_sheet(part, **form.cleaned_data), "labels")
    context = {"donation": donation, "part": part, "form": form}
    return render(request, "inventory/label_print.html", context)


def _chosen(request):
    """The lot asked for, if one is, and the devices to label: all of it, or those named, in order.

    A 404 if this user may not see one of them.
    """
    devices = Device.objects.visible_to(request.user).select_related("category", "brand", "model")
    if "donation" in request.GET:
        lots = Donation.objects.visible_to(request.user)
        donation = get_object_or_404(lots, pk=_ids([request.GET["donation"]])[0])
        lot = devices.filter(donation=donation).exclude(status=DeviceStatus.WITHDRAWN)
        return donation, lot.order_by("pk")
    ids = _ids(request.POST.getlist("device") or request.GET.getlist("device"))
    found = devices.in_bulk(ids)
    if len(found) < len(set(ids)):
        raise Http404
    return None, [found[pk] for pk in dict.fromkeys(ids)]


def _ids(texts):
    if not all(re.fullmatch(r"\d{1,18}", text, re.ASCII) for text in texts):
        raise Http404
    return [int(text) for text in texts]
