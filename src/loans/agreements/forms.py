from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms.base import ActForm, ActModelForm
from core.forms.versions import Versioned
from core.forms.widgets import Lines
from loans.agreements import papers
from loans.agreements.operations.amendments import check_to_sign
from loans.agreements.operations.texts import check_body
from loans.agreements.remote import ways_to
from loans.base.lifecycle.loans import Purpose
from loans.handovers.signature_forms import SignatureForm
from loans.models import AgreementText, Amendment, LoanTerm, Rules
from people.models import Language


class CorrectionForm(ActForm):
    words = forms.CharField(
        label=_("Error and correction"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=Amendment._meta.get_field("words").help_text,
    )


class AmendmentSignatureForm(SignatureForm):
    """Form for the signatures on an amendment."""

    def __init__(self, *args, amendment, **kwargs):
        super().__init__(*args, agreement=amendment, **kwargs)

    def arguments(self):
        (), signed = super().arguments()
        given = {name: signed[name] for name in ("pdf", "signed_at", "link")}
        return (), given | {"is_typed": not all(signed["drawings"])}

    def check_to_sign(self, agreement):
        check_to_sign(agreement)

    def signed(self, **given):
        return papers.sign_amendment(self.agreement, **given)


class SendLinkForm(ActForm):
    channel = forms.ChoiceField(label=_("Recipient and channel"), widget=forms.RadioSelect)

    def __init__(self, *args, paper, **kwargs):
        super().__init__(*args, **kwargs)
        self.ways = {way.channel: way for way in ways_to(paper)}
        self.fields["channel"].choices = [(key, way.label) for key, way in self.ways.items()]
        self.fields["channel"].initial = next(iter(self.ways), None)


class SignerProofForm(forms.Form):
    """Form for `prove_signer`: proof of identity of the person who opens a link.

    The person's year of birth, or the code given to them.
    """

    answer = forms.CharField(
        max_length=6, widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
    )

    def __init__(self, *args, link, **kwargs):
        super().__init__(*args, **kwargs)
        year, code = _("Your year of birth"), _("The code we gave you by phone")
        self.fields["answer"].label = year if link.asks_year else code


# --- Texts of agreements: clauses, languages, help, usual loan terms. ---


class AgreementTextForm(ActForm):
    """Form for `write_text`; `base` is the id of the edited version, empty for a first text."""

    body = forms.CharField(label=_("Clauses"), widget=Lines(attrs={"rows": 28}), max_length=20_000)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, base, direction="ltr", **kwargs):
        super().__init__(*args, **kwargs)
        self.base = base
        self.fields["body"].widget.attrs |= {"dir": direction, "lang": base.language}

    def clean_body(self):
        """Validate the body, as the operation does too, because a preview reads it."""
        body = self.cleaned_data["body"]
        check_body(body)
        return body

    def arguments(self):
        shown = AgreementText.objects.like(self.base).filter(version=self.cleaned_data["version"])
        base = shown.first() or self.first_of()
        return (), {"base": base, "body": self.cleaned_data["body"]}

    def first_of(self):
        """The unsaved text that the first version starts from."""
        names = ("kind", "audience", "category", "language")
        return AgreementText(**{name: getattr(self.base, name) for name in names})


class LanguageForm(ActModelForm):
    class Meta:
        model = Language
        fields = ["code", "french_name", "name", "direction", "binding", "is_active"]
        widgets = {"binding": forms.Textarea(attrs={"rows": 2, "dir": "auto"})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["code"]


class DurationsForm(Versioned, ActForm):
    """Form for `save_durations`: months by purpose.

    0 means until school ends, empty means a year.
    """

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


class CopyForm(ActForm):
    """Form for `send_copy`: the person's e-mail; an organisation's is edited on its own page."""

    email = forms.EmailField(label=_("E-mail"))

    def __init__(self, *args, loan, **kwargs):
        signer = loan.recipient or loan.organisation
        super().__init__(*args, initial={"email": signer.email}, auto_id="copy_%s", **kwargs)
        self.fields["email"].disabled = loan.recipient is None
