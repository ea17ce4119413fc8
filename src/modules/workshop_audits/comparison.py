"""Comparison of a lot sent to a workshop, its audits and its return, on the page of the lot."""

from dataclasses import dataclass

from inventory.devices.lifecycle.transfers import FreightStatus
from inventory.devices.operations import works_at
from inventory.imports.lifecycle import ImportStatus


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """Differences between a lot sent out, its audit and its return, by device."""

    sent: int
    back: int
    audited: int
    proven: int
    unaudited: list  # sent, but not in an audit
    awaited: list  # in an audit, but not back
    unrequested: list  # back, but not sent


def compare(outing, rows) -> Comparison:
    """Compare `rows`, the freight of an outing with its devices, with its audits."""
    audits = outing.audits.filter(status=ImportStatus.APPLIED)
    audited_ids = set(audits.values_list("rows__devices", flat=True)) - {None}
    not_sent = {FreightStatus.LISTED, FreightStatus.EXTRA, FreightStatus.STAYED}
    sent = [row for row in rows if row.status not in not_sent]
    return Comparison(
        sent=len(sent),
        back=sum(row.status == FreightStatus.ARRIVED for row in sent),
        audited=sum(row.device_id in audited_ids for row in sent),
        proven=sum(not row.device.needs_erasure for row in sent),
        unaudited=[row for row in sent if row.device_id not in audited_ids],
        awaited=[
            row for row in sent if row.device_id in audited_ids and row.status == FreightStatus.SENT
        ],
        unrequested=[row for row in rows if row.status == FreightStatus.EXTRA],
    )


def compared(user, transfer):
    """The comparison of a lot that left with its audits.

    None if the transfer is of another kind.
    """
    if not (transfer.refurbisher_id and transfer.sent_at):
        return None
    rows = list(transfer.freight.aboard().for_list())
    for row in rows:  # until its arrival, a device is recorded at the site that it left
        row.may_open = works_at(row.device.site_id, user)
    return {
        "transfer": transfer,
        "comparison": compare(transfer, rows),
        "audits": transfer.audits.select_related("document", "by"),
    }
