from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django_tables2 import Column

from core.tables import Table, badge, link
from people.models import Site, User


class UserTable(Table):
    belongs_to = Column(_("works for"), empty_values=())
    access = Column(_("access"), empty_values=())

    class Meta(Table.Meta):
        model = User
        fields = ["name", "email", "role", "belongs_to", "access"]
        empty_text = _("Nobody matches.")

    def cell_name(self, user):
        return link(user)

    def cell_role(self, user):
        if user.is_manager:
            return format_html("{} · {}", user.get_role_display(), _("manages its users"))
        return user.get_role_display()

    def cell_belongs_to(self, user):
        return user.organisation or ", ".join(site.name for site in user.sites.all())

    def cell_access(self, user):
        return badge(user)


class SiteTable(Table):
    class Meta(Table.Meta):
        model = Site
        fields = ["name", "town", "phone", "opening", "is_active"]

    def cell_name(self, site):
        return link(site)

    def cell_is_active(self, site):
        return _("yes") if site.is_active else _("no")
