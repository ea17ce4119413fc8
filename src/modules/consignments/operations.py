"""Consignments: sealed vouchers left with an organisation for its own recipients, and its report.

No recipient is recorded. The report consists of numbers; used vouchers count as handed out to the
organisation while still sealed, so their codes may not be revealed.
"""

from collections import Counter

from django.utils import timezone
from django.utils.translation import gettext as _

from catalogue.models import VoucherProduct
from core.models import Event, Sequence
from core.workflow.lifecycle import Refused
from core.workflow.operations import operation
from inventory.models import Voucher
from inventory.vouchers.lifecycle import VoucherStatus
from inventory.vouchers.operations.vouchers import check_last_days, take_first
from modules.consignments.lifecycle import Outcome
from modules.consignments.models import Consignment, ConsignmentLine
from people.models import Organisation, Site, User

KINDS = {
    Outcome.USED: "voucher.used_there",
    Outcome.GIVEN_BACK: "voucher.unconsigned",
    Outcome.LOST: "voucher.lost",
}


@operation("inventory.change_voucher")
def consign_vouchers(
    vouchers: list[Voucher], *, by: User, organisation: Organisation
) -> Consignment:
    """Leave these sealed vouchers with an organisation, which hands them out or returns them."""
    rows = Voucher.objects.filter(pk__in=[v.pk for v in vouchers])
    locked = rows.select_related("batch__site").lock()
    sites = {voucher.batch.site for voucher in locked}
    if len(sites) != 1:
        raise Refused(_("Choose vouchers of one site."))
    if any(voucher.device_id for voucher in locked):
        raise Refused(_("A card inside a device cannot be consigned to an organisation."))
    check_last_days(locked)
    rows.transition_to(VoucherStatus.CONSIGNED, organisation=organisation)
    consignment = Consignment.objects.create(
        number=Sequence.objects.number_of_year("consignment", "VC", width=5),
        organisation=organisation,
        site=sites.pop(),
    )
    ConsignmentLine.objects.bulk_create(
        ConsignmentLine(consignment=consignment, voucher=voucher) for voucher in locked
    )
    data = {"organisation": organisation.pk, "consignment": consignment.number}
    Event.objects.record("consignment.made", consignment, by=by, count=len(locked))
    Event.objects.record_many("voucher.consigned", [(v, data) for v in locked], by=by)
    return consignment


@operation("inventory.change_voucher")
def consign_product(
    *, by: User, product: VoucherProduct, site: Site, quantity: int, organisation: Organisation
) -> Consignment:
    """Leave a quantity of a product with an organisation, first to expire first."""
    vouchers = take_first(product, site, quantity)
    return consign_vouchers(vouchers, by=by, organisation=organisation)


@operation("inventory.change_voucher")
def account_for(
    consignment: Consignment, *, by: User, outcomes: dict[ConsignmentLine, Outcome]
) -> Consignment:
    """Record the report of an organisation on these vouchers: used, returned, or lost.

    Returned vouchers are in stock again. All vouchers are recorded, or none is changed.
    """
    if not outcomes:
        raise Refused(_("Enter what happened to at least one voucher."))
    wanted = {line.pk: outcome for line, outcome in outcomes.items()}
    lines = ConsignmentLine.objects.filter(pk__in=wanted, consignment=consignment, outcome="")
    locked = list(lines.select_for_update(of=("self",), no_key=True).order_by("pk"))
    if len(locked) != len(wanted):
        raise Refused(
            _(
                "The organisation has already reported on some of these vouchers: open the "
                "page again."
            )
        )
    for outcome in Outcome:
        _end([line for line in locked if wanted[line.pk] == outcome], outcome, by)
    counts = Counter(str(outcome) for outcome in wanted.values())
    totals = {outcome.value: counts[outcome.value] for outcome in Outcome}
    Event.objects.record("consignment.accounted", consignment, by=by, **totals)
    return consignment


def _end(lines: list[ConsignmentLine], outcome: Outcome, by: User) -> None:
    vouchers = Voucher.objects.filter(pk__in=[line.voucher_id for line in lines])
    locked, now = vouchers.lock(), timezone.now()
    if outcome == Outcome.USED:
        vouchers.transition_to(VoucherStatus.HANDED_OUT, handed_out_at=now)
    elif outcome == Outcome.GIVEN_BACK:
        vouchers.transition_to(VoucherStatus.IN_STOCK, organisation=None)
    else:
        vouchers.transition_to(VoucherStatus.LOST)
    ids = [line.pk for line in lines]
    ConsignmentLine.objects.filter(pk__in=ids).update(outcome=outcome, ended_at=now)
    Event.objects.record_many(KINDS[outcome], [(voucher, {}) for voucher in locked], by=by)


@operation("inventory.change_voucher")
def return_consigned(voucher: Voucher, *, by: User) -> Voucher:
    """Return a consigned voucher to the stock, unopened."""
    line = voucher.consigned.filter(outcome="").select_related("consignment").first()
    if line:
        account_for(line.consignment, by=by, outcomes={line: Outcome.GIVEN_BACK})
        voucher.refresh_from_db()
        return voucher
    # Consigned without a consignment record.
    voucher.lock()
    if voucher.status != VoucherStatus.CONSIGNED:
        raise Refused(_("This voucher is not consigned to an organisation."))
    voucher.transition_to(VoucherStatus.IN_STOCK, organisation=None)
    Event.objects.record("voucher.unconsigned", voucher, by=by)
    return voucher


def was_handed_out_sealed(voucher: Voucher) -> bool:
    """Whether the voucher was consigned to the organisation that handed it out."""
    return ConsignmentLine.objects.filter(voucher=voucher).exists()
