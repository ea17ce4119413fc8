"""Declaration of a resource: its fields, filters and actions; each URL becomes a `Route`.

Lists and rows are read as values, with the queryset and the filters of the list page. `edit`, `act`
and `create` run a form with its operation, like the page with the same action.
"""

from dataclasses import dataclass, field
from http import HTTPStatus

from django.db import transaction
from django.http import Http404
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from api.bodies import bound_form, perform, read_body
from api.problems import Problem
from api.responses import etag_of, respond
from api.revisions import current, ids_changed
from api.schema import KEY, NUMBER, number_in, of_filters, of_form, of_path, or_null
from core.forms.base import ActForm
from core.modules.registry import is_noun_on, is_url_on, module_of
from inventory.devices.identifiers import clean_code

LIMIT, LARGEST = 50, 200
FILE = {"type": "string", "format": "binary"}
CODE = {
    "type": "string",
    "maxLength": 200,
    "description": _("One of the codes of the item, as scanned."),
}
PAGING = {
    "after": NUMBER | {"description": _("Value taken from `next`, to read the rows that follow.")},
    "limit": NUMBER
    | {"minimum": 1, "maximum": LARGEST, "description": _("Number of rows per page.")},
    "since": NUMBER
    | {"description": _("A `revision` read earlier: returns only changes made since then.")},
    "revision": NUMBER
    | {"description": _("Value taken from `next`: the revision of the first page.")},
}
ROUTES = []


@dataclass
class Route:
    """A URL and a method: its permission, parameters and response."""

    method: str
    path: str
    summary: str
    permission: str  # or several permissions, separated by spaces
    run: object
    answer: dict  # schema of the response
    page: str  # URL name of the equivalent page; both are off if its module is off
    noun: str = ""  # model name of a catalogue list, which may belong to a module
    status: int = HTTPStatus.OK
    also: tuple = ()  # other success statuses, with the same response
    query: dict = field(default_factory=dict)
    filters: type | None = None  # filter set of a list, whose parameters it accepts too
    body: dict | None = None
    takes_files: bool = False
    is_edit: bool = False
    media: str = "application/json"  # or several, separated by spaces
    example: dict | None = None

    def __post_init__(self):
        ROUTES.append(self)

    @cached_property
    def parameters(self):
        """{name: schema} of the query parameters; read it after all modules have added filters."""
        return self.query | (of_filters(self.filters) if self.filters else {})

    @property
    def tag(self):
        return self.path.partition("/")[0]

    @property
    def module(self):
        """The module to which the page belongs, or None for the kernel."""
        return module_of("urls", self.page) or module_of("nouns", self.noun)

    @property
    def is_on(self):
        return is_url_on(self.page) and is_noun_on(self.noun)

    @property
    def name(self):
        """Name of the operation, such as `post_devices_move`."""
        words = [word for word in self.path.split("/") if not word.startswith("{")]
        one = ["one"] if self.path.endswith("}") else []
        return "_".join([self.method.lower(), *words, *one]).replace("-", "_").replace(".", "_")


class Resource:
    """Rows of a model; `fields` lists the field names, as `name=path` if the ORM path differs.

    A list inside a row has a path such as `devices/{device}/erasures`: its rows are those whose
    `inside` refers to that row of the resource `parent`. `changes` locates the events of a change:
    (path to the row to which they belong, its model). `private` is {field: the permission without
    which it is null}. With `has_code`, `?code=` finds a row by any scanned code.
    """

    def __init__(
        self,
        path,
        model,
        fields,
        *,
        permission,
        page,
        noun="",
        filters=None,
        rows=None,
        parent=None,
        inside="",
        changes=None,
        private=(),
        has_code=False,
        is_listed=True,
    ):
        self.path, self.model, self.fields = path, model, {"id": "pk"} | fields_of(fields)
        self.permission, self.filters = permission, filters
        self.page, self.noun = page, noun
        self.rows = rows or model.objects.visible_to
        self.parent, self.inside = parent, inside
        self.changes = changes or ("pk", model)
        self.private, self.has_code = dict(private), has_code
        properties = {name: of_path(model, path) for name, path in self.fields.items()}
        for name in self.private:
            properties[name] = or_null(properties[name])
        self.schema = {
            "title": model.__name__,
            "type": "object",
            "properties": properties,
            "required": [*properties],
        }
        if is_listed:
            query = PAGING | ({"code": CODE} if has_code else {})
            summary = format_lazy(_("List: {rows}"), rows=model._meta.verbose_name_plural)
            answer = page_of(self.schema)
            self.route("GET", path, summary, self.list, answer, query, filters=filters)
        if is_listed and parent is None:
            summary = self._about_a_row(_("Read: {row}"))
            self.route("GET", f"{path}/{{id}}", summary, self.read, self.schema)

    def route(self, method, path, summary, run, answer, query=None, **more):
        """Create a route for these rows."""
        more = {"permission": self.permission, "query": query or {}} | more
        more = {"page": self.page, "noun": self.noun} | more
        return Route(method, path, summary, run=run, answer=answer, **more)

    def _about_a_row(self, summary):
        return format_lazy(summary, row=self.model._meta.verbose_name)

    # --- Reading -----------------------------------------------------------------------------

    def visible(self, request, keys):
        """The rows that the user may see, inside the row named in the URL if there is one."""
        rows = self.rows(request.user)
        if self.parent:
            (name,) = set(keys) - {"id"}
            rows = rows.filter(**{self.inside: self.parent.row(request, {"id": keys[name]}).pk})
        return rows

    def row(self, request, keys):
        row = self.visible(request, keys).filter(pk=keys["id"]).first()
        if row is None:
            raise Http404
        return row

    def one(self, request, keys):
        """Return the current values of a row, or raise 404."""
        rows = self.visible(request, keys).filter(pk=keys["id"])
        found = self.values(request, rows)
        if not found:
            raise Http404
        return found[0]

    def values(self, request, rows):
        """[{field: value}] of these rows; values that the user may not read are null."""
        hidden = [
            n for n, permission in self.private.items() if not request.user.has_perm(permission)
        ]
        found = [
            dict(zip(self.fields, row, strict=True))
            for row in rows.values_list(*self.fields.values())
        ]
        for values in found if hidden else ():
            values.update(dict.fromkeys(hidden))
        return found

    def read(self, request, **keys):
        return respond(request, self.one(request, keys))

    def list(self, request, **keys):
        paging = {name: number_in(request.GET, name, PAGING[name]) for name in PAGING}
        since, limit = paging["since"], paging["limit"] or LIMIT
        revision = paging["revision"] or current(since or 0)  # read before the rows
        rows = self._filtered(request, self.visible(request, keys))
        if since is not None:
            path, model = self.changes
            rows = rows.filter(**{f"{path}__in": ids_changed(model, since)})
        rows = rows.order_by("pk").filter(pk__gt=paging["after"] or 0)[: limit + 1]
        if not (self.has_code and request.GET.get("code")):  # count with an index only
            ids = list(rows.values_list("pk", flat=True))
            rows = self.model.objects.filter(pk__in=ids).order_by("pk")
        found = self.values(request, rows)
        following = None
        if len(found) > limit:
            sent = request.GET.dict() | {"after": found[limit - 1]["id"], "revision": revision}
            following = f"{request.path}?{urlencode(sent)}"
        return respond(request, {"items": found[:limit], "next": following, "revision": revision})

    def _filtered(self, request, rows):
        if code := clean_code(request.GET.get("code")) if self.has_code else None:
            named = self.model.objects.matching_code(code).values_list("pk", flat=True)
            rows = rows.filter(pk__in=list(named[:LARGEST]))  # each with its own index
        if self.filters is None or not set(request.GET) - {*PAGING, "code"}:
            return rows
        filters = self.filters(request.GET, queryset=rows, request=request)
        if not filters.is_valid():
            raise Problem(422, errors=filters.form.errors)
        return filters.qs

    # --- Writing: a form of a page with its operation ---

    def edit(
        self,
        form_class,
        operation,
        *,
        page,
        make=None,
        extra=None,
        spread=None,
        is_given_row=False,
        **more,
    ):
        """Add PATCH of a row, whose version read before is named by If-Match.

        Omitted fields keep their values. A model form already has the row; with `is_given_row`, the
        operation receives it.
        """

        def run(request, **keys):
            row = self.row(request, keys)
            form = self._form(request, route, make or form_class, row, spread)
            _check_match(request, form, lambda: self.one(request, keys))
            perform(form, operation, *([row] if is_given_row else []), by=request.user)
            return respond(request, self.one(request, keys))

        path, summary = f"{self.path}/{{id}}", self._about_a_row(_("Change: {row}"))
        more = {"permission": operation.permission, "page": page, "is_edit": True} | more
        more.setdefault("body", of_form(form_class, extra, is_edit=True))
        route = self.route("PATCH", path, summary, run, self.schema, **more)

    def act(
        self,
        name,
        operation,
        form_class=ActForm,
        *,
        summary,
        page,
        make=None,
        subject=None,
        extra=None,
        spread=None,
        answer=None,
        gives=None,
        **more,
    ):
        """Add POST `{id}/name`, which runs the operation on a row.

        `gives(request, row, result)` builds the response. `page` is the page with the same action.
        If `extra` describes other fields than the form, `spread` converts the body to form data.
        """

        def run(request, **keys):
            row = self.row(request, keys)
            form = self._form(request, route, make or form_class, row, spread)
            args = [row] if subject is None else subject(row)
            result = perform(form, operation, *args, by=request.user)
            if gives:
                return gives(request, row, result)
            return respond(request, self.one(request, keys))

        path = f"{self.path}/{{id}}/{name}"
        more = {"permission": operation.permission, "page": page} | more
        more.setdefault("body", of_form(form_class, extra))
        route = self.route("POST", path, summary, run, answer or self.schema, **more)

    def create(
        self,
        form_class,
        operation,
        *,
        page,
        make=None,
        extra=None,
        spread=None,
        subject=None,
        **more,
    ):
        """Add POST of a new row; the operation of a nested resource receives the parent row."""

        def run(request, **keys):
            parent = self.parent.row(request, {"id": next(iter(keys.values()))}) if keys else None
            form = self._form(request, route, make or form_class, parent, spread)
            args = [] if parent is None else [parent]
            args = subject(form, request.user) if subject else args
            made = perform(form, operation, *args, by=request.user)
            location = f"{request.path}/{made.pk}"
            content = self.one(request, keys | {"id": made.pk})
            return respond(request, content, HTTPStatus.CREATED, Location=location)

        more = {"permission": operation.permission, "page": page} | more
        more |= {"body": of_form(form_class, extra), "status": HTTPStatus.CREATED}
        summary = self._about_a_row(_("Add: {row}"))
        route = self.route("POST", self.path, summary, run, self.schema, **more)

    def _form(self, request, route, form_class, row, spread):
        body, files = read_body(request, route)
        body = spread(body) if spread else body
        takes = route.takes_files
        return bound_form(form_class, body, files, request.user, row, takes_files=takes)

    def file(self, name, read, *, summary, page, media, permission):
        """Add GET `{id}/name`, whose response `read(request, row)` returns."""

        def run(request, **keys):
            return read(request, self.row(request, keys))

        path = f"{self.path}/{{id}}/{name}"
        self.route("GET", path, summary, run, FILE, page=page, media=media, permission=permission)


def fields_of(names):
    """Return {name: ORM path} for `name` or `name=path` words, separated by spaces."""
    pairs = (word.partition("=") for word in names.split())
    return {name: path or name for name, _equals, path in pairs}


def page_of(schema):
    return {
        "type": "object",
        "properties": {
            "items": {"type": "array", "items": schema},
            "next": {"type": ["string", "null"], "description": "The address of the next page."},
            "revision": NUMBER | {"description": "For `since`, the next time."},
        },
        "required": ["items", "next", "revision"],
    }


def _check_match(request, form, read):
    """Raise 412 under the lock if the row no longer matches If-Match."""
    sent = request.headers.get("If-Match", "")
    if not sent:
        raise Problem(HTTPStatus.PRECONDITION_REQUIRED)
    # ETags of compressed responses are weak, here and behind proxies.
    tags = [tag.strip().removeprefix("W/") for tag in sent.split(",")]
    perform_act = form.perform

    def perform_if_same(act):
        with transaction.atomic():
            form.hold()
            if sent != "*" and etag_of(read()) not in tags:
                raise Problem(HTTPStatus.PRECONDITION_FAILED)
            return perform_act(act)

    form.perform = perform_if_same


def keyed(names):
    """Return {name: schema} for the ids in a URL."""
    return dict.fromkeys(names, KEY)
