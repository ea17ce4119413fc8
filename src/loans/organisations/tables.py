from django.db.models import Prefetch
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_lazy as _
from django_filters import CharFilter, ChoiceFilter
from django_tables2 import Column

from core.lists.filters import FilterSet, SearchFilter
from core.lists.tables import Table, link
from core.modules.registry import is_on
from loans.models import Convention
from loans.organisations.lateness import with_late
from loans.organisations.operations import REMIND_BEFORE_END
from loans.organisations.quotas import limit_of, used
from people.base.lifecycle import OrganisationKind, OrganisationStatus, RecipientKind
from people.models import Organisation, Recipient


def for_list(organisations, today):
    """Annotate `late`, and set `in_force` to the current convention if any."""
    conventions = Convention.objects.in_force(today).select_related("terms_from")
    conventions = conventions.prefetch_related("quotas", "terms_from__quotas")
    rows = with_late(organisations, today)
    return rows.prefetch_related(Prefetch("conventions", conventions, to_attr="in_force"))


class OrganisationTable(Table):
    list_name = "organisation_list"
    convention = Column(gettext_lazy("partnership agreement until"))
    used = Column(gettext_lazy("quota used"))
    quota = Column(gettext_lazy("quota"))
    late = Column(gettext_lazy("overdue loans"))

    class Meta(Table.Meta):
        model = Organisation
        more_columns = ["quota", "phone", "email", "siret"]
        fields = ["name", "kind", "town", "status", "convention", "used", "late", *more_columns]
        wide_columns = ["kind", "town", "convention", "used"]
        empty_text = gettext_lazy("No organisation matches.")

    def prepare(self, organisations):
        """Load the use of the conventions of these rows in two queries."""
        self.counts = used([agreed for row in organisations for agreed in row.in_force])

    cell_name = staticmethod(link)

    def value_convention(self, organisation):
        for convention in organisation.in_force:
            return convention.ends_on
        return None

    def cell_convention(self, organisation):
        for convention in organisation.in_force:
            return link(convention, date_format(convention.ends_on, "SHORT_DATE_FORMAT"))
        return ""

    def cell_used(self, organisation):
        for convention in organisation.in_force:
            taken = self.counts[convention.pk].total()
            maximum = limit_of(convention)
            return f"{taken} / {maximum}" if maximum else taken
        return ""

    def value_used(self, organisation):
        for convention in organisation.in_force:
            return self.counts[convention.pk].total()
        return None

    def cell_quota(self, organisation):
        for convention in organisation.in_force:
            return limit_of(convention) or ""
        return ""

    def cell_late(self, organisation):
        return organisation.late or ""


class RecipientTable(Table):
    list_name = "recipient_list"
    name = Column(gettext_lazy("name"))

    class Meta(Table.Meta):
        model = Recipient
        more_columns = ["phone", "email", "language", "contact_on"]
        fields = [
            "name",
            "kind",
            "household_size",
            "organisation",
            "town",
            "reference",
            *more_columns,
        ]
        wide_columns = ["household_size", "town", "reference"]
        team_only = ["organisation"]
        empty_text = gettext_lazy("Nobody matches.")

    cell_name = staticmethod(link)


class OrganisationFilter(FilterSet):
    q = SearchFilter(_("name, town"))
    kind = ChoiceFilter(label=_("Kind"), choices=OrganisationKind)
    status = ChoiceFilter(label=_("Status"), choices=OrganisationStatus)

    see_to = ChoiceFilter(
        label=_("Needs attention"),
        choices=[
            ("late", _("overdue loans")),
            ("ending", _("partnership agreement ending soon")),
            ("without", _("no partnership agreement in force")),
        ],
        method="to_see_to",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not is_on("conventions"):
            self.filters["see_to"].extra["choices"] = [("late", _("overdue loans"))]

    def to_see_to(self, organisations, name, what):
        today = timezone.localdate()
        in_force = Convention.objects.in_force(today)
        if what == "late":
            return with_late(organisations, today).filter(late__gt=0)
        if what == "ending":
            ending = in_force.filter(ends_on__lte=today + REMIND_BEFORE_END, renewed_by=None)
            return organisations.filter(pk__in=ending.values("organisation"))
        return organisations.exclude(pk__in=in_force.values("organisation"))

    def search(self, organisations, name, text):
        return organisations.called(text)


class RecipientFilter(FilterSet):
    private = ("q",)
    team_only = ("organisation",)

    q = SearchFilter(_("name, reference"))
    organisation = CharFilter(
        label=_("Organisation"), field_name="organisation__name", lookup_expr="icontains"
    )
    kind = ChoiceFilter(label=_("Kind"), choices=RecipientKind)

    def search(self, recipients, name, text):
        return recipients.beginning(text)
