from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter
from django_tables2 import Column

from core.lists.filters import FilterSet, SearchFilter
from core.lists.tables import Table, badge, link
from people.base.models.user import Access
from people.base.roles import Role
from people.models import User


class UserFilter(FilterSet):
    private = ("q",)

    q = SearchFilter(_("name, e-mail"))
    role = ChoiceFilter(label=_("Role"), choices=Role)
    access = ChoiceFilter(label=_("Access"), choices=Access, method="with_access")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.request.user.has_perm("people.manage_users"):
            del self.filters["role"]

    def search(self, users, name, text):
        return users.matching(text)

    def with_access(self, users, name, access):
        return users.with_access(access)


class UserTable(Table):
    list_name = "user_list"
    belongs_to = Column(_("works for"))
    access = Column(_("access"))

    class Meta(Table.Meta):
        model = User
        fields = ["name", "email", "role", "belongs_to", "access"]
        is_stacked = True
        empty_text = _("Nobody matches.")

    cell_name = staticmethod(link)

    def cell_role(self, user):
        if user.is_manager:
            return format_html(
                "{} · {}", user.get_role_display(), _("manages the organisation’s users")
            )
        return user.get_role_display()

    def cell_belongs_to(self, user):
        return user.organisation or ", ".join(site.name for site in user.sites.all())

    def cell_access(self, user):
        return badge(user)
