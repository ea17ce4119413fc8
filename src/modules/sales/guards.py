"""Guards of sale receipts: no gap in numbers, the agreed price, one valid receipt for a sale."""

from django.utils.translation import gettext_lazy as _

from core.workflow import guards
from core.workflow.guards import Guard
from loans.base.lifecycle.loans import LoanStatus

guards.register(
    Guard(
        name="sales_salereceipt_no_gap",
        table="sales_salereceipt",
        on={
            "INSERT": (
                "NEW.number <> 1 + (SELECT COALESCE(MAX(r.number), 0) FROM sales_salereceipt r"
                " WHERE r.year = NEW.year AND (r.cancels_id IS NULL) = (NEW.cancels_id IS NULL))"
            )
        },
        violation_error_message=_("Receipts must be numbered without gaps."),
    ),
    Guard(
        name="sales_salereceipt_as_agreed",
        table="sales_salereceipt",
        on={
            "INSERT": (
                "NEW.cancels_id IS NULL AND NOT EXISTS (SELECT 1 FROM loans_loan l"
                " WHERE l.id = NEW.loan_id AND l.sale_price = NEW.amount"
                f" AND l.paid_by = NEW.paid_by AND l.status = '{LoanStatus.ACTIVE}')"
            )
        },
        hold="loans_loan l WHERE l.id = NEW.loan_id",
        violation_error_message=_("A receipt shows what was agreed, once the agreement is signed."),
    ),
    Guard(
        name="sales_salereceipt_one_stands",
        table="sales_salereceipt",
        on={
            "INSERT": (
                "NEW.cancels_id IS NULL AND EXISTS (SELECT 1 FROM sales_salereceipt r"
                " WHERE r.loan_id = NEW.loan_id AND r.cancels_id IS NULL AND NOT EXISTS"
                " (SELECT 1 FROM sales_salereceipt c WHERE c.cancels_id = r.id))"
            )
        },
        hold="loans_loan l WHERE l.id = NEW.loan_id",
        violation_error_message=_("This sale already has its receipt."),
    ),
    Guard(
        name="sales_salereceipt_cancels_whole",
        table="sales_salereceipt",
        on={
            "INSERT": (
                "NEW.cancels_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM sales_salereceipt r WHERE"
                " r.id = NEW.cancels_id AND r.cancels_id IS NULL AND r.amount = NEW.amount AND"
                " r.paid_by = NEW.paid_by AND r.loan_id = NEW.loan_id)"
            )
        },
        violation_error_message=_("A cancellation must apply to one whole receipt."),
    ),
)
