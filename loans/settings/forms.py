from core.forms import ActModelForm
from loans.models import Rules


class RulesForm(ActModelForm):
    """For `save_rules`."""

    class Meta:
        model = Rules
        fields = [
            "reservation_days",
            "unsigned_days",
            "swap_days",
            "late_limit",
            "walk_in_refusal",
            "voucher_ceiling",
            "price_ceiling",
            "vat_mention",
            "school_ends_day",
            "school_ends_month",
            "shows_stock",
            "signs_by_drawing",
            "remind_before",
            "remind_after",
            "follow_up_days",
        ]
