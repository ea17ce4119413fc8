from operator import attrgetter

from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter
from django_tables2 import Column

from core.lists.filters import FilterSet
from core.lists.tables import Table, link
from modules.access_requests.lifecycle import AccessStatus
from modules.access_requests.models import AccessRequest


class AccessFilter(FilterSet):
    status = ChoiceFilter(
        label=_("Status"),
        choices=[choice for choice in AccessStatus.choices if choice[0] != "unconfirmed"],
    )


class AccessTable(Table):
    list_name = "access_list"
    name = Column(_("organisation"))
    contact = Column(_("contact"))

    class Meta(Table.Meta):
        model = AccessRequest
        fields = ["name", "town", "contact", "confirmed_at", "status"]
        wide_columns = ["town", "contact"]
        empty_text = _("Nobody is requesting access.")

    cell_name = staticmethod(link)
    cell_confirmed_at = attrgetter("confirmed_at")
