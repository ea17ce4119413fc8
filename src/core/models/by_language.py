"""Texts in each language of the site in one JSON column: {"fr": "écran", "en": "monitor"}."""

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _


def languages():
    """The languages of the site; adding a language requires no column and no migration."""
    return settings.LANGUAGES


def in_language(texts, code=None):
    """Return the text in this language (by default the user's), or else in the site's language."""
    return texts.get(code or get_language()) or texts.get(settings.LANGUAGE_CODE, "")


def by_language(text):
    """Return {language: translation} of a lazy text, for each language of the site."""
    texts = {}
    for code, _label in languages():
        with override(code):
            texts[code] = str(text)
    return texts


class TextsInput(forms.Widget):
    """An input for each language: `names_fr`, `names_en`."""

    template_name = "forms/texts.html"
    use_fieldset = True

    def get_context(self, name, value, attrs):
        context = super().get_context(name, None, attrs)
        attrs = context["widget"]["attrs"]
        context["texts"] = [
            {
                "name": f"{name}_{code}",
                "attrs": attrs | {"id": f"{attrs.get('id', name)}_{code}", "lang": code},
                "language": language,
                "value": (value or {}).get(code, ""),
            }
            for code, language in languages()
        ]
        return context

    def value_from_datadict(self, data, files, name):
        return {code: data.get(f"{name}_{code}", "") for code, _label in languages()}

    def value_omitted_from_data(self, data, files, name):
        return all(f"{name}_{code}" not in data for code, _label in languages())

    def id_for_label(self, id_):
        return f"{id_}_{settings.LANGUAGE_CODE}"


class TextsFormField(forms.Field):
    """A text for each language, checked as by `CharField`; empty texts are left out."""

    widget = TextsInput

    def __init__(self, *, max_length, **options):
        super().__init__(**options)
        self.text = forms.CharField(max_length=max_length, required=False)

    def to_python(self, value):
        texts = {code: self.text.clean(text) for code, text in (value or {}).items()}
        return {code: text for code, text in texts.items() if text}


class TextsField(models.JSONField):
    """Texts by language; only the text in the site's language is required, as the fallback."""

    def __init__(self, verbose_name=None, *, default=dict, **options):
        super().__init__(verbose_name, default=default, **options)

    def formfield(self, **options):
        options |= {"form_class": TextsFormField, "max_length": self.max_length}
        return models.Field.formfield(self, show_hidden_initial=False, **options)

    def validate(self, value, instance):
        super().validate(value, instance)
        if value and not value.get(settings.LANGUAGE_CODE):
            label = dict(languages())[settings.LANGUAGE_CODE]
            raise ValidationError(
                _("Fill in the text in this language: %(language)s.") % {"language": label}
            )
