"""The words of agreements: clauses, languages, where to find help, usual durations."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import ActForm, ActModelForm
from core.versions import Versioned
from loans.lifecycle import Purpose
from loans.models import AgreementText, LoanTerm, ResourceLink, Rules
from loans.operations.texts import check_body
from people.models import Language


class AgreementTextForm(ActForm):
    """For `write_text`; `base`, an id, says on which version one writes: none for a first text."""

    body = forms.CharField(
        label=_("Clauses"), widget=forms.Textarea(attrs={"rows": 28}), max_length=20_000
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, base, direction="ltr", **kwargs):
        super().__init__(*args, **kwargs)
        self.base = base
        self.fields["body"].widget.attrs |= {"dir": direction, "lang": base.language}

    def clean_body(self):
        """Validated here as well as in the operation, because a preview reads it too."""
        body = self.cleaned_data["body"]
        check_body(body)
        return body

    def arguments(self):
        shown = AgreementText.objects.like(self.base).filter(version=self.cleaned_data["version"])
        base = shown.first() or self.first_of()
        return (), {"base": base, "body": self.cleaned_data["body"]}

    def first_of(self):
        """The unsaved text of which the first version is written."""
        names = ("kind", "audience", "category", "language")
        return AgreementText(**{name: getattr(self.base, name) for name in names})


class LanguageForm(ActModelForm):
    """For `save_language`."""

    class Meta:
        model = Language
        fields = ["code", "french_name", "name", "direction", "binding", "is_active"]
        widgets = {"binding": forms.Textarea(attrs={"rows": 2, "dir": "auto"})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["code"]


class LinkForm(ActModelForm):
    """For `save_link`."""

    class Meta:
        model = ResourceLink
        fields = ["language", "label", "address", "position", "is_active"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        others = Language.objects.values_list("code", "french_name")
        choices = [("fr", _("French")), ("en", _("English")), *others]
        self.fields["language"] = forms.ChoiceField(label=_("Language"), choices=choices)


class DurationsForm(Versioned, ActForm):
    """For `save_durations`: months by purpose; 0 until school ends, empty a usual year."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.edited_row = Rules.load()
        months = dict(LoanTerm.objects.values_list("purpose", "months"))
        for purpose in Purpose:
            self.fields[purpose.value] = forms.IntegerField(
                label=purpose.label,
                required=False,
                min_value=0,
                max_value=60,
                initial=(months[purpose] or 0) if purpose in months else None,
            )

    def arguments(self):
        cleaned = self.cleaned_data
        terms = [
            LoanTerm(purpose=purpose, months=cleaned[purpose] or None)
            for purpose in Purpose
            if cleaned.get(purpose) is not None
        ]
        return (), {"terms": terms}
