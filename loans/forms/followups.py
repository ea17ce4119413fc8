from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import ActForm
from core.widgets import DateInput, RowsField
from loans.lifecycle.followups import CallResult
from loans.models import FollowUp


class CallForm(ActForm):
    """For `record_calls`: some calls that ended alike."""

    call = RowsField(
        queryset=FollowUp.objects.none(),
        widget=forms.MultipleHiddenInput,
        error_messages={
            "required": _("Tick at least one call."),
            "invalid_choice": _("One of these calls was noted already: look at the list again."),
        },
    )
    result = forms.ChoiceField(
        label=_("How it ended"), choices=CallResult, widget=forms.RadioSelect
    )
    note = forms.CharField(
        label=_("Note"),
        max_length=200,
        required=False,
        help_text=_("About the equipment: no name, nothing on health or opinions."),
    )
    next_on = forms.DateField(
        label=_("Call again on"),
        required=False,
        widget=DateInput,
        help_text=_("Needed when nobody answered, or to call again."),
    )

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["call"].queryset = FollowUp.objects.visible_to(by).to_do()

    def clean(self):
        cleaned = super().clean()
        if "call" in self.errors:  # its boxes stand elsewhere on the page
            self.add_error(None, self.errors["call"])
        return cleaned

    def arguments(self):
        cleaned = dict(self.cleaned_data)
        return (list(cleaned.pop("call")),), cleaned

    @property
    def ticked(self):
        """The ids that were ticked, to tick them again."""
        return [str(pk) for pk in self["call"].value() or ()]
