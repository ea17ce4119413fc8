from datetime import timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.forms.base import ActForm, ActModelForm
from core.forms.widgets import ScanField
from core.text_input import natural_key
from loans.models import Convention, Quota
from loans.organisations.quotas import OFFER, allowed_in

MAX_DEVICES = 99_999
DEFAULT_EXEMPTION = timedelta(days=30)


class TermsField(forms.ModelChoiceField):
    """Choice of a convention whose terms are shared, shown with its organisation."""

    def label_from_instance(self, convention):
        return f"{convention} · {convention.organisation}"


class ConventionForm(ActModelForm):
    """Form for `agree_convention` and `change_convention`: the period, the quotas, the paper."""

    terms_from = TermsField(
        Convention.objects.agreed().filter(terms_from=None).select_related("organisation"),
        label=Convention._meta.get_field("terms_from").verbose_name,
        help_text=Convention._meta.get_field("terms_from").help_text,
        required=False,
        empty_label=_("its own terms, below"),
    )
    paper = ScanField(label=_("Signed partnership agreement"), required=False)

    class Meta:
        model = Convention
        fields = ["starts_on", "ends_on", "terms_from", "most"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["most"].max_value = MAX_DEVICES
        terms = self.fields["terms_from"]
        terms.queryset = terms.queryset.exclude(pk=self.instance.pk)
        if self.instance.pk is not None and self.instance.followers.exists():
            del self.fields["terms_from"]
        self.items = {kind: list(rows.all()) for kind, rows in OFFER.items()}
        for kind in ("product", "accessory"):
            self.items[kind].sort(key=lambda item: natural_key(str(item)))
        self._add_items()

    def offers_terms(self):
        """Whether there are other conventions whose terms can be used."""
        return "terms_from" in self.fields and self.fields["terms_from"].queryset.exists()

    def _add_items(self):
        is_saved = self.instance.pk is not None
        rows = self.instance.quotas.all() if is_saved else ()
        quotas = {(quota.kind, quota.what_id): quota.most for quota in rows}
        allowed = allowed_in(self.instance if is_saved else None)
        for kind, items in self.items.items():
            for item in items:
                name = _name(kind, item)
                self.fields[f"allowed_{name}"] = forms.BooleanField(
                    label=str(item),
                    required=False,
                    initial=allowed[kind] is None or item.pk in allowed[kind],
                    widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
                )
                self.fields[f"most_{name}"] = forms.IntegerField(
                    label=_("At most"),
                    min_value=1,
                    max_value=MAX_DEVICES,
                    required=False,
                    initial=quotas.get((kind, item.pk)),
                    widget=forms.NumberInput(attrs={"class": "form-control"}),
                )

    def rows(self, *kinds):
        """Each (item, checkbox, number) field of these kinds, for the template."""
        return [
            (item, self[f"allowed_{_name(kind, item)}"], self[f"most_{_name(kind, item)}"])
            for kind in kinds
            for item in self.items[kind]
        ]

    def device_rows(self):
        return self.rows("category")

    def other_rows(self):
        return self.rows("product", "accessory")

    def limits_others(self):
        """Whether a voucher or an accessory is limited or not allowed."""
        return any(number.value() or not tick.value() for _, tick, number in self.other_rows())

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("terms_from"):
            cleaned["most"] = None
        elif not self._ticked("category"):
            self.add_error(None, ValidationError(_("Tick at least one category.")))
        has_own = not cleaned.get("terms_from")
        for kind, name in (("product", "allows_vouchers"), ("accessory", "allows_accessories")):
            is_open = not self.items[kind] or bool(self._ticked(kind))
            setattr(self.instance, name, not has_own or is_open)

    def _ticked(self, kind):
        return [i for i in self.items[kind] if self.cleaned_data.get(f"allowed_{_name(kind, i)}")]

    def _quotas(self):
        """A quota for each ticked item; no quota for a kind with all items ticked and no number."""
        cleaned, quotas = self.cleaned_data, []
        for kind in () if cleaned.get("terms_from") else self.items:
            ticked = self._ticked(kind)
            rows = [Quota(**{kind: i}, most=cleaned[f"most_{_name(kind, i)}"]) for i in ticked]
            if len(ticked) < len(self.items[kind]) or any(quota.most for quota in rows):
                quotas += rows
        return quotas

    def arguments(self):
        paper = self.cleaned_data["paper"]
        return (self.instance,), {"quotas": self._quotas(), "paper": paper}


def _name(kind, item):
    return str(item.pk) if kind == "category" else f"{kind}_{item.pk}"


class ExemptionForm(ActForm):
    """Form for `grant_exemption`: the last day and the reason."""

    until = forms.DateField(label=_("Until"))
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For the history of the organisation. No family names, please."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["until"].initial = timezone.localdate() + DEFAULT_EXEMPTION
