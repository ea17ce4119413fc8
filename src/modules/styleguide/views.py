"""Page of all components (`/styleguide/`), with sample values, in development only.

The page exists with DEBUG only. Its own words are English and not translated, unlike those of the
components. A component without a sample here fails `tests/test_styleguide.py`.
"""

from dataclasses import dataclass
from types import SimpleNamespace

import django_filters
import django_tables2
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.messages.storage.base import Message
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.utils.html import format_html

from catalogue.models import Category
from core.charts import Chart, Lane, Lanes, Part, Value, in_a_row, ranked
from core.forms.widgets import Suggestions
from core.lists.actions import BulkAction
from core.lists.filters import FilterSet, SearchFilter
from core.lists.tables import CappedPaginator, Table
from core.lists.toolbar import CHECKED, ViewForm, column_boxes
from core.models import SavedView
from loans.requests.forms.requests import Cards

TONES = ("good", "wait", "bad", "info", "hold", "out", "done")
LEVELS = (messages.SUCCESS, messages.INFO, messages.WARNING, messages.ERROR)
PURPOSES = {"school": "School", "work": "Work"}
ICONS = {"school": "graduation-cap", "work": "briefcase"}


@dataclass(frozen=True)
class Sample:
    pk: int
    label: str
    icon: str
    tone: str
    weight: int

    def __str__(self):
        return self.label


SAMPLES = [
    Sample(1, "Laptop", "laptop", "good", 12),
    Sample(2, "Phone", "smartphone", "wait", 5),
    Sample(3, "Tablet", "tablet", "bad", 2),
]


class SampleForm(forms.Form):
    """Form with a field of each kind; any data also causes a form error."""

    name = forms.CharField(help_text="Help stands under a field.")
    brand = forms.CharField(
        required=False,
        widget=Suggestions(rows=SimpleNamespace(all=lambda: ["Dell", "Lenovo"])),
    )
    email = forms.EmailField()
    site = forms.ChoiceField(choices=[("north", "North"), ("south", "South")])
    day = forms.DateField(required=False)
    note = forms.CharField(required=False, widget=forms.Textarea({"rows": 2}))
    state = forms.ChoiceField(choices=PURPOSES.items(), widget=forms.RadioSelect)
    agreed = forms.BooleanField()
    count = forms.IntegerField(initial=1, min_value=0, max_value=9)

    def clean(self):
        raise forms.ValidationError("What is wrong with the form as a whole.")


class CardsForm(forms.Form):
    purpose = forms.ChoiceField(choices=PURPOSES.items(), widget=Cards(ICONS))


class SampleTable(Table):
    label = django_tables2.Column()
    status = django_tables2.Column()
    weight = django_tables2.Column()
    acts = (
        BulkAction("move", "Move", "move", ""),
        BulkAction("retire", "Retire", "archive", "", is_rare=True),
    )

    class Meta(Table.Meta):
        sequence = ("label", "status", "weight")
        order_by_columns = ("label", "weight")

    def cell_status(self, record):
        return format_html('<span class="status status-{}">{}</span>', record.tone, record.tone)


class SampleFilters(FilterSet):
    q = SearchFilter("Label, model")
    site = django_filters.ChoiceFilter(label="Site", choices=[("north", "North")])
    since = django_filters.DateFilter(label="Since")


def sample_table():
    """A table with a next page, so that it shows the pager."""
    table = SampleTable(SAMPLES, order_by="label")
    table.show([], ticks=True)
    table.paginator = CappedPaginator(table.data, 2)
    table.page = table.paginator.page(1)
    table.tools = SimpleNamespace(
        is_shown=True,
        may_arrange=True,
        may_export=True,
        ods_limit="",
        exported_headings="Name, Weight",
        here="",
        plain_address="",
        views=[SavedView(pk=1, name="Ready", list_name="styleguide", is_shared=True)],
        form=ViewForm(toolbar=SimpleNamespace(user=SimpleNamespace(has_perm=lambda name: True))),
        column_boxes=column_boxes([("status", CHECKED, "Status"), ("weight", "", "Weight")]),
        acts=table.acts,
        usual_acts=table.acts[:1],
        rare_acts=table.acts[1:],
    )
    return table


def sample_charts():
    values = (
        Value("January", 12, "12"),
        Value("February", 30, "30", href="#charts"),
        Value("March", 4, "4", "so far", is_faint=True),
    )
    series, lanes = ("Received", "Handed over"), (Lane("north", (12, 7)), Lane("south", (5, 9)))
    summary = "The highest is February, with 30."
    return {
        "chart": Chart("bars", "Devices by month", summary, "Month", values),
        "parts": in_a_row([Part("Ready", 12, "12"), Part("Waiting", 5, "5"), Part("Out", 2, "2")]),
        "ranked": ranked(values),
        "lanes": [
            Lanes("beside", "Devices by site", summary, series, lanes),
            Lanes("stacked", "The same, stacked", summary, series, lanes, is_stacked=True),
        ],
    }


@login_not_required
def styleguide(request):
    if not settings.DEBUG:
        raise Http404
    form = SampleForm(auto_id="plain_%s")
    refused = SampleForm({"email": "nobody", "site": "west"}, auto_id="refused_%s")
    context = {
        "tones": TONES,
        "alerts": [Message(level, "What just happened, in one sentence.") for level in LEVELS],
        "form": form,
        "refused": refused,
        "cards_form": CardsForm(),
        "quantities": [(sample, form["count"]) for sample in SAMPLES],
        "filters": SampleFilters({"site": "north"}, Category.objects.none(), request=request),
        "refused_filters": SampleFilters({"since": "soon"}, Category.objects.none()),
        "table": sample_table(),
        "events": [
            SimpleNamespace(sentence="Device received", by="Camille", at=timezone.now()),
            SimpleNamespace(sentence="Label printed", by="Sacha", at=timezone.now()),
        ],
        **sample_charts(),
    }
    return render(request, "styleguide/styleguide.html", context)
