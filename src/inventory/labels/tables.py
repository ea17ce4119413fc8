from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_tables2 import Column

from core.formatting import day
from core.lists.filters import FilterSet, SearchFilter
from core.lists.tables import Table
from inventory.devices.identifiers import clean_code
from inventory.models import Tag


class TagFilter(FilterSet):
    q = SearchFilter(_("label or batch"))

    def search(self, tags, name, text):
        return tags.filter(Q(code=clean_code(text)) | Q(batch__reference__iexact=text.strip()))


class TagTable(Table):
    """Table of labels printed before their devices arrive. Reads the batch and its author."""

    list_name = "tag_list"
    list_title = _("unused labels")
    made = Column(_("made"), accessor="batch__created_at")
    by = Column(_("by"), accessor="batch__created_by")
    none_yet = _("No unused labels yet. Print some before a lot arrives: they will be listed here.")

    class Meta(Table.Meta):
        model = Tag
        fields = ["code", "batch", "made", "by", "printed_at", "status"]
        linkify = ["batch"]
        wide_columns = ["by", "printed_at"]
        empty_text = _("No unused label matches.")

    def cell_code(self, tag):
        href = f"{reverse('scan')}?{urlencode({'code': tag.code})}"
        return format_html('<a class="tag" href="{}">{}</a>', href, tag)

    def cell_made(self, tag):
        return day(tag.batch.created_at) if tag.batch else ""

    def value_made(self, tag):
        return tag.batch.created_at if tag.batch else None

    def cell_printed_at(self, tag):
        return day(tag.printed_at) or gettext("not yet")
