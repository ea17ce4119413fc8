"""Declaration of the module “appointments”."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from core.modules.registry import Module, StillOpen, register
from loans.models import Appointment


def appointments_to_come():
    count = Appointment.objects.booked().filter(starts_at__gte=timezone.now()).count()
    return count and ngettext(
        "%(count)s appointment is still to come: complete or cancel it first.",
        "%(count)s appointments are still to come: complete or cancel them first.",
        count,
    ) % {"count": count}


register(
    Module(
        key="appointments",
        rank=10,
        label=pgettext_lazy("module", "Appointments"),
        description=_(
            "People choose a time to collect or return equipment; the counter sees its "
            "appointments by day and week."
        ),
        urls=("appointment_*", "request_book", "loan_book", "personal_time"),
        letters=("appointment.*", "appointments.*"),
        jobs=("appointments",),
        figures=("appointments_*", "no_show_rate"),
        open=(StillOpen(appointments_to_come, keeps_on=True),),
    )
)
