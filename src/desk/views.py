"""Home page, scan box, and the public page of a label."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from core.http.access import allowed
from core.http.body_limit import takes_files
from core.http.ratelimit import is_within
from core.http.secret_fields import secret_fields
from core.lists.encrypted_params import unveil, veil
from core.qr import document_address
from core.text_input import line_of
from desk.find import MIN_QUERY_LENGTH, best_of, find, is_code, page_of, pages_named
from desk.home.page import home_of
from desk.home.site_scope import look_of
from desk.scanning.decoder import codes_in
from desk.scanning.label_page import POSTED, label_page
from desk.scanning.scan import address_of, look_up, own_matches
from inventory.devices.identifiers import place_url
from inventory.models import Device
from inventory.scanning.codes import without_secret
from loans.allocation.operations.expiry import free_if_over

# (pictures, seconds): a camera sends about four frames a second
MAX_PICTURES, WINDOW_SECONDS = 60, 10
MAX_SUGGESTIONS = 4  # results of each kind below the box


def home(request):
    context = home_of(look_of(request)) | {"is_explained": "explained" in request.GET}
    return render(request, "desk/home/home.html", context)


@allowed("desk.scan")
def scan(request):
    """Redirect to the page of a scanned code.

    If it does not match exactly one row, show the result.

    A code is posted, and encrypted in the URL of the page that explains it: it may be worth money,
    or be a phone number. URLs on labels contain the code in clear.
    """
    if request.method == "POST":
        text = without_secret(line_of(request.POST.get("code")))
        there = _leads_to(request, look_up(text, request.user, is_search=False))
        return redirect(there or _scan_of(text, request.user))
    text = unveil(request.GET.get("code", ""), request.user) or ""
    if without_secret(text) != text:
        return redirect(_scan_of(without_secret(text), request.user))
    answer = look_up(text, request.user)
    there = _leads_to(request, answer)
    if there:
        return redirect(there)
    context = {
        "answer": answer,
        "choices": [(row, address_of(row, request.user)) for row in answer.matches],
        "veiled": veil(answer.code, request.user),
    }
    return render(request, "desk/scan.html", context)


def _scan_of(code, user):
    return f"{reverse('scan')}?{urlencode({'code': veil(code, user)})}"


def _leads_to(request, answer, address=address_of):
    """Redirect to the only match of a code, with a message; None unless exactly one row matches."""
    if len(answer.matches) == 1:
        match = answer.matches[0]
        if isinstance(match, Device):
            free_if_over(match)
        messages.success(request, _("Found: %(thing)s") % {"thing": match}, extra_tags="scan")
        return address(match, request.user)
    if answer.tag and request.user.has_perm("inventory.receive_device"):
        message = _("%(tag)s is an unused label.") % {"tag": answer.tag}
        messages.success(request, message, extra_tags="scan")
        return f"{reverse('device_register')}?{urlencode({'code': answer.code})}"
    return None


def find_anything(request):
    """Redirect to the row of a code, or list the results of a search, which is not in the URL."""
    if request.method == "POST":
        text = request.POST.get("code", "")
        there = _straight_to(request, text)
        return redirect(there or f"{reverse('find')}?{urlencode({'q': veil(text, request.user)})}")
    text = unveil(request.GET.get("q", ""), request.user)
    context = {"text": line_of(text), "is_over": text is None, "shortest": MIN_QUERY_LENGTH}
    context["found"] = find(text or "", request.user)
    context["pages"] = pages_named(text or "", request.user)
    return render(request, "desk/find.html", context)


@require_POST
def find_suggest(request):
    """Suggestions while typing: pages and actions, then the first results of each kind."""
    text = line_of(request.POST.get("code"))
    context = {
        "pages": pages_named(text, request.user)[:MAX_SUGGESTIONS],
        "found": [(group, group.rows[:MAX_SUGGESTIONS]) for group in find(text, request.user)],
    }
    return render(request, "desk/_suggestions.html", context)


def _straight_to(request, text):
    """The page of the row with this exact code; the scan page for text that looks like a code."""
    user = request.user
    if not user.has_perm("desk.scan"):
        matches = own_matches(text, user)
        return address_of(matches[0], user) if len(matches) == 1 else best_of(text, user)
    answer = look_up(text, user, is_search=False)
    # A number that was typed leads to the request; its scanned paper leads to the counter.
    there = _leads_to(request, answer, page_of if answer.code == line_of(text) else address_of)
    there = there or (answer.is_unknown and best_of(text, user))
    if not there and (not answer.is_unknown or is_code(text)) and not find(text, user):
        return _scan_of(text, user)
    return there


@allowed("desk.scan").by_post
@takes_files
def scan_read(request):
    """Read the codes of a picture: for the camera as JSON, for a form without script as a page."""
    is_script = request.accepts("application/json") and not request.accepts("text/html")
    answer, status = _read(request)
    if is_script:
        return JsonResponse(answer, status=status)
    if answer["codes"]:
        return redirect(_scan_of(answer["codes"][0], request.user))
    words = answer.get("words") or _("No code was found in this photo.")
    messages.error(request, words, extra_tags="scan")
    return redirect("scan")


def _read(request):
    """Code in an uploaded picture, or an error text; and an HTTP status."""
    if not is_within(f"scan-read:{request.user.pk}", limit=MAX_PICTURES, seconds=WINDOW_SECONDS):
        words = _("Too many pictures at once: wait a few seconds.")
        return {"codes": [], "words": words, "wait": WINDOW_SECONDS}, 429
    try:
        codes = codes_in(request.FILES.get("picture"))
        return {"codes": [without_secret(code) for code in codes]}, 200
    except ValidationError as refusal:
        return {"codes": [], "words": " ".join(refusal.messages)}, 400


@csrf_exempt  # The form changes nothing, and its page is the same for everybody: no CSRF token.
@login_not_required
@secret_fields("message")
def label(request, tag):
    """Public page of a label: the association that handed over the device, and how to contact it.

    The page is the same for every tag, whether it exists or not; a member of our team is
    redirected to the device, and an association to its own loan.
    """
    taken = (answer(request, tag) for answer in POSTED if request.method == "POST")
    return next(filter(None, taken), None) or _whose(request, tag, is_device=True)


@login_not_required
def shelf_label(request, code):
    """Public page behind the QR code of a shelf; our team is redirected to the shelf."""
    return _whose(request, place_url(code))


@login_not_required
def document_label(request, number):
    """Public page behind the QR code of a paper; our team is redirected to the paper's subject."""
    return _whose(request, document_address(number))


def _whose(request, code, *, is_device=False):
    if request.user.has_perm("desk.scan"):
        return redirect(f"{reverse('scan')}?{urlencode({'code': code})}")
    own = own_matches(code, request.user) if request.user.is_authenticated else []
    if len(own) == 1:
        return redirect(address_of(own[0], request.user))
    return label_page(request, is_device=is_device)
