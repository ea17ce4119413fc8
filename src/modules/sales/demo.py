"""Demo data of the module."""

from decimal import Decimal

from donations.lifecycle import DonorKind
from inventory.vouchers.lifecycle import PaidBy
from loans.base.lifecycle.loans import LoanKind
from loans.handovers.operations import set_terms
from modules.sales.lifecycle import VatStatus
from modules.sales.models import SaleTerms
from modules.sales.operations import save_terms


def sell(world):
    """Sell a device that no public body donated, since such devices must be free of charge."""
    terms = SaleTerms(
        mediator_name="Médiation Exemple",
        mediator_address="3 rue du Port, 44000 Nantes, mediation.example",
        vat=VatStatus.NOT_SUBJECT,
    )
    terms.pk = 1
    save_terms(terms, by=world.admin)
    SaleTerms.clear_cache()
    counter = world.counter_desk
    devices = [row for row in counter.devices if row.donation.donor.kind != DonorKind.PUBLIC]
    loan = counter.prepare(devices=devices)
    sale = {"sale_price": Decimal(15), "paid_by": PaidBy.CASH}
    set_terms(loan, by=counter.by, kind=LoanKind.GIFT, **sale)
    counter.sign(loan)
