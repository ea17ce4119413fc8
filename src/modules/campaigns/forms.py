from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.forms.base import ActModelForm
from loans.appointments.slots import MAX_BOOKING_AHEAD
from modules.campaigns.models import Campaign


class CampaignForm(ActModelForm):
    """Form for `prepare_campaign` with the selected loans, and for `change_campaign` without."""

    class Meta:
        model = Campaign
        fields = ["name", "reason", "mode", "first_on", "last_on"]
        widgets = {"mode": forms.RadioSelect}
        help_texts = {
            "name": _("For internal use, such as “End of school year 2027”."),
            "first_on": _("People can come between these two dates."),
        }

    def __init__(self, *args, loans=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.loans = loans

    def clean_first_on(self):
        day = self.cleaned_data["first_on"]
        if day < timezone.localdate():
            raise forms.ValidationError(_("This date has passed."))
        return day

    def clean_last_on(self):
        day = self.cleaned_data["last_on"]
        if day >= timezone.localdate() + MAX_BOOKING_AHEAD:
            raise forms.ValidationError(_("Choose a day within the next six months."))
        first = self.cleaned_data.get("first_on")
        if first and day < first:
            raise forms.ValidationError(_("The last day cannot be before the first."))
        return day

    def arguments(self):
        return (self.instance,), {} if self.loans is None else {"loans": list(self.loans)}
