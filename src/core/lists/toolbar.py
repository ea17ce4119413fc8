"""The toolbar of every list: its columns, saved views, export, and bulk actions.

Everything is posted to the URL of the list itself, whose view decides who may see which rows: a
user can only export rows that they may list. `core.lists.tables.render_table` calls
`handle_toolbar`.
"""

from django import forms
from django.contrib import messages
from django.http import QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.formatting import day
from core.forms.base import ActForm, attempt
from core.forms.versions import Versioned
from core.lists import actions as bulk
from core.lists import exports, saved_views
from core.lists.filters import private_of
from core.lists.spreadsheets import too_long
from core.models import ListChoice, SavedView
from core.text_input import number_of

LONG = 20  # rows from which a list shows its tools
CHECKED = mark_safe(" checked")
LISTS = {}  # the table of each list, by the name of its URL


class ListName:
    """Name of a list for sentences of `core.workflow.event_messages`."""

    values = LISTS

    def __init__(self, name):
        self.label = LISTS[name].title()


class ViewForm(ActForm):
    """Form for `save_view`: the current state of the list, under a title."""

    title = forms.CharField(label=gettext_lazy("Name of the view"), max_length=60)
    is_shared = forms.BooleanField(
        label=gettext_lazy("Shared with the team"),
        required=False,
        widget=forms.CheckboxInput({"class": "form-check-input"}),
    )

    def __init__(self, *args, toolbar, **kwargs):
        super().__init__(*args, prefix="view", auto_id="id-%s", **kwargs)
        self.toolbar = toolbar
        if not toolbar.user.has_perm("core.share_view"):
            del self.fields["is_shared"]

    def arguments(self):
        return (), {**self.cleaned_data, **self.toolbar.state()}


class ChangeViewForm(Versioned, ActForm):
    """Form for `change_view`; for users who may not change the view, for `open_with`."""

    name = forms.CharField(
        label=gettext_lazy("Name of the view"),
        max_length=60,
        help_text=gettext_lazy("Describe the list, without names of people."),
    )
    is_shared = forms.BooleanField(label=gettext_lazy("Shared with the team"), required=False)
    is_default = forms.BooleanField(
        label=gettext_lazy("Open the list with this view"), required=False
    )

    def __init__(self, *args, instance, user, **kwargs):
        choices = ListChoice.objects.filter(user=user, list_name=instance.list_name, view=instance)
        initial = {
            "name": instance.name,
            "is_shared": instance.is_shared,
            "is_default": choices.exists(),
        }
        super().__init__(*args, initial=initial, **kwargs)
        self.edited_row = instance
        may_change = SavedView.objects.manageable_by(user).filter(pk=instance.pk).exists()
        self.operation = saved_views.change_view if may_change else saved_views.open_with
        self.may_change = may_change
        if not may_change:
            del self.fields["name"], self.fields["is_shared"]
        elif not (instance.is_shared or user.has_perm("core.share_view")):
            del self.fields["is_shared"]


class Toolbar:
    """The toolbar of a list (`components/list_tools.html`): columns, views, export, actions."""

    def __init__(self, request, table, filters, *, is_export_only=False):
        self.request, self.table, self.filters = request, table, filters
        # Views and columns are stored by URL name, so not if the URL has arguments.
        self.is_export_only = is_export_only or bool(request.resolver_match.kwargs)
        self.user, self.name = request.user, table.list_name
        self.choices = table.choosable

    @cached_property
    def form(self):
        """The empty form that saves a view; a refused form replaces it."""
        return ViewForm(toolbar=self, initial={"title": self.view or ""})

    @property
    def may_arrange(self):
        return not self.is_export_only and self.user.has_perm("core.arrange_list")

    @property
    def may_export(self):
        return self.user.has_perm(exports.record_export.permission)

    @property
    def ods_limit(self):
        """The message about the row limit of an ODS if this list may exceed it, else ""."""
        return too_long() if self.table.paginator.is_capped else ""

    @cached_property
    def choice(self):
        """The `ListChoice` of the user for this list, unsaved if there is none."""
        choices = ListChoice.objects.filter(user=self.user, list_name=self.name)
        return choices.first() or ListChoice()

    @cached_property
    def views(self):
        return list(SavedView.objects.visible_to(self.user).filter(list_name=self.name))

    @cached_property
    def view(self):
        """The saved view that the URL names, if the user may see it."""
        pk = number_of(self.request.GET.get("view"))
        return next((view for view in self.views if view.pk == pk), None) if pk else None

    @cached_property
    def default(self):
        """The saved view with which this list opens for the user."""
        pk = self.choice.view_id
        return next((view for view in self.views if view.pk == pk), None) if pk else None

    @property
    def here(self):
        """The URL of the filtered list, to which its forms are posted."""
        return self.request.get_full_path()

    @property
    def plain_address(self):
        """The URL of the list without filters or view, even if the list opens with a view."""
        return f"{self.request.path}?view=0" if self.default else self.request.path

    @property
    def filter_address(self):
        """The URL to which filters are posted: with the current view and order, without filters."""
        names = self.filters.form.fields if self.filters else ()
        return self.address(*names)

    @property
    def correcting(self):
        """The URL of the spreadsheet to correct and import, with the filters of this list."""
        query = self.request.GET.copy()
        for name in ("page", "sort", "view"):
            query.pop(name, None)
        return f"{reverse(self.table.correcting)}?{query.urlencode()}"

    @cached_property
    def shown(self):
        """Names of the choosable columns that are currently shown."""
        wanted = (self.view and self.view.columns) or self.choice.columns
        shown = [name for name in self.choices if name in wanted]
        more = self.table.Meta.more_columns
        return shown or [name for name in self.choices if name not in more]

    @cached_property
    def exported(self):
        """Names of the columns to export: the shown ones, and those that they show as an icon."""
        table = self.table
        shown = [*table.columns.names()]
        pictured = {name for of in shown for name in table.Meta.exported_with.get(of, ())}
        named = {*shown, *pictured.intersection(self.choices)}
        names = [name for name in table.columns.columns if name in named]
        return [name for name in names if exports.is_exported(table, name)]

    @property
    def exported_headings(self):
        """The headings of an exported file, for the choice of columns."""
        return ", ".join(exports.headings(self.table, self.exported))

    @property
    def column_boxes(self):
        """A checkbox for each choosable column."""
        columns = self.table.columns.columns
        return column_boxes(
            (name, CHECKED if name in self.shown else "", columns[name].header)
            for name in self.choices
        )

    @cached_property
    def acts(self):
        return bulk.actions_for(self.table, self.user)

    @property
    def usual_acts(self):
        return [act for act in self.acts if not act.is_rare]

    @property
    def rare_acts(self):
        return [act for act in self.acts if act.is_rare]

    @cached_property
    def is_shown(self):
        """Whether the list is long, filtered, or its views, columns and export were requested."""
        return bool(self.request.GET) or self.table.paginator.count >= LONG

    def show(self):
        hidden = [name for name in self.choices if name not in self.shown]
        self.table.show(hidden, ticks=bool(self.acts))

    def state(self):
        """The state that a saved view stores: filters that are not private, columns and order."""
        data = self.filters.data if self.filters else QueryDict()  # decrypted
        names = set(self.filters.form.fields if self.filters else ()) - private_of(self.filters)
        values_of = {name: data.getlist(name) for name in names}
        return {
            "filters": {name: values for name, values in values_of.items() if any(values)},
            "columns": self.shown,
            "sort": self.request.GET.get("sort", "")[:60],
        }

    def address(self, *without):
        """The URL of the first page of this list, without these parameters."""
        query = self.request.GET.copy()
        for name in ("page", *without):
            query.pop(name, None)
        return f"{self.request.path}?{query.urlencode()}" if query else self.plain_address


def column_boxes(states):
    """Render checkboxes for (name, state, heading) as HTML, without a template."""
    box = '<input class="form-check-input" type="checkbox" name="column" value="{}"{}>'
    return format_html_join("\n", f"<label>{box} <span>{{}}</span></label>", states)


def in_words(table, name):
    """Return a function that formats an attribute: short dates, labels of choices, yes or no."""
    read = exports.reader_of_field(table, name, day) or exports.reader_along(table, name)
    return lambda record: blank(read(record))


def blank(value):
    return "" if value is None else value


def handle_toolbar(request, table, filters):
    """Attach the toolbar to a list, and handle its forms.

    Return a function that returns the response, or None to show the list.
    """
    toolbar = table.tools = Toolbar(request, table, filters)
    if request.method != "POST" and not request.GET and toolbar.default:
        return lambda: redirect(toolbar.default)
    toolbar.show()
    if request.method != "POST":
        return None
    handler = HANDLERS.get(request.POST.get("list_act"))
    return handler(toolbar) if handler else None


def _filter(toolbar):
    """Redirect to the list with the posted filters, of which private filters are encrypted."""
    query = QueryDict(mutable=True)
    data = toolbar.filters.veiled(toolbar.request.POST) if toolbar.filters else {}
    for name, values in data.items():
        query.setlist(name, values)
    for name in ("view", "sort"):
        if name in toolbar.request.GET:
            query[name] = toolbar.request.GET[name]
    target = f"{toolbar.request.path}?{query.urlencode()}" if query else toolbar.plain_address
    return lambda: redirect(target)


def _choose(toolbar):
    data = toolbar.request.POST
    names = [name for name in toolbar.choices if name in data.getlist("column")]
    names = [] if "reset" in data else names
    saved_views.choose_columns(toolbar.name, by=toolbar.user, columns=names)
    return lambda: redirect(toolbar.address("view"))


def _save(toolbar):
    toolbar.form = ViewForm(toolbar.request.POST, toolbar=toolbar)
    if not attempt(toolbar.form, saved_views.save_view, toolbar.name, by=toolbar.user):
        return None
    view = toolbar.form.result
    messages.success(toolbar.request, _("The view “%(view)s” is saved.") % {"view": view})
    return lambda: redirect(view)


def _export(toolbar):
    if toolbar.request.POST.get("form") == "correct" and toolbar.table.correcting:
        return lambda: redirect(toolbar.correcting)
    return lambda: exports.answer(toolbar)


HANDLERS = {
    "filter": _filter,
    "columns": _choose,
    "save": _save,
    "export": _export,
    "bulk": lambda toolbar: lambda: bulk.handle(toolbar),
}
