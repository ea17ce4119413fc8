from django import forms
from django.utils.translation import gettext_lazy as _
from django_filters import BooleanFilter, ChoiceFilter, DateFilter

from core.lists.filters import FilterSet, ModelChoiceFilter, SearchFilter
from core.widgets import DateInput
from people.letter_kinds import LETTERS
from people.lifecycle import AccessStatus, Channel, MessageStatus
from people.models import AccessRequest, Message, Site, User
from people.models.user import Access
from people.roles import Role


class SiteFilter(ModelChoiceFilter):
    """One of the sites that its user sees."""

    def __init__(self, **kwargs):
        super().__init__(label=_("Site"), queryset=sites_of, empty_label=_("all"), **kwargs)


def sites_of(request):
    """The sites that a list may be narrowed to, for its reader."""
    return Site.objects.visible_to(request.user)


class UserFilter(FilterSet):
    private = ("q",)

    q = SearchFilter(_("name, e-mail"))
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


class AccessFilter(FilterSet):
    status = ChoiceFilter(
        label=_("Status"),
        choices=[choice for choice in AccessStatus.choices if choice[0] != "unconfirmed"],
        empty_label=_("all"),
    )

    class Meta:
        model = AccessRequest
        fields = ["status"]


def kinds_of_letters():
    return [(kind.code, kind.label) for kind in LETTERS.in_use()]


class MessageFilter(FilterSet):
    status = ChoiceFilter(label=_("Status"), choices=MessageStatus, empty_label=_("all"))
    kind = ChoiceFilter(label=_("Letter"), choices=kinds_of_letters, empty_label=_("all"))
    channel = ChoiceFilter(label=_("By"), choices=Channel, empty_label=_("all"))
    day = DateFilter(label=_("Written on"), field_name="posted_at__date", widget=DateInput)
    see_to = BooleanFilter(
        label=_("To see to"),
        method="only_to_see_to",
        widget=forms.Select(choices=[("", _("all")), ("true", _("only what did not leave"))]),
    )

    class Meta:
        model = Message
        fields = ["status", "kind", "channel", "day", "see_to"]

    def only_to_see_to(self, messages, name, wanted):
        return messages.to_see_to() if wanted else messages
