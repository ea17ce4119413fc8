from django import forms

from catalogue.models import AccessoryKind
from core.forms.base import ActForm, ActModelForm
from modules.equipment_features.lifecycle import EQUIPMENT_CHOICES, Feature
from modules.equipment_features.models import AccessoryFeature


class WishForm(ActForm):
    """Form for `change_wish`: each card is a button that sends one of these."""

    add = forms.ChoiceField(choices=Feature, required=False)
    remove = forms.ChoiceField(choices=Feature, required=False)


class DeviceFeatureForm(ActForm):
    """Form for `change_device`, with the same buttons."""

    add = forms.ChoiceField(choices=EQUIPMENT_CHOICES, required=False)
    remove = forms.ChoiceField(choices=EQUIPMENT_CHOICES, required=False)


class AccessoryFeatureForm(ActModelForm):
    """Form for `add_to_accessory`."""

    class Meta:
        model = AccessoryFeature
        fields = ["accessory", "feature"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["accessory"].queryset = AccessoryKind.objects.accessories()


class TakeForm(ActForm):
    """Form for `take`: an accessory that has a feature."""

    accessory = forms.ModelChoiceField(AccessoryKind.objects.accessories())
