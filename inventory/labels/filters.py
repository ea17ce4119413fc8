from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.lists.filters import FilterSet, SearchFilter
from inventory.devices.identifiers import clean_code
from inventory.models import Tag


class TagFilter(FilterSet):
    q = SearchFilter(_("label or batch"))

    class Meta:
        model = Tag
        fields = ["q"]

    def search(self, tags, name, text):
        return tags.filter(Q(code=clean_code(text)) | Q(batch__reference__iexact=text.strip()))
