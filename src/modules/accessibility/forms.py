from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.forms.base import ActModelForm
from core.models.by_language import TextsInput
from modules.accessibility.models import Statement


class StatementForm(ActModelForm):
    """Form for `publish_statement`."""

    class Meta:
        model = Statement
        fields = [
            "conformity",
            "rate",
            "assessed_on",
            "assessed_by",
            "exceptions",
            "contact",
            "redress",
        ]
        widgets = {
            "conformity": forms.RadioSelect,
            "exceptions": TextsInput(attrs={"rows": 6}),
            "redress": TextsInput(attrs={"rows": 4}),
        }

    def clean_assessed_on(self):
        day = self.cleaned_data["assessed_on"]
        if day and day > timezone.localdate():
            raise ValidationError(_("This date is in the future."))
        return day
