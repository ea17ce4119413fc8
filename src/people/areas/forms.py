"""Form fields for territories."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.text_input import line_of
from people.models import Area

MAX_NAMED = 5


class AreaField(forms.CharField):
    """A territory, typed as its name or code; None if the field is empty."""

    def __init__(self, *, areas=None, **kwargs):
        kwargs.setdefault("max_length", 140)
        super().__init__(**kwargs)
        self.areas = areas

    def prepare_value(self, value):
        return str(value) if isinstance(value, Area) else value

    def clean(self, value):
        if isinstance(value, Area):
            return value
        text = line_of(super().clean(value))
        if not text:
            return None
        areas = Area.objects.all() if self.areas is None else self.areas
        areas = list(areas.named(text)[: MAX_NAMED + 1])
        exact = [area for area in areas if area.code.casefold() in text.casefold()] or areas
        if len(exact) > 1:
            named = ", ".join(str(area) for area in exact[:MAX_NAMED])
            message = _(
                "Several territories have this name. Enter the code of the right one: %(named)s."
            )
            raise forms.ValidationError(message, "several", {"named": named})
        if not exact:
            message = _("No territory in the tables has the name or code %(value)s.")
            raise forms.ValidationError(message, "invalid_choice", {"value": text})
        return exact[0]
