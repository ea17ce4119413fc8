"""Uniform presentation of rows of any model for metric drill-downs: link, subject and date."""

from typing import NamedTuple

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django_tables2 import Column

from catalogue.lifecycle import PROPOSED
from core.formatting import day
from core.lists.tables import Table, link
from core.models import Event
from donations.models import Donation
from inventory.models import (
    AccessoryStock,
    Device,
    ExitWeight,
    Voucher,
    VoucherMinimum,
)
from loans.models import (
    Appointment,
    FollowUp,
    Incident,
    Loan,
    LoanItem,
    Renewal,
    Request,
    RequestLine,
)
from people.models import Message, Recipient, User


class RowSummary(NamedTuple):
    """A row as its reader may see it: “family of 3” without the permission to see names."""

    name: str
    about: str
    day: object = None


def _device(device, user):
    name = link(device) if user.has_perm("inventory.view_device") else str(device)
    return RowSummary(name, device.designation, device.received_at)


def _item(item, user):
    subject = item.device or item.voucher or item.accessory
    name = format_html("{} · {}", link(item.loan), subject)
    return RowSummary(name, item.loan.seen_by(user), item.opened_at)


def _loan(loan, user):
    return RowSummary(link(loan), loan.seen_by(user), loan.starts_on)


def _request(loan_request, user):
    return RowSummary(link(loan_request), loan_request.seen_by(user), loan_request.waiting_since)


def _recipient(person, user):
    text = person.seen_by(user)
    may = user.has_perm("people.view_recipient") or user.organisation_id == person.organisation_id
    return RowSummary(link(person, text) if may else text, person.organisation, person.created_at)


def _donation(lot, user):
    return RowSummary(link(lot), lot.donor.named_for(user), lot.received_on)


def _appointment(booked, user):
    name = link(booked, booked.get_kind_display())
    return RowSummary(name, booked.seen_by(user), booked.starts_at)


def _voucher(voucher, user):
    name = link(voucher) if user.has_perm("inventory.view_voucher") else str(voucher)
    return RowSummary(name, voucher.batch.product, voucher.handed_out_at or voucher.ends_on)


def _line(line, user):
    return RowSummary(link(line.request), line.what, line.request.waiting_since)


def _renewal(renewal, user):
    return RowSummary(link(renewal, renewal.loan), renewal.loan.organisation, renewal.wished_on)


def _incident(incident, user):
    return RowSummary(link(incident), incident.get_kind_display(), incident.happened_on)


def _call(call, user):
    return RowSummary(link(call.loan), call.loan.organisation, call.due_on)


def _message(message, user):
    return RowSummary(link(message, message.label), message.status_label, message.posted_at)


def _user(person, user):
    return RowSummary(link(person), person.get_role_display(), person.invited_at)


def _stock(stock, user):
    return RowSummary(link(stock, stock.kind), stock.site, stock.counted_at)


def _minimum(minimum, user):
    text = _("%(left)s left, minimum %(minimum)s")
    numbers = {"left": minimum.left, "minimum": minimum.minimum}
    return RowSummary(str(minimum), text % numbers)


def _event(event, user):
    if event.kind == PROPOSED:
        address = reverse("proposal_list")
    else:
        address = reverse("device_detail", args=[event.subject_id])
    name = format_html('<a href="{}">{}</a>', address, event.asset_tag)
    return RowSummary(name, event.sentence, event.on)


def _weight(weight, user):
    about = weight.category or weight.get_scrap_display()
    return RowSummary(link(weight.batch), about, weight.batch.sent_on)


def _related(*names):
    return lambda rows: rows.select_related(*names) if names else rows


def _for_list(rows):
    return rows.for_list()


# For each model: the presentation of a row, and the queryset with the required joins.
TELLERS = {
    Device: (_device, _for_list),
    LoanItem: (
        _item,
        _related("loan__recipient", "loan__request__recipient", "device", "voucher", "accessory"),
    ),
    Loan: (_loan, _related("recipient", "request__recipient")),
    Request: (_request, _related("recipient")),
    Recipient: (_recipient, _related("organisation")),
    Donation: (_donation, _related("donor", "site")),
    Appointment: (_appointment, _for_list),
    Voucher: (_voucher, _related("batch__product")),
    RequestLine: (_line, _related("request", "category", "product", "accessory")),
    Renewal: (_renewal, _for_list),
    Incident: (_incident, _for_list),
    FollowUp: (_call, _for_list),
    Message: (_message, lambda rows: rows),
    User: (_user, lambda rows: rows),
    AccessoryStock: (_stock, _for_list),
    VoucherMinimum: (_minimum, _related("product", "site")),
    # Needs `asset_tag`: the tag of the device, or the name of the proposal.
    Event: (_event, _related()),
    ExitWeight: (_weight, _related("batch", "category")),
}


class RowTable(Table):
    """Rows of a figure, with the amount of each unless they are simply counted."""

    name = Column(_("row"))
    about = Column(_("subject or recipient"))
    day = Column(_("day"))
    amount = Column(_("amount"))
    none_yet = _("No rows are counted.")

    class Meta(Table.Meta):
        fields = ["name", "about", "day", "amount"]
        empty_text = _("No rows are counted.")

    def __init__(self, figure, scope, **kwargs):
        rows = figure.rows(scope)
        self.tell, prepare = TELLERS[rows.model]
        self.figure = figure
        if not figure.aggregation.needs_amount:
            kwargs["exclude"] = ["amount"]
        order = [figure.day] if figure.day else []
        super().__init__(prepare(rows).order_by(*order, "-pk"), user=scope.user, **kwargs)
        if figure.day:
            words = rows.model._meta.get_field(figure.day).verbose_name
            self.columns["day"].column.verbose_name = words

    def cells(self):
        """Cells of each row of the page, as the user of the scope may see them."""
        for record in self.page.object_list:
            summary = self.tell(record, self.user)
            on = getattr(record, self.figure.day) if self.figure.day else summary.day
            cells = [summary.name, summary.about, day(on)]
            if self.figure.aggregation.needs_amount:
                cells.append(self.figure.words_of(record))
            yield record, cells
