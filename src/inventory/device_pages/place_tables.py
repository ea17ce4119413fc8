from urllib.parse import urlencode

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django_tables2 import Column

from core.lists.tables import Table, TickColumn, link
from inventory.models import Place


class PlaceTable(Table):
    """Table of places; ticked rows are sent with the form `selection`, which prints labels."""

    list_name = "place_list"
    tick = TickColumn("place", form="selection")
    devices = Column(_("devices on it"))

    class Meta(Table.Meta):
        model = Place
        fields = ["tick", "code", "name", "site", "devices", "is_active"]
        order_by_columns = ["code"]
        wide_columns = ["name", "site", "is_active"]
        empty_text = _("No shelf matches.")

    def __init__(self, data, *, user, **kwargs):
        if not user.has_perm("inventory.print_label"):
            kwargs["exclude"] = ["tick"]
        super().__init__(data, **kwargs)
        self.may_change = user.has_perm("inventory.change_place")

    def cell_code(self, place):
        """The code, with the name below it on phones, where the column of names is hidden."""
        code = link(place, place.code) if self.may_change else place.code
        name = '{}<span class="d-md-none text-muted small"><br>{}</span>'
        return format_html(name, code, place.name)

    def cell_devices(self, place):
        href = f"{reverse('device_list')}?{urlencode({'place': place.code})}"
        return format_html('<a href="{}">{}</a>', href, place.devices) if place.devices else 0

    def value_devices(self, place):
        return place.devices
