from django import forms
from django.utils.translation import gettext_lazy as _
from django_filters import CharFilter, ChoiceFilter, FilterSet

from people.models import User
from people.models.user import Access
from people.roles import Role


class UserFilter(FilterSet):
    q = CharFilter(
        label=_("Search"),
        method="search",
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("name, e-mail")}),
    )
    role = ChoiceFilter(label=_("Role"), choices=Role, empty_label=_("all"))
    access = ChoiceFilter(
        label=_("Access"), choices=Access, empty_label=_("all"), method="with_access"
    )

    class Meta:
        model = User
        fields = ["q", "role", "access"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.request.user.has_perm("people.manage_users"):
            del self.filters["role"]

    def search(self, users, name, text):
        return users.matching(text)

    def with_access(self, users, name, access):
        return users.with_access(access)
