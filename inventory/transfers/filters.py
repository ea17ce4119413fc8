from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter

from core.lists.filters import FilterSet
from inventory.devices.lifecycle.transfers import TransferStatus
from inventory.models import Transfer


class TransferFilter(FilterSet):
    status = ChoiceFilter(label=_("Status"), choices=TransferStatus, empty_label=_("all"))

    class Meta:
        model = Transfer
        fields = ["status"]
