"""Public files, and the page that chooses them."""

import json
from operator import attrgetter

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_safe

from core.caches.shared_cache import HOUR, get_or_set, key_of
from core.forms.actions import redirect_saying
from core.forms.base import attempt
from core.http.access import allowed
from core.models import Event
from modules.open_data import files, operations
from modules.open_data.forms import PublicationForm
from modules.open_data.models import Publication

SHOWN_EVENTS = 50


@allowed(operations.publish.permission)
def publication_edit(request):
    publication = Publication.load()
    form = PublicationForm(request.POST or None, instance=publication)
    if attempt(form, operations.publish, by=request.user):
        return redirect_saying(request, _("The changes are saved."), "publication_edit")
    events = Event.objects.about(publication).select_related("by")[:SHOWN_EVENTS]
    return render(request, "open_data/publication_edit.html", {"form": form, "events": events})


def public_file(is_shared, content_type, make):
    """Build the view of a public file, in one language: 404 unless `is_shared(publication)`."""

    @login_not_required
    @require_safe
    def view(_request):
        if not is_shared(Publication.cached()):
            raise Http404
        with override(settings.LANGUAGE_CODE):
            content = get_or_set(key_of("open_data", make.__name__), make, HOUR)
        return HttpResponse(content, content_type=content_type)

    return view


def structures_json():
    return json.dumps(files.structures(), ensure_ascii=False)


def schema_json():
    return json.dumps(files.stock_schema(), ensure_ascii=False)


open_structures = public_file(attrgetter("shares_places"), "application/json", structures_json)
open_stock = public_file(attrgetter("shares_stock"), "text/csv; charset=utf-8", files.stock_csv)
open_stock_schema = public_file(attrgetter("shares_stock"), "application/json", schema_json)
