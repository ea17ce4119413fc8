"""Forms to sign: a frame for each signatory, to draw in, or to type a name beside."""

import logging
from typing import NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from core.forms.base import ActForm
from core.forms.uploads import clean_signature
from core.workflow.lifecycle import Refused
from loans.base import papers as base_papers
from loans.base.lifecycle.agreements import SignerRole
from loans.handovers.operations import check_employer, check_to_sign
from loans.models import Rules

log = logging.getLogger(__name__)


def drawn_under_a_signature(draw):
    """Return the result of `draw()`, retried once; raise `Refused` if it fails again.

    The form is shown again as it was sent, with the signature in it, and sending it again
    retries. The error is logged.
    """
    for _attempt in range(2):
        try:
            return draw()
        except ValidationError:
            raise
        except Exception:
            log.exception("A paper that was signed could not be drawn.")
    raise Refused(
        _("The document could not be created. Your signature is kept on this page: send it again.")
    )


class Frame(NamedTuple):
    """A frame of the page: whose it is, its drawing, and the fields for a typed signature.

    `capacity` is None unless the signatory represents an organisation.
    """

    who: str
    note: str
    drawing: BoundField
    name: BoundField
    tick: BoundField
    capacity: BoundField | None
    is_required: bool


class FramedForm(ActForm):
    """A form with frames: each holds a drawing in a hidden field, or a typed name with a tick.

    `static/signature.js` fills the hidden fields. A person who cannot draw types their name
    (WCAG 2.1.1). Cleaned, a frame holds a clean PNG; b"" if the name was typed.
    """

    def add_frame(self, frame, *, is_required=True, has_capacity=False, who=""):
        """Add the fields of a frame; a person who signs for an organisation is always named."""
        self.fields[frame] = forms.CharField(widget=forms.HiddenInput, required=False)
        self.fields[f"{frame}_name"] = forms.CharField(
            label=_("First name and last name"), max_length=100, required=has_capacity, initial=who
        )
        if has_capacity:
            self.fields[f"{frame}_capacity"] = forms.CharField(
                label=_("Role in the organisation"), max_length=100
            )
        tick = _("I sign: my typed name is my signature")
        self.fields[f"{frame}_typed"] = forms.BooleanField(label=tick, required=False)
        self.required = {**getattr(self, "required", {}), frame: is_required}

    def frame(self, name, who, note=""):
        capacity = f"{name}_capacity"
        return Frame(
            who,
            note,
            self[name],
            self[f"{name}_name"],
            self[f"{name}_typed"],
            self[capacity] if capacity in self.fields else None,
            self.required[name],
        )

    def clean(self):
        super().clean()
        for name in self.required:
            try:
                self.cleaned_data[name] = self._drawing(name)
            except ValidationError as refusal:
                self.add_error(name, refusal)
        return self.cleaned_data

    def _drawing(self, name):
        drawn, is_typed = self.cleaned_data.get(name), self.cleaned_data.get(f"{name}_typed")
        if is_typed and not self.cleaned_data.get(f"{name}_name"):
            raise ValidationError(
                _("Type the name of the person who signs, then send the form again.")
            )
        if drawn and not is_typed:
            return clean_signature(drawn)
        if self.required[name] and not is_typed:
            box = self.fields[f"{name}_typed"].label
            raise ValidationError(
                _("Sign in the frame, or type the name and tick “{}”.").format(box)
            )
        return b""

    def words_of(self, name):
        """The name typed beside a frame, with a capacity; "" if the frame was only drawn in."""
        capacity = self.cleaned_data.get(f"{name}_capacity")
        is_named = capacity or self.cleaned_data[f"{name}_typed"]
        words = [self.cleaned_data[f"{name}_name"], capacity] if is_named else []
        return ", ".join(filter(None, words))


class SignatureForm(FramedForm):
    """The signatures of an agreement or an amendment.

    There is a frame for each signatory named on the paper, and one for the association if its
    rules require a drawing. `facts` are the content of the paper, read once for this request: the
    form checks and renders them; the operation rereads them under the lock.
    """

    beside = ()  # other fields, sent with it
    witness = forms.CharField(label=_("Witness: name and role"), max_length=150, required=False)

    def __init__(self, *args, agreement, by, facts, link=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.agreement, self.by, self.facts, self.link = agreement, by, facts, link
        self.signatories = facts["signatories"]
        self.names = ["signature", *(f"signature{n}" for n in range(2, len(self.signatories) + 1))]
        self.draws = Rules.cached().signs_by_drawing and not link
        for name, who in zip(self.names, self.signatories, strict=True):
            self.add_frame(name, has_capacity=who.role == SignerRole.AGENT)
        if self.draws:
            self.add_frame("ours", who=by.name)

    @property
    def frames(self):
        theirs = zip(self.names, self.signatories, strict=True)
        rows = [self.frame(name, who.name, who.note) for name, who in theirs]
        return [*rows, self.frame("ours", self.by.name, _("for us"))] if self.draws else rows

    def arguments(self):
        self.agreement.refresh_from_db(fields=["status"])
        self.check_to_sign(self.agreement)
        given = {
            "drawings": [self.cleaned_data[name] for name in self.names],
            "words": [self.words_of(name) for name in self.names],
            "witness": self.cleaned_data["witness"],
            "ours": self.cleaned_data.get("ours", b""),
        }
        pdf, signed_at = drawn_under_a_signature(
            lambda: self.signed(**given, by=self.by, is_remote=self.link is not None)
        )
        return (), given | {"pdf": pdf, "signed_at": signed_at, "link": self.link}

    def check_to_sign(self, agreement):
        """Raise `Refused`, before the PDF is rendered, if the paper can no longer be signed."""
        check_to_sign(agreement, self.facts)
        check_employer(agreement)

    def signed(self, *, drawings, **given):
        """Render the paper with these signatures; return its PDF and the time."""
        return base_papers.sign(self.agreement, *drawings, facts=self.facts, **given)
