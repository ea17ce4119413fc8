"""What every form of an act has in common."""

import json
import logging
from uuid import UUID, uuid4

from django import forms
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.core.validators import FileExtensionValidator
from django.db import transaction
from django.db.models import Model
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from core import savedviews
from core.lives import Refused
from core.models import Identity, ListChoice, SavedView, Submission
from core.operations import flushed, prepared
from core.versions import Versioned
from core.widgets import GroupedField, PhoneField

log = logging.getLogger(__name__)
CSRF = "csrfmiddlewaretoken"  # another at each sending


class ActForm(forms.Form):
    """A form that runs an operation, once however often it is sent.

    `cleaned_data` holds the operation's keywords and nothing else; the submission key is `key`.
    """

    submission = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid4)

    key = None
    result = None
    refusal = None  # what the operation raised

    def clean(self):
        self.key = self.cleaned_data.pop("submission", None)
        return self.cleaned_data

    def arguments(self):
        """What the operation is called with, after the subject: positional, then by keyword.

        Called outside any transaction: what takes time, such as a PDF, is made here, after whatever
        can be refused without it. Raises `ValidationError` then.
        """
        return (), self.cleaned_data

    def perform(self, act):
        return act()


class ActModelForm(Versioned, ActForm, forms.ModelForm):
    """A form for a row's plain fields; the operation is given the row, filled in and unsaved."""

    def clean(self):
        forms.ModelForm.clean(self)
        return super().clean()

    def arguments(self):
        return (self.instance,), {}


def attempt(form, operation, *args, by):
    """Run `operation` with what `form` holds; if it is refused, say why on the form.

    True when it was done, now or by an earlier sending of the same form; `form.result` is then what
    the operation returned (for an earlier sending, the row it returned, or None).
    """
    if not form.is_bound:
        return False
    rows = [*args, getattr(form, "instance", None)]
    content = _fingerprint(operation, rows, form.data, form.files)
    is_valid = form.is_valid()
    if _was_done(form, by, content):
        return True
    if not is_valid:
        return False
    try:
        more, keywords = form.arguments()
        keywords = prepared(operation, *args, *more, by=by, **keywords)
        with flushed(operation):
            form.result = once(
                form.key,
                by,
                lambda: form.perform(lambda: operation(*args, *more, by=by, **keywords)),
                content=content,
            )
    except ValidationError as refusal:
        form.refusal = refusal
        form.add_error(None, refusal.messages)
    return form.is_valid()


def _was_done(form, by, content):
    """Whether this very form was done before: nothing is drawn for it again.

    What it made is perhaps why it is not valid any more.
    """
    earlier = Submission.objects.filter(by=by, key=form.key, content=content).first()
    form.result = earlier.result if earlier else None
    return earlier is not None


def _fingerprint(operation, rows, data, files):
    """A keyed hash of the act and of what was sent: the same form sent again has the same."""
    values = getattr(data, "getlist", data.get)
    sent = [[name, values(name)] for name in sorted(data) if name != CSRF]
    uploads = [[name, upload.name, upload.size] for name, upload in sorted(files.items())]
    of = [[row._meta.label, row.pk] for row in rows if isinstance(row, Model)]
    act = [operation.__module__, operation.__qualname__]
    said = json.dumps([*act, of, sent, uploads], default=str)
    return salted_hmac("core.submission", said, algorithm="sha256").hexdigest()


def scan_once(request, operation, *args, **keywords):
    """Run `operation` for the scan that `request` sends, once however often its id is sent.

    Returns what the operation returned; for an id that was taken before, the row that it returned
    then, or None. A scan without an id (a page without script) runs each time.
    """
    try:
        key = UUID(request.POST.get("scan", ""))
    except ValueError:
        key = None
    return once(
        key,
        request.user,
        lambda: operation(*args, by=request.user, **keywords),
        content=_fingerprint(operation, args, request.POST, request.FILES),
    )


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


def once(key, by, act, *, content):
    """Do `act()` and remember its result under `key`; done already, give that result back.

    Raises `Refused` for a key under which something else was done.
    """
    if key is None:
        return act()
    with transaction.atomic():
        submission, is_new = Submission.objects.get_or_create(
            by=by, key=key, defaults={"content": content}
        )
        if not is_new and submission.content != content:
            raise Refused(_("Something else was sent from this page already: open it again."))
        if not is_new:
            return submission.result
        result = act()
        if getattr(result, "pk", None):
            submission.result_type = ContentType.objects.get_for_model(result)
            submission.result_id = result.pk
            submission.save(update_fields=["result_type", "result_id"])
        return result


class ChangeViewForm(Versioned, ActForm):
    """For `change_view`; for who may not change it, `open_with`: whether their list opens so."""

    name = forms.CharField(
        label=_("Name of the view"),
        max_length=60,
        help_text=_("What the list shows, never a person’s name."),
    )
    is_shared = forms.BooleanField(label=_("Shared with the house"), required=False)
    is_default = forms.BooleanField(label=_("Open the list with this view"), required=False)

    def __init__(self, *args, instance, user, **kwargs):
        choices = ListChoice.objects.filter(user=user, list_name=instance.list_name, view=instance)
        said = {
            "name": instance.name,
            "is_shared": instance.is_shared,
            "is_default": choices.exists(),
        }
        super().__init__(*args, initial=said, **kwargs)
        self.edited_row = instance
        may_change = SavedView.objects.manageable_by(user).filter(pk=instance.pk).exists()
        self.operation = savedviews.change_view if may_change else savedviews.open_with
        self.may_change = may_change
        if not may_change:
            del self.fields["name"], self.fields["is_shared"]
        elif not (instance.is_shared or user.has_perm("core.share_view")):
            del self.fields["is_shared"]


def _picture(label, help_text):
    return forms.FileField(
        label=label,
        required=False,
        validators=[FileExtensionValidator(["png", "jpg", "jpeg", "webp"])],
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp"}),
        help_text=help_text,
    )


class IdentityForm(ActModelForm):
    """For `save_identity`."""

    picture = _picture(_("Logo"), _("PNG, JPEG or WebP, 10 MB at most. It is shown on papers."))
    remove_logo = forms.BooleanField(label=_("Remove the logo"), required=False)
    signature_picture = _picture(
        _("Signature"),
        _("A picture of the signature of who signs: it is printed on tax receipts only."),
    )
    remove_signature = forms.BooleanField(label=_("Remove the signature"), required=False)

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
            "tag_prefix",
            "purpose",
            "tax_quality",
            "issues_tax_receipts",
        ]
        field_classes = {"siren": GroupedField, "rna": GroupedField, "phone": PhoneField}
        widgets = {name: forms.Textarea(attrs={"rows": 3}) for name in ("address", "purpose")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.logo is None:
            del self.fields["remove_logo"]
        if self.instance.signature is None:
            del self.fields["remove_signature"]

    def arguments(self):
        said = self.cleaned_data
        keywords = {
            "picture": said.get("picture"),
            "remove_logo": said.get("remove_logo", False),
            "signature": said.get("signature_picture"),
            "remove_signature": said.get("remove_signature", False),
        }
        return (self.instance,), keywords
