"""Figures only of reports: erasures, staff, organisations, purposes, vouchers, trainings."""

from django.db.models import Case, F, Q, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from core.charts import percent
from core.numbers import euros
from desk.figures.devices import OF_DEVICES, that_had
from desk.figures.figure import SHARE, TOTAL, Figure
from desk.figures.handover_metrics import hand_overs, hand_overs_by
from desk.figures.people import equipped, equipped_by
from desk.figures.report_context import shared
from inventory.models import Voucher
from loans.appointments.attendance import ATTENDED
from loans.appointments.lifecycle import AppointmentStatus
from loans.base.lifecycle.agreements import Training
from loans.base.lifecycle.loans import Audience, Purpose
from loans.models import Appointment
from people.base.lifecycle import RecipientKind

OFFERED = [Training.ACCEPTED, Training.DECLINED, Training.AT_EASE]


def proven_erased(scope):
    """Devices of the scope whose last disk or memory was proven erased."""
    return that_had(scope, ["device.clean"])


def vouchers(scope):
    """Vouchers handed out in the scope, to a person or an organisation."""
    rows = Voucher.objects.visible_to(scope.user)
    rows = rows.filter(handed_out_at__gte=scope.begins, handed_out_at__lt=scope.ends)
    if scope.site:
        rows = rows.filter(batch__site=scope.site)
    if scope.organisation:
        of = Q(organisation=scope.organisation) | Q(recipient__organisation=scope.organisation)
        rows = rows.filter(of)
    if scope.territory:
        rows = rows.filter(scope.territory.holds("recipient"))
    return rows


def worth(scope):
    return vouchers(scope).annotate(amount=F("batch__product__face_value"))


def booked(scope):
    """Appointments of the scope with a recorded attendance; `amount` is 1 for a no-show."""
    rows = Appointment.objects.visible_to(scope.user).filter(
        status__in=ATTENDED,
        starts_at__gte=scope.begins,
        starts_at__lt=min(scope.ends, timezone.now()),
    )
    if scope.site:
        rows = rows.filter(site=scope.site)
    if scope.organisation:
        rows = rows.filter(organisation=scope.organisation)
    is_missed = When(status=AppointmentStatus.MISSED, then=Value(1))
    return rows.annotate(amount=Case(is_missed, default=Value(0)))


def offered(scope):
    return hand_overs(scope).filter(briefing__training__in=OFFERED)


def taken_up(scope):
    return hand_overs(scope).filter(briefing__training=Training.ACCEPTED)


def _for(purpose):
    return lambda scope: hand_overs(scope).filter(request__purpose=purpose)


def without_request(scope):
    return hand_overs(scope).filter(request=None)


def staff(scope):
    return equipped(scope).filter(kind=RecipientKind.STAFF)


def for_structures(scope):
    return hand_overs(scope).filter(audience=Audience.STRUCTURE)


OF_VOUCHERS = frozenset({"site", "organisation", "territory"})

PURPOSES = [
    Figure(
        key=f"purpose_{purpose.value}",
        noun=purpose.label,
        definition=_("Hand-overs of devices in this period whose request gives this purpose."),
        rows=_for(purpose),
        permission="loans.view_loan",
        together=shared(hand_overs_by, lambda value, *_more, purpose=purpose: value == purpose),
    )
    for purpose in Purpose
] + [
    Figure(
        key="purpose_none",
        noun=_("handed over without a written request"),
        definition=_(
            "Hand-overs of devices in this period without a request: their purpose is unknown."
        ),
        rows=without_request,
        permission="loans.view_loan",
        together=shared(hand_overs_by, lambda value, *_more: value is None),
    )
]

FIGURES = [
    Figure(
        key="devices_erased",
        noun=ngettext_lazy("device proven erased", "devices proven erased", "count"),
        definition=_(
            "Devices whose data was erased in this period, with proof for each disk and memory. "
            "Each counts once, even if it was erased again after a loan."
        ),
        rows=proven_erased,
        permission="inventory.view_device",
        dimensions=OF_DEVICES,
    ),
    Figure(
        key="staff_equipped",
        noun=ngettext_lazy("member of staff equipped", "members of staff equipped", "count"),
        definition=_("Members of staff who received a device in this period, each counted once."),
        rows=staff,
        permission="people.view_recipient",
        together=shared(equipped_by, lambda kind, _home: kind == RecipientKind.STAFF),
    ),
    Figure(
        key="structures_equipped",
        noun=ngettext_lazy(
            "hand-over to an organisation itself", "hand-overs to organisations themselves", "count"
        ),
        definition=_("Hand-overs of devices in this period for an organisation’s own use."),
        rows=for_structures,
        permission="loans.view_loan",
        together=shared(
            hand_overs_by, lambda _why, audience, *_more: audience == Audience.STRUCTURE
        ),
    ),
    *PURPOSES,
    Figure(
        key="vouchers_handed_out",
        noun=ngettext_lazy("voucher handed over", "vouchers handed over", "count"),
        definition=_(
            "Connectivity vouchers handed over in this period, to people and to organisations."
        ),
        rows=vouchers,
        permission="inventory.view_voucher",
        dimensions=OF_VOUCHERS,
    ),
    Figure(
        key="vouchers_worth",
        noun=_("face value of these vouchers"),
        definition=_("Total face value of the vouchers handed over in this period."),
        rows=worth,
        aggregation=TOTAL,
        words=euros,
        permission="inventory.view_voucher",
        dimensions=OF_VOUCHERS,
    ),
    Figure(
        key="no_show_rate",
        is_noted_late=True,
        noun=_("appointments missed"),
        definition=_(
            "Share of appointments in this period that nobody came to, out of those with "
            "a recorded outcome."
        ),
        rows=booked,
        aggregation=SHARE,
        words=percent,
        permission="loans.view_appointment",
        dimensions=frozenset({"site", "organisation"}),
    ),
    Figure(
        key="trainings_offered",
        noun=ngettext_lazy("training offered", "training sessions offered", "count"),
        definition=_("Hand-overs of devices in this period at which training was offered."),
        rows=offered,
        permission="loans.view_loan",
        together=shared(hand_overs_by, lambda *key: key[-1] in OFFERED),
    ),
    Figure(
        key="trainings_taken_up",
        noun=ngettext_lazy("training accepted", "training sessions accepted", "count"),
        definition=_("Hand-overs in this period at which the person accepted the training."),
        rows=taken_up,
        permission="loans.view_loan",
        together=shared(hand_overs_by, lambda *key: key[-1] == Training.ACCEPTED),
    ),
]
