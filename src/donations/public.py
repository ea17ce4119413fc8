"""Donations of public bodies: legal grounds, and resale caps (CG3P L.3212-2 and L.3212-3)."""

from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from catalogue.models import ResaleCap
from core.numbers import euros
from core.workflow.event_messages import Sentence
from core.workflow.lifecycle import Refused

# In euros, for a complete workstation: computer, screen, keyboard, mouse and software.
MAX_WORTH = Decimal(300)

TOO_MUCH = gettext_noop(
    "A public body may give a complete configuration worth %(most)s at most: here, "
    "%(unit)s each. Above that, it must use its own sale procedure."
)


def check_worth(donor, value, count=1):
    """Raise `Refused` if a public body would give more than the law allows.

    `value` is the value declared by the donor for `count` devices together.
    """
    if not donor.is_public or value <= MAX_WORTH * count:
        return
    raise Refused(Sentence(TOO_MUCH, {"most": euros(MAX_WORTH), "unit": euros(value / count)}))


def caps_of(donation, today):
    """Map category ids to the resale caps of this lot; empty if the donor is not a public body."""
    return ResaleCap.objects.in_force(today) if donation.donor.is_public else {}


def check_sale_price(donation, category, amount, *, today):
    """Raise `Refused` if `amount` may not be charged for a device of this lot.

    A donation from a public body is passed on free of charge or, if the body allowed resale, up to
    the legal cap and only to people in hardship.
    """
    if not donation.donor.is_public or amount <= 0:
        return
    if not donation.may_resell:
        raise Refused(_("Given by a public body: no price can be charged."))
    cap = caps_of(donation, today).get(category.pk)
    if cap is None:
        raise Refused(_("The law sets no cap for this kind of device: no price can be charged."))
    if amount > cap.amount:
        raise Refused(
            _("The law sets a cap: %(most)s at most, tax included (%(source)s).")
            % {"most": euros(cap.amount), "source": cap.source}
        )
