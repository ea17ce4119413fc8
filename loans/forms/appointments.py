from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import ActForm
from core.widgets import MomentField
from people.models import Site


class SlotForm(ActForm):
    """For `book` and `move_appointment`: the button that was pressed names the time."""

    starts_at = MomentField(
        widget=forms.HiddenInput,
        error_messages={
            "required": _("Choose a time."),
            "invalid": _("Choose a time of the list."),
        },
    )


class BookForm(SlotForm):
    """For `book`: at the site whose times the page showed."""

    site = forms.ModelChoiceField(
        Site.objects.filter(is_active=True), widget=forms.HiddenInput, required=False
    )


class CancelForm(ActForm):
    """For `cancel_appointment`: what was set aside goes back, unless one says otherwise."""

    put_back = forms.BooleanField(
        label=_("Put what was set aside back on the shelf"), required=False, initial=True
    )

    def __init__(self, *args, prepared, **kwargs):
        super().__init__(*args, **kwargs)
        if prepared is None:
            del self.fields["put_back"]
