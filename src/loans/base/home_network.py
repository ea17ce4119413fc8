"""Form field for the mobile network that works at the home of a person."""

import re

from django import forms
from django.utils.translation import gettext_lazy as _

from catalogue.models import VoucherProduct
from core.forms.widgets import Suggestions
from core.text_input import line_of
from people.base.lifecycle import Network
from people.models import Recipient

GENERATION = re.compile(r"\b([345])\s?g\b", re.IGNORECASE)
OPERATORS = VoucherProduct.objects.order_by("operator").values_list("operator", flat=True)


class HomeNetworkField(forms.CharField):
    """Field for an operator and a generation in one text, “Orange 4G”.

    It cleans to a dictionary of the given values.
    """

    def __init__(self, **kwargs):
        super().__init__(
            label=_("Network that works at home"),
            max_length=Recipient._meta.get_field("home_operator").max_length,
            required=False,
            widget=Suggestions(rows=OPERATORS.distinct(), attrs={"placeholder": "Orange 4G"}),
            **kwargs,
        )

    def prepare_value(self, value):
        if not isinstance(value, Recipient):
            return super().prepare_value(value)
        return f"{value.home_operator} {value.get_home_network_display()}".strip()

    def has_changed(self, initial, data):
        return super().has_changed(self.prepare_value(initial), data)

    def clean(self, value):
        text = line_of(super().clean(value))
        generation = GENERATION.search(text)
        home = {
            "home_operator": line_of(GENERATION.sub("", text)),
            "home_network": Network(f"{generation[1]}g") if generation else "",
        }
        return {name: value for name, value in home.items() if value}
