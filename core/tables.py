"""Lists: django-tables2 for columns, sorting and paging; the cells are ours, and plain.

The library's own cells cost eight times the rest of a page, so `Table.cells` reads each from the
record and `components/table.html` prints it.
"""

from operator import attrgetter

import django_tables2
from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import gettext, gettext_lazy

PER_PAGE = 50
CEILING = 10_000


class CappedPaginator(Paginator):
    """Counts, and so pages, no further than 10,000 rows: beyond, one filters."""

    @cached_property
    def count(self):
        rows = self.object_list.data.data
        return rows.order_by()[:CEILING].count() if hasattr(rows, "order_by") else len(rows)

    @property
    def is_capped(self):
        return self.count == CEILING


class Table(django_tables2.Table):
    """A list: `cell_<name>(record)` gives a column's cell, else the attribute of that name does.

    `Meta.order_by_columns` names the columns that may be sorted: those that an index serves;
    `Meta.wide_columns` those that a phone leaves out. `Meta.empty_text` says that a filter leaves
    nothing, `none_yet` that there was nothing to filter.
    """

    none_yet = gettext_lazy("Nothing here yet.")

    class Meta:
        template_name = "components/table.html"
        order_by_columns = ()
        wide_columns = ()

    def __init__(self, data, **kwargs):
        kwargs.setdefault("orderable", False)
        super().__init__(data, **kwargs)
        for name in getattr(self._meta, "order_by_columns", ()) or self.Meta.order_by_columns:
            self.columns[name].column.orderable = True

    @cached_property
    def _getters(self):
        return [
            getattr(self, f"cell_{name}", None) or attrgetter(name) for name in self.columns.names()
        ]

    @property
    def css_class(self):
        """Which columns a phone leaves out, by place: one class on the table, none per cell."""
        wide = self.Meta.wide_columns
        return " ".join(
            f"wide-{place}" for place, name in enumerate(self.columns.names(), 1) if name in wide
        )

    def cells(self):
        """Yield (record, its cells) for each row of the page."""
        for row in self.paginated_rows:
            yield row.record, [get(row.record) for get in self._getters]


class TickColumn(django_tables2.Column):
    """Boxes to tick, sent with the form `form`; the one in the heading ticks them all."""

    empty_values = ()

    def __init__(self, name, form):
        super().__init__()
        self.box, self.form = name, form

    @property
    def header(self):
        return format_html(
            '<label class="tick"><input type="checkbox" class="form-check-input"'
            ' data-tick-all="{}"><span class="visually-hidden">{}</span></label>',
            self.box,
            gettext("Tick all"),
        )

    def cell(self, record):
        return format_html(
            '<label class="tick"><input type="checkbox" class="form-check-input" name="{}"'
            ' value="{}" form="{}"><span class="visually-hidden">{}</span></label>',
            self.box,
            record.pk,
            self.form,
            record,
        )


def badge(thing):
    """The status of a thing: its word, with a mark and a colour that say the same."""
    return format_html(
        '<span class="status status-{}">{}</span>', thing.status_tone, thing.status_label
    )


def link(thing, text=None):
    return format_html('<a href="{}">{}</a>', thing.get_absolute_url(), text or thing)


def render_table(request, template, table, **context):
    """Render a list page, or the table alone when htmx asks for `#table`."""
    django_tables2.RequestConfig(request, paginate=False).configure(table)  # sorts, and only that
    table.paginator = CappedPaginator(table.rows, PER_PAGE)
    table.page = table.paginator.get_page(request.GET.get("page"))
    if request.headers.get("HX-Target") == "table":
        template = "components/table.html"
    response = render(request, template, {"table": table, **context})
    patch_vary_headers(response, ["HX-Target"])
    return response
