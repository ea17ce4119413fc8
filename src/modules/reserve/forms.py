from django import forms
from django.core.validators import MaxValueValidator

from core.forms.base import ActForm, ActModelForm
from modules.reserve.lifecycle import Reason
from modules.reserve.models import MAX_COUNT, Level
from people.models import Site


class LevelForm(ActModelForm):
    """Form for `save_level`; site and category stay what they are."""

    class Meta:
        model = Level
        fields = ["site", "category", "count", "purpose", "taker"]
        widgets = {"purpose": forms.RadioSelect, "taker": forms.RadioSelect}

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, user=user, **kwargs)
        self.fields["count"].validators.append(MaxValueValidator(MAX_COUNT))
        if self.instance.pk:
            del self.fields["site"], self.fields["category"]
        else:
            sites = Site.objects.visible_to(user).filter(is_active=True)
            self.fields["site"].queryset = sites
            self.fields["site"].initial = user.site_id


class DrawForm(ActForm):
    """Form for `draw`: a level of the site of a request or loan, and the reason."""

    level = forms.ModelChoiceField(Level.objects.none())
    reason = forms.ChoiceField(choices=Reason)

    def __init__(self, *args, subject, **kwargs):
        super().__init__(*args, **kwargs)
        self.subject = subject
        self.fields["level"].queryset = Level.objects.filter(site=subject.site_id)

    def clean_reason(self):
        return Reason(self.cleaned_data["reason"])

    def arguments(self):
        facts = self.cleaned_data
        return (facts["level"],), {"subject": self.subject, "reason": facts["reason"]}
