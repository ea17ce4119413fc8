"""The totals of a batch stay correct when its vouchers are also left with organisations."""

from contextlib import suppress

import pytest

from inventory.models import Voucher
from inventory.vouchers.lifecycle import VoucherStatus
from modules.consignments import operations as stock
from modules.consignments.lifecycle import Outcome
from modules.consignments.models import ConsignmentLine
from tests.factories import OrganisationFactory
from tests.loans.vouchers.test_voucher_totals import ACTS, Trial, account_is_right

pytestmark = pytest.mark.django_db


class ConsigningTrial(Trial):
    """A trial in which vouchers are left with an organisation, which reports on them."""

    def __init__(self):
        super().__init__()
        self.structure = OrganisationFactory(approved=True)

    def account(self):
        """The account; a voucher is consigned as long as its organisation has not reported."""
        unknown = set(ConsignmentLine.objects.unknown().values_list("voucher", flat=True))
        consigned = Voucher.objects.filter(status=VoucherStatus.CONSIGNED)
        assert unknown == set(consigned.values_list("pk", flat=True))
        return super().account()

    def consign(self, voucher):
        stock.consign_product(
            by=self.by, site=self.batch.site, organisation=self.structure, **self.what
        )

    def _account_for(self, voucher, outcome):
        with suppress(ConsignmentLine.DoesNotExist):
            line = ConsignmentLine.objects.get(voucher=voucher, outcome="")
            stock.account_for(line.consignment, by=self.by, outcomes={line: outcome})

    def used(self, voucher):
        self._account_for(voucher, Outcome.USED)

    def given_back(self, voucher):
        self._account_for(voucher, Outcome.GIVEN_BACK)

    def lost_there(self, voucher):
        self._account_for(voucher, Outcome.LOST)


ALL_ACTS = [*ACTS, "consign", "used", "given_back", "lost_there"]


def test_delivered_equals_the_sum_of_statuses_with_consignments():
    account_is_right(examples=3, kind=ConsigningTrial, acts=ALL_ACTS)()


@pytest.mark.audit
def test_delivered_equals_the_sum_of_statuses_after_many_acts_with_consignments():
    account_is_right(examples=60, kind=ConsigningTrial, acts=ALL_ACTS)()
