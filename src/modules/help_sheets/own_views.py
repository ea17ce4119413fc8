"""Public help sheets of each system, and the sheet of a device behind a personal link."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from core.caches.shared_cache import HOUR, get_or_set, key_of
from core.forms.base import attempt
from core.http.ratelimit import is_within, visitor_of
from core.models import Identity
from core.pdf.render import pdf_response, render_pdf
from loans.appointments.letters import phone_of
from modules.help_sheets.forms import AskForm
from modules.help_sheets.lifecycle import SUBJECT_ICONS, Subject, System, systems
from modules.help_sheets.links import item_of
from modules.help_sheets.models import SupportContact
from modules.help_sheets.operations import ask_help
from modules.help_sheets.sheets import sheet_of
from people.models import User

MAX_PAPERS, MINUTE_SECONDS = 6, 60  # per IP address: rendering a paper is expensive
MAX_ACTS, HOUR_SECONDS = 10, 3600  # per device
PAPER = "help_sheets/paper.html"
# Looks of the paper, from wide to narrow: it takes one sheet, both sides.
LOOKS = [({"paper_look": look}, 2) for look in ("", "close", "close narrow")]
LARGE_LOOKS = [({"paper_look": "large"}, 0)]  # in large print, on as many sheets as it takes


@login_not_required
@require_safe
def helpsheet_systems(request):
    """Choose the system of one's device."""
    return _public(request, "help_sheets/systems.html", {"language": get_language()})


@login_not_required
@require_safe
def helpsheet(request, system):
    sheet = _sheet_or_404(request, system)
    with translation.override(_language_of_page(sheet)):
        return _public(request, "help_sheets/sheet.html", {"sheet": sheet})


@login_not_required
@require_safe
def helpsheet_pdf(request, system):
    """The sheet on paper, the same for everybody; in large print with `large` in the address."""
    sheet = _sheet_or_404(request, system)
    if not is_within(
        f"helpsheet-pdf:{visitor_of(request)}", limit=MAX_PAPERS, seconds=MINUTE_SECONDS
    ):
        return HttpResponse(_("Too many attempts: wait a little, or call us."), status=429)
    with translation.override(_language_of_page(sheet)):
        identity, looks = Identity.cached(), LARGE_LOOKS if "large" in request.GET else LOOKS
        context = {"sheet": sheet, "identity": identity, "logo": identity.logo_uri} | looks[0][0]
        key = key_of("help_sheets.pdf", render_to_string(PAPER, context))
        paper = get_or_set(key, lambda: render_pdf(PAPER, context, looks=looks), HOUR)
        return pdf_response(paper, _("help-sheet"))


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_variables("token")
def helpsheet_own(request, token):
    """The sheet of a device that a person has; there they ask for help by one tap."""
    item = item_of(token)
    if item is None:
        return redirect("helpsheet_systems")
    person = item.loan.recipient
    with translation.override(person.language):
        form = AskForm(request.POST or None)
        if request.method == "POST" and not is_within(
            f"helpsheet-acts:{item.pk}", limit=MAX_ACTS, seconds=HOUR_SECONDS
        ):
            return _public(request, "help_sheets/systems.html", {"is_waiting": True}, status=429)
        if attempt(form, ask_help, item, by=User.objects.by_link()):
            return redirect("helpsheet_own", token)
        return _public(request, "help_sheets/sheet.html", _own(request, item, form))


def _own(request, item, form):
    """The context of the page of a device: its sheet, if there is one, and its request."""
    person, system = item.loan.recipient, getattr(item.device, "specification", None)
    second = person.second_language
    sheet = None
    if system and system.os in System.values:
        wanted = [request.GET.get("lang"), second and second.code, person.language]
        sheet = sheet_of(System(system.os), *wanted)
    return {
        "item": item,
        "sheet": sheet,
        "missing": second
        if sheet and second and second.code not in dict(sheet.languages)
        else None,
        "phone": phone_of(item.loan.site),
        "contact": SupportContact.objects.waiting().filter(item=item).first(),
        "form": form,
        "subjects": [(subject, SUBJECT_ICONS[subject]) for subject in Subject],
    }


def _sheet_or_404(request, system):
    if system not in System.values:
        raise Http404
    return sheet_of(System(system), request.GET.get("lang"), get_language())


def _language_of_page(sheet):
    """The language of the buttons: that of the sheet, or of the visitor for an added language."""
    return sheet.language if sheet.is_translated else get_language()


def _public(request, template, context, status=200):
    """A page that search engines leave out, with all that its frame needs."""
    blank = {"sheet": None, "item": None, "missing": None, "systems": systems()}
    response = render(request, template, blank | context, status=status)
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response
