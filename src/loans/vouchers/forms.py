from django import forms
from django.db.models import Case, When
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from catalogue.models import VoucherProduct
from core.forms.base import ActForm
from core.forms.widgets import NumberField
from core.numbers import euros
from inventory.vouchers.lifecycle import PaidBy
from loans.base.lifecycle.loans import Audience, LiftReason
from people.models import Site

MAX_VOUCHERS = 20


class ProductField(forms.ModelChoiceField):
    """Choice of a product, labelled with its price and whether it counts against the ceiling.

    With a person, products of the operator that works at their home come first, with a note.
    """

    person = None

    def __init__(self, **kwargs):
        super().__init__(VoucherProduct.objects.all(), label=_("Voucher"), **kwargs)

    def propose_for(self, person):
        self.person = person
        if person and person.home_operator:
            self.queryset = self.queryset.order_by(
                Case(When(operator__iexact=person.home_operator.strip(), then=0), default=1),
                *VoucherProduct._meta.ordering,
            )

    def _works_at_home(self, product):
        operator = self.person.home_operator.strip() if self.person else ""
        return bool(operator) and product.operator.casefold() == operator.casefold()

    def label_from_instance(self, product):
        notes = []
        if self._works_at_home(product):
            network = self.person.get_home_network_display()
            works = gettext("works at home: %(network)s") % {"network": network}
            notes.append(works if network else gettext("works at home"))
        if product.price_asked:
            notes.append(gettext("price asked: %(price)s") % {"price": euros(product.price_asked)})
        if product.face_value is None:
            notes.append(gettext("no face value: does not count towards the ceiling"))
        return f"{product} ({' · '.join(notes)})" if notes else str(product)


class HandOutForm(ActForm):
    product = ProductField()
    site = forms.ModelChoiceField(Site.objects.none(), label=_("Site"), empty_label=None)
    quantity = NumberField(label=_("How many"), min_value=1, max_value=MAX_VOUCHERS, initial=1)

    price = forms.DecimalField(
        label=_("Amount received for each (€)"),
        required=False,
        min_value=0,
        max_digits=7,
        decimal_places=2,
        help_text=_("Leave empty if the set price was paid. Enter 0 if nothing was paid."),
    )
    paid_by = forms.ChoiceField(
        label=_("Paid"), required=False, choices=[("", _("choose")), *PaidBy.choices]
    )

    def __init__(self, data=None, *, user, person):
        super().__init__(data)
        self.fields["product"].propose_for(person)
        self.has_price = person.kind == Audience.FAMILY and self._has_prices()
        if not self.has_price:
            del self.fields["price"], self.fields["paid_by"]
        sites = Site.objects.visible_to(user).filter(is_active=True)
        self.fields["site"].queryset = sites
        self.fields["site"].initial = user.site_id or sites.first()

    def _has_prices(self):
        return VoucherProduct.objects.filter(price_asked__gt=0).exists()

    def clean(self):
        cleaned = super().clean()
        product = cleaned.get("product")
        if not (self.has_price and product) or "price" in self.errors:
            return cleaned
        if cleaned.get("price") is None:
            cleaned["price"] = product.price_asked
        if product.price_asked and cleaned["price"] and not cleaned.get("paid_by"):
            self.add_error("paid_by", gettext("Choose the payment method."))
        return cleaned


class LiftForm(ActForm):
    reason = forms.ChoiceField(label=_("Reason"), choices=[("", _("choose")), *LiftReason.choices])
