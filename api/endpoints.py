"""What a resource declares: its fields, its filters and its acts; each becomes a `Route`.

A list and a row are read as values, by the queryset and the filters of the list page. `edit`, `act`
and `create` run a form with its operation, as the page of the same act does.
"""

from dataclasses import dataclass, field
from http import HTTPStatus

from django.http import Http404
from django.utils.http import urlencode

from api.bodies import bound_form, perform, read_body
from api.problems import Problem
from api.responses import etag_of, respond
from api.revisions import current, ids_changed
from api.schema import KEY, number_in, of_filters, of_form, of_path
from core.forms import ActForm

LIMIT, LARGEST = 50, 200
NUMBER = {"type": "integer", "minimum": 0, "maximum": 2**53}
PAGING = {
    "after": NUMBER | {"description": "From `next`: the rows that follow."},
    "limit": NUMBER | {"minimum": 1, "maximum": LARGEST, "description": "Rows of a page."},
    "since": NUMBER | {"description": "A `revision` read before: only what changed since."},
    "revision": NUMBER | {"description": "From `next`: the revision of the first page."},
}
ROUTES = []


@dataclass
class Route:
    """An address and a method: who may, what it takes, what it answers."""

    method: str
    path: str
    summary: str
    permission: str
    run: object
    answer: dict  # the schema of what it answers
    page: str = ""  # the page of the same rows, which goes with its module
    status: int = HTTPStatus.OK
    query: dict = field(default_factory=dict)
    body: dict | None = None
    takes_files: bool = False
    is_edit: bool = False
    media: str = "application/json"
    example: dict | None = None

    def __post_init__(self):
        ROUTES.append(self)

    @property
    def tag(self):
        return self.path.partition("/")[0]

    @property
    def name(self):
        """The name of the operation, such as `post_devices_move`."""
        words = [word for word in self.path.split("/") if not word.startswith("{")]
        one = ["one"] if self.path.endswith("}") else []
        return "_".join([self.method.lower(), *words, *one]).replace("-", "_").replace(".", "_")


class Resource:
    """Rows of a model: `fields` maps each name to its ORM path.

    A list inside a row has a path such as `devices/{device}/erasures`: its rows are those of which
    `inside` names that row, in the resource `parent`. `changes` is where the events of a change
    are: (path to the row that has them, its model).
    """

    def __init__(
        self,
        path,
        model,
        fields,
        *,
        permission,
        page="",
        filters=None,
        rows=None,
        parent=None,
        inside="",
        changes=None,
        is_listed=True,
    ):
        self.path, self.model, self.fields = path, model, {"id": "pk", **fields}
        self.permission, self.page, self.filters = permission, page, filters
        self.rows = rows or model.objects.visible_to
        self.parent, self.inside = parent, inside
        self.changes = changes or ("pk", model)
        self.words = str(model._meta.verbose_name)
        properties = {name: of_path(model, path) for name, path in self.fields.items()}
        self.schema = {"type": "object", "properties": properties, "required": [*properties]}
        if is_listed:
            self._route("GET", path, f"List: {self.words}", self.list, page_of(self.schema))
            ROUTES[-1].query = self.query
            self._route("GET", f"{path}/{{id}}", f"Read: {self.words}", self.read, self.schema)

    @property
    def query(self):
        return PAGING | (of_filters(self.filters) if self.filters else {})

    def _route(self, method, path, summary, run, answer, **more):
        more.setdefault("permission", self.permission)
        more.setdefault("page", self.page)
        return Route(method, path, summary, run=run, answer=answer, **more)

    # --- Reading -----------------------------------------------------------------------------

    def visible(self, request, keys):
        """The rows that the user may see, inside the row of the address if it names one."""
        rows = self.rows(request.user)
        if self.parent:
            (name,) = set(keys) - {"id"}
            parent = self.parent.row(request, {"id": keys[name]})
            rows = rows.filter(**{self.inside: parent.pk})
        return rows

    def row(self, request, keys):
        row = self.visible(request, keys).filter(pk=keys["id"]).first()
        if row is None:
            raise Http404
        return row

    def one(self, request, keys):
        """The values of one row as they are now."""
        rows = self.visible(request, keys).filter(pk=keys["id"])
        values = rows.values_list(*self.fields.values()).first()
        if values is None:
            raise Http404
        return dict(zip(self.fields, values, strict=True))

    def many(self, request, ids):
        rows = self.rows(request.user).filter(pk__in=ids).order_by("pk")
        return [self._values(row) for row in rows.values_list(*self.fields.values())]

    def _values(self, row):
        return dict(zip(self.fields, row, strict=True))

    def read(self, request, **keys):
        return respond(request, self.one(request, keys))

    def list(self, request, **keys):
        paging = {name: number_in(request.GET, name, PAGING[name]) for name in PAGING}
        since, limit = paging["since"], paging["limit"] or LIMIT
        revision = paging["revision"] or current(since or 0)  # before the rows
        rows = self._filtered(request, self.visible(request, keys))
        if since is not None:
            path, model = self.changes
            rows = rows.filter(**{f"{path}__in": ids_changed(model, since)})
        rows = rows.order_by("pk").filter(pk__gt=paging["after"] or 0)
        found = list(rows.values_list("pk", *self.fields.values())[: limit + 1])
        following = None
        if len(found) > limit:
            sent = request.GET.dict() | {"after": found[limit - 1][0], "revision": revision}
            following = f"{request.path}?{urlencode(sent)}"
        items = [self._values(row[1:]) for row in found[:limit]]
        return respond(request, {"items": items, "next": following, "revision": revision})

    def _filtered(self, request, rows):
        if self.filters is None:
            return rows
        filters = self.filters(request.GET, queryset=rows, request=request)
        if not filters.is_valid():
            raise Problem(422, errors=filters.form.errors)
        return filters.qs

    # --- Writing: a form of a page with its operation ----------------------------------------

    def edit(self, form_class, operation, *, make=None, arguments=(), **more):
        """PATCH of a row: what is not sent stays, and If-Match names the row that was read."""

        def run(request, **keys):
            row = self.row(request, keys)
            body, files = read_body(request, route)
            form = bound_form(make or form_class, body, files, request.user, row)
            _check_match(request, form, row, lambda: self.one(request, keys))
            perform(form, operation, *[row for _name in arguments], by=request.user)
            return respond(request, self.one(request, keys))

        route = self._route(
            "PATCH",
            f"{self.path}/{{id}}",
            f"Change: {self.words}",
            run,
            self.schema,
            permission=operation.permission,
            body=of_form(form_class, is_edit=True),
            is_edit=True,
            **more,
        )
        return self

    def act(
        self,
        name,
        operation,
        form_class=ActForm,
        *,
        summary="",
        make=None,
        subject=None,
        body=None,
        answer=None,
        gives=None,
        takes_files=False,
        **more,
    ):
        """POST `{id}/name`: run the operation on a row; `gives(request, row, result)` answers."""

        def run(request, **keys):
            row = self.row(request, keys)
            sent, files = read_body(request, route)
            form = bound_form(
                make or form_class, sent, files, request.user, row, takes_files=takes_files
            )
            args = subject(row) if subject else [row]
            result = perform(form, operation, *args, by=request.user)
            if gives:
                return gives(request, row, result)
            return respond(request, self.one(request, keys))

        route = self._route(
            "POST",
            f"{self.path}/{{id}}/{name}",
            summary or name.replace("-", " ").capitalize(),
            run,
            answer or self.schema,
            permission=operation.permission,
            body=body or of_form(form_class),
            takes_files=takes_files,
            **more,
        )
        return self

    def create(
        self,
        form_class,
        operation,
        *,
        make=None,
        body=None,
        subject=None,
        takes_files=False,
        **more,
    ):
        """POST of a new row; inside another row, the operation is given that row."""

        def run(request, **keys):
            parent = self.parent.row(request, {"id": next(iter(keys.values()))}) if keys else None
            sent, files = read_body(request, route)
            form = bound_form(
                make or form_class, sent, files, request.user, parent, takes_files=takes_files
            )
            args = [parent] if parent is not None else []
            args = subject(form) if subject else args
            made = perform(form, operation, *args, by=request.user)
            made = self.row(request, keys | {"id": made.pk})
            location = f"{request.path}/{made.pk}"
            content = self.one(request, keys | {"id": made.pk})
            return respond(request, content, HTTPStatus.CREATED, Location=location)

        route = self._route(
            "POST",
            self.path,
            f"Add: {self.words}",
            run,
            self.schema,
            permission=operation.permission,
            body=body or of_form(form_class),
            takes_files=takes_files,
            status=HTTPStatus.CREATED,
            **more,
        )
        return self


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


def _check_match(request, form, row, read):
    """Have the form refuse, once the row is locked, what was read before it changed."""
    sent = request.headers.get("If-Match", "")
    if not sent:
        raise Problem(HTTPStatus.PRECONDITION_REQUIRED)
    inner = form.perform

    def perform_if_same(act):
        form.hold()
        if sent != "*" and etag_of(read()) not in [tag.strip() for tag in sent.split(",")]:
            raise Problem(HTTPStatus.PRECONDITION_FAILED)
        return inner(act)

    form.perform = perform_if_same


def keyed(names):
    """{name: schema} of the numbers in an address."""
    return dict.fromkeys(names, KEY)
