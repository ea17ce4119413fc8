from datetime import timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalogue.models import Category
from core.forms import ActForm, ActModelForm
from core.widgets import DateInput, ScanField
from loans.models import Convention, Quota

MAX_DEVICES = 99_999
USUAL_EXEMPTION = timedelta(days=30)


class ConventionForm(ActModelForm):
    """For `agree_convention` and `change_convention`: the period, the quotas, the paper."""

    paper = ScanField(label=_("Signed convention"), required=False)

    class Meta:
        model = Convention
        fields = ["starts_on", "ends_on", "most"]
        widgets = {"starts_on": DateInput(), "ends_on": DateInput()}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["most"].max_value = MAX_DEVICES
        is_saved = self.instance.pk is not None
        quotas = {q.category_id: q.most for q in self.instance.quotas.all()} if is_saved else {}
        self.categories = list(Category.objects.all())
        for category in self.categories:
            self.fields[f"allowed_{category.pk}"] = forms.BooleanField(
                label=str(category),
                required=False,
                initial=not quotas or category.pk in quotas,
                widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
            )
            self.fields[f"most_{category.pk}"] = forms.IntegerField(
                label=_("At most"),
                min_value=1,
                max_value=MAX_DEVICES,
                required=False,
                initial=quotas.get(category.pk),
                widget=forms.NumberInput(attrs={"class": "form-control"}),
            )

    def plain_fields(self):
        return [self[name] for name in ("starts_on", "ends_on", "most")]

    def rows(self):
        """Each (category, tick, number) field, for the template."""
        return [(c, self[f"allowed_{c.pk}"], self[f"most_{c.pk}"]) for c in self.categories]

    def clean(self):
        cleaned = super().clean()
        if not any(cleaned.get(f"allowed_{category.pk}") for category in self.categories):
            self.add_error(None, ValidationError(_("Tick at least one category.")))
        return cleaned

    def _quotas(self):
        """A row for each category that is ticked; none when all are, without a number."""
        cleaned = self.cleaned_data
        allowed = [c for c in self.categories if cleaned[f"allowed_{c.pk}"]]
        quotas = [Quota(category=c, most=cleaned[f"most_{c.pk}"]) for c in allowed]
        is_open = len(allowed) == len(self.categories) and not any(q.most for q in quotas)
        return [] if is_open else quotas

    def arguments(self):
        paper = self.cleaned_data["paper"]
        return (self.instance,), {"quotas": self._quotas(), "paper": paper}


class ExemptionForm(ActForm):
    """For `grant_exemption`: until when, and why."""

    until = forms.DateField(label=_("Until"), widget=DateInput())
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For the story of the organisation. Please no name of a family."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["until"].initial = timezone.localdate() + USUAL_EXEMPTION
