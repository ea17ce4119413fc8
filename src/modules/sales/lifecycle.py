"""Choices of the module, and the sentences of its events."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.workflow import event_messages


class WhyTakenBack(models.TextChoices):
    """The reason why the receipt of a sale was cancelled."""

    REFUNDED = "refunded", _("money returned to the person")
    UNPAID = "unpaid", _("the payment was refused")
    MISTAKE = "mistake", _("created by mistake")


class VatStatus(models.TextChoices):
    """The VAT on sales, as the tax code (CGI) names it."""

    NOT_SUBJECT = "franchise", _("no VAT: exempt threshold (CGI, article 293 B)")
    NON_PROFIT = "non_profit", _("no VAT: non-profit association (CGI, article 261, 7-1°)")
    SUBJECT = "subject", _("VAT included, at a rate")


EVENTS = {
    "loan.sold": _("Receipt %(receipt)s for a sale"),
    "loan.sale_cancelled": _("Receipt %(receipt)s cancelled by %(counter)s: %(taken_back)s"),
    "sale_terms.changed": _("Terms of sale changed"),
}

event_messages.register(EVENTS, taken_back=WhyTakenBack)
