"""`manage.py remove_module receipts`: accounts come first."""

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from desk.privacy.daily import erase_what_is_due
from loans.base.loan_terms import after_months
from modules.receipts.tests.factories import TaxReceiptFactory
from modules.removal import installed, reasons_to_keep

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def test_receipts_are_not_removed_while_accounts_must_be_kept(tmp_path):
    TaxReceiptFactory()
    with pytest.raises(
        CommandError, match="1 document of this module must be kept for a period required"
    ):
        call_command("remove_module", "receipts", to=tmp_path / "data.zip", yes=True)
    erase_what_is_due(today=after_months(timezone.localdate(), 120))
    assert list(reasons_to_keep(installed()["receipts"])) == []
