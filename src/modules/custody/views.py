"""Pages of a collection: scan and count at the donor's, sign on the turned screen, the paper."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from core.forms.actions import content_of, finder, run_action
from core.forms.base import attempt
from core.forms.submissions import scan_once
from core.http.access import allowed
from core.http.secret_fields import secret_fields
from core.pdf.render import pdf_response
from core.text_input import line_of
from donations.models import Donation
from donations.shortcuts import donation_or_404, flash_outcome
from inventory.scanning.codes import masked
from loans.agreements.signing import go, script_response
from modules.custody import operations
from modules.custody.custody import COLLECT, collection_of, fingerprint, items_of
from modules.custody.forms import CountForm, SignForm
from modules.custody.models import CollectedItem, Collection
from people.accounts import kiosk

may_collect = allowed(COLLECT)
item_or_404 = finder(lambda user: CollectedItem.objects.visible_to(user), "donation")


@may_collect
def custody_collect(request, pk):
    """Scan and count what is taken away; once signed, what was signed for."""
    return _page(request, donation_or_404(request, pk))


def _page(request, donation, code="", count_form=None):
    items = list(items_of(donation))
    context = {
        "donation": donation,
        "items": items,
        "total": sum(item.count for item in items),
        "collection": collection_of(donation),
        "count_form": count_form or CountForm(),
        "code": masked(code),
    }
    page = "custody/_list.html" if request.htmx else "custody/collect.html"
    return render(request, page, context)


@may_collect.by_post
def custody_scan(request, pk):
    """Add a scanned number; the answer is by sound, colour and text."""
    donation = donation_or_404(request, pk)
    code = line_of(request.POST.get("code"))
    try:
        scan_once(request, operations.scan_item, donation, code=code)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages), extra_tags="scan")
        return _page(request, donation, code)
    messages.success(request, _("%(code)s is in the list.") % {"code": code}, extra_tags="scan")
    return _page(request, donation) if request.htmx else redirect("custody_collect", pk)


@may_collect.by_post
def custody_count(request, pk):
    donation = donation_or_404(request, pk)
    form = CountForm(request.POST)
    if attempt(form, operations.count_items, donation, by=request.user):
        messages.success(request, _("The number counted is saved."))
        return redirect("custody_collect", pk)
    return _page(request, donation, count_form=form)


@may_collect.by_post
def custody_remove(request, pk):
    item = item_or_404(request, pk)
    done = _("%(item)s is no longer in the list.") % {"item": item}
    run_action(request, operations.remove_item, item, done=done, tags="scan")
    return redirect("custody_collect", item.donation_id)


@may_collect
@secret_fields("pin")
def custody_sign(request, pk):
    """Show the list before it is signed; on the turned screen, take both signatures, once."""
    donation = donation_or_404(request, pk)
    if collection_of(donation):
        return go(request, kiosk.way_on(request, _address(donation)))
    try:
        operations.check_open(donation)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return go(request, kiosk.way_on(request, _address(donation), is_done=False))
    turn = kiosk.TurnForm(request.POST if "turn" in request.POST else None, request=request)
    if turn.is_valid() and not kiosk.is_turned(request):
        turn.turn(request.path, _address(donation))
        return redirect(request.path)
    return _sign(request, donation, turn)


def _sign(request, donation, turn):
    is_turned = kiosk.is_turned(request)
    done = _("The collection has been signed.")  # read by our user, not by the donor
    language = donation.donor.language if is_turned else translation.get_language()
    with translation.override(language):
        items = list(items_of(donation))
        initial = {"shown": fingerprint(items), "place": _place_of(donation, request.user)}
        sent = None if turn.is_bound else request.POST or None
        form = SignForm(sent, donation=donation, by=request.user, initial=initial)
        if attempt(form, operations.sign_collection, donation, by=request.user):
            messages.success(request, done, extra_tags="scan")
            return go(request, kiosk.way_on(request, _address(donation)))
        context = {
            "donation": donation,
            "items": items,
            "total": sum(item.count for item in items),
            "form": form,
            "turn": turn,
            "is_turned": is_turned,
        }
        page = "custody/kiosk.html" if is_turned else "custody/sign.html"
        return script_response(request, form) or render(request, page, context)


def _place_of(donation, user):
    """The planned address, for users who may see where donors are."""
    may_see = user.has_perm("donations.view_donor")
    return (donation.collect_at or donation.donor.address) if may_see else ""


def _address(donation):
    return reverse("custody_collect", args=[donation.pk])


@allowed("donations.view_donor")
def custody_file(request, pk):
    lots = Donation.objects.visible_to(request.user)
    rows = Collection.objects.filter(donation__in=lots).select_related("document", "donation")
    collection = get_object_or_404(rows, donation=pk)
    content = content_of(request, collection.document)
    return redirect(collection.donation) if content is None else pdf_response(content, collection)


@allowed(operations.send_copy.permission).by_post
def custody_send(request, pk):
    donation = get_object_or_404(
        Donation.objects.visible_to(request.user).filter(collection__isnull=False), pk=pk
    )
    try:
        flash_outcome(request, operations.send_copy(donation, by=request.user))
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    return redirect(donation)
