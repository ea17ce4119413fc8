"""Sites, organisations, the catalogue, figures, and the feed of events."""

from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext_lazy as _

from api.endpoints import LIMIT, PAGING, Resource, Route, page_of
from api.problems import Problem
from api.responses import respond
from api.revisions import current
from api.schema import number_in, of_path
from api.v1.appointments import APPOINTMENTS
from api.v1.devices import DEVICES
from api.v1.donations import DONATIONS, LISTS
from api.v1.loans import LOANS
from api.v1.requests import REQUESTS
from api.v1.vouchers import VOUCHERS
from catalogue.models import AccessoryKind, Brand, Category, DeviceModel, Kit, VoucherProduct
from core.models import Event
from core.models.event import OPENINGS
from core.modules.registry import is_url_on
from desk.figures.registry import FIGURES
from desk.figures.scope import ScopeForm
from loans.organisations.tables import OrganisationFilter
from people.models import Organisation, Site
from people.organisations.forms import OrganisationForm
from people.organisations.operations import correct_organisation

# Permission for rows that every token may read, since forms offer them to all users.
TO_ALL = "core.arrange_list"
Resource(
    "sites",
    Site,
    "name town is_active",
    permission=TO_ALL,
    page="site_list",
)
ORGANISATIONS = Resource(
    "organisations",
    Organisation,
    "name kind status siret rna town",
    permission="people.view_organisation",
    page="organisation_list",
    filters=OrganisationFilter,
)
ORGANISATIONS.edit(OrganisationForm, correct_organisation, page="organisation_edit")


def catalogue(path, model, fields, **more):
    """Create a resource for a catalogue list that forms offer to all users."""
    more = {"permission": TO_ALL, "rows": lambda _user: model.objects.all()} | more
    more = {"page": "reference_list", "noun": model._meta.model_name} | more
    return Resource(f"catalogue/{path}", model, fields, **more)


catalogue("categories", Category, "code names holds_data has_imei")
catalogue("accessories", AccessoryKind, "code names is_part")
catalogue("kits", Kit, "code names is_active", page="kit_list")
catalogue("voucher-products", VoucherProduct, "names operator kind")
SEEN = {"permission": "catalogue.view_reference", "rows": None}
catalogue("brands", Brand, "name", **SEEN)
catalogue("models", DeviceModel, "name brand category=category__code", **SEEN)

# --- Figures ---

TEXT = {"type": "string"}
FIGURE = {
    "type": "object",
    "properties": {
        "key": TEXT,
        "label": TEXT,
        "number": {"type": ["number", "null"]},
        "text": TEXT,
    },
    "required": ["key", "label", "number", "text"],
}
DAY = {"type": "string", "format": "date"}


def figures(request):
    """Return a figure by its key, for a period if it has one."""
    figure = FIGURES.get(request.GET.get("key", ""))
    if figure is None or not figure.may_be_read_by(request.user):
        readable = [key for key, one in FIGURES.items() if one.may_be_read_by(request.user)]
        raise Problem(422, errors={"key": [", ".join(readable)]})
    has_days = not figure.is_of_now
    form = ScopeForm(request.GET, user=request.user, narrows=figure.dimensions, has_days=has_days)
    if form.scope is None:
        raise Problem(422, errors=form.errors)
    number = figure.number(form.scope)
    content = {
        "key": figure.key,
        "label": figure.label_for(number),
        "text": figure.text_for(number),
    }
    return respond(request, content | {"number": None if number is None else float(number)})


Route(
    "GET",
    "figures",
    _("A figure, as calculated on its page"),
    "desk.view_figures",
    figures,
    FIGURE,
    page="figure",
    query={"key": TEXT, "first": DAY, "last": DAY, "site": {"type": "integer", "minimum": 1}},
)

# --- The feed of events, to catch up on missed events ---

FED = [DEVICES, DONATIONS, LISTS, REQUESTS, LOANS, VOUCHERS, APPOINTMENTS, ORGANISATIONS]


def fed_by_type():
    """{content type id: resource} of the resources in the feed whose module is on."""
    on = [one for one in FED if is_url_on(one.page)]
    return {ContentType.objects.get_for_model(one.model).pk: one for one in on}


EVENT = {
    "id": of_path(Event, "pk"),
    "at": of_path(Event, "at"),
    "kind": of_path(Event, "kind"),
    "by": of_path(Event, "by"),
    "about": {"type": "string", "description": "The resource that it is about, such as `devices`."},
    "subject": {"type": "integer", "description": "The number of its row."},
    "data": {"type": "object", "description": "Numbers and codes."},
}
COLUMNS = ("pk", "at", "kind", "by", "subject_type", "subject_id", "data")


def events(request):
    """List the events after `since`, oldest first, about rows that the user may see.

    A page may have few events or none and still be followed by another: `next` says how far it was
    read.
    """
    since = number_in(request.GET, "since", PAGING["since"]) or 0
    limit = number_in(request.GET, "limit", PAGING["limit"]) or LIMIT
    latest = current(since)
    kinds = fed_by_type()
    rows = Event.objects.filter(pk__gt=since, pk__lte=latest).exclude(kind__in=OPENINGS)
    found = list(rows.order_by("pk").values_list(*COLUMNS)[:limit])
    seen = _seen(request, kinds, found)
    items = [
        {
            "id": pk,
            "at": at,
            "kind": kind,
            "by": by,
            "about": kinds[subject_type].path,
            "subject": subject,
            "data": data,
        }
        for pk, at, kind, by, subject_type, subject, data in found
        if (subject_type, subject) in seen
    ]
    revision = found[-1][0] if len(found) == limit else latest
    following = f"{request.path}?since={revision}&limit={limit}" if len(found) == limit else None
    return respond(request, {"items": items, "next": following, "revision": revision})


def _seen(request, kinds, found):
    """(type, id) of the subjects of these events that the user may see."""
    ids = {}
    for _pk, _at, _kind, _by, subject_type, subject, _data in found:
        if subject_type in kinds:
            ids.setdefault(subject_type, set()).add(subject)
    return {
        (subject_type, pk)
        for subject_type, some in ids.items()
        if request.user.has_perm(kinds[subject_type].permission)
        for pk in kinds[subject_type]
        .rows(request.user)
        .filter(pk__in=some)
        .values_list("pk", flat=True)
    }


Route(
    "GET",
    "events",
    _("Changes since a revision"),
    TO_ALL,
    events,
    page_of({"type": "object", "properties": EVENT, "required": [*EVENT]}),
    page="api_guide",
    query={name: PAGING[name] for name in ("since", "limit")},
)
