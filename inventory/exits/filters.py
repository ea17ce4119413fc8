"""Filters of exit batches: status, purpose and site."""

from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter

from core.lists.filters import FilterSet
from inventory.devices.lifecycle.exits import ExitPurpose, ExitStatus
from inventory.models import ExitBatch
from people.organisations.filters import SiteFilter


class ExitFilter(FilterSet):
    status = ChoiceFilter(label=_("Status"), choices=ExitStatus, empty_label=_("all"))
    purpose = ChoiceFilter(label=_("What for"), choices=ExitPurpose, empty_label=_("all"))
    site = SiteFilter()

    class Meta:
        model = ExitBatch
        fields = ["status", "purpose", "site"]
