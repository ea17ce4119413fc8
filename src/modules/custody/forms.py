"""Forms of a count, and of the signatures of both parties."""

from django import forms
from django.utils.translation import gettext_lazy as _

from catalogue.models import Category
from core.forms.base import ActForm
from loans.handovers.signature_forms import FramedForm, drawn_under_a_signature
from modules.custody.models import MAX_COUNT
from modules.custody.operations import check_to_sign
from modules.custody.papers import render_collection

SIGNATURES = ["signature", "ours"]


class CountForm(ActForm):
    """Input of `count_items`; no category is preselected."""

    category = forms.ModelChoiceField(Category.objects.all(), label=_("Category"))
    count = forms.IntegerField(
        label=_("Number of devices"),
        min_value=0,
        max_value=MAX_COUNT,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )


class SignForm(FramedForm):
    """Input of `sign_collection`: names, place, and both drawings (`static/signature.js`)."""

    giver = forms.CharField(label=_("Your name"), max_length=100)
    place = forms.CharField(
        label=_("Collected at"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )
    shown = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args, donation, by, **kwargs):
        super().__init__(*args, **kwargs)
        self.donation, self.by = donation, by
        for name in SIGNATURES:
            self.add_frame(name)

    @property
    def beside(self):
        return [self["giver"], self["place"], self["shown"]]

    @property
    def frames(self):
        donor = self.donation.donor.named_for(self.by)
        ours = self.frame("ours", self.by.name, _("for us"))
        return [self.frame("signature", _("For the donor"), donor), ours]

    def arguments(self):
        typed = {name: self.cleaned_data[name] for name in ("giver", "place", "shown")}
        check_to_sign(self.donation, typed["shown"])
        drawings = {name: self.cleaned_data[name] for name in SIGNATURES}
        names = {"giver": typed["giver"], "place": typed["place"]}
        pdf, signed_at = drawn_under_a_signature(
            lambda: render_collection(self.donation, by=self.by, **names, **drawings)
        )
        return (), typed | {"pdf": pdf, "signed_at": signed_at}
