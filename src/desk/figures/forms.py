"""The form of the settings of figures."""

import re
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.forms.base import ActModelForm
from desk.models import FigureRules


class FigureRulesForm(ActModelForm):
    fields_of_modules = {"is_public", "embedded_by"}

    class Meta:
        model = FigureRules
        fields = ["gift_months", "is_public", "embedded_by"]
        widgets = {"embedded_by": forms.Textarea(attrs={"rows": 3})}

    def clean_embedded_by(self):
        """The origins, one per line: https and a host, without a path."""
        lines = self.cleaned_data["embedded_by"].split()
        wrong = [line for line in lines if not _is_origin(line)]
        if wrong:
            message = _(
                "%(line)s is not the address of a website: enter it like https://www.example.org."
            )
            raise ValidationError(message, params={"line": wrong[0]})
        return "\n".join(dict.fromkeys(line.rstrip("/") for line in lines))


def _is_origin(line):
    try:
        parts = urlsplit(line)
        is_port = parts.port is None or parts.port > 0
    except ValueError:
        return False
    is_name = bool(re.fullmatch(r"[a-z0-9.-]+", parts.hostname or ""))
    is_bare = line.removeprefix("https://").rstrip("/").lower() == parts.netloc.lower()
    return parts.scheme == "https" and is_name and is_bare and is_port and not parts.username
