from django import forms
from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pyrage import IdentityError
from pyrage.x25519 import Identity

from desk.backups.encryption import MAGIC
from modules.browser_backups.restoring import MAX_ARCHIVE_BYTES, is_code


class CodeForm(forms.Form):
    """Form for the one-time code of `first_admin`."""

    code = forms.CharField(
        label=gettext_lazy("One-time code"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
        help_text=gettext_lazy("Shown on the server by the first_admin command."),
    )

    def clean_code(self):
        code = self.cleaned_data["code"]
        if not is_code(code):
            raise ValidationError(_("This is not the right code: check it again on the server."))
        return code


class ArchiveForm(forms.Form):
    """Form for the archive to restore, and its private key."""

    archive = forms.FileField(
        label=gettext_lazy("Backup"), widget=forms.FileInput(attrs={"accept": ".zip,.age"})
    )
    key = forms.CharField(
        label=gettext_lazy("Private key, if the backup is encrypted"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off", "spellcheck": "false"}),
        help_text=gettext_lazy("It begins with AGE-SECRET-KEY-. It is not stored."),
    )

    def clean_archive(self):
        archive = self.cleaned_data["archive"]
        if archive.size > MAX_ARCHIVE_BYTES:
            words = _(
                "The limit in a browser is %(size)s: restore a larger backup on the "
                "server, with the command shown on this page."
            )
            raise ValidationError(words % {"size": filesizeformat(MAX_ARCHIVE_BYTES)})
        return archive

    def clean_key(self):
        """Check each line but comments, as `age-keygen` writes them."""
        key = self.cleaned_data["key"]
        try:
            for line in key.splitlines():
                if line.strip() and not line.startswith("#"):
                    Identity.from_str(line.strip())
        except IdentityError as error:
            words = _("This is not an age private key: copy it whole, from AGE-SECRET-KEY-.")
            raise ValidationError(words) from error
        return key

    def clean(self):
        archive, key = self.cleaned_data.get("archive"), self.cleaned_data.get("key")
        if archive and key == "" and archive.read(len(MAGIC)) == MAGIC:
            self.add_error("key", _("This backup is encrypted: enter its private key."))
