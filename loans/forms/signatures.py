"""Forms that are signed: the drawings, and the paper that is drawn under them."""

import logging

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.forms import ActForm
from core.lives import Refused
from core.uploads import clean_signature
from loans import papers
from loans.lifecycle.answers import SignerRole
from loans.models import Rules
from loans.operations.agreements import check_to_sign

log = logging.getLogger(__name__)


def drawn_under_a_signature(draw):
    """What `draw()` gives; tried once more if it fails, then refused.

    Whoever signed sees their form again as they sent it: the signature is in it, and pressing once
    more draws the paper again. What went wrong stands in our log.
    """
    for _attempt in range(2):
        try:
            return draw()
        except ValidationError:
            raise
        except Exception:
            log.exception("A paper that was signed could not be drawn.")
    raise Refused(
        _("The paper could not be drawn. Your signature is kept on this page: send it again.")
    )


class SignatureForm(ActForm):
    """The drawings of those who sign, as `static/signature.js` puts them in hidden fields.

    One for each who is named on the paper, and one for the house if its rules say that it draws.
    One of several guardians signs for all, if it is said which are not here.
    """

    asks_who_is_here = True

    def __init__(self, *args, agreement, by, signatories=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.agreement, self.by = agreement, by
        self.signatories = (
            signatories
            or papers.facts_of(agreement.loan, agreement.text, agreement.second_text)["signatories"]
        )
        self.names = ["signature", *(f"signature{n}" for n in range(2, len(self.signatories) + 1))]
        self.draws = Rules.cached().signs_by_drawing
        for name in [*self.names, *(["house"] if self.draws else [])]:
            self.fields[name] = forms.CharField(
                widget=forms.HiddenInput,
                error_messages={"required": _("Please sign in the frame first.")},
            )
        self.guardians = self._guardians()
        for name, who in self.guardians.items():
            self.fields[name].required = False
            label = _("%(guardian)s is not here, and signs another day") % {"guardian": who}
            self.fields[f"{name}_away"] = forms.BooleanField(label=label, required=False)

    def _guardians(self):
        """Those of whom some may be away, by the field of their drawing."""
        named = zip(self.names, self.signatories, strict=True)
        found = {name: who for name, who in named if who.role == SignerRole.GUARDIAN}
        return found if self.asks_who_is_here and len(found) > 1 else {}

    @property
    def beside(self):
        """The fields that its page shows beside the frames."""
        return [self[f"{name}_away"] for name in self.guardians]

    @property
    def frames(self):
        """(field, whose signature, a note) for each frame to sign in."""
        theirs = zip(self.names, self.signatories, strict=True)
        rows = [(self[name], who.name, who.note) for name, who in theirs]
        return [*rows, (self["house"], self.by.name, _("for us"))] if self.draws else rows

    def clean(self):
        super().clean()
        self._check_who_is_here()
        for name in {*self.names, "house"} & self.cleaned_data.keys():
            if not self.cleaned_data[name]:
                continue
            try:
                self.cleaned_data[name] = clean_signature(self.cleaned_data[name])
            except ValidationError as refusal:
                self.add_error(name, refusal)
        return self.cleaned_data

    def _check_who_is_here(self):
        """Each guardian signs or is away, and one of them signs."""
        for name, who in self.guardians.items():
            drew, is_away = self.cleaned_data.get(name), self.cleaned_data.get(f"{name}_away")
            if bool(drew) == bool(is_away):
                said = _("%(guardian)s signs, or is said not to be here.") % {"guardian": who}
                self.add_error(name, said)
        if self.guardians and not any(self.cleaned_data.get(name) for name in self.guardians):
            self.add_error(None, _("One guardian at least signs."))

    def arguments(self):
        self.agreement.refresh_from_db(fields=["status"])
        self.check_to_sign(self.agreement)
        drawings = [self.cleaned_data[name] or b"" for name in self.names]
        house = self.cleaned_data.get("house", b"")
        pdf, signed_at = drawn_under_a_signature(
            lambda: self.signed(*drawings, by=self.by, house=house)
        )
        signed = {"pdf": pdf, "signed_at": signed_at, "drawings": drawings, "house": house}
        return (), signed

    def check_to_sign(self, agreement):
        """Raise `Refused` before anything is drawn if the paper cannot be signed any more."""
        check_to_sign(agreement)

    def signed(self, *drawings, by, house):
        """The paper with these drawings: its PDF, and its time."""
        return papers.sign(self.agreement, *drawings, by=by, house=house)
