from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms.base import ActModelForm
from modules.local_help.models import ResourceLink
from people.areas.forms import AreaField
from people.models import Area, Language


class LinkForm(ActModelForm):
    class Meta:
        model = ResourceLink
        fields = [
            "language",
            "label",
            "details",
            "address",
            "hours",
            "street",
            "commune",
            "position",
            "is_active",
        ]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["commune"] = AreaField(
            label=_("Commune, for a place"),
            areas=Area.objects.communes(),
            required=False,
            help_text=_("A place is printed for people in its commune and nearby."),
        )
        self.initial["commune"] = self.instance.commune
        others = Language.objects.values_list("code", "french_name")
        choices = [("fr", _("French")), ("en", _("English")), *others]
        self.fields["language"] = forms.ChoiceField(label=_("Language"), choices=choices)
