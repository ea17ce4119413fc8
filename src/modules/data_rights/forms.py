from datetime import timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.forms.base import ActForm, ActModelForm
from modules.data_rights.lifecycle import (
    IN_PLAIN_WORDS,
    Extension,
    Refusal,
    Right,
    Source,
)
from modules.data_rights.models import DataRequest, Freeze


class RequestForm(ActModelForm):
    """Form for `record_request`, filled in by our team."""

    class Meta:
        model = DataRequest
        fields = ["right", "source", "received_on"]
        widgets = {"right": forms.RadioSelect}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["right"].choices = Right.choices
        self.fields["source"].choices = [one for one in Source.choices if one[0] != Source.LINK]


class OwnRequestForm(ActForm):
    """Form for `record_request`, on the person's own page."""

    right = forms.ChoiceField(label=_("What do you want?"), widget=forms.RadioSelect)

    def __init__(self, *args, person, **kwargs):
        """Offer the rights that the person has not asked for yet."""
        super().__init__(*args, **kwargs)
        self.person = person
        mine = DataRequest.objects.filter(recipient=person).open()
        taken = set(mine.values_list("right", flat=True))
        self.fields["right"].choices = [
            (right, words) for right, words in IN_PLAIN_WORDS.items() if right not in taken
        ]

    def arguments(self):
        right = self.cleaned_data["right"]
        return (DataRequest(recipient=self.person, right=right, source=Source.LINK),), {}


class ExtendForm(ActForm):
    reason = forms.ChoiceField(
        label=_("Why is more time needed?"), choices=Extension, widget=forms.RadioSelect
    )


class RefuseForm(ActForm):
    reason = forms.ChoiceField(
        label=_("Reason for refusing"), choices=Refusal, widget=forms.RadioSelect
    )


class FreezeForm(ActModelForm):
    """Form for `freeze_person`."""

    class Meta:
        model = Freeze
        fields = ["reason", "ends_on"]
        widgets = {"reason": forms.RadioSelect}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = self.fields["reason"].choices[1:]
        self.initial["ends_on"] = timezone.localdate() + timedelta(days=90)
