from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms.base import ActModelForm
from core.models.by_language import TextsInput
from modules.holder_messages.models import CRITERIA, HolderMessage
from people.models import Site


class HolderMessageForm(ActModelForm):
    """Form for `prepare_message` and `change_message`; every criterion may stay empty."""

    class Meta:
        model = HolderMessage
        fields = ["subject", "text", *CRITERIA]
        widgets = {"text": TextsInput(attrs={"rows": 4})}

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, user=user, **kwargs)
        self.fields["site"].queryset = Site.objects.visible_to(user).filter(is_active=True)

    def clean(self):
        super().clean()
        if self.cleaned_data.get("version") and not self.cleaned_data.get("system"):
            problem = forms.ValidationError(_("Choose the system of this version."))
            self.add_error("system", problem)
        first, last = (self.cleaned_data.get(name) for name in ("first_on", "last_on"))
        if first and last and last < first:
            self.add_error(
                "last_on", forms.ValidationError(_("The last day cannot be before the first."))
            )
        return self.cleaned_data
