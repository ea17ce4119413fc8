"""Form for places, and mixins for confirmation and for texts that must not name people."""

from django import forms
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from catalogue.names import words_of_catalogue
from core.forms.base import ActModelForm
from core.imports.personal_data import findings_in
from core.workflow.lifecycle import NeedsConfirmation
from inventory.models import Place
from people.models import Site


class PlaceForm(ActModelForm):
    """Form for `save_place`: a shelf, with its code in capital letters as on the label."""

    class Meta:
        model = Place
        fields = ["site", "code", "name", "purpose", "is_active"]
        widgets = {"code": forms.TextInput(attrs={"autocapitalize": "characters"})}

    def __init__(self, data=None, *, user, **kwargs):
        super().__init__(data, **kwargs)
        self.fields["site"].queryset = Site.objects.visible_to(user)
        self.fields["site"].initial = user.site_id
        if self.instance.pk:
            del self.fields["site"]  # the devices there would change site with it

    def clean_code(self):
        return "".join(self.cleaned_data["code"].split()).upper()


LOOKS_PERSONAL = _(
    "This text seems to contain: %(kinds)s. Anyone who sees the device can read it. To "
    "keep it, save again."
)


class Confirmed(forms.Form):
    """Mixin for operations that may ask for confirmation; the box is shown once they do."""

    override = forms.BooleanField(
        label=_("I have checked: two devices really do have this number"),
        required=False,
        widget=forms.HiddenInput,
    )

    def add_error(self, field, error):
        super().add_error(field, error)
        if isinstance(getattr(self, "refusal", None), NeedsConfirmation):
            self.fields["override"].widget = forms.CheckboxInput()


class NamesNobody(forms.Form):
    """Mixin that warns about likely personal data in texts shown to everybody who sees a device.

    The text is saved if it is submitted again unchanged.
    """

    read_by_all = ()  # names of the fields
    confirmed_texts = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean(self):
        facts = super().clean()
        seen, trade = facts.pop("confirmed_texts", ""), words_of_catalogue()
        texts = {name: facts.get(name) for name in {*self.read_by_all} & {*self.changed_data}}
        found = {name: findings_in(text or "", trade) for name, text in texts.items()}
        named = sorted(name for name, kinds in found.items() if kinds)
        mark = salted_hmac("confirmed texts", repr([texts[name] for name in named])).hexdigest()
        if named and seen != mark:
            self.data = self.data.copy()
            self.data[self.add_prefix("confirmed_texts")] = mark
            for name in named:
                kinds = ", ".join(str(kind.label) for kind in found[name])
                self.add_error(name, LOOKS_PERSONAL % {"kinds": kinds})
        return facts
