from django import forms
from django.core.validators import FileExtensionValidator
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core.files.storage import store_first
from core.forms.base import ActModelForm
from core.forms.uploads import clean_logo
from core.forms.widgets import GroupedField, PhoneField
from core.models import Document, Event, Identity
from core.text_input import line_of
from core.workflow.operations import operation, save_valid

# Other rows saved with the identity: functions of (identity, by), called in its transaction.
FOLLOWERS = []


def _stored(_identity, **keywords):
    """Store the logo and the signature as PNG files."""
    pictures = {name: keywords.get(name) for name in ("picture", "signature")}
    return {
        name: store_first(picture if isinstance(picture, bytes) else clean_logo(picture))
        for name, picture in pictures.items()
        if picture
    }


@operation("core.change_identity", prepare=_stored)
def save_identity(
    identity, *, by, picture=None, remove_logo=False, signature=None, remove_signature=False
):
    """Save the identity of the association; `picture`, an upload, becomes the logo everywhere.

    `signature`, another upload, is printed on tax receipts.
    """
    if remove_logo:
        identity.logo = None
    if remove_signature:
        identity.signature = None
    if picture:
        identity.logo = _keep(picture, "logo", by)
    if signature:
        identity.signature = _keep(signature, "signature", by)
    identity.name = line_of(identity.name)  # it is a header of mails
    save_valid(identity)
    Event.objects.record("identity.changed", identity, by=by)
    for follow in FOLLOWERS:
        follow(identity, by=by)
    transaction.on_commit(Identity.clear_cache)
    return identity


def _keep(picture, kind, by):
    return Document.objects.store(
        picture, kind=kind, name=f"{kind}.png", content_type="image/png", by=by
    )


def _picture(label, help_text):
    return forms.FileField(
        label=label,
        required=False,
        validators=[FileExtensionValidator(["png", "jpg", "jpeg", "webp"])],
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp"}),
        help_text=help_text,
    )


class IdentityForm(ActModelForm):
    picture = _picture(_("Logo"), _("PNG, JPEG or WebP, 10 MB at most. It appears on documents."))
    remove_logo = forms.BooleanField(label=_("Remove the logo"), required=False)
    signature_picture = _picture(
        _("Signature"),
        _("A picture of the signatory’s signature, printed on tax receipts only."),
    )
    remove_signature = forms.BooleanField(label=_("Remove the signature"), required=False)
    fields_of_modules = {"tax_quality", "signature_picture", "remove_signature"}

    class Meta:
        model = Identity
        fields = [
            "name",
            "siren",
            "rna",
            "address",
            "town",
            "email",
            "phone",
            "signatory",
            "director",
            "host",
            "tag_prefix",
            "purpose",
            "tax_quality",
        ]
        field_classes = {"siren": GroupedField, "rna": GroupedField, "phone": PhoneField}
        widgets = {
            name: forms.Textarea(attrs={"rows": 3}) for name in ("address", "host", "purpose")
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.logo is None:
            del self.fields["remove_logo"]
        if self.instance.signature is None:
            self.fields.pop("remove_signature", None)

    def arguments(self):
        cleaned = self.cleaned_data
        keywords = {
            "picture": cleaned.get("picture"),
            "remove_logo": cleaned.get("remove_logo", False),
            "signature": cleaned.get("signature_picture"),
            "remove_signature": cleaned.get("remove_signature", False),
        }
        return (self.instance,), keywords
