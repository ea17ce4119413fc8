import time

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from core.models import Identity
from core.pdf.render import pdf_response, render_pdf
from core.text_input import line_of, number_of
from desk.help.pages import guide_of
from desk.help.topics import topics_for
from desk.help.walk import STATIONS, Verdict, Walk
from people.base.roles import LADDER, Role

SESSION_KEY = "walk"
LEVELS = {
    Verdict.DONE: messages.SUCCESS,
    Verdict.WAITING: messages.WARNING,
    Verdict.REFUSED: messages.ERROR,
}


def help_index(request):
    """Help topics of the user's role, the printable page, and the practice walk."""
    role = request.user.role
    printed = [role] if role == Role.ASSOCIATION else LADDER[: LADDER.index(role) + 1]
    if request.user.has_perm("people.manage_users"):
        printed = [*LADDER, Role.ASSOCIATION]
    context = {"topics": topics_for(role), "guides": [Role(role) for role in printed]}
    return render(request, "desk/help/help_index.html", context)


def guide(request, role):
    """Printed page of a role, which contains nothing secret."""
    if role not in Role.values:
        raise Http404
    return pdf_response(guide_of(Role(role)), f"guide-{role}")


def walk(request):
    return _render_page(request, Walk(request.session.get(SESSION_KEY)))


def _render_page(request, walk, read_at=0):
    """The current station; for htmx, the part of the page that a scan changes."""
    template = "desk/help/_walk.html" if request.htmx else "desk/help/walk.html"
    context = {"walk": walk, "stations": STATIONS, "read_at": read_at}
    return render(request, template, context)


@require_POST
def walk_step(request):
    """Handle a scan, an undo, the end of a station, the next station, or a restart of the walk."""
    read_at = time.time_ns()
    walk = Walk(request.session.get(SESSION_KEY))
    if "again" in request.POST:
        walk = Walk()
    elif walk.station:
        _step(request, walk)
    request.session[SESSION_KEY] = walk.state()
    return _render_page(request, walk, read_at) if request.htmx else redirect("walk")


def _step(request, walk):
    if "code" in request.POST:
        verdict, message = walk.scan(line_of(request.POST["code"]))
        messages.add_message(request, LEVELS[verdict], message, extra_tags="scan")
    elif "undo" in request.POST:
        walk.undo(number_of(request.POST["undo"]))
    elif "end" in request.POST:
        walk.end()
    else:
        walk.go_on()


def walk_sheet(request):
    """Printable labels of the walk, to practise with a scanner."""
    identity = Identity.cached()
    context = {"stations": STATIONS, "identity": identity, "logo": identity.logo_uri}
    return pdf_response(render_pdf("papers/desk/help/walk_sheet.html", context), "walk")
