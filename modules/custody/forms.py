"""Forms of a count, and of the signatures of both parties."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from catalogue.models import Category
from core.forms.base import ActForm
from core.forms.uploads import clean_signature
from loans.handovers.forms import drawn_under_a_signature
from modules.custody.models import MAX_COUNT
from modules.custody.operations import check_to_sign
from modules.custody.papers import render_collection

SIGNATURES = ["signature", "ours"]


class CountForm(ActForm):
    """Input of `count_items`; no category is preselected."""

    category = forms.ModelChoiceField(
        Category.objects.all(), label=_("Category"), empty_label=_("choose")
    )
    count = forms.IntegerField(
        label=_("Number of devices"),
        min_value=0,
        max_value=MAX_COUNT,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )


class SignForm(ActForm):
    """Input of `sign_collection`: names, place, and both drawings (`static/signature.js`)."""

    giver = forms.CharField(label=_("Your name"), max_length=100)
    place = forms.CharField(
        label=_("Collected at"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )
    shown = forms.CharField(widget=forms.HiddenInput)
    signature = forms.CharField(
        widget=forms.HiddenInput,
        error_messages={"required": _("Please sign in the frame first.")},
    )
    ours = forms.CharField(
        widget=forms.HiddenInput,
        error_messages={"required": _("Please sign in the frame first.")},
    )

    def __init__(self, *args, donation, by, **kwargs):
        super().__init__(*args, **kwargs)
        self.donation, self.by = donation, by

    @property
    def beside(self):
        return [self["giver"], self["place"], self["shown"]]

    @property
    def frames(self):
        """(field, signatory, note) for each signature frame."""
        donor = self.donation.donor.named_for(self.by)
        rows = [(self["signature"], _("For the donor"), donor)]
        return [*rows, (self["ours"], self.by.name, _("for us"))]

    def clean(self):
        super().clean()
        for name in SIGNATURES:
            try:
                drawn = self.cleaned_data.get(name)
                self.cleaned_data[name] = clean_signature(drawn) if drawn else b""
            except ValidationError as refusal:
                self.add_error(name, refusal)
        return self.cleaned_data

    def arguments(self):
        check_to_sign(self.donation, self.cleaned_data["shown"])
        cleaned = dict(self.cleaned_data)
        drawings = {name: cleaned.pop(name) for name in SIGNATURES}
        names = {"giver": cleaned["giver"], "place": cleaned["place"]}
        pdf, signed_at = drawn_under_a_signature(
            lambda: render_collection(self.donation, by=self.by, **names, **drawings)
        )
        return (), cleaned | {"pdf": pdf, "signed_at": signed_at}
