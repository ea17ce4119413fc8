"""Requests: send, follow and answer them."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from api.endpoints import Resource
from api.responses import respond
from api.schema import KEY
from api.v1.donations import NUMBER
from core.text_input import number_of
from loans.allocation.cases import case_of
from loans.allocation.standing import standing_of
from loans.models import Request, RequestLine
from loans.requests.filters import RequestFilter
from loans.requests.forms.answers import AcceptForm, RefuseForm
from loans.requests.forms.requests import RequestForm
from loans.requests.operations import requests as operations
from people.models import Organisation

VIEW = "loans.view_request"
REQUESTS = Resource(
    "requests",
    Request,
    (
        "number status status_since organisation site audience recipient purpose urgency "
        "wanted_on reference household_size refused_for refusal created_at"
    ),
    permission=VIEW,
    page="request_list",
    filters=RequestFilter,
    # Fields that may identify the person.
    private={
        "recipient": "people.change_recipient",
        "reference": "people.change_recipient",
        "household_size": "people.change_recipient",
    },
    has_code=True,
)
Resource(
    "requests/{asked}/lines",
    RequestLine,
    "category product accessory kit requested accepted served",
    permission=VIEW,
    page="request_list",
    rows=lambda _user: RequestLine.objects.all(),
    parent=REQUESTS,
    inside="request",
    changes=("request", Request),
)
STANDING = {
    "type": "object",
    "properties": {
        "code": {"type": "string"},
        "label": {"type": "string"},
        "until": {"type": ["string", "null"], "format": "date"},
    },
    "required": ["code", "label", "until"],
}


def read_standing(request, **keys):
    """Where a request stands, in the words of its page and letters."""
    found = standing_of(REQUESTS.row(request, keys))
    day = found.until and found.until.isoformat()
    return respond(request, {"code": found.code, "label": found.status_label, "until": day})


REQUESTS.route(
    "GET",
    "requests/{id}/standing",
    gettext_lazy("Status of a request"),
    read_standing,
    STANDING,
    page="request_detail",
)
ITEM = {
    "type": "object",
    "properties": {
        "kind": {"type": "string", "enum": ["category", "kit", "product", "accessory"]},
        "id": KEY,
        "quantity": NUMBER,
        "screen": {"type": "string"},
        "ram": {"type": "string"},
        "webcam": {"type": "boolean"},
        "cellular": {"type": "boolean"},
    },
    "required": ["kind", "id", "quantity"],
    "additionalProperties": False,
}
NEEDS = ("screen", "ram", "webcam", "cellular")
WRITTEN = {
    "organisation": KEY
    | {
        "default": None,
        "description": gettext_lazy("Only for our team; otherwise, your own organisation is used."),
    },
    "recipient": KEY | {"default": None, "description": gettext_lazy("The person’s number.")},
    "lines": {"type": "array", "items": ITEM, "maxItems": 50},
    "home": None,
}


def by_item(body):
    """Convert the body to form data: a quantity for each item, and a field for each need."""
    fields, seen = {name: value for name, value in body.items() if name != "lines"}, {}
    for line in body.get("lines", ()):
        name = f"{line['kind']}_{line['id']}"
        seen[name] = seen.get(name, 0) + 1
        name += f"_{seen[name]}" if seen[name] > 1 else ""
        fields[name] = line["quantity"]
        fields |= {f"{name}_{need}": line[need] for need in NEEDS if need in line}
    if body.get("recipient"):
        fields["recipient"] = f"· {body['recipient']}"
    return fields


def new_request(data, *, user):
    """Form for a request of the user's organisation, or of the organisation that our team names."""
    organisation, named = user.organisation, data.pop("organisation", [""])[-1]
    if organisation is None:
        rows = Organisation.objects.visible_to(user).approved()
        organisation = rows.filter(pk=number_of(named)).first()
    if organisation is None:
        raise ValidationError(_("Choose the organisation."))
    return RequestForm(data, by=user, organisation=organisation)


def changed_request(data, *, user, request):
    return RequestForm(data, instance=request, by=user, organisation=request.organisation)


REQUESTS.create(
    RequestForm,
    operations.write_request,
    page="request_new",
    make=new_request,
    extra=WRITTEN,
    spread=by_item,
    example={
        "lines": [{"kind": "category", "id": 1, "quantity": 1}],
        "purpose": "school",
        "site": 1,
        "send": True,
    },
)
REQUESTS.edit(
    RequestForm,
    operations.write_request,
    page="request_edit",
    make=changed_request,
    extra=WRITTEN | {"organisation": None},
    spread=by_item,
)
REQUESTS.act("send", operations.send_request, summary=gettext_lazy("Send"), page="request_send")
REQUESTS.act(
    "cancel",
    operations.cancel_request,
    summary=gettext_lazy("Cancel request"),
    page="request_cancel",
)
REQUESTS.act("close", operations.close_request, summary=gettext_lazy("Close"), page="request_close")
REQUESTS.act(
    "refuse",
    operations.refuse_request,
    RefuseForm,
    summary=gettext_lazy("Refuse the request"),
    page="request_refuse",
    example={"reason": "Nothing left this month."},
)


def accept_form(data, *, user, request):
    return AcceptForm(data, offers=case_of(request, user).bundles)


ANSWER = {
    "type": "object",
    "properties": {"line": KEY, "quantity": NUMBER},
    "required": ["line", "quantity"],
    "additionalProperties": False,
}


def by_line(body):
    """Convert the body to form data, with a quantity for each line."""
    lines = {f"line_{line['line']}": line["quantity"] for line in body.get("lines", ())}
    return {name: value for name, value in body.items() if name != "lines"} | lines


REQUESTS.act(
    "accept",
    operations.accept_request,
    AcceptForm,
    make=accept_form,
    extra={"lines": {"type": "array", "items": ANSWER, "maxItems": 100, "default": []}},
    spread=by_line,
    summary=gettext_lazy("Accept the whole request, or a quantity for each line"),
    page="request_accept",
)
