"""Forms of the hand-over: training, proof seen, who collects, attachments."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.forms import ActForm, ActModelForm
from core.versions import Versioned, hold_row
from core.widgets import DateInput, ScanField
from loans.lifecycle.answers import REFUSALS, PaperKind, WhyNotSigned
from loans.models import Briefing, Mandate
from people.lifecycle import ProofKind
from people.models import Language


class BriefingForm(ActModelForm):
    """For `brief`: what does not belong to the answer about training is left out."""

    class Meta:
        model = Briefing
        fields = [
            "switch_on",
            "charge",
            "password",
            "who_to_call",
            "training",
            "where",
            "outcome",
            "why_not_asked",
        ]
        widgets = {"training": forms.RadioSelect}

    def hold(self):
        hold_row(self.instance.loan)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, auto_id="briefing_%s", **kwargs)
        self.fields["training"].choices = self.fields["training"].choices[1:]

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("training") != "accepted":
            cleaned["where"] = cleaned["outcome"] = ""
        if cleaned.get("training") != "not_asked":
            cleaned["why_not_asked"] = ""
        if cleaned.get("training") == "accepted" and not (
            cleaned.get("where") and cleaned.get("outcome")
        ):
            self.add_error(
                "where", _("A training that is accepted says where, and what comes next.")
            )
        is_silent = not cleaned.get("why_not_asked") and "why_not_asked" not in self.errors
        if cleaned.get("training") == "not_asked" and is_silent:
            self.add_error("why_not_asked", _("If a training was not offered, say why."))
        return cleaned


class ProofForm(ActForm):
    """For `see_proof`: nothing is copied."""

    kind = forms.ChoiceField(label=_("Proof seen today"), choices=ProofKind)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, auto_id="proof_%s", **kwargs)


class MandateForm(ActModelForm):
    """For `name_collector`."""

    class Meta:
        model = Mandate
        fields = ["name", "structure", "paper", "seen_on", "through_aidants_connect"]
        widgets = {"seen_on": DateInput()}

    def hold(self):
        hold_row(self.instance.loan)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, auto_id="mandate_%s", **kwargs)
        self.fields["name"].required = True
        self.fields["seen_on"].initial = timezone.localdate


class SecondLanguageForm(Versioned, ActForm):
    """For `set_second_language`."""

    language = forms.ModelChoiceField(
        Language.objects.none(),
        label=_("Beside the French, a text in"),
        required=False,
        empty_label=_("no other language"),
    )

    def __init__(self, *args, person, **kwargs):
        initial = {"language": person and person.second_language}
        super().__init__(*args, initial=initial, auto_id="second_%s", **kwargs)
        self.edited_row = person
        self.fields["language"].queryset = Language.objects.filter(is_active=True)


class AttachmentForm(ActForm):
    """For `attach`: the bytes of a PDF, or of a picture made anew."""

    kind = forms.ChoiceField(label=_("What it is"), choices=PaperKind)
    paper = ScanField(label=_("Paper"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, auto_id="attachment_%s", **kwargs)

    def arguments(self):
        content, content_type = self.cleaned_data["paper"]
        kind = self.cleaned_data["kind"]
        return (), {"kind": kind, "content": content, "content_type": content_type}


class DeclineForm(ActForm):
    """For `decline`."""

    because = forms.ChoiceField(label=_("Why it is not signed"), choices=REFUSALS)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, auto_id="decline_%s", **kwargs)

    def clean_because(self):
        return WhyNotSigned(self.cleaned_data["because"])
