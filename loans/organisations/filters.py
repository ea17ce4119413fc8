"""Filters of organisations and of recipients."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_filters import CharFilter, ChoiceFilter

from core.lists.filters import FilterSet, SearchFilter
from core.modules import is_on
from loans.models import Convention
from loans.organisations.lateness import with_late
from loans.organisations.operations import REMINDED_BEFORE
from people.base.lifecycle import OrganisationKind, OrganisationStatus, RecipientKind
from people.models import Organisation, Recipient


class OrganisationFilter(FilterSet):
    q = SearchFilter(_("name, town"))
    kind = ChoiceFilter(label=_("Kind"), choices=OrganisationKind)
    status = ChoiceFilter(label=_("Status"), choices=OrganisationStatus)

    see_to = ChoiceFilter(
        label=_("To see to"),
        choices=[
            ("late", _("loans late")),
            ("ending", _("convention near its end")),
            ("without", _("no convention in force")),
        ],
        method="to_see_to",
    )

    class Meta:
        model = Organisation
        fields = ["q", "kind", "status", "see_to"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not is_on("conventions"):
            self.filters["see_to"].extra["choices"] = [("late", _("loans late"))]

    def to_see_to(self, organisations, name, what):
        today = timezone.localdate()
        in_force = Convention.objects.in_force(today)
        if what == "late":
            return with_late(organisations, today).filter(late__gt=0)
        if what == "ending":
            ending = in_force.filter(ends_on__lte=today + REMINDED_BEFORE, renewed_by=None)
            return organisations.filter(pk__in=ending.values("organisation"))
        return organisations.exclude(pk__in=in_force.values("organisation"))

    def search(self, organisations, name, text):
        return organisations.called(text)


class RecipientFilter(FilterSet):
    private = ("q",)

    q = SearchFilter(_("name, reference"))
    organisation = CharFilter(
        label=_("Organisation"), field_name="organisation__name", lookup_expr="icontains"
    )
    kind = ChoiceFilter(label=_("Kind"), choices=RecipientKind)

    class Meta:
        model = Recipient
        fields = ["q", "organisation", "kind"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.request.user.organisation_id:
            del self.filters["organisation"]

    def search(self, recipients, name, text):
        return recipients.beginning(text)
