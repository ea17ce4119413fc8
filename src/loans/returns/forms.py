from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms.base import ActForm
from core.forms.versions import Versioned, hold_row
from loans.base.lifecycle.loans import Condition
from loans.base.operations import lock_person
from loans.handovers.signature_forms import FramedForm, drawn_under_a_signature
from loans.models import ReturnLine
from loans.returns import papers
from loans.returns.receipts import fingerprint, receipts_of

YES_OR_NO = [("", _("not specified")), ("yes", _("yes")), ("no", _("no"))]
WORTH = {"": None, "yes": True, "no": False}


class LineForm(Versioned, ActForm):
    """Form for the condition of a returned device."""

    condition = forms.ChoiceField(
        label=_("Condition"), choices=Condition, widget=forms.RadioSelect, initial=Condition.GOOD
    )
    may_hold_data = forms.ChoiceField(
        label=_("Personal data may be on it"),
        choices=YES_OR_NO,
        required=False,
        help_text=_("The device is erased, whatever the answer."),
    )
    has_charger = forms.ChoiceField(label=_("Charger present"), choices=YES_OR_NO, required=False)
    note = forms.CharField(
        label=_("Remarks"),
        max_length=200,
        required=False,
        help_text=ReturnLine._meta.get_field("note").help_text,
    )

    def __init__(self, *args, line, **kwargs):
        choices = {True: "yes", False: "no", None: ""}
        initial = {
            "condition": line.condition,
            "may_hold_data": choices[line.may_hold_data],
            "has_charger": choices[line.has_charger],
            "note": line.note,
        }
        super().__init__(*args, initial=initial, auto_id=f"line-{line.pk}-%s", **kwargs)
        self.edited_row = line
        if not getattr(line, "takes_charger", True):
            del self.fields["has_charger"]

    def hold(self):
        if self.cleaned_data["note"].strip():
            lock_person(self.edited_row.item.loan)
        hold_row(self.edited_row.session)
        hold_row(self.edited_row)

    def arguments(self):
        yes_or_no = {
            name: WORTH[self.cleaned_data[name]]
            for name in ("may_hold_data", "has_charger")
            if name in self.fields
        }
        return (), self.cleaned_data | yes_or_no


class FinishForm(FramedForm):
    """Form for `finish_return`: the addressees of the receipts, each with an optional signature.

    In kiosk mode `by_structure` was chosen before and has no field.
    """

    by_structure = forms.ChoiceField(
        label=_("Receipts"),
        choices=[
            ("", _("one for each person")),
            ("yes", _("one for the organisation that returns everything; it does not name anyone")),
        ],
        widget=forms.RadioSelect,
        required=False,
    )
    shown = forms.CharField(widget=forms.HiddenInput)
    unsigned = ()  # loans whose receipt lacks a signature that others gave
    typed = ()  # names that were typed instead of drawn

    def __init__(self, *args, session, receipts, by_structure=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.return_session, self.receipts, self.by_structure = session, receipts, by_structure
        self.fields["shown"].initial = fingerprint(receipts)
        self.names = ["signature", *(f"signature{n}" for n in range(2, len(receipts) + 1))]
        for name in self.names:
            self.add_frame(name, is_required=False)
        if by_structure:
            self.fields["by_structure"].widget = forms.HiddenInput()
        elif not any(len(receipt.backs) > 1 for receipt in receipts_of(session, by_structure=True)):
            del self.fields["by_structure"]

    @property
    def frames(self):
        """The `Frame` of each receipt, in their order; with several people, no name is shown."""
        whose = _("Person returning the equipment")
        if len(self.receipts) == 1:
            return [self.frame("signature", whose)]
        rows = zip(self.names, self.receipts, strict=True)
        return [self.frame(name, str(receipt.loan), whose) for name, receipt in rows]

    @property
    def beside(self):
        return [self[name] for name in ("by_structure", "shown") if name in self.fields]

    def clean(self):
        super().clean()
        self.cleaned_data["by_structure"] = self.cleaned_data.get("by_structure") == "yes"
        return self.cleaned_data

    def arguments(self):
        """The operation's arguments: the version shown, and papers of the current list."""
        by_structure, cleaned = self.cleaned_data["by_structure"], self.cleaned_data
        shown = receipts_of(self.return_session, by_structure=self.by_structure)
        if fingerprint(shown) != cleaned["shown"]:
            return (), {"shown": cleaned["shown"], "pdfs": [], "by_structure": by_structure}
        receipts = receipts_of(self.return_session, by_structure=by_structure)
        names = self.names[: len(receipts)]
        signed = [(cleaned[name], self.words_of(name)) for name in names]
        self.typed = [words for _drawing, words in signed if words]
        if any(map(any, signed)):
            self.unsigned = [
                r.loan for r, one in zip(receipts, signed, strict=True) if not any(one)
            ]
        pdfs = drawn_under_a_signature(
            lambda: papers.render_returns(self.return_session, receipts, signed)
        )
        return (), {"shown": fingerprint(receipts), "pdfs": pdfs, "by_structure": by_structure}
