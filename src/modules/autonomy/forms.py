"""The answer of one tap."""

from django import forms

from core.forms.base import ActForm
from modules.autonomy.lifecycle import Level, Managed, Topic


class AnswerForm(ActForm):
    """Form for `note_autonomy`: each button of the cards sends one of these answers."""

    level = forms.ChoiceField(choices=Level, required=False)
    topic = forms.ChoiceField(choices=Topic, required=False)
    managed = forms.ChoiceField(choices=Managed, required=False)

    def __init__(self, *args, moment, **kwargs):
        super().__init__(*args, **kwargs)
        self.moment = moment

    def arguments(self):
        given = {name: value for name, value in self.cleaned_data.items() if value}
        return (), {"moment": self.moment, **given}
