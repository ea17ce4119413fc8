from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter, DateFilter

from core.lists.filters import FilterSet, SearchFilter
from loans.appointments.lifecycle import AppointmentKind, AppointmentStatus
from loans.appointments.slots import day_of
from people.organisations.tables import SiteFilter

TO_COME, TO_SAY = "to_come", "to_say"
WHEN = [(TO_COME, _("to come")), (TO_SAY, _("past, attendance to record"))]


class AppointmentFilter(FilterSet):
    team_only = ("site",)

    q = SearchFilter(_("number or organisation"))
    when = ChoiceFilter(label=_("When"), choices=WHEN, method="at")
    on = DateFilter(label=_("Day"), method="of_day")
    kind = ChoiceFilter(label=_("Kind"), choices=AppointmentKind)
    status = ChoiceFilter(label=_("Status"), choices=AppointmentStatus)
    site = SiteFilter()

    def search(self, appointments, name, text):
        number = text.strip().upper()
        condition = Q(request__number=number) | Q(loan__number=number)
        if self.request.user.has_perm("people.view_organisation"):
            condition |= Q(organisation__name__icontains=text)
        return appointments.filter(condition)

    def at(self, appointments, name, when):
        now = timezone.now()
        if when == TO_COME:
            return appointments.booked().filter(starts_at__gt=now).order_by("starts_at", "pk")
        return appointments.booked().filter(starts_at__lte=now)

    def of_day(self, appointments, name, day):
        if not 1970 <= day.year <= 2199:
            return appointments.none()
        return appointments.between(*day_of(day)).order_by("starts_at", "pk")
