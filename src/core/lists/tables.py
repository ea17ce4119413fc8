"""Lists: django-tables2 for columns, headings, sorting and paging, with our own plain cells.

A library column renders each cell through `BoundRow`: an accessor, a `render` whose arguments are
inspected, attributes for each cell. 50 rows of 8 columns take 89 ms that way on a busy machine, and
16 ms here, with the same functions for their contents. So a table has `cell_<name>(record)` if an
accessor is not enough, `Table.body` writes the rows, and a `Column` is a heading without a field.

A list that had more than 10,000 rows a minute ago is not counted again. The fragment that htmx
requests has no toolbar and no filters, since the page keeps its own: they would take a fifth of the
time.

A page of a list is read in two steps: an index gives the keys of its fifty rows, then related rows
are joined for these only, not for the thousands of rows before them. PostgreSQL needs a third of
the time.
"""

from functools import lru_cache

import django_tables2
from django.core.exceptions import EmptyResultSet
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.crypto import salted_hmac
from django.utils.formats import localize
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import template_localtime
from django.utils.translation import gettext, gettext_lazy

from core.caches.local_cache import local_cache
from core.http.access import allowed
from core.lists import exports
from core.lists import toolbar as lists
from core.lists.filters import unneeded
from core.lists.renderers import escaped
from core.modules.registry import is_address_on, is_column_on

PER_PAGE = 50
CEILING = 10_000
MINUTE = 60


class CappedPaginator(Paginator):
    """Paginator that stops counting at 10,000 rows: beyond that, users filter."""

    @property
    def rows(self):
        """The rows of a table, currently sorted and joined, or rows in another layout."""
        return getattr(self.object_list, "data", self.object_list)

    @cached_property
    def count(self):
        rows = self.rows
        return capped(rows) if hasattr(rows, "order_by") else len(rows)

    @property
    def is_capped(self):
        return self.count == CEILING

    def _get_page(self, rows, *args):
        """Find the rows of a page by an index first, then fetch them with all their joins."""
        return super()._get_page(by_keys(rows, self.rows), *args)


def capped(rows):
    """Count the rows, up to 10,000; leaving out the joins halves the time."""
    if rows.query.select_related:
        rows = rows.select_related(None).only("pk")
    rows = rows.order_by()[:CEILING]
    try:
        key = f"more:{salted_hmac('rows', str(rows.query)).hexdigest()}"
    except EmptyResultSet:
        return 0
    if key in local_cache:
        return CEILING
    count = rows.count()
    if count == CEILING:
        local_cache.set(key, "", MINUTE)
    return count


def by_keys(part, rows):
    """Fetch a page of rows by their primary keys, so that joins are made for this page only.

    Rows that were already read, or that need no join, are returned unchanged.
    """
    if not (isinstance(part, QuerySet) and part.query.select_related):
        return part
    return rows.filter(pk__in=list(part.values_list("pk", flat=True)))


def page_of(request, rows, per_page=PER_PAGE):
    """Return the page of these rows whose number is in the URL."""
    return CappedPaginator(rows, per_page).get_page(request.GET.get("page"))


class Table(django_tables2.Table):
    """A list: `cell_<name>(record)` gives a column's cell, or else the column's accessor.

    Fields are formatted: a status as a badge, a date in short, the label of a choice, yes or no;
    except the fields in `Meta.as_stored`. A column with `linkify` links to the page of its row.

    `Meta.order_by_columns` names the sortable columns, which have an index; `Meta.wide_columns` the
    columns that phones omit; with `Meta.is_stacked`, phones show the other cells of a row below
    each other, with their headings. `Meta.empty_text` is shown if no row matches the filters,
    `none_yet` if there are no rows at all.

    On the page whose URL is named `list_name`, users can choose columns, save views and export
    (`core.lists.toolbar`). If that URL has arguments, as for each kind of reference data, the table
    can only be exported.

    `Meta.more_columns` are hidden at first; `Meta.joins` lists the relations that a column reads,
    {"donor": ["donation__donor"]}; `value_<name>` is its value in an export, if it differs from its
    cell; `Meta.exported_with` names columns that a cell shows as an icon, {"designation":
    ["category"]}, and an export as text; `Meta.page_only` columns that are never exported,
    `Meta.team_only` columns hidden from partner organisations. `acts` apply to ticked rows
    (`core.lists.actions`).
    """

    none_yet = gettext_lazy("Nothing here yet.")
    list_name = ""
    list_title = ""
    acts = ()
    names = ()  # columns that name a row where an action asks to confirm
    tick_name = "row"
    correcting = ""  # URL of another export, whose corrected file can be imported
    tools = None  # the toolbar above a list, set by `core.lists.toolbar`
    is_fragment = False  # whether only the table is rendered, for a page that has the toolbar

    class Meta:
        template_name = "components/table.html"
        order_by_columns = ()
        wide_columns = ()
        is_stacked = False
        more_columns = ()
        joins = {}
        exported_with = {}
        page_only = ()
        as_stored = ()
        team_only = ()

    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__(**kwargs)
        if "list_name" in vars(cls):
            lists.LISTS[cls.list_name] = cls

    @classmethod
    def add_columns(cls, columns):
        """Add the columns of a module, {name: (column, cell)}.

        They are hidden at first, unless a third value names the column before it.
        """
        for name, (column, cell, *before) in columns.items():
            cls.base_columns[name] = column
            setattr(cls, f"cell_{name}", cell)
            if before:
                fields = cls._meta.fields
                place = fields.index(*before) + 1
                cls._meta.fields = [*fields[:place], name, *fields[place:]]
            else:
                cls.Meta.more_columns = [*cls.Meta.more_columns, name]

    def __init__(self, data, *, user=None, **kwargs):
        """Store `user`, on whose permissions some cells depend."""
        self.user = user
        kwargs.setdefault("orderable", False)
        # Columns hidden from this user, or useless in this installation.
        off = {name for name in self.base_columns if not is_column_on(type(self), name)}
        off |= unneeded().intersection(self.base_columns)
        off.update(self.Meta.team_only if user and user.organisation_id else ())
        self.withheld = [*kwargs.get("exclude", ()), *off]
        kwargs["exclude"] = [*self.withheld, *self.Meta.more_columns]
        if self.acts:  # checkboxes only in the list, for users with a bulk action
            tick = TickColumn(self.tick_name, form="bulk")
            kwargs["extra_columns"] = [("tick", tick)]
            kwargs["sequence"] = ["tick", *(self._meta.sequence or self._meta.fields), "..."]
            kwargs["exclude"].append("tick")
        super().__init__(data, **kwargs)
        for name in getattr(self._meta, "order_by_columns", ()) or self.Meta.order_by_columns:
            self.columns[name].column.orderable = True

    @cached_property
    def paginator(self):
        return CappedPaginator(self.data, PER_PAGE)

    @cached_property
    def _getters(self):
        names = self.columns.names()
        return [getattr(self, f"cell_{name}", None) or self._usual_cell(name) for name in names]

    def _usual_cell(self, name):
        if name == "status":
            return badge
        read = lists.in_words(self, name)
        target = self.columns[name].link
        if target is None or target.url:  # unless it is the library's own mailto link
            return read
        return lambda record: link(read(record))

    @classmethod
    def page_template(cls):
        """Template of the list page: named like the list, in the folder of its feature."""
        feature = cls.__module__.removeprefix("modules.").rpartition(".")[0]
        return f"{feature.replace('.', '/')}/{cls.list_name}.html"

    @classmethod
    def title(cls):
        return cls.list_title or cls._meta.model._meta.verbose_name_plural

    @property
    def choosable(self):
        """Names of the columns that the user may hide.

        These are all except the checkboxes and the first column.
        """
        columns = self.columns.columns
        names = [name for name in columns if name not in self.withheld and columns[name].header]
        return [name for name in names if not isinstance(columns[name].column, TickColumn)][1:]

    def show(self, hidden, *, ticks=False):
        """Hide these columns, show checkboxes or not, and join the tables that the other columns
        read.
        """
        self.exclude = [*self.withheld, *hidden, *([] if ticks or not self.acts else ["tick"])]
        for name_of_cache in ("_getters", "_openings"):
            self.__dict__.pop(name_of_cache, None)
        names = self.columns.names()
        wanted = [join for name in names for join in self.Meta.joins.get(name, ())]
        if wanted:
            self.data.data = self.data.data.select_related(*wanted)

    def cell_tick(self, record):
        return self.columns["tick"].column.cell(record)

    def prepare(self, records):
        """Hook called with the rows about to be rendered: a page, or a chunk of an export."""

    @cached_property
    def wide_columns(self):
        """Names of the columns that narrow screens omit."""
        more = () if self.Meta.is_stacked else self.Meta.more_columns
        return {*self.Meta.wide_columns, *more}

    def cells(self):
        """Yield (record, its cells) for each row of the page."""
        records = list(self.page.object_list)
        self.prepare(records)
        for record in records:
            yield record, [get(record) for get in self._getters]

    def body(self):
        """Return the rows of the page as HTML.

        No template is used, since that took a fifth of the time.
        """
        rows = (self._row(cells) for _record, cells in self.cells())
        return mark_safe("".join(rows))  # noqa: S308  (each cell is escaped)

    def _row(self, cells):
        end = "</div></td>" if self.Meta.is_stacked else "</td>"
        pairs = zip(self._openings, map(_html_of, cells), strict=True)
        return f"<tr>{''.join(f'{opening}{cell}{end}' for opening, cell in pairs)}</tr>\n"

    @cached_property
    def _openings(self):
        """The opening `<td>` of each column, with its heading for the stacked layout of phones."""
        return [self._opening(column) for column in self.columns]

    def _opening(self, column):
        classes = mark_safe(' class="wide"') if column.name in self.wide_columns else ""
        if not self.Meta.is_stacked:
            return format_html("<td{}>", classes)
        is_tick = isinstance(column.column, TickColumn)
        heading = "" if is_tick else exports.capitalised(column.header)
        return format_html('<td{} data-heading="{}"><div>', classes, heading)


def _html_of(cell):
    """Return a cell as HTML, escaped and localised as in a template."""
    if cell is None:
        return ""
    return escaped(cell if isinstance(cell, str) else localize(template_localtime(cell)))


class TickColumn(django_tables2.Column):
    """Checkboxes submitted with the form `form`; the checkbox in the heading ticks them all."""

    def __init__(self, name, form):
        super().__init__()
        self.box = name
        self.html = format_html(
            '<label class="tick"><input type="checkbox" class="form-check-input" name="{}"'
            ' value="{{}}" form="{}" aria-label="{{}}"></label>',
            name,
            form,
        )

    @property
    def header(self):
        return format_html(
            '<label class="tick"><input type="checkbox" class="form-check-input"'
            ' data-tick-all="{}"><span class="tick-all">{}</span></label>',
            self.box,
            gettext("Tick all"),
        )

    def cell(self, record):
        return SafeString(self.html.format(record.pk, escaped(record)))


def badge(row):
    """The status of a row as a badge: label, mark and colour."""
    return _badge(row.status_tone, str(row.status_label))


@lru_cache(maxsize=512)
def _badge(tone, label):
    return format_html('<span class="status status-{}">{}</span>', tone, label)


def link(row, text=None):
    """Link to the page of a row; "" for None; only its text if its module is off."""
    if not row:
        return ""
    address = row.get_absolute_url()
    if not is_address_on(address):
        return text or str(row)
    return SafeString(f'<a href="{escaped(address)}">{escaped(text or row)}</a>')


def link_on_one_line(row, text=None):
    """Link to the page of a row that does not wrap, for numbers and codes."""
    return SafeString(f'<span class="nowrap">{escaped(link(row, text))}</span>')


def export_of(request, table, filters=None):
    """Return the export of a list whose page renders its own rows, or None if not requested.

    `table.tools` is then the toolbar of the page. `filters` is a `FilterSet` or a form.
    """
    table.tools = lists.Toolbar(request, table, filters, is_export_only=True)
    table.tools.show()
    is_export = request.method == "POST" and request.POST.get("list_act") == "export"
    return exports.answer(table.tools) if is_export else None


def list_view(table, filters=None, *, permission, rows=None, template=""):
    """View of a list of `rows(user)`, or by default the visible rows of its model, filtered.

    The template is `table.page_template`, unless `template` is given.
    """
    rows = rows or (lambda user: table._meta.model.objects.visible_to(user).for_list())

    @allowed(permission)
    def view(request):
        found = rows(request.user)
        narrowed = filters and filters(request.GET, queryset=found, request=request)
        shown = table(narrowed.qs if narrowed else found, user=request.user)
        return render_table(request, template or table.page_template(), shown, filters=narrowed)

    return view


def render_table(request, template, table, **context):
    """Render a list page, or only the table if htmx requests `#table`.

    On the page of its own list, the table also has a toolbar, whose forms are handled here.
    """
    answer = None
    if table.list_name and request.resolver_match.url_name == table.list_name:
        answer = lists.handle_toolbar(request, table, context.get("filters"))
    django_tables2.RequestConfig(request, paginate=False).configure(table)  # only sorts
    if answer:
        return answer()
    table.page = table.paginator.get_page(request.GET.get("page"))
    table.is_fragment = request.headers.get("HX-Target") == "table"
    if table.is_fragment:
        template = "components/table_answer.html"
    response = render(request, template, {"table": table, "filters": None, **context})
    patch_vary_headers(response, ["HX-Target"])
    return response
