"""Access log: who opened people's pages, agreements, archived papers and exports.

Opening the page of a person or a signed agreement is an event, once a day for each reader. Lists
are not: they would fill the history and slow every page. Administrators have the page of who opened
what.

Who opened what is a log of access, not history: it is deleted after a term, a year by default, as
the CNIL advises (deliberation 2021-122). The guard of the event table allows deleting these kinds
alone, named in its SQL, and none within half a year, whatever the setting or the code; events are
never changed. A second table would have split every page that tells what happened.
"""

from django import forms
from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_filters import CharFilter, DateFilter

from core.lists.filters import FilterSet
from core.models import Event


class OpeningFilter(FilterSet):
    search_box = "who"

    who = CharFilter(
        label=pgettext_lazy("person", "Who"),
        field_name="by__name",
        lookup_expr="icontains",
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    on = DateFilter(label=_("On"))

    class Meta:
        model = Event
        fields = ["who", "on"]


def with_subjects(events: list[Event]) -> list[tuple[Event, object]]:
    """Set the opened row on each event, in one query per model."""
    ids = {}
    for event in events:
        ids.setdefault(event.subject_type_id, set()).add(event.subject_id)
    rows = {}
    for kind, of_kind in ids.items():
        model = ContentType.objects.get_for_id(kind).model_class()
        rows |= {(kind, pk): row for pk, row in model._base_manager.in_bulk(of_kind).items()}
    return [(event, rows.get((event.subject_type_id, event.subject_id))) for event in events]
