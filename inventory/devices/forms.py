"""Forms of places, and of operations that ask for confirmation."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms.base import ActModelForm
from core.workflow.lifecycle import NeedsConfirmation
from inventory.models import Place
from people.models import Site


class PlaceForm(ActModelForm):
    """A shelf; its code is in capital letters, as on its label."""

    class Meta:
        model = Place
        fields = ["site", "code", "name", "is_active"]
        widgets = {"code": forms.TextInput(attrs={"autocapitalize": "characters"})}

    def __init__(self, data=None, *, user, **kwargs):
        super().__init__(data, **kwargs)
        self.fields["site"].queryset = Site.objects.visible_to(user)
        self.fields["site"].initial = user.site_id
        if self.instance.pk:
            del self.fields["site"]  # the devices there would change site with it

    def clean_code(self):
        return "".join(self.cleaned_data["code"].split()).upper()


class Confirmed(forms.Form):
    """Mixin of operations that may ask for confirmation: the box is shown once they did."""

    override = forms.BooleanField(
        label=_("I have looked: there really are two with this number"),
        required=False,
        widget=forms.HiddenInput,
    )

    def add_error(self, field, error):
        super().add_error(field, error)
        if isinstance(getattr(self, "refusal", None), NeedsConfirmation):
            self.fields["override"].widget = forms.CheckboxInput()
