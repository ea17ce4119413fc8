"""Erasure certificates: issue, print, mail, revoke; and their public page."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core.forms.actions import content_of, flash_errors, redirect_saying
from core.forms.base import ActForm, attempt
from core.http.access import allowed
from core.http.ratelimit import is_within, visitor_of
from core.models.document import PURGED
from core.pdf.render import pdf_response
from donations.shortcuts import donation_or_404, flash_outcome
from inventory.devices.shortcuts import device_or_404
from inventory.erasure.certificate_content import seen_by_anybody
from inventory.erasure.forms import RevokeForm
from inventory.erasure.jobs import draw_certificate
from inventory.erasure.operations import certificates as certificate_operations
from inventory.models import ErasureCertificate

# Maximum requests from an address; a reader of a printed certificate needs only one request.
MAX_REQUESTS, WINDOW_SECONDS = 30, 60


@allowed(certificate_operations.certify_device.permission).by_post
def device_certify(request, pk):
    device = device_or_404(request, pk)
    return _print(request, device, certificate_operations.certify_device)


@allowed(certificate_operations.certify_lot.permission).by_post
def lot_certify(request, pk):
    return _print(request, donation_or_404(request, pk), certificate_operations.certify_lot)


def _print(request, subject, operation):
    """Issue a new certificate if the content has changed, and show it ready to print."""
    form = ActForm(request.POST)
    if attempt(form, operation, subject, by=request.user):
        return _render_page(request, form.result)
    flash_errors(request, form)
    return redirect(subject)


def _render_page(request, certificate):
    certificate = draw_certificate(certificate)
    if certificate.forgotten_at:
        messages.error(request, PURGED)
        return redirect(certificate)
    if certificate.document is None:
        text = _("%(number)s has been created: you can print it in a minute.")
        return redirect_saying(request, text % {"number": certificate}, certificate)
    content = content_of(request, certificate.document)
    if content is None:
        return redirect(certificate)
    return pdf_response(content, certificate.number)


@allowed(certificate_operations.send_certificate.permission).by_post
def certificate_send(request, pk):
    """Mail the current certificate of a lot, which is issued again if its content has changed."""
    donation = donation_or_404(request, pk)
    form = ActForm(request.POST)
    made = _made(request, donation)
    if made and attempt(form, certificate_operations.send_certificate, donation, by=request.user):
        flash_outcome(request, form.result)
    elif made:
        flash_errors(request, form)
    return redirect(donation)


def _made(request, donation):
    try:
        return draw_certificate(certificate_operations.certify_lot(donation, by=request.user))
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return None


@allowed("inventory.certify_erasure")
def certificate_file(request, pk):
    readable = ErasureCertificate.objects.readable_by(request.user)
    certificate = get_object_or_404(readable.select_related("device", "donation"), pk=pk)
    return _render_page(request, certificate)


@allowed(certificate_operations.revoke_certificate.permission)
def certificate_revoke(request, pk):
    readable = ErasureCertificate.objects.readable_by(request.user)
    certificate = get_object_or_404(readable.select_related("device", "donation"), pk=pk)
    form = RevokeForm(request.POST or None)
    if attempt(form, certificate_operations.revoke_certificate, certificate, by=request.user):
        messages.success(request, _("%(number)s is revoked.") % {"number": certificate})
        return redirect(certificate)
    context = {"certificate": certificate, "form": form}
    return render(request, "inventory/erasure/certificate_revoke.html", context)


@login_not_required
@require_safe
def certificate(request, token):
    """Public page of a certificate: validity, date and counts.

    Members of our team are redirected to the device or the lot. The response to an unknown code
    looks the same.
    """
    match = None
    if is_within(f"certificate:{visitor_of(request)}", limit=MAX_REQUESTS, seconds=WINDOW_SECONDS):
        status = 404
        match = ErasureCertificate.objects.with_state().opened_by(token).first()
        ours = match and ErasureCertificate.objects.visible_to(request.user).filter(pk=match.pk)
        if request.user.is_authenticated and ours:
            return redirect(match)
    else:
        status = 429
    return _public(request, match, 200 if match else status)


def _public(request, certificate, status):
    languages = sorted(dict(settings.LANGUAGES), key=lambda code: code != get_language())
    context = {"languages": languages, "seen": None, "is_waiting": status == 429}
    if certificate:
        context["seen"] = seen_by_anybody(certificate)
    response = render(request, "inventory/erasure/certificate.html", context, status=status)
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response
