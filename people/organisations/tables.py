from core.formatting import yes_or_no
from core.lists.tables import Table, link
from people.models import Site


class SiteTable(Table):
    list_name = "site_list"

    class Meta(Table.Meta):
        model = Site
        fields = ["name", "town", "phone", "is_active"]

    def cell_name(self, site):
        return link(site)

    def cell_is_active(self, site):
        return yes_or_no(site.is_active)
