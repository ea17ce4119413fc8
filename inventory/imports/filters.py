from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter

from core.lists.filters import FilterSet
from inventory.imports.lifecycle import RowVerdict
from inventory.models import ImportRow


class ImportRowFilter(FilterSet):
    verdict = ChoiceFilter(label=_("Verdict"), choices=RowVerdict, empty_label=_("all"))

    class Meta:
        model = ImportRow
        fields = ["verdict"]
