"""What stands above every list: its columns, its views, its export, and acts on what is ticked.

All of it is sent to the address of the list itself, so who may see a list, and which of its rows,
is said once, by its view. `core.tables.render_table` calls `attend`.
"""

from operator import attrgetter

from django import forms
from django.contrib import messages
from django.http import QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import bulk, exports, savedviews
from core.filters import private_of
from core.forms import ActForm, attempt
from core.models import ListChoice, SavedView
from core.typed import number_of
from core.wording import day

LISTS = {}  # the table of each list, by the name of its address


class ListName:
    """A list as a sentence names it, for `core.sentences`."""

    values = LISTS

    def __init__(self, name):
        self.label = LISTS[name].title()


class ViewForm(ActForm):
    """For `save_view`: the list as it stands, under a name."""

    title = forms.CharField(label=gettext_lazy("Name of the view"), max_length=60)
    is_shared = forms.BooleanField(
        label=gettext_lazy("Shared with the house"),
        required=False,
        widget=forms.CheckboxInput({"class": "form-check-input"}),
    )

    def __init__(self, *args, tools, **kwargs):
        super().__init__(*args, prefix="view", auto_id="id-%s", **kwargs)
        self.tools = tools
        if not tools.user.has_perm("core.share_view"):
            del self.fields["is_shared"]

    def arguments(self):
        return (), {**self.cleaned_data, **self.tools.asked()}


class Tools:
    """What the reader of a list may do to it: read by `components/list_tools.html`."""

    def __init__(self, request, table, filters):
        self.request, self.table, self.filters = request, table, filters
        self.user, self.name = request.user, table.list_name
        self.choices = table.choosable
        self.form = None
        if self.may_arrange:
            self.form = ViewForm(tools=self, initial={"title": self.view or ""})

    @property
    def may_arrange(self):
        return self.user.has_perm("core.arrange_list")

    @property
    def may_export(self):
        return self.user.has_perm(exports.record_export.permission)

    @cached_property
    def choice(self):
        """What the reader chose for this list before, if anything."""
        made = ListChoice.objects.filter(user=self.user, list_name=self.name)
        return made.first() or ListChoice()

    @cached_property
    def views(self):
        return list(SavedView.objects.visible_to(self.user).filter(list_name=self.name))

    @cached_property
    def view(self):
        """The view that the address names, if there is one that the reader may see."""
        pk = number_of(self.request.GET.get("view"))
        return next((view for view in self.views if view.pk == pk), None)

    @cached_property
    def default(self):
        """The view that this list opens with, for its reader."""
        return next((view for view in self.views if view.pk == self.choice.view_id), None)

    @property
    def here(self):
        """The list as it stands, for what is sent from it."""
        return self.request.get_full_path()

    @property
    def plain_address(self):
        """The list without filter or view, even where it opens with one."""
        return f"{self.request.path}?view=0" if self.default else self.request.path

    @property
    def filter_address(self):
        """Where filters are posted: with the view and the order of now, and no filter."""
        asked = self.filters.form.fields if self.filters else ()
        return self.address(*asked)

    @property
    def correcting(self):
        """The address of the sheet that comes back corrected, as this list is filtered."""
        if not self.table.correcting:
            return ""
        query = self.request.GET.copy()
        for name in ("page", "sort", "view"):
            query.pop(name, None)
        return f"{reverse(self.table.correcting)}?{query.urlencode()}"

    @cached_property
    def shown(self):
        """Names of the columns to choose from that are shown now."""
        asked = (self.view and self.view.columns) or self.choice.columns
        known = [name for name in self.choices if name in asked]
        more = self.table.Meta.more_columns
        return known or [name for name in self.choices if name not in more]

    def columns(self):
        """(name, heading, whether it is shown) of each column to choose from."""
        columns = self.table.columns.columns
        return [(name, columns[name].header, name in self.shown) for name in self.choices]

    @cached_property
    def acts(self):
        return bulk.actions_for(self.table, self.user)

    @property
    def has_rare_acts(self):
        return any(act.is_rare for act in self.acts)

    def show(self):
        hidden = [name for name in self.choices if name not in self.shown]
        self.table.show(hidden, ticks=bool(self.acts))

    def asked(self):
        """What a view keeps of the address: filters that name nobody, columns and order."""
        said = self.filters.data if self.filters else QueryDict()  # a search found elsewhere, read
        names = set(self.filters.form.fields if self.filters else ()) - private_of(self.filters)
        kept = {name: said.getlist(name) for name in names}
        return {
            "filters": {name: values for name, values in kept.items() if any(values)},
            "columns": self.shown,
            "sort": self.request.GET.get("sort", "")[:60],
        }

    def address(self, *without):
        """This list as it is asked for now, less what is named, at its first page."""
        query = self.request.GET.copy()
        for name in ("page", *without):
            query.pop(name, None)
        return f"{self.request.path}?{query.urlencode()}" if query else self.plain_address


def in_words(table, name):
    """What gives an attribute as people read it: short days, choices and yes or no in words."""
    read = exports.reader_of_field(table, name, day) or attrgetter(name)
    return lambda record: blank(read(record))


def blank(value):
    return "" if value is None else value


def attend(request, table, filters):
    """Give a list its tools; what to answer with, if anything but the list is asked."""
    tools = table.tools = Tools(request, table, filters)
    if request.method != "POST" and not request.GET and tools.default:
        return lambda: redirect(tools.default)
    tools.show()
    if request.method != "POST":
        return None
    ask = ASKED.get(request.POST.get("list_act"))
    return ask(tools) if ask else None


def _filter(tools):
    """Go on to an address that asks what was typed, and names nobody."""
    query = QueryDict(mutable=True)
    said = tools.filters.veiled(tools.request.POST) if tools.filters else {}
    for name, values in said.items():
        query.setlist(name, values)
    for name in ("view", "sort"):
        if name in tools.request.GET:
            query[name] = tools.request.GET[name]
    there = f"{tools.request.path}?{query.urlencode()}" if query else tools.plain_address
    return lambda: redirect(there)


def _choose(tools):
    said = tools.request.POST
    names = [name for name in tools.choices if name in said.getlist("column")]
    names = [] if "reset" in said else names
    savedviews.choose_columns(tools.name, by=tools.user, columns=names)
    return lambda: redirect(tools.address("view"))


def _save(tools):
    tools.form = ViewForm(tools.request.POST, tools=tools)
    if not attempt(tools.form, savedviews.save_view, tools.name, by=tools.user):
        return None
    view = tools.form.result
    messages.success(tools.request, _("The view “%(view)s” is saved.") % {"view": view})
    return lambda: redirect(view)


ASKED = {
    "filter": _filter,
    "columns": _choose,
    "save": _save,
    "export": lambda tools: lambda: exports.answer(tools),
    "bulk": lambda tools: lambda: bulk.handle(tools),
}
