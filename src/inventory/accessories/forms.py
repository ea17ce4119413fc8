from itertools import groupby

from django import forms
from django.utils.translation import gettext_lazy as _

from catalogue.models import AccessoryKind, AccessorySort, Connector
from core.forms.base import ActForm
from core.forms.versions import Versioned
from core.forms.widgets import NumberField
from inventory.accessories.fitting import charge_of
from inventory.accessories.lifecycle import CountReason
from people.models import Site

MAX_QUANTITY = 9_999
NOTE_HELP = _("Describe the equipment, never a person.")


def quantity_field(label, **more):
    return NumberField(label=label, **{"min_value": 1, "max_value": MAX_QUANTITY} | more)


class KindField(forms.ModelChoiceField):
    """Field for choosing an accessory or a part, grouped by type."""

    class Iterator(forms.models.ModelChoiceIterator):
        def __iter__(self):
            if self.field.empty_label is not None:
                yield "", self.field.empty_label
            kinds = sorted(self.queryset, key=lambda kind: (kind.is_part, kind.sort, kind.name))
            for (is_part, sort), some in groupby(kinds, key=lambda k: (k.is_part, k.sort)):
                heading = AccessorySort(sort).label
                if is_part:
                    heading = _("Part: %(sort)s") % {"sort": heading}
                yield heading, [self.choice(kind) for kind in some]

    iterator = Iterator

    def __init__(self, **kwargs):
        kwargs.setdefault("queryset", AccessoryKind.objects.all())
        super().__init__(**{"label": _("What"), "empty_label": _("choose")} | kwargs)


def site_field(form, user):
    """Limit the site field to the open sites of `user`; hide the field if there is only one."""
    field = form.fields["site"]
    field.queryset = Site.objects.visible_to(user).filter(is_active=True)
    sites = list(field.queryset[:2])
    field.initial = user.site_id or (sites[0].pk if len(sites) == 1 else None)
    if len(sites) == 1:
        field.widget = forms.HiddenInput()


class ReceiveForm(ActForm):
    """Form for `receive_stock`: a quantity of one accessory kind."""

    kind = KindField()
    quantity = quantity_field(_("How many"))
    site = forms.ModelChoiceField(Site.objects.all(), label=_("Site"), empty_label=None)
    note = forms.CharField(label=_("Note"), max_length=120, required=False, help_text=NOTE_HELP)

    def __init__(self, data=None, *, user, initial=None):
        super().__init__(data, initial=initial, auto_id="receive_%s")
        site_field(self, user)


class MinimumForm(ActForm):
    kind = KindField()
    minimum = quantity_field(_("Minimum"))
    site = forms.ModelChoiceField(Site.objects.all(), label=_("Site"), empty_label=None)

    def __init__(self, data=None, *, user):
        super().__init__(data, auto_id="minimum_%s")
        site_field(self, user)


class MinimumsForm(ActForm):
    """Form for `set_minimums`: the minimum of each stock, with the value that the page showed."""

    def __init__(self, data, *, stocks):
        super().__init__(data)
        self.stocks = {f"minimum-{stock.pk}": stock for stock in stocks}
        for name, stock in self.stocks.items():
            self.fields[name] = quantity_field(str(stock.kind), min_value=0)
            self.fields[f"shown-{stock.pk}"] = forms.IntegerField(required=False)

    def arguments(self):
        """Return only the changed minimums, so that concurrent changes by other users survive."""
        cleaned = self.cleaned_data
        shown = {stock: cleaned[f"shown-{stock.pk}"] for stock in self.stocks.values()}
        shown = {s: s.minimum if minimum is None else minimum for s, minimum in shown.items()}
        minimums = {stock: cleaned[name] for name, stock in self.stocks.items()}
        touched = {s: minimum for s, minimum in minimums.items() if minimum != shown[s]}
        return (touched,), {"shown": shown}


class ShelfForm(ActForm):
    """Form for `count_shelf`; an empty field means not counted."""

    def __init__(self, data=None, *, stocks):
        super().__init__(data)
        self.stocks = list(stocks)
        for stock in self.stocks:
            self.fields[f"count-{stock.pk}"] = quantity_field(
                str(stock.kind), min_value=0, required=False
            )
            self.fields[f"seen-{stock.pk}"] = forms.IntegerField(
                initial=stock.quantity, widget=forms.HiddenInput, min_value=0, required=False
            )

    def lines(self):
        """Yield each stock with its two fields, for the template."""
        for stock in self.stocks:
            yield stock, self[f"count-{stock.pk}"], self[f"seen-{stock.pk}"]

    def arguments(self):
        cleaned = self.cleaned_data
        counted = [
            (stock, cleaned[f"seen-{stock.pk}"] or 0, cleaned[f"count-{stock.pk}"])
            for stock in self.stocks
            if cleaned[f"count-{stock.pk}"] is not None
        ]
        return (counted,), {}


class CountForm(ActForm):
    """Form for `count_stock`: the counted quantity, and the reason for the difference."""

    quantity = quantity_field(_("Quantity present"), min_value=0)
    reason = forms.ChoiceField(label=_("Reason"), choices=CountReason)
    note = forms.CharField(label=_("Note"), max_length=120, required=False, help_text=NOTE_HELP)
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, data=None, *, stock):
        super().__init__(data, initial={"seen": stock.quantity}, auto_id="count_%s")


class SendForm(ActForm):
    """Form for `send_stock`: a quantity and another site."""

    site = forms.ModelChoiceField(Site.objects.all(), label=_("Destination site"), empty_label=None)
    quantity = quantity_field(_("How many"))

    def __init__(self, data=None, *, stock):
        super().__init__(data, auto_id="send_%s")
        sites = Site.objects.filter(is_active=True).exclude(pk=stock.site_id)
        self.fields["site"].queryset = sites


class NeedForm(Versioned, ActForm):
    """Form for `set_charging`: the connector and the power that charge the device."""

    connector = forms.ChoiceField(label=_("Plug"), choices=[("", "—"), *Connector.choices])
    watts = quantity_field(
        _("Power (W)"),
        max_value=500,
        required=False,
        help_text=_("From the label of the device or its charger: the minimum it needs."),
    )
    for_model = forms.BooleanField(
        label=_("For every device of this model"), required=False, initial=True
    )

    def __init__(self, data=None, *, device):
        charge = charge_of(device)
        super().__init__(
            data, initial=charge and charge.need and charge.need._asdict(), auto_id="need_%s"
        )
        self.edited_row = device
        if device.model_id is None:
            del self.fields["for_model"]
